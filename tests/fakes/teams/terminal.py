"""Lines typed as several people: who, what they do, and what they then see."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from tests.fakes.teams.people import Person
from tests.fakes.teams.state import Message

if TYPE_CHECKING:
    from tests.fakes.teams.fake import FakeTeams

HOW = """
Who does what, one a line (a person is one of: {people}):

  anna mention hänvisa ...        in the channel; "anna reply 2 ..." in the thread of message 2
  anna direct mina                in the own chat with the bot
  anna write hej                  without mentioning the bot; "anna edit 3 ..." "anna delete 3"
  anna press 2 Jag tar det        a button of message 2; "anna press dialog Skicka" in the dialog
  anna fill dialog Kommun = Mark  in the dialog, or in message 2; several: Norge; Finland
  anna send dialog                its main button; "anna send 5" for a form in the chat
  anna menu 1 refer               a message extension on message 1
  anna see                        the channel, the own chat and the dialog, with numbers
  anna close                      the dialog; "anna reload" leaves and comes back
  install, uninstall              the app in the team;  "calls", "wrong" what went wrong, "quit"
"""


class Terminal:
    """Takes lines, and says what is seen afterwards."""

    def __init__(self, fake: FakeTeams) -> None:
        self.fake = fake
        self._shown: set[tuple[str, int]] = set()

    @property
    def help(self) -> str:
        return HOW.format(people=", ".join(self.fake.state.humans))

    def line(self, typed: str) -> Iterator[str]:
        """One line; what is wrong with it is said too."""
        words = typed.strip().split(maxsplit=1)
        if not words:
            return
        try:
            if words[0] in self.fake.state.humans:
                yield from self.acts(self.fake.person(words[0]), words[1] if words[1:] else "see")
            else:
                yield from self.beside(words[0])
        except (LookupError, ValueError, RuntimeError, AssertionError) as wrong:
            yield str(wrong).strip("'\"")

    def beside(self, word: str) -> Iterator[str]:
        first, team = next(iter(self.fake.state.humans)), next(iter(self.fake.state.teams))
        if word in ("install", "uninstall"):
            selected = {"selected": self.fake.channel} if word == "install" else {}
            for delivery in getattr(self.fake, word)(team, first, **selected):
                yield f"{delivery.name}: {delivery.status or delivery.reason}"
            self.fake.settle(0.4)
            yield from self.news(self.fake.person(first))
        elif word == "calls":
            yield from (f"{c.method} {c.status} {c.args}" for c in self.fake.calls)
        elif word == "wrong":
            yield from self.fake.violations or ["nothing"]
        else:
            yield self.help

    def acts(self, person: Person, typed: str) -> Iterator[str]:
        verb, _, rest = typed.partition(" ")
        if verb != "see":
            before = len(self.fake.violations), len(person.notices), len(person.toasts)
            self.does(person, verb, rest.strip())
            self.fake.settle(0.4)
            yield from (f"(line under the card) {said}" for said in person.toasts[before[2] :])
            yield from (f"(Teams says) {said}" for said in person.notices[before[1] :])
            yield from (
                f"(not as it should be) {said}" for said in self.fake.violations[before[0] :]
            )
            yield from self.news(person)
            return
        self._shown.clear()
        yield from self.news(person)

    def does(self, person: Person, verb: str, rest: str) -> None:
        simple: dict[str, Callable[[str], object]] = {
            "mention": person.mention,
            "direct": person.direct,
            "write": person.write,
            "close": lambda _: person.close(),
            "reload": lambda _: person.reload(),
        }
        if verb in simple:
            simple[verb](rest)
            return
        where, _, what = rest.partition(" ")
        thing = self.thing(where)
        if verb == "press":
            person.press(thing, what)
        elif verb == "send":
            person.submit(thing=thing, button=what)
        elif verb == "fill":
            label, _, value = what.partition("=")
            parts = [part.strip() for part in value.split(";")]
            person.fill(thing, label.strip(), parts if len(parts) > 1 else parts[0])
        elif thing is None:
            raise ValueError(f"{verb}: which message, by its number?")
        elif verb == "reply":
            person.mention(what, thread=thing)
        elif verb == "menu":
            person.extension(what or "refer", thing)
        elif verb == "edit":
            person.edit(thing, what)
        elif verb == "delete":
            person.delete(thing)
        else:
            raise ValueError(f"nobody can {verb}; help tells what they can")

    # what is seen

    @property
    def all(self) -> list[Message]:
        """Every message there is, as they are numbered."""
        found = [m for c in list(self.fake.state.conversations) for m in self.fake.messages(c)]
        return sorted(found, key=lambda m: int(m.id))

    def thing(self, name: str) -> Message | None:
        if name == "dialog":
            return None
        if not name.isdecimal() or not 0 < int(name) <= len(self.all):
            raise LookupError(f"no message {name!r}: a number, or dialog")
        return self.all[int(name) - 1]

    def news(self, person: Person) -> Iterator[str]:
        """What this person has not been shown yet, or not as it is now; and the dialog."""
        for number, message in enumerate(self.all, 1):
            where = self.fake.state.conversations[message.conversation]
            key = (message.id, message.version)
            if person.human in self.fake.state.members_of(where) and key not in self._shown:
                self._shown.add(key)
                yield from self.message(person, number, message)
        if person.dialog is not None:
            yield "  dialog:"
            yield from (f"     {line}" for line in self.marked(person, None))
            yield from (f"     ! {label}: {said}" for label, said in person.errors().items())

    def message(self, person: Person, number: int, message: Message) -> Iterator[str]:
        where = self.fake.state.conversations[message.conversation]
        known = self.fake.state.humans.get(message.author)
        who = known.name if known else "Exportlots"
        place = "chat" if where.kind == "personal" else where.name
        reply = "   " if message.in_thread else ""
        yield f"{number:>3} {reply}[{place}] {who}:"
        yield from (f"     {reply}{line}" for line in self.marked(person, message))

    @staticmethod
    def marked(person: Person, thing: Message | None) -> Iterator[str]:
        """The lines of a thing, buttons in brackets."""
        buttons = person.buttons(thing)
        yield from (f"[{line}]" if line in buttons else line for line in person.lines(thing))
