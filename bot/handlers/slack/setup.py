"""What the Slack front end is given before it opens: the app's installation, and who is who."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic
from typing import Any
from uuid import uuid4
from weakref import WeakValueDictionary

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk.dispatch import dispatch as ask_the_desk
from bot.desk.dispatch import keep as keep_for_later
from bot.desk.registry import read as read_words
from bot.desk.replies import Button, Line, Outcome, Request, Value
from bot.desk.work import Desk
from bot.handlers.slack.inbound import Person, Where
from bot.handlers.slack.outbound import OUTSIDE, TROUBLES, SlackOutbound, reason
from bot.observing import log
from bot.texts import Lang, phrase

Dispatch = Callable[[Desk, Request, datetime], Outcome]
Keep = Callable[[Desk, Request, datetime], Button]
Read = Callable[[str], tuple[str, dict[str, Value]]]
Wake = Callable[[Iterable[int]], None]

REMEMBERED = 3600.0
"""Seconds that a person's name and language are taken as Slack last told them."""
UNKNOWN_FOR = 60.0
"""Seconds before Slack is asked again about somebody it did not tell of: a press waits for it."""
PEOPLE_KEPT = 5000
PERSON_WAIT = 1.0
"""Seconds that a press may wait for its presser's name: a form must be open within three."""
AGAIN_FIRST, AGAIN_LAST = 2.0, 300.0
"""Seconds between tries to reach Slack at the start: doubled from the first to the last."""

_log = log(__name__)


class NotThereError(Exception):
    """Slack has not told yet who we are: an event before that is to be sent again."""


@dataclass
class Installation:
    """The app in its workspace, and everything the listeners share.

    `where` is known after `identify`. Background work (what needs no commit before the
    acknowledgement) is started with `spawn`, and let to its end by `close`.
    """

    desk: Desk
    client: AsyncWebClient
    outbound: SlackOutbound
    now: Callable[[], datetime]
    wake: Wake = lambda _touched: None
    dispatch: Dispatch = ask_the_desk
    keep: Keep = keep_for_later
    read: Read = read_words
    reads_threads: bool = False
    where: Where | None = None
    scopes: frozenset[str] = frozenset()
    _people: dict[str, tuple[float, Person]] = field(default_factory=dict)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)
    _turns: WeakValueDictionary[str, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    @property
    def here(self) -> Where:
        """Where we are. Raises NotThereError before Slack has told."""
        if self.where is None:
            raise NotThereError("Slack has not answered yet")
        return self.where

    async def identify(self) -> Where:
        """Ask Slack who we are; raises SlackApiError, or the troubles of the network."""
        if self.where is None:
            answer = await self.client.auth_test()
            granted = str((answer.headers or {}).get("x-oauth-scopes", ""))
            self.scopes = frozenset(part.strip() for part in granted.split(",") if part.strip())
            self.where = Where(
                str(answer["team_id"]), str(answer["user_id"]), str(answer.get("url", ""))
            )
        return self.where

    async def at_last(self, call: Callable[[], Awaitable[object]], what: str) -> None:
        """Try something that Slack must allow until it does, more and more seldom."""
        pause = AGAIN_FIRST
        while True:
            try:
                await call()
            except (SlackApiError, *TROUBLES) as error:
                self.outbound.trouble = reason(error)
                _log.error("slack_not_reached", what=what, why=reason(error), again_in=pause)
                await asyncio.sleep(pause)
                pause = min(pause * 2, AGAIN_LAST)
                continue
            self.outbound.trouble = ""
            _log.info("slack_reached", what=what, workspace=self.here.workspace)
            return

    async def ask(self, request: Request) -> Outcome:
        """Give a command to the desk, and let what it left be sent."""
        try:
            outcome = await asyncio.to_thread(self.dispatch, self.desk, request, self.now())
        except Exception:
            reference = uuid4().hex[:8]
            _log.exception("command_failed", command=request.name, reference=reference)
            return Outcome(private=(Line(phrase("chat.broken", ref=reference)),), done=False)
        self.wake(outcome.touched)
        return outcome

    async def keep_request(self, request: Request) -> Button:
        """Keep a request until a press can open its form."""
        return await asyncio.to_thread(self.keep, self.desk, request, self.now())

    # -- people

    async def person(self, user: str) -> Person:
        """Who this is, as Slack tells; only their id where it does not."""
        remembered = self._remembered(user)
        if remembered is not None:
            return remembered
        known = self._people.get(user)
        try:
            answer = await self.client.users_info(user=user, include_locale=True)
        except (SlackApiError, *TROUBLES) as error:
            _log.warning("person_not_known", user=user, why=reason(error))
            found = known[1] if known else Person(user, outsider=reason(error) in OUTSIDE)
            return self._remember(found, UNKNOWN_FOR)
        return self._remember(_person(user, answer["user"], self.where), REMEMBERED)

    def _remember(self, person: Person, seconds: float) -> Person:
        if len(self._people) >= PEOPLE_KEPT:
            self._people.pop(next(iter(self._people)))
        self._people[person.user] = (monotonic() + seconds, person)
        return person

    def _remembered(self, user: str) -> Person | None:
        until, person = self._people.get(user, (0.0, None))
        return person if until > monotonic() else None

    async def person_soon(self, user: str, name: str = "") -> Person:
        """Who this is, if Slack tells at once; else what the payload says (`name`)."""
        found = self._remembered(user)
        if found is None:
            try:
                found = await asyncio.wait_for(self.person(user), PERSON_WAIT)
            except TimeoutError:
                return Person(user, name)
        return found if found.name else replace(found, name=name)

    async def names(self, users: Iterable[str]) -> dict[str, str]:
        """Names of people mentioned in a text."""
        found = await asyncio.gather(*(self.person(user) for user in users))
        return {person.user: person.name for person in found}

    # -- what goes on beside

    def turn(self, what: str) -> asyncio.Lock:
        """Whose turn it is with one thing (a modal): held while it is being drawn."""
        return self._turns.setdefault(what, asyncio.Lock())

    def spawn(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something after the acknowledgement; what goes wrong in it is logged."""
        task = asyncio.get_running_loop().create_task(self._logged(work))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _logged(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except Exception:
            _log.exception("slack_answer_failed")

    async def settled(self) -> None:
        """Wait until everything spawned has ended."""
        while self._tasks:
            await asyncio.gather(*self._tasks, return_exceptions=True)


def _person(user: str, told: dict[str, Any], where: Where | None) -> Person:
    profile = told.get("profile") or {}
    locale = str(told.get("locale") or "")
    lang: Lang | None = None if not locale else ("sv" if locale.startswith("sv") else "en")
    home = str(told.get("team_id") or "")
    outsider = bool(told.get("is_stranger")) or (
        where is not None and home not in ("", where.workspace) and not told.get("enterprise_user")
    )
    name = str(
        profile.get("real_name") or told.get("real_name") or profile.get("display_name") or ""
    )
    return Person(user, name, str(profile.get("email") or ""), lang, outsider)
