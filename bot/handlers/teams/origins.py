"""Where an activity comes from, and whom: read from what may be of any shape."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.handlers.teams.references import CHANNEL, GROUP, PERSONAL, Reference
from bot.texts import Lang

THREAD = ";messageid="
"""Between a channel's id and its thread's, in a conversation's id."""

Activity = Mapping[str, Any]


@dataclass(frozen=True)
class Origin:
    """Where an activity comes from, and whom.

    `user` is the person's id in Entra (`aadObjectId`), the same in every conversation; `account`
    is the id Teams sends messages by (29:…). `conversation` is as Teams names it, thread included.
    `on` is the message that something was pressed on; `title` what a group chat is called.
    """

    service_url: str
    tenant: str
    bot: str
    user: str
    account: str
    name: str
    lang: Lang | None
    conversation: str
    kind: str
    team: str
    activity: str
    on: str = ""
    title: str = ""

    @property
    def direct(self) -> bool:
        """Whether it is the private conversation with the bot."""
        return self.kind == PERSONAL

    @property
    def channel(self) -> str:
        """The channel or group chat; empty in private."""
        return "" if self.direct else self.conversation.partition(THREAD)[0]

    @property
    def thread(self) -> str:
        """The first message of the thread it was done in, where there are threads."""
        return "" if self.direct else self.conversation.partition(THREAD)[2]

    @property
    def reference(self) -> Reference:
        """How the conversation is written to, now and later."""
        return Reference(self.service_url, self.tenant, self.bot, self.kind)

    @property
    def opens_thread(self) -> bool:
        """Whether it is itself the first message of a thread in a channel."""
        return self.kind == CHANNEL and bool(self.thread) and self.thread == self.activity


@dataclass(frozen=True)
class Person:
    """Who acts, as Teams tells: name, e-mail and language are proposals only.

    `outsider` says that they belong to another tenant than the channel: the bot cannot write to
    them in private.
    """

    user: str
    account: str
    name: str = ""
    email: str = ""
    lang: Lang | None = None
    outsider: bool = False
    known: bool = False


def origin(activity: Activity) -> Origin:
    """Where an activity comes from; what it lacks is empty."""
    sender, conversation = part(activity, "from"), part(activity, "conversation")
    told = part(activity, "channelData")
    identifier = text(conversation, "id")
    return Origin(
        service_url=text(activity, "serviceUrl"),
        tenant=tenant_of(activity),
        bot=text(part(activity, "recipient"), "id"),
        user=text(sender, "aadObjectId") or text(sender, "id"),
        account=text(sender, "id"),
        name=text(sender, "name"),
        lang=language(activity),
        conversation=identifier,
        kind=_kind(conversation, identifier),
        team=text(part(told, "team"), "id"),
        activity=text(activity, "id"),
        on=text(activity, "replyToId"),
        title=text(conversation, "name"),
    )


def tenant_of(activity: Activity) -> str:
    """The tenant of the conversation; empty where none is told.

    The conversation's word goes first, as in Microsoft's own SDK: in a shared channel it is the
    one that shares it, where `channelData` may tell of the writer's.
    """
    told = text(part(part(activity, "channelData"), "tenant"), "id")
    return text(part(activity, "conversation"), "tenantId") or told


def _kind(conversation: Mapping[str, Any], identifier: str) -> str:
    told = text(conversation, "conversationType")
    if told:
        return told
    if identifier.partition(THREAD)[0].endswith(("@thread.tacv2", "@thread.skype")):
        return CHANNEL
    return GROUP if conversation.get("isGroup") is True else PERSONAL


def language(activity: Activity) -> Lang | None:
    """The language of the writer's Teams."""
    told = text(activity, "locale")
    for entity in parts(activity, "entities"):
        if entity.get("type") == "clientInfo":
            told = told or text(entity, "locale")
    return None if not told else ("sv" if told.lower().startswith("sv") else "en")


# -- parts of an activity


def part(of: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """An object within; empty where there is none."""
    found = of.get(name)
    return found if isinstance(found, Mapping) else {}


def parts(of: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    """The objects of a list within."""
    found = of.get(name)
    return [one for one in found if isinstance(one, Mapping)] if isinstance(found, list) else []


def text(of: Mapping[str, Any], name: str) -> str:
    """A text within; empty where there is none."""
    found = of.get(name)
    return found if isinstance(found, str) else ""
