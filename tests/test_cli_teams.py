"""The command line about Teams: `manifest teams`, and what `check` says of it."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from bot import VERSION, settings
from bot.__main__ import main
from bot.handlers.found import Found
from bot.handlers.teams import asking
from bot.texts import phrase

APP = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
TENANT = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
OTHER = "0f8fad5b-d9cb-469f-a165-70867728950e"
TEAMS = {"TEAMS_APP_ID": APP, "TEAMS_APP_PASSWORD": "s~hunter2", "TEAMS_TENANT_ID": TENANT}
ON = {**TEAMS, "PUBLIC_URL": "https://lots.example.se"}


@dataclass
class Said:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str

    def lines(self, mark: str) -> str:
        """The lines of `check` with this mark."""
        return "\n".join(line for line in self.out.splitlines() if line.startswith(mark))


Run = Callable[..., Said]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in an empty folder, in English, with these settings."""
    monkeypatch.chdir(tmp_path)
    for name in settings.variables():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANGUAGE", "en")

    def running(*args: str, **given: str) -> Said:
        with monkeypatch.context() as within:
            for name, value in given.items():
                within.setenv(name, value)
            with pytest.raises(SystemExit) as ended:
                main(list(args))
        said = capsys.readouterr()
        return Said(int(str(ended.value.code or 0)), said.out, said.err)

    return running


def made(name: str = "lots.zip") -> dict[str, Any]:
    """The manifest in the package that was written."""
    with zipfile.ZipFile(name) as archive:
        found: dict[str, Any] = json.loads(archive.read("manifest.json"))
    return found


# -- manifest teams


def test_the_package_is_written_with_what_to_do_next(run: Run) -> None:
    said = run("manifest", "teams", "--out", "lots.zip", **ON)
    assert (said.code, said.out) == (0, "")
    assert said.err.startswith("The package is now in lots.zip. Upload it")
    manifest = made()
    assert manifest["bots"][0]["botId"] == APP
    assert manifest["version"] == VERSION
    assert manifest["validDomains"] == ["lots.example.se"]
    assert "authorization" not in manifest


def test_who_coordinates_the_centre_runs_the_bot(run: Run) -> None:
    said = run("manifest", "teams", "--out", "lots.zip", **ON)
    who = made()["developer"]
    assert who["name"] == "Västra Götalandsregionen"
    assert who["privacyUrl"] == who["websiteUrl"] == "https://www.vgregion.se"
    assert "lead to https://www.vgregion.se. Give your own pages with --privacy" in said.err


def test_own_pages_are_taken(run: Run) -> None:
    pages = ["--privacy", "https://www.example.se/pul", "--terms", "https://www.example.se/villkor"]
    said = run("manifest", "teams", "--out", "lots.zip", *pages, **ON)
    who = made()["developer"]
    assert [who["privacyUrl"], who["termsOfUseUrl"]] == pages[1::2]
    assert "--privacy" not in said.err


def test_a_centre_without_a_website_shows_the_services_address(run: Run) -> None:
    small = Path(__file__).parent / "centre" / "small_centre.yaml"
    run("manifest", "teams", "--out", "lots.zip", **ON, CENTRE_FILE=str(small))
    assert made()["developer"]["websiteUrl"] == "https://lots.example.se"


@pytest.mark.parametrize("how", [{"args": ["--read-threads"]}, {"TEAMS_READ_THREADS": "true"}])
def test_reading_threads_is_asked_for_by_option_or_setting(run: Run, how: dict[str, Any]) -> None:
    run("manifest", "teams", "--out", "lots.zip", *how.pop("args", []), **ON, **how)
    [right] = made()["authorization"]["permissions"]["resourceSpecific"]
    assert right == {"name": "ChannelMessage.Read.Group", "type": "Application"}


@pytest.mark.parametrize("how", [{"args": ["--read-messages"]}, {"READ_MESSAGES": "true"}])
def test_reading_messages_asks_for_group_chats_too(run: Run, how: dict[str, Any]) -> None:
    run("manifest", "teams", "--out", "lots.zip", *how.pop("args", []), **ON, **how)
    rights = made()["authorization"]["permissions"]["resourceSpecific"]
    assert {(right["name"], right["type"]) for right in rights} == {
        ("ChannelMessage.Read.Group", "Application"),
        ("ChatMessage.Read.Chat", "Application"),
    }


def test_the_version_can_be_raised_for_teams(run: Run) -> None:
    run("manifest", "teams", "--out", "lots.zip", "--app-version", "0.1.1", **ON)
    assert made()["version"] == "0.1.1"


@pytest.mark.parametrize(
    "args",
    [
        [],
        ["--out", "lots.zip", "--app-version", "1.0"],
        ["--out", "lots.zip", "--app-version", "01.0.0"],
        ["--out", "lots.zip", "--privacy", "www.example.se"],
        ["--out", "lots.zip", "--terms", "http://www.example.se"],
    ],
)
def test_what_is_not_understood_ends_with_two(run: Run, args: list[str]) -> None:
    said = run("manifest", "teams", *args, **ON)
    assert said.code == 2
    assert not Path("lots.zip").exists()


@pytest.mark.parametrize("lacks", ["TEAMS_APP_ID", "PUBLIC_URL"])
def test_without_app_or_address_nothing_is_written(run: Run, lacks: str) -> None:
    given = dict(ON) if lacks == "PUBLIC_URL" else {"PUBLIC_URL": ON["PUBLIC_URL"]}
    given.pop(lacks, None)
    said = run("manifest", "teams", "--out", "lots.zip", **given)
    assert said.code == 1
    assert lacks in said.err
    assert not Path("lots.zip").exists()


def test_a_folder_that_is_not_there_is_a_sentence(run: Run) -> None:
    said = run("manifest", "teams", "--out", "nowhere/lots.zip", **ON)
    assert said.code == 1
    assert "nowhere" in said.err
    assert "Traceback" not in said.err


# -- check


def test_teams_off_is_told_with_what_to_set(run: Run) -> None:
    said = run("check")
    assert said.code == 0
    assert "Teams is not on. Set TEAMS_APP_ID" in said.lines("Note")


def test_teams_on_is_told_with_the_address_to_enter_in_azure(run: Run) -> None:
    said = run("check", **ON, TEAMS_ALLOWED_TENANTS=f"{OTHER},{TENANT}")
    assert said.code == 0
    right = said.lines("Right")
    assert f"Teams is on: the app {APP} in the tenant {TENANT}." in right
    assert "https://lots.example.se/api/messages." in right
    assert "used in one other tenant" in right
    assert "hunter2" not in said.out + said.err


@pytest.mark.parametrize(
    ("url", "told"),
    [("", "PUBLIC_URL is missing"), ("http://127.0.0.1:8080", "which Teams cannot reach")],
)
def test_an_address_that_teams_cannot_reach_is_told(run: Run, url: str, told: str) -> None:
    said = run("check", **{**ON, "PUBLIC_URL": url})
    assert said.code == 0
    assert told in said.lines("Note")
    assert "/api/messages" not in said.out


@pytest.mark.parametrize(("host", "shown"), [("127.0.0.1", "127.0.0.1"), ("::1", "[::1]")])
def test_teams_for_this_computer_is_told_with_its_address(run: Run, host: str, shown: str) -> None:
    said = run("check", TEAMS_LOCAL="true", HOST=host, PORT="3978")
    assert f"http://{shown}:3978/api/messages." in said.lines("Right")


def test_teams_without_an_app_on_the_net_stops(run: Run) -> None:
    said = run("check", TEAMS_LOCAL="true", HOST="0.0.0.0")
    assert said.code == 1
    assert "HOST=127.0.0.1" in said.lines("Wrong")


def test_a_coordinator_of_a_tenant_that_may_not_use_the_bot_is_told(run: Run) -> None:
    said = run("check", **ON, COORDINATORS=f"teams/{OTHER}/{APP}")
    assert f"teams/{OTHER}/{APP}" in said.lines("Note")
    for tenants in (f"{OTHER}", ""):
        who = f"teams/{OTHER if tenants else TENANT}/{APP},slack/T1/U1"
        fine = run("check", **ON, COORDINATORS=who, TEAMS_ALLOWED_TENANTS=tenants)
        assert "COORDINATORS" not in fine.out


def test_a_package_is_held_against_the_settings(run: Run) -> None:
    run("manifest", "teams", "--out", "lots.zip", **ON)
    fine = run("check", "--teams-zip", "lots.zip", **ON)
    assert fine.code == 0
    assert f"The package (version {VERSION}) is as the settings say." in fine.lines("Right")
    other = run("check", "--teams-zip", "lots.zip", **{**ON, "TEAMS_APP_ID": OTHER})
    assert other.code == 1
    assert APP in other.lines("Wrong")
    reads = run("check", "--teams-zip", "lots.zip", **ON, TEAMS_READ_THREADS="true")
    assert reads.code == 1
    assert "ChannelMessage.Read.Group" in reads.lines("Wrong")


def test_what_is_no_package_stops_and_a_missing_file_too(run: Run) -> None:
    Path("lots.zip").write_bytes(io.BytesIO(b"nothing").getvalue())
    for name, told in (("lots.zip", "no package for Teams"), ("gone.zip", "gone.zip cannot be")):
        said = run("check", "--teams-zip", name, **ON)
        assert said.code == 1
        assert told in said.lines("Wrong")


def test_a_package_cannot_be_held_against_settings_that_are_not_there(run: Run) -> None:
    run("manifest", "teams", "--out", "lots.zip", **ON)
    said = run("check", "--teams-zip", "lots.zip")
    assert said.code == 0
    assert "can be compared once" in said.lines("Note")


def test_microsoft_is_asked_only_with_online_and_an_app(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []

    async def online(*given: str) -> list[Found]:
        calls.append(given)
        return [Found("stops", phrase("teams_check.wrong_secret", why="7000215"))]

    monkeypatch.setattr(asking, "online", online)
    assert run("check", **ON).code == 0
    assert run("check", "--online").code == 0
    assert run("check", "--online", TEAMS_LOCAL="true").code == 0
    assert calls == []
    said = run("check", "--online", **ON)
    assert calls == [(APP, "s~hunter2", TENANT)]
    assert said.code == 1
    assert "TEAMS_APP_PASSWORD is wrong (7000215)" in said.lines("Wrong")
