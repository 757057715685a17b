"""Rooms: the app is added, greets once, and the centre meets there or no longer does."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.fakes.teams import Delivery, FakeTeams
from tests.handlers.teams.scene import CHANNEL_NAME, TEAM_NAME, Scene, until

NORTH = "Exportcenter Norr"


def added(scene: Scene, name: str = NORTH, channel: str = "", *, twice: bool = False) -> str:
    """The app in another team, in the channel of this name, else in its first. The channel's id."""
    team = scene.teams.add_team(name, "karin", "sara", "emma")
    where = scene.teams.add_channel(team, channel) if channel else team
    told = scene.teams.install(team, by="karin", selected=where if channel else "")
    if twice:
        for delivery in told:
            scene.teams.again(delivery)
    scene.settle()
    return where


def meet(scene: Scene, where: str, called: str = NORTH, **chosen: str) -> None:
    """The coordinator makes it a room of the centre."""
    scene.karin.mention("rum", channel=where)
    form = scene.letter(scene.karin)
    labels = {"names": "Ska företagens", "lang": "Språk", "meets": "Ska centret"}
    scene.karin.submit({labels[name]: value for name, value in chosen.items()}, thing=form)
    code = "Centret möts inte i" if chosen.get("meets") == "Nej" else "Nu möts centret i"
    assert f"{code} {called}" in scene.karin.read(form)
    scene.settle()


def told(scene: Scene, words: str) -> list[str]:
    return [text for text in scene.inbox(scene.karin) if words in text]


# -- the app is added


def test_the_welcome_is_six_short_lines_and_comes_once(scene: Scene) -> None:
    where = added(scene, twice=True)
    [welcome] = scene.cards(where)
    lines = scene.read(welcome).split("\n")
    assert lines[0].startswith("Hej. Jag är Exportlots")
    assert "@Exportlots hänvisa" in lines[1]
    assert "Karin Holm" in lines[3]
    assert lines[4].startswith("Med här: ")
    assert "EKN" in lines[4]
    assert lines[5].startswith("Inte med här än: ")
    assert lines[6:] == ["Jag är med", "Gör kanalen till ett rum"]
    assert all(len(line) < 200 for line in lines)
    assert scene.teams.pings_of(welcome) == set()
    assert scene.rooms()[where].name == NORTH


def test_told_at_once_in_two_ways_it_greets_once(scene: Scene) -> None:
    team = scene.teams.add_team(NORTH, "karin")
    deliveries = scene.teams.install(team, by="karin")
    again = [Delivery({**d.activity, "id": f"f:again-{n}"}) for n, d in enumerate(deliveries * 4)]
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(scene.teams.deliver, again))
    assert {answer.status for answer in answers} == {200}
    scene.settle()
    assert len(scene.cards(team)) == 1


def test_the_channel_chosen_when_it_is_added_is_the_one_it_greets_in(scene: Scene) -> None:
    where = added(scene, channel="Ärenden norr")
    assert len(scene.cards(where)) == 1
    team = scene.teams.state.conversations[where].team
    assert scene.cards(team) == []
    assert scene.rooms()[where].name == "Ärenden norr"


def test_another_channel_of_the_same_team_is_met_without_a_word_and_can_be_a_room(
    scene: Scene,
) -> None:
    other = scene.teams.add_channel(scene.team, "Inkommet")
    meet(scene, other, "Inkommet")
    scene.open()
    assert len(scene.cards(other)) == 1
    assert len(scene.cards()) == 1
    assert all("Jag är Exportlots" not in scene.read(card) for card in scene.cards(other))


def test_a_new_channel_of_the_team_is_left_alone(scene: Scene) -> None:
    made = scene.teams.create_channel(scene.team, "Nytt", by="sara")
    scene.settle()
    assert scene.teams.messages(made) == []
    assert made not in scene.rooms()


def test_a_group_chat_is_greeted_and_can_be_a_room(scene: Scene) -> None:
    chat = scene.teams.add_chat("Tre små kommuner", "karin", "sara")
    scene.teams.install(chat, by="karin")
    scene.settle()
    [welcome] = scene.cards(chat)
    assert scene.read(welcome).startswith("Hej. Jag är Exportlots")
    meet(scene, chat, "Tre små kommuner")
    scene.open()
    scene.maria.press(scene.card(), "Jag tar det")
    scene.settle()
    card, *rest = scene.cards(chat)[1:]
    assert "har tagit ärendet" in scene.read(card)
    assert len(rest) <= 3, "lines about the case, as there are no threads"


@pytest.mark.parametrize("way", ["installed", "met"])
def test_a_group_chat_without_a_name_is_not_called_by_its_id(scene: Scene, way: str) -> None:
    chat = scene.teams.add_chat("", "karin", "sara", installed=way == "met")
    if way == "installed":
        scene.teams.install(chat, by="karin")
    scene.karin.mention("rum", channel=chat)
    form = scene.letter(scene.karin)
    scene.karin.submit(thing=form)
    scene.settle()
    assert "19:" not in scene.karin.read(form)
    assert "Nu möts centret i" in scene.karin.read(form)
    scene.teams.uninstall(chat, by="sara")
    assert "19:" not in scene.answer(scene.karin)


def test_somebody_elses_coming_and_going_is_none_of_our_business(scene: Scene) -> None:
    scene.newcomer("ture", "Ture Falk")
    scene.teams.join(scene.team, "ture")
    scene.teams.leave(scene.team, "ture")
    scene.settle()
    assert scene.cards() == []
    assert not scene.rooms()[scene.channel].gone


def test_im_in_on_the_welcome_makes_a_newcomer_a_member(scene: Scene) -> None:
    where = added(scene)
    ture = scene.newcomer("ture", "Ture Falk")
    scene.teams.state.teams[where].members.add("ture")
    ture.press(scene.cards(where)[0], "Jag är med")
    ture.submit({"Vilken organisation": "Almi"})
    assert "Välkommen" in ture.read()
    assert scene.members()["Ture Falk"].organisation == "almi"


def test_only_the_coordinator_makes_a_channel_a_room(scene: Scene) -> None:
    where = added(scene)
    scene.sara.mention("rum", channel=where)
    assert "Bara processledaren" in scene.answer(scene.sara)
    scene.sara.press(scene.cards(where)[0], "Gör kanalen till ett rum")
    assert "Bara processledaren" in scene.sara.read()
    assert not scene.rooms()[where].active


# -- for oneself


def test_who_adds_the_app_for_themselves_is_told_what_it_does_once(scene: Scene) -> None:
    for delivery in scene.teams.install("sara", by="sara"):
        scene.teams.again(delivery)
    scene.settle()
    assert len(scene.sara.letters) == 1
    assert "hänvisa" in scene.answer(scene.sara)


def test_a_newcomer_who_adds_the_app_is_greeted_and_not_asked_who_they_are(scene: Scene) -> None:
    scene.teams.add_person("ture", "Ture Falk")
    ture = scene.teams.person("ture")
    scene.teams.install("ture", by="ture")
    assert len(scene.inbox(ture)) == 1
    assert "Ture Falk" not in scene.members()


def test_who_takes_the_app_away_is_written_to_no_more_and_the_coordinator_is_told(
    scene: Scene,
) -> None:
    scene.teams.install("maria", by="maria")
    scene.settle()
    scene.teams.uninstall("maria", by="maria")
    scene.settle()
    assert scene.identity(scene.maria).gone
    assert len(told(scene, "Maria Dahl")) == 1
    before = len(scene.maria.letters)
    scene.open()
    assert len(scene.maria.letters) == before
    scene.teams.install("maria", by="maria")
    scene.settle()
    assert not scene.identity(scene.maria).gone


# -- lost and found


def lose(scene: Scene, how: str) -> None:
    """One of the ways in which a room is lost."""
    teams: FakeTeams = scene.teams
    if how == "uninstall":
        teams.uninstall(scene.team, by="sara")
    elif how == "delete_channel":
        teams.delete_channel(scene.channel, by="sara")
    else:
        getattr(teams, how)(scene.team, by="sara")
    scene.settle()


def find(scene: Scene, how: str) -> None:
    """And how it comes back."""
    teams: FakeTeams = scene.teams
    if how == "uninstall":
        teams.install(scene.team, by="karin", selected=scene.channel)
    elif how == "delete_channel":
        teams.restore_channel(scene.channel, by="karin")
    elif how == "archive_team":
        teams.unarchive_team(scene.team, by="karin")
    else:
        teams.restore_team(scene.team, by="karin")
    scene.settle()


@pytest.mark.parametrize("how", ["uninstall", "delete_channel", "archive_team", "delete_team"])
def test_a_room_that_is_lost_is_told_once_parked_and_goes_on_when_it_is_back(
    scene: Scene, how: str
) -> None:
    away = added(scene)
    scene.open()
    lose(scene, how)
    assert scene.rooms()[scene.channel].gone
    assert not scene.rooms()[away].gone
    assert len(told(scene, "Jag är inte längre med i Ärenden")) == 1
    scene.do("maria", "take", case=1)
    scene.settle()
    assert any("har tagit ärende 1" in text for text in scene.inbox(scene.sara))
    assert len(told(scene, "Ärenden")) == 1
    find(scene, how)
    assert not scene.rooms()[scene.channel].gone
    scene.open()
    assert "Ärende 2" in scene.read(scene.card())
    scene.do("maria", "contact", case=1)
    scene.settle()
    assert "har tagit ärendet" in scene.read(scene.cards()[0])
    welcomes = [c for c in scene.cards() if "Jag är Exportlots" in scene.read(c)]
    assert welcomes == []
    assert [c for c in scene.cards() if "Ärende 1" in scene.read(c)].__len__() == 1


@pytest.mark.parametrize("how", ["uninstall", "delete_channel", "archive_team", "delete_team"])
def test_a_room_found_lost_only_when_written_to_is_told_too(scene: Scene, how: str) -> None:
    scene.open()
    where, team = (
        scene.teams.state.conversations[scene.channel],
        scene.teams.state.teams[scene.team],
    )
    with scene.teams.state.lock:
        where.deleted = how == "delete_channel"
        team.installed = how != "uninstall"
        team.archived = how == "archive_team"
        team.deleted = how == "delete_team"
        if how != "archive_team":
            for person in (scene.karin, scene.sara, scene.maria):
                person.human.personal = True
    scene.do("maria", "take", case=1)
    scene.settle()
    until(lambda: told(scene, "Jag når inte längre rummet Ärenden"), "a word to the coordinator")
    assert scene.rooms()[scene.channel].gone
    assert scene.case(1).handler_id


def test_a_room_that_is_back_without_a_word_is_back_when_somebody_speaks_there(
    scene: Scene,
) -> None:
    lose(scene, "delete_channel")
    scene.teams.state.conversations[scene.channel].deleted = False
    scene.sara.mention("läget")
    scene.settle()
    assert not scene.rooms()[scene.channel].gone
    scene.open()
    assert len(scene.cards()) == 1


def test_the_whole_team_is_lost_with_every_channel_and_each_is_named(scene: Scene) -> None:
    scene.karin.human.personal = True
    other = scene.teams.add_channel(scene.team, "Inkommet")
    meet(scene, other, "Inkommet")
    lose(scene, "delete_team")
    rooms = scene.rooms()
    assert rooms[scene.channel].gone
    assert rooms[other].gone
    words = "".join(told(scene, "Jag är inte längre med"))
    assert "Inkommet" in words
    assert CHANNEL_NAME in words
    find(scene, "delete_team")
    assert not scene.rooms()[other].gone
    assert not scene.rooms()[scene.channel].gone


def test_the_same_loss_told_twice_is_told_once(scene: Scene) -> None:
    scene.karin.human.personal = True
    for delivery in scene.teams.uninstall(scene.team, by="sara"):
        scene.teams.again(delivery)
        scene.teams.send({**delivery.activity, "id": "f:other"})
    scene.settle()
    assert len(told(scene, "Jag är inte längre med")) == 1


def test_a_channel_or_team_by_another_name_is_called_so_elsewhere(scene: Scene) -> None:
    away = added(scene)
    meet(scene, away)
    scene.open()
    scene.teams.rename_channel(scene.channel, "Export väst", by="sara")
    scene.do("sara", "note", case=1, words="x")
    scene.settle()
    assert scene.rooms()[scene.channel].name == "Export väst"
    scene.teams.rename_team(away, "Norra exportcentret", by="karin")
    assert scene.rooms()[away].name == "Norra exportcentret"
    scene.teams.rename_team(scene.team, "Nytt", by="karin")
    assert scene.rooms()[scene.channel].name == "Export väst"


def test_a_room_can_be_ended_and_begun_again(scene: Scene) -> None:
    where = added(scene)
    meet(scene, where)
    meet(scene, where, meets="Nej")
    scene.open()
    assert len(scene.cards(where)) == 1
    meet(scene, where)
    scene.open()
    assert len(scene.cards(where)) == 2


# -- shared channels


def test_a_shared_channel_has_the_app_of_its_own(scene: Scene) -> None:
    scene.outsider("eva", "Eva Ström")
    shared = scene.teams.add_channel(scene.team, "Delad", "eva", shared=True)
    scene.teams.state.conversations[shared].installed = False
    scene.teams.install(shared, by="karin")
    scene.settle()
    [welcome] = scene.cards(shared)
    assert scene.read(welcome).startswith("Hej. Jag är Exportlots")
    assert scene.rooms()[shared].name == "Delad"
    meet(scene, shared, "Delad")
    scene.open()
    assert len(scene.cards(shared)) == 2
    scene.teams.uninstall(shared, by="karin")
    scene.settle()
    assert scene.rooms()[shared].gone
    assert not scene.rooms()[scene.channel].gone


def test_a_teams_first_channel_is_called_as_its_team(scene: Scene) -> None:
    scene.sara.mention("läget", channel=scene.team)
    scene.settle()
    assert scene.rooms()[scene.team].name == TEAM_NAME


def test_where_teams_does_not_tell_the_name_the_channel_is_a_room_all_the_same(
    scene: Scene,
) -> None:
    scene.teams.plan("channels", 500)
    team = scene.teams.add_team(NORTH, "karin")
    scene.teams.install(team, by="karin")
    scene.settle()
    assert len(scene.cards(team)) == 1
    scene.karin.mention("rum", channel=team)
    assert f"Det här gäller {NORTH}." in scene.answer(scene.karin)


def test_a_private_channel_is_left_without_leaving_its_team(scene: Scene) -> None:
    """Like a shared one it has its apps of its own."""
    shared = scene.teams.add_channel(scene.team, "Enskild", shared=True)
    scene.teams.state.conversations[shared].members = {"karin", "sara"}
    [told_of, _] = scene.teams.install(shared, by="karin")
    told_of.activity["channelData"]["channel"]["type"] = "private"
    scene.settle()
    members = {"membersAdded": [], "membersRemoved": [{"id": scene.teams.bot}]}
    assert scene.teams.send({**told_of.activity, **members, "id": "f:left"}).taken
    scene.settle()
    assert scene.rooms()[shared].gone
    assert not scene.rooms()[scene.channel].gone
