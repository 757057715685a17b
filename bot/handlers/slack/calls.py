"""The front end's own calls to Slack: a few tries, soon, and then it is left.

What must arrive is a notice, and delivery's business.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from secrets import token_hex
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.webhook.async_client import AsyncWebhookClient

from bot.desk.replies import Address, Body
from bot.handlers.slack import forms, kit, render
from bot.handlers.slack.files import has_files
from bot.handlers.slack.inbound import Back
from bot.handlers.slack.messages import metadata
from bot.handlers.slack.outbound import NO_BLOCKS, TROUBLES, reason, retry_after
from bot.handlers.slack.setup import Installation
from bot.observing import log
from bot.texts import Lang

TRIES = 3
LONGEST_WAIT = 30.0
"""Seconds that a private answer waits for Slack's leave; later it would only confuse."""

_log = log(__name__)


async def handed_over(installation: Installation, body: Body, lang: Lang, back: Back) -> Body:
    """An answer whose files have been given in the private conversation, whichever it is."""
    if not has_files(body):
        return body
    way, channel = installation.outbound, back.channel if back.direct else ""
    try:
        channel = channel or await way.private(back.user)
    except (SlackApiError, *TROUBLES) as error:
        _log.warning("file_not_given", why=reason(error))
    return await way.files.given(body, lang, channel, thread=back.thread if back.direct else "")


async def _pages(installation: Installation, body: Body, lang: Lang) -> list[list[kit.Block]]:
    """An answer as messages, its pictures handed to Slack before."""
    try:
        pictures = await installation.outbound.files.drawn(body, lang)
    except SlackApiError as error:
        _log.warning("picture_left_out", why=reason(error))
        pictures = {}
    return render.messages(body, lang, pictures=pictures)


async def show(installation: Installation, view: forms.View, back: Back) -> str:
    """Open a modal, over the one that stands there if it was asked for in one; "" if it failed."""
    call = installation.client.views_push if back.view else installation.client.views_open
    try:
        answer = await call(trigger_id=back.trigger, view=view)
    except (SlackApiError, *TROUBLES) as error:
        _log.warning("view_not_opened", why=reason(error))
        return ""
    return str(answer["view"]["id"])


async def fill(installation: Installation, view_id: str, view: forms.View) -> None:
    """Put something else into a modal; one that was closed meanwhile stays closed."""
    try:
        await installation.client.views_update(view_id=view_id, view=view)
    except (SlackApiError, *TROUBLES) as error:
        _log.info("view_not_updated", why=reason(error))


async def write_to(
    installation: Installation, channel: str, body: Body, lang: Lang, thread: str = ""
) -> None:
    """Write into a private conversation."""
    for blocks in await _pages(installation, body, lang):
        asked: dict[str, Any] = {
            "channel": channel,
            "blocks": blocks,
            "text": render.fallback(body, lang),
            "metadata": metadata(f"answer:{token_hex(8)}"),
        }
        if thread:
            asked["thread_ts"] = thread
        why = await _called(installation, "chat.postMessage", asked)
        if why:
            _log.error("answer_not_given", why=why)
            return


async def whisper(installation: Installation, body: Body, lang: Lang, back: Back) -> None:
    """Say it where it was asked, seen by one; where we may not, in private."""
    for blocks in await _pages(installation, body, lang):
        asked = {
            "channel": back.channel,
            "user": back.user,
            "blocks": blocks,
            "text": render.fallback(body, lang),
        }
        if back.thread:
            asked["thread_ts"] = back.thread
        why = await _called(installation, "chat.postEphemeral", asked)
        if why:
            _log.info("not_whispered", why=why)
            if await _respond(installation, asked, back):
                continue
            await write_to(installation, back.user, body, lang)
            return


async def _respond(installation: Installation, said: Mapping[str, Any], back: Back) -> bool:
    """Answer through the address that came with a press or a command: no membership needed."""
    if not back.response_url:
        return False
    client = AsyncWebhookClient(back.response_url, session=installation.client.session)
    try:
        answer = await client.send(
            text=said["text"],
            blocks=said["blocks"],
            response_type="ephemeral",
            replace_original=False,
        )
    except TROUBLES as error:
        _log.info("not_responded", why=reason(error))
        return False
    return answer.status_code == 200


async def _called(installation: Installation, method: str, asked: Mapping[str, Any]) -> str:
    """One call with a few tries; why it did not succeed, or ""."""
    why = ""
    for _ in range(TRIES):
        try:
            await installation.client.api_call(method, json=dict(asked))
        except SlackApiError as error:
            why = reason(error)
            if error.response.status_code == 429 or why == "ratelimited":
                await asyncio.sleep(min(retry_after(error), LONGEST_WAIT))
                continue
            if why in NO_BLOCKS:
                plain = kit.without_pictures(kit.unfolded(asked["blocks"]))
                asked = {**asked, "blocks": plain}
                continue
            if error.response.status_code < 500:
                return why
        except TROUBLES as error:
            why = reason(error)
        else:
            return ""
        if await _arrived(installation, asked):
            return ""
    return why


async def _arrived(installation: Installation, asked: Mapping[str, Any]) -> bool:
    """Whether a private message that nobody heard the end of stands there all the same."""
    if "metadata" not in asked:
        return False
    place = str(asked["channel"])
    to = Address("slack", "", user=place)
    if place.startswith("D"):
        to = Address("slack", "", place, str(asked.get("thread_ts", "")))
    key = asked["metadata"]["event_payload"]["key"]
    return isinstance(await installation.outbound.find(to, key), str)
