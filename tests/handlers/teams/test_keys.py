"""Microsoft's signing keys: fetched once for all, again when one is new, kept while they must."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.handlers.teams import keys as signing
from bot.handlers.teams import wire
from bot.handlers.teams.keys import FRESH, KEPT, PAUSE, PAUSE_FAILED, Keys, KeysUnreachable
from tests.handlers.teams.edge_app import Door, keyed
from tests.handlers.teams.edge_server import Listed, serving
from tests.handlers.teams.edge_tokens import Clock, jwk, token


class Bench:
    """The keys under test, the server that lists them, and a clock."""

    def __init__(self, listed: Listed) -> None:
        self.listed = listed
        self.clock = Clock()
        self.url = f"{listed.server.url}openid"
        self.keys = Keys(self.url, self.clock)
        self.door = Door(keyed(listed.server, self.clock))

    @property
    def fetches(self) -> int:
        return sum(seen.path == "/openid" for seen in self.listed.server.seen)

    async def beside(self) -> None:
        """Let a fetch that nobody waits for come to its end."""
        for _ in range(200):
            await asyncio.sleep(0.001)
            if len(asyncio.all_tasks()) == 1:
                return


def run(work: Callable[[Bench], Awaitable[None]]) -> None:
    async def go() -> None:
        listed = Listed()
        async with serving(listed) as listed.server:
            await work(Bench(listed))

    asyncio.run(go())


async def known(keys: Keys, kid: str = "k1") -> bool:
    return await keys.get(kid) is not None


def test_fifty_requests_at_once_cause_one_fetch() -> None:
    async def work(bench: Bench) -> None:
        found = await asyncio.gather(*(bench.door.status() for _ in range(50)))
        assert found == [200] * 50
        assert bench.fetches == 1

    run(work)


def test_a_rotation_is_noticed_at_once_by_one_fetch() -> None:
    async def work(bench: Bench) -> None:
        assert await bench.door.status() == 200
        bench.listed.keys = [jwk("k1"), jwk("k2")]
        bench.clock.now += PAUSE
        found = await asyncio.gather(*(bench.door.status(bearer=token("k2")) for _ in range(50)))
        assert found == [200] * 50
        assert bench.fetches == 2
        assert await bench.door.status() == 200
        assert bench.fetches == 2

    run(work)


def test_unknown_keys_cause_a_fetch_a_minute_at_most() -> None:
    async def work(bench: Bench) -> None:
        assert await known(bench.keys)
        for second in range(1, 181):
            bench.clock.now += 1
            assert not await known(bench.keys, f"made up {second}")
        assert bench.fetches == 1 + 3

    run(work)


def test_a_withdrawn_key_no_longer_serves() -> None:
    async def work(bench: Bench) -> None:
        assert await bench.door.status() == 200
        bench.listed.keys = [jwk("k2")]
        bench.clock.now += FRESH + 1
        assert await bench.door.status() == 200
        await bench.beside()
        assert await bench.door.status() == 401

    run(work)


def test_a_list_of_yesterday_is_fetched_anew_beside_the_request() -> None:
    async def work(bench: Bench) -> None:
        assert await known(bench.keys)
        bench.clock.now += FRESH - 1
        assert await known(bench.keys)
        assert bench.fetches == 1
        bench.listed.hangs = True
        bench.clock.now += 2
        assert await asyncio.wait_for(known(bench.keys), 0.5)
        assert await asyncio.wait_for(known(bench.keys), 0.5)
        bench.listed.released.set()
        await bench.beside()
        assert bench.fetches == 2
        assert await known(bench.keys)
        assert bench.fetches == 2

    run(work)


def test_old_keys_serve_while_the_list_cannot_be_had_and_not_for_ever() -> None:
    async def work(bench: Bench) -> None:
        assert await bench.door.status() == 200
        bench.listed.status = 503
        for day in range(2, 6):
            bench.clock.now = 1000 + day * FRESH - 1
            for _ in range(3):
                assert await bench.door.status() == 200
                await bench.beside()
            assert bench.door.adapter.trouble == ""
        assert bench.fetches == 5
        bench.clock.now = 1000 + KEPT + 1
        assert await bench.door.status() == 503
        bench.listed.status = 200
        assert await bench.door.status() == 503, "too soon after the last try"
        bench.clock.now += PAUSE_FAILED
        assert await bench.door.status() == 200

    run(work)


def test_the_first_list_is_asked_for_every_few_seconds() -> None:
    async def work(bench: Bench) -> None:
        bench.listed.status = 500
        assert bench.door.adapter.trouble == ""
        with capture_logs() as logs:
            for _ in range(11):
                assert await bench.door.status() == 503
                assert bench.door.adapter.trouble == "keys_unreachable"
                bench.clock.now += 1
        assert bench.fetches == 3
        told = [entry for entry in logs if entry["event"] == "keys_not_fetched"]
        assert [(entry["known"], entry["log_level"]) for entry in told] == [(0, "error")] * 3
        bench.listed.status = 200
        bench.clock.now += PAUSE_FAILED
        assert await bench.door.status() == 200
        assert bench.door.adapter.trouble == ""

    run(work)


def test_an_unknown_key_while_the_list_cannot_be_had_is_not_refused_for_good() -> None:
    async def work(bench: Bench) -> None:
        assert await bench.door.status() == 200
        bench.listed.status = 502
        bench.clock.now += PAUSE
        assert await bench.door.status(bearer=token("k2")) == 503
        assert await bench.door.status(bearer=token("k2")) == 503
        assert await bench.door.status() == 200
        assert bench.fetches == 2

    run(work)


def test_a_list_that_does_not_come_ends_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "WAIT", 0.05)

    async def work(bench: Bench) -> None:
        bench.listed.hangs = True
        with capture_logs() as logs:
            assert await bench.door.status() == 503
        assert logs[0]["why"] == "TimeoutError"

    run(work)


def test_a_request_that_goes_away_does_not_take_the_fetch_from_the_others() -> None:
    async def work(bench: Bench) -> None:
        bench.listed.hangs = True
        first = asyncio.create_task(bench.keys.get("k1"))
        while not bench.fetches:
            await asyncio.sleep(0.001)
        second = asyncio.create_task(bench.keys.get("k1"))
        await asyncio.sleep(0)
        first.cancel()
        bench.listed.released.set()
        assert await second is not None
        assert bench.fetches == 1

    run(work)


def test_nobody_listens_at_the_address() -> None:
    async def go() -> None:
        with pytest.raises(KeysUnreachable):
            await Keys("http://127.0.0.1:9/openid", Clock()).get("k1")

    asyncio.run(go())


BROKEN_LISTS: list[Any] = [
    b"",
    b"<html>a proxy's page</html>",
    b"[]",
    b"null",
    b'{"keys": 7}',
    b'{"keys": null}',
    b'{"keys": {"kid": "k1"}}',
    b'{"keys": []}',
    b"[" * 5000,
    b'{"keys": ["' + b"x" * wire.LONGEST + b'"]}',
    [{}, 7, None, "k1", {"kid": "k1"}, {"kid": 1, "kty": "RSA"}],
    [{"kid": "k1", "kty": "EC", "crv": "P-256", "x": "eA", "y": "eQ"}],
    [{"kid": "k1", "kty": "oct", "k": "eA"}],
    [{"kid": "k1", "kty": "RSA"}],
    [{"kid": "k1", "kty": "RSA", "n": 1, "e": 2}],
    [{"kid": "k1", "kty": "RSA", "n": "!", "e": "AQAB"}],
]


@pytest.mark.parametrize("number", range(len(BROKEN_LISTS)))
def test_a_broken_list_is_no_list_and_leaves_the_old_one(number: int) -> None:
    async def work(bench: Bench) -> None:
        good, bench.listed.keys = bench.listed.keys, BROKEN_LISTS[number]
        with pytest.raises(KeysUnreachable):
            await bench.keys.get("k1")
        bench.listed.keys = good
        bench.clock.now += PAUSE_FAILED
        assert await known(bench.keys)
        bench.listed.keys = BROKEN_LISTS[number]
        bench.clock.now += FRESH + 1
        assert await known(bench.keys)
        await bench.beside()
        assert await known(bench.keys)

    run(work)


def test_a_broken_key_spoils_no_other() -> None:
    async def work(bench: Bench) -> None:
        bench.listed.keys = [*BROKEN_LISTS[10], {"kid": "k0", "kty": "RSA", "n": "!"}, jwk()]
        assert await known(bench.keys)

    run(work)


@pytest.mark.parametrize("url", ["http://keys.example/", "file:///etc/passwd", "", "ftp://x", 7])
def test_a_list_at_no_secure_address_is_not_fetched(url: Any) -> None:
    async def work(bench: Bench) -> None:
        bench.listed.jwks_uri = url
        with capture_logs() as logs, pytest.raises(KeysUnreachable):
            await bench.keys.get("k1")
        assert logs[0]["why"] in ("ValueError", "TypeError")

    run(work)


def test_microsofts_list_may_not_lie_in_clear_text(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    async def work(bench: Bench) -> None:
        real = signing._json

        async def here(http: Any, url: str, after: str = "") -> Any:
            asked.append(url)
            if url == signing.OPENID_URL:
                return {"jwks_uri": f"{bench.listed.server.url}keys"}
            return await real(http, url, after)

        monkeypatch.setattr(signing, "_json", here)
        with pytest.raises(KeysUnreachable):
            await Keys(clock=bench.clock).get("k1")
        assert len(asked) == 2 and bench.listed.server.seen == []

    run(work)
