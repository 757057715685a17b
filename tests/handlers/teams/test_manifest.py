"""The package says what the code uses: every command, menu, scope and right, and none more."""

from __future__ import annotations

import ast
import io
import json
import re
import tomllib
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from bot import VERSION
from bot.desk import registry
from bot.handlers.teams import events, inbound, interactions, manifest, references
from bot.handlers.teams.connector import Connector
from bot.handlers.teams.manifest import Made, Operator
from bot.handlers.teams.package import Manifest
from bot.texts import LANGUAGES, Lang
from tests.handlers.teams.png import picture

ROOT = Path(__file__).resolve().parents[3]
CODE = ROOT / "bot" / "handlers" / "teams"
SOURCE = ROOT / "manifests" / "teams" / "manifest.yaml"
BOT = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
MADE = Made(BOT, "https://lots.example.se", Operator("Regionen", "https://www.example.se"))
READING = replace(MADE, read_threads=True)
OFFERING = replace(MADE, read_messages=True)
WAYS = pytest.mark.parametrize(
    "made", [MADE, READING, OFFERING], ids=["plain", "read-threads", "read-messages"]
)

TOGETHER = [
    "refer", "situation", "mine", "ours", "show", "take", "note", "members", "room", "help",
]  # fmt: skip
ALONE = [
    "home", "refer", "situation", "mine", "ours", "show", "profile", "absence", "connect", "help",
]  # fmt: skip

KINDS = (references.CHANNEL, references.GROUP, references.PERSONAL)
"""The conversations that the code tells apart, by Teams' names."""

RIGHTS: dict[str, set[str]] = {
    "channels": set(),
    "create": {"messageTeamMembers"},
    "member": {"identity"},
    "running": set(),
    "send": set(),
    "team": set(),
    "update": set(),
}
"""What each call to the Bot Connector needs beyond being added, by Microsoft's documentation."""
INVOKES = {
    "adaptiveCard/action": "",
    "application/search": "",
    "composeExtension/fetchTask": "composeExtensions",
    "composeExtension/submitAction": "composeExtensions",
    "fileConsent/invoke": "supportsFiles",
    "task/fetch": "",
    "task/submit": "",
}
"""What of the manifest makes Teams send each invoke; the others come from cards of a bot."""
EVENTS = {"conversationUpdate", "installationUpdate", "message", "messageDelete", "messageUpdate"}
"""What Teams tells every bot in the scopes it is added to."""
READING_RIGHTS = {"ChannelMessage.Read.Group"}
OFFERING_RIGHTS = {"ChannelMessage.Read.Group", "ChatMessage.Read.Chat"}

TEXTS = {
    r"name\.short": 30,
    r"name\.full": 100,
    r"description\.short": 80,
    r"description\.full": 4000,
    r"bots\[0\]\.commandLists\[[0-2]\]\.commands\[[0-9]\]\.title": 32,
    r"bots\[0\]\.commandLists\[[0-2]\]\.commands\[[0-9]\]\.description": 128,
    r"composeExtensions\[0\]\.commands\[[0-9]\]\.title": 32,
    r"composeExtensions\[0\]\.commands\[[0-9]\]\.description": 128,
}
"""What Teams lets one translate, and how long it may be (the localisation schema)."""


def commands(made: Made, lang: Lang) -> dict[str, list[str]]:
    """The words proposed in each scope, in one language."""
    [bot] = manifest.content(made, lang)["bots"]
    return {
        scope: [command["title"] for command in each["commands"]]
        for each in bot["commandLists"]
        for scope in each["scopes"]
    }


def named(made: Made, lang: Lang, scope: str) -> list[str]:
    return [registry.read(word)[0] for word in commands(made, lang)[scope]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_is_understood_as_what_it_stands_for(lang: Lang) -> None:
    assert commands(MADE, lang).keys() == {"team", "groupChat", "personal"}
    assert named(MADE, lang, "team") == named(MADE, lang, "groupChat") == TOGETHER
    assert named(MADE, lang, "personal") == ALONE


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_word_proposed_goes_on_with_what_is_typed_after_it(lang: Lang) -> None:
    [take] = [word for word in commands(MADE, lang)["team"] if registry.read(word)[0] == "take"]
    assert registry.read(f"{take} 14") == ("take", {"case": "14"})


def test_the_languages_say_it_each_in_its_own_words() -> None:
    swedish, english = (commands(MADE, lang)["team"] for lang in LANGUAGES)
    assert not set(swedish) & set(english)


# -- what the code uses


def calls() -> Iterator[str]:
    """The Connector's methods that the front end calls."""
    for path in sorted(CODE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Attribute) and ast.unparse(called.value).endswith(
                "connector"
            ):
                yield called.attr


def test_the_rights_asked_for_are_those_that_the_calls_need() -> None:
    used = {name for name in calls() if hasattr(Connector, name)}
    assert used - RIGHTS.keys() == set(), "a call is new: look up which right it needs"
    needed = set().union(*(RIGHTS[name] for name in used))
    assert Manifest.model_validate(manifest.content(MADE)).asked == needed
    reading = Manifest.model_validate(manifest.content(READING)).asked
    assert reading == needed | READING_RIGHTS
    offering = Manifest.model_validate(manifest.content(OFFERING)).asked
    assert offering == needed | OFFERING_RIGHTS


def test_every_invoke_that_is_answered_is_asked_for_by_the_manifest_or_a_card() -> None:
    assert interactions.INVOKES.keys() == INVOKES.keys(), "look up what Teams wants for it"
    content = manifest.content(MADE)
    assert {feature for feature in INVOKES.values() if feature} == {
        "composeExtensions",
        "supportsFiles",
    }
    assert content["composeExtensions"]
    assert content["bots"][0]["supportsFiles"]
    assert not {"staticTabs", "configurableTabs", "meetingExtensionDefinition"} & content.keys()
    assert "configuration" not in content["bots"][0]


def test_every_activity_that_is_answered_comes_without_further_rights() -> None:
    """Or with the one for reading threads, which the manifest asks for only where it is wanted."""
    assert set(events.EVENTS) == EVENTS, "look up which right Teams wants for it"


def test_every_right_is_explained() -> None:
    every = Manifest.model_validate(manifest.content(OFFERING)).asked
    assert manifest.PERMISSIONS.keys() == every
    for lang in LANGUAGES:
        assert all(f"| `{name}` | " in manifest.table(lang) for name in manifest.PERMISSIONS)


@pytest.mark.parametrize("made", [READING, OFFERING], ids=["read-threads", "read-messages"])
def test_reading_is_not_asked_for_unless_it_is_wanted(made: Made) -> None:
    plain, reading = manifest.content(MADE), manifest.content(made)
    assert reading.keys() - plain.keys() == {"authorization", "webApplicationInfo"}
    assert {key: reading[key] for key in plain} == plain
    assert reading["webApplicationInfo"] == {"id": BOT, "resource": MADE.url}


def test_the_bot_can_be_added_wherever_the_code_knows_its_way() -> None:
    [bot] = manifest.content(MADE)["bots"]
    scopes = {{"channel": "team"}.get(kind, kind) for kind in KINDS}
    assert set(bot["scopes"]) == scopes == set(commands(MADE, "sv"))
    assert manifest.content(MADE)["supportsChannelFeatures"] == "tier1"


def test_the_message_menu_opens_the_form_that_the_code_opens() -> None:
    [extension] = manifest.content(MADE)["composeExtensions"]
    [command] = extension["commands"]
    assert command["id"] == inbound.OPENS_FORM
    assert command["title"] == "Gör en hänvisning"
    assert (command["type"], command["fetchTask"]) == ("action", True)
    assert set(command["context"]) == {"message", "compose", "commandBox"}
    assert extension["botId"] == BOT


@pytest.mark.parametrize(
    ("feature", "word"),
    [("supportsCalling", "calls"), ("supportsVideo", "calls")],
)
def test_what_the_code_does_not_do_is_off(feature: str, word: str) -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in CODE.glob("*.py"))
    assert f'"{word}' not in source
    assert manifest.content(MADE)["bots"][0][feature] is False


def test_files_are_supported_because_the_code_offers_and_reads_them() -> None:
    assert manifest.content(MADE)["bots"][0]["supportsFiles"] is True
    assert "fileConsent/invoke" in interactions.INVOKES
    assert inbound.TAKES_FILE.isidentifier()


# -- identity and versions


def test_the_app_keeps_its_id_from_version_to_version_and_has_another_for_another_bot() -> None:
    later = replace(READING, version="9.0.0", url="https://other.example.se")
    assert MADE.app == later.app == "d2c15567-7dcf-501e-be4d-3af2e513de94"
    assert UUID(MADE.app).version == 5
    other = replace(MADE, bot="3f2504e0-4f89-41d3-9a0c-0305e82c3301")
    assert other.app != MADE.app


@pytest.mark.parametrize(
    ("version", "shown"),
    [("1.2.3", "1.2.3"), ("0.1", "0.1.0"), ("0.2.0.dev1", "0.2.0"), ("2.0.0rc1+x", "2.0.0")],
)
def test_a_version_is_three_numbers_for_teams(version: str, shown: str) -> None:
    assert manifest.content(replace(MADE, version=version))["version"] == shown


def test_the_version_is_the_packages() -> None:
    built = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert built["project"]["version"] == VERSION == manifest.content(MADE)["version"]
    assert f"## [{VERSION}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


# -- the zip


@WAYS
def test_the_zip_holds_the_manifest_both_icons_and_both_languages(made: Made) -> None:
    with zipfile.ZipFile(io.BytesIO(manifest.package(made))) as archive:
        names = archive.namelist()
        files = {name: archive.read(name) for name in names}
    assert names == ["manifest.json", "color.png", "outline.png", "sv.json", "en.json"]
    content = json.loads(files["manifest.json"])
    assert content == manifest.content(made)
    assert set(content["icons"].values()) == {"color.png", "outline.png"}
    info = content["localizationInfo"]
    assert (info["defaultLanguageTag"], info["defaultLanguageFile"]) == ("sv", "sv.json")
    assert info["additionalLanguages"] == [{"languageTag": "en", "file": "en.json"}]
    for lang in LANGUAGES:
        assert json.loads(files[f"{lang}.json"]) == manifest.translation(made, lang)


def test_the_same_settings_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    first = manifest.package(MADE)
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    assert manifest.package(MADE) == first
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {manifest.DATE}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_translation_stands_at_the_place_of_its_text(lang: Lang) -> None:
    content, spoken = manifest.content(MADE, lang), manifest.translation(MADE, lang)
    assert spoken.pop("$schema") == content["$schema"].replace("Teams.s", "Teams.Localization.s")
    for place, text in spoken.items():
        found: Any = content
        for part in re.findall(r"[A-Za-z]+|\d+", place):
            found = found[int(part) if part.isdigit() else part]
        assert found == text, place
    assert spoken.keys() == manifest.translation(MADE, LANGUAGES[0]).keys() - {"$schema"}


# -- what Teams takes (see tests/e2e/teams/test_manifest_schema.py for the schema itself)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_text_is_one_that_teams_translates_and_not_too_long(lang: Lang) -> None:
    for place, text in manifest.translation(MADE, lang).items():
        if place != "$schema":
            [longest] = [most for path, most in TEXTS.items() if re.fullmatch(path, place)]
            assert 0 < len(text) <= longest, place
            assert "!" not in text


@WAYS
def test_numbers_ids_and_addresses_have_the_form_that_teams_wants(made: Made) -> None:
    content = manifest.content(made)
    guid = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
    assert guid.fullmatch(content["id"])
    assert content["bots"][0]["botId"] == BOT
    assert f"/v{content['manifestVersion']}/" in content["$schema"]
    assert tuple(map(int, content["manifestVersion"].split("."))) >= (1, 25)
    assert re.fullmatch(r"#[0-9a-f]{6}", content["accentColor"])
    assert content["validDomains"] == ["lots.example.se"]
    assert len(content["bots"][0]["commandLists"]) <= 3
    for each in content["bots"][0]["commandLists"]:
        assert len(each["commands"]) <= 10
    who = content["developer"]
    assert len(who["name"]) <= 32
    assert all(who[page].startswith("https://") for page in who if page.endswith("Url"))


def test_a_long_name_is_cut_and_signs_that_mean_something_in_yaml_stay() -> None:
    who = Operator(
        'Region "Å": {den} # långa, 1', "https://www.example.se/?a=1&b=2", terms="https://t"
    )
    shown = manifest.content(replace(MADE, operator=who))["developer"]
    assert shown == {
        "name": 'Region "Å": {den} # långa, 1',
        "websiteUrl": "https://www.example.se/?a=1&b=2",
        "privacyUrl": "https://www.example.se/?a=1&b=2",
        "termsOfUseUrl": "https://t",
    }
    long = replace(MADE, operator=Operator("x" * 40, "https://w"))
    assert manifest.content(long)["developer"]["name"] == "x" * 32


def test_a_port_stays_with_the_domain() -> None:
    made = replace(MADE, url="https://lots.example.se:8443")
    assert manifest.content(made)["validDomains"] == ["lots.example.se:8443"]


def test_the_colour_icon_is_192_square_and_filled_to_its_corners() -> None:
    icon = picture((SOURCE.parent / "color.png").read_bytes())
    assert (icon.width, icon.height) == (192, 192)
    ground = tuple(bytes.fromhex(manifest.content(MADE)["accentColor"][1:]))
    corners = {icon.pixels[at][:3] for at in (0, 191, 192 * 191, 192 * 192 - 1)}
    assert corners == {ground}
    assert len(set(icon.pixels)) > 4


def test_the_outline_icon_is_32_square_white_and_otherwise_transparent() -> None:
    icon = picture((SOURCE.parent / "outline.png").read_bytes())
    assert (icon.width, icon.height) == (32, 32)
    drawn = [pixel for pixel in icon.pixels if pixel[3]]
    assert {pixel[:3] for pixel in drawn} == {(255, 255, 255)}
    assert 100 < len(drawn) < 600


def test_the_sources_are_found_in_an_installed_package_too() -> None:
    built = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    [(source, target)] = built["tool"]["hatch"]["build"]["targets"]["wheel"][
        "force-include"
    ].items()
    assert (ROOT / source / "teams" / "manifest.yaml") == SOURCE
    assert target == "bot/manifests"
