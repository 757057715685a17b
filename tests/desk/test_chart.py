"""The digest's picture: few bytes, phone width, and the same in words."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from bot.desk import chart
from bot.desk.chart import Grid, draw, in_words
from bot.texts import LANGUAGES, Lang, phrase, say

FULL = Grid(
    tuple(str(week) for week in range(40, 48)),
    tuple(
        (f"Organisation {number} med långt namn", tuple((number * week) % 140 for week in range(8)))
        for number in range(1, 11)
    ),
)
SMALL = Grid(("46", "47"), (("Almi", (1, 0)), (phrase("chart.nobody"), (0, 3))))


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("grid", [FULL, SMALL])
def test_it_is_a_small_picture_as_wide_as_a_phone(grid: Grid, lang: Lang) -> None:
    png = draw(grid, lang)
    with Image.open(BytesIO(png)) as drawn:
        assert drawn.format == "PNG"
        assert drawn.width == 560
        assert drawn.height < 800
    assert len(png) < 18_000


def test_the_darker_the_more_also_without_colour() -> None:
    """In grey, as it is for who sees no colours, more cases are darker."""
    shades = [chart._shade(share / 10) for share in range(11)]
    greys = [int(Image.new("RGB", (1, 1), shade).convert("L").tobytes()[0]) for shade in shades]
    assert greys == sorted(greys, reverse=True)
    assert greys[0] - greys[-1] > 100


def test_the_same_numbers_give_the_same_picture() -> None:
    assert draw(SMALL, "sv") == draw(SMALL, "sv")
    assert draw(SMALL, "sv") != draw(FULL, "sv")


def test_it_is_said_in_words() -> None:
    assert say(in_words(SMALL), "en") == (
        "New cases in weeks 46 to 47, by who leads them. Almi: 1, 0; Nobody yet: 0, 3"
    )


def test_drawing_keeps_nothing_for_the_process() -> None:
    import sys

    draw(SMALL, "sv")
    assert "matplotlib.pyplot" not in sys.modules
