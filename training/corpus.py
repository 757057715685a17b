"""What the reader learns from: phrasings, whole enquiries and other messages, voice by voice.

A voice is one way of thinking and writing (`w1.jsonl`, `w2.jsonl`, ...): what one voice wrote is
never measured with a reader that has learnt from it. `aside/` is the test set, written before
there was a reader and by a voice of its own; only `benchmarks.reading` opens it. `unlearnt/` has
voices that came later, and that nothing is learnt from either.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LEARNT_FROM = ("phrasings", "enquiries", "messages")


@dataclass(frozen=True)
class Phrasing:
    """A sentence or two, the needs it tells of (the first one first) and what else it says."""

    text: str
    voice: str
    needs: tuple[str, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Enquiry:
    """A whole enquiry, what an expert reads in it, and the leads the expert would accept."""

    id: str
    text: str
    voice: str
    answers: Mapping[str, Any]
    leads: tuple[str, ...] = ()
    scope: str = ""

    @property
    def first_need(self) -> str:
        """The need that sets the lead; empty where none is told."""
        needs = self.needs
        return str(self.answers.get("first_need") or (needs[0] if needs else ""))

    @property
    def needs(self) -> tuple[str, ...]:
        """All that is needed."""
        return tuple(self.answers.get("needs") or ())

    @property
    def ordered(self) -> tuple[str, ...]:
        """All that is needed, what comes first before the others."""
        return tuple(dict.fromkeys(need for need in (self.first_need, *self.needs) if need))


@dataclass(frozen=True)
class Message:
    """A plain message in a channel and what kind it is: "enquiry", "chatter", "pitch", ..."""

    text: str
    voice: str
    kind: str


@dataclass(frozen=True)
class Corpus:
    """All of it, or some voices' part of it."""

    phrasings: tuple[Phrasing, ...] = ()
    enquiries: tuple[Enquiry, ...] = ()
    messages: tuple[Message, ...] = ()

    @property
    def voices(self) -> tuple[str, ...]:
        """The voices that wrote whole enquiries."""
        return tuple(sorted({enquiry.voice for enquiry in self.enquiries}))

    def without(self, voices: Collection[str]) -> Corpus:
        """What all other voices wrote."""
        return Corpus(
            tuple(p for p in self.phrasings if p.voice not in voices),
            tuple(e for e in self.enquiries if e.voice not in voices),
            tuple(m for m in self.messages if m.voice not in voices),
        )


def load(folder: Path = HERE) -> Corpus:
    """The training texts. Raises ValueError for a line that is not JSON."""
    return Corpus(
        tuple(
            Phrasing(row["text"], voice, tuple(row["needs"]), row.get("answers", {}))
            for voice, row in _rows(folder / "phrasings")
        ),
        tuple(_enquiry(voice, row) for voice, row in _rows(folder / "enquiries")),
        tuple(
            Message(row["text"], voice, row["kind"]) for voice, row in _rows(folder / "messages")
        ),
    )


def aside(folder: Path = HERE) -> tuple[Enquiry, ...]:
    """The enquiries set aside. For measuring only."""
    return tuple(_enquiry(voice, row) for voice, row in _rows(folder / "aside"))


def unlearnt(folder: Path = HERE) -> tuple[Enquiry, ...]:
    """The enquiries of the voices that nothing is learnt from. For measuring only."""
    return tuple(_enquiry(voice, row) for voice, row in _rows(folder / "unlearnt"))


def digest(folder: Path = HERE) -> str:
    """What tells whether the texts learnt from, or the lexicon they are read by, have changed."""
    found = sha256((files("bot.centre.reading.data") / "concepts.yaml").read_bytes())
    for kind in LEARNT_FROM:
        for path in sorted((folder / kind).glob("*.jsonl")):
            found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]


def _enquiry(voice: str, row: Mapping[str, Any]) -> Enquiry:
    return Enquiry(
        row["id"],
        row["text"],
        voice,
        row["answers"],
        tuple(row["leads"]),
        row.get("out_of_scope") or "",
    )


def _rows(folder: Path) -> Iterable[tuple[str, dict[str, Any]]]:
    paths: Sequence[Path] = sorted(folder.glob("*.jsonl")) if folder.is_dir() else []
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip():
                try:
                    yield path.stem, json.loads(line)
                except ValueError as error:
                    raise ValueError(f"{path.name}, line {number}: {error}") from None
