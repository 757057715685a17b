"""How well and how fast the reader reads: `python -m benchmarks.reading`, also in `make bench`.

Measured on the enquiries set aside (`training/aside`), which were written before there was a
reader, by a voice that nothing was learnt from, and on three later voices that nothing was learnt
from either (`training/unlearnt`). The bare thing beside it: a list of the words by
which colleagues ask (`topics` in the centre file), the need named most often first.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import partial
from time import perf_counter

from benchmarks.clock import Times, readable
from benchmarks.report import Table, markdown, plain, where
from bot.centre.asking_topics import needs_in
from bot.centre.load import load as load_centre
from bot.centre.model import Centre
from bot.centre.proposing import propose
from bot.centre.reading import Reader
from bot.centre.reading.learnt import learnt
from bot.centre.reading.words import tokens_of
from bot.centre.routing import route
from training.corpus import Enquiry, aside, digest, unlearnt
from training.measure import Verdict, verdicts

OUT = "(utanför)"
NOBODY = "–"
VOICES = {"w15": "terse", "w16": "about places", "w17": "at the edge of scope"}
"""What each voice that nothing was learnt from is like."""
READY = (
    "from time import perf_counter as now; start = now(); "
    "from bot.centre.load import load; from bot.centre.proposing import propose; "
    "centre = load(); loaded = now(); propose(centre, 'hej, vi vill exportera'); "
    "print(loaded - start, now() - loaded)"
)


def accuracy(found: Sequence[Verdict], plainly: Sequence[bool]) -> Table:
    """The shares that are right."""
    inside = [verdict for verdict in found if not verdict.enquiry.scope]
    outside = [verdict for verdict in found if verdict.enquiry.scope]
    rows = [
        ("lead acceptable", _of([v.lead for v in found])),
        ("acceptable among the two shown", _of([v.two for v in found])),
        ("the need that comes first", _of([v.need for v in inside])),
        ("municipality, or none where none is told", _of([v.place for v in found])),
        ("out of scope seen", _of([v.scope for v in outside])),
        ("in scope left in", _of([v.scope for v in inside])),
        ("lead acceptable by a list of words alone", _of(plainly)),
    ]
    for question in ("size", "turnover", "market"):
        told = [v for v in inside if v.enquiry.answers.get(question)]
        rows.append((f"{question}, where it is told", _of([_same(v, question) for v in told])))
    return Table(
        f"Reading {len(found)} enquiries set aside",
        ("what", "right"),
        rows,
        "Written by a voice of its own before there was a reader. Nothing was learnt from it, but "
        "it was measured five times while scope was tuned, so the lines on scope flatter a little, "
        "and once to choose between two sets of weights.",
    )


def of_voices(found: Sequence[Verdict]) -> Table:
    """The shares that are right, for each voice that nothing was learnt from."""
    voices = sorted({verdict.enquiry.voice for verdict in found})
    parts = [[v for v in found if v.enquiry.voice == voice] for voice in voices] + [list(found)]
    inside = [[v for v in part if not v.enquiry.scope] for part in parts]
    outside = [[v for v in part if v.enquiry.scope] for part in parts]
    rows = [
        ("lead acceptable", *(_of([v.lead for v in part]) for part in parts)),
        ("acceptable among the two shown", *(_of([v.two for v in part]) for part in parts)),
        ("the need that comes first", *(_of([v.need for v in part]) for part in inside)),
        (
            "municipality, or none where none is told",
            *(_of([v.place for v in part]) for part in parts),
        ),
        ("out of scope seen", *(_of([v.scope for v in part]) for part in outside)),
        ("in scope left in", *(_of([v.scope for v in part]) for part in inside)),
    ]
    return Table(
        f"Reading {len(found)} enquiries of {len(voices)} later voices",
        ("what", *(VOICES.get(voice, voice) for voice in voices), "together"),
        rows,
        "Nothing was learnt from them, and neither weights nor scope were tuned on them. The rules "
        "of places were written with them in view, so municipalities, and companies of other "
        "counties seen, flatter.",
    )


def confusion(found: Sequence[Verdict], centre: Centre) -> Table:
    """Which organisation was proposed to lead, for each that an expert would accept."""
    slugs = [o.slug for o in centre.organisations if o.kind == "member"]
    short = {o.slug: o.short for o in centre.organisations} | {NOBODY: NOBODY}
    names = [*slugs, NOBODY]
    pairs = Counter((_expected(verdict), verdict.found.routing.lead or NOBODY) for verdict in found)
    rows = [(short[row], *(str(pairs[row, column] or "·") for column in names)) for row in names]
    return Table(
        "Who was proposed to lead",
        ("expert says", *(short[column] for column in names)),
        rows,
        f"Rows are what an expert says, columns what was read; {NOBODY} is out of scope. Where "
        "several leads are acceptable, the one that was read stands for them.",
    )


def _expected(verdict: Verdict) -> str:
    if verdict.enquiry.scope:
        return NOBODY
    lead = verdict.found.routing.lead
    return lead if lead in verdict.enquiry.leads else verdict.enquiry.leads[0]


def speed(centre: Centre, texts: Sequence[str], rounds: int = 1) -> Table:
    """How long one enquiry takes on one core, and how long until the first can be read."""
    Reader.of(centre).read(texts[0])
    times = Times()
    for _ in range(rounds):
        for text in texts:
            times.take(partial(propose, centre, text))
    cpu, bare = sorted(times.cpu), Times()
    for text in texts:
        bare.take(partial(json.dumps, {"text": text}))
    loaded, first = _ready()
    rows = [
        ("one enquiry read and routed, CPU, median", readable(times.cpu_p50)),
        ("the slowest of a hundred, CPU", readable(cpu[int(len(cpu) * 0.99)])),
        ("times writing the same text as JSON", f"{times.cpu_p50 / bare.cpu_p50:,.0f}"),
        ("centre file loaded, in a new process", readable(loaded)),
        ("then until the first enquiry is read", readable(first)),
    ]
    return Table("Speed of reading", ("what", "time"), rows)


def _ready() -> tuple[float, float]:
    said = subprocess.run(
        [sys.executable, "-c", READY], capture_output=True, text=True, check=True
    ).stdout.split()
    return float(said[0]), float(said[1])


def by_words_alone(centre: Centre, enquiries: Iterable[Enquiry]) -> list[bool]:
    """Whether a list of words leads to an acceptable organisation: the bare thing to beat."""
    right = []
    for enquiry in enquiries:
        times = Counter(dict(needs_in(centre, tokens_of(enquiry.text))).values())
        best = times.most_common(1)[0][0] if times else "orientation"
        reading = Reader.of(centre).read(enquiry.text)
        answers = {k: v for k, v in reading.answers().items() if k not in ("needs", "first_need")}
        answers["needs"] = (best,)
        right.append(route(centre, answers).lead in enquiry.leads)
    return right


def _same(verdict: Verdict, question: str) -> bool:
    read, told = verdict.found.answers.get(question), verdict.enquiry.answers[question]
    return set(read or ()) == set(told) if isinstance(told, list) else read == told


def _of(right: Sequence[bool]) -> str:
    return f"{sum(right)} of {len(right)} ({100 * sum(right) / max(len(right), 1):.1f} %)"


def tables(centre: Centre) -> list[Table]:
    """All tables about reading."""
    enquiries, later = aside(), unlearnt()
    if learnt().made_of != digest():
        print("The texts have changed since the reader learnt: run make train.", file=sys.stderr)
    start = perf_counter()
    found = verdicts(centre, Reader.of(centre), enquiries)
    print(f"Read in {perf_counter() - start:.1f} s", file=sys.stderr)
    return [
        accuracy(found, by_words_alone(centre, enquiries)),
        confusion(found, centre),
        of_voices(verdicts(centre, Reader.of(centre), later)),
        speed(centre, [enquiry.text for enquiry in enquiries], 3),
    ]


def main(given: Sequence[str] | None = None) -> int:
    """Measure once and print."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.reading", description=__doc__)
    asked.add_argument("--markdown", action="store_true", help="as the README has it")
    args = asked.parse_args(given)
    found = tables(load_centre())
    if args.markdown:
        print("\n".join(markdown(table) for table in found), end="")
    else:
        print(where(), "", *map(plain, found), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
