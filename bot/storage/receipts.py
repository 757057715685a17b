"""Named statements for what was answered already, and for what is half typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert
from sqlalchemy import select as columns_of
from sqlmodel import Session, col

from bot.storage.prepared import Prepared
from bot.storage.records import first, records, rows_of, table_of
from bot.storage.tables import Draft, Receipt

_KEEP_RECEIPT = Prepared(
    insert(table_of(Receipt)).values({name: bindparam(name) for name in ("key", "at", "answer")})
)


def keep_receipt(session: Session, key: str, answer: Mapping[str, Any], now: datetime) -> None:
    """Remember that an event was handled and what it was answered with."""
    _KEEP_RECEIPT.run(session, {"key": key, "at": now, "answer": dict(answer)})


_RECEIPT = Prepared(
    columns_of(table_of(Receipt).c.answer).where(table_of(Receipt).c.key == bindparam("key"))
)


def receipt(session: Session, key: str) -> dict[str, Any] | None:
    """What this event was answered with before, if it was."""
    found = _RECEIPT.first(session, {"key": key})
    return dict(found[0]) if found is not None else None


_DRAFTS = table_of(Draft).c
_DRAFT = Prepared(
    rows_of(Draft).where(
        _DRAFTS.identity == bindparam("identity"), _DRAFTS.form == bindparam("form")
    )
)


def draft(session: Session, identity_key: str, form: str) -> Draft | None:
    """What a writer has typed in a form and not yet sent."""
    asked = {"identity": identity_key, "form": form}
    return first(records(session, Draft, _DRAFT.all(session, asked)))


def save_draft(
    session: Session, identity_key: str, form: str, values: Mapping[str, Any], now: datetime
) -> None:
    """Keep what a writer has typed; replaces what was kept for that form."""
    row = draft(session, identity_key, form)
    if row is None:
        row = Draft(identity=identity_key, form=form, saved_at=now)
    row.values_typed = dict(values)
    row.saved_at = now
    session.add(row)


def drop_draft(session: Session, identity_key: str, form: str) -> None:
    """The form was sent: nothing is left to keep."""
    row = draft(session, identity_key, form)
    if row is not None:
        session.delete(row)


def forget_old(session: Session, before: datetime) -> None:
    """Remove receipts and drafts older than `before`."""
    session.execute(delete(Receipt).where(col(Receipt.at) < before))
    session.execute(delete(Draft).where(col(Draft.saved_at) < before))
