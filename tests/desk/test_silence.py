"""Which organisations have been silent: the coordinator sees it, and nobody else."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.desk.replies import Outcome, Table
from bot.texts import say
from tests.centre_at_work import CentreAtWork, said
from tests.desk.cast import codes, pressable


def _silent(outcome: Outcome) -> dict[str, tuple[str, ...]]:
    """The rows by organisation, as they read."""
    tables = [block for block in outcome.private if isinstance(block, Table)]
    rows = [tuple(say(cell, "sv") for cell in row.cells) for table in tables for row in table.rows]
    return {row[0]: row[1:] for row in rows}


def test_whoever_takes_a_step_is_not_silent(room: CentreAtWork) -> None:
    number = room.open("sara")
    before = set(_silent(room.do("karin", "silence")))
    assert len(before) == 8
    assert {"EKN", "Almi"} <= before
    room.do("maria", "take", case=number)
    room.do("anna", "note", case=number, words="Vi kan stötta")
    assert set(_silent(room.do("karin", "silence"))) == before - {"EKN", "Almi"}


def test_after_so_many_days_they_are_silent_again(room: CentreAtWork) -> None:
    number = room.open("sara")
    room.do("maria", "take", case=number)
    room.now += timedelta(days=15)
    assert len(_silent(room.do("karin", "silence"))) == 9
    assert len(_silent(room.do("karin", "silence", words="30 dagar"))) == 7


def test_what_waits_and_since_when_stands_beside_them(room: CentreAtWork) -> None:
    number = room.open("sara")
    room.do("maria", "take", case=number)
    room.now += timedelta(days=20)
    room.open("sara")
    room.do("maria", "absence", until="2026-12-20")
    answered, waiting, people = _silent(room.do("karin", "silence"))["EKN"]
    assert (answered, waiting) == ("23 nov.", "1")
    assert "Maria Dahl (borta)" in people
    assert _silent(room.do("karin", "silence"))["SEK"] == ("aldrig", "0", "ingen är med än")


def test_what_the_clock_does_is_nobodys_step(room: CentreAtWork) -> None:
    room.open("sara")
    room.now += timedelta(days=13)
    before = set(_silent(room.do("karin", "silence")))
    assert "EKN" in before
    room.move(hours=2)
    assert set(_silent(room.do("karin", "silence"))) == before


def test_a_member_of_theirs_is_a_press_away(room: CentreAtWork) -> None:
    button = next(b for b in pressable(room.do("karin", "silence")) if b.label == "Maria Dahl")
    assert "010-000 00 00" in said(room.press("karin", button))


@pytest.mark.parametrize("user", ["sara", "maria", "ture"])
def test_nobody_else_sees_it_and_is_told_whom_to_ask(room: CentreAtWork, user: str) -> None:
    outcome = room.do(user, "silence")
    assert not outcome.done
    assert codes(outcome) == {"refused.coordinators_only"}
    assert "Karin Holm" in said(outcome)
    assert "Almi" not in said(outcome)


@pytest.mark.parametrize("words", ["", "blåbär", "0", "9999999", "-5", "tre"])
def test_a_number_of_days_that_is_none_is_no_trouble(room: CentreAtWork, words: str) -> None:
    room.open("sara")
    outcome = room.do("karin", "silence", words=words)
    assert outcome.done and said(outcome)
