"""What a dialogue leaves in the database, without what is the platform's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from difflib import unified_diff
from typing import Any

from sqlmodel import SQLModel, select

from bot.storage.engine import Store
from bot.storage.tables import (
    Company,
    Enquiry,
    LogEntry,
    Member,
    Notice,
    Posting,
    Referral,
    Reminder,
    Room,
)

TABLES: tuple[type[SQLModel], ...] = (
    Member, Company, Enquiry, Referral, LogEntry, Reminder, Room, Posting, Notice,
)  # fmt: skip
PLATFORMS_OWN = {
    "room": {"platform", "workspace", "channel", "reference"},
    "posting": {"message_id"},
    "notice": {"message_id", "address", "trace", "key"},
    "log": {"trace"},
    "enquiry": {"link"},
}
"""Where things stand on the platform, and the random mark of the event that caused them.

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
            kept = [row.model_dump() for row in session.exec(select(table).order_by("id"))]
            kept = [row for row in kept if row.get("kind") not in ON_ONE_PLATFORM]
            found += _shown(str(table.__tablename__), kept)
    return found


def _shown(table: str, kept: list[dict[str, Any]]) -> list[str]:
    """Rows as lines, numbered anew where some were left out; what one folds into goes along."""
    own = PLATFORMS_OWN.get(table, set())
    numbers = {row["id"]: place for place, row in enumerate(kept, 1)}
    lines = []
    for row in kept:
        row["id"] = numbers[row["id"]]
        if row.get("folds") is not None:
            row["folds"] = numbers[row["folds"]]
        values = ", ".join(f"{k}={_value(v)}" for k, v in sorted(row.items()) if k not in own)
        lines.append(f"{table}: {values}")
    return lines


def _value(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else repr(value)


def differences(first: Iterable[str], second: Iterable[str]) -> str:
    """Line by line; empty where there are none."""
    return "\n".join(unified_diff(list(first), list(second), "web", "the other", lineterm="", n=4))
