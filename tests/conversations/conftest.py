"""Dialogues played once on each platform, however many tests look at them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from typing import Any

import pytest
from structlog.testing import capture_logs

from bot.centre.model import Centre
from bot.centre.reading import Reading
from bot.desk import understanding
from tests.conversations.backstage import Backstage
from tests.conversations.comparing import Played, rows
from tests.conversations.dialogues.reading import from_text
from tests.conversations.slack_stage import SlackStage, SocketStage
from tests.conversations.stages import Stage
from tests.conversations.teams_stage import OldTeamsStage, TeamsStage
from tests.conversations.web_stage import WebStage
from tests.databases import Databases

Dialogue = Callable[[Stage], None]
STAGES: dict[str, type[Stage]] = {
    "web": WebStage,
    "slack": SlackStage,
    "socket": SocketStage,
    "teams": TeamsStage,
    "old teams": OldTeamsStage,
}
Play = Callable[[Dialogue, str], Played]


@pytest.fixture(scope="session")
def play(vastra_gotaland: Centre, databases: Databases) -> Play:
    """Play a dialogue on a platform, from an empty database to its end."""
    played: dict[tuple[str, str], Played] = {}
    understanding.warm(vastra_gotaland)

    def once(dialogue: Dialogue, name: str) -> Played:
        key = (dialogue.__name__, name)
        if key not in played:
            kind = STAGES[name]
            behind = Backstage(vastra_gotaland, databases, (kind.coordinator(),))
            played[key] = _played(dialogue, kind, behind)
        return played[key]

    return once


def _played(dialogue: Dialogue, kind: type[Stage], behind: Backstage) -> Played:
    stage = kind(behind)
    try:
        with capture_logs() as logs, nullcontext() if dialogue is from_text else unread():
            dialogue(stage)
            stage.sweep()
        return Played(stage.seen, rows(stage.store), [*stage.faults(), *errors(logs)])
    finally:
        behind.close()
        stage.close()


@contextmanager
def unread() -> Iterator[None]:
    """Forms are filled in by hand alone: what a text is read as is not what these play."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(understanding, "_read", lambda reader, text: Reading(text))
        yield


def errors(logs: Iterable[Mapping[str, Any]]) -> list[str]:
    """What the service itself has called an error in its log."""
    return [f"logged: {it['event']}" for it in logs if it["log_level"] in ("error", "critical")]
