"""Secrets and members' words, looked for in everything the service and its commands ever say.

The whole service runs as a process with marked secrets, through a start, good and bad requests,
failures of Slack, of Teams and of the database, and its end.
"""

from __future__ import annotations

import json
import sqlite3
import time
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier

from bot.storage import vault
from tests.security.serving import Service, command, free_port, serving

FEED = "kanariefeed" * 3
KEY = vault.new_key()
SECRETS = {
    "SECRET_KEY": KEY,
    "SLACK_BOT_TOKEN": "xoxb-kanarie-bot-token",
    "SLACK_SIGNING_SECRET": "kanarie-signing-secret",
    "SLACK_CONFIG_TOKEN": "xoxe.kanarie-config-token",
    "TEAMS_APP_PASSWORD": "kanarie~teams~password",
    "CALENDAR_FEED": FEED,
}
WORDS = "Kanarieverken söker kanariehjälp"
VIEW = {"type": "view_submission", "view": {"callback_id": WORDS, "private_metadata": WORDS}}
MARKS = (*SECRETS.values(), "kanarie", "Kanarie", "eyJ")
"""Whatever is marked, and the beginning of any token of Teams'."""


def settings() -> dict[str, str]:
    dead = f"http://127.0.0.1:{free_port()}/api/"
    return {
        **SECRETS,
        "SLACK_API_URL": dead,
        "TEAMS_APP_ID": "11111111-2222-3333-4444-555555555555",
        "TEAMS_TENANT_ID": "99999999-8888-7777-6666-555555555555",
        "LOG_LEVEL": "debug",
    }


def slack(service: Service, body: str, *, secret: str = SECRETS["SLACK_SIGNING_SECRET"]) -> str:
    stamp = str(int(time.time()))
    made = SignatureVerifier(secret).generate_signature(timestamp=stamp, body=body)
    headers = {
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": made or "",
    }
    url = f"http://127.0.0.1:{service.port}/slack/events"
    answer = httpx.post(url, content=body.encode(), headers=headers, timeout=60)
    return f"{answer.status_code} {dict(answer.headers)} {answer.text}"


def teams(service: Service, token: str, body: object) -> str:
    url = f"http://127.0.0.1:{service.port}/api/messages"
    headers = {"authorization": f"Bearer {token}", "content-type": "application/json"}
    answer = httpx.post(url, content=json.dumps(body), headers=headers, timeout=60)
    return f"{answer.status_code} {dict(answer.headers)} {answer.text}"


def asked(service: Service, path: str) -> str:
    answer = httpx.get(f"http://127.0.0.1:{service.port}{path}", timeout=60)
    return f"{answer.status_code} {dict(answer.headers)} {answer.text}"


def everything(service: Service, folder: Path) -> list[str]:
    """A day of the service, in half a minute: what its answers said."""
    form = urlencode({"command": "/hanvisa", "text": WORDS, "user_id": "U1", "trigger_id": "1"})
    token = "eyJhbGciOiJSUzI1NiIsImtpZCI6ImsxIn0.eyJhdWQiOiJrYW5hcmllIn0.a2FuYXJpZQ"
    activity = {"type": "message", "text": WORDS, "serviceUrl": "https://x", "channelId": "msteams"}
    said = [
        slack(service, form),
        slack(service, form, secret="another"),
        slack(service, "payload=" + WORDS),
        slack(
            service,
            urlencode(
                {
                    "payload": json.dumps(
                        {
                            "type": "view_submission",
                            "view": {"callback_id": WORDS, "private_metadata": WORDS},
                        }
                    )
                }
            ),
        ),
        teams(service, token, activity),
        teams(service, "eyJ" + WORDS.encode().hex(), activity),
        *(asked(service, path) for path in ("/health", "/ready", "/calendar/x.ics", f"/{FEED}x")),
    ]
    with sqlite3.connect(folder / "exportlots.sqlite", timeout=30) as spoilt:
        spoilt.execute("ALTER TABLE meeting RENAME TO meeting_gone")
    said += [
        asked(service, f"/calendar/{FEED}.ics"),
        asked(service, "/ready"),
        slack(service, form),
    ]
    return said


def test_no_secret_and_no_word_of_a_member_is_said_by_the_service(tmp_path: Path) -> None:
    with serving(tmp_path, **settings()) as service:
        answers = everything(service, tmp_path)
    log = service.said[0].decode()
    assert "Traceback" in log or "exception" in log, "nothing failed, so nothing was tried"
    assert len(log.splitlines()) > 10
    for mark in MARKS:
        assert mark not in log, next(line for line in log.splitlines() if mark in line)
        assert not [one for one in answers if mark in one]


FAULTS = {
    "nothing wrong": {},
    "another token": {"SLACK_BOT_TOKEN": "kanarie-no-token"},
    "no key": {"SECRET_KEY": "kanarie-no-key", "CALENDAR_FEED": "kanarie"},
    "no such database": {"DATABASE_URL": "kanarie://user:kanarie@host/db"},
    "a database that is away": {
        "DATABASE_URL": "postgresql+psycopg://kanarie:kanarie@127.0.0.1:9/exportlots"
    },
    "an address that is none": {
        "DATABASE_URL": "postgresql+psycopg://x:kanarie@host:kanarie/exportlots"
    },
    "half of Teams": {"TEAMS_TENANT_ID": ""},
    "no centre": {"CENTRE_FILE": "/nowhere.yaml"},
}
TRIED = [
    *(("check", fault) for fault in FAULTS),
    ("serve", "no key"),
    ("serve", "a database that is away"),
    ("migrate", "a database that is away"),
    ("seal", "an address that is none"),
]


@pytest.mark.parametrize(("name", "fault"), TRIED)
def test_no_secret_is_said_by_a_command(tmp_path: Path, name: str, fault: str) -> None:
    done = command(tmp_path, name, **{**settings(), **FAULTS[fault]})
    said = (done.stdout + done.stderr).decode()
    assert said.strip()
    assert "Traceback" not in said
    assert not [mark for mark in MARKS if mark in said], said
