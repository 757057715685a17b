"""What happens in Teams: the app is installed and removed, people come, channels and teams end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, TypeVar

from tests.fakes.teams import deliveries, events
from tests.fakes.teams.deliveries import Delivery, unsent
from tests.fakes.teams.state import BOT, Conversation, Human, Json, Team, World

if TYPE_CHECKING:
    from collections.abc import Coroutine

    from tests.fakes.teams.deliveries import Courier
    from tests.fakes.teams.server import Server
    from tests.fakes.teams.state import Message

    T = TypeVar("T")


class Happening:
    """Part of FakeTeams."""

    state: World
    courier: Courier
    deliveries: list[Delivery]
    server: Server
    tells_writers_tenant: bool
    if TYPE_CHECKING:

        @property
        def service_url(self) -> str: ...

        def link_to(self, message: Message) -> str: ...

        def wait(self, work: Coroutine[Any, Any, T]) -> T: ...

        def add_channel(self, team: str, name: str) -> str: ...

    # deliveries

    def deliver(self, delivery: Delivery, token: str | None = None) -> Delivery:
        """Send and wait for the answer."""
        return self.wait(self.courier.send(delivery, token))

    def again(self, delivery: Delivery | None = None, token: str | None = None) -> Delivery:
        """An activity once more, the last one if none is given: the same id."""
        return self.deliver(deliveries.again(delivery or self.deliveries[-1]), token)

    def send(self, activity: Json, token: str | None = None) -> Delivery:
        """Any activity, with a good token if none is given."""
        return self.deliver(Delivery(activity), token)

    def post_raw(self, body: bytes | str, **headers: str) -> Delivery:
        """Any bytes to the bot's address; headers with _ for -."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        raw = body.encode() if isinstance(body, str) else body
        delivery = Delivery({})
        self.wait(self.courier.post(delivery, raw, {"Content-Type": "application/json"} | named))
        return delivery

    # the app comes and goes

    def install(self, where: str, by: str, *, selected: str = "") -> list[Delivery]:
        """Add the app to a team (`selected`: the channel chosen in the dialog), a shared channel
        or a group chat; `where` may also be a person, who adds it for themselves."""
        return self._installed(where, by, True, selected)

    def uninstall(self, where: str, by: str) -> list[Delivery]:
        """Take the app away. The bot hears of it, and is no member any more."""
        return self._installed(where, by, False)

    def upgrade(self, where: str, by: str) -> Delivery:
        """A newer version of the app takes the place of the old one."""
        with self.state.lock:
            place = self._conversation(self._place(where))
            activity = events.installation(self, self.state.human(by), place, comes=True)
        return self.send({**activity, "action": "add-upgrade"})

    def _installed(self, name: str, by: str, comes: bool, selected: str = "") -> list[Delivery]:
        with self.state.lock:
            human, place = self.state.human(by), self._place(name)
            if isinstance(place, Human):
                place.personal = comes
            else:
                place.installed = comes
            where = self._conversation(place)
            accounts: list[Json] = [{"id": BOT}]
            if isinstance(place, Human) and comes:
                accounts.append({"id": human.id, "aadObjectId": human.aad})
            made = [
                events.members(self, human, where, accounts, comes=comes, selected=selected),
                events.installation(self, human, where, comes=comes, selected=selected),
            ]
        return [self.send(activity) for activity in made]

    def _place(self, name: str) -> Team | Conversation | Human:
        found = self.state.teams.get(name) or self.state.conversations.get(name)
        return found or self.state.human(name)

    def _conversation(self, place: Team | Conversation | Human) -> Conversation:
        """Where Teams tells of it."""
        if isinstance(place, Human):
            return self.state.chat_with(place)
        return self.state.conversations[place.id]

    # people come and go

    def join(self, where: str, who: str) -> Delivery:
        """Somebody becomes a member of a team, a shared channel or a group chat."""
        return self._moved(where, who, True)

    def leave(self, where: str, who: str) -> Delivery:
        """Somebody is no member any more."""
        return self._moved(where, who, False)

    def _moved(self, name: str, who: str, comes: bool) -> Delivery:
        with self.state.lock:
            human, place = self.state.human(who), self._place(name)
            assert not isinstance(place, Human)
            (place.members.add if comes else place.members.discard)(human.key)
            where = self._conversation(place)
            account = {"id": human.id, "aadObjectId": human.aad}
            activity = events.members(self, human, where, [account], comes=comes)
            told = self.state.has_bot(where)
        return self.send(activity) if told else unsent()

    # channels and teams

    def create_channel(self, team: str, name: str, by: str) -> str:
        """A new standard channel, of which the bot is told. Returns its id."""
        made = self.add_channel(team, name)
        self._channel_event(made, "channelCreated", by)
        return made

    def rename_channel(self, channel: str, name: str, by: str) -> Delivery:
        self.state.conversations[channel].name = name
        return self._channel_event(channel, "channelRenamed", by)

    def delete_channel(self, channel: str, by: str) -> Delivery:
        """It can be restored for a while; until then nothing can be written there."""
        self.state.conversations[channel].deleted = True
        return self._channel_event(channel, "channelDeleted", by)

    def restore_channel(self, channel: str, by: str) -> Delivery:
        self.state.conversations[channel].deleted = False
        return self._channel_event(channel, "channelRestored", by)

    def _channel_event(self, channel: str, event: str, by: str) -> Delivery:
        with self.state.lock:
            where = self.state.conversations[channel]
            activity = events.channel(self, self.state.human(by), where, event)
            told = self.state.has_bot(where)
        return self.send(activity) if told else unsent()

    def rename_team(self, team: str, name: str, by: str) -> Delivery:
        self.state.teams[team].name = name
        return self._team_event(team, "teamRenamed", by)

    def archive_team(self, team: str, by: str) -> Delivery:
        """Everything can be read, and nothing written."""
        self.state.teams[team].archived = True
        return self._team_event(team, "teamArchived", by)

    def unarchive_team(self, team: str, by: str) -> Delivery:
        self.state.teams[team].archived = False
        return self._team_event(team, "teamUnarchived", by)

    def delete_team(self, team: str, by: str, *, hard: bool = False) -> Delivery:
        """`hard`: it cannot be restored any more."""
        self.state.teams[team].deleted = True
        return self._team_event(team, "teamHardDeleted" if hard else "teamDeleted", by)

    def restore_team(self, team: str, by: str) -> Delivery:
        self.state.teams[team].deleted = False
        return self._team_event(team, "teamRestored", by)

    def _team_event(self, team: str, event: str, by: str) -> Delivery:
        with self.state.lock:
            found = self.state.teams[team]
            where = self.state.conversations[team]
            activity = events.team(self, self.state.human(by), where, event)
        return self.send(activity) if found.installed else unsent()

    def settle(self, quiet: float = 0.1, seconds: float = 5.0) -> None:
        """Wait until the bot has been quiet for so long: no call came in. A test of a bot in the
        same process asks that bot instead."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            before = self.server.busy
            time.sleep(quiet)
            if before == self.server.busy and before[0] == 0:
                return
