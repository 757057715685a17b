"""The structure of Block Kit by @slack/types, where the e2e step has generated it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache, lru_cache
from pathlib import Path

from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

from tests.fakes.slack.state import Json

PLACE = Path(__file__).resolve().parents[3] / "build" / "blockkit" / "blocks.schema.json"


@cache
def whole() -> Json:
    """The generated file, or nothing where it has not been generated."""
    found: Json = json.loads(PLACE.read_text(encoding="utf-8")) if PLACE.exists() else {}
    return found


@cache
def named(kind: str) -> str | None:
    """The definition for this type: one look instead of trying every block there is."""
    definitions = whole().get("definitions", {})
    for name, definition in definitions.items():
        wanted = definition.get("properties", {}).get("type", {})
        of_this_type = kind in (wanted.get("const"), *wanted.get("enum", []))
        if of_this_type and name.endswith(("Block", "View")):
            return str(name)
    return "KnownBlock" if "KnownBlock" in definitions else None


@cache
def validator(definition: str) -> Draft7Validator:
    return Draft7Validator({**whole(), "$ref": f"#/definitions/{definition}"})


def forget() -> None:
    """Read the file again."""
    for kept in (whole, named, validator, _wrong):
        kept.cache_clear()


def complaints(thing: Json) -> Iterator[str]:
    """What @slack/types does not know of this block or view; all is well without the file."""
    if not whole():
        return
    kind = str(thing.get("type"))
    definition = named(kind)
    if definition is None:
        yield f"@slack/types knows no {kind!r}"
        return
    yield from _wrong(definition, json.dumps(thing))


@lru_cache(4096)
def _wrong(definition: str, thing: str) -> tuple[str, ...]:
    """The same blocks come again and again, in one form and in the next: looked at once."""
    wrong = best_match(validator(definition).iter_errors(json.loads(thing)))
    if wrong is None:
        return ()
    path = "/".join(str(part) for part in wrong.absolute_path)
    return (f"@slack/types {definition} {path}: {wrong.message[:200]}",)
