"""Teams in fifteen minutes, as the README says it, as far as it goes without an account.

The commands and the settings are read from the README itself. What comes then in Teams, from the
bot's arrival to a closed case, is `test_playground.py`.
"""

from __future__ import annotations

import json
import re
import shlex
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from zipfile import ZipFile

import pytest

from tests.e2e.teams.people import KARIN, TENANT
from tests.e2e.teams.service import Service
from tests.e2e.trial import ROOT

APP = "3d1f7a52-9c0b-4e8d-a1f6-5b2c7e9d0a14"
GIVEN = {
    "TEAMS_APP_ID": APP,
    "TEAMS_APP_PASSWORD": "a1B2c~3d4E5f6G7h8I9j0K1l2M3n4O5p6Q7r8S9t",
    "TEAMS_TENANT_ID": TENANT,
    "COORDINATORS": f"teams/{TENANT}/{KARIN.entra}",
}
"""What somebody copies from Azure in place of what the README leaves open."""


@pytest.fixture(scope="module")
def section() -> str:
    readme = (ROOT / "README.md").read_text("utf-8")
    found = readme.partition("### Teams in fifteen minutes")[2].partition("\n### ")[0]
    assert found, "the README has lost its section about Teams"
    return found


@pytest.fixture(scope="module")
def installed(section: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """An installation with the settings of the README, filled in."""
    block = re.search(r"```sh\n(.*?)```", section, re.DOTALL)
    assert block is not None
    named = dict(line.strip().split("=", 1) for line in block[1].strip().splitlines())
    assert set(GIVEN) < set(named), "the README leaves out a setting that is needed"
    more = {"TEAMS_LOCAL": "", **named, **GIVEN}
    made = Service(tmp_path_factory.mktemp("readme"), more)
    yield made
    made.stop()


def words_of(section: str, command: str) -> list[str]:
    """One of the section's commands, without what calls Python."""
    found = re.findall(rf"`\.venv/bin/python -m bot ({command}[^`]*)`", section)
    assert found, f"the README does not say `{command}`"
    return shlex.split(found[0])


def test_check_says_that_all_is_right(section: str, installed: Service) -> None:
    words = words_of(section, "check")
    assert words == ["check", "--online"]
    checked = installed.command("check")  # not online: this app is invented
    assert checked.returncode == 0, checked.stdout
    assert "Teams" in checked.stdout


def test_the_package_is_written_and_holds_what_teams_wants(
    section: str, installed: Service, tmp_path: Path
) -> None:
    words = words_of(section, "manifest teams")
    written = tmp_path / words[words.index("--out") + 1]
    words[words.index("--out") + 1] = str(written)
    done = installed.command(*words)
    assert done.returncode == 0, done.stderr
    with ZipFile(written) as package:
        names = set(package.namelist())
        manifest = json.loads(package.read("manifest.json"))
    assert {"manifest.json", "color.png", "outline.png"} <= names
    assert manifest["bots"][0]["botId"] == APP
    checked = installed.command("check", "--teams-zip", str(written))
    assert checked.returncode == 0, checked.stdout


def test_serve_takes_nothing_that_microsoft_has_not_signed(
    section: str, installed: Service
) -> None:
    assert words_of(section, "serve") == ["serve"]
    installed.start()
    said = {"type": "message", "id": "1", "text": "rum", "serviceUrl": "https://example.org"}
    asked = Request(
        installed.address, json.dumps(said).encode(), {"Content-Type": "application/json"}
    )
    with pytest.raises(HTTPError) as refused:
        urlopen(asked, timeout=30)
    with refused.value as answer:
        assert answer.code == 401


def test_without_an_account_the_readme_starts_what_we_test_with(section: str) -> None:
    local = section.partition("Without an account:")[2].partition("\n\n")[0]
    assert "TEAMS_LOCAL=true" in local and "@microsoft/m365agentsplayground" in local
    assert "-e http://127.0.0.1:3978/api/messages -c msteams" in local and "PORT=3978" in local
