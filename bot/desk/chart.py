"""The digest's picture: how many cases were opened each week, and who leads them.

Organisations down, weeks across, the number in each square and its shade the same: legible on a
phone, and in one hue, so that no colour has to be told from another. What it shows is also said
in words. Matplotlib is imported when a picture is drawn, and its figure is drawn on a canvas of
its own: pyplot keeps every figure for the whole process.
"""

from __future__ import annotations

from base64 import b64encode
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from io import BytesIO
from typing import Any

from bot.centre.digests import first_day, week_of
from bot.desk.cases import short_of
from bot.desk.replies import Picture
from bot.desk.weekly import Span
from bot.desk.work import Work
from bot.storage import digests
from bot.texts import Arg, Lang, Listed, phrase, say

WEEKS, FEWEST = 8, 4
"""Weeks across: as many as have room for two figures each on a phone; empty first ones are left
out until so few are left."""
WIDTH, DPI = 4.0, 140
"""Inches and dots an inch: 560 pixels, half as many again as a phone shows side by side."""
ROW, HEAD = 0.34, 0.62
"""Inches of a row, and of what stands above the rows."""
INK, GROUND, PALE, FULL = "#1b1f24", "#ffffff", "#eaf1f8", "#0b4a8f"
COLOURS = 12
LONGEST_NAME = 20
"""Letters of an organisation's short name."""


@dataclass(frozen=True)
class Grid:
    """Cases by organisation and week: a row an organisation, a number a week."""

    weeks: tuple[str, ...]
    rows: tuple[tuple[Arg, tuple[int, ...]], ...]

    @property
    def total(self) -> int:
        """All cases of the picture."""
        return sum(sum(numbers) for _, numbers in self.rows)


def picture(work: Work, span: Span, lang: Lang) -> Picture | None:
    """The digest's picture in a reader's language; None where there are too few cases for one."""
    found = grid(work, span)
    if found.total < work.centre.digest.picture_from:
        return None
    png = b64encode(draw(found, lang)).decode("ascii")
    return Picture(png, in_words(found), f"{span.week}.png")


def grid(work: Work, span: Span) -> Grid:
    """The cases opened in the last weeks, by who leads them now; "nobody" last."""
    last = first_day(span.week)
    mondays = [last - timedelta(weeks=WEEKS - 1 - back) for back in range(WEEKS)]
    since = datetime.combine(mondays[0], time(), work.calendar.tz).astimezone(UTC)
    end = datetime.combine(last + timedelta(weeks=1), time(), work.calendar.tz).astimezone(UTC)
    found: dict[str, Counter[str]] = {}
    for case in digests.opened_by_lead(work.session, since, end):
        week = week_of(work.calendar.local(case.at).date())
        found.setdefault(case.lead, Counter())[week] += 1
    weeks = [week_of(monday) for monday in mondays]
    known = [o.slug for o in work.centre.organisations]
    order = [*known, *(slug for slug in found if slug and slug not in known), ""]
    rows = tuple(
        (short_of(work, slug) if slug else phrase("chart.nobody"), _in_order(found[slug], weeks))
        for slug in order
        if slug in found
    )
    return _from_the_first(Grid(tuple(str(int(week[-2:])) for week in weeks), rows))


def _from_the_first(grid: Grid) -> Grid:
    """Without the weeks before anything was opened."""
    begun = [any(numbers[week] for _, numbers in grid.rows) for week in range(WEEKS)]
    first = min(begun.index(True), WEEKS - FEWEST) if any(begun) else WEEKS - FEWEST
    rows = tuple((name, numbers[first:]) for name, numbers in grid.rows)
    return Grid(grid.weeks[first:], rows)


def _in_order(found: Counter[str], weeks: Sequence[str]) -> tuple[int, ...]:
    return tuple(found[week] for week in weeks)


def in_words(grid: Grid) -> Arg:
    """What the picture shows, for those who do not see it."""
    rows = tuple(
        phrase(
            "chart.row",
            name=name,
            numbers=Listed(tuple(str(number) for number in numbers), commas=True),
        )
        for name, numbers in grid.rows
    )
    said: Arg = rows[0] if rows else ""
    for row in rows[1:]:
        said = phrase("chart.rows", rows=said, row=row)
    return phrase("chart.alt", first=grid.weeks[0], last=grid.weeks[-1], rows=said)


def draw(grid: Grid, lang: Lang) -> bytes:
    """The picture as a PNG of a few thousand bytes."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    height = HEAD + ROW * (len(grid.rows) + 1)
    figure = Figure(figsize=(WIDTH, height), dpi=DPI, facecolor=GROUND)
    canvas = FigureCanvasAgg(figure)
    axes = figure.add_axes((0.345, 0.02, 0.64, 1 - HEAD / height - 0.02))
    figure.text(
        0.02,
        1 - 0.2 / height,
        say(phrase("chart.title"), lang),
        size=10.5,
        weight="bold",
        color=INK,
    )
    _squares(axes, grid)
    _names(axes, grid, lang)
    return _small(canvas)


def _small(canvas: Any) -> bytes:
    """The drawn picture as a PNG of few colours: Teams takes no more than 28 kB a message."""
    from PIL import Image

    canvas.draw()
    size = canvas.get_width_height()
    drawn = Image.frombuffer("RGBA", size, bytes(canvas.buffer_rgba()), "raw", "RGBA", 0, 1)
    few = drawn.convert("RGB").quantize(COLOURS)
    written = BytesIO()
    few.save(written, "PNG", optimize=True)
    return written.getvalue()


def _squares(axes: Any, grid: Grid) -> None:
    """A square a number: the darker the more, with its figure in it."""
    most = max((number for _, numbers in grid.rows for number in numbers), default=0) or 1
    for down, (_, numbers) in enumerate(grid.rows):
        for across, number in enumerate(numbers):
            if not number:
                continue
            share = number / most
            axes.add_patch(_square(across, down, _shade(share)))
            ink = GROUND if share > 0.45 else INK
            _figure(axes, (across, down), number, ink)
    for across in range(len(grid.weeks)):
        total = sum(numbers[across] for _, numbers in grid.rows)
        if total:
            _figure(axes, (across, len(grid.rows)), total, INK, weight="bold")
    axes.axhline(len(grid.rows) - 0.5, color=INK, linewidth=0.8)


def _square(across: int, down: int, colour: str) -> Any:
    from matplotlib.patches import Rectangle

    return Rectangle((across - 0.47, down - 0.45), 0.94, 0.9, facecolor=colour, linewidth=0)


def _figure(axes: Any, place: tuple[int, int], number: int, ink: str, **style: str) -> None:
    """A number in a square."""
    at = {"ha": "center", "va": "center_baseline"}
    axes.text(*place, str(number), size=9, color=ink, **at, **style)


def _shade(share: float) -> str:
    """A blue between pale and full."""
    from matplotlib.colors import to_hex, to_rgb

    pale, full = to_rgb(PALE), to_rgb(FULL)
    part = 0.18 + 0.82 * share
    red, green, blue = (p + (f - p) * part for p, f in zip(pale, full, strict=True))
    return str(to_hex((red, green, blue)))


def _names(axes: Any, grid: Grid, lang: Lang) -> None:
    """Organisations at the left, weeks above."""
    names = [say(name, lang) for name, _ in grid.rows] + [say(phrase("chart.total"), lang)]
    short = [n if len(n) <= LONGEST_NAME else f"{n[: LONGEST_NAME - 1]}…" for n in names]
    axes.set_xlim(-0.5, len(grid.weeks) - 0.5)
    axes.set_ylim(len(grid.rows) + 0.5, -0.5)
    axes.set_yticks(range(len(short)), short, size=9, color=INK)
    weeks = [say(phrase("chart.week", week=week), lang) for week in grid.weeks]
    axes.set_xticks(range(len(weeks)), weeks, size=7.5, color=INK)
    axes.xaxis.tick_top()
    axes.tick_params(length=0)
    for side in axes.spines.values():
        side.set_visible(False)
