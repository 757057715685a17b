"""Members: the one question at first use, confirming, and the end of a membership.

Who acts for which organisation comes from the member record alone. An e-mail domain proposes an
organisation; it proves nothing. Until the coordinator or a confirmed colleague confirms, a new
member may open cases and note, and not accept, claim or see withheld names.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk import identities, leaving, programme, telling, wanted_board
from bot.desk.cases import attach, name_of, record
from bot.desk.commands import Entry, Errors, new_form_id, said
from bot.desk.dates import today
from bot.desk.membership import may_speak_for
from bot.desk.replies import Block, Form, Input, Line, Option, Outcome
from bot.desk.work import Mistaken, Refused, Work, refuse
from bot.storage import calendar, contacts, people, store
from bot.storage.tables import Member
from bot.texts import phrase

NAME_LIMIT, CODE_LIMIT = 120, 40
ELSEWHERE = "elsewhere"
"""Chosen instead of an organisation by somebody who is a member in another chat."""


@dataclass(frozen=True)
class Introduce:
    """First use: which organisation, and what to be called; or a code from another chat."""

    organisation: str = ""
    name: str = ""
    code: str = ""


def introduce(work: Work, command: Introduce) -> Outcome:
    """A new member; colleagues there and the coordinator are asked to confirm, by one click.

    With a member's code nobody new, and nobody to confirm: that member, here as well.
    """
    if command.code.strip():
        return _by_code(work, command)
    if work.acting is not None:
        return said("members.already", organisation=name_of(work, work.acting.organisation))
    if command.organisation == ELSEWHERE:
        raise Mistaken({"code": phrase("form.introduce.code_missing")})
    if not work.centre.has_organisation(command.organisation):
        raise Mistaken({"organisation": phrase("form.introduce.organisation_missing")})
    name = (command.name.strip() or work.caller.name.strip())[:NAME_LIMIT]
    if not name:
        raise Mistaken({"name": phrase("form.introduce.name_missing")})
    first = work.identity_key in work.desk.coordinators
    stand_in = first and work.identity_key != work.desk.coordinators[0]
    member = Member(
        name=name,
        organisation=command.organisation,
        email=work.caller.email,
        lang=work.caller.lang or "sv",
        joined_at=work.now,
        confirmed_at=work.now if first else None,
        coordinator=first,
        stand_in=stand_in,
    )
    work.session.add(member)
    work.session.flush()
    work.identity = identities.known_as(work, member)
    work.acting = member
    work.touched.add(work.me)
    if first:
        return said("members.welcome_coordinator", organisation=name_of(work, member.organisation))
    _ask_to_confirm(work, member)
    return said("members.welcome", organisation=name_of(work, member.organisation))


def _by_code(work: Work, command: Introduce) -> Outcome:
    """Shown again with what is wrong rather than `Mistaken`: a wrong code stays counted.

    The code itself is never put back into the form, as a receipt may keep that.
    """
    try:
        return identities.enter(work, command.code)
    except Refused as no:
        if work.acting is not None:
            return Outcome(private=(Line(no.reply),), done=False)
        form = introduce_form(work, command, {"code": no.reply})
        return Outcome(form=form, done=False)


def _ask_to_confirm(work: Work, member: Member) -> None:
    colleagues = telling.reachable(work, member.organisation)
    asked = {m.id for m in (*colleagues, *telling.coordinators_now(work)) if m.id != member.id}
    key = f"confirm:{member.id}"
    telling.message(work, (i for i in asked if i), "confirm_member", key, member=member.id)


def introduce_form(work: Work, command: Introduce, errors: Errors) -> Form:
    """The organisation, proposed from the e-mail domain: one click.

    Raises `Refused` for somebody who is a member already.
    """
    if work.acting is not None:
        at = name_of(work, work.acting.organisation)
        raise refuse("members.already", organisation=at)
    proposed = work.centre.organisation_for_email(work.caller.email) if work.caller.email else None
    options = [Option(o.slug, o.name) for o in work.centre.organisations]
    options.append(Option(ELSEWHERE, phrase("form.introduce.elsewhere")))
    return Form(
        id=new_form_id(),
        command="introduce",
        title=phrase("form.introduce.title"),
        submit=phrase("form.introduce.submit"),
        intro=(Line(phrase("form.introduce.intro")),),
        inputs=(
            Input(
                "organisation",
                phrase("form.introduce.organisation"),
                "choice",
                command.organisation or proposed or "",
                tuple(options),
                required=True,
                error=errors.get("organisation"),
            ),
            Input(
                "name",
                phrase("form.introduce.name"),
                "text",
                command.name or work.caller.name,
                required=True,
                error=errors.get("name"),
                max_length=NAME_LIMIT,
            ),
            Input(
                "code",
                phrase("form.introduce.code"),
                "text",
                hint=phrase("form.introduce.code_hint"),
                error=errors.get("code"),
                max_length=CODE_LIMIT,
            ),
        ),
    )


@dataclass(frozen=True)
class Confirm:
    """Confirm a new member, or say that they are not from there."""

    member: int = 0
    answer: str = "yes"


def confirm(work: Work, command: Confirm) -> Outcome:
    """The coordinator or a confirmed colleague there; one click."""
    member = people.member(work.session, command.member)
    if member is None or member.ended_at:
        raise refuse("refused.no_member")
    if not may_speak_for(work, member) or member.id == work.me:
        raise refuse("refused.confirm", organisation=name_of(work, member.organisation))
    if member.confirmed_at:
        return said("confirm.already", name=member.name)
    if command.answer != "yes":
        _end(work, member)
        return said("confirm.not", name=member.name)
    member.confirmed_at, member.confirmed_by = work.now, work.me
    work.session.add(member)
    work.touched.add(member.id or 0)
    telling.message(work, [member.id or 0], "confirmed", f"confirmed:{member.id}:{work.now}")
    return said("confirm.done", name=member.name, organisation=name_of(work, member.organisation))


@dataclass(frozen=True)
class EndMembership:
    """Somebody has left."""

    member: int = 0


def end_membership(work: Work, command: EndMembership) -> Outcome:
    """Colleagues, the coordinator or the member; what they leave is shown, to be handed over."""
    member = people.member(work.session, command.member) if command.member else work.member
    if member is None or member.ended_at:
        raise refuse("refused.no_member")
    if member.id != work.me and not may_speak_for(work, member):
        raise refuse("refused.end_membership", organisation=name_of(work, member.organisation))
    if member.coordinator and len(people.coordinators(work.session)) == 1:
        raise refuse("refused.last_coordinator")
    count = _end(work, member)
    if not count:
        return said("members.ended_free", *_left(work, member), name=member.name)
    return said("members.ended", *_left(work, member), name=member.name, n=count)


def _left(work: Work, member: Member) -> list[Block]:
    """What lies there now, for whoever is still here and may hand it over."""
    if member.id == work.me:
        return []
    return leaving.shown(work, leaving.left_at(work, member.organisation))


def _end(work: Work, member: Member) -> int:
    """End a membership; what they had asks for somebody new. Returns how many cases that is."""
    member.ended_at = work.now
    member.coordinator = False
    work.session.add(member)
    work.touched.add(member.id or 0)
    handled = store.handled_by(work.session, member.id or 0)
    for enquiry in handled:
        case = attach(work, enquiry)
        enquiry.handler_id, enquiry.handler_name = None, ""
        if case.lead is not None:
            case.lead.handler_id = None
        record(work, case, "handler_left", organisation=member.organisation)
        telling.organisation(work, case, member.organisation, "handler_left")
        telling.coordinators(work, case, "handler_left")
    for meeting in calendar.naming(work.session, [member.id or 0], today(work)):
        programme.touch(work, meeting)
    wanted_board.leave(work, member)
    leaving.tell(work, member, contacts.leave_contacts(work.session, member.id or 0))
    return len(handled)


ENTRIES = (
    Entry("introduce", Introduce, introduce, introduce_form, stranger=True, unkept="code"),
    Entry("confirm", Confirm, confirm),
    Entry("end_membership", EndMembership, end_membership),
)
