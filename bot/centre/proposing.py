"""From a text to a proposal: what is read, together with what was answered, and its routing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.centre.checklist import Answers
from bot.centre.model import Centre
from bot.centre.reading import Reader, Reading
from bot.centre.routing import Routing, route


@dataclass(frozen=True)
class Proposal:
    """What a text and the answers given come to.

    `answers` are those given and, for the rest, those read. `routing` is near, with the two to be
    shown first and the one question that would settle it, where two readings are.
    """

    reading: Reading
    answers: Answers
    routing: Routing

    @property
    def question(self) -> str | None:
        """The one question that would settle who leads."""
        return self.routing.question


def propose(centre: Centre, text: str, given: Answers | None = None) -> Proposal:
    """Read a text and route by it. Answers given by a person always win over what is read."""
    reading = Reader.of(centre).read(text)
    return proposal(centre, reading, given)


def proposal(
    centre: Centre, reading: Reading, given: Mapping[str, object] | None = None
) -> Proposal:
    """The proposal that follows from a reading already made."""
    answers: dict[str, str | tuple[str, ...]] = dict(reading.answers())
    answers.update(given or {})  # type: ignore[arg-type]
    return Proposal(reading, answers, route(centre, answers))
