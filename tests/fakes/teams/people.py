"""A person with a Teams client in front of them: what they do, and what they see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from tests.fakes.teams import activities, cards, visible
from tests.fakes.teams.deliveries import Delivery
from tests.fakes.teams.dialogs import Dialog, Origin
from tests.fakes.teams.filing import Filing
from tests.fakes.teams.forming import Filled
from tests.fakes.teams.pressing import Pressing
from tests.fakes.teams.screens import Thing
from tests.fakes.teams.state import Human, Json, Message, snapshot
from tests.fakes.teams.writing import message_of

if TYPE_CHECKING:
    from tests.fakes.teams.fake import FakeTeams


class Person(Pressing, Filing):
    """Somebody in Teams."""

    def __init__(self, fake: FakeTeams, human: Human) -> None:
        self.fake = fake
        self.human = human
        self.dialog: Dialog | None = None
        self.toasts: list[str] = []
        """Short texts that a press was answered with."""
        self.notices: list[str] = []
        """What Teams itself, not the bot, has told this person of things that went wrong."""
        self.links: list[str] = []
        """What Action.OpenUrl opened."""
        self.views: dict[str, tuple[int, Json]] = {}
        self.states: dict[tuple[str, int], tuple[str, Filled]] = {}

    def __repr__(self) -> str:
        return f"<Person {self.human.key}>"

    @property
    def id(self) -> str:
        return self.human.id

    @property
    def aad(self) -> str:
        return self.human.aad

    @property
    def chat(self) -> str:
        """The id of their own chat with the bot."""
        with self.fake.state.lock:
            return self.fake.state.chat_with(self.human).id

    @property
    def inbox(self) -> list[Message]:
        """Their own chat with the bot, oldest first, both sides."""
        return self.fake.messages(self.chat)

    @property
    def letters(self) -> list[Message]:
        """What the bot wrote to them alone."""
        return [m for m in self.inbox if m.author == "bot"]

    def now(self, message: Message | Delivery) -> Message:
        """A message as it is by now."""
        seen = message_of(message)
        with self.fake.state.lock:
            kept = self.fake.state.conversations[seen.conversation].find(seen.id)
            if kept is None:
                raise cards.NotThere("the message is gone")
            return snapshot(kept)

    # what they read

    def lines(self, thing: Thing = None, *, folded: bool = True) -> list[str]:
        """Line by line what stands there: of a message, or (None) of the open dialog. With
        `folded` false only what is unfolded."""
        with self.fake.state.lock:
            states = self._states(thing)
        if thing is None or isinstance(thing, Dialog):
            dialog = thing or self.dialog
            found = [dialog.title, dialog.text] if dialog else []
        else:
            found = visible.split([visible.written(self.now(thing).activity)])
        for state in states:
            found += visible.card_lines(state.card, None if folded else state.unfolded)
        return [line for line in found if line]

    def read(self, thing: Thing = None, *, folded: bool = True) -> str:
        """All words of a thing, by default of the open dialog."""
        return "\n".join(self.lines(thing, folded=folded))

    def buttons(self, thing: Thing = None) -> list[str]:
        with self.fake.state.lock:
            return [title for card in self.cards_of(thing) for title in cards.buttons(card)]

    def fields(self, thing: Thing = None) -> dict[str, list[str]]:
        """Each field's label, with the titles of its choices."""
        with self.fake.state.lock:
            found = [cards.fields(card) for card in self.cards_of(thing)]
        return {label: choices for one in found for label, choices in one.items()}

    def errors(self, thing: Thing = None) -> dict[str, str]:
        """What the client itself says at the fields, by label."""
        with self.fake.state.lock:
            states = self._states(thing)
        return {
            cards.label_of(cards.find_input(state.card, name)): said
            for state in states
            for name, said in state.errors.items()
        }

    # what else they do

    def close(self) -> None:
        """Close the dialog; the bot is not told."""
        if self.dialog is None:
            raise cards.NotThere(f"{self.human.key} has no dialog open")
        self.dialog = None

    def reload(self) -> None:
        """Leave the conversation and come back: cards are again as everybody sees them, and what
        was typed into them is gone. A dialog stays closed."""
        self.dialog = None
        self.views.clear()
        self.states.clear()

    def extension(self, command: str, message: Message | Delivery | None = None) -> Delivery:
        """A message extension's action, from the menu of a message, anybody's; without a message
        from the box one writes in, in the first channel."""
        fake, seen = self.fake, None if message is None else self.now(message)
        with fake.state.lock:
            where = fake.state.conversations[seen.conversation if seen else fake.channel]
            told: dict[str, Any] = {"commandId": command, "commandContext": "compose"}
            if seen is not None:
                told["commandContext"] = "message"
                told["messagePayload"] = activities.payload_of(fake, where, seen)
            value = {**told, "context": {"theme": "default"}}
            root = seen.root if seen else ""
            activity = activities.invoke(
                fake, self.human, where, "composeExtension/fetchTask", value, root=root
            )
        delivery = self._bring(Delivery(activity))
        self._follow_task(delivery, Origin(where.id, root, "", told))
        return delivery
