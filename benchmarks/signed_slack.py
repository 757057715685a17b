"""What Slack sends: a slash command and a filled form, signed."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import urlencode

from slack_sdk.signature import SignatureVerifier

from benchmarks.posted import USER, Signed, post
from benchmarks.quiet_slack import TEAM
from bot.handlers.slack.app import PATH
from bot.handlers.slack.forms import View

SECRET = "the benchmark's own"
CHANNEL = "exportcenter"
_STATES = {
    "initial_value": "value",
    "initial_option": "selected_option",
    "initial_options": "selected_options",
}


def command(turn: int) -> Signed:
    """`/hanvisa`, with nothing typed after it."""
    body = {
        "token": "verification",
        "team_id": TEAM,
        "team_domain": "centre",
        "channel_id": CHANNEL,
        "channel_name": CHANNEL,
        "user_id": USER,
        "user_name": USER,
        "command": "/hanvisa",
        "text": "",
        "api_app_id": "A0BENCH",
        "is_enterprise_install": "false",
        "response_url": "http://127.0.0.1/commands/none",
        "trigger_id": f"{turn}.command",
    }
    return signed(urlencode(body))


def submission(turn: int, view: View) -> Signed:
    """A form sent as it was drawn, with what stood in its fields."""
    shown = {
        "id": f"V{turn}",
        "team_id": TEAM,
        "app_id": "A0BENCH",
        "app_installed_team_id": TEAM,
        "bot_id": "B0BOT",
        "root_view_id": f"V{turn}",
        "previous_view_id": None,
        "hash": f"{turn}.hash",
        "clear_on_close": False,
        "notify_on_close": False,
        "external_id": "",
        **view,
        "state": {"values": _state(view)},
    }
    payload = {
        "type": "view_submission",
        "team": {"id": TEAM, "domain": "centre"},
        "user": {"id": USER, "username": USER, "name": USER, "team_id": TEAM},
        "api_app_id": "A0BENCH",
        "token": "verification",
        "trigger_id": f"{turn}.view",
        "view": shown,
        "response_urls": [],
        "is_enterprise_install": False,
        "enterprise": None,
    }
    return signed(urlencode({"payload": json.dumps(payload)}))


def _state(view: View) -> dict[str, dict[str, Any]]:
    """What stands in the fields of a form that was sent as it was drawn."""
    found: dict[str, dict[str, Any]] = {}
    for block in view["blocks"]:
        element = block.get("element")
        if element is None:
            continue
        given = {state: element[first] for first, state in _STATES.items() if first in element}
        found[block["block_id"]] = {element["action_id"]: {"type": element["type"], **given}}
    return found


def signed(text: str) -> Signed:
    """A request of Slack's, signed now: it is good for five minutes."""
    body, stamp = text.encode(), str(int(time.time()))
    made = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body)
    headers = {
        "user-agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
        "accept": "application/json,*/*",
        "content-type": "application/x-www-form-urlencoded",
        "x-slack-request-timestamp": stamp,
        "x-slack-signature": made or "",
    }
    return post(PATH, body, headers)
