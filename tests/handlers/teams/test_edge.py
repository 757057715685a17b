"""The whole edge on a real server, and that the SDK stays behind it."""

from __future__ import annotations

import ast
import asyncio
import json
import logging
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bot.handlers.teams import wire
from bot.handlers.teams.adapter import Activity, Adapter, Answer, Handler
from bot.handlers.teams.auth import Authentication, Credentials
from bot.handlers.teams.connector import Connector
from bot.handlers.teams.shared import Shared
from tests.handlers.teams.edge_entra import Entra
from tests.handlers.teams.edge_server import Listed, always, serving
from tests.handlers.teams.edge_tokens import APP, TENANT, activity, token

BOT = Path(__file__).parents[3] / "bot"
SDK = {"botbuilder", "botframework", "msal", "msrest"}


def test_the_sdk_is_imported_in_three_files_only() -> None:
    found = {}
    for path in BOT.rglob("*.py"):
        names: set[str] = set()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names.add((node.module or "").partition(".")[0])
        if names & SDK:
            found[path.relative_to(BOT).as_posix()] = names & SDK
    assert found == {
        "handlers/teams/adapter.py": {"botbuilder"},
        "handlers/teams/auth.py": {"botframework"},
        "handlers/teams/credentials.py": {"msal"},
    }


def loaded(module: str) -> set[str]:
    """Which of the SDK's packages are there after importing this alone."""
    said = f"import json, sys, {module}; print(json.dumps([*sys.modules]))"
    done = subprocess.run(
        [sys.executable, "-c", said], cwd=BOT.parent, capture_output=True, text=True, check=True
    )
    return {name.partition(".")[0] for name in json.loads(done.stdout)} & SDK


def test_without_teams_nothing_of_the_sdk_is_loaded() -> None:
    assert loaded("bot.app") == set()
    assert loaded("bot.handlers.teams.adapter") >= {"botbuilder", "botframework", "msal"}


@asynccontextmanager
async def bot(authentication: Authentication, handler: Handler) -> AsyncIterator[str]:
    """The adapter on the server that runs it in earnest; its address."""
    adapter = Adapter(authentication)

    async def endpoint(http: Request) -> Response:
        return await adapter.process(http, handler)

    site = Starlette(routes=[Route("/api/messages", endpoint, methods=["POST"])])
    config = uvicorn.Config(site, port=0, log_config=None, log_level="error", lifespan="off")
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.001)
    try:
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/api/messages"
    finally:
        server.should_exit = True
        await running


def test_a_message_in_and_its_answer_out() -> None:
    entra = Entra()

    async def go() -> None:
        ours = Credentials(APP, "x", TENANT, login=entra)
        connector = Connector(ours)

        async def handler(said: Activity) -> Answer:
            where, what = said["serviceUrl"], said["conversation"]["id"]
            sent = await connector.send(where, what, {"type": "message", "text": "Hej Sara"})
            return Answer(200, {"statusCode": 200, "value": sent})

        async with serving(Listed()) as keys, serving(always(201, {"id": "17"})) as service:
            authentication = Authentication(ours, [TENANT], openid_url=f"{keys.url}openid")
            async with connector.running(), bot(authentication, handler) as url:
                status, body = await post(url, service.url)
                assert (status, json.loads(body)) == (200, {"statusCode": 200, "value": "17"})
                assert (await post(url, "https://elsewhere.example/", service.url))[0] == 401
        (seen,) = service.seen
        assert seen.headers["authorization"] == "Bearer token-1"
        assert seen.json == {"type": "message", "text": "Hej Sara"}

    asyncio.run(go())


async def post(url: str, service_url: str, signed_for: str = "") -> tuple[int, bytes]:
    said = activity(type="invoke", serviceUrl=service_url)
    bearer = {"Authorization": f"Bearer {token(serviceurl=signed_for or service_url)}"}
    async with (
        aiohttp.ClientSession() as http,
        http.post(url, json=said, headers=bearer) as answer,
    ):
        return answer.status, await answer.read()


def test_on_a_real_server_a_stranger_is_not_read() -> None:
    async def handler(said: Activity) -> Answer:
        raise AssertionError

    async def go() -> None:
        ours = Credentials(APP, "x", TENANT)
        async with (
            bot(Authentication(ours, [TENANT]), handler) as url,
            aiohttp.ClientSession() as http,
        ):
            told = {"Content-Type": "application/json"}
            for body in (b"{", b" " * 300_000):
                async with http.post(url, data=body, headers=told) as answer:
                    assert answer.status == 401
            async with http.get(url) as answer:
                assert answer.status == 405

    asyncio.run(go())


def test_a_sender_that_goes_away_in_mid_word_is_no_fault(caplog: pytest.LogCaptureFixture) -> None:
    async def handler(said: Activity) -> Answer:
        raise AssertionError

    async def go() -> None:
        local = Authentication(Credentials("", "", ""), local=True)
        async with bot(local, handler) as url:
            port = int(url.split(":")[2].partition("/")[0])
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(
                b"POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                b"Content-Type: application/json\r\nContent-Length: 99\r\n\r\n{"
            )
            await writer.drain()
            await asyncio.sleep(0.05)
            writer.close()
            await asyncio.sleep(0.05)

    asyncio.run(go())
    assert [said for said in caplog.records if said.levelno >= logging.ERROR] == []


@pytest.mark.parametrize(
    ("url", "secure", "secure_here", "within"),
    [
        ("https://smba.trafficmanager.net/emea/", True, True, False),
        ("HTTPS://smba.example", True, True, False),
        ("https://127.0.0.1/", True, True, True),
        ("http://127.0.0.1:56150/_connector", False, True, True),
        ("http://127.9.9.9/", False, True, True),
        ("http://localhost:1/", False, True, True),
        ("http://LOCALHOST/", False, True, True),
        ("http://[::1]:3978/", False, True, True),
        ("http://smba.example/", False, False, False),
        ("http://localhost.example/", False, False, False),
        ("http://127.0.0.1.example/", False, False, False),
        ("http://localhost@smba.example/", False, False, False),
        ("http://0.0.0.0/", False, False, False),
        ("http://10.0.0.1/", False, False, False),
        ("ws://127.0.0.1/", False, False, False),
        ("//127.0.0.1/", False, False, False),
        ("http://[::1", False, False, False),
        ("https://", False, False, False),
        ("", False, False, False),
    ],
)
def test_which_addresses_may_be_spoken_to(
    url: str, secure: bool, secure_here: bool, within: bool
) -> None:
    found = (wire.secure(url), wire.secure(url, local=True), wire.within(url))
    assert found == (secure, secure_here, within)


def test_json_goes_out_as_it_is_counted() -> None:
    assert wire.encoded({"å": [None, 1.5, "🚢"]}) == '{"å":[null,1.5,"🚢"]}'.encode()
    for wrong in (float("inf"), {1, 2}):
        with pytest.raises((ValueError, TypeError)):
            wire.encoded(wrong)


@pytest.mark.parametrize("deep", [1, 50, 99])
def test_as_deep_as_a_card_and_no_deeper(deep: int) -> None:
    def nested(levels: int) -> bytes:
        return (
            b'{"a":[' * (levels // 2)
            + b"[" * (levels % 2)
            + b"]" * (levels % 2)
            + b"]}" * (levels // 2)
        )

    value: Any = wire.decoded(nested(deep))
    assert json.dumps(value)
    with pytest.raises(ValueError, match="deep"):
        wire.decoded(nested(deep + 101))


def test_work_that_fails_fails_for_all_who_wait_and_is_tried_again() -> None:
    runs = 0

    async def work() -> None:
        nonlocal runs
        runs += 1
        await asyncio.sleep(0)
        raise LookupError

    async def go() -> None:
        shared = Shared(work)
        assert not shared.running
        found = await asyncio.gather(*(shared.wait() for _ in range(5)), return_exceptions=True)
        assert [type(one) for one in found] == [LookupError] * 5
        assert runs == 1 and not shared.running
        with pytest.raises(LookupError):
            await shared.wait()
        assert runs == 2

    asyncio.run(go())
