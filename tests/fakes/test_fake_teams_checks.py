"""What the fake Teams holds against a card or an activity."""

from __future__ import annotations

from typing import Any

import pytest

from tests.fakes.teams import checks, forming, schema, visible
from tests.fakes.teams.cards import find_button
from tests.fakes.teams_bot import attached, card, case, execute, form, submit, words

Json = dict[str, Any]
OPEN = {"type": "Input.Text", "id": "a", "label": "A"}


def chosen(**more: Any) -> Json:
    choices = [{"title": "One", "value": "1"}, {"title": "Two", "value": "2"}]
    return {"type": "Input.ChoiceSet", "id": "a", "label": "A", "choices": choices, **more}


def test_good_cards_pass() -> None:
    for good in (case(), form("wrong", need="x")):
        assert schema.broken(good) == []
    assert checks.check_card(case()) == []
    assert checks.check_card(form(), dialog=True) == []


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (card(words("x"), version="1.6"), "version '1.6'; Teams shows 1.0 to 1.5"),
        (card({"type": "TextBlock", "text": 5}), "body/0/text: 5 is not of type 'string'"),
        (card({"type": "Container", "items": [{"type": "TextBlock"}]}), "body/0/items/0: 'text'"),
        (card(words("x", colour="red")), "body/0: Additional properties"),
        ({"type": "message"}, "not an AdaptiveCard"),
        (None, "not an AdaptiveCard"),
    ],
)
def test_what_the_schema_says(made: Any, said: str) -> None:
    (found,) = schema.broken(made)
    assert found.startswith(said)


def test_what_teams_adds_to_the_schema() -> None:
    query = {"type": "Data.Query", "dataset": "towns"}
    made = card(chosen(style="filtered", **{"choices.data": query}), msteams={"width": "Full"})
    assert schema.broken(made) == [] == checks.check_card(made)


@pytest.mark.parametrize(
    ("made", "said"),
    [
        (card(words("x"), fallbackText=" "), "a card without fallbackText"),
        (card(words("x" * 28_000)), "bytes; 28000 fit"),
        (card(words("x", id="a"), words("y", id="a")), "the id 'a' is used 2 times"),
        (card(OPEN, words("y", id="a")), "the id 'a' is used 2 times"),
        (card({"type": "Input.Text", "label": "A"}), "Input.Text without an id"),
        (card({"type": "Input.Text", "id": "a"}), "a: no label"),
        (card({**OPEN, "isRequired": True}), "a: required, without an errorMessage"),
        (card(chosen(choices=[])), "a: no choices"),
        (card(chosen(value="3")), "a: the value '3' is no choice"),
        (card(chosen(value="1,3", isMultiSelect=True)), "a: the value '3' is no choice"),
        (card(chosen(choices=[{"title": "x", "value": "1"}] * 2)), "a: the value '1' is there 2"),
        (
            card(chosen(isMultiSelect=True, choices=[{"title": "x", "value": "1,2"}])),
            "a: a comma in '1,2' of a list",
        ),
        (
            card(chosen(**{"choices.data": {"type": "Data.Query"}})),
            "a: choices.data is not a Data.Query with a dataset",
        ),
        (card(actions=[submit(str(n)) for n in range(7)]), "7 buttons in one set; 6 fit"),
        (card(actions=[{"type": "Action.Submit", "data": {}}]), "Action.Submit without a title"),
        (card(actions=[{**submit("a"), "data": "text"}]), "a: data that fields cannot be put"),
        (card(actions=[{**execute("a", "b"), "verb": ""}]), "a: Action.Execute without a verb"),
        (
            card(actions=[{**execute("a", "b"), "fallback": "drop"}]),
            "a: Action.Execute without a fallback Action.Submit",
        ),
        (
            card(
                actions=[{"type": "Action.ToggleVisibility", "title": "a", "targetElements": ["b"]}]
            ),
            "a: folds 'b', which is not there",
        ),
        (card(words("see [this](http://x)")), "Teams reads 'see [this](http://x)' as Markdown"),
        (card(words("**bold**")), "as Markdown"),
        (card(words("{{DATE(2026-01-01)}}")), "as Markdown"),
        (
            card(
                words("Hej"),
                msteams={"entities": [{"type": "mention", "text": "<at>A</at>"}]},
            ),
            "a mention of nobody",
        ),
    ],
)
def test_what_is_held_against_a_card(made: Json, said: str) -> None:
    assert any(said in found for found in checks.check_card(made)), checks.check_card(made)


def test_six_and_some_in_the_menu_are_well() -> None:
    many = [submit(str(n)) for n in range(6)] + [{**submit("more"), "mode": "secondary"}]
    assert checks.check_card(card(actions=many)) == []


def test_no_execute_in_a_dialog() -> None:
    made = card(actions=[execute("Take", "take")])
    assert checks.check_card(made, dialog=True) == ["Take: Action.Execute in a dialog"]


def test_a_cards_mention_stands_in_a_text_block() -> None:
    who = {"id": "29:1", "name": "A"}
    entity = {"type": "mention", "text": "<at>A</at>", "mentioned": who}
    told = {"entities": [entity]}
    assert checks.check_card(card(words("<at>A</at>: hej"), msteams=told)) == []
    rich = {"type": "RichTextBlock", "inlines": ["<at>A</at>"]}
    assert "does not stand" in checks.check_card(card(rich, msteams=told))[0]


@pytest.mark.parametrize(
    ("activity", "said"),
    [
        ({"type": "event"}, "an activity of type 'event'"),
        ({"type": "message", "text": "x", "textFormat": "html"}, "textFormat 'html'"),
        ({"type": "message", "text": "*x*"}, "Teams reads '*x*' as Markdown"),
        ({"type": "message", "attachments": [{"contentType": "image/png"}]}, "'image/png'"),
        ({"type": "message", "attachments": [attached(case())] * 11}, "more than ten cards"),
        (
            {
                "type": "message",
                "text": "hej <at>B</at>",
                "entities": [
                    {
                        "type": "mention",
                        "text": "<at>A</at>",
                        "mentioned": {"id": "29:1", "name": "A"},
                    }
                ],
            },
            "the mention '<at>A</at>' does not stand in the text",
        ),
    ],
)
def test_what_is_held_against_an_activity(activity: Json, said: str) -> None:
    assert any(said in found for found in checks.check_activity(activity))


def test_plain_text_is_never_markup() -> None:
    said = {"type": "message", "textFormat": "plain", "text": "*x* [y](z)"}
    assert checks.check_activity(said) == []
    assert visible.written(said) == "*x* [y](z)"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (None, "answered with None"),
        ({"type": "x", "value": {"results": []}}, "answered with"),
        ({"type": checks.SEARCH_RESPONSE, "value": {"results": [{"title": "x"}]}}, "without title"),
        (
            {
                "type": checks.SEARCH_RESPONSE,
                "value": {"results": [{"title": "x", "value": "x"}] * 16},
            },
            "16 results; Teams shows 15",
        ),
    ],
)
def test_what_is_held_against_an_answer_to_a_search(body: Any, said: str) -> None:
    assert said in checks.check_results(body)[0]


@pytest.mark.parametrize(
    ("field", "value", "wrong"),
    [
        ({"type": "Input.Text", "isRequired": True}, "", True),
        ({"type": "Input.Text", "isRequired": True}, "  ", True),
        ({"type": "Input.Text", "isRequired": True}, "x", False),
        ({"type": "Input.Text", "regex": "[0-9]{4}"}, "12", True),
        ({"type": "Input.Text", "regex": "[0-9]{4}"}, "", False),
        ({"type": "Input.Number", "min": 1, "max": 5}, "7", True),
        ({"type": "Input.Number", "min": 1, "max": 5}, "0", True),
        ({"type": "Input.Number", "min": 1, "max": 5}, "3", False),
        ({"type": "Input.Date", "min": "2026-01-02"}, "2026-01-01", True),
        ({"type": "Input.Date", "max": "2026-01-02"}, "2026-01-02", False),
        ({"type": "Input.Toggle", "isRequired": True}, "false", True),
        ({"type": "Input.Toggle", "isRequired": True}, "true", False),
    ],
)
def test_what_the_client_refuses(field: Json, value: str, wrong: bool) -> None:
    assert (forming.complaint({**field, "errorMessage": "no"}, value) == "no") is wrong


def test_what_a_reader_sees() -> None:
    table = {
        "type": "Table",
        "rows": [
            {"type": "TableRow", "cells": [{"type": "TableCell", "items": [words(w)]} for w in row]}
            for row in ("ab", "cd")
        ],
    }
    facts = {"type": "FactSet", "facts": [{"title": "Need", "value": "risk"}]}
    runs = [{"type": "TextRun", "text": "*as "}, {"type": "TextRun", "text": "typed*"}]
    rich = {"type": "RichTextBlock", "inlines": runs}
    made = card(words("**Bold** [link](http://x)"), rich, facts, table, actions=[submit("Go")])
    assert visible.card_lines(made) == [
        "Bold link",
        "*as typed*",
        "Need risk",
        "a | b",
        "c | d",
        "Go",
    ]
    assert find_button(made, "go")["title"] == "Go"
