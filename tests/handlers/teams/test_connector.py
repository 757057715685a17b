"""The calls out, against a real server: what is sent, and with which token."""

from __future__ import annotations

import asyncio
import gc
import json
from collections.abc import Iterator
from typing import Any

import pytest
from aiohttp import web

from bot.handlers.teams.auth import Credentials, NoToken
from bot.handlers.teams.connector import TOKEN_REFUSED, TROUBLES, Connector, ConnectorError
from tests.handlers.teams.edge_calls import CALLS, WHOLE, framework, result, run
from tests.handlers.teams.edge_entra import SECRET, Entra, refusal
from tests.handlers.teams.edge_server import Reply, Seen, Server, always, drop, hang, serving


@pytest.fixture(autouse=True, scope="module")
def nothing_left_open() -> Iterator[None]:
    """What these tests leave open warns when it is collected, and warnings are errors."""
    yield
    gc.collect()


@pytest.mark.parametrize("name", CALLS)
def test_a_call_as_it_arrives(name: str) -> None:
    call, method, path, body = CALLS[name]

    async def work(connector: Connector, server: Server) -> None:
        before = json.dumps(body)
        await call(connector, server.url)
        assert json.dumps(body) == before

    answer = {"id": "1", "conversations": []}
    server = run(always(201, answer), work, Entra())
    (seen,) = server.seen
    assert (seen.method, seen.path) == (method, path)
    assert seen.headers["authorization"] == "Bearer token-1"
    assert seen.headers["user-agent"] == "Exportlots"
    if body is None:
        assert (seen.raw, "content-type" in seen.headers) == (b"", False)
    else:
        assert seen.json == body
        assert "🚢".encode() in seen.raw
        assert seen.headers["content-type"] == "application/json; charset=utf-8"


@pytest.mark.parametrize("end", ["", "/", "emea/", "emea/tenant"])
def test_a_service_address_with_a_path(end: str) -> None:
    async def work(connector: Connector, server: Server) -> None:
        await connector.send(server.url.rstrip("/") + ("/" * bool(end)) + end, "c", WHOLE)

    (seen,) = run(always(200, {"id": "1"}), work).seen
    assert seen.path == "/" + end.rstrip("/") + "/" * bool(end.strip("/")) + (
        "v3/conversations/c/activities"
    )


def test_what_the_answers_hold() -> None:
    sara = {"id": "29:1", "aadObjectId": "x", "name": "Sara", "userRole": "user", "new": {"a": 1}}
    channels = [{"id": "19:t"}, {"id": "19:c", "name": "Export", "type": "shared"}]
    made = {"id": "19:c;messageid=1", "activityId": "1", "serviceUrl": "x"}
    assert result(always(201, {"id": "17"}), lambda to, url: to.send(url, "c", WHOLE)) == "17"
    assert result(always(200, sara), lambda to, url: to.member(url, "c", "29:1")) == sara
    assert result(always(200, sara), lambda to, url: to.team(url, "t")) == sara
    told = always(200, {"conversations": [*channels, 7]})
    assert result(told, lambda to, url: to.channels(url, "t")) == channels
    create = lambda to, url: to.create(url, {})  # noqa: E731
    assert result(always(201, made), create) == ("19:c;messageid=1", "1")
    assert result(always(200, {"id": "a:1"}), create) == ("a:1", "")


@pytest.mark.parametrize("body", [b"", b" \n", b"{}", b"<html>", b"[1]", {"id": "1"}])
def test_a_replaced_activity_needs_no_answer_but_yes(body: Any) -> None:
    assert result(always(200, body), lambda to, url: to.update(url, "c", "1", WHOLE)) is None


@pytest.mark.parametrize(
    "url", ["http://smba.example/", "ftp://x/", "smba.example", "", "https://", "https://["]
)
def test_a_token_is_not_sent_in_clear_text(url: str) -> None:
    entra = Entra()

    async def work(connector: Connector, server: Server) -> None:
        with pytest.raises(ConnectorError) as raised:
            await connector.send(url, "c", WHOLE)
        assert (raised.value.status, raised.value.code) == (400, "service_url")

    assert run(drop, work, entra).seen == []
    assert entra.asked == []


def test_fifty_senders_at_once() -> None:
    async def respond(seen: Seen, request: web.Request) -> Reply:
        return Reply(201, {"id": seen.json["value"]})

    async def work(connector: Connector, server: Server) -> None:
        sent = [{**WHOLE, "value": str(number)} for number in range(50)]
        found = await asyncio.gather(*(connector.send(server.url, "c", one) for one in sent))
        assert found == [str(number) for number in range(50)]

    entra = Entra()
    run(respond, work, entra)
    assert len(entra.asked) == 1


def test_a_token_that_the_service_refuses_is_replaced_once() -> None:
    async def respond(seen: Seen, request: web.Request) -> Reply:
        good = seen.headers["authorization"] == "Bearer token-2"
        return Reply(201, {"id": "1"}) if good else Reply(401, framework("Unauthorized"))

    async def work(connector: Connector, server: Server) -> None:
        assert await connector.send(server.url, "c", WHOLE) == "1"
        assert await connector.send(server.url, "c", WHOLE) == "1"
        assert [seen.json for seen in server.seen] == [WHOLE] * 3

    run(respond, work, Entra())


def test_a_service_that_refuses_every_token() -> None:
    async def work(connector: Connector, server: Server) -> None:
        with pytest.raises(ConnectorError) as raised:
            await connector.send(server.url, "c", WHOLE)
        assert (raised.value.status, raised.value.code) == (401, "Unauthorized")
        assert raised.value.refuses_us

    assert len(run(always(401, framework("Unauthorized")), work, Entra()).seen) == 2


def test_a_secret_that_entra_refuses() -> None:
    entra = Entra()
    entra.fault = refusal("invalid_client", 7000222)

    async def work(connector: Connector, server: Server) -> None:
        for _ in range(3):
            with pytest.raises(ConnectorError) as raised:
                await connector.send(server.url, "c", WHOLE)
            assert (raised.value.status, raised.value.code) == (401, TOKEN_REFUSED)
            assert raised.value.refuses_us
            assert SECRET not in repr(raised.value) + str(raised.value.__cause__)

    assert run(drop, work, entra).seen == []


def test_entra_that_is_down_is_a_trouble() -> None:
    entra = Entra()
    entra.fault = ConnectionError()

    async def work(connector: Connector, server: Server) -> None:
        with pytest.raises(NoToken):
            await connector.send(server.url, "c", WHOLE)

    assert issubclass(NoToken, TROUBLES)
    run(drop, work, entra)


def test_an_entra_that_hangs_does_not_hold_a_call_longer_than_it_may() -> None:
    entra = Entra()
    entra.go_on.clear()

    async def work(connector: Connector, server: Server) -> None:
        with pytest.raises(TROUBLES):
            await connector.send(server.url, "c", WHOLE)
        entra.go_on.set()
        assert await connector.send(server.url, "c", WHOLE) == "1"

    run(always(201, {"id": "1"}), work, entra, timeout=0.1)


def test_half_a_character_spoils_only_itself() -> None:
    async def work(connector: Connector, server: Server) -> None:
        await connector.send(server.url, "c", {"text": "half \ud83d"})
        assert server.seen[0].json == {"text": "half ?"}

    run(always(201, {"id": "1"}), work)


def test_it_calls_only_while_it_runs() -> None:
    async def work(connector: Connector, server: Server) -> None:
        assert await connector.send(server.url, "c", WHOLE) == "1"

    async def go() -> None:
        connector = Connector(Credentials("", "", ""))
        async with serving(always(201, {"id": "1"})) as server:
            for _ in range(2):
                with pytest.raises(RuntimeError, match="not running"):
                    await connector.send(server.url, "c", WHOLE)
                async with connector.running():
                    await work(connector, server)

    asyncio.run(go())


def test_a_call_under_way_at_the_end_is_let_go() -> None:
    async def go() -> None:
        connector = Connector(Credentials("", "", ""))
        async with serving(hang) as server:
            async with connector.running():
                waiting = asyncio.create_task(connector.send(server.url, "c", WHOLE))
                while not server.seen:
                    await asyncio.sleep(0.001)
            with pytest.raises(TROUBLES):
                await asyncio.wait_for(waiting, 1)

    asyncio.run(go())
    gc.collect()
