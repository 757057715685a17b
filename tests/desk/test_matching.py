"""What a search field offers for the letters typed."""

from __future__ import annotations

import pytest

from bot.desk.matching import NEAR_SHOWN, matching
from bot.desk.replies import Option
from bot.texts import phrase

PLACES = (
    Option("goteborg", "Göteborg"),
    Option("mark", "Mark", also=("Kinna", "Skene")),
    Option("lilla-edet", "Lilla Edet"),
    Option("boras", "Borås"),
    Option("", phrase("chat.no_answer")),
)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("gote", ["goteborg"]),
        ("KINNA", ["mark"]),
        ("edet", ["lilla-edet"]),
        ("orås", ["boras"]),
        ("Götebrog", ["goteborg"]),
        ("inget", [""]),
        ("xyz", []),
    ],
)
def test_a_place_is_found_as_it_is_typed(typed: str, found: list[str]) -> None:
    assert [one.value for one in matching(PLACES, typed, "sv")] == found


def test_everything_is_offered_before_anything_is_typed() -> None:
    assert matching(PLACES, "  ", "sv") == list(PLACES)


def test_what_begins_so_comes_first() -> None:
    options = [Option("1", "Nya Mark"), Option("2", "Markaryd"), Option("3", "Danmark")]
    assert [one.value for one in matching(options, "mark", "sv")] == ["2", "1", "3"]


def test_few_are_offered_for_a_misspelling() -> None:
    options = [Option(str(n), f"Vänersborg {n}") for n in range(20)]
    assert 0 < len(matching(options, "Venersborg 1", "sv")) <= NEAR_SHOWN


def test_the_very_name_comes_before_one_that_begins_so() -> None:
    options = [Option("boras", "Borås", also=("Kinnarumma",)), PLACES[1]]
    assert [one.value for one in matching(options, "kinna", "sv")] == ["mark", "boras"]
