"""What delivery sends: a case's card for a room, or a notice in its reader's language.

Rendered at the moment of sending, so that ten quick changes can become one update and a room
always ends on the present state.
"""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Session

from bot.desk import home, meeting_views, wanted_views
from bot.desk.cases import attach
from bot.desk.notices import compose
from bot.desk.replies import Address, Caller, Card, Message, Place
from bot.desk.sight import Viewer
from bot.desk.views import seen_by
from bot.desk.work import Desk, Work
from bot.storage import calendar, joining, people, postings, store, wanted
from bot.storage.tables import Identity, Notice, Posting, Room
from bot.texts import Lang


class OutOfReach(LookupError):
    """No platform reaches this member any more; `why` is what the last one said."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def posting_message(desk: Desk, session: Session, posting: Posting, now: datetime) -> Message:
    """A card as this room sees it. The revision it shows is that of what it is about, at reading.

    Raises LookupError for a posting whose room, or what it is about, is gone.
    """
    room = session.get(Room, posting.room_id)
    if room is None:
        raise LookupError(f"posting {posting.id} has lost its room")
    work = _work(desk, session, now, room)
    return Message((_card(work, posting, room),), _lang(room.lang), posting_key(posting))


def _card(work: Work, posting: Posting, room: Room) -> Card:
    if posting.meeting_id is not None:
        meeting = calendar.meeting(work.session, posting.meeting_id)
        if meeting is not None:
            return meeting_views.card(work, meeting, Viewer(room=room))
    elif posting.wanted_id is not None:
        question = wanted.wanted(work.session, posting.wanted_id)
        if question is not None:
            return wanted_views.card(work, question)
    else:
        enquiry = store.enquiry(work.session, posting.enquiry_id or 0)
        if enquiry is not None:
            return seen_by(work, attach(work, enquiry), Viewer(room=room))
    raise LookupError(f"posting {posting.id} has lost what it is about")


def posting_key(posting: Posting) -> str:
    """What a card's message is known by, wherever it was sent."""
    return f"posting:{posting.id}"


def notice_message(
    desk: Desk, session: Session, notice: Notice, now: datetime
) -> tuple[Address, Message] | None:
    """Where a notice goes and what it says; None when it is no longer true or has nobody.

    Raises `OutOfReach` for what is true and has no way to its reader left: it is kept for when
    they are back.
    """
    if notice.room_id is not None:
        return _in_room(desk, session, notice, now)
    identity = _reached_at(session, notice)
    member = people.member(session, notice.member_id)
    if member is None:
        return None
    body = compose(_work(desk, session, now, None), notice)
    if body is None:
        return None
    if identity is None:
        known = joining.all_identities(session, notice.member_id or 0)
        if not known:
            return None
        raise OutOfReach(max(known, key=lambda one: one.used_at).gone)
    to = _direct(session, identity, notice)
    return to, Message(body, _lang(member.lang), f"notice:{notice.key}")


def _reached_at(session: Session, notice: Notice) -> Identity | None:
    """Where a member was last, or the identity that a notice is meant for while it is there."""
    found = people.identities(session, notice.member_id or 0)
    meant = [identity for identity in found if identity.id == notice.args.get("to")]
    return next(iter((*meant, *found)), None)


def home_message(
    desk: Desk, session: Session, member_id: int, now: datetime
) -> list[tuple[Address, Message]]:
    """A member's own page for each of their identities, for platforms that show a standing one.

    Who is no longer a member sees what a stranger sees.
    """
    member = people.member(session, member_id)
    if member is None:
        return []
    work = _work(desk, session, now, None)
    work.acting = None if member.ended_at else member
    message = Message(home.page(work), _lang(member.lang), f"home:{member_id}")
    return [
        (Address(i.platform, i.workspace, user=i.user, reference=i.reference), message)
        for i in people.identities(session, member_id)
    ]


def _in_room(
    desk: Desk, session: Session, notice: Notice, now: datetime
) -> tuple[Address, Message] | None:
    room = session.get(Room, notice.room_id)
    if room is None:
        return None
    thread = _thread_of(session, notice, room)
    body = compose(_work(desk, session, now, room), notice)
    if thread is None or body is None:
        return None
    address = Address(room.platform, room.workspace, room.channel, thread, reference=room.reference)
    return address, Message(body, _lang(room.lang), f"notice:{notice.key}")


def _thread_of(session: Session, notice: Notice, room: Room) -> str | None:
    """The thread of the case's card; "" for what is about no case; None where there is no card."""
    if notice.enquiry_id is None:
        return ""
    cards = postings.postings(session, notice.enquiry_id)
    return next((p.message_id for p in cards if p.room_id == room.id and p.message_id), None)


def _direct(session: Session, identity: Identity, notice: Notice) -> Address:
    """A member in private; the case's thread on that platform, for whom that is not possible."""
    channel = thread = ""
    for posting in postings.postings(session, notice.enquiry_id or 0):
        room = session.get(Room, posting.room_id)
        if room is not None and room.platform == identity.platform and room.active:
            channel, thread = room.channel, posting.message_id
            break
    return Address(
        identity.platform,
        identity.workspace,
        channel=channel,
        thread=thread,
        user=identity.user,
        reference=identity.reference,
    )


def _work(desk: Desk, session: Session, now: datetime, room: Room | None) -> Work:
    return Work(desk, session, now, Caller("", "", ""), Place(), None, room)


def _lang(lang: str) -> Lang:
    return "en" if lang == "en" else "sv"
