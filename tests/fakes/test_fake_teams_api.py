"""The fake Teams' connector, tokens and Entra, by the real connector and authentication."""

from __future__ import annotations

import time
from typing import Any

import pytest

from bot.handlers.teams.connector import TROUBLES, ConnectorError
from bot.handlers.teams.credentials import NoToken
from tests.fakes.teams import FakeTeams, Person
from tests.fakes.teams.state import TENANT
from tests.fakes.teams_bot import Bot, attached, card, words

Json = dict[str, Any]


@pytest.fixture
def anna(teams: FakeTeams) -> Person:
    return teams.person("anna")


def text(said: str = "hello") -> Json:
    return {"type": "message", "textFormat": "plain", "text": said}


def send(bot: Bot, where: str, what: Json | None = None) -> str:
    return bot.ask(bot.connector.send(bot.fake.service_url, where, what or text()))


def create(bot: Bot, **parameters: Any) -> tuple[str, str]:
    return bot.ask(bot.connector.create(bot.fake.service_url, parameters))


def refused(bot: Bot, work: Any) -> tuple[int, str]:
    with pytest.raises(ConnectorError) as caught:
        bot.ask(work)
    return caught.value.status, caught.value.code


def test_a_thread_begins_and_goes_on(teams: FakeTeams, bot: Bot) -> None:
    data = {"channel": {"id": teams.channel}, "tenant": {"id": TENANT}}
    thread, first = create(bot, isGroup=True, channelData=data, activity=text("first"))
    assert thread == f"{teams.channel};messageid={first}"
    send(bot, thread, text("second"))
    (root,) = teams.threads(teams.channel)
    assert [m.text for m in teams.thread(root)] == ["second"]
    assert send(bot, teams.channel, text("another")) in [m.id for m in teams.threads(teams.channel)]


def test_a_chat_begins_by_either_id(teams: FakeTeams, bot: Bot, anna: Person) -> None:
    for name in (anna.id, anna.aad):
        chat, activity = create(bot, members=[{"id": name}], tenantId=TENANT)
        assert (chat, activity) == (anna.chat, "")
    send(bot, anna.chat)
    assert [m.text for m in anna.letters] == ["hello"]
    url = teams.service_url
    parameters = {"members": [{"id": anna.id}], "channelData": {"tenant": {"id": TENANT}}}
    assert bot.ask(bot.connector.create(url, parameters))[0] == anna.chat
    parameters.pop("channelData")
    assert refused(bot, bot.connector.create(url, parameters)) == (400, "BadSyntax")


def test_whom_the_bot_may_not_write_to(teams: FakeTeams, bot: Bot, anna: Person) -> None:
    def begin(who: str) -> Any:
        members = [{"id": teams.person(who).id}]
        return bot.connector.create(teams.service_url, {"members": members, "tenantId": TENANT})

    assert refused(bot, begin("eva")) == (403, "BotNotInConversationRoster")
    teams.outsider_refusal = (400, "BadArgument", "another tenant")
    assert refused(bot, begin("eva")) == (400, "BadArgument")
    assert refused(bot, begin("stranger")) == (403, "BotNotInConversationRoster")
    create(bot, members=[{"id": anna.id}], tenantId=TENANT)
    anna.human.blocked = True
    answer = bot.connector.send(teams.service_url, anna.chat, text())
    assert refused(bot, answer) == (403, "ConversationBlockedByUser")


def test_conversations_and_messages_that_are_not_there(teams: FakeTeams, bot: Bot) -> None:
    url, where = teams.service_url, teams.channel
    connector = bot.connector
    assert refused(bot, connector.send(url, "19:x@thread.tacv2", text())) == (
        404,
        "ConversationNotFound",
    )
    gone = (404, "ActivityNotFoundInConversation")
    assert refused(bot, connector.update(url, where, "1", text())) == gone
    own = send(bot, where)
    bot.ask(connector.update(url, f"{where};messageid={own}", own, text("changed")))
    assert [m.text for m in teams.messages(where)] == ["changed"]
    asked = teams.person("anna").write("mine").message
    assert asked is not None
    assert refused(bot, connector.update(url, where, asked.id, text()))[0] == 403
    teams.delete_channel(where, "anna")
    assert refused(bot, connector.send(url, where, text())) == (404, "ConversationNotFound")
    teams.restore_channel(where, "anna")
    teams.archive_team(next(iter(teams.state.teams)), "anna")
    assert refused(bot, connector.send(url, where, text())) == (403, "MessageWritesBlocked")


def test_a_team_without_the_bot(teams: FakeTeams, bot: Bot) -> None:
    team = teams.add_team("Andra", "anna")
    assert refused(bot, bot.connector.team(teams.service_url, team))[0] == 403
    assert refused(bot, bot.connector.send(teams.service_url, team, text())) == (
        403,
        "BotNotInConversationRoster",
    )


def test_people_teams_and_channels_are_told_of(teams: FakeTeams, bot: Bot, anna: Person) -> None:
    url, connector = teams.service_url, bot.connector
    told = bot.ask(connector.member(url, teams.channel, anna.id))
    assert told["aadObjectId"] == anna.aad and told["tenantId"] == TENANT
    assert (told["name"], told["email"]) == ("Anna Ek", "anna@almi.example")
    eva = teams.person("eva")
    assert refused(bot, connector.member(url, teams.channel, eva.id))[0] == 404
    (shared,) = [c.id for c in teams.state.conversations.values() if c.shared]
    assert bot.ask(connector.member(url, shared, eva.aad))["tenantId"] != TENANT
    team = next(iter(teams.state.teams))
    assert bot.ask(connector.team(url, team))["name"] == "Exportcenter"
    named = bot.ask(connector.channels(url, team))
    assert [(c["name"], c["type"]) for c in named] == [
        (None, "standard"),
        ("Ärenden", "standard"),
        ("Delad", "shared"),
    ]


def test_what_is_too_big_or_broken_is_refused(teams: FakeTeams, bot: Bot) -> None:
    large = text("x" * 30_000)
    answer = bot.connector.send(teams.service_url, teams.channel, large)
    assert refused(bot, answer) == (413, "MessageSizeTooBig")
    assert "28000 fit" in teams.violations.pop()
    message = {"type": "message", "attachments": [attached(card({"type": "TextBlock"}))]}
    answer = bot.connector.send(teams.service_url, teams.channel, message)
    assert refused(bot, answer) == (400, "BadSyntax")
    assert teams.violations == ["send: body/0: 'text' is a required property"]
    answer = bot.connector.send(teams.service_url, teams.channel, {"type": "message"})
    assert refused(bot, answer) == (400, "BadSyntax")


def test_seven_a_second_to_a_thread(teams: FakeTeams, bot: Bot) -> None:
    teams.limits = True
    for _ in range(7):
        send(bot, teams.person("anna").chat)
    with pytest.raises(ConnectorError) as caught:
        send(bot, teams.person("anna").chat)
    assert (caught.value.status, caught.value.retry_after) == (429, 1.0)
    send(bot, teams.person("bo").chat)


def test_planned_faults(teams: FakeTeams, bot: Bot) -> None:
    teams.plan("send", 502, times=2)
    teams.plan("send", 429, "TooManyRequests", retry_after=3)
    teams.plan("send", close=True)
    teams.plan("send", 500, applied=True)
    teams.plan("send", hang=0.2)
    found: list[object] = []
    for number in range(6):
        began = time.monotonic()
        try:
            send(bot, teams.channel, text(str(number)))
        except ConnectorError as error:
            found.append((error.status, error.code, error.retry_after))
        except TROUBLES as error:
            found.append(type(error).__name__)
        else:
            assert time.monotonic() - began >= 0.2
    assert found[:3] == [
        (502, "ServiceError", None),
        (502, "ServiceError", None),
        (429, "TooManyRequests", 3.0),
    ]
    assert len(found) == 5
    assert [m.text for m in teams.messages(teams.channel)] == ["4", "5"]
    with pytest.raises(ValueError, match="no method 'sned'"):
        teams.plan("sned", 500)


def test_tokens_of_the_bot_are_asked_for(teams: FakeTeams, bot: Bot) -> None:
    send(bot, teams.channel)
    send(bot, teams.channel)
    assert teams.login.asked_for_tokens == 1
    teams.login.forget()
    send(bot, teams.channel)
    assert [c.status for c in teams.called("send")] == [201, 201, 401, 201]
    assert teams.login.asked_for_tokens == 2


@pytest.mark.parametrize("trouble", ["down", "broken"])
def test_entra_can_be_away(teams: FakeTeams, bot: Bot, trouble: str) -> None:
    setattr(teams.login, trouble, True)
    with pytest.raises(NoToken):
        send(bot, teams.channel)
    assert teams.calls == []


def test_entra_can_refuse(teams: FakeTeams, bot: Bot) -> None:
    teams.login.error = "invalid_client"
    assert refused(bot, bot.connector.send(teams.service_url, teams.channel, text()))[0] == 401
    assert teams.login.threads and bot.thread not in teams.login.threads


def test_keys_are_published_rotated_and_lost(teams: FakeTeams, bot: Bot, anna: Person) -> None:
    assert anna.mention("one").status == 200
    assert teams.keys.counts == {"openid": 1, "keys": 1}
    assert anna.mention("two", token=teams.token(foreign=True)).status == 401
    assert anna.mention("three", token=teams.token(kid="unknown")).status == 401
    assert anna.mention("four", token=teams.token(aud="another")).status == 401
    assert anna.mention("five", token=teams.token(without=("exp",))).status == 401
    assert anna.mention("six", token=teams.token(algorithm="none")).status == 401
    assert anna.mention("seven", token=teams.token(algorithm="HS256")).status == 401
    assert anna.mention("eight", token="").status == 401
    assert (
        anna.mention("nine", token=teams.token(service_url="https://evil.example/")).status == 401
    )
    assert len(bot.seen) == 1 and len(anna.notices) == 8


def test_without_keys_nothing_gets_in(teams: FakeTeams, bot: Bot, anna: Person) -> None:
    teams.keys.down = True
    assert anna.mention("one").status == 503
    assert bot.seen == []


def test_a_new_key_is_found(teams: FakeTeams, bot: Bot, anna: Person) -> None:
    teams.keys.rotate()
    teams.plan("openid", 500)
    assert anna.mention("one").status == 503
    assert teams.keys.counts == {"openid": 1, "keys": 0}
    assert teams.keys.kid == "fake-2" and list(teams.keys.published) == ["fake-2"]


def test_anything_can_be_posted(teams: FakeTeams, bot: Bot) -> None:
    bearer = f"Bearer {teams.token()}"
    assert teams.post_raw("{", Authorization=bearer).status == 400
    assert teams.post_raw("[]", Authorization=bearer).status == 400
    assert teams.post_raw("{}").status == 401
    assert teams.post_raw("x", Authorization=bearer, Content_Type="text/plain").status == 415


def test_a_card_has_its_words(teams: FakeTeams, bot: Bot) -> None:
    send(bot, teams.channel, {"type": "message", "attachments": [attached(card(words("Hej")))]})
    (message,) = teams.messages(teams.channel)
    assert teams.text_of(message) == "Hej" and message.cards[0]["version"] == "1.5"
    assert teams.called("send")[0].result == {"id": message.id}
