"""What is true everywhere, as packaged tables: countries, cities, currencies, Swedish towns."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

FOLDER = Path(__file__).parent


@cache
def table(name: str) -> dict[str, Any]:
    """One of the packaged tables, read once. Every value is a text: "no" is a word, and Norway."""
    return read(name)


def read(name: str) -> dict[str, Any]:
    """The same, for whoever makes something of it once and needs the table no more."""
    loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
    raw = yaml.load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8"), Loader=loader)  # noqa: S506
    return dict(raw)


@cache
def wordlist(name: str) -> frozenset[str]:
    """A list of words from `cues.yaml`, by its name there ("places.seated"), in small letters."""
    part, _, key = name.partition(".")
    return frozenset(str(word).lower() for word in table("cues")[part][key])
