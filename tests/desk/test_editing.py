"""The checklist finished later, by the poster and by others; the suggestions follow."""

from __future__ import annotations

from bot.desk.replies import Outcome
from tests.centre_at_work import CentreAtWork, said
from tests.desk.cast import codes, listening, said_of


def test_the_handler_is_told_and_nobody_else(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.do("petra", "support", case=number)
    for user in ("sara", "petra"):
        with listening(room) as heard:
            outcome = room.do(user, "edit", case=number, q_needs=("payment-risk", "ip"))
        assert "edit.done" in codes(outcome)
        assert heard.told == {"maria": ["edited"]}
        assert heard.thread == []
    with listening(room) as heard:
        assert room.do("maria", "edit", case=number, q_needs=("payment-risk",)).done
    assert heard.told == {}


def test_the_suggestions_follow_the_answers(room: CentreAtWork) -> None:
    number = room.open("sara", offer_to="nobody")
    assert "Fråga Exportkreditnämnden" in said_of(room.card(number))
    room.do("sara", "edit", case=number, q_needs=("export-docs",), q_municipality="Mark")
    text = said_of(room.card(number))
    assert "Fråga Västsvenska Handelskammaren" in text
    assert "Fråga Exportkreditnämnden" not in text


def test_the_form_shows_what_is_answered_and_to_whom_it_may(room: CentreAtWork) -> None:
    number = room.open("sara", company="Nordic Snickeri AB", contact_name="Kim Berg", consent="no")
    room.do("karin", "offer", case=number, organisation="almi", role="support")
    room.do("anna", "support", case=number)
    own = room.ask_form("sara", "edit", case=number).form
    others = room.ask_form("anna", "edit", case=number).form
    assert own is not None and others is not None
    shown = {item.name: item.value for item in own.inputs}
    assert shown["company"] == "Nordic Snickeri AB"
    assert shown["contact_name"] == "Kim Berg"
    assert shown["q.needs"] == ("payment-risk",)
    hidden = {"need", "consent", "company", "number", "contact_name", "q.municipality"}
    assert not hidden & {item.name for item in others.inputs}
    assert "Nordic" not in said(Outcome(form=others))


def test_one_who_does_not_see_the_company_cannot_overwrite_it(room: CentreAtWork) -> None:
    number = room.open("sara", company="Nordic Snickeri AB", need="Vill ut", consent="no")
    room.do("karin", "offer", case=number, organisation="almi", role="support")
    room.do("anna", "support", case=number)
    outcome = room.do(
        "anna", "edit", case=number, need="X", company="Y", number="556016-0680",
        contact_name="Z", q_size="50-249", q_municipality="Tibro",
    )  # fmt: skip
    assert outcome.done
    case = room.case(number)
    assert (case.need, case.contact_name, case.answers["municipality"]) == ("Vill ut", "", "Mark")
    assert case.answers["size"] == "50-249"
    assert "Nordic Snickeri AB" in said_of(room.show("sara", number))


def test_an_answer_that_is_none_is_said_at_its_place(room: CentreAtWork) -> None:
    number = room.open("sara")
    before = room.case(number).answers
    outcome = room.do("sara", "edit", case=number, q_size="jättestort", q_needs=("payment-risk",))
    assert not outcome.done
    assert outcome.form is not None
    assert [item.name for item in outcome.form.inputs if item.error] == ["q.size"]
    assert room.case(number).answers == before


def test_of_two_who_edit_at_once_the_second_is_told_before_overwriting(
    room: CentreAtWork,
) -> None:
    number = room.opened_and_taken()
    forms = {user: room.ask_form(user, "edit", case=number).form for user in ("sara", "maria")}
    sent = {}
    for user, form in forms.items():
        assert form is not None
        typed = {item.name.replace("q.", "q_"): item.value for item in form.inputs if item.value}
        sent[user] = {**form.hidden, **typed, "need": f"Skrivet av {user}"}
    assert room.do("sara", "edit", **sent["sara"]).done
    second = room.do("maria", "edit", **sent["maria"])
    assert not second.done and second.form is not None
    assert "form.edit.meanwhile" in codes(second)
    assert "Skrivet av maria" in said(second)
    assert room.case(number).need == "Skrivet av sara"
    again = {**sent["maria"], **second.form.hidden}
    assert room.do("maria", "edit", **again).done
    assert room.case(number).need == "Skrivet av maria"


def test_an_answer_may_be_taken_back(room: CentreAtWork) -> None:
    number = room.open("sara")
    assert room.do("sara", "edit", case=number, q_needs=("ip",), q_size="").done
    assert "size" not in room.case(number).answers


def test_a_company_gets_a_name_later(room: CentreAtWork) -> None:
    number = room.open("sara", company="")
    assert room.case(number).company_id is None
    room.do("sara", "edit", case=number, company="Nordic Snickeri AB", q_municipality="Mark")
    assert "Nordic Snickeri AB" in said_of(room.card(number))
    assert "Ärende 1" in said(room.do("elias", "show", words="snickeri"))
