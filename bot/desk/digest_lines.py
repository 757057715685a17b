"""A digest as a card of at most twelve lines, through the sight of the room or person who reads it.

What there is of each kind has one line at least, and none is empty. What is left of the twelve
goes first to who has what, a line an organisation, and then in turn to good outcomes, meetings and
news. Each line is short enough for a room's card on every platform.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby

from bot.centre.digests import first_day
from bot.desk.captions import in_words
from bot.desk.cases import name_of, short_of
from bot.desk.digest_text import SEVERAL, beside, cut, fits, joined, numbers
from bot.desk.meeting_times import shortly
from bot.desk.replies import Button, Card, Fact
from bot.desk.sight import Viewer, sight
from bot.desk.wanted_views import asker
from bot.desk.weekly import Span, Weekly
from bot.desk.work import Work
from bot.storage import digests, people
from bot.storage.digests import Held
from bot.storage.tables import Meeting, News, Wanted
from bot.texts import Arg, Label, Listed, from_to, month_name, phrase

LINES = 12
"""Lines of a digest, its title among them (design, "Noise budget")."""
NEWS_SHOWN = 200
"""Characters of a news item; the rest is behind "show all"."""
NAMES = 70
"""Characters of a name and an organisation that stand beside it."""
MORNING = 12
"""A digest made before noon tells of the days before it, and not of its own."""


@dataclass(frozen=True)
class Group:
    """Everything of one kind: each thing a line, or all of it in as few lines as there are.

    `grows` says that it may have more than one, `first` that it has them before the others.
    """

    lines: tuple[Fact, ...]
    packed: Callable[[int], Sequence[Fact]]
    grows: bool = False
    first: bool = False

    def shown(self, room: int) -> Sequence[Fact]:
        """The lines, in `room` of them."""
        return self.lines if len(self.lines) <= room else self.packed(room)


def card(work: Work, weekly: Weekly, viewer: Viewer, *, whole: bool = False) -> Card:
    """The digest as `viewer` may see it; without the button where the `whole` follows."""
    groups = [group for group in _groups(work, weekly, viewer) if group.lines]
    facts = [
        fact
        for group, room in zip(groups, _shared(groups), strict=True)
        for fact in group.shown(room)
    ]
    heading = title(work, weekly.span)
    args = {"week": weekly.span.week}
    every = Button(phrase("button.digest_all"), "digest_all", args, style="primary")
    return Card(
        title=heading,
        fallback=phrase("digest.fallback", title=heading, first=facts[0].value if facts else ""),
        tone="done",
        read=True,
        facts=tuple(facts),
        buttons=() if whole else (every,),
    )


def title(work: Work, span: Span) -> Arg:
    """ "Veckobrev vecka 47 (16–22 november)"; it says so where it covers several weeks."""
    last = str(int(span.week.partition("-W")[2]))
    begun = _day(work, span.since, begins=True)
    days = from_to(begun, max(begun, _day(work, span.until)))
    if span.weeks == 1:
        return phrase("digest.title", week=last, days=days)
    monday = first_day(span.week) - timedelta(weeks=span.weeks - 1)
    first = str(monday.isocalendar().week)
    return phrase("digest.title_weeks", first_week=first, week=last, n=span.weeks, days=days)


def _day(work: Work, at: datetime, *, begins: bool = False) -> date:
    """The first or last whole day that a digest tells of."""
    local = work.calendar.local(at)
    moved = local.hour >= MORNING if begins else -(local.hour < MORNING)
    return local.date() + timedelta(days=int(moved))


def _shared(groups: Sequence[Group]) -> list[int]:
    """How many lines each group has: one, then what the first ones need, then the rest in turn."""
    room = [1] * len(groups)
    left = LINES - 1 - len(groups)
    for number, group in enumerate(groups):
        if group.first:
            room[number] += min(left, len(group.lines) - 1)
            left -= room[number] - 1
    while left > 0:
        wanting = [n for n, g in enumerate(groups) if g.grows and room[n] < len(g.lines)][:left]
        if not wanting:
            break
        for number in wanting:
            room[number] += 1
        left -= len(wanting)
    return room


def _groups(work: Work, weekly: Weekly, viewer: Viewer) -> Iterable[Group]:
    """In the order in which they are told: good outcomes first."""
    yield _several("digest.good", [_good(work, weekly, viewer, n) for n in range(len(weekly.good))])
    yield _one("digest.new", _counts(weekly))
    yield _who_has_what(work, weekly)
    yield _one("digest.waits", _waits(weekly))
    yield _one("digest.meter", _meter(work, weekly))
    yield _one("digest.companies", _companies(weekly))
    yield _one("digest.gaps", _gaps(work, weekly))
    yield _several("digest.wanted", [_wanted(work, row) for row in weekly.wanted])
    yield _several("digest.meetings", [meeting_line(meeting) for meeting in weekly.meetings])
    yield _several("digest.news", [news_line(work, news) for news in weekly.news])


def _one(label: str, value: Arg | None) -> Group:
    lines = () if value is None else (Fact(phrase(label), value),)
    return Group(lines, lambda _room: lines)


def _several(label: str, values: Sequence[Arg]) -> Group:
    """Things that may have a line each; packed, the last line holds what has none of its own."""

    def packed(room: int) -> list[Fact]:
        alone = [*values[: room - 1], beside(values[room - 1 :])]
        return [Fact(phrase(label), value) for value in alone]

    return Group(tuple(Fact(phrase(label), value) for value in values), packed, grows=True)


# --- each kind


def _good(work: Work, weekly: Weekly, viewer: Viewer, place: int) -> Arg:
    good = weekly.good[place]
    case = in_words(work, good.case, sight(good.case, viewer))
    lead = good.case.enquiry.lead
    if not lead:
        return phrase("digest.good_line", case=case, what=good.what)
    return phrase("digest.good_by", case=case, what=good.what, organisation=short_of(work, lead))


def _counts(weekly: Weekly) -> Arg | None:
    counted = {
        "opened": len(weekly.opened),
        "taken": len(weekly.taken),
        "handed_over": len(weekly.handed_over),
    }
    parts = tuple(phrase(f"digest.{kind}", n=n) for kind, n in counted.items() if n)
    return Listed(parts) if parts else None


def _waits(weekly: Weekly) -> Arg | None:
    """The cases by number, the longest open first; never who was asked and did not answer."""
    if not weekly.waiting:
        return None
    n = len(weekly.waiting)
    return phrase("digest.waits_line", numbers=numbers(weekly.waiting), n=n)


def _meter(work: Work, weekly: Weekly) -> Arg | None:
    taken, contacted, total = weekly.meter
    if not total:
        return None
    month = month_name(weekly.month.date())
    goal = work.centre.meter.goal
    return phrase(
        "digest.meter_line", taken=taken, contacted=contacted, n=total, month=month, goal=goal
    )


def _companies(weekly: Weekly) -> Arg | None:
    return phrase("digest.companies_line", n=weekly.companies) if weekly.companies else None


def _gaps(work: Work, weekly: Weekly) -> Arg | None:
    """The needs that nobody in the centre offers."""
    if not weekly.gaps:
        return phrase("digest.gaps_bare", n=len(weekly.gap_cases)) if weekly.gap_cases else None
    return beside([_gap(work, code, n) for code, n in weekly.gaps])


def _gap(work: Work, code: str, n: int) -> Arg:
    need: Label | str = code
    if any(known.code == code for known in work.centre.needs):
        need = work.centre.label("needs", code)
    return phrase("digest.gap", need=need, n=n)


def _wanted(work: Work, row: Wanted) -> Arg:
    """What somebody has asked everybody for, and nobody has answered in a working day."""
    return phrase("digest.wanted_line", text=cut(row.text, NEWS_SHOWN), who=asker(work, row))


def _who_has_what(work: Work, weekly: Weekly) -> Group:
    """Organisation by organisation: who handles which cases."""
    asked = [c.handler_id for cases in weekly.held.values() for c in cases if c.handler_id]
    names = digests.names(work.session, asked)
    held = list(weekly.held.items())
    lines = tuple(Fact(short_of(work, slug), _handlers(cases, names)) for slug, cases in held)

    def packed(room: int) -> list[Fact]:
        """The organisations shared out over the lines."""
        size = -(-len(held) // room)
        rows = [held[at : at + size] for at in range(0, len(held), size)]
        return [Fact(phrase("digest.who"), _side_by_side(work, row, names)) for row in rows]

    return Group(lines, packed, grows=True, first=True)


def _side_by_side(
    work: Work, row: Sequence[tuple[str, tuple[Held, ...]]], names: Mapping[int, str]
) -> Arg:
    """Several organisations in one line: with their handlers, their cases or how many they have."""

    def told(what: Callable[[tuple[Held, ...]], Arg]) -> Arg:
        return joined(
            [
                phrase("digest.theirs", organisation=short_of(work, slug), what=what(cases))
                for slug, cases in row
            ]
        )

    named = told(lambda cases: _handlers(cases, names))
    if fits(named, SEVERAL):
        return named
    numbered = told(_numbered)
    return numbered if fits(numbered) else told(lambda cases: phrase("digest.n", n=len(cases)))


def _numbered(cases: Sequence[Held]) -> Arg:
    own = [case.number for case in cases]
    return phrase("digest.numbered", numbers=numbers(own), n=len(own))


def _handlers(cases: Sequence[Held], names: Mapping[int, str]) -> Arg:
    """ "Anna Ek har ärende 9 och 14 · Lena Sjö har ärende 17"."""

    def who(case: Held) -> str:
        return names.get(case.handler_id or 0, "") or case.handler_name

    by_name = sorted(cases, key=who)
    parts = []
    for name, theirs in groupby(by_name, who):
        own = sorted(case.number for case in theirs)
        code = "digest.has" if name else "digest.has_nobody"
        parts.append(phrase(code, who=name, numbers=numbers(own), n=len(own)))
    line = joined(parts)
    if fits(line):
        return line
    return _numbered(cases)


def meeting_line(meeting: Meeting) -> Arg:
    """When, what and where."""
    code = "digest.meeting_at" if meeting.place else "digest.meeting"
    return phrase(code, when=shortly(meeting), title=meeting.title[:100], place=meeting.place[:80])


def news_line(work: Work, news: News, shown: int = NEWS_SHOWN) -> Arg:
    """What is told, and by whom; a long name leaves less of it."""
    text = " ".join(news.text.split())
    member = people.member(work.session, news.member_id)
    if member is None or not member.name:
        return cut(text, shown)
    at = name_of(work, member.organisation)
    shown -= max(len(member.name) + len(str(at)) - NAMES, 0)
    return phrase("digest.news_line", text=cut(text, shown), who=member.name, organisation=at)
