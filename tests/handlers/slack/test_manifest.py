"""The manifest says what the code uses: every command, shortcut, event and scope, and none more."""

from __future__ import annotations

import ast
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator
from jsonschema.validators import validator_for
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import registry
from bot.handlers.slack import events, manifest
from bot.handlers.slack.app import PATH
from bot.texts import exists
from tests.fakes.slack.scopes import EVENTS
from tests.handlers.slack.conftest import Make
from tests.handlers.slack.scene import CHANNEL

ROOT = Path(__file__).resolve().parents[3]
CODE = ROOT / "bot" / "handlers" / "slack"
SCHEMA = ROOT.parent / "shared" / "schemas" / "slack-manifest.schema.json"
URL = "https://lots.example.se/slack/events"

SCOPES: dict[str, set[str]] = {
    "apps.connections.open": set(),
    "apps.manifest.export": set(),
    "auth.test": set(),
    "bots.info": {"users:read"},
    "chat.postEphemeral": {"chat:write"},
    "chat.postMessage": {"chat:write"},
    "chat.update": {"chat:write"},
    "conversations.history": {"im:history"},
    "conversations.info": {"channels:read", "groups:read"},
    "conversations.open": {"im:write"},
    "conversations.replies": {"im:history"},
    "files.completeUploadExternal": {"files:write"},
    "files.getUploadURLExternal": {"files:write"},
    "files.info": {"files:read"},
    "users.info": {"users:read", "users:read.email"},
    "views.open": set(),
    "views.publish": set(),
    "views.push": set(),
    "views.update": set(),
}
"""What each Web API method needs for what we do with it, by Slack's reference."""
READING = {"channels:history", "groups:history"}
METHOD = re.compile(r"(?:[a-z]+)(?:\.[a-z][A-Za-z]+)+")
WAYS = [
    {},
    {"url": URL},
    {"read_threads": True},
    {"read_messages": True},
    {"url": URL, "read_threads": True, "read_messages": True},
]


def reads(how: dict[str, Any]) -> bool:
    return bool(how.get("read_threads") or how.get("read_messages"))


def snake(method: str) -> str:
    return re.sub(r"([A-Z])", r"_\1", method).lower().replace(".", "_")


def called() -> Iterator[str]:
    """Every Web API method that the code names: as a client's method, or as a string."""
    known = {made: name for name in SCOPES for made in (snake(name), name.replace(".", "_"))}
    families = {name.partition(".")[0] for name in SCOPES} | {"files", "reactions", "assistant"}
    for path in sorted(CODE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value).endswith("client"):
                if hasattr(AsyncWebClient, node.attr) and node.attr not in ("api_call", "base_url"):
                    yield known.get(node.attr, node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                named = METHOD.fullmatch(node.value) and not exists(node.value)
                if named and node.value.partition(".")[0] in families:
                    yield node.value


def test_the_manifest_has_every_scope_that_the_code_uses_and_none_more() -> None:
    methods = set(called())
    assert methods == set(SCOPES), "a method is new or gone: look up which scope it needs"
    used = set().union(*(SCOPES[method] for method in methods))
    made = manifest.content()
    for event in manifest.events(made):
        used |= EVENTS[event]
    features = made["features"]
    used |= {"commands"} if features["slash_commands"] or features["shortcuts"] else set()
    assert manifest.scopes(made) == used
    assert manifest.scopes(manifest.content(read_threads=True)) == used | READING
    assert manifest.scopes(manifest.content(read_messages=True)) == used | READING


@pytest.mark.parametrize("how", WAYS, ids=str)
def test_the_manifest_subscribes_to_every_event_that_is_answered_and_to_no_other(
    how: dict[str, Any],
) -> None:
    named = manifest.events(manifest.content(**how))
    assert {name.partition(".")[0] for name in named} == set(events.EVENTS)
    messages = {name for name in named if name.startswith("message.")}
    more = {"message.channels", "message.groups"} if reads(how) else set()
    assert messages == {"message.im"} | more


@pytest.mark.parametrize("how", WAYS, ids=str)
def test_the_commands_are_those_the_desk_understands(how: dict[str, Any]) -> None:
    features = manifest.content(**how)["features"]
    names = [command["command"] for command in features["slash_commands"]]
    assert names == ["/hanvisa", "/referral", "/exportlots"]
    assert [registry.read(f"{name} läget")[0] for name in names] == [
        "refer",
        "refer",
        "situation",
    ]
    assert {(one["callback_id"], one["type"]) for one in features["shortcuts"]} == {
        ("refer_message", "message"),
        ("refer", "global"),
    }


@pytest.mark.parametrize("how", WAYS, ids=str)
def test_socket_mode_needs_no_address_and_http_names_it_everywhere(how: dict[str, Any]) -> None:
    made = manifest.content(**how)
    settings, url = made["settings"], how.get("url")
    assert settings["socket_mode_enabled"] is (url is None)
    assert settings["interactivity"].get("request_url") == url
    assert settings["interactivity"].get("message_menu_options_url") == url
    assert settings["event_subscriptions"].get("request_url") == url
    assert {command.get("url") for command in made["features"]["slash_commands"]} == {url}


@pytest.mark.parametrize("how", WAYS, ids=str)
def test_every_scope_is_explained_and_what_reading_costs_is_said(how: dict[str, Any]) -> None:
    text = manifest.text(**how)
    listed = text[text.index("    bot:") : text.index("settings:")].splitlines()[1:]
    explained = False
    for line in listed:
        if line.strip().startswith("#"):
            explained = True
        else:
            assert explained, f"{line.strip()} stands without a reason"
    assert ("ALLA" in text) is reads(how)
    assert ("SLACK_READ_THREADS" in text) is bool(how.get("read_threads"))
    assert (" (READ_MESSAGES)" in text) is bool(how.get("read_messages"))


@pytest.mark.parametrize("how", WAYS, ids=str)
def test_lengths_are_slacks(how: dict[str, Any]) -> None:
    made = manifest.content(**how)
    shown = made["display_information"]
    assert len(shown["name"]) <= 35
    assert len(shown["description"]) <= 140
    assert 174 <= len(shown["long_description"]) <= 4000
    assert all(len(one["description"]) <= 150 for one in made["features"]["shortcuts"])
    assert all(len(one["name"]) <= 24 for one in made["features"]["shortcuts"])
    for command in made["features"]["slash_commands"]:
        assert len(command["description"]) <= 2000
        assert command["should_escape"] is False


@pytest.mark.parametrize("how", WAYS, ids=str)
def test_the_manifest_is_valid_by_slacks_schema(how: dict[str, Any]) -> None:
    if not SCHEMA.exists():
        pytest.skip("../shared/schemas/slack-manifest.schema.json is not on this computer")
    schema = json.loads(SCHEMA.read_text(encoding="utf-8"))
    validator = validator_for(schema, Draft7Validator)(schema)
    faults = [error.message for error in validator.iter_errors(manifest.content(**how))]
    assert faults == []


def test_an_address_with_signs_that_mean_something_in_yaml_stays_one_value() -> None:
    url = "https://lots.example.se:8443" + PATH
    assert manifest.content(url=url)["settings"]["interactivity"]["request_url"] == url
    assert yaml.safe_load(manifest.text(url=url)) == manifest.content(url=url)


def test_the_manifest_is_found_in_an_installed_package_too() -> None:
    built = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wheel = built["tool"]["hatch"]["build"]["targets"]["wheel"]
    [(source, target)] = wheel["force-include"].items()
    assert (ROOT / source / manifest.FILE).is_file()
    assert target == "bot/manifests"
    assert wheel["packages"] == ["bot"]


def test_with_exactly_these_rights_everything_works(make_scene: Make) -> None:
    """No call fails for want of a scope, and Slack tells of all that is answered."""
    scene = make_scene(start=False)
    made = manifest.content(url=URL)
    scene.slack.scopes = set(manifest.scopes(made))
    scene.slack.events = set(manifest.events(made))
    scene.slack.commands = {one["command"] for one in made["features"]["slash_commands"]}
    scene.start()
    scene.ready()
    scene.slack.add_channel("C0NORTH", "norr", private=True)
    scene.slack.state.channels["C0NORTH"].members.add("U0KARIN")
    assert scene.slack.invite_bot("C0NORTH", by="U0KARIN").sent
    assert scene.slack.rename("C0NORTH", "norra").sent
    ture = scene.newcomer("U0TURE", "Ture Falk", email="ture@ekn.se")
    for command in sorted(scene.slack.commands):
        assert ture.slash(command, "läget").sent
    assert scene.sara.mention("läget").sent
    assert scene.sara.direct("läget").sent
    assert not scene.sara.write("bara prat").sent
    assert scene.sara.open_home().sent
    scene.open()
    assert scene.maria.press(scene.card(), "Jag tar det").acknowledged
    for left in (scene.slack.archive, scene.slack.unarchive, scene.slack.remove_bot):
        assert left("C0NORTH", by="U0KARIN").sent
    assert scene.slack.archive(CHANNEL).sent
    scene.settle()
    refused = [call for call in scene.slack.calls if (call.result or {}).get("error")]
    assert [
        call for call in refused if call.result and call.result["error"] == "missing_scope"
    ] == []
    assert set(scene.slack.called("users.info")[0].args) >= {"user", "include_locale"}
