"""Files that are given to people: nothing in them runs, whatever somebody has typed."""

from __future__ import annotations

import csv
import io
import re
from base64 import b64decode
from contextlib import closing
from datetime import date

import pytest
from openpyxl import load_workbook

from bot.desk.checklist_paper import Asked, Paper, Part
from bot.desk.checklist_sheet import draw
from bot.desk.replies import File, Outcome
from bot.handlers.attached import file_name
from tests.centre_at_work import CentreAtWork
from tests.security.test_fuzz import FORMULA, NASTY

FORMULAS = ("=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", " =1+1", '=A"1;2')
"""How a cell can begin that a spreadsheet reckons, also after what it takes away."""
BREAKS_OUT = ") >> /OpenAction << /S /JavaScript /JS (app.alert(1)) >> ("


def file(outcome: Outcome) -> File:
    (found,) = [block for block in outcome.private if isinstance(block, File)]
    return found


@pytest.fixture
def typed(room: CentreAtWork) -> CentreAtWork:
    """A room in which every text that others can take away begins a formula."""
    for number, text in enumerate(FORMULAS):
        given = dict.fromkeys(("organisation", "title", "about", "note"), text)
        name = f"{text}{'abcdefghi'[number] * 9}"
        assert room.do("maria", "new_contact", name=name, **given, sharing="all").done
        room.open("sara", need=text, company=text, contact_name=text, even_so="yes")
    return room


def test_the_book_of_contacts_holds_no_formula(typed: CentreAtWork) -> None:
    text = b64decode(file(typed.do("karin", "contact_file")).content).decode("utf-8-sig")
    cells = [cell for line in csv.reader(io.StringIO(text), delimiter=";") for cell in line]
    assert sum("1+1" in cell for cell in cells) > len(FORMULAS)
    assert not [cell for cell in cells if FORMULA.match(cell.lstrip(" \n"))]


def test_the_report_holds_no_formula_and_no_link(typed: CentreAtWork) -> None:
    content = b64decode(file(typed.do("karin", "report", words="2026")).content)
    with closing(load_workbook(io.BytesIO(content))) as book:
        cells = [cell for page in book.worksheets for row in page.iter_rows() for cell in row]
        assert any("1+1" in str(cell.value) for cell in cells)
        assert not [cell for cell in cells if cell.data_type == "f" or cell.hyperlink]


def test_a_name_of_a_file_is_a_name_and_nothing_else() -> None:
    """It stands in a header, on a disk and in a chat: never a folder, a quote or another line."""
    for text in (
        *NASTY,
        "..",
        ".",
        "~",
        "con\r\nX: y",
        "a.ics\r\n",
        "x" * 300,
        "a.b" * 90,
        "\u202efdp",
    ):
        for name in (file_name(text), file_name(f"2026-12-10 {text}.ics")):
            assert 0 < len(name) <= 100
            assert not re.search(r'[\\/:*?"<>|\r\n\x00\x1b\u202e]', name)
            assert not name.startswith((".", " "))
            assert name.encode("utf-8", "strict")


def test_nothing_that_stands_on_the_checklist_runs() -> None:
    texts = [text for text in NASTY if "\ud83d" not in text and len(text) < 100]
    asked = tuple(Asked("1", text, text, (text,)) for text in (*texts, BREAKS_OUT))
    parts = (Part(BREAKS_OUT, BREAKS_OUT, asked),)
    words = (BREAKS_OUT, "endstream endobj 9 0 obj", "{page}")
    paper = Paper(*words, (BREAKS_OUT,), parts, BREAKS_OUT, BREAKS_OUT, "{page} / {pages}", "sv")
    whole = re.sub(
        rb"stream\r?\n.*?endstream", b"", draw(paper, date(2026, 11, 23)), flags=re.DOTALL
    )
    assert b"/Title" in whole
    bare = re.sub(rb"\((?:\\.|[^\\()])*\)", b"()", whole, flags=re.DOTALL)
    for name in (b"JavaScript", b"JS", b"URI", b"Launch", b"Annots", b"AcroForm", b"EmbeddedFile"):
        assert b"/" + name not in bare
