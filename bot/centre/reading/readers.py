"""The readers of entities, each for questions of its own; the order does not matter."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.centre.reading.findings import Finding
from bot.centre.reading.markets import read_markets
from bot.centre.reading.names import read_names
from bot.centre.reading.patterns import read_patterns
from bot.centre.reading.places import read_places
from bot.centre.reading.prepared import Prepared
from bot.centre.reading.sizes import read_sizes
from bot.centre.reading.standing import read_standing
from bot.centre.reading.terms import read_terms
from bot.centre.reading.turnover import read_turnover
from bot.centre.reading.urgency import read_urgency

ENTITY_READERS: tuple[Callable[[Prepared], Iterable[Finding]], ...] = (
    read_places,
    read_markets,
    read_sizes,
    read_turnover,
    read_names,
    read_urgency,
    read_terms,
    read_patterns,
    read_standing,
)
"""What a text tells of the company and its case, beside its needs."""


def read_entities(text: Prepared) -> tuple[Finding, ...]:
    """All findings; of a question with one answer, only the surest."""
    several = {q.id for q in text.centre.questions if q.kind == "many"}
    best: dict[str, Finding] = {}
    found: list[Finding] = []
    for finding in (each for read in ENTITY_READERS for each in read(text)):
        if finding.question in several:
            found.append(finding)
        elif finding.question not in best or finding.sure > best[finding.question].sure:
            best[finding.question] = finding
    return (*best.values(), *found)
