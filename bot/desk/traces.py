"""Where somebody's name stands, in every table there is, and how it is taken out of a text.

The search goes over the tables as they are declared, not over a list kept by hand: a table added
next year is searched the day it exists. It reads everything and is meant for the rare question
"what have you stored about us", not for a daily command.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from sqlalchemy import JSON, ColumnElement, String, Table, cast, or_, select
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Session, SQLModel

REMOVED = "[…]"
"""What stands where a name was. In no language, as the texts around it may be in any."""

_CODE = re.compile(r"[a-z0-9<>+][a-z0-9_.:<>+-]{0,40}")


@dataclass(frozen=True)
class Mention:
    """A value in which one of the words stands: which table, which row, which column."""

    table: str
    key: str
    column: str
    value: Any


def mentions(session: Session, words: Sequence[str]) -> Iterator[Mention]:
    """Every stored value in which one of the words stands as a whole word, any case."""
    if not words:
        return
    wanted = pattern(words)
    for table in SQLModel.metadata.sorted_tables:
        yield from _in_table(session, table, words, wanted)


def cases_behind(session: Session, found: Iterable[Mention]) -> set[int]:
    """The cases that the values are of: their own rows, what hangs on them, their companies."""
    keys: dict[str, set[int]] = {}
    for mention in found:
        if mention.key.isdecimal():
            keys.setdefault(mention.table, set()).add(int(mention.key))
    numbers = keys.get("enquiry", set())
    for name, ids in keys.items():
        table = SQLModel.metadata.tables[name]
        if "enquiry_id" in table.c:
            wanted = select(table.c.enquiry_id).where(table.c.id.in_(ids))
            numbers |= {one for one in session.execute(wanted).scalars() if one}
    cases = SQLModel.metadata.tables["enquiry"]
    about = select(cases.c.id).where(cases.c.company_id.in_(keys.get("company", ())))
    return numbers | set(session.execute(about).scalars())


def pattern(words: Iterable[str]) -> re.Pattern[str]:
    """Finds any of the words where it stands by itself, spaces and case aside."""
    parts = [r"\s+".join(map(_either, word.split())) for word in words]
    longest_first = sorted(filter(None, parts), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?!\w)", re.IGNORECASE)


def _either(word: str) -> str:
    """A word with each letter written whole or as a letter and its mark (å as a and ring)."""
    found = []
    for letter in normalize("NFC", word):
        apart = normalize("NFD", letter)
        whole = re.escape(letter)
        found.append(whole if apart == letter else f"(?:{whole}|{re.escape(apart)})")
    return "".join(found)


def stands(session: Session, word: str) -> bool:
    """Whether a word stands in any row, also as a part of a longer one."""
    wanted = re.compile(r"\s+".join(map(_either, word.split())), re.IGNORECASE)
    tables = SQLModel.metadata.sorted_tables
    return any(True for table in tables for _ in _in_table(session, table, [word], wanted))


def holds(value: Any, wanted: re.Pattern[str]) -> bool:
    """Whether one of the words stands in a text, or anywhere in a JSON value."""
    return any(wanted.search(text) for text in _texts(value))


def without(value: Any, wanted: re.Pattern[str]) -> Any:
    """A text or JSON value with the words taken out."""
    match value:
        case str():
            return wanted.sub(REMOVED, value)
        case Mapping():
            return {name: without(item, wanted) for name, item in value.items()}
        case list() | tuple():
            return [without(item, wanted) for item in value]
        case _:
            return value


def codes_only(value: Any) -> Any:
    """A JSON value in which only ids, dates and codes are left; what somebody wrote is emptied."""
    match value:
        case str():
            return value if _CODE.fullmatch(value) else ""
        case Mapping():
            return {name: codes_only(item) for name, item in value.items()}
        case list() | tuple():
            return [codes_only(item) for item in value]
        case _:
            return value


def _texts(value: Any) -> Iterator[str]:
    match value:
        case str():
            yield value
        case Mapping():
            for name, item in value.items():
                yield from _texts(name)
                yield from _texts(item)
        case list() | tuple():
            for item in value:
                yield from _texts(item)


def _in_table(
    session: Session, table: Table, words: Sequence[str], wanted: re.Pattern[str]
) -> Iterator[Mention]:
    columns = [column for column in table.columns if _has_words(column.type)]
    if not columns:
        return
    keys = list(table.primary_key.columns)
    near = or_(*(_like(column, word) for column in columns for word in words))
    statement = select(*keys, *columns).where(near)
    for row in session.execute(statement.execution_options(yield_per=500)):
        key = ",".join(str(part) for part in row[: len(keys)])
        for column, value in zip(columns, row[len(keys) :], strict=True):
            if value is not None and holds(value, wanted):
                yield Mention(table.name, key, column.name, value)


def _has_words(kind: TypeEngine[Any]) -> bool:
    plain = kind.impl_instance if isinstance(kind, TypeDecorator) else kind
    return isinstance(plain, String | JSON)


def _like(column: ColumnElement[Any], word: str) -> ColumnElement[bool]:
    """A rough match that the database can make; what it finds is looked at again.

    Letters beyond ASCII, quotes and spaces are matched by anything: SQLite folds only ASCII
    letters, and JSON may hold the others as escapes.
    """
    rough = "".join(
        letter if letter.isascii() and (letter.isalnum() or letter in "@.-+") else "%"
        for letter in normalize("NFC", word)
    )
    return cast(column, String).ilike(f"%{rough}%")
