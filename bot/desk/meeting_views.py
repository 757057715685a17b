"""A meeting as its viewer may see it: its card, its line in a list, who comes, who presents.

Companies on a meeting's list are named by the same rule as everywhere (`sight`): without the
company's yes a room sees the case's number and where the company is. Lists are cut, so that a
meeting of five hundred still fits a platform's message; who said no is shown to nobody.
"""

from __future__ import annotations

from collections.abc import Sequence

from bot.centre.model import Unknown
from bot.desk.captions import title as case_title
from bot.desk.cases import attach_all, name_of, short_of
from bot.desk.dates import today
from bot.desk.meeting_buttons import main, more, show
from bot.desk.meeting_planning import is_visit
from bot.desk.meeting_times import over, shortly, when
from bot.desk.replies import Card, Fact, Row, Section, Tone
from bot.desk.sight import Viewer, sight
from bot.desk.work import Work
from bot.storage import calendar, people
from bot.storage.tables import Meeting, Member
from bot.texts import Arg, Listed, Phrase, phrase

__all__ = ["card", "comes", "presenters", "row", "titled", "when"]

IN_ROOM, IN_PRIVATE = 24, 100
"""How many who come, and how many companies, a card names at most; the rest is a number."""
AGENDA = 1500
"""Characters of an agenda on a room's card; in private it is whole."""


def card(work: Work, meeting: Meeting, viewer: Viewer) -> Card:
    """The meeting in its present state."""
    at = when(meeting, today=work.calendar.local(work.now).date())
    return Card(
        title=meeting.title,
        fallback=phrase(
            "meeting.fallback", title=meeting.title, when=at, status=_status(work, meeting)
        ),
        status=_status(work, meeting),
        tone=_tone(work, meeting),
        facts=tuple(_facts(work, meeting, at)),
        quote=meeting.agenda if viewer.member else _cut(meeting.agenda),
        sections=tuple(_sections(work, meeting, viewer)),
        buttons=main(work, meeting, viewer.member),
        more=more(work, meeting, viewer.member),
        footer=_footer(work, meeting),
    )


def row(work: Work, meeting: Meeting, coming: int) -> Row:
    """The meeting as one line of a list."""
    where = meeting.place or (region(work, meeting) if meeting.sub_region else "")
    cells = (shortly(meeting), meeting.title, where, phrase("meeting.coming", n=coming))
    return Row(cells, (show(meeting),))


def titled(work: Work, meeting: Meeting) -> Phrase:
    """The meeting as it is named within a sentence: "Export boost (tisdag 19 maj kl. 9.00)"."""
    return phrase("meeting.titled", title=meeting.title, when=when(meeting, today=today(work)))


def region(work: Work, meeting: Meeting) -> Arg:
    """The sub-region's name; its slug where the centre file no longer has it."""
    known = {part.slug: part.label for part in work.centre.geography.sub_regions}
    return known.get(meeting.sub_region, meeting.sub_region)


def kind_label(work: Work, meeting: Meeting) -> Arg:
    """What kind of meeting it is; the code itself where the centre file no longer has it."""
    kind = work.centre.meetings.kind(meeting.kind)
    return kind.label if kind else meeting.kind


def comes(work: Work, meeting: Meeting, most: int = IN_ROOM) -> tuple[Arg, ...]:
    """Who comes, a line an organisation; at most `most` names, and then how many more."""
    members = calendar.coming(work.session, meeting.id or 0)
    named = members[:most]
    slugs = dict.fromkeys(
        [o.slug for o in work.centre.organisations] + [m.organisation for m in named]
    )
    lines: list[Arg] = [
        phrase("meeting.from", organisation=short_of(work, slug), names=_names(named, slug))
        for slug in slugs
        if any(member.organisation == slug for member in named)
    ]
    return (*lines, *_rest(len(members) - len(named), "meeting.and_more"))


def presenters(
    work: Work, meeting: Meeting, viewer: Viewer, most: int = IN_ROOM
) -> tuple[Arg, ...]:
    """The companies on the list as `viewer` may see them, at most `most`."""
    cases = attach_all(work, calendar.presented(work.session, meeting.id or 0))
    lines: list[Arg] = [case_title(work, case, sight(case, viewer)) for case in cases[:most]]
    return (*lines, *_rest(len(cases) - len(lines), "meeting.and_more"))


def _names(members: Sequence[Member], slug: str) -> Listed:
    return Listed(tuple(m.name for m in members if m.organisation == slug), commas=True)


def _rest(count: int, code: str) -> tuple[Arg, ...]:
    return (phrase(code, n=count),) if count > 0 else ()


def _status(work: Work, meeting: Meeting) -> Arg:
    if meeting.status == "cancelled":
        return phrase("meeting.status.cancelled")
    if over(work, meeting):
        return phrase("meeting.status.over")
    return phrase("meeting.status.visit" if is_visit(work, meeting) else "meeting.status.planned")


def _tone(work: Work, meeting: Meeting) -> Tone:
    if meeting.status == "cancelled":
        return "gone"
    return "done" if over(work, meeting) else "open"


def _facts(work: Work, meeting: Meeting, at: Arg) -> list[Fact]:
    values: list[tuple[str, Arg]] = [
        ("kind", kind_label(work, meeting)),
        ("when", at),
        ("place", meeting.place),
        ("link", meeting.link),
        ("sub_region", region(work, meeting) if meeting.sub_region else ""),
        ("theme", theme(work, meeting)),
        ("owner", owner(work, meeting)),
    ]
    return [Fact(phrase(f"meeting.fact.{name}"), value) for name, value in values if value]


def theme(work: Work, meeting: Meeting) -> Arg:
    """The needs and markets it is about, in words; empty where it is about none in particular."""
    labels = [_label(work, "needs", code) for code in meeting.needs]
    labels += [_label(work, "market", code) for code in meeting.markets]
    return Listed(tuple(labels), commas=True) if labels else ""


def owner(work: Work, meeting: Meeting) -> Arg:
    """Who answers for it; the organisation alone once that person is no longer a member."""
    member = people.member(work.session, meeting.owner_id or meeting.added_by)
    if member is None:
        return ""
    organisation = name_of(work, member.organisation)
    if member.ended_at or not member.name:
        return organisation
    return phrase("history.who", person=member.name, organisation=organisation)


def _label(work: Work, question: str, code: str) -> Arg:
    try:
        return work.centre.label(question, code)
    except Unknown:
        return code


def _sections(work: Work, meeting: Meeting, viewer: Viewer) -> list[Section]:
    most = IN_ROOM if viewer.member is None else IN_PRIVATE
    coming = comes(work, meeting, most)
    listed = presenters(work, meeting, viewer, most)
    n = len(calendar.coming(work.session, meeting.id or 0))
    who = "visitors" if is_visit(work, meeting) else "coming"
    companies = len(calendar.presented(work.session, meeting.id or 0))
    duties: tuple[Arg, ...] = tuple(meeting.duties)
    found = [
        Section(phrase("meeting.section.duties"), duties),
        Section(phrase(f"meeting.section.{who}", n=n), coming),
        Section(phrase("meeting.section.presenting", n=companies), listed),
    ]
    return [section for section in found if section.lines]


def _footer(work: Work, meeting: Meeting) -> Arg:
    added = people.member(work.session, meeting.added_by)
    if added is None:
        return phrase("meeting.footer.imported", number=str(meeting.id))
    organisation = name_of(work, added.organisation)
    return phrase("meeting.footer.added", number=str(meeting.id), organisation=organisation)


def _cut(agenda: str) -> str:
    if len(agenda) <= AGENDA:
        return agenda
    return agenda[:AGENDA].rsplit(maxsplit=1)[0] + " …"
