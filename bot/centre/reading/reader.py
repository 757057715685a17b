"""The reader: one text through every part that reads something of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from bot.centre.model import Centre
from bot.centre.reading.findings import Finding, Reading
from bot.centre.reading.guesses import guesses
from bot.centre.reading.heard import Heard
from bot.centre.reading.learnt import Learnt
from bot.centre.reading.learnt import learnt as everything_learnt
from bot.centre.reading.needs import read_needs
from bot.centre.reading.prepared import Prepared
from bot.centre.reading.readers import read_entities
from bot.centre.reading.scope import like_an_enquiry, read_scope

LONGEST = 20_000
"""Characters that are read of a text; what comes after is kept by whoever keeps it, unread."""


class Reader:
    """Reads enquiries for one centre. Made once (`Reader.of`), used from any thread."""

    def __init__(self, centre: Centre, learnt: Learnt | None = None) -> None:
        self.centre = centre
        self.learnt = learnt or everything_learnt()
        self.several = frozenset(q.id for q in centre.questions if q.kind == "many")

    @staticmethod
    def of(centre: Centre) -> Reader:
        """The centre's reader; the same one each time."""
        known = _readers.get(id(centre))
        if known is None or known.centre is not centre:
            known = _readers[id(centre)] = Reader(centre)
        return known

    def read(self, text: str, now: datetime | None = None) -> Reading:
        """What stands in a text, as far as it can be read.

        With `now` (aware) days and dates are told apart from it.
        """
        prepared = Prepared(text[:LONGEST], self.centre, now)
        if not any(token.is_word for token in prepared.tokens):
            return Reading(text=text, several=self.several)
        heard = Heard.of(self.learnt, prepared)
        needs = read_needs(self.centre, self.learnt, prepared, heard)
        found = list(read_entities(prepared))
        found += guesses(self.centre, self.learnt, prepared, heard, read=found, needs=needs)
        named = {finding.question: finding.code for finding in reversed(found)}
        return Reading(
            text=text,
            findings=tuple(f for f in found if self.centre.has_question(f.question)),
            needs=needs,
            company=named.get("company", ""),
            number=named.get("number", ""),
            contact=tuple(_contact(found)),
            enquiry=like_an_enquiry(self.learnt, heard),
            scope=read_scope(self.learnt, heard, prepared.tokens, found),
            several=self.several,
        )


def _contact(found: list[Finding]) -> Iterator[tuple[str, str]]:
    """Name, phone and email of whom to call, each once."""
    seen: set[str] = set()
    for finding in found:
        kind = finding.question.removeprefix("contact.")
        if kind != finding.question and kind not in seen:
            seen.add(kind)
            yield kind, finding.code


_readers: dict[int, Reader] = {}
"""One for each centre that is in use: a process has one, its tests a few."""
