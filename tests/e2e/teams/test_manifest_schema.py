"""The package's JSON files, by Microsoft's own schema of the version they name."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from jsonschema import Draft7Validator, FormatChecker

from bot.handlers.teams import manifest
from bot.handlers.teams.manifest import Made, Operator
from bot.texts import LANGUAGES, Lang
from tests.e2e.teams.node import INSTALLED

SCHEMAS = INSTALLED / "@microsoft" / "app-manifest" / "build" / "json-schemas" / "teams"
MADE = Made(
    "7c9e6679-7425-40de-944b-e07fc1f90ae7",
    "https://lots.example.se:8443",
    Operator("Regionen", "https://www.example.se"),
)
pytestmark = pytest.mark.skipif(
    not SCHEMAS.exists(), reason="Microsoft's schemas come from npm: make .e2e/teams/installed"
)
WAYS = pytest.mark.parametrize(
    "made",
    [MADE, replace(MADE, read_threads=True), replace(MADE, read_messages=True)],
    ids=["plain", "read-threads", "read-messages"],
)


def faults(content: dict[str, Any]) -> list[str]:
    """What the schema that a file names finds wrong with it.

    It calls itself draft 4 and uses `const`, which is younger and would be overlooked.
    """
    version, _, name = content["$schema"].rpartition("/")
    path = SCHEMAS / version.rpartition("/")[2] / name
    schema = json.loads(path.read_text(encoding="utf-8"))
    validator = Draft7Validator(schema, format_checker=FormatChecker())
    return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(content)]


@WAYS
def test_the_manifest_is_valid(made: Made) -> None:
    assert faults(manifest.content(made)) == []


@WAYS
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_translation_is_valid(made: Made, lang: Lang) -> None:
    assert faults(manifest.translation(made, lang)) == []


def test_the_schema_finds_what_is_wrong() -> None:
    """Else an empty schema would find everything valid."""
    content = manifest.content(MADE)
    content["bots"][0]["scopes"] = ["everywhere"]
    content["name"]["short"] = "x" * 31
    del content["icons"]
    assert len(faults(content)) == 3
    spoken: dict[str, Any] = {**manifest.translation(MADE, "sv"), "name.long": "Exportlots"}
    assert len(faults(spoken)) == 1


def test_the_version_named_is_the_one_that_the_schema_wants() -> None:
    content = manifest.content(MADE)
    assert faults({**content, "manifestVersion": "1.19"}) != []
