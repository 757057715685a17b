"""Named queries on one session. Nobody else writes a SELECT for a daily command.

Each function takes a session and returns rows; none decides anything. Every query here has its
index in `tables.py`, and `make bench` runs them on a million enquiries.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Select, and_, bindparam, delete, func, insert, or_, union_all, update
from sqlalchemy import select as columns_of
from sqlmodel import Session, SQLModel, col, select
from sqlmodel.sql.expression import SelectOfScalar

from bot.storage import records
from bot.storage.prepared import Prepared
from bot.storage.records import records as read
from bot.storage.records import table_of as _table
from bot.storage.tables import (
    Company,
    Draft,
    Enquiry,
    Identity,
    LogEntry,
    Member,
    Notice,
    Posting,
    Receipt,
    Referral,
    Reminder,
    Room,
)


def _rows(kind: type[SQLModel]) -> Select[Any]:
    """All columns of a model's rows, as `records` takes them."""
    return columns_of(_table(kind))


Found = TypeVar("Found")

LIVE = ("open", "in_progress", "waiting")
STANDING = ("offered", "requested", "accepted", "expired")
ASKING = ("offered", "expired")


# --- people and rooms


_IDENTITIES, _MEMBERS = _table(Identity).c, _table(Member).c
_BY_USER = (
    _IDENTITIES.platform == bindparam("platform"),
    _IDENTITIES.workspace == bindparam("workspace"),
    _IDENTITIES.user == bindparam("user"),
)
_IDENTITY = Prepared(_rows(Identity).where(*_BY_USER))


def identity(session: Session, platform: str, workspace: str, user: str) -> Identity | None:
    """Who a platform's user is to us, if we have met."""
    who = {"platform": platform, "workspace": workspace, "user": user}
    return _first(read(session, Identity, _IDENTITY.all(session, who)))


_WHO = Prepared(
    columns_of(_table(Identity), _table(Member))
    .outerjoin(_table(Member), _MEMBERS.id == _IDENTITIES.member_id)
    .where(*_BY_USER)
)


def who(
    session: Session, platform: str, workspace: str, user: str
) -> tuple[Identity | None, Member | None]:
    """A platform's user, and the member they are, in one query."""
    asked = {"platform": platform, "workspace": workspace, "user": user}
    found = _WHO.all(session, asked)[:1]
    joined = [row for row in found if row[len(_IDENTITIES)] is not None]
    known = read(session, Identity, found)
    return _first(known), _first(read(session, Member, joined, len(_IDENTITIES)))


def identities(session: Session, member_id: int) -> Sequence[Identity]:
    """A member's identities, the one used last first."""
    return session.exec(
        select(Identity)
        .where(Identity.member_id == member_id, Identity.gone == "")
        .order_by(col(Identity.used_at).desc())
    ).all()


def _first(found: Sequence[Found]) -> Found | None:
    return found[0] if found else None


def member(session: Session, member_id: int | None) -> Member | None:
    """One member, or None."""
    return session.get(Member, member_id) if member_id else None


def members(session: Session, ids: Iterable[int]) -> dict[int, Member]:
    """Several members by id, in one query."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = session.exec(select(Member).where(col(Member.id).in_(wanted)))
    return {row.id: row for row in rows if row.id}


_MEMBERS_OF = Prepared(
    _rows(Member)
    .where(_MEMBERS.organisation == bindparam("organisation"), _MEMBERS.ended_at.is_(None))
    .order_by(_MEMBERS.id)
)


def members_of(session: Session, organisation: str) -> Sequence[Member]:
    """The present members of an organisation, confirmed or not, in the order they joined."""
    return read(session, Member, _MEMBERS_OF.all(session, {"organisation": organisation}))


def present_members(session: Session) -> Sequence[Member]:
    """Everybody whose membership has not ended."""
    return session.exec(
        select(Member).where(col(Member.ended_at).is_(None)).order_by(col(Member.id))
    ).all()


def coordinators(session: Session) -> Sequence[Member]:
    """Those with the coordinator's duty, stand-ins last."""
    return session.exec(
        select(Member)
        .where(Member.coordinator, col(Member.ended_at).is_(None))
        .order_by(col(Member.stand_in), col(Member.id))
    ).all()


_ROOMS = select(Room).where(Room.active, Room.gone == "").order_by("id")
_ROOM = Prepared(
    _rows(Room).where(
        _table(Room).c.platform == bindparam("platform"),
        _table(Room).c.workspace == bindparam("workspace"),
        _table(Room).c.channel == bindparam("channel"),
    )
)


def rooms(session: Session) -> Sequence[Room]:
    """The rooms in which the centre meets now."""
    return session.exec(_ROOMS).all()


_CARDS, _PLACES = _table(Posting).c, _table(Room).c
_ROOMS_WITHOUT_CARD = Prepared(
    columns_of(_PLACES.id)
    .outerjoin(
        _table(Posting),
        and_(_CARDS.room_id == _PLACES.id, _CARDS.enquiry_id == bindparam("number")),
    )
    .where(_PLACES.active, _PLACES.gone == "", _CARDS.id.is_(None))
    .order_by(_PLACES.id)
)


def rooms_without_card(session: Session, number: int) -> Sequence[int]:
    """The rooms in which the centre meets and that have no card of this enquiry."""
    return [row[0] for row in _ROOMS_WITHOUT_CARD.all(session, {"number": number})]


def room(session: Session, platform: str, workspace: str, channel: str) -> Room | None:
    """The channel as a room, if we know it; `active` says whether the centre meets there."""
    where = {"platform": platform, "workspace": workspace, "channel": channel}
    return _first(read(session, Room, _ROOM.all(session, where)))


# --- companies


_FIRMS = _table(Company).c
_COMPANY_BY_NUMBER = Prepared(
    _rows(Company).where(_FIRMS.organisation_number == bindparam("number"))
)


def company_by_number(session: Session, number: str) -> Company | None:
    """The company with this organisation number (ten digits)."""
    return _first(read(session, Company, _COMPANY_BY_NUMBER.all(session, {"number": number})))


def companies(session: Session, ids: Iterable[int]) -> dict[int, Company]:
    """Several companies by id, in one query."""
    wanted = set(ids)
    if not wanted:
        return {}
    rows = session.exec(select(Company).where(col(Company.id).in_(wanted)))
    return {row.id: row for row in rows if row.id}


NEIGHBOURS = 50
"""So many companies whose names come next in the alphabet are compared, either way."""

_ALIKE = _rows(Company).where(
    _FIRMS.municipality == bindparam("municipality"),
    _FIRMS.name_key >= bindparam("first"),
    _FIRMS.name_key < bindparam("last"),
)
_COMPANIES_IN = Prepared(
    union_all(
        *(
            columns_of(near.order_by(order).limit(NEIGHBOURS).subquery())
            for near, order in (
                (_ALIKE.where(_FIRMS.name_key >= bindparam("key")), _FIRMS.name_key),
                (_ALIKE.where(_FIRMS.name_key < bindparam("key")), _FIRMS.name_key.desc()),
            )
        )
    )
)


def companies_in(session: Session, municipality: str, key: str, start: int) -> Sequence[Company]:
    """Companies of a municipality whose folded name begins alike, for comparing names.

    Those are compared that share the first `start` letters, the nearest in the alphabet where
    they are many: a large city's companies would else be read by the hundred for every case.
    """
    first = key[:start]
    asked = {"municipality": municipality, "first": first, "last": first + "\uffff", "key": key}
    return read(session, Company, _COMPANIES_IN.all(session, asked))


def live_cases_of(session: Session, company_ids: Iterable[int]) -> Sequence[Enquiry]:
    """Live cases about any of these companies, the oldest first."""
    wanted = set(company_ids)
    if not wanted:
        return []
    return session.exec(
        select(Enquiry)
        .where(col(Enquiry.company_id).in_(wanted), col(Enquiry.status).in_(LIVE))
        .order_by(col(Enquiry.id))
    ).all()


def company_is_shared(session: Session, company_id: int, number: int) -> bool:
    """Whether another enquiry than this one is about the company."""
    others = select(Enquiry.id).where(Enquiry.company_id == company_id, Enquiry.id != number)
    return session.exec(others.limit(1)).first() is not None


def company_is_open_to(session: Session, company_id: int, member_id: int) -> bool:
    """Whether a company has a case that it agreed to share, or that this member has posted."""
    found = session.exec(
        select(Enquiry.id)
        .where(
            Enquiry.company_id == company_id,
            or_(col(Enquiry.consent) == "yes", col(Enquiry.poster_id) == member_id),
        )
        .limit(1)
    )
    return found.first() is not None


# --- cases


def enquiry(session: Session, number: int) -> Enquiry | None:
    """One enquiry by its number."""
    return session.get(Enquiry, number)


def newest(session: Session) -> int:
    """The number of the enquiry opened last; 0 where there is none."""
    return session.exec(select(func.max(Enquiry.id))).one() or 0


def enquiries(session: Session, numbers: Iterable[int]) -> Sequence[Enquiry]:
    """Several enquiries by number."""
    wanted = list(numbers)
    if not wanted:
        return []
    return session.exec(
        select(Enquiry).where(col(Enquiry.id).in_(wanted)).order_by(col(Enquiry.id))
    ).all()


_OFFERS = _table(Referral).c
_REFERRALS = Prepared(
    _rows(Referral).where(_OFFERS.enquiry_id == bindparam("number")).order_by(_OFFERS.id)
)


def referrals(session: Session, number: int) -> Sequence[Referral]:
    """Every referral of an enquiry, in the order they were made."""
    return read(session, Referral, _REFERRALS.all(session, {"number": number}))


def referrals_of(session: Session, numbers: Iterable[int]) -> dict[int, list[Referral]]:
    """The referrals of several enquiries, by enquiry number."""
    wanted = list(numbers)
    found: dict[int, list[Referral]] = {number: [] for number in wanted}
    if not wanted:
        return found
    rows = session.exec(
        select(Referral).where(col(Referral.enquiry_id).in_(wanted)).order_by(col(Referral.id))
    )
    for row in rows:
        found[row.enquiry_id].append(row)
    return found


def log(session: Session, number: int, limit: int = 200) -> Sequence[LogEntry]:
    """An enquiry's history, the oldest first; the newest `limit` entries of a long one."""
    newest = session.exec(
        select(LogEntry)
        .where(LogEntry.enquiry_id == number)
        .order_by(col(LogEntry.id).desc())
        .limit(limit)
    ).all()
    return list(reversed(newest))


def correspondence(session: Session, number: int) -> Sequence[LogEntry]:
    """The questions and answers of an enquiry, the oldest first."""
    return session.exec(
        select(LogEntry)
        .where(LogEntry.enquiry_id == number, col(LogEntry.step).in_(("asked", "answered")))
        .order_by(col(LogEntry.id))
    ).all()


def notes(session: Session, number: int) -> Sequence[LogEntry]:
    """The notes on an enquiry, the oldest first."""
    return session.exec(
        select(LogEntry)
        .where(LogEntry.enquiry_id == number, LogEntry.step == "noted")
        .order_by(col(LogEntry.id))
    ).all()


def live(session: Session, limit: int, after: int = 0) -> Sequence[Enquiry]:
    """Live cases, the longest open first, a page at a time (`after`: rows to pass over)."""
    found: list[Enquiry] = []
    for status in LIVE:
        found += session.exec(
            select(Enquiry)
            .where(Enquiry.status == status)
            .order_by(col(Enquiry.opened_at), col(Enquiry.id))
            .limit(limit + after)
        ).all()
    return _page(found, limit, after)


def _page(found: Iterable[Enquiry], limit: int, after: int) -> list[Enquiry]:
    """One page of what several queries found, the longest open first."""
    longest = sorted(found, key=lambda case: (case.opened_at, case.id or 0))
    return longest[after : after + limit]


def count_live(session: Session) -> int:
    """How many cases are live."""
    return session.exec(
        select(func.count()).select_from(Enquiry).where(col(Enquiry.status).in_(LIVE))
    ).one()


def mine(session: Session, member_id: int, limit: int, after: int = 0) -> Sequence[Enquiry]:
    """Live cases a member handles or has posted, the longest open first, a page at a time."""
    own: dict[int | None, Enquiry] = {}
    for field in (Enquiry.handler_id, Enquiry.poster_id):
        rows = session.exec(
            select(Enquiry)
            .where(col(field) == member_id, col(Enquiry.status).in_(LIVE))
            .order_by(col(Enquiry.opened_at), col(Enquiry.id))
            .limit(limit + after)
        )
        own.update({row.id: row for row in rows})
    return _page(own.values(), limit, after)


def count_mine(session: Session, member_id: int) -> int:
    """How many live cases a member handles or has posted."""
    others = or_(col(Enquiry.handler_id).is_(None), col(Enquiry.handler_id) != member_id)
    counted = 0
    for own in ((col(Enquiry.handler_id) == member_id,), (Enquiry.poster_id == member_id, others)):
        counted += session.exec(
            select(func.count()).select_from(Enquiry).where(col(Enquiry.status).in_(LIVE), *own)
        ).one()
    return counted


def of_organisation(
    session: Session, organisation: str, limit: int, after: int = 0
) -> Sequence[Enquiry]:
    """Live cases an organisation leads, supports or is asked about, the longest open first."""
    return session.exec(
        select(Enquiry)
        .where(col(Enquiry.id).in_(_referred(organisation, STANDING)))
        .where(col(Enquiry.status).in_(LIVE))
        .order_by(col(Enquiry.opened_at), col(Enquiry.id))
        .offset(after)
        .limit(limit)
    ).all()


def count_of_organisation(session: Session, organisation: str) -> int:
    """How many live cases an organisation leads, supports or is asked about."""
    return session.exec(
        select(func.count())
        .select_from(Enquiry)
        .where(col(Enquiry.id).in_(_referred(organisation, STANDING)))
        .where(col(Enquiry.status).in_(LIVE))
    ).one()


def asking(session: Session, organisation: str, limit: int) -> Sequence[Enquiry]:
    """Live cases with an offer that an organisation may still answer, the longest open first."""
    return session.exec(
        select(Enquiry)
        .where(col(Enquiry.id).in_(_referred(organisation, ASKING)))
        .where(col(Enquiry.status).in_(LIVE))
        .order_by(col(Enquiry.opened_at), col(Enquiry.id))
        .limit(limit)
    ).all()


def _referred(organisation: str, statuses: tuple[str, ...]) -> SelectOfScalar[int]:
    """The numbers of the cases with such a referral to an organisation."""
    return select(Referral.enquiry_id).where(
        Referral.organisation == organisation, col(Referral.status).in_(statuses)
    )


def handled_by(session: Session, member_id: int) -> Sequence[Enquiry]:
    """Every live case a member handles."""
    return session.exec(
        select(Enquiry).where(Enquiry.handler_id == member_id, col(Enquiry.status).in_(LIVE))
    ).all()


def opened_between(
    session: Session, since: datetime, until: datetime
) -> Sequence[tuple[datetime, datetime | None, datetime | None, str]]:
    """Opened, taken, first contact and lead of the enquiries of a period, for the meter."""
    rows = session.exec(
        select(Enquiry.opened_at, Enquiry.taken_at, Enquiry.contact_made_at, Enquiry.lead).where(
            Enquiry.opened_at >= since, Enquiry.opened_at < until, Enquiry.status != "void"
        )
    )
    return [(row[0], row[1], row[2], row[3]) for row in rows]


# --- what goes out


_POSTINGS = Prepared(_rows(Posting).where(_CARDS.enquiry_id == bindparam("number")))


def postings(session: Session, number: int) -> Sequence[Posting]:
    """An enquiry's cards, one a room."""
    return read(session, Posting, _POSTINGS.all(session, {"number": number}))


def postings_shown(session: Session, number: int) -> Sequence[Posting]:
    """An enquiry's cards in the rooms in which the centre meets now."""
    return session.exec(
        select(Posting)
        .join(Room, col(Room.id) == col(Posting.room_id))
        .where(Posting.enquiry_id == number, Room.active, Room.gone == "")
        .order_by(col(Posting.room_id))
    ).all()


def posting_at(session: Session, room_id: int, message_id: str) -> Posting | None:
    """The card behind a thread."""
    return session.exec(
        select(Posting).where(Posting.room_id == room_id, Posting.message_id == message_id)
    ).first()


_WANT = Prepared(
    update(_table(Posting))
    .where(_CARDS.enquiry_id == bindparam("number"))
    .values(wanted=bindparam("revision"), behind=True, again_at=None)
)


def want_revision(session: Session, number: int, revision: int) -> None:
    """Every card of the enquiry should show this revision."""
    _WANT.run(session, {"number": number, "revision": revision})


def notices_to(session: Session, number: int, member_id: int, role: str) -> Sequence[Notice]:
    """What one person was to be told about one case in one role, the oldest first."""
    return session.exec(
        select(Notice)
        .where(
            Notice.enquiry_id == number,
            Notice.member_id == member_id,
            Notice.role == role,
        )
        .order_by(col(Notice.id))
    ).all()


def thread_notices(session: Session, number: int, room_id: int) -> Sequence[Notice]:
    """The thread lines of one case in one room, the oldest first."""
    return session.exec(
        select(Notice)
        .where(Notice.enquiry_id == number, Notice.room_id == room_id)
        .order_by(col(Notice.id))
    ).all()


def drop_notices(session: Session, before: datetime, kinds: Collection[str] = ()) -> None:
    """Drop what was never sent before an instant (the past days of the samples).

    Only of these `kinds`, where some are given.
    """
    dropped = update(Notice).where(col(Notice.state) == "pending", col(Notice.created_at) < before)
    if kinds:
        dropped = dropped.where(col(Notice.kind).in_(kinds))
    session.execute(dropped.values(state="dropped"))


# --- what comes due


def due_reminders(
    session: Session, now: datetime, limit: int, kinds: Collection[str] = ()
) -> Sequence[tuple[int | None, int | None, int | None, datetime]]:
    """Reminders whose time has come, the oldest first; only of these `kinds`, where some are.

    Their id, case, meeting and time alone: whoever acts on one reads it when it is claimed.
    """
    due = select(Reminder.id, Reminder.enquiry_id, Reminder.meeting_id, Reminder.due_at).where(
        col(Reminder.done_at).is_(None), Reminder.due_at <= now
    )
    if kinds:
        due = due.where(col(Reminder.kind).in_(kinds))
    return session.exec(due.order_by(col(Reminder.due_at), col(Reminder.id)).limit(limit)).all()


def claim_reminders(
    session: Session, reminder_ids: Collection[int], now: datetime
) -> Sequence[Reminder]:
    """Take those that nobody has taken yet, the oldest first."""
    claimed = session.scalars(
        update(Reminder)
        .where(col(Reminder.id).in_(reminder_ids), col(Reminder.done_at).is_(None))
        .values(done_at=now)
        .returning(Reminder)
        .execution_options(synchronize_session=False, populate_existing=True)
    )
    return sorted(claimed, key=lambda reminder: (reminder.due_at, reminder.id or 0))


_REMINDERS_OF = Prepared(
    _rows(Reminder).where(_table(Reminder).c.enquiry_id == bindparam("number"))
)


def reminders_of(session: Session, number: int) -> Sequence[Reminder]:
    """Everything ever planned for an enquiry, done or not."""
    return read(session, Reminder, _REMINDERS_OF.all(session, {"number": number}))


# --- rows inserted past the session's bookkeeping. No object is made of append-only rows, which
# cost a tenth of a whole step's CPU time; and a flush for one new row costs four times its insert.

Appended = LogEntry | Notice | Reminder | Posting


def append(session: Session, to: type[Appended], /, **values: Any) -> int:
    """Insert an append-only row and return its id; what is not given has the model's default."""
    return records.add(session, to, {**records.defaults(to), **values})


def append_all(session: Session, to: type[Appended], rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert several rows, whose ids nobody asks for."""
    for row in rows:
        append(session, to, **row)


def keep(session: Session, row: Company | Enquiry | Referral) -> None:
    """Insert a new record at once, with its id; the session then knows it as one it has read."""
    records.keep(session, row)


_KEEP_RECEIPT = Prepared(
    insert(_table(Receipt)).values({name: bindparam(name) for name in ("key", "at", "answer")})
)


def keep_receipt(session: Session, key: str, answer: Mapping[str, Any], now: datetime) -> None:
    """Remember that an event was handled and what it was answered with."""
    _KEEP_RECEIPT.run(session, {"key": key, "at": now, "answer": dict(answer)})


# --- receipts and drafts


_RECEIPT = Prepared(
    columns_of(_table(Receipt).c.answer).where(_table(Receipt).c.key == bindparam("key"))
)


def receipt(session: Session, key: str) -> dict[str, Any] | None:
    """What this event was answered with before, if it was."""
    found = _RECEIPT.first(session, {"key": key})
    return dict(found[0]) if found is not None else None


_DRAFTS = _table(Draft).c
_DRAFT = Prepared(
    _rows(Draft).where(_DRAFTS.identity == bindparam("identity"), _DRAFTS.form == bindparam("form"))
)


def draft(session: Session, identity_key: str, form: str) -> Draft | None:
    """What a writer has typed in a form and not yet sent."""
    asked = {"identity": identity_key, "form": form}
    return _first(read(session, Draft, _DRAFT.all(session, asked)))


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
