"""Microsoft 365 Agents Playground: a client of Teams by Microsoft, as a process on loopback.

It plays one team, one group chat and everybody's one-to-one chat with the bot, sends the bot what
Teams would send, and answers the bot's calls. What both said lies in its recording, from which the
chats are read that its page does not show. Its licence lets it be used to try a bot, and not be
passed on: npm fetches it for these tests.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from urllib.request import Request, urlopen

import yaml

from tests.e2e.teams.node import HERE, INSTALLED
from tests.e2e.teams.people import (
    BOT,
    BOT_NAME,
    CHANNEL,
    GROUP,
    ME,
    MY_CHAT,
    PEOPLE,
    TEAM,
    TENANT,
    Person,
    configuration,
)

PROGRAM = INSTALLED / "@microsoft" / "m365agentsplayground" / "cli.js"
PATIENCE = 20.0
"""Seconds that something may take on a busy machine before it counts as never coming."""
_LISTENS = "Listening on "

Json = Mapping[str, Any]


def missing() -> str:
    """Why it cannot be started here; empty when it can."""
    if shutil.which("node") is None:
        return "Node is not installed, and the Agents Playground needs it (Debian: nodejs npm)."
    if not PROGRAM.exists():
        return "The Agents Playground is not installed. `make .e2e/teams/installed` installs it."
    return ""


@dataclass
class Sent:
    """A message of the bot as it stands now: where, its id, and its activity."""

    conversation: str
    id: str
    activity: dict[str, Any]
    updates: int = 0


@dataclass
class Playground:
    """A running one. `address` is where its page is."""

    folder: Path
    address: str
    chats: dict[str, str] = field(default_factory=dict)
    """Everybody's one-to-one chat with the bot, by their id."""
    sent: list[Sent] = field(default_factory=list)
    answers: dict[str, Any] = field(default_factory=dict)
    """What the bot answered to an activity (`statusCode`, `body`), by the activity's id."""
    refused: list[str] = field(default_factory=list)
    """What either of the two has answered with a refusal."""
    _read: int = 0

    def ask(self, path: str, body: Json | None = None) -> Any:
        """Call it: with a body to send, without to fetch."""
        data = None if body is None else json.dumps(body).encode()
        called = Request(self.address + path, data, {"Content-Type": "application/json"})
        with urlopen(called, timeout=PATIENCE) as answer:
            said = answer.read()
        return json.loads(said) if said else None

    def tell(self, person: Person, conversation: str, **what: Any) -> str:
        """Send the bot an activity of this person. Returns its id."""
        activity = {**self._begun(person, conversation), **what}
        self.ask("/_internal/v1/customActivities", activity)
        return str(activity["id"])

    def install(self, conversation: str) -> None:
        """The bot is added to a chat, or to the team by one of its channels."""
        self.ask(f"/_debug/conversation/{conversation}/installation", {})

    def news(self) -> list[Sent]:
        """The bot's messages that are new or changed since the last call."""
        changed: list[Sent] = []
        for event in self._events():
            request, answer = event["request"], event.get("response") or {}
            body = request.get("body")
            if int(answer.get("statusCode") or 500) >= 400:
                self.refused.append(f"{event['activityName']}: {request['url']} {answer}")
            if not isinstance(body, dict):
                continue
            if event["direction"].startswith("User"):
                changed += self._message(request, body, answer)
            else:
                self.answers[str(body.get("id"))] = answer
        return changed

    def _message(self, request: Json, body: Json, answer: Json) -> list[Sent]:
        made = answer.get("body")
        _, _, rest = str(request["url"]).partition("/v3/conversations")
        where, _, number = (unquote(part).strip("/") for part in rest.partition("/activities"))
        if not isinstance(made, dict) or "id" not in made:
            return []
        if request["method"] == "PUT":
            changed = [it for it in self.sent if it.id == number]
            for it in changed:
                it.activity, it.updates = dict(body), it.updates + 1
            return changed
        if "activityId" in made:
            self.sent.append(Sent(str(made["id"]), str(made["activityId"]), body["activity"]))
        elif where and body.get("type") == "message":
            self.sent.append(Sent(where, str(made["id"]), dict(body)))
        else:
            return []
        return self.sent[-1:]

    def _events(self) -> Iterator[dict[str, Any]]:
        """What was recorded since the last time; a half-written record is left for the next."""
        for path in (self.folder / "devTools").glob("events_recording_*.log"):
            text = path.read_text("utf-8")
            end = text.rfind("\n}\n---\n", self._read)
            if end < 0:
                return
            records = text[self._read : end + 2].split("\n---\n")
            self._read = end + len("\n}\n---\n")
            yield from (json.loads(it) for it in records if it.strip())

    def _begun(self, person: Person, conversation: str) -> dict[str, Any]:
        """What the Playground would send for everything this person does there."""
        top = conversation.partition(";")[0]
        channel = top in (TEAM, CHANNEL)
        kind = "channel" if channel else "groupChat" if top == GROUP else "personal"
        group = {} if kind == "personal" else {"isGroup": True}
        at = time.time_ns() // 10**6
        stamp = time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(at // 1000))
        return {
            "id": f"told-{time.time_ns()}",
            "timestamp": f"{stamp}.{at % 1000:03}Z",
            "channelId": "msteams",
            "serviceUrl": f"{self.address}/_connector",
            "locale": "sv-SE",
            "from": {"id": person.id, "aadObjectId": person.entra, "name": person.name},
            "recipient": {"id": BOT, "name": BOT_NAME},
            "conversation": {"id": conversation, "conversationType": kind, "tenantId": TENANT}
            | group,
            "channelData": {"tenant": {"id": TENANT}}
            | ({"team": {"id": TEAM}, "channel": {"id": top}} if channel else {}),
        }


@contextmanager
def playing(folder: Path, bot: str) -> Iterator[Playground]:
    """The Playground, talking to the bot at this address; ended however the tests end."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = folder / ".m365agentsplayground.yml"
    settings.write_text(yaml.safe_dump(configuration(), allow_unicode=True), "utf-8")
    words = [
        *("node", "--require", str(HERE / "preload.cjs"), str(PROGRAM), "start"),
        *("-e", bot, "-c", "msteams", "-p", "0"),
        *("--disable-telemetry", "--enable-events-recording"),
    ]
    with (folder / "playground.log").open("w") as log:
        client = subprocess.Popen(
            words, cwd=folder, env=_environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            yield _opened(folder, client)
        finally:
            client.terminate()
            try:
                client.wait(PATIENCE)
            except subprocess.TimeoutExpired:
                client.kill()
                client.wait()


def _opened(folder: Path, client: subprocess.Popen[bytes]) -> Playground:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and client.poll() is None:
        _, found, rest = (folder / "playground.log").read_text("utf-8").partition(_LISTENS)
        if found and rest.strip():
            opened = Playground(folder, f"http://localhost:{rest.split()[0]}")
            opened.chats = {person.id: _chat(opened, person) for person in PEOPLE}
            return opened
        time.sleep(0.1)
    said = (folder / "playground.log").read_text("utf-8")
    raise AssertionError(f"the Agents Playground did not start:\n{said}")


def _chat(opened: Playground, person: Person) -> str:
    if person is ME:
        return MY_CHAT
    made = opened.ask("/_connector/v3/conversations", {"members": [{"id": person.id}]})
    return str(made["id"])


def _environment() -> dict[str, str]:
    """Ours, without what would send loopback calls through a proxy; it opens no browser."""
    kept = {key: value for key, value in os.environ.items() if "proxy" not in key.lower()}
    return {**kept, "TEAMSAPPTESTER_BROWSER": "none", "NO_COLOR": "1"}
