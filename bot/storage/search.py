"""Finding cases by words: FTS5 on SQLite, tsvector on PostgreSQL, the same answers from both.

Words are parted and folded here, and the index gets them ready: so both databases agree, and what
a member typed is never read as a query. Case does not matter, nor do foreign accents (é finds e);
å, ä and ö are letters of their own, as Swedish readers expect.
"""

from __future__ import annotations

import re
import sqlite3
from unicodedata import combining, normalize

from sqlalchemy import Integer, Text, bindparam, column, insert, select, table, text
from sqlmodel import Session

from bot.storage.prepared import Prepared

LONGEST_WORD = 60
"""Characters of a word that count; PostgreSQL has an upper limit."""
MOST_WORDS = 8
"""Typed words that count. More would cost, and find no better."""
SELECTIVE = 200
"""Up to so many hits are ranked. Ranking a common word would grow with the table, and says
nothing: those are shown newest first."""

_WORD = re.compile(r"[^\W_]+")
_SWEDISH = frozenset("åäö")
_NEIGHBOURS = str.maketrans({"ø": "ö", "æ": "ä"})


def index(session: Session, enquiry_id: int, words: str) -> None:
    """Let the enquiry be found by these words, and by no earlier ones."""
    found = fold(words)
    if _sqlite(session):
        line = " ".join(found)
        held = _HELD.first(session, {"id": enquiry_id})
        if held is not None and held[0] == line:
            return
        if held is not None:
            _secure(session)
            session.execute(_DROP, {"id": enquiry_id})
        if line:
            _KEEP.run(session, {"id": enquiry_id, "line": line})
    else:
        session.execute(_PG_KEEP, {"id": enquiry_id, "words": found})


def forget(session: Session, enquiry_id: int) -> None:
    """Let the enquiry be found no more.

    SQLite 3.42 and later take the words out of the index at once; older ones when it is next
    merged (`scrubbing` does that).
    """
    if _sqlite(session):
        _secure(session)
        session.execute(_DROP, {"id": enquiry_id})
    else:
        session.execute(_PG_DROP, {"id": enquiry_id})


def find(session: Session, words: str, limit: int = 10) -> list[int]:
    """The numbers of the enquiries that have every typed word, each as the beginning of a word.

    The best match first where few match, otherwise the newest. Nothing for no words.
    """
    typed = list(dict.fromkeys(fold(words)))[:MOST_WORDS]
    if not typed:
        return []
    if _sqlite(session):
        query = " AND ".join(f'"{word}"*' for word in typed)
        statements = (_COUNT, _RANKED, _NEWEST)
    else:
        query = " & ".join(f"'{word}':*" for word in typed)
        statements = (_PG_COUNT, _PG_RANKED, _PG_NEWEST)
    count, ranked, newest = statements
    hits = session.execute(count, {"query": query, "most": SELECTIVE + 1}).scalar_one()
    statement = ranked if hits <= SELECTIVE else newest
    return list(session.execute(statement, {"query": query, "limit": limit}).scalars())


def fold(words: str) -> list[str]:
    """The words of a text as the index knows them: letters and digits only, case folded."""
    plain = normalize("NFC", words).casefold().translate(_NEIGHBOURS)
    return [word[:LONGEST_WORD] for word in _WORD.findall("".join(map(_bare, plain)))]


def is_index(table: str) -> bool:
    """Whether a table in the database belongs to the search index, and so to no model."""
    return table == "search" or table.startswith("search_")


def _bare(letter: str) -> str:
    if letter in _SWEDISH or letter.isascii():
        return letter
    return "".join(part for part in normalize("NFKD", letter) if not combining(part))


def _sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _secure(session: Session) -> None:
    """Have FTS5 take deleted words out at once, where it can; kept by the index once set."""
    if sqlite3.sqlite_version_info >= (3, 42):
        session.execute(_SECURE)


_INDEX = table("search", column("rowid", Integer), column("words", Text))
_HELD = Prepared(select(_INDEX.c.words).where(_INDEX.c.rowid == bindparam("id")))
_DROP = text("DELETE FROM search WHERE rowid = :id")
_KEEP = Prepared(insert(_INDEX).values(rowid=bindparam("id"), words=bindparam("line")))
_SECURE = text("INSERT INTO search (search, rank) VALUES ('secure-delete', 1)")
_COUNT = text(
    "SELECT count(*) FROM (SELECT 1 FROM search WHERE search MATCH :query LIMIT :most) AS hits"
)
_RANKED = text(
    "SELECT rowid FROM search WHERE search MATCH :query ORDER BY rank, rowid DESC LIMIT :limit"
)
_NEWEST = text(
    "SELECT rowid FROM search WHERE search MATCH :query ORDER BY rowid DESC LIMIT :limit"
)

_PG_KEEP = text(
    "INSERT INTO search (enquiry_id, words) VALUES (:id, array_to_tsvector(:words)) "
    "ON CONFLICT (enquiry_id) DO UPDATE SET words = excluded.words"
)
_PG_DROP = text("DELETE FROM search WHERE enquiry_id = :id")
_PG_COUNT = text(
    "SELECT count(*) FROM (SELECT 1 FROM search "
    "WHERE words @@ CAST(:query AS tsquery) LIMIT :most) AS hits"
)
_PG_RANKED = text(
    "SELECT enquiry_id FROM search WHERE words @@ CAST(:query AS tsquery) "
    "ORDER BY ts_rank(words, CAST(:query AS tsquery), 1) DESC, enquiry_id DESC LIMIT :limit"
)
_PG_NEWEST = text(
    "SELECT enquiry_id FROM search WHERE words @@ CAST(:query AS tsquery) "
    "ORDER BY enquiry_id DESC LIMIT :limit"
)
