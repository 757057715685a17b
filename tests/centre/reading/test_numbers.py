"""Numbers in figures and words, and sums of money in kronor."""

import pytest

from bot.centre.reading.amounts import amounts_of
from bot.centre.reading.numbers import numbers_of
from bot.centre.reading.words import tokens_of

NUMBERS = [
    ("elva anställda", 11), ("ett tjugotal", 20), ("ett hundratal", 100), ("2,4", 2.4), ("1.1", 1.1),
    ("80 pers", 80), ("25 000", 25000), ("25.000", 25000), ("1 200,50", 1200.5), ("tjugofem", 25),
    ("tvåhundrafemtio", 250), ("two hundred and fifty", 250), ("twenty-five", 25), ("a couple of dozen", 24),
    ("ett par hundra", 200), ("en och en halv", 1.5), ("två och en halv", 2.5), ("2½", 2.5), ("ett dussin", 12),
    ("half a dozen", 6), ("trettiofem", 35), ("femtonhundra", 1500), ("tre tusen", 3000), ("hundratjugo", 120),
    ("forty-eight", 48), ("nitton", 19), ("a hundred", 100), ("sextiotvå", 62), ("åttahundra", 800), ("1 234 567", 1234567),
]  # fmt: skip
RANGES = [
    ("400-500", 400, 500), ("40–50", 40, 50), ("mellan 40 och 50", 40, 50), ("30 till 40", 30, 40), ("tio-femton", 10, 15),
    ("between ten and twelve", 10, 12), ("åtta-nio", 8, 9), ("1,5-2", 1.5, 2), ("80 à 90", 80, 90),
]  # fmt: skip
SUMS = [
    ("2,4 mkr", 2.4e6), ("1.1 bn", 1.1e9), ("25 milj", 25e6), ("90 msek", 90e6), ("900 tkr", 9e5), ("halv miljard", 5e8),
    ("25 000 kkr", 25e6), ("SEK 25 million", 25e6), ("€2.5m", 27.5e6), ("3,5 miljoner kronor", 3.5e6), ("500k", 5e5),
    ("1,2 mdr", 1.2e9), ("två miljarder", 2e9), ("2 MEUR", 22e6), ("40 MSEK", 40e6), ("MSEK 40", 40e6), ("half a billion", 5e8),
    ("12 mnkr", 12e6), ("tio mille", 10e6), ("$5m", 50e6), ("EUR 3 million", 33e6), ("900 000 kr", 9e5), ("en och en halv miljon", 1.5e6),
    ("310 Mkr", 310e6), ("35,5 MSEK", 35.5e6),
]  # fmt: skip


@pytest.mark.parametrize(("words", "value"), NUMBERS)
def test_a_number_is_read(words, value):
    (number,) = numbers_of(tokens_of(words))
    assert number.value == pytest.approx(value)


@pytest.mark.parametrize(("words", "low", "high"), RANGES)
def test_a_range_is_one_number(words, low, high):
    (number,) = numbers_of(tokens_of(words))
    assert (number.low, number.high) == (low, high)


@pytest.mark.parametrize(("words", "value"), SUMS)
def test_a_sum_is_in_kronor(words, value):
    tokens = tokens_of(words)
    (amount,) = amounts_of(tokens, numbers_of(tokens))
    assert amount.unit
    assert amount.value == pytest.approx(value)


@pytest.mark.parametrize(
    ("words", "below"), [("knappt 50", 50), ("nearly 250", 250), ("just under 10", 10)]
)
def test_not_quite_is_less(words, below):
    assert numbers_of(tokens_of(words))[-1].high < below


@pytest.mark.parametrize(
    ("words", "above"), [("drygt 49", 49), ("över 249", 249), ("more than 9", 9)]
)
def test_over_is_more(words, above):
    assert numbers_of(tokens_of(words))[-1].low > above


def test_a_date_is_no_thousand():
    values = [number.value for number in numbers_of(tokens_of("den 3 maj 2025, kl 10.30"))]
    assert values[:2] == [3, 2025]
