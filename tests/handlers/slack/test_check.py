"""`manifest slack` and `check`, with Slack asked or not: every fault, and how it is mended."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from bot import settings
from bot.__main__ import main
from bot.handlers.slack import manifest
from tests.fakes.slack import FakeSlack


@dataclass
class Said:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


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


@pytest.fixture
def installed(slack: FakeSlack) -> dict[str, str]:
    """The settings of an app that is installed as its manifest says."""
    made = manifest.content()
    slack.scopes, slack.manifest = set(manifest.scopes(made)), copy.deepcopy(made)
    return {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_CONFIG_TOKEN": slack.config_token,
        "SLACK_API_URL": slack.api_url,
    }


def lines(said: Said, mark: str) -> str:
    return "\n".join(line for line in said.out.splitlines() if line.startswith(mark))


# -- the manifest


def test_the_manifest_is_printed_for_socket_mode(run: Run) -> None:
    said = run("manifest", "slack")
    assert said.code == 0
    assert yaml.safe_load(said.out) == manifest.content()
    assert yaml.safe_load(said.out)["settings"]["socket_mode_enabled"] is True


def test_the_manifest_is_printed_for_http_with_the_installations_address(run: Run) -> None:
    address = {"PUBLIC_URL": "https://lots.example.se/"}
    for said in (
        run("manifest", "slack", "--http", **address),
        run("manifest", "slack", SLACK_BOT_TOKEN="xoxb-1", SLACK_SIGNING_SECRET="s", **address),
    ):
        assert said.code == 0
        made = yaml.safe_load(said.out)
        assert made["settings"]["interactivity"]["request_url"] == (
            "https://lots.example.se/slack/events"
        )


def test_http_without_an_address_is_a_sentence(run: Run) -> None:
    said = run("manifest", "slack", "--http")
    assert (said.code, said.out) == (1, "")
    assert "PUBLIC_URL" in said.err


def test_the_manifest_reads_threads_when_asked_to_or_when_the_setting_says_so(run: Run) -> None:
    for said in (
        run("manifest", "slack", "--read-threads"),
        run("manifest", "slack", SLACK_READ_THREADS="true"),
    ):
        assert "channels:history" in said.out
    assert "channels:history" not in run("manifest", "slack").out


def test_the_manifest_reads_messages_when_asked_to_or_when_the_setting_says_so(run: Run) -> None:
    for said in (
        run("manifest", "slack", "--read-messages"),
        run("manifest", "slack", READ_MESSAGES="true"),
    ):
        made = yaml.safe_load(said.out)
        assert made == manifest.content(read_messages=True)
        assert "channels:history" in manifest.scopes(made)


def test_the_manifest_is_written_to_a_file(run: Run) -> None:
    said = run("manifest", "slack", "--out", "slack.yaml")
    assert (said.code, said.out) == (0, "")
    assert "slack.yaml" in said.err
    assert yaml.safe_load(Path("slack.yaml").read_text(encoding="utf-8")) == manifest.content()
    nowhere = run("manifest", "slack", "--out", "nowhere/slack.yaml")
    assert nowhere.code == 1
    assert "nowhere" in nowhere.err
    assert "Traceback" not in nowhere.err


# -- check, without asking


def test_check_says_how_slack_is_connected(run: Run) -> None:
    assert "Slack is not on" in lines(run("check"), "Note")
    token = {"SLACK_BOT_TOKEN": "xoxb-1"}
    assert "Socket Mode" in lines(run("check", SLACK_APP_TOKEN="xapp-1", **token), "Right")
    http = {"SLACK_SIGNING_SECRET": "s", **token}
    assert "PUBLIC_URL" in lines(run("check", **http), "Note")
    said = run("check", PUBLIC_URL="https://lots.example.se", **http)
    assert "https://lots.example.se/slack/events" in lines(said, "Right")


# -- check --online


def test_an_app_installed_as_it_should_be_is_right_in_everything(
    run: Run, installed: dict[str, str]
) -> None:
    said = run("check", "--online", **installed)
    assert said.code == 0
    right = lines(said, "Right")
    for part in ("Exportcenter", "scopes", "Socket Mode can be opened", "as the manifest says"):
        assert part.casefold() in right.casefold()
    assert lines(said, "Wrong") == ""


def test_a_missing_scope_stops_and_one_too_many_is_a_note(
    run: Run, installed: dict[str, str], slack: FakeSlack
) -> None:
    slack.scopes.remove("im:write")
    slack.scopes.add("team:read")
    said = run("check", "--online", **installed)
    assert said.code == 1
    assert "im:write" in lines(said, "Wrong")
    assert "team:read" in lines(said, "Note")


@pytest.mark.parametrize("dead", ["token_revoked", "account_inactive", "invalid_auth"])
def test_a_token_that_slack_does_not_take_stops(
    run: Run, installed: dict[str, str], slack: FakeSlack, dead: str
) -> None:
    slack.dead = dead
    said = run("check", "--online", **installed)
    assert said.code == 1
    assert dead in lines(said, "Wrong")
    assert "SLACK_BOT_TOKEN" in lines(said, "Wrong")


def test_the_scopes_for_files_can_be_done_without_and_that_is_said(
    run: Run, installed: dict[str, str], slack: FakeSlack
) -> None:
    slack.scopes -= {"files:write", "files:read"}
    said = run("check", "--online", **installed)
    assert "without its picture" in lines(said, "Note")
    assert "files:write" in lines(said, "Note")
    assert "scopes" not in lines(said, "Wrong")


def test_an_app_token_without_its_scope_stops(
    run: Run, installed: dict[str, str], slack: FakeSlack
) -> None:
    slack.plan("apps.connections.open", error="missing_scope")
    said = run("check", "--online", **installed)
    assert said.code == 1
    assert "connections:write" in lines(said, "Wrong")


def test_a_missing_event_command_shortcut_or_setting_stops(
    run: Run, installed: dict[str, str], slack: FakeSlack
) -> None:
    app = slack.manifest
    assert app is not None
    app["settings"]["event_subscriptions"]["bot_events"].remove("app_mention")
    app["features"]["slash_commands"].pop()
    app["features"]["shortcuts"].pop()
    app["features"]["app_home"]["messages_tab_enabled"] = False
    app["settings"]["socket_mode_enabled"] = False
    said = run("check", "--online", **installed)
    assert said.code == 1
    wrong = lines(said, "Wrong")
    for part in (
        "app_mention",
        "/exportlots",
        "refer",
        "messages_tab_enabled",
        "socket_mode_enabled",
    ):
        assert part in wrong


def test_another_address_in_slack_than_ours_stops(
    run: Run, installed: dict[str, str], slack: FakeSlack
) -> None:
    slack.manifest = manifest.content(url="https://old.example.se/slack/events")
    del installed["SLACK_APP_TOKEN"]
    said = run("check", "--online", SLACK_SIGNING_SECRET="s",
               PUBLIC_URL="https://lots.example.se", **installed)  # fmt: skip
    assert said.code == 1
    assert "https://lots.example.se/slack/events" in lines(said, "Wrong")


def test_without_a_configuration_token_it_says_what_was_not_looked_at(
    run: Run, installed: dict[str, str], slack: FakeSlack
) -> None:
    slack.plan("apps.manifest.export", error="token_expired")
    expired = run("check", "--online", **installed)
    assert expired.code == 0
    assert "token_expired" in lines(expired, "Note")
    del installed["SLACK_CONFIG_TOKEN"]
    said = run("check", "--online", **installed)
    assert said.code == 0
    assert "SLACK_CONFIG_TOKEN" in lines(said, "Note")
    assert slack.called("apps.manifest.export")[1:] == []


def test_a_slack_that_is_away_is_a_sentence(run: Run, installed: dict[str, str]) -> None:
    installed["SLACK_API_URL"] = "http://127.0.0.1:9/api/"
    said = run("check", "--online", **installed)
    assert said.code == 1
    assert "Traceback" not in said.out + said.err
