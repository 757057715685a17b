"""What does not belong to the centre: only where the text itself tells of it."""

from __future__ import annotations

import numpy as np
import pytest

from bot.centre.load import load
from bot.centre.reading.findings import Finding
from bot.centre.reading.heard import Heard
from bot.centre.reading.learnt import Head, Learnt
from bot.centre.reading.prepared import Prepared
from bot.centre.reading.scope import read_scope

CENTRE = load()
OUTPUTS = ("in", "licence", "not-company", "not-export", "other-county")


def scope(text: str, guess: str, **read: str) -> str:
    """The scope of a text that what was learnt is sure of, with what was read by rules."""
    head = Head(OUTPUTS, 0, exclusive=True)
    odds = np.array([9.0 if output == guess else 0.0 for output in OUTPUTS], dtype=np.float32)
    none = np.zeros(0, dtype=np.float32)
    learnt = Learnt({}, none, np.zeros((0, 5), np.int8), odds, odds, {"scope": head}, {})
    findings = [Finding(question, code, text, 0, len(text)) for question, code in read.items()]
    return read_scope(learnt, Heard(odds[None], odds), Prepared(text, CENTRE).tokens, findings)


@pytest.mark.parametrize("guess", [output for output in OUTPUTS if output != "in"])
def test_what_is_surely_like_something_else_is_called_so(guess: str) -> None:
    text = "Krigsmateriel, en privatperson, bygglov och mycket annat i samma mening."
    assert scope(text, guess) == guess


def test_what_is_like_an_enquiry_belongs_here() -> None:
    assert scope("Vi söker en återförsäljare i Norge för våra båtar.", "in") == ""


def test_a_text_that_names_a_market_abroad_is_a_matter_of_export() -> None:
    text = "Ett bolag som vi har pratat med undrar en hel del om Brasilien."
    assert scope(text, "not-export", market="BR") == ""
    assert scope(text, "not-export") == "not-export"


def test_unless_it_tells_that_it_is_about_the_home_market() -> None:
    text = "We import wine from Italy and sell it in Borås, nothing leaves Sweden."
    assert scope(text, "not-export", market="IT") == "not-export"


def test_a_country_alone_is_no_matter_of_licences() -> None:
    assert scope("Vi har fått en förfrågan från Dubai på tio stolar.", "licence", market="AE") == ""
    told = "Vi har fått en förfrågan från Dubai på tio värmekameror."
    assert scope(told, "licence", market="AE") == "licence"


def test_the_place_that_was_read_goes_before_a_guess() -> None:
    text = "Företaget i Skara har kunder i Jönköping och undrar en del."
    assert scope(text, "other-county", municipality="Skara") == ""
    assert scope(text, "in", municipality="outside") == "other-county"


def test_a_question_about_the_centre_belongs_here() -> None:
    assert (
        scope("När är nästa Export boost i Skövde, och vem bokar?", "not-export", about="centre")
        == ""
    )


def test_a_few_words_tell_too_little() -> None:
    assert scope("hej på er", "not-company") == ""
