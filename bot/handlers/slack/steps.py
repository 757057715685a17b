"""What is done with what a member did: the desk is asked, and its answer given.

Whatever commits is dispatched before the acknowledgement, so that Slack sends again what a dying
process did not finish. A form commits nothing when it opens: it is acknowledged at once and
opened beside, within the three seconds that its trigger lives, also while the database is slow.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.desk.replies import Body, Buttons, Form, Line, Outcome, Request
from bot.handlers.slack import calls, filled, forms, render
from bot.handlers.slack.files import has_files
from bot.handlers.slack.inbound import Back
from bot.handlers.slack.setup import Installation
from bot.observing import log
from bot.storage.engine import StorageFault
from bot.texts import Lang, phrase

PATIENCE = 0.7
"""Seconds the desk gets before a loading view is shown in its place."""

_log = log(__name__)


async def open_form(installation: Installation, request: Request, back: Back) -> None:
    """Ask for a form and open it; a loading view stands in for one that takes its time."""
    asking = asyncio.ensure_future(installation.ask(request))
    await asyncio.wait({asking}, timeout=PATIENCE)
    view_id = back.view
    if not asking.done():
        lang = request.caller.lang or "sv"
        view_id = await calls.show(installation, forms.loading(lang, back.kept()), back)
    outcome = await asking
    if outcome.form is None:
        if view_id and not back.view:
            body = await calls.handed_over(installation, outcome.private, outcome.lang, back)
            await calls.fill(installation, view_id, _answer(replace(outcome, private=body), back))
            return
        await give(installation, request, outcome, back)
        return
    view = _view(installation, outcome, back)
    if view_id and not back.view:
        await calls.fill(installation, view_id, view)
        return
    if not await calls.show(installation, view, back):
        await _hand_over(installation, request, outcome, back)


async def give(installation: Installation, request: Request, outcome: Outcome, back: Back) -> None:
    """Give the private answer of a step that was taken, and a form it may ask for."""
    if outcome.form is None:
        await tell(installation, outcome.private, outcome.lang, back)
        return
    view = _view(installation, outcome, back)
    if not (back.trigger and await calls.show(installation, view, back)):
        await _hand_over(installation, request, outcome, back)


async def tell(installation: Installation, body: Body, lang: Lang, back: Back) -> None:
    """Say something to one member: in a view, in their own conversation, or as a whisper."""
    if not body:
        return
    body = await calls.handed_over(installation, body, lang, back)
    if back.view:
        await calls.fill(installation, back.view, forms.answer(body, lang, back.kept()))
    elif not back.channel and back.trigger:
        shown = await calls.show(installation, forms.answer(body, lang, back.kept()), back)
        if not shown:
            await calls.write_to(installation, back.user, body, lang)
    elif back.direct or not back.channel:
        await calls.write_to(installation, back.channel or back.user, body, lang, back.thread)
    else:
        await calls.whisper(installation, body, lang, back)


async def offer_form(
    installation: Installation, request: Request, outcome: Outcome, back: Back
) -> None:
    """A form was asked for where none can be opened (a mention): a button that opens it."""
    try:
        button = await installation.keep_request(request)
    except StorageFault as fault:
        _log.error("request_not_kept", command=request.name, cause=type(fault).__name__)
        await tell(installation, (Line(fault.phrase),), outcome.lang, back)
        return
    waits = (Line(phrase("chat.form_waits")), Buttons((button,)))
    await tell(installation, (*outcome.private, *waits), outcome.lang, back)


async def refill(
    installation: Installation, request: Request, back: Back, view: Mapping[str, Any]
) -> None:
    """Draw a form anew after an answer that decides what is asked next.

    One at a time, in the order of the answers: two quick ones may both have been given before
    the first was drawn, and the last must be the one that stays.
    """
    view_id = str(view["id"])
    async with installation.turn(view_id):
        outcome = await installation.ask(request)
        if outcome.form is None:
            await calls.fill(installation, view_id, _answer(outcome, back))
            return
        drawn = _view(installation, outcome, back, view)
        await calls.fill(installation, view_id, drawn)


def after_submit(
    installation: Installation, outcome: Outcome, back: Back, view: Mapping[str, Any]
) -> dict[str, Any] | None:
    """What Slack is told to do with a modal that was sent; None closes it.

    A refusal is laid over the form, so that what was typed is still there beneath it.
    """
    if outcome.form is not None:
        errors = _errors(outcome.form, outcome.lang, view) if not outcome.done else {}
        if errors:
            return {"response_action": "errors", "errors": errors}
        before = view if not outcome.done else None
        drawn = _view(installation, outcome, back, before)
        return {"response_action": "update", "view": drawn}
    if not outcome.done and outcome.private:
        title = phrase("chat.not_done")
        shown = forms.answer(outcome.private, outcome.lang, back.kept(), title)
        return {"response_action": "push", "view": shown}
    if outcome.private and not back.channel and not has_files(outcome.private):
        return {"response_action": "update", "view": _answer(outcome, back)}
    return None


def _errors(form: Form, lang: Lang, view: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong, by the block it stands in; empty where the form must be drawn anew."""
    ids = filled.block_ids(view)
    wrong = {i.name: i.error for i in form.inputs if i.error is not None}
    if form.intro or {i.name for i in form.inputs} != set(ids):
        return {}
    return {ids[name]: render.say(error, lang) for name, error in wrong.items()}


def _view(
    installation: Installation,
    outcome: Outcome,
    back: Back,
    before: Mapping[str, Any] | None = None,
) -> forms.View:
    """The form that is asked for, with a field for a file where we may read one."""
    reads = installation.outbound.files.reads
    return forms.view(_with_answer(outcome), outcome.lang, back.kept(), before, reads=reads)


def _with_answer(outcome: Outcome) -> Form:
    """The form, with what was said to it above its fields (a welcome, "not saved")."""
    form = outcome.form
    if form is None:
        raise LookupError("an outcome without a form")
    said = tuple(block for block in outcome.private if block not in form.intro)
    return replace(form, intro=(*said, *form.intro)) if said else form


def _answer(outcome: Outcome, back: Back) -> forms.View:
    title = None if outcome.done else phrase("chat.not_done")
    return forms.answer(outcome.private, outcome.lang, back.kept(), title)


async def _hand_over(
    installation: Installation, request: Request, outcome: Outcome, back: Back
) -> None:
    """The trigger has expired: a button opens the form with a fresh one."""
    await offer_form(installation, request, outcome, replace(back, trigger="", view=""))
