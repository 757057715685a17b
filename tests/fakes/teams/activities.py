"""Activities as Teams sends them."""

from __future__ import annotations

import html
import re
import uuid
from datetime import UTC, datetime
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from tests.fakes.teams.state import BOT, BOT_NAME, TENANT, Conversation, Human, Json, Message, World


class Held(Protocol):
    """What is needed of the fake here."""

    state: World
    tells_writers_tenant: bool

    @property
    def service_url(self) -> str: ...

    def link_to(self, message: Message) -> str: ...


ZONE = "Europe/Stockholm"
AT = re.compile(r"<at>(.*?)</at>")
RECIPIENT = {"id": BOT, "name": BOT_NAME}


def new_event_id() -> str:
    """The id of what is no message."""
    return f"f:{uuid.uuid4()}"


def stamps() -> Json:
    now = datetime.now(UTC)
    local = now.astimezone(ZoneInfo(ZONE))
    return {
        "timestamp": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "localTimestamp": local.isoformat(timespec="milliseconds"),
        "localTimezone": ZONE,
    }


def sender(human: Human) -> Json:
    return {"id": human.id, "name": human.name, "aadObjectId": human.aad}


def client_info(human: Human) -> Json:
    language, _, country = human.locale.partition("-")
    return {
        "type": "clientInfo",
        "locale": human.locale,
        "country": country or language.upper(),
        "platform": "Android" if human.old_client else "Windows",
        "timezone": ZONE,
    }


def conversation(where: Conversation, root: str = "") -> Json:
    whole = f"{where.id};messageid={root}" if root else where.id
    found: Json = {"conversationType": where.kind, "tenantId": TENANT, "id": whole}
    if where.kind != "personal":
        found["isGroup"] = True
    if where.kind == "groupChat" and where.name:
        found["name"] = where.name
    return found


def channel_data(fake: Held, where: Conversation, **more: Any) -> Json:
    found: Json = {"tenant": {"id": TENANT}}
    team = fake.state.team_of(where)
    if team is not None:
        found["teamsChannelId"] = where.id
        found["teamsTeamId"] = team.id
        found["channel"] = {"id": where.id}
        found["team"] = {"id": team.id}
    return {**found, **more}


def base(fake: Held, human: Human, where: Conversation, root: str = "") -> Json:
    """What all activities have."""
    return {
        **stamps(),
        "channelId": "msteams",
        "serviceUrl": fake.service_url,
        "from": sender(human),
        "conversation": conversation(where, root),
        "recipient": dict(RECIPIENT),
        "entities": [client_info(human)],
        "channelData": channel_data(fake, where, **writers(fake, human)),
        "locale": human.locale,
    }


def writers(fake: Held, human: Human) -> Json:
    """The writer's own tenant, where a test wants channelData to tell of it."""
    return {"tenant": {"id": human.tenant}} if fake.tells_writers_tenant else {}


def mention_entities(fake: Held, text: str) -> list[Json]:
    """One for each <at>Name</at>, of the bot or of somebody here."""
    found = []
    for name in AT.findall(text):
        if name == BOT_NAME:
            who = dict(RECIPIENT)
        else:
            people = [h for h in fake.state.humans.values() if h.name == name]
            if not people:
                raise LookupError(f"nobody here is called {name}")
            who = {"id": people[0].id, "name": name}
        found.append({"type": "mention", "mentioned": who, "text": f"<at>{name}</at>"})
    return found


def as_html(text: str) -> str:
    """The attachment that says how it looked when it was written."""
    count = iter(range(1000))

    def span(found: re.Match[str]) -> str:
        mention = 'itemscope="" itemtype="http://schema.skype.com/Mention"'
        return f'<span {mention} itemid="{next(count)}">{found[1]}</span>'

    escaped = html.escape(text, quote=False)
    escaped = escaped.replace("&lt;at&gt;", "<at>").replace("&lt;/at&gt;", "</at>")
    lines = "".join(f"<p>{AT.sub(span, line) or '&nbsp;'}</p>" for line in escaped.split("\n"))
    return lines if "\n" in text else f"<div>{lines[3:-4]}</div>"


def message(fake: Held, human: Human, where: Conversation, text: str, root: str = "") -> Json:
    made = base(fake, human, where, root)
    return {
        **made,
        "type": "message",
        "id": fake.state.next_id(),
        "text": text,
        "textFormat": "plain",
        "attachments": [{"contentType": "text/html", "content": as_html(text)}],
        "entities": [*mention_entities(fake, text), *made["entities"]],
    }


def changed(fake: Held, human: Human, where: Conversation, kept: Message, event: str = "") -> Json:
    """Somebody's message as it reads now, or that it is gone."""
    made = base(fake, human, where, kept.root)
    event = event or ("softDeleteMessage" if kept.deleted else "editMessage")
    made["channelData"] = channel_data(fake, where, **writers(fake, human), eventType=event)
    made["id"] = kept.id
    if kept.deleted:
        return {**made, "type": "messageDelete"}
    return {
        **made,
        "type": "messageUpdate",
        "text": kept.text,
        "textFormat": "plain",
        "attachments": [{"contentType": "text/html", "content": as_html(kept.text)}],
        "entities": [*mention_entities(fake, kept.text), *made["entities"]],
    }


def invoke(
    fake: Held,
    human: Human,
    where: Conversation,
    name: str,
    value: Json,
    *,
    root: str = "",
    on: str = "",
) -> Json:
    """`on` is the message whose card was pressed."""
    made = base(fake, human, where, root)
    if on:
        made["replyToId"] = on
        made["channelData"] |= {"source": {"name": "message"}, "legacy": {"replyToId": f"1:{on}"}}
    return {**made, "type": "invoke", "name": name, "id": new_event_id(), "value": value}


def submitted(
    fake: Held, human: Human, where: Conversation, value: Any, *, root: str, on: str
) -> Json:
    """A plain Action.Submit: a message without text."""
    made = base(fake, human, where, root)
    made["channelData"] |= {"source": {"name": "message"}, "legacy": {"replyToId": f"1:{on}"}}
    return {
        **made,
        "type": "message",
        "id": fake.state.next_id(),
        "textFormat": "plain",
        "value": value,
        "replyToId": on,
    }


def payload_of(fake: Held, where: Conversation, seen: Message) -> Json:
    """A message as a message extension is told of it (Graph's shape)."""
    from_bot = seen.author == "bot"
    user: Json | None = None
    application: Json | None = None
    if from_bot:
        application = {
            "applicationIdentityType": "bot",
            "id": BOT.removeprefix("28:"),
            "displayName": BOT_NAME,
        }
    else:
        human = fake.state.human(seen.author)
        user = {"userIdentityType": "aadUser", "id": human.aad, "displayName": human.name}
    found: Json = {
        "id": seen.id,
        "createdDateTime": datetime.fromtimestamp(int(seen.id) / 1000, UTC).isoformat(),
        "lastModifiedDateTime": None,
        "deleted": False,
        "subject": None,
        "importance": "normal",
        "locale": "sv-se",
        "linkToMessage": fake.link_to(seen),
        "from": {"device": None, "conversation": None, "user": user, "application": application},
        "body": {"contentType": "html", "content": graph_html(seen.text)},
        "attachments": [],
        "mentions": [
            {"id": number, "mentionText": name, "mentioned": {}}
            for number, name in enumerate(AT.findall(seen.text))
        ],
        "reactions": [],
    }
    if seen.in_thread:
        found["replyToId"] = seen.root
    return found


def graph_html(text: str) -> str:
    count = iter(range(1000))
    escaped = html.escape(text, quote=False)
    escaped = escaped.replace("&lt;at&gt;", "<at>").replace("&lt;/at&gt;", "</at>")
    found = AT.sub(lambda m: f'<at id="{next(count)}">{m[1]}</at>', escaped)
    return f"<p>{found}</p>".replace("\n", "<br>")
