"""Whom the checklist suggests for a case, each with why."""

from __future__ import annotations

from bot.centre.routing import Suggestion
from bot.desk import buttons
from bot.desk.cases import Case, name_of, routing
from bot.desk.replies import Section
from bot.desk.work import Work
from bot.texts import Arg, Phrase, phrase

SUGGESTIONS_SHOWN = 3


def suggestions(work: Work, case: Case) -> Section:
    """Whom the checklist suggests, each with its reasons, and a button to ask the first."""
    found = routing(work, case)
    if found.out_of_scope is not None:
        return Section(phrase("card.out_of_scope"), (found.out_of_scope.text,))
    lines: list[Arg] = []
    if found.question:
        question = work.centre.question(found.question)
        lines.append(phrase("card.one_question", question=question.wording))
    for place, suggestion in enumerate(found.suggestions[:SUGGESTIONS_SHOWN]):
        lines.append(suggestion_line(work, suggestion, first=place == 0))
    asked = bool(case.offers or case.requests)
    offered = () if asked else buttons.offers(work, case, found)
    heading = "card.suggestions.near" if found.near else "card.suggestions"
    return Section(phrase(heading), tuple(lines), folded=asked, buttons=offered)


def suggestion_line(work: Work, suggestion: Suggestion, *, first: bool) -> Phrase:
    """One suggested organisation with why, and for a runner-up why it came after."""
    why = suggestion.lost if suggestion.lost and not first else because(suggestion)
    name = name_of(work, suggestion.organisation)
    return phrase("card.suggestion", organisation=name, why=why)


def because(suggestion: Suggestion) -> Arg:
    """Why an organisation is suggested: its first two reasons."""
    reasons = [reason.text for reason in suggestion.reasons[:2]]
    if len(reasons) > 1:
        return phrase("card.reasons", one=reasons[0], two=reasons[1])
    return reasons[0] if reasons else ""
