"""Bad input: what the user sees, what the log says, and that nothing is done or lost."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import urlencode

import pytest
from slack_sdk.signature import SignatureVerifier

from tests.fakes.slack import Delivery
from tests.handlers.slack.scene import CHANNEL, Foreign, Scene, until

FORM = "application/x-www-form-urlencoded"


def send(scene: Scene, body: str, *, is_json: bool) -> Delivery:
    """Anything at all, rightly signed."""
    timestamp = str(int(time.time()))
    signed = SignatureVerifier(scene.slack.signing_secret).generate_signature(
        timestamp=timestamp, body=body
    )
    return scene.slack.post_raw(body, timestamp, signed or "", json=is_json)


def send_payload(scene: Scene, payload: Any) -> Delivery:
    return send(scene, urlencode({"payload": json.dumps(payload)}), is_json=False)


def nothing_happened(scene: Scene) -> None:
    scene.settle()
    assert scene.cases() == []
    assert scene.slack.called("chat.postMessage") == []
    assert scene.slack.called("views.open") == []


# -- who sends


@pytest.mark.parametrize("signature", ["wrong", "old"])
def test_a_wrong_signature_and_an_old_one_are_refused_and_nothing_is_done(
    scene: Scene, signature: str
) -> None:
    for sent in (
        scene.sara.slash("/hanvisa", "Stolar", signature=signature),
        scene.sara.mention("läget", signature=signature),
    ):
        assert sent.status == 401
        assert not sent.acknowledged
    nothing_happened(scene)
    assert len(scene.logged("signature_refused")) >= 2


def test_without_a_signature_nothing_is_done(scene: Scene) -> None:
    body = urlencode({"command": "/hanvisa", "user_id": "U0SARA"})
    for stamp in ("", "yesterday", str(int(time.time()))):
        assert scene.slack.post_raw(body, stamp, "", json=False).status == 401
    nothing_happened(scene)
    assert len(scene.logged("signature_refused")) == 3


def test_another_workspace_is_left_alone_and_logged(scene: Scene) -> None:
    slash = scene.sara.slash("/exportlots", "hjälp")
    scene.settle()
    before = len(scene.sara.private())
    payload = {**slash.payload, "team_id": "T0FOREIGN"}
    assert send(scene, urlencode(payload), is_json=False).status == 200
    event = {
        "type": "event_callback",
        "team_id": "T0FOREIGN",
        "event_id": "Ev-foreign",
        "event": {"type": "app_mention", "user": "U9", "text": "<@U0LOTS> läget", "channel": "C9",
                  "ts": "1.2"},
    }  # fmt: skip
    assert send(scene, json.dumps(event), is_json=True).status == 200
    press = {"type": "block_actions", "team": {"id": "T0FOREIGN"}, "user": {"id": "U9"},
             "actions": [{"type": "button", "value": '["show",{},0]', "action_id": "x"}]}  # fmt: skip
    assert send_payload(scene, press).status == 200
    scene.settle()
    assert len(scene.sara.private()) == before
    assert [entry["type"] for entry in scene.logged("unknown_workspace")] == [
        "/exportlots",
        "app_mention",
        "block_actions",
    ]


def test_slacks_check_of_the_address_is_answered(scene: Scene) -> None:
    body = json.dumps({"type": "url_verification", "challenge": "abc", "token": "t"})
    answer = send(scene, body, is_json=True)
    assert answer.status == 200
    assert "abc" in str(answer.body)


# -- what is sent

SHAPES: list[Any] = [
    {}, [], None, 7, "x", {"type": None}, {"type": 3},
    {"type": "block_actions"},
    {"type": "block_actions", "actions": None},
    {"type": "block_actions", "actions": [], "user": None},
    {"type": "block_actions", "actions": "x", "user": {"id": "U0SARA"}},
    {"type": "block_actions", "actions": [7], "user": {"id": "U0SARA"}},
    {"type": "block_actions", "actions": [{}], "user": "U0SARA", "channel": "C0EXPORT"},
    {"type": "block_actions", "actions": [{"type": "button", "action_id": "a", "value": None}],
     "user": {"id": "U0SARA"}, "container": 7, "message": [], "channel": {"id": 7}},
    {"type": "block_actions", "actions": [{"type": "button", "action_id": "a", "value": "[1,2,3]"}],
     "user": {"id": 7}, "view": "x"},
    {"type": "block_actions", "user": {"id": "U0SARA"}, "view": {"type": "modal"},
     "actions": [{"type": "static_select", "action_id": "one", "selected_option": 7}]},
    {"type": "view_submission"},
    {"type": "view_submission", "view": None, "user": {"id": "U0SARA"}},
    {"type": "view_submission", "view": [], "user": []},
    {"type": "view_submission", "user": {"id": "U0SARA"},
     "view": {"type": "modal", "callback_id": "form", "private_metadata": "{"}},
    {"type": "view_submission", "user": {"id": "U0SARA"},
     "view": {"type": "modal", "callback_id": "form", "private_metadata": "[1,2,3,4]"}},
    {"type": "view_submission", "user": {"id": "U0SARA"},
     "view": {"type": "modal", "callback_id": "form", "state": [],
              "private_metadata": '["refer","f",{},{"channel":7}]'}},
    {"type": "view_submission", "user": {"id": "U0SARA"},
     "view": {"type": "modal", "callback_id": "form", "private_metadata": '["note","f",{},{}]',
              "state": {"values": {"words": {"text": 7}, "x": None}}}},
    {"type": "view_submission", "user": {"id": "U0SARA"},
     "view": {"type": "modal", "callback_id": "form", "private_metadata": '["note","f",{},{}]',
              "state": {"values": {"words": {"many": {"type": "checkboxes",
                                                      "selected_options": [7, {}]}}}}}},
    {"type": "view_closed", "view": {}},
    {"type": "shortcut"},
    {"type": "shortcut", "callback_id": 7, "user": "U0SARA"},
    {"type": "message_action", "callback_id": "refer_message", "message": "x", "channel": "C1",
     "user": {"id": "U0SARA"}, "trigger_id": "1"},
    {"type": "message_action", "callback_id": "refer_message", "user": {"id": "U0SARA"},
     "message": {"text": 7, "ts": None}, "channel": {"id": None}},
    {"type": "block_suggestion"},
    {"type": "block_suggestion", "action_id": "one", "block_id": 7, "value": None, "view": 7},
    {"type": "block_suggestion", "action_id": "one", "block_id": "x", "value": 7,
     "user": {"id": "U0SARA"},
     "view": {"type": "modal", "private_metadata": '["refer","f",{},{}]'}},
]  # fmt: skip

EVENTS: list[Any] = [
    {}, [], None, "x",
    {"type": "event_callback"},
    {"type": "event_callback", "event": None},
    {"type": "event_callback", "event": "x", "authorizations": "x"},
    {"type": "event_callback", "event": {"type": 7}},
    {"type": "event_callback", "event": {"type": "app_mention"}, "event_id": "E1"},
    {"type": "event_callback", "event": {"type": "app_mention", "user": "U0SARA", "text": 7,
                                         "channel": [], "ts": {}}, "event_id": "E2"},
    {"type": "event_callback", "event": {"type": "message", "channel_type": "im", "user": {},
                                         "text": None}, "event_id": 3},
    {"type": "event_callback", "event": {"type": "message", "subtype": "message_changed",
                                         "message": "x"}, "event_id": "E4"},
    {"type": "event_callback", "event": {"type": "app_home_opened", "tab": "home"}},
    {"type": "event_callback", "event": {"type": "member_joined_channel", "user": "U0LOTS"}},
    {"type": "event_callback", "event": {"type": "channel_rename", "channel": "C1"}},
    {"type": "event_callback", "event": {"type": "channel_archive", "channel": {"id": 7}}},
    {"type": "event_callback", "event": {"type": "tokens_revoked", "tokens": "x"}},
    {"type": "event_callback", "event": {"type": "some_day_perhaps", "user": "U0SARA"}},
]  # fmt: skip

COMMANDS: list[dict[str, str]] = [
    {},
    {"command": "/hanvisa"},
    {"command": "/exportlots", "text": "ta 999999999999999999999", "user_id": "U0SARA"},
    {"command": "/someday", "user_id": "U0SARA", "channel_id": CHANNEL},
    {"command": "/exportlots", "user_id": "U0SARA", "channel_id": "", "text": "\x00"},
]


def never_broken(scene: Scene, foreign: Foreign, answer: Delivery, sent: Any) -> None:
    """No traceback goes out; whatever is answered with an error has its line in the log."""
    assert answer.status in (200, 400, 404, 503), (answer.status, answer.body, sent)
    assert "Traceback" not in str(answer.body)
    if answer.status != 200:
        faults = [e for e in scene.logs if e["log_level"] in ("warning", "error")]
        assert faults or foreign.lines, sent


@pytest.mark.parametrize("team", [True, False], ids=["ours", "unnamed"])
def test_whatever_comes_signed_is_answered_and_logged_and_never_a_traceback(
    scene: Scene, foreign: Foreign, team: bool
) -> None:
    scene.expected |= {"slack_listener_failed", "answer_failed", "slack_lost"}
    for bare in SHAPES:
        known = {"team": {"id": scene.slack.team}} if team else {}
        shape = {**bare, **known} if isinstance(bare, dict) else bare
        scene.logs.clear()
        foreign.lines.clear()
        never_broken(scene, foreign, send_payload(scene, shape), shape)
    for bare in EVENTS:
        known = {"team_id": scene.slack.team} if team else {}
        event = {**bare, **known} if isinstance(bare, dict) else bare
        scene.logs.clear()
        foreign.lines.clear()
        never_broken(scene, foreign, send(scene, json.dumps(event), is_json=True), event)
    for command in COMMANDS:
        body = urlencode({**command, "team_id": scene.slack.team} if team else command)
        scene.logs.clear()
        foreign.lines.clear()
        never_broken(scene, foreign, send(scene, body, is_json=False), command)
    for body in ("", "{", "payload=%7B", "\xff\x00", "payload=", "a=b&a=c", "[" * 2000):
        for is_json in (True, False):
            scene.logs.clear()
            foreign.lines.clear()
            never_broken(scene, foreign, send(scene, body, is_json=is_json), body)
    scene.settle()
    scene.sara.slash("/exportlots", "läget")
    assert "Inga pågående ärenden" in scene.whisper(scene.sara)


def test_an_unknown_command_and_an_impossible_number_are_answered_in_words(scene: Scene) -> None:
    for words in ("ta 999999999999999999999", "visa", "\x00\x07", "a" * 9000, "ta -1", "ta 0"):
        scene.sara.slash("/exportlots", words)
        said = scene.whisper(scene.sara)
        assert said
        assert "referens" not in said


# -- cards and forms from another day


def test_a_button_of_an_older_version_is_explained(scene: Scene) -> None:
    scene.open()
    card = scene.card()
    button = next(e for b in card["blocks"] if b["type"] == "actions" for e in b["elements"])
    for value in ("take:1", '["gone_command",{"case":"1"},0]', '{"command": "take"}', "", "null",
                  '["take",{"case":"1","revision":"0"},0]'):  # fmt: skip
        button["value"] = value
        scene.maria.press(card, button["text"]["text"], stale=True)
        said = scene.whisper(scene.maria)
        if "revision" not in value:
            assert "äldre version" in said
    assert scene.logged("unreadable_press")


def test_a_form_from_an_older_version_is_explained_over_what_was_typed(scene: Scene) -> None:
    scene.sara.slash("/hanvisa", "Stolar till Norge")
    view = scene.view(scene.sara)
    with scene.slack.state.lock:
        scene.slack.state.views[view["id"]]["private_metadata"] = '{"of": "long ago"}'
    scene.sara.choose(None, "Har företaget sagt ja", "Ja")
    answer = scene.sara.submit()
    assert answer.body["response_action"] == "push"
    assert "äldre version" in scene.sara.read()
    scene.sara.close()
    assert scene.sara.filled("Vad behöver företaget?") == "Stolar till Norge"
    assert scene.logged("unreadable_form")


# -- channels that are gone


@pytest.mark.parametrize("how", ["archive", "remove_bot", "delete"])
def test_a_channel_that_is_gone_is_told_to_the_coordinator_and_cases_go_on(
    scene: Scene, how: str
) -> None:
    scene.open()
    if how == "delete":
        scene.slack.delete_channel(CHANNEL)
    else:
        getattr(scene.slack, how)(CHANNEL, by="U0SARA")
    scene.do("maria", "take", case=1)
    scene.settle()
    told = until(
        lambda: [text for text in scene.inbox(scene.karin) if "Jag " in text and "inte" in text],
        "a word to the coordinator",
    )
    assert len(told) == 1
    assert "exportcenter" in told[0]
    assert scene.case(1).handler_id
    assert any("har tagit ärende 1" in text for text in scene.inbox(scene.sara))


def test_a_channel_found_gone_only_when_written_to_is_told_too(scene: Scene) -> None:
    scene.open()
    with scene.slack.state.lock:
        scene.slack.state.channels[CHANNEL].members.discard(scene.slack.bot_user)
    scene.do("maria", "take", case=1)
    scene.settle()
    scene.slack.state.channels[CHANNEL].archived = True
    scene.do("maria", "wait", case=1, until="2026-12-07", for_what="x")
    until(
        lambda: [text for text in scene.inbox(scene.karin) if "Jag når inte längre rummet" in text],
        "a word to the coordinator",
    )
    assert scene.rooms()[CHANNEL].gone


# -- the app's own fate


def test_a_revoked_token_stops_nothing_but_the_sending_and_is_seen_on_health(
    scene: Scene,
) -> None:
    scene.open()
    scene.expected |= {"slack_refuses_us", "slack_lost"}
    assert scene.health()["platforms"] == {"slack": "ok"}
    scene.slack.dead = "token_revoked"
    scene.do("maria", "take", case=1)
    scene.settle()
    assert scene.health()["platforms"] == {"slack": "token_revoked"}
    assert scene.logged("slack_refuses_us")[0]["why"] == "token_revoked"
    scene.slack.install()
    scene.clock.move(minutes=11)
    until(lambda: (scene.settle(), "har tagit ärendet" in scene.read(scene.card()))[1], "the card")
    assert scene.health()["platforms"] == {"slack": "ok"}
    assert any("har tagit ärende 1" in text for text in scene.inbox(scene.sara))


@pytest.mark.parametrize("how", ["uninstall", "revoke_token"])
def test_an_app_that_was_taken_away_is_logged_and_seen_on_health(scene: Scene, how: str) -> None:
    scene.expected |= {"slack_lost", "slack_refuses_us"}
    sent = getattr(scene.slack, how)()
    assert sent.acknowledged
    scene.settle()
    assert scene.logged("slack_lost")
    assert scene.health()["platforms"]["slack"] != "ok"
    assert scene.rooms()[CHANNEL].gone


def test_a_users_own_token_revoked_changes_nothing(scene: Scene) -> None:
    event = {
        "type": "event_callback",
        "team_id": scene.slack.team,
        "event_id": "Ev1",
        "event": {"type": "tokens_revoked", "tokens": {"oauth": ["U0SARA"], "bot": []}},
    }
    assert send(scene, json.dumps(event), is_json=True).status == 200
    assert scene.health()["platforms"] == {"slack": "ok"}
