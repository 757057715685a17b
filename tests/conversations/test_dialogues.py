"""Every dialogue, on every platform: the same words, the same database, and nothing amiss."""

from __future__ import annotations

import pytest

from tests.conversations.comparing import differences
from tests.conversations.conftest import Dialogue, Play
from tests.conversations.dialogues import DIALOGUES

EVERY = pytest.mark.parametrize("dialogue", DIALOGUES, ids=[d.__name__ for d in DIALOGUES])


@EVERY
@pytest.mark.parametrize("stage", ["web", "slack"])
def test_it_goes_as_it_should_and_nothing_is_amiss(
    dialogue: Dialogue, stage: str, play: Play
) -> None:
    played = play(dialogue, stage)
    assert played.faults == []
    assert len(played.seen) > 10


@EVERY
@pytest.mark.parametrize("stage", ["slack"])
def test_it_ends_in_the_same_words_and_the_same_database(
    dialogue: Dialogue, stage: str, play: Play
) -> None:
    web, other = play(dialogue, "web"), play(dialogue, stage)
    assert not (words := differences(web.seen, other.seen)), f"\n{words}"
    assert not (rows := differences(web.rows, other.rows)), f"\n{rows}"
