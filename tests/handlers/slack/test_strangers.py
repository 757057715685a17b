"""Members from other workspaces (Slack Connect): everything by mention and button."""

from __future__ import annotations

from tests.fakes.slack.state import Json
from tests.handlers.slack.scene import CHANNEL, Scene, about, until

NEED = "Vad behöver företaget?"


def test_a_stranger_introduces_themselves_opens_a_case_and_sees_it_on_its_way(
    scene: Scene,
) -> None:
    eva = scene.newcomer("U0EVA", "Eva Ström", team="T0ELSEWHERE")
    assert eva.slash("/hanvisa").reason == "not sent"
    eva.mention("hänvisa Stolar till Norge")
    scene.whisper(eva)
    eva.press(eva.private(CHANNEL)[-1], "Öppna formuläret")
    assert "Välkommen till exportcentret" in scene.read(scene.view(eva))
    eva.choose(None, "Vilken organisation", "Industriell Dynamik")
    if eva.filled("Ditt namn") is None:
        eva.type(None, "Ditt namn", "Eva Ström")
    assert eva.submit().status == 200
    scene.settle()
    assert eva.filled(NEED) == "Stolar till Norge"
    eva.choose(None, "Har företaget sagt ja", "Ja")
    sent = eva.submit()
    assert sent.payload["view"]["team_id"] == sent.payload["team"]["id"] == "T0ELSEWHERE"
    assert "Ärende 1 är öppnat" in scene.whisper(eva)
    assert scene.members()["Eva Ström"].organisation
    assert scene.case(1).poster_id == scene.members()["Eva Ström"].id
    assert len(scene.cards()) == 1


def test_a_strangers_form_asks_anew_and_searches_as_everybodys(scene: Scene) -> None:
    eva = scene.stranger_member("U0EVA", "Eva Ström", "ekn")
    eva.mention("hänvisa Stolar")
    scene.whisper(eva)
    eva.press(eva.private(CHANNEL)[-1], "Öppna formuläret")
    scene.view(eva)
    found = eva.suggest(None, "I vilken kommun", "Kinna")
    assert found[0]["text"]["text"] == "Mark"
    eva.choose(None, "Vad behöver företaget hjälp med?", ["Komma i gång"])
    scene.settle()
    assert about(scene.view(eva))[0] == "refer"
    answer = eva.submit()
    assert answer.body is None or "errors" in answer.body
    assert eva.view is not None


def test_a_stranger_takes_a_case_and_closes_it_by_buttons_and_mentions(scene: Scene) -> None:
    eva = scene.stranger_member("U0EVA", "Eva Ström", "ekn")
    scene.open()
    eva.press(scene.card(), "Jag tar det")
    assert "Ärende 1 är ditt" in scene.whisper(eva)
    eva.mention("anteckna 1 ringde dem")
    assert "Antecknat" in scene.whisper(eva)
    eva.mention("avsluta 1")
    scene.whisper(eva)
    eva.press(eva.private(CHANNEL)[-1], "Öppna formuläret")
    scene.view(eva)
    eva.choose(None, "Hur gick det?", "Företaget fick hjälp")
    eva.submit()
    assert "Ärende 1 är avslutat" in scene.whisper(eva)
    assert scene.case(1).status == "closed"


def test_what_is_for_a_stranger_alone_is_said_without_its_content_and_read_by_a_press(
    scene: Scene,
) -> None:
    eva = scene.stranger_member("U0EVA", "Eva Ström", "ekn")
    scene.open()
    [card] = scene.cards()

    def lines() -> list[Json]:
        found = scene.slack.thread(CHANNEL, card["ts"])
        return [line for line in found if "U0EVA" in scene.slack.pings_of(line)]

    told = until(lines, "a word in the thread")
    assert len(told) == 1
    assert "@Eva Ström" in scene.read(told[0])
    everything = "\n".join(scene.read(message) for message in scene.slack.messages(CHANNEL))
    assert "Kan ni ta ärende 1" not in everything
    assert eva.inbox == []
    assert any("Kan ni ta ärende 1" in text for text in scene.inbox(scene.maria))
    eva.press(told[0], scene.slack.buttons_of(told[0])[0])
    assert "Hur får vi betalt i Brasilien?" in scene.whisper(eva)


def test_messages_to_a_stranger_that_are_folded_into_one_show_nothing_either(
    scene: Scene,
) -> None:
    """The noise budget puts a later message in the place of an earlier one."""
    eva = scene.stranger_member("U0EVA", "Eva Ström", "brg")
    poster = scene.members()["Eva Ström"].id or 0
    scene.do("karin", "refer", need="Hemligt behov", consent="no", company="Hemliga Verken AB",
             q_needs=("payment-risk",), q_market=("BR",), even_so="yes",
             poster=poster)  # fmt: skip
    scene.settle()
    assert scene.case(1).poster_id == poster
    scene.do("maria", "take", case=1)
    scene.settle()
    for _ in range(4):
        scene.do("maria", "release", case=1)
        scene.settle()
        scene.do("karin", "offer", case=1, organisation="ekn", role="lead")
        scene.do("maria", "take", case=1)
        scene.settle()
    assert any(notice.folds for notice in scene.notices() if notice.member_id == poster)
    every = scene.slack.messages(CHANNEL)
    assert [m for m in every if "U0EVA" in scene.slack.pings_of(m)]
    everything = "\n".join(scene.read(message) for message in every)
    assert "Hemliga Verken" not in everything and "Hemligt behov" not in everything
    assert eva.inbox == []


def test_a_strangers_press_comes_with_their_own_workspace_and_is_theirs(scene: Scene) -> None:
    eva = scene.stranger_member("U0EVA", "Eva Ström", "ekn")
    scene.open()
    card = scene.card()
    assert eva.press(card, "Visa").payload["user"]["team_id"] == "T0ELSEWHERE"
    assert "Ärende 1" in scene.whisper(eva)
    assert scene.whispers(scene.sara) == []
    assert len(scene.cards()) == 1


def test_a_stranger_without_a_case_to_speak_under_is_spoken_to_where_they_were_met(
    scene: Scene,
) -> None:
    eva = scene.newcomer("U0EVA", "Eva Ström", team="T0ELSEWHERE")
    eva.mention("läget")
    scene.whisper(eva)
    eva.press(eva.private(CHANNEL)[-1], scene.slack.buttons_of(eva.private(CHANNEL)[-1])[0])
    scene.view(eva)
    eva.choose(None, "Vilken organisation", "Almi")
    if eva.filled("Ditt namn") is None:
        eva.type(None, "Ditt namn", "Eva Ström")
    eva.submit()
    scene.settle()
    asked = [m for m in scene.karin.inbox if "Eva Ström" in scene.read(m)]
    scene.karin.press(asked[-1], "Ja, det stämmer")
    scene.settle()
    told = [m for m in scene.slack.messages(CHANNEL) if "U0EVA" in scene.slack.pings_of(m)]
    assert len(told) == 1
    assert "bekräftad" not in scene.read(told[0])


def test_a_stranger_whom_slack_tells_nothing_of_can_be_spoken_to_where_they_were_met(
    scene: Scene,
) -> None:
    eva = scene.newcomer("U0EVA", "Eva Ström", team="T0ELSEWHERE")
    scene.slack.plan("users.info", error="user_not_visible", times=50)
    eva.mention("läget")
    scene.whisper(eva)
    eva.press(eva.private(CHANNEL)[-1], "Öppna formuläret")
    scene.view(eva)
    eva.choose(None, "Vilken organisation", "Almi")
    eva.type(None, "Ditt namn", "Eva Ström")
    eva.submit()
    scene.settle()
    scene.karin.press([m for m in scene.karin.inbox if "Eva Ström" in scene.read(m)][-1], "Ja")
    scene.settle()
    told = [m for m in scene.slack.messages(CHANNEL) if "U0EVA" in scene.slack.pings_of(m)]
    assert len(told) == 1
