"""`parked`: what could not be sent, and letting it go again; and what `check` says of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.speaking import fail, tell, words
from bot.texts import Listed, Moment, Phrase, phrase

if TYPE_CHECKING:
    from sqlmodel import Session

    from bot.cli.findings import Findings
    from bot.storage.parked import Heap, Stuck
    from bot.storage.tables import Posting, Room

SHOWN = 200
"""The most lines of each sort that are listed."""
ALL = "all"


def parked(
    retry: Annotated[
        str, typer.Option("--retry", metavar="WHAT", help=words(phrase("parked.option_retry")))
    ] = "",
    drop: Annotated[
        str, typer.Option("--drop", metavar="WHAT", help=words(phrase("parked.option_drop")))
    ] = "",
) -> None:
    """List what could not be sent, let it try again or throw it away: one by number, or all."""
    if retry and drop:
        raise typer.BadParameter(words(phrase("parked.one_of")))
    from bot.app import utc_now
    from bot.cli.opening import opened_desk

    with opened_desk() as desk:
        if drop:
            with desk.store.write() as session:
                found = _drop(session, drop)
            tell(phrase("parked.dropped", n=found))
            return
        if retry:
            with desk.store.write() as session:
                found = _retry(session, retry, utc_now())
            tell(phrase("parked.retried", n=found))
            return
        with desk.store.read() as session:
            _show(session)


def _show(session: Session) -> None:
    from bot.storage import parked as queries

    stuck, cards = queries.parked(session, SHOWN), queries.cards(session, SHOWN)
    for one in stuck:
        tell(_line(one))
    for posting, room in cards:
        tell(_card_line(posting, room))
    if not stuck and not cards:
        tell(phrase("parked.nothing"))


def _line(one: Stuck) -> str:
    """Number, since when, for whom, what about, and why, between tabs."""
    notice = one.notice
    about = f"{notice.kind} {notice.enquiry_id or ''}".strip()
    where = f"{one.platform}: {one.room or one.member}"
    since = words(Moment(notice.created_at))
    return "\t".join((str(notice.id), since, where, about, notice.error))


def _card_line(posting: Posting, room: Room) -> str:
    about = words(phrase("parked.card"))
    where = f"{room.platform}: {room.name or room.channel}"
    number = str(posting.enquiry_id or "")
    return "\t".join(("-", "", where, f"{about} {number}".strip(), posting.error))


def _retry(session: Session, what: str, now: datetime) -> int:
    """Put it back among what waits; ends the command where the number is none of those."""
    from bot.storage import parked as queries

    if what.strip().casefold() == ALL:
        return queries.release(session, now) + queries.retry_cards(session)
    found = queries.release(session, now, ids=(_number(what),))
    if not found:
        fail(phrase("parked.no_number", what=what))
    return found


def _drop(session: Session, what: str) -> int:
    """Never send it; ends the command where the number is none of those left lying."""
    from bot.storage import parked as queries

    if what.strip().casefold() == ALL:
        return queries.drop(session)
    found = queries.drop(session, ids=(_number(what),))
    if not found:
        fail(phrase("parked.no_number", what=what))
    return found


def _number(what: str) -> int:
    if not (what.isascii() and what.isdecimal()):
        fail(phrase("parked.no_number", what=what))
    return int(what)


def check_delivery(findings: Findings, session: Session, now: datetime) -> None:
    """For `check`: rooms out of reach, and what waits or was given up, by platform and reason."""
    from bot.storage import parked as queries

    lost = queries.lost_rooms(session)
    if lost:
        names = tuple(f"{room.name or room.channel} ({room.gone})" for room in lost)
        findings.remark(phrase("parked.check_rooms", rooms=Listed(names)))
    heaps = queries.heaps(session)
    for line in _heaps(heaps):
        findings.remark(line)
    cards = queries.count_cards(session)
    if cards:
        findings.remark(phrase("parked.check_cards", n=cards))
    if not (lost or heaps or cards):
        findings.right(phrase("cli.check_nothing_parked"))


def _heaps(heaps: list[Heap]) -> Iterator[Phrase]:
    for heap in heaps:
        code = "parked.check_parked" if heap.state == "parked" else "parked.check_waiting"
        yield phrase(
            code,
            n=heap.count,
            platform=heap.platform.capitalize() or "?",
            why=heap.why,
            at=Moment(heap.oldest, long=True),
        )
