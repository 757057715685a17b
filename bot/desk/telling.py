"""Who is told: notices, written in the transaction of what caused them.

A notice holds a kind and ids, in no language yet; `notices.py` puts it into words when it is
sent. This module keeps the noise budget (design, "Noise budget"): per case and room three thread
lines, per case four private messages to the poster and three to the handler. What comes after
replaces the last of them, so that nothing is lost and nobody is pinged without end. Questions
between people are correspondence, not noise, and are always sent anew.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

from bot.desk.cases import Case
from bot.desk.work import Work
from bot.storage import calendar, channels, outbox, people, postings, records
from bot.storage.tables import Meeting, Member, Notice, Posting, Referral

THREAD_LINES = 3
PRIVATE_LIMIT = {"poster": 4, "handler": 3}
CORRESPONDENCE = frozenset({"asked", "answered"})


def thread(work: Work, case: Case, kind: str, **args: Any) -> None:
    """One line in the case's thread, in every room."""
    for posting in postings.postings_shown(work.session, case.number):
        earlier = postings.thread_notices(work.session, case.number, posting.room_id)
        folds = _replaces(earlier, THREAD_LINES)
        _write(work, case, kind, args, room_id=posting.room_id, role="thread", folds=folds)


def poster(work: Work, case: Case, kind: str, *, quiet: bool = False, **args: Any) -> None:
    """The member who opened the case, unless it is they who act."""
    _person(work, case, kind, case.enquiry.poster_id, "poster", quiet=quiet, args=args)


def handler(work: Work, case: Case, kind: str, *, quiet: bool = False, **args: Any) -> None:
    """The member who handles the case; the poster where the handler is outside the chat."""
    if case.enquiry.handler_id:
        _person(work, case, kind, case.enquiry.handler_id, "handler", quiet=quiet, args=args)
    elif case.enquiry.handler_name:
        poster(work, case, kind, quiet=quiet, **args)


def responsible(work: Work, case: Case, kind: str, role: str = "handler", **args: Any) -> None:
    """Whoever can act on the case now, for what the clock asks: it must be seen by somebody.

    The handler or their deputy; the poster, where the handler is outside the chat; the colleagues,
    where the handler is away without a deputy or the case has none; and the coordinator, where
    nobody there can be reached.
    """
    handles = people.member(work.session, case.enquiry.handler_id)
    noted = handles is None and case.enquiry.handler_name
    asked = people.member(work.session, case.enquiry.poster_id) if noted else handles
    if asked is not None and deputy(work, asked) is not None:
        person(work, case, kind, asked.id, "poster" if noted else role, quiet=True, **args)
    elif not organisation(work, case, case.enquiry.lead, kind, quiet=True, **args):
        coordinators(work, case, kind, quiet=True, **args)


def person(
    work: Work,
    case: Case,
    kind: str,
    member_id: int | None,
    role: str = "follower",
    *,
    quiet: bool = False,
    **args: Any,
) -> None:
    """One particular member."""
    if member_id:
        _person(work, case, kind, member_id, role, quiet=quiet, args=args)


def coordinators(work: Work, case: Case, kind: str, *, quiet: bool = False, **args: Any) -> None:
    """The coordinator, or the stand-in where the coordinator is away."""
    for member in coordinators_now(work):
        _person(work, case, kind, member.id or 0, "coordinator", quiet=quiet, args=args)


def coordinators_now(work: Work) -> list[Member]:
    """Those who have the coordinator's duty today: stand-ins only while the others are away."""
    found = list(people.coordinators(work.session))
    first = [member for member in found if not member.stand_in and not away(work, member)]
    return first or [member for member in found if not away(work, member)] or found[:1]


def organisation(
    work: Work, case: Case, slug: str, kind: str, *, quiet: bool = False, **args: Any
) -> list[Member]:
    """Those who can be reached at an organisation; returns whom, for the sender to see."""
    found = reachable(work, slug)
    for member in found:
        _person(work, case, kind, member.id or 0, "organisation", quiet=quiet, args=args)
    return found


def those_on(work: Work, case: Case, referral: Referral, kind: str, **args: Any) -> None:
    """Whoever does the work by an accepted referral; the organisation where nobody here does."""
    handler = people.member(work.session, referral.handler_id)
    if handler is None or handler.ended_at:
        organisation(work, case, referral.organisation, kind, **args)
        return
    role = "handler" if referral.role == "lead" else "follower"
    person(work, case, kind, handler.id, role, **args)


def reachable(work: Work, slug: str) -> list[Member]:
    """The confirmed members of an organisation who are here, or the deputies of those away."""
    here: dict[int, Member] = {}
    for member in people.members_of(work.session, slug):
        if not member.confirmed_at:
            continue
        stands_in = deputy(work, member)
        if stands_in is not None and stands_in.id and stands_in.organisation == slug:
            here[stands_in.id] = stands_in
    return list(here.values())


def away(work: Work, member: Member) -> bool:
    """Whether a member is away today (local date)."""
    today = work.calendar.local(work.now).date()
    if member.away_until is None or member.away_until < today:
        return False
    return member.away_from is None or member.away_from <= today


def deputy(work: Work, member: Member) -> Member | None:
    """Who gets a member's messages today: themselves, or while away their deputy, or nobody.

    A deputy who has gone away too since has one of their own, who then answers for both.
    """
    if member.ended_at:
        return None
    seen = {member.id}
    stands_in: Member | None = member
    while stands_in is not None and away(work, stands_in):
        stands_in = people.member(work.session, stands_in.deputy_id)
        if stands_in is None or stands_in.ended_at or stands_in.id in seen:
            return None
        seen.add(stands_in.id)
    return stands_in


def _person(
    work: Work,
    case: Case,
    kind: str,
    member_id: int,
    role: str,
    *,
    quiet: bool,
    args: dict[str, Any],
) -> None:
    member = people.member(work.session, member_id)
    target = deputy(work, member) if member else None
    target = target or (member if member and not member.ended_at else None)
    if target is None or target.id is None:
        return
    if work.acting is not None and target.id == work.acting.id:
        return
    if _told_now(work, kind, target.id, case):
        return
    folds = None
    if kind not in CORRESPONDENCE and role in PRIVATE_LIMIT:
        folds = _budget(work, case, target.id, role)
    _write(work, case, kind, args, member_id=target.id, role=role, quiet=quiet, folds=folds)


def _told_now(work: Work, kind: str, member_id: int, case: Case) -> bool:
    """Whether this very command told this person of this case already, in another role."""
    key = hash((member_id, case.number, kind))
    if key in work.told:
        return True
    work.told.add(key)
    return False


def _budget(work: Work, case: Case, member_id: int, role: str) -> int | None:
    earlier = postings.notices_to(work.session, case.number, member_id, role)
    noise = [notice for notice in earlier if notice.kind not in CORRESPONDENCE]
    return _replaces(noise, PRIVATE_LIMIT[role])


def _replaces(earlier: Sequence[Notice], limit: int) -> int | None:
    """The notice whose message a new one takes over; None while there is room for a message.

    It is always the last that has not come to nothing. One that was dropped before it left gave
    no message: the next in its place opened one, and that one counts.
    """
    known = {notice.id: notice for notice in earlier}

    def opens_message(notice: Notice) -> bool:
        before = known.get(notice.folds)
        while before is not None and before.state == "dropped":
            before = known.get(before.folds)
        return before is None

    said = [notice for notice in earlier if notice.state != "dropped"]
    messages = sum(opens_message(notice) for notice in said)
    return said[-1].id if messages >= limit else None


def _write(
    work: Work,
    case: Case,
    kind: str,
    args: dict[str, Any],
    *,
    role: str,
    room_id: int | None = None,
    member_id: int | None = None,
    quiet: bool = False,
    folds: int | None = None,
) -> None:
    enquiry = case.enquiry
    as_it_was = {"lead": enquiry.lead, "handler": enquiry.handler_id} if enquiry.lead else {}
    args = {**as_it_was, **args}
    records.append(
        work.session,
        Notice,
        key=str(uuid4()),
        kind=kind,
        role=role,
        enquiry_id=case.number,
        room_id=room_id,
        member_id=member_id,
        args=args,
        quiet=quiet,
        created_at=work.now,
        not_before=work.now,
        folds=folds,
        trace=work.trace,
    )


def plan_cards(work: Work, case: Case) -> None:
    """A card in every room of the centre that has none, to be posted after the commit."""
    about = {"enquiry_id": case.number, "wanted": case.enquiry.revision}
    missing = postings.rooms_without_card(work.session, case.number)
    records.append_all(work.session, Posting, [{"room_id": room, **about} for room in missing])


def plan_meeting_cards(work: Work, meeting: Meeting) -> None:
    """A card of the meeting in every room that has none, to be posted after the commit."""
    has = {posting.room_id for posting in calendar.postings(work.session, meeting.id or 0)}
    for room in channels.rooms(work.session):
        if room.id not in has:
            card = Posting(meeting_id=meeting.id, room_id=room.id or 0, wanted=meeting.revision)
            work.session.add(card)
    work.session.flush()


def message(
    work: Work,
    member_ids: Iterable[int],
    kind: str,
    key: str,
    *,
    quiet: bool = False,
    **args: Any,
) -> None:
    """A private message that belongs to no case (a new member to confirm, say)."""
    for member_id in member_ids:
        _once(work, kind, f"{key}:{member_id}", quiet=quiet, member_id=member_id, args=args)


def later(
    work: Work,
    member_ids: Iterable[int],
    kind: str,
    key: str,
    *,
    not_before: datetime,
    **args: Any,
) -> None:
    """The same, to leave at a later time, in working hours, if it is then still true."""
    for member_id in member_ids:
        _once(
            work,
            kind,
            f"{key}:{member_id}",
            quiet=True,
            member_id=member_id,
            not_before=not_before,
            args=args,
        )


def room(
    work: Work,
    room_id: int,
    kind: str,
    key: str,
    *,
    quiet: bool = False,
    folds: int | None = None,
    **args: Any,
) -> None:
    """Something said to everybody in a channel, about no case in particular.

    `folds` names an earlier notice there whose message it takes the place of.
    """
    _once(work, kind, key, quiet=quiet, room_id=room_id, folds=folds, args=args)


def aloud(work: Work, kind: str, key: str, *, quiet: bool = False, **args: Any) -> None:
    """Something said in every room of the centre, about no case in particular."""
    for found in channels.rooms(work.session):
        room(work, found.id or 0, kind, f"{key}:room:{found.id}", quiet=quiet, **args)


def _once(
    work: Work,
    kind: str,
    key: str,
    *,
    quiet: bool,
    args: dict[str, Any],
    room_id: int | None = None,
    member_id: int | None = None,
    folds: int | None = None,
    not_before: datetime | None = None,
) -> None:
    """A notice about no case; one with the same key is never planned twice."""
    if outbox.known_key(work.session, key):
        return
    records.append(
        work.session,
        Notice,
        key=key,
        kind=kind,
        role="",
        room_id=room_id,
        member_id=member_id,
        args=args,
        quiet=quiet,
        created_at=work.now,
        not_before=not_before or work.now,
        folds=folds,
        trace=work.trace,
    )
