"""The fake Teams, driven by people, against a small bot on the real adapter and connector."""

from __future__ import annotations

import pytest

from bot.handlers.teams.adapter import Answer
from tests.fakes.teams import FakeTeams, Message, NotThere, Person
from tests.fakes.teams.state import BOT, TENANT
from tests.fakes.teams_bot import CARD, Bot, attached, card, case, dialog, words


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


def test_a_button_opens_a_dialog_that_is_corrected_and_sent(
    teams: FakeTeams, anna: Person, shown: Message, bot: Bot
) -> None:
    fetch = anna.press(shown, "Decline")
    assert fetch.name == "task/fetch"
    assert fetch.activity["value"]["data"]["msteams"] == {"type": "task/fetch"}
    assert anna.dialog is not None and anna.lines()[0] == "Decline"
    assert not anna.submit().sent
    assert anna.errors() == {"What is needed?": "Say what is needed"}
    anna.submit({"needed": "hm"})
    assert "Say a little more" in anna.lines() and anna.filled("needed") == "hm"
    sent = anna.submit({"needed": "Sell to Norway", "Which markets": ["Norway", "Finland"]})
    assert sent.name == "task/submit" and anna.dialog is None
    assert sent.activity["value"]["data"] == {
        "form": "decline",
        "need": "Sell to Norway",
        "markets": "n,f",
        "sure": "false",
    }
    assert teams.violations == [] and anna.notices == []


def test_the_client_stops_typing_and_knows_its_choices(anna: Person, shown: Message) -> None:
    anna.press(shown, "Decline")
    anna.fill(None, "needed", "x" * 50)
    assert anna.filled("needed") == "x" * 20
    with pytest.raises(NotThere, match="'Yes' \\(y\\), 'No' \\(n\\)"):
        anna.fill(None, "say who", "Perhaps")
    with pytest.raises(ValueError, match="YYYY-MM-DD"):
        anna.fill(None, "When", "tomorrow")
    anna.fill(None, "I am sure", True)
    assert anna.filled("I am sure") == "true"


def test_towns_are_found_by_typing(anna: Person, shown: Message, bot: Bot) -> None:
    anna.press(shown, "Decline")
    assert [c["title"] for c in anna.suggest(None, "Where", "Mar")] == [
        "Mark",
        "Mariestad",
        "Marstrand",
    ]
    asked = bot.seen[-1]["value"]
    assert asked["queryText"] == "Mar" and asked["dataset"] == "towns"
    assert asked["data"] == {"need": "", "sure": "false"}
    anna.fill(None, "Where", "Mark")
    assert anna.filled("Where") == "Mark"
    assert anna.submit({"needed": "Something"}).activity["value"]["data"]["town"] == "MARK"


def test_a_form_in_the_chat_is_sent_with_execute(teams: FakeTeams, anna: Person, bot: Bot) -> None:
    anna.direct("form")
    assert bot.seen[0]["conversation"]["conversationType"] == "personal"
    assert "isGroup" not in bot.seen[0]["conversation"]
    (form,) = anna.letters
    anna.submit({"needed": "Something", "say who": "Yes"}, thing=form)
    sent = bot.seen[-1]["value"]["action"]
    assert sent["verb"] == "send" and sent["data"]["who"] == "y"
    assert anna.toasts == ["Thank you"]
    assert teams.violations == []


def test_an_old_client_has_neither_dialogs_nor_execute(
    anna: Person, shown: Message, bot: Bot
) -> None:
    anna.human.old_client = True
    anna.press(shown, "Decline")
    assert anna.dialog is None
    assert bot.seen[-1]["type"] == "message" and bot.seen[-1]["value"]["form"] == "decline"
    assert "text" not in bot.seen[-1] and bot.seen[-1]["replyToId"] == shown.id
    anna.press(shown, "I take it")
    assert bot.seen[-1]["value"] == {"do": "take"}


def test_a_message_extension_is_told_of_the_message(
    teams: FakeTeams, anna: Person, bo: Person, bot: Bot
) -> None:
    assert not bo.write("Who <knows>\nSpain?").sent
    (seen,) = teams.messages(teams.channel)
    fetch = anna.extension("refer", seen)
    told = fetch.activity["value"]
    assert told["commandId"] == "refer" and told["commandContext"] == "message"
    assert told["messagePayload"]["body"]["content"] == "<p>Who &lt;knows&gt;<br>Spain?</p>"
    assert told["messagePayload"]["from"]["user"]["id"] == bo.aad
    assert anna.dialog is not None
    sent = anna.submit({"needed": "Something"})
    assert sent.name == "composeExtension/submitAction"
    assert sent.activity["value"]["messagePayload"] == told["messagePayload"]
    assert anna.dialog is None and teams.violations == []


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


def test_a_stale_press_is_made_on_what_was_seen(
    teams: FakeTeams, anna: Person, bo: Person, shown: Message, bot: Bot
) -> None:
    message = {"type": "message", "attachments": [attached(card(words("Closed")))]}
    bot.ask(bot.connector.update(teams.service_url, shown.conversation, shown.id, message))
    with pytest.raises(NotThere):
        anna.press(shown, "I take it")
    assert anna.press(shown, "I take it", stale=True).taken


def test_what_a_client_cannot_show_is_said_and_counted(
    teams: FakeTeams, anna: Person, shown: Message, bot: Bot
) -> None:
    bot.answer = Answer(500)
    anna.press(shown, "I take it")
    assert anna.notices == ["Något gick fel: adaptiveCard/action, status 500"]
    bot.answer = Answer(200, {"statusCode": 200, "type": CARD, "value": None})
    anna.press(shown, "I take it")
    assert teams.violations[-1].startswith("adaptiveCard/action: not an AdaptiveCard")
    bot.answer = dialog(case())
    anna.press(shown, "Decline")
    assert teams.violations[-1] == "task/fetch: I take it: Action.Execute in a dialog"
    bot.answer = Answer(200, {"task": {"type": "continue", "value": {"title": "x"}}})
    anna.close()
    anna.press(shown, "Decline")
    assert anna.dialog is None and "a task without a card" in teams.violations[-1]
    error = {"code": "NotFound", "message": "gone"}
    bot.answer = Answer(
        200, {"statusCode": 404, "type": "application/vnd.microsoft.error", "value": error}
    )
    anna.press(shown, "I take it")
    assert anna.notices[-1] == "Något gick fel: NotFound: gone"


def test_an_answer_that_takes_too_long_is_counted(
    teams: FakeTeams, anna: Person, shown: Message, bot: Bot
) -> None:
    teams.patience, bot.slow = 0.2, 0.5
    assert anna.press(shown, "I take it").reason == "timeout"
    assert teams.violations == ["adaptiveCard/action: no answer within 0.2 s"]
    assert anna.notices == ["Något gick fel: adaptiveCard/action, timeout"]


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
