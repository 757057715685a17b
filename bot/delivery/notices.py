"""One notice: claimed, put into words, sent or folded into an earlier one, and written down."""

from __future__ import annotations

import asyncio
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from functools import partial
from json import dumps, loads

from sqlmodel import Session

from bot.delivery.remembering import remember
from bot.delivery.sending import Hold, Post, Step
from bot.delivery.troubles import away
from bot.desk.alarms import person_lost, platform_refuses, room_lost
from bot.desk.outgoing import OutOfReach
from bot.desk.replies import Address, Gone, Later, Message, Result, Sent, Unclear
from bot.observing import log, tracing
from bot.storage import outbox
from bot.storage.tables import Notice, Room

NO_WAY_OUT = timedelta(hours=1)
"""How often to look again for a platform that is not configured at present."""

LOOK_AGAIN = timedelta(seconds=5)
"""How long a notice steps aside for an earlier one that has not got through."""

_log = log(__name__)


@dataclass(frozen=True)
class _Ready:
    """A claimed notice. `replaces` is the message it takes the place of."""

    notice: Notice
    to: Address
    message: Message | None
    replaces: str
    tried: int
    faulty: str = ""


async def tell(post: Post, hold: Hold | None, notice_id: int) -> Step:
    """Send one notice; `hold` is its room's lease, where it goes to a room."""
    ready = await asyncio.to_thread(_prepare, post, hold, notice_id)
    if isinstance(ready, Step):
        return ready
    with tracing(ready.notice.trace):
        result: Result = Unclear(ready.faulty)
        if ready.message is not None:
            unsure = ready.tried > 1 or (hold is not None and hold.inherited)
            result = await post.send(
                ready.to, ready.message, replaces=ready.replaces, unsure=unsure
            )
        step = await remember(post, partial(_record, post, ready, result))
        _log.info(
            "notice",
            notice=notice_id,
            kind=ready.notice.kind,
            platform=ready.to.platform,
            result=type(result).__name__.lower(),
            tried=ready.tried,
        )
    return step


def _prepare(post: Post, hold: Hold | None, notice_id: int) -> _Ready | Step:
    if hold is not None and not hold.keep(post):
        return Step.STOP
    now = post.now()
    found: _Ready | OutOfReach | datetime | None
    with post.desk.store.read() as session:
        notice = session.get(Notice, notice_id)
        if notice is None or notice.state != "pending" or notice.not_before > now:
            return Step.WAITS
        try:
            found = _must_wait(post, session, notice, now) or _into_words(
                post, session, notice, now
            )
        except OutOfReach as lost:
            found = lost
        session.expunge(notice)
    if isinstance(found, _Ready):
        return _claim(post, found, now)
    if isinstance(found, datetime):
        return _postpone(post, notice_id, found)
    with post.desk.store.write() as session:
        if found is None:
            outbox.end_notice(session, notice_id, "dropped")
        else:
            outbox.end_notice(session, notice_id, "parked", error=found.why)
    return Step.SETTLED


def _claim(post: Post, ready: _Ready, now: datetime) -> _Ready | Step:
    """Take it for one try, where its platform is one of ours."""
    if ready.message is not None and ready.to.platform not in post.outbounds:
        why = f"{ready.to.platform} is not configured"
        return _postpone(post, ready.notice.id or 0, now + NO_WAY_OUT, error=why)
    with post.desk.store.write() as session:
        claimed = outbox.claim_notice(session, ready.notice, now, now + post.lease)
    return ready if claimed else Step.WAITS


def _must_wait(post: Post, session: Session, notice: Notice, now: datetime) -> datetime | None:
    """Until when the notice must wait for its card, the one it folds into, or an earlier one."""
    if notice.room_id is not None and notice.enquiry_id is not None:
        card = outbox.card(session, notice.enquiry_id, notice.room_id)
        if card is not None and not card.message_id:
            soon = now + timedelta(seconds=1)
            return max(card.again_at or soon, soon) if card.behind else now + NO_WAY_OUT
    quiet = not post.desk.calendar.is_open(now)
    earlier = outbox.blocker(session, notice, quiet=quiet)
    if earlier is None:
        folded = _folded(session, notice)
        earlier = folded if folded is not None and folded.state == "pending" else None
    if earlier is None:
        return None
    return min(max(earlier.not_before, now + timedelta(seconds=1)), now + LOOK_AGAIN)


def _into_words(post: Post, session: Session, notice: Notice, now: datetime) -> _Ready | None:
    tried = notice.tried + 1
    try:
        words = post.words.notice_message(post.desk, session, notice, now)
    except OutOfReach:
        raise
    except Exception as error:
        if away(error):
            raise
        _log.exception("notice_without_words", notice=notice.id, kind=notice.kind)
        faulty = f"{type(error).__name__} while putting the notice into words"
        return _Ready(notice, Address("", ""), None, "", tried, faulty)
    if words is None:
        return None
    to, message = words
    folded = _folded(session, notice)
    if folded is not None and folded.state == "sent" and folded.message_id:
        earlier = _address(folded.address) or to
        if _same_reader(earlier, to):
            return _Ready(notice, earlier, message, folded.message_id, tried)
    return _Ready(notice, to, message, "", tried)


def _same_reader(earlier: Address, now: Address) -> bool:
    """Whether an earlier message stands where its reader is now, and not in another of their chats.

    What would change there goes unseen, or cannot be changed at all.
    """
    one, other = ((a.platform, a.workspace, a.user) for a in (earlier, now))
    return one == other


def _folded(session: Session, notice: Notice) -> Notice | None:
    """Whose message a notice takes over: one that never left passes on what it was to take over."""
    folded = session.get(Notice, notice.folds) if notice.folds is not None else None
    while folded is not None and folded.state in ("dropped", "parked") and folded.folds is not None:
        folded = session.get(Notice, folded.folds)
    return folded


def _postpone(post: Post, notice_id: int, until: datetime, error: str = "") -> Step:
    with post.desk.store.write() as session:
        outbox.postpone_notice(session, notice_id, until, error=error)
    return Step.WAITS


def _record(post: Post, ready: _Ready, result: Result) -> Step:
    now, notice = post.now(), ready.notice
    number = notice.id or 0
    with post.desk.store.write() as session:
        match result:
            case Sent(message_id):
                outbox.end_notice(
                    session,
                    number,
                    "sent",
                    message_id=message_id or ready.replaces,
                    address=dumps(asdict(ready.to)),
                    error="",
                )
                return Step.SENT
            case Later(seconds, refused):
                until = now + timedelta(seconds=seconds)
                outbox.postpone_notice(session, number, until, error=refused, tried=notice.tried)
                target = outbox.Queue(room_id=notice.room_id, member_id=notice.member_id)
                outbox.rest(session, target, until, refused)
                if refused:
                    platform_refuses(session, ready.to.platform, refused, now)
                else:
                    post.rest(target.target, seconds)
                return Step.STOP
            case Gone(why):
                return _gone(post, session, ready, why, now)
            case Unclear(why) if ready.tried >= post.tries:
                outbox.end_notice(session, number, "parked", error=why)
                return Step.SETTLED
            case Unclear(why):
                again = now + post.pause(ready.tried)
                outbox.postpone_notice(session, number, again, error=why)
                return Step.WAITS


def _gone(post: Post, session: Session, ready: _Ready, why: str, now: datetime) -> Step:
    notice = ready.notice
    number = notice.id or 0
    day = post.desk.calendar.local(now).date()
    if notice.room_id is not None:
        room_lost(session, notice.room_id, why, now)
    elif person_lost(session, notice.member_id or 0, ready.to, why, now, day=day):
        outbox.postpone_notice(session, number, now, error=why, tried=notice.tried)
        return Step.SETTLED
    outbox.end_notice(session, number, "parked", error=why)
    return Step.SETTLED


def set_aside(post: Post, room_id: int, notice_ids: list[int]) -> None:
    """What was written for a room that is gone is parked; a room without a way out waits.

    Where the centre no longer meets nothing is missed, and nothing kept.
    """
    with post.desk.store.write() as session:
        room = session.get(Room, room_id)
        for notice_id in notice_ids:
            if room is not None and not room.active:
                outbox.end_notice(session, notice_id, "dropped")
            elif room is None or room.gone:
                why = room.gone if room else "there is no such room"
                outbox.end_notice(session, notice_id, "parked", error=why)
            else:
                why = f"{room.platform} is not configured"
                later = post.now() + NO_WAY_OUT
                outbox.postpone_notice(session, notice_id, later, error=why)


def _address(stored: str) -> Address | None:
    return Address(**loads(stored)) if stored else None
