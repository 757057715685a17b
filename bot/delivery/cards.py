"""One card: put into words, sent or replaced, and what became of it written down."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from sqlmodel import Session

from bot.delivery.remembering import remember
from bot.delivery.sending import DAILY, Hold, Post, Step
from bot.delivery.troubles import away
from bot.desk.alarms import platform_refuses, room_lost
from bot.desk.replies import Address, Gone, Later, Message, Result, Sent, Unclear
from bot.observing import log, tracing
from bot.storage import outbox
from bot.storage.tables import Posting, Room

_log = log(__name__)


@dataclass(frozen=True)
class _Card:
    """A card ready to leave, with the revision it shows. `faulty` when it has no words."""

    posting_id: int
    room_id: int
    revision: int
    tried: int
    shown_as: str
    to: Address
    message: Message | None
    faulty: str = ""
    trace: str = ""


async def bring(post: Post, hold: Hold, posting_id: int) -> Step:
    """Bring one card to the revision it wants."""
    card = await asyncio.to_thread(_prepare, post, hold, posting_id)
    if card is None:
        return Step.STOP
    with tracing(card.trace):
        return await _send(post, hold, card)


async def _send(post: Post, hold: Hold, card: _Card) -> Step:
    result: Result = Unclear(card.faulty)
    unsure = hold.inherited or card.tried > 0
    if card.message is not None:
        result = await post.send(card.to, card.message, replaces=card.shown_as, unsure=unsure)
    step = await remember(post, partial(_record, post, hold, card, result, unsure))
    said = type(result).__name__.lower()
    _log.info("card", posting=card.posting_id, revision=card.revision, result=said)
    return step


def _prepare(post: Post, hold: Hold, posting_id: int) -> _Card | None:
    if not hold.keep(post):
        return None
    with post.desk.store.read() as session:
        posting = session.get(Posting, posting_id)
        room = session.get(Room, hold.room_id)
        if posting is None or room is None or room.gone or not room.active:
            return None
        trace = outbox.last_trace(session, posting.enquiry_id)
        message, faulty = _words(post, session, posting)
        return _Card(
            posting_id=posting_id,
            room_id=hold.room_id,
            revision=posting.wanted,
            tried=posting.tried,
            shown_as=posting.message_id,
            to=Address(room.platform, room.workspace, room.channel, reference=room.reference),
            message=message,
            faulty=faulty,
            trace=trace,
        )


def _words(post: Post, session: Session, posting: Posting) -> tuple[Message | None, str]:
    try:
        return post.words.posting_message(post.desk, session, posting, post.now()), ""
    except Exception as error:
        if away(error):
            raise
        _log.exception("card_without_words", posting=posting.id, enquiry=posting.enquiry_id)
        return None, f"{type(error).__name__} while putting the card into words"


def _record(post: Post, hold: Hold, card: _Card, result: Result, unsure: bool) -> Step:
    """What became of it. A message found where an earlier try left it shows what was true then.

    So it counts as showing nothing yet, and the next round brings it up to date.
    """
    now = post.now()
    with post.desk.store.write() as session:
        match result:
            case Sent(message_id):
                known = not unsure or message_id == card.shown_as
                held = outbox.card_shown(
                    session,
                    card.posting_id,
                    card.room_id,
                    hold.token,
                    revision=card.revision if known else 0,
                    message_id=message_id or card.shown_as,
                )
                return Step.SENT if held else Step.STOP
            case Later(seconds, refused):
                queue = outbox.Queue(room_id=card.room_id)
                outbox.rest(session, queue, now + timedelta(seconds=seconds), refused)
                if refused:
                    platform_refuses(session, card.to.platform, refused, now)
                else:
                    post.rest(queue.target, seconds)
                return Step.STOP
            case Gone(why):
                room_lost(session, card.room_id, why, now)
                return Step.SETTLED
            case Unclear(why):
                tried = card.tried + 1
                again = now + (post.pause(tried) if tried < post.tries else DAILY)
                outbox.card_failed(session, card.posting_id, why, again)
                return Step.WAITS
