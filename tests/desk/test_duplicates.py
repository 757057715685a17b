"""A company that already has a live case is recognised before a second is opened."""

from __future__ import annotations

import pytest

from bot.desk.replies import Outcome, Value
from bot.storage import store
from tests.centre_at_work import CentreAtWork
from tests.desk.cast import answer, codes, pressable, said_of, steps

NUMBER = "556016-0680"


def second(room: CentreAtWork, user: str = "elias", **args: Value) -> Outcome:
    """Somebody opens another case about a company."""
    given: dict[str, Value] = {
        "need": "Vill till Norge",
        "consent": "yes",
        "company": "Nordic Snickeri AB",
        "q_municipality": "Mark",
        **args,
    }
    return room.do(user, "refer", **given)


def count(room: CentreAtWork) -> int:
    """How many cases there are."""
    with room.desk.store.read() as session:
        return store.newest(session)


@pytest.mark.parametrize(
    "written",
    [
        {"company": "Nordic Snickeri AB"},
        {"company": "nordic snickeri"},
        {"company": "Nordic Snickeri Aktiebolag"},
        {"company": "Nordisk Snickeri AB"},
        {"company": "Helt annat namn", "number": "5560160680", "q_municipality": "Tibro"},
    ],
)
def test_by_number_or_by_a_like_name_in_the_same_municipality(
    room: CentreAtWork, written: dict[str, str]
) -> None:
    room.open("sara", company="Nordic Snickeri AB", number=NUMBER)
    outcome = second(room, **written)
    assert "refer.already" in codes(outcome)
    assert "Nordic Snickeri AB" in answer(outcome)
    assert "refer.already" in codes(outcome)
    assert count(room) == 1


@pytest.mark.parametrize(
    "written",
    [
        {"q_municipality": "Tibro"},
        {"company": "Nordic Plåt AB"},
        {"number": "202100-5489"},
    ],
)
def test_another_company_is_another_company(room: CentreAtWork, written: dict[str, str]) -> None:
    room.open("sara", company="Nordic Snickeri AB", number=NUMBER)
    assert second(room, **written).done
    assert count(room) == 2


def test_joining_is_offered_and_what_was_typed_is_kept(room: CentreAtWork) -> None:
    number = room.opened_and_taken(company="Nordic Snickeri AB")
    outcome = second(room)
    assert steps(outcome) == ["show", "support", "refer"]
    join, anyway = pressable(outcome)[1:]
    form = room.press("elias", anyway).form
    assert form is not None
    typed = {item.name: item.value for item in form.inputs}
    assert typed["need"] == "Vill till Norge"
    assert typed["company"] == "Nordic Snickeri AB"
    assert "form.refer.known" in codes(Outcome(form=form))
    assert room.press("elias", join).done
    assert "Enterprise Europe Network" in said_of(room.card(number))


def test_a_second_can_be_opened_anyway(room: CentreAtWork) -> None:
    room.open("sara", company="Nordic Snickeri AB", number=NUMBER)
    assert second(room, even_so="yes", number=NUMBER).done
    assert count(room) == 2
    assert room.case(2).company_id == room.case(1).company_id


def test_a_withheld_case_answers_ask_the_coordinator_and_no_more(room: CentreAtWork) -> None:
    room.opened_and_taken(company="Nordic Snickeri AB", number=NUMBER, consent="no")
    outcome = second(room, number=NUMBER)
    assert codes(outcome) == {"refer.ask_coordinator"}
    assert "refer.ask_coordinator" in codes(outcome)
    assert steps(outcome) == ["refer"]
    assert count(room) == 1


def test_to_its_poster_and_its_handler_the_withheld_case_is_shown(room: CentreAtWork) -> None:
    room.opened_and_taken(company="Nordic Snickeri AB", consent="no")
    for user in ("sara", "maria"):
        assert "refer.already" in codes(second(room, user))


def test_a_case_that_has_ended_is_no_hindrance(room: CentreAtWork) -> None:
    number = room.opened_and_taken(company="Nordic Snickeri AB")
    room.do("maria", "close", case=number, outcome="helped")
    assert second(room).done
    assert count(room) == 2


def test_correcting_one_case_does_not_rename_another_ones_company(room: CentreAtWork) -> None:
    first = room.open("sara", company="Nordic Snickeri AB")
    other = room.open("johan", company="Nordic Snickeri AB")
    room.do("johan", "edit", case=other, company="Marks Bageri AB", q_municipality="Mark")
    assert "Nordic Snickeri AB" in said_of(room.card(first))
    assert "Marks Bageri AB" in said_of(room.card(other))


def test_a_number_added_later_makes_it_known(room: CentreAtWork) -> None:
    number = room.open("sara", company="Nordic Snickeri AB")
    room.do("sara", "edit", case=number, number=NUMBER, q_municipality="Mark")
    outcome = second(room, company="Nordisk Träindustri", number=NUMBER, q_municipality="Tibro")
    assert "refer.already" in codes(outcome)
    assert "refer.already" in codes(second(room)), "and the name is still known"


def test_joining_the_case_that_is_there_is_done_with_the_form_begun(room: CentreAtWork) -> None:
    number = room.opened_and_taken(company="Nordic Snickeri AB")
    given = {"need": "Samma sak.", "consent": "yes", "company": "Nordic Snickeri AB"}
    room.do("anna", "refer", q_municipality="Mark", **given)
    kept = room.ask_form("anna", "refer").form
    assert kept is not None
    assert "Samma sak." in [item.value for item in kept.inputs]
    assert kept.intro
    room.do("anna", "support", case=number)
    fresh = room.ask_form("anna", "refer").form
    assert fresh is not None
    assert "Samma sak." not in [item.value for item in fresh.inputs]
    assert not fresh.intro
