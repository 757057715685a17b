"""Whom to ask in the press that opens a case: the suggested one, or one of two that are near."""

from __future__ import annotations

from bot.centre.routing import Routing
from bot.desk.cases import name_of
from bot.desk.replies import Input, Option
from bot.desk.suggestions import suggestion_line
from bot.desk.work import Work
from bot.texts import Arg, phrase

SUGGESTED = "suggested"
NOBODY = "nobody"
CHOOSE = "choose"
"""Two are near and the poster has not chosen: both are shown after the press."""


def offer_input(work: Work, chosen: str, found: Routing | None, sent: Routing) -> Input:
    """Whom to ask in the same press: the suggested one is ticked, of two that are near neither.

    `found` weighs what was read by how likely it is; `sent` is what the answers lead to once the
    poster has sent them.
    """
    options, hint = _offer_options(work, found, sent)
    values = [option.value for option in options]
    value = chosen if chosen in values else values[0]
    if value != chosen and CHOOSE in values:
        value = CHOOSE
    label = phrase("form.refer.offer_to")
    return Input("offer_to", label, "choice", value, tuple(options), hint=hint, required=True)


def _offer_options(work: Work, found: Routing | None, sent: Routing) -> tuple[list[Option], Arg]:
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
        return [*both, Option(CHOOSE, nobody)], _between(work, found)
    first = suggestion_line(work, found.suggestions[0], first=True)
    same = sent.lead == found.lead and not sent.near
    value = SUGGESTED if same else found.suggestions[0].organisation
    return [Option(value, names[0]), Option(NOBODY, nobody)], first


def _between(work: Work, found: Routing) -> Arg:
    """Why two are shown, and the one question whose answer would settle it."""
    if not found.question:
        return phrase("form.refer.offer_near")
    wording = work.centre.question(found.question).wording
    return phrase("form.refer.offer_near_question", question=wording)
