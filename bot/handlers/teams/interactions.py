"""What members do with Teams' own controls: presses, dialogs, message actions, searches.

Teams calls them invokes, and waits for their answers. Each function is given the activity and
returns what is answered. Whatever commits has committed by then; what only tells goes on beside.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from typing import Any

from bot.desk.intents import opens_form
from bot.desk.kept import GO_ON
from bot.desk.replies import Caller, Input, Line, Outcome, Place, Request
from bot.handlers.teams import answers, filled, inbound, render, saving, searching, steps
from bot.handlers.teams.adapter import Answer
from bot.handlers.teams.filled import Filled, Pressed
from bot.handlers.teams.origins import Activity, Origin, origin, part, text
from bot.handlers.teams.setup import Installation
from bot.observing import log
from bot.texts import Lang, phrase

NOT_KNOWN = 501
"""What is answered to an invoke of a kind that nothing of ours asks for."""

_log = log(__name__)


async def invoke(installation: Installation, activity: Activity) -> Answer:
    """One invoke, to the function that knows its name."""
    known = INVOKES.get(text(activity, "name"))
    if known is None:
        _log.warning("unknown_invoke", name=text(activity, "name")[:60])
        return Answer(NOT_KNOWN)
    return await known(installation, activity, origin(activity))


async def press(installation: Installation, activity: Activity, where: Origin) -> Answer:
    """A pressed button (`Action.Execute`), or a form sent in the one-to-one chat."""
    action = part(part(activity, "value"), "action")
    who = await caller(installation, where)
    try:
        read = filled.read(action.get("data"))
    except ValueError as error:
        _log.warning("unreadable_press", why=str(error))
        return Answer(body=answers.toast(_unreadable(where)))
    if isinstance(read, Filled):
        return Answer(body=await _send_in_chat(installation, read, who, where))
    request, outcome = await pressed(installation, read, who, where)
    return Answer(body=steps.pressed(installation, request, outcome, where))


async def _send_in_chat(
    installation: Installation, form: Filled, who: Caller, where: Origin
) -> dict[str, Any]:
    """A form in the chat: what comes of it takes its place, so that it is not sent twice.

    The answer changes what its sender sees now; the message is changed too, for the next time.
    """
    request, outcome = await submitted(installation, form, who, where)
    outcome = steps.offered(installation, request, outcome, where)
    card = answers.in_place(outcome, request)
    installation.spawn(steps.put_in_place(installation, card, where))
    return answers.instead(card)


async def fetch(installation: Installation, activity: Activity, where: Origin) -> Answer:
    """A button that opens a dialog."""
    return await _in_dialog(installation, activity, where, unreadable="unreadable_press")


async def submit(installation: Installation, activity: Activity, where: Origin) -> Answer:
    """A form sent in a dialog, or a button pressed there."""
    return await _in_dialog(installation, activity, where, unreadable="unreadable_form")


async def _in_dialog(
    installation: Installation, activity: Activity, where: Origin, *, unreadable: str
) -> Answer:
    """What was pressed or sent, answered in the dialog. `unreadable` is what the log says."""
    who = await caller(installation, where)
    data = part(activity, "value").get("data")
    try:
        read = filled.read(data)
    except ValueError as error:
        _log.warning(unreadable, why=str(error))
        old = answers.with_written(_old(where), filled.written(data))
        return _dialog(old, Request("", {}, who))
    if isinstance(read, Filled):
        request, outcome = await submitted(installation, read, who, where)
    else:
        request, outcome = await pressed(installation, read, who, where)
    return _dialog(steps.offered(installation, request, outcome, where), request)


async def pressed(
    installation: Installation, button: Pressed, who: Caller, where: Origin
) -> tuple[Request, Outcome]:
    """Give what a button asks for to the desk."""
    request = inbound.from_press(button, who, await _asked_in(installation, button, who, where))
    return request, await installation.ask(request)


async def _asked_in(
    installation: Installation, read: Pressed | Filled, who: Caller, where: Origin
) -> Place:
    """The room that a form or an answer in the chat belongs to, for a member of it; else here."""
    here = inbound.place(where)
    asked = inbound.asked_in(read.place, here, who)
    if asked is here or await installation.presence.is_in(where, asked.channel):
        return asked
    return here


async def submitted(
    installation: Installation, form: Filled, who: Caller, where: Origin
) -> tuple[Request, Outcome]:
    """Send a form to the desk; first again to its writer where the answers bring more questions.

    Teams cannot draw a form anew while it is being filled in. Questions that no longer matter
    are left out of what is sent. The same form sent many times at once is one after the other.
    """
    place = await _asked_in(installation, form, who, where)
    async with installation.turn(f"form:{who.user}:{form.form}"):
        return await _sent(installation, form, who, place)


async def _sent(
    installation: Installation, form: Filled, who: Caller, place: Place
) -> tuple[Request, Outcome]:
    if form.place.get("grows"):
        again = inbound.from_form(form, who, place, refresh=True)
        grown = await installation.ask(again)
        asked = grown.form
        if asked is not None and asked.command == form.command:
            names = {one.name for one in asked.inputs}
            if names - set(form.shown):
                more = Line(phrase("teams.more_questions"))
                return again, replace(grown, private=(more, *grown.private), done=False)
            kept = {name: value for name, value in form.values.items() if name in names}
            form = replace(form, values=kept)
    request = inbound.from_form(form, who, place)
    return request, answers.with_words(await installation.ask(request), form)


async def open_message(installation: Installation, activity: Activity, where: Origin) -> Answer:
    """The action in a message's menu, or in the box one writes in: the form of a referral."""
    who = await caller(installation, where)
    message = part(part(activity, "value"), "messagePayload")
    place = inbound.place(where, inbound.link_to(message, where))
    request = inbound.from_message(message, who, place)
    return _dialog(await installation.ask(request), request)


async def search(installation: Installation, activity: Activity, where: Origin) -> Answer:
    """What a search field offers for the letters typed so far. It opens its form, and no more."""
    value = part(activity, "value")
    who = await caller(installation, where)
    try:
        command, hidden, name = searching.asked(text(value, "dataset"))
    except ValueError as error:
        _log.warning("unreadable_search", why=str(error))
        return Answer(400)
    request = Request(command, {**hidden}, who, inbound.place(where))
    inputs: tuple[Input, ...] = ()
    if opens_form(request) and command != GO_ON:
        outcome = await installation.ask(request)
        inputs = outcome.form.inputs if outcome.form is not None else ()
    asked = next((one for one in inputs if one.name == name), None)
    if asked is None:
        _log.warning("unknown_search", command=command[:60], field=name[:60])
        return Answer(404)
    return Answer(body=searching.results(asked, text(value, "queryText"), outcome.lang))


async def consented(installation: Installation, activity: Activity, where: Origin) -> Answer:
    """A yes or a no to saving a file. Teams is answered at once; the file follows."""
    who = await caller(installation, where)
    await saving.take(installation, part(activity, "value"), who, where)
    return Answer()


async def caller(installation: Installation, where: Origin) -> Caller:
    """Who acts, as the desk is told."""
    installation.presence.seen(where)
    return inbound.caller(await installation.person_soon(where), where)


def _dialog(outcome: Outcome, request: Request) -> Answer:
    return Answer(body=answers.dialog(outcome, request))


def _old(where: Origin) -> Outcome:
    """The answer to a card of an older version, or one that is not ours."""
    lang = where.lang or "sv"
    return Outcome(private=(Line(phrase("chat.unreadable")),), done=False, lang=lang)


def _unreadable(where: Origin) -> str:
    lang: Lang = where.lang or "sv"
    return render.say(phrase("chat.unreadable"), lang)


Known = Callable[[Installation, Activity, Origin], Awaitable[Answer]]

INVOKES: Mapping[str, Known] = {
    "adaptiveCard/action": press,
    "task/fetch": fetch,
    "task/submit": submit,
    "composeExtension/fetchTask": open_message,
    "composeExtension/submitAction": submit,
    "application/search": search,
    "fileConsent/invoke": consented,
}
"""Every invoke that is answered; the manifest and the cards ask for these and no others."""
