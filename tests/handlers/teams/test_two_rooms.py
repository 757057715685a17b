"""Several rooms of one centre: each shows the same cases, in its language, with what it may see."""

from __future__ import annotations

import pytest

from tests.handlers.teams.scene import Scene
from tests.handlers.teams.test_rooms import added, meet

NORTH = "Exportcenter Norr"


def two(scene: Scene, **chosen: str) -> str:
    where = added(scene)
    meet(scene, where, **chosen)
    return where


def chat(scene: Scene) -> str:
    made = scene.teams.add_chat("Tre små kommuner", "karin", "sara", "emma", installed=True)
    meet(scene, made, "Tre små kommuner")
    return made


def test_two_rooms_show_the_same_case_each_in_its_language_and_steps_show_in_both(
    scene: Scene,
) -> None:
    north = two(scene, lang="Engelska")
    scene.open()
    [here], [there] = scene.cards(), scene.cards(north)[1:]
    assert "Öppet: väntar på svar" in scene.read(here)
    assert "Öppnat i" not in scene.read(here)
    assert "Ärenden" in scene.read(there)
    assert "Payment risk" in scene.read(there)
    scene.maria.press(here, "Jag tar det")
    scene.settle()
    assert "Maria Dahl" in scene.read(scene.card())
    assert "Maria Dahl" in scene.read(scene.card(north))
    assert len(scene.cards(north)) == 2
    assert len(scene.thread(there)) == 1
    assert "Maria Dahl" in scene.thread(there)[0]
    assert "har tagit" not in scene.thread(there)[0]


def test_a_channel_and_a_group_chat_show_the_same_case(scene: Scene) -> None:
    group = chat(scene)
    scene.open()
    card = scene.cards(group)[-1]
    scene.emma.press(card, "Visa")
    assert "Case 1" in scene.answer(scene.emma)
    scene.sara.press(card, "Återta ärendet")
    scene.sara.press(None, "Återta")
    scene.settle()
    assert "återtaget" in scene.read(scene.card()).lower()
    now = scene.sara.now(card)
    assert "återtaget" in scene.read(now).lower()


def test_a_note_stays_in_the_room_it_was_written_in(scene: Scene) -> None:
    north = two(scene)
    scene.open()
    scene.karin.press(scene.card(north), "Anteckna")
    scene.karin.submit({"Anteckning": "Sagt i norr"})
    scene.settle()
    assert "Sagt i norr" in scene.read(scene.card(north))
    assert "Sagt i norr" not in scene.everything()
    assert "Karin Holm (Västra Götalandsregionen) antecknade" in scene.read(scene.card())


def test_a_mention_under_a_card_in_the_second_room_is_about_the_same_case(scene: Scene) -> None:
    north = two(scene)
    scene.open()
    scene.karin.mention("Ringde i norr", thread=scene.card(north))
    scene.settle()
    assert [note.words for note in scene.log(1, "noted")] == ["Ringde i norr"]
    assert "Ringde i norr" not in scene.everything()


def test_a_room_whose_setting_says_so_shows_no_names(scene: Scene) -> None:
    north = two(scene, names="Nej")
    scene.open(company="Namnet AB")
    scene.do("maria", "take", case=1)
    scene.settle()
    assert "Namnet AB" in scene.read(scene.card())
    assert "Namnet AB" not in scene.everything(north)


@pytest.mark.parametrize(("status", "code"), [(500, "ServiceError"), (404, "NotFound")])
def test_one_room_in_trouble_holds_no_other_up(scene: Scene, status: int, code: str) -> None:
    north = two(scene)
    for who in (scene.karin, scene.sara, scene.maria, scene.anna, scene.emma):
        who.direct("hjälp")  # their chats are open: only a room's thread is created below
    scene.open()
    scene.teams.plan("update", status, code, times=1)
    if status == 404:
        scene.teams.plan("create", status, code, times=1)
    scene.do("maria", "take", case=1)
    scene.settle()
    shown = ["har tagit ärendet" in scene.read(scene.card(room)) for room in (north, scene.channel)]
    assert sorted(shown) == [False, True]
    scene.clock.move(minutes=1)
    scene.settle()
    gone = [room for room in scene.rooms().values() if room.gone]
    assert len(gone) == (1 if status == 404 else 0)


def test_a_room_that_comes_back_shows_what_is_opened_and_changed_then(scene: Scene) -> None:
    north = two(scene)
    scene.open()
    scene.teams.delete_team(north, by="karin")
    scene.settle()
    scene.open()
    scene.do("maria", "take", case=1)
    scene.settle()
    assert len(scene.cards()) == 2
    scene.teams.restore_team(north, by="karin")
    scene.settle()
    for number in (1, 2):
        scene.do("sara", "note", case=number, words="Efteråt")
    scene.settle()
    cards = [scene.read(card) for card in scene.cards(north)[1:]]
    assert len(cards) == 2
    assert any("Ärende 1" in card and "har tagit" in card for card in cards)
    assert any("Ärende 2" in card for card in cards)


def test_the_same_press_in_two_rooms_is_one_step(scene: Scene) -> None:
    group = chat(scene)
    scene.open()
    here, there = scene.card(), scene.cards(group)[-1]
    scene.teams.state.conversations[group].members.add("maria")
    scene.maria.press(here, "Jag tar det")
    scene.maria.press(there, "Jag tar det", stale=True)
    scene.settle()
    assert len(scene.log(1, "accepted")) == 1
