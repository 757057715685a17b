"""Pressed twice, delivered twice, from an old card: one effect, and the same private answer."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.desk import registry
from bot.desk.due import forget
from bot.desk.replies import Body, File, Line, Outcome, Picture
from bot.storage import postings, store
from bot.storage.tables import Receipt
from tests.centre_at_work import CentreAtWork, said
from tests.desk.cast import codes, listening, message, pressable


def test_a_double_click_is_one_step(room: CentreAtWork) -> None:
    number = room.open("sara")
    button = next(b for b in pressable(message(room, "maria", "offered")) if b.command == "take")
    first = room.press("maria", button)
    with listening(room) as heard:
        second = room.press("maria", button)
    assert first == second
    assert heard.notices == []
    assert [e.step for e in room.log(number)] == ["opened", "offered", "accepted"]


def test_a_form_sent_twice_opens_one_case(room: CentreAtWork) -> None:
    given = {"need": "Vill till Norge", "consent": "yes", "_form": "form-x", "offer_to": "nobody"}
    first = room.give("sara", "refer", dict(given))
    second = room.give("sara", "refer", dict(given))
    assert first.done and first == second
    with room.desk.store.read() as session:
        assert store.newest(session) == 1


def test_a_corrected_form_is_a_new_one(room: CentreAtWork) -> None:
    bad = room.give("sara", "refer", {"need": "Vill till Norge", "_form": "form-x"})
    assert bad.form is not None and not bad.done
    good = {"need": "Vill till Norge", "consent": "yes", "_form": "form-x", "offer_to": "nobody"}
    assert room.give("sara", "refer", good).done
    with room.desk.store.read() as session:
        assert store.newest(session) == 1


def test_a_message_delivered_again_by_the_platform_is_answered_from_its_receipt(
    room: CentreAtWork,
) -> None:
    number = room.open("sara")
    args = {"case": str(number), "words": "Ringt i dag"}
    first = room.give("elias", "note", dict(args), key="Ev123")
    room.now += timedelta(minutes=3)
    second = room.give("elias", "note", dict(args), key="Ev123")
    assert first == second
    assert [e.step for e in room.log(number)].count("noted") == 1
    assert room.give("elias", "note", dict(args), key="Ev124").done
    assert [e.step for e in room.log(number)].count("noted") == 2


def test_two_members_with_the_same_key_are_two(room: CentreAtWork) -> None:
    number = room.open("sara")
    args = {"case": str(number), "words": "Ringt i dag"}
    for user in ("elias", "anna"):
        room.give(user, "note", dict(args), key="Ev123")
    assert [e.step for e in room.log(number)].count("noted") == 2


def test_a_receipt_is_kept_for_a_day(room: CentreAtWork) -> None:
    number = room.open("sara")
    args = {"case": str(number), "words": "Ringt i dag"}
    for hours, times in ((0, 1), (23, 1), (2, 2)):
        room.now += timedelta(hours=hours)
        forget(room.desk, room.now)
        room.give("elias", "note", dict(args), key="Ev123")
        assert [e.step for e in room.log(number)].count("noted") == times


def test_a_refusal_leaves_no_receipt_behind(room: CentreAtWork) -> None:
    number = room.open("sara", offer_to="nobody")
    args = {"case": str(number), "reason": "conflict"}
    assert not room.give("anna", "decline", {**args, "_form": "form-x"}).done
    room.do("sara", "offer", case=number, organisation="almi", role="lead")
    assert room.give("anna", "decline", {**args, "_form": "form-x"}).done


@pytest.mark.parametrize(
    ("command", "args"),
    [
        ("take", {}),
        ("take", {"case": "femton"}),
        ("contact", {"revision": "1"}),
        ("approve", {"case": "1"}),
        ("later", {"case": "1"}),
        ("confirm", {}),
        ("member", {"member": "karin"}),
        ("a-command-of-old", {"case": "1"}),
    ],
)
def test_an_old_button_is_answered_kindly(
    room: CentreAtWork, command: str, args: dict[str, str]
) -> None:
    room.open("sara")
    outcome = room.give("sara", command, dict(args))
    assert not outcome.done
    text = said(outcome)
    assert text and "{" not in text
    assert "desk.unforeseen" not in codes(outcome), "an old button is no fault of ours"
    assert said(outcome, "en") != text


def test_a_button_of_an_older_card_acts_on_the_case_as_it_is(room: CentreAtWork) -> None:
    number = room.open("sara")
    button = next(b for b in room.card(number).buttons if b.command == "take")
    room.do("sara", "note", case=number, words="Mer")
    assert room.press("maria", button).done
    late = room.press("anna", button)
    assert not late.done
    assert "Maria Dahl" in said(late)


def test_words_under_a_card_are_a_note_on_its_case(room: CentreAtWork) -> None:
    number = room.open("sara")
    with room.desk.store.write() as session:
        card = postings.postings(session, number)[0]
        card.message_id = "m7"
        session.add(card)
    outcome = room.give("elias", "unknown", {"text": "Ringde dem i dag"}, thread="m7")
    assert "note.done" in codes(outcome)
    assert room.log(number)[-1].words == "Ringde dem i dag"
    taken = room.give("maria", "take", {}, thread="m7")
    assert taken.done
    assert room.case(number).lead == "ekn"
    elsewhere = room.give("elias", "unknown", {"text": "Ringde dem i dag"}, thread="m8")
    assert "help.unknown" in codes(elsewhere)


def test_a_receipt_keeps_no_file_and_no_picture_only_what_they_are(
    room: CentreAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = room.open("sara")
    content = b64encode(b"hemligt").decode()
    answer: Body = (
        Line("Noterat"),
        File("rapport.xlsx", "application/x", content, "Rapporten"),
        Picture(content, "Almi 12, EKN 7", "veckan.png"),
    )
    entry = registry.ENTRIES["note"]
    gives = replace(entry, run=lambda work, command: Outcome(private=answer))
    monkeypatch.setitem(registry.ENTRIES, "note", gives)
    args = {"case": str(number), "words": "Ringt i dag"}
    assert room.give("elias", "note", dict(args), key="Ev123").private == answer
    again = room.give("elias", "note", dict(args), key="Ev123")
    assert said(again).splitlines() == [
        "Noterat",
        "Filen ”Rapporten” gavs första gången. Be om den igen om du behöver den.",
        "Almi 12, EKN 7",
    ]
    with room.desk.store.read() as session:
        kept = [repr(row.answer) for row in session.exec(select(Receipt))]
    assert kept
    assert not any(content in answer for answer in kept)
