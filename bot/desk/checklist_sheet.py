"""The checklist on paper: A6, so that it is read on a phone and printed on a small sheet.

The letters are DejaVu's, which come with the plotting library: every letter that a centre file may
hold is in them, and nothing is looked for on the computer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, time
from functools import lru_cache, partial
from pathlib import Path

from fpdf import FPDF
from fpdf.enums import XPos, YPos

from bot.desk.checklist_paper import Asked, Paper, Part

A6 = (105.0, 148.0)
"""Millimetres, upright: a phone's shape, and four to a sheet of A4."""

ENDLESS = 5000.0
"""Millimetres: longer than any question is high."""

MARGIN = 8.0
SMALL, TEXT, TITLE = 6.5, 8.0, 13.0
"""Points. On a phone the page is as wide as the screen, so that these are read without zooming."""

LINE = 4.2
BOX = 2.7
TICKED = BOX + 3.3
"""Millimetres that the box before an answer takes, and the space behind it."""

MANY = 6
"""More answers than this stand in two columns, long ones on two lines."""

GAP = 2.0
WRITTEN = 7.0
"""Millimetres between lines that one writes on."""

INK, GREY, RULE = (20, 24, 31), (95, 101, 112), (178, 183, 191)


@lru_cache(maxsize=8)
def draw(paper: Paper, day: date) -> bytes:
    """The paper as a PDF, made on a day; the same paper is not drawn twice on it."""
    sheet = _Sheet(paper, _Sheet(paper))
    sheet.set_creation_date(datetime.combine(day, time(), UTC))
    sheet.add_page()
    sheet.head()
    for part in paper.parts:
        sheet.part(part)
    sheet.end()
    return bytes(sheet.output())


class _Sheet(FPDF):
    """A pad of A6 with our letters and a foot on every page.

    A sheet with a `rough` one beside it draws everything there first, on a page without an end,
    to know how high it is.
    """

    def __init__(self, paper: Paper, rough: _Sheet | None = None) -> None:
        super().__init__(unit="mm", format=A6 if rough is not None else (A6[0], ENDLESS))
        self.paper, self.rough = paper, rough
        self.set_margins(MARGIN, MARGIN, MARGIN)
        self.c_margin = 0
        self.set_auto_page_break(True, margin=MARGIN + 5)
        self.set_title(paper.title)
        self.set_lang(paper.lang)
        if rough is not None:
            self.fonts.update(rough.fonts)
            return
        for style, file in (("", "DejaVuSans.ttf"), ("B", "DejaVuSans-Bold.ttf")):
            self.add_font("letters", style, _fonts() / file)
        self.add_page()

    def footer(self) -> None:
        """What this is, and which page of how many."""
        self.set_y(-MARGIN - 3)
        self._ink(SMALL, GREY)
        page = self.paper.page.format(page=self.page_no(), pages="{nb}")
        self.cell(0, 3, self.paper.footer, align="L", new_x=XPos.LMARGIN, new_y=YPos.TOP)
        self.cell(0, 3, page, align="R")

    def head(self) -> None:
        """The title, and the lines on which one writes whose it is."""
        self._ink(TITLE, INK, bold=True)
        self._paragraph(self.paper.title, 6)
        self._ink(TEXT, GREY)
        self._paragraph(self.paper.subtitle, LINE)
        self.ln(1)
        self._ink(SMALL, GREY)
        self._paragraph(self.paper.note, 3.4)
        self.ln(1)
        for field in self.paper.fields:
            self._field(field)
        self.ln(GAP)

    def part(self, part: Part) -> None:
        """A heading, which never stands alone at the foot of a page, and its questions."""
        first, *rest = part.questions
        self._together(lambda on: on.heading(part), lambda on: on.question(first))
        for asked in rest:
            self._together(partial(_Sheet.question, asked=asked))

    def end(self) -> None:
        """What to do with it afterwards."""
        self._together(_Sheet.afterwards)

    def afterwards(self) -> None:
        """The last words."""
        self._ink(SMALL, GREY)
        self._paragraph(self.paper.last, 3.4)

    def _together(self, *drawings: Callable[[_Sheet], None]) -> None:
        """Draw something whole, on the next page where there is no room for it on this one."""
        if self.rough is not None:
            self.rough.set_y(MARGIN)
            for drawing in drawings:
                drawing(self.rough)
            if self.get_y() + self.rough.get_y() - MARGIN > self.page_break_trigger:
                self.add_page()
        for drawing in drawings:
            drawing(self)

    def heading(self, part: Part) -> None:
        """A line across, what the part is called, and when it is asked."""
        self.ln(GAP)
        self._rule(self.get_y(), INK)
        self.ln(1.5)
        self._ink(TEXT + 2, INK, bold=True)
        self._paragraph(part.title, 5)
        if part.note:
            self._ink(SMALL, GREY)
            self._paragraph(part.note, 3.4)
        self.ln(GAP)

    def question(self, asked: Asked) -> None:
        """One question with what there is to tick, or to write on."""
        self._ink(TEXT, INK, bold=True)
        number = f"{asked.number}  " if asked.number else ""
        self._paragraph(number + asked.wording, LINE)
        if asked.hint:
            self._ink(SMALL, GREY)
            self._paragraph(asked.hint, 3.4)
        self.ln(0.8)
        if asked.answers:
            self._answers(asked)
        else:
            self._lines(asked.lines)
        self.ln(GAP)

    def _answers(self, asked: Asked) -> None:
        """Circles where one answer is meant and squares where several may be; in two columns."""
        self._ink(TEXT, INK)
        half = self.epw / 2
        room = half - TICKED
        fits = all(self.get_string_width(answer) <= room for answer in asked.answers)
        columns = 2 if fits or len(asked.answers) > MANY else 1
        width = self.epw / columns
        rows = -(-len(asked.answers) // columns)
        for row in range(rows):
            if self.get_y() + 2 * LINE > self.page_break_trigger:
                self.add_page()
            top, lowest = self.get_y(), 0.0
            for column, answer in enumerate(asked.answers[row::rows]):
                self._answer(answer, self.l_margin + column * width, top, width, asked.many)
                lowest = max(lowest, self.get_y())
            self.set_y(lowest + 0.7)

    def _answer(self, answer: str, left: float, top: float, width: float, many: bool) -> None:
        self.set_xy(left + BOX + 1.8, top)
        self.multi_cell(
            width - TICKED, LINE, answer, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT
        )
        self.set_draw_color(*GREY)
        self.set_line_width(0.25)
        box = top + (LINE - BOX) / 2
        if many:
            self.rect(left + 0.2, box, BOX, BOX)
        else:
            self.ellipse(left + 0.2, box, BOX, BOX)

    def _field(self, label: str) -> None:
        self._ink(SMALL, GREY)
        self.cell(24, WRITTEN, label, align="L")
        self._rule(self.get_y() + WRITTEN - 1.2, RULE, self.l_margin + 24)
        self.ln(WRITTEN)

    def _lines(self, count: int) -> None:
        for _ in range(count):
            self.ln(WRITTEN)
            self._rule(self.get_y() - 1.2, RULE)

    def _rule(self, y: float, colour: tuple[int, int, int], left: float | None = None) -> None:
        self.set_draw_color(*colour)
        self.set_line_width(0.25)
        self.line(self.l_margin if left is None else left, y, self.w - self.r_margin, y)

    def _paragraph(self, words: str, height: float) -> None:
        self.multi_cell(0, height, words, align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)

    def _ink(self, size: float, colour: Sequence[int], *, bold: bool = False) -> None:
        self.set_font("letters", "B" if bold else "", size)
        self.set_text_color(*colour)


def _fonts() -> Path:
    """The folder of the letters."""
    import matplotlib

    return Path(matplotlib.get_data_path()) / "fonts" / "ttf"
