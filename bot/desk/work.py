"""One command at work: its transaction, who asks, where and when.

Everything a use case needs comes in a `Work`; nothing is global, and `now` is a value.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from bot.centre.lifecycle import Role
from bot.centre.model import Centre
from bot.centre.worktime import WorkCalendar
from bot.desk.replies import Caller, Place
from bot.storage.engine import Store
from bot.storage.tables import Identity, Member, Room
from bot.texts import Arg, Lang, Phrase


@dataclass(frozen=True)
class Desk:
    """What an installation has: where it keeps, what was agreed, when it works."""

    store: Store
    centre: Centre
    calendar: WorkCalendar
    coordinators: tuple[str, ...] = ()
    """Of the settings, as "platform/workspace/user": the first coordinator, then the stand-ins."""


CLOCK, NOWHERE = Caller("clock", "", ""), Place()


@dataclass
class Work:
    """A command's surroundings. `member` is the one who acts; `room` where, if in a room."""

    desk: Desk
    session: Session
    now: datetime
    caller: Caller
    place: Place
    acting: Member | None = None
    room: Room | None = None
    identity: Identity | None = None
    trace: str = ""
    told: set[int] = field(default_factory=set)
    touched: set[int] = field(default_factory=set)
    """Members whose own page the command has changed."""
    disclosed: dict[int, str] = field(default_factory=dict)
    """Withheld cases that the one who acts is being shown, and how (`disclosures.notice`)."""

    @classmethod
    def by_clock(cls, desk: Desk, session: Session, now: datetime, trace: str = "") -> Work:
        """What nobody has asked for: it is time."""
        return cls(desk, session, now, CLOCK, NOWHERE, trace=trace)

    @property
    def centre(self) -> Centre:
        """What was agreed."""
        return self.desk.centre

    @property
    def calendar(self) -> WorkCalendar:
        """When the centre works."""
        return self.desk.calendar

    @property
    def member(self) -> Member:
        """The member who acts; commands open to strangers look at `acting` instead."""
        if self.acting is None:
            raise LookupError("this command needs a member")
        return self.acting

    @property
    def me(self) -> int:
        """The acting member's id."""
        return self.member.id or 0

    @property
    def lang(self) -> Lang:
        """The language of the one who acts."""
        if self.acting is not None:
            return "en" if self.acting.lang == "en" else "sv"
        return self.caller.lang or "sv"

    @property
    def identity_key(self) -> str:
        """The one who acts, as drafts know them."""
        return f"{self.caller.platform}/{self.caller.workspace}/{self.caller.user}"


class Refused(Exception):
    """A step that is not possible. Nothing has changed; the reply is what the member reads."""

    def __init__(self, reply: Arg) -> None:
        """Keep the sentence."""
        super().__init__(str(reply))
        self.reply = reply


class Mistaken(Exception):
    """A form with answers that cannot be taken: which input, and what would be right."""

    def __init__(self, errors: dict[str, Arg]) -> None:
        """Keep the errors by input name."""
        super().__init__(", ".join(errors))
        self.errors = errors


def refuse(code: str, **args: Arg) -> Refused:
    """Short for `Refused(Phrase(code, args))`."""
    return Refused(Phrase(code, args))


CONFIRMED_ROLES = frozenset({Role.CONFIRMED, Role.OFFERED, Role.COLLEAGUE, Role.SUPPORT})
"""Roles that come from acting for an organisation, and so need a confirmed membership."""
