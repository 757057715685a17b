"""Which steps a card offers: exactly those the life of a case allows its viewer.

A room's card is the same for everybody, so it shows what anybody may do in this state; a press
is checked again against the one who pressed. Every button carries the case's revision.
"""

from __future__ import annotations

from bot.centre.lifecycle import Offer, Role, Status, may
from bot.centre.routing import Routing
from bot.desk.cases import Case, name_of
from bot.desk.correspondence import waiting_for
from bot.desk.dates import today
from bot.desk.replies import Button, Style
from bot.desk.work import Work
from bot.storage import calendar
from bot.storage.tables import Member, Referral
from bot.texts import Arg, phrase

ANYBODY = frozenset(Role)
MAIN_LIMIT = 5
SUPPORT_LIMIT = 2
"""At most two supports on a case, as the centre's agreement on co-handling says."""

FORMS = frozenset(
    {
        "decline",
        "ask",
        "answer",
        "offer",
        "edit",
        "note",
        "noted",
        "wait",
        "hand_over",
        "close",
        "merge",
        "revoke",
    }
)
ASKS = frozenset({"withdraw", "void", "release", "leave"})

MAIN: dict[Status, tuple[str, ...]] = {
    Status.OPEN: ("take", "decline", "ask", "offer", "support"),
    Status.IN_PROGRESS: ("contact", "wait", "hand_over", "close", "support"),
    Status.WAITING: ("resume", "contact", "close", "support"),
    Status.CLOSED: ("reopen",),
}
MORE: dict[Status, tuple[str, ...]] = {
    Status.OPEN: (
        "edit",
        "note",
        "answer",
        "noted",
        "revoke",
        "leave",
        "close",
        "withdraw",
        "merge",
        "void",
    ),
    Status.IN_PROGRESS: (
        "take",
        "decline",
        "take_over",
        "ask",
        "answer",
        "edit",
        "note",
        "offer",
        "noted",
        "revoke",
        "leave",
        "release",
        "withdraw",
        "merge",
        "void",
    ),
    Status.WAITING: (
        "take",
        "decline",
        "take_over",
        "ask",
        "answer",
        "edit",
        "note",
        "offer",
        "noted",
        "revoke",
        "leave",
        "hand_over",
        "release",
        "withdraw",
        "merge",
        "void",
    ),
    Status.CLOSED: ("note", "void"),
    Status.WITHDRAWN: ("note", "void"),
}
PRIMARY = frozenset({"take", "contact", "resume"})
DANGER = frozenset({"void"})


def step_button(case: Case, step: str, *, style: Style | None = None, **args: str) -> Button:
    """The button of one step on one case."""
    shown: Style = style or ("primary" if step in PRIMARY else "plain")
    return Button(
        label=phrase(f"button.{step}"),
        command=step,
        args={"case": str(case.number), "revision": str(case.enquiry.revision), **args},
        style="danger" if step in DANGER else shown,
        opens=step in FORMS and "_form" not in args,
        asks=phrase(f"asks.{step}", number=str(case.number)) if step in ASKS | DANGER else None,
    )


def show(case: Case) -> Button:
    """See the whole case in private."""
    return Button(phrase("button.show"), "show", {"case": str(case.number)})


def main(work: Work, case: Case, member: Member | None) -> tuple[Button, ...]:
    """The steps in reach, the most likely first."""
    steps = [s for s in MAIN.get(case.status, ()) if possible(work, case, s, member)]
    found = [step_button(case, step) for step in steps[:MAIN_LIMIT]]
    return (*found, show(case)) if member is None else tuple(found)


def more(work: Work, case: Case, member: Member | None) -> tuple[Button, ...]:
    """The rarer steps, for the overflow menu."""
    steps = MORE.get(case.status, ())
    found = tuple(step_button(case, s) for s in steps if possible(work, case, s, member))
    presents = case.live and _confirmed(member) and calendar.count_ahead(work.session, today(work))
    return (*found, _present(case)) if presents else found


def _present(case: Case) -> Button:
    """Put the company on a meeting's list: a step of the meeting's as much as of the case's."""
    label = phrase("button.present_case")
    return Button(label, "present", {"case": str(case.number)}, opens=True)


def _confirmed(member: Member | None) -> bool:
    return member is None or (member.confirmed_at is not None and member.ended_at is None)


def offers(work: Work, case: Case, routing: Routing) -> tuple[Button, ...]:
    """One button a suggested lead: both of them when two are near."""
    shown = routing.suggestions[: 2 if routing.near else 1]
    return tuple(
        offer_button(work, case, s.organisation, style="primary" if not place else "plain")
        for place, s in enumerate(shown)
    )


def offer_button(work: Work, case: Case, organisation: str, *, style: Style = "plain") -> Button:
    """Ask one organisation to lead, in one press."""
    return Button(
        label=phrase("button.offer_to", organisation=name_of(work, organisation)),
        command="offer",
        args={
            "case": str(case.number),
            "revision": str(case.enquiry.revision),
            "organisation": organisation,
            "role": "lead",
            "_form": "-",
        },
        style=style,
    )


def approvals(case: Case, referral: Referral) -> tuple[Button, ...]:
    """The poster's yes and no: may this organisation know which company it is?"""
    args = {
        "case": str(case.number),
        "revision": str(case.enquiry.revision),
        "referral": str(referral.id),
    }
    yes = Button(phrase("button.approve"), "approve", {**args, "answer": "yes"}, style="primary")
    return yes, Button(phrase("button.approve_not"), "approve", {**args, "answer": "no"})


def possible(work: Work, case: Case, step: str, member: Member | None) -> bool:
    """Whether a step is possible now, for a member or (None) for anybody at all."""
    roles = case.roles(member) if member else ANYBODY
    if step == "take":
        return _can_take(work, case, roles, member)
    if not may(step, case.enquiry, roles, work.now):
        return False
    if step == "answer":
        return bool(waiting_for(work, case, member))
    condition = _CONDITIONS.get(step)
    return condition(case, member) if condition else True


def _can_take(work: Work, case: Case, roles: frozenset[Role], member: Member | None) -> bool:
    if member is None:
        return bool(case.offers) or case.lead is None
    if case.answerable(member.organisation):
        return may("accept", case.enquiry, roles, work.now)
    return may("claim", case.enquiry, roles, work.now) and not _stands(case, member)


def _stands(case: Case, member: Member | None) -> bool:
    return member is not None and any(
        r.organisation == member.organisation
        and r.status in (Offer.ACCEPTED, Offer.REQUESTED, Offer.OFFERED)
        for r in case.referrals
    )


def _can_support(case: Case, member: Member | None) -> bool:
    return len(case.supports) < SUPPORT_LIMIT and not _stands(case, member)


def _can_decline(case: Case, member: Member | None) -> bool:
    return bool(case.offers) if member is None else case.answerable(member.organisation) is not None


def _can_ask(case: Case, member: Member | None) -> bool:
    return bool(case.offers or case.lead)


def _can_take_over(case: Case, member: Member | None) -> bool:
    return member is None or case.enquiry.handler_id != member.id


def _not_contacted(case: Case, member: Member | None) -> bool:
    return case.enquiry.contact_made_at is None


def _has_offers(case: Case, member: Member | None) -> bool:
    return bool(case.offers)


def _has_answerable(case: Case, member: Member | None) -> bool:
    return any(case.answerable(r.organisation, r.role) is r for r in case.referrals)


def _has_supports(case: Case, member: Member | None) -> bool:
    return bool(case.supports)


_CONDITIONS = {
    "support": _can_support,
    "decline": _can_decline,
    "ask": _can_ask,
    "take_over": _can_take_over,
    "contact": _not_contacted,
    "revoke": _has_offers,
    "noted": _has_answerable,
    "leave": _has_supports,
}


def label(step: str) -> Arg:
    """What a step is called on its button."""
    return phrase(f"button.{step}")
