"""From Teams' HTTP request to a checked activity, through the SDK's turn, and back.

What the front end gets is the JSON as it came. The SDK's own adapter for aiohttp answers 500 to
every invoke with a body; this one is for Starlette, and gives a plain dictionary back unchanged.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from botbuilder.core import CloudAdapterBase, InvokeResponse, TurnContext
from botbuilder.schema import Activity as TurnActivity
from botbuilder.schema import ActivityTypes, ChannelAccount, ConversationAccount
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response

from bot.handlers.teams import wire
from bot.handlers.teams.auth import Authentication, Foreign, KeysUnreachable, Refused
from bot.observing import log, tracing

Activity = Mapping[str, Any]
"""An activity as it came: plain JSON."""

_TEXTS = ("id", "name", "text", "serviceUrl", "channelId", "replyToId", "timestamp", "locale")
_OBJECTS = ("conversation", "from", "recipient", "channelData")
_LISTS = ("entities", "attachments", "membersAdded", "membersRemoved")
_FORWARDED = ("forwarded", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
_log = log(__name__)


@dataclass(frozen=True)
class Answer:
    """What the front end says to an activity. The body reaches Teams for an invoke only."""

    status: int = 200
    body: dict[str, Any] | None = None


Handler = Callable[[Activity], Awaitable[Answer]]


class Adapter(CloudAdapterBase):  # type: ignore[misc]
    """The SDK's adapter, for Starlette."""

    def __init__(self, authentication: Authentication) -> None:
        super().__init__(authentication)
        self._authentication = authentication

    @property
    def trouble(self) -> str:
        """What keeps requests out now, for those who watch over the service; else empty."""
        return self._authentication.trouble

    async def process(self, http: Request, handler: Handler) -> Response:
        """Answer a request of Teams'.

        415, 413 and 400 for what is no activity, 401 and 403 for what is not for us, 503 where
        that cannot be told or the handler failed: Teams may send it again.
        """
        with tracing():
            try:
                return await self._answer(http, handler)
            except _No as no:
                _log.warning("unreadable_request", why=no.why)
                return Response(status_code=no.status)
            except Refused as error:
                _log.warning("request_refused", why=str(error))
                return Response(status_code=401)
            except Foreign as error:
                _log.warning("request_foreign", why=error.why, tenant=error.tenant)
                return Response(status_code=403)
            except KeysUnreachable:
                return Response(status_code=503)

    async def _answer(self, http: Request, handler: Handler) -> Response:
        media = http.headers.get("content-type", "").partition(";")[0].strip().lower()
        if media != "application/json":
            raise _No(415, "content_type")
        signed = await self._authentication.signed(
            http.headers.get("authorization"), here=_here(http)
        )
        activity = read(await _body(http))
        result = self._authentication.admit(signed, activity)
        try:
            return await self._turn(result, activity, handler)
        except Exception as error:
            _log.error("teams_handler_failed", exc_info=error, type=activity["type"][:64])
            return Response(status_code=503)

    async def _turn(self, result: Any, activity: Activity, handler: Handler) -> Response:
        """The SDK's turn around the handler; an invoke's answer goes out through it."""
        answer = Answer()

        async def logic(turn: TurnContext) -> None:
            nonlocal answer
            answer = await handler(activity)
            if turn.activity.type == ActivityTypes.invoke:
                said = _Said(status=answer.status, body=answer.body)
                await turn.send_activity(
                    TurnActivity(type=ActivityTypes.invoke_response, value=said)
                )

        invoked = await self.process_activity(result, _for_the_turn(activity), logic)
        if invoked is None:
            return Response(status_code=answer.status)
        if invoked.body is None:
            return Response(status_code=int(invoked.status))
        return Response(
            wire.encoded(invoked.body),
            status_code=int(invoked.status),
            media_type="application/json",
        )


class _Said(InvokeResponse):  # type: ignore[misc]
    """The answer to an invoke. The SDK copies what is sent through a turn, down to the last word
    of a card, in four times the time that the rest of the turn takes; nobody changes this one."""

    def __deepcopy__(self, memo: object) -> _Said:
        return self


class _No(Exception):
    """Nothing that could be an activity."""

    def __init__(self, status: int, why: str) -> None:
        super().__init__(why)
        self.status = status
        self.why = why


async def _body(http: Request) -> bytes:
    """The request's body, as far as it is read at all."""
    told = http.headers.get("content-length", "0")
    if not told.isdecimal() or len(told) > 12 or int(told) > wire.LONGEST:
        raise _No(413, "too_long")
    body = bytearray()
    try:
        async for chunk in http.stream():
            body += chunk
            if len(body) > wire.LONGEST:
                raise _No(413, "too_long")
    except ClientDisconnect:
        raise _No(400, "gone") from None
    return bytes(body)


def read(body: bytes) -> dict[str, Any]:
    """An activity, with an envelope of the right shapes: what the front end may rely on."""
    try:
        found = wire.decoded(body)
    except ValueError:
        raise _No(400, "json") from None
    if not isinstance(found, dict) or not isinstance(found.get("type"), str) or not found["type"]:
        raise _No(400, "no_activity")
    for names, shape in ((_TEXTS, str), (_OBJECTS, dict), (_LISTS, list)):
        for name in names:
            if not isinstance(found.get(name), shape | None):
                raise _No(400, name)
    for name in _LISTS:
        if not all(isinstance(one, dict) for one in found.get(name) or ()):
            raise _No(400, name)
    return found


def _for_the_turn(activity: Activity) -> TurnActivity:
    """The SDK's own notion of an activity: what its turn looks at, and no more.

    Reading the whole into its classes takes a millisecond, and falls over what it does not know.
    """
    conversation, sender, us = (
        activity.get(name) or {} for name in ("conversation", "from", "recipient")
    )
    return TurnActivity(
        type=activity["type"],
        id=activity.get("id"),
        name=activity.get("name"),
        channel_id=activity.get("channelId"),
        service_url=activity.get("serviceUrl"),
        conversation=ConversationAccount(id=conversation.get("id")),
        from_property=ChannelAccount(id=sender.get("id")),
        recipient=ChannelAccount(id=us.get("id")),
    )


def _here(http: Request) -> bool:
    """Whether this computer sent it, and to itself: no tunnel or proxy, no borrowed name."""
    peer = http.client.host if http.client else None
    try:
        name = urlsplit(f"//{http.headers.get('host', '')}").hostname
    except ValueError:
        return False
    forwarded = any(header in http.headers for header in _FORWARDED)
    return wire.loopback(peer) and wire.loopback(name) and not forwarded
