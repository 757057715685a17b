"""Dialogues played once on each platform, however many tests look at them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.centre.model import Centre
from tests.conversations.comparing import Played, rows
from tests.conversations.slack_stage import SlackStage, SocketStage
from tests.conversations.stages import Stage
from tests.conversations.web_stage import WebStage

Dialogue = Callable[[Stage], None]
STAGES: dict[str, type[Stage]] = {"web": WebStage, "slack": SlackStage, "socket": SocketStage}
Play = Callable[[Dialogue, str], Played]


@pytest.fixture(scope="session")
def play(vastra_gotaland: Centre, template: Path, tmp_path_factory: pytest.TempPathFactory) -> Play:
    """Play a dialogue on a platform, from an empty database to its end."""
    played: dict[tuple[str, str], Played] = {}

    def once(dialogue: Dialogue, name: str) -> Played:
        key = (dialogue.__name__, name)
        if key not in played:
            stage = STAGES[name](vastra_gotaland, template, tmp_path_factory.mktemp(name))
            try:
                dialogue(stage)
                stage.sweep()
                played[key] = Played(stage.seen, rows(stage.store), stage.faults())
            finally:
                stage.close()
        return played[key]

    return once
