"""What people fill in: by label, as the field wants it, and what a search field offers."""

from __future__ import annotations

from typing import Any

from tests.fakes.teams import checks
from tests.fakes.teams.answers import Answers
from tests.fakes.teams.cards import find_choice
from tests.fakes.teams.forming import Filled, off, on, typed
from tests.fakes.teams.screens import Screen, Thing
from tests.fakes.teams.state import Json


class Filling(Screen, Answers):
    """Part of Person."""

    def fill(self, thing: Thing, wanted: str, value: Any) -> None:
        """Type or choose in a field, found by its label; a list for several choices, True and
        False for a tick. In a search field the words are typed, and the first choice that fits
        is taken."""
        with self.fake.state.lock:
            state, one = self._with_input(thing, wanted)
        name = str(one["id"])
        state.errors.pop(name, None)
        if one["type"] == "Input.Toggle":
            state.typed[name] = on(one) if value in (True, "true", "yes", on(one)) else off(one)
        elif one["type"] == "Input.ChoiceSet":
            many = [value] if isinstance(value, str) else list(value or [])
            chosen = [self._choose(thing, state, one, words) for words in many if words != ""]
            state.typed[name] = ",".join(chosen)
        else:
            state.typed[name] = typed(one, "" if value is None else value)

    def _choose(self, thing: Thing, state: Filled, one: Json, words: str) -> str:
        choices = list(one.get("choices") or [])
        if one.get("choices.data"):
            choices = [*choices, *self.suggest(thing, str(one["id"]), words)]
        found = find_choice(choices, words)
        state.titles[str(found["value"])] = str(found["title"])
        return str(found["value"])

    def suggest(self, thing: Thing, wanted: str, words: str) -> list[Json]:
        """What a search field offers for these words: title and value each."""
        with self.fake.state.lock:
            state, one = self._with_input(thing, wanted)
        query = one.get("choices.data")
        if query is None:
            return [c for c in one["choices"] if words.lower() in str(c["title"]).lower()]
        value: Json = {
            "queryText": words,
            "queryOptions": {"skip": 0, "top": checks.MOST_SEARCH_RESULTS},
            "dataset": query["dataset"],
        }
        if query.get("associatedInputs") == "auto":
            value["data"] = state.sent(self.human.blank)
        return self._search(thing, value)

    def filled(self, wanted: str, thing: Thing = None) -> Any:
        """What stands in a field: its text, or the titles of what is chosen."""
        with self.fake.state.lock:
            state, one = self._with_input(thing, wanted)
        value = state.value(one)
        if one["type"] != "Input.ChoiceSet":
            return value
        own = {str(c["value"]): str(c["title"]) for c in one.get("choices") or []}
        titles = {**state.titles, **own}
        many = bool(one.get("isMultiSelect"))
        chosen = [titles.get(v, v) for v in (value.split(",") if many else [value]) if v]
        return chosen if many else next(iter(chosen), "")
