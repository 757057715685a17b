"""How well the reader reads voices that it has not learnt from.

    python -m training.measure [--faults 30] [--kept FOLDER]

The voices are parted into a few groups; for each the reader learns from the others and reads the
group's enquiries. This is the figure to develop by; the texts set aside are measured by
`python -m benchmarks.reading`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from bot.centre.load import load as load_centre
from bot.centre.model import Centre
from bot.centre.proposing import Proposal, proposal
from bot.centre.reading import Reader
from bot.centre.reading.learnt import Learnt, opened, saved
from training.corpus import Corpus, Enquiry, load
from training.learning import learn
from training.ranking import ranking

FOLDS = 3


@dataclass(frozen=True)
class Verdict:
    """One enquiry as it was read, against what an expert says."""

    enquiry: Enquiry
    found: Proposal

    @property
    def lead(self) -> bool:
        """Whether the lead is one the expert accepts; out of scope none is."""
        if self.enquiry.scope:
            return self.found.routing.lead is None
        return self.found.routing.lead in self.enquiry.leads

    @property
    def two(self) -> bool:
        """Whether an acceptable one is among the two shown."""
        if self.enquiry.scope:
            return self.found.routing.lead is None
        shown = {suggestion.organisation for suggestion in self.found.routing.suggestions[:2]}
        return bool(shown & set(self.enquiry.leads))

    @property
    def scope(self) -> bool:
        """Whether it was rightly seen as in or out of scope."""
        return (self.found.routing.out_of_scope is not None) == bool(self.enquiry.scope)

    @property
    def need(self) -> bool:
        """Whether the need that comes first was read."""
        needs = self.found.reading.needs
        return bool(needs) and needs[0].code == self.enquiry.first_need

    @property
    def place(self) -> bool:
        """Whether the municipality was read, and none where none is told."""
        read = self.found.answers.get("municipality", "")
        return bool(read == self.enquiry.answers.get("municipality", ""))


def verdicts(centre: Centre, reader: Reader, enquiries: Iterable[Enquiry]) -> list[Verdict]:
    """Every enquiry read and routed."""
    return [Verdict(e, proposal(centre, reader.read(e.text))) for e in enquiries]


def line(name: str, found: Sequence[Verdict]) -> str:
    """The shares that are right, as a line."""
    inside = [verdict for verdict in found if not verdict.enquiry.scope]
    outside = [verdict for verdict in found if verdict.enquiry.scope]
    seen = f"{sum(verdict.scope for verdict in outside)} of {len(outside)}"
    wrongly = sum(not verdict.scope for verdict in inside)
    return (
        f"{name:6} {len(found):4}  need {_share([v.need for v in inside])}  lead "
        f"{_share([v.lead for v in found])}  two {_share([v.two for v in found])}  place "
        f"{_share([v.place for v in found])}  out of scope {seen}, wrongly {wrongly}"
    )


def _share(right: Sequence[bool]) -> str:
    return f"{100 * sum(right) / max(len(right), 1):5.1f} %"


def folds(voices: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """The voices in a few groups, so that what each is measured with has not learnt from it."""
    return tuple(group for start in range(FOLDS) if (group := tuple(voices[start::FOLDS])))


def learnt_without(corpus: Corpus, voices: Sequence[str], kept: Path | None) -> Learnt:
    """What is learnt from all other voices; kept in a folder, if one is given."""
    file = kept / f"{'-'.join(voices)}.npz" if kept else None
    if file and file.exists():
        return replace(opened(file.read_bytes()), ranking=ranking())
    found = learn(corpus.without(voices), ranking=ranking())
    if file:
        file.write_bytes(saved(found))
    return found


def main(given: Sequence[str] | None = None) -> int:
    """Measure every voice, and print what was read wrongly."""
    asked = argparse.ArgumentParser(prog="python -m training.measure", description=__doc__)
    asked.add_argument("--faults", type=int, default=0)
    asked.add_argument("--kept", type=Path)
    args = asked.parse_args(given)
    centre, corpus = load_centre(), load()
    everything: list[Verdict] = []
    for group in folds(corpus.voices):
        reader = Reader(centre, learnt_without(corpus, group, args.kept))
        for voice in group:
            found = verdicts(centre, reader, (e for e in corpus.enquiries if e.voice == voice))
            print(line(voice, found), flush=True)
            everything += found
    print(line("all", everything))
    for verdict in [v for v in everything if not v.lead][: args.faults]:
        told(verdict)
    return 0


def told(verdict: Verdict) -> None:
    """One fault, for whoever mends it."""
    enquiry, found = verdict.enquiry, verdict.found
    leads = [suggestion.organisation for suggestion in found.routing.suggestions[:2]]
    needs = [f"{need.code} {need.first:.2f}" for need in found.reading.needs[:3]]
    print(f"\n{enquiry.id}: {leads} for {list(enquiry.leads) or enquiry.scope}; {needs}")
    print(f"  told: {dict(enquiry.answers)}")
    print(f"  read: {dict(found.answers)}")
    print(f"  {enquiry.text[:400]}")


if __name__ == "__main__":
    sys.exit(main())
