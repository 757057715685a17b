"""Secrets in rows, sealed with a key that lies outside the database.

Whoever gets hold of the file, or of a copy of it, has not got the key: it stands in the
environment (`SECRET_KEY`). A column of the type `Sealed` is written sealed and read open; the
rest of the code sees plain text. What is sealed, and what is not and why:
docs/decisions/0037-what-is-sealed.md.

A key may be lost. A value that cannot be opened then reads as empty, so that everything else of
its row goes on; the row keeps it, and the right key opens it again.
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64decode
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from sqlalchemy import Column, String, Table, select, type_coerce, update
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Session, SQLModel

from bot.observing import log

if TYPE_CHECKING:
    from cryptography.fernet import Fernet

MARK = "sealed:"
"""How a sealed value begins; no address and no JSON does."""
BYTES = 32
"""Bytes of a key: half sign, half encrypt (AES-128 in Fernet's form)."""

_log = log(__name__)


def new_key() -> str:
    """A fresh key, as it is written into `SECRET_KEY`."""
    from cryptography.fernet import Fernet

    return Fernet.generate_key().decode()


def is_key(text: str) -> bool:
    """Whether a text can be a key: 32 bytes in URL-safe base64."""
    try:
        return len(urlsafe_b64decode(text.encode("ascii"))) == BYTES
    except (binascii.Error, ValueError):
        return False


class Keyring:
    """The keys of an installation: the first seals, all of them open. Without one, nothing is."""

    def __init__(self, keys: Sequence[str] = ()) -> None:
        """Raises ValueError for a text that is no key."""
        self._given = tuple(keys)
        if not all(map(is_key, self._given)):
            raise ValueError("not a key")
        self._told = False

    def __bool__(self) -> bool:
        return bool(self._given)

    def __repr__(self) -> str:
        return f"Keyring({len(self._given)} keys)"

    def sealed(self, text: str) -> str:
        """A text as it is kept; an empty one is empty, and without a key it stays as it is."""
        if not text or not self._given:
            return text
        return MARK + self._fernets[0].encrypt(text.encode()).decode()

    def opened(self, kept: str) -> str | None:
        """The text of what is kept, also where it was never sealed; None when no key opens it."""
        if not kept.startswith(MARK):
            return kept
        found = self._opens(kept)
        return found[1] if found else None

    def is_current(self, kept: str) -> bool:
        """Whether what is kept is sealed with the first key, or needs no seal."""
        if not kept.startswith(MARK):
            return not (kept and self._given)
        found = self._opens(kept)
        return found is not None and found[0] == 0

    def read(self, kept: str) -> str:
        """The text, or nothing where no key opens it; said once in the log, without the value."""
        text = self.opened(kept)
        if text is None and not self._told:
            self._told = True
            _log.error("sealed_value_not_opened", keys=len(self._given))
        return text or ""

    def _opens(self, kept: str) -> tuple[int, str] | None:
        from cryptography.fernet import InvalidToken

        for place, fernet in enumerate(self._fernets):
            try:
                return place, fernet.decrypt(kept[len(MARK) :].encode()).decode()
            except (InvalidToken, ValueError):
                continue
        return None

    @cached_property
    def _fernets(self) -> list[Fernet]:
        """Made when the first value is at hand: not every start has one."""
        from cryptography.fernet import Fernet

        return [Fernet(key) for key in self._given]


_RINGS: WeakKeyDictionary[Dialect, Keyring] = WeakKeyDictionary()
"""By the dialect of the open database: SQLAlchemy gives a column type nothing else of it."""
_NONE = Keyring()


def give(dialect: Dialect, ring: Keyring) -> None:
    """Let what is read and written through this dialect's connections use these keys."""
    _RINGS[dialect] = ring


class _Unseen(TypeDecorator.Comparator[str]):
    """Two seals of one text differ, so a sealed column is found by another one, never by itself."""

    def operate(self, op: Any, *other: Any, **kwargs: Any) -> Any:
        raise TypeError("a sealed column cannot be compared: find the row by something else")


class Sealed(TypeDecorator[str]):
    """A text that is a secret: sealed in the row, plain in the code."""

    impl = String
    cache_ok = True
    comparator_factory = _Unseen

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Plain to sealed."""
        return None if value is None else _RINGS.get(dialect, _NONE).sealed(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        """Sealed to plain; empty where no key opens it."""
        return None if value is None else _RINGS.get(dialect, _NONE).read(value)


@dataclass(frozen=True)
class Survey:
    """How many values are in clear, sealed by an older key, and not to be opened."""

    clear: int = 0
    older: int = 0
    shut: int = 0


def survey(session: Session, ring: Keyring) -> Survey:
    """Look at every value of every sealed column."""
    clear = older = shut = 0
    for _, _, kept in _values(session):
        if ring.opened(kept) is None:
            shut += 1
        elif not kept.startswith(MARK):
            clear += 1
        elif not ring.is_current(kept):
            older += 1
    return Survey(clear, older, shut)


def reseal(session: Session, ring: Keyring) -> int:
    """Seal with the first key whatever is not yet, and return how many values that were.

    What no key opens stays as it is. A value that somebody changes meanwhile is left to them: they
    seal it themselves.
    """
    done = 0
    for column, keys, kept in list(_values(session)):
        text = ring.opened(kept)
        if text is None or ring.is_current(kept):
            continue
        unchanged = type_coerce(column, String) == kept
        these = [key == value for key, value in keys]
        told = update(column.table).where(*these, unchanged).values({column: text})
        done += session.connection().execute(told).rowcount
    return done


def _values(session: Session) -> Iterator[tuple[Column[str], list[tuple[Column[Any], Any]], str]]:
    """Every value that is not empty, as it lies in its row, with the column and the row's key."""
    for table in SQLModel.metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Sealed):
                yield from _of(session, table, column)


def _of(
    session: Session, table: Table, column: Column[str]
) -> Iterator[tuple[Column[str], list[tuple[Column[Any], Any]], str]]:
    own = list(table.primary_key.columns)
    bare = type_coerce(column, String)
    for *key, kept in session.connection().execute(select(*own, bare).where(bare != "")):
        yield column, list(zip(own, key, strict=True)), kept
