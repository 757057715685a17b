"""What the answers to a call mean that are not a plain yes: nothing is repeated, all is told."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Iterator
from typing import Any

import pytest
from aiohttp import web

from bot.handlers.teams import wire
from bot.handlers.teams.auth import Credentials
from bot.handlers.teams.connector import TROUBLES, Connector, ConnectorError
from bot.handlers.waits import LONGEST_WAIT
from tests.handlers.teams.edge_calls import CALLS, SARA, WHOLE, error, framework, result, run
from tests.handlers.teams.edge_server import Reply, Respond, Seen, Server, always, drop, hang


@pytest.fixture(autouse=True, scope="module")
def nothing_left_open() -> Iterator[None]:
    """What these tests leave open warns when it is collected, and warnings are errors."""
    yield
    gc.collect()


UNCLEAR = [b"", b"{", b"[1]", b"null", b"7", {}, {"id": ""}, {"id": 7}, b"\xff", b"[" * 5000]


@pytest.mark.parametrize("body", UNCLEAR)
@pytest.mark.parametrize("name", ["send", "create"])
def test_a_yes_without_an_id_is_unclear(body: Any, name: str) -> None:
    async def work(connector: Connector, server: Server) -> None:
        with pytest.raises(TROUBLES):
            await CALLS[name][0](connector, server.url)

    assert len(run(always(200, body), work).seen) == 1


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("member", b"[]"),
        ("team", b"x"),
        ("channels", {}),
        ("channels", {"conversations": {}}),
    ],
)
def test_an_answer_that_is_none_is_unclear(name: str, body: Any) -> None:
    async def work(connector: Connector, server: Server) -> None:
        with pytest.raises(TROUBLES):
            await CALLS[name][0](connector, server.url)

    run(always(200, body), work)


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (400, framework("BadSyntax"), "BadSyntax"),
        (403, framework("BotNotInConversationRoster"), "BotNotInConversationRoster"),
        (403, framework("MessageWritesBlocked"), "MessageWritesBlocked"),
        (404, framework("ConversationNotFound"), "ConversationNotFound"),
        (404, framework("ActivityNotFoundInConversation"), "ActivityNotFoundInConversation"),
        (412, framework("PreconditionFailed"), "PreconditionFailed"),
        (413, framework("MessageSizeTooBig"), "MessageSizeTooBig"),
        (429, framework("Throttled"), "Throttled"),
        (500, {"code": "ServiceError", "message": "x"}, "ServiceError"),
        (502, b"<html>bad gateway</html>", ""),
        (503, b"", ""),
        (504, [1], ""),
        (403, {"error": "unauthorized"}, ""),
        (403, {"error": None}, ""),
        (403, framework(209), ""),
        (403, framework("x" * 999), "x" * 64),
        (301, b"", ""),
        (304, b"", ""),
    ],
)
def test_a_no_is_told_with_its_status_and_code(status: int, body: Any, code: str) -> None:
    told = error(always(status, body, Location="/elsewhere"))
    assert (told.status, told.code, told.retry_after) == (status, code, None)
    assert not told.refuses_us
    assert SARA not in f"{told} {told!r}"
    assert not isinstance(told, TROUBLES)


def test_nothing_is_repeated_and_no_redirection_followed() -> None:
    for status in (307, 412, 429, 500, 502, 503, 504):

        async def work(connector: Connector, server: Server) -> None:
            with pytest.raises(ConnectorError):
                await connector.send(server.url, "c", WHOLE)

        assert len(run(always(status, b"", Location="/other"), work).seen) == 1


DATE = "Mon, 23 Nov 2026 08:00:00 GMT"


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("30", 30.0),
        (" 1.5 ", 1.5),
        ("0", 0.0),
        ("-5", 0.0),
        ("99999999", LONGEST_WAIT),
        ("Mon, 23 Nov 2026 08:00:20 GMT", 20.0),
        ("Mon, 23 Nov 2026 09:00:20 +0100", 20.0),
        ("Mon, 23 Nov 2026 07:00:00 GMT", 0.0),
        ("Mon, 23 Nov 2099 08:00:00 GMT", LONGEST_WAIT),
        ("Mon, 23 Nov 2026 08:00:20", None),
        ("nan", None),
        ("inf", None),
        ("soon", None),
        ("", None),
        ("23 23 23", None),
    ],
)
@pytest.mark.parametrize("status", [412, 429])
def test_how_long_to_wait(status: int, told: str, seconds: float | None) -> None:
    answer = error(always(status, framework("Throttled"), Retry_After=told, Date=DATE))
    assert (answer.status, answer.retry_after) == (status, seconds)


def test_a_date_to_wait_until_means_nothing_without_the_present() -> None:
    answer = error(always(429, b"", Retry_After=DATE, Date="now"))
    assert answer.retry_after is None


@pytest.mark.parametrize("respond", [drop, hang], ids=["closed", "silent"])
@pytest.mark.parametrize("name", CALLS)
def test_an_answer_that_does_not_come_is_a_trouble(respond: Respond, name: str) -> None:
    async def work(connector: Connector, server: Server) -> None:
        with pytest.raises(TROUBLES):
            await CALLS[name][0](connector, server.url)
        server.respond = always(200, {"id": "1"})
        assert await connector.send(server.url, "c", WHOLE) == "1"

    run(respond, work, timeout=0.2 if respond is hang else 5)


def test_nobody_listens() -> None:
    async def work(connector: Connector, server: Server) -> None:
        with pytest.raises(TROUBLES):
            await connector.send("http://127.0.0.1:9/", "c", WHOLE)

    run(drop, work)


async def endless(seen: Seen, request: web.Request) -> Reply:
    answer = web.StreamResponse(status=200 if seen.method == "POST" else 404)
    await answer.prepare(request)
    while True:
        await answer.write(b"x" * 64 * 1024)


def test_an_answer_without_an_end_is_not_read_to_it() -> None:
    async def work(connector: Connector, server: Server) -> None:
        with pytest.raises(TROUBLES):
            await connector.send(server.url, "c", WHOLE)
        with pytest.raises(ConnectorError) as raised:
            await connector.member(server.url, "c", "29:1")
        assert (raised.value.status, raised.value.code) == (404, "")

    run(endless, work)


def test_a_long_answer_within_the_limit_is_read() -> None:
    long = {"id": "1", "x": "y" * (wire.LONGEST - 100)}
    assert result(always(200, long), lambda to, url: to.send(url, "c", WHOLE)) == "1"


@pytest.mark.parametrize(
    "cut", [b"HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n{", b"nonsense\r\n\r\n"]
)
def test_an_answer_that_breaks_off_is_a_trouble(cut: bytes) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(cut)
        await writer.drain()
        writer.close()

    async def go() -> None:
        listening = await asyncio.start_server(answer, "127.0.0.1", 0)
        url = f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}/"
        connector = Connector(Credentials("", "", ""))
        async with listening, connector.running():
            with pytest.raises(TROUBLES):
                await connector.member(url, "c", "29:1")

    asyncio.run(go())
