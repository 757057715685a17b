"""Who is to be told of each step: the design's table, "The life of a case", as a list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tests.faults.people import EVERYBODY, KARIN, Somebody
from tests.faults.records import Row, as_json

TAKEN = frozenset({"accepted", "claimed"})


def audience(poster: Somebody, log: Sequence[Row]) -> Iterator[tuple[Row, set[str]]]:
    """Each entry of a case's log, and the names of those who must be told of it in private.

    Never the one who acts. Rooms see the card; of a step in `TAKEN` also a line below it.
    """
    handler, asker, asked = "", "", set[str]()
    for row in log:
        step, who = row["step"], set[str]()
        organisation = str((as_json(row["args"]) or {}).get("organisation", ""))
        if step == "offered":
            who = _at(organisation)
            asked.add(organisation)
        elif step in TAKEN:
            who = {poster.name, handler} | _of(asked - {_organisation(row["name"])})
            handler, asked = row["name"], set()
        elif step == "declined":
            who = {poster.name, KARIN.name}
            asked.discard(_organisation(row["name"]))
        elif step == "asked":
            who, asker = {poster.name}, row["name"]
        elif step == "answered":
            who = {asker}
        elif step == "taken_over":
            who, handler = {handler}, row["name"]
        elif step == "joined":
            who = {handler}
        elif step in ("contact", "closed"):
            who = {poster.name} | (_of(asked) if step == "closed" else set())
            asked = set() if step == "closed" else asked
        yield row, who - {row["name"], ""}


def _at(organisation: str) -> set[str]:
    return {who.name for who in EVERYBODY if who.organisation == organisation}


def _of(organisations: set[str]) -> set[str]:
    return {name for one in organisations for name in _at(one)}


def _organisation(name: str) -> str:
    return next(who.organisation for who in EVERYBODY if who.name == name)
