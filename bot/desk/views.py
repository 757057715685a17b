"""What a person or a room may see of a case, as a card, a list row or a title.

Everything shown passes here. `sight` says what may be seen; nothing else in the desk reads a
company's name, number, municipality, contact or free text in order to show it. A test sends a
canary name through every output.

The rule (the centre's consent agreement): without the company's yes, its name, number,
municipality, contact and free text are for the poster, and for whoever accepted at an
organisation the poster offered the case to. The contact is for poster and handler only, always.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.centre.checklist import market_regions, sub_region
from bot.centre.lifecycle import LED, Status
from bot.centre.routing import Suggestion
from bot.desk import buttons, history
from bot.desk.cases import Case, handler_name, name_of, routing, short_of
from bot.desk.replies import Card, Fact, Row, Section, Tone
from bot.desk.work import Work
from bot.storage.tables import Member, Referral, Room
from bot.texts import Arg, Day, Listed, Moment, Phrase, phrase

TONES: dict[Status, Tone] = {
    Status.OPEN: "open",
    Status.IN_PROGRESS: "busy",
    Status.WAITING: "waiting",
    Status.CLOSED: "done",
    Status.WITHDRAWN: "gone",
    Status.MERGED: "gone",
    Status.VOID: "gone",
}
SUGGESTIONS_SHOWN = 3


@dataclass(frozen=True)
class Viewer:
    """Who looks: a member in private, or a room in which everybody sees the same."""

    member: Member | None = None
    room: Room | None = None


@dataclass(frozen=True)
class Sight:
    """What may be seen: the company (`names`, with free text), and its contact."""

    names: bool
    contact: bool


def sight(case: Case, viewer: Viewer) -> Sight:
    """What `viewer` may see of `case`."""
    if case.status is Status.VOID:
        return Sight(names=False, contact=False)
    if viewer.member is None:
        shows = viewer.room is not None and viewer.room.shows_names
        return Sight(names=shows and not case.withheld, contact=False)
    member = viewer.member
    if member.ended_at:
        return Sight(names=False, contact=False)
    poster = case.enquiry.poster_id == member.id
    released = not case.withheld or poster or _released(case, member)
    handler = case.enquiry.handler_id == member.id
    return Sight(names=released, contact=released and (poster or handler))


def _released(case: Case, member: Member) -> bool:
    if not member.confirmed_at:
        return False
    return any(
        r.handler_id == member.id and (r.by_poster or r.organisation in case.enquiry.released_to)
        for r in case.accepted
    )


def seen_by(work: Work, case: Case, viewer: Viewer) -> Card:
    """The case as `viewer` may see it, with the steps `viewer` may take."""
    seen = sight(case, viewer)
    status = status_text(work, case)
    heading = title(work, case, seen)
    return Card(
        title=heading,
        fallback=phrase("card.fallback", title=heading, status=status),
        status=status,
        tone=TONES[case.status],
        facts=tuple(_facts(work, case, seen, viewer)),
        quote=case.enquiry.need if seen.names else "",
        sections=tuple(_sections(work, case, seen, viewer)),
        buttons=buttons.main(work, case, viewer.member),
        more=buttons.more(work, case, viewer.member),
        footer=phrase(
            "card.footer",
            poster=name_of(work, case.enquiry.poster_organisation),
            at=Moment(case.enquiry.opened_at),
        ),
    )


def title(work: Work, case: Case, seen: Sight) -> Phrase:
    """ "Ärende 14 · Nordic Snickeri AB", or where the company is when its name is withheld."""
    number = str(case.number)
    if case.status is Status.VOID:
        return phrase("card.title.void", number=number)
    if seen.names and case.company is not None:
        return phrase("card.title.named", number=number, company=case.company.name)
    region = sub_region(work.centre, case.enquiry.answers)
    if region:
        label = work.centre.sub_region_label(region)
        return phrase("card.title.region", number=number, region=label)
    return phrase("card.title.bare", number=number)


def in_words(work: Work, case: Case, seen: Sight) -> Phrase:
    """The case as it is named within a sentence: "ärende 14 (Nordic Snickeri AB)"."""
    number = str(case.number)
    if seen.names and case.company is not None:
        return phrase("case.named", number=number, company=case.company.name)
    return phrase("case.bare", number=number)


def status_text(work: Work, case: Case) -> Arg:
    """How the case stands, as the line under its title."""
    enquiry = case.enquiry
    if case.status in LED:
        return _led(work, case)
    if case.status is Status.OPEN:
        asked = tuple(name_of(work, r.organisation) for r in case.offers if r.role == "lead")
        if asked:
            return phrase("card.status.asked", organisations=Listed(asked))
    if case.status is Status.CLOSED:
        return phrase("card.status.closed", outcome=outcome(work, enquiry.outcome))
    if case.status is Status.MERGED:
        return phrase("card.status.merged", number=str(enquiry.merged_into or ""))
    return phrase(f"card.status.{enquiry.status}")


def _led(work: Work, case: Case) -> Phrase:
    enquiry = case.enquiry
    lead, who = name_of(work, enquiry.lead), handler_name(work, case)
    if not who:
        return phrase("card.status.no_handler", organisation=lead)
    if case.status is Status.WAITING and enquiry.waiting_until:
        until = Day(enquiry.waiting_until)
        return phrase("card.status.waiting", who=who, organisation=lead, until=until)
    return phrase("card.status.taken", who=who, organisation=lead)


def outcome(work: Work, code: str) -> Arg:
    """An outcome by its label; a code the file no longer has is shown as it is."""
    return next((item.label for item in work.centre.outcomes if item.code == code), code)


def needs(work: Work, case: Case) -> Arg:
    """What is needed, in words."""
    codes = case.enquiry.answers.get("needs") or ()
    codes = (codes,) if isinstance(codes, str) else codes
    labels = tuple(work.centre.label("needs", code) for code in codes)
    return Listed(labels) if labels else phrase("card.needs.unknown")


def row(work: Work, case: Case, viewer: Viewer) -> Row:
    """The case as one line of a list."""
    return Row(
        cells=(
            title(work, case, sight(case, viewer)),
            _first_need(work, case),
            _briefly(work, case),
            Day(work.calendar.local(case.enquiry.opened_at).date(), short=True),
        ),
        buttons=(buttons.show(case),),
    )


def _first_need(work: Work, case: Case) -> Arg:
    first = case.enquiry.answers.get("first_need") or next(
        iter(case.enquiry.answers.get("needs") or ()), None
    )
    return work.centre.label("needs", first) if first else phrase("card.needs.unknown")


def _briefly(work: Work, case: Case) -> Arg:
    """Who has it or is asked, short enough for a line on a phone."""
    enquiry = case.enquiry
    if case.status in LED:
        until = Day(enquiry.waiting_until, short=True) if enquiry.waiting_until else ""
        code = "row.waiting" if until else "row.taken"
        who = handler_name(work, case) or phrase("card.no_handler")
        return phrase(code, who=who, organisation=short_of(work, enquiry.lead), until=until)
    asked = tuple(short_of(work, r.organisation) for r in case.offers if r.role == "lead")
    if case.status is Status.OPEN and asked:
        return phrase("row.asked", organisations=Listed(asked))
    return phrase("row.open") if case.status is Status.OPEN else status_text(work, case)


def _facts(work: Work, case: Case, seen: Sight, viewer: Viewer) -> list[Fact]:
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
    if case.withheld and case.live:
        found.append(Fact(phrase("fact.name"), phrase("card.withheld")))
    return found


def _origin(work: Work, case: Case, viewer: Viewer) -> list[Fact]:
    if viewer.room is None or case.enquiry.opened_in in (None, viewer.room.id):
        return []
    origin = work.session.get(Room, case.enquiry.opened_in)
    return [Fact(phrase("fact.origin"), origin.name)] if origin else []


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
    return Listed(tuple(work.centre.label(question, code) for code in codes))


def _sections(work: Work, case: Case, seen: Sight, viewer: Viewer) -> list[Section]:
    found: list[Section] = []
    if case.status is Status.OPEN:
        found.append(suggestions(work, case))
    if viewer.member is not None and viewer.member.id == case.enquiry.poster_id and case.live:
        found += [_request(work, case, request) for request in case.requests]
    lines = history.lines(work, case, words=seen.names, room=viewer.room or work.room)
    if lines:
        found.append(Section(phrase("card.history", n=len(lines)), lines, folded=True))
    return found


def _request(work: Work, case: Case, request: Referral) -> Section:
    """Who waits for the poster's yes, with yes and no."""
    title = phrase("card.request", organisation=name_of(work, request.organisation))
    return Section(title, (), buttons=buttons.approvals(case, request))


def suggestions(work: Work, case: Case) -> Section:
    """Whom the checklist suggests, each with its reasons, and a button to ask the first."""
    found = routing(work, case)
    if found.out_of_scope is not None:
        return Section(phrase("card.out_of_scope"), (found.out_of_scope.text,))
    lines: list[Arg] = []
    if found.question:
        question = work.centre.question(found.question)
        lines.append(phrase("card.one_question", question=question.wording))
    for place, suggestion in enumerate(found.suggestions[:SUGGESTIONS_SHOWN]):
        lines.append(suggestion_line(work, suggestion, first=place == 0))
    asked = bool(case.offers or case.requests)
    offered = () if asked else buttons.offers(work, case, found)
    heading = "card.suggestions.near" if found.near else "card.suggestions"
    return Section(phrase(heading), tuple(lines), folded=asked, buttons=offered)


def suggestion_line(work: Work, suggestion: Suggestion, *, first: bool) -> Phrase:
    """One suggested organisation with why, and for a runner-up why it came after."""
    reasons = [reason.text for reason in suggestion.reasons[:2]]
    why: Arg = reasons[0] if reasons else ""
    if len(reasons) > 1:
        why = phrase("card.reasons", one=reasons[0], two=reasons[1])
    if not first and suggestion.lost:
        why = suggestion.lost
    name = name_of(work, suggestion.organisation)
    return phrase("card.suggestion", organisation=name, why=why)
