"""A web room whose desk says what the test tells it to, and remembers what it was asked."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any, TypeVar, cast

import httpx
import pytest
from starlette.applications import Starlette

from bot.centre.worktime import WorkCalendar
from bot.desk.replies import (
    Address,
    Block,
    Button,
    Card,
    Line,
    Message,
    Outcome,
    Request,
    Sent,
    Value,
)
from bot.desk.work import Desk
from bot.handlers.web import app
from bot.handlers.web.live import Window
from bot.handlers.web.outbound import WebOutbound
from bot.handlers.web.render import Viewer
from bot.handlers.web.setup import ActAs, Hall, MovableClock, Room
from bot.texts import Label, Lang

TUESDAY = datetime(2026, 11, 24, 9, 12, tzinfo=UTC)
HALL = "exportcenter"
T = TypeVar("T")


def both(text: str) -> Label:
    """A label that reads the same in both languages."""
    return Label(text, text)


def card(title: str = "Hydraulik AB", status: str = "Öppet", **parts: Any) -> Card:
    """A small card with one button."""
    parts.setdefault(
        "buttons", (Button(both("Jag tar det"), "take", {"case": "7", "revision": "3"}),)
    )
    return Card(both(title), both(f"Ärende: {title}"), both(status), **parts)


@dataclass
class ScriptedDesk:
    """Answers each command with what `says` holds for it; keeps what it was asked."""

    says: dict[str, Outcome | Exception] = field(default_factory=dict)
    asked: list[tuple[Request, datetime]] = field(default_factory=list)

    def dispatch(self, desk: Desk, request: Request, now: datetime) -> Outcome:
        """The desk's one door."""
        self.asked.append((request, now))
        answer = self.says.get(request.name, Outcome())
        if isinstance(answer, Exception):
            raise answer
        return answer

    def read(self, text: str) -> tuple[str, dict[str, Value]]:
        """The first word is the command."""
        word, _, rest = text.partition(" ")
        return word or "unknown", {"rest": rest}

    @property
    def last(self) -> Request:
        """What was asked most recently."""
        return self.asked[-1][0]


class Browser:
    """Gets and posts, each on an event loop of its own."""

    def __init__(self, made: Starlette) -> None:
        self._app = made

    def get(self, url: str, follow_redirects: bool = True, **more: Any) -> httpx.Response:
        """A page."""
        return run(self._ask("GET", url, follow_redirects, **more))

    def post(self, url: str, follow_redirects: bool = True, **more: Any) -> httpx.Response:
        """A form."""
        return run(self._ask("POST", url, follow_redirects, **more))

    async def _ask(self, method: str, url: str, follow: bool, **more: Any) -> httpx.Response:
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(
            transport=transport, base_url="http://127.0.0.1:8000", follow_redirects=follow
        ) as client:
            return await client.request(method, url, **more)


@dataclass
class Trial:
    """A room with its browser. `moved` counts how often due things were looked for."""

    desk: ScriptedDesk
    outbound: WebOutbound
    clock: MovableClock
    browser: Browser
    hall: Hall
    moved: list[datetime]
    woken: list[bool]

    def send(
        self, *blocks: Block, to: Address | None = None, key: str = "k", lang: Lang = "sv"
    ) -> str:
        """The bot says something; returns the message's id."""
        where = to or Address("web", "try", HALL)
        sent = run(self.outbound.send(where, Message(blocks, lang, key)))
        assert isinstance(sent, Sent)
        return sent.message_id

    def edit(self, message_id: str, *blocks: Block) -> None:
        """The bot changes what it said."""
        run(self.outbound.edit(Address("web", "try", HALL), message_id, Message(blocks, "sv", "")))

    def window(self, user: str, channel: str = HALL) -> Window:
        """An open page."""
        who = self.hall.people[user]
        return Window(self.hall, Viewer(who, self.hall.lang(who)), channel)

    def page(self, user: str, place: str = f"rum/{HALL}") -> str:
        """The page as a member sees it."""
        answer = self.browser.get(f"/som/{user}/{place}")
        assert answer.status_code == 200
        return answer.text

    def post(self, user: str, action: str, live: bool = True, **fields: Any) -> httpx.Response:
        """Post a form of the page; with `live` as its script does."""
        headers = {"X-Room": "live"} if live else {}
        return self.browser.post(
            f"/som/{user}/{action}", data=fields, headers=headers, follow_redirects=False
        )


def run(coroutine: Coroutine[Any, Any, T]) -> T:
    """Wait for something asynchronous."""
    return asyncio.run(coroutine)


def line(text: str) -> Line:
    """One sentence."""
    return Line(both(text))


@pytest.fixture
def trial() -> Trial:
    """Three members in one room, at a quarter past ten on a Tuesday."""
    clock = MovableClock(TUESDAY)
    outbound = WebOutbound((HALL,), clock.now)
    desk = ScriptedDesk()
    moved: list[datetime] = []
    woken: list[bool] = []

    async def on_moved() -> None:
        moved.append(clock.now())

    made = app.create(
        cast(Desk, SimpleNamespace(calendar=WorkCalendar())),
        outbound,
        clock,
        people=[
            ActAs("anna", "Anna Bergström", "Almi"),
            ActAs("sara", "Sara Nilsson", "EKN"),
            ActAs("leila", "Leila Haddad", "Business Region Göteborg", "en"),
        ],
        rooms=[Room(HALL, "Exportcentret")],
        on_moved=on_moved,
        dispatch=desk.dispatch,
        read=desk.read,
        wake=lambda: woken.append(True),
    )
    browser = Browser(made)
    return Trial(desk, outbound, clock, browser, made.state.hall, moved, woken)
