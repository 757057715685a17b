"""What is on a person's screen: cards as they see them, and what is typed into them."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.fakes.teams.cards import NotThere, find_button, find_input
from tests.fakes.teams.deliveries import Delivery
from tests.fakes.teams.dialogs import Dialog
from tests.fakes.teams.forming import Filled
from tests.fakes.teams.state import Human, Json, Message
from tests.fakes.teams.writing import message_of

if TYPE_CHECKING:
    from tests.fakes.teams.fake import FakeTeams

Thing = Message | Delivery | Dialog | None
"""What a person does something with; None is the open dialog."""


class Screen:
    """Part of Person. `views` are cards that a press gave this person alone, by message, with
    the version of the message they belong to; `states` what is typed, by message and card."""

    fake: FakeTeams
    human: Human
    dialog: Dialog | None
    views: dict[str, tuple[int, Json]]
    states: dict[tuple[str, int], tuple[str, Filled]]

    def cards_of(self, thing: Thing) -> list[Json]:
        """The cards as this person sees them now: a press may have given them one of their own."""
        if thing is None or isinstance(thing, Dialog):
            dialog = thing or self.dialog
            if dialog is None:
                raise NotThere(f"{self.human.key} has no dialog open")
            return [dialog.card] if dialog.card else []
        seen = message_of(thing)
        kept = self.fake.state.conversations[seen.conversation].find(seen.id)
        now = kept or seen
        version, own = self.views.get(seen.id, (-1, {}))
        return [own] if version == now.version else now.cards

    def _state(self, thing: Thing, number: int, card: Json) -> Filled:
        """What is typed into a card, for as long as the card is the same."""
        if thing is None or isinstance(thing, Dialog):
            dialog = thing or self.dialog
            assert dialog is not None
            return dialog.filled
        key = (message_of(thing).id, number)
        shape = json.dumps(card, sort_keys=True)
        if key not in self.states or self.states[key][0] != shape:
            self.states[key] = (shape, Filled(card))
        return self.states[key][1]

    def _states(self, thing: Thing) -> list[Filled]:
        return [self._state(thing, n, card) for n, card in enumerate(self.cards_of(thing))]

    def _with_button(self, thing: Thing, wanted: str) -> tuple[Filled, Json]:
        return self._first(thing, lambda s: find_button(s.card, wanted, s.unfolded))

    def _with_input(self, thing: Thing, wanted: str) -> tuple[Filled, Json]:
        return self._first(thing, lambda s: find_input(s.card, wanted))

    def _first(self, thing: Thing, look: Callable[[Filled], Json]) -> tuple[Filled, Json]:
        missing = NotThere("there is no card")
        for state in self._states(thing):
            try:
                return state, look(state)
            except NotThere as error:
                missing = error
        raise missing
