"""What a case is called and how it stands, as far as its viewer may see."""

from __future__ import annotations

from bot.centre.checklist import sub_region
from bot.centre.lifecycle import LED, Status
from bot.desk import disclosures
from bot.desk.cases import Case, handler_name, name_of, short_of
from bot.desk.sight import Sight
from bot.desk.work import Work
from bot.storage.tables import Room
from bot.texts import Arg, Day, Listed, Phrase, exists, phrase


def title(work: Work, case: Case, seen: Sight) -> Phrase:
    """ "Ärende 14 · Nordic Snickeri AB", or where the company is when its name is withheld."""
    number = str(case.number)
    if case.status is Status.VOID:
        return phrase("card.title.void", number=number)
    if seen.names and case.company is not None:
        disclosures.notice(work, case, seen, "list")
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
        disclosures.notice(work, case, seen, "list")
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


def briefly(work: Work, case: Case) -> Arg:
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


def outcome(work: Work, code: str) -> Arg:
    """An outcome by its label; a code the file no longer has is shown as it is."""
    return next((item.label for item in work.centre.outcomes if item.code == code), code)


def needs(work: Work, case: Case) -> Arg:
    """What is needed, in words."""
    codes = case.enquiry.answers.get("needs") or ()
    codes = (codes,) if isinstance(codes, str) else codes
    labels = tuple(work.centre.label("needs", code) for code in codes)
    return Listed(labels, commas=True) if labels else phrase("card.needs.unknown")


def first_need(work: Work, case: Case) -> Arg:
    """The need that comes first, or the only one."""
    first = case.enquiry.answers.get("first_need") or next(
        iter(case.enquiry.answers.get("needs") or ()), None
    )
    return work.centre.label("needs", first) if first else phrase("card.needs.unknown")


def platform_name(platform: str) -> Arg:
    """What a platform is called; its own code, where no text has its name."""
    code = f"platform.{platform}"
    return phrase(code) if exists(code) else platform.capitalize()


def room_name(room: Room, *, seen_from: str) -> Arg:
    """A room by its name, and by its platform where that is another: names are often the same."""
    name = room.name or room.channel
    if room.platform == seen_from:
        return name
    return phrase("room.elsewhere", room=name, platform=platform_name(room.platform))
