"""Reading threads: nothing without the setting; with it a line under a card is a note, once."""

from __future__ import annotations

import pytest

from tests.handlers.slack.conftest import Make
from tests.handlers.slack.scene import CHANNEL, Scene


@pytest.fixture
def reading(make_scene: Make) -> Scene:
    """The installation reads the threads of its channels."""
    return make_scene(reads_threads=True)


def notes(scene: Scene, number: int = 1) -> list[str]:
    return [entry.words for entry in scene.log(number, "noted")]


def test_without_the_setting_no_line_under_a_card_is_kept_even_if_slack_sends_it(
    scene: Scene,
) -> None:
    scene.open()
    sent = scene.sara.write("Ringde dem", thread=scene.card()["ts"])
    assert sent.acknowledged, "Slack sends what an app with this scope subscribes to"
    scene.settle()
    assert notes(scene) == []
    assert scene.whispers(scene.sara) == []


def test_a_line_under_a_card_is_a_note_once_and_nobody_is_told(reading: Scene) -> None:
    reading.open()
    before = len(reading.slack.messages(CHANNEL)), len(reading.notices())
    sent = reading.sara.write("Ringde <dem> & *väntar*", thread=reading.card()["ts"])
    for _ in range(2):
        reading.slack.redeliver(sent)
    reading.settle()
    assert notes(reading) == ["Ringde <dem> & *väntar*"]
    assert (len(reading.slack.messages(CHANNEL)) - 1, len(reading.notices())) == before
    assert reading.whispers(reading.sara) == []


def test_the_note_follows_its_line_edited_and_deleted(reading: Scene) -> None:
    reading.open()
    sent = reading.sara.write("Ringde dem", thread=reading.card()["ts"])
    edited = reading.sara.edit(sent, "Ringde dem i dag")
    reading.slack.redeliver(edited)
    assert notes(reading) == ["Ringde dem i dag"]
    assert len(reading.log(1, "note_edited")) == 1
    gone = reading.sara.delete(sent)
    reading.slack.redeliver(gone)
    reading.settle()
    assert notes(reading) == [""]
    assert len(reading.log(1, "note_deleted")) == 1


def test_a_line_also_sent_to_the_channel_is_a_note_like_the_others(reading: Scene) -> None:
    reading.open()
    sent = reading.sara.write("Ringde dem", thread=reading.card()["ts"])
    event = {**sent.payload["event"], "subtype": "thread_broadcast", "ts": "1800000000.000001"}
    sent.payload = {**sent.payload, "event": event, "event_id": "Ev-broadcast"}
    reading.slack.redeliver(sent)
    assert notes(reading) == ["Ringde dem", "Ringde dem"]


def test_what_strangers_bots_and_others_outside_write_is_not_kept(reading: Scene) -> None:
    reading.open()
    card = reading.card()
    ture = reading.newcomer("U0TURE", "Ture Falk")
    sent = ture.write("Jag vet en bra bank", thread=card["ts"])
    reading.sara.write("Hej alla")
    outside = reading.anna.write("En egen tråd").message
    assert outside is not None
    reading.sara.write("Ett svar där", thread=outside["ts"])
    bots = {**sent.payload["event"], "bot_id": "B0OTHER", "ts": "1800000000.000002"}
    sent.payload = {**sent.payload, "event": bots, "event_id": "Ev-bot"}
    reading.slack.redeliver(sent)
    reading.settle()
    assert notes(reading) == []
    assert reading.whispers(ture) == []
    assert reading.drafts() == []
    ture.slash("/exportlots", "hem")
    reading.settle()
    assert ture.view or ture.private(CHANNEL)


def test_a_line_that_mentions_the_bot_is_answered_and_kept_once(reading: Scene) -> None:
    reading.open()
    reading.sara.mention("ringde dem", thread=reading.card()["ts"])
    reading.settle()
    assert notes(reading) == ["ringde dem"]
    assert len(reading.whispers(reading.sara)) == 1


def test_a_note_with_names_reads_as_it_was_seen(reading: Scene) -> None:
    reading.open()
    reading.sara.write("<@U0MARIA> ringde", thread=reading.card()["ts"])
    assert notes(reading) == ["@Maria Dahl ringde"]


def test_somebody_elses_edit_of_a_line_changes_no_note(reading: Scene) -> None:
    reading.open()
    sent = reading.sara.write("Ringde dem", thread=reading.card()["ts"])
    edited = reading.sara.edit(sent, "något annat")
    event = edited.payload["event"]
    event["message"] = {**event["message"], "user": "U0MARIA", "text": "Marias ord"}
    edited.payload["event_id"] = "Ev-other"
    reading.slack.redeliver(edited)
    assert notes(reading) == ["något annat"]
