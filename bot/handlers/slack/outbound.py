"""How the desk's messages reach Slack, and what Slack's refusals mean.

`SlackOutbound` is what `bot.delivery` calls. The private answers to a press or a command are
given by `steps`, through the same client and the same reading of errors.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk.replies import (
    Address,
    Gone,
    Later,
    Message,
    Result,
    Sent,
    Unclear,
)
from bot.handlers.outsiders import CardWait
from bot.handlers.slack import forms, kit, render
from bot.handlers.slack.files import Files, has_files
from bot.handlers.slack.kit import Block
from bot.handlers.slack.messages import SAFE, content, mentioning, said_in
from bot.handlers.slack.standing import Standing, standing
from bot.handlers.waits import asked_to_wait
from bot.observing import log

TOKEN_PAUSE = 600.0
"""Seconds between tries while Slack refuses our token: a person has to give us a new one."""

GONE = frozenset(
    {
        "channel_not_found",
        "is_archived",
        "not_in_channel",
        "team_not_found",
        "restricted_action",
        "restricted_action_read_only_channel",
        "restricted_action_thread_only_channel",
        "restricted_action_non_threadable_channel",
    }
)
"""Nothing can be said in this channel until a person changes something about it."""
NOBODY = frozenset({"user_not_found", "user_disabled", "cannot_dm_bot", "is_bot"})
OUTSIDE = frozenset({"user_not_visible", "invalid_user_combination", "channel_not_found"})
"""What Slack says of somebody whom we may not write to in private (Slack Connect)."""
LOST_TOKEN = frozenset(
    {
        "token_revoked",
        "token_expired",
        "invalid_auth",
        "not_authed",
        "account_inactive",
        "missing_scope",
        "team_access_not_granted",
    }
)
PASSING = frozenset({"internal_error", "fatal_error", "service_unavailable", "request_timeout"})
"""Slack's own trouble, which may be over the next time."""
REPLACED = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
NO_BLOCKS = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
TROUBLES = (aiohttp.ClientError, asyncio.TimeoutError, OSError, AttributeError)
"""What a call ends in when Slack cannot be reached, or no longer answers. The last is slack_sdk's
own, over an answer of 200 that is not Slack's (a proxy's page)."""

_log = log(__name__)


class SlackOutbound:
    """The `Outbound` of Slack. `trouble` is what keeps it from working, for those who watch."""

    def __init__(self, client: AsyncWebClient) -> None:
        self._client = client
        self._wait = CardWait()
        self.files = Files(client)
        self.trouble = ""

    async def send(self, to: Address, message: Message) -> Result:
        """Post to a room, a thread or a person.

        Somebody of another workspace whom we may not write to in private is mentioned where the
        case is, without the private part; a card that is on its way is waited for.
        """
        result = await self._post(to, message)
        outside = isinstance(result, Gone) and result.why in OUTSIDE
        if to.user and outside and (to.channel or to.reference):
            if to.channel and not to.thread and self._wait.goes_on(message.key):
                return Later(1.0)
            self._wait.over(message.key)
            return await self._mention(to, message)
        return result if to.user or not isinstance(result, Sent) else _in_room(result)

    async def edit(self, to: Address, message_id: str, message: Message) -> Result:
        """Replace a message in place; what stands among others still tells nothing of it."""
        channel, ts = place_of(to, message_id)
        if to.user and not channel.startswith("D"):
            said = mentioning(to.user, message)
        else:
            try:
                pictures = await self.files.drawn(message.body, message.lang)
            except SlackApiError as error:
                return self._meaning(error)
            said = content(message, whole=bool(to.user) or not to.channel, pictures=pictures)
        return await self._call("chat.update", {"channel": channel, "ts": ts, **said}, message_id)

    async def find(self, to: Address, key: str) -> str | Later | Unclear | None:
        """The message already sent with this key, where we are allowed to look.

        A room's history may be read only where the installation asked for it; private
        conversations always. Where Slack cannot tell just now, it is asked another time.
        """
        found = await self._standing(to)
        if not isinstance(found, Standing):
            return found
        ts = found.keys.get(key)
        return message_id_of(to, found.channel, ts) if ts else None

    async def refresh(self, to: Address, message: Message) -> None:
        """Publish a member's own page."""
        view = forms.home(message.body, message.lang)
        try:
            await self._client.views_publish(user_id=to.user, view=view)
        except (SlackApiError, *TROUBLES) as error:
            _log.warning("home_not_published", why=reason(error))

    async def _post(self, to: Address, message: Message) -> Result:
        """One post. In a room it is always one: what is edited later must be the whole of it.

        Its pictures are handed to Slack before, which shows nothing: where that fails nothing was
        said.
        """
        try:
            pictures = await self.files.drawn(message.body, message.lang)
        except SlackApiError as error:
            return self._meaning(error)
        place = to.user or to.channel
        if place and not place.startswith(("U", "W", "D")):
            said = content(message, whole=False, pictures=pictures)
            return await self._call("chat.postMessage", {"channel": place, **said, **_in(to)}, "")
        if has_files(message.body):
            message = await self._with_files(place, message)
        *before, last = render.messages(message.body, message.lang, pictures=pictures) or [[]]
        result = await self._say_before(to, message, before)
        if not isinstance(result, Sent):
            return result
        asked = {"channel": place, **said_in(message, last), **_in(to)}
        return await self._call("chat.postMessage", asked, "")

    async def _say_before(self, to: Address, message: Message, parts: list[list[Block]]) -> Result:
        """What does not fit into one private message goes first, each part once.

        A try that ended half way has left some of them, which only Slack knows of afterwards.
        """
        if not parts:
            return Sent("")
        there = await self._standing(to)
        if not isinstance(there, Standing):
            return there
        for number, blocks in enumerate(parts, 1):
            part = replace(message, key=f"{message.key}#{number}")
            if part.key in there.keys:
                continue
            asked = {"channel": to.user or to.channel, **said_in(part, blocks), **_in(to)}
            result = await self._call("chat.postMessage", asked, "")
            if not isinstance(result, Sent):
                return result
        return Sent("")

    async def _with_files(self, channel: str, message: Message) -> Message:
        """A private message whose files have been given, and which says where they are."""
        try:
            place = await self.private(channel)
        except (SlackApiError, *TROUBLES) as error:
            _log.warning("file_not_given", why=reason(error))
            place = ""
        given = await self.files.given(message.body, message.lang, place, message.key)
        return replace(message, body=given)

    async def _mention(self, to: Address, message: Message) -> Result:
        """Say to somebody, among others, that something waits; what it is they see in private."""
        said = mentioning(to.user, message)
        asked = {"channel": to.channel or to.reference, **said}
        if to.thread:
            asked["thread_ts"] = to.thread
        return await self._call("chat.postMessage", asked, "")

    async def _call(self, method: str, asked: Mapping[str, Any], known: str) -> Result:
        """One call; blocks that this workspace refuses are sent again in a plainer form."""
        try:
            answer = await self._client.api_call(method, json={**asked, **SAFE})
        except SlackApiError as error:
            if reason(error) in NO_BLOCKS and asked.get("blocks"):
                return await self._plainer(method, asked, known)
            return self._meaning(error)
        except TROUBLES as error:
            return Unclear(reason(error))
        self.trouble = ""
        return Sent(known or f"{answer.get('channel', '')}:{answer.get('ts', '')}")

    async def _plainer(self, method: str, asked: Mapping[str, Any], known: str) -> Result:
        """Once more: without pictures, then with nothing folded, at last as the line alone."""
        blocks = kit.without_pictures(asked["blocks"])
        if blocks == asked["blocks"]:
            blocks = kit.unfolded(blocks)
        if blocks == asked["blocks"]:
            _log.error("blocks_refused", method=method)
            return await self._call(method, {**asked, "blocks": []}, known)
        return await self._call(method, {**asked, "blocks": blocks}, known)

    def _meaning(self, error: SlackApiError) -> Result:
        """What a refusal means for the message: gone, later, or nobody knows."""
        why = reason(error)
        if why == "ratelimited" or error.response.status_code == 429:
            return Later(retry_after(error))
        if why in LOST_TOKEN:
            if self.trouble != why:
                _log.error("slack_refuses_us", why=why)
            self.trouble = why
            return Later(TOKEN_PAUSE, why)
        if why in GONE | NOBODY | OUTSIDE | REPLACED:
            return Gone(why)
        return Unclear(why)

    async def _standing(self, to: Address) -> Standing | Later | Unclear:
        """What of ours stands there; nothing where we may not look.

        Where Slack is not to be reached just now, it must be asked again before anything is said.
        """
        try:
            channel = await self.private(to.user) if to.user else to.channel
            return await standing(self._client, channel, "" if to.user else to.thread)
        except SlackApiError as error:
            why = reason(error)
            _log.info("not_looked_up", why=why)
            meant = Gone(why) if why == "missing_scope" else self._meaning(error)
            passing = why in PASSING or error.response.status_code >= 500
            if isinstance(meant, Later) or (isinstance(meant, Unclear) and passing):
                return meant
            return Standing()
        except TROUBLES as error:
            _log.info("not_looked_up", why=reason(error))
            return Unclear(reason(error))

    async def private(self, user: str) -> str:
        """The private conversation with a person, or the one given. Raises SlackApiError."""
        if user.startswith("D"):
            return user
        opened = await self._client.conversations_open(users=user)
        return str(opened["channel"]["id"])


def _in(to: Address) -> dict[str, str]:
    """A room's thread; what is for one person stands in none."""
    return {"thread_ts": to.thread} if to.thread and not to.user else {}


def _in_room(sent: Sent) -> Sent:
    """A room's message is known by its time stamp alone, which is what its thread is named by."""
    return Sent(sent.message_id.rpartition(":")[2])


def message_id_of(to: Address, channel: str, ts: str) -> str:
    """How a message is remembered: in a room by its time stamp, in private with its channel."""
    return f"{channel}:{ts}" if to.user else ts


def place_of(to: Address, message_id: str) -> tuple[str, str]:
    """A remembered message's channel and time stamp."""
    channel, _, ts = message_id.rpartition(":")
    return channel or to.channel, ts


def reason(error: BaseException) -> str:
    """Slack's word for what went wrong, or the kind of trouble there was."""
    if isinstance(error, SlackApiError):
        data = error.response.data
        named = data.get("error") if isinstance(data, dict) else None
        return str(named or f"http_{error.response.status_code}")
    return type(error).__name__


def retry_after(error: SlackApiError) -> float:
    """The seconds that Slack asks us to wait; one where it does not say."""
    return max(1.0, asked_to_wait(error.response.headers or {}) or 0.0)
