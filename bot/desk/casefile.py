"""One case whole, for the lead's own registry (diarieföring).

The chat is not the archive. What is kept about a case leaves here in one file: the answers in
words, the referrals, the log with who, when and why, and the contact. It says which version of
the centre file suggested the lead, so that the decision can be understood later. Consent does not
thin it out: it is for the organisation that answers for the case, not for a room.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import select
from sqlmodel import Session, col

from bot.centre.model import Centre
from bot.desk.labels import Coded, Labels
from bot.desk.work import refuse
from bot.storage import disclosures, people, store
from bot.storage.tables import Company, Disclosure, Enquiry, LogEntry, Member, Referral
from bot.texts import Lang

Json = dict[str, Any]
Who = Callable[[int | None, str], str]
"""A person's name by member id, or the name noted for somebody outside the chat."""


def case_file(session: Session, centre: Centre, number: int, lang: Lang) -> Json:
    """Everything kept about one case, codes with their words, times with their offset.

    Raises `Refused` where there is no such case.
    """
    enquiry = store.enquiry(session, number)
    if enquiry is None:
        raise refuse("export.no_case", number=str(number))
    labels = Labels(centre, lang)
    referrals = store.referrals(session, number)
    log = whole_log(session, number)
    name_of = _people(session, labels, enquiry, referrals, log)
    return {
        "centre": labels.centre.name.sv if lang == "sv" else labels.centre.name.en,
        "centre_file": {"routed_by": enquiry.routed_by, "now": centre.version},
        "number": number,
        "revision": enquiry.revision,
        "status": coded(labels.status(enquiry.status)),
        "outcome": coded(labels.outcome(enquiry.outcome)),
        "merged_into": enquiry.merged_into,
        "opened": iso(labels, enquiry.opened_at),
        "taken": iso(labels, enquiry.taken_at),
        "contact_made": iso(labels, enquiry.contact_made_at),
        "closed": iso(labels, enquiry.closed_at),
        "poster": name_of(enquiry.poster_id, ""),
        "poster_organisation": coded(labels.organisation(enquiry.poster_organisation)),
        "lead": coded(labels.organisation(enquiry.lead)),
        "handler": name_of(enquiry.handler_id, enquiry.handler_name),
        "company": _company(session, enquiry),
        "contact": {
            "name": enquiry.contact_name,
            "phone": enquiry.contact_phone,
            "email": enquiry.contact_email,
            "when": enquiry.contact_when,
        },
        "consent": coded(labels.consent(enquiry.consent)),
        "released_to": [labels.organisation_name(slug) for slug in enquiry.released_to],
        "secrecy": enquiry.secrecy,
        "need": enquiry.need,
        "answers": answers_in_words(labels, enquiry.answers),
        "waiting": {
            "for": enquiry.waiting_for,
            "until": enquiry.waiting_until.isoformat() if enquiry.waiting_until else None,
        },
        "follow_up": enquiry.later,
        "link": enquiry.link,
        "referrals": [_referral(labels, referral, name_of) for referral in referrals],
        "log": [_entry(labels, entry, name_of) for entry in log],
        "disclosures": [
            _shown(session, labels, row) for row in disclosures.of_case(session, number)
        ],
    }


def _shown(session: Session, labels: Labels, row: Disclosure) -> Json:
    """Who was shown the case though its company does not want to be named, and how."""
    member = session.get(Member, row.member_id) if row.member_id else None
    name = (member.name or former_member(labels, member)) if member else row.reader
    organisation = labels.organisation_name(member.organisation) if member else ""
    way = labels.known_text(f"disclosure.way.{row.way}", row.way)
    return {"at": iso(labels, row.at), "who": name, "organisation": organisation, "way": way}


def whole_log(session: Session, number: int) -> list[LogEntry]:
    """Every entry of a case's history, the oldest first."""
    return list(
        session.execute(
            select(LogEntry).where(col(LogEntry.enquiry_id) == number).order_by(col(LogEntry.id))
        ).scalars()
    )


def answers_in_words(labels: Labels, answers: Mapping[str, Any]) -> list[Json]:
    """Each question answered, as it is put to people, with its answers in words."""
    return [
        {
            "id": question,
            "question": labels.question(question),
            "answers": [coded(one) for one in labels.answers(question, answers)],
        }
        for question in answers
        if labels.answers(question, answers)
    ]


UNTOLD = frozenset({"source", "note"})
"""Ids that mean nothing outside: which message a note was written as, and which note it was."""


def args_in_words(labels: Labels, args: Mapping[str, Any], name_of: Who) -> str:
    """What a log entry's codes and ids mean: "Almi, huvudansvar"."""
    told = ((name, value) for name, value in args.items() if name not in UNTOLD)
    words = (_arg(labels, name, value, name_of) for name, value in told)
    return ", ".join(found for found in words if found)


def coded(found: Coded | None) -> Json | None:
    """A code with its words, for JSON."""
    return {"code": found.code, "words": found.words} if found else None


def iso(labels: Labels, at: Any) -> str | None:
    """An instant on the centre's clock with its offset, for JSON."""
    local = labels.local(at)
    return local.isoformat(timespec="seconds") if local else None


def _people(
    session: Session,
    labels: Labels,
    enquiry: Enquiry,
    referrals: Iterable[Referral],
    log: Iterable[LogEntry],
) -> Who:
    """Who is who in this case: by member, by the name noted, or as a former member."""
    ids = {enquiry.poster_id, enquiry.handler_id}
    for referral in referrals:
        ids |= {
            referral.offered_by,
            referral.answered_by,
            referral.noted_by,
            referral.handler_id,
        }
    for entry in log:
        named = entry.args.get("member")
        ids |= {entry.member_id, named if isinstance(named, int) else None}
    members = people.members(session, (found for found in ids if found))

    def name(member_id: int | None, noted: str) -> str:
        member = members.get(member_id or 0)
        if member is None or noted:
            return noted
        return member.name or former_member(labels, member)

    return name


def former_member(labels: Labels, member: Member) -> str:
    """What to call a member whose name was erased."""
    organisation = labels.organisation_name(member.organisation)
    return labels.text("export.former_member", organisation=organisation)


def _company(session: Session, enquiry: Enquiry) -> Json | None:
    company = session.get(Company, enquiry.company_id) if enquiry.company_id else None
    if company is None:
        return None
    return {
        "name": company.name,
        "organisation_number": company.organisation_number,
        "municipality": company.municipality,
    }


def _referral(labels: Labels, referral: Referral, name_of: Who) -> Json:
    until = f" ({referral.reason_until.isoformat()})" if referral.reason_until else ""
    return {
        "organisation": labels.organisation_name(referral.organisation),
        "role": labels.role(referral.role),
        "status": labels.offer(referral.status),
        "offered": iso(labels, referral.offered_at),
        "offered_by": name_of(referral.offered_by, ""),
        "answered": iso(labels, referral.answered_at),
        "answered_by": name_of(referral.answered_by, ""),
        "noted_by": name_of(referral.noted_by, ""),
        "handler": name_of(referral.handler_id, referral.handler_name),
        "reason": labels.decline_reason(referral.reason) + until,
        "hint": labels.organisation_name(referral.hint),
    }


def _entry(labels: Labels, entry: LogEntry, name_of: Who) -> Json:
    return {
        "at": iso(labels, entry.at),
        "who": name_of(entry.member_id, "") or labels.text("export.case.bot"),
        "organisation": labels.organisation_name(entry.organisation),
        "step": labels.step(entry.step),
        "details": args_in_words(labels, entry.args, name_of),
        "words": entry.words,
        "room": entry.room_id,
    }


def _arg(labels: Labels, name: str, value: Any, name_of: Who) -> str:
    code = str(value) if isinstance(value, str | int | float) else ""
    match name:
        case "organisation" | "old_lead" | "hint" | "to" | "from":
            return labels.organisation_name(code)
        case "reason":
            return labels.decline_reason(code)
        case "outcome":
            found = labels.outcome(code)
            return found.words if found else ""
        case "role":
            return labels.role(code)
        case "member":
            return name_of(value, "") if isinstance(value, int) else code
        case _:
            return code
