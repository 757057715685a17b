"""What is done on the room's pages: lines, presses, forms, the clock.

A post is answered with a redirect, so that everything works without script. The script only
spares the reload: with the header `X-Room: live` the answer is the operations of `live.py`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, cast
from urllib.parse import quote
from uuid import uuid4

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request as Http
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from bot.desk.replies import Address, Line, Message, Outcome, Request
from bot.handlers.web import inbound, render
from bot.handlers.web.inbound import Spot
from bot.handlers.web.live import Window
from bot.handlers.web.outbound import PLATFORM, WORKSPACE
from bot.handlers.web.render import Viewer
from bot.handlers.web.setup import CLOCK_STEPS, ActAs, Hall
from bot.handlers.web.timeline import Post, new_id
from bot.observing import log
from bot.texts import LANGUAGES, ZONE, Lang, phrase, say

_log = log(__name__)


async def write(http: Http) -> Response:
    """A typed line: talk, or a command in words."""
    hall, who = hall_of(http), acting(http)
    form = await http.form()
    spot = inbound.spot_from_form(form)
    mark = hall.timeline.mark
    said = inbound.line(str(form.get("text", "")), private=not spot.channel)
    key = str(form.get("key", ""))
    root = ""
    if said.aloud and said.text:
        root = _said(hall, spot, Post(new_id("m"), hall.now(), who.user, said.text), key)
    caller = inbound.caller(who, hall.lang(who))
    if said.command is None:
        if hall.reads_messages and spot.channel and key:
            await _overheard(http, spot, inbound.overheard(said, caller, spot, key))
        return _done(http, spot, mark)
    asked = inbound.request_from_line(said, caller, spot, key, hall.read)
    return await _answered(http, spot, mark, asked, root)


def _said(hall: Hall, spot: Spot, post: Post, key: str) -> str:
    """Show a line to those whom it is for; the thread in which an answer for all belongs."""
    post.key = f"{post.author}:{key}"
    if not spot.channel:
        hall.timeline.add_direct(post, post.author)
    elif hall.timeline.has(spot.channel):
        said = hall.timeline.add(post, spot.channel, spot.thread)
        return spot.thread or said.id
    return spot.thread


async def press(http: Http) -> Response:
    """A pressed button; one that asks first is answered with its question."""
    hall, who = hall_of(http), acting(http)
    form = await http.form()
    spot = inbound.spot_from_form(form)
    try:
        pressed = inbound.pressed_from_form(form)
        if pressed.get("q") and not form.get("sure"):
            return _asking(http, spot, render.question(pressed, viewer_of(http), spot))
        asked = inbound.request_from_press(pressed, inbound.caller(who, hall.lang(who)), spot)
    except inbound.UnreadableError as error:
        raise HTTPException(400, str(error)) from error
    return await _answered(http, spot, hall.timeline.mark, asked)


async def submit(http: Http) -> Response:
    """A filled form, or one that is to be drawn anew (`_refresh`)."""
    hall, who = hall_of(http), acting(http)
    form = await inbound.with_files(await http.form())
    spot = inbound.spot_from_form(form)
    try:
        asked = inbound.request_from_form(form, inbound.caller(who, hall.lang(who)), spot)
    except inbound.UnreadableError as error:
        raise HTTPException(400, str(error)) from error
    return await _answered(http, spot, hall.timeline.mark, asked)


async def put_away(http: Http) -> Response:
    """Put a private answer away."""
    hall, who = hall_of(http), acting(http)
    form = await http.form()
    mark = hall.timeline.mark
    hall.timeline.hush(str(form.get("id", "")), who.user)
    return _done(http, inbound.spot_from_form(form), mark)


async def choose_language(http: Http) -> Response:
    """Read the room in the other language."""
    hall, who = hall_of(http), acting(http)
    form = await http.form()
    hall.langs[who.user] = language_of(str(form.get("lang", "")), hall)
    return redirect(address(who.user, str(form.get("back", ""))))


async def move_clock(http: Http) -> Response:
    """Move the room's clock forward, and let what has become due happen."""
    hall = hall_of(http)
    form = await http.form()
    spot = inbound.spot_from_form(form)
    mark = hall.timeline.mark
    try:
        hall.clock.set(_wanted_time(hall, form))
    except ValueError:
        return _done(http, spot, mark, "clock_back")
    try:
        await hall.on_moved()
    except Exception:
        _log.exception("what became due failed after the clock was moved")
        return _done(http, spot, mark, "clock_failed")
    finally:
        hall.timeline.tick()
    return _done(http, spot, mark)


async def _answered(http: Http, spot: Spot, mark: str, asked: Request, root: str = "") -> Response:
    """Ask the desk, and give what it answers: privately, aloud under `root`, or as a form."""
    hall, viewer = hall_of(http), viewer_of(http)
    outcome = await _ask(hall, asked)
    lang = hall.langs.get(viewer.user, outcome.lang)
    await _give(hall, viewer, spot, outcome, lang, root=root or spot.thread)
    if outcome.form is not None:
        return _asking(http, spot, render.form(outcome.form, lang, viewer, spot), mark)
    return _done(http, spot, mark)


async def _overheard(http: Http, spot: Spot, told: Request) -> None:
    """Tell the desk what was said to others; only what comes of it is whispered to who said it."""
    hall, viewer = hall_of(http), viewer_of(http)
    outcome = await _ask(hall, told)
    if outcome.done:
        lang = hall.langs.get(viewer.user, outcome.lang)
        await _give(hall, viewer, spot, outcome, lang, root=spot.thread)


async def _ask(hall: Hall, asked: Request) -> Outcome:
    """The desk's answer, and what it left to be sent on its way."""
    try:
        outcome = await run_in_threadpool(hall.dispatch, hall.desk, asked, hall.now())
    except Exception:
        reference = uuid4().hex[:8]
        _log.exception("command failed", command=asked.name, reference=reference)
        outcome = Outcome(private=(Line(phrase("web.broken", ref=reference)),), done=False)
    hall.wake()
    return outcome


async def _give(
    hall: Hall, viewer: Viewer, spot: Spot, outcome: Outcome, lang: Lang, *, root: str
) -> None:
    """In the language chosen for the page, else the member's own."""
    aloud_too = outcome.aloud if not spot.channel else ()
    private = outcome.private + aloud_too
    if private and spot.channel:
        hall.timeline.answer(viewer.user, spot.channel, spot.anchor, private, lang)
    elif private:
        post = Post(new_id("m"), hall.now(), body=private, lang=lang)
        hall.timeline.add_direct(post, viewer.user)
        hall.timeline.seen(viewer.user)
    where = hall.room(spot.channel)
    if outcome.aloud and where is not None:
        to = Address(PLATFORM, WORKSPACE, spot.channel, root)
        await hall.outbound.send(to, Message(outcome.aloud, where.lang, uuid4().hex))


def _asking(http: Http, spot: Spot, form: str, mark: str = "") -> Response:
    """Put a form before the one who acts: in the open page, or on a page of its own."""
    if _is_live(http):
        return JSONResponse({**_operations(http, spot, mark), "dialog": str(form)})
    viewer = viewer_of(http)
    back = address(viewer.user, spot.channel)
    return HTMLResponse(render.page("lone.html", viewer, viewer.lang, content=form, back=back))


def _done(http: Http, spot: Spot, mark: str, problem: str = "") -> Response:
    """Back to where it was done, with what has changed since `mark`."""
    viewer = viewer_of(http)
    if _is_live(http):
        answer = _operations(http, spot, mark)
        if problem:
            answer["trouble"] = say(phrase(f"web.{problem}"), viewer.lang)
        return JSONResponse(answer)
    root = spot.thread or spot.anchor.partition(":")[2]
    query = f"?fel={problem}" if problem else (f"?trad={quote(root)}#{quote(root)}" if root else "")
    return redirect(address(viewer.user, spot.channel) + query)


def _operations(http: Http, spot: Spot, mark: str) -> dict[str, Any]:
    hall, window = hall_of(http), window_of(http, spot.channel)
    number = int(hall.timeline.mark.partition(":")[2])
    events = hall.timeline.since(mark) or []
    done = [operation for event in events for operation in window.operations(event)]
    return {"n": number, "do": done, "key": new_id("k")}


def _wanted_time(hall: Hall, form: FormData) -> datetime:
    step = CLOCK_STEPS.get(str(form.get("step", "")))
    if step:
        return step(hall.desk.calendar, hall.now())
    at = datetime.fromisoformat(str(form.get("at", "")))
    return (at if at.tzinfo else at.replace(tzinfo=ZONE)).astimezone(UTC)


def hall_of(http: Http) -> Hall:
    """What the pages share."""
    return cast(Hall, http.app.state.hall)


def acting(http: Http) -> ActAs:
    """Who is acted as. Somebody an earlier run of the room knew is sent to the first page."""
    who = hall_of(http).person(http.path_params["user"])
    if who is None:
        raise HTTPException(303, headers={"Location": "/"})
    return who


def viewer_of(http: Http) -> Viewer:
    """Whose eyes the page is for."""
    who = acting(http)
    return Viewer(who, hall_of(http).lang(who))


def window_of(http: Http, channel: str) -> Window:
    """The page that asks."""
    return Window(hall_of(http), viewer_of(http), channel)


def _is_live(http: Http) -> bool:
    return http.headers.get("x-room") == "live"


def language_of(asked: str, hall: Hall) -> Lang:
    """The language asked for, or the room's own."""
    return next((lang for lang in LANGUAGES if lang == asked), hall.language)


def address(user: str, channel: str) -> str:
    """The page of a room, or (no channel) of the private messages."""
    place = f"rum/{quote(channel)}" if channel else "direkt"
    return f"/som/{quote(user)}/{place}"


def redirect(url: str) -> Response:
    """Go there, with a GET."""
    return RedirectResponse(url, status_code=303)
