"""What a PostgreSQL server says of itself, for `check`: its version, encoding and our rights."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import URL, text

from bot.storage.addresses import file_of, parse
from bot.storage.connections import upgrading
from bot.storage.schema import closing_engine, opening

OLDEST = 14
"""The oldest PostgreSQL that is tried and still looked after by its makers."""
CONNECTIONS = 28
"""How many one process may have open at once (see `connections`)."""


@dataclass(frozen=True)
class Server:
    """One server and database, as we meet them."""

    version: int
    encoding: str
    may_create: bool
    read_only: bool
    safe: bool
    connections: int

    @property
    def old(self) -> bool:
        """Whether it is older than what we try."""
        return self.version < OLDEST

    @property
    def processes(self) -> int:
        """How many `serve` processes its connections are enough for."""
        return self.connections // CONNECTIONS


def look(address: str | URL) -> Server | None:
    """Ask the server; None for SQLite, which is none. Raises `CannotOpen`."""
    url = parse(address)
    if file_of(url) is not None:
        return None
    with opening(url), closing_engine(upgrading(url)) as engine, engine.connect() as connection:
        row = connection.execute(_ASKED).one()
    return Server(*row)


_ASKED = text(
    "SELECT current_setting('server_version_num')::int / 10000, "
    "current_setting('server_encoding'), "
    "coalesce(has_schema_privilege(current_schema(), 'CREATE'), false), "
    "pg_is_in_recovery() OR current_setting('default_transaction_read_only')::bool, "
    "current_setting('fsync')::bool AND current_setting('synchronous_commit') <> 'off', "
    "current_setting('max_connections')::int "
    "- current_setting('superuser_reserved_connections')::int"
)
