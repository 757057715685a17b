"""The fake Teams, driven by people, against a small bot on the real adapter and connector."""

from __future__ import annotations

import pytest

from tests.fakes.teams import FakeTeams, Message, NotThere, Person
from tests.fakes.teams.state import BOT, TENANT
from tests.fakes.teams_bot import Bot, attached, card, words


@pytest.fixture
def anna(teams: FakeTeams) -> Person:
    return teams.person("anna")


@pytest.fixture
def bo(teams: FakeTeams) -> Person:
    return teams.person("bo")


@pytest.fixture
def shown(bot: Bot, anna: Person) -> Message:
    """A card in the thread that Anna opened."""
    anna.mention("hänvisa")
    return anna.fake.messages(anna.fake.channel)[-1]


def test_a_mention_comes_as_teams_sends_it(teams: FakeTeams, bot: Bot, anna: Person) -> None:
    delivery = anna.mention("hänvisa <b> & <at>Bo Lind</at>")
    assert delivery.taken and delivery.ms < 5000
    (seen,) = bot.seen
    number = seen["id"]
    assert seen["text"] == "<at>Exportlots</at> hänvisa <b> & <at>Bo Lind</at>"
    assert seen["conversation"] == {
        "conversationType": "channel",
        "tenantId": TENANT,
        "id": f"{teams.channel};messageid={number}",
        "isGroup": True,
    }
    assert seen["from"]["aadObjectId"] == anna.aad and seen["from"]["id"].startswith("29:")
    mentioned = [e["mentioned"]["id"] for e in seen["entities"] if e["type"] == "mention"]
    assert mentioned == [BOT, teams.person("bo").id]
    assert seen["entities"][-1]["locale"] == seen["locale"] == "sv-SE"
    assert "&lt;b&gt; &amp; " in seen["attachments"][0]["content"]
    assert seen["channelData"]["tenant"] == {"id": TENANT}


def test_replies_stand_in_the_thread(teams: FakeTeams, bot: Bot, anna: Person) -> None:
    asked = anna.mention("hänvisa")
    first = teams.messages(teams.channel)[0]
    assert asked.message == first
    anna.mention("och en till", thread=first)
    assert bot.seen[1]["conversation"]["id"].endswith(f";messageid={first.id}")
    assert teams.threads(teams.channel) == [first]
    assert [m.author for m in teams.thread(first)] == ["bot", "anna", "bot"]
    assert teams.thread(first)[0].summary == "Case 7 open"
    assert teams.violations == []


def test_a_press_is_seen_by_all_when_the_message_is_updated(
    teams: FakeTeams, anna: Person, bo: Person, shown: Message, bot: Bot
) -> None:
    sent = bo.press(shown, "I take it")
    assert sent.activity["value"]["action"]["verb"] == "take"
    assert sent.activity["replyToId"] == shown.id
    assert anna.lines(shown)[0] == "Case 7 taken"
    assert teams.violations == []


def test_the_card_of_an_answer_is_for_the_presser_alone(
    anna: Person, bo: Person, shown: Message
) -> None:
    anna.press(shown, "Void")
    anna.press(shown, "Yes, void it")
    assert anna.lines(shown)[0] == "Case 7 void"
    assert bo.lines(shown)[0] == "Case 7 open"
    anna.reload()
    assert anna.lines(shown)[0] == "Case 7 open"


def test_what_is_folded_is_pressed_only_when_unfolded(anna: Person, shown: Message) -> None:
    assert "Sure?" in anna.lines(shown) and "Sure?" not in anna.lines(shown, folded=False)
    with pytest.raises(NotThere, match="folded away: 'Yes, void it'"):
        anna.press(shown, "Yes")
    assert not anna.press(shown, "Void").sent
    assert "Sure?" in anna.lines(shown, folded=False)


def test_edits_are_told_where_the_bot_may_read(teams: FakeTeams, anna: Person, bot: Bot) -> None:
    asked = anna.mention("hänvisa")
    assert not anna.edit(asked, "något annat").sent
    teams.reads_threads = True
    assert anna.edit(asked, "något annat").activity["type"] == "messageUpdate"
    assert bot.seen[-1]["channelData"]["eventType"] == "editMessage"
    assert bot.seen[-1]["text"] == "något annat" and bot.seen[-1]["id"] == asked.activity["id"]
    assert anna.write("mer", thread=asked.message).sent
    anna.delete(asked)
    assert bot.seen[-1]["type"] == "messageDelete"
    assert asked.message not in teams.messages(teams.channel)
    anna.undelete(asked)
    assert bot.seen[-1]["channelData"]["eventType"] == "undeleteMessage"
    assert "något annat" in [m.text for m in teams.messages(teams.channel)]


def test_a_stale_press_is_made_on_what_was_seen(
    teams: FakeTeams, anna: Person, bo: Person, shown: Message, bot: Bot
) -> None:
    message = {"type": "message", "attachments": [attached(card(words("Closed")))]}
    bot.ask(bot.connector.update(teams.service_url, shown.conversation, shown.id, message))
    with pytest.raises(NotThere):
        anna.press(shown, "I take it")
    assert anna.press(shown, "I take it", stale=True).taken


def test_a_repeat_has_the_same_id(teams: FakeTeams, anna: Person, bot: Bot) -> None:
    first = anna.mention("hänvisa")
    again = teams.again()
    assert again.activity == first.activity and again.attempt == 1
    assert [seen["id"] for seen in bot.seen] == [first.activity["id"]] * 2
    assert len([m for m in teams.messages(teams.channel) if m.author == "anna"]) == 1


def test_the_bot_hears_nothing_where_it_is_not(teams: FakeTeams, anna: Person, bot: Bot) -> None:
    chat = teams.add_chat("Utan bot", "anna")
    assert not anna.mention("hej", chat).sent
    assert bot.seen == []
    with pytest.raises(RuntimeError, match="has no chat with the bot"):
        teams.person("stranger").direct("hej")
    with pytest.raises(RuntimeError, match="is not in Vi tre"):
        teams.person("eva").mention("hej", next(iter(_chats(teams))))


def _chats(teams: FakeTeams) -> list[str]:
    return [c.id for c in teams.state.conversations.values() if c.name == "Vi tre"]


def test_a_group_chat_has_no_threads(teams: FakeTeams, anna: Person, bot: Bot) -> None:
    (chat,) = _chats(teams)
    anna.mention("hänvisa", chat)
    assert bot.seen[0]["conversation"]["id"] == chat
    assert bot.seen[0]["conversation"]["conversationType"] == "groupChat"
    question, answer = teams.messages(chat)
    assert (question.root, answer.root) == ("", "")
    assert anna.press(answer, "Plain").activity["value"] == {"kind": "plain"}
    assert teams.violations == []


def test_without_tokens_in_local_mode() -> None:
    from tests.fakes.teams_bot import working

    with FakeTeams(local=True) as teams:
        anna = teams.add_person("anna", "Anna Ek", personal=True)
        bot = Bot(teams, local=True)
        with working(bot):
            assert anna.direct("hej").taken
        assert anna.letters and teams.login.calls == []
        assert teams.called("send")[0].token == ""
