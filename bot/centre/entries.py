"""Walking through the raw data of a centre file, whatever is wrong with it.

Every function passes over what has the wrong type: `load` has said so already, and the check that
walks on can still find the other faults.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from bot.centre.nodes import Path

Entry = tuple[Path, Mapping[str, Any]]
"""One entry of a list in the file, and where it stands."""


def conditions(data: Any, path: Path) -> Iterator[Entry]:
    """Every `when` in the file."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            if key == "when" and isinstance(value, Mapping):
                yield (*path, key), value
            else:
                yield from conditions(value, (*path, key))
    elif isinstance(data, list):
        for i, value in enumerate(data):
            yield from conditions(value, (*path, i))


def entries(data: Any, path: Path) -> Iterator[Entry]:
    """The entries of the list at a path, each with its own path."""
    here = data
    for step in path:
        here = here.get(step) if isinstance(here, Mapping) else None
    for i, entry in enumerate(here if isinstance(here, list) else ()):
        if isinstance(entry, Mapping):
            yield (*path, i), entry


def inner(path: Path, entry: Mapping[str, Any], key: str) -> Iterator[Entry]:
    """The entries of a list within an entry."""
    inner = entry.get(key)
    for i, item in enumerate(inner if isinstance(inner, list) else ()):
        if isinstance(item, Mapping):
            yield (*path, key, i), item


def names(found: list[Entry], key: str) -> list[str]:
    """What the entries are called, by the key that names them."""
    return [entry[key] for _, entry in found if isinstance(entry.get(key), str)]


def keys(value: Any) -> list[str]:
    """The keys of a mapping; none of anything else."""
    return list(value) if isinstance(value, Mapping) else []


def several(value: Any) -> list[str]:
    """One text or a list of them, as a list; what is no text is passed over."""
    if isinstance(value, list):
        return [item for item in value if isinstance(item, str)]
    return [value] if isinstance(value, str) else []


def suggest(name: str, known: Iterable[str] | None) -> str:
    """What would be right instead of a name: the nearest one, or the list."""
    possible = list(known or ())
    near = difflib.get_close_matches(name, possible, n=1)
    if near:
        return f"Perhaps {near[0]!r} is meant"
    listed = ", ".join(possible[:30]) + (" …" if len(possible) > 30 else "")
    return f"Use one of: {listed}" if possible else "Remove it"
