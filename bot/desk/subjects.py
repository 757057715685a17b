"""Whom a question about stored data is about: a company, a member, or somebody outside.

Names are not unique, and giving one company's data to another, or erasing the wrong one, cannot
be undone. So a name must match exactly; anything less certain is answered with a list to choose
from (`Ambiguous`), and nothing happens.
"""

from __future__ import annotations

from dataclasses import dataclass

from rapidfuzz import fuzz
from sqlalchemy import select
from sqlmodel import Session, col

from bot.desk import companies
from bot.desk.persons import persons
from bot.desk.subject import Ambiguous, Candidate, Subject, digits, same, telling
from bot.desk.work import refuse
from bot.storage.tables import Company, Enquiry

__all__ = ["Ambiguous", "Candidate", "Subject", "find"]

BEGINNING = 4
"""Letters by which a name's beginning is enough to be listed; never to be taken for it."""


def find(session: Session, *, company: str | None = None, person: str | None = None) -> Subject:
    """The company or the person asked for.

    A company by organisation number, name or `#id`; a member by name, e-mail, phone, platform
    user id or `member:3`; somebody outside by name, e-mail, phone, `contact:14` or `handler:14`
    for those in a case, `known:7` for a contact that a member keeps.
    Raises `Refused` when nobody is found and `Ambiguous` when it could be several.
    """
    asked = (company if company is not None else person or "").strip()
    if not asked or (company is None) == (person is None):
        raise refuse("privacy.nobody_asked")
    if company is not None:
        return _company(session, asked)
    found = persons(session, asked)
    if not found:
        raise refuse("privacy.no_person", asked=asked)
    if len(found) > 1:
        raise Ambiguous(asked, [candidate for _subject, candidate in found[:20]])
    return found[0][0]


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
        """The company as one of several to choose among."""
        ask_for = self.number or f"#{self.id}"
        return Candidate(ask_for, self.name, self.municipality)


def _alike(name: str, asked: str) -> bool:
    one, other = companies.fold(name), companies.fold(asked)
    if not one or not other:
        return False
    whole_words = f" {other} " in f" {one} " or f" {one} " in f" {other} "
    begins = len(other) >= BEGINNING and one.startswith(other)
    return whole_words or begins or fuzz.ratio(one, other) >= companies.ALIKE


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
        words=telling([row.name, *own, *contacts]),
        sure=telling([row.name if _rare(row.name) else "", *own]),
        company_id=row.id,
        alike=tuple(other.candidate() for other in alike[:20]),
    )


def _number_forms(number: str | None) -> tuple[str, ...]:
    return (number, f"{number[:6]}-{number[6:]}") if number else ()


def _rare(name: str) -> bool:
    """Whether a name can hardly be an ordinary word: "Vara" and "Mark" can."""
    return " " in name.strip() or len(name.strip()) >= 8
