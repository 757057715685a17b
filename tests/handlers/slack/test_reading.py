"""Free text in Slack: forms filled in from it, offers on demand, and one quiet offer."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from bot.centre.reading import Reading
from tests.desk.reading import found, likely, reading
from tests.handlers.slack.conftest import Make
from tests.handlers.slack.scene import CHANNEL, Scene

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
NEED, CONSENT = (
    "Vad behöver företaget?",
    ("Har företaget sagt ja till att vi delar ärendet med de andra i exportcentret?"),
)
SIZE = "Hur många anställda har företaget, eller koncernen om det ingår i en?"
COMPANY, NEEDS = "Företagets namn", "Vad behöver företaget hjälp med?"
MUNICIPALITY, URGENCY = "I vilken kommun finns verksamheten?", "Hur bråttom är det?"
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
    """The installation reads what is written in its channels."""
    return make_scene(reads_messages=True)


def filled_in(scene: Scene) -> None:
    """The form stands before sara, filled in from the text and marked."""
    view = scene.view(scene.sara)
    assert scene.sara.filled(NEED) == TEXT
    assert scene.sara.filled(COMPANY) == "Kinna Kakel"
    assert scene.sara.filled(SIZE) == "50–249 anställda"
    assert scene.sara.filled(NEEDS) == ["Betalningsrisk"]
    assert scene.sara.filled(MUNICIPALITY) == "Mark"
    seen = json.dumps(view, ensure_ascii=False)
    assert "Läst ur texten: ”80 pers”." in seen
    assert "Läst ur texten, men jag är osäker: ”brasilianarna”." in seen
    assert len(view["private_metadata"]) <= 3000


# -- on demand


def test_a_slash_command_with_words_opens_the_form_filled_in(scene: Scene) -> None:
    scene.sara.slash("/hanvisa", TEXT)
    filled_in(scene)


def test_the_message_shortcut_opens_the_form_filled_in(scene: Scene) -> None:
    scene.sara.message_shortcut("refer_message", scene.anna.write(TEXT))
    filled_in(scene)


def test_a_mention_that_reads_like_an_enquiry_is_offered_and_links_back(scene: Scene) -> None:
    asked = scene.sara.mention(TEXT).message
    assert asked is not None
    assert "Det låter som ett företag som behöver hjälp." in scene.whisper(scene.sara)
    assert scene.whispers(scene.maria) == []
    scene.sara.press(scene.sara.private(CHANNEL)[-1], OPEN)
    filled_in(scene)
    scene.sara.choose(None, CONSENT, "Ja")
    scene.sara.submit()
    scene.settle()
    assert scene.case(1).link == scene.slack.permalink(asked)
    assert scene.case(1).answers["size"] == "50-249"


def test_a_private_message_that_reads_like_an_enquiry_is_offered_there(scene: Scene) -> None:
    scene.sara.direct(TEXT)
    scene.settle()
    scene.sara.press(scene.sara.inbox[-1], OPEN)
    filled_in(scene)


def test_what_is_changed_or_emptied_stays_so_while_the_form_is_drawn_anew(scene: Scene) -> None:
    scene.sara.slash("/hanvisa", TEXT)
    scene.view(scene.sara)
    scene.sara.type(None, COMPANY, "")
    scene.sara.choose(None, SIZE, "10–49 anställda")
    scene.settle()
    scene.sara.choose(None, URGENCY, "Inom två veckor")
    scene.settle()
    assert scene.sara.filled(SIZE) == "10–49 anställda"
    assert not scene.sara.filled(COMPANY)
    assert scene.sara.filled(MUNICIPALITY) == "Mark"


def test_a_text_typed_in_the_form_is_read_when_it_is_drawn_anew(scene: Scene) -> None:
    scene.sara.slash("/hanvisa")
    scene.view(scene.sara)
    scene.sara.type(None, NEED, TEXT)
    scene.sara.choose(None, URGENCY, "Inom två veckor")
    scene.settle()
    filled_in(scene)


def test_a_text_typed_in_the_form_is_shown_as_read_before_a_case_comes_of_it(scene: Scene) -> None:
    scene.sara.slash("/hanvisa")
    scene.view(scene.sara)
    scene.sara.type(None, NEED, TEXT)
    scene.sara.choose(None, CONSENT, "Ja")
    scene.sara.submit()
    scene.settle()
    assert scene.cases() == []
    assert "Titta igenom och skicka en gång till." in scene.sara.read()
    filled_in(scene)
    scene.sara.submit()
    scene.settle()
    assert scene.case(1).answers["municipality"] == "Mark"


# -- quietly


def test_without_the_setting_nothing_is_read_even_if_slack_sends_it(
    scene: Scene, read: list[str]
) -> None:
    sent = scene.sara.write(TEXT)
    assert sent.acknowledged
    scene.settle()
    assert scene.whispers(scene.sara) == []
    assert TEXT not in read


def test_one_quiet_offer_seen_by_its_writer_only(offering: Scene) -> None:
    sent = offering.sara.write(TEXT)
    for _ in range(2):
        offering.slack.redeliver(sent)
    offering.settle()
    assert len(offering.whispers(offering.sara)) == 1
    assert "Det du skrev låter som ett företag" in offering.whisper(offering.sara)
    assert offering.whispers(offering.maria) == []
    assert len(offering.slack.messages(CHANNEL)) == 1
    offering.sara.press(offering.sara.private(CHANNEL)[-1], OPEN)
    filled_in(offering)
    offering.sara.choose(None, CONSENT, "Ja")
    offering.sara.submit()
    offering.settle()
    assert sent.message is not None
    assert offering.case(1).link == offering.slack.permalink(sent.message)


def test_an_edited_message_is_offered_nothing_more(offering: Scene) -> None:
    sent = offering.sara.write(TEXT)
    offering.settle()
    offering.sara.edit(sent, TEXT + " ")
    offering.sara.delete(sent)
    offering.settle()
    assert len(offering.whispers(offering.sara)) == 1


def test_no_thanks_is_heard(offering: Scene) -> None:
    sent = offering.sara.write(TEXT)
    offering.settle()
    offering.sara.press(offering.sara.private(CHANNEL)[-1], "Nej tack")
    offering.settle()
    assert offering.drafts() == []
    offering.slack.redeliver(sent)
    offering.settle()
    assert len(offering.whispers(offering.sara)) == 2
    assert "Då gör vi inget ärende av det." in offering.whisper(offering.sara)


def test_a_thread_under_a_card_other_bots_and_mentions_are_left_alone(offering: Scene) -> None:
    offering.open()
    offering.sara.write(TEXT, thread=offering.card()["ts"])
    sent = offering.anna.write("Hej alla som är här i kanalen just nu")
    bots = {**sent.payload["event"], "text": TEXT, "bot_id": "B0OTHER", "ts": "1800000000.000002"}
    sent.payload = {**sent.payload, "event": bots, "event_id": "Ev-bot"}
    offering.slack.redeliver(sent)
    offering.settle()
    assert offering.whispers(offering.sara) == offering.whispers(offering.anna) == []
    offering.sara.mention(TEXT)
    offering.settle()
    assert len(offering.whispers(offering.sara)) == 1
    assert offering.log(1, "noted") == []


def test_a_thread_under_another_message_is_answered_there(offering: Scene) -> None:
    root = offering.anna.write("Någon som har något från frukosten?").message
    assert root is not None
    offering.sara.write(TEXT, thread=root["ts"])
    offering.settle()
    assert offering.sara.private(CHANNEL)[-1]["thread_ts"] == root["ts"]


def test_a_newcomer_is_offered_it_too_and_says_who_they_are_first(offering: Scene) -> None:
    ture = offering.newcomer("U0TURE", "Ture Falk")
    ture.write(TEXT)
    offering.settle()
    ture.press(ture.private(CHANNEL)[-1], OPEN)
    assert "Vilken organisation" in offering.sara.read(offering.view(ture))


def test_both_settings_together_make_a_note_or_an_offer_never_both(make_scene: Make) -> None:
    scene = make_scene(reads_messages=True, reads_threads=True)
    scene.open()
    scene.sara.write(TEXT, thread=scene.card()["ts"])
    scene.settle()
    assert [entry.words for entry in scene.log(1, "noted")] == [TEXT]
    assert scene.whispers(scene.sara) == []
    scene.sara.write(TEXT)
    scene.settle()
    assert len(scene.log(1, "noted")) == 1
    assert len(scene.whispers(scene.sara)) == 1
