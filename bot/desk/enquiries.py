"""Enquiries: open one by form (the need in words and the consent are enough), edit its answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.centre.checklist import BadAnswers, clean
from bot.centre.routing import Routing, route
from bot.desk import buttons, companies, offering, telling
from bot.desk.captions import title
from bot.desk.cases import Case, attach, name_of, record, reindex, routing
from bot.desk.commands import ANSWER, Entry, Errors, new_form_id, said_on
from bot.desk.inputs import checklist, consent_input, contact_inputs, readable
from bot.desk.replies import Block, Body, Button, Buttons, Form, Input, Line, Option, Outcome, Value
from bot.desk.sight import Viewer, sight
from bot.desk.suggestions import suggestion_line
from bot.desk.work import Mistaken, Work
from bot.storage import store
from bot.storage.tables import Enquiry
from bot.texts import Arg, phrase

NEED_LIMIT = 10_000
DRAFT = "refer"
SUGGESTED = "suggested"
NOBODY = "nobody"
CHOOSE = "choose"
"""Two are near and the poster has not chosen: both are shown after the press."""


@dataclass(frozen=True)
class Refer:
    """Open an enquiry. `offer_to` is "suggested", "nobody" or an organisation."""

    need: str = ""
    consent: str = ""
    company: str = ""
    number: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    contact_when: str = ""
    offer_to: str = SUGGESTED
    even_so: str = ""
    link: str = ""
    answers: dict[str, Value] = field(default_factory=dict)


def open_enquiry(work: Work, command: Refer) -> Outcome:
    """One company's need becomes a case; the suggested organisation is asked in the same press."""
    answers = _checked(work, command)
    number = companies.organisation_number(command.number)
    municipality = str(answers.get("municipality", ""))
    known = companies.recognise(work, command.company, number, municipality)
    if not command.even_so:
        there = _already(work, command, companies.live_cases(work, known))
        if there is not None:
            return there
    company = companies.remember(work, command.company, number, municipality, known)
    case = _new_case(work, command, answers, company.id if company else None)
    asked = _ask_suggested(work, case, command.offer_to)
    store.drop_draft(work.session, work.identity_key, DRAFT)
    return _opened(work, case, asked)


def _checked(work: Work, command: Refer) -> dict[str, Value]:
    errors: dict[str, Arg] = {}
    if not command.need.strip():
        errors["need"] = phrase("form.refer.need_missing")
    if len(command.need) > NEED_LIMIT:
        errors["need"] = phrase("form.too_long", limit=NEED_LIMIT)
    if command.consent not in ("yes", "no"):
        errors["consent"] = phrase("form.refer.consent_missing")
    answers: dict[str, Value] = {}
    try:
        given = {name: value for name, value in command.answers.items() if value}
        answers = clean(work.centre, {**given, "consent": command.consent or "no"})
    except BadAnswers as bad:
        errors |= {ANSWER + name: fault for name, fault in bad.faults.items()}
    if errors:
        raise Mistaken(errors)
    return answers


def _already(work: Work, command: Refer, cases: object) -> Outcome | None:
    """A live case about the company: join it rather than open a second."""
    found = [attach(work, enquiry) for enquiry in cases]  # type: ignore[attr-defined]
    if not found:
        return None
    keep_draft(work, command)
    anyway = Button(phrase("button.open_anyway"), "refer", {"even_so": "yes"}, opens=True)
    viewer = Viewer(member=work.member)
    seen = [case for case in found if sight(case, viewer).names]
    if not seen:
        return Outcome(private=(Line(phrase("refer.ask_coordinator")), Buttons((anyway,))))
    case = seen[0]
    steps = [buttons.show(case)]
    if buttons.possible(work, case, "support", work.member):
        steps.append(buttons.step_button(case, "support", style="primary"))
    line = phrase("refer.already", title=title(work, case, sight(case, viewer)))
    return Outcome(private=(Line(line), Buttons((*steps, anyway))))


def keep_draft(work: Work, command: Refer) -> None:
    """What the writer typed is kept for 24 hours."""
    values: dict[str, Value] = {
        name: getattr(command, name) for name in _TYPED if getattr(command, name)
    }
    values |= {ANSWER + name: value for name, value in command.answers.items() if value}
    store.save_draft(work.session, work.identity_key, DRAFT, values, work.now)


_TYPED = (
    "need",
    "consent",
    "company",
    "number",
    "contact_name",
    "contact_phone",
    "contact_email",
    "contact_when",
    "offer_to",
    "link",
)


def _new_case(
    work: Work, command: Refer, answers: Mapping[str, Value], company_id: int | None
) -> Case:
    enquiry = Enquiry(
        revision=0,
        company_id=company_id,
        need=command.need,
        consent=command.consent,
        answers=dict(answers),
        contact_name=command.contact_name.strip(),
        contact_phone=command.contact_phone.strip(),
        contact_email=command.contact_email.strip(),
        contact_when=command.contact_when.strip(),
        poster_id=work.me,
        poster_organisation=work.member.organisation,
        opened_in=work.room.id if work.room else None,
        link=command.link,
        opened_at=work.now,
        stepped_at=work.now,
        routed_by=work.centre.version,
    )
    work.session.add(enquiry)
    work.session.flush()
    case = attach(work, enquiry)
    telling.plan_cards(work, case)
    record(work, case, "opened")
    reindex(work, case)
    return case


def _ask_suggested(work: Work, case: Case, offer_to: str) -> str | None:
    """The organisation that was asked, if one was; never silently one of two that are near."""
    found = routing(work, case)
    slug = offer_to
    if offer_to == SUGGESTED:
        unsaid = not case.enquiry.answers.get("needs")
        undecided = found.near or unsaid or found.out_of_scope is not None
        slug = "" if undecided or found.lead is None else found.lead
    if slug in ("", NOBODY, CHOOSE):
        return None
    offering.offer(work, case, slug, "lead")
    return slug


def _opened(work: Work, case: Case, asked: str | None) -> Outcome:
    found = routing(work, case)
    if found.out_of_scope is not None:
        close, show = buttons.step_button(case, "close"), buttons.show(case)
        return said_on(case, "refer.out_of_scope", close, show, where=found.out_of_scope.text)
    if asked is None:
        return _not_asked(work, case, found)
    reasons: list[Block] = [
        Line(suggestion_line(work, s, first=True))
        for s in found.suggestions
        if s.organisation == asked
    ]
    offer = next(r for r in case.referrals if r.organisation == asked)
    undo = buttons.step_button(case, "revoke", referral=str(offer.id), _form="-")
    steps = (buttons.show(case), buttons.step_button(case, "edit"), undo)
    line = Line(phrase("refer.done", number=str(case.number), organisation=name_of(work, asked)))
    return Outcome(private=(line, *reasons, *offering.reach(work, case, asked), Buttons(steps)))


def _not_asked(work: Work, case: Case, found: Routing) -> Outcome:
    code = "refer.done_choose" if found.near else "refer.done_nobody"
    lines = tuple(
        Line(suggestion_line(work, s, first=place == 0))
        for place, s in enumerate(found.suggestions[:2])
    )
    steps = (*buttons.offers(work, case, found), buttons.show(case))
    first = Line(phrase(code, number=str(case.number)))
    return Outcome(private=(first, *_question(work, found), *lines, Buttons(steps)))


def _question(work: Work, found: Routing) -> Body:
    if not found.question:
        return ()
    wording = work.centre.question(found.question).wording
    return (Line(phrase("card.one_question", question=wording)),)


def refer_form(work: Work, command: Refer, errors: Errors) -> Form:
    """The form: need and consent, the company, the core seven, then what matters; whom to ask."""
    command = _with_draft(work, command)
    answers = readable(work, command.answers)
    found = route(work.centre, answers) if answers.get("needs") else None
    known = command.even_so == "yes"
    return Form(
        id=new_form_id(),
        command="refer",
        title=phrase("form.refer.title"),
        submit=phrase("form.refer.submit"),
        intro=(Line(phrase("form.refer.known")),) if known else (),
        inputs=(
            Input(
                "need",
                phrase("form.refer.need"),
                "long",
                command.need,
                required=True,
                hint=phrase("form.refer.need_hint"),
                error=errors.get("need"),
                max_length=NEED_LIMIT,
            ),
            consent_input(work, command, errors),
            Input("company", phrase("form.refer.company"), "text", command.company, max_length=200),
            Input(
                "number",
                phrase("form.refer.number"),
                "text",
                command.number,
                max_length=20,
                hint=phrase("form.refer.number_hint"),
                error=errors.get("number"),
            ),
            *checklist(work, {**command.answers, **answers}, errors),
            *contact_inputs(command),
            _offer_input(work, command, found),
        ),
        hidden={"even_so": command.even_so, "link": command.link},
    )


def _with_draft(work: Work, command: Refer) -> Refer:
    """What was typed before, where the form is opened empty."""
    if command.answers or command.company or (command.need and not command.even_so):
        return command
    row = store.draft(work.session, work.identity_key, DRAFT)
    if row is None:
        return command
    typed = {k: v for k, v in row.values_typed.items() if k in _TYPED}
    answers = {
        k.removeprefix(ANSWER): tuple(v) if isinstance(v, list) else v
        for k, v in row.values_typed.items()
        if k.startswith(ANSWER)
    }
    typed["need"] = command.need or typed.get("need", "")
    return Refer(**{**typed, "answers": answers, "even_so": command.even_so})


def _offer_input(work: Work, command: Refer, found: Routing | None) -> Input:
    """Whom to ask in the same press: the suggested one is ticked, of two that are near neither."""
    options, hint = _offer_options(work, found)
    values = [option.value for option in options]
    value = command.offer_to if command.offer_to in values else values[0]
    if value != command.offer_to and CHOOSE in values:
        value = CHOOSE
    label = phrase("form.refer.offer_to")
    return Input("offer_to", label, "choice", value, tuple(options), hint=hint, required=True)


def _offer_options(work: Work, found: Routing | None) -> tuple[list[Option], Arg]:
    nobody = phrase("form.refer.offer_nobody")
    if found is None:
        suggested = Option(SUGGESTED, phrase("form.refer.offer_suggested"))
        return [suggested, Option(NOBODY, nobody)], phrase("form.refer.offer_hint")
    if found.out_of_scope is not None:
        return [Option(NOBODY, nobody)], found.out_of_scope.text
    names = [
        phrase("form.refer.offer_named", organisation=name_of(work, s.organisation))
        for s in found.suggestions[:2]
    ]
    if found.near:
        both = [
            Option(s.organisation, name) for s, name in zip(found.suggestions, names, strict=False)
        ]
        return [*both, Option(CHOOSE, nobody)], phrase("form.refer.offer_near")
    first = suggestion_line(work, found.suggestions[0], first=True)
    return [Option(SUGGESTED, names[0]), Option(NOBODY, nobody)], first


ENTRIES = (
    Entry(
        "refer",
        Refer,
        open_enquiry,
        refer_form,
        ("hänvisa", "hanvisa", "hänvisning", "refer", "referral"),
        "need",
        help="help.refer",
    ),
)
