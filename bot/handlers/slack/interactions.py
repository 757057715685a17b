"""What members do with Slack's own controls: commands, presses, modals, shortcuts, searches.

Each function is given the payload and returns what the acknowledgement carries. Whatever commits
has committed by then; what only shows something goes on beside.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.desk.intents import opens_form
from bot.desk.replies import Caller, Input, Line, Outcome
from bot.handlers.slack import filled, forms, inbound, kit, render, searching, steps
from bot.handlers.slack.inbound import Back, UnreadableError
from bot.handlers.slack.setup import Installation
from bot.handlers.slack.uploads import NotHandedOver
from bot.observing import log
from bot.texts import Lang, phrase

Payload = Mapping[str, Any]
Ack = dict[str, Any]

_log = log(__name__)


async def command(installation: Installation, body: Payload) -> Ack:
    """A slash command."""
    if not _expected(installation, body):
        return {}
    back = inbound.back_from_command(body)
    who = await caller(installation, back, str(body.get("user_name", "")))
    place = inbound.place(back, installation.here)
    request = inbound.from_command(body, who, place, installation.read)
    if opens_form(request):
        installation.spawn(steps.open_form(installation, request, back))
        return {}
    outcome = await installation.ask(request)
    installation.spawn(steps.give(installation, request, outcome, back))
    return {}


async def press(installation: Installation, body: Payload) -> None:
    """A pressed button, a chosen line of a menu, or an answer that changes its form."""
    if not _expected(installation, body):
        return
    action = (body.get("actions") or [{}])[0]
    view = body.get("view") or {}
    try:
        back = inbound.back_from_press(body)
        who = await caller(installation, back, str((body.get("user") or {}).get("name", "")))
        place = inbound.place(back, installation.here)
        if view.get("type") == "modal" and action.get("type") not in ("button", "overflow"):
            request = inbound.from_view(view, who, place, refresh=True)
            installation.spawn(steps.refill(installation, request, back, view))
            return
        request, opens = inbound.from_press(action, who, place)
    except UnreadableError as error:
        _log.warning("unreadable_press", why=str(error))
        await _unreadable(installation, body)
        return
    if opens or opens_form(request):
        installation.spawn(steps.open_form(installation, request, back))
        return
    outcome = await installation.ask(request)
    installation.spawn(steps.give(installation, request, outcome, back))


async def submit(installation: Installation, body: Payload) -> Ack:
    """A modal that was sent."""
    view = body.get("view") or {}
    if not _expected(installation, body) or view.get("callback_id") != forms.FORM:
        return {}
    chosen = filled.files(view)
    if chosen:
        texts, wrong = await _read(installation, chosen, inbound.user_of(body))
        if wrong:
            return {"response_action": "errors", "errors": wrong}
        view = filled.with_texts(view, texts)
    try:
        back = inbound.back_from_view(body)
        who = await caller(installation, back, str((body.get("user") or {}).get("name", "")))
        request = inbound.from_view(view, who, inbound.place(back, installation.here))
    except UnreadableError as error:
        _log.warning("unreadable_form", why=str(error))
        lang = await _language(installation, inbound.user_of(body))
        old = Outcome(private=(Line(phrase("chat.unreadable")),), done=False, lang=lang)
        return steps.after_submit(installation, old, Back(inbound.user_of(body)), view) or {}
    outcome = await installation.ask(request)
    answer = steps.after_submit(installation, outcome, back, view)
    if answer is None:
        installation.spawn(steps.give(installation, request, outcome, back))
    return answer or {}


async def _read(
    installation: Installation, chosen: Mapping[str, Mapping[str, Any]], user: str
) -> tuple[dict[str, str], dict[str, str]]:
    """The texts of the files that came with a form, and what to say at those not to be read."""
    texts: dict[str, str] = {}
    wrong: dict[str, str] = {}
    for block_id, file in chosen.items():
        try:
            texts[block_id] = await installation.outbound.files.read(file)
        except NotHandedOver as error:
            _log.warning("file_not_read", why=str(error))
            lang = await _language(installation, user)
            wrong[block_id] = render.say(phrase("chat.file_not_read"), lang)
    return texts, wrong


async def shortcut(installation: Installation, body: Payload) -> None:
    """A shortcut: on a message (its text is the need, with a link back), or on its own."""
    if not _expected(installation, body):
        return
    installation.spawn(_open_shortcut(installation, body))


async def _open_shortcut(installation: Installation, body: Payload) -> None:
    where, back = installation.here, inbound.back_from_shortcut(body)
    who = await caller(installation, back, str((body.get("user") or {}).get("name", "")))
    message = body.get("message") or {}
    text = str(message.get("text") or "")
    names = await installation.names(inbound.mentioned(text, where.bot_user))
    link = inbound.link_to(
        where.url, back.channel, str(message.get("ts", "")), str(message.get("thread_ts", ""))
    )
    place = inbound.place(back, where, link)
    typed = inbound.as_typed(text, where.bot_user, names)
    request = inbound.from_shortcut(body, who, place, typed)
    await steps.open_form(installation, request, back)


async def search(installation: Installation, body: Payload) -> list[kit.Element]:
    """What a search field offers for the letters typed so far."""
    if not _expected(installation, body):
        return []
    view = body.get("view") or {}
    try:
        back = inbound.back_from_view(body)
        who = await caller(installation, back)
        place = inbound.place(back, installation.here)
        request = inbound.from_search(view, who, place)
    except UnreadableError:
        return []
    outcome = await installation.ask(request)
    name = str(body.get("block_id", "")).partition("#")[0]
    asked = _field(outcome, name)
    if asked is None:
        return []
    return searching.options(asked, str(body.get("value", "")), outcome.lang)


def _field(outcome: Outcome, name: str) -> Input | None:
    inputs = outcome.form.inputs if outcome.form is not None else ()
    return next((asked for asked in inputs if asked.name == name), None)


async def caller(installation: Installation, back: Back, name: str = "") -> Caller:
    """Who acts, as the desk is told."""
    person = await installation.person_soon(back.user, name)
    return inbound.caller(person, installation.here, back)


def _expected(installation: Installation, body: Payload) -> bool:
    if inbound.is_ours(body, installation.here):
        return True
    _log.warning("unknown_workspace", type=str(body.get("type") or body.get("command") or ""))
    return False


async def _unreadable(installation: Installation, body: Payload) -> None:
    try:
        back = inbound.back_from_press(body)
    except UnreadableError:
        back = Back(inbound.user_of(body), trigger=str(body.get("trigger_id", "")))
    lang = await _language(installation, back.user)
    said = (Line(phrase("chat.unreadable")),)
    installation.spawn(steps.tell(installation, said, lang, back))


async def _language(installation: Installation, user: str) -> Lang:
    person = await installation.person_soon(user)
    return person.lang or "sv"
