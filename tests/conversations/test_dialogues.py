"""Every dialogue, on every platform: the same words, the same database, and nothing amiss."""

from __future__ import annotations

import pytest

from tests.conversations.comparing import Played, buttons_alike, differences
from tests.conversations.conftest import Dialogue, Play
from tests.conversations.dialogues import DIALOGUES
from tests.conversations.dialogues.beginning import first_day
from tests.conversations.dialogues.calendar import day_after
from tests.conversations.dialogues.failing import mistakes
from tests.conversations.dialogues.handling import taken_back

EVERY = pytest.mark.parametrize("dialogue", DIALOGUES, ids=[d.__name__ for d in DIALOGUES])


@EVERY
@pytest.mark.parametrize("stage", ["web", "slack", "teams"])
def test_it_goes_as_it_should_and_nothing_is_amiss(
    dialogue: Dialogue, stage: str, play: Play
) -> None:
    played = play(dialogue, stage)
    assert played.faults == []
    assert len(played.seen) > 10
    assert len(played.rows) > 5


@EVERY
@pytest.mark.parametrize("stage", ["slack", "teams"])
def test_it_ends_in_the_same_words_and_the_same_database(
    dialogue: Dialogue, stage: str, play: Play
) -> None:
    _alike(play(dialogue, "web"), play(dialogue, stage), stage)


def named(dialogue: Dialogue) -> str:
    return dialogue.__name__


SOME = [first_day, taken_back, mistakes]


@pytest.mark.parametrize("dialogue", [*SOME, day_after], ids=named)
def test_a_socket_makes_no_difference(dialogue: Dialogue, play: Play) -> None:
    played = play(dialogue, "socket")
    assert played.faults == []
    _alike(play(dialogue, "web"), played, "slack")


@pytest.mark.parametrize("dialogue", SOME, ids=named)
def test_a_client_without_dialogs_makes_no_difference(dialogue: Dialogue, play: Play) -> None:
    played = play(dialogue, "old teams")
    assert played.faults == []
    _alike(play(dialogue, "web"), played, "teams")


def _alike(web: Played, other: Played, platform: str) -> None:
    """What the web room showed and kept, and what the other did."""
    first, second = (buttons_alike(it.seen, platform) for it in (web, other))
    assert not (words := differences(first, second)), f"\n{words}"
    assert not (rows := differences(web.rows, other.rows)), f"\n{rows}"
