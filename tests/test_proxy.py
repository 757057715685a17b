"""A network whose only way out is a proxy: everything that calls out goes through it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import aiohttp
import pytest

from bot.calendars import Calendars, fetched
from bot.handlers.slack.app import client_for
from bot.handlers.teams import storing
from bot.handlers.teams.auth import Credentials
from bot.handlers.teams.connector import Connector
from bot.handlers.teams.keys import Keys, KeysUnreachable
from bot.settings import SettingsError, load

Call = Callable[[], Awaitable[object]]


@asynccontextmanager
async def proxy(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[list[str]]:
    """A proxy that writes down where it is asked to lead, and leads nowhere."""
    asked: list[str] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = (await reader.readuntil(b"\r\n\r\n")).decode().split()
        asked.append(" ".join(first[:2]))
        writer.write(b"HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{port}")
    async with server:
        yield asked


async def slack() -> None:
    await client_for("xoxb-1", "https://slack.com/api/").auth_test()


async def teams() -> None:
    connector = Connector(Credentials("", "", ""))
    async with connector.running():
        await connector.send("https://smba.example.org/emea/", "a:1", {"type": "message"})


async def keys() -> None:
    await Keys().get("some")


async def token() -> None:
    await Credentials("6f0c1e52-0b7e-4a55-9d3e-1f2a3b4c5d6e", "secret", "tenant").token()


async def file() -> None:
    await storing.fetch("https://x.sharepoint.com/a.csv", "https://smba.example.org/emea/")


async def calendar() -> None:
    followed = Calendars(None, lambda: datetime.now(UTC), lambda: None, proxied=True)  # type: ignore[arg-type]
    async with followed._session() as session:
        await fetched(session, "https://calendar.example.org/c.ics")


@pytest.mark.parametrize(
    ("call", "host"),
    [
        (slack, "slack.com"),
        (teams, "smba.example.org"),
        (keys, "login.botframework.com"),
        (token, "login.microsoftonline.com"),
        (file, "x.sharepoint.com"),
        (calendar, "calendar.example.org"),
    ],
    ids=["slack", "teams", "keys", "token", "file", "calendar"],
)
def test_it_goes_out_through_the_proxy(
    monkeypatch: pytest.MonkeyPatch, call: Call, host: str
) -> None:
    async def scene() -> list[str]:
        async with proxy(monkeypatch) as asked:
            with suppress(Exception, KeysUnreachable):
                await call()
            return asked

    assert asyncio.run(scene())[:1] == [f"CONNECT {host}:443"]


def test_what_is_on_this_computer_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene() -> list[str]:
        async with proxy(monkeypatch) as asked:
            async with aiohttp.ClientSession(trust_env=True) as session:
                with suppress(aiohttp.ClientError):
                    await session.get("http://127.0.0.1:9/")
            return asked

    assert asyncio.run(scene()) == []


def test_a_proxy_in_the_file_is_found_by_the_libraries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import os

    monkeypatch.setenv("HTTPS_PROXY", "")
    monkeypatch.delenv("HTTPS_PROXY")
    (tmp_path / ".env").write_text("HTTPS_PROXY=http://proxy.example.org:3128\n")
    monkeypatch.chdir(tmp_path)
    load()
    assert os.environ["HTTPS_PROXY"] == "http://proxy.example.org:3128"


@pytest.mark.parametrize("wrong", ["mitt.natverk:3128", "https://p:1/x", "socks5://p:1"])
def test_what_is_no_proxy_is_refused_without_being_shown(wrong: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load(https_proxy=wrong, _env_file=None)
    assert wrong not in str(refused.value)
