"""What is done with what a member did: the desk is asked, and its answer given.

Nothing private is ever shown in a channel. It goes into the dialog or the small line under a card
that only its presser sees, or into the one-to-one chat; to people of another tenant, whom the bot
may not write to, only the word that something waits.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from bot.desk.dispatch import only_reads
from bot.desk.replies import Button, Gone, Later, Line, Outcome, Request
from bot.handlers.teams import answers, forms, messages, references, render
from bot.handlers.teams.connector import TROUBLES, ConnectorError
from bot.handlers.teams.kit import Card
from bot.handlers.teams.origins import Origin
from bot.handlers.teams.outbound import reason
from bot.handlers.teams.references import Reference
from bot.handlers.teams.setup import Installation
from bot.observing import log
from bot.storage.engine import StorageFault
from bot.texts import Lang, Phrase, phrase

TRIES = 3
LONGEST_WAIT = 30.0
"""Seconds that a private answer waits for Teams' leave; later it would only confuse."""
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
    installation.spawn(give(installation, request, outcome, where))
    code = "teams.below" if where.direct else "teams.in_chat"
    return answers.toast(render.say(phrase(code), lang))


# -- answers that are sent


async def give(
    installation: Installation, request: Request, outcome: Outcome, where: Origin
) -> None:
    """Give the private answer in the one-to-one chat, and a form it may ask for."""
    if outcome.form is not None:
        await _give_form(installation, request, outcome, where)
    elif outcome.private:
        await _tell(installation, request, outcome, where)


async def put_in_place(installation: Installation, card: Card, where: Origin) -> bool:
    """Put a card in the place of the form it answers, in the chat. False if it failed."""
    if not (where.direct and where.on):
        return False
    known = Reference(where.service_url, where.tenant, where.bot, where.kind)
    said = messages.of_card(card, str(card.get("fallbackText", "")))

    async def change() -> None:
        await installation.outbound.change(known, where.conversation, where.on, said)

    why = await _called(installation, change)
    if why:
        _log.info("form_not_replaced", why=why)
    return not why


async def keep_in_place(installation: Installation, card: Card, where: Origin) -> None:
    """The same, where the presser has been answered already."""
    await put_in_place(installation, card, where)


async def give_in_place(
    installation: Installation, request: Request, outcome: Outcome, where: Origin
) -> None:
    """The answer to a form sent by a client without `Action.Execute`: in its place, or below."""
    if not await put_in_place(installation, answers.in_place(outcome, request), where):
        await give(installation, request, outcome, where)


async def answer(
    installation: Installation, request: Request, outcome: Outcome, where: Origin
) -> None:
    """The answer to words: the private part in private, what is for all in the thread.

    Who has opened a thread in a channel to ask is told there that the answer is elsewhere.
    """
    await give(installation, request, outcome, where)
    if outcome.aloud:
        await _aloud(installation, request, outcome, where)
    elif where.opens_thread and not references.read(request.caller.reference).outsider:
        line = (Line(phrase("teams.answered")),)
        await _say(installation, where, messages.activity(line, outcome.lang, "room"))


async def _aloud(
    installation: Installation, request: Request, outcome: Outcome, where: Origin
) -> None:
    said = messages.activity(outcome.aloud, outcome.lang, "room")
    why = await _say(installation, where, said)
    _log.info("said_aloud", result=why or "sent")


async def _tell(
    installation: Installation, request: Request, outcome: Outcome, where: Origin
) -> None:
    """Say something to one member in private; an outsider is told where they are that it waits."""
    known = references.read(request.caller.reference)
    if known.outsider:
        await _away(installation, request, outcome, where)
        return
    for said in messages.activities(outcome.private, outcome.lang):
        if not await _write(installation, where, known, said):
            return


async def _give_form(
    installation: Installation, request: Request, outcome: Outcome, where: Origin
) -> None:
    form = outcome.form
    if form is None:
        return
    known = references.read(request.caller.reference)
    if known.outsider:
        await _offer_form(installation, request, outcome, where)
        return
    place = answers.about(request, form)
    made = forms.card(form, outcome.lang, "chat", place, outcome.private)
    await _write(
        installation, where, known, messages.of_card(made, forms.title(form, outcome.lang))
    )


async def _offer_form(
    installation: Installation, request: Request, outcome: Outcome, where: Origin
) -> None:
    """For an outsider: a button where they are, which opens the form in a dialog for them alone."""
    await _offer(installation, request, outcome.lang, where, code="teams.form_waits")


async def _away(
    installation: Installation, request: Request, outcome: Outcome, where: Origin
) -> None:
    """The answer to an outsider's words: that it is done, or a button that shows it to them.

    What has changed nothing is asked for anew by the press, and its answer shown in a dialog.
    """
    if outcome.done and not only_reads(request):
        await _mention(installation, request, outcome.lang, where, code="teams.done_for")
        return
    label, lang = phrase("teams.show_answer"), outcome.lang
    await _offer(installation, request, lang, where, code="teams.answer_waits", label=label)


async def _offer(
    installation: Installation,
    request: Request,
    lang: Lang,
    where: Origin,
    *,
    code: str,
    label: Phrase | None = None,
) -> None:
    try:
        button = await installation.keep_request(request)
    except StorageFault as fault:
        _log.error("request_not_kept", command=request.name, cause=type(fault).__name__)
        await _mention(installation, request, lang, where, code="chat.away_plain")
        return
    shown = button if label is None else replace(button, label=label)
    await _mention(installation, request, lang, where, code=code, button=shown)


async def _mention(
    installation: Installation,
    request: Request,
    lang: Lang,
    where: Origin,
    *,
    code: str,
    button: Button | None = None,
) -> None:
    known = references.read(request.caller.reference)
    words = render.say(Phrase(code, {"who": ""}), lang)
    buttons = (button,) if button is not None else ()
    said = messages.mentioning(where.user, known, words, lang, buttons)
    await _say(installation, where, said)


# -- calls to Teams


async def _write(
    installation: Installation, where: Origin, known: Reference, said: dict[str, Any]
) -> bool:
    """One message into the one-to-one chat with who acted. False when it did not arrive."""
    way = installation.outbound
    known = replace(known, service_url=where.service_url, bot=where.bot, user=where.account)

    async def post() -> None:
        if where.direct:
            await way.post(known, where.conversation, said)
            return
        conversation = await way.private(where.tenant, where.user, known)
        await way.post(known, conversation, said)

    why = await _called(installation, post)
    if why:
        way.forget(where.tenant, where.user)
        _log.error("answer_not_given", why=why)
    return not why


async def _say(installation: Installation, where: Origin, said: dict[str, Any]) -> str:
    """One message where it was asked, in the same thread. Why it did not arrive, or ""."""
    known = Reference(where.service_url, where.tenant, where.bot, where.kind)

    async def post() -> None:
        await installation.outbound.post(known, where.conversation, said)

    why = await _called(installation, post)
    if why:
        _log.error("not_said", why=why)
    return why


async def _called(installation: Installation, post: Callable[[], Awaitable[None]]) -> str:
    """One call with a few tries; why it did not succeed, or ""."""
    why = ""
    for _ in range(TRIES):
        try:
            await post()
        except ConnectorError as error:
            why = reason(error)
            result = installation.outbound.meaning(error)
            if isinstance(result, Gone) or error.refuses_us:
                return why
            if isinstance(result, Later):
                await asyncio.sleep(min(result.seconds, LONGEST_WAIT))
        except TROUBLES as error:
            why = reason(error)
        else:
            return ""
    return why
