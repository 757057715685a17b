"""The front end's own calls to Teams: a few tries, soon, and then it is left.

A private answer that comes minutes later would only confuse; what must arrive is a notice, and
delivery's business.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace

from bot.desk.replies import Gone, Later
from bot.handlers.teams.connector import TROUBLES, ConnectorError
from bot.handlers.teams.messages import Activity
from bot.handlers.teams.origins import Origin
from bot.handlers.teams.outbound import reason
from bot.handlers.teams.references import Reference
from bot.handlers.teams.setup import Installation
from bot.observing import log

TRIES = 3
PAUSE = 0.5
"""Seconds before the next try where Teams, or Entra, could not be reached; doubled each time."""
LONGEST_WAIT = 30.0
"""Seconds that an answer waits for Teams' leave."""

_log = log(__name__)


async def write(
    installation: Installation, where: Origin, known: Reference, said: Activity
) -> bool:
    """One message into the one-to-one chat with who acted. False when it did not arrive."""
    way = installation.outbound
    known = replace(known, service_url=where.service_url, bot=where.bot, user=where.account)

    async def post() -> None:
        if where.direct:
            await way.post(known, where.conversation, said)
            return
        conversation = await way.private(where.tenant, where.user, known)
        await way.post(known, conversation, said)

    why = await called(installation, post)
    if why:
        way.forget(where.tenant, where.user)
        _log.error("answer_not_given", why=why)
    return not why


async def say(installation: Installation, where: Origin, said: Activity) -> str:
    """One message where it was asked, in the same thread. Why it did not arrive, or ""."""

    async def post() -> None:
        await installation.outbound.post(where.reference, where.conversation, said)

    why = await called(installation, post)
    if why:
        _log.error("not_said", why=why)
    return why


async def called(installation: Installation, post: Callable[[], Awaitable[None]]) -> str:
    """One call with a few tries; why it did not succeed, or ""."""
    why = ""
    for tried in range(TRIES):
        try:
            await post()
        except ConnectorError as error:
            why = reason(error)
            result = installation.outbound.meaning(error)
            if isinstance(result, Gone) or error.refuses_us:
                return why
            if isinstance(result, Later):
                await asyncio.sleep(min(result.seconds, LONGEST_WAIT))
        except TROUBLES as error:
            why = reason(error)
            await asyncio.sleep(PAUSE * 2**tried)
        else:
            installation.outbound.trouble = ""
            return ""
    return why
