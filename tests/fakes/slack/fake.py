"""The fake itself: its thread, its settings, and what happens in the workspace."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from typing import Any, Self, TypeVar

from tests.fakes.slack import visible
from tests.fakes.slack.deliveries import Courier, Delivery
from tests.fakes.slack.faults import Fault, Faults, Pace
from tests.fakes.slack.finding import buttons_on
from tests.fakes.slack.happening import Happening
from tests.fakes.slack.people import Person
from tests.fakes.slack.scopes import ALL, EVENTS
from tests.fakes.slack.server import Server
from tests.fakes.slack.showing import Showing
from tests.fakes.slack.state import (
    APP_ID,
    BOT_ID,
    BOT_USER,
    TEAM,
    Call,
    Channel,
    Json,
    User,
    Workspace,
    snapshot,
)

T = TypeVar("T")


class FakeSlack(Happening, Showing):
    """A workspace with a bot in it, listening on 127.0.0.1. Use it as a context."""

    def __init__(self, port: int = 0) -> None:
        self.state = Workspace()
        self.team, self.bot_user, self.bot_id, self.app_id = TEAM, BOT_USER, BOT_ID, APP_ID
        self.team_name = "Exportcenter"
        self.bot_token = "xoxb-fake-bot-token"
        self.app_token = "xapp-1-fake-app-token"
        self.config_token = "xoxe.xoxp-fake-config-token"
        self.signing_secret = "fake-signing-secret"
        self.scopes: set[str] = set(ALL)
        self.events: set[str] = set(EVENTS)
        self.commands: set[str] | None = None
        self.manifest: Json | None = None
        self.stranger_error = "channel_not_found"
        self.dead: str | None = None
        self.limits, self.checks = False, True
        self.scan_seconds, self.takes_pictures, self.file_uploads = 0.0, True, ""
        self.trigger_seconds, self.response_url_seconds, self.patience = 3.0, 1800.0, 3.0
        self.socket_mode = True
        self.events_url: str | None = None
        self.calls: list[Call] = []
        self.deliveries: list[Delivery] = []
        self.violations: list[str] = []
        self.faults, self.pace = Faults(), Pace()
        self.connected = threading.Event()
        self.port = port
        self.loop = asyncio.new_event_loop()
        self.courier = Courier(self)
        self.server = Server(self)
        self._people: dict[str, Person] = {}
        self._thread: threading.Thread | None = None

    # its life

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._run, name="fake slack", daemon=True)
        self._thread.start()
        self.port = self.wait(self.server.start(self.port))
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    def close(self) -> None:
        if self._thread is None:
            return
        self.wait(self.courier.close())
        self.wait(self.server.stop())
        self.wait(self.loop.shutdown_default_executor())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()
        self._thread = None

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Run this on the fake's loop, from any other thread."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    @property
    def api_url(self) -> str:
        return self.url("api/")

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.port}/{path}"

    # what a test sets up

    def add_channel(self, channel: str, name: str, private: bool = False) -> str:
        with self.state.lock:
            self.state.channels[channel] = Channel(channel, name, private)
        return channel

    def add_user(
        self,
        user: str,
        name: str,
        email: str | None = None,
        locale: str = "sv-SE",
        team: str | None = None,
        is_bot: bool = False,
    ) -> str:
        with self.state.lock:
            self.state.users[user] = User(user, name, email, locale, team or TEAM, is_bot)
        return user

    def person(self, user: str) -> Person:
        if user not in self.state.users:
            raise LookupError(f"nobody here is {user}; add_user first")
        return self._people.setdefault(user, Person(self, user))

    def serve_events_to(self, url: str | None) -> None:
        """HTTP mode: signed requests go to this address. None: back to Socket Mode."""
        self.events_url = url
        self.socket_mode = url is None

    def wait_connected(self, seconds: float = 10.0) -> None:
        """Wait until an app has connected its socket."""
        if not self.connected.wait(seconds):
            raise TimeoutError("no app has connected in Socket Mode")

    def hang_up(self, reason: str = "refresh_requested") -> None:
        """Close the sockets, as Slack does every few hours."""
        self.connected.clear()
        self.wait(self.courier.hang_up(reason))

    def plan(
        self,
        method: str,
        status: int | None = None,
        error: str | None = None,
        headers: dict[str, str] | None = None,
        *,
        body: str | None = None,
        delay: float = 0.0,
        drop: str | None = None,
        times: int = 1,
    ) -> None:
        """Let the next calls of a method go wrong; "*" is any, "response_url" those."""
        self.faults.plan(method, Fault(status, error, headers or {}, body, delay, drop, times))

    # what a test looks at

    def messages(self, channel: str) -> list[Json]:
        """Everything in the channel, oldest first, replies too."""
        with self.state.lock:
            return [snapshot(m, channel) for m in self.state.channels[channel].messages]

    def thread(self, channel: str, ts: str) -> list[Json]:
        """The replies under a message, oldest first."""
        return [m for m in self.messages(channel) if m.get("thread_ts") == ts and m["ts"] != ts]

    def text_of(self, thing: Any) -> str:
        """All visible words of a message, a view or blocks, one line each; people by name."""
        text = visible.text_lines(thing)
        for user in self.state.users.values():
            text = text.replace(f"@{user.id}", f"@{user.name}")
        for channel in self.state.channels.values():
            text = text.replace(f"#{channel.id}", f"#{channel.name}")
        return text

    def pings_of(self, thing: Any) -> set[str]:
        """Whom it rings for: user ids, channel, here, everyone."""
        return visible.pings(thing)

    def buttons_of(self, thing: Any) -> list[str]:
        return buttons_on(thing)

    def called(self, method: str) -> list[Call]:
        with self.state.lock:
            return [call for call in self.calls if call.method == method]

    def permalink(self, message: Json) -> str:
        ts = str(message["ts"]).replace(".", "")
        return f"https://centre.slack.com/archives/{message['channel']}/p{ts}"

    def sample(self) -> None:
        """A small workspace to try things in."""
        self.add_channel("C0EXPORT", "exportcenter")
        people = (("U0ANNA", "Anna Ek", "almi.se"), ("U0BO", "Bo Lind", "business-sweden.se"))
        for user, name, domain in people:
            handle = name.lower().replace(" ", ".")
            self.add_user(user, name, email=f"{handle}@{domain}")
            self.state.channels["C0EXPORT"].members.add(user)
        self.add_user("U0EVA", "Eva Stranger", team="T0ELSEWHERE")
        self.state.channels["C0EXPORT"].members |= {"U0EVA", BOT_USER}
