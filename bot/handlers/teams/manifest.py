"""The app's package: the zip with manifest, icons and translations that is uploaded to Teams.

`manifests/teams/manifest.yaml` is the only place where scopes, commands and permissions are
listed. What the code uses is held against it by a test.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid5

import yaml
from jinja2 import Environment, StrictUndefined

from bot import VERSION
from bot.texts import LANGUAGES, Lang, phrase, say

FIRST: Lang = "sv"
"""The language of manifest.json itself: what Teams shows to whoever reads none of the others."""

ICONS = ("color.png", "outline.png")
DATE = (1980, 1, 1, 0, 0, 0)
"""When every file in the zip was made, so that the same settings give the same bytes."""

APP = "exportlots"
"""With the bot's id it makes the app's: a new package replaces the old one, as Teams goes by id."""

PERMISSIONS: Mapping[str, str] = {
    "identity": "teams_check.why_identity",
    "messageTeamMembers": "teams_check.why_message",
    "ChannelMessage.Read.Group": "teams_check.why_channels",
    "ChatMessage.Read.Chat": "teams_check.why_chats",
}
"""Why each permission is asked for; the last two only with `read_threads` and `read_messages`. A
group chat has no threads, so that the last is of no use without `read_messages`."""

_SEMVER = re.compile(r"\d+(?:\.\d+){0,2}")
_NAME_LENGTH = 32
"""Signs in the developer's name, by the manifest's schema."""


@dataclass(frozen=True)
class Operator:
    """Who runs the bot, as Teams shows it beside the app: a name and three pages."""

    name: str
    website: str
    privacy: str = ""
    terms: str = ""


@dataclass(frozen=True)
class Made:
    """What a package is made for: the bot's id in Entra, and the service's address."""

    bot: str
    url: str
    operator: Operator
    read_threads: bool = False
    read_messages: bool = False
    version: str = VERSION

    @property
    def app(self) -> str:
        """The app's own id, which stays the same from version to version."""
        return str(uuid5(UUID(self.bot), APP))

    @property
    def domain(self) -> str:
        """The service's host, with its port where it has one."""
        return urlsplit(self.url).netloc


def package(made: Made) -> bytes:
    """The zip to upload. Stored, not compressed: the same bytes wherever it is made."""
    files = {"manifest.json": _json(content(made))}
    files |= {name: _file(name) for name in ICONS}
    files |= {f"{lang}.json": _json(translation(made, lang)) for lang in LANGUAGES}
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w") as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, DATE)
            entry.create_system, entry.external_attr = 3, 0o644 << 16
            archive.writestr(entry, data)
    return whole.getvalue()


def content(made: Made, lang: Lang = FIRST) -> dict[str, Any]:
    """What stands in manifest.json."""
    spoken: dict[str, Any] = _spoken(_filled(made), lang)
    return spoken


def translation(made: Made, lang: Lang) -> dict[str, str]:
    """The texts of one language, each under its place in the manifest."""
    whole = _filled(made)
    schema = str(whole["$schema"]).replace("MicrosoftTeams.", "MicrosoftTeams.Localization.")
    return {"$schema": schema, **dict(_places(whole, lang))}


def table(lang: Lang) -> str:
    """Every permission and why, as Markdown, for the guide."""
    head = [say(phrase(f"teams_check.table_{part}"), lang) for part in ("permission", "why")]
    rows = [head, ["---", "---"]]
    rows += [[f"`{name}`", say(phrase(code), lang)] for name, code in PERMISSIONS.items()]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def number(version: str) -> tuple[int, ...]:
    """A version's three numbers, to compare with; Teams knows nothing beyond them."""
    found = _SEMVER.match(version)
    parts = [int(part) for part in found[0].split(".")] if found else []
    return (*parts, 0, 0, 0)[:3]


def _filled(made: Made) -> dict[str, Any]:
    environment = Environment(  # noqa: S701  # YAML of ours, no HTML
        line_statement_prefix="#:", line_comment_prefix="##", undefined=StrictUndefined
    )
    template = environment.from_string(_file("manifest.yaml").decode())
    who = made.operator
    filled = template.render(
        app=made.app,
        bot=made.bot,
        version=".".join(map(str, number(made.version))),
        url=made.url,
        domain=made.domain,
        read_threads=made.read_threads,
        read_messages=made.read_messages,
        operator=who.name[:_NAME_LENGTH],
        website=who.website,
        privacy=who.privacy or who.website,
        terms=who.terms or who.website,
    )
    found: dict[str, Any] = yaml.safe_load(filled)
    return found


def _spoken(node: Any, lang: Lang) -> Any:
    """The manifest with each text in one language."""
    if _is_text(node):
        return node[lang]
    if isinstance(node, dict):
        return {key: _spoken(value, lang) for key, value in node.items()}
    return [_spoken(value, lang) for value in node] if isinstance(node, list) else node


def _places(node: Any, lang: Lang, place: str = "") -> Iterator[tuple[str, str]]:
    """Each text with its place, as Teams writes it: `bots[0].commandLists[1].commands[2].title`."""
    if _is_text(node):
        yield place, node[lang]
    elif isinstance(node, dict):
        for key, value in node.items():
            yield from _places(value, lang, f"{place}.{key}" if place else str(key))
    elif isinstance(node, list):
        for index, value in enumerate(node):
            yield from _places(value, lang, f"{place}[{index}]")


def _is_text(node: object) -> bool:
    return isinstance(node, dict) and node.keys() == set(LANGUAGES)


def _json(data: object) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=2) + "\n").encode()


@cache
def _file(name: str) -> bytes:
    """In an installed package it lies inside, in the repository at the top."""
    inside = Path(__file__).parents[2] / "manifests" / "teams"
    folder = inside if inside.exists() else Path(__file__).parents[3] / "manifests" / "teams"
    return (folder / name).read_bytes()
