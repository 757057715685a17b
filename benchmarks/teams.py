"""Teams' signed activities to their answers, against a bare bot that always says the same.

Dialogs are answered with the response itself, so that nothing goes on afterwards. Ours writes to
a SQLite file (WAL, every commit on the disk); cards and messages to others are not sent at all.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from aiohttp import ClientSession
from starlette.applications import Starlette

from benchmarks import bare_teams, cases, quiet_teams
from benchmarks.cases import Forms
from benchmarks.history import NOW, desk_on
from benchmarks.posted import Answered, Signed
from benchmarks.signed_teams import APP, CHANNEL, TEAM, TENANT, Microsoft, Teams
from benchmarks.turns import WARM_UP, Acked, Side, on_the_loop_of_serve, take_turns
from bot.centre.model import Centre
from bot.desk.replies import Place
from bot.desk.work import Desk
from bot.handlers.teams import answers
from bot.handlers.teams.app import connect
from bot.handlers.teams.inbound import PLATFORM
from bot.handlers.teams.pressing import OURS

PLACE = Place(PLATFORM, TENANT, CHANNEL, within=TEAM)


def compare(folder: Path, centre: Centre, rounds: int) -> list[Acked]:
    """Each sort of activity `rounds` times on either side, in turns.

    Raises RuntimeError when one was not answered as it should, or did not do its work.
    """
    desk, signer = desk_on(folder / "teams.sqlite", centre), Microsoft()
    cases.seat(desk, PLACE)
    try:
        with quiet_teams.running(signer.published) as url, on_the_loop_of_serve() as runner:
            return runner.run(_compare(desk, Teams(signer, url), url, rounds))
    finally:
        desk.store.close()


async def _compare(desk: Desk, teams: Teams, url: str, rounds: int) -> list[Acked]:
    openid = f"{url}{quiet_teams.OPENID}"
    known: dict[str, Any] = {"app_id": APP, "password": "benchmark", "tenant": TENANT}
    front = connect(desk, lambda: NOW, **known, openid_url=openid, login=quiet_teams.Login())
    opening = Acked("`task/fetch`, a form opened")
    sending = Acked("`task/submit`, a form sent and committed")
    drawn = Forms(desk, PLACE)

    def filled(turn: int) -> Signed:
        request, outcome, _ = drawn.drawn(turn)
        return teams.submit(turn, _card(answers.dialog(outcome, request)))

    ours = Starlette(routes=front.routes)
    async with front.running():
        with bare_teams.listening(openid) as bare:
            shown, told = Side(bare, _continued), Side(bare, _told)
            await take_turns(opening, Side(ours, _opened), shown, teams.fetch, rounds)
            await take_turns(sending, Side(ours, _sent), told, filled, rounds)
        calls = await _counted(url)
    _check(desk, calls, rounds + WARM_UP)
    return [opening, sending]


def _card(body: Any) -> dict[str, Any]:
    """The card of a dialog."""
    found: dict[str, Any] = body["task"]["value"]["card"]["content"]
    return found


def _task(answer: Answered) -> dict[str, Any]:
    """What a dialog is to show. Raises RuntimeError where there is none."""
    if answer.status != 200 or not answer.body:
        raise RuntimeError(f"Not answered: {answer.status} {answer.body.decode()}")
    found: dict[str, Any] = json.loads(answer.body)["task"]
    return found


def _opened(answer: Answered) -> None:
    """Ours: the form of a referral."""
    asked = _card({"task": _task(answer)})["actions"][0]["data"][OURS]
    if asked["form"] != "refer":
        raise RuntimeError(f"Another form was opened: {asked}")


def _sent(answer: Answered) -> None:
    """Ours: what came of it, which is not the form again."""
    task = _task(answer)
    if task["type"] == "continue" and "actions" in _card({"task": task}):
        raise RuntimeError(f"The form came back: {task}")


def _continued(answer: Answered) -> None:
    """The bare one: its form."""
    if _card({"task": _task(answer)}) != bare_teams.FORM:
        raise RuntimeError(f"Another form was opened: {answer.body.decode()}")


def _told(answer: Answered) -> None:
    """The bare one: its line."""
    if _task(answer)["value"] != bare_teams.SENT:
        raise RuntimeError(f"Another answer was given: {answer.body.decode()}")


async def _counted(url: str) -> dict[str, int]:
    async with ClientSession() as http, http.get(f"{url}{quiet_teams.COUNTED}") as answer:
        found: dict[str, int] = await answer.json()
        return found


def _check(desk: Desk, calls: dict[str, int], each: int) -> None:
    """Every form opened a case about a company of its own, and nobody was asked for its sender
    but once."""
    cases.check(desk, each)
    if calls != {"member": 1}:
        raise RuntimeError(f"Teams was called otherwise than for one person, once: {calls}")
