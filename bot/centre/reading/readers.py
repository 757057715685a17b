"""The readers of entities, each for questions of its own; the order does not matter."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from bot.centre.reading.findings import Finding
from bot.centre.reading.markets import read_markets
from bot.centre.reading.names import read_names
from bot.centre.reading.places import read_places
from bot.centre.reading.prepared import Prepared
from bot.centre.reading.sizes import read_sizes
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
)
"""What a text tells of the company and its case, beside its needs."""
