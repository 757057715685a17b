"""A package held against the settings, and Microsoft asked: every fault, and how it is mended."""

from __future__ import annotations

import asyncio
import copy
import io
import json
import zipfile
from collections.abc import Callable, Coroutine
from dataclasses import replace
from typing import Any

import pytest
import requests

from bot.handlers.found import Found
from bot.handlers.teams import manifest
from bot.handlers.teams.asking import online
from bot.handlers.teams.manifest import Made, Operator
from bot.handlers.teams.package import MAX_BYTES, compared
from bot.texts import LANGUAGES, Lang, say
from tests.handlers.teams.edge_entra import SECRET, Entra, Told
from tests.handlers.teams.edge_server import Listed, serving
from tests.handlers.teams.edge_tokens import APP, PARTNER, TENANT

MADE = Made(APP, "https://lots.example.se", Operator("Regionen", "https://www.example.se"))
READING = replace(MADE, read_threads=True)

Files = dict[str, bytes]


def files(made: Made = MADE) -> Files:
    with zipfile.ZipFile(io.BytesIO(manifest.package(made))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(parts: Files) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return whole.getvalue()


def changed(change: Callable[[dict[str, Any]], object], made: Made = MADE) -> bytes:
    """The package with its manifest.json changed."""
    parts = files(made)
    content = copy.deepcopy(json.loads(parts["manifest.json"]))
    change(content)
    return packed({**parts, "manifest.json": json.dumps(content).encode()})


def told(found: list[Found], lang: Lang = "en") -> list[tuple[str, str]]:
    return [(one.kind, say(one.text, lang)) for one in found]


def only(found: list[Found], kind: str, *parts: str) -> None:
    """One line of this kind, which names these things, and says what to do in both languages."""
    [(marked, words)] = told(found)
    assert marked == kind
    for part in parts:
        assert part in words
    assert words.count(".") >= 2, "it does not say what to do"
    assert "{" not in told(found, "sv")[0][1]


# -- the package


@pytest.mark.parametrize("made", [MADE, READING], ids=["plain", "read-threads"])
def test_the_package_that_is_made_is_right(made: Made) -> None:
    [(kind, words)] = told(compared(made, manifest.package(made)))
    assert (kind, manifest.VERSION in words) == ("right", True)


def test_it_may_be_packed_and_written_by_others() -> None:
    parts = {name: b"\xef\xbb\xbf" + data for name, data in files().items() if name.endswith("n")}
    assert [one.kind for one in compared(MADE, packed({**files(), **parts}))] == ["right"]


def test_a_package_for_another_bot_stops() -> None:
    only(compared(replace(MADE, bot=PARTNER), manifest.package(MADE)), "stops", APP, PARTNER)


def test_ids_are_compared_whatever_their_case() -> None:
    def upper(content: dict[str, Any]) -> None:
        content["id"] = content["id"].upper()
        content["bots"][0]["botId"] = content["bots"][0]["botId"].upper()

    assert [one.kind for one in compared(MADE, changed(upper))] == ["right"]


def test_a_package_with_another_apps_id_would_stand_beside_ours() -> None:
    only(compared(MADE, changed(lambda it: it.update(id=PARTNER))), "remark", PARTNER, MADE.app)


def test_another_address_is_told() -> None:
    moved = replace(MADE, url="https://new.example.se")
    only(compared(moved, manifest.package(MADE)), "remark", "new.example.se")


def test_reading_threads_with_a_package_that_does_not_ask_for_it_stops() -> None:
    only(compared(READING, manifest.package(MADE)), "stops", "ChannelMessage.Read.Group")


def test_a_package_that_asks_for_more_than_is_used_is_told() -> None:
    only(compared(MADE, manifest.package(READING)), "remark", "ChannelMessage.Read.Group")


@pytest.mark.parametrize(("version", "kinds"), [("0.0.9", 1), (manifest.VERSION, 0), ("0.10.0", 0)])
def test_a_package_older_than_the_code_is_told(version: str, kinds: int) -> None:
    found = compared(MADE, manifest.package(replace(MADE, version=version)))
    assert [one.kind for one in found] == (["remark"] if kinds else ["right"])
    if kinds:
        only(found, "remark", version, manifest.VERSION)


@pytest.mark.parametrize("name", manifest.ICONS)
def test_a_missing_icon_stops(name: str) -> None:
    parts = files()
    del parts[name]
    only(compared(MADE, packed(parts)), "stops", name)


def test_a_scope_that_is_gone_stops() -> None:
    found = compared(MADE, changed(lambda it: it["bots"][0]["scopes"].remove("groupChat")))
    only(found, "stops", "groupChat")


def test_shared_channels_are_told_of() -> None:
    found = compared(MADE, changed(lambda it: it.pop("supportsChannelFeatures")))
    only(found, "remark", "supportsChannelFeatures")


def test_a_package_without_files_is_told_of() -> None:
    def forget(content: dict[str, Any]) -> None:
        content["bots"][0]["supportsFiles"] = False

    only(compared(MADE, changed(forget)), "remark", "supportsFiles")


def test_a_missing_command_is_told() -> None:
    def forget(content: dict[str, Any]) -> None:
        for each in content["bots"][0]["commandLists"]:
            each["commands"] = [one for one in each["commands"] if one["title"] != "läget"]

    only(compared(MADE, changed(forget)), "remark", "läget")


def test_a_missing_place_of_the_message_menu_is_told() -> None:
    def forget(content: dict[str, Any]) -> None:
        content["composeExtensions"][0]["commands"][0]["context"].remove("message")

    only(compared(MADE, changed(forget)), "remark", "refer (message)")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_missing_language_is_told(lang: Lang) -> None:
    parts = files()
    del parts[f"{lang}.json"]
    only(compared(MADE, packed(parts)), "remark", f" {lang}.")


def test_missing_texts_are_counted() -> None:
    parts = files()
    english = json.loads(parts["en.json"])
    del english["name.full"]
    one = packed({**parts, "en.json": json.dumps(english).encode()})
    only(compared(MADE, one), "remark", "One text is missing", "en")
    del english["name.short"]
    two = packed({**parts, "en.json": json.dumps(english).encode()})
    only(compared(MADE, two), "remark", "2 texts are missing", "en")


def test_every_fault_is_told_at_once() -> None:
    def spoil(content: dict[str, Any]) -> None:
        content["bots"][0]["scopes"] = []
        content.pop("composeExtensions")
        content["validDomains"] = []
        content["permissions"] = []

    found = compared(MADE, changed(spoil))
    assert [one.kind for one in found] == ["remark", "stops", "stops", "remark"]


BROKEN = {
    "no zip": b"PK\x03\x04nothing",
    "empty": b"",
    "without a manifest": packed({"color.png": b""}),
    "no JSON": packed({"manifest.json": b"{"}),
    "no text": packed({"manifest.json": b"\xff\xfe\x00"}),
    "a list": packed({"manifest.json": b"[]"}),
    "another shape": packed({"manifest.json": b'{"bots": {"botId": 1}, "id": 2}'}),
    "too deep": packed({"manifest.json": b"[" * 100_000}),
    "swollen": packed({"manifest.json": b'{"id": "' + b"x" * MAX_BYTES + b'"}'}),
    "spoilt language": packed({**files(), "sv.json": b"nothing"}),
}


@pytest.mark.parametrize("data", BROKEN.values(), ids=BROKEN)
def test_what_is_no_package_stops_with_how_to_make_one(data: bytes) -> None:
    only(compared(MADE, data), "stops", "exportlots manifest teams")


# -- asking Microsoft


def asked(login: Entra, listed: Listed | None = None) -> tuple[tuple[str, str], tuple[str, str]]:
    """What is told of our token, and of Microsoft's keys."""

    async def ask() -> list[Found]:
        async with serving(listed or Listed()) as server:
            url = f"{server.url}openid"
            return await online(APP, SECRET, TENANT, login=login, openid_url=url)

    token, keys = told(run(ask()))
    return token, keys


def run(ask: Coroutine[Any, Any, list[Found]]) -> list[Found]:
    return asyncio.run(ask)


def refused(*numbers: int, error: str = "invalid_client") -> Entra:
    login = Entra()
    login.fault = Told(401, {"error": error, "error_codes": list(numbers), "error_description": ""})
    return login


def test_who_is_let_in_is_told_so() -> None:
    token, keys = asked(Entra())
    assert [token[0], keys[0]] == ["right", "right"]


@pytest.mark.parametrize(
    ("number", "named"),
    [
        (7000215, "TEAMS_APP_PASSWORD is wrong"),
        (7000222, "TEAMS_APP_PASSWORD has expired"),
        (700016, "TEAMS_APP_ID does not exist in the tenant"),
        (90002, "TEAMS_TENANT_ID does not exist"),
        (53003, "TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID"),
    ],
)
def test_what_entra_refuses_is_told_apart(number: int, named: str) -> None:
    (kind, words), keys = asked(refused(number))
    assert kind == "stops"
    assert named in words
    assert str(number) in words
    assert SECRET not in words
    assert keys[0] == "right"


def test_a_tenant_that_entra_does_not_know_is_told_before_any_token() -> None:
    login = Entra()
    login.tenant_fault = Told(400, {"error": "invalid_tenant"})
    (kind, words), _ = asked(login)
    assert (kind, "TEAMS_TENANT_ID does not exist" in words) == ("stops", True)
    assert login.asked == []


def test_an_entra_that_is_away_is_no_wrong_setting() -> None:
    login = Entra()
    login.fault = requests.ConnectionError("no route")
    (kind, words), _ = asked(login)
    assert kind == "stops"
    assert "login.microsoftonline.com" in words
    assert "TEAMS_APP" not in words


def test_keys_that_cannot_be_had_stop() -> None:
    listed = Listed()
    listed.status = 503
    token, (kind, words) = asked(Entra(), listed)
    assert (token[0], kind) == ("right", "stops")
    assert "/openid" in words


def test_a_list_without_a_key_stops_too() -> None:
    listed = Listed()
    listed.keys = []
    _, (kind, _) = asked(Entra(), listed)
    assert kind == "stops"
