"""Writing down what came of a call, for as long as that takes.

A platform has taken the message by then: what is not remembered would be sent again, and a
platform that cannot be asked (Teams) would show it twice. So nothing else becomes of a message
before this is done, and nobody else sends it while its claim or its room's lease lasts.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from bot.delivery.sending import Post, Step
from bot.storage.engine import NotSaved

AGAIN = 0.5
"""Seconds between two tries: soon enough to be first when a database is back, before another
process may take the message for unsent."""


async def remember(post: Post, record: Callable[[], Step]) -> Step:
    """Write down what came of a call, tried until it is saved; also when we are to stop.

    `record` may be run again after a commit of which the answer was lost, so it must come to the
    same when it is done twice. A process that is ended before (`app.GRACE`) cannot remember.
    """
    while True:
        try:
            return await asyncio.to_thread(record)
        except NotSaved as error:
            post.troubles.met(error)
        await asyncio.sleep(AGAIN)
