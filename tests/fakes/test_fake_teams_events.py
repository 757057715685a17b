"""What happens in the fake Teams by itself, and its terminal."""

from __future__ import annotations

from tests.fakes.teams import ELSEWHERE, FakeTeams
from tests.fakes.teams.state import BOT, TENANT
from tests.fakes.teams.terminal import Terminal
from tests.fakes.teams_bot import Bot


def team_of(teams: FakeTeams) -> str:
    return next(iter(teams.state.teams))


def test_the_app_comes_to_a_team_and_goes(teams: FakeTeams, bot: Bot) -> None:
    team = teams.add_team("Andra", "anna")
    channel = teams.add_channel(team, "Rummet")
    first, second = teams.install(team, "anna", selected=channel)
    assert first.taken and second.taken
    told, installed = bot.seen
    assert told["membersAdded"] == [{"id": BOT}]
    assert told["channelData"]["eventType"] == "teamMemberAdded"
    assert told["channelData"]["settings"] == {"selectedChannel": {"id": channel}}
    assert told["channelData"]["team"]["name"] == "Andra"
    assert told["conversation"]["id"] == team and told["channelData"]["tenant"]["id"] == TENANT
    assert (installed["type"], installed["action"]) == ("installationUpdate", "add")
    assert told["from"] == {
        "id": teams.person("anna").id,
        "aadObjectId": teams.person("anna").aad,
    }
    teams.uninstall(team, "anna")
    assert bot.seen[2]["membersRemoved"] == [{"id": BOT}]
    assert bot.seen[3]["action"] == "remove"
    assert not teams.person("anna").mention("hej", channel).sent


def test_a_person_takes_the_app(teams: FakeTeams, bot: Bot) -> None:
    nils = teams.person("stranger")
    teams.install("stranger", "stranger")
    assert bot.seen[0]["conversation"]["id"] == nils.chat
    assert {"id": nils.id, "aadObjectId": nils.aad} in bot.seen[0]["membersAdded"]
    assert "eventType" not in bot.seen[0]["channelData"]
    assert nils.direct("hej").taken
    teams.uninstall("stranger", "stranger")
    assert bot.seen[-1]["action"] == "remove" and not nils.human.personal


def test_a_shared_channel_has_the_app_of_its_own(teams: FakeTeams, bot: Bot) -> None:
    (shared,) = [c.id for c in teams.state.conversations.values() if c.shared]
    teams.uninstall(shared, "anna")
    told = bot.seen[0]["channelData"]["channel"]
    assert (told["id"], told["type"]) == (shared, "shared")
    assert not teams.person("eva").mention("hej", shared).sent
    assert teams.person("anna").mention("hej").sent
    teams.install(shared, "anna")
    assert teams.person("eva").mention("hej", shared).taken
    assert bot.seen[-1]["channelData"]["tenant"] == {"id": TENANT}
    teams.tells_writers_tenant = True
    assert teams.person("eva").mention("hej", shared).taken
    assert bot.seen[-1]["channelData"]["tenant"] == {"id": ELSEWHERE}
    assert bot.seen[-1]["conversation"]["tenantId"] == TENANT


def test_a_newer_version_of_the_app(teams: FakeTeams, bot: Bot) -> None:
    assert teams.upgrade(team_of(teams), "anna").taken
    assert (bot.seen[0]["type"], bot.seen[0]["action"]) == ("installationUpdate", "add-upgrade")


def test_people_come_and_go(teams: FakeTeams, bot: Bot) -> None:
    team = team_of(teams)
    teams.join(team, "stranger")
    nils = teams.person("stranger")
    assert bot.seen[0]["membersAdded"] == [{"id": nils.id, "aadObjectId": nils.aad}]
    assert nils.mention("hej").taken
    teams.leave(team, "stranger")
    assert bot.seen[-1]["channelData"]["eventType"] == "teamMemberRemoved"


def test_channels_and_teams_change(teams: FakeTeams, bot: Bot) -> None:
    team = team_of(teams)
    made = teams.create_channel(team, "Ny", "anna")
    teams.rename_channel(made, "Nyare", "anna")
    teams.delete_channel(made, "anna")
    teams.restore_channel(made, "anna")
    teams.rename_team(team, "Centret", "anna")
    teams.archive_team(team, "anna")
    teams.unarchive_team(team, "anna")
    teams.delete_team(team, "anna")
    teams.restore_team(team, "anna")
    teams.delete_team(team, "anna", hard=True)
    told = [seen["channelData"] for seen in bot.seen]
    assert [data["eventType"] for data in told] == [
        "channelCreated",
        "channelRenamed",
        "channelDeleted",
        "channelRestored",
        "teamRenamed",
        "teamArchived",
        "teamUnarchived",
        "teamDeleted",
        "teamRestored",
        "teamHardDeleted",
    ]
    assert told[1]["channel"] == {"id": made, "name": "Nyare"}
    assert told[4]["team"] == {
        "id": team,
        "name": "Centret",
        "aadGroupId": teams.state.teams[team].group,
    }


def test_the_terminal_is_several_people(teams: FakeTeams, bot: Bot) -> None:
    terminal = Terminal(teams)

    def says(line: str) -> list[str]:
        return list(terminal.line(line))

    first = says("anna mention hänvisa")
    assert first[:2] == ["  1 [Ärenden] Anna Ek:", "     @Exportlots hänvisa"]
    assert "        [I take it]" in first
    assert "        Case 7 take" in says("bo press 2 I take it")
    assert "  dialog:" in says("anna press 2 Decline")
    assert "     ! What is needed?: Say what is needed" in says("anna send dialog")
    says("anna fill dialog Which markets = Norway; Finland")
    says("anna fill dialog What is needed = Sell to Norway")
    assert "  dialog:" not in says("anna send dialog")
    assert bot.seen[-1]["value"]["data"]["markets"] == "n,f"
    assert any("submitted ['kind']" in line for line in says("anna press 2 Plain"))
    assert says("anna press 9 Take") == ["no message '9': a number, or dialog"]
    assert says("anna dance 1") == ["nobody can dance; help tells what they can"]
    assert says("wrong") == ["nothing"]
    assert "anna, bo, eva" in says("help")[0]
    assert says("calls")[0].startswith("send 201")
    assert any("installationUpdate: 200" in line for line in says("uninstall"))
