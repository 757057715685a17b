"""Dialogs, forms and message extensions in the fake Teams, against a small bot."""

from __future__ import annotations

import pytest

from bot.handlers.teams.adapter import Answer
from bot.handlers.teams.connector import ConnectorError
from tests.fakes.teams import FakeTeams, Message, NotThere, Person
from tests.fakes.teams_bot import CARD, Bot, case, dialog


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
        "day": "",
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
    assert asked["data"] == {"need": "", "sure": "false", "day": ""}
    anna.human.blank = False
    anna.suggest(None, "Where", "Mar")
    assert bot.seen[-1]["value"]["data"] == {"sure": "false"}
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


def test_a_message_extension_from_the_box_one_writes_in(anna: Person, bot: Bot) -> None:
    told = anna.extension("refer").activity["value"]
    assert told == {"commandId": "refer", "commandContext": "compose", "context": told["context"]}
    sent = anna.submit({"needed": "Something"})
    assert sent.activity["value"]["commandContext"] == "compose"


def test_two_people_have_a_chat_without_the_bot(
    teams: FakeTeams, anna: Person, bo: Person, bot: Bot
) -> None:
    two = teams.add_two("anna", "bo")
    written = bo.write("Who knows?", two)
    assert not written.sent
    told = anna.extension("refer", written).activity
    assert told["conversation"]["conversationType"] == "personal"
    assert told["conversation"]["id"] == two and two != anna.chat
    with pytest.raises(ConnectorError, match="BotNotInConversationRoster"):
        bot.ask(bot.connector.member(teams.service_url, two, anna.id))


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
