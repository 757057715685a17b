"""The fake itself: its thread, its settings, who is there."""

from __future__ import annotations

import asyncio
import hashlib
import threading
import uuid
from collections.abc import Coroutine
from typing import Any, Self, TypeVar

from tests.fakes.teams import cards, visible
from tests.fakes.teams.deliveries import Courier, Delivery
from tests.fakes.teams.entra import PASSWORD, FakeEntra
from tests.fakes.teams.faults import Fault, Faults, Pace
from tests.fakes.teams.happening import Happening
from tests.fakes.teams.people import Person
from tests.fakes.teams.server import METADATA, SERVICE, Server
from tests.fakes.teams.state import (
    APP_ID,
    BOT,
    TENANT,
    Call,
    Conversation,
    Human,
    Message,
    Team,
    World,
    snapshot,
)
from tests.fakes.teams.storing import Stored
from tests.fakes.teams.tokens import Keys

T = TypeVar("T")


def thread_id(name: str, ending: str) -> str:
    """The same id for the same name, so that two runs can be compared."""
    return f"19:{hashlib.sha256(name.encode()).hexdigest()[:32]}@thread.{ending}"


class FakeTeams(Happening):
    """Teams with a bot in it, listening on 127.0.0.1. Use it as a context."""

    def __init__(self, port: int = 0, *, local: bool = False) -> None:
        self.state = World()
        self.tenant, self.app_id, self.password, self.bot = TENANT, APP_ID, PASSWORD, BOT
        self.bot_url: str | None = None
        self.local = local
        """Whether tokens are neither sent nor asked for."""
        self.reads_threads = False
        self.reads_chats = False
        self.supports_files, self.takes_pictures = True, True
        self.stored: dict[str, Stored] = {}
        self.tells_writers_tenant = False
        """Whether channelData names the writer's tenant instead of the conversation's."""
        self.limits, self.checks = False, True
        self.patience = 10.0
        self.outsider_refusal = (403, "BotNotInConversationRoster", "User is of another tenant.")
        self.calls: list[Call] = []
        self.deliveries: list[Delivery] = []
        self.violations: list[str] = []
        self.faults, self.pace = Faults(), Pace()
        self.keys, self.login = Keys(), FakeEntra()
        self.port = port
        self.loop = asyncio.new_event_loop()
        self.courier, self.server = Courier(self), Server(self)
        self._people: dict[str, Person] = {}
        self._thread: threading.Thread | None = None

    # its life

    def __enter__(self) -> Self:
        self._thread = threading.Thread(target=self._run, name="fake teams", daemon=True)
        self._thread.start()
        self.port = self.wait(self.server.start(self.port))
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self.loop)
        self.loop.run_forever()

    def close(self) -> None:
        if self._thread is None:
            return
        self.wait(self.courier.close())
        self.wait(self.server.stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()
        self.loop.close()
        self._thread = None

    def wait(self, work: Coroutine[Any, Any, T]) -> T:
        """Run this on the fake's loop, from any other thread."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result()

    def url(self, path: str = "") -> str:
        return f"http://127.0.0.1:{self.port}/{path}"

    @property
    def service_url(self) -> str:
        return self.url(f"{SERVICE[1:]}/")

    @property
    def openid_url(self) -> str:
        return self.url(METADATA[1:])

    # what a test sets up

    def serve(self, url: str | None) -> None:
        """Where the bot listens, with its path."""
        self.bot_url = url

    def token(self, **how: Any) -> str:
        """A token as Teams would send it; `how` as for Keys.mint, and any claim."""
        return self.keys.mint(how.pop("service_url", self.service_url), **how)

    def add_person(self, key: str, name: str, **more: Any) -> Person:
        """Somebody with an account: email, tenant, locale, personal, blocked, old_client."""
        with self.state.lock:
            self.state.humans[key] = Human(key, name, **more)
        return self.person(key)

    def add_team(self, name: str, *members: str, installed: bool = False) -> str:
        """A team with its General channel; the id is that of both."""
        made = thread_id(name, "tacv2")
        group = str(uuid.uuid5(uuid.NAMESPACE_OID, name))
        with self.state.lock:
            self.state.teams[made] = Team(made, name, group, installed=installed)
            self.state.teams[made].members |= set(members)
            self.state.conversations[made] = Conversation(made, "channel", "General", made)
        return made

    def add_channel(self, team: str, name: str, *outsiders: str, shared: bool = False) -> str:
        """A channel of a team; a shared one has the team's members and the outsiders, and the
        app of its own."""
        made = thread_id(f"{team}/{name}", "tacv2")
        with self.state.lock:
            where = Conversation(made, "channel", name, team, shared=shared)
            where.members = {*self.state.teams[team].members, *outsiders}
            where.installed = shared and self.state.teams[team].installed
            self.state.conversations[made] = where
        return made

    def add_chat(self, name: str, *members: str, installed: bool = False) -> str:
        """A group chat."""
        made = thread_id(name, "v2")
        with self.state.lock:
            where = Conversation(made, "groupChat", name, installed=installed)
            where.members = set(members)
            self.state.conversations[made] = where
        return made

    def add_two(self, one: str, other: str) -> str:
        """A chat of two people, without the bot: only a message extension is used there."""
        made = f"19:{self.person(one).aad}_{self.person(other).aad}@unq.gbl.spaces"
        with self.state.lock:
            where = Conversation(made, "personal", members={one, other})
            self.state.conversations[made] = where
        return made

    def person(self, name: str) -> Person:
        """By the key given to add_person, or by an id."""
        human = self.state.human(name)
        return self._people.setdefault(human.key, Person(self, human))

    def plan(
        self,
        method: str,
        status: int | None = None,
        code: str = "ServiceError",
        *,
        retry_after: float | None = None,
        hang: float = 0.0,
        close: bool = False,
        applied: bool = False,
        times: int = 1,
    ) -> None:
        """Let the next calls of a method go wrong: create, send, update, delete, member, members,
        team, channels, openid, keys; "*" is any of the connector's."""
        self.faults.plan(method, Fault(status, code, retry_after, hang, close, applied, times))

    # what a test looks at

    @property
    def channel(self) -> str:
        """The first channel that is not a team's General; where people are, if not told else."""
        every = [c for c in self.state.conversations.values() if c.kind == "channel"]
        named = [c for c in every if c.id != c.team]
        return (named or every)[0].id

    def messages(self, conversation: str) -> list[Message]:
        """Everything there, oldest first, replies too."""
        with self.state.lock:
            where = self.state.conversations[conversation]
            return [snapshot(m) for m in where.messages if not m.deleted]

    def threads(self, channel: str) -> list[Message]:
        """What begins the channel's threads, oldest first."""
        return [m for m in self.messages(channel) if not m.in_thread]

    def thread(self, root: Message) -> list[Message]:
        """The replies under a message, oldest first."""
        found = self.messages(root.conversation)
        return [m for m in found if m.root == root.root and m.in_thread]

    def text_of(self, thing: Any) -> str:
        """All visible words of a message or a card, one line each."""
        return "\n".join(visible.lines(thing))

    def buttons_of(self, message: Message) -> list[str]:
        return [title for card in message.cards for title in cards.buttons(card)]

    def pings_of(self, message: Message) -> set[str]:
        """The ids of those whom it rings for."""
        return visible.mentioned(message.activity)

    def called(self, method: str) -> list[Call]:
        with self.state.lock:
            return [call for call in self.calls if call.method == method]

    def link_to(self, message: Message) -> str:
        return f"https://teams.microsoft.com/l/message/{message.conversation}/{message.id}"

    def violate(self, where: str, what: str) -> None:
        self.violations.append(f"{where}: {what}")
