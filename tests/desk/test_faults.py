"""Two at once, a locked or broken database, and whatever people can write."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from threading import Barrier, Thread

import pytest

from bot.desk.replies import Outcome, from_json, to_json
from bot.storage import store
from bot.storage.engine import NotRead
from tests import databases
from tests.centre_at_work import CentreAtWork, said
from tests.desk.cast import answer, codes, said_of

EXTREMES = {
    "long": "å" * 10_000,
    "emoji": "👩🏽‍🚀 🇸🇪 export 🚢",
    "right to left": "\u200f\u05e9\u05dc\u05d5\u05dd\u200f \u202e\u0645\u0631\u062d\u0628\u0627\u202c",
    "markup": "<script>alert(1)</script> <@U123> <!channel> *fet* [x](javascript:1) & </td>",
    "formula": '=HYPERLINK("http://x")',
    "control": "rad ett\r\nrad två\ttabb\x07\x1b[31m",
    "format": "{who} %s {0} {number}",
    "quotes": "'; DROP TABLE enquiry; --",
}


# --- two at once


@pytest.mark.parametrize("_again", range(5))
def test_of_two_who_claim_in_the_same_instant_exactly_one_wins(
    room: CentreAtWork, _again: int
) -> None:
    number = room.open("sara", offer_to="nobody")
    users = ("elias", "anna", "johan", "petra")
    start = Barrier(len(users))
    outcomes: dict[str, Outcome] = {}

    def claim(user: str) -> None:
        start.wait()
        outcomes[user] = room.do(user, "take", case=number)

    threads = [Thread(target=claim, args=(user,)) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    winners = [user for user in users if outcomes[user].done]
    assert len(winners) == 1
    name = room.member(winners[0]).name
    for user in set(users) - set(winners):
        assert name in said(outcomes[user])
    case = room.case(number)
    assert case.handler_id == room.member(winners[0]).id
    leads = [r for r in room.referrals(number) if r.status == "accepted"]
    assert [r.organisation for r in leads] == [case.lead]
    assert [e.step for e in room.log(number)] == ["opened", "claimed"]
    assert room.told("sara") == ["taken"]


# --- a database that cannot be written


def locked(room: CentreAtWork) -> AbstractContextManager[None]:
    """Another process keeps every writer waiting."""
    return databases.chosen().held(room.desk.store.address)


def test_what_could_not_be_saved_comes_back_with_all_that_was_typed(room: CentreAtWork) -> None:
    given = {"need": "Vill till Norge", "consent": "yes", "company": "Nordic Snickeri AB"}
    with locked(room):
        outcome = room.do("sara", "refer", **given)
    assert (outcome.done, outcome.kept) == (False, False)
    assert "desk.not_saved" in codes(outcome)
    assert _reference(outcome)
    assert outcome.form is not None
    typed = {item.name: item.value for item in outcome.form.inputs}
    assert {name: typed[name] for name in given} == given
    with room.desk.store.read() as session:
        assert store.newest(session) == 0
    again = {item.name.replace("q.", "q_"): item.value for item in outcome.form.inputs}
    assert room.do("sara", "refer", **again).done


def test_a_press_that_could_not_be_saved_can_be_repeated(room: CentreAtWork) -> None:
    number = room.open("sara")
    button = next(b for b in room.card(number).buttons if b.command == "take")
    with locked(room):
        outcome = room.press("maria", button)
    assert not outcome.done and outcome.form is None
    assert _reference(outcome)
    assert room.case(number).status == "open"
    assert room.press("maria", button).done


def test_reading_goes_on_meanwhile(room: CentreAtWork) -> None:
    number = room.open("sara")
    with locked(room):
        assert f"Ärende {number}" in said_of(room.show("maria", number))
        assert room.do("maria", "situation").done
        assert room.ask_form("sara", "refer").form is not None


# --- a fault of ours


def test_an_unforeseen_fault_has_a_reference_and_changes_nothing(room: CentreAtWork) -> None:
    number = room.open("sara")
    before = room.case(number), room.referrals(number), room.notices()
    with _broken(room, "notice"):
        outcome = room.do("maria", "take", case=number)
    assert not outcome.done
    assert "desk.unforeseen" in codes(outcome)
    assert _reference(outcome)
    assert (room.case(number), room.referrals(number), room.notices()) == before
    assert room.do("maria", "take", case=number).done


@contextmanager
def _broken(room: CentreAtWork, table: str) -> Iterator[None]:
    """A table is gone for a while."""
    address = room.desk.store.address
    databases.chosen().run(address, f"ALTER TABLE {table} RENAME TO away")
    yield
    databases.chosen().run(address, f"ALTER TABLE away RENAME TO {table}")


def _reference(outcome: Outcome) -> str:
    """The id by which the fault is found in the log."""
    line = outcome.private[0]
    return str(line.text.args["reference"])  # type: ignore[union-attr]


# --- whatever people can write


@pytest.mark.parametrize("kind", EXTREMES)
def test_a_need_is_stored_as_typed_and_shown_as_it_is(room: CentreAtWork, kind: str) -> None:
    text = EXTREMES[kind]
    number = room.open("sara", need=text)
    assert room.case(number).need == text
    card = room.show("sara", number)
    assert card.quote == text
    assert room.card(number).quote == text
    assert room.reads(room.notices("maria", "offered")[0]) is not None


@pytest.mark.parametrize("kind", [kind for kind in EXTREMES if kind != "long"])
def test_so_are_names_notes_questions_and_reasons(room: CentreAtWork, kind: str) -> None:
    text = EXTREMES[kind]
    number = room.open("sara", company=text, contact_name=text)
    assert room.do("sara", "note", case=number, words=text).done
    assert room.do("maria", "ask", case=number, words=text).done
    assert room.do("maria", "decline", case=number, reason="conflict", words=text).done
    words = [entry.words for entry in room.log(number) if entry.words]
    assert words == [text, text, text]
    assert text.strip() in said_of(room.show("sara", number))
    found = room.do("sara", "show", words=text)
    assert found.private


def test_a_need_that_is_too_long_comes_back_whole(room: CentreAtWork) -> None:
    text = "å" * 10_001
    outcome = room.do("sara", "refer", need=text, consent="yes")
    assert not outcome.done
    assert "form.too_long" in codes(outcome)
    assert outcome.form is not None
    assert outcome.form.inputs[0].value == text
    number = room.open("sara")
    assert not room.do("sara", "edit", case=number, need=text).done


@pytest.mark.parametrize("text", ["före\x00efter", "före\ud83defter"])
def test_what_no_database_can_keep_is_marked_and_the_rest_is_kept(
    room: CentreAtWork, text: str
) -> None:
    number = room.open("sara", need=text)
    assert room.case(number).need == "före\ufffdefter"


@pytest.mark.parametrize("kind", EXTREMES)
def test_unknown_words_are_quoted_short(room: CentreAtWork, kind: str) -> None:
    outcome = room.give("sara", "unknown", {"text": EXTREMES[kind]})
    assert not outcome.done
    assert len(answer(outcome)) < 250
    assert EXTREMES[kind].strip()[:20] in answer(outcome)


def test_a_database_that_cannot_be_read_is_said_as_such(
    room: CentreAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(*_: object) -> None:
        raise NotRead

    monkeypatch.setattr("bot.storage.people.who", unreadable)
    outcome = room.do("anna", "situation")
    assert "hämta uppgifterna" in said(outcome)
    assert (outcome.done, outcome.kept) == (False, False)


def test_a_refusal_and_a_fault_of_ours_would_be_the_same_another_time(room: CentreAtWork) -> None:
    number = room.open("sara")
    assert room.do("sara", "take", case=number).kept
    with _broken(room, "notice"):
        assert room.do("maria", "take", case=number).kept


def test_a_receipt_says_nothing_of_what_only_the_moment_knows() -> None:
    assert "kept" not in to_json(Outcome())
    assert from_json(to_json(Outcome(done=False))) == Outcome(done=False)
