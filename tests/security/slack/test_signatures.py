"""Slack's signature, over HTTP to the running service: what is let in, and what never is."""

from __future__ import annotations

import json
import time
from typing import Any
from urllib.parse import quote, urlencode

import httpx
import pytest
from slack_sdk.signature import SignatureVerifier

from bot.handlers.slack.app import PATH
from bot.handlers.slack.replays import SIGNATURE, STAMP
from tests.handlers.slack.scene import CHANNEL, Scene, until

FORM = "application/x-www-form-urlencoded"


def command(scene: Scene, text: str, trigger: str = "1.2.3", user: str = "U0SARA") -> str:
    return urlencode(
        {
            "command": "/exportlots",
            "text": text,
            "user_id": user,
            "user_name": "x",
            "team_id": scene.slack.team,
            "channel_id": CHANNEL,
            "trigger_id": trigger,
            "response_url": "",
        }
    )


def signed(scene: Scene, body: str, *, age: float = 0, secret: str = "") -> dict[str, str]:
    stamp = str(int(time.time() - age))
    made = SignatureVerifier(secret or scene.slack.signing_secret).generate_signature(
        timestamp=stamp, body=body
    )
    return {"content-type": FORM, STAMP: stamp, SIGNATURE: made or ""}


def post(scene: Scene, body: str | bytes, headers: Any) -> httpx.Response:
    sent = body.encode() if isinstance(body, str) else body
    return httpx.post(scene.url(PATH), content=sent, headers=headers, timeout=60)


def notes(scene: Scene) -> list[str]:
    scene.settle()
    return [note.words for note in scene.log(1, "noted")]


@pytest.fixture
def opened(scene: Scene) -> Scene:
    scene.open()
    return scene


@pytest.mark.parametrize("age", [0, 290, -290])
def test_a_signature_of_the_last_five_minutes_is_let_in(opened: Scene, age: float) -> None:
    body = command(opened, "anteckna 1 Ringt")
    assert post(opened, body, signed(opened, body, age=age)).status_code == 200
    assert notes(opened) == ["Ringt"]


def _with(**changed: str | None) -> Any:
    def change(scene: Scene, body: str, headers: dict[str, str]) -> tuple[str, Any]:
        names = {"stamp": STAMP, "signature": SIGNATURE}
        for name, value in changed.items():
            if value is None:
                del headers[names[name]]
            else:
                headers[names[name]] = value.format(**{k: headers[v] for k, v in names.items()})
        return body, headers

    return change


def _aged(age: float) -> Any:
    return lambda scene, body, headers: (body, signed(scene, body, age=age))


def _twice(name: str, first: bool) -> Any:
    def change(scene: Scene, body: str, headers: dict[str, str]) -> tuple[str, Any]:
        other = (name, "v0=" + "0" * 64 if name == SIGNATURE else str(int(time.time()) - 9))
        rest = list(headers.items())
        return body, [other, *rest] if first else [*rest, other]

    return change


WRONG: dict[str, Any] = {
    "no signature": _with(signature=None),
    "no time": _with(stamp=None),
    "neither": _with(signature=None, stamp=None),
    "an empty signature": _with(signature=""),
    "an empty time": _with(stamp=""),
    "another version": lambda s, b, h: (b, {**h, SIGNATURE: h[SIGNATURE].replace("v0=", "v1=")}),
    "without its version": lambda s, b, h: (b, {**h, SIGNATURE: h[SIGNATURE][3:]}),
    "in capitals": lambda s, b, h: (b, {**h, SIGNATURE: h[SIGNATURE].upper()}),
    "a shorter one": lambda s, b, h: (b, {**h, SIGNATURE: h[SIGNATURE][:-1]}),
    "a longer one": lambda s, b, h: (b, {**h, SIGNATURE: h[SIGNATURE] + "0"}),
    "one letter off": lambda s, b, h: (
        b,
        {**h, SIGNATURE: h[SIGNATURE][:-1] + ("0" if h[SIGNATURE][-1] != "0" else "1")},
    ),
    "not ASCII": lambda s, b, h: (b, [(k, v) for k, v in h.items() if k != SIGNATURE]
                                  + [(SIGNATURE.encode(), b"v0=\xe5\xe4")]),
    "six minutes old": _aged(360),
    "six minutes ahead": _aged(-360),
    "of 1970": lambda s, b, h: (b, signed(s, b, age=time.time())),
    "a time with a sign": _with(stamp="+{stamp}"),
    "a time with a fraction": _with(stamp="{stamp}.0"),
    "a time in words": _with(stamp="now"),
    "an endless time": _with(stamp="9" * 400),
    "another time than was signed": lambda s, b, h: (b, {**h, STAMP: str(int(h[STAMP]) - 1)}),
    "another app's secret": lambda s, b, h: (b, signed(s, b, secret="another app's secret")),
    "the secret of nobody": lambda s, b, h: (b, signed(s, b, secret="None")),
    "a body that was changed": lambda s, b, h: (b.replace("Ringt", "Annat"), h),
    "a body with more": lambda s, b, h: (b + "&text=anteckna+1+Annat", h),
    "a body with less": lambda s, b, h: (b.rpartition("&")[0], h),
    "a body written otherwise": lambda s, b, h: (b.replace("Ringt", quote("R") + "%69ngt"), h),
    "a body with a space for a plus": lambda s, b, h: (b.replace("+", "%20"), h),
    "a body with a line end": lambda s, b, h: (b + "\n", h),
    "no body": lambda s, b, h: ("", h),
    "two signatures, the wrong one first": _twice(SIGNATURE, True),
    "two signatures, the right one first": _twice(SIGNATURE, False),
    "two times, the wrong one first": _twice(STAMP, True),
    "two times, the right one first": _twice(STAMP, False),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_whatever_is_wrong_about_a_signature_is_refused(opened: Scene, name: str) -> None:
    body = command(opened, "anteckna 1 Ringt")
    answer = post(opened, *WRONG[name](opened, body, signed(opened, body)))
    assert answer.status_code in (400, 401), answer.text
    assert answer.text in ("", '{"error": "invalid request"}'), "it tells nothing"
    assert notes(opened) == []
    assert opened.logged("signature_refused") or opened.logged("unreadable_request")


def test_what_is_signed_cannot_be_read_as_something_else(opened: Scene) -> None:
    """Content types, query strings and methods are not signed, so they must not matter."""
    body = command(opened, "anteckna 1 Ringt")
    for media in ("application/json", "text/plain", "multipart/form-data; boundary=x", ""):
        headers = {**signed(opened, body), "content-type": media}
        assert post(opened, body, headers).status_code in (200, 400, 404)
    event = json.dumps({"type": "event_callback", "team_id": opened.slack.team, "event": {}})
    assert post(opened, event, signed(opened, event)).status_code in (200, 400, 404)
    assert notes(opened) in ([], ["Ringt"])
    assert httpx.get(opened.url(PATH)).status_code == 405


def test_a_query_string_cannot_add_to_what_was_signed(opened: Scene) -> None:
    body = command(opened, "anteckna 1 Ringt")
    more = opened.url(PATH) + "?" + command(opened, "anteckna 1 Annat", user="U0KARIN")
    assert httpx.post(more, content=body.encode(), headers=signed(opened, body)).is_success
    assert notes(opened) == ["Ringt"]


def test_a_look_at_our_certificate_is_answered_only_where_slack_has_signed_it(
    opened: Scene,
) -> None:
    """Bolt answers it before it looks at the signature: made-up ones would be remembered."""
    known = opened.front._replays._seen._kept
    known.clear()
    for body in ("ssl_check=1", command(opened, "anteckna 1 Ringt") + "&ssl_check=1"):
        answer = post(opened, body, signed(opened, body, secret="another app's secret"))
        assert (answer.status_code, len(known)) == (401, 0)
    assert notes(opened) == []
    assert post(opened, "ssl_check=1", signed(opened, "ssl_check=1")).status_code == 200
    assert len(known) == 1


# -- the same request again


def test_the_same_signed_request_again_has_one_effect_and_no_answer(opened: Scene) -> None:
    body = command(opened, "anteckna 1 Ringt")
    headers = signed(opened, body)
    assert [post(opened, body, headers).status_code for _ in range(3)] == [200, 200, 200]
    assert notes(opened) == ["Ringt"]
    assert len(opened.logged("request_repeated")) == 2


def test_a_copy_of_a_search_is_told_no_names(opened: Scene) -> None:
    opened.sara.slash("/hanvisa", "Stolar")
    opened.view(opened.sara)
    assert opened.sara.suggest(None, "kommun", "Ma")
    sent = [
        one for one in opened.slack.deliveries if one.payload.get("type") == "block_suggestion"
    ][-1]
    body = urlencode({"payload": json.dumps(sent.payload)})
    headers = signed(opened, body, age=60)
    first, again = post(opened, body, headers), post(opened, body, headers)
    assert "Mark" in first.text
    assert (again.status_code, again.text) == (200, "")


def test_a_copy_of_a_request_for_a_form_opens_none(opened: Scene) -> None:
    body = command(opened, "hänvisa", trigger=opened.slack.state.new_trigger("U0SARA"))
    headers = signed(opened, body)
    post(opened, body, headers)
    until(lambda: (opened.settle(), opened.slack.called("views.open"))[1], "a form")
    before = len(opened.slack.called("views.open"))
    assert post(opened, body, headers).status_code == 200
    opened.settle()
    assert len(opened.slack.called("views.open")) == before


def test_a_copy_of_what_failed_may_still_be_done(opened: Scene) -> None:
    """A 503 is Slack's reason to send again, and nobody has been answered."""
    body = command(opened, "anteckna 1 Ringt")
    headers = signed(opened, body)
    where, opened.front.installation.where = opened.front.installation.where, None
    assert post(opened, body, headers).status_code == 503
    opened.front.installation.where = where
    assert post(opened, body, headers).status_code == 200
    assert notes(opened) == ["Ringt"]


def test_a_copy_in_another_process_is_caught_by_its_receipt(opened: Scene) -> None:
    body = command(opened, "anteckna 1 Ringt")
    headers = signed(opened, body)
    assert post(opened, body, headers).status_code == 200
    opened.front._replays._seen._kept.clear()  # another process remembers nothing of it
    assert post(opened, body, headers).status_code == 200
    assert notes(opened) == ["Ringt"]
