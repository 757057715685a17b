"""The service and its clock: health, readiness, ticks, and a graceful end."""

from __future__ import annotations

import asyncio
import logging
import subprocess
import sys
import threading
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from alembic.script import ScriptDirectory
from starlette.applications import Starlette

from bot import service
from bot.app import open_desk, serve_app, try_app
from bot.centre.load import load as load_centre
from bot.desk import due
from bot.desk.work import Desk
from bot.jobs import Jobs
from bot.settings import Settings, load
from bot.storage import pulses
from bot.storage.schema import SCRIPTS

OLDEST = str(ScriptDirectory(str(SCRIPTS)).get_base())
MORNING = datetime(2027, 5, 18, 7, 0, tzinfo=UTC)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load(database_url=f"sqlite:///{tmp_path}/service.sqlite", _env_file=None)


@pytest.fixture
def desk(settings: Settings) -> Iterator[Desk]:
    opened = open_desk(settings)
    yield opened
    opened.store.close()


def ask_public(desk: Desk, path: str, ticked: datetime | None = None) -> httpx.Response:
    app = Starlette(routes=[service.public(lambda: ticked)])
    return asyncio.run(running(app, lambda client: client.get(path)))


def ask(desk: Desk, path: str, ticked: datetime | None = None) -> httpx.Response:
    app = Starlette(routes=service.routes(desk, lambda: ticked))
    return asyncio.run(running(app, lambda client: client.get(path)))


async def running(app: Starlette, scene: Callable[[httpx.AsyncClient], Awaitable[Any]]) -> Any:
    """Play a scene with an application that has started; it is stopped afterwards."""
    return await beside(app, app, scene)


async def inside(app: Starlette, scene: Callable[[httpx.AsyncClient], Awaitable[Any]]) -> Any:
    """Play a scene at the address of those who run the service."""
    return await beside(app, app.state.inside, scene)


async def beside(
    app: Starlette, asked: Starlette, scene: Callable[[httpx.AsyncClient], Awaitable[Any]]
) -> Any:
    """Play a scene with one application while another, of which it is a part, runs."""
    transport = httpx.ASGITransport(asked)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client,
    ):
        return await scene(client)


async def soon(look: Callable[[], Awaitable[bool]]) -> bool:
    """Whether something comes true within ten seconds."""
    for _ in range(200):
        if await look():
            return True
        await asyncio.sleep(0.05)
    return False


def test_health_says_when_it_last_ticked_and_what_was_given_up(desk: Desk) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    answer = ask(desk, "/health", now)
    assert answer.status_code == 200
    told = answer.json()
    assert told.pop("delivery")["parked"] == 0
    assert told == {"status": "ok", "last_tick": now.isoformat(), "platforms": {}}


def test_strangers_are_told_that_it_lives_and_no_more(desk: Desk) -> None:
    now = datetime.now(UTC)
    answer = ask_public(desk, "/health", now)
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})
    answer = ask_public(desk, "/health", now - timedelta(minutes=6))
    assert (answer.status_code, answer.json()) == (503, {"status": "stalled"})


def test_in_public_there_is_nothing_else(settings: Settings) -> None:
    async def scene(client: httpx.AsyncClient) -> list[int]:
        paths = ("/ready", "/metrics", "/docs", "/", "/calendar/x.ics", "/health/")
        return [(await client.get(path)).status_code for path in paths]

    assert set(asyncio.run(running(serve_app(settings), scene))) <= {404, 307}


def test_a_stopped_clock_is_not_healthy(desk: Desk) -> None:
    answer = ask(desk, "/health", datetime.now(UTC) - timedelta(minutes=6))
    assert (answer.status_code, answer.json()["status"]) == (503, "stalled")


def test_a_service_that_has_just_started_is_healthy(desk: Desk) -> None:
    assert ask(desk, "/health").status_code == 200


def test_it_is_ready_when_the_database_answers(desk: Desk) -> None:
    assert ask(desk, "/ready").json() == {"status": "ready"}


@pytest.mark.parametrize(
    ("revision", "code", "status"),
    [("9999", 200, "ready"), (OLDEST, 503, "older_schema")],
    ids=["newer", "older"],
)
def test_it_is_ready_with_a_newer_schema_and_not_with_an_older(
    desk: Desk, revision: str, code: int, status: str
) -> None:
    with desk.store.write() as session:
        update = "UPDATE alembic_version SET version_num = ?"
        session.connection().exec_driver_sql(update, (revision,))
    answer = ask(desk, "/ready")
    assert (answer.status_code, answer.json()) == (code, {"status": status})


def test_without_its_database_it_is_alive_and_not_ready(desk: Desk) -> None:
    desk.store.close()
    Path(desk.store.url.database or "").unlink()
    for side in ("-wal", "-shm"):
        Path(f"{desk.store.url.database}{side}").unlink(missing_ok=True)
    assert ask(desk, "/ready").status_code == 503
    answer = ask(desk, "/health", datetime.now(UTC))
    assert (answer.status_code, answer.json()["delivery"]) == (200, None)


def test_the_service_starts_ticks_and_stops(settings: Settings) -> None:
    async def scene(client: httpx.AsyncClient) -> int:
        async def ticked() -> bool:
            return bool((await client.get("/health")).json()["last_tick"])

        assert await soon(ticked)
        return (await client.get("/ready")).status_code

    assert asyncio.run(inside(serve_app(settings), scene)) == 200


def test_the_service_leaves_word_of_its_ticks_in_the_database(settings: Settings) -> None:
    """`check` runs in another process, and reads it there."""

    async def scene(client: httpx.AsyncClient) -> str:
        async def ticked() -> bool:
            return bool((await client.get("/health")).json()["last_tick"])

        assert await soon(ticked)
        return str((await client.get("/health")).json()["last_tick"])

    told = asyncio.run(inside(serve_app(settings), scene))
    desk = open_desk(settings)
    with desk.store.read() as session:
        kept = pulses.last(session, pulses.TICK)
    desk.store.close()
    assert kept is not None
    assert abs(kept - datetime.fromisoformat(told)) < timedelta(minutes=1)


def test_health_says_of_each_platform_what_keeps_it_from_working(desk: Desk) -> None:
    troubles = {"slack": "token_revoked", "teams": ""}
    app = Starlette(routes=service.routes(desk, lambda: None, lambda: troubles))
    answer = asyncio.run(running(app, lambda client: client.get("/health")))
    assert answer.status_code == 200
    assert answer.json()["platforms"] == {"slack": "token_revoked", "teams": "ok"}


SLACK_PARTS = "('slack_bolt', 'slack_sdk', 'aiohttp', 'bot.handlers.slack')"


@pytest.mark.parametrize("how", ["serve_app", "try_app"])
def test_slack_is_loaded_only_where_it_is_configured(tmp_path: Path, how: str) -> None:
    code = (
        f"import sys; from bot.app import {how}; from bot.settings import load;"
        f"{how}(load(database_url='sqlite:///{tmp_path}/x.sqlite', _env_file=None));"
        f"sys.exit(any(name.startswith({SLACK_PARTS}) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_slack_is_loaded_where_it_is_configured_and_takes_requests(settings: Settings) -> None:
    both = {"slack_bot_token": "xoxb-1", "slack_api_url": "http://127.0.0.1:9/api/"}
    given = load(
        database_url=settings.database_url.get_secret_value(),
        slack_signing_secret="s",
        _env_file=None,
        **both,
    )
    assert given.platforms == ("Slack",)

    app = serve_app(given)

    async def scene(client: httpx.AsyncClient) -> tuple[int, Any]:
        async with httpx.AsyncClient(
            transport=httpx.ASGITransport(app), base_url="http://127.0.0.1"
        ) as public:
            refused = await public.post("/slack/events", content=b"{}")

        async def told() -> bool:
            return (await client.get("/health")).json()["platforms"]["slack"] != "ok"

        assert await soon(told)
        return refused.status_code, (await client.get("/health")).json()

    status, health = asyncio.run(inside(app, scene))
    assert status == 401
    assert health["status"] == "ok"


def test_the_service_never_loads_the_web_room(tmp_path: Path) -> None:
    code = (
        "import sys; from bot.app import serve_app; from bot.settings import load;"
        f"serve_app(load(database_url='sqlite:///{tmp_path}/x.sqlite'));"
        "sys.exit(any(name.startswith('bot.handlers.web') for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_tick_does_what_is_due_and_wakes_delivery(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    woken: list[bool] = []
    asked: list[datetime] = []

    def tick(desk: Desk, now: datetime) -> int:
        asked.append(now)
        return 3

    monkeypatch.setattr(due, "tick", tick)
    jobs = Jobs(desk, lambda: woken.append(True), lambda: MORNING)
    assert asyncio.run(jobs.tick()) == 3
    assert (asked, woken) == ([MORNING], [True])
    assert jobs.last_tick is not None


def test_a_tick_under_way_when_we_stop_is_waited_for_and_is_no_fault(
    desk: Desk, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    began, goes_on, done = threading.Event(), threading.Event(), threading.Event()

    def slow(desk: Desk, now: datetime) -> int:
        began.set()
        assert goes_on.wait(10)
        done.set()
        return 0

    async def stopped_in_the_middle() -> tuple[bool, bool]:
        jobs = Jobs(desk, lambda: None, lambda: MORNING)
        jobs.start()
        await asyncio.to_thread(began.wait, 10)
        jobs.stop()
        too_soon = await jobs.ended(0.1)
        goes_on.set()
        return too_soon, await jobs.ended(10)

    monkeypatch.setattr(due, "tick", slow)
    assert asyncio.run(stopped_in_the_middle()) == (False, True)
    assert done.is_set()
    assert [r for r in caplog.records if r.levelno >= logging.ERROR] == []


def test_the_room_shows_its_samples_and_delivers_them(settings: Settings) -> None:
    async def scene(client: httpx.AsyncClient) -> bool:
        async def shown() -> bool:
            return "Viskan Textil AB" in (await client.get("/som/anna/rum/exportcenter")).text

        return await soon(shown)

    assert asyncio.run(running(try_app(settings, MORNING), scene))


def test_an_empty_room_has_its_members_and_no_cases(settings: Settings) -> None:
    async def scene(client: httpx.AsyncClient) -> tuple[str, str]:
        await asyncio.sleep(0.3)
        pages = [await client.get(path) for path in ("/", "/som/anna/rum/exportcenter")]
        return pages[0].text, pages[1].text

    people, room = asyncio.run(running(try_app(settings, MORNING, empty=True), scene))
    assert "Karin Holm" in people
    assert "Viskan Textil AB" not in room


def test_another_region_s_centre_can_be_tried_too(tmp_path: Path) -> None:
    file = Path(__file__).parent / "centre" / "small_centre.yaml"
    url = f"sqlite:///{tmp_path}/small.sqlite"
    app = try_app(load(database_url=url, centre_file=file, _env_file=None), MORNING)

    async def scene(client: httpx.AsyncClient) -> str:
        return (await client.get("/")).text

    centre = load_centre(file)
    people = asyncio.run(running(app, scene))
    assert "Karin Holm" in people
    assert all(organisation.short in people for organisation in centre.organisations)
