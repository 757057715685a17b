"""The shared needs analysis: which questions matter now, and what an answer means.

Answers are codes. "Don't know" is an answer left out, everywhere.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache

from bot.centre.conditions import Facts
from bot.centre.model import EU, OUTSIDE, Centre, Question
from bot.texts import LANGUAGES, Label, Phrase, country_name, phrase

Answers = Mapping[str, str | tuple[str, ...]]
"""Codes by question id; a tuple for a question with several answers."""

SPOKEN_COUNTRIES = {"uk": "GB", "usa": "US", "england": "GB", "skottland": "GB", "holland": "NL"}
"""What people write that is neither a code nor a country's name in Babel."""


class BadAnswers(ValueError):
    """Answers that the checklist does not have; `faults` says for each question what is wrong."""

    def __init__(self, faults: dict[str, Phrase]) -> None:
        self.faults = faults
        super().__init__(f"These answers are not in the checklist: {', '.join(sorted(faults))}")


def clean(centre: Centre, raw: Mapping[str, object]) -> dict[str, str | tuple[str, ...]]:
    """Answers in their canonical form: codes as in the centre file, a tuple where several may be.

    Letter case and surrounding space do not matter, a municipality may be given by a locality,
    a country by its name. What is empty is left out. Raises `BadAnswers` with every fault.
    """
    found: dict[str, str | tuple[str, ...]] = {}
    faults: dict[str, Phrase] = {}
    for question_id, value in raw.items():
        if not centre.has_question(question_id):
            known = ", ".join(question.id for question in centre.questions)
            faults[question_id] = phrase(
                "checklist.unknown-question", question=str(question_id), known=known
            )
            continue
        question = centre.question(question_id)
        given = _given(value)
        codes = tuple(dict.fromkeys(_code(centre, question, text) or "" for text in given))
        if "" in codes:
            wrong = next(text for text in given if not _code(centre, question, text))
            faults[question_id] = phrase(
                "checklist.unknown-answer",
                question=question.wording,
                answer=wrong,
                right=_right(centre, question),
            )
        elif question.kind == "one" and len(codes) > 1:
            faults[question_id] = phrase("checklist.one-answer", question=question.wording)
        elif codes:
            found[question_id] = codes if question.kind == "many" else codes[0]
    if faults:
        raise BadAnswers(faults)
    return found


def core(centre: Centre) -> tuple[Question, ...]:
    """The core questions, in order."""
    return tuple(sorted((q for q in centre.questions if q.core), key=_place))


def missing_core(centre: Centre, answers: Answers) -> tuple[Question, ...]:
    """The core questions that nobody has answered yet.

    A part of the world stands for a market.
    """
    return tuple(q for q in core(centre) if not _answered(q.id, answers))


def asked(centre: Centre, answers: Answers) -> tuple[Question, ...]:
    """The questions that matter now, answered or not: the core ones first, then by number."""
    known = facts(centre, answers)
    return (*core(centre), *(q for q in centre.questions if not q.core and q.when.holds(known)))


def sub_region(centre: Centre, answers: Answers) -> str | None:
    """The part of the region in which the business is; None when unknown or outside."""
    place = centre.geography.by_name.get(str(answers.get("municipality", "")))
    return place.sub_region if place else None


def market_regions(centre: Centre, answers: Answers) -> frozenset[str]:
    """The parts of the world it is about, answered or derived from the countries."""
    return centre.markets.regions_of(
        several(answers.get("market")), several(answers.get("market_region"))
    )


def live_needs(answers: Answers) -> tuple[str, ...]:
    """Every need that has been named, the one chosen as first included."""
    named = (*several(answers.get("needs")), *several(answers.get("first_need")))
    return tuple(dict.fromkeys(named))


def facts(centre: Centre, answers: Answers) -> Facts:
    """The answers and what follows from them, as conditions look at them."""
    known = {key: several(value) for key, value in answers.items()}
    known["needs"] = live_needs(answers)
    place = centre.geography.by_name.get(str(answers.get("municipality", "")))
    if place is not None:
        known["sub_region"] = (place.sub_region,)
        known["area"] = place.areas
    countries, regions = known.get("market", ()), known.get("market_region", ())
    if countries or regions:
        known["market_region"] = tuple(sorted(centre.markets.regions_of(countries, regions)))
        known["market_group"] = tuple(sorted(centre.markets.groups_of(countries, regions)))
    return known


def several(value: object) -> tuple[str, ...]:
    """An answer as a tuple, whether one code, several or none."""
    if value is None or value == "":
        return ()
    return (value,) if isinstance(value, str) else tuple(value)  # type: ignore[arg-type]


def _answered(question_id: str, answers: Answers) -> bool:
    if question_id == "market" and answers.get("market_region"):
        return True
    return bool(answers.get(question_id))


def _place(question: Question) -> int:
    return question.number if question.number is not None else 0


def _given(value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if isinstance(value, bool):
        return ("yes" if value else "no",)
    items: Iterable[object] = value if isinstance(value, list | tuple) else (value,)
    return tuple(text for item in items if item is not None and (text := str(item).strip()))


def _code(centre: Centre, question: Question, text: str) -> str | None:
    """The code that a text means for this question; None when it means none."""
    folded = " ".join(text.split()).casefold()
    for code in question.codes:
        if code.code.casefold() == folded:
            return code.code
    match question.source:
        case "municipalities":
            return OUTSIDE if folded == OUTSIDE else _municipality(centre, folded)
        case "countries":
            return _country(centre, folded)
        case "organisations":
            return next((o.slug for o in centre.organisations if o.slug == folded), None)
        case _:
            return None


def _right(centre: Centre, question: Question) -> Phrase:
    """What would be an answer to a question."""
    match question.source:
        case "municipalities":
            return phrase("checklist.right-place", outside=OUTSIDE)
        case "countries":
            return phrase("checklist.right-country")
    codes = [code.code for code in question.offered]
    if question.source == "organisations":
        codes = [organisation.slug for organisation in centre.organisations] + codes
    return phrase("checklist.right-codes", codes=", ".join(codes))


def _municipality(centre: Centre, folded: str) -> str | None:
    written = centre.geography.written
    for ending in ("", "s kommun", " kommun", " municipality"):
        if folded.endswith(ending):
            name = written.get(folded.removesuffix(ending))
            if name:
                return name
    return None


def _country(centre: Centre, folded: str) -> str | None:
    code = folded.upper()
    if code == centre.markets.home or code in centre.markets.countries:
        return code
    if folded in SPOKEN_COUNTRIES:
        return SPOKEN_COUNTRIES[folded]
    return _names_of_countries(frozenset(centre.markets.countries) | {EU}).get(folded)


@cache
def _names_of_countries(countries: frozenset[str]) -> Mapping[str, str]:
    return {
        country_name(code, lang).casefold(): code
        for lang in LANGUAGES
        for code in sorted(countries)
    }


def shown(
    centre: Centre, question_id: str, value: str | tuple[str, ...]
) -> tuple[Label | str, ...]:
    """What to call the answer or answers to a question, in the order given."""
    return tuple(centre.label(question_id, code) for code in several(value))
