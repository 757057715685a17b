"""Inputs that several forms share: the checklist's questions, organisations, colleagues."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Protocol

from babel import Locale

from bot.centre.checklist import BadAnswers, asked, clean
from bot.centre.model import Centre, Question
from bot.desk.cases import name_of
from bot.desk.commands import ANSWER, Errors
from bot.desk.replies import Input, InputKind, Option, Value
from bot.desk.work import Work
from bot.storage import people
from bot.texts import phrase

NEED_LIMIT = 10_000
"""Characters of a need in words. Long enough for a pasted mail thread."""


def choice_of_organisation(
    work: Work,
    value: str,
    first: Iterable[str],
    errors: Errors,
    *,
    name: str = "organisation",
    required: bool = True,
) -> Input:
    """One of the centre's organisations, the suggested ones first."""
    ranked = list(dict.fromkeys([*first, *(o.slug for o in work.centre.organisations)]))
    return Input(
        name=name,
        label=phrase(f"form.{name}"),
        type="choice",
        value=value or (ranked[0] if required else ""),
        options=tuple(Option(slug, name_of(work, slug)) for slug in ranked),
        required=required,
        error=errors.get(name),
    )


def colleague_options(work: Work, organisation: str) -> tuple[Option, ...]:
    """The confirmed members of an organisation."""
    return tuple(
        Option(str(member.id), member.name)
        for member in people.members_of(work.session, organisation)
        if member.confirmed_at
    )


def checklist(work: Work, answers: Mapping[str, Value], errors: Errors) -> list[Input]:
    """The checklist's questions that matter for these answers, the core ones first.

    Consent is left out: the forms ask it on their own, first.
    """
    questions = [q for q in shown(work.centre, answers) if q.id != "consent"]
    deciding = _deciding(work.centre)
    return [
        question_input(
            work.centre,
            question,
            answers.get(question.id, ""),
            errors,
            refreshes=question.id in deciding,
        )
        for question in questions
    ]


def shown(centre: Centre, answers: Mapping[str, Value]) -> tuple[Question, ...]:
    """The questions that a form asks: those that matter, and one whose answer stops the case.

    What was read to be somebody else's business is shown, to be corrected, also where the needs
    alone would not bring the question up.
    """
    found = asked(centre, answers)
    known = {question.id for question in found}
    stopping = {key for stop in centre.stops for key in stop.when.in_order()}
    more = (
        question
        for question in centre.questions
        if question.id in stopping and question.id not in known and answers.get(question.id)
    )
    return (*found, *more)


def question_input(
    centre: Centre, question: Question, value: Value, errors: Errors, *, refreshes: bool = False
) -> Input:
    """One question of the checklist as an input."""
    options = answer_options(centre, question)
    kinds: dict[tuple[bool, bool], InputKind] = {
        (False, False): "choice",
        (False, True): "search",
        (True, False): "choices",
        (True, True): "searches",
    }
    many = question.kind == "many"
    searched = question.source in ("municipalities", "countries")
    return Input(
        name=ANSWER + question.id,
        label=question.wording,
        type=kinds[many, searched],
        value=_many(value) if many else _one(value),
        options=options,
        hint=question.hint,
        refreshes=refreshes,
        error=errors.get(ANSWER + question.id),
    )


def answer_options(centre: Centre, question: Question) -> tuple[Option, ...]:
    """The answers a form offers."""
    codes = [code.code for code in question.offered]
    if question.source == "municipalities":
        codes = [m.name for m in centre.municipalities] + codes
    elif question.source == "countries":
        codes = codes + [c for c in countries() if c not in codes]
    elif question.source == "organisations":
        codes = [o.slug for o in centre.organisations] + codes
    elif question.source == "needs":
        codes = [need.code for need in centre.needs if not need.retired]
    places = centre.geography.by_name if question.source == "municipalities" else {}
    return tuple(
        Option(
            code,
            centre.label(question.id, code),
            also=places[code].localities if code in places else (),
        )
        for code in codes
    )


@lru_cache
def countries() -> tuple[str, ...]:
    """ISO 3166 alpha-2 codes, by their Swedish names."""
    names = {str(code): str(name) for code, name in Locale.parse("sv").territories.items()}
    codes = [code for code in names if len(code) == 2 and code.isalpha() and code not in _NOT]
    return tuple(sorted(codes, key=names.__getitem__))


_NOT = frozenset(
    {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO", "AC", "CP", "CQ", "DG", "EA", "IC", "TA", "XK"}
)
"""What CLDR lists as territories and ISO 3166 does not (or a centre lists on its own)."""


def _keys(question: Question) -> frozenset[str]:
    return question.when.keys()


def _deciding(centre: Centre) -> frozenset[str]:
    """Questions whose answers decide whether another one is asked."""
    keys = {key for question in centre.questions for key in _keys(question)}
    derived = {"market", "municipality"} if any(not centre.has_question(k) for k in keys) else set()
    return frozenset(keys | derived)


def _one(value: Value) -> str:
    return value if isinstance(value, str) else (value[0] if value else "")


def _many(value: Value) -> tuple[str, ...]:
    return ((value,) if value else ()) if isinstance(value, str) else tuple(value)


class AboutCompany(Protocol):
    """A command that carries the consent and the company's contact."""

    @property
    def consent(self) -> str:
        """One of "yes", "no" or not answered."""
        ...


def readable(work: Work, answers: Mapping[str, Value]) -> dict[str, Value]:
    """The answers that can be understood so far, for showing what comes next."""
    return understandable(work.centre, answers)


def understandable(centre: Centre, answers: Mapping[str, Value]) -> dict[str, Value]:
    """The answers that the checklist has, each looked at by itself."""
    found: dict[str, Value] = {}
    for name, value in answers.items():
        if not value:
            continue
        try:
            found |= clean(centre, {name: value})
        except BadAnswers:
            continue
    return found


def consent_input(work: Work, command: AboutCompany, errors: Errors) -> Input:
    """May the centre share this? Asked first, and always answered."""
    question = work.centre.question("consent")
    options = tuple(Option(code.code, code.label) for code in question.offered)
    return Input(
        "consent",
        question.wording,
        "choice",
        command.consent,
        options,
        required=True,
        hint=phrase("form.refer.consent_hint"),
        error=errors.get("consent"),
    )


def contact_inputs(command: AboutCompany) -> tuple[Input, ...]:
    """Whom to call at the company, and when."""
    return tuple(
        Input(
            name,
            phrase(f"form.refer.{name}"),
            "text",
            getattr(command, name),
            max_length=200,
            hint=phrase("form.refer.contact_hint") if name == "contact_name" else None,
        )
        for name in ("contact_name", "contact_phone", "contact_email", "contact_when")
    )
