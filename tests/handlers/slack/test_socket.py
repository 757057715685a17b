"""Socket Mode: no public address, a socket that Slack renews, and a Slack that is away."""

from __future__ import annotations

import pytest

from bot.handlers.slack.app import NOT_LISTENING
from tests.handlers.slack.conftest import Make
from tests.handlers.slack.scene import CHANNEL, Foreign, Scene, until


@pytest.fixture
def scene(make_scene: Make) -> Scene:
    return make_scene(socket_mode=True)


def test_everything_goes_over_the_socket_and_nothing_by_http(scene: Scene) -> None:
    import httpx

    scene.sara.slash("/hanvisa", "Stolar till Norge")
    scene.view(scene.sara)
    scene.sara.choose(None, "I vilken kommun", "Mark")
    scene.sara.choose(None, "Har företaget sagt ja", "Ja")
    assert scene.sara.submit().acknowledged
    assert "Ärende 1 är öppnat" in scene.whisper(scene.sara)
    scene.maria.mention("ta 1")
    assert "Ärende 1 är ditt" in scene.whisper(scene.maria)
    assert httpx.post(scene.url("/slack/events"), content=b"{}").status_code == 404
    assert scene.health()["platforms"] == {"slack": "ok"}


def test_a_mistake_in_a_form_is_told_at_its_field_over_the_socket(scene: Scene) -> None:
    scene.sara.slash("/hanvisa", "Stolar")
    scene.view(scene.sara)
    scene.sara.choose(None, "Har företaget sagt ja", "Ja")
    scene.sara.type(None, "Organisationsnummer", "12")
    scene.sara.submit()
    assert scene.sara.error_at("Organisationsnummer")


def test_a_socket_that_slack_renews_is_connected_again_and_nothing_is_lost(
    scene: Scene, foreign: Foreign
) -> None:
    scene.open()
    for reason in ("refresh_requested", "warning", ""):
        scene.slack.hang_up(reason)
        missed = scene.maria.mention(f"anteckna 1 {reason or 'borta'}")
        scene.slack.wait_connected(15)
        if not missed.acknowledged:
            until(lambda m=missed: scene.slack.redeliver(m).acknowledged, "it comes again", 10)  # type: ignore[misc]
    scene.settle()
    words = [note.words for note in scene.log(1, "noted")]
    assert words == ["refresh_requested", "warning", "borta"]
    assert until(lambda: scene.health()["platforms"]["slack"] == "ok", "health")


def test_a_slack_that_is_away_at_the_start_is_waited_for(make_scene: Make) -> None:
    scene = make_scene(start=False, socket_mode=True)
    scene.slack.plan("*", drop="before", times=1000)
    scene.expected |= {"slack_not_reached"}
    scene.start(socket_mode=True)
    until(lambda: scene.logged("slack_not_reached"), "a first try")
    health = scene.health()
    assert health["status"] == "ok"
    assert health["platforms"]["slack"] not in ("ok", "")
    scene.slack.faults.clear()
    scene.slack.wait_connected(15)
    until(lambda: scene.health()["platforms"]["slack"] == "ok", "health")
    scene.sara.mention("läget")
    assert "Inga pågående ärenden" in scene.whisper(scene.sara)


def test_without_a_socket_health_says_so(make_scene: Make, foreign: Foreign) -> None:
    scene = make_scene(start=False, socket_mode=True)
    scene.slack.plan("apps.connections.open", error="invalid_auth", times=1000)
    scene.start(socket_mode=True)
    scene.ready()
    until(lambda: scene.slack.called("apps.connections.open"), "a first try")
    assert scene.health()["platforms"]["slack"] == NOT_LISTENING
    until(lambda: any("Failed to connect" in line for line in foreign.lines), "a line in the log")


def test_what_came_before_the_stop_is_finished(scene: Scene) -> None:
    scene.open()
    scene.maria.press(scene.card(), "Jag tar det")
    scene.stop()
    answers = [m for m in scene.slack.state.ephemerals if m["to"] == "U0MARIA"]
    assert any("Ärende 1 är ditt" in scene.read(answer) for answer in answers)
    assert scene.slack.messages(CHANNEL)
