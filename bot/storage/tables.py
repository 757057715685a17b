"""The tables. They are the records: there is no second set of classes beside them.

Codes (needs, reasons, outcomes, organisations) are the centre file's own and are kept as text;
they are retired there, never deleted, so an old row always has a meaning. Every index here is
asked for by a statement in one of the modules beside this one.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import JSON, Column, DateTime, Index, UniqueConstraint
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from bot.storage.vault import Sealed

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
"""Every constraint has a name, as a later migration can only change what it can name."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, stored as UTC and read back aware.

    SQLite has no time zones, so without this SQLModel hands back naive instants that compare
    with nothing. A naive instant is refused when it is written, where the mistake is.
    """

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware to UTC; raises ValueError for a naive instant."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("An instant without a time zone cannot be stored.")
        at = value.astimezone(UTC)
        return at.replace(tzinfo=None) if dialect.name == "sqlite" else at

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """UTC back to an aware instant."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _instant(**options: Any) -> Any:
    return Field(sa_type=UtcDateTime, **options)


def _sealed() -> Any:
    return Field(default="", sa_type=Sealed)


def _json(default: type = dict) -> Any:
    """An empty list or mapping, copied for each row: a factory is looked into at each call."""
    return Field(default=default(), sa_column=Column(JSON, nullable=False))


class Stamp(SQLModel, table=True):
    """Which centre this database belongs to. One row; another centre's file is refused."""

    id: int = Field(default=1, primary_key=True)
    centre: str


class Room(SQLModel, table=True):
    """A channel in which the centre meets.

    `shows_names` lets cases with consent carry the company's name there. `gone` says why the
    platform no longer takes messages to it. `reference` is what the platform needs to write there,
    `within` what the channel is a part of and falls with (a team). The lease keeps two senders
    apart; it is real time.
    """

    __table_args__ = (UniqueConstraint("platform", "workspace", "channel"),)

    id: int | None = Field(default=None, primary_key=True)
    platform: str
    workspace: str
    channel: str
    name: str = ""
    lang: str = "sv"
    shows_names: bool = True
    active: bool = True
    gone: str = ""
    reference: str = _sealed()
    within: str = ""
    lease: str = ""
    leased_until: datetime | None = _instant(default=None, nullable=True)


class Member(SQLModel, table=True):
    """A person at an organisation. Who acts for which organisation comes from here alone."""

    id: int | None = Field(default=None, primary_key=True)
    name: str
    organisation: str = Field(index=True)
    email: str = ""
    phone: str = ""
    title: str = ""
    lang: str = "sv"
    joined_at: datetime = _instant()
    confirmed_at: datetime | None = _instant(default=None, nullable=True)
    confirmed_by: int | None = None
    coordinator: bool = Field(default=False, index=True)
    stand_in: bool = False
    ended_at: datetime | None = _instant(default=None, nullable=True)
    away_from: date | None = None
    away_until: date | None = None
    deputy_id: int | None = Field(default=None, foreign_key="member.id")
    areas: list[str] = _json(list)
    markets: list[str] = _json(list)
    languages: list[str] = _json(list)


class Identity(SQLModel, table=True):
    """A member on one platform. A member may have several."""

    __table_args__ = (UniqueConstraint("platform", "workspace", "user"),)

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id", index=True)
    platform: str
    workspace: str
    user: str
    reference: str = _sealed()
    used_at: datetime = _instant()
    gone: str = ""


class Company(SQLModel, table=True):
    """Whom cases are about. `name_key` is the name folded for comparing."""

    __table_args__ = (Index("ix_company_place", "municipality", "name_key"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str
    name_key: str
    organisation_number: str | None = Field(default=None, unique=True)
    municipality: str = ""


class Enquiry(SQLModel, table=True):
    """One company's need. Its number (`id`) is what members say: "ärende 14".

    `revision` rises with every change; buttons and forms carry it, so the first press wins.
    `consent` is "yes", "no" or "" (not answered, treated as no). `released_to` lists the
    organisations whose taker may see a withheld name because the poster said so. `thinned` is how
    far retention has come with it: 0 not yet, 1 the contact is gone, 2 everything that was written.
    """

    __table_args__ = (
        Index("ix_enquiry_status_opened", "status", "opened_at"),
        Index("ix_enquiry_handler_status", "handler_id", "status"),
        Index("ix_enquiry_poster_status", "poster_id", "status"),
        Index("ix_enquiry_company_status", "company_id", "status"),
        Index("ix_enquiry_thinned_closed", "thinned", "closed_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    revision: int = 1
    status: str = "open"
    outcome: str = ""
    company_id: int | None = Field(default=None, foreign_key="company.id")
    need: str = ""
    consent: str = ""
    secrecy: str = ""
    answers: dict[str, Any] = _json()
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    contact_when: str = ""
    poster_id: int = Field(foreign_key="member.id")
    poster_organisation: str
    lead: str = ""
    handler_id: int | None = Field(default=None, foreign_key="member.id")
    handler_name: str = ""
    released_to: list[str] = _json(list)
    opened_in: int | None = Field(default=None, foreign_key="room.id")
    link: str = ""
    opened_at: datetime = _instant(index=True)
    taken_at: datetime | None = _instant(default=None, nullable=True)
    contact_made_at: datetime | None = _instant(default=None, nullable=True)
    closed_at: datetime | None = _instant(default=None, nullable=True)
    stepped_at: datetime = _instant()
    waiting_for: str = ""
    waiting_until: date | None = None
    nudges: int = 0
    merged_into: int | None = Field(default=None, foreign_key="enquiry.id")
    routed_by: str = ""
    later: dict[str, Any] = _json()
    thinned: int = Field(default=0, sa_column_kwargs={"server_default": "0"})


class Disclosure(SQLModel, table=True):
    """Somebody was shown what a company has not agreed to share: once a reader, case and day.

    `reader` is "member:12", or "command-line" for whoever sat at the server. `way` is how it was
    shown first that day: "page", "list", "form", "export" or "extract". The one who posted the case
    is not noted: they wrote it.
    """

    __table_args__ = (UniqueConstraint("enquiry_id", "reader", "day"),)

    id: int | None = Field(default=None, primary_key=True)
    enquiry_id: int = Field(foreign_key="enquiry.id")
    reader: str
    member_id: int | None = Field(default=None, foreign_key="member.id", index=True)
    day: date
    at: datetime = _instant(index=True)
    way: str


class Referral(SQLModel, table=True):
    """An enquiry offered to one organisation, as lead or support.

    `by_poster` says that the poster made the offer, which releases a withheld name to whoever
    accepts it. `paused_at` stops the offer's clock while a question waits for its answer.
    """

    __table_args__ = (
        Index("ix_referral_enquiry", "enquiry_id", "status"),
        Index("ix_referral_organisation", "organisation", "status"),
    )

    id: int | None = Field(default=None, primary_key=True)
    enquiry_id: int = Field(foreign_key="enquiry.id")
    organisation: str
    role: str = "lead"
    status: str = "offered"
    offered_by: int = Field(foreign_key="member.id")
    by_poster: bool = False
    offered_at: datetime = _instant()
    expires_at: datetime | None = _instant(default=None, nullable=True)
    paused_at: datetime | None = _instant(default=None, nullable=True)
    answered_at: datetime | None = _instant(default=None, nullable=True)
    answered_by: int | None = Field(default=None, foreign_key="member.id")
    noted_by: int | None = Field(default=None, foreign_key="member.id")
    handler_id: int | None = Field(default=None, foreign_key="member.id")
    handler_name: str = ""
    reason: str = ""
    reason_until: date | None = None
    hint: str = ""


class LogEntry(SQLModel, table=True):
    """One step of one enquiry: who, when, what and why. Appended, never changed.

    `args` holds codes and ids; `words` what a member wrote (a note, a reason), which retention
    and erasure may empty, and which in a note follow the message it was written as. `room_id` is
    set for notes, which stay in the room they were made in.
    """

    __tablename__ = "log"
    __table_args__ = (Index("ix_log_enquiry", "enquiry_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    enquiry_id: int = Field(foreign_key="enquiry.id")
    at: datetime = _instant(index=True)
    step: str
    member_id: int | None = None
    organisation: str = ""
    args: dict[str, Any] = _json()
    words: str = ""
    room_id: int | None = None
    trace: str = ""


class Reminder(SQLModel, table=True):
    """Something that comes due: an offer's nudge, a question to a handler, a waking.

    Planned once (unique by kind, subject and due time), claimed by setting `done_at` where it is
    still empty. `subject` is "enquiry:14", "referral:31" or "meeting:7".
    """

    __table_args__ = (
        UniqueConstraint("kind", "subject", "due_at"),
        Index("ix_reminder_due", "done_at", "due_at"),
        Index("ix_reminder_enquiry", "enquiry_id"),
        Index("ix_reminder_meeting", "meeting_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    subject: str
    enquiry_id: int | None = None
    meeting_id: int | None = None
    due_at: datetime = _instant()
    done_at: datetime | None = _instant(default=None, nullable=True)
    args: dict[str, Any] = _json()


class Posting(SQLModel, table=True):
    """The card of a case, a meeting or a wanted help in one room.

    It holds the revision it should show and the one it does. It is about one of the three, never
    more.
    """

    __table_args__ = (
        UniqueConstraint("enquiry_id", "room_id"),
        UniqueConstraint("meeting_id", "room_id"),
        UniqueConstraint("wanted_id", "room_id"),
        Index("ix_posting_behind", "room_id", "behind"),
        Index("ix_posting_message", "room_id", "message_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    enquiry_id: int | None = Field(default=None, foreign_key="enquiry.id")
    meeting_id: int | None = Field(default=None, foreign_key="meeting.id")
    wanted_id: int | None = Field(default=None, foreign_key="wanted.id")
    room_id: int = Field(foreign_key="room.id")
    message_id: str = ""
    wanted: int = 1
    shown: int = 0
    behind: bool = True
    tried: int = 0
    again_at: datetime | None = _instant(default=None, nullable=True)
    error: str = ""


class Notice(SQLModel, table=True):
    """One outgoing line, private message or reminder: a kind and ids, in no language yet.

    Written in the transaction of what caused it and put into words when it is sent. To a room's
    thread (`room_id`) or to a person (`member_id`). `folds` names an earlier notice whose message
    this one replaces once the noise budget is used up. `quiet` waits for working hours.
    `state` is "pending", "sent", "parked" (given up, shown in `check`) or "dropped" (no longer
    true when its turn came).
    """

    __table_args__ = (
        Index("ix_notice_pending", "state", "not_before"),
        Index("ix_notice_enquiry", "enquiry_id", "member_id", "role"),
        Index("ix_notice_room", "enquiry_id", "room_id"),
    )

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    kind: str
    role: str = ""
    enquiry_id: int | None = None
    room_id: int | None = Field(default=None, foreign_key="room.id")
    member_id: int | None = Field(default=None, foreign_key="member.id")
    args: dict[str, Any] = _json()
    quiet: bool = False
    created_at: datetime = _instant()
    not_before: datetime = _instant()
    state: str = "pending"
    folds: int | None = None
    message_id: str = ""
    address: str = ""
    tried: int = 0
    error: str = ""
    trace: str = ""


class Meeting(SQLModel, table=True):
    """An event on the centre's calendar: an Export boost, a training, a joint visit.

    Days and times are local to `zone`, as people mean them also when the rules for summer time
    change; `starts` and `ends` are empty for what lasts whole days. `duties` are lines of who does
    what. `remind` is how many days before the rooms are reminded. `uid`, `sequence` and `source`
    (empty, "upload", or a digest of the address it is read from, which may be a secret) are
    iCalendar's: the same event is recognised by them. `debriefs` holds which organisations have
    said whom they met, by slug.
    """

    __table_args__ = (Index("ix_meeting_status_day", "status", "day"),)

    id: int | None = Field(default=None, primary_key=True)
    revision: int = 1
    status: str = "planned"
    kind: str
    title: str
    day: date = Field(index=True)
    starts: time | None = None
    end_day: date
    ends: time | None = None
    zone: str = "Europe/Stockholm"
    place: str = ""
    link: str = _sealed()
    sub_region: str = ""
    needs: list[str] = _json(list)
    markets: list[str] = _json(list)
    agenda: str = ""
    duties: list[str] = _json(list)
    owner_id: int | None = Field(default=None, foreign_key="member.id")
    added_by: int | None = Field(default=None, foreign_key="member.id")
    added_at: datetime = _instant()
    remind: list[int] = _json(list)
    remind_eve: bool = True
    uid: str = Field(unique=True)
    sequence: int = 0
    source: str = ""
    debriefs: dict[str, Any] = _json()
    kept: dict[str, Any] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True), nullable=True)
    )


class Attendance(SQLModel, table=True):
    """Whether a member comes to a meeting: their latest word."""

    __table_args__ = (UniqueConstraint("meeting_id", "member_id"),)

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id")
    member_id: int = Field(foreign_key="member.id", index=True)
    coming: bool
    at: datetime = _instant()


class Presenting(SQLModel, table=True):
    """A case's company that is to present itself at a meeting."""

    __table_args__ = (UniqueConstraint("meeting_id", "enquiry_id"),)

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id")
    enquiry_id: int = Field(foreign_key="enquiry.id", index=True)
    added_by: int | None = Field(default=None, foreign_key="member.id")
    at: datetime = _instant()


class Encounter(SQLModel, table=True):
    """A company that an organisation met at a meeting, and the case that came of it."""

    __table_args__ = (Index("ix_encounter_meeting", "meeting_id", "organisation"),)

    id: int | None = Field(default=None, primary_key=True)
    meeting_id: int = Field(foreign_key="meeting.id")
    organisation: str
    company: str
    member_id: int = Field(foreign_key="member.id", index=True)
    at: datetime = _instant(index=True)
    enquiry_id: int | None = Field(default=None, foreign_key="enquiry.id", index=True)


class Contact(SQLModel, table=True):
    """An outside person, firm or office that a member knows.

    Others see how to reach it when it is `open`, or when the one who added it has said yes to them
    (`Introduction`). `organisation_of` is the partner whose member added it. `added_by` is empty
    where nobody vouches for it now. `confirmed_at` is when it was last said to hold, `asked_at`
    when that was last asked.
    """

    __table_args__ = (Index("ix_contact_fresh", "ended_at", "confirmed_at"),)

    id: int | None = Field(default=None, primary_key=True)
    name: str
    organisation: str = ""
    title: str = ""
    about: str = ""
    needs: list[str] = _json(list)
    markets: list[str] = _json(list)
    languages: list[str] = _json(list)
    note: str = ""
    phone: str = ""
    email: str = ""
    open: bool = False
    organisation_of: str = ""
    added_by: int | None = Field(default=None, foreign_key="member.id", index=True)
    added_at: datetime = _instant()
    confirmed_at: datetime = _instant()
    asked_at: datetime | None = _instant(default=None, nullable=True)
    source: str = "member"
    ended_at: datetime | None = _instant(default=None, nullable=True)


class Introduction(SQLModel, table=True):
    """One member's wish to be put in touch with another's contact, and the answer to it."""

    __table_args__ = (
        UniqueConstraint("contact_id", "asked_by", "asked_at"),
        Index("ix_introduction_open", "asked_of", "answer"),
        Index("ix_introduction_silent", "answer", "told_at", "asked_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    contact_id: int = Field(foreign_key="contact.id")
    asked_by: int = Field(foreign_key="member.id", index=True)
    asked_of: int = Field(foreign_key="member.id")
    question: str = ""
    asked_at: datetime = _instant()
    answer: str = ""
    answered_at: datetime | None = _instant(default=None, nullable=True)
    told_at: datetime | None = _instant(default=None, nullable=True)


class Wanted(SQLModel, table=True):
    """A question that nobody had an answer to, put to the rooms until somebody can help.

    Unanswered when `remind_at` comes, it goes into the next digest, once. What was never answered
    is a gap.
    """

    __table_args__ = (Index("ix_wanted_open", "ended_at", "answered_at", "remind_at"),)

    id: int | None = Field(default=None, primary_key=True)
    revision: int = 1
    text: str
    needs: list[str] = _json(list)
    markets: list[str] = _json(list)
    asked_by: int | None = Field(default=None, foreign_key="member.id", index=True)
    asked_at: datetime = _instant(index=True)
    remind_at: datetime = _instant()
    answered_by: int | None = Field(default=None, foreign_key="member.id", index=True)
    answered_at: datetime | None = _instant(default=None, nullable=True)
    ended_at: datetime | None = _instant(default=None, nullable=True)


class Correction(SQLModel, table=True):
    """What was read from a text and was wrong: the words, the code read and the one given.

    Nothing else is kept of the text, and not who wrote it.
    """

    id: int | None = Field(default=None, primary_key=True)
    question: str
    words: str
    read: str
    given: str
    at: datetime = _instant(index=True)


class QuietOffer(SQLModel, table=True):
    """A plain message whose writer was offered, once, to open a case of it."""

    __tablename__ = "quiet_offer"

    key: str = Field(primary_key=True)
    identity: str = Field(index=True)
    at: datetime = _instant(index=True)


class News(SQLModel, table=True):
    """A short item that a member wants the others to know.

    Told to the rooms at once (`at_once`) or in the next digest; with a day `until`, in each digest
    till then.
    """

    id: int | None = Field(default=None, primary_key=True)
    member_id: int = Field(foreign_key="member.id", index=True)
    text: str
    until: date | None = None
    at_once: bool = False
    at: datetime = _instant(index=True)
    withdrawn_at: datetime | None = _instant(default=None, nullable=True)


class Digest(SQLModel, table=True):
    """One weekly digest, made once: the row is the claim. `week` is ISO 8601's, "2026-W47".

    It tells of what happened from `since` to `until`, of several `weeks` where the service was
    away. The first row of an installation marks where counting begins, and is not sent.
    """

    week: str = Field(primary_key=True)
    since: datetime = _instant()
    until: datetime = _instant(index=True)
    weeks: int = 1
    made_at: datetime = _instant()
    sent: bool = True


class Pulse(SQLModel, table=True):
    """When something that goes round and round was last seen to do so, in real time."""

    name: str = Field(primary_key=True)
    at: datetime = _instant()


class Receipt(SQLModel, table=True):
    """Proof that an event was handled, with the private answer it got. Kept 24 hours."""

    key: str = Field(primary_key=True)
    at: datetime = _instant(index=True)
    answer: dict[str, Any] = _json()


class Draft(SQLModel, table=True):
    """What one writer has typed and not yet sent. Kept 24 hours."""

    __table_args__ = (UniqueConstraint("identity", "form"),)

    id: int | None = Field(default=None, primary_key=True)
    identity: str
    form: str
    values_typed: dict[str, Any] = _json()
    saved_at: datetime = _instant(index=True)


class JoinCode(SQLModel, table=True):
    """A one-time code by which a member joins another identity to themselves: its digest alone.

    `identity_id` is where it was asked for. `state` is "live", "used" or "void" (a newer one was
    asked for, or others may have seen it). Kept 24 hours, so that a late one is told what it is.
    """

    __tablename__ = "join_code"

    id: int | None = Field(default=None, primary_key=True)
    digest: str = Field(unique=True)
    member_id: int = Field(foreign_key="member.id", index=True)
    identity_id: int = Field(foreign_key="identity.id")
    made_at: datetime = _instant()
    ends_at: datetime = _instant()
    state: str = "live"


class WrongCode(SQLModel, table=True):
    """Somebody entered a code that there is not: counted against guessing, kept 24 hours."""

    __tablename__ = "wrong_code"

    id: int | None = Field(default=None, primary_key=True)
    identity: str
    at: datetime = _instant(index=True)


class MergedMember(SQLModel, table=True):
    """A membership that ended as its person had two, and the one that they go on with."""

    __tablename__ = "merged_member"

    former_id: int = Field(
        primary_key=True, foreign_key="member.id", sa_column_kwargs={"autoincrement": False}
    )
    member_id: int = Field(foreign_key="member.id", index=True)
    at: datetime = _instant()
