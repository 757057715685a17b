"""One person on several platforms: which identities are theirs, joined and parted.

Whoever enters a member's code becomes that member. Somebody who is a member there already gives
up that membership, if nothing hangs on it: one person must not be two, and nobody's case may be
left without them.
"""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from bot.desk import join_codes, telling
from bot.desk.captions import platform_name
from bot.desk.cases import attach, name_of, record
from bot.desk.correspondence import open_questions
from bot.desk.dates import today
from bot.desk.replies import Button, Buttons, Line, Outcome
from bot.desk.work import Refused, Work, refuse
from bot.storage import calendar, contacts, joining, parked, people, store, wanted
from bot.storage.tables import Identity, JoinCode, Member
from bot.texts import Arg, Listed, phrase

FEW, MANY = 5, 100
"""How many cases are named, and looked for, of those that stand in the way."""


def called(identity: Identity, among: list[Identity]) -> Arg:
    """An identity by its platform, and by its id there where it is one of several."""
    name = platform_name(identity.platform)
    if sum(other.platform == identity.platform for other in among) < 2:
        return name
    return phrase("identity.one_of", platform=name, user=identity.user)


def ways(work: Work, member: Member) -> tuple[Arg, ...]:
    """Where a member is reached, the one used last first."""
    found = list(people.identities(work.session, member.id or 0))
    return tuple(called(identity, found) for identity in found)


# --- joining


def enter(work: Work, typed: str) -> Outcome:
    """Become the member whose code this is, with the identity that entered it.

    Raises `Refused` with why not. What was written must be committed also then: a wrong code is
    counted, and a good one that a whole room may have seen is void.
    """
    code = join_codes.find(work, typed)
    try:
        join_codes.check(work, code)
        return _join(work, code)
    except Refused as no:
        if not work.place.channel or code.state != "live" or code.ends_at <= work.now:
            raise
        joining.void_codes(work.session, code.member_id)
        raise refuse("connect.seen", why=no.reply) from None


def _join(work: Work, code: JoinCode) -> Outcome:
    member, former = people.member(work.session, code.member_id), work.acting
    if member is None or member.ended_at:
        raise refuse("connect.expired", n=join_codes.MINUTES)
    if former is not None:
        _may_be_given_up(work, former, member)
    elif work.identity_key in work.desk.coordinators and not member.coordinator:
        raise refuse("connect.coordinator_here")
    join_codes.use(work, code)
    before = list(joining.all_identities(work.session, member.id or 0))
    own = known_as(work, member)
    work.acting, work.identity = member, own
    if former is not None:
        _give_up(work, former, member)
    work.touched.add(work.me)
    for identity in before:
        _tell(work, work.me, "identity_joined", identity, identity=own.id or 0)
    return _welcome(work, own, before[0] if before else own)


def _welcome(work: Work, own: Identity, first: Identity) -> Outcome:
    member = work.member
    done = phrase(
        "connect.done" if member.confirmed_at else "connect.done_unconfirmed",
        name=member.name,
        organisation=name_of(work, member.organisation),
        platform=platform_name(first.platform),
    )
    reached = phrase("connect.reached", platforms=Listed(ways(work, member)))
    return Outcome(private=(Line(done), Line(reached), Buttons((part_button(work, own),))))


def part_button(work: Work, identity: Identity) -> Button:
    """The way back, for whoever did not mean it or was not asked."""
    among = list(joining.all_identities(work.session, identity.member_id))
    name = called(identity, among)
    return Button(
        phrase("button.disconnect", platform=name),
        "disconnect",
        {"identity": str(identity.id)},
        asks=phrase("asks.disconnect", platform=name),
    )


def known_as(work: Work, member: Member) -> Identity:
    """The caller's identity is this member's; one who has left and returns keeps the identity."""
    caller = work.caller
    own = people.identity(work.session, caller.platform, caller.workspace, caller.user)
    if own is None:
        own = Identity(
            member_id=member.id or 0,
            platform=caller.platform,
            workspace=caller.workspace,
            user=caller.user,
            used_at=work.now,
        )
    own.member_id, own.used_at, own.gone = member.id or 0, work.now, ""
    own.reference = caller.reference or own.reference
    work.session.add(own)
    work.session.flush()
    parked.release(work.session, work.now, member_id=own.member_id)
    return own


# --- a membership that is given up


def _may_be_given_up(work: Work, former: Member, member: Member) -> None:
    """Raises `Refused` with what to do first, where something hangs on the membership."""
    if former.organisation != member.organisation:
        raise refuse(
            "connect.other_organisation",
            here=name_of(work, former.organisation),
            there=name_of(work, member.organisation),
        )
    if former.coordinator:
        raise refuse("connect.coordinator")
    if former.confirmed_at and not member.confirmed_at:
        raise refuse("connect.confirmed")
    cases = _in_hand(work, former)
    if cases:
        raise refuse("connect.in_hand", n=len(cases), cases=_numbers(cases))
    asked = _asked(work, former)
    if asked:
        raise refuse("connect.asked", n=len(asked), cases=_numbers(asked))
    stands_in_for = [other.name for other in _stands_in_for(work, former) if other is not member]
    if stands_in_for:
        raise refuse("connect.deputy", names=Listed(tuple(stands_in_for)))


def _numbers(cases: list[int]) -> Listed:
    return Listed(tuple(str(number) for number in cases[:FEW]))


def _in_hand(work: Work, former: Member) -> list[int]:
    """Live cases the member has opened, handles, supports or wants to take."""
    number = former.id or 0
    own = {case.id or 0 for case in store.mine(work.session, number, MANY)}
    by_hand = joining.referred_by_hand(work.session, former.organisation, number)
    return sorted(own | set(by_hand))


def _asked(work: Work, former: Member) -> list[int]:
    """Live cases in which the member waits for an answer."""
    numbers = joining.asked_in(work.session, former.organisation, former.id or 0)
    return [
        enquiry.id or 0
        for enquiry in store.enquiries(work.session, numbers)
        if any(q.asker == former.id for q in open_questions(work, attach(work, enquiry)))
    ]


def _stands_in_for(work: Work, former: Member) -> list[Member]:
    return [
        other
        for other in people.members_of(work.session, former.organisation)
        if other.deputy_id == former.id and other.away_until and other.away_until >= today(work)
    ]


def _give_up(work: Work, former: Member, member: Member) -> None:
    """Everything that was the former's is the member's; the history keeps who did what."""
    for identity in joining.all_identities(work.session, former.id or 0):
        identity.member_id = member.id or 0
        work.session.add(identity)
    joining.void_codes(work.session, former.id or 0)
    former.ended_at = work.now
    former.away_from = former.away_until = former.deputy_id = None
    if member.deputy_id == former.id:
        member.deputy_id = None
    work.session.add_all((former, member))
    work.session.flush()
    _bring_closed(work, former, member)
    joining.move_notices(work.session, former.id or 0, member.id or 0)
    calendar.move_member(work.session, former.id or 0, member.id or 0)
    contacts.move_contacts(work.session, former.id or 0, member.id or 0)
    wanted.move_wanted(work.session, former.id or 0, member.id or 0)
    joining.keep_merged(work.session, former, member, work.now)


def _bring_closed(work: Work, former: Member, member: Member) -> None:
    """Closed cases come along: they may be opened again, and somebody is asked how it went."""
    for enquiry in joining.closed_cases(work.session, former.id or 0):
        case = attach(work, enquiry)
        if enquiry.poster_id == former.id:
            enquiry.poster_id = member.id or 0
        if enquiry.handler_id == former.id:
            enquiry.handler_id = member.id
        for referral in case.referrals:
            if referral.handler_id == former.id:
                referral.handler_id = member.id
        record(work, case, "brought")


# --- parting


def part(work: Work, identity: Identity) -> Arg:
    """An identity is nobody's again; returns what it was called. The member stays one elsewhere.

    Raises `Refused` for the last one by which the member can be reached.
    """
    session = work.session
    among = list(joining.all_identities(session, identity.member_id))
    left = [other for other in among if other.id != identity.id]
    if not any(not other.gone for other in left):
        raise refuse("disconnect.last")
    name, platform = called(identity, among), identity.platform
    joining.forget_codes_of(session, identity)
    session.delete(identity)
    session.flush()
    for other in left:
        if work.identity is not None and other.id == work.identity.id:
            continue
        _tell(work, identity.member_id, "identity_parted", other, platform=platform)
    return name


def _tell(work: Work, member_id: int, kind: str, to: Identity, **args: Any) -> None:
    """Tell a member at one of their identities, and not where they were last."""
    telling.message(work, [member_id], kind, f"{kind}:{uuid4().hex}", to=to.id or 0, **args)
