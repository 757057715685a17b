"""The platforms under load: who is there, what they send, and the settings of who answers them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlmodel import col, func, select

from benchmarks import cases, quiet_slack, quiet_teams, signed_slack, signed_teams, slack, teams
from benchmarks.cases import Forms
from benchmarks.posted import USER, Signed
from benchmarks.served import OPENID
from bot.centre.model import Centre
from bot.centre.worktime import WorkCalendar
from bot.desk.replies import Place
from bot.desk.work import Desk
from bot.handlers.slack import forms
from bot.handlers.slack.inbound import Back
from bot.handlers.teams import answers
from bot.storage.engine import open_store
from bot.storage.tables import Enquiry


@dataclass
class Site:
    """One platform: its fake is running; `opening` and `form` make what its people send."""

    name: str
    place: Place
    settings: Mapping[str, str]
    opening: Callable[[int], Signed]
    form: Callable[[int], Signed]
    bare: str
    databases: dict[str, str] = field(default_factory=dict)
    """The databases that ours is measured on, by their names."""


def desk_at(url: str, centre: Centre) -> Desk:
    """A desk on the database at an address."""
    store = open_store(url, centre=centre.slug)
    return Desk(store, centre, WorkCalendar.of(centre.working_hours))


def seat(url: str, centre: Centre, place: Place) -> None:
    """An empty centre with its people, on that platform."""
    desk = desk_at(url, centre)
    cases.seat(desk, place)
    desk.store.close()


def count(url: str, centre: Centre) -> int:
    """How many cases there are."""
    desk = desk_at(url, centre)
    with desk.store.read() as session:
        found = session.exec(select(func.count(col(Enquiry.id)))).one()
    desk.store.close()
    return found


@contextmanager
def slack_site(centre: Centre) -> Iterator[Site]:
    """Slack, and a workspace with the samples' people."""
    with quiet_slack.running() as url, _drawing(centre, slack.PLACE) as drawn:

        def form(turn: int) -> Signed:
            _, outcome, shown = drawn.drawn(turn)
            view = forms.view(shown, outcome.lang, Back(USER, slack.PLACE.channel).kept())
            return signed_slack.submission(turn, view)

        settings = {
            "SLACK_BOT_TOKEN": quiet_slack.TOKEN,
            "SLACK_SIGNING_SECRET": signed_slack.SECRET,
            "SLACK_API_URL": url,
        }
        yield Site("Slack", slack.PLACE, settings, signed_slack.command, form, "slack")


@contextmanager
def teams_site(centre: Centre) -> Iterator[Site]:
    """Teams, and a tenant with the samples' people."""
    signer = signed_teams.Microsoft()
    with (
        quiet_teams.running(signer.published) as url,
        _drawing(centre, teams.PLACE) as drawn,
    ):
        client = signed_teams.Teams(signer, url)

        def form(turn: int) -> Signed:
            request, outcome, _ = drawn.drawn(turn)
            body = json.loads(json.dumps(answers.dialog(outcome, request)))
            return client.submit(turn, body["task"]["value"]["card"]["content"])

        settings = {
            "TEAMS_APP_ID": signed_teams.APP,
            "TEAMS_APP_PASSWORD": "benchmark",
            "TEAMS_TENANT_ID": signed_teams.TENANT,
            OPENID: f"{url}{quiet_teams.OPENID}",
        }
        yield Site("Teams", teams.PLACE, settings, client.fetch, form, "teams")


@contextmanager
def _drawing(centre: Centre, place: Place) -> Iterator[Forms]:
    """Forms of a centre that is thrown away: a form says nothing of the database it is sent to."""
    desk = desk_at("sqlite://", centre)
    try:
        cases.seat(desk, place)
        yield Forms(desk, place)
    finally:
        desk.store.close()
