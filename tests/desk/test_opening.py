"""Opening an enquiry: what is needed, who is asked in the same press, and who is told."""

from __future__ import annotations

import pytest
from sqlmodel import select

from bot.desk.replies import Form, Outcome
from bot.storage import store
from bot.storage.tables import Enquiry, Posting, Room
from tests.centre_at_work import CentreAtWork, said
from tests.desk.cast import answer, codes, listening, press, pressable, reads, steps

NEED = "Hur får vi betalt i Brasilien?"


def test_the_need_in_words_and_the_consent_are_enough(room: CentreAtWork) -> None:
    outcome = room.do("elias", "refer", need=NEED, consent="yes")
    assert outcome.done and outcome.form is None
    assert "refer.done_nobody" in codes(outcome)
    case = room.case(1)
    assert (case.need, case.status, case.company_id) == (NEED, "open", None)
    assert case.poster_id == room.member("elias").id


@pytest.mark.parametrize(
    ("given", "missing"),
    [
        ({"consent": "yes"}, "form.refer.need_missing"),
        ({"need": "   ", "consent": "yes"}, "form.refer.need_missing"),
        ({"need": NEED}, "form.refer.consent_missing"),
        ({"need": NEED, "consent": "maybe"}, "form.refer.consent_missing"),
    ],
)
def test_without_them_the_form_comes_back_and_nothing_is_opened(
    room: CentreAtWork, given: dict[str, str], missing: str
) -> None:
    outcome = room.do("elias", "refer", company="Bolaget AB", **given)
    assert not outcome.done
    form = _form(outcome)
    assert missing in codes(outcome)
    assert next(item.value for item in form.inputs if item.name == "company") == "Bolaget AB"
    with room.desk.store.read() as session:
        assert store.newest(session) == 0


def test_a_wrong_organisation_number_is_said_at_its_place(room: CentreAtWork) -> None:
    outcome = room.do("elias", "refer", need=NEED, consent="yes", number="556016-0681")
    form = _form(outcome)
    faults = [item.name for item in form.inputs if item.error]
    assert faults == ["number"]
    assert "form.number_wrong" in codes(outcome)


@pytest.mark.parametrize("typed", ["556016-0680", "5560160680", "16 556016-0680"])
def test_an_organisation_number_may_be_written_as_people_do(room: CentreAtWork, typed: str) -> None:
    number = room.open("elias", number=typed)
    card = room.show("elias", number)
    assert "5560160680" in said(Outcome(private=(card,)))


def test_the_same_press_asks_the_suggested_lead_and_pings_nobody_else(room: CentreAtWork) -> None:
    with listening(room) as heard:
        number = room.open("sara")
    assert heard.told == {"maria": ["offered"]}
    assert heard.thread == []
    assert [(r.organisation, r.role, r.status) for r in room.referrals(number)] == [
        ("ekn", "lead", "offered")
    ]
    assert [e.step for e in room.log(number)] == ["opened", "offered"]


def test_the_poster_reads_who_was_asked_and_why_and_can_take_it_back(room: CentreAtWork) -> None:
    outcome = room.do(
        "sara", "refer", need=NEED, consent="yes", q_needs=("payment-risk",), q_market=("BR",)
    )
    assert "refer.done" in codes(outcome)
    assert "Exportkreditnämnden" in answer(outcome)
    assert "betal" in answer(outcome).casefold()
    assert "Case 1" in answer(outcome, "en")
    assert steps(outcome) == ["show", "edit", "revoke"]
    with listening(room) as heard:
        undone = room.press("sara", next(b for b in pressable(outcome) if b.command == "revoke"))
    assert undone.done and undone.form is None
    assert heard.told == {"maria": ["revoked"]}


def test_it_can_be_unticked(room: CentreAtWork) -> None:
    with listening(room) as heard:
        number = room.open("sara", offer_to="nobody")
    assert heard.told == {}
    assert room.referrals(number) == []
    outcome = room.do("sara", "show", case=number)
    asks = [button.args.get("organisation") for button in pressable(outcome)]
    assert "ekn" in asks


def test_the_form_ticks_the_suggested_lead_once_the_need_is_known(room: CentreAtWork) -> None:
    form = _form(room.ask_form("sara", "refer", need=NEED, q_needs=("payment-risk",), _refresh="1"))
    offer_to = next(item for item in form.inputs if item.name == "offer_to")
    assert offer_to.value == "suggested"
    assert [option.value for option in offer_to.options] == ["suggested", "nobody"]
    assert "Fråga Exportkreditnämnden" in said(Outcome(form=form))
    assert "Ask Exportkreditnämnden" in said(Outcome(form=form), "en")


def test_another_than_the_suggested_can_be_asked(room: CentreAtWork) -> None:
    with listening(room) as heard:
        number = room.open("sara", offer_to="almi")
    assert heard.told == {"anna": ["offered"], "lena": ["offered"]}
    assert [r.organisation for r in room.referrals(number)] == ["almi"]


def test_whoever_is_asked_reads_enough_to_decide_by(room: CentreAtWork) -> None:
    room.open("sara", need=NEED, company="Nordic Snickeri AB")
    text = reads(room, "maria", "offered")
    assert "ärende 1 (Nordic Snickeri AB)" in text
    assert "Sara Lind" in text
    assert NEED in text
    assert "24 november kl. 9.00" in text
    assert "case 1 (Nordic Snickeri AB)" in reads(room, "maria", "offered", "en")


def test_a_need_outside_the_region_is_opened_and_pointed_on(room: CentreAtWork) -> None:
    outcome = room.do(
        "sara", "refer", need=NEED, consent="yes", q_municipality="outside", q_needs=("financing",)
    )
    assert outcome.done
    assert "refer.out_of_scope" in codes(outcome)
    assert room.referrals(1) == []
    assert steps(outcome) == ["close", "show"]


def test_an_unconfirmed_member_opens_and_asks_in_the_same_press(room: CentreAtWork) -> None:
    with listening(room) as heard:
        room.open("ture", q_needs=("market-info",))
    assert heard.told == {"johan": ["offered"], "emma": ["offered"]}


def test_every_room_of_the_centre_gets_its_card(room: CentreAtWork) -> None:
    with room.desk.store.write() as session:
        session.add(Room(platform="web", workspace="try", channel="annat", name="annat"))
    number = room.open("sara")
    with room.desk.store.read() as session:
        cards = session.exec(select(Posting).where(Posting.enquiry_id == number)).all()
    assert len(cards) == 2
    assert {card.wanted for card in cards} == {room.case(number).revision}


def test_the_rooms_card_shows_the_suggestions_with_reasons(room: CentreAtWork) -> None:
    number = room.open("sara", offer_to="nobody", company="Nordic Snickeri AB")
    card = room.card(number)
    text = said(Outcome(private=(card,)))
    assert "Ärende 1 · Nordic Snickeri AB" in text
    assert "Exportkreditnämnden: " in text
    assert "Case 1 · Nordic Snickeri AB" in said(Outcome(private=(card,)), "en")


def test_which_centre_file_the_routing_used_is_remembered(room: CentreAtWork) -> None:
    number = room.open("sara")
    with room.desk.store.read() as session:
        row = session.get(Enquiry, number)
    assert row is not None
    assert row.routed_by == room.desk.centre.version != ""


def test_what_was_typed_after_the_word_is_in_the_form(room: CentreAtWork) -> None:
    outcome = room.ask_form("sara", "refer", need=NEED)
    form = _form(outcome)
    assert form.inputs[0].name == "need"
    assert form.inputs[0].value == NEED
    assert [item.name for item in form.inputs if item.required][:2] == ["need", "consent"]


def test_take_from_the_message_makes_it_theirs(room: CentreAtWork) -> None:
    number = room.open("sara")
    assert press(room, "maria", "offered", "take").done
    assert room.case(number).lead == "ekn"


def _form(outcome: Outcome) -> Form:
    assert outcome.form is not None, said(outcome)
    return outcome.form


def test_a_case_opened_for_a_colleague_is_the_colleagues(room: CentreAtWork) -> None:
    number = room.open("karin", poster=room.member("anna").id or 0)
    assert room.case(number).poster_id == room.member("anna").id
    assert room.case(number).poster_organisation == "almi"
    assert room.log(number)[0].member_id == room.member("karin").id
    assert room.told("anna") == ["opened_for"]


def test_a_case_cannot_be_opened_for_somebody_who_has_left(room: CentreAtWork) -> None:
    room.do("karin", "end_membership", member=room.member("anna").id or 0)
    outcome = room.do("karin", "refer", need="x", consent="yes", poster=room.member("anna").id or 0)
    assert not outcome.done
    assert [i.name for i in outcome.form.inputs if i.error] == ["poster"]
