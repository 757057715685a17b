"""One line of a directory file: what it says, or what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from bot.centre.model import Centre
from bot.desk.book_sheet import Row
from bot.desk.contact_fields import MARKETS, NEEDS, Choices, Particulars, choices, folded, kept
from bot.desk.work import Mistaken
from bot.texts import Arg, phrase

CONTACT, MEMBER, FUNCTION = "contact", "member", "function"
KINDS: Mapping[str, str] = {
    "": CONTACT,
    "contact": CONTACT,
    "kontakt": CONTACT,
    "member": MEMBER,
    "främjare": MEMBER,
    "medlem": MEMBER,
    "function": FUNCTION,
    "funktion": FUNCTION,
}
OPEN: Mapping[str, bool | None] = {
    "": None,
    **dict.fromkeys(("all", "everybody", "alla", "alla främjare", "every member"), True),
    **dict.fromkeys(("ask", "fråga", "den som sagt ja till", "ask first", "fråga först"), False),
}
_SEPARATORS = re.compile(r"[|;,\n]")


class Faulty(Exception):
    """A line that cannot be taken; `why` is what its owner reads."""

    def __init__(self, why: Arg) -> None:
        """Keep the sentence."""
        super().__init__(str(why))
        self.why = why


@dataclass(frozen=True)
class Said:
    """What a line says. An empty cell says nothing: it leaves what is kept as it is."""

    number: int
    kind: str
    given: Particulars
    cells: Mapping[str, str]
    open: bool | None = None
    confirmed: date | None = None

    @property
    def added_by(self) -> str:
        """Whose contact it is, by e-mail or name."""
        return self.cells.get("added_by", "")

    def has(self, column: str) -> bool:
        """Whether the line says anything in a column."""
        return bool(self.cells.get(column, ""))


def said(centre: Centre, row: Row, today: date) -> Said:
    """What a line says. Raises `Faulty` with the first thing that is wrong."""
    if row.fault:
        raise Faulty(phrase("directory.fault.cells"))
    kind = KINDS.get(row["kind"].casefold())
    if kind is None:
        raise Faulty(phrase("directory.fault.kind", given=row["kind"][:40]))
    if kind == FUNCTION:
        return Said(row.number, kind, Particulars(), row.cells)
    given = Particulars(
        name=row["name"],
        organisation=row["organisation"],
        title=row["title"],
        about=row["about"],
        needs=_codes(choices(centre, NEEDS), row["needs"], "needs"),
        markets=_codes(choices(centre, MARKETS), row["markets"], "markets"),
        languages=tuple(p.strip() for p in _SEPARATORS.split(row["languages"]) if p.strip()),
        phone=row["phone"],
        email=row["email"],
        note=row["note"],
    )
    shown = OPEN.get(row["shown_to"].casefold(), "?")
    if shown == "?":
        raise Faulty(phrase("directory.fault.shown_to", given=row["shown_to"][:40]))
    opened = shown if isinstance(shown, bool) else None
    confirmed = _day(row["confirmed"], today)
    return Said(row.number, kind, _kept(centre, given, kind), row.cells, opened, confirmed)


def _kept(centre: Centre, given: Particulars, kind: str) -> Particulars:
    """Tidied and within limits; of a member only what may be set from a file is looked at."""
    if kind == MEMBER:
        if not given.email:
            raise Faulty(phrase("directory.fault.member_email"))
        given = Particulars(
            name=given.email,
            email=given.email,
            needs=given.needs,
            markets=given.markets,
            languages=given.languages,
        )
    try:
        return kept(centre, given)
    except Mistaken as mistaken:
        column, why = next(iter(mistaken.errors.items()))
        named = phrase(f"directory.column.{column}")
        raise Faulty(phrase("directory.fault.field", column=named, why=why)) from None


def _codes(known: Choices, cell: str, column: str) -> tuple[str, ...]:
    """The codes of what a cell lists, by code or by name in either language."""
    whole = known.words.get(folded(cell))
    if whole is not None:
        return (whole,)
    found = []
    for part in _SEPARATORS.split(cell):
        if not part.strip():
            continue
        code = known.words.get(folded(part))
        if code is None:
            named = phrase(f"directory.column.{column}")
            raise Faulty(phrase("directory.fault.code", column=named, given=part.strip()[:60]))
        found.append(code)
    return tuple(dict.fromkeys(found))


def _day(cell: str, today: date) -> date | None:
    if not cell:
        return None
    try:
        day = date.fromisoformat(cell)
    except ValueError:
        raise Faulty(phrase("directory.fault.day", given=cell[:40])) from None
    if day > today:
        raise Faulty(phrase("directory.fault.day_ahead", given=cell[:40]))
    return day
