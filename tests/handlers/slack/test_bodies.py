"""What Slack posts is read as Bolt reads it, only sooner."""

from __future__ import annotations

import json
from urllib.parse import quote_plus, urlencode

import pytest
from slack_bolt.async_app import AsyncBoltRequest

from bot.handlers.slack.bodies import read, unescaped

FORM = {"content-type": "application/x-www-form-urlencoded"}
RAW = [(name.encode(), value.encode()) for name, value in FORM.items()]
ODD = "".join(map(chr, range(1, 300))) + ' 100 % + "{x: [1], y\\z}" 😀 = %22 =22 _ \r\n '


def test_every_sign_is_read_as_it_was_written() -> None:
    assert unescaped(quote_plus(ODD).encode()) == ODD


@pytest.mark.parametrize(
    "body",
    [
        urlencode({"payload": json.dumps({"type": "view_submission", "text": ODD})}),
        urlencode({"payload": json.dumps({"text": ODD}, ensure_ascii=False), "more": "1"}),
        urlencode({"command": "/hanvisa", "text": "payload = 100 % åäö", "team_id": ""}),
        json.dumps({"type": "event_callback", "event": {"text": ODD}}),
    ],
)
def test_a_request_is_the_one_that_bolt_would_have_made(body: str) -> None:
    ours, bolts = read(body.encode(), RAW), AsyncBoltRequest(body=body, headers=FORM)
    assert (ours.body, ours.raw_body, ours.mode) == (bolts.body, bolts.raw_body, bolts.mode)
    assert ours.headers == bolts.headers


@pytest.mark.parametrize("body", [b"payload={", b"payload=%FF", b"\xff", b"payload=%zz"])
def test_what_is_not_slacks_is_an_error_that_the_way_in_answers(body: bytes) -> None:
    with pytest.raises((json.JSONDecodeError, UnicodeDecodeError)):
        read(body, RAW)
