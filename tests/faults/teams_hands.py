"""What members do in Teams: messages, presses and forms in the chat."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.fakes.teams import Delivery, Message, Person
from tests.fakes.teams.cards import inputs
from tests.faults.hands import Answer, Deed, case_of, marked, persist, soon
from tests.faults.people import Platforms, Somebody

GROWS = 3
"""How often a form may bring more questions before it is taken."""


class TeamsHands:
    """Everybody's client in the tenant."""

    def __init__(self, there: Platforms) -> None:
        self.there = there
        self.fake = there.teams

    def _person(self, who: Somebody) -> Person:
        return self.fake.person(who.key)

    def says(self, who: Somebody, words: str, how: int) -> Deed:
        """In the channel or in private."""
        person, came = self._person(who), []

        def first() -> Answer:
            if how % 2:
                came.append(person.mention(words, self.there.channel))
            else:
                came.append(person.direct(words))
            return _answer(came[0])

        return Deed(first, lambda: _answer(self.fake.again(came[0])))

    def presses(self, who: Somebody, case: int, label: str) -> Deed | None:
        """As the card looks now; again by the same button, as a person does."""
        person, card = self._person(who), self.card(case)
        if card is None or label not in self.fake.buttons_of(card):
            return None

        def press() -> Answer:
            return _answer(person.press(card, label, stale=True))

        return Deed(press, press)

    def fills(self, who: Somebody, words: str, mark: str, values: Mapping[str, Any]) -> Deed:
        """Words in the chat bring the form there."""
        person = self._person(who)
        return persist(lambda: self._filled(person, words, mark, values), f"no form for {words!r}")

    def _filled(
        self, person: Person, words: str, mark: str, values: Mapping[str, Any]
    ) -> Deed | None:
        known = {message.id for message in person.letters}
        if not person.direct(words).taken:
            return None
        form = soon(lambda: _form(person, known, mark))
        if form is None:
            return None
        wanted = dict(values)
        for _ in range(GROWS):
            there = person.fields(form)
            for label in [label for label in wanted if label in there]:
                person.fill(form, label, wanted.pop(label))
            if not wanted:
                return self._sending(person, form)
            if not person.submit(thing=form).taken:
                return None
        return None

    def _sending(self, person: Person, form: Message) -> Deed:
        came: list[Delivery] = []

        def first() -> Answer:
            came.append(person.submit(thing=form))
            return _answer(came[0])

        def again() -> Answer:
            return _answer(self.fake.again(came[0]))

        return Deed(first, again)

    def card(self, case: int) -> Message | None:
        """The case's card, where it is in the channel."""
        for message in self.fake.threads(self.there.channel):
            if message.author == "bot" and case_of(self.fake.text_of(message)) == case:
                return message
        return None

    def told(self, who: Somebody, since: float) -> str:
        """Private messages, whether or not Teams took them."""
        chat = self._person(who).chat
        with self.fake.state.lock:
            found = [
                json.dumps(call.body, ensure_ascii=False)
                for call in self.fake.calls
                if call.at >= since and call.args.get("conversation") == chat
            ]
        return "\n".join(found)


def _form(person: Person, known: set[str], mark: str) -> Message | None:
    for message in person.letters:
        if message.id not in known and any(
            inputs(card) and marked(card, mark) for card in message.cards
        ):
            return message
    return None


def _answer(came: Delivery) -> Answer:
    words = "" if came.body is None else json.dumps(came.body, ensure_ascii=False)
    return Answer(came.taken, words)
