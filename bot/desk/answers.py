"""A case's answers: the checklist finished later, by the poster and by others."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.centre.checklist import BadAnswers, clean
from bot.desk import buttons, companies, disclosures, telling
from bot.desk.cases import Case, begin, record, reindex
from bot.desk.commands import ANSWER, Entry, Errors, OnCase, hidden_for, new_form_id, said_on
from bot.desk.inputs import NEED_LIMIT, checklist, consent_input, contact_inputs, readable
from bot.desk.replies import Form, Input, Line, Outcome, Value
from bot.desk.sight import Viewer, sight
from bot.desk.work import Mistaken, Work
from bot.storage import store
from bot.storage.companies import company_by_number, company_is_shared
from bot.storage.tables import Company
from bot.texts import phrase

UNKNOWN = -1
MEANWHILE = "meanwhile"
"""The fault of a form that somebody else was quicker with."""


@dataclass(frozen=True)
class EditAnswers(OnCase):
    """Correct or complete a case's answers. `edits`: how many times others had when it opened."""

    need: str = ""
    consent: str = ""
    company: str = ""
    number: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    contact_when: str = ""
    edits: int = UNKNOWN
    answers: dict[str, Value] = field(default_factory=dict)


def edit_answers(work: Work, command: EditAnswers) -> Outcome:
    """Poster, handler or a supporting member completes the checklist; the suggestions follow."""
    case = begin(work, command.case, "edit")
    seen = sight(case, Viewer(member=work.member))
    if command.edits not in (UNKNOWN, _edits(work, case)):
        raise Mistaken({MEANWHILE: phrase("form.edit.meanwhile")})
    if len(command.need) > NEED_LIMIT:
        raise Mistaken({"need": phrase("form.too_long", limit=NEED_LIMIT)})
    given = {name: value for name, value in command.answers.items() if value}
    by_poster = work.me == case.enquiry.poster_id
    consent = (command.consent if by_poster else "") or case.enquiry.consent
    try:
        answers = clean(work.centre, {**given, "consent": consent or "no"})
    except BadAnswers as bad:
        raise Mistaken({ANSWER + name: fault for name, fault in bad.faults.items()}) from None
    if not seen.names and "municipality" in case.enquiry.answers:
        answers["municipality"] = case.enquiry.answers["municipality"]
    case.enquiry.answers = dict(answers)
    case.enquiry.routed_by = work.centre.version
    if seen.names:
        _edit_company(work, case, command, str(answers.get("municipality", "")))
        case.enquiry.need = command.need if command.need.strip() else case.enquiry.need
    case.enquiry.consent = consent
    if seen.contact:
        for name in ("contact_name", "contact_phone", "contact_email", "contact_when"):
            setattr(case.enquiry, name, getattr(command, name).strip())
    record(work, case, "edited")
    reindex(work, case)
    telling.handler(work, case, "edited")
    return said_on(case, "edit.done", buttons.show(case))


def _edits(work: Work, case: Case) -> int:
    return sum(entry.step == "edited" for entry in store.log(work.session, case.number))


def _edit_company(work: Work, case: Case, command: EditAnswers, municipality: str) -> None:
    number = companies.organisation_number(command.number)
    if not command.company.strip() and not number:
        return
    known = companies.recognise(work, command.company, number, municipality)
    own = case.company
    if own is not None and (not known or own in known) and _alone(work, case, own, command):
        taken = number and company_by_number(work.session, number)
        own.name = command.company.strip() or own.name
        own.name_key = companies.fold(own.name)
        own.municipality = municipality or own.municipality
        own.organisation_number = number if not taken or taken is own else own.organisation_number
        work.session.add(own)
        return
    case.company = companies.remember(work, command.company, number, municipality, known)
    case.enquiry.company_id = case.company.id if case.company else None


def _alone(work: Work, case: Case, own: Company, command: EditAnswers) -> bool:
    """Whether the company's row may be corrected: another case about it keeps its company."""
    same = not command.company.strip() or companies.fold(command.company) == own.name_key
    return same or not company_is_shared(work.session, own.id or 0, case.number)


def edit_form(work: Work, command: EditAnswers, errors: Errors) -> Form:
    """The checklist as answered so far; the company only to those who may see it."""
    case = begin(work, command.case, "edit")
    seen = sight(case, Viewer(member=work.member))
    disclosures.notice(work, case, seen, "form")
    enquiry = case.enquiry
    if command.edits == UNKNOWN and not command.answers and not command.consent:
        stored = {k: tuple(v) if isinstance(v, list) else v for k, v in enquiry.answers.items()}
        command = EditAnswers(
            case=command.case,
            revision=enquiry.revision,
            need=enquiry.need if seen.names else "",
            consent=enquiry.consent,
            company=case.company.name if case.company and seen.names else "",
            number=(case.company.organisation_number or "") if case.company and seen.names else "",
            contact_name=enquiry.contact_name if seen.contact else "",
            contact_phone=enquiry.contact_phone if seen.contact else "",
            contact_email=enquiry.contact_email if seen.contact else "",
            contact_when=enquiry.contact_when if seen.contact else "",
            answers=stored if seen.names else {**stored, "municipality": ""},
        )
    return Form(
        id=new_form_id(),
        command="edit",
        title=phrase("form.edit.title", number=str(case.number)),
        submit=phrase("form.edit.submit"),
        inputs=tuple(_edit_inputs(work, case, command, errors)),
        intro=(Line(errors[MEANWHILE]),) if MEANWHILE in errors else (),
        hidden={**hidden_for(command), "edits": str(_edits(work, case))},
    )


def _edit_inputs(work: Work, case: Case, command: EditAnswers, errors: Errors) -> list[Input]:
    seen = sight(case, Viewer(member=work.member))
    found: list[Input] = []
    if seen.names:
        found.append(
            Input("need", phrase("form.refer.need"), "long", command.need, max_length=NEED_LIMIT)
        )
    if work.me == case.enquiry.poster_id:
        found.append(consent_input(work, command, errors))
    if seen.names:
        found.append(
            Input("company", phrase("form.refer.company"), "text", command.company, max_length=200)
        )
        found.append(
            Input(
                "number",
                phrase("form.refer.number"),
                "text",
                command.number,
                error=errors.get("number"),
                max_length=20,
            )
        )
    understood = readable(work, command.answers)
    asked = checklist(work, {**command.answers, **understood}, errors)
    if not seen.names:
        asked = [item for item in asked if item.name != ANSWER + "municipality"]
    found += asked
    if seen.contact:
        found += contact_inputs(command)
    return found


ENTRIES = (
    Entry(
        "edit",
        EditAnswers,
        edit_answers,
        edit_form,
        ("ändra", "komplettera", "edit"),
        "case",
        help="help.edit",
    ),
)
