"""What is done with what a member did: the desk is asked, and its answer given.

Nothing private is ever shown in a channel. It goes into the dialog or the small line under a card
that only its presser sees, or into the one-to-one chat; to people of another tenant, whom the bot
may not write to, only the word that something waits.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from bot.desk.replies import Address, File, Line, Outcome, Request
from bot.handlers.teams import answers, calls, forms, mentions, messages, references, render
from bot.handlers.teams.files import has_files, told
from bot.handlers.teams.inbound import PLATFORM
from bot.handlers.teams.kit import Card
from bot.handlers.teams.origins import Origin
from bot.handlers.teams.setup import Installation
from bot.observing import log
from bot.texts import phrase

TOAST = 300
"""Characters that the line under a card holds; more goes into the one-to-one chat."""

_log = log(__name__)


def pressed(
    installation: Installation, request: Request, outcome: Outcome, where: Origin
) -> dict[str, Any]:
    """The answer to a press on a card: a line, or a line that says where the rest is."""
    lang = outcome.lang
    if outcome.form is None:
        words = render.plain(outcome.private, lang)
        if not outcome.private:
            return answers.toast(render.say(phrase("teams.done"), lang))
        if words is not None and len(words) <= TOAST:
            return answers.toast(words)
    if installation.first_time(request) or not outcome.repeated:
        installation.spawn(give(installation, request, outcome, where))
    if references.read(request.caller.reference).outsider:
        return answers.toast(render.say(phrase("teams.waits_here"), lang))
    code = "teams.below" if where.direct else "teams.in_chat"
    return answers.toast(render.say(phrase(code), lang))


# -- answers that are sent


async def give(
    installation: Installation, request: Request, outcome: Outcome, where: Origin
) -> bool:
    """Give the private answer, or the form that is asked for, in the one-to-one chat.

    False where that could not be, and the person was mentioned where they are instead.
    """
    known = references.read(request.caller.reference)
    said = _private(installation, request, outcome, where)
    if not said:
        return True
    for number, part in enumerate(said):
        if known.outsider or not await calls.write(installation, where, known, part):
            if number or where.direct:
                return False
            if outcome.form is not None:
                await mentions.offer_form(installation, request, outcome, where)
            else:
                await mentions.answer_waits(installation, request, outcome, where)
            return False
    return True


async def whisper(
    installation: Installation, request: Request, outcome: Outcome, where: Origin
) -> None:
    """Say in the one-to-one chat what nobody asked for; where that cannot be, it is not said."""
    known = references.read(request.caller.reference)
    for said in _private(installation, request, outcome, where):
        if not await calls.write(installation, where, known, said):
            return


def _private(
    installation: Installation, request: Request, outcome: Outcome, where: Origin
) -> list[messages.Activity]:
    """What is said to one person alone, as messages."""
    lang, form = outcome.lang, outcome.form
    if form is None:
        to = Address(PLATFORM, where.tenant, user=where.user)
        place = answers.asked_at(request)
        return installation.outbound.letters(to, outcome.private, lang, place, request)
    card = forms.card(form, lang, "chat", answers.about(request, form), outcome.private)
    return [messages.of_card(card, forms.title(form, lang))]


def offered(
    installation: Installation, request: Request, outcome: Outcome, where: Origin
) -> Outcome:
    """An answer that is shown elsewhere than in the chat: its files are offered there, and in
    their place stands where they are."""
    if not has_files(outcome.private):
        return outcome
    if references.read(request.caller.reference).outsider:
        return replace(outcome, private=told(outcome.private, "chat.file_no_place"))
    files = tuple(block for block in outcome.private if isinstance(block, File))
    installation.spawn(give(installation, request, replace(outcome, private=files), where))
    return replace(outcome, private=told(outcome.private, "teams.file_asked"))


async def put_in_place(installation: Installation, card: Card, where: Origin) -> bool:
    """Put a card in the place of the form it answers, in the chat. False if it failed."""
    if not (where.direct and where.on):
        return False
    said = messages.of_card(card, str(card.get("fallbackText", "")))

    async def change() -> None:
        await installation.outbound.change(where.reference, where.conversation, where.on, said)

    why = await calls.called(installation, change)
    if why:
        _log.info("form_not_replaced", why=why)
    return not why


async def give_in_place(
    installation: Installation, request: Request, outcome: Outcome, where: Origin
) -> None:
    """The answer to a form sent by a client without `Action.Execute`: in its place, or below."""
    shown = offered(installation, request, outcome, where) if where.direct else outcome
    if not await put_in_place(installation, answers.in_place(shown, request), where):
        await give(installation, request, shown, where)


async def answer(
    installation: Installation, request: Request, outcome: Outcome, where: Origin
) -> None:
    """The answer to words: the private part in private, what is for all in the thread.

    Who has opened a thread in a channel to ask is told there that the answer is elsewhere.
    """
    given = await give(installation, request, outcome, where)
    if outcome.aloud:
        await _aloud(installation, request, outcome, where)
    elif where.opens_thread and given and (outcome.private or outcome.form):
        line = (Line(phrase("teams.answered")),)
        await calls.say(installation, where, messages.activity(line, outcome.lang, "room"))


async def _aloud(
    installation: Installation, request: Request, outcome: Outcome, where: Origin
) -> None:
    said = messages.activity(outcome.aloud, outcome.lang, "room")
    why = await calls.say(installation, where, said)
    _log.info("said_aloud", result=why or "sent")
