"""What a dialogue leaves in the database, without what is the platform's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import unified_diff
from itertools import groupby
from typing import Any

from sqlmodel import SQLModel, select

from bot.storage.engine import Store
from bot.storage.tables import (
    Attendance,
    Company,
    Digest,
    Encounter,
    Enquiry,
    LogEntry,
    Meeting,
    Member,
    News,
    Notice,
    Posting,
    Presenting,
    Referral,
    Reminder,
    Room,
    Wanted,
)
from tests.conversations.normal import MENU_LINES, SHOW
from tests.conversations.sheets import RARER

TABLES: tuple[type[SQLModel], ...] = (
    Member, Company, Enquiry, Referral, LogEntry, Reminder, Room, Posting, Notice,
    Meeting, Attendance, Presenting, Encounter, News, Digest, Wanted,
)  # fmt: skip
PLATFORMS_OWN = {
    "room": {"platform", "workspace", "channel", "reference", "within"},
    "posting": {"message_id"},
    "notice": {"message_id", "address", "trace", "key"},
    "log": {"trace"},
    "enquiry": {"link"},
    "meeting": {"uid"},
}
"""Where things stand on the platform and how they are reached there (Teams' teams and references),
and the random mark of the event that caused them, or of a meeting in calendars.

Not among `TABLES` either: identities (the platform's ids), receipts (keys of its events) and
drafts (kept under the identity; a mention on Slack keeps one more until its form is opened).
"""
ON_ONE_PLATFORM = frozenset({"welcome"})
"""Kinds of notices that only one platform gives cause for: the web room has no arriving bot."""


@dataclass(frozen=True)
class Played:
    """A dialogue after its end."""

    seen: list[str]
    rows: list[str]
    faults: list[str]


def rows(store: Store) -> list[str]:
    """Every row of the tables that count, as a line, in the order of the ids."""
    found: list[str] = []
    with store.read() as session:
        for table in TABLES:
            kept = [row.model_dump() for row in session.exec(select(table).order_by(_key(table)))]
            kept = [row for row in kept if row.get("kind") not in ON_ONE_PLATFORM]
            found += _shown(str(table.__tablename__), kept)
    return found


def _key(table: type[SQLModel]) -> str:
    return "id" if "id" in table.model_fields else "week"


def _shown(table: str, kept: list[dict[str, Any]]) -> list[str]:
    """Rows as lines, numbered anew where some were left out; what one folds into goes along."""
    own = PLATFORMS_OWN.get(table, set())
    numbers = {row["id"]: place for place, row in enumerate(kept, 1) if "id" in row}
    lines = []
    for row in kept:
        if numbers:
            row["id"] = numbers[row["id"]]
        if row.get("folds") is not None:
            row["folds"] = numbers[row["folds"]]
        values = ", ".join(f"{k}={_value(v)}" for k, v in sorted(row.items()) if k not in own)
        lines.append(f"{table}: {values}")
    return lines


def _value(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else repr(value)


def buttons_alike(lines: Iterable[str], platform: str) -> list[str]:
    """Lines with the buttons of cards as they can be compared with those of a platform."""
    found: list[str] = []
    for is_row, group in groupby(lines, key=is_button):
        row = list(group)
        found += _row_alike(row, platform) if is_row else row
    return found


def is_button(line: str) -> bool:
    """Whether it is a line that can be pressed."""
    said = line.strip().removesuffix(RARER)
    return said.startswith("[") and said.endswith("]")


def _row_alike(row: list[str], platform: str) -> list[str]:
    """Slack has few places in a menu; Teams has some of the steps there that others have open."""
    rare = [line for line in row if line.endswith(RARER)]
    if not rare:
        return row
    if platform == "teams":
        row = sorted(row, key=lambda line: line.strip() in SHOW)
    else:
        row = [line for line in row if line not in rare[MENU_LINES:]]
    return [line.removesuffix(RARER) for line in row]


def differences(first: Iterable[str], second: Iterable[str]) -> str:
    """Line by line; empty where there are none."""
    return "\n".join(unified_diff(list(first), list(second), "web", "the other", lineterm="", n=4))
