"""Choosing by typing: what is asked of us, and what is found."""

from __future__ import annotations

from typing import Any

import pytest

from bot.desk.replies import Input, Option
from bot.handlers.teams import forms, searching
from tests.centre_at_work import CentreAtWork
from tests.fakes.teams.cards import inputs
from tests.fakes.teams.checks import check_results


def test_a_field_says_which_forms_choices_are_wanted() -> None:
    dataset = searching.dataset("refer", {"case": "14", "link": "å"}, "q.market")
    assert searching.asked(dataset) == ("refer", {"case": "14", "link": "å"}, "q.market")


@pytest.mark.parametrize(
    "dataset",
    [
        "",
        "npm",
        "[]",
        "{}",
        "null",
        '["refer", {}]',
        '["refer", [], "q"]',
        '["refer", {"case": 1}, "q"]',
        '[1, {}, "q"]',
        '["refer", {}, "q", 4]',
        "[" * 7_000,
        '["refer", {}, "' + "x" * 9_000 + '"]',
    ],
)
def test_a_dataset_that_is_not_ours_is_refused(dataset: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        searching.asked(dataset)


@pytest.fixture
def refer(room: CentreAtWork) -> dict[str, Input]:
    asked = room.ask_form("sara", "refer").form
    assert asked is not None
    return {one.name: one for one in asked.inputs}


def found(asked: Input, typed: str, lang: Any = "sv") -> list[str]:
    body = searching.results(asked, typed, lang)
    assert check_results(body) == []
    assert body["statusCode"] == 200
    return [result["title"] for result in body["value"]["results"]]


def test_places_are_found_without_dots_misspelt_and_by_other_names(refer: dict[str, Input]) -> None:
    municipality = refer["q.municipality"]
    assert found(municipality, "goteborg")[0] == "Göteborg"
    assert "Göteborg" in found(municipality, "Göteborgg")
    assert found(municipality, "Kinna")[0] == "Mark (Kinna)"
    assert found(municipality, "mar")[0] == "Mark"
    assert found(municipality, "Xyzåäö") == []
    [skene, *_] = searching.results(municipality, "skene", "sv")["value"]["results"]
    assert skene == {"title": "Mark (Skene)", "value": "Mark"}


def test_countries_are_found_in_the_readers_language(refer: dict[str, Input]) -> None:
    market = refer["q.market"]
    assert found(market, "Bras")[0] == "Brasilien"
    assert found(market, "Norw", "en")[0] == "Norway"
    assert [r["value"] for r in searching.results(market, "bras", "sv")["value"]["results"]] == [
        "BR"
    ]


def test_no_more_are_given_than_are_shown(refer: dict[str, Input]) -> None:
    assert len(found(refer["q.market"], "")) == 15
    assert len(found(refer["q.market"], "a")) == 15


def test_before_anything_is_typed_there_is_a_way_back_to_no_answer(refer: dict[str, Input]) -> None:
    municipality = refer["q.municipality"]
    assert found(municipality, "")[0] == found(municipality, "  ")[0] == "Inget svar"
    assert "Inget svar" not in found(municipality, "a")
    assert "Inget svar" not in found(refer["q.market"], "")


def test_what_is_found_has_the_value_that_the_field_would_have() -> None:
    options = tuple(Option(f"v,{n}", f"Val {n}") for n in range(70))
    asked = Input("q", "Q", "searches", ("v,3",), options)
    form_card = forms.card(_form(asked), "sv", "dialog", {})
    [three] = inputs(form_card)[0]["choices"]
    assert three in searching.results(asked, "Val 3", "sv")["value"]["results"]


def _form(asked: Input) -> Any:
    from bot.desk.replies import Form

    return Form("f", "refer", "T", "S", (asked,))
