"""What it costs to find the command among all of ours, against listeners of Bolt's own.

Bolt asks each listener in turn whether a request is for it; ours asks once, and looks the word up.
"""

from __future__ import annotations

import time

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck
from starlette.types import ASGIApp

from benchmarks import quiet_slack, signed_slack
from benchmarks.bare_slack import acknowledging, bolt, served
from benchmarks.clock import Times
from benchmarks.turns import on_the_loop_of_serve
from bot.desk import registry
from bot.handlers.slack.app import ANY

OURS, FEW, MANY = "ours", "5 listeners", "40 listeners"


def compare(rounds: int) -> dict[str, Times]:
    """One slash command to each, in turns: CPU until it is acknowledged."""
    with quiet_slack.running() as url, on_the_loop_of_serve() as runner:
        return runner.run(_compare(url, rounds))


async def _compare(url: str, rounds: int) -> dict[str, Times]:
    apps = {
        OURS: _looking_up(url),
        FEW: acknowledging(url, _commands(5), views=False),
        MANY: acknowledging(url, _commands(40), views=False),
    }
    found = {name: Times() for name in apps}
    for turn in range(rounds + 5):
        request = signed_slack.command(turn)
        for name, app in apps.items() if turn % 2 else reversed(apps.items()):
            wall, cpu = time.perf_counter(), time.process_time()
            answer = await request.sent_to(app)
            if answer.status != 200:
                raise RuntimeError(f"{name}: not acknowledged, {answer.status}")
            if turn >= 5:
                found[name].note(answer.wall - wall, answer.cpu - cpu)
    return found


def _commands(many: int) -> list[str]:
    """So many commands, ours the last of them."""
    return [*(f"/command-{number}" for number in range(1, many)), "/hanvisa"]


def _looking_up(url: str) -> ASGIApp:
    """A Bolt app with our catch-all listeners, which finds the command as ours does."""
    app = bolt(url)

    async def look_up(ack: AsyncAck, body: dict[str, str]) -> None:
        name, _ = registry.read(f"{body['command']} {body['text']}")
        if name != "refer":
            raise RuntimeError(f"Another command was found: {name}")
        await ack()

    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    app.event(ANY)(acknowledge)
    app.command(ANY)(look_up)
    for listens in (app.action, app.shortcut, app.view, app.options):
        listens(ANY)(acknowledge)
    return served(AsyncSlackRequestHandler(app))
