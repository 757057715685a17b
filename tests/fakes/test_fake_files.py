"""The fakes' files: who may upload, when a picture is ready, and where a file may be offered."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.fakes.slack import FakeSlack
from tests.fakes.slack.state import BOT_USER
from tests.fakes.teams import FakeTeams
from tests.fakes.teams.state import TENANT
from tests.fakes.teams.storing import CONSENT

PNG = b"\x89PNG\r\n\x1a\n" + b"x" * 20


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as fake:
        fake.sample()
        yield fake


def call(slack: FakeSlack, method: str, **args: Any) -> dict[str, Any]:
    headers = {"Authorization": f"Bearer {slack.bot_token}"}
    found: dict[str, Any] = httpx.post(slack.api_url + method, json=args, headers=headers).json()
    return found


def uploaded(slack: FakeSlack, data: bytes = PNG) -> str:
    asked = call(slack, "files.getUploadURLExternal", filename="a.png", length=len(data))
    assert httpx.post(asked["upload_url"], content=data).status_code == 200
    return str(asked["file_id"])


def shown(slack: FakeSlack, file: str) -> dict[str, Any]:
    block = {"type": "image", "slack_file": {"id": file}, "alt_text": "Almi 12"}
    return call(slack, "chat.postMessage", channel="C0EXPORT", text="x", blocks=[block])


@pytest.mark.parametrize(
    ("method", "scope"),
    [
        ("files.getUploadURLExternal", "files:write"),
        ("files.completeUploadExternal", "files:write"),
        ("files.info", "files:read"),
    ],
)
def test_each_call_needs_its_scope(slack: FakeSlack, method: str, scope: str) -> None:
    slack.scopes.discard(scope)
    answer = call(slack, method, filename="a", length=1, files=[], file="F1")
    assert (answer["error"], answer["needed"]) == ("missing_scope", scope)


def test_a_file_is_seen_by_nobody_until_it_is_completed_and_looked_through(
    slack: FakeSlack,
) -> None:
    slack.scan_seconds = 60.0
    file = uploaded(slack)
    assert shown(slack, file)["error"] == "invalid_blocks"
    assert call(slack, "files.completeUploadExternal", files=[{"id": file}])["ok"]
    assert call(slack, "files.info", file=file)["file"]["mimetype"] == ""
    assert shown(slack, file)["error"] == "invalid_blocks"
    slack.scan_seconds = 0.0
    assert call(slack, "files.info", file=file)["file"]["mimetype"] == "image/png"
    assert shown(slack, file)["ok"]


def test_only_a_picture_can_be_shown_and_a_file_of_another_length_is_refused(
    slack: FakeSlack,
) -> None:
    file = uploaded(slack, b"%PDF-1.7")
    assert call(slack, "files.completeUploadExternal", files=[{"id": file}])["ok"]
    assert "invalid slack file" in shown(slack, file)["errors"][0]
    asked = call(slack, "files.getUploadURLExternal", filename="a.png", length=5)
    httpx.post(asked["upload_url"], content=PNG)
    answer = call(slack, "files.completeUploadExternal", files=[{"id": asked["file_id"]}])
    assert not answer["ok"]


def test_a_file_is_shared_only_where_the_bot_is(slack: FakeSlack) -> None:
    slack.add_channel("C0OTHER", "annat")
    file = uploaded(slack)
    answer = call(slack, "files.completeUploadExternal", files=[{"id": file}], channel_id="C0OTHER")
    assert answer["error"] == "not_in_channel"
    slack.state.channels["C0OTHER"].members.add(BOT_USER)
    assert call(slack, "files.completeUploadExternal", files=[{"id": file}], channel_id="C0OTHER")[
        "ok"
    ]
    assert [m["files"][0]["name"] for m in slack.messages("C0OTHER")] == ["a.png"]


def test_a_download_needs_the_token_and_the_scope(slack: FakeSlack) -> None:
    file = uploaded(slack)
    url = call(slack, "files.info", file=file)["file"]["url_private_download"]
    ours = {"Authorization": f"Bearer {slack.bot_token}"}
    assert httpx.get(url, headers=ours).content == PNG
    assert "Sign in" in httpx.get(url).text
    slack.scopes.discard("files:read")
    assert "Sign in" in httpx.get(url, headers=ours).text


@pytest.mark.parametrize("supported", [True, False])
@pytest.mark.parametrize("personal", [True, False])
def test_a_file_is_offered_in_a_persons_own_chat_and_where_the_manifest_says_so(
    supported: bool, personal: bool
) -> None:
    with FakeTeams(local=True) as teams:
        person = teams.add_person("sara", "Sara Lind", personal=True)
        team = teams.add_team("Centret", "sara", installed=True)
        teams.supports_files = supported
        where = person.chat if personal else team
        card = {"description": "d", "sizeInBytes": 1, "acceptContext": {}, "declineContext": {}}
        offer = {"contentType": CONSENT, "name": "a.xlsx", "content": card}
        said = {"type": "message", "attachments": [offer], "channelData": {"tenant": TENANT}}
        answer = httpx.post(f"{teams.service_url}v3/conversations/{where}/activities", json=said)
        assert (answer.status_code == 201) is (supported and personal)
        assert bool(teams.violations) is not (supported and personal)
