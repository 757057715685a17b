"""The functions that answer for what is asked: by the agreed rules, by name, by their services."""

from __future__ import annotations

from collections.abc import Iterator

from bot.centre.asking import Asked
from bot.centre.asking_words import matching
from bot.centre.model import OUTSIDE, Centre, Function, Organisation
from bot.centre.routing import Suggestion, route
from bot.desk import telling
from bot.desk.cases import short_of
from bot.desk.helpers import Helper
from bot.desk.suggestions import because
from bot.desk.work import Work
from bot.texts import Arg, Label, Listed, phrase

PEOPLE = 2
"""So many people are named who can be reached at a function."""


def desks(work: Work, asked: Asked) -> list[Helper]:
    """Those named, then those whom the rules suggest, then those whose services say the words."""
    centre = work.centre
    found: dict[str, Helper] = {}
    for organisation, function, why in _fitting(centre, asked):
        if function.slug not in found:
            found[function.slug] = _helper(work, asked, organisation, function, why)
    return list(found.values())


def stopped(work: Work, asked: Asked) -> Label | None:
    """Where to turn with what does not belong to the centre, by the agreed rules."""
    if not asked.needs and not asked.places and not asked.outside:
        return None
    out = route(work.centre, _answers(work.centre, asked)).out_of_scope
    return out.text if out else None


def _fitting(centre: Centre, asked: Asked) -> Iterator[tuple[Organisation, Function, Arg]]:
    needs = _needs(centre, asked)
    for slug in asked.organisations:
        organisation = centre.organisation(slug)
        for function in _functions(organisation, needs):
            yield organisation, function, phrase("who.why.named")
    if asked.organisations:
        return
    served = _by_service(centre, asked)
    if needs:
        for suggestion in route(centre, _answers(centre, asked)).suggestions[:2]:
            organisation = centre.organisation(suggestion.organisation)
            function = _functions(organisation, needs)[0]
            yield organisation, function, _why(organisation, suggestion, served)
    elif not (asked.markets or asked.regions or asked.languages or asked.names):
        for slug, service in served.items():
            organisation = centre.organisation(slug)
            if organisation.functions:
                yield organisation, organisation.functions[0], _service(service)


def _functions(organisation: Organisation, needs: tuple[str, ...]) -> tuple[Function, ...]:
    """The desks for the first need that any is named for; else all of them."""
    for need in needs:
        named = tuple(f for f in organisation.functions if need in f.needs)
        if named:
            return named
    return organisation.functions


def _why(organisation: Organisation, suggestion: Suggestion, served: dict[str, Label]) -> Arg:
    """The service that has the very words in it, else the agreed reason."""
    service = served.get(organisation.slug)
    return _service(service) if service else because(suggestion)


def _service(service: Label) -> Arg:
    return phrase("who.why.service", service=service)


def _by_service(centre: Centre, asked: Asked) -> dict[str, Label]:
    """The service of each organisation that says most of the question's words."""
    found: dict[str, tuple[int, Label]] = {}
    for organisation in centre.organisations:
        for service in organisation.services:
            hits = len(matching(asked.words, f"{service.sv} {service.en}"))
            if hits > found.get(organisation.slug, (0, service))[0]:
                found[organisation.slug] = (hits, service)
    ranked = sorted(found.items(), key=lambda pair: -pair[1][0])
    return {slug: service for slug, (_, service) in ranked}


def _needs(centre: Centre, asked: Asked) -> tuple[str, ...]:
    """The needs asked about; a market alone is about the need that the centre file says.

    A place alone is about who is there for whatever comes, as where no rule fits.
    """
    if asked.needs or asked.languages or asked.names:
        return asked.needs
    if asked.markets or asked.regions:
        return tuple(need.code for need in centre.needs if need.by_market and not need.retired)[:1]
    return (centre.fallback.need,) if asked.places else ()


def _answers(centre: Centre, asked: Asked) -> dict[str, str | tuple[str, ...]]:
    """The question as answers of the checklist, for the rules to look at."""
    needs = _needs(centre, asked)
    found: dict[str, str | tuple[str, ...]] = {
        "needs": needs,
        "first_need": needs[0] if len(needs) > 1 else "",
        "market": asked.markets,
        "market_region": asked.regions if not asked.markets else (),
        "municipality": asked.places[0] if asked.places else OUTSIDE if asked.outside else "",
        "sector": asked.sectors[0] if asked.sectors else "",
    }
    return {name: value for name, value in found.items() if value and centre.has_question(name)}


def _helper(
    work: Work, asked: Asked, organisation: Organisation, function: Function, why: Arg
) -> Helper:
    reasons = (why, *_places(work.centre, asked, organisation))
    return Helper(
        "function",
        function.label,
        0.0,
        reasons,
        tuple(_reach(work, organisation, function)),
        key=function.slug,
    )


def _places(centre: Centre, asked: Asked, organisation: Organisation) -> Iterator[Arg]:
    """The sub-region asked about, where the organisation works there."""
    for name in asked.places[:1]:
        place = centre.municipality(name)
        if not organisation.areas or set(organisation.areas) & set(place.areas):
            region = centre.sub_region_label(place.sub_region)
            yield phrase("who.why.place", place=name, region=region)


def _reach(work: Work, organisation: Organisation, function: Function) -> Iterator[Arg]:
    """Public phone and mailbox, and who is there now; what is missing is said."""
    ways = tuple(way for way in (function.phone, function.mailbox) if way)
    if ways:
        yield phrase("who.reach.public", ways=Listed(ways, commas=True))
    here = telling.reachable(work, organisation.slug)[:PEOPLE]
    if here:
        names = Listed(tuple(member.name for member in here))
        yield phrase("who.reach.there", names=names, organisation=short_of(work, organisation.slug))
    elif not ways:
        site = organisation.website or ""
        code = "who.reach.website" if site else "who.reach.nobody"
        yield phrase(code, organisation=organisation.short, site=site)
