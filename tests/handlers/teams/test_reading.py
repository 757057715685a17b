"""Free text in Teams: forms filled in from it, offers on demand, and one quiet offer."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest

from bot.centre.reading import Reading
from tests.desk.reading import found, likely, reading
from tests.handlers.teams.conftest import Make
from tests.handlers.teams.scene import Scene
from tests.handlers.teams.test_two_rooms import chat

TEXT = "Kinna Kakel med 80 pers vill veta hur de vågar ge brasilianarna 60 dagar."
READ = Reading(
    TEXT,
    (
        found("size", "50-249", "80 pers", TEXT),
        found("market", "BR", "brasilianarna", TEXT, 0.6),
        found("municipality", "Mark", "Kinna", TEXT),
    ),
    (likely("payment-risk", "hur de vågar ge brasilianarna 60 dagar"),),
    company="Kinna Kakel",
    contact=(("name", "Ulla Ask"),),
    enquiry=0.95,
)
NEED, CONSENT = "Vad behöver företaget?", "Har företaget sagt ja"
SIZE = "Hur många anställda har företaget, eller koncernen om det ingår i en?"
COMPANY, NEEDS = "Företagets namn", "Vad behöver företaget hjälp med?"
MUNICIPALITY = "I vilken kommun finns verksamheten?"
OPEN = "Öppna ett ärende av det här"


@pytest.fixture(autouse=True)
def unread() -> None:
    """Here texts are read."""


@pytest.fixture(autouse=True)
def read() -> Iterator[list[str]]:
    with reading(READ) as texts:
        yield texts


@pytest.fixture
def offering(make_scene: Make) -> Scene:
    """The team lets the bot read its channels and chats."""
    return make_scene(reads_messages=True)


def filled_in(scene: Scene, form: Any = None) -> None:
    """The form stands before sara, filled in from the text and marked."""
    assert scene.sara.filled(NEED, form) == TEXT
    assert scene.sara.filled(COMPANY, form) == "Kinna Kakel"
    assert scene.sara.filled(SIZE, form) == "50–249 anställda"
    assert scene.sara.filled(NEEDS, form) == ["Betalningsrisk"]
    assert scene.sara.filled(MUNICIPALITY, form) == "Mark"
    seen = scene.sara.read(form)
    assert "Läst ur texten: ”80 pers”." in seen
    assert "Läst ur texten, men jag är osäker: ”brasilianarna”." in seen


# -- on demand


def test_the_message_action_opens_the_form_filled_in(scene: Scene) -> None:
    scene.sara.extension("refer", scene.anna.write(TEXT))
    filled_in(scene)


def test_a_mention_with_the_word_gives_the_form_filled_in(scene: Scene) -> None:
    scene.sara.mention(f"hänvisa {TEXT}")
    filled_in(scene, scene.letter(scene.sara))


def test_a_mention_that_reads_like_an_enquiry_is_offered_and_links_back(scene: Scene) -> None:
    asked = scene.sara.mention(TEXT).message
    assert asked is not None
    assert "Det låter som ett företag som behöver hjälp." in scene.answer(scene.sara)
    assert scene.maria.letters == []
    assert "Det låter" not in scene.everything()
    scene.sara.press(scene.letter(scene.sara), OPEN)
    filled_in(scene)
    scene.sara.submit({CONSENT: "Ja"})
    scene.settle()
    assert unquote(scene.case(1).link) == scene.teams.link_to(asked)
    assert scene.case(1).answers["size"] == "50-249"


def test_a_private_message_that_reads_like_an_enquiry_is_offered_there(scene: Scene) -> None:
    scene.sara.direct(TEXT)
    scene.sara.press(scene.letter(scene.sara), OPEN)
    filled_in(scene)


def test_what_is_changed_or_emptied_stays_so(scene: Scene) -> None:
    scene.sara.extension("refer", scene.anna.write(TEXT))
    scene.sara.submit({CONSENT: "Ja", SIZE: "10–49 anställda", COMPANY: "", NEED: TEXT + " Nu"})
    if not scene.cases():
        assert scene.sara.filled(SIZE) == "10–49 anställda"
        assert not scene.sara.filled(COMPANY)
        scene.sara.submit()
    scene.settle()
    assert scene.case(1).answers["size"] == "10-49"
    assert scene.case(1).company_id is None


def test_a_text_typed_in_the_form_is_shown_as_read_before_a_case_comes_of_it(scene: Scene) -> None:
    scene.sara.extension("refer")
    scene.sara.submit({NEED: TEXT, CONSENT: "Ja"})
    scene.settle()
    assert scene.cases() == []
    filled_in(scene)
    scene.sara.submit()
    scene.settle()
    assert scene.case(1).answers["municipality"] == "Mark"


# -- quietly


def test_without_the_setting_nothing_is_read_even_if_teams_sends_it(
    scene: Scene, read: list[str]
) -> None:
    scene.teams.reads_threads = True
    assert scene.sara.write(TEXT).taken
    scene.settle()
    assert scene.sara.letters == []
    assert TEXT not in read


def test_one_quiet_offer_in_the_writers_own_chat(offering: Scene) -> None:
    sent = offering.sara.write(TEXT)
    for _ in range(2):
        offering.teams.again(sent)
    offering.settle()
    assert len(offering.sara.letters) == 1
    assert "Det du skrev låter som ett företag" in offering.answer(offering.sara)
    assert offering.maria.letters == []
    assert "Det du skrev låter" not in offering.everything()
    offering.sara.press(offering.letter(offering.sara), OPEN)
    filled_in(offering)
    offering.sara.submit({CONSENT: "Ja"})
    offering.settle()
    assert sent.message is not None
    assert unquote(offering.case(1).link) == offering.teams.link_to(sent.message)
    assert offering.case(1).opened_in == offering.rooms()[offering.channel].id


def test_a_group_chat_that_is_a_room_is_read_too(offering: Scene) -> None:
    group = chat(offering)
    offering.sara.write(TEXT, channel=group)
    offering.settle()
    assert "Det du skrev låter som ett företag" in offering.answer(offering.sara)


def test_an_edited_message_is_offered_nothing_more(offering: Scene) -> None:
    sent = offering.sara.write(TEXT)
    offering.sara.edit(sent, TEXT + " Nu.")
    offering.sara.delete(sent)
    offering.settle()
    assert len(offering.sara.letters) == 1


def test_no_thanks_is_heard(offering: Scene) -> None:
    sent = offering.sara.write(TEXT)
    offering.settle()
    offering.sara.press(offering.letter(offering.sara), "Nej tack")
    offering.teams.again(sent)
    offering.settle()
    assert offering.drafts() == []
    assert len(offering.sara.letters) == 1


def test_under_a_card_from_the_bot_and_to_the_bot_nothing_is_offered(offering: Scene) -> None:
    offering.open()
    offering.sara.write(TEXT, thread=offering.card())
    sent = offering.anna.write("Hej alla som är här i kanalen just nu")
    own = {**sent.activity, "id": "88", "text": TEXT, "from": sent.activity["recipient"]}
    assert offering.teams.send(own).taken
    offering.settle()
    assert offering.sara.letters == offering.anna.letters == []
    offering.sara.mention(TEXT)
    offering.settle()
    assert len(offering.sara.letters) == 1
    assert offering.log(1, "noted") == []


def test_whoever_cannot_be_written_to_in_private_is_offered_nothing(offering: Scene) -> None:
    room = offering.teams.state.conversations[offering.channel]
    eva = offering.outsider("eva", "Eva Ström", "ekn")
    room.shared, room.installed = True, True
    room.members = {"karin", "sara", "maria", "anna", "emma", "eva"}
    sent = eva.write(TEXT)
    offering.settle()
    assert sent.taken
    assert sent.message is not None
    assert [m.id for m in offering.teams.messages(offering.channel)] == [sent.message.id]
    assert eva.letters == []
    assert offering.drafts() == []


def test_both_settings_together_make_a_note_or_an_offer_never_both(make_scene: Make) -> None:
    scene = make_scene(reads_messages=True, reads_threads=True)
    scene.open()
    scene.sara.write(TEXT, thread=scene.card())
    scene.settle()
    assert [entry.words for entry in scene.log(1, "noted")] == [TEXT]
    assert scene.sara.letters == []
    scene.sara.write(TEXT)
    scene.settle()
    assert len(scene.log(1, "noted")) == 1
    assert len(scene.sara.letters) == 1
