"""A database with as many enquiries as asked, in minutes, of the shape that a centre's has.

Only the history grows: the last forty days and the 300 live cases are the same in every size, so
that two sizes differ in what lies behind and in nothing else. The rows are made by the database
itself; a finished file is kept and used again.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from bot.centre.model import Centre
from bot.centre.worktime import WorkCalendar
from bot.desk.work import Desk
from bot.samples.people import settle
from bot.storage.engine import open_store
from bot.storage.schema import SCRIPTS

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
"""A Monday at 09.00 in Stockholm."""
LIVE = 300
RECENT, RECENT_DAYS, YEARS = 400, 40, 20
"""The newest `RECENT` cases were opened in the last days; the rest evenly over the years before."""


def desk_on(path: Path, centre: Centre) -> Desk:
    """A desk on a database file, made where it is missing."""
    opened = open_store(f"sqlite:///{path}", centre=centre.slug)
    return Desk(opened, centre, WorkCalendar.of(centre.working_hours))


def built(folder: Path, centre: Centre, cases: int, say: Callable[[str], None]) -> Path:
    """The file with that many enquiries; built when it is missing, or of an older shape."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{cases}-{_shape()}.sqlite"
    if path.exists():
        return path
    for older in folder.glob(f"{cases}-*"):
        older.unlink()
    say(f"Building a database with {cases:,} enquiries (once) ...")
    making = folder / f"{cases}-making.sqlite"
    desk = desk_on(making, centre)
    with desk.store.write() as session:
        settle(desk, session, NOW)
    desk.store.close()
    _fill(making, cases, say)
    for left in folder.glob(f"{making.name}?*"):
        left.unlink()
    return making.rename(path)


def _shape() -> str:
    """What a kept file depends on: the schema, and this module."""
    sources = [*sorted((SCRIPTS / "versions").glob("*.py")), Path(__file__)]
    return sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:10]


def _fill(path: Path, cases: int, say: Callable[[str], None]) -> None:
    """Insert without the indexes, then make them: several times as fast as keeping them."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for pragma in ("journal_mode=OFF", "synchronous=OFF", "cache_size=-300000"):
            database.execute(f"PRAGMA {pragma}")
        database.execute("BEGIN")
        indexes = database.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
        ).fetchall()
        for name, _ in indexes:
            database.execute(f'DROP INDEX "{name}"')
        given = _given(cases)
        for table, statement in ROWS.items():
            say(f"  {table}")
            database.execute(SERIES + statement, given)
        say("  indexes")
        for _, statement in indexes:
            database.execute(statement)
        database.execute("COMMIT")
        database.execute("PRAGMA journal_mode=WAL")


def _given(cases: int) -> dict[str, int]:
    recent = min(RECENT, cases // 2)
    return {
        "n": cases,
        "closed": cases - min(LIVE, cases // 3),
        "older": cases - recent,
        "recent": recent,
        "now": int(NOW.timestamp()),
        "recent_s": RECENT_DAYS * 86_400,
        "years_s": YEARS * 365 * 86_400,
    }


SERIES = """
WITH RECURSIVE number(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM number WHERE i < :n),
dated(i, live, s) AS (SELECT i, i > :closed,
    CASE WHEN i > :older THEN :now - 3600 - (:n - i) * :recent_s / :recent
         ELSE :now - :recent_s - (:older - i) * :years_s / :older - 7200 END FROM number),
c(i, live, opened, later, who, led_by) AS (SELECT i, live,
    datetime(s, 'unixepoch') || '.000000', datetime(s + 3600, 'unixepoch') || '.000000',
    1 + i % 11,
    CASE i % 4 WHEN 0 THEN 'almi' WHEN 1 THEN 'ekn' WHEN 2 THEN 'een' ELSE 'business-sweden' END
    FROM dated),
k(k) AS (VALUES (0), (1), (2), (3))
"""
"""Every case: its number, whether it is live, when it was opened and taken, who, and who leads."""

_WORDS = """CASE i % 10 WHEN 0 THEN 'hur får vi betalt i norge' WHEN 1 THEN 'tull och ursprung usa'
    WHEN 2 THEN 'hitta säljare i polen' WHEN 3 THEN 'exportkredit till brasilien'
    WHEN 4 THEN 'avtal med agent i japan' ELSE 'vill börja exportera till danmark' END"""

ROWS = {
    "company": """INSERT INTO company (id, name, name_key, organisation_number, municipality)
    SELECT i, 'Bolaget ' || i, substr('abcdefghijklmnoprstuvåäö', 1 + i / 3 % 24, 1) || 'olaget '
        || i, printf('55%08d', i), CASE i % 3 WHEN 0 THEN 'Mark' WHEN 1 THEN 'Borås'
        ELSE 'Skövde' END FROM number WHERE i <= (:n + 1) / 2""",
    "enquiry": f"""INSERT INTO enquiry (id, revision, status, outcome, company_id, need, consent,
        secrecy, answers, contact_name, contact_phone, contact_email, contact_when, poster_id,
        poster_organisation, lead, handler_id, handler_name, released_to, opened_in, link,
        opened_at, taken_at, closed_at, stepped_at, waiting_for, nudges, routed_by, later)
    SELECT i, 4, CASE WHEN NOT live THEN 'closed' WHEN i % 3 = 0 THEN 'open'
        WHEN i % 3 = 1 THEN 'in_progress' ELSE 'waiting' END, iif(live, '', 'helped'),
        (i + 1) / 2, {_WORDS}, iif(i % 5, 'yes', 'no'), '',
        '{{"municipality": "Mark", "size": "10-49", "market": ["NO"], "needs": ["payment-risk"]}}',
        'Britta Alm', '0320-00 00 00', '', '', who, 'brg', iif(live AND i % 3 = 0, '', led_by),
        iif(live AND i % 3 = 0, NULL, 1 + (who + 3) % 11), '', '[]', 1, '', opened,
        iif(live AND i % 3 = 0, NULL, later), iif(live, NULL, later), later, '', 0, '', '{{}}'
    FROM c""",
    "referral": """INSERT INTO referral (enquiry_id, organisation, role, status, offered_by,
        by_poster, offered_at, expires_at, answered_at, handler_id, handler_name, reason, hint)
    SELECT i, iif(k, 'brg', led_by), iif(k, 'support', 'lead'), CASE WHEN NOT live THEN 'done'
        WHEN i % 3 OR k THEN 'accepted' ELSE 'offered' END, who, 1, opened, later,
        iif(live AND i % 3 = 0, NULL, later), 1 + (who + 3) % 11, '', '', ''
    FROM c, k WHERE k = 0 OR (k = 1 AND i % 4 = 0)""",
    "log": """INSERT INTO log (enquiry_id, at, step, member_id, organisation, args, words, trace)
    SELECT i, iif(k < 2, opened, later), CASE k WHEN 0 THEN 'opened' WHEN 1 THEN 'offered'
        WHEN 2 THEN 'accepted' ELSE iif(i % 10, iif(live, 'contact', 'closed'), 'asked') END, who,
        led_by, iif(k = 1, '{"organisation": "ekn", "role": "lead"}', '{}'), '', 'a1b2c3d4'
    FROM c, k""",
    "reminder": """INSERT INTO reminder (kind, subject, enquiry_id, due_at, done_at, args)
    SELECT CASE k WHEN 0 THEN 'contact' WHEN 1 THEN 'stale-handler' ELSE 'later-3' END,
        'enquiry:' || i, i, iif(live AND k = 2 AND i % 20,
        datetime(:now + 86400 * (1 + i % 9), 'unixepoch') || '.000000', later),
        iif(live AND k = 2, NULL, later), '{}'
    FROM c, k WHERE k < 3""",
    "posting": """INSERT INTO posting (enquiry_id, room_id, message_id, wanted, shown, behind,
        tried, error)
    SELECT i, 1, 'm' || i, 4, iif(i > :n - 5, 3, 4), i > :n - 5, 0, '' FROM number""",
    "notice": """INSERT INTO notice (key, kind, role, enquiry_id, room_id, member_id, args, quiet,
        created_at, not_before, state, message_id, address, tried, error, trace)
    SELECT printf('n%08d-%d', i, k), iif(k = 1, 'offered', 'taken'), CASE k WHEN 0 THEN 'thread'
        WHEN 1 THEN 'organisation' WHEN 2 THEN 'poster' ELSE 'handler' END, i,
        iif(k, NULL, 1), iif(k, iif(k = 2, who, 1 + (who + 3) % 11), NULL), '{}', 0, later, later,
        iif(i > :n - 5 AND k = 0, 'pending', 'sent'), 'm' || i || '-' || k, '', 1, '', 'a1b2c3d4'
    FROM c, k""",
    "receipt": """INSERT INTO receipt (key, at, answer)
    SELECT 'web/try/sara|form:' || i, opened, '{"done": true}' FROM c WHERE i > :closed""",
    "search": f"""INSERT INTO search (rowid, words)
    SELECT i, {_WORDS} || printf(' x%d bolaget %d 55%08d', i, (i + 1) / 2, (i + 1) / 2)
    FROM number""",
}
