"""Block Kit's structure as one JSON schema (draft-07), made of the types that Slack publishes.

`python -m tests.e2e.slack.schema` makes it; it is made anew only when the types or what is asked
of them have changed. It knows names, types and what is required, not lengths: those are for
`slack_sdk.models`.
"""

from __future__ import annotations

import hashlib
import json
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, NamedTuple

from jsonschema import Draft7Validator, ValidationError

from tests.e2e.slack.node import BUILD, HERE, run
from tests.e2e.trial import ROOT

Definition = Literal["KnownBlock", "MessageBlock", "View", "ModalView", "HomeView"]

SCHEMA = BUILD / "blocks.schema.json"
SOURCES = tuple(HERE / name for name in ("package-lock.json", "surfaces.ts", "tsconfig.json"))


class _Fault(NamedTuple):
    place: tuple[str | int, ...]
    words: str
    other_kind: bool

    def misses(self, place: tuple[str | int, ...]) -> bool:
        """Whether this only says that another kind of thing was meant."""
        return self.other_kind and self.place == place


def generate(path: Path = SCHEMA) -> bool:
    """Make the schema, unless it is there and made of the same sources. Says whether it did."""
    made_of = _digest()
    if path.exists() and json.loads(path.read_text("utf-8")).get("$comment") == made_of:
        return False
    made = run(
        "ts-json-schema-generator",
        *("--tsconfig", HERE / "tsconfig.json", "--path", HERE / "surfaces.ts"),
        *("--type", "Surfaces", "--expose", "all", "--jsDoc", "none"),
    )
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"$comment": made_of, **json.loads(made)}, indent=1), "utf-8")
    _validator.cache_clear()
    return True


def faults(what: object, definition: Definition) -> list[str]:
    """What is wrong with a block or a view, each with its place: "blocks.2.text: ...".

    An empty list: nothing is. The schema must have been generated.
    """
    return [
        f"{'.'.join(str(part) for part in fault.place) or 'the whole'}: {fault.words}"
        for error in _validator(definition).iter_errors(what)
        for fault in _told(error)
    ]


def block_faults(blocks: list[dict[str, Any]]) -> list[str]:
    """What is wrong with a message's blocks, each fault with the number of its block."""
    return [
        f"{number}.{fault}"
        for number, block in enumerate(blocks)
        for fault in faults(block, "MessageBlock")
    ]


@lru_cache
def _validator(definition: Definition) -> Draft7Validator:
    if not SCHEMA.exists():
        raise FileNotFoundError(f"{SCHEMA} is missing. `make e2e` makes it.")
    whole = json.loads(SCHEMA.read_text("utf-8"))
    return Draft7Validator({**whole, "$ref": f"#/definitions/{definition}"})


def _told(error: ValidationError) -> list[_Fault]:
    """The faults that count, where an error says "none of these twenty kinds of block".

    The kind that was meant is the one whose `type` is right, and of those the one with the
    fewest faults.
    """
    place = tuple(error.absolute_path)
    if not error.context:
        return [_Fault(place, error.message, error.validator == "const")]
    kinds: dict[object, list[_Fault]] = {}
    for each in error.context:
        kinds.setdefault(each.schema_path[0], []).extend(_told(each))
    of_type = (*place, "type")
    meant = [kind for kind in kinds.values() if not any(it.misses(of_type) for it in kind)]
    if meant:
        return min(meant, key=len)
    return [_Fault(of_type, f"{error.instance['type']!r} may not stand here", True)]


def _digest() -> str:
    made_of = hashlib.sha256()
    for source in (*SOURCES, Path(__file__)):
        made_of.update(source.read_bytes())
    return made_of.hexdigest()


if __name__ == "__main__":
    if generate():
        sys.stdout.write(f"Made {SCHEMA.relative_to(ROOT)}\n")
