"""Slack's signed requests to their acknowledgement, against a bare Bolt app that only acknowledges.

The bare ones have our Bolt settings and one listener; ours writes to a SQLite file (WAL, every
commit on the disk). What goes on after the acknowledgement (the form is opened, the writer is
answered) is let come to its end, and counted on its own; cards and messages to others are not
sent at all.
"""

from __future__ import annotations

from pathlib import Path

from starlette.applications import Starlette

from benchmarks import bare_slack, cases, quiet_slack, signed_slack
from benchmarks.cases import Forms
from benchmarks.history import NOW, desk_on
from benchmarks.posted import USER, Answered, Signed
from benchmarks.signed_slack import CHANNEL
from benchmarks.turns import WARM_UP, Acked, Side, on_the_loop_of_serve, take_turns
from bot.centre.model import Centre
from bot.desk.replies import Place
from bot.desk.work import Desk
from bot.handlers.slack import forms
from bot.handlers.slack.app import connect
from bot.handlers.slack.inbound import PLATFORM, Back

PLACE = Place(PLATFORM, quiet_slack.TEAM, CHANNEL)


def compare(folder: Path, centre: Centre, rounds: int) -> list[Acked]:
    """Each sort of request `rounds` times on either side, in turns.

    Raises RuntimeError when one was not acknowledged as it should, or did not do its work.
    """
    desk = desk_on(folder / "slack.sqlite", centre)
    cases.seat(desk, PLACE)
    try:
        with quiet_slack.running() as url, on_the_loop_of_serve() as runner:
            return runner.run(_compare(desk, url, rounds))
    finally:
        desk.store.close()


async def _compare(desk: Desk, url: str, rounds: int) -> list[Acked]:
    front = connect(
        desk, lambda: NOW, token=quiet_slack.TOKEN, api_url=url, signing_secret=signed_slack.SECRET
    )
    opening = Acked("`/hanvisa`", "its form is open")
    sending = Acked("a form sent and committed", "its writer is answered")
    drawn = Forms(desk, PLACE)

    def filled(turn: int) -> Signed:
        _, outcome, form = drawn.drawn(turn)
        view = forms.view(form, outcome.lang, Back(USER, CHANNEL).kept())
        return signed_slack.submission(turn, view)

    async with front.running():
        await front.installation.identify()
        client = front.installation.client
        ours = Side(Starlette(routes=front.routes), _look, front.installation.settled)
        bare = Side(bare_slack.acknowledging(url), _look)
        await take_turns(opening, ours, bare, signed_slack.command, rounds)
        await take_turns(sending, ours, bare, filled, rounds)
        calls = (await client.api_call(quiet_slack.COUNTED))["calls"]
    _check(desk, calls, rounds + WARM_UP)
    return [opening, sending]


def _look(answer: Answered) -> None:
    if answer.status != 200 or answer.body:
        raise RuntimeError(f"Not acknowledged: {answer.status} {answer.body.decode()}")


def _check(desk: Desk, calls: dict[str, int], each: int) -> None:
    """Every command opened its form, and every form a case about a company of its own."""
    cases.check(desk, each)
    told = [calls.get(method) for method in ("views.open", "chat.postEphemeral")]
    if told != [each, each]:
        raise RuntimeError(f"Of {each} commands and forms, {told} were shown and answered.")
