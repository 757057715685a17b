"""Whom a question about stored data is about: a company, a member, or somebody outside.

Names are not unique, and giving one company's data to another, or erasing the wrong one, cannot
be undone. So a name must match exactly; anything less certain is answered with a list to choose
from (`Ambiguous`), and nothing happens.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz
from sqlalchemy import select
from sqlmodel import Session, col

from bot.desk import companies
from bot.desk.work import Refused, refuse
from bot.storage.tables import Company, Enquiry, Identity, Member, Referral
from bot.texts import Arg, Listed, Phrase, phrase

Kind = Literal["company", "contact", "member", "outsider"]
ASK_FOR: dict[Kind, str] = {"contact": "contact", "outsider": "handler"}
"""How to ask for a person outside the chat by case: `contact:14`, `handler:14`."""
SHORTEST = 4
"""Letters a name must have before other texts are searched for it: "Ek" is in half of them."""


@dataclass(frozen=True)
class Candidate:
    """Somebody it could be: what to ask for instead, and what tells this one apart."""

    ask_for: str
    name: str
    detail: str

    def phrase(self) -> Phrase:
        """As half a sentence for the list."""
        return phrase("privacy.candidate", ask_for=self.ask_for, name=self.name, detail=self.detail)


class Ambiguous(Refused):
    """Several are called so. Nothing was read out or erased; `candidates` says what to ask for."""

    def __init__(self, asked: str, candidates: Sequence[Candidate]) -> None:
        listed: Arg = Listed(tuple(candidate.phrase() for candidate in candidates))
        super().__init__(phrase("privacy.ambiguous", asked=asked, candidates=listed))
        self.candidates = tuple(candidates)


@dataclass(frozen=True)
class Subject:
    """The one meant: what kind, what it is called, its own cases, and the words that name it.

    `words` are the strings by which texts are searched for it, `sure` those of them that can mean
    nobody else wherever they stand; `alike` lists others with a like name, for a person to look at.
    """

    kind: Kind
    name: str
    cases: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    sure: tuple[str, ...] = ()
    company_id: int | None = None
    member_id: int | None = None
    alike: tuple[Candidate, ...] = ()


def find(session: Session, *, company: str | None = None, person: str | None = None) -> Subject:
    """The company or the person asked for.

    A company by organisation number, name or `#id`; a member by name, e-mail, phone, platform
    user id or `member:3`; somebody outside by name, e-mail, phone, `contact:14` or `handler:14`.
    Raises `Refused` when nobody is found and `Ambiguous` when it could be several.
    """
    asked = (company if company is not None else person or "").strip()
    if not asked or (company is None) == (person is None):
        raise refuse("privacy.nobody_asked")
    if company is not None:
        return _company(session, asked)
    return _person(session, asked)


def same(one: str, other: str) -> bool:
    """Whether two names or addresses are the same but for case and spaces."""
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())


def digits(typed: str) -> str:
    """A phone or organisation number's digits; the Swedish country code becomes a zero."""
    bare = re.sub(r"[\s().\-/]", "", typed)
    bare = re.sub(r"^(\+46|0046)", "0", bare)
    return bare if bare.isdigit() and len(bare) >= 6 else ""


# --- companies


def _company(session: Session, asked: str) -> Subject:
    known = session.execute(
        select(
            col(Company.id),
            col(Company.name),
            col(Company.organisation_number),
            col(Company.municipality),
        ).where((col(Company.name) != "") | col(Company.organisation_number).is_not(None))
    ).all()
    rows = [_CompanyRow(*row) for row in known]
    number = digits(asked)
    number = number[2:] if len(number) == 12 and number.startswith("16") else number
    exact = [
        row
        for row in rows
        if asked == f"#{row.id}" or (number and row.number == number) or same(row.name, asked)
    ]
    alike = [row for row in rows if row not in exact and _alike(row.name, asked)]
    if len(exact) != 1:
        if exact or alike:
            raise Ambiguous(asked, [row.candidate() for row in [*exact, *alike][:20]])
        raise refuse("privacy.no_company", asked=asked)
    return _company_subject(session, exact[0], alike)


@dataclass(frozen=True)
class _CompanyRow:
    id: int
    name: str
    number: str | None
    municipality: str

    def candidate(self) -> Candidate:
        ask_for = self.number or f"#{self.id}"
        return Candidate(ask_for, self.name, self.municipality)


def _alike(name: str, asked: str) -> bool:
    one, other = companies.fold(name), companies.fold(asked)
    if not one or not other:
        return False
    whole_words = f" {other} " in f" {one} " or f" {one} " in f" {other} "
    return whole_words or fuzz.ratio(one, other) >= companies.ALIKE


def _company_subject(session: Session, row: _CompanyRow, alike: list[_CompanyRow]) -> Subject:
    cases = session.execute(
        select(
            col(Enquiry.id),
            col(Enquiry.contact_name),
            col(Enquiry.contact_phone),
            col(Enquiry.contact_email),
        ).where(col(Enquiry.company_id) == row.id)
    ).all()
    own = [*_number_forms(row.number), *(value for case in cases for value in case[2:])]
    contacts = [case[1] for case in cases]
    return Subject(
        kind="company",
        name=row.name,
        cases=tuple(sorted(case[0] for case in cases)),
        words=_telling([row.name, *own, *contacts]),
        sure=_telling([row.name if _rare(row.name) else "", *own]),
        company_id=row.id,
        alike=tuple(other.candidate() for other in alike[:20]),
    )


def _number_forms(number: str | None) -> tuple[str, ...]:
    return (number, f"{number[:6]}-{number[6:]}") if number else ()


def _telling(words: Iterable[str]) -> tuple[str, ...]:
    """The words that name somebody: long enough not to be found everywhere, each once."""
    kept = (word.strip() for word in words)
    return tuple(dict.fromkeys(word for word in kept if len(word) >= SHORTEST))


def _rare(name: str) -> bool:
    """Whether a name can hardly be an ordinary word: "Vara" and "Mark" can."""
    return " " in name.strip() or len(name.strip()) >= 8


# --- persons


def _person(session: Session, asked: str) -> Subject:
    found = [*_members(session, asked), *_outside(session, asked)]
    if not found:
        raise refuse("privacy.no_person", asked=asked)
    if len(found) > 1:
        raise Ambiguous(asked, [_candidate(session, subject) for subject in found[:20]])
    return found[0]


def _candidate(session: Session, subject: Subject) -> Candidate:
    if subject.kind == "member":
        member = session.get(Member, subject.member_id)
        return Candidate(
            f"member:{subject.member_id}", subject.name, member.organisation if member else ""
        )
    ask_for = f"{ASK_FOR[subject.kind]}:{subject.cases[0]}"
    return Candidate(ask_for, subject.name, ", ".join(subject.words[1:]))


def _members(session: Session, asked: str) -> list[Subject]:
    by_identity = {
        identity.member_id
        for identity in session.execute(select(Identity)).scalars()
        if asked in (identity.user, f"{identity.platform}/{identity.workspace}/{identity.user}")
    }
    number = digits(asked)
    found = []
    for member in session.execute(select(Member)).scalars():
        by_phone = number and digits(member.phone) == number
        called = any(same(value, asked) for value in (member.name, member.email) if value)
        if called or by_phone or member.id in by_identity or asked == f"member:{member.id}":
            found.append(_member_subject(session, member))
    return found


def _member_subject(session: Session, member: Member) -> Subject:
    identities = session.execute(select(Identity).where(col(Identity.member_id) == member.id))
    users = [identity.user for identity in identities.scalars()]
    touched = session.execute(
        select(col(Enquiry.id)).where(
            (col(Enquiry.poster_id) == member.id) | (col(Enquiry.handler_id) == member.id)
        )
    ).scalars()
    helped = session.execute(
        select(col(Referral.enquiry_id)).where(
            (col(Referral.handler_id) == member.id) | (col(Referral.answered_by) == member.id)
        )
    ).scalars()
    return Subject(
        kind="member",
        name=member.name,
        cases=tuple(sorted({*touched, *helped})),
        words=_telling([member.name, member.email, member.phone, *users]),
        sure=_telling([member.email, member.phone, *users]),
        member_id=member.id,
    )


@dataclass(frozen=True)
class _Contact:
    """A person outside the chat as one case has them."""

    case: int
    kind: Kind
    name: str
    phone: str
    email: str
    place: str

    def answers_to(self, asked: str) -> bool:
        number = digits(asked)
        named = any(same(value, asked) for value in (self.name, self.email) if value)
        by_phone = bool(number) and digits(self.phone) == number
        return named or by_phone or asked == f"{ASK_FOR[self.kind]}:{self.case}"

    def is_also(self, other: _Contact) -> bool:
        """Whether two cases mean one person: same e-mail, phone, or name at the same place."""
        by_mail = bool(self.email) and same(self.email, other.email)
        by_phone = bool(digits(self.phone)) and digits(self.phone) == digits(other.phone)
        by_name = self.place == other.place and bool(self.name) and same(self.name, other.name)
        return by_mail or by_phone or by_name

    def may_be(self, other: _Contact) -> bool:
        """Whether they could be one person at all: a switchboard's number is not a person."""
        unnamed = not self.name or not other.name
        return self.kind == other.kind and (unnamed or same(self.name, other.name))


def _outside(session: Session, asked: str) -> list[Subject]:
    everybody = [*_contacts(session), *_outsiders(session)]
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
        cases=tuple(sorted({one.case for one in person})),
        words=_telling([named, *values]),
        sure=_telling([value for one in person for value in (one.email, one.phone)]),
    )


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
