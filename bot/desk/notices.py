"""Notices in words: what each kind says to its reader, and which steps it offers.

Put together when it is sent, from the case as it is then and through the reader's own sight. A
notice that has come to nothing meanwhile (the offer was withdrawn before the message left) is
dropped rather than sent.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.centre.lifecycle import Offer, Status
from bot.desk import (
    buttons,
    contact_notices,
    digest_words,
    meeting_notices,
    meeting_words,
    offering,
    rooms,
    standing_in,
    wanted_words,
)
from bot.desk.alarms import ALARMS
from bot.desk.captions import in_words, needs, platform_name
from bot.desk.cases import Case, attach, handler_name, name_of, routing
from bot.desk.correspondence import waiting_for
from bot.desk.history import code_for, step_args
from bot.desk.identities import part_button
from bot.desk.membership import confirm_buttons
from bot.desk.replies import Block, Body, Button, Buttons, Line
from bot.desk.sight import Viewer, sight
from bot.desk.suggestions import because
from bot.desk.work import Work
from bot.storage import people, store
from bot.storage.tables import Enquiry, Identity, LogEntry, Member, Notice, Referral, Room
from bot.texts import Arg, Day, Moment, Phrase, phrase

AS_IT_WAS = frozenset({"lead", "handler"})
"""What a notice remembers of the case at the time it was written, as a slug and an id."""

Extra = Callable[[Work, Case, Notice, Member], list[Block]]


@dataclass(frozen=True)
class Kind:
    """How one kind of private notice is made: steps to offer, and blocks beside the sentence."""

    steps: tuple[str, ...] = ()
    beside: Extra | None = None
    needs_offer: bool = False


def compose(work: Work, notice: Notice) -> Body | None:
    """A notice as blocks for its reader; None when it is no longer true."""
    member = people.member(work.session, notice.member_id)
    if notice.enquiry_id is not None:
        enquiry = store.enquiry(work.session, notice.enquiry_id)
        return _about_case(work, notice, enquiry, member) if enquiry is not None else None
    if work.room is not None:
        return ALOUD[notice.kind](work, notice, work.room)
    return _without_case(work, notice, member)


def _about_case(work: Work, notice: Notice, enquiry: Enquiry, member: Member | None) -> Body | None:
    if _came_to_nothing(notice, enquiry):
        return None
    case = attach(work, enquiry)
    if notice.room_id is not None:
        return (Line(_sentence(work, case, notice, None)),)
    if member is None or member.ended_at:
        return None
    kind = KINDS.get(notice.kind, Kind(steps=("show",)))
    if kind.needs_offer and not _stands(case, notice):
        return None
    lines: list[Block] = [Line(_sentence(work, case, notice, member))]
    lines += kind.beside(work, case, notice, member) if kind.beside else []
    steps = _steps(work, case, member, kind.steps)
    return (*lines, Buttons(steps)) if steps else tuple(lines)


def _came_to_nothing(notice: Notice, enquiry: Enquiry) -> bool:
    reopened = notice.kind == "closed" and enquiry.status != Status.CLOSED
    return enquiry.status == Status.VOID or reopened


def _without_case(work: Work, notice: Notice, member: Member | None) -> Body | None:
    if member is None or member.ended_at:
        return None
    if notice.kind in PERSONAL:
        return PERSONAL[notice.kind](work, notice, member)
    return (Line(Phrase(f"notice.{notice.kind}", step_args(work, notice.args))),)


def _alarm(work: Work, notice: Notice, room: Room) -> Body:
    """What the coordinators could not be told, said where somebody still reads."""
    return (Line(Phrase(f"notice.{notice.kind}", step_args(work, notice.args))),)


def _confirm(work: Work, notice: Notice, member: Member) -> Body | None:
    asked = people.member(work.session, int(str(notice.args.get("member", 0))))
    if asked is None or asked.confirmed_at or asked.ended_at:
        return None
    line = phrase(
        "notice.confirm_member", name=asked.name, organisation=name_of(work, asked.organisation)
    )
    return (Line(line), confirm_buttons(asked.id or 0))


def _joined(work: Work, notice: Notice, member: Member) -> Body | None:
    """Another identity is theirs now; the way back is beside it, as long as it is."""
    own = work.session.get(Identity, notice.args.get("identity"))
    if own is None or own.member_id != member.id:
        return None
    line = phrase("notice.identity_joined", platform=platform_name(own.platform))
    return (Line(line), Buttons((part_button(work, own),)))


def _parted(work: Work, notice: Notice, member: Member) -> Body | None:
    name = platform_name(str(notice.args.get("platform", "")))
    return (Line(phrase("notice.identity_parted", platform=name)),)


def _sentence(work: Work, case: Case, notice: Notice, member: Member | None) -> Phrase:
    """The notice's sentence, with the case's title as the reader may see it."""
    if member is not None:
        heading: Arg = in_words(work, case, sight(case, Viewer(member=member)))
    else:
        heading = str(case.number)
    args: dict[str, Arg] = {
        "title": heading,
        "who": _handler(work, case, notice),
        "lead": name_of(work, _lead(case, notice)) if _lead(case, notice) else "",
        "needs": needs(work, case),
        "outcome": _outcome(work, case),
        "until": Day(case.enquiry.waiting_until) if case.enquiry.waiting_until else "",
        **step_args(work, {k: v for k, v in notice.args.items() if k not in AS_IT_WAS}),
    }
    referral = _referral(case, notice)
    if referral is not None:
        args |= _referral_args(work, referral)
    prefix = "thread" if member is None else "notice"
    role = referral.role if referral is not None else ""
    return Phrase(code_for(f"{prefix}.{notice.kind}", role), args)


def _lead(case: Case, notice: Notice) -> str:
    return str(notice.args.get("lead") or case.enquiry.lead)


def _handler(work: Work, case: Case, notice: Notice) -> Arg:
    """Who had the case when the notice was written: it may leave after the case has moved on."""
    member = people.member(work.session, notice.args.get("handler"))
    if member is not None:
        return member.name or phrase("history.former")
    lead = _lead(case, notice)
    noted = [r for r in case.referrals if r.organisation == lead and r.handler_name]
    if noted and lead != case.enquiry.lead:
        return noted[-1].handler_name
    return handler_name(work, case) or phrase("card.no_handler")


def _outcome(work: Work, case: Case) -> Arg:
    code = case.enquiry.outcome
    return next((o.label for o in work.centre.outcomes if o.code == code), code)


def _referral(case: Case, notice: Notice) -> Referral | None:
    referral_id = notice.args.get("referral")
    return case.referral(int(str(referral_id))) if referral_id else None


def _referral_args(work: Work, referral: Referral) -> dict[str, Arg]:
    reason = next(
        (r.label for r in work.centre.decline_reasons if r.code == referral.reason),
        phrase("history.no_reason"),
    )
    asked_by = people.member(work.session, referral.offered_by)
    return {
        "organisation": name_of(work, referral.organisation),
        "reason": reason,
        "asked_by": asked_by.name if asked_by and asked_by.name else phrase("history.former"),
        "expires": Moment(referral.expires_at, long=True) if referral.expires_at else "",
    }


def _stands(case: Case, notice: Notice) -> bool:
    referral = _referral(case, notice)
    return referral is None or referral.status in (Offer.OFFERED, Offer.EXPIRED, Offer.REQUESTED)


def _steps(work: Work, case: Case, member: Member, steps: tuple[str, ...]) -> tuple[Button, ...]:
    found = []
    for step in steps:
        if step == "show":
            found.append(buttons.show(case))
        elif step == "next":
            found += _next_offer(work, case, member)
        elif buttons.possible(work, case, step, member):
            found.append(buttons.step_button(case, step))
    return tuple(found)


def _next_offer(work: Work, case: Case, member: Member) -> list[Button]:
    """The next suggestion as one button."""
    if case.status is not Status.OPEN or not buttons.possible(work, case, "offer", member):
        return []
    asked = {r.organisation for r in case.offers}
    for suggestion in routing(work, case).suggestions:
        if suggestion.organisation not in asked:
            return [buttons.offer_button(work, case, suggestion.organisation, style="primary")]
    return []


def _quote(work: Work, case: Case, notice: Notice, member: Member) -> list[Block]:
    entry = work.session.get(LogEntry, int(str(notice.args.get("entry", 0))))
    return [Line(entry.words)] if entry is not None and entry.words else []


def _question(work: Work, case: Case, notice: Notice, member: Member) -> list[Block]:
    """The question, and the way to answer this one while it waits for the reader."""
    lines = _quote(work, case, notice, member)
    entry = int(str(notice.args.get("entry", 0)))
    if entry not in {question.entry for question in waiting_for(work, case, member)}:
        return lines
    if not buttons.possible(work, case, "answer", member):
        return lines
    return [*lines, Buttons((buttons.step_button(case, "answer", question=str(entry)),))]


def _summary(work: Work, case: Case, notice: Notice, member: Member) -> list[Block]:
    """Enough to decide by: why this organisation, and the need where the reader may see it."""
    seen = sight(case, Viewer(member=member))
    referral = _referral(case, notice)
    lines: list[Block] = []
    if referral is not None:
        lines += [
            Line(phrase("notice.why", why=because(suggestion)))
            for suggestion in routing(work, case).suggestions
            if suggestion.organisation == referral.organisation
        ]
    if seen.names and case.enquiry.need:
        lines.append(Line(case.enquiry.need[:500]))
    return lines


def _ready(work: Work, case: Case, notice: Notice, member: Member) -> list[Block]:
    """The ready text to the company, for the poster."""
    if not case.enquiry.lead or member.id != case.enquiry.poster_id:
        return []
    asked = _approve_steps(work, case, notice, member)
    if asked:
        asked.insert(0, Line(phrase("notice.may_know")))
    return [Line(phrase("notice.ready")), offering.ready_text(work, case), *asked]


def _functions(work: Work, case: Case, notice: Notice, member: Member) -> list[Block]:
    slug = str(notice.args.get("organisation", ""))
    if not work.centre.has_organisation(slug):
        return []
    return offering.function_lines(work, slug)


def _hint(work: Work, case: Case, notice: Notice, member: Member) -> list[Block]:
    """Whom the decliner points to, and what they wrote, where the reader may see it."""
    referral = _referral(case, notice)
    lines: list[Block] = []
    if referral is not None and referral.reason_until:
        lines.append(Line(phrase("notice.reason_until", day=Day(referral.reason_until))))
    if referral is not None and referral.hint:
        lines.append(Line(phrase("notice.hint", organisation=name_of(work, referral.hint))))
    if referral is not None and sight(case, Viewer(member=member)).names:
        said = [e for e in store.log(work.session, case.number) if e.step == "declined"]
        if said and said[-1].words and said[-1].organisation == referral.organisation:
            lines.append(Line(said[-1].words))
    return lines


def _contact_steps(work: Work, case: Case, notice: Notice, member: Member) -> list[Block]:
    if case.enquiry.handler_id != member.id or case.enquiry.contact_made_at:
        return []
    args = {"case": str(case.number), "revision": str(case.enquiry.revision)}
    answers = ("yes", "no", "help")
    pressed = tuple(
        Button(
            phrase(f"button.contact_{a}"),
            "contact",
            {**args, "answer": a},
            style="primary" if a == "yes" else "plain",
        )
        for a in answers
    )
    return [Buttons(pressed)]


def _approve_steps(work: Work, case: Case, notice: Notice, member: Member) -> list[Block]:
    referral = _referral(case, notice)
    if referral is None or member.id != case.enquiry.poster_id:
        return []
    waits = referral.status == Offer.ACCEPTED and offering.unreleased(case, referral)
    if not waits and referral.status != Offer.REQUESTED:
        return []
    return [Buttons(buttons.approvals(case, referral))]


def _later_steps(work: Work, case: Case, notice: Notice, member: Member) -> list[Block]:
    months = str(notice.args.get("months", 3))
    args = {
        "case": str(case.number),
        "revision": str(case.enquiry.revision),
        "months": months,
    }
    pressed = tuple(
        Button(effect.label, "later", {**args, "effect": effect.code})
        for effect in work.centre.effects
        if not effect.retired
    )
    return [Buttons(pressed)]


KINDS: dict[str, Kind] = {
    "offered": Kind(("take", "decline", "ask", "show"), _summary, needs_offer=True),
    "offer_nudge": Kind(("take", "decline", "ask"), _summary, needs_offer=True),
    "offer_slow": Kind(("next", "show")),
    "unreachable_slow": Kind(("noted", "next", "show")),
    "expired": Kind(("next", "show")),
    "unreachable": Kind(("noted", "next", "show"), _functions),
    "unasked": Kind(("next", "offer", "close", "show")),
    "unasked_coordinator": Kind(("next", "offer", "show")),
    "requested": Kind((), _approve_steps, needs_offer=True),
    "request_nudge": Kind((), _approve_steps, needs_offer=True),
    "name_asked": Kind((), _approve_steps),
    "taken": Kind(("show",), _ready),
    "declined": Kind(("next", "offer", "show"), _hint),
    "left": Kind(("next", "offer", "show")),
    "asked": Kind(("show",), _question),
    "answered": Kind(("take", "decline", "show"), _quote),
    "question_unanswered": Kind(("show",), _question),
    "contact_question": Kind(("take_over", "show"), _contact_steps),
    "stale": Kind(("take_over", "contact", "wait", "close", "hand_over", "show")),
    "stale_coordinator": Kind(("close", "hand_over", "show")),
    "woken": Kind(("take_over", "contact", "close", "wait", "show")),
    "made_handler": Kind(("contact", "show")),
    "released": Kind(("contact", "show")),
    "handed_over": Kind(("show",)),
    "handler_left": Kind(("take_over", "show")),
    "needs_help": Kind(("offer", "show")),
    "closed": Kind(("reopen",)),
    "later": Kind((), _later_steps),
    "reopened": Kind(("show",)),
}
"""Kinds not listed here say their sentence and show the case."""


def _welcome(work: Work, notice: Notice, room: Room) -> Body:
    return rooms.welcome(work, room)


PERSONAL: dict[str, Callable[[Work, Notice, Member], Body | None]] = {
    "confirm_member": _confirm,
    "identity_joined": _joined,
    "identity_parted": _parted,
    **meeting_notices.PERSONAL,
    **standing_in.PERSONAL,
    **meeting_words.PERSONAL,
    **digest_words.PERSONAL,
    **wanted_words.PERSONAL,
    **contact_notices.PERSONAL,
}
"""What is said to one person about no case, and is more than a sentence."""

ALOUD: dict[str, Callable[[Work, Notice, Room], Body | None]] = {
    "welcome": _welcome,
    **meeting_notices.ALOUD,
    **meeting_words.ALOUD,
    **digest_words.ALOUD,
    **dict.fromkeys(ALARMS, _alarm),
}
"""What is said to everybody in a channel, about no case in particular; None is no longer true."""
