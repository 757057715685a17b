"""The app's manifest, and whether the app in Slack is what it says.

`manifests/slack.yaml` is the only place where scopes, events, commands and shortcuts are listed,
each scope with why it is asked for. What the code uses is held against it by a test.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from jinja2 import Environment, StrictUndefined
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.handlers.found import Found
from bot.handlers.slack.outbound import TROUBLES, reason
from bot.handlers.slack.uploads import READS, WRITES
from bot.texts import Phrase, phrase

NAME = "Exportlots"
FILE = "slack.yaml"
SPARED = frozenset({WRITES, READS})
"""Scopes that the bot does without: no picture in the digest, no files, and everything else."""
APP_SCOPE = "connections:write"
"""What the app-level token of Socket Mode must allow."""


def text(
    *, url: str = "", read_threads: bool = False, read_messages: bool = False, name: str = NAME
) -> str:
    """The manifest as YAML: for HTTP with the address Slack sends to, else for Socket Mode."""
    environment = Environment(  # noqa: S701  # YAML of ours, no HTML
        line_statement_prefix="#:",
        line_comment_prefix="##",
        undefined=StrictUndefined,
        keep_trailing_newline=True,
    )
    template = environment.from_string(_file().read_text(encoding="utf-8"))
    made = template.render(
        socket=not url,
        url=url,
        read_threads=read_threads,
        read_messages=read_messages,
        name=name,
    )
    return made.lstrip()


def _file() -> Path:
    """In an installed package it lies inside, in the repository at the top."""
    inside = Path(__file__).parents[2] / "manifests" / FILE
    return inside if inside.exists() else Path(__file__).parents[3] / "manifests" / FILE


def content(
    *, url: str = "", read_threads: bool = False, read_messages: bool = False
) -> dict[str, Any]:
    """The manifest as data."""
    made = text(url=url, read_threads=read_threads, read_messages=read_messages)
    found: dict[str, Any] = yaml.safe_load(made)
    return found


def scopes(manifest: dict[str, Any]) -> frozenset[str]:
    """The bot's scopes."""
    return frozenset(manifest.get("oauth_config", {}).get("scopes", {}).get("bot") or ())


def events(manifest: dict[str, Any]) -> frozenset[str]:
    """The bot's events."""
    settings = manifest.get("settings", {})
    return frozenset(settings.get("event_subscriptions", {}).get("bot_events") or ())


# -- asking Slack


@dataclass(frozen=True)
class Asked:
    """What is known of the installation: the tokens to ask with, and how it is to be."""

    client: AsyncWebClient
    app_token: str = ""
    config_token: str = ""
    url: str = ""
    read_threads: bool = False
    read_messages: bool = False


async def online(asked: Asked) -> list[Found]:
    """Ask Slack whether the app is installed as the manifest says; every fault at once."""
    wanted = content(
        url=asked.url, read_threads=asked.read_threads, read_messages=asked.read_messages
    )
    try:
        answer = await asked.client.auth_test()
    except (SlackApiError, *TROUBLES) as error:
        return [Found("stops", phrase("slack.check_token", why=reason(error)))]
    team, user = str(answer.get("team", "")), str(answer.get("user", ""))
    found = [Found("right", phrase("slack.check_connected", team=team, user=user))]
    granted = str((answer.headers or {}).get("x-oauth-scopes", ""))
    found += _of_scopes(scopes(wanted), {part.strip() for part in granted.split(",") if part})
    if asked.app_token:
        found += await _of_socket(asked)
    app = await _app_id(asked.client, str(answer.get("bot_id", "")))
    return found + await _of_app(asked, wanted, app)


def _of_scopes(wanted: frozenset[str], granted: set[str]) -> list[Found]:
    found = []
    missing, more = wanted - granted - SPARED, granted - wanted
    spared = (wanted & SPARED) - granted
    if missing:
        found.append(Found("stops", phrase("slack.check_scopes_missing", scopes=_listed(missing))))
    if spared:
        found.append(Found("remark", phrase("slack.check_scopes_files", scopes=_listed(spared))))
    if more:
        found.append(Found("remark", phrase("slack.check_scopes_more", scopes=_listed(more))))
    return found or [Found("right", phrase("slack.check_scopes", n=len(wanted)))]


async def _of_socket(asked: Asked) -> list[Found]:
    try:
        await asked.client.apps_connections_open(app_token=asked.app_token)
    except (SlackApiError, *TROUBLES) as error:
        told = phrase("slack.check_app_token", why=reason(error), scope=APP_SCOPE)
        return [Found("stops", told)]
    return [Found("right", phrase("slack.check_socket"))]


async def _app_id(client: AsyncWebClient, bot: str) -> str:
    try:
        answer = await client.bots_info(bot=bot)
    except (SlackApiError, *TROUBLES):
        return ""
    return str(answer["bot"].get("app_id", ""))


async def _of_app(asked: Asked, wanted: dict[str, Any], app: str) -> list[Found]:
    """Events, commands and settings, which Slack shows only to a configuration token."""
    if not asked.config_token:
        return [Found("remark", phrase("slack.check_no_config_token"))]
    try:
        answer = await asked.client.apps_manifest_export(token=asked.config_token, app_id=app)
    except (SlackApiError, *TROUBLES) as error:
        return [Found("remark", phrase("slack.check_config_token", why=reason(error)))]
    return list(compared(wanted, answer["manifest"]))


def compared(wanted: dict[str, Any], has: dict[str, Any]) -> Iterable[Found]:
    """Where the app in Slack is not what the manifest says."""
    faults = []
    missing = events(wanted) - events(has)
    if missing:
        faults.append(Found("stops", phrase("slack.check_events", events=_listed(missing))))
    for feature, name, code in (
        ("slash_commands", "command", "slack.check_commands"),
        ("shortcuts", "callback_id", "slack.check_shortcuts"),
    ):
        lacks = _named(wanted, feature, name) - _named(has, feature, name)
        if lacks:
            faults.append(Found("stops", Phrase(code, {"names": _listed(lacks)})))
    faults += [
        Found("stops", phrase("slack.check_setting", setting=".".join(path), value=str(value)))
        for path, value in _settings(wanted)
        if _at(has, path) != value
    ]
    return faults or [Found("right", phrase("slack.check_app"))]


def _settings(wanted: dict[str, Any]) -> list[tuple[tuple[str, ...], Any]]:
    paths = (
        ("settings", "socket_mode_enabled"),
        ("settings", "interactivity", "is_enabled"),
        ("settings", "interactivity", "request_url"),
        ("settings", "interactivity", "message_menu_options_url"),
        ("settings", "event_subscriptions", "request_url"),
        ("features", "app_home", "home_tab_enabled"),
        ("features", "app_home", "messages_tab_enabled"),
    )
    return [(path, _at(wanted, path)) for path in paths if _at(wanted, path) is not None]


def _at(manifest: dict[str, Any], path: Iterable[str]) -> Any:
    found: Any = manifest
    for part in path:
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _named(manifest: dict[str, Any], feature: str, name: str) -> set[str]:
    return {str(one[name]) for one in manifest.get("features", {}).get(feature) or ()}


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names))
