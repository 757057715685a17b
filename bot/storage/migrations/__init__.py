"""Alembic's changes to the schema, oldest first. `python -m scripts.new_migration`
writes a new one.

How they are run and compared with the models is the same for an upgrade, the script and the tests.
"""

from __future__ import annotations

from typing import Any, Literal

from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

from bot.storage import tables
from bot.storage.search import is_index
from bot.storage.vault import Sealed


def included(name: str | None, kind: str, _parents: Any) -> bool:
    """Whether a thing in the database is compared with the models; the search index is not."""
    return not (kind == "table" and name is not None and is_index(name))


def rendered(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Write our column types as plain ones: a migration must not change when they do."""
    if kind == "type" and isinstance(thing, tables.UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, AutoString | Sealed):
        return "sa.String()"
    return False


OPTIONS: dict[str, Any] = {
    "target_metadata": SQLModel.metadata,
    "include_name": included,
    "render_item": rendered,
    "render_as_batch": True,
    "compare_type": True,
    "transactional_ddl": True,
}
