"""The labelled facts on a case's card, as far as its viewer may see them."""

from __future__ import annotations

from bot.centre.checklist import market_regions, sub_region
from bot.desk.captions import needs, room_name
from bot.desk.cases import Case, name_of
from bot.desk.replies import Fact
from bot.desk.sight import Sight, Viewer
from bot.desk.work import Work
from bot.storage.retention import TEXT_GONE
from bot.storage.tables import Room
from bot.texts import Arg, Listed, phrase


def facts(work: Work, case: Case, seen: Sight, viewer: Viewer) -> list[Fact]:
    """Need, place, size, market, urgency; who supports; the contact for those who may."""
    answers = case.enquiry.answers
    found = [Fact(phrase("fact.needs"), needs(work, case))]
    place = _place(work, case, seen)
    if place:
        found.append(Fact(phrase("fact.where"), place))
    for question in ("size", "market", "urgency"):
        value = _answer(work, question, answers.get(question))
        if value:
            found.append(Fact(phrase(f"fact.{question}"), value))
    if "market" not in answers and market_regions(work.centre, answers):
        labels = _answer(work, "market_region", tuple(market_regions(work.centre, answers)))
        found += [Fact(phrase("fact.market"), labels)] if labels else []
    if case.supports:
        names = tuple(name_of(work, r.organisation) for r in case.supports)
        found.append(Fact(phrase("fact.support"), Listed(names)))
    if case.requests:
        names = tuple(name_of(work, r.organisation) for r in case.requests)
        found.append(Fact(phrase("fact.requests"), Listed(names)))
    found += _company_facts(case, seen)
    found += _origin(work, case, viewer)
    return found


def _company_facts(case: Case, seen: Sight) -> list[Fact]:
    found: list[Fact] = []
    if seen.names and case.company and case.company.organisation_number and seen.contact:
        found.append(Fact(phrase("fact.number"), case.company.organisation_number))
    enquiry = case.enquiry
    if seen.contact and enquiry.contact_name + enquiry.contact_phone + enquiry.contact_email:
        parts = (
            enquiry.contact_name,
            enquiry.contact_phone,
            enquiry.contact_email,
            enquiry.contact_when,
        )
        found.append(Fact(phrase("fact.contact"), " · ".join(part for part in parts if part)))
    if seen.names and enquiry.link:
        found.append(Fact(phrase("fact.link"), enquiry.link))
    if case.withheld and case.live:
        found.append(Fact(phrase("fact.name"), phrase("card.withheld")))
    if enquiry.thinned == TEXT_GONE:
        found.append(Fact(phrase("fact.thinned"), phrase("card.thinned")))
    return found


def _origin(work: Work, case: Case, viewer: Viewer) -> list[Fact]:
    if viewer.room is None or case.enquiry.opened_in in (None, viewer.room.id):
        return []
    origin = work.session.get(Room, case.enquiry.opened_in)
    if origin is None:
        return []
    return [Fact(phrase("fact.origin"), room_name(origin, seen_from=viewer.room.platform))]


def _place(work: Work, case: Case, seen: Sight) -> Arg | None:
    municipality = case.enquiry.answers.get("municipality")
    if seen.names and isinstance(municipality, str):
        return work.centre.label("municipality", municipality)
    region = sub_region(work.centre, case.enquiry.answers)
    return work.centre.sub_region_label(region) if region else None


def _answer(work: Work, question: str, value: object) -> Arg | None:
    if not value:
        return None
    codes = (value,) if isinstance(value, str) else tuple(str(item) for item in value)  # type: ignore[attr-defined]
    return Listed(tuple(work.centre.label(question, code) for code in codes), commas=True)
