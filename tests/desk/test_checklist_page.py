"""The checklist on paper: every question with its answers in words, on pages of a phone's shape."""

from __future__ import annotations

import re
import zlib
from base64 import b64decode
from dataclasses import replace
from datetime import date
from pathlib import Path

import matplotlib
import pytest
from fontTools.ttLib import TTFont

from bot.centre.load import load
from bot.centre.model import Centre
from bot.desk.checklist_page import PDF, paper_of
from bot.desk.checklist_paper import Asked, Paper, Part
from bot.desk.checklist_sheet import draw
from bot.desk.replies import File, Outcome
from bot.texts import LANGUAGES, Lang, say
from tests.centre_at_work import CentreAtWork

DAY = date(2026, 11, 23)
SMALL = Path(__file__).resolve().parent.parent / "centre" / "small_centre.yaml"


@pytest.fixture(scope="module")
def centre() -> Centre:
    return load()


def _file(outcome: Outcome) -> File:
    return next(block for block in outcome.private if isinstance(block, File))


def _words(paper: Paper) -> list[str]:
    """Every text on the paper."""
    asked = [question for part in paper.parts for question in part.questions]
    return [
        *(paper.title, paper.subtitle, paper.note, paper.last, paper.footer, paper.page),
        *paper.fields,
        *(words for part in paper.parts for words in (part.title, part.note)),
        *(words for one in asked for words in (one.number, one.wording, one.hint, *one.answers)),
    ]


def _pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", pdf))


def _drawn(pdf: bytes) -> int:
    """How many texts, boxes and lines are drawn, over all pages."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return sum(len(re.findall(rb" (?:Tj|TJ|re|l S|S)\b", _plain(stream))) for stream in streams)


def _plain(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_question_stands_on_it_with_its_answers(centre: Centre, lang: Lang) -> None:
    words = _words(paper_of(centre, lang))
    for question in centre.questions:
        assert say(question.wording, lang) in words
        for code in question.offered:
            if question.source == "codes":
                assert say(code.label, lang) in words, f"{question.id}: {code.code}"
    for need in centre.needs:
        assert say(need.label, lang) in words
    for organisation in centre.organisations:
        assert organisation.short in words


def test_every_question_stands_once_the_core_ones_first(centre: Centre) -> None:
    paper = paper_of(centre, "sv")
    always, others = (part.questions for part in paper.parts)
    assert [asked.number for asked in always] == ["1", "2", "3", "6", "7", "", "9", "11", ""]
    assert len(always) + len(others) == len(centre.questions) + 1, "and the need in words"
    assert len({asked.wording for asked in (*always, *others)}) == len(always) + len(others)


def test_it_says_for_which_needs_a_question_is_asked(centre: Centre) -> None:
    asked = {one.number: one for part in paper_of(centre, "sv").parts for one in part.questions}
    assert asked["21"].hint == "Gäller: Mässor och delegationer."
    assert asked["4"].hint == "Gäller: Finansiering, Betalningsrisk, Checkar och bidrag."
    assert asked["8"].hint == "", "it is asked for any need that is urgent"
    assert asked["9"].many and not asked["11"].many
    assert asked["2"].answers == () and asked["10"].answers == (), "these are written"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_letter_has_a_form(centre: Centre, lang: Lang) -> None:
    letters = set("".join(_words(paper_of(centre, lang)))) - {"\n"}
    assert {"å", "ä", "ö", "–"} & letters if lang == "sv" else {"–"} & letters
    for file in ("DejaVuSans.ttf", "DejaVuSans-Bold.ttf"):
        with TTFont(Path(matplotlib.get_data_path()) / "fonts" / "ttf" / file) as font:
            known = font.getBestCmap()
        assert {letter for letter in letters if ord(letter) not in known} == set()


def test_the_pages_are_a_phones_shape_and_in_the_readers_language(room: CentreAtWork) -> None:
    outcome = room.do("elias", "checklist_page")
    file = _file(outcome)
    assert (file.name, file.media) == ("checklista-vastra-gotaland.pdf", PDF)
    pdf = b64decode(file.content)
    assert pdf.startswith(b"%PDF-")
    boxes = set(re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", pdf))
    assert {(round(float(w) / 72 * 25.4), round(float(h) / 72 * 25.4)) for w, h in boxes} == {
        (105, 148)
    }
    assert 6 <= _pages(pdf) <= 12
    assert b"/Lang (sv)" in pdf
    assert len(pdf) < 100_000
    room.do("elias", "profile", name="Elias", lang="en", sent="yes")
    english = _file(room.do("elias", "checklist_page"))
    assert english.name == "checklist-vastra-gotaland.pdf"
    assert b"/Lang (en)" in b64decode(english.content)


def test_what_is_drawn_grows_with_the_questions(centre: Centre) -> None:
    paper = paper_of(centre, "sv")
    shorter = replace(paper, parts=paper.parts[:1])
    assert _drawn(draw(paper, DAY)) > 2 * _drawn(draw(shorter, DAY)) > 50


def test_a_question_higher_than_a_page_goes_on_on_the_next(centre: Centre) -> None:
    paper = paper_of(centre, "sv")
    many = Asked("1", "Vilken?", answers=tuple(f"Svar {n} " + "ord " * 12 for n in range(90)))
    pdf = draw(replace(paper, parts=(Part("Alltid", "", (many,)),)), DAY)
    assert 3 < _pages(pdf) < 20


def test_another_regions_questions_stand_on_its_own() -> None:
    small = load(SMALL)
    words = _words(paper_of(small, "sv"))
    assert all(say(question.wording, "sv") in words for question in small.questions)
    assert draw(paper_of(small, "sv"), DAY).startswith(b"%PDF-")


def test_any_member_may_have_it_as_it_says_nothing_of_any_company(room: CentreAtWork) -> None:
    room.open("sara", company="Hemliga AB")
    for user in ("ture", "sara", "karin"):
        assert room.do(user, "checklist_page").done
