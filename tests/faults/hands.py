"""What a member does with their client, and how it is done again where no answer came.

`Deed` is one act: `first` does it, `again` brings the very same to the service once more, as the
platform does by itself or the member by pressing again. It is acknowledged when the service has
answered 200.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from tests.faults.people import Somebody

ENDURANCE = 600.0
"""Seconds that somebody goes on trying with a service that is killed all the time."""
FORM_PATIENCE = 5.0
"""Seconds that somebody waits for a form before they ask for it anew."""
SLIPS = (LookupError, RuntimeError, AssertionError, TypeError, KeyError)
"""What the fakes raise where a client finds no such button or field (any longer)."""


class NotDone(Exception):
    """It could not be done for as long as anybody has patience."""


@dataclass(frozen=True)
class Answer:
    """What the service answered to an act: whether at all, and the words in the answer itself."""

    acknowledged: bool
    words: str = ""


@dataclass
class Deed:
    """One act, which may be brought to the service as often as needed."""

    first: Callable[[], Answer]
    again: Callable[[], Answer]
    tries: int = 0

    def bring(self) -> Answer:
        """Once, or once more."""
        self.tries += 1
        return (self.first if self.tries == 1 else self.again)()

    def until_acknowledged(self, before: Callable[[], None]) -> Answer:
        """As often as it takes, each time after `before`. Raises `NotDone`."""
        end = time.monotonic() + ENDURANCE
        while time.monotonic() < end:
            before()
            answer = self.bring()
            if answer.acknowledged:
                return answer
            time.sleep(0.1)
        raise NotDone("no acknowledgement")


class Hands(Protocol):
    """A member's client on one platform."""

    def says(self, who: Somebody, words: str, how: int) -> Deed:
        """A command in words: `how` chooses among the places where it can be said."""
        ...

    def presses(self, who: Somebody, case: int, label: str) -> Deed | None:
        """A button of the case's card in the room; None where there is none."""
        ...

    def fills(self, who: Somebody, words: str, mark: str, values: Mapping[str, Any]) -> Deed:
        """A form that is opened by these words and carries `mark`, filled in; the deed sends it."""
        ...

    def told(self, who: Somebody, since: float) -> str:
        """All that the service has tried to tell somebody since then."""
        ...


def marked(thing: Any, mark: str) -> bool:
    """Whether a form is the one asked for, and none of another case that comes late."""
    return re.search(rf"{mark}\b", json.dumps(thing, ensure_ascii=False), re.IGNORECASE) is not None


def soon(seen: Callable[[], Any], patience: float = FORM_PATIENCE) -> Any:
    """What there is to see, as soon as there is; else None."""
    end = time.monotonic() + patience
    while time.monotonic() < end:
        found = seen()
        if found:
            return found
        time.sleep(0.03)
    return None


def persist(ask: Callable[[], Deed | None], what: str) -> Deed:
    """Try to come to something that can be sent, until patience ends. Raises `NotDone`."""
    end = time.monotonic() + ENDURANCE
    while time.monotonic() < end:
        try:
            deed = ask()
        except SLIPS:
            deed = None
        if deed is not None:
            return deed
        time.sleep(0.2)
    raise NotDone(what)


def case_of(words: str) -> int:
    """The case that a card's first line names; 0 for what is no card of a case."""
    first = words.partition("\n")[0].split(" ")
    if len(first) < 2 or first[0] != "Ärende" or not first[1].rstrip(":·").isdigit():
        return 0
    return int(first[1].rstrip(":·"))
