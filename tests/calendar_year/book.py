"""What leaves, written down as it leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from bot.desk.replies import Address, Message, Result, Sent
from tests.centre_at_work import words


@dataclass(frozen=True)
class Left:
    """One message as it left: when, anew or in place of another, for whom, and what it said."""

    at: datetime
    how: str
    platform: str
    to: str
    key: str
    lang: str
    text: str


@dataclass
class Book:
    """An outbound of one platform that writes down what leaves."""

    platform: str
    now: Callable[[], datetime]
    left: list[Left]
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    async def send(self, to: Address, message: Message) -> Result:
        """A new message."""
        self._note("send", to, message)
        return Sent(f"{self.platform}-{next(self.numbers)}")

    async def edit(self, to: Address, message_id: str, message: Message) -> Result:
        """A message that takes the place of an earlier one."""
        self._note("edit", to, message)
        return Sent(message_id)

    async def find(self, to: Address, key: str) -> str | None:
        """Nothing is ever unclear here."""
        return None

    async def refresh(self, to: Address, message: Message) -> None:
        """Nobody has a standing page here."""

    def _note(self, how: str, to: Address, message: Message) -> None:
        said = "\n".join(
            word
            for block in message.body
            if block.kind not in ("picture", "file")
            for word in words(block, message.lang)
        )
        target = to.user or self.platform
        self.left.append(
            Left(self.now(), how, self.platform, target, message.key, message.lang, said)
        )
