"""Questions between organisations: either way, to the other one, with the offer's clock still."""

from __future__ import annotations

from datetime import timedelta

from tests.centre_at_work import CentreAtWork, said
from tests.desk.cast import codes, listening, message, newcomer, press, reads, said_of


def test_the_asked_organisation_asks_the_poster_who_answers(room: CentreAtWork) -> None:
    number = room.open("sara")
    with listening(room) as heard:
        outcome = room.do("maria", "ask", case=number, words="I vilken valuta?")
    assert "ask.done" in codes(outcome)
    assert heard.told == {"sara": ["asked"]}
    assert "I vilken valuta?" in reads(room, "sara", "asked")
    form = press(room, "sara", "asked", "answer").form
    assert form is not None
    assert "I vilken valuta?" in said(type(outcome)(form=form))
    with listening(room) as heard:
        room.do("sara", "answer", words="I euro", **form.hidden)
    assert heard.told == {"maria": ["answered"]}
    assert "I euro" in reads(room, "maria", "answered")
    assert "notice.answered" in codes(message(room, "maria", "answered"))
    assert [e.step for e in room.log(number)] == ["opened", "offered", "asked", "answered"]


def test_the_poster_asks_the_organisation_and_any_of_them_answers(room: CentreAtWork) -> None:
    number = room.open("sara", offer_to="almi")
    with listening(room) as heard:
        room.do("sara", "ask", case=number, words="Hinner ni i veckan?")
    assert heard.told == {"anna": ["asked"], "lena": ["asked"]}
    with listening(room) as heard:
        assert room.do("lena", "answer", case=number, words="Ja").done
    assert heard.told == {"sara": ["answered"]}
    again = room.do("anna", "answer", case=number, words="Nej")
    assert not again.done
    assert "refused.no_question" in codes(again)


def test_the_poster_chooses_whom_to_ask_of_several(room: CentreAtWork) -> None:
    number = room.open("sara")
    room.do("sara", "offer", case=number, organisation="almi", role="lead")
    form = room.ask_form("sara", "ask", case=number).form
    assert form is not None
    assert [o.value for o in form.inputs[0].options] == ["ekn", "almi"]
    with listening(room) as heard:
        room.do("sara", "ask", case=number, to="almi", words="Hinner ni?")
    assert set(heard.told) == {"anna", "lena"}
    outcome = room.do("sara", "ask", case=number, to="sek", words="Hinner ni?")
    assert not outcome.done
    assert "refused.no_party" in codes(outcome)


def test_the_handler_and_the_poster_ask_each_other(room: CentreAtWork) -> None:
    newcomer(room, "nils", "ekn")
    number = room.opened_and_taken()
    with listening(room) as heard:
        room.do("sara", "ask", case=number, words="Har ni ringt?")
    assert heard.told == {"maria": ["asked"]}
    with listening(room) as heard:
        room.do("maria", "ask", case=number, words="Vem ska jag ringa?")
    assert heard.told == {"sara": ["asked"]}


def test_two_who_are_asked_may_both_ask_and_both_are_answered(room: CentreAtWork) -> None:
    number = room.open("sara")
    room.do("sara", "offer", case=number, organisation="een", role="lead")
    room.do("maria", "ask", case=number, words="I vilken valuta?")
    room.do("elias", "ask", case=number, words="Vilken bransch?")
    forms = [room.reads(n) for n in room.notices("sara", "asked")]
    assert len(forms) == 2
    room.do("sara", "answer", case=number, words="I euro")
    room.do("sara", "answer", case=number, words="Trä")
    assert "I euro" in reads(room, "maria", "answered")
    assert "Trä" in reads(room, "elias", "answered")


def test_words_of_a_question_are_for_the_two_alone(room: CentreAtWork) -> None:
    number = room.open("sara")
    room.do("maria", "ask", case=number, words="Hemligt om köparen")
    for user in ("karin", "elias", "sara"):
        assert "Hemligt om köparen" not in said_of(room.show(user, number))
    assert "Hemligt om köparen" not in said_of(room.card(number))
    assert "ställde en fråga" in said_of(room.card(number))


def test_only_the_one_who_was_asked_answers(room: CentreAtWork) -> None:
    number = room.open("sara")
    room.do("maria", "ask", case=number, words="I vilken valuta?")
    for user in ("maria", "karin", "elias"):
        outcome = room.do(user, "answer", case=number, words="Jag vet")
        assert not outcome.done
        assert codes(outcome) <= {"refused.answer", "refused.not_your_question"}
    assert room.do("sara", "answer", case=number, words="I euro").done


def test_a_question_and_an_answer_need_words(room: CentreAtWork) -> None:
    number = room.open("sara")
    empty = room.do("maria", "ask", case=number, words="  ")
    assert "form.ask.words_missing" in codes(empty)
    room.do("maria", "ask", case=number, words="I vilken valuta?")
    assert "form.answer.words_missing" in codes(room.do("sara", "answer", case=number, words=""))
    assert len(room.log(number)) == 3


def test_the_offers_clock_pauses_and_the_meter_does_not(room: CentreAtWork) -> None:
    number = room.open("sara")
    planned = room.referrals(number)[0].expires_at
    room.move(hours=1)
    room.do("maria", "ask", case=number, words="I vilken valuta?")
    with listening(room) as heard:
        room.move(hours=4)
    assert heard.told == {}, "no nudge while the question waits"
    room.do("sara", "answer", case=number, words="I euro")
    offer = room.referrals(number)[0]
    assert planned is not None and offer.expires_at is not None
    assert offer.expires_at == planned + timedelta(hours=4)
    assert room.desk.calendar.meter_deadline(room.case(number).opened_at) == planned


def test_an_answer_is_not_followed_by_a_nudge_at_once(room: CentreAtWork) -> None:
    number = room.open("sara")
    room.move(hours=1)
    room.do("maria", "ask", case=number, words="I vilken valuta?")
    room.move(hours=5)
    room.do("sara", "answer", case=number, words="I euro")
    with listening(room) as heard:
        room.move(hours=1)
    assert heard.told == {}
    with listening(room) as heard:
        room.until(room.desk.calendar.add_hours(room.now, 2.5))
    assert heard.told == {"maria": ["offer_nudge"], "sara": ["offer_slow"]}


def test_an_offer_is_nudged_once_also_when_a_question_comes_later(room: CentreAtWork) -> None:
    number = room.open("sara")
    room.move(hours=5)
    room.do("maria", "ask", case=number, words="I vilken valuta?")
    room.move(hours=1)
    room.do("sara", "answer", case=number, words="I euro")
    room.working_days(1)
    assert room.told("maria").count("offer_nudge") == 1


def test_a_question_left_for_a_working_day_is_recalled_and_the_clock_goes_on(
    room: CentreAtWork,
) -> None:
    number = room.open("sara")
    room.move(hours=1)
    room.do("maria", "ask", case=number, words="I vilken valuta?")
    with listening(room) as heard:
        room.working_days(1)
    assert heard.told == {"sara": ["question_unanswered"]}
    assert "I vilken valuta?" in reads(room, "sara", "question_unanswered")
    with listening(room) as heard:
        room.working_days(1)
    assert room.referrals(number)[0].status == "expired"
    assert heard.told["sara"] == ["offer_slow", "expired"]


def test_an_organisation_that_leaves_a_question_unanswered_is_recalled(room: CentreAtWork) -> None:
    number = room.open("sara")
    room.do("sara", "ask", case=number, words="Hinner ni?")
    with listening(room) as heard:
        room.working_days(1)
    assert heard.told == {"maria": ["question_unanswered"]}


def test_a_question_dies_with_the_no_of_the_one_who_asked(room: CentreAtWork) -> None:
    number = room.open("sara")
    room.do("maria", "ask", case=number, words="I vilken valuta?")
    room.do("maria", "decline", case=number, reason="conflict")
    outcome = room.do("sara", "answer", case=number, words="I euro")
    assert not outcome.done
    assert "refused.no_question" in codes(outcome)
