"""What somebody has on their screen in Teams: the open form, the latest answer, the chat."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from tests.conversations import teams_kits as kits
from tests.conversations.normal import ELSEWHERE, YES
from tests.conversations.sheets import Lines, Sheet, lines_of
from tests.conversations.teams_buttons import FOLDS, asks_first, button, folds_over, only_beside
from tests.fakes.teams import Message, Person

Act = Callable[[Person], Any]


class Screen:
    """One person's. Where others answer beside the private conversation (`aside`), Teams does not:
    what stands in the chat for it is no part of what `letters` and `passed` have."""

    def __init__(self, person: Person, settle: Callable[[], None]) -> None:
        self.person = person
        self._settle = settle
        self.has_form = False
        self.form: kits.Thing = None
        self.answer: kits.Thing = None
        self._aside = False
        self._beside: set[str] = set()
        self._passed: list[tuple[str, Lines]] = []
        """Answers in the chat that are no messages, with the message after which each came."""

    # -- what they do

    def does(self, act: Act, *, aside: bool = False, asks: bool = False) -> Lines:
        """Do something; returns what this person is told, wherever Teams shows it.

        An open dialog, or form in the chat, is left.
        """
        if self.person.dialog is not None:
            self.person.close()
        self._aside = aside
        return self._told(act, {message.id for message in self.person.letters}, asks=asks)

    def does_within(self, act: Act) -> Lines:
        """The same in an open dialog, or form in the chat, in whose place its answer comes."""
        known = {message.id for message in self.person.letters}
        if self.has_form and self.form is not None:
            known.remove(self.form.id)
        return self._told(act, known)

    def _told(self, act: Act, known: set[str], *, asks: bool = False) -> Lines:
        """With `asks`, it is only a question before the step. Who presses again is told that the
        answer stands in the chat, where it does."""
        toasts, self.has_form = len(self.person.toasts), False
        act(self.person)
        self._settle()
        under = [line for toast in self.person.toasts[toasts:] for line in lines_of(toast)]
        passing = told = [line for line in under if line not in ELSEWHERE]
        new = list(self._new(known))
        for thing in new:
            lines = self._shown(thing)
            if not self.has_form and (thing is None or thing.id in self._beside):
                passing = passing + lines
            told = told + lines
        if under and not new and not told:
            return self._shown(self.answer)
        if not asks and not self._aside:
            self._passed.append((self.latest, passing))
        return told

    def _new(self, known: set[str]) -> Iterable[kits.Thing]:
        """What is new here: messages, and the dialog."""
        yield from (message for message in self.person.letters if message.id not in known)
        if self.person.dialog is not None:
            yield None

    def _shown(self, thing: kits.Thing) -> Lines:
        """What a message or the dialog says; from now on it is the answer, or the open form."""
        cards = self.person.cards_of(thing)
        if cards and kits.send_button(cards[-1]):
            self.has_form, self.form = True, thing
            self.put_beside(thing)
            return self.sheet().intro
        self.answer = thing
        if self._aside:
            self.put_beside(thing)
        if thing is not None:
            return [*kits.words(thing), *kits.said(cards)]
        assert self.person.dialog is not None
        return [*lines_of(self.person.dialog.text), *kits.said(cards)]

    # -- what they press

    def press(
        self, thing: kits.Thing, label: str, *, seen: Message | None = None, beside: str = ""
    ) -> Lines:
        """A button by its name; `seen` as the message was seen, `beside` a line of a list."""
        if beside:
            assert thing is not None
            seen = only_beside(thing, beside)
        cards = seen.cards if seen is not None else self.person.cards_of(thing)
        if seen is None:
            for heading in folds_over(cards, label):
                self.person.press(thing, heading)
        action = button(cards, label)
        if action["type"] == FOLDS:
            return self._sure_below(thing, label)
        asks = asks_first(action)
        told = self._pressed(thing, label, seen, asks=asks)
        return self._sure(told) if asks else told

    def _pressed(
        self, thing: kits.Thing, label: str, seen: Message | None = None, *, asks: bool = False
    ) -> Lines:
        def act(person: Person) -> None:
            person.press(seen or thing, label, stale=seen is not None)

        if thing is None:
            return self.does_within(act)
        in_chat = thing.conversation == self.person.chat and thing.id not in self._beside
        return self.does(act, aside=not in_chat, asks=asks)

    def _sure(self, told: Lines) -> Lines:
        """A step that cannot be taken back is asked about in a dialog, and told yes."""
        question, pressable = told
        return [question, *self._pressed(self.answer, pressable[1:-1])]

    def _sure_below(self, thing: kits.Thing, label: str) -> Lines:
        """The same, below the button that was pressed."""
        before = self.person.lines(thing, folded=False)
        self.person.press(thing, label)
        new = [line for line in self.person.lines(thing, folded=False) if line not in before]
        *question, yes = new
        assert yes in YES, new
        return [*question, *self._pressed(thing, yes)]

    # -- what they fill in

    def sheet(self) -> Sheet:
        """The open form."""
        return kits.sheet(self.person, self.form)

    def fill(self, label: str, value: str | tuple[str, ...]) -> None:
        """One answer, by the words that its choices are shown with."""
        field = self.sheet().field(label)
        ticks = {"Ja": True, "Nej": False} if not field.options else {}
        given = ticks.get(value, value) if isinstance(value, str) else list(value)
        self.person.fill(self.form, label, given)

    def offers(self, label: str, value: str | tuple[str, ...]) -> bool:
        """Whether a question is there by now, with the choices wanted where it shows them all."""
        fields = {field.label: field for field in self.sheet().fields}
        if label not in fields:
            return False
        wanted = {value} if isinstance(value, str) else set(value)
        return not fields[label].options or wanted <= set(fields[label].options)

    def has_grown(self) -> bool:
        """Whether the open form says that the answers have brought more questions."""
        return self.has_form and any(map(kits.has_grown, self.person.cards_of(self.form)))

    def submit(self) -> Lines:
        """Press the form's own button."""
        label = self.sheet().submit
        return self.does_within(lambda person: person.press(self.form, label))

    # -- the chat

    @property
    def latest(self) -> str:
        """The id of the last message in the chat."""
        return self.person.inbox[-1].id if self.person.inbox else ""

    def put_beside(self, thing: kits.Thing) -> None:
        """It is no part of the private conversation elsewhere."""
        if thing is not None:
            self._beside.add(thing.id)

    @property
    def letters(self) -> list[Message]:
        """The private conversation, both sides of it, oldest first."""
        return [m for m in self.person.inbox if m.id not in self._beside]

    def lines(self, said: Callable[[Message], Lines]) -> Lines:
        """The same as lines, with what passes here and stays on other platforms."""
        found = [(message.id, said(message)) for message in self.letters]
        return [
            line
            for _, lines in sorted([*found, *self._passed], key=lambda it: it[0])
            for line in lines
        ]
