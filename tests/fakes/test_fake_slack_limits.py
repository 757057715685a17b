"""The limits that the fake holds everything to that is sent to it."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.bolt_app import CHANNEL, card, field, form, words
from tests.fakes.serving import call
from tests.fakes.slack import FakeSlack, schema
from tests.fakes.slack.limits import check_blocks, check_view


def test_too_long_is_refused_and_remembered(slack: FakeSlack) -> None:
    refused = call(slack, "chat.postMessage", channel=CHANNEL, blocks=card("x" * 3001))
    assert refused["error"] == "invalid_blocks"
    assert any("blocks/0/text: 3001 characters, 3000 fit" in v for v in slack.violations)
    view = {**form(), "title": words("x" * 25)}
    trigger = slack.state.new_trigger("U0ANNA")
    assert call(slack, "views.open", trigger_id=trigger, view=view)["error"] == "invalid_arguments"
    assert any("views.open: title: 25 characters" in v for v in slack.violations)


def option(value: str) -> dict[str, Any]:
    return {"text": words(value), "value": value}


def select(**more: Any) -> dict[str, Any]:
    element = {"type": "static_select", "action_id": "a", "options": [option("x")], **more}
    return field("b", "Label", element)


BUTTON = {"type": "button", "action_id": "a", "text": words("Go")}
SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "x"}}
WRONG: dict[str, list[dict[str, Any]]] = {
    "51 blocks": [{"type": "divider"}] * 51,
    "unknown block": [{"type": "sektion"}],
    "unknown key": [{**SECTION, "colour": "red"}],
    "unknown element": [{**SECTION, "accessory": {"type": "knob"}}],
    "empty text": [{"type": "section", "text": {"type": "mrkdwn", "text": ""}}],
    "11 fields": [{"type": "section", "fields": [SECTION["text"]] * 11}],
    "field of 2001": [{"type": "section", "fields": [{"type": "mrkdwn", "text": "x" * 2001}]}],
    "header of 151": [{"type": "header", "text": words("x" * 151)}],
    "header in mrkdwn": [{"type": "header", "text": SECTION["text"]}],
    "button of 76": [{**SECTION, "accessory": {**BUTTON, "text": words("x" * 76)}}],
    "value of 2001": [{**SECTION, "accessory": {**BUTTON, "value": "x" * 2001}}],
    "26 buttons": [
        {"type": "actions", "elements": [{**BUTTON, "action_id": str(n)} for n in range(26)]}
    ],
    "action_id twice": [{"type": "actions", "elements": [BUTTON, BUTTON]}],
    "block_id twice": [{**SECTION, "block_id": "x"}, {**SECTION, "block_id": "x"}],
    "block_id of 256": [{**SECTION, "block_id": "x" * 256}],
    "101 options": [select(options=[option(str(n)) for n in range(101)])],
    "option of 76": [select(options=[option("x" * 76)])],
    "option value of 151": [select(options=[{"text": words("x"), "value": "x" * 151}])],
    "initial option not offered": [select(initial_option=option("y"))],
    "placeholder of 151": [select(placeholder=words("x" * 151))],
    "6 in an overflow": [
        {
            **SECTION,
            "accessory": {
                "type": "overflow",
                "action_id": "a",
                "options": [option(str(n)) for n in range(6)],
            },
        }
    ],
    "11 radios": [select(type="radio_buttons", options=[option(str(n)) for n in range(11)])],
    "initial value of 3001": [
        field("b", "L", {"type": "plain_text_input", "action_id": "a", "initial_value": "x" * 3001})
    ],
    "initial value over max_length": [
        field(
            "b",
            "L",
            {"type": "plain_text_input", "action_id": "a", "initial_value": "xxx", "max_length": 2},
        )
    ],
    "max_length of 3001": [
        field("b", "L", {"type": "plain_text_input", "action_id": "a", "max_length": 3001})
    ],
    "label of 2001": [field("b", "x" * 2001, {"type": "plain_text_input", "action_id": "a"})],
    "two in focus": [select(focus_on_load=True), {**select(focus_on_load=True), "block_id": "c"}],
    "confirm title of 101": [
        {
            **SECTION,
            "accessory": {
                **BUTTON,
                "confirm": {n: words("x" * 101) for n in ("title", "text", "confirm", "deny")},
            },
        }
    ],
    "21 columns": [{"type": "table", "rows": [[{"type": "raw_text", "text": "x"}] * 21]}],
    "unknown rich text": [
        {"type": "rich_text", "elements": [{"type": "rich_text_song", "elements": []}]}
    ],
    "11 in a context": [{"type": "context", "elements": [SECTION["text"]] * 11}],
    "markdown of 12001": [{"type": "markdown", "text": "x" * 12_001}],
}


@pytest.mark.parametrize("name", WRONG)
def test_each_limit_is_held(name: str) -> None:
    assert check_blocks(WRONG[name], "message") != []


def test_what_is_right_is_not_refused() -> None:
    rich = {"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}
    cell = {"type": "raw_text", "text": "x"}
    blocks = [
        *card("x" * 3000),
        select(initial_option=option("x")),
        {"type": "header", "text": words("x" * 150)},
        {"type": "context", "elements": [SECTION["text"]] * 10},
        {"type": "rich_text", "elements": [rich]},
        {"type": "table", "rows": [[cell] * 20] * 100},
        {"type": "markdown", "text": "**x**"},
        {"type": "divider"},
    ]
    assert check_blocks(blocks, "message") == []
    assert check_view(form(second=True)) == []
    assert check_view({"type": "home", "blocks": card("x")}) == []


def test_views_have_rules_of_their_own() -> None:
    assert check_view({**form(), "private_metadata": "x" * 3001})
    assert check_view({k: v for k, v in form().items() if k != "submit"})
    assert check_view({"type": "home", "blocks": []})
    assert check_view({**form(), "blocks": [{"type": "markdown", "text": "x"}]})
    assert check_view({**form(), "blocks": [{"type": "divider"}] * 101})


def test_a_schema_is_used_where_there_is_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    properties = {"type": {"const": "divider"}, "block_id": {"type": "string"}}
    divider = {"properties": properties, "additionalProperties": False}
    place = tmp_path / "blocks.schema.json"
    place.write_text(json.dumps({"definitions": {"DividerBlock": divider}}))
    monkeypatch.setattr(schema, "PLACE", place)
    schema.forget()
    try:
        assert check_blocks([{"type": "divider"}], "message") == []
        found = check_blocks([{"type": "divider", "colour": 1}, SECTION], "message")
        assert len([w for w in found if "@slack/types" in w]) == 2
    finally:
        schema.forget()
