"""What routing comes to: the lead, the supports and the runners-up, each with its reasons, and the
same as the command line prints it."""

from __future__ import annotations

from dataclasses import dataclass

from bot.centre.checklist import Answers
from bot.centre.model import Centre
from bot.centre.reasons import Reason
from bot.texts import Label, Lang, Phrase, say


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An organisation, why it is suggested, and what kept it from leading where it does not."""

    organisation: str
    score: float
    reasons: tuple[Reason, ...]
    lost: Label | Phrase | None = None


@dataclass(frozen=True, slots=True)
class OutOfScope:
    """What does not belong to the centre, and the polite pointer to where it does."""

    code: str
    text: Label


@dataclass(frozen=True, slots=True)
class Routing:
    """Who should take it, and why.

    `suggestions` are ranked, the first is the lead. `gated` are those that a rule named and a
    gate shut out, with the gate's text. `near` says that the first two are within a hair, and
    `question` is the id of the one question that would settle who leads.
    """

    lead: str | None
    support: tuple[str, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    near: bool = False
    question: str | None = None
    out_of_scope: OutOfScope | None = None
    urgent: bool = False
    version: str = ""
    gated: tuple[Suggestion, ...] = ()


def as_json(centre: Centre, routing: Routing, answers: Answers, lang: Lang) -> dict[str, object]:
    """A routing as the command line prints it, its texts in one language."""
    out = routing.out_of_scope
    return {
        "lead": routing.lead,
        "support": list(routing.support),
        "suggestions": [
            {
                "organisation": suggestion.organisation,
                "reasons": [_reason_json(reason, lang) for reason in suggestion.reasons],
            }
            for suggestion in routing.suggestions
        ],
        "answers": {
            key: list(value) if isinstance(value, tuple) else value
            for key, value in answers.items()
        },
        "question": routing.question,
        "out_of_scope": {"code": out.code, "text": say(out.text, lang)} if out else None,
    }


def _reason_json(reason: Reason, lang: Lang) -> dict[str, object]:
    codes: dict[str, list[str]] = {}
    for question, code in reason.answers:
        codes.setdefault(question, []).append(code)
    return {
        "rule": reason.rule,
        "answers": {key: found[0] if len(found) == 1 else found for key, found in codes.items()},
        "text": say(reason.text, lang),
    }
