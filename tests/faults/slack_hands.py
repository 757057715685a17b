"""What members do in Slack: signed events, presses, commands and modals."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tests.fakes.slack import Call, Delivery, Person
from tests.faults.arrived import slack_title
from tests.faults.hands import Answer, Deed, case_of, marked, persist, soon
from tests.faults.people import CHANNEL, Platforms, Somebody

OPENS = "hänvisa "
"""The words of the one command that has a slash command of its own."""


class SlackHands:
    """Everybody's client in the workspace."""

    def __init__(self, there: Platforms) -> None:
        self.there = there
        self.fake = there.slack

    def _person(self, who: Somebody) -> Person:
        return self.fake.person(self.there.user_of(who))

    def says(self, who: Somebody, words: str, how: int) -> Deed:
        """In the channel, in private, or as a slash command."""
        person, came = self._person(who), []

        def first() -> Answer:
            if how % 3 == 0:
                came.append(person.mention(words, CHANNEL))
            elif how % 3 == 1:
                came.append(person.direct(words))
            else:
                came.append(person.slash("/exportlots", words, CHANNEL))
            return _answer(came[0])

        return Deed(first, lambda: _answer(self.fake.redeliver(came[0])))

    def presses(self, who: Somebody, case: int, label: str) -> Deed | None:
        """As the card looks now; again by the same button, as a person does."""
        person, card = self._person(who), self.card(case)
        if card is None or label not in self.fake.buttons_of(card):
            return None

        def press() -> Answer:
            return _answer(person.press(card, label, stale=True))

        return Deed(press, press)

    def fills(self, who: Somebody, words: str, mark: str, values: Mapping[str, Any]) -> Deed:
        """A slash command opens it; a modal that was not acknowledged is sent once more."""
        person = self._person(who)
        return persist(lambda: self._filled(person, words, mark, values), f"no form for {words!r}")

    def _filled(
        self, person: Person, words: str, mark: str, values: Mapping[str, Any]
    ) -> Deed | None:
        if person.view is not None:
            person.close(all_of_them=True)
        if words.startswith(OPENS):
            person.slash("/hanvisa", words.removeprefix(OPENS), CHANNEL)
        else:
            person.slash("/exportlots", words, CHANNEL)
        view = soon(lambda: _form(person, mark))
        if view is None:
            return None
        for label, value in values.items():
            person.fill(None, label, value)
            still(person)
        return self._sending(person)

    def _sending(self, person: Person) -> Deed:
        view, came = person.view, []

        def send() -> Answer:
            came.append(person.submit(view))
            return _answer(came[-1])

        def again() -> Answer:
            if came and came[-1].acknowledged:
                return _answer(self.fake.redeliver(came[-1]))
            return send()

        return Deed(send, again)

    def card(self, case: int) -> dict[str, Any] | None:
        """The case's card, where it is in the channel."""
        for message in self.fake.messages(CHANNEL):
            if case_of(slack_title(message)) == case:
                return message
        return None

    def told(self, who: Somebody, since: float) -> str:
        """Whispers, private messages and views, whether or not Slack took them."""
        private = {self.there.user_of(who), self._person(who).im}

        def concerns(call: Call) -> bool:
            place = call.args.get("user") or call.args.get("channel")
            return call.at >= since and (place in private or call.method.startswith("views."))

        with self.fake.state.lock:
            found = [call.args for call in self.fake.calls if concerns(call)]
        return json.dumps(found, ensure_ascii=False)


def still(person: Person) -> None:
    """Wait until a form is drawn anew, where an answer has asked for that."""
    before: list[str] = []

    def stands() -> bool:
        view = person.view
        before.append(view["hash"] if view else "")
        return len(before) > 5 and len(set(before[-5:])) == 1

    soon(stands)


def _form(person: Person, mark: str) -> Any:
    view = person.view
    return view if view is not None and view.get("submit") and marked(view, mark) else None


def _answer(came: Delivery) -> Answer:
    body = came.body if isinstance(came.body, dict) else {}
    words = json.dumps(body, ensure_ascii=False) if body.get("response_action") else ""
    return Answer(came.acknowledged, words)
