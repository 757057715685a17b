"""The schema takes what Slack takes, and finds what Slack would refuse."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft7Validator

from tests.e2e.slack.examples import (
    CARD,
    FORM,
    HOME,
    MIXED,
    Block,
    button,
    mrkdwn,
    option,
    plain,
    question,
)
from tests.e2e.slack.schema import SCHEMA, block_faults, faults, generate

LOADING: Block = {"type": "modal", "title": plain("Exportlots"), "blocks": [CARD[1]]}


def test_it_is_a_schema_of_its_own_draft() -> None:
    made = json.loads(SCHEMA.read_text("utf-8"))
    Draft7Validator.check_schema(made)
    assert made["$schema"].startswith("http://json-schema.org/draft-07/")
    assert {"KnownBlock", "MessageBlock", "View", "ModalView", "HomeView"} <= set(
        made["definitions"]
    )


def test_it_is_made_anew_only_when_its_sources_change(tmp_path: Path) -> None:
    path = tmp_path / "blocks.schema.json"
    assert generate(path)
    assert not generate(path)
    path.write_text(path.read_text("utf-8").replace('"$comment": "', '"$comment": "older '))
    assert generate(path)


@pytest.mark.parametrize("block", [*CARD, *MIXED], ids=lambda block: block["type"])
def test_blocks_of_messages_are_taken(block: Block) -> None:
    assert faults(block, "KnownBlock") == []
    assert block_faults([block]) == []


@pytest.mark.parametrize("block", FORM["blocks"], ids=lambda block: block.get("block_id", "text"))
def test_blocks_of_forms_are_taken(block: Block) -> None:
    assert faults(block, "KnownBlock") == []


@pytest.mark.parametrize("view", [FORM, LOADING, HOME], ids=["form", "loading", "home"])
def test_views_are_taken(view: Block) -> None:
    assert faults(view, "View") == []


def _without(block: Block, key: str) -> Block:
    return {name: value for name, value in block.items() if name != key}


WRONG: dict[str, tuple[Block, str]] = {
    "a header without its text": ({"type": "header"}, "the whole: 'text' is a required"),
    "a section that says nothing": ({"type": "section"}, "the whole: 'text' is a required"),
    "a kind nobody knows": ({"type": "headr", "text": plain("x")}, "type: 'headr' may not stand"),
    "no kind": ({"text": plain("x")}, "'type' is a required property"),
    "a misspelt key": ({**CARD[0], "blok_id": "b"}, "('blok_id' was unexpected)"),
    "markup in a header": (
        {"type": "header", "text": mrkdwn("*x*")},
        "text.type: 'plain_text' was expected",
    ),
    "a number for a text": (
        {"type": "section", "text": mrkdwn(14)},  # type: ignore[arg-type]
        "text.text: 14 is not of type 'string'",
    ),
    "a field among buttons": (
        {"type": "actions", "elements": [button("x", "x"), {"type": "plain_text_input"}]},
        "elements.1.type: 'plain_text_input' may not stand here",
    ),
    "a button in another colour": (
        {"type": "actions", "elements": [button("x", "x", style="green")]},
        "elements.0.style: 'green' is not one of",
    ),
    "a question without a label": (
        _without(question("b", "x", {"type": "plain_text_input"}), "label"),
        "'label' is a required property",
    ),
    "a choice with markup in a select": (
        question("b", "x", {"type": "static_select", "options": [{"text": mrkdwn("x")}]}),
        "element.options.0.text.type: 'plain_text' was expected",
    ),
    "rich text outside its section": (
        {"type": "rich_text", "elements": [{"type": "text", "text": "x"}]},
        "elements.0.type: 'text' may not stand here",
    ),
    "a list in a quote": (
        {
            "type": "rich_text",
            "elements": [{"type": "rich_text_quote", "elements": [{"type": "rich_text_list"}]}],
        },
        "elements.0.elements.0.type: 'rich_text_list' may not stand here",
    ),
    "radio buttons without options": (
        question("b", "x", {"type": "radio_buttons", "initial_option": option("x", "x")}),
        "element: 'options' is a required property",
    ),
}


@pytest.mark.parametrize(("block", "said"), WRONG.values(), ids=WRONG)
def test_what_is_wrong_is_found_and_named(block: Block, said: str) -> None:
    for found in (faults(block, "KnownBlock"), block_faults([*CARD, block])):
        assert any(said in fault for fault in found), found
    assert all(fault.startswith(f"{len(CARD)}.") for fault in block_faults([*CARD, block]))


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (_without(FORM, "title"), "'title' is a required property"),
        ({**FORM, "titel": plain("x")}, "('titel' was unexpected)"),
        ({**FORM, "type": "modl"}, "type: 'modl' may not stand here"),
        ({**FORM, "blocks": [{"type": "hedder"}]}, "blocks.0.type: 'hedder' may not stand here"),
        ({**HOME, "submit": plain("x")}, "('submit' was unexpected)"),
        ("a text", "the whole: 'a text' is not of type 'object'"),
    ],
)
def test_wrong_views_are_found(view: Any, said: str) -> None:
    found = faults(view, "View")
    assert any(said in fault for fault in found), found


def test_an_alert_stands_in_modals_only() -> None:
    alert: Block = {"type": "alert", "text": plain("Det gick inte att spara.")}
    assert faults({**LOADING, "blocks": [alert]}, "View") == []
    assert block_faults([alert]) == ["0.type: 'alert' may not stand here"]
    assert faults({**HOME, "blocks": [alert]}, "HomeView") != []
