"""How well the entity readers read: per question how many are right, missed, wrong or unlabelled.

    python -m training.entities [--phrasings] [--of municipality,size] [--faults 40]

`answers` of the training enquiries are taken for the truth. "Unlabelled" is what was read where
the writer gave no answer: often right, sometimes a fault. The texts set aside are never opened.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.centre.load import load
from bot.centre.model import Centre
from bot.centre.reading.findings import ENOUGH, Finding
from bot.centre.reading.prepared import Prepared
from bot.centre.reading.readers import read_entities

HERE = Path(__file__).parent
QUESTIONS = (
    "municipality", "size", "turnover", "market", "market_region", "urgency", "credit", "deal",
    "money", "stage", "start_up", "project_started", "deadline", "people", "compliance",
)  # fmt: skip
KINDS = ("right", "missed", "wrong", "unlabelled")


def texts_of(folder: str) -> Iterator[dict[str, Any]]:
    """Every line of a folder of training texts."""
    for path in sorted((HERE / folder).glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield json.loads(line)


def read(centre: Centre, text: str) -> dict[str, tuple[Finding, ...]]:
    """What is proposed for each question."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in read_entities(Prepared(text, centre)):
        if finding.sure >= ENOUGH:
            found[finding.question].append(finding)
    return {question: tuple(each) for question, each in found.items()}


def verdict(given: Any, codes: set[str]) -> str:
    """Whether what was read is what the writer says."""
    if given is None or given == [] or given == "":
        return "unlabelled" if codes else ""
    truth = set(given) if isinstance(given, list) else {str(given)}
    if not codes:
        return "missed"
    return "right" if codes == truth else "wrong"


def main() -> None:
    """Prints the counts, then the faults of the questions asked for."""
    options = argparse.ArgumentParser()
    options.add_argument("--phrasings", action="store_true")
    options.add_argument("--of", default="")
    options.add_argument("--faults", type=int, default=40)
    chosen = options.parse_args()
    wanted = [question for question in chosen.of.split(",") if question]
    centre = load()
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    faults: dict[tuple[str, str], list[str]] = defaultdict(list)
    for line in texts_of("phrasings" if chosen.phrasings else "enquiries"):
        found = read(centre, line["text"])
        for question in QUESTIONS:
            given = line.get("answers", {}).get(question)
            findings = found.get(question, ())
            kind = verdict(given, {finding.code for finding in findings})
            counts[question][kind] += 1
            if kind in KINDS[1:]:
                said = ", ".join(f"{f.code} ”{f.words}” {f.sure}" for f in findings) or "-"
                faults[question, kind].append(f"{given} | {said} | {line['text']}")
    for question in QUESTIONS:
        print(f"{question:16}", *(f"{kind} {counts[question][kind]:4}" for kind in KINDS))
    for question in wanted:
        for kind in KINDS[1:]:
            print(f"\n── {question}, {kind}")
            print(*faults[question, kind][: chosen.faults], sep="\n")


if __name__ == "__main__":
    main()
