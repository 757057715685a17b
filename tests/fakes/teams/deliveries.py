"""Bring what happened to the bot: signed requests, and what it answers."""

from __future__ import annotations

import asyncio
import copy
import json
import time
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import aiohttp

from tests.fakes.teams.state import Json, Message

if TYPE_CHECKING:
    from tests.fakes.teams.fake import FakeTeams

NOT_SENT = "not sent"


@dataclass
class Delivery:
    """One activity sent to the bot, and what it answered. `message`: what a person wrote."""

    activity: Json
    status: int = 0
    body: Any = None
    seconds: float = 0.0
    reason: str = ""
    message: Message | None = None
    attempt: int = 0
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """An invoke's name; else the activity's type."""
        return str(self.activity.get("name") or self.activity.get("type", ""))

    @property
    def sent(self) -> bool:
        return self.reason != NOT_SENT

    @property
    def ms(self) -> float:
        return self.seconds * 1000

    @property
    def taken(self) -> bool:
        """Whether the bot answered that it has it."""
        return 200 <= self.status < 300


def unsent(message: Message | None = None) -> Delivery:
    """What the bot is not told of."""
    return Delivery({}, reason=NOT_SENT, message=message)


class Courier:
    """Sends deliveries; lives on the fake's event loop."""

    def __init__(self, fake: FakeTeams) -> None:
        self.fake = fake
        self.tasks: set[asyncio.Task[Any]] = set()
        self.session: aiohttp.ClientSession | None = None

    async def send(self, delivery: Delivery, token: str | None = None) -> Delivery:
        """Bring it to the bot and wait for the answer, for as long as Teams would. `token` None:
        a good one (none at all in local mode); "": none."""
        fake = self.fake
        headers = {"Content-Type": "application/json; charset=utf-8"}
        if token is None and not fake.local:
            token = fake.token()
        if token:
            headers["Authorization"] = f"Bearer {token}"
        body = json.dumps(delivery.activity, ensure_ascii=False).encode()
        with fake.state.lock:
            fake.deliveries.append(delivery)
        await self.post(delivery, body, headers)
        if delivery.activity.get("type") == "invoke" and delivery.reason == "timeout":
            fake.violate(delivery.name, f"no answer within {fake.patience} s")
        return delivery

    async def post(self, delivery: Delivery, body: bytes, headers: dict[str, str]) -> None:
        if self.session is None:
            # A connection kept from before may be closed by us in the very moment it is used.
            self.session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))
        began = time.monotonic()
        try:
            async with self.session.post(
                self.fake.bot_url or "http://127.0.0.1:9/",
                data=body,
                headers={"User-Agent": "Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)"}
                | headers,
                timeout=aiohttp.ClientTimeout(total=self.fake.patience),
            ) as answer:
                text = await answer.text()
                delivery.status = answer.status
                delivery.headers = {k.lower(): v for k, v in answer.headers.items()}
                delivery.body = read(text, answer.headers.get("Content-Type", ""))
        except TimeoutError:
            delivery.reason = "timeout"
        except aiohttp.ClientError as failed:
            delivery.reason = f"connection failed: {type(failed).__name__}"
        delivery.seconds = time.monotonic() - began

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        task = self.fake.loop.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def close(self) -> None:
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        if self.session is not None:
            await self.session.close()


def read(text: str, content_type: str) -> Any:
    if "json" in content_type and text:
        return json.loads(text)
    return text or None


def again(delivery: Delivery) -> Delivery:
    """The same activity once more, with the same id."""
    return Delivery(
        copy.deepcopy(delivery.activity), attempt=delivery.attempt + 1, message=delivery.message
    )
