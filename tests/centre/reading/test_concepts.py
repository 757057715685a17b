"""The lexicon of concepts: what it finds in words, compounds and phrases, and that it is whole."""

from __future__ import annotations

import time

import pytest

from bot.centre.reading.concepts import RESERVED, _Concepts, concepts
from bot.centre.reading.data import table
from bot.centre.reading.words import tokens_of


def named(text: str) -> set[str]:
    return {name for name, _, _ in concepts(tokens_of(text))}


@pytest.mark.parametrize(
    "text",
    [
        "egen monter",
        "a booth in hall 4",
        "mässmontrarna står klara, montern också",
        "we rent a stand at the fair",
        "showroom under mässveckan",
    ],
)
def test_words_of_one_meaning_are_one_concept(text: str) -> None:
    assert "booth" in named(text)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("kunden betalar inte", "unpaid-invoice"),
        ("de har inte betalat", "unpaid-invoice"),
        ("they still haven't paid", "unpaid-invoice"),
        ("vi ska ställa ut i Köln", "exhibit"),
        ("ska stalla ut i Koln", "exhibit"),
        ("lasten står fast i hamnen", "stuck-at-border"),
        ("vi ska stå tillsammans", "shared-stand"),
        ("tullombudspapper", "customs"),
        ("tullombudspapper", "paper"),
        ("ursprungsintyget saknas", "origin-certificate"),
        ("mönsterskyddet i USA", "design-right"),
        ("they want an L/C", "letter-of-credit"),
        ("bud på Ted", "tender-places"),
    ],
)
def test_a_meaning_is_found(text: str, name: str) -> None:
    assert name in named(text)


def test_small_words_within_a_phrase_are_passed_over() -> None:
    assert "bank-says-no" in named("banken sa ju nej")
    assert "bank-says-no" in named("banken sa då faktiskt nej")
    assert "bank-says-no" not in named("banken sa att kunden inte vill, nej")


def test_the_longest_phrase_counts_and_is_placed() -> None:
    tokens = tokens_of("Vi söker en bank guarantee nu")
    found = [f for f in concepts(tokens) if f[0] == "bond-demanded"]
    assert [tuple(t.low for t in tokens[first:last]) for _, first, last in found] == [
        ("bank", "guarantee")
    ]
    assert "bank" not in named("Vi söker en bank guarantee nu")


def test_accents_count_where_they_are_written() -> None:
    assert "loan" in named("ett lån")
    assert "loan" not in named("ett län")
    assert "loan" not in named("vi lanserar")
    assert named("foretaget har inga sakerheter") >= {"repayment-security"}


def test_what_only_looks_like_a_concept_is_none() -> None:
    assert "trade-fair" not in named("skruvar av mässing")
    assert "trade-fair" in named("mässan")


def test_every_word_of_the_table_is_found() -> None:
    """Each entry, read alone, is its concept; a longer entry within it never hides it."""
    lost = [
        (name, phrase)
        for name, phrases in table("concepts").items()
        if name not in RESERVED
        for phrase in phrases
        if name not in named(phrase.replace("*", ""))
    ]
    assert lost == []


def test_no_entry_is_written_twice_in_a_concept_or_stands_in_three() -> None:
    where: dict[str, list[str]] = {}
    for name, phrases in table("concepts").items():
        for phrase in phrases:
            where.setdefault(phrase.lower(), []).append(name)
    assert {p: n for p, n in where.items() if len(n) > 2 or len(set(n)) < len(n)} == {}


def test_the_table_is_compiled_quickly() -> None:
    raw = table("concepts")
    start = time.process_time()
    _Concepts(raw)
    assert time.process_time() - start < 0.5


@pytest.mark.parametrize("word", ["stå ", "a", "i ", "mäss", "vi vi ", "-", "banken sa ju "])
def test_no_text_is_slower_than_its_length(word: str) -> None:
    concepts(tokens_of(word * 3))
    start = time.process_time()
    concepts(tokens_of(word * 20_000)[:20_000])
    assert time.process_time() - start < 3


def test_no_entry_is_a_word_with_signs_about_it() -> None:
    """It would be met by its stem, like a phrase, and so by words of another meaning."""
    signs = [
        phrase
        for phrases in table("concepts").values()
        for phrase in phrases
        if not phrase.strip("*").isalpha()
        and sum(token.is_word or token.is_figure for token in tokens_of(phrase)) == 1
        and not any(letter.isdigit() for letter in phrase)
    ]
    assert signs == []
