"""Statements that are made once, and run on the driver's own cursor in the session's transaction.

What SQLAlchemy does around a statement (a state to compile in, an execution context, a result that
knows its columns by many names) takes five to ten times what SQLite takes for a row by its key, and
a step runs some twenty of them. So what every step reads and writes is compiled once for each
engine, with the types' own ways in and out, and goes straight to the cursor. Errors come as
SQLAlchemy's, and where somebody listens to the statements (`make bench`), they go the usual way.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import ColumnElement, Connection, Delete, Insert, SelectBase, Update
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlmodel import Session

Given = Mapping[str, Any]
Way = Callable[[Any], Any]


@dataclass(frozen=True)
class _Plan:
    """A statement as one database takes it."""

    sql: str
    binds: tuple[tuple[str, Way | None, Any], ...]
    positional: bool
    ways_out: tuple[tuple[int, Way], ...]

    def bound(self, given: Given) -> Any:
        """The values as the driver takes them; what is not given has the statement's own."""
        if self.positional:
            return tuple(
                [way(given.get(n, v)) if way else given.get(n, v) for n, way, v in self.binds]
            )
        return {n: way(given.get(n, v)) if way else given.get(n, v) for n, way, v in self.binds}

    def read(self, rows: Sequence[Sequence[Any]]) -> list[Sequence[Any]]:
        """Rows of the driver's with values as the columns' types have them."""
        if not self.ways_out:
            return list(rows)
        found: list[Sequence[Any]] = []
        for row in rows:
            values = list(row)
            for at, way in self.ways_out:
                values[at] = way(values[at])
            found.append(values)
        return found


class Prepared:
    """One statement. It may not hold lists that grow with what is given (`IN`)."""

    def __init__(self, statement: SelectBase | Insert | Update | Delete) -> None:
        """Keep it; it is compiled when an engine first runs it."""
        self._statement = statement
        self._plans: WeakKeyDictionary[Dialect, _Plan] = WeakKeyDictionary()

    def all(self, session: Session, given: Given) -> list[Sequence[Any]]:
        """Run it, and return every row."""
        connection, plan = self._ready(session)
        return plan.read(told(connection, plan.sql, plan.bound(given)))

    def first(self, session: Session, given: Given) -> Sequence[Any] | None:
        """Run it, and return its first row."""
        found = self.all(session, given)
        return found[0] if found else None

    def run(self, session: Session, given: Given) -> None:
        """Run it for what it does."""
        connection, plan = self._ready(session)
        told(connection, plan.sql, plan.bound(given))

    def _ready(self, session: Session) -> tuple[Connection, _Plan]:
        """The connection, with everything written that the session has not yet."""
        if session.autoflush:
            session.flush()
        connection = session.connection()
        plan = self._plans.get(connection.dialect)
        if plan is None:
            plan = self._plans[connection.dialect] = _planned(self._statement, connection.dialect)
        return connection, plan


def _planned(statement: SelectBase | Insert | Update | Delete, dialect: Dialect) -> _Plan:
    compiled = statement.compile(dialect=dialect)
    columns: Iterable[ColumnElement[Any]] = (
        statement.selected_columns
        if isinstance(statement, SelectBase)
        else statement.exported_columns
    )
    ways = [column.type.dialect_impl(dialect).result_processor(dialect, None) for column in columns]
    order: Sequence[str] | None = getattr(compiled, "positiontup", None)
    binds: Mapping[str, Any] = getattr(compiled, "binds")  # noqa: B009
    own = compiled.params
    return _Plan(
        sql=str(compiled),
        binds=tuple(
            (name, binds[name].type.dialect_impl(dialect).bind_processor(dialect), own.get(name))
            for name in (order if order is not None else binds)
        ),
        positional=order is not None,
        ways_out=tuple((at, way) for at, way in enumerate(ways) if way is not None),
    )


def told(connection: Connection, sql: str, values: Any) -> Sequence[Sequence[Any]]:
    """The rows that the database answers with, as the driver has them; none for what has none."""
    if connection.dispatch.before_cursor_execute:
        heard = connection.exec_driver_sql(sql, values)
        return [tuple(row) for row in heard] if heard.returns_rows else ()
    cursor = connection.connection.cursor()
    try:
        cursor.execute(sql, values)
        return cursor.fetchall() if cursor.description else ()
    except connection.dialect.loaded_dbapi.Error as error:
        raise _as_error(connection, sql, error, cursor) from error
    finally:
        cursor.close()


def _as_error(connection: Connection, sql: str, error: Any, cursor: Any) -> Exception:
    """The driver's error as SQLAlchemy tells it, which takes note of a connection that is gone."""
    dialect = connection.dialect
    raw = None if connection.invalidated else connection.connection.driver_connection
    gone = dialect.is_disconnect(error, raw, cursor)
    if gone and not connection.invalidated:
        connection.invalidate(error)
    found: Exception = DBAPIError.instance(
        sql,
        None,
        error,
        dialect.loaded_dbapi.Error,
        hide_parameters=True,
        connection_invalidated=gone,
        dialect=dialect,
    )
    return found
