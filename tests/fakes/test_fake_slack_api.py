"""The fake's Web API: real answers, real errors, planned faults, the limits."""

from __future__ import annotations

import asyncio
import json
import time
from typing import Any

import aiohttp
import pytest
from slack_sdk.webhook.async_client import AsyncWebhookClient

from tests.fakes.bolt_app import CHANNEL, card, form, words
from tests.fakes.serving import call
from tests.fakes.slack import FakeSlack, Person


def test_who_the_token_is(slack: FakeSlack) -> None:
    found = call(slack, "auth.test")
    assert found["user_id"] == slack.bot_user and found["team_id"] == slack.team
    assert call(slack, "auth.test", token="xoxb-other")["error"] == "invalid_auth"
    assert call(slack, "apps.connections.open")["error"] == "not_allowed_token_type"
    assert call(slack, "apps.connections.open", token=slack.app_token)["url"].startswith("ws://")
    slack.revoke_token()
    assert call(slack, "auth.test")["error"] == "token_revoked"
    slack.uninstall()
    assert call(slack, "auth.test")["error"] == "account_inactive"


def test_scopes_are_enforced_and_told(slack: FakeSlack) -> None:
    slack.scopes -= {"channels:history", "users:read.email"}
    refused = call(slack, "conversations.history", channel=CHANNEL)
    assert refused["error"] == "missing_scope" and refused["needed"] == "channels:history"
    assert "chat:write" in refused["provided"]
    user = call(slack, "users.info", user="U0ANNA", include_locale=True)["user"]
    assert user["locale"] == "sv-SE" and "email" not in user["profile"]
    slack.scopes.add("users:read.email")
    assert call(slack, "users.info", user="U0ANNA")["user"]["profile"]["email"] == "anna.ek@almi.se"


def test_a_message_is_posted_changed_found_and_deleted(slack: FakeSlack) -> None:
    metadata = {"event_type": "notice", "event_payload": {"id": "7"}}
    posted = call(slack, "chat.postMessage", channel=CHANNEL, text="one", metadata=metadata)
    reply = call(slack, "chat.postMessage", channel=CHANNEL, text="two", thread_ts=posted["ts"])
    assert [m["text"] for m in slack.thread(CHANNEL, posted["ts"])] == ["two"]
    bare = call(slack, "conversations.history", channel=CHANNEL)["messages"]
    assert [m["text"] for m in bare] == ["one"] and "metadata" not in bare[0]
    whole = call(
        slack, "conversations.replies", channel=CHANNEL, ts=posted["ts"], include_all_metadata=True
    )
    assert [m.get("metadata") for m in whole["messages"]] == [metadata, None]
    call(slack, "chat.update", channel=CHANNEL, ts=posted["ts"], blocks=card("three"))
    call(slack, "chat.update", channel=CHANNEL, ts=posted["ts"], text="four")
    assert slack.text_of(slack.messages(CHANNEL)[0]).startswith("three")
    call(slack, "chat.update", channel=CHANNEL, ts=posted["ts"], text="four", blocks=[])
    assert slack.text_of(slack.messages(CHANNEL)[0]) == "four"
    link = call(slack, "chat.getPermalink", channel=CHANNEL, message_ts=reply["ts"])["permalink"]
    assert f"thread_ts={posted['ts']}" in link
    assert call(slack, "chat.delete", channel=CHANNEL, ts=reply["ts"])["ok"]
    assert len(slack.messages(CHANNEL)) == 1


def test_the_errors_of_messages(slack: FakeSlack, anna: Person) -> None:
    post = "chat.postMessage"
    slack.add_channel("C0OUT", "out")
    slack.add_channel("C0SECRET", "secret", private=True)
    theirs = anna.write("mine", CHANNEL).message
    assert theirs
    assert call(slack, post, channel="C0NONE", text="x")["error"] == "channel_not_found"
    assert call(slack, post, channel="C0SECRET", text="x")["error"] == "channel_not_found"
    assert call(slack, post, channel="C0OUT", text="x")["error"] == "not_in_channel"
    assert call(slack, post, channel=CHANNEL)["error"] == "no_text"
    assert call(slack, post, channel="USLACKBOT", text="x")["error"] == "cannot_dm_bot"
    assert call(slack, post, channel="U0EVA", text="x")["error"] == slack.stranger_error
    assert call(slack, post, channel=CHANNEL, text="x" * 40_001)["error"] == "msg_too_long"
    found = call(slack, "chat.update", channel=CHANNEL, ts="1.1", text="x")
    assert found["error"] == "message_not_found"
    found = call(slack, "chat.update", channel=CHANNEL, ts=theirs["ts"], text="x")
    assert found["error"] == "cant_update_message"
    found = call(slack, "chat.postEphemeral", channel=CHANNEL, user="U0NONE", text="x")
    assert found["error"] == "user_not_in_channel"
    assert call(slack, "users.info", user="U0NONE")["error"] == "user_not_found"
    assert call(slack, "no.such")["error"] == "unknown_method"
    slack.remove_bot(CHANNEL)
    assert call(slack, post, channel=CHANNEL, text="x")["error"] == "not_in_channel"
    slack.invite_bot(CHANNEL)
    slack.archive(CHANNEL)
    assert call(slack, post, channel=CHANNEL, text="x")["error"] == "is_archived"
    slack.delete_channel(CHANNEL)
    assert call(slack, post, channel=CHANNEL, text="x")["error"] == "channel_not_found"


def test_a_person_is_written_to_by_id(slack: FakeSlack, anna: Person) -> None:
    opened = call(slack, "conversations.open", users="U0ANNA")["channel"]["id"]
    assert call(slack, "chat.postMessage", channel="U0ANNA", text="hi")["channel"] == opened
    assert [m["text"] for m in anna.inbox] == ["hi"] and anna.im == opened


def test_a_form_style_call_and_a_token_in_the_body(slack: FakeSlack) -> None:
    async def ask() -> Any:
        data = {"token": slack.bot_token, "channel": CHANNEL, "blocks": json.dumps(card("Form"))}
        async with (
            aiohttp.ClientSession() as session,
            session.post(slack.api_url + "chat.postMessage", data=data) as answer,
        ):
            assert "chat:write" in answer.headers["x-oauth-scopes"]
            return await answer.json()

    assert asyncio.run(ask())["ok"]
    assert slack.called("chat.postMessage")[0].args["blocks"] == card("Form")


def test_planned_faults(slack: FakeSlack) -> None:
    post = "chat.postMessage"
    slack.plan(post, status=429, error="ratelimited", headers={"Retry-After": "7"})
    refused = call(slack, post, channel=CHANNEL, text="a")
    assert (refused["error"], refused["status"], refused["retry"]) == ("ratelimited", 429, "7")
    slack.plan(post, delay=0.2)
    began = time.monotonic()
    assert call(slack, post, channel=CHANNEL, text="b")["ok"]
    assert time.monotonic() - began >= 0.2
    assert [m["text"] for m in slack.messages(CHANNEL)] == ["b"]


@pytest.mark.parametrize(("drop", "texts"), [("before", []), ("after", ["a"])])
def test_a_dropped_connection(slack: FakeSlack, drop: str, texts: list[str]) -> None:
    slack.plan("chat.postMessage", drop=drop, times=2)

    async def ask() -> None:
        async with aiohttp.ClientSession(
            headers={"Authorization": f"Bearer {slack.bot_token}"}
        ) as session:
            body = {"channel": CHANNEL, "text": "a"}
            await session.post(slack.api_url + "chat.postMessage", json=body)

    with pytest.raises(aiohttp.ClientError):
        asyncio.run(ask())
    assert [m["text"] for m in slack.messages(CHANNEL)] == texts


def test_about_one_message_a_second(slack: FakeSlack) -> None:
    slack.limits = True
    assert call(slack, "chat.postMessage", channel=CHANNEL, text="a")["ok"]
    refused = call(slack, "chat.postMessage", channel=CHANNEL, text="b")
    assert (refused["status"], refused["retry"]) == (429, "1")
    assert call(slack, "chat.postMessage", channel="U0ANNA", text="c")["ok"]


def test_triggers_and_hashes(slack: FakeSlack, anna: Person) -> None:
    def opened(trigger: str) -> dict[str, Any]:
        return call(slack, "views.open", trigger_id=trigger, view=form())

    first = slack.state.new_trigger(anna.id)
    view = opened(first)["view"]
    assert opened(first)["error"] == "exchanged_trigger_id"
    assert opened("1.2.x")["error"] == "invalid_trigger_id"
    slack.trigger_seconds = 0.0
    assert opened(slack.state.new_trigger(anna.id))["error"] == "expired_trigger_id"
    update = {"view_id": view["id"], "view": form(second=True)}
    changed = call(slack, "views.update", hash=view["hash"], **update)["view"]
    assert changed["hash"] != view["hash"]
    assert call(slack, "views.update", hash=view["hash"], **update)["error"] == "hash_conflict"
    anna.close()
    assert call(slack, "views.update", **update)["error"] == "not_found"


def test_three_modals_at_most(slack: FakeSlack, anna: Person) -> None:
    call(slack, "views.open", trigger_id=slack.state.new_trigger(anna.id), view=form())

    def push() -> dict[str, Any]:
        assert anna.view
        trigger = slack.state.new_trigger(anna.id, anna.view["id"])
        return call(slack, "views.push", trigger_id=trigger, view=form())

    root = anna.view
    assert push()["ok"] and push()["view"]["root_view_id"] == root["id"]  # type: ignore[index]
    assert push()["error"] == "push_limit_reached"
    assert len(anna.views) == 3
    anna.close()
    assert len(anna.views) == 2


def test_a_response_url_is_good_for_five(slack: FakeSlack, anna: Person) -> None:
    call(slack, "chat.postMessage", channel=CHANNEL, blocks=card("Card"))
    payload = anna.press(slack.messages(CHANNEL)[0], "take").payload

    async def say(**body: Any) -> int:
        client = AsyncWebhookClient(payload["response_url"])
        return (await client.send_dict(body)).status_code

    async def all_of_them() -> list[int]:
        return [
            await say(text="private", replace_original=False),
            await say(text="changed", replace_original=True),
            await say(text="for all", response_type="in_channel"),
            await say(delete_original=True),
            await say(text="last", response_type="ephemeral"),
            await say(text="too many", replace_original=False),
        ]

    assert asyncio.run(all_of_them()) == [200, 200, 200, 200, 200, 404]
    assert [m["text"] for m in anna.private(CHANNEL)] == ["private", "last"]
    assert [m["text"] for m in slack.messages(CHANNEL)] == ["for all"]
    assert slack.violations == []


def test_what_is_not_subscribed_is_not_sent(slack: FakeSlack, anna: Person) -> None:
    slack.events.discard("app_mention")
    assert not anna.mention("hi").sent
    slack.scopes.discard("channels:history")
    assert not anna.write("hi").sent
    assert anna.direct("hi").sent


def test_the_manifest_is_exported_to_a_config_token(slack: FakeSlack) -> None:
    slack.manifest = {"display_information": {"name": "Exportlots"}}
    asked = {"app_id": slack.app_id}
    assert call(slack, "apps.manifest.export", **asked)["error"] == "invalid_auth"
    found = call(slack, "apps.manifest.export", token=slack.config_token, **asked)
    assert found["manifest"] == slack.manifest


def test_words_as_they_are_seen(slack: FakeSlack) -> None:
    text = "*Case 7* <https://x.example|here> &lt;b&gt; <@U0ANNA> <!channel> _a_b_ snake_case 2*3*4"
    assert slack.text_of(card(text)).split("\n")[0] == (
        "Case 7 here <b> @Anna Ek @channel a_b snake_case 2*3*4"
    )


def test_whom_a_message_rings_for(slack: FakeSlack) -> None:
    assert slack.pings_of(card("<@U0ANNA> and <!here>")) == {"U0ANNA", "here"}
    assert slack.pings_of(card("&lt;!channel&gt; a@channel.example")) == set()
    assert slack.pings_of(card("tell @everyone")) == {"everyone"}
    careful = {"type": "mrkdwn", "text": "tell @everyone", "verbatim": True}
    assert slack.pings_of({"blocks": [{"type": "section", "text": careful}]}) == set()
    assert slack.pings_of({"type": "message", "text": "@everyone"}) == set()


def test_too_much_in_all_is_refused(slack: FakeSlack) -> None:
    refused = call(slack, "chat.postMessage", channel=CHANNEL, blocks=card("x" * 2900)[:1] * 5)
    assert refused["error"] == "msg_blocks_too_long"
    assert len(slack.violations) == 1


def test_a_select_in_a_message_and_on_the_home_tab(slack: FakeSlack, anna: Person) -> None:
    options = [{"text": words(t), "value": t} for t in ("almi", "ekn")]
    element = {"type": "static_select", "action_id": "org", "options": options}
    blocks = [{"type": "actions", "block_id": "b", "elements": [element]}]
    call(slack, "chat.postMessage", channel=CHANNEL, blocks=blocks)
    sent = anna.choose(slack.messages(CHANNEL)[0], "org", "ekn").payload
    assert sent["actions"][0]["selected_option"]["value"] == "ekn"
    assert sent["state"]["values"]["b"]["org"]["selected_option"]["value"] == "ekn"
    call(slack, "views.publish", user_id=anna.id, view={"type": "home", "blocks": blocks})
    sent = anna.choose(anna.home, "org", "almi").payload
    assert sent["view"]["state"]["values"]["b"]["org"]["selected_option"]["value"] == "almi"
    stale = call(
        slack, "views.publish", user_id=anna.id, hash="1.x", view={"type": "home", "blocks": blocks}
    )
    assert stale["error"] == "hash_conflict"


def test_arguments_that_nobody_foresaw_are_remembered(slack: FakeSlack) -> None:
    refused = call(slack, "conversations.history", channel=CHANNEL, oldest="soon")
    assert refused["error"] == "internal_error"
    assert "the fake cannot take these arguments" in slack.violations[0]


def test_the_checks_can_be_left_out(slack: FakeSlack) -> None:
    slack.checks = False
    assert call(slack, "chat.postMessage", channel=CHANNEL, blocks=card("x" * 3001))["ok"]
