"""Recognising a contact: a like name, and a like organisation, address or number.

Two organisations may know the same person. Whoever asks is shown that person once, with both to
ask; whoever adds a contact is told who has it already. A short name must be the very same: "Jan"
and "Jon" are two.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, TypeVar
from unicodedata import combining, normalize

from rapidfuzz import fuzz

from bot.desk.companies import fold
from bot.desk.subject import digits, same

ALIKE = 80
"""How alike two longer parts of a name must be (0 to 100)."""
FORMS = frozenset(
    {
        "ag", "aps", "as", "asa", "bv", "co", "corp", "gmbh", "inc", "kg", "kk", "limited", "llc",
        "ltd", "nv", "ou", "oy", "plc", "pty", "sa", "sarl", "sia", "sp", "spa", "srl", "uab",
        "zoo",
    }
)  # fmt: skip
"""What kind of firm it is abroad; the Swedish ones `companies.fold` takes away."""
EXACT = 4
"""Letters up to which a part of a name must be the very same."""
BEGIN = 2
"""Letters that two longer parts begin with alike."""
LOOKED_AT = 200
"""So many that begin alike are compared."""


class Named(Protocol):
    """What a contact is recognised by."""

    @property
    def name(self) -> str:
        """Who or what it is."""

    @property
    def organisation(self) -> str:
        """Where they are, if anywhere."""


Contact = TypeVar("Contact", bound=Named)


def key(named: Named) -> tuple[str, str]:
    """Name and organisation folded: two with the same key are the same contact."""
    return " ".join(_parts(named.name)), _bare(named)


def is_same(one: Named, other: Named) -> bool:
    """Whether two are the same contact, as far as can be told."""
    if not like_names(one.name, other.name):
        return False
    if not one.organisation or not other.organisation:
        return _reached_alike(one, other) or key(one)[0] == key(other)[0]
    return like_names(_bare(one), _bare(other)) or _reached_alike(one, other)


def _bare(named: Named) -> str:
    """An organisation without what kind of firm it is."""
    return " ".join(part for part in _parts(named.organisation) if part not in FORMS)


def _reached_alike(one: Named, other: Named) -> bool:
    """The same address or number; only where both are known."""
    mails = [str(getattr(it, "email", "")) for it in (one, other)]
    phones = [digits(str(getattr(it, "phone", ""))) for it in (one, other)]
    return (bool(mails[0]) and same(*mails)) or (bool(phones[0]) and phones[0] == phones[1])


def like_names(one: str, other: str) -> bool:
    """Whether two names can be one, whatever the order of their parts."""
    return _alike(_parts(one), _parts(other))


def _alike(first: Sequence[str], second: Sequence[str]) -> bool:
    if not first or len(first) != len(second):
        return False
    return all(_part_alike(*pair) for pair in zip(first, second, strict=True))


def _part_alike(one: str, other: str) -> bool:
    if _exact(one) or _exact(other):
        return one == other
    return one[:BEGIN] == other[:BEGIN] and fuzz.ratio(one, other) >= ALIKE


def _exact(part: str) -> bool:
    """Whether a part must be the very same: a short one, or a number."""
    return len(part) <= EXACT or any(letter.isdigit() for letter in part)


def _parts(name: str) -> list[str]:
    """The parts of a name in order of letters, without accents: "Schmidt, Hans" is Hans Schmidt."""
    bare = "".join(c for c in normalize("NFD", fold(name)) if not combining(c))
    return sorted(bare.split())


class Book:
    """Contacts to look a like one up in, by the beginnings of their names' parts.

    Many are compared with many when a file is read in: each only with those that could be it, and
    with so many of them at most that no file takes a day.
    """

    def __init__(self, known: Iterable[Named] = ()) -> None:
        """Put these in."""
        self._shelves: dict[str, list[tuple[list[str], Named]]] = defaultdict(list)
        for one in known:
            self.put(one)

    def put(self, one: Named) -> None:
        """One more."""
        parts = _parts(one.name)
        self._shelves[_shelf(parts)].append((parts, one))

    def like(self, one: Named) -> Iterator[Named]:
        """Those that are the same as this one, in the order they were put in."""
        parts = _parts(one.name)
        for theirs, other in self._shelves[_shelf(parts)][:LOOKED_AT]:
            if _alike(parts, theirs) and is_same(one, other):
                yield other


def _shelf(parts: Sequence[str]) -> str:
    return " ".join(part if _exact(part) else part[:BEGIN] for part in parts)


def grouped(contacts: Sequence[Contact]) -> list[list[Contact]]:
    """The same contacts together, in the order in which the first of each comes."""
    groups: list[list[Contact]] = []
    shelves: dict[str, list[list[Contact]]] = defaultdict(list)
    for one in contacts:
        shelf = shelves[_shelf(_parts(one.name))]
        group = next((group for group in shelf if is_same(group[0], one)), None)
        if group is None:
            group = []
            shelf.append(group)
            groups.append(group)
        group.append(one)
    return groups
