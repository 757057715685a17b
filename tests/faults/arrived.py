"""What has arrived on the platforms, told from the calls that they have carried out.

A call that was cut off after it was carried out has arrived as well: its sender does not know.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from tests.fakes.slack import Call as SlackCall
from tests.fakes.teams import Call as TeamsCall
from tests.fakes.teams import visible
from tests.faults.hands import case_of
from tests.faults.people import CHANNEL, SLACK, Platforms, Somebody

POST = "chat.postMessage"


@dataclass(frozen=True)
class Said:
    """One message as it was sent: which, where, its words (in Teams), when, and whether the bot
    was told that it has arrived."""

    id: str
    place: str
    words: str
    at: float
    told: bool


class Arrived:
    """The present state of both platforms, read once."""

    def __init__(self, there: Platforms) -> None:
        self.there = there
        with there.slack.state.lock:
            self._slack = [call for call in there.slack.calls if _done_by_slack(call)]
        with there.teams.state.lock:
            self._teams = [call for call in there.teams.calls if _done_by_teams(call)]

    # -- Slack, where every message carries its key

    def posted(self) -> dict[str, list[Said]]:
        """Every post of each key, in their order."""
        found: dict[str, list[Said]] = {}
        for call in self._slack:
            if call.method == POST and key_of(call.args):
                said = Said("", _channel(call), "", call.at, call.status != 0)
                found.setdefault(key_of(call.args), []).append(said)
        return found

    def shown(self) -> dict[str, set[str]]:
        """Where each key was seen, also as a change of an earlier message."""
        found: dict[str, set[str]] = {}
        for call in self._slack:
            if key_of(call.args):
                found.setdefault(key_of(call.args), set()).add(_channel(call))
        return found

    # -- Teams, where a message is known by its id alone

    def sent(self) -> list[Said]:
        """Every message that was sent, in their order."""
        found = []
        for call in self._teams:
            if call.method == "send":
                place, number = call.args["conversation"], call.result["id"]
                words = words_of(call.body)
            elif call.method == "create" and "activityId" in call.result:
                place, number = self.there.channel, call.result["activityId"]
                words = words_of(call.body["activity"])
            else:
                continue
            found.append(Said(str(number), place, words, call.at, call.status != 0))
        return found

    # -- either

    def private(self, who: Somebody) -> str:
        """Everything that was ever said to somebody in private, as it was sent."""
        if who.platform == SLACK:
            places = {self.there.user_of(who), self.there.slack.person(self.there.user_of(who)).im}
            said = [c.args for c in self._slack if places & {c.args.get("channel"), _channel(c)}]
        else:
            chat = self.there.teams.person(who.key).chat
            said = [c.body for c in self._teams if c.args.get("conversation") == chat]
        return json.dumps(said, ensure_ascii=False)

    def cards(self, case: int) -> tuple[list[dict[str, Any]], list[Any]]:
        """The case's cards in the two channels: one each, if all is well."""
        slack, teams = self.there.slack, self.there.teams
        in_slack = [m for m in slack.messages(CHANNEL) if case_of(slack_title(m)) == case]
        in_teams = [
            m
            for m in teams.threads(self.there.channel)
            if m.author == "bot" and case_of(teams.text_of(m)) == case
        ]
        return in_slack, in_teams


def slack_title(message: Mapping[str, Any]) -> str:
    """The first words of a card; empty for what is none."""
    blocks = message.get("blocks") or [{}]
    return str(blocks[0]["text"]["text"]) if blocks[0].get("type") == "header" else ""


def key_of(said: Mapping[str, Any]) -> str:
    """What a message in Slack is known by."""
    metadata = said.get("metadata")
    return str(metadata["event_payload"].get("key", "")) if metadata else ""


def words_of(activity: Mapping[str, Any]) -> str:
    """What a reader sees of an activity."""
    found = activity.get("attachments") or []
    cards = [a["content"] for a in found if isinstance(a.get("content"), dict)]
    lines = [line for card in cards for line in visible.card_lines(card)]
    return "\n".join([visible.written(dict(activity)), *lines])


def _channel(call: SlackCall) -> str:
    return str((call.result or {}).get("channel") or call.args.get("channel", ""))


def _done_by_slack(call: SlackCall) -> bool:
    return call.method.startswith("chat.") and bool((call.result or {}).get("ok"))


def _done_by_teams(call: TeamsCall) -> bool:
    done = isinstance(call.result, dict) and "error" not in call.result
    return call.method in ("send", "create", "update") and done
