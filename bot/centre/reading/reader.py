"""The reader: one text through every part that reads something of it."""

from __future__ import annotations

from bot.centre.model import Centre
from bot.centre.reading.findings import Finding, Reading

LONGEST = 20_000
"""Characters that are read of a text; what comes after is kept by whoever keeps it, unread."""


class Reader:
    """Reads enquiries for one centre. Made once (`Reader.of`), used from any thread."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre
        self.several = frozenset(q.id for q in centre.questions if q.kind == "many")

    @staticmethod
    def of(centre: Centre) -> Reader:
        """The centre's reader; the same one each time."""
        known = _readers.get(id(centre))
        if known is None or known.centre is not centre:
            known = _readers[id(centre)] = Reader(centre)
        return known

    def read(self, text: str) -> Reading:
        """What stands in a text, as far as it can be read."""
        findings: tuple[Finding, ...] = ()
        return Reading(text=text, findings=findings, several=self.several)


_readers: dict[int, Reader] = {}
"""One for each centre that is in use: a process has one, its tests a few."""
