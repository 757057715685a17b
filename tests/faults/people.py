"""Who acts: seven members of four organisations, on two platforms, and the two rooms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from bot.handlers.teams.references import CHANNEL as TEAMS_CHANNEL
from bot.handlers.teams.references import PERSONAL, Reference
from bot.storage.engine import open_store
from bot.storage.tables import Identity, Member, Room
from tests.conftest import CENTRE
from tests.fakes.slack import FakeSlack
from tests.fakes.slack.state import BOT_USER
from tests.fakes.teams import FakeTeams

SLACK, TEAMS = "slack", "teams"
CHANNEL = "C0EXPORT"


@dataclass(frozen=True)
class Somebody:
    """One member."""

    key: str
    name: str
    organisation: str
    platform: str
    coordinator: bool = False


KARIN = Somebody("karin", "Karin Holm", "vgr", SLACK, coordinator=True)
EVERYBODY = (
    KARIN,
    Somebody("sara", "Sara Lind", "brg", SLACK),
    Somebody("lars", "Lars Moen", "brg", TEAMS),
    Somebody("maria", "Maria Dahl", "ekn", SLACK),
    Somebody("erik", "Erik Berg", "ekn", TEAMS),
    Somebody("petra", "Petra Storm", "almi", SLACK),
    Somebody("anna", "Anna Ek", "almi", TEAMS),
)
BY_KEY = {who.key: who for who in EVERYBODY}
BY_NAME = {who.name: who for who in EVERYBODY}


@dataclass(frozen=True)
class Platforms:
    """The two services our bot meets, outside its process."""

    slack: FakeSlack
    teams: FakeTeams
    team: str
    channel: str

    def settings(self) -> dict[str, str]:
        """What stands in `.env` for them. Teams is without an app id, as on one's own computer."""
        return {
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_SIGNING_SECRET": self.slack.signing_secret,
            "SLACK_API_URL": self.slack.api_url,
            "TEAMS_LOCAL": "true",
            "HOST": "127.0.0.1",
            "LOG_LEVEL": "warning",
        }

    def tell(self, address: str) -> None:
        """From now on what happens is told there."""
        self.slack.serve_events_to(f"{address}/slack/events")
        self.teams.serve(f"{address}/api/messages")

    def user_of(self, who: Somebody) -> str:
        """How their platform knows them."""
        if who.platform == SLACK:
            return f"U0{who.key.upper()}"
        return self.teams.person(who.key).aad


def gather(slack: FakeSlack, teams: FakeTeams) -> Platforms:
    """Everybody is there, and the bot in both channels."""
    team = teams.add_team("Exportcenter", installed=True)
    channel = teams.add_channel(team, "export-väst")
    slack.add_channel(CHANNEL, "export-väst")
    slack.state.channels[CHANNEL].members.add(BOT_USER)
    for who in EVERYBODY:
        if who.platform == SLACK:
            slack.add_user(f"U0{who.key.upper()}", who.name, email=f"{who.key}@example.org")
            slack.state.channels[CHANNEL].members.add(f"U0{who.key.upper()}")
        else:
            teams.add_person(who.key, who.name, email=f"{who.key}@example.org")
            teams.state.teams[team].members.add(who.key)
    return Platforms(slack, teams, team, channel)


def settle(database: str, there: Platforms) -> None:
    """A new database in which the centre meets in both channels, and everybody is a member."""
    store = open_store(database, centre=CENTRE)
    now, service, bot = datetime.now(UTC), there.teams.service_url, there.teams.bot
    tenant = there.teams.tenant
    try:
        with store.write() as session:
            session.add(Room(platform=SLACK, workspace=there.slack.team, channel=CHANNEL))
            reference = Reference(service, tenant, bot, TEAMS_CHANNEL).kept()
            room = Room(platform=TEAMS, workspace=tenant, channel=there.channel)
            room.within, room.reference = there.team, reference
            session.add(room)
            for who in EVERYBODY:
                member = Member(
                    name=who.name,
                    organisation=who.organisation,
                    joined_at=now,
                    confirmed_at=now,
                    coordinator=who.coordinator,
                )
                session.add(member)
                session.flush()
                session.add(_identity(who, member.id or 0, there, now))
    finally:
        store.close()


def _identity(who: Somebody, member_id: int, there: Platforms, now: datetime) -> Identity:
    workspace, reference = there.slack.team, ""
    if who.platform == TEAMS:
        workspace = there.teams.tenant
        account, service = there.teams.person(who.key).id, there.teams.service_url
        known = Reference(service, workspace, there.teams.bot, PERSONAL, account, who.name)
        reference = known.kept()
    return Identity(
        member_id=member_id,
        platform=who.platform,
        workspace=workspace,
        user=there.user_of(who),
        reference=reference,
        used_at=now,
    )
