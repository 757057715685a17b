"""Reading threads: nothing without the setting; with it a line under a card is a note, once."""

from __future__ import annotations

import pytest

from tests.handlers.teams.conftest import Make
from tests.handlers.teams.scene import Scene


@pytest.fixture
def reading(make_scene: Make) -> Scene:
    """The team lets the bot read its channels."""
    return make_scene(reads_threads=True)


def notes(scene: Scene, number: int = 1) -> list[str]:
    return [entry.words for entry in scene.log(number, "noted")]


def test_without_the_setting_no_line_under_a_card_is_kept_even_if_teams_sends_it(
    scene: Scene,
) -> None:
    scene.open()
    scene.teams.reads_threads = True
    sent = scene.sara.write("Ringde dem", thread=scene.card())
    assert sent.taken
    scene.sara.edit(sent, "Ringde dem i dag")
    scene.sara.delete(sent)
    scene.settle()
    assert notes(scene) == []
    assert scene.log(1, "note_edited") == []
    assert len(scene.sara.letters) == 0


def test_a_line_under_a_card_is_a_note_once_and_nobody_is_told(reading: Scene) -> None:
    reading.open()
    before = len(reading.teams.messages(reading.channel)), len(reading.notices())
    sent = reading.sara.write("Ringde &lt;dem&gt; &amp; *väntar*", thread=reading.card())
    for _ in range(2):
        reading.teams.again(sent)
    reading.settle()
    assert notes(reading) == ["Ringde <dem> & *väntar*"]
    assert (len(reading.teams.messages(reading.channel)) - 1, len(reading.notices())) == before
    assert reading.sara.letters == []
    assert "Ringde <dem> & *väntar*" in reading.read(reading.card())


def test_the_note_follows_its_line_edited_and_deleted(reading: Scene) -> None:
    reading.open()
    sent = reading.sara.write("Ringde dem", thread=reading.card())
    edited = reading.sara.edit(sent, "Ringde dem i dag")
    reading.teams.again(edited)
    assert notes(reading) == ["Ringde dem i dag"]
    assert len(reading.log(1, "note_edited")) == 1
    reading.sara.edit(sent, "Ringde dem i går")
    assert notes(reading) == ["Ringde dem i går"]
    gone = reading.sara.delete(sent)
    reading.teams.again(gone)
    reading.settle()
    assert notes(reading) == [""]
    assert len(reading.log(1, "note_deleted")) == 1


def test_a_deleted_line_that_is_taken_back_is_no_note_again(reading: Scene) -> None:
    """What has been emptied stays empty, as it may have been erased: it is written anew."""
    reading.open()
    sent = reading.sara.write("Ringde dem", thread=reading.card())
    reading.sara.delete(sent)
    data = {**sent.activity["channelData"], "eventType": "undeleteMessage"}
    back = {**sent.activity, "type": "messageUpdate", "channelData": data,
            "timestamp": "2026-11-23T10:00:00.000Z"}  # fmt: skip
    assert reading.teams.send(back).taken
    assert notes(reading) == [""]


def test_what_strangers_and_others_outside_write_is_not_kept(reading: Scene) -> None:
    reading.open()
    card = reading.card()
    ture = reading.newcomer("ture", "Ture Falk")
    ture.write("Jag vet en bra bank", thread=card)
    reading.sara.write("Hej alla")
    outside = reading.anna.write("En egen tråd").message
    assert outside is not None
    reading.sara.write("Ett svar där", thread=outside)
    reading.settle()
    assert notes(reading) == []
    assert ture.letters == []
    assert reading.drafts() == []
    ture.mention("hem")
    assert reading.inbox(ture)


def test_what_the_bot_itself_writes_is_not_kept(reading: Scene) -> None:
    reading.open()
    sent = reading.sara.write("x", thread=reading.card())
    own = {**sent.activity, "id": "88", "text": "Maria har tagit ärendet",
           "from": sent.activity["recipient"]}  # fmt: skip
    assert reading.teams.send(own).taken
    assert notes(reading) == ["x"]


def test_a_line_that_mentions_the_bot_is_answered_and_kept_once(reading: Scene) -> None:
    reading.open()
    reading.sara.mention("ringde dem", thread=reading.card())
    reading.settle()
    assert notes(reading) == ["ringde dem"]
    assert len(reading.sara.letters) == 1


def test_a_note_with_names_reads_as_it_was_seen(reading: Scene) -> None:
    reading.open()
    reading.sara.write("<at>Maria Dahl</at> ringde", thread=reading.card())
    assert notes(reading) == ["@Maria Dahl ringde"]


def test_somebody_elses_edit_of_a_line_changes_no_note(reading: Scene) -> None:
    reading.open()
    sent = reading.sara.write("Ringde dem", thread=reading.card())
    edited = reading.sara.edit(sent, "något annat")
    who = {"id": reading.maria.id, "aadObjectId": reading.maria.aad, "name": "Maria Dahl"}
    forged = {**edited.activity, "from": who, "text": "Marias ord", "timestamp": "later"}
    assert reading.teams.send(forged).taken
    assert notes(reading) == ["något annat"]


def test_a_line_with_only_a_picture_is_no_note(reading: Scene) -> None:
    reading.open()
    sent = reading.sara.write("x", thread=reading.card())
    pictured = {**sent.activity, "id": "89", "text": "", "attachments": [
        {"contentType": "image/png", "contentUrl": "https://ex.se/a.png"}]}  # fmt: skip
    assert reading.teams.send(pictured).taken
    assert notes(reading) == ["x"]
