"""While many requests wait for their answers, what nobody waits for lets them go first."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from bot import metrics
from bot.app import serve_app
from bot.handlers.slack.app import PATH
from bot.rush import FEW, Rush
from bot.settings import load


def test_work_gives_way_until_few_requests_are_left() -> None:
    async def play() -> list[str]:
        rush, heard = Rush(few=1, patience=60), list[str]()

        async def work() -> None:
            await rush.over()
            heard.append("worked")

        for _ in range(3):
            rush.begins()
        working = asyncio.create_task(work())
        rush.ends()
        await asyncio.sleep(0.01)
        heard.append("two under way")
        rush.ends()
        await working
        await rush.over()
        return heard

    assert asyncio.run(play()) == ["two under way", "worked"]


def test_work_does_not_give_way_for_ever() -> None:
    async def play() -> None:
        rush = Rush(few=0, patience=0.01)
        rush.begins()
        await asyncio.wait_for(rush.over(), 30)

    asyncio.run(play())


def test_requests_that_drip_in_are_no_rush_and_their_time_does_not_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever likes can open slow connections; nobody waits for an answer before all is said."""
    made: list[Rush] = []

    def patient() -> Rush:
        made.append(Rush(patience=600))
        return made[-1]

    monkeypatch.setattr("bot.app.Rush", patient)
    app = serve_app(
        load(
            database_url=f"sqlite:///{tmp_path}/x.sqlite",
            slack_bot_token="xoxb-x",
            slack_signing_secret="s",
            _env_file=None,
        )
    )
    scope = {"type": "http", "method": "POST", "path": PATH, "headers": [(b"content-length", b"9")]}

    async def play() -> float:
        gone = asyncio.Event()

        async def drip() -> dict[str, object]:
            await gone.wait()
            return {"type": "http.disconnect"}

        async def send(message: object) -> None: ...

        before = _acknowledged()
        slow = [asyncio.create_task(app({**scope}, drip, send)) for _ in range(FEW + 1)]
        await asyncio.sleep(0.05)
        await asyncio.wait_for(made[0].over(), 30)
        gone.set()
        await asyncio.gather(*slow)
        return _acknowledged() - before

    assert asyncio.run(play()) == 0


def _acknowledged() -> float:
    labels = {"platform": "slack"}
    name = "exportlots_acknowledgement_seconds_count"
    return metrics.REGISTRY.get_sample_value(name, labels) or 0.0
