"""Somebody leaves: their cases and contacts are shown, handed over in one form, never forgotten."""

from __future__ import annotations

import pytest

from bot.desk.replies import Outcome
from tests.centre_at_work import CentreAtWork, said
from tests.desk.cast import newcomer
from tests.desk.known import (
    PHONE,
    added,
    button,
    contact,
    hidden,
    introductions,
    latest,
    text,
)


def leaves(room: CentreAtWork, user: str, by: str = "karin") -> Outcome:
    """A membership ends."""
    outcome = room.do(by, "end_membership", member=room.member(user).id or 0)
    assert outcome.done, said(outcome)
    return outcome


@pytest.fixture
def two_cases(room: CentreAtWork) -> list[int]:
    """Two cases that maria handles, and two contacts of hers; nils is her colleague at EKN."""
    newcomer(room, "nils", "ekn")
    added(room, "maria")
    added(room, "maria", name="Eva Ask", organisation="Kusten")
    return [room.opened_and_taken(), room.opened_and_taken()]


def test_who_ends_it_sees_what_is_left_and_hands_it_over_in_one_form(
    room: CentreAtWork, two_cases: list[int]
) -> None:
    outcome = leaves(room, "maria")
    assert "Att lämna vidare hos Exportkreditnämnden (4)" in said(outcome)
    assert "Kontakt: Eva Ask, Kusten" in said(outcome)
    assert hidden(outcome)
    form = room.press("karin", button(outcome.private, "pass_on")).form
    assert form is not None
    chosen = {item.name: item.value for item in form.inputs}
    assert chosen["cases"] == tuple(str(number) for number in two_cases)
    assert set(chosen["contacts"]) == {"1", "2"}
    nils = room.member("nils").id or 0
    done = room.do("karin", "pass_on", **form.hidden, **chosen | {"to": str(nils)})
    assert "har nu 2 ärenden och 2 kontakter." in said(done)
    assert "Att lämna vidare" not in said(done)
    assert [room.case(number).handler_id for number in two_cases] == [nils, nils]
    assert {contact(room, number).added_by for number in (1, 2)} == {nils}
    assert room.log(two_cases[0])[-1].step == "passed_on"
    assert room.told("nils").count("made_handler") == 2
    assert "Kontakter som du har fått (2)" in text(latest(room, "nils", "book_passed"))


def test_some_to_one_and_the_rest_is_shown_again(room: CentreAtWork, two_cases: list[int]) -> None:
    leaves(room, "maria")
    nils = str(room.member("nils").id)
    args = {"organisation": "ekn", "cases": (str(two_cases[0]),), "contacts": (), "to": nils}
    done = room.do("karin", "pass_on", sent="yes", **args)
    assert "(3)" in said(done)
    assert button(done.private, "pass_on", organisation="ekn")
    assert room.case(two_cases[1]).handler_id is None


def test_what_somebody_took_meanwhile_stays_with_them(
    room: CentreAtWork, two_cases: list[int]
) -> None:
    newcomer(room, "olle", "ekn")
    form = room.press("karin", button(leaves(room, "maria").private, "pass_on")).form
    assert form is not None
    assert room.do("olle", "take_over", case=two_cases[0]).done
    assert room.do("olle", "take_contact", contact=1).done
    chosen = {item.name: item.value for item in form.inputs} | {"to": str(room.member("nils").id)}
    done = room.do("karin", "pass_on", **form.hidden, **chosen)
    assert "ett ärende och en kontakt" in said(done)
    assert room.case(two_cases[0]).handler_id == room.member("olle").id
    assert contact(room, 1).added_by == room.member("olle").id


def test_the_form_sent_twice_is_one_step(room: CentreAtWork, two_cases: list[int]) -> None:
    form = room.press("karin", button(leaves(room, "maria").private, "pass_on")).form
    assert form is not None
    args = {
        **form.hidden,
        **{item.name: item.value for item in form.inputs},
        "to": str(room.member("nils").id),
        "_form": form.id,
    }
    first, second = (room.give("karin", "pass_on", dict(args)) for _ in range(2))
    assert first.private == second.private
    assert sum(entry.step == "passed_on" for entry in room.log(two_cases[0])) == 1


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({}, "Kryssa för minst ett ärende"),
        ({"contacts": ("1",), "to": "0"}, "Välj vem som ska ta över"),
        ({"contacts": ("1",), "to": "sara"}, "Välj vem som ska ta över"),
        ({"cases": ("1",), "to": "karin"}, "Ärendena kan bara gå till någon från"),
    ],
)
def test_what_cannot_be_handed_over(
    room: CentreAtWork, two_cases: list[int], given: dict[str, str], error: str
) -> None:
    leaves(room, "maria")
    to = given.get("to", "nils")
    number = to if to.isdigit() else str(room.member(to).id)
    outcome = room.do("karin", "pass_on", **{"organisation": "ekn", **given, "to": number})
    assert outcome.form is not None
    errors = [item.error for item in outcome.form.inputs if item.error]
    assert error in said(outcome)
    assert len(errors) == 1
    assert contact(room, 1).added_by is None


@pytest.mark.parametrize("user", ["sara", "ture"])
def test_only_a_confirmed_colleague_or_the_coordinator(
    room: CentreAtWork, two_cases: list[int], user: str
) -> None:
    leaves(room, "maria")
    assert room.ask_form(user, "pass_on", organisation="ekn").form is None
    outcome = room.do(user, "pass_on", organisation="ekn", contacts=("1",), to=1)
    assert not outcome.done
    assert not room.do(user, "take_contact", contact=1).done
    assert contact(room, 1).added_by is None


def test_nobody_else_there_contacts_go_to_the_coordinator(room: CentreAtWork) -> None:
    added(room, "petra")
    form = room.press("karin", button(leaves(room, "petra").private, "pass_on")).form
    assert form is not None
    [contacts, to] = form.inputs
    assert [option.value for option in to.options] == [str(room.member("karin").id)]
    args = {**form.hidden, "contacts": contacts.value, "to": to.options[0].value}
    assert "Du har nu en kontakt." in said(room.do("karin", "pass_on", **args))
    assert contact(room, 1).added_by == room.member("karin").id


def test_who_leaves_by_themselves_is_followed_by_their_colleagues(room: CentreAtWork) -> None:
    added(room, "anna")
    outcome = room.do("anna", "end_membership")
    assert "Att lämna vidare" not in said(outcome)
    asked = latest(room, "lena", "left_behind")
    assert "Anna Ek har slutat. Det här ligger kvar hos Almi utan någon:" in text(asked)
    assert hidden(asked)
    form = room.press("lena", button(asked, "pass_on")).form
    assert form is not None
    assert room.do("lena", "take_contact", contact=1).done
    assert room.reads(room.notices("lena", "left_behind")[-1]) is None
    assert "Hos Almi finns inget att lämna vidare." in said(
        room.press("lena", button(asked, "pass_on"))
    )


def test_what_still_lies_there_after_a_working_day_the_coordinator_is_told(
    room: CentreAtWork,
) -> None:
    added(room, "anna")
    room.do("anna", "end_membership")
    [later] = room.notices("karin", "left_behind")
    assert later.not_before == room.desk.calendar.add_days(room.now, 1)
    assert later.quiet
    assert "Kontakt: Hans Schmidt" in text(room.reads(later))
    room.do("lena", "take_contact", contact=1)
    assert room.reads(later) is None


def test_without_contacts_nothing_more_is_said_than_before(room: CentreAtWork) -> None:
    room.opened_and_taken()
    leaves(room, "maria", by="maria")
    assert "left_behind" not in room.told("karin")
    assert "handler_left" in room.told("karin")


def test_who_takes_a_contact_sees_it_and_answers_for_it(room: CentreAtWork) -> None:
    number = added(room, "anna")
    room.do("sara", "ask_introduction", contact=number, question="Hamburg?")
    leaves(room, "anna")
    assert "Kontakter som ingen står för (1)" in said(room.do("lena", "my_contacts"))
    assert "Kontakter som ingen står för" not in said(room.do("johan", "my_contacts"))
    taken = room.do("lena", "take_contact", contact=number)
    assert PHONE in said(taken)
    assert room.do("lena", "take_contact", contact=number).done, "second press"
    assert "Hamburg?" in text(latest(room, "lena", "introduction_asked"))
    assert room.do("lena", "answer_introduction", introduction=1, answer="yes").done
    assert PHONE in text(latest(room, "sara", "introduction_yes"))
    assert not room.do("karin", "take_contact", contact=number).done, "it is somebody's again"


def test_who_waits_for_an_answer_and_takes_it_over_needs_none(room: CentreAtWork) -> None:
    number = added(room, "anna")
    room.do("lena", "ask_introduction", contact=number, question="?")
    leaves(room, "anna")
    room.do("lena", "take_contact", contact=number)
    assert introductions(room)[0].answer == "yes"
    assert "introduction_asked" not in room.told("lena")


def test_the_adder_who_returns_finds_nothing_of_the_old(room: CentreAtWork) -> None:
    added(room, "anna")
    leaves(room, "anna")
    assert room.do("anna", "introduce", organisation="almi", name="Anna Ek").done
    assert "Hans" not in said(room.do("anna", "my_contacts"))
    assert not room.do("anna", "take_contact", contact=1).done, "not confirmed yet"
