"""Slack's signed requests to their acknowledgement, against a bare Bolt app that only acknowledges.

Both sides are ASGI applications on the event loop that `serve` runs on, and are sent the very
same bytes, in turns. The bare ones have our Bolt settings and one listener; ours writes to a
SQLite file (WAL, every commit on the disk). CPU is of the whole process, because the desk works
in a thread. What goes on after the acknowledgement (the form is opened, the writer is answered)
is let come to its end, and counted on its own; cards and messages to others are not sent at all.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from string import ascii_lowercase

from slack_bolt.adapter.starlette.async_handler import AsyncSlackRequestHandler
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_sdk.web.async_client import AsyncWebClient
from sqlmodel import Session, col, func, select
from starlette.applications import Starlette
from starlette.requests import Request as Http
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp
from stdnum import luhn
from uvicorn import Config

from benchmarks import quiet_slack, signed
from benchmarks.clock import Times
from benchmarks.history import NOW, desk_on
from benchmarks.signed import CHANNEL, USER, Signed
from bot.centre.model import Centre
from bot.desk.dispatch import dispatch
from bot.desk.replies import Caller, Place, Request, Value
from bot.desk.work import Desk
from bot.handlers.slack import forms
from bot.handlers.slack.app import ANY, PATH, SlackFrontEnd, connect
from bot.handlers.slack.inbound import PLATFORM, Back
from bot.samples.people import settle
from bot.storage.tables import Company, Enquiry, Identity, Referral, Room

WARM_UP = 10
Made = Callable[[int], Signed]


@dataclass
class Acked:
    """One sort of request on either side: to the acknowledgement, and ours to what it leads to."""

    name: str
    then: str
    """What ours is at when all is done."""
    ours: Times = field(default_factory=Times)
    bare: Times = field(default_factory=Times)
    ended: Times = field(default_factory=Times)


def compare(folder: Path, centre: Centre, rounds: int) -> list[Acked]:
    """Each sort of request `rounds` times on either side, in turns.

    Raises RuntimeError when one was not acknowledged as it should, or did not do its work.
    """
    desk = desk_on(folder / "slack.sqlite", centre)
    with desk.store.write() as session:
        settle(desk, session, NOW)
        session.flush()
        _move_to_slack(session)
    loop_factory = Config(app="").get_loop_factory()
    try:
        with quiet_slack.running() as url, asyncio.Runner(loop_factory=loop_factory) as runner:
            return runner.run(_compare(desk, url, rounds))
    finally:
        desk.store.close()


def _move_to_slack(session: Session) -> None:
    """The samples' members and rooms, as they would be in a Slack workspace."""
    for row in (*session.exec(select(Identity)), *session.exec(select(Room))):
        row.platform, row.workspace = PLATFORM, quiet_slack.TEAM
        session.add(row)


async def _compare(desk: Desk, url: str, rounds: int) -> list[Acked]:
    front = connect(
        desk, lambda: NOW, token=quiet_slack.TOKEN, api_url=url, signing_secret=signed.SECRET
    )
    async with front.running():
        await front.installation.identify()
        client, forms_of = front.installation.client, _Forms(desk)
        opening = Acked("`/hanvisa`", "its form is open")
        await _take_turns(opening, front, _bare(client, AsyncApp.command), signed.command, rounds)
        sending = Acked("a form sent and committed", "its writer is answered")
        await _take_turns(sending, front, _bare(client, AsyncApp.view), forms_of.filled, rounds)
        calls = (await client.api_call(quiet_slack.COUNTED))["calls"]
    _check(desk, calls, rounds + WARM_UP)
    return [opening, sending]


async def _take_turns(
    found: Acked, front: SlackFrontEnd, bare: ASGIApp, made: Made, rounds: int
) -> None:
    ours = Starlette(routes=front.routes)
    settled = front.installation.settled
    for turn in range(WARM_UP + rounds):
        kept = Acked("", "") if turn < WARM_UP else found
        request = made(turn)
        if turn % 2:
            await _take(request, ours, kept.ours, settled, kept.ended)
            await _take(request, bare, kept.bare)
        else:
            await _take(request, bare, kept.bare)
            await _take(request, ours, kept.ours, settled, kept.ended)


async def _take(
    request: Signed,
    app: ASGIApp,
    acknowledged: Times,
    settled: Callable[[], Awaitable[None]] | None = None,
    ended: Times | None = None,
) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    answer = await request.sent_to(app)
    acknowledged.note(answer.wall - wall, answer.cpu - cpu)
    if settled is not None and ended is not None:
        await settled()
        ended.note(time.perf_counter() - wall, time.process_time() - cpu)
    if answer.status != 200 or answer.body:
        raise RuntimeError(f"Not acknowledged: {answer.status} {answer.body.decode()}")


def _bare(client: AsyncWebClient, listens: Callable[..., Callable[..., object]]) -> ASGIApp:
    """A Bolt app with our settings, and one listener that acknowledges."""
    app = AsyncApp(
        client=client,
        signing_secret=signed.SECRET,
        process_before_response=True,
        attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        ignoring_self_assistant_message_events_enabled=False,
    )

    async def acknowledge(ack: AsyncAck) -> None:
        await ack()

    listens(app, ANY)(acknowledge)
    handler = AsyncSlackRequestHandler(app)

    async def handle(http: Http) -> Response:
        return await handler.handle(http)

    return Starlette(routes=[Route(PATH, handle, methods=["POST"])])


class _Forms:
    """Forms about one company after another, drawn by the desk and filled in whole."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.random = Random(3)

    def filled(self, turn: int) -> Signed:
        """The next form, as its writer sends it."""
        caller = Caller(PLATFORM, quiet_slack.TEAM, USER, lang="sv")
        place = Place(PLATFORM, quiet_slack.TEAM, CHANNEL)
        request = Request("refer", self._answers(turn), caller, place)
        outcome = dispatch(self.desk, request, NOW)
        if outcome.form is None:
            raise RuntimeError(f"No form came: {outcome}")
        view = forms.view(outcome.form, outcome.lang, Back(USER, CHANNEL).kept())
        return signed.submission(turn, view)

    def _answers(self, turn: int) -> dict[str, Value]:
        number = f"556{turn:06d}"
        return {
            "need": "Hur får vi betalt i Brasilien? Köparen vill ha 90 dagars kredit.",
            "consent": "yes",
            "company": f"{''.join(self.random.choices(ascii_lowercase, k=12)).title()} AB",
            "number": number + str(luhn.calc_check_digit(number)),
            "contact_name": "Britta Alm",
            "contact_phone": "0320-00 00 00",
            "contact_email": "britta@example.org",
            "q.municipality": "Mark",
            "q.size": "10-49",
            "q.market": ("BR",),
            "q.needs": ("payment-risk",),
        }


def _check(desk: Desk, calls: dict[str, int], each: int) -> None:
    """Every command opened its form, and every form a case about a company of its own."""
    with desk.store.read() as session:
        made = [session.exec(select(func.count(col(row.id)))).one() for row in (Enquiry, Company)]
        asked = session.exec(select(Referral.organisation)).all()
    if made != [each, each] or list(asked) != ["ekn"] * each:
        raise RuntimeError(f"Of {each} forms came {made} cases and companies, {len(asked)} offers.")
    told = [calls.get(method) for method in ("views.open", "chat.postEphemeral")]
    if told != [each, each]:
        raise RuntimeError(f"Of {each} commands and forms, {told} were shown and answered.")
