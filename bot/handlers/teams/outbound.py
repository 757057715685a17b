"""How the desk's messages reach Teams, and what Teams' refusals mean.

`TeamsOutbound` is what `bot.delivery` calls. The private answers to a press or a message are given
by `steps`, through the same posting and the same reading of errors.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from functools import partial
from random import SystemRandom
from typing import TypeVar

from bot.desk.replies import (
    Address,
    Body,
    Gone,
    Later,
    Message,
    Request,
    Result,
    Sent,
    Unclear,
)
from bot.handlers.outsiders import CardWait, harmless
from bot.handlers.teams import references, render
from bot.handlers.teams.connector import TROUBLES, Connector, ConnectorError
from bot.handlers.teams.files import Offers, told
from bot.handlers.teams.kit import without_pictures
from bot.handlers.teams.messages import (
    Activity,
    activities,
    activity,
    bare,
    mentioning,
    without_dialogs,
)
from bot.handlers.teams.origins import THREAD
from bot.handlers.teams.references import CHANNEL, GROUP, SERVICE_URL, Reference
from bot.observing import log
from bot.texts import Lang, Phrase

TOKEN_PAUSE = 600.0
"""Seconds between tries while we are refused: a person has to give us a new secret."""
FIRST_WAIT = 2.0
"""Seconds to wait where Teams asks for patience and does not say how long."""
GONE = frozenset({403, 404, 410})
BUSY = frozenset({412, 429})
"""Retry these, with a pause that differs from others' (Microsoft, "Rate limiting for bots")."""
FAILURES: tuple[type[BaseException], ...] = (ConnectorError, *TROUBLES)
"""Whatever a call may end in."""
NO_CARD = frozenset({400, 413})
"""What Teams says of a card it does not like, or finds too large."""

T = TypeVar("T")

_log = log(__name__)
_random = SystemRandom()


class TeamsOutbound:
    """The `Outbound` of Teams. `trouble` is what keeps it from working, for those who watch."""

    def __init__(self, connector: Connector, app_id: str = "", *, dialogs: bool = True) -> None:
        """`dialogs` is False for a client that sends nothing from a button that opens one."""
        self._connector = connector
        self._dialogs = dialogs
        self._bot = f"28:{app_id}" if app_id else ""
        self._wait = CardWait()
        self._private: dict[tuple[str, str], str] = {}
        self._begun: dict[str, int] = {}
        self.offers = Offers()
        self.trouble = ""

    async def send(self, to: Address, message: Message) -> Result:
        """Post to a room, a thread or a person.

        Somebody of another tenant cannot be written to in private: they are mentioned where the
        case is, without the private part; a card that is on its way is waited for.
        """
        if not to.user:
            return await self._tried(self._to_room(to, message))
        known = references.read(to.reference)
        if not known.outsider:
            result = await self._tried(self._to_person(to, known, message))
            if isinstance(result, Gone):
                self.forget(to.workspace, to.user)
            return result
        where = _among_others(to, known)
        waits = where.channel == to.channel and not to.thread
        if to.channel and waits and self._wait.goes_on(message.key):
            return Later(1.0)
        self._wait.over(message.key)
        if not where.channel:
            return Gone("outsider")
        return await self._tried(self._mention(where, known, message))

    async def edit(self, to: Address, message_id: str, message: Message) -> Result:
        """Replace a message in place; what stands among others still tells nothing of it."""
        known = references.read(to.reference)
        conversation, number = place_of(to, message_id, known)
        if to.user and known.outsider:
            said = _waits(to, known, message)
        else:
            said = activity(message.body, message.lang, "chat" if to.user else "room")

        async def change() -> str:
            await self.change(known, conversation, number, said)
            return message_id

        return await self._tried(change())

    async def find(self, to: Address, key: str) -> str | None:
        """Teams cannot be asked what was sent: a message may, rarely, stand twice."""
        return None

    async def refresh(self, to: Address, message: Message) -> None:
        """Nobody has a standing page in Teams: one's own cases are asked for in the chat."""

    # -- posting, for `steps` too

    async def post(self, known: Reference, conversation: str, said: Activity) -> str:
        """One message into a conversation; a card that is refused goes as words.

        Raises ConnectorError and TROUBLES.
        """
        send = partial(self._connector.send, _address(known), conversation)
        return await self._or_bare(send, said)

    async def change(
        self, known: Reference, conversation: str, number: str, said: Activity
    ) -> None:
        """Put another message in a message's place; a card that is refused goes as words.

        Raises ConnectorError and TROUBLES.
        """
        change = partial(self._connector.update, _address(known), conversation, number)
        await self._or_bare(change, said)

    async def private(self, tenant: str, user: str, known: Reference) -> str:
        """The one-to-one conversation with a person, opened where there is none yet.

        Teams gives the same one again. Raises ConnectorError and TROUBLES.
        """
        found = self._private.get((tenant, user))
        if found is None:
            asked = {
                "isGroup": False,
                "bot": {"id": known.bot or self._bot},
                "members": [{"id": known.user or user}],
                "tenantId": tenant,
                "channelData": {"tenant": {"id": tenant}},
            }
            found, _ = await self._connector.create(_address(known), asked)
            self.remember(tenant, user, found)
        return found

    def remember(self, tenant: str, user: str, conversation: str) -> None:
        """This is the one-to-one conversation with a person: they have just written in it."""
        self._private[tenant, user] = conversation

    def forget(self, tenant: str, user: str) -> None:
        """It is no longer to be used."""
        self._private.pop((tenant, user), None)

    async def _or_bare(self, way: Callable[[Activity], Awaitable[T]], said: Activity) -> T:
        """A message by one of the ways, as this client takes it.

        A card that is refused goes without its pictures, and then as words.
        """
        fit = said if self._dialogs else without_dialogs(said)
        fewer = without_pictures(fit)
        for form in (fit,) if fewer == fit else (fit, fewer):
            try:
                return await way(form)
            except ConnectorError as error:
                if error.status not in NO_CARD or not fit.get("attachments"):
                    raise
                _log.error("card_refused", code=error.code)
        return await way(bare(fit))

    # -- ways

    async def _to_room(self, to: Address, message: Message) -> str:
        """A message in a thread, or a new one: in a channel that opens a thread of its own."""
        known = references.read(to.reference)
        said = activity(message.body, message.lang, "room")
        if to.thread and _kind(to, known) == CHANNEL:
            return await self.post(known, f"{to.channel}{THREAD}{to.thread}", said)
        if _kind(to, known) != CHANNEL:
            return await self.post(known, to.channel, said)
        return await self._opened(to, known, said)

    async def _opened(self, to: Address, known: Reference, said: Activity) -> str:
        """A new thread. Its id is that of its first message."""
        asked = {
            "isGroup": True,
            "bot": {"id": known.bot or self._bot},
            "tenantId": to.workspace,
            "channelData": {"channel": {"id": to.channel}, "tenant": {"id": to.workspace}},
        }

        async def create(first: Activity) -> str:
            whole = {**asked, "activity": first}
            conversation, number = await self._connector.create(_address(known), whole)
            return number or conversation.partition(THREAD)[2]

        return await self._or_bare(create, said)

    async def _to_person(self, to: Address, known: Reference, message: Message) -> str:
        """In private, in as many messages as the text needs; the last is the one remembered.

        A try that ended half way is gone on with: what Teams has taken is not said again.
        """
        conversation = await self.private(to.workspace, to.user, known)
        letters = self.letters(to, message.body, message.lang)
        begun = max(min(self._begun.get(message.key, 0), len(letters) - 1), 0)
        number = ""
        for said in letters[begun:]:
            number = await self.post(known, conversation, said)
            self._begun[message.key] = begun = begun + 1
        self._begun.pop(message.key, None)
        return f"{conversation}|{number}"

    def letters(
        self,
        to: Address,
        body: Body,
        lang: Lang,
        place: Mapping[str, str] | None = None,
        asked: Request | None = None,
    ) -> list[Activity]:
        """What is said to one person, in as many messages as it needs; first the files in it.

        `asked` is what it answers, `place` the room that was asked in.
        """
        files = self.offers.made(body, lang, f"{to.workspace}/{to.user}", asked)
        said = told(body, "teams.file_asked" if files else "chat.file_not_given")
        return [*files, *activities(said, lang, place)]

    async def _mention(self, to: Address, known: Reference, message: Message) -> str:
        """Say to somebody, among others, that something waits."""
        said = _waits(to, known, message)
        conversation = f"{to.channel}{THREAD}{to.thread}" if to.thread else to.channel
        if to.thread or _kind(to, known) != CHANNEL:
            number = await self.post(known, conversation, said)
        else:
            number = await self._opened(to, known, said)
        return f"{conversation}|{number}"

    # -- what came of it

    async def _tried(self, posting: Awaitable[str]) -> Result:
        try:
            number = await posting
        except ConnectorError as error:
            return self.meaning(error)
        except TROUBLES as error:
            return Unclear(reason(error))
        self.trouble = ""
        return Sent(number)

    def meaning(self, error: ConnectorError) -> Result:
        """What a refusal means for the message: gone, later, or nobody knows."""
        why = reason(error)
        if error.refuses_us:
            if self.trouble != why:
                _log.error("teams_refuses_us", why=why)
            self.trouble = why
            return Later(TOKEN_PAUSE, why)
        if error.status in BUSY:
            return Later((error.retry_after or FIRST_WAIT) * _random.uniform(1.0, 1.5))
        if error.status in GONE:
            return Gone(why)
        return Unclear(why)


def _waits(to: Address, known: Reference, message: Message) -> Activity:
    """That something waits for somebody. What it is they see in a dialog, which a button opens."""
    shown = [replace(button, opens=True) for button in harmless(message.body)]
    code = "chat.away" if shown else "chat.away_plain"
    words = render.say(Phrase(code, {"who": ""}), message.lang)
    return mentioning(to.user, known, words, message.lang, shown)


# -- places


def _among_others(to: Address, known: Reference) -> Address:
    """Where an outsider is spoken to: under the case, in a channel that they are in.

    The case may stand in another first; the one they were met in is theirs.
    """
    channel = known.channel or to.channel
    thread = to.thread if channel == to.channel else ""
    return Address(to.platform, to.workspace, channel, thread, to.user, to.reference)


def _address(known: Reference) -> str:
    return known.service_url or SERVICE_URL


def _kind(to: Address, known: Reference) -> str:
    """Whether a room is a channel, with threads, or a group chat: kept, or told by its id."""
    if known.kind in (CHANNEL, GROUP):
        return known.kind
    return CHANNEL if to.channel.endswith(("@thread.tacv2", "@thread.skype")) else GROUP


def place_of(to: Address, message_id: str, known: Reference) -> tuple[str, str]:
    """A remembered message's conversation and id: in private both were kept, "…|…"."""
    conversation, _, number = message_id.rpartition("|")
    if conversation:
        return conversation, number
    if _kind(to, known) == CHANNEL:
        return f"{to.channel}{THREAD}{to.thread or number}", number
    return to.channel, number


def reason(error: BaseException) -> str:
    """Teams' word for what went wrong, or the kind of trouble there was."""
    if isinstance(error, ConnectorError):
        return error.code or f"http_{error.status}"
    return type(error).__name__
