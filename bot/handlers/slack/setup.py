"""What the Slack front end is given before it opens: the app's installation, and who is who."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field, replace
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.handlers.desk_line import DeskLine
from bot.handlers.memory import Memory
from bot.handlers.slack.inbound import Person, Where
from bot.handlers.slack.outbound import OUTSIDE, TROUBLES, SlackOutbound, reason
from bot.observing import log
from bot.texts import Lang

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


@dataclass(kw_only=True)
class Installation(DeskLine):
    """The app in its workspace, and everything the listeners share.

    `where` is known after `identify`. Background work (what needs no commit before the
    acknowledgement) is started with `spawn`, and let to its end by `settled`.
    """

    client: AsyncWebClient
    outbound: SlackOutbound
    reads_threads: bool = False
    reads_messages: bool = False
    where: Where | None = None
    scopes: frozenset[str] = frozenset()
    _people: Memory[str, Person] = field(default_factory=lambda: Memory(PEOPLE_KEPT))

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
            self.outbound.files.granted(self.scopes)
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

    # -- people

    async def person(self, user: str) -> Person:
        """Who this is, as Slack tells; only their id where it does not."""
        remembered = self._people.get(user)
        if remembered is not None:
            return remembered
        try:
            answer = await self.client.users_info(user=user, include_locale=True)
        except (SlackApiError, *TROUBLES) as error:
            _log.warning("person_not_known", why=reason(error))
            known = self._people.faded(user)
            found = known or Person(user, outsider=reason(error) in OUTSIDE)
            return self._people.keep(user, found, UNKNOWN_FOR)
        return self._people.keep(user, _person(user, answer["user"], self.where), REMEMBERED)

    async def person_soon(self, user: str, name: str = "") -> Person:
        """Who this is, if Slack tells at once; else what the payload says (`name`)."""
        found = self._people.get(user)
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
