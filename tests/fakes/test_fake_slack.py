"""The fake Slack, driven by people, against a real bolt app over HTTP."""

from __future__ import annotations

from typing import Any

from tests.fakes.bolt_app import CHANNEL, card, form, make_app
from tests.fakes.serving import by_socket, call
from tests.fakes.slack import FakeSlack, Person


def test_a_command_opens_a_form_that_is_corrected_and_sent(served: FakeSlack, anna: Person) -> None:
    delivery = anna.slash("/hanvisa", "", channel=CHANNEL)
    assert delivery.acknowledged and delivery.status == 200
    assert anna.view and anna.view["root_view_id"] == anna.view["id"]
    assert anna.title() == "A case"
    assert not anna.submit().sent
    assert anna.errors["need"] == "Please complete this required field."
    anna.submit(values={"What is needed?": "hm", "consent": "Yes"})
    assert anna.errors == {"need": "Say a little more"}
    assert anna.errors_by_label == {"What is needed?": "Say a little more"}
    assert anna.filled("need") == "hm"
    anna.submit(need="Sell to Norway")
    assert anna.view is None and anna.errors == {}
    assert served.violations == []


def test_an_answer_makes_a_question_appear_and_keeps_what_was_typed(
    served: FakeSlack, anna: Person
) -> None:
    anna.slash("/hanvisa")
    anna.type(None, "needed", "Sell to Norway")
    assert "How large?" not in anna.read()
    assert anna.choose(None, "consent", "Yes").acknowledged
    assert "How large?" in anna.read()
    assert anna.filled("needed") == "Sell to Norway"
    assert anna.filled("consent") == "Yes"


def test_towns_are_found_by_typing(served: FakeSlack, anna: Person) -> None:
    anna.slash("/hanvisa")
    assert anna.suggest(None, "town", "M") == []
    found = anna.suggest(None, "town", "Mar")
    assert [o["value"] for o in found] == ["Mark", "Mariestad", "Marstrand"]
    assert not anna.choose(None, "Where?", "Mark").sent
    assert anna.filled("town") == "Mark"


def test_an_acknowledgement_with_a_text_is_shown_privately(served: FakeSlack, anna: Person) -> None:
    anna.slash("/hanvisa", "help")
    assert [served.text_of(m) for m in anna.private(CHANNEL)] == ["Write what <you> need"]
    assert served.messages(CHANNEL) == []
    assert served.person("U0BO").private(CHANNEL) == []


def test_a_mention_gets_a_card_and_a_press_changes_it(served: FakeSlack, anna: Person) -> None:
    delivery = anna.mention("ny <b> & annat", channel=CHANNEL)
    assert delivery.acknowledged
    assert delivery.payload["event"]["text"] == "<@U0LOTS> ny &lt;b&gt; &amp; annat"
    question, answer = served.messages(CHANNEL)
    assert served.thread(CHANNEL, question["ts"]) == [answer]
    assert served.text_of(answer) == "Case 7 open\nI take it\nVoid\nShow all"
    assert anna.press(answer, "I take it").acknowledged
    assert served.text_of(served.messages(CHANNEL)[1]) == "Taken"
    assert [m["text"] for m in anna.private()] == ["Only you see this"]
    assert anna.press(answer, "I take it").acknowledged
    assert served.violations == []


def test_a_confirm_can_be_declined(served: FakeSlack, anna: Person) -> None:
    anna.mention("ny")
    message = served.messages(CHANNEL)[1]
    assert not anna.press(message, "Void", sure=False).sent
    sent = anna.press(message, "Show all")
    action = sent.payload["actions"][0]
    assert action["selected_option"]["value"] == "all" and action["type"] == "overflow"


def test_wrong_and_old_signatures_are_refused(
    served: FakeSlack, anna: Person, seen: list[Any]
) -> None:
    assert anna.slash("/hanvisa", signature="wrong").status == 401
    assert anna.slash("/hanvisa", signature="old").status == 401
    assert served.post_raw("{}", "1", "v0=abc").status == 401
    assert seen == []
    assert len(anna.notices) == 2


def test_a_repeat_is_marked_and_the_same(served: FakeSlack, anna: Person, seen: list[Any]) -> None:
    first = anna.mention("ny")
    served.redeliver(first)
    served.settle()
    mentions = [s for s in seen if s[0]["event"]["type"] == "app_mention"]
    assert len(mentions) == 2
    assert mentions[0][0]["event_id"] == mentions[1][0]["event_id"]
    assert "x-slack-retry-num" not in mentions[0][1]
    assert mentions[1][1]["x-slack-retry-num"] == ["1"]
    assert mentions[1][1]["x-slack-retry-reason"] == ["http_timeout"]


def test_a_slow_command_times_out(served: FakeSlack, anna: Person) -> None:
    served.patience = 0.2
    delivery = anna.slash("/hanvisa", "slow")
    assert not delivery.acknowledged and delivery.reason == "http_timeout"
    assert anna.notices == ['/hanvisa failed with the error "operation_timeout"']


def test_a_stranger_mentions_and_presses_and_has_no_commands(served: FakeSlack) -> None:
    eva = served.person("U0EVA")
    assert not eva.slash("/hanvisa").sent
    assert eva.notices == ["/hanvisa is not a valid command."]
    delivery = eva.mention("ny")
    assert delivery.payload["event"]["user_team"] == "T0ELSEWHERE"
    assert delivery.payload["is_ext_shared_channel"]
    assert delivery.payload["authorizations"][0]["team_id"] == served.team
    assert eva.press(served.messages(CHANNEL)[1], "take").acknowledged
    refused = call(served, "conversations.open", users="U0EVA")
    assert refused["error"] == "channel_not_found"


def test_the_bot_is_welcomed_with_its_inviter(served: FakeSlack) -> None:
    served.add_channel("C0NEW", "nytt")
    assert served.invite_bot("C0NEW", by="U0ANNA").acknowledged
    message = served.messages("C0NEW")[0]
    assert served.text_of(message) == "Hello @Anna Ek"
    assert served.pings_of(message) == {"U0ANNA"}


def test_home_and_shortcut(served: FakeSlack, anna: Person) -> None:
    assert anna.open_home().acknowledged
    assert anna.read(anna.home).startswith("Mine")
    assert anna.press(anna.home, "take").acknowledged
    assert anna.shortcut("begin").acknowledged
    assert anna.close().payload["type"] == "view_closed"
    assert anna.view is None


def test_socket_mode(slack: FakeSlack, anna: Person, seen: list[Any]) -> None:
    with by_socket(slack, lambda: make_app(slack, seen)):
        assert anna.slash("/hanvisa").acknowledged
        anna.submit(values={"need": "hm", "consent": "No"})
        assert anna.errors == {"need": "Say a little more"}
        anna.submit(need="Sell to Norway")
        assert anna.view is None
        delivery = anna.mention("ny")
        assert len(slack.messages(CHANNEL)) == 2
        slack.redeliver(delivery, reason="timeout")
        repeats = [h for b, h in seen if h.get("x-slack-retry-num") == ["1"]]
        assert len(repeats) == 1
    assert slack.violations == []


def test_each_of_two_sockets_gets_its_share(
    slack: FakeSlack, anna: Person, seen: list[Any]
) -> None:
    other: list[Any] = []
    with (
        by_socket(slack, lambda: make_app(slack, seen)),
        by_socket(slack, lambda: make_app(slack, other)),
    ):
        for _ in range(4):
            assert anna.slash("/hanvisa", "help").acknowledged
    assert len(seen) == len(other) == 2


def test_a_closed_socket_comes_again(slack: FakeSlack, anna: Person, seen: list[Any]) -> None:
    with by_socket(slack, lambda: make_app(slack, seen)):
        slack.hang_up()
        slack.wait_connected()
        assert anna.slash("/hanvisa", "help").acknowledged


def test_without_a_socket_nothing_is_acknowledged(slack: FakeSlack, anna: Person) -> None:
    delivery = anna.slash("/hanvisa", "help")
    assert not delivery.acknowledged and delivery.reason == "no socket"


def test_changes_and_deletions_are_told(served: FakeSlack, anna: Person, seen: list[Any]) -> None:
    written = anna.write("one")
    anna.edit(written, "two")
    anna.delete(written)
    subtypes = [body["event"].get("subtype") for body, _ in seen]
    assert subtypes == [None, "message_changed", "message_deleted"]
    assert seen[1][0]["event"]["message"]["text"] == "two"
    assert seen[2][0]["event"]["deleted_ts"] == seen[0][0]["event"]["ts"]
    assert served.messages(CHANNEL) == []


def test_the_app_hears_its_own_messages(served: FakeSlack, anna: Person) -> None:
    anna.mention("ny")
    served.settle()
    events = [d.payload["event"] for d in served.deliveries]
    assert [e["bot_id"] for e in events if "bot_id" in e] == [served.bot_id]


def test_what_is_private_is_not_repeated_in_a_press(served: FakeSlack, anna: Person) -> None:
    args = {"channel": CHANNEL, "user": anna.id, "blocks": card("Private & more")}
    assert call(served, "chat.postEphemeral", **args)["ok"]
    payload = anna.press(anna.private(CHANNEL)[0], "Show all").payload
    assert "message" not in payload and payload["container"]["is_ephemeral"]
    assert payload["response_url"].startswith(served.url("actions/"))
    anna.slash("/hanvisa")
    in_view = anna.choose(None, "consent", "Yes").payload
    assert "response_url" not in in_view and in_view["container"]["type"] == "view"
    assert (
        in_view["view"]["state"]["values"]["consent"]["consent"]["selected_option"]["value"] == "y"
    )


def test_a_strangers_modal_carries_both_workspaces(slack: FakeSlack) -> None:
    eva = slack.person("U0EVA")
    trigger = slack.state.new_trigger(eva.id)
    assert call(slack, "views.open", trigger_id=trigger, view=form())["ok"]
    sent = eva.submit(values={"need": "Sell to Norway", "consent": "Yes"}).payload
    assert sent["team"]["id"] == sent["user"]["team_id"] == "T0ELSEWHERE"
    assert sent["view"]["app_installed_team_id"] == slack.team
    assert eva.errors and eva.view, "nobody answered: the modal stays"


def test_an_old_button_can_be_pressed(served: FakeSlack, anna: Person) -> None:
    anna.mention("ny")
    before = served.messages(CHANNEL)[1]
    anna.press(before, "I take it")
    sent = anna.press(before, "I take it", stale=True)
    assert served.text_of(sent.payload["message"]).startswith("Case 7 open")


def test_a_shortcut_on_anybodys_message(served: FakeSlack, anna: Person, seen: list[Any]) -> None:
    written = served.person("U0BO").write("please help")
    anna.message_shortcut("refer", written)
    body = seen[-1][0]
    assert body["type"] == "message_action" and body["message"]["text"] == "please help"
    assert body["user"]["id"] == "U0ANNA" and body["message"]["user"] == "U0BO"


def test_wrong_answers_are_remembered(slack: FakeSlack, anna: Person) -> None:
    call(slack, "views.open", trigger_id=slack.state.new_trigger(anna.id), view=form())
    assert anna.view
    anna._follow(anna.view, {"response_action": "errors", "errors": {"nowhere": "No"}})
    assert slack.violations == ["view_submission: errors at no input block: ['nowhere']"]
