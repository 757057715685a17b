"""Bring what happened to the app: signed requests, or envelopes on a socket."""

from __future__ import annotations

import asyncio
import copy
import json
import time
import uuid
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from tests.fakes.slack import payloads
from tests.fakes.slack.scopes import EVENTS, allows
from tests.fakes.slack.state import APP_ID, BOT_USER, Channel, Json

if TYPE_CHECKING:
    from tests.fakes.slack.fake import FakeSlack

MESSAGE_EVENTS = {"channel": "message.channels", "group": "message.groups", "im": "message.im"}


@dataclass
class Delivery:
    """One thing sent to the app, and what it answered."""

    kind: str
    payload: Json
    status: int = 0
    body: Any = None
    seconds: float = 0.0
    acknowledged: bool = False
    reason: str = ""
    message: Json | None = None
    attempt: int = 0
    retry_reason: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def sent(self) -> bool:
        return self.reason != "not sent"


def encoded(kind: str, payload: Json) -> tuple[str, str]:
    """The body of the request, and its content type."""
    form = "application/x-www-form-urlencoded"
    if kind == "events_api":
        return json.dumps(payload), "application/json"
    if kind == "slash_commands":
        return urlencode(payload), form
    return urlencode({"payload": json.dumps(payload)}), form


class Courier:
    """Sends deliveries; lives on the fake's event loop."""

    def __init__(self, fake: FakeSlack) -> None:
        self.fake = fake
        self.tickets: set[str] = set()
        self.sockets: list[web.WebSocketResponse] = []
        self.waiting: dict[str, asyncio.Future[Any]] = {}
        self.tasks: set[asyncio.Task[Any]] = set()
        self.session: aiohttp.ClientSession | None = None
        self.turn = 0

    # the way out

    async def send(self, delivery: Delivery, signature: str | None = None) -> Delivery:
        """Bring it to the app and wait for the answer, for as long as Slack would."""
        began = time.monotonic()
        if self.fake.events_url:
            await self._by_http(delivery, signature)
        elif self.fake.socket_mode:
            await self._by_socket(delivery)
        else:
            delivery.reason = "nobody to send to"
        delivery.seconds = time.monotonic() - began
        with self.fake.state.lock:
            self.fake.deliveries.append(delivery)
        return delivery

    async def _by_http(self, delivery: Delivery, signature: str | None) -> None:
        body, content_type = encoded(delivery.kind, delivery.payload)
        headers = {
            "Content-Type": content_type,
            **self.signed(body, signature, delivery.attempt),
        }
        if delivery.attempt:
            headers["X-Slack-Retry-Num"] = str(delivery.attempt)
            headers["X-Slack-Retry-Reason"] = delivery.retry_reason
        await self.post(delivery, body, headers)

    def signed(self, body: str, signature: str | None, attempt: int = 0) -> dict[str, str]:
        """What is sent again is signed anew, and later, however soon a test asks for it."""
        age = 600 if signature == "old" else -attempt
        secret = "not the secret" if signature == "wrong" else self.fake.signing_secret
        timestamp = str(int(time.time()) - age)
        made = SignatureVerifier(secret).generate_signature(timestamp=timestamp, body=body)
        return {"X-Slack-Request-Timestamp": timestamp, "X-Slack-Signature": made or ""}

    async def post(self, delivery: Delivery, body: str, headers: dict[str, str]) -> None:
        if self.session is None:
            # A connection kept from before may be closed by us in the very moment it is used.
            self.session = aiohttp.ClientSession(connector=aiohttp.TCPConnector(force_close=True))
        patience = aiohttp.ClientTimeout(total=self.fake.patience)
        agent = {"User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}
        try:
            async with self.session.post(
                self.fake.events_url or "",
                data=body.encode(),
                headers={**agent, **headers},
                timeout=patience,
            ) as answer:
                text = await answer.text()
                delivery.status = answer.status
                delivery.headers.update({k.lower(): v for k, v in answer.headers.items()})
                delivery.body = self.read(text, answer.headers.get("Content-Type", ""))
                delivery.acknowledged = 200 <= answer.status < 300
        except TimeoutError:
            delivery.reason = "http_timeout"
        except aiohttp.ClientError as failed:
            delivery.reason = f"connection_failed: {type(failed).__name__}"

    @staticmethod
    def read(text: str, content_type: str) -> Any:
        if "json" in content_type and text:
            return json.loads(text)
        return text or None

    async def _by_socket(self, delivery: Delivery) -> None:
        self.sockets = [socket for socket in self.sockets if not socket.closed]
        if not self.sockets:
            delivery.reason = "no socket"
            return
        self.turn += 1
        socket = self.sockets[self.turn % len(self.sockets)]
        envelope_id = str(uuid.uuid4())
        answer: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self.waiting[envelope_id] = answer
        try:
            await socket.send_json(self.envelope(delivery, envelope_id))
            delivery.body = await asyncio.wait_for(answer, self.fake.patience)
            delivery.status, delivery.acknowledged = 200, True
        except (TimeoutError, ConnectionError) as failed:
            delivery.reason = "timeout" if isinstance(failed, TimeoutError) else "socket closed"
        finally:
            self.waiting.pop(envelope_id, None)

    @staticmethod
    def envelope(delivery: Delivery, envelope_id: str) -> Json:
        envelope: Json = {
            "envelope_id": envelope_id,
            "payload": delivery.payload,
            "type": delivery.kind,
            "accepts_response_payload": delivery.kind != "events_api",
        }
        if delivery.kind == "events_api":
            envelope["retry_attempt"] = delivery.attempt
            envelope["retry_reason"] = delivery.retry_reason
        return envelope

    # sockets

    async def serve_socket(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self.tickets:
            return web.Response(status=404)
        self.tickets.discard(ticket)
        socket = web.WebSocketResponse(timeout=1.0)
        await socket.prepare(request)
        self.sockets.append(socket)
        await socket.send_json(
            {
                "type": "hello",
                "num_connections": len(self.sockets),
                "debug_info": {"host": "fake", "approximate_connection_time": 18060},
                "connection_info": {"app_id": APP_ID},
            }
        )
        self.fake.connected.set()
        try:
            async for frame in socket:
                if frame.type == aiohttp.WSMsgType.TEXT:
                    self.answered(json.loads(frame.data))
        finally:
            if socket in self.sockets:
                self.sockets.remove(socket)
        return socket

    def answered(self, answer: Json) -> None:
        future = self.waiting.get(answer.get("envelope_id", ""))
        if future is not None and not future.done():
            future.set_result(answer.get("payload") or None)

    async def hang_up(self, reason: str) -> None:
        """Ask every connection to come again, and close it."""
        for socket in list(self.sockets):
            if reason:
                await socket.send_json({"type": "disconnect", "reason": reason})
            await socket.close()

    async def close(self) -> None:
        for task in list(self.tasks):
            task.cancel()
        await asyncio.gather(*self.tasks, return_exceptions=True)
        await self.hang_up("")
        if self.session is not None:
            await self.session.close()

    # events

    def wants(self, name: str) -> bool:
        fake = self.fake
        return (
            name in fake.events
            and fake.dead is None
            and allows(fake.scopes, EVENTS.get(name, set()))
        )

    def event(self, event: Json, channel: Channel | None, actor: str | None) -> Delivery:
        payload = payloads.event_callback(self.fake, event, channel, actor)
        return Delivery("events_api", payload)

    def message(self, channel: Channel, event: Json, actor: str | None) -> Delivery | None:
        """The event for this message, when the app is to hear of it."""
        if BOT_USER not in channel.members or not self.wants(MESSAGE_EVENTS[channel.kind]):
            return None
        return self.event(event, channel, actor)

    def later(self, delivery: Delivery | None) -> None:
        """Send it as soon as the present answer is out."""
        if delivery is None or not (self.fake.events_url or self.sockets):
            return

        def start() -> None:
            self.spawn(self.send(delivery))

        self.fake.loop.call_soon_threadsafe(self.fake.loop.call_later, 0.01, start)

    def spawn(self, work: Coroutine[Any, Any, Any]) -> None:
        task = self.fake.loop.create_task(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    def later_message(self, channel: Channel, message: Json) -> None:
        event = payloads.message_event(channel, message, None)
        self.later(self.message(channel, event, BOT_USER))

    def later_changed(self, channel: Channel, before: Json, after: Json) -> None:
        ts = self.fake.state.next_ts()
        event = payloads.changed_event(channel, before, after, ts)
        self.later(self.message(channel, event, BOT_USER))

    def later_deleted(self, channel: Channel, message: Json) -> None:
        event = payloads.deleted_event(channel, message, self.fake.state.next_ts())
        self.later(self.message(channel, event, BOT_USER))


def again(delivery: Delivery, reason: str) -> Delivery:
    """The same thing once more, marked as Slack marks what it repeats."""
    return Delivery(
        delivery.kind,
        copy.deepcopy(delivery.payload),
        attempt=delivery.attempt + 1,
        retry_reason=reason,
        message=delivery.message,
    )
