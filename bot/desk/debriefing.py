"""The day after a meeting: each organisation says whom it met, and a case may come of each.

One person an organisation is asked, and any of its members may answer. A company that presented
itself has a case already; of any other a draft enquiry is opened from the answer, with what is
known filled in (`encounters.py`). Nothing of a company leaves the organisation here: what others
see of it, they see of its case.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot.centre.meetings import begins_at
from bot.desk import telling
from bot.desk.cases import Case, attach_all
from bot.desk.commands import LONGEST_NUMBER, Entry, Errors, new_form_id, said
from bot.desk.companies import fold
from bot.desk.encounters import Company, listed, read_companies
from bot.desk.meeting_views import titled
from bot.desk.membership import confirmed_only
from bot.desk.replies import Body, Button, Buttons, Form, Input, Line, Option, Outcome
from bot.desk.sight import Viewer, sight
from bot.desk.work import Mistaken, Work, refuse
from bot.storage import calendar, meetings_due, people
from bot.storage.tables import Encounter, Meeting, Member
from bot.texts import Day, phrase

MOST = 100
"""Companies that one answer may name."""
LONGEST = 200
"""Characters of one company's line."""
RECENT = 10
"""Meetings to choose among, where none is said."""


@dataclass(frozen=True)
class Met:
    """Whom an organisation met at a meeting: cases from its list, other companies, or nobody."""

    meeting: int = 0
    presented: tuple[str, ...] = ()
    companies: str = ""
    nobody: str = ""


def to_ask(work: Work, meeting: Meeting) -> dict[str, int]:
    """Whom to ask, by organisation: who said yes first and is here, or stands in for one away.

    The owner's organisation was there also where nobody of it pressed the button. Where nobody
    can answer for an organisation, nobody is asked.
    """
    present = list(calendar.coming(work.session, meeting.id or 0))
    owner = people.member(work.session, meeting.owner_id)
    if owner is not None and not owner.ended_at and not _declined(work, meeting, owner):
        present.append(owner)
    found: dict[str, int] = {}
    for slug in dict.fromkeys(member.organisation for member in present):
        if slug not in meeting.debriefs:
            asked = _asked(work, slug, [m for m in present if m.organisation == slug])
            found |= {slug: asked.id} if asked is not None and asked.id else {}
    return found


def _declined(work: Work, meeting: Meeting, member: Member) -> bool:
    word = calendar.attendance(work.session, meeting.id or 0, member.id or 0)
    return word is not None and not word.coming


def _asked(work: Work, slug: str, own: list[Member]) -> Member | None:
    """The first who can answer today; a colleague, or the first of all, where none of them can."""
    confirmed = [member for member in own if member.confirmed_at]
    for member in confirmed:
        stands_in = telling.deputy(work, member)
        if stands_in and stands_in.organisation == slug and stands_in.confirmed_at:
            return stands_in
    return next(iter((*telling.reachable(work, slug), *confirmed)), None)


def question(work: Work, meeting: Meeting) -> Body:
    """The question, with the form and the short answer beside it."""
    args = {"meeting": str(meeting.id)}
    answer = Button(phrase("button.met"), "met", args, style="primary", opens=True)
    nobody = Button(phrase("button.met_nobody"), "met", {**args, "nobody": "yes", "_form": "-"})
    return (
        Line(phrase("met.question", title=meeting.title, day=Day(meeting.day))),
        Buttons((answer, nobody)),
    )


def record_met(work: Work, command: Met) -> Outcome:
    """The organisation's answer: a row a company, and for each the way to a case."""
    meeting = _held(work, command.meeting)
    named = _named(work, command)
    seen = {str(case.number): case for case in _presented(work, meeting)}
    chosen = [seen[number] for number in command.presented if number in seen]
    if not named and not chosen and command.nobody != "yes":
        raise Mistaken({"companies": phrase("form.met.missing")})
    known = _keep(work, meeting, named, chosen)
    slug = work.member.organisation
    answer = {"by": work.me, "at": work.now.isoformat()}
    meeting.debriefs = {**meeting.debriefs, slug: answer}
    work.session.add(meeting)
    if not known:
        return said("met.nobody", title=meeting.title)
    places = {fold(company.name): company.municipality for company in named}
    thanks = Line(phrase("met.thanks"))
    return Outcome(private=(thanks, listed(work, meeting, known, places=places)))


def _held(work: Work, meeting_id: int) -> Meeting:
    """A meeting that has begun, for who may answer; raises `Refused` for any other.

    What an organisation has written is read by those who are confirmed to be of it.
    """
    confirmed_only(work)
    meeting = calendar.meeting(work.session, meeting_id) if meeting_id else None
    if meeting is None:
        raise refuse("met.which")
    if meeting.status != "planned":
        raise refuse("met.cancelled", title=meeting.title)
    if begins_at(meeting) > work.now:
        raise refuse("met.early", meeting=titled(work, meeting))
    return meeting


def _named(work: Work, command: Met) -> list[Company]:
    """The companies that were written, one a line; raises `Mistaken` for what no company is."""
    named = read_companies(work.centre, command.companies)
    if len(named) > MOST:
        raise Mistaken({"companies": phrase("form.met.many", limit=MOST)})
    if any(len(company.name) > LONGEST for company in named):
        raise Mistaken({"companies": phrase("form.met.long", limit=LONGEST)})
    return named


def _presented(work: Work, meeting: Meeting) -> list[Case]:
    """The cases on the meeting's list whose company the member may see."""
    cases = attach_all(work, calendar.presented(work.session, meeting.id or 0))
    viewer = Viewer(member=work.member)
    return [case for case in cases if case.company and sight(case, viewer).names]


def _keep(
    work: Work, meeting: Meeting, named: Iterable[Company], chosen: Iterable[Case]
) -> list[Encounter]:
    """A row for each company that the organisation has not named before; returns all of them."""
    there = {fold(row.company) for row in _rows(work, meeting)}
    cases = {fold(case.company.name): case for case in chosen if case.company}
    every = {fold(company.name): company.name for company in named}
    every |= {key: case.company.name for key, case in cases.items() if case.company}
    for key, name in every.items():
        if key in there:
            continue
        case = cases.get(key)
        work.session.add(
            Encounter(
                meeting_id=meeting.id or 0,
                organisation=work.member.organisation,
                company=name,
                member_id=work.me,
                at=work.now,
                enquiry_id=case.number if case else None,
            )
        )
    work.session.flush()
    return _rows(work, meeting)


def _rows(work: Work, meeting: Meeting) -> list[Encounter]:
    slug = work.member.organisation
    return list(meetings_due.encounters(work.session, meeting.id or 0, slug))


def met_form(work: Work, command: Met, errors: Errors) -> Form:
    """Those on the list to tick, and a line for each other company; which meeting, if need be.

    After the word one may type the meeting's number, or the companies.
    """
    number = command.companies.strip()
    if not command.meeting and number.isdecimal() and len(number) <= LONGEST_NUMBER:
        command = replace(command, meeting=int(number), companies="")
    lines = Input(
        "companies",
        phrase("form.met.companies"),
        "long",
        command.companies,
        hint=phrase("form.met.companies_hint"),
        error=errors.get("companies"),
    )
    if not command.meeting:
        return _form((_meeting_input(work), lines), {})
    meeting = _held(work, command.meeting)
    cases = _presented(work, meeting)
    options = tuple(Option(str(c.number), c.company.name) for c in cases if c.company)
    label = phrase("form.met.presented")
    ticks = Input("presented", label, "choices", command.presented, options)
    inputs = (ticks, lines) if options else (lines,)
    return _form(inputs, {"meeting": str(meeting.id)}, Line(titled(work, meeting)))


def _meeting_input(work: Work) -> Input:
    """Which meeting, where none was said: those of today that have begun, then the latest."""
    today = work.calendar.local(work.now).date()
    begun = [m for m in calendar.ahead(work.session, today, RECENT) if begins_at(m) <= work.now]
    found = [*begun, *calendar.held(work.session, today, RECENT)]
    options = tuple(Option(str(m.id), titled(work, m)) for m in found[:RECENT])
    if not options:
        raise refuse("met.none_held")
    label = phrase("form.met.meeting")
    return Input("meeting", label, "choice", options[0].value, options, required=True)


def _form(inputs: tuple[Input, ...], hidden: dict[str, str], *intro: Line) -> Form:
    return Form(
        id=new_form_id(),
        command="met",
        title=phrase("form.met.title"),
        submit=phrase("form.met.submit"),
        inputs=inputs,
        hidden=hidden,
        intro=intro,
    )


@dataclass(frozen=True)
class MetList:
    """The companies that one's organisation met at a meeting, ten at a time."""

    meeting: int = 0
    after: int = 0


def show_met(work: Work, command: MetList) -> Outcome:
    """Those without a case have the button that opens one."""
    meeting = _held(work, command.meeting)
    return Outcome(private=(listed(work, meeting, _rows(work, meeting), command.after),))


ENTRIES = (
    Entry(
        "met",
        Met,
        record_met,
        met_form,
        ("träffade", "traffade", "vi träffade", "met"),
        "companies",
        help="help.met",
    ),
    Entry("met_list", MetList, show_met, writes=False),
)
