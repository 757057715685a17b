"""Local development: Teams without an app id, on this computer alone (the Agents Playground)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from bot.centre.model import Centre
from bot.handlers.teams.app import PATH
from tests.fakes.teams import FakeTeams
from tests.handlers.teams.conftest import seated_database
from tests.handlers.teams.scene import Scene, desk_on, populate, set_scene

__all__ = ["seated_database"]

CONSENT = "Har företaget sagt ja"


@pytest.fixture
def teams() -> Iterator[FakeTeams]:
    """A Teams that neither sends tokens nor asks for them."""
    with FakeTeams(local=True) as fake:
        populate(fake)
        yield fake


def test_without_an_app_id_the_bot_works_on_this_computer(scene: Scene) -> None:
    scene.open()
    scene.maria.press(scene.card(), "Jag tar det")
    scene.settle()
    assert "har tagit ärendet" in scene.read(scene.card())
    assert all(not call.token for call in scene.teams.calls)
    assert scene.health()["platforms"] == {"teams": "ok"}


def test_no_button_asks_for_a_dialog_and_a_form_comes_in_the_chat(scene: Scene) -> None:
    scene.open()
    scene.maria.press(scene.card(), "Vi kan inte")
    assert scene.maria.dialog is None
    form = scene.letter(scene.maria)
    scene.maria.submit({"Varför?": "Utanför"}, thing=form)
    scene.settle()
    assert scene.log(1, "declined")
    scene.sara.direct("hänvisa Stolar")
    form = scene.letter(scene.sara)
    scene.sara.submit({CONSENT: "Ja"}, thing=form)
    scene.settle()
    assert len(scene.cases()) == 2
    assert "task/fetch" not in json.dumps([call.body for call in scene.teams.calls])


def test_the_playgrounds_installation_at_each_loaded_page_is_one_welcome(scene: Scene) -> None:
    """It tells anew at each page load, with new ids."""
    for _ in range(3):
        team = scene.teams.install(scene.team, by="sara", selected=scene.channel)
        scene.teams.install("sara", by="sara")
        assert all(delivery.taken for delivery in team)
    scene.settle()
    assert len(scene.sara.letters) == 1
    assert [c for c in scene.cards() if "Jag är Exportlots" in scene.read(c)] == []


def post(scene: Scene, activity: Any, **headers: str) -> int:
    answer = httpx.post(scene.url(PATH), json=activity, headers=headers)
    return answer.status_code


def test_only_this_computer_by_its_own_name_is_let_in(scene: Scene) -> None:
    activity = scene.sara.direct("läget").activity
    scene.settle()
    before = len(scene.sara.letters)
    for headers in (
        {"Host": "exportlots.example.se"},
        {"X-Forwarded-For": "203.0.113.7"},
        {"Forwarded": "for=203.0.113.7"},
        {"X-Forwarded-Host": "exportlots.example.se"},
        {"Host": "127.0.0.1.example.se"},
    ):
        assert post(scene, {**activity, "id": "x"}, **headers) in (401, 403), headers
    for url in ("https://smba.trafficmanager.net/teams/", "http://203.0.113.7/", "", "file:///x"):
        assert post(scene, {**activity, "id": "y", "serviceUrl": url}) in (401, 403), url
    scene.settle()
    assert len(scene.sara.letters) == before
    assert len([*scene.logged("request_refused"), *scene.logged("request_foreign")]) == 9


def test_a_desk_may_be_seated_without_teams(
    address: str, vastra_gotaland: Centre, logs: list[dict[str, Any]]
) -> None:
    """`connect` calls nobody before the service runs."""
    with FakeTeams(local=True) as fake:
        populate(fake)
        scene = set_scene(fake, desk_on(address, vastra_gotaland), logs)
        assert fake.calls == []
        assert scene.front.trouble == ""
        scene.stop()
