"""Which companies present themselves at a meeting: put on its list, invited, and taken off it.

Whoever handles the case (else who posted it) gets a ready text for the company, as only they know
whom to write to. A company without consent is on the list by its case's number.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from bot.centre.lifecycle import LIVE, Role
from bot.desk import programme, telling
from bot.desk.captions import in_words, title
from bot.desk.cases import Case, attach_all, load, record, standing
from bot.desk.commands import Entry, Errors, new_form_id
from bot.desk.dates import today
from bot.desk.meeting_buttons import may_change, show, take_off
from bot.desk.meeting_invitations import ready_text
from bot.desk.meeting_views import titled
from bot.desk.replies import Body, Buttons, Form, Input, Line, Option, Outcome
from bot.desk.sight import Viewer, sight
from bot.desk.work import Mistaken, Work, refuse
from bot.storage import calendar, people, store
from bot.storage.tables import Meeting, Member, Presenting
from bot.texts import phrase

OFFERED_CASES, OFFERED_MEETINGS = 200, 25
"""How many a form offers to choose from, the longest open and the next ones first."""
ON_CASE = frozenset({Role.POSTER, Role.HANDLER, Role.COLLEAGUE, Role.SUPPORT})


@dataclass(frozen=True)
class Present:
    """Put a case's company on a meeting's list; the form asks for whichever is not given."""

    meeting: int = 0
    case: int = 0


def present(work: Work, command: Present) -> Outcome:
    """By a confirmed member; whoever has the company gets the text to invite it with."""
    _confirmed(work)
    if not command.meeting:
        raise Mistaken({"meeting": phrase("form.present.meeting_missing")})
    if not command.case:
        raise Mistaken({"case": phrase("form.present.case_missing")})
    meeting = programme.ahead(work, command.meeting)
    case = load(work, command.case)
    if case.status not in LIVE:
        raise refuse("refused.state", number=str(case.number), status=standing(work, case))
    if calendar.presenting(work.session, meeting.id or 0, case.number):
        return _answer(work, meeting, case, "present.already", ())
    place = Presenting(
        meeting_id=meeting.id or 0, enquiry_id=case.number, added_by=work.me, at=work.now
    )
    work.session.add(place)
    work.session.flush()
    programme.touch(work, meeting)
    record(work, case, "presented", meeting=str(meeting.id))
    return _invited(work, meeting, case)


def _invited(work: Work, meeting: Meeting, case: Case) -> Outcome:
    """The ready text to who has the company: in the answer, where it is the one who acts."""
    who = _has_company(work, case)
    if who is None or who.id == work.me:
        own = (Line(phrase("present.ready")), ready_text(work, meeting))
        return _answer(work, meeting, case, "present.done", own)
    key = f"meeting:{meeting.id}:invited:{case.number}:{meeting.revision}"
    about: dict[str, Any] = {"meeting": str(meeting.id), "case": str(case.number), "by": work.me}
    telling.message(work, [who.id or 0], "meeting_invited", key, **about)
    told = Line(phrase("present.told", who=who.name))
    return _answer(work, meeting, case, "present.done", (told,))


def _has_company(work: Work, case: Case) -> Member | None:
    """Who handles the case, else who posted it; their deputy while they are away."""
    for member_id in (case.enquiry.handler_id, case.enquiry.poster_id):
        member = people.member(work.session, member_id)
        if member is not None and not member.ended_at:
            return telling.deputy(work, member) or member
    return None


def _answer(work: Work, meeting: Meeting, case: Case, code: str, more: Body) -> Outcome:
    named = in_words(work, case, sight(case, Viewer(member=work.member)))
    line = Line(phrase(code, case=named, meeting=titled(work, meeting)))
    steps = Buttons((show(meeting), take_off(meeting, case.number)))
    return Outcome(private=(line, *more, steps))


def present_form(work: Work, command: Present, errors: Errors) -> Form:
    """Which meeting, or which company."""
    _confirmed(work)
    asked: list[Input] = []
    if command.meeting and "meeting" not in errors:
        programme.ahead(work, command.meeting)
    else:
        asked.append(_meeting_input(work, command, errors))
    if command.case and "case" not in errors:
        load(work, command.case)
    else:
        asked.append(_case_input(work, command, errors))
    return Form(
        id=new_form_id(),
        command="present",
        title=phrase("form.present.title"),
        submit=phrase("form.present.submit"),
        inputs=tuple(asked),
        hidden={i: str(v) for i, v in (("meeting", command.meeting), ("case", command.case)) if v},
    )


def _meeting_input(work: Work, command: Present, errors: Errors) -> Input:
    found = calendar.ahead(work.session, today(work), OFFERED_MEETINGS)
    if not found:
        raise refuse("present.no_meetings")
    return Input(
        "meeting",
        phrase("form.present.meeting"),
        "choice",
        str(command.meeting or ""),
        tuple(Option(str(meeting.id), titled(work, meeting)) for meeting in found),
        required=True,
        error=errors.get("meeting"),
    )


def _case_input(work: Work, command: Present, errors: Errors) -> Input:
    viewer = Viewer(member=work.member)
    cases = attach_all(work, store.live(work.session, OFFERED_CASES))
    if not cases:
        raise refuse("present.no_cases")
    return Input(
        "case",
        phrase("form.present.case"),
        "search",
        str(command.case or ""),
        tuple(Option(str(c.number), title(work, c, sight(c, viewer))) for c in cases),
        required=True,
        error=errors.get("case"),
    )


@dataclass(frozen=True)
class Invite:
    """A case that fits a meeting: its company is put on the list, in one press."""

    meeting: int = 0
    case: int = 0


def invite(work: Work, command: Invite) -> Outcome:
    """As `present`, from a button that says both."""
    return present(work, Present(command.meeting, command.case))


@dataclass(frozen=True)
class Unpresent:
    """Take a case's company off a meeting's list."""

    meeting: int = 0
    case: int = 0


def unpresent(work: Work, command: Unpresent) -> Outcome:
    """By who put it there, who is on the case, or who may change the meeting."""
    if not command.case:
        raise Mistaken({"case": phrase("form.present.case_missing")})
    meeting = programme.planned(work, command.meeting)
    case = load(work, command.case)
    place = calendar.presenting(work.session, meeting.id or 0, case.number)
    named = in_words(work, case, sight(case, Viewer(member=work.member)))
    if place is None:
        raise refuse("unpresent.already", case=named, meeting=titled(work, meeting))
    if not _may_take_off(work, meeting, case, place):
        raise refuse("unpresent.not_yours", case=named)
    work.session.delete(place)
    work.session.flush()
    programme.touch(work, meeting)
    record(work, case, "unpresented", meeting=str(meeting.id))
    line = Line(phrase("unpresent.done", case=named, meeting=titled(work, meeting)))
    return Outcome(private=(line, Buttons((show(meeting),))))


def _may_take_off(work: Work, meeting: Meeting, case: Case, place: Presenting) -> bool:
    own = place.added_by == work.me or bool(case.roles(work.member) & ON_CASE)
    return own or may_change(work, meeting, work.member)


def unpresent_form(work: Work, command: Unpresent, errors: Errors) -> Form:
    """Which of the companies on the list."""
    meeting = programme.planned(work, command.meeting)
    viewer = Viewer(member=work.member)
    cases = attach_all(work, calendar.presented(work.session, meeting.id or 0))
    if not cases:
        raise refuse("unpresent.nobody", meeting=titled(work, meeting))
    options = tuple(Option(str(c.number), title(work, c, sight(c, viewer))) for c in cases)
    label, error = phrase("form.present.case"), errors.get("case")
    return Form(
        id=new_form_id(),
        command="unpresent",
        title=phrase("form.unpresent.title"),
        submit=phrase("form.unpresent.submit"),
        inputs=(Input("case", label, "search", "", options, required=True, error=error),),
        hidden={"meeting": str(command.meeting)},
    )


def _confirmed(work: Work) -> None:
    if work.member.confirmed_at is None:
        raise refuse("present.unconfirmed")


ENTRIES = (
    Entry(
        "present",
        Present,
        present,
        present_form,
        ("presentera", "present"),
        "case",
        help="help.present",
    ),
    Entry("invite", Invite, invite),
    Entry("unpresent", Unpresent, unpresent, unpresent_form),
)
