"""What Teams sends: a pressed button that opens a dialog, and the form sent in it.

Each comes with a token of its own, signed as Microsoft's are (RS256, 2048 bits).
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from jwt.algorithms import RSAAlgorithm

from benchmarks.posted import Signed, post
from benchmarks.quiet_teams import PERSON
from bot.handlers.teams.app import PATH
from bot.handlers.teams.kit import Card
from bot.handlers.teams.pressing import OPENS, OURS
from bot.handlers.teams.tokens import ISSUER

APP = "11111111-2222-3333-4444-555555555555"
TENANT = "99999999-8888-7777-6666-555555555555"
CHANNEL, TEAM = "19:arenden@thread.tacv2", "19:centre@thread.tacv2"
KEY = "benchmark"
ROOT = 1_700_000_000_000

Activity = dict[str, Any]


class Microsoft:
    """The signer of every request, with its key."""

    def __init__(self) -> None:
        self._private = generate_private_key(public_exponent=65537, key_size=2048)

    @property
    def published(self) -> str:
        """The key as the list of keys shows it."""
        shown = json.loads(RSAAlgorithm.to_jwk(self._private.public_key()))
        return json.dumps({**shown, "kid": KEY, "use": "sig", "endorsements": ["msteams"]})

    def token(self, service_url: str) -> str:
        """A token for one request."""
        now = int(time.time())
        times = {"nbf": now - 300, "exp": now + 3300}
        claims = {"iss": ISSUER, "aud": APP, "serviceurl": service_url, **times}
        return jwt.encode(claims, self._private, "RS256", {"kid": KEY, "x5t": KEY})


class Teams:
    """Somebody's Teams: what they do under a card in the channel. `service_url` is where Teams
    wants to be called."""

    def __init__(self, signer: Microsoft, service_url: str) -> None:
        self._signer = signer
        self._service_url = service_url

    def fetch(self, turn: int) -> Signed:
        """The button that opens the form of a referral."""
        ours = {"do": "refer", "args": {}, "opens": 1}
        return self._invoke("task/fetch", turn, {OURS: ours, "msteams": dict(OPENS)})

    def submit(self, turn: int, card: Card) -> Signed:
        """A form sent as it was drawn, with what stood in its fields."""
        given = {field["id"]: field["value"] for field in fields(card) if field.get("value")}
        return self._invoke("task/submit", turn, {**card["actions"][0]["data"], **given})

    def _invoke(self, name: str, turn: int, data: Activity) -> Signed:
        value = {"data": data, "context": {"theme": "default"}}
        activity = {**self._base(turn), "type": "invoke", "name": name, "value": value}
        headers = {
            "user-agent": "Microsoft-SkypeBotApi (Microsoft-BotFramework/3.0)",
            "content-type": "application/json; charset=utf-8",
            "authorization": f"Bearer {self._signer.token(self._service_url)}",
        }
        return post(PATH, json.dumps(activity, ensure_ascii=False).encode(), headers)

    def _base(self, turn: int) -> Activity:
        client = {"type": "clientInfo", "locale": "sv-SE", "country": "SE", "platform": "Windows"}
        return {
            "id": f"f:{turn:012d}",
            "timestamp": "2026-11-23T08:00:00.000Z",
            "localTimestamp": "2026-11-23T09:00:00.000+01:00",
            "localTimezone": "Europe/Stockholm",
            "channelId": "msteams",
            "serviceUrl": self._service_url,
            "from": {name: PERSON[name] for name in ("id", "name", "aadObjectId")},
            "recipient": {"id": f"28:{APP}", "name": "Exportlots"},
            "conversation": {
                "id": f"{CHANNEL};messageid={ROOT}",
                "isGroup": True,
                "conversationType": "channel",
                "tenantId": TENANT,
            },
            "replyToId": str(ROOT),
            "entities": [{**client, "timezone": "Europe/Stockholm"}],
            "channelData": {
                "channel": {"id": CHANNEL},
                "team": {"id": TEAM},
                "tenant": {"id": TENANT},
                "teamsChannelId": CHANNEL,
                "teamsTeamId": TEAM,
                "source": {"name": "message"},
                "legacy": {"replyToId": f"1:{ROOT}"},
            },
            "locale": "sv-SE",
        }


def fields(element: object) -> Iterator[dict[str, Any]]:
    """Every field of a card, wherever in it."""
    if isinstance(element, dict):
        if str(element.get("type")).startswith("Input."):
            yield element
        else:
            yield from fields(list(element.values()))
    elif isinstance(element, list):
        for one in element:
            yield from fields(one)
