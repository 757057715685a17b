"""Finding a person: a member, somebody outside whom a member or a case knows, or a handler.

Those outside are only names and numbers in contacts and cases. They are one person where e-mail,
phone or name and company agree and no name speaks against it: a switchboard's number is not a
person.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from bot.desk.companies import fold
from bot.desk.contact_likeness import like_names
from bot.desk.subject import Candidate, Kind, Subject, digits, same, telling
from bot.storage import joining
from bot.storage.tables import Company, Contact, Enquiry, Identity, Member, Referral

ASK_FOR: dict[Kind, str] = {"contact": "contact", "outsider": "handler"}
"""How to ask for a person outside the chat by case: `contact:14`, `handler:14`."""
KNOWN = "known"
"""How to ask for one by the number of a contact that a member keeps: `known:7`."""


def persons(session: Session, asked: str) -> list[tuple[Subject, Candidate]]:
    """Everybody who could be meant, members first, each with what tells them apart."""
    found = [*_members(session, asked), *_outside(session, asked)]
    return [(subject, _candidate(session, subject)) for subject in found]


def _candidate(session: Session, subject: Subject) -> Candidate:
    if subject.kind == "member":
        member = session.get(Member, subject.member_id)
        return Candidate(
            f"member:{subject.member_id}", subject.name, member.organisation if member else ""
        )
    if subject.cases:
        ask_for = f"{ASK_FOR[subject.kind]}:{subject.cases[0]}"
    else:
        ask_for = f"{KNOWN}:{subject.known[0]}"
    return Candidate(ask_for, subject.name, ", ".join(subject.words[1:]))


def _members(session: Session, asked: str) -> list[Subject]:
    by_identity = {
        identity.member_id
        for identity in session.execute(select(Identity)).scalars()
        if asked in (identity.user, f"{identity.platform}/{identity.workspace}/{identity.user}")
    }
    number = digits(asked)
    found: dict[int, Subject] = {}
    for member in session.execute(select(Member)).scalars():
        by_phone = number and digits(member.phone) == number
        called = any(same(value, asked) for value in (member.name, member.email) if value)
        if called or by_phone or member.id in by_identity or asked == f"member:{member.id}":
            now = joining.goes_on_as(session, member.id or 0)
            found.setdefault(now, _member_subject(session, session.get_one(Member, now)))
    return list(found.values())


def _member_subject(session: Session, member: Member) -> Subject:
    """A member, and whoever they were as well before two memberships became one."""
    former = tuple(joining.former_members(session, member.id or 0))
    ids = (member.id or 0, *former)
    own = [member, *(session.get_one(Member, number) for number in former)]
    identities = session.execute(select(Identity).where(col(Identity.member_id).in_(ids)))
    users = [identity.user for identity in identities.scalars()]
    touched = session.execute(
        select(col(Enquiry.id)).where(
            col(Enquiry.poster_id).in_(ids) | col(Enquiry.handler_id).in_(ids)
        )
    ).scalars()
    helped = session.execute(
        select(col(Referral.enquiry_id)).where(
            col(Referral.handler_id).in_(ids) | col(Referral.answered_by).in_(ids)
        )
    ).scalars()
    reached = [value for one in own for value in (one.email, one.phone)]
    return Subject(
        kind="member",
        name=member.name,
        cases=tuple(sorted({*touched, *helped})),
        words=telling([*(one.name for one in own), *reached, *users]),
        sure=telling([*reached, *users]),
        member_id=member.id,
        former=former,
    )


@dataclass(frozen=True)
class _Contact:
    """A person outside the chat as one case has them, or (`known`, no case) a member does."""

    case: int
    kind: Kind
    name: str
    phone: str
    email: str
    place: str
    known: int = 0

    def answers_to(self, asked: str) -> bool:
        """Whether somebody asked for by this name, address, number or handle is this one."""
        number = digits(asked)
        named = any(same(value, asked) for value in (self.name, self.email) if value)
        by_phone = bool(number) and digits(self.phone) == number
        return named or by_phone or asked == self.ask_for

    @property
    def ask_for(self) -> str:
        """What means just this one."""
        return f"{KNOWN}:{self.known}" if self.known else f"{ASK_FOR[self.kind]}:{self.case}"

    def is_also(self, other: _Contact) -> bool:
        """Whether two cases mean one person: same e-mail, phone, or name at the same place."""
        by_mail = bool(self.email) and same(self.email, other.email)
        by_phone = bool(digits(self.phone)) and digits(self.phone) == digits(other.phone)
        by_name = self.place == other.place and bool(self.name) and same(self.name, other.name)
        return by_mail or by_phone or by_name

    def may_be(self, other: _Contact) -> bool:
        """Whether they could be one person at all: a switchboard's number is not a person."""
        unnamed = not self.name or not other.name
        alike = unnamed or same(self.name, other.name) or like_names(self.name, other.name)
        return self.kind == other.kind and alike


def _outside(session: Session, asked: str) -> list[Subject]:
    everybody = [*_contacts(session), *_known(session), *_outsiders(session)]
    seeds = [contact for contact in everybody if contact.answers_to(asked)]
    people: list[list[_Contact]] = []
    for seed in seeds:
        if not any(seed in person for person in people):
            people.append(_one_person(seed, everybody))
    return [_outside_subject(person) for person in people]


def _one_person(seed: _Contact, everybody: list[_Contact]) -> list[_Contact]:
    """Everything that leads from one mention of a person to the others."""
    found = [seed]
    for known in found:
        for other in everybody:
            if (
                other not in found
                and known.is_also(other)
                and all(one.may_be(other) for one in found)
            ):
                found.append(other)
    return found


def _outside_subject(person: list[_Contact]) -> Subject:
    values = [value for one in person for value in (one.name, one.email, one.phone)]
    named = next((one.name for one in person if one.name), values[0])
    return Subject(
        kind=person[0].kind,
        name=named,
        cases=tuple(sorted({one.case for one in person if one.case})),
        words=telling([named, *values]),
        sure=telling([value for one in person for value in (one.email, one.phone)]),
        known=tuple(sorted({one.known for one in person if one.known})),
    )


def _known(session: Session) -> list[_Contact]:
    """The contacts that members keep, also removed ones.

    At a company that there are cases about they are in the same place as its own contact.
    """
    companies = session.execute(select(col(Company.name_key), col(Company.id)))
    places = {name: f"company:{number}" for name, number in companies if name}
    rows = session.execute(
        select(
            col(Contact.id),
            col(Contact.name),
            col(Contact.phone),
            col(Contact.email),
            col(Contact.organisation),
        ).order_by(col(Contact.id))
    )
    found = []
    for number, name, phone, email, organisation in rows:
        at = fold(organisation)
        place = places.get(at) or f"at:{at or number}"
        found.append(_Contact(0, "contact", name, phone, email, place, number))
    return found


def _contacts(session: Session) -> list[_Contact]:
    rows = session.execute(
        select(
            col(Enquiry.id),
            col(Enquiry.contact_name),
            col(Enquiry.contact_phone),
            col(Enquiry.contact_email),
            col(Enquiry.company_id),
        ).where(
            (col(Enquiry.contact_name) != "")
            | (col(Enquiry.contact_phone) != "")
            | (col(Enquiry.contact_email) != "")
        )
    )
    return [
        _Contact(case, "contact", name, phone, email, f"company:{company or f'of-{case}'}")
        for case, name, phone, email, company in rows
    ]


def _outsiders(session: Session) -> list[_Contact]:
    """Persons noted by name as handling a case for an organisation, without being members."""
    found = []
    handlers = select(col(Enquiry.id), col(Enquiry.handler_name), col(Enquiry.lead)).where(
        col(Enquiry.handler_name) != ""
    )
    supports = select(
        col(Referral.enquiry_id), col(Referral.handler_name), col(Referral.organisation)
    ).where(col(Referral.handler_name) != "")
    for rows in (session.execute(handlers), session.execute(supports)):
        for case, name, organisation in rows:
            found.append(_Contact(case, "outsider", name, "", "", organisation))
    return list(dict.fromkeys(found))
