"""Rows as the session's records, and records as rows, past the session's bookkeeping.

A record read this way is the session's like any other: what is changed in it is written, and one
that the session knows already is given back as it knows it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, TypeVar, cast

from sqlalchemy import Select, Table, bindparam, insert, inspect, select
from sqlalchemy.orm import Mapper, make_transient_to_detached
from sqlmodel import Session, SQLModel

from bot.storage.prepared import Given, Prepared

Kind = TypeVar("Kind", bound=SQLModel)


def table_of(kind: type[SQLModel]) -> Table:
    """A model's table."""
    return SQLModel.metadata.tables[str(kind.__tablename__)]


def rows_of(kind: type[SQLModel]) -> Select[Any]:
    """All columns of a model's rows, as `records` takes them."""
    return select(table_of(kind))


def first(found: Sequence[Kind]) -> Kind | None:
    """The only one of what was found, where there is any."""
    return found[0] if found else None


def records(
    session: Session, kind: type[Kind], rows: Sequence[Sequence[Any]], start: int = 0
) -> list[Kind]:
    """Rows with all columns of a model, which begin at `start`, as records of the session's."""
    mapper, names = _shape(kind)
    found = []
    for row in rows:
        values = dict(zip(names, row[start : start + len(names)], strict=True))
        key = tuple(values[column.name] for column in mapper.primary_key)
        known = session.identity_map.get(mapper.identity_key_from_primary_key(key))
        found.append(known if known is not None else _attached(session, _bare(kind, values)))
    return cast(list[Kind], found)


def made(kind: type[Kind], /, **values: Any) -> Kind:
    """A new record of these values and the model's defaults, which nobody has to check.

    Making one as usual sets and watches it field by field: an enquiry has thirty.
    """
    return _bare(kind, {"id": None, **defaults(kind), **values})


def keep(session: Session, row: SQLModel) -> int:
    """Insert a new record at once and return its id; the session then knows it as one read."""
    kind = type(row)
    values = row.__dict__
    values["id"] = number = add(session, kind, values)
    _attached(session, row)
    return number


def add(session: Session, kind: type[SQLModel], given: Given) -> int:
    """Insert a row, every column of it given, and return its id."""
    found = _inserting(kind).first(session, given)
    return int(found[0]) if found is not None else 0


def append(session: Session, to: type[SQLModel], /, **values: Any) -> int:
    """Insert an append-only row and return its id; what is not given has the model's default.

    No object is made of such a row, which cost a tenth of a whole step's CPU time; and a flush for
    one new row costs four times its insert.
    """
    return add(session, to, {**defaults(to), **values})


def append_all(session: Session, to: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert several rows, whose ids nobody asks for."""
    for row in rows:
        append(session, to, **row)


@cache
def defaults(kind: type[SQLModel]) -> Mapping[str, Any]:
    """What a model's fields are where nothing else is given, its id left out."""
    return {
        name: field.get_default(call_default_factory=True)
        for name, field in kind.model_fields.items()
        if name != "id" and not field.is_required()
    }


def _bare(kind: type[Kind], values: Given) -> Kind:
    mapper, _ = _shape(kind)
    new = cast(Kind, mapper.class_manager.new_instance())
    new.__dict__.update(values)
    return new


def _attached(session: Session, new: Kind) -> Kind:
    make_transient_to_detached(new)
    session.add(new)
    return new


@cache
def _shape(kind: type[SQLModel]) -> tuple[Mapper[Any], tuple[str, ...]]:
    return inspect(kind), tuple(table_of(kind).c.keys())


@cache
def _inserting(kind: type[SQLModel]) -> Prepared:
    table = table_of(kind)
    names = [name for name in table.c.keys() if name != "id"]  # noqa: SIM118
    return Prepared(insert(table).values({n: bindparam(n) for n in names}).returning(table.c.id))
