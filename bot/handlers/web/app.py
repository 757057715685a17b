"""The web room's pages: what a browser asks for, and what it is shown.

Whom one acts as stands in the address (`/som/anna`), not in a cookie, so that two windows can be
two members. What is done on the pages is in `steps.py`, how they are kept up to date in `live.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractAsyncContextManager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request as Http
from starlette.responses import HTMLResponse, Response, StreamingResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from bot.desk.dispatch import dispatch as ask_the_desk
from bot.desk.registry import read as read_words
from bot.desk.replies import Button
from bot.desk.work import Desk
from bot.handlers.web import live, render, steps
from bot.handlers.web.guard import Guard
from bot.handlers.web.inbound import Spot
from bot.handlers.web.live import Window
from bot.handlers.web.outbound import WebOutbound
from bot.handlers.web.render import FOLDER
from bot.handlers.web.setup import (
    CLOCK_STEPS,
    ActAs,
    Dispatch,
    Hall,
    MovableClock,
    Moved,
    Read,
    Room,
    people_by_user,
)
from bot.handlers.web.steps import acting, address, hall_of, language_of, redirect, window_of
from bot.texts import Lang, phrase, say

START = "refer"
"""The command behind "New referral"."""
LANGUAGE_NAMES = (("sv", "Svenska"), ("en", "English"))


def create(
    desk: Desk,
    outbound: WebOutbound,
    clock: MovableClock,
    *,
    people: Iterable[ActAs],
    rooms: Iterable[Room],
    on_moved: Moved,
    language: Lang = "sv",
    dispatch: Dispatch = ask_the_desk,
    read: Read = read_words,
    wake: Callable[[], None] = lambda: None,
    reads_messages: bool = False,
    lifespan: Callable[[Starlette], AbstractAsyncContextManager[None]] | None = None,
) -> Starlette:
    """The room as an ASGI application.

    `on_moved` is awaited when the clock was moved: it does what has become due and sends it.
    `wake` is called after every command, for what it left to be sent. With `reads_messages` the
    desk is told of what members say to one another, too.
    Raises ValueError for two people with one id, and for a room that `outbound` does not have.
    """
    hall = Hall(desk, outbound, clock, tuple(rooms), on_moved, language, dispatch, read, wake)
    hall.reads_messages = reads_messages
    hall.people = people_by_user(people)
    for room in hall.rooms:
        if not hall.timeline.has(room.channel):
            raise ValueError(f"the outbound has no channel {room.channel!r}")
    app = Starlette(routes=_ROUTES, middleware=[Middleware(Guard)], lifespan=lifespan)
    app.state.hall = hall
    return app


async def choose(http: Http) -> Response:
    """The first page: whom to act as."""
    return _choose(hall_of(http), http.query_params.get("sprak", ""))


async def welcome(http: Http) -> Response:
    """Let somebody new in, by name and e-mail."""
    hall, form = hall_of(http), await http.form()
    name, email = (str(form.get(field, "")).strip() for field in ("name", "email"))
    lang = str(form.get("lang", ""))
    if not name or len(name) > 80 or len(email) > 120:
        return _choose(hall, lang, "new_problem", name[:80], email[:120])
    return redirect(f"/som/{hall.welcome(name, email, language_of(lang, hall)).user}")


async def enter(http: Http) -> Response:
    """Go to the first room."""
    hall, who = hall_of(http), acting(http)
    return redirect(address(who.user, hall.rooms[0].channel))


async def room(http: Http) -> Response:
    """A room, as the one acted as sees it."""
    hall, channel = hall_of(http), http.path_params["channel"]
    found = hall.room(channel)
    if found is None:
        raise HTTPException(404)
    window = window_of(http, channel)
    open_thread = http.query_params.get("trad", "")
    # The mark comes first: what is said while the page is drawn is then told again, not lost.
    mark = hall.timeline.mark
    items = [window.item(it, open_thread) for it in hall.timeline.flow(channel, window.viewer.user)]
    return _page(window, found.name, items, mark, http.query_params.get("fel", ""))


async def direct(http: Http) -> Response:
    """The private conversation between the bot and the one acted as."""
    hall, window = hall_of(http), window_of(http, "")
    hall.timeline.seen(window.viewer.user)
    mark = hall.timeline.mark
    items = [window.item(it) for it in hall.timeline.direct(window.viewer.user)]
    title = say(phrase("web.direct"), window.viewer.lang)
    return _page(window, title, items, mark, http.query_params.get("fel", ""))


async def listen(http: Http) -> Response:
    """Server-sent events for one open page."""
    window = window_of(http, http.query_params.get("vy", ""))
    since = http.headers.get("last-event-id") or http.query_params.get("fran", "")
    return StreamingResponse(
        live.stream(window, since),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store"},
    )


_ROUTES = [
    Route("/", choose),
    Route("/ny", welcome, methods=["POST"]),
    Route("/som/{user}", enter),
    Route("/som/{user}/rum/{channel}", room),
    Route("/som/{user}/direkt", direct),
    Route("/som/{user}/handelser", listen),
    Route("/som/{user}/rad", steps.write, methods=["POST"]),
    Route("/som/{user}/tryck", steps.press, methods=["POST"]),
    Route("/som/{user}/formular", steps.submit, methods=["POST"]),
    Route("/som/{user}/stang", steps.put_away, methods=["POST"]),
    Route("/som/{user}/sprak", steps.choose_language, methods=["POST"]),
    Route("/som/{user}/klocka", steps.move_clock, methods=["POST"]),
    Mount("/static", StaticFiles(directory=FOLDER / "static")),
]


def _page(window: Window, title: str, items: list[str], mark: str, problem: str) -> Response:
    hall, viewer = window.hall, window.viewer
    lang = viewer.lang
    others = hall.cast(viewer.user)
    return HTMLResponse(
        render.page(
            "room.html",
            viewer,
            lang,
            spot=Spot(window.channel),
            title=title,
            channel=window.channel,
            rooms=hall.rooms,
            items=items,
            mark=mark,
            others=others,
            unread={who.user: hall.timeline.unread(who.user) for who in others},
            now=hall.now(),
            ahead=hall.clock.ahead_at_start,
            steps=list(CLOCK_STEPS),
            start=Button(phrase("web.new_referral"), START, opens=True),
            examples=say(
                phrase("web.examples" if window.channel else "web.examples_direct"), lang
            ).split(" | "),
            languages=LANGUAGE_NAMES,
            problem=problem if problem in ("clock_back", "clock_failed") else "",
        )
    )


def _choose(hall: Hall, lang: str, problem: str = "", name: str = "", email: str = "") -> Response:
    html = render.page(
        "choose.html",
        None,
        language_of(lang, hall),
        people=hall.known(),
        languages=LANGUAGE_NAMES,
        problem=problem,
        typed_name=name,
        typed_email=email,
    )
    return HTMLResponse(html, status_code=422 if problem else 200)
