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

from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.desk.replies import Body, Buttons, Form, Line, Outcome, Request
from bot.handlers.slack import filled, forms, kit, render
from bot.handlers.slack.inbound import Back
from bot.handlers.slack.outbound import NO_BLOCKS, TROUBLES, reason, retry_after
from bot.handlers.slack.setup import Installation
from bot.observing import log
from bot.storage.engine import StorageFault
from bot.texts import Lang, phrase

PATIENCE = 0.7
"""Seconds the desk gets before a loading view is shown in its place."""
TRIES = 3
LONGEST_WAIT = 30.0
"""Seconds that a private answer waits for Slack's leave; later it would only confuse."""

_log = log(__name__)


async def open_form(installation: Installation, request: Request, back: Back) -> None:
    """Ask for a form and open it; a loading view stands in for one that takes its time."""
    asking = asyncio.ensure_future(installation.ask(request))
    await asyncio.wait({asking}, timeout=PATIENCE)
    view_id = back.view
    if not asking.done():
        lang = request.caller.lang or "sv"
        view_id = await _show(installation, forms.loading(lang, back.kept()), back)
    outcome = await asking
    if outcome.form is None:
        if view_id and not back.view:
            await _fill(installation, view_id, _answer(outcome, back))
            return
        await give(installation, request, outcome, back)
        return
    view = forms.view(_with_answer(outcome), outcome.lang, back.kept())
    if view_id and not back.view:
        await _fill(installation, view_id, view)
        return
    if not await _show(installation, view, back):
        await _hand_over(installation, request, outcome, back)


async def give(installation: Installation, request: Request, outcome: Outcome, back: Back) -> None:
    """Give the private answer of a step that was taken, and a form it may ask for."""
    if outcome.form is None:
        await tell(installation, outcome.private, outcome.lang, back)
        return
    view = forms.view(_with_answer(outcome), outcome.lang, back.kept())
    if not (back.trigger and await _show(installation, view, back)):
        await _hand_over(installation, request, outcome, back)


async def tell(installation: Installation, body: Body, lang: Lang, back: Back) -> None:
    """Say something to one member: in a view, in their own conversation, or as a whisper."""
    if not body:
        return
    if back.view:
        await _fill(installation, back.view, forms.answer(body, lang, back.kept()))
    elif not back.channel and back.trigger:
        shown = await _show(installation, forms.answer(body, lang, back.kept()), back)
        if not shown:
            await _write_to(installation, back.user, body, lang)
    elif back.direct or not back.channel:
        await _write_to(installation, back.channel or back.user, body, lang, back.thread)
    else:
        await _whisper(installation, body, lang, back)


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
            await _fill(installation, view_id, _answer(outcome, back))
            return
        drawn = forms.view(_with_answer(outcome), outcome.lang, back.kept(), view)
        await _fill(installation, view_id, drawn)


def after_submit(outcome: Outcome, back: Back, view: Mapping[str, Any]) -> dict[str, Any] | None:
    """What Slack is told to do with a modal that was sent; None closes it.

    A refusal is laid over the form, so that what was typed is still there beneath it.
    """
    if outcome.form is not None:
        errors = _errors(outcome.form, outcome.lang, view) if not outcome.done else {}
        if errors:
            return {"response_action": "errors", "errors": errors}
        before = view if not outcome.done else None
        drawn = forms.view(_with_answer(outcome), outcome.lang, back.kept(), before)
        return {"response_action": "update", "view": drawn}
    if not outcome.done and outcome.private:
        title = phrase("chat.not_done")
        shown = forms.answer(outcome.private, outcome.lang, back.kept(), title)
        return {"response_action": "push", "view": shown}
    if outcome.private and not back.channel:
        return {"response_action": "update", "view": _answer(outcome, back)}
    return None


def _errors(form: Form, lang: Lang, view: Mapping[str, Any]) -> dict[str, str]:
    """What is wrong, by the block it stands in; empty where the form must be drawn anew."""
    ids = filled.block_ids(view)
    wrong = {i.name: i.error for i in form.inputs if i.error is not None}
    if form.intro or {i.name for i in form.inputs} != set(ids):
        return {}
    return {ids[name]: render.say(error, lang) for name, error in wrong.items()}


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


# -- calls to Slack


async def _show(installation: Installation, view: forms.View, back: Back) -> str:
    """Open a modal, over the one that stands there if it was asked for in one; "" if it failed."""
    call = installation.client.views_push if back.view else installation.client.views_open
    try:
        answer = await call(trigger_id=back.trigger, view=view)
    except (SlackApiError, *TROUBLES) as error:
        _log.warning("view_not_opened", why=reason(error))
        return ""
    return str(answer["view"]["id"])


async def _fill(installation: Installation, view_id: str, view: forms.View) -> None:
    """Put something else into a modal; one that was closed meanwhile stays closed."""
    try:
        await installation.client.views_update(view_id=view_id, view=view)
    except (SlackApiError, *TROUBLES) as error:
        _log.info("view_not_updated", why=reason(error))


async def _write_to(
    installation: Installation, channel: str, body: Body, lang: Lang, thread: str = ""
) -> None:
    """Write into a private conversation."""
    for blocks in render.messages(body, lang):
        asked = {"channel": channel, "blocks": blocks, "text": render.fallback(body, lang)}
        if thread:
            asked["thread_ts"] = thread
        why = await _called(installation, "chat.postMessage", asked)
        if why:
            _log.error("answer_not_given", why=why)
            return


async def _whisper(installation: Installation, body: Body, lang: Lang, back: Back) -> None:
    """Say it where it was asked, seen by one; where we may not, in private."""
    for blocks in render.messages(body, lang):
        asked = {
            "channel": back.channel,
            "user": back.user,
            "blocks": blocks,
            "text": render.fallback(body, lang),
        }
        if back.thread:
            asked["thread_ts"] = back.thread
        why = await _called(installation, "chat.postEphemeral", asked)
        if why:
            _log.info("not_whispered", why=why)
            if await _respond(installation, asked, back):
                continue
            await _write_to(installation, back.user, body, lang)
            return


async def _respond(installation: Installation, said: Mapping[str, Any], back: Back) -> bool:
    """Answer through the address that came with a press or a command: no membership needed."""
    if not back.response_url:
        return False
    client = AsyncWebhookClient(back.response_url, session=installation.client.session)
    try:
        answer = await client.send(
            text=said["text"],
            blocks=said["blocks"],
            response_type="ephemeral",
            replace_original=False,
        )
    except TROUBLES as error:
        _log.info("not_responded", why=reason(error))
        return False
    return answer.status_code == 200


async def _called(installation: Installation, method: str, asked: Mapping[str, Any]) -> str:
    """One call with a few tries; why it did not succeed, or ""."""
    why = ""
    for _ in range(TRIES):
        try:
            await installation.client.api_call(method, json=dict(asked))
        except SlackApiError as error:
            why = reason(error)
            if error.response.status_code == 429 or why == "ratelimited":
                await asyncio.sleep(min(retry_after(error), LONGEST_WAIT))
                continue
            if why in NO_BLOCKS:
                asked = {**asked, "blocks": kit.unfolded(asked["blocks"])}
                continue
            if error.response.status_code < 500:
                return why
        except TROUBLES as error:
            why = reason(error)
        else:
            return ""
    return why


async def _hand_over(
    installation: Installation, request: Request, outcome: Outcome, back: Back
) -> None:
    """The trigger has expired: a button opens the form with a fresh one."""
    await offer_form(installation, request, outcome, replace(back, trigger="", view=""))
