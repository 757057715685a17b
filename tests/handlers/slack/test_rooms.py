"""Rooms: the bot is invited, greets once, and the centre meets there or no longer does."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from sqlmodel import Session, select

from bot.desk.dispatch import dispatch
from bot.desk.replies import Caller, Request
from bot.handlers.slack import events
from bot.handlers.slack.inbound import PLATFORM
from bot.storage import parked
from bot.storage.faults import NotRead
from bot.storage.tables import Room
from tests.fakes.slack.state import BOT_USER, TEAM
from tests.handlers.slack.scene import CHANNEL, Scene, until

NORTH = "C0NORTH"


def add_channel(scene: Scene, channel: str = NORTH, name: str = "norr", *, private: bool = False) -> None:  # fmt: skip
    scene.slack.add_channel(channel, name, private=private)
    scene.slack.state.channels[channel].members |= {"U0KARIN", "U0SARA", "U0EMMA"}


def invited(scene: Scene, channel: str = NORTH, *, private: bool = False) -> str:
    """A new channel with the bot in it; returns its welcome."""
    add_channel(scene, channel, private=private)
    scene.slack.invite_bot(channel, by="U0KARIN")
    until(lambda: (scene.settle(), scene.cards(channel))[1], "a welcome")
    return scene.read(scene.cards(channel)[0])


def meet(scene: Scene, channel: str = NORTH, **chosen: str) -> None:
    """The coordinator makes it a room of the centre."""
    scene.karin.slash("/exportlots", "rum", channel=channel)
    scene.view(scene.karin)
    for label, value in chosen.items():
        scene.karin.choose(None, {"names": "Ska företagens", "lang": "Språk"}[label], value)
    scene.karin.submit()
    assert "Nu möts centret i norr" in scene.whisper(scene.karin, channel)


def test_the_welcome_is_six_short_lines_and_comes_once(scene: Scene) -> None:
    welcome = invited(scene)
    lines = welcome.split("\n")
    assert lines[0].startswith("Hej. Jag är Exportlots")
    assert "hänvisa" in lines[1] and "/hanvisa" in lines[2]
    assert "@Exportlots hänvisa" in lines[1]
    assert "Karin Holm" in lines[3]
    assert lines[4].startswith("Med här: ")
    assert "EKN" in lines[4]
    assert lines[5].startswith("Inte med här än: ")
    assert lines[6:] == ["Jag är med", "Gör kanalen till ett rum"]
    assert all(len(line) < 200 for line in lines)
    assert scene.slack.pings_of(scene.cards(NORTH)[0]) == set()


def test_somebody_elses_coming_and_going_is_none_of_our_business(scene: Scene) -> None:
    before = len(scene.cards())
    scene.newcomer("U0TURE", "Ture Falk")
    scene.slack.join(CHANNEL, "U0TURE")
    scene.slack.leave(CHANNEL, "U0TURE")
    scene.settle()
    assert len(scene.cards()) == before
    assert not scene.rooms()[CHANNEL].gone


def test_im_in_on_the_welcome_makes_a_newcomer_a_member(scene: Scene) -> None:
    invited(scene)
    scene.slack.add_user("U0TURE", "Ture Falk")
    scene.slack.state.channels[NORTH].members.add("U0TURE")
    ture = scene.slack.person("U0TURE")
    ture.press(scene.cards(NORTH)[0], "Jag är med")
    scene.view(ture)
    ture.choose(None, "Vilken organisation", "Almi")
    ture.submit()
    assert "Välkommen" in scene.whisper(ture, NORTH)
    assert scene.members()["Ture Falk"].organisation == "almi"


def test_only_the_coordinator_makes_a_channel_a_room(scene: Scene) -> None:
    invited(scene)
    scene.sara.slash("/exportlots", "rum", channel=NORTH)
    assert "Bara processledaren" in scene.whisper(scene.sara, NORTH)
    scene.sara.press(scene.cards(NORTH)[0], "Gör kanalen till ett rum")
    assert "Bara processledaren" in scene.whisper(scene.sara, NORTH)
    assert not scene.rooms()[NORTH].active


def test_a_channel_without_the_bot_cannot_be_a_room(scene: Scene) -> None:
    add_channel(scene)
    scene.karin.slash("/exportlots", "rum", channel=NORTH)
    assert "Bjud in mig hit" in scene.whisper(scene.karin, NORTH)


def test_two_rooms_show_the_same_case_each_in_its_language_and_steps_show_in_both(
    scene: Scene,
) -> None:
    invited(scene)
    meet(scene, lang="Engelska")
    scene.open()
    [here], [there] = scene.cards(), scene.cards(NORTH)[1:]
    assert "Öppet: väntar på svar" in scene.read(here)
    assert "Öppnat i" not in scene.read(here)
    assert "exportcenter" in scene.read(there)
    assert "Payment risk" in scene.read(there)
    scene.sara.press(there, scene.slack.buttons_of(there)[-1])
    scene.settle()
    scene.maria.press(here, "Jag tar det")
    scene.settle()
    assert "Maria Dahl" in scene.read(scene.cards()[-1])
    assert "Maria Dahl" in scene.read(scene.cards(NORTH)[-1])
    assert len(scene.cards(NORTH)) == 2
    assert scene.slack.thread(NORTH, there["ts"])


def test_a_step_taken_in_the_second_room_shows_in_the_first(scene: Scene) -> None:
    invited(scene)
    meet(scene)
    scene.open()
    scene.karin.press(scene.cards(NORTH)[-1], "Anteckna")
    scene.view(scene.karin)
    scene.karin.type(None, "Anteckning", "Sagt i norr")
    scene.karin.submit()
    scene.settle()
    assert "Sagt i norr" in scene.read(scene.cards(NORTH)[-1])
    assert "Sagt i norr" not in scene.read(scene.cards()[-1])
    assert "Karin Holm (Västra Götalandsregionen) antecknade" in scene.read(scene.cards()[-1])


def test_a_room_whose_setting_says_so_shows_no_names(scene: Scene) -> None:
    invited(scene)
    meet(scene, names="Nej")
    scene.open(company="Namnet AB")
    assert "Namnet AB" in scene.read(scene.cards()[-1])
    assert "Namnet AB" not in str(scene.cards(NORTH)[-1])


def test_a_room_can_be_ended_and_begun_again(scene: Scene) -> None:
    invited(scene)
    meet(scene)
    scene.karin.slash("/exportlots", "rum", channel=NORTH)
    scene.view(scene.karin)
    scene.karin.choose(None, "Ska centret mötas här?", "Nej")
    scene.karin.submit()
    assert "Centret möts inte i norr" in scene.whisper(scene.karin, NORTH)
    scene.open()
    assert len(scene.cards(NORTH)) == 1
    meet(scene)
    scene.open()
    assert len(scene.cards(NORTH)) == 2


def test_removed_and_invited_again_it_says_no_second_welcome_and_goes_on(scene: Scene) -> None:
    scene.open()
    scene.slack.remove_bot(CHANNEL, by="U0SARA")
    scene.settle()
    assert "Jag är inte längre med i exportcenter" in scene.inbox(scene.karin)[-1]
    scene.do("maria", "take", case=1)
    scene.settle()
    scene.slack.invite_bot(CHANNEL, by="U0KARIN")
    scene.settle()
    assert len(scene.cards()) == 1
    scene.open()
    assert "Ärende 2" in scene.read(scene.cards()[-1])
    scene.do("maria", "contact", case=1)
    scene.settle()
    assert "har tagit ärendet" in scene.read(scene.cards()[0])
    assert len(scene.cards()) == 2


def test_an_archived_channel_taken_out_again_goes_on(scene: Scene) -> None:
    scene.slack.archive(CHANNEL, by="U0SARA")
    scene.settle()
    assert scene.rooms()[CHANNEL].gone
    scene.slack.unarchive(CHANNEL, by="U0SARA")
    scene.settle()
    assert not scene.rooms()[CHANNEL].gone
    scene.open()
    assert len(scene.cards()) == 1


def test_a_private_channel_is_a_room_like_any_other(scene: Scene) -> None:
    welcome = invited(scene, private=True)
    assert welcome.startswith("Hej. Jag är Exportlots")
    meet(scene)
    scene.open()
    assert "Ärende 1" in scene.read(scene.cards(NORTH)[-1])
    scene.slack.remove_bot(NORTH, by="U0SARA")
    assert scene.rooms()[NORTH].gone


def test_a_channel_by_another_name_is_called_so_on_the_cards_elsewhere(scene: Scene) -> None:
    invited(scene)
    meet(scene)
    scene.open()
    scene.slack.rename(CHANNEL, "export-vast")
    scene.do("maria", "take", case=1)
    scene.settle()
    assert "export-vast" in scene.read(scene.cards(NORTH)[-1])


def test_with_a_new_token_the_rooms_are_there_again_and_show_what_was_opened_meanwhile(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.expected |= {"slack_lost", "slack_refuses_us"}
    scene.open()
    told = Request(
        "uninstalled",
        {"why": "tokens_revoked"},
        Caller(PLATFORM, TEAM, BOT_USER),
        told=True,
    )
    dispatch(scene.desk, told, scene.clock())
    assert scene.rooms()[CHANNEL].gone == "tokens_revoked"
    scene.open()
    assert len(scene.cards()) == 1
    away, lost_rooms = [NotRead(), NotRead()], parked.lost_rooms

    def lost(session: Session) -> Sequence[Room]:
        """The database is away just when the service starts."""
        if away:
            raise away.pop()
        return lost_rooms(session)

    monkeypatch.setattr(events, "DATABASE_PAUSE", 0.01)
    monkeypatch.setattr(parked, "lost_rooms", lost)
    scene.on_loop(events.look_again(scene.front.installation))
    scene.settle()
    assert (scene.rooms()[CHANNEL].gone, away) == ("", [])
    assert len(scene.cards()) == 2


def test_a_channel_that_the_bot_is_no_longer_in_stays_lost_at_start(scene: Scene) -> None:
    scene.slack.remove_bot(CHANNEL, by="U0SARA")
    scene.settle()
    scene.on_loop(events.look_again(scene.front.installation))
    assert scene.rooms()[CHANNEL].gone


def test_a_mention_in_a_lost_room_shows_that_it_is_there(scene: Scene) -> None:
    with scene.desk.store.write() as session:
        for room in session.exec(select(Room)):
            room.gone = "is_archived"
            session.add(room)
    scene.open()
    assert scene.cards() == []
    scene.sara.mention("anteckna 1 Ringde")
    scene.settle()
    assert len(scene.cards()) == 1
