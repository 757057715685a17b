"""The members who may help: by their areas, markets and languages, and by what they have done."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from rapidfuzz import fuzz

from bot.centre.asking import Asked
from bot.desk import facets, spells, telling
from bot.desk.cases import attach_all, short_of
from bot.desk.companies import ALIKE, fold
from bot.desk.helpers import Fit, Helper, reasons, worth
from bot.desk.labels import codes_of
from bot.desk.reaching import reach_lines, steps
from bot.desk.sight import Viewer, sight
from bot.desk.work import Work
from bot.storage import experience, people, search
from bot.storage.experience import Closed
from bot.storage.tables import Member
from bot.texts import Arg, Day, phrase

HANDLES, NAMED, HERE, DONE, MOST_DONE = 6.0, 6.0, 2.0, 0.5, 4
"""What it is worth to handle the company's case, to be named, to be of an organisation that is
named, and each case closed about the matter, up to so many."""
ABSENT = 0.5
"""What is left of somebody's worth while they are away and nobody stands in."""
SEARCHED, LOOKED_AT = 20, 20
"""So many cases are searched for a name, and so many members looked at closely: of those that fit
best five are shown at most, and some of them may be away."""


def members(work: Work, asked: Asked) -> list[Helper]:
    """Everybody with something in common with the question, but for the one who asks."""
    present = [
        member
        for member in people.present_members(work.session)
        if member.confirmed_at and member.id != (work.acting.id if work.acting else None)
    ]
    done = _done(work, present)
    handling = _handling(work, asked)
    found: list[tuple[Member, list[Fit]]] = []
    for member in present:
        fits = [*_fits(work, asked, member, done), *handling.get(member.id or 0, ())]
        if fits:
            found.append((member, fits))
    found.sort(key=lambda pair: -worth(pair[1]))
    return [_helper(work, asked, member, fits) for member, fits in found[:LOOKED_AT]]


def _fits(
    work: Work, asked: Asked, member: Member, done: Mapping[int, Sequence[Closed]]
) -> Iterator[Fit]:
    centre = work.centre
    yield from facets.areas(centre, asked, member.areas)
    yield from facets.markets(centre, asked, member.markets)
    yield from facets.languages(asked, member.languages)
    yield from facets.words(asked, "who.why.title", member.title)
    if member.organisation in asked.organisations:
        organisation = short_of(work, member.organisation)
        yield Fit("organisation", HERE, phrase("who.why.works_at", organisation=organisation))
    if any(_called(name, member.name) for name in asked.names):
        yield Fit("name", NAMED, phrase("who.why.name"))
    yield from _experience(work, asked, done.get(member.id or 0, ()))


def _called(name: str, other: str) -> bool:
    folded, whole = fold(name), fold(other)
    return fuzz.ratio(folded, whole) >= ALIKE or folded in whole.split()


def _done(work: Work, present: Sequence[Member]) -> dict[int, list[Closed]]:
    """The consenting cases that each has closed."""
    found: dict[int, list[Closed]] = defaultdict(list)
    ids = [member.id for member in present if member.id]
    for case in experience.closed_by(work.session, ids):
        found[case.handler_id].append(case)
    return found


def _experience(work: Work, asked: Asked, done: Sequence[Closed]) -> Iterator[Fit]:
    """How many they have closed about a market, a need or a sector: a number, and no name."""
    for facet, question, wanted in (
        ("market", "market", asked.markets),
        ("need", "needs", asked.needs),
        ("words", "sector", asked.sectors),
    ):
        count = sum(bool(set(codes_of(case.answers.get(question))) & set(wanted)) for case in done)
        if count:
            about = facets.labels(work.centre, question, wanted)
            value = facets.SAID + DONE * min(count, MOST_DONE)
            yield Fit(facet, value, phrase("who.why.done", n=count, about=about))


def _handling(work: Work, asked: Asked) -> dict[int, list[Fit]]:
    """Who has or had a case of a company that is named, where the company agreed to be shared."""
    found: dict[int, list[Fit]] = defaultdict(list)
    viewer = Viewer(room=work.room) if work.place.heard else Viewer(member=work.acting)
    for name in asked.names:
        numbers = search.find(work.session, name, limit=SEARCHED)
        rows = experience.handled_by_companies(work.session, numbers)
        for case in attach_all(work, rows):
            known = case.company is not None and not case.withheld and sight(case, viewer).names
            if (
                known
                and case.company
                and fuzz.partial_ratio(fold(name), case.company.name_key) >= ALIKE
            ):
                why = phrase("who.why.handles", company=case.company.name, number=str(case.number))
                found[case.enquiry.handler_id or 0].append(Fit("name", HANDLES, why))
    return found


def _helper(work: Work, asked: Asked, member: Member, fits: Sequence[Fit]) -> Helper:
    value = worth(fits)
    away = telling.away(work, member)
    deputy = telling.deputy(work, member)
    if away and deputy is None:
        value *= ABSENT
    name = phrase("who.member", name=member.name, organisation=short_of(work, member.organisation))
    absent = tuple(_absence(work, member, deputy)) if away else ()
    whom = deputy or member
    return Helper(
        "member",
        name,
        value,
        reasons(fits),
        (*absent, *reach_lines(work, whom)),
        steps(work, whom, asked.text),
        member=member.id or 0,
        key=member.name,
    )


def _absence(work: Work, member: Member, deputy: Member | None) -> Iterator[Arg]:
    spell = spells.of(work, member)
    if spell is None:
        return
    until = Day(spell.last)
    if deputy is None:
        yield phrase("who.away", name=member.name, until=until)
    else:
        yield phrase("who.away_deputy", name=member.name, until=until, deputy=deputy.name)
