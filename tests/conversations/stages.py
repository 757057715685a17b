"""What a dialogue needs of a platform, and what every platform's stage has in common.

A dialogue says what people do and looks at what they see; a stage does it on its platform. All
that is seen is written down (`seen`), so that two runs can be compared line by line.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.desk.dispatch import dispatch
from bot.desk.replies import Caller, Outbound, Request
from bot.storage.tables import Identity, Member, Room
from tests.conversations.backstage import Backstage
from tests.conversations.normal import LEFT_OUT, placeless
from tests.conversations.people import KARIN, MONDAY, ROOM, Someone
from tests.conversations.sheets import Lines, Sheet, missing

MINUTE = 60.0


@dataclass(frozen=True)
class Card:
    """The card of a case in the room, by its number; of anything else there, by its title."""

    case: int | str


@dataclass(frozen=True)
class Held:
    """Something as it looked when it was looked at, with its buttons of then."""

    thing: Any


@dataclass(frozen=True)
class Place:
    """A place with only one of it: the latest private answer or message, or answer for all."""

    name: str


ANSWER, INBOX, ALOUD = Place("answer"), Place("inbox"), Place("aloud")
On = Card | Held | Place

PATIENCE = 60.0
"""Seconds. What is tried is what is said, not how fast a machine that many share says it."""


class Stage(ABC):
    """One dialogue on one platform.

    `told` is what the latest act has said privately to the one who acted; each act takes a minute
    of the desk's time. What leaves (cards, messages) has arrived when an act returns.
    """

    platform: str
    workspace: str

    def __init__(self, behind: Backstage) -> None:
        self.behind = behind
        self.clock, self.store, self.desk = behind.clock, behind.store, behind.desk
        self.people: dict[str, Someone] = {}
        self.told: Lines = []
        self.seen: Lines = []
        self._filled_in: Lines = []

    @classmethod
    def coordinator(cls) -> str:
        """Who is coordinator by the settings."""
        return f"{cls.platform}/{cls.workspace}/{cls.user_of(KARIN)}"

    def _sends_with(self, outbound: Outbound) -> None:
        self.behind.sends_with({self.platform: outbound})

    # -- who is here ---------------------------------------------------------------------------

    def seed(self, *people: Someone) -> None:
        """The centre meets here already, with these members."""
        self.add_room(meets=True)
        with self.store.write() as session:
            for who in people:
                member = Member(
                    name=who.name,
                    organisation=who.slug,
                    email=who.email,
                    joined_at=MONDAY,
                    confirmed_at=MONDAY if who.confirmed else None,
                    coordinator=who.coordinator,
                    lang=who.lang,
                )
                session.add(member)
                session.flush()
                identity = Identity(
                    member_id=member.id or 0,
                    platform=self.platform,
                    workspace=self.workspace,
                    user=self.user_of(who),
                    reference=self.reference_of(who),
                    used_at=MONDAY,
                )
                session.add(identity)
        for who in people:
            self.arrives(who)

    def beforehand(self, who: Someone, **answers: str) -> None:
        """A case that is there when the dialogue begins, as the desk is given it by no platform."""
        self.clock.move(MINUTE)
        user = Caller(self.platform, self.workspace, self.user_of(who), who.name)
        form = {"_form": f"beforehand-{self.clock.now():%H%M}"}
        outcome = dispatch(self.desk, Request("refer", {**answers, **form}, user), self.clock.now())
        assert outcome.done, outcome
        self._deliver()

    def _keep_room(self, channel: str, meets: bool, **own: str) -> None:
        with self.store.write() as session:
            room = Room(
                platform=self.platform,
                workspace=self.workspace,
                channel=channel,
                name=ROOM,
                active=meets,
                **own,
            )
            session.add(room)

    @staticmethod
    @abstractmethod
    def user_of(who: Someone) -> str: ...

    def reference_of(self, who: Someone) -> str:
        """What the platform has told of how to reach somebody, where it needs that."""
        return ""

    @abstractmethod
    def add_room(self, *, meets: bool) -> None:
        """The shared channel; with `meets`, the centre meets there already."""

    @abstractmethod
    def arrives(self, who: Someone) -> None:
        """Somebody comes into the channel, known to the platform and not to the centre."""

    @abstractmethod
    def bot_arrives(self, by: Someone) -> None:
        """The bot is in the channel from now on; the centre does not meet there yet."""

    # -- what people do ------------------------------------------------------------------------

    def say(self, who: Someone, words: str) -> None:
        """Speak to the bot in the room, so that everybody sees it."""
        self._act(who, f"@Exportlots {words}", lambda: self._say(who, words))

    def command(self, who: Someone, command: str, words: str = "") -> None:
        """Type a command in the room, which nobody sees."""
        self._act(who, f"{command} {words}", lambda: self._command(who, command, words))

    def private(self, who: Someone, words: str) -> None:
        """Write to the bot alone."""
        self._act(who, f"(enskilt) {words}", lambda: self._private(who, words))

    def in_thread(self, who: Someone, case: int, words: str) -> None:
        """Speak to the bot in the thread under a case's card."""
        doing = f"(i tråden {case}) @Exportlots {words}"
        self._act(who, doing, lambda: self._in_thread(who, case, words))

    def press(self, who: Someone, label: str, on: On = ANSWER, *, beside: str = "") -> None:
        """Press a button, the one `beside` this text where there are several."""
        where = f"{on.case}" if isinstance(on, Card) else getattr(on, "name", "som det var")
        self._act(who, f"trycker [{label}] ({where})", lambda: self._press(who, label, on, beside))

    def fill(self, who: Someone, answers: Mapping[str, str | tuple[str, ...]]) -> None:
        """Fill in the open form by its labels; choices by the words they are shown with."""
        for label, value in answers.items():
            self._fill(who, label, value)

    def send(self, who: Someone) -> None:
        """Send the open form. What is seen first is the form as it was when it was taken."""
        place, self._filled_in = len(self.seen), self.form(who).lines()
        self._act(who, "skickar", lambda: self._send(who))
        self.seen[place:place] = [f"— {who.name} fyller i:", *self._filled_in]

    def own_page(self, who: Someone) -> None:
        """Open one's own page."""
        self._act(who, "öppnar sin sida", lambda: self._own_page(who))

    def wait_until(self, at: datetime) -> None:
        """Let the time go, and what is due happen."""
        self.clock.set(at)
        self._tick()
        self.seen.append(f"— Klockan är {at:%Y-%m-%d %H.%M} UTC")

    def _act(self, who: Someone, doing: str, act: Any) -> None:
        self.clock.move(MINUTE)
        self.told = [placeless(line) for line in act()]
        self._deliver()
        self.seen += [f"— {who.name}: {doing.strip()}", *(f"    {line}" for line in self.told)]
        if self.has_form(who):
            form = self.form(who)
            self.seen += [f"    {line}" for line in (*form.lines(), *form.complaints())]

    def hears(self, *texts: str) -> None:
        """What the latest act said has these texts in it."""
        assert not (lost := missing(texts, self.told)), f"{lost} not in {self.told}"

    # -- what people see -----------------------------------------------------------------------

    def card(self, case: int | str) -> Lines:
        """A card in the room: a case's by its number, another by its title."""
        return self._look(f"kortet {case}", self._card(case))

    def thread(self, case: int) -> Lines:
        """The lines under a case's card."""
        return self._look(f"tråden {case}", self._thread(case))

    def inbox(self, who: Someone) -> Lines:
        """The private conversation with the bot."""
        return self._look(f"det enskilda, {who.name}", self._inbox(who))

    def aloud(self) -> Lines:
        """What was answered last for everybody, in the thread of the question."""
        return self._look("svaret i tråden", self._aloud())

    def room(self) -> Lines:
        """Everything in the channel, without its threads."""
        return self._look("kanalen", self._room())

    def form(self, who: Someone) -> Sheet:
        """The open form; a required answer that was left out is complained of in one way."""
        sheet = self._form(who)
        for one in sheet.fields:
            if one.error and one.required and not one.value:
                one.error = LEFT_OUT
        return sheet

    def errors(self, who: Someone) -> dict[str, str]:
        """What is wrong in the open form, by label."""
        return self.form(who).errors

    def sweep(self) -> None:
        """Look at everything there is, for the comparison."""
        self.room()
        for case in self.cases():
            self.thread(case)
        for who in self.people.values():
            self.inbox(who)

    def _look(self, at: str, lines: Lines) -> Lines:
        lines = [placeless(line) for line in lines]
        self.seen += [f"= {at}", *(f"    {line}" for line in lines)]
        return lines

    # -- what each platform does in its own way ------------------------------------------------

    @abstractmethod
    def hold(self, who: Someone, case: int) -> Held:
        """A case's card as this person sees it now."""

    @abstractmethod
    def has_form(self, who: Someone) -> bool: ...

    @abstractmethod
    def cases(self) -> list[int]:
        """The cases whose cards are in the room."""

    @abstractmethod
    def faults(self) -> list[str]:
        """What went wrong on the platform's side, and nobody would have seen."""

    @abstractmethod
    def close(self) -> None: ...

    @abstractmethod
    def _say(self, who: Someone, words: str) -> Lines: ...
    @abstractmethod
    def _command(self, who: Someone, command: str, words: str) -> Lines: ...
    @abstractmethod
    def _private(self, who: Someone, words: str) -> Lines: ...
    @abstractmethod
    def _in_thread(self, who: Someone, case: int, words: str) -> Lines: ...
    @abstractmethod
    def _press(self, who: Someone, label: str, on: On, beside: str) -> Lines: ...
    @abstractmethod
    def _fill(self, who: Someone, label: str, value: str | tuple[str, ...]) -> None: ...
    @abstractmethod
    def _send(self, who: Someone) -> Lines: ...
    @abstractmethod
    def _own_page(self, who: Someone) -> Lines: ...
    @abstractmethod
    def _form(self, who: Someone) -> Sheet: ...
    @abstractmethod
    def _card(self, case: int | str) -> Lines: ...
    @abstractmethod
    def _thread(self, case: int) -> Lines: ...
    @abstractmethod
    def _inbox(self, who: Someone) -> Lines: ...
    @abstractmethod
    def _aloud(self) -> Lines: ...

    @abstractmethod
    def _room(self) -> Lines: ...
    @abstractmethod
    def _deliver(self) -> None: ...
    @abstractmethod
    def _tick(self) -> None: ...
