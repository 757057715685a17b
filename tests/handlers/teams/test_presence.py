"""Answers in the chat to what was asked in a room: what they bring about belongs to that room."""

from __future__ import annotations

from bot.handlers.teams.presence import Presence
from tests.fakes.teams import Message
from tests.handlers.teams.scene import Scene

WORDS = "De har mässa på fredag."


def answered(scene: Scene) -> Message:
    """Sara has asked in the room, and is answered in her chat."""
    scene.open()
    scene.sara.mention("visa 1")
    return scene.letter(scene.sara)


def noted(scene: Scene, answer: Message) -> int | None:
    """Sara writes a note by a button on the answer; in which room it stays."""
    scene.sara.press(answer, "Fler steg")
    scene.sara.press(answer, "Anteckna")
    scene.sara.submit({"Anteckning": WORDS})
    scene.settle()
    (entry,) = scene.log(1, "noted")
    assert entry.words == WORDS
    return entry.room_id


def forgotten(scene: Scene) -> None:
    """The process has begun anew and has seen nobody anywhere."""
    installation = scene.front.installation
    installation.presence = Presence(installation.connector)


def test_a_note_written_from_the_answer_stays_in_the_room_that_asked(scene: Scene) -> None:
    assert noted(scene, answered(scene)) == scene.rooms()[scene.channel].id
    scene.maria.mention("visa 1")
    assert WORDS in scene.answer(scene.maria)
    scene.maria.direct("visa 1")
    assert WORDS not in scene.answer(scene.maria)


def test_teams_is_asked_for_who_has_not_been_seen_there_lately(scene: Scene) -> None:
    answer = answered(scene)
    forgotten(scene)
    assert noted(scene, answer) == scene.rooms()[scene.channel].id


def test_a_room_that_one_has_left_does_not_come_along(scene: Scene) -> None:
    answer = answered(scene)
    scene.sara.human.personal = True
    scene.teams.leave(scene.team, "sara")
    forgotten(scene)
    assert noted(scene, answer) is None
    assert scene.logged("not_taken_for_a_member")


def test_a_room_does_not_come_along_where_teams_does_not_tell(scene: Scene) -> None:
    answer = answered(scene)
    forgotten(scene)
    scene.teams.plan("member", 503, times=9)
    assert noted(scene, answer) is None
