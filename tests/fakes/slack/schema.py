"""The structure of Block Kit by @slack/types, where the e2e step has generated it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator
from jsonschema.exceptions import best_match

PLACE = Path(__file__).resolve().parents[3] / "build" / "blockkit" / "blocks.schema.json"


@cache
def validator(definition: str) -> Draft7Validator | None:
    """The compiled schema of one definition, or None where the file is not there."""
    if not PLACE.exists():
        return None
    whole = json.loads(PLACE.read_text(encoding="utf-8"))
    if definition not in whole.get("definitions", {}):
        return None
    return Draft7Validator({**whole, "$ref": f"#/definitions/{definition}"})


def complaints(definition: str, thing: Any) -> Iterator[str]:
    found = validator(definition)
    if found is None:
        return
    wrong = best_match(found.iter_errors(thing))
    if wrong is not None:
        path = "/".join(str(part) for part in wrong.absolute_path)
        yield f"@slack/types {definition}: {path}: {wrong.message[:200]}"
