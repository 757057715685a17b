"""Answers to people whom the bot may not write to in private: told where they are that one waits.

They are of another tenant in a shared channel, or have no chat with the bot. What is private is
shown in a dialog, which opens for the presser alone.
"""

from __future__ import annotations

from dataclasses import replace

from bot.desk.intents import only_reads
from bot.desk.replies import Button, Outcome, Request
from bot.handlers.teams import calls, messages, references, render
from bot.handlers.teams.origins import Origin
from bot.handlers.teams.setup import Installation
from bot.observing import log
from bot.storage.engine import StorageFault
from bot.texts import Lang, Phrase, phrase

_log = log(__name__)


async def offer_form(
    installation: Installation, request: Request, outcome: Outcome, where: Origin
) -> None:
    """A button where they are, which opens the form in a dialog for them alone."""
    await _offer(installation, request, outcome.lang, where, code="teams.form_waits")


async def answer_waits(
    installation: Installation, request: Request, outcome: Outcome, where: Origin
) -> None:
    """The answer to who cannot be written to: that it is done, or a button that shows it to them.

    What has changed nothing is asked for anew by the press, and its answer shown in a dialog. So
    is an answer that is kept nowhere (a code), of which the press makes another. A refused step
    may be taken by the press, when things have changed: its button says "try again".
    """
    if outcome.done and outcome.repeat is None and not only_reads(request):
        await _mention(installation, request, outcome.lang, where, code="teams.done_for")
        return
    if outcome.done or only_reads(request):
        label, code = phrase("teams.show_answer"), "teams.answer_waits"
    else:
        label, code = phrase("teams.try_again"), "teams.was_refused"
    await _offer(installation, request, outcome.lang, where, code=code, label=label)


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
        await _mention(installation, request, lang, where, code="teams.not_kept")
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
    known = replace(known, user=where.account, name=known.name or where.name)
    words = render.say(Phrase(code, {"who": ""}), lang)
    buttons = (button,) if button is not None else ()
    said = messages.mentioning(where.user, known, words, lang, buttons)
    await calls.say(installation, where, said)
