"""From an HTTP request to a checked activity and back: whatever comes, and nothing changed."""

from __future__ import annotations

import asyncio
import copy
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from bot.handlers.teams import wire
from bot.handlers.teams.adapter import Activity, Answer
from bot.observing import blank, failure, trace
from tests.handlers.teams.edge_app import Door, Heard, keyed, local
from tests.handlers.teams.edge_server import Listed, Server, serving
from tests.handlers.teams.edge_tokens import activity, token

LOCAL = activity(serviceUrl="http://127.0.0.1:1/")
CARD = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "fallbackText": "å\u2028ä\u0000ö 🚢 </script>",
    "body": [
        {"type": "Container", "items": [{"type": "TextBlock", "text": "x", "wrap": True}] * 3}
    ],
    "actions": [{"type": "Action.Execute", "verb": "take", "data": {"exportlots": {"n": None}}}],
    "numbers": [0, -1, 1.5, 1e300, 12345678901234567890],
    "empty": [{}, [], "", None, False],
}


def send(said: Any = None, handler: Heard | None = None, **how: Any) -> httpx.Response:
    """One post to a bot in local work, where only what it says matters."""
    return asyncio.run(Door(local(), handler).send(said or LOCAL, **how))


def invoke(answer: Answer, **over: Any) -> httpx.Response:
    return send({**LOCAL, "type": "invoke", "name": "adaptiveCard/action", **over}, Heard(answer))


@pytest.mark.parametrize("media", ["", "text/plain", "application/x-www-form-urlencoded", "json"])
def test_what_is_not_json_is_not_read(media: str) -> None:
    heard = Heard()
    assert send(handler=heard, headers={"content-type": media}).status_code == 415
    assert heard.activities == []


@pytest.mark.parametrize("media", ["application/json; charset=utf-8", "Application/JSON ;x"])
def test_what_is_json_is_read(media: str) -> None:
    assert send(headers={"content-type": media}).status_code == 200


MALFORMED: dict[str, bytes] = {
    "nothing": b"",
    "half": b'{"type": "message"',
    "words": b"hello",
    "a list": b"[]",
    "a word": b'"message"',
    "nothing at all": b"null",
    "not UTF-8": b'{"type": "m\xe5"}',
    "half a character in bytes": b'{"type": "\xed\xa0\x80"}',
    "UTF-16": json.dumps(LOCAL).encode("utf-16"),
    "compressed": b"\x1f\x8b\x08\x00",
    "not a number": b'{"type": "message", "value": NaN}',
    "endless": b'{"type": "message", "value": -Infinity}',
    "a number of five thousand digits": b'{"type": "message", "value": ' + b"9" * 5000 + b"}",
    "nested": b'{"type": "message", "value": ' + b"[" * 200 + b"]" * 200 + b"}",
    "nested in objects": b'{"type": "m", "value": ' + b'{"a":' * 500 + b"1" + b"}" * 501,
    "nested deeper than Python goes": b"[" * 100_000,
    "no type": b"{}",
    "an empty type": b'{"type": ""}',
    "a type that is none": b'{"type": ["message"]}',
}


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_requests_are_told_so(name: str) -> None:
    heard = Heard()
    with capture_logs() as logs:
        assert send(handler=heard, content=MALFORMED[name]).status_code == 400
    assert heard.activities == []
    assert [entry["event"] for entry in logs] == ["unreadable_request"]


WRONG_SHAPES = [
    ("conversation", "19:room"),
    ("conversation", ["19:room"]),
    ("from", []),
    ("from", "29:sara"),
    ("recipient", 7),
    ("channelData", "x"),
    ("channelData", [{}]),
    ("text", {"text": "x"}),
    ("id", 7),
    ("name", []),
    ("serviceUrl", {"url": "https://x"}),
    ("channelId", True),
    ("replyToId", 1),
    ("timestamp", 1700000000),
    ("entities", {}),
    ("entities", ["mention"]),
    ("attachments", "x"),
    ("attachments", [None]),
    ("membersAdded", [["29:sara"]]),
    ("membersRemoved", 1),
]


@pytest.mark.parametrize(("name", "value"), WRONG_SHAPES)
def test_an_envelope_of_the_wrong_shape_is_told_so(name: str, value: Any) -> None:
    heard = Heard()
    with capture_logs() as logs:
        assert send({**LOCAL, name: value}, heard).status_code == 400
    assert heard.activities == []
    assert logs[0]["why"] == name


@pytest.mark.parametrize("name", sorted({name for name, _ in WRONG_SHAPES} - {"serviceUrl"}))
def test_what_is_left_out_or_empty_is_no_fault(name: str) -> None:
    assert send({**LOCAL, name: None}).status_code == 200
    assert send({key: value for key, value in LOCAL.items() if key != name}).status_code == 200


def padded(size: int) -> bytes:
    """An activity of so many bytes."""
    bare = json.dumps({**LOCAL, "text": ""}).encode()
    return json.dumps({**LOCAL, "text": "x" * (size - len(bare))}).encode()


def test_a_mebibyte_is_read_and_no_more() -> None:
    assert len(padded(wire.LONGEST)) == wire.LONGEST
    assert send(content=padded(wire.LONGEST)).status_code == 200
    assert send(content=padded(wire.LONGEST + 1)).status_code == 413


@pytest.mark.parametrize("told", ["x", "-1", "9" * 40])
def test_a_length_that_is_none_is_not_believed(told: str) -> None:
    assert send(headers={"content-length": told}).status_code == 413


def test_a_body_without_a_length_is_read_as_far_as_allowed() -> None:
    sent = 0

    async def endless() -> AsyncIterator[bytes]:
        nonlocal sent
        for _ in range(100_000):
            sent += 64 * 1024
            yield b" " * 64 * 1024

    assert send(content=endless()).status_code == 413
    assert sent <= wire.LONGEST + 128 * 1024


def test_the_token_is_looked_at_before_the_body() -> None:
    async def work(server: Server) -> None:
        door = Door(keyed(server))
        for body in (b"{", b"[" * 100_000, b"x" * (wire.LONGEST + 1)):
            wrong = await door.send(content=body, headers={"authorization": "Bearer x"})
            assert wrong.status_code == 401
            right = await door.send(content=body)
            assert right.status_code in (400, 413)

    with_keys(work)


def with_keys(work: Callable[[Server], Awaitable[None]]) -> None:
    async def go() -> None:
        async with serving(Listed()) as server:
            await work(server)

    asyncio.run(go())


def test_the_front_end_gets_the_json_as_it_came() -> None:
    heard = Heard()
    odd = {
        **LOCAL,
        "unknown": {"deep": [1, {"x": None}]},
        "value": CARD,
        "localTimestamp": "not a date",
        "entities": [{"type": "clientInfo", "locale": "sv-SE", "@type": "x"}],
        "text": "half \ud83d and none \x00",
        "deliveryMode": "expectReplies",
    }
    before = copy.deepcopy(odd)
    assert send(odd, heard).status_code == 200
    assert heard.activities == [before]
    assert list(heard.activities[0]) == list(before)


def test_an_invokes_answer_comes_out_as_it_was_given() -> None:
    body = {"statusCode": 200, "type": "application/vnd.microsoft.card.adaptive", "value": CARD}
    before = copy.deepcopy(body)
    answer = invoke(Answer(200, body))
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    assert answer.json() == before == body
    assert list(answer.json()["value"]) == list(before["value"])


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=15,
)


@given(st.dictionaries(st.text(), PLAIN, min_size=1, max_size=4))
def test_any_plain_dictionary_survives_the_way_in_and_out(body: dict[str, Any]) -> None:
    heard = Heard(Answer(200, body))
    answer = send({**LOCAL, "type": "invoke", "value": body}, heard)
    assert answer.json() == body
    assert heard.activities[0]["value"] == body


def test_an_answer_nested_deeper_than_the_sdk_can_copy() -> None:
    deep: dict[str, Any] = {}
    for _ in range(400):
        deep = {"a": deep}
    assert invoke(Answer(200, deep)).json() == deep


def test_half_a_character_in_an_answer_spoils_only_itself() -> None:
    assert invoke(Answer(200, {"value": "half \ud83d"})).json() == {"value": "half ?"}


@pytest.mark.parametrize(
    ("answer", "status", "body"),
    [
        (Answer(501), 501, b""),
        (Answer(200), 200, b""),
        (Answer(200, {}), 200, b"{}"),
        (Answer(400, {"error": {"code": "BadRequest"}}), 400, b'{"error":{"code":"BadRequest"}}'),
    ],
)
def test_what_the_front_end_says_to_an_invoke(answer: Answer, status: int, body: bytes) -> None:
    said = invoke(answer, name="somebody/else")
    assert (said.status_code, said.content) == (status, body)


@pytest.mark.parametrize("kind", ["message", "conversationUpdate", "messageReaction", "made up"])
def test_what_is_no_invoke_gets_a_status_only(kind: str) -> None:
    said = send({**LOCAL, "type": kind}, Heard(Answer(202, {"not": "shown"})))
    assert (said.status_code, said.content) == (202, b"")


@pytest.mark.parametrize("kind", ["message", "invoke"])
def test_a_handler_that_fails_lets_teams_send_again(kind: str) -> None:
    with capture_logs(processors=[merge_contextvars, failure, blank]) as logs:
        said = send({**LOCAL, "type": kind}, Heard(fault=LookupError("of ours")))
    assert (said.status_code, said.content) == (503, b"")
    (entry,) = logs
    assert (entry["event"], entry["log_level"], entry["type"]) == (
        "teams_handler_failed",
        "error",
        kind,
    )
    assert "edge_app.py" in entry["exception"] and "LookupError: of ours" in entry["exception"]
    assert len(entry["trace"]) == 12
    assert "Sara" not in repr(logs)


@pytest.mark.parametrize("body", [{"x": float("nan")}, {"x": {1, 2}}, {"x": object()}])
def test_an_answer_that_is_no_json_is_a_fault_of_ours(body: Any) -> None:
    with capture_logs() as logs:
        assert invoke(Answer(200, body)).status_code == 503
    assert logs[0]["event"] == "teams_handler_failed"


def test_everything_one_request_causes_has_one_trace() -> None:
    traces: list[str] = []

    async def handler(said: Activity) -> Answer:
        traces.append(trace())
        await asyncio.sleep(0)
        traces.append(trace())
        return Answer()

    async def work() -> None:
        door = Door(local(), handler)
        await asyncio.gather(*(door.send(LOCAL) for _ in range(5)))

    asyncio.run(work())
    assert len(set(traces)) == 5
    assert sorted(traces) == sorted([*set(traces)] * 2)


def test_a_hundred_at_once_each_get_their_own() -> None:
    together = asyncio.Barrier(100)

    async def handler(said: Activity) -> Answer:
        await together.wait()
        return Answer(200, {"for": said["id"], "said": said["value"]})

    async def work(server: Server) -> None:
        door = Door(keyed(server), handler)
        bearer = {"authorization": f"Bearer {token()}"}
        sent = [
            activity(type="invoke", id=str(number), value={"n": [number] * 50})
            for number in range(100)
        ]
        answers = await asyncio.gather(*(door.send(one, headers=bearer) for one in sent))
        assert [answer.json() for answer in answers] == [
            {"for": one["id"], "said": one["value"]} for one in sent
        ]

    with_keys(work)


def test_a_slow_handler_holds_nobody_up() -> None:
    go_on = asyncio.Event()

    async def handler(said: Activity) -> Answer:
        if said["text"] == "slow":
            await go_on.wait()
        return Answer()

    async def work() -> None:
        door = Door(local(), handler)
        slow = asyncio.create_task(door.send({**LOCAL, "text": "slow"}))
        assert (await door.send(LOCAL)).status_code == 200
        assert not slow.done()
        go_on.set()
        assert (await slow).status_code == 200

    asyncio.run(work())
