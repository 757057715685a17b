"""Keep a database of the present version, for every later one to upgrade.

    python -m scripts.keep_release 0.1.0

Run once for each release, from its own code, and commit the file: `tests/storage/test_released.py`
loads all of them. What is written is neither SQLite's nor PostgreSQL's: gzipped lines of JSON, the
first with the version and its revision, then one a row, so that both can be filled from it.
"""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import MetaData, text
from sqlmodel import Session

from bot.storage import schema
from bot.storage.engine import Store
from bot.storage.search import is_index
from scripts.release_story import told

FOLDER = Path(__file__).parents[1] / "tests" / "storage" / "released"
BOOKKEEPING = "alembic_version"


def keep(store: Store, version: str, to: Path) -> int:
    """Write everything in a database to `to`; returns how many rows that were."""
    lines = [{"version": version, "revision": schema.revision(store.address)}, *rows(store)]
    text_ = "".join(f"{json.dumps(line, ensure_ascii=False, sort_keys=True)}\n" for line in lines)
    to.write_bytes(gzip.compress(text_.encode(), mtime=0))
    return len(lines) - 1


def rows(store: Store) -> Iterator[dict[str, Any]]:
    """Every row of every table, parents before children, as `{"table", "row"}`.

    Of the search index the words of each case, as they are folded: its tables are each database's
    own.
    """
    with store.read() as session:
        metadata = MetaData()
        metadata.reflect(session.connection())
        for table in metadata.sorted_tables:
            if table.name == BOOKKEEPING or is_index(table.name):
                continue
            for row in session.execute(table.select().order_by(*table.primary_key)).mappings():
                yield {"table": table.name, "row": {k: _plain(v) for k, v in row.items()}}
        yield from _searched(session)


def _searched(session: Session) -> Iterator[dict[str, Any]]:
    found = session.execute(text("SELECT rowid, words FROM search ORDER BY rowid"))
    for enquiry_id, words in found:
        yield {"table": "search", "row": {"enquiry_id": enquiry_id, "words": words}}


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime | date | time) else value


def main() -> None:
    """Play the story and keep what came of it."""
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    version = sys.argv[1]
    to = FOLDER / f"{version}.jsonl.gz"
    if to.exists():
        raise SystemExit(f"{to} is kept already: what was released does not change.")
    with told() as store:
        print(f"{to}: {keep(store, version, to)} rows")


if __name__ == "__main__":
    main()
