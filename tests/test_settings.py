"""Settings: read in one place, errors as sentences, secrets never shown."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot import settings
from bot.settings import Settings, SettingsError
from bot.settings_table import table
from bot.texts import LANGUAGES, exists, say

README = Path(__file__).parent.parent / "README.md"


@pytest.fixture(autouse=True)
def _bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder without `.env`, and an environment without our names."""
    monkeypatch.chdir(tmp_path)
    for name in settings.variables():
        monkeypatch.delenv(name, raising=False)


def test_everything_has_a_default() -> None:
    loaded = settings.load()
    assert loaded.database_url.get_secret_value() == "sqlite:///exportlots.sqlite"
    assert (loaded.host, loaded.port, loaded.centre_file) == ("127.0.0.1", 8080, None)


def test_the_environment_wins_over_the_file(monkeypatch: pytest.MonkeyPatch) -> None:
    Path(".env").write_text("PORT=9000\nLOG_LEVEL=Debug\nHOST=\n", encoding="utf-8")
    monkeypatch.setenv("PORT", "9001")
    loaded = settings.load()
    assert (loaded.port, loaded.log_level, loaded.host) == (9001, "debug", "127.0.0.1")


def test_coordinators_are_listed_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COORDINATORS", "slack/T1/U1 , teams/t-2/u-2,")
    assert settings.load().coordinators == ("slack/T1/U1", "teams/t-2/u-2")


def test_every_fault_is_told_at_once_as_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "eighty")
    monkeypatch.setenv("LOG_FORMAT", "xml")
    monkeypatch.setenv("COORDINATORS", "anna@example.org")
    monkeypatch.setenv("LANGUAGE", "en_GB:en")
    with pytest.raises(SettingsError) as caught:
        settings.load()
    assert caught.value.lang == "en"
    assert [say(fault, "en") for fault in caught.value.faults] == [
        "The setting COORDINATORS cannot be used. It should be one or more "
        "platform/workspace/user with commas between, for example slack/T012AB/U345CD.",
        "The setting PORT cannot be used. It should be a number from 1 to 65535.",
        "The setting LOG_FORMAT cannot be used. It should be console or json.",
    ]


def test_a_faulty_database_address_is_refused_without_showing_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("DATABASE_URL", "mysql://me:hunter2@host/db")
    with pytest.raises(SettingsError) as caught:
        settings.load()
    assert "DATABASE_URL" in str(caught.value)
    assert "hunter2" not in str(caught.value)
    assert caught.value.__cause__ is None


def test_the_password_of_the_database_is_not_shown() -> None:
    loaded = settings.load(database_url="postgresql+psycopg://me:hunter2@host/db")
    assert "hunter2" not in repr(loaded) + str(loaded) + loaded.model_dump_json()


def test_settings_never_change() -> None:
    with pytest.raises(ValueError, match="frozen"):
        settings.load().port = 1


def test_an_unknown_language_is_swedish(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LANGUAGE", "fi")
    assert settings.load().language == "sv"
    assert settings.reader() == "sv"


def test_a_misspelt_name_in_the_file_is_found() -> None:
    Path(".env").write_text("DATABSE_URL=x\nPOSTGRES_PASSWORD=y\nport=1\n", encoding="utf-8")
    assert settings.misspelt() == {"DATABSE_URL": "DATABASE_URL"}


def faults(**given: str) -> list[str]:
    with pytest.raises(SettingsError) as caught:
        settings.load(**given)
    return [say(fault, "en") for fault in caught.value.faults]


def test_slack_is_off_until_a_token_and_a_way_in_are_given() -> None:
    assert settings.load().platforms == ()
    assert settings.load(slack_bot_token="xoxb-1", slack_app_token="xapp-1").platforms == ("Slack",)
    assert settings.load(slack_bot_token="xoxb-1", slack_signing_secret="s").platforms == ("Slack",)


def test_half_a_slack_is_refused_with_what_is_missing() -> None:
    [fault] = faults(slack_bot_token="xoxb-1")
    assert "SLACK_APP_TOKEN" in fault
    assert "SLACK_SIGNING_SECRET" in fault
    for way_in in ({"slack_app_token": "xapp-1"}, {"slack_signing_secret": "s"}):
        [fault] = faults(**way_in)
        assert "SLACK_BOT_TOKEN" in fault


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("slack_bot_token", "xapp-1"),
        ("slack_bot_token", "xoxp-1"),
        ("slack_app_token", "xoxb-1"),
        ("slack_config_token", "xoxb-1"),
    ],
)
def test_tokens_taken_for_one_another_are_told_and_not_shown(name: str, wrong: str) -> None:
    [fault] = faults(**{name: wrong})
    assert name.upper() in fault
    assert wrong not in fault


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("public_url", "http://lots.example.se"),
        ("public_url", "https://lots.example.se/slack"),
        ("public_url", "lots.example.se"),
        ("slack_api_url", "http://slack.com/api/"),
        ("slack_api_url", "https://slack.com/api"),
    ],
)
def test_an_address_without_encryption_or_with_a_path_is_refused(name: str, wrong: str) -> None:
    [fault] = faults(**{name: wrong})
    assert name.upper() in fault


def test_this_computer_is_spoken_to_without_encryption() -> None:
    loaded = settings.load(
        public_url="http://127.0.0.1:8080/", slack_api_url="http://localhost:9/api/"
    )
    assert loaded.public_url == "http://127.0.0.1:8080"


def test_the_secrets_of_slack_are_not_shown() -> None:
    loaded = settings.load(
        slack_bot_token="xoxb-hunter2",
        slack_app_token="xapp-hunter2",
        slack_config_token="xoxe-hunter2",
        slack_signing_secret="hunter2",
    )
    assert "hunter2" not in repr(loaded) + str(loaded) + loaded.model_dump_json()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", list(Settings.model_fields))
def test_every_setting_is_explained(name: str, lang: settings.Lang) -> None:
    assert exists(f"cli.setting_{name}", lang)
    assert exists(f"cli.setting_right_{name}", lang)
    assert f"| `{name.upper()}` |" in table(lang)


@pytest.mark.skipif(not README.exists(), reason="the README is written last")
def test_every_setting_stands_in_the_readme() -> None:
    text = README.read_text(encoding="utf-8")
    missing = [name for name in settings.variables() if f"`{name}`" not in text]
    assert missing == [], "add them with `python -m scripts.settings_table`"


APP = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
TENANT = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
TEAMS = {"teams_app_id": APP, "teams_app_password": "s~hunter2", "teams_tenant_id": TENANT}


def test_teams_is_off_until_it_has_an_app_or_is_local() -> None:
    assert not settings.load().teams_on
    assert settings.load(**TEAMS).platforms == ("Teams",)
    assert settings.load(teams_local="true").platforms == ("Teams",)
    both = settings.load(**TEAMS, slack_bot_token="xoxb-1", slack_app_token="xapp-1")
    assert both.platforms == ("Slack", "Teams")


@pytest.mark.parametrize(
    ("lacks", "named"),
    [
        (("teams_app_password",), ["TEAMS_APP_PASSWORD"]),
        (("teams_tenant_id",), ["TEAMS_TENANT_ID"]),
        (("teams_app_password", "teams_tenant_id"), ["TEAMS_APP_PASSWORD", "TEAMS_TENANT_ID"]),
        (("teams_app_id",), ["TEAMS_APP_ID"]),
        (("teams_app_id", "teams_tenant_id"), ["TEAMS_APP_ID"]),
        (("teams_app_id", "teams_app_password"), ["TEAMS_APP_ID"]),
    ],
)
def test_half_a_teams_is_refused_with_what_is_missing(
    lacks: tuple[str, ...], named: list[str]
) -> None:
    told = faults(**{name: value for name, value in TEAMS.items() if name not in lacks})
    assert len(told) == len(named)
    assert all(f"{name} is missing" in said for name, said in zip(named, told, strict=True))
    assert "hunter2" not in "".join(told)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("teams_app_id", "exportlots"),
        ("teams_app_id", APP[:-1]),
        ("teams_app_id", APP + "0"),
        ("teams_tenant_id", "example.onmicrosoft.com"),
        ("teams_tenant_id", "common"),
        ("teams_allowed_tenants", f"{TENANT},example.se"),
        ("teams_app_password", APP),
        ("teams_local", "maybe"),
    ],
)
def test_an_id_that_is_none_is_refused_with_where_the_right_one_is(name: str, wrong: str) -> None:
    [fault] = faults(**{**TEAMS, name: wrong})
    assert name.upper() in fault
    assert wrong not in fault


def test_tenants_are_listed_with_commas_and_compared_in_one_form() -> None:
    loaded = settings.load(
        **{**TEAMS, "teams_app_id": APP.upper()}, teams_allowed_tenants=f"{TENANT.upper()} , {APP},"
    )
    assert loaded.teams_app_id == APP
    assert loaded.teams_allowed_tenants == (TENANT, APP)


def test_a_coordinators_ids_are_compared_in_one_form_too() -> None:
    given = f"teams/{TENANT.upper()}/{APP.upper()},slack/T012AB/U345CD,teams/local/User-1"
    assert settings.load(coordinators=given).coordinators == (
        f"teams/{TENANT}/{APP}",
        "slack/T012AB/U345CD",
        "teams/local/User-1",
    )


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_teams_without_an_app_stays_on_this_computer(host: str) -> None:
    assert settings.load(teams_local="true", host=host).teams_on


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "10.0.0.4", "lots.example.se", ""])
def test_teams_without_an_app_is_refused_on_the_net_with_what_to_set(host: str) -> None:
    [fault] = faults(teams_local="true", host=host)
    for name in ("HOST=127.0.0.1", "TEAMS_APP_ID", "TEAMS_APP_PASSWORD", "TEAMS_TENANT_ID"):
        assert name in fault


def test_teams_is_either_local_or_has_an_app() -> None:
    [fault] = faults(teams_local="true", **TEAMS)
    assert "TEAMS_LOCAL" in fault
    assert "TEAMS_APP_ID" in fault


def test_what_both_platforms_lack_is_told_at_once() -> None:
    told = faults(slack_bot_token="xoxb-1", teams_app_id=APP)
    assert len(told) == 3


def test_the_secret_of_teams_is_not_shown() -> None:
    loaded = settings.load(**TEAMS)
    assert "hunter2" not in repr(loaded) + str(loaded) + loaded.model_dump_json()
