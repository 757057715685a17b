"""Recognising a company: by its organisation number, or a like name in the same municipality.

The centre must not open a second case about a company that already has one, and the company must
not have to tell its story twice.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz
from stdnum.exceptions import ValidationError
from stdnum.se import orgnr

from bot.desk.work import Mistaken, Work
from bot.storage import companies, records
from bot.storage.records import made
from bot.storage.tables import Company, Enquiry
from bot.texts import phrase

ALIKE = 88
"""How alike two folded names must be (0 to 100) to be taken for the same company."""
LIKE_START = 3
"""Letters that a like name must share, so that a whole city's companies need not be compared."""
LEGAL_FORMS = re.compile(
    r"\b(ab|aktiebolag|aktiebolaget|hb|handelsbolag|kb|kommanditbolag|ek för|ekonomisk förening|"
    r"enskild firma|publ|i sverige|sweden|sverige)\b"
)


def fold(name: str) -> str:
    """A name for comparing: lower case, no legal form, no punctuation."""
    bare = re.sub(r"[^\w\s]", " ", name.casefold())
    return " ".join(LEGAL_FORMS.sub(" ", bare).split()) or " ".join(bare.split())


def organisation_number(typed: str) -> str | None:
    """A checked organisation number of ten digits, or None where nothing was typed.

    Raises `Mistaken` for one whose check digit is wrong (python-stdnum's rule).
    """
    if not typed.strip():
        return None
    digits = re.sub(r"[\s-]", "", typed)
    digits = digits[2:] if len(digits) == 12 and digits.startswith("16") else digits
    try:
        return str(orgnr.validate(digits))
    except ValidationError:
        raise Mistaken({"number": phrase("form.number_wrong")}) from None


def recognise(work: Work, name: str, number: str | None, municipality: str) -> list[Company]:
    """Companies we already know that are, or look like, this one."""
    found: dict[int, Company] = {}
    if number:
        same = companies.company_by_number(work.session, number)
        if same is not None:
            found[same.id or 0] = same
    key = fold(name)
    if key:
        for company in companies.companies_in(work.session, municipality, key, LIKE_START):
            other_number = number and company.organisation_number
            if other_number and company.organisation_number != number:
                continue
            if fuzz.ratio(key, company.name_key) >= ALIKE:
                found[company.id or 0] = company
    return list(found.values())


def live_cases(work: Work, alike: Sequence[Company]) -> Sequence[Enquiry]:
    """Live cases about any of them."""
    return companies.live_cases_of(work.session, [company.id or 0 for company in alike])


def remember(
    work: Work, name: str, number: str | None, municipality: str, known: Sequence[Company]
) -> Company | None:
    """The company of a new case: one we know, or a new row; None where no name was given.

    A name that is only like a known one becomes the same company only with the same number or
    the very same folded name: two firms may be called nearly the same. Nor does a name alone give
    the number of a company whose cases are withheld from this member.
    """
    key = fold(name)
    for company in known:
        by_number = bool(number) and company.organisation_number == number
        if by_number or (company.name_key == key and _tells_nothing(work, company, number)):
            company.organisation_number = company.organisation_number or number
            company.municipality = company.municipality or municipality
            work.session.add(company)
            return company
    if not key and not number:
        return None
    company = made(
        Company,
        name=name.strip() or number or "",
        name_key=key,
        organisation_number=number,
        municipality=municipality,
    )
    records.keep(work.session, company)
    return company


def _tells_nothing(work: Work, company: Company, number: str | None) -> bool:
    """Whether the acting member learns no number from a company recognised by name alone."""
    if number or not company.organisation_number:
        return True
    return companies.company_is_open_to(work.session, company.id or 0, work.me)
