"""Calls of the connector's to a real server, and everything that an activity can hold."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from bot.handlers.teams.auth import Credentials
from bot.handlers.teams.connector import Connector, ConnectorError
from tests.handlers.teams.edge_entra import SECRET, Entra
from tests.handlers.teams.edge_server import Respond, Server, serving
from tests.handlers.teams.edge_tokens import APP, TENANT, Clock

ROOM = "19:aB-_c@thread.tacv2;messageid=1700000000001"
SARA = "29:1-å/ä?x=%20#y"
WHOLE = {
    "type": "message",
    "text": "<at>Sara Å</at> 🚢",
    "textFormat": "plain",
    "summary": "En hänvisning",
    "importance": "high",
    "attachmentLayout": "list",
    "inputHint": "acceptingInput",
    "replyToId": "1700000000001",
    "from": {"id": "28:bot", "name": "Exportlots", "unknown": 1},
    "conversation": {"id": ROOM, "unknown": None},
    "channelData": {"notification": {"alert": True}, "feedbackLoopEnabled": False, "x": None},
    "entities": [
        {"type": "mention", "text": "<at>Sara Å</at>", "mentioned": {"id": "29:1", "name": "Sara"}},
        {
            "type": "https://schema.org/Message",
            "@type": "Message",
            "additionalType": ["AIGenerated"],
        },
    ],
    "attachments": [
        {
            "contentType": "application/vnd.microsoft.card.adaptive",
            "unknown": 7,
            "content": {
                "type": "AdaptiveCard",
                "msteams": {"width": "Full"},
                "body": [{"n": None}],
            },
        }
    ],
    "suggestedActions": {"to": ["29:1"], "actions": [{"type": "imBack", "value": "x", "new": 1}]},
    "value": {"a": [1, 2.5, None, True]},
    "localTimestamp": None,
    "unknown": {"b": []},
}

Work = Callable[[Connector, Server], Awaitable[None]]


def run(respond: Respond, work: Work, entra: Entra | None = None, timeout: float = 5) -> Server:
    """Some calls to a server that answers so; with an Entra, as an app with a secret."""

    async def go() -> Server:
        ours = Credentials(APP if entra else "", SECRET, TENANT, login=entra, clock=Clock())
        connector = Connector(ours, timeout=timeout)
        async with serving(respond) as server, connector.running():
            await work(connector, server)
        assert asyncio.all_tasks() == {asyncio.current_task()}
        return server

    return asyncio.run(go())


def result(respond: Respond, call: Callable[[Connector, str], Awaitable[Any]]) -> Any:
    found: list[Any] = []

    async def work(connector: Connector, server: Server) -> None:
        found.append(await call(connector, server.url))

    run(respond, work)
    return found[0]


def error(respond: Respond, timeout: float = 5) -> ConnectorError:
    """How the server's answer to a post is told."""
    found: list[ConnectorError] = []

    async def work(connector: Connector, server: Server) -> None:
        with pytest.raises(ConnectorError) as raised:
            await connector.send(server.url, ROOM, WHOLE)
        found.append(raised.value)

    run(respond, work, timeout=timeout)
    return found[0]


CALLS: dict[str, tuple[Callable[[Connector, str], Awaitable[Any]], str, str, Any]] = {
    "send": (
        lambda to, url: to.send(url, ROOM, WHOLE),
        "POST",
        "/v3/conversations/19%3AaB-_c%40thread.tacv2%3Bmessageid%3D1700000000001/activities",
        WHOLE,
    ),
    "update": (
        lambda to, url: to.update(url, "a:1", "f:1", WHOLE),
        "PUT",
        "/v3/conversations/a%3A1/activities/f%3A1",
        WHOLE,
    ),
    "create": (
        lambda to, url: to.create(url, {"members": [{"id": SARA}], "activity": WHOLE, "new": 1}),
        "POST",
        "/v3/conversations",
        {"members": [{"id": SARA}], "activity": WHOLE, "new": 1},
    ),
    "member": (
        lambda to, url: to.member(url, "a:1", SARA),
        "GET",
        "/v3/conversations/a%3A1/members/29%3A1-%C3%A5%2F%C3%A4%3Fx%3D%2520%23y",
        None,
    ),
    "channels": (
        lambda to, url: to.channels(url, "19:t@thread.tacv2"),
        "GET",
        "/v3/teams/19%3At%40thread.tacv2/conversations",
        None,
    ),
    "team": (
        lambda to, url: to.team(url, "19:t@thread.tacv2"),
        "GET",
        "/v3/teams/19%3At%40thread.tacv2",
        None,
    ),
}


def framework(code: Any) -> dict[str, Any]:
    """How the Bot Framework says no."""
    return {"error": {"code": code, "message": f"User {SARA} said no", "innerHttpError": None}}
