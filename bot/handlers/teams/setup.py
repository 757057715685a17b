"""What the Teams front end is given before it opens: the app's installation, and who is who."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field, replace
from typing import Any

from bot.desk.replies import Request
from bot.handlers.desk_line import DeskLine
from bot.handlers.memory import Memory
from bot.handlers.teams.connector import Connector
from bot.handlers.teams.origins import Origin, Person
from bot.handlers.teams.outbound import FAILURES, TeamsOutbound, reason
from bot.handlers.teams.presence import Presence
from bot.handlers.teams.references import CHANNEL, GROUP
from bot.handlers.teams.words import say
from bot.observing import log
from bot.texts import phrase

REMEMBERED = 3600.0
"""Seconds that a person's name and e-mail are taken as Teams last told them."""
UNKNOWN_FOR = 60.0
"""Seconds before Teams is asked again about somebody it did not tell of: a press waits for it."""
PEOPLE_KEPT = 5000
ANSWERED_KEPT = 2000
ANSWERED_FOR = 24 * 3600.0
"""Seconds, as long as a receipt is kept."""
PERSON_WAIT = 1.0
"""Seconds that a press may wait for its presser's name; Teams gives a dialog some five."""

_log = log(__name__)


@dataclass(kw_only=True)
class Installation(DeskLine):
    """The app wherever it is installed, and everything that takes activities.

    `met` are the channels that the desk has been told of in this process.
    """

    connector: Connector
    outbound: TeamsOutbound
    reads_threads: bool = False
    reads_messages: bool = False
    met: set[str] = field(default_factory=set)
    greeted: set[str] = field(default_factory=set)
    presence: Presence = field(init=False)
    _answered: Memory[tuple[str, ...], bool] = field(default_factory=lambda: Memory(ANSWERED_KEPT))
    _people: Memory[str, Person] = field(default_factory=lambda: Memory(PEOPLE_KEPT))
    _asking: set[asyncio.Task[Person]] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.presence = Presence(self.connector)

    def first_time(self, request: Request) -> bool:
        """Whether this process has not answered this very request yet.

        An answer in the chat stays there. Who presses three times at once is given one; what
        comes again after a process has died is answered by the next.
        """
        what = request.key or repr(sorted(request.args.items()))
        asked = (request.caller.workspace, request.caller.user, request.name, what)
        first = not self._answered.get(asked)
        self._answered.keep(asked, True, ANSWERED_FOR)
        return first

    # -- people

    def remember(self, where: Origin) -> None:
        """Where somebody writes to us in private is where they are answered.

        Not where they open a message's menu: Teams calls a chat between two people, without us,
        "personal" as well.
        """
        if where.direct:
            self.outbound.remember(where.tenant, where.user, where.conversation)

    async def person_soon(self, where: Origin) -> Person:
        """Who acts, if Teams tells at once; else what the activity says of them.

        What Teams tells too late is known at their next step.
        """
        found = self._people.get(_key(where))
        if found is None:
            asking = asyncio.create_task(self._asked(where))
            self._asking.add(asking)
            asking.add_done_callback(self._asking.discard)
            await asyncio.wait({asking}, timeout=PERSON_WAIT)
            found = asking.result() if asking.done() else _as_told(where)
        return replace(found, lang=where.lang or found.lang, name=found.name or where.name)

    async def _asked(self, where: Origin) -> Person:
        try:
            told = await self.connector.member(where.service_url, where.conversation, where.account)
        except FAILURES as error:
            _log.warning("person_not_known", why=reason(error))
            return self._people.keep(_key(where), _as_told(where), UNKNOWN_FOR)
        return self._people.keep(_key(where), _person(where, told), REMEMBERED)

    # -- channels

    async def name_of(self, where: Origin, channel: str) -> str:
        """A channel's name; the first channel of a team has none and is called as its team.

        Most group chats have none: they are called what they are. Empty where Teams does not tell.
        """
        if where.kind == GROUP:
            return where.title or say(phrase("teams.group_chat"), where.lang or "sv")
        if where.kind != CHANNEL or not where.team:
            return ""
        try:
            channels = await self.connector.channels(where.service_url, where.team)
            name = next((c.get("name") for c in channels if c.get("id") == channel), None)
            if not name and channel == where.team:
                name = (await self.connector.team(where.service_url, where.team)).get("name")
        except FAILURES as error:
            _log.warning("channel_not_known", channel=channel, why=reason(error))
            return ""
        return str(name or "")


def _key(where: Origin) -> str:
    return f"{where.tenant}/{where.user}"


def _as_told(where: Origin) -> Person:
    return Person(where.user, where.account, where.name, lang=where.lang)


def _person(where: Origin, told: dict[str, Any]) -> Person:
    """A member of the conversation. Teams names their own tenant, which may be another."""
    home = str(told.get("tenantId") or "")
    return Person(
        where.user,
        where.account,
        str(told.get("name") or where.name),
        str(told.get("email") or ""),
        where.lang,
        outsider=bool(home and where.tenant and home != where.tenant),
        known=True,
    )
