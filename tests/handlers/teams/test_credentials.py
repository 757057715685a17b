"""Our own token: asked for once, kept while it holds, and what Entra's refusals mean."""

from __future__ import annotations

import asyncio
import gc
import logging
import threading
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.handlers.teams.auth import Credentials, NoToken, TokenRefused
from bot.handlers.teams.credentials import EARLY, PAUSE
from tests.handlers.teams.edge_entra import SECRET, Entra, Told, refusal
from tests.handlers.teams.edge_tokens import APP, TENANT, Clock


class Bench:
    def __init__(self) -> None:
        self.entra = Entra()
        self.clock = Clock()
        self.ours = Credentials(APP, SECRET, TENANT, login=self.entra, clock=self.clock)

    @property
    def asked(self) -> int:
        return len(self.entra.asked)


def test_the_token_is_asked_for_as_a_single_tenant_and_once() -> None:
    async def work(bench: Bench) -> None:
        assert [await bench.ours.token() for _ in range(5)] == ["token-1"] * 5
        (asked,) = bench.entra.asked
        assert asked["url"] == f"https://login.microsoftonline.com/{TENANT}/oauth2/v2.0/token"
        assert asked["scope"] == "https://api.botframework.com/.default"
        assert (asked["client_id"], asked["client_secret"]) == (APP, SECRET)
        assert all(f"/{TENANT}/" in url for url in bench.entra.discovered)

    asyncio.run(work(Bench()))


def test_fifty_senders_at_once_cause_one_request() -> None:
    async def work(bench: Bench) -> None:
        found = await asyncio.gather(*(bench.ours.token() for _ in range(50)))
        assert found == ["token-1"] * 50
        assert (bench.asked, len(bench.entra.discovered)) == (1, 1)

    asyncio.run(work(Bench()))


def test_asking_keeps_nobody_else_waiting() -> None:
    async def work(bench: Bench) -> None:
        bench.entra.go_on.clear()
        waiting = asyncio.create_task(bench.ours.token())
        for _ in range(20):
            await asyncio.sleep(0.001)
        assert not waiting.done()
        bench.entra.go_on.set()
        assert await waiting == "token-1"

    asyncio.run(work(Bench()))


def test_a_token_is_replaced_a_little_before_its_end() -> None:
    async def work(bench: Bench) -> None:
        assert await bench.ours.token() == "token-1"
        bench.clock.now += 3600 - EARLY - 1
        assert await bench.ours.token() == "token-1"
        bench.ours._app.remove_tokens_for_client()
        bench.clock.now += 2
        assert await bench.ours.token() == "token-2"
        assert len(bench.entra.discovered) == 1, "one client for all"

    asyncio.run(work(Bench()))


def test_a_short_token_is_used_for_half_its_life() -> None:
    async def work(bench: Bench) -> None:
        bench.entra.expires_in = "100"
        assert await bench.ours.token() == "token-1"
        bench.clock.now += 49
        assert await bench.ours.token() == "token-1"
        bench.clock.now += 2
        assert await bench.ours.token() == "token-2"

    asyncio.run(work(Bench()))


def test_a_refused_token_is_forgotten_and_no_other() -> None:
    async def work(bench: Bench) -> None:
        assert await bench.ours.token() == "token-1"
        bench.ours.forget("")
        bench.ours.forget("token-0")
        assert await bench.ours.token() == "token-1"
        bench.ours.forget("token-1")
        assert await bench.ours.token() == "token-2", "not out of MSAL's own memory"

    asyncio.run(work(Bench()))


def test_without_an_app_id_there_is_no_token() -> None:
    assert asyncio.run(Credentials("", "", "").token()) == ""


DOWN: list[Exception | Told] = [
    ConnectionError("no route"),
    TimeoutError(),
    ValueError("MSAL fell over"),
    KeyError("token_endpoint"),
    Told(500, "<html>"),
    Told(503, {"error": "temporarily_unavailable"}),
    Told(200, "<html>a proxy's page</html>"),
    Told(200, {"access_token": ""}),
    Told(200, {"access_token": "x", "expires_in": 1.5}),
    Told(400, {"error": "temporarily_unavailable", "error_codes": [90033]}),
    Told(429, {"error": "slow_down"}),
]


@pytest.mark.parametrize("fault", DOWN, ids=repr)
def test_while_entra_is_down_there_is_none_and_then_there_is(fault: Any) -> None:
    async def work(bench: Bench) -> None:
        bench.entra.fault = fault
        with capture_logs() as logs, pytest.raises(NoToken):
            await bench.ours.token()
        assert {entry["event"] for entry in logs} == {"entra_not_reached"}
        bench.entra.fault = None
        bench.ours._app = None  # MSAL lets the same question rest for some seconds of its own
        assert (await bench.ours.token()).startswith("token-")

    asyncio.run(work(Bench()))


@pytest.mark.parametrize(
    "fault", [ConnectionError("no route"), Told(200, "<html>"), Told(503, "down"), Told(429, "")]
)
def test_a_tenant_that_cannot_be_asked_about_is_no_refusal(fault: Any) -> None:
    async def work(bench: Bench) -> None:
        bench.entra.tenant_fault = fault
        with pytest.raises(NoToken):
            await bench.ours.token()
        bench.entra.tenant_fault = None
        assert await bench.ours.token() == "token-1"

    asyncio.run(work(Bench()))


def test_an_old_token_serves_while_entra_is_down() -> None:
    async def work(bench: Bench) -> None:
        assert await bench.ours.token() == "token-1"
        bench.ours._app.remove_tokens_for_client()
        bench.entra.fault = ConnectionError("no route")
        bench.clock.now += 3600 - EARLY + 1
        asked = bench.asked
        assert [await bench.ours.token() for _ in range(9)] == ["token-1"] * 9
        assert bench.asked == asked + 1, "not at every message"
        bench.clock.now += EARLY
        with pytest.raises(NoToken):
            await bench.ours.token()

    asyncio.run(work(Bench()))


REFUSED = [
    (refusal("invalid_client", 7000215), "invalid_client 7000215"),
    (refusal("invalid_client", 7000222), "invalid_client 7000222"),
    (refusal("unauthorized_client", 700016), "unauthorized_client 700016"),
    (Told(400, {"error": "invalid_request"}), "invalid_request"),
    (Told(400, {"error": "x" * 999, "error_codes": ["7", 8]}), "x" * 64 + " 8"),
    (Told(400, {"error": "invalid_scope", "error_codes": 70011}), "invalid_scope"),
]


@pytest.mark.parametrize(("fault", "why"), REFUSED)
def test_a_refusal_is_told_apart_and_entra_is_left_alone_for_a_while(fault: Told, why: str) -> None:
    async def work(bench: Bench) -> None:
        bench.entra.fault = fault
        with capture_logs() as logs:
            for _ in range(5):
                with pytest.raises(TokenRefused) as raised:
                    await bench.ours.token()
                assert raised.value.why == why
        assert [(entry["event"], entry["why"]) for entry in logs] == [("entra_refuses", why)]
        assert bench.asked == 1
        bench.entra.fault, bench.ours._app = None, None
        bench.clock.now += PAUSE
        assert await bench.ours.token() == "token-2"

    asyncio.run(work(Bench()))


@pytest.mark.parametrize("status", [400, 404])
def test_a_tenant_that_does_not_exist_is_a_refusal(status: int) -> None:
    async def work(bench: Bench) -> None:
        bench.entra.tenant_fault = Told(status, {"error": "invalid_tenant"})
        with pytest.raises(TokenRefused, match="unknown_tenant"):
            await bench.ours.token()

    asyncio.run(work(Bench()))


def test_a_refusal_after_a_trouble_and_the_other_way_round() -> None:
    async def work(bench: Bench) -> None:
        bench.entra.fault = refusal("invalid_client", 7000222)
        with pytest.raises(TokenRefused):
            await bench.ours.token()
        bench.entra.fault, bench.ours._app = ConnectionError(), None
        bench.clock.now += PAUSE
        with pytest.raises(NoToken):
            await bench.ours.token()
        bench.entra.fault, bench.ours._app = refusal("invalid_client", 7000222), None
        with pytest.raises(TokenRefused):
            await bench.ours.token()

    asyncio.run(work(Bench()))


def test_a_sender_that_gives_up_does_not_take_the_token_from_the_others() -> None:
    async def work(bench: Bench) -> None:
        bench.entra.go_on.clear()
        first = asyncio.create_task(bench.ours.token())
        second = asyncio.create_task(bench.ours.token())
        await asyncio.sleep(0.01)
        first.cancel()
        await asyncio.sleep(0)
        bench.entra.go_on.set()
        assert await second == "token-1"
        assert bench.asked == 1

    asyncio.run(work(Bench()))


def test_no_log_line_and_no_error_holds_a_secret(caplog: pytest.LogCaptureFixture) -> None:
    async def work(bench: Bench) -> str:
        await bench.ours.token()
        bench.ours.forget("token-1")
        bench.entra.fault = refusal("invalid_client", 7000215)
        with pytest.raises(TokenRefused) as raised:
            await bench.ours.token()
        return repr(raised.value) + str(raised.value.__context__)

    with capture_logs() as logs, caplog.at_level(logging.DEBUG):
        said = asyncio.run(work(Bench())) + repr(logs) + caplog.text
    assert not any(part in said for part in (SECRET, "token-1", "AADSTS"))


def test_the_end_comes_while_entra_hangs(caplog: pytest.LogCaptureFixture) -> None:
    bench = Bench()
    bench.entra.go_on.clear()

    async def work() -> None:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(bench.ours.token(), 0.02)
        threading.Timer(0.05, bench.entra.go_on.set).start()

    asyncio.run(work())
    gc.collect()
    assert [said for said in caplog.records if said.levelno >= logging.ERROR] == []
