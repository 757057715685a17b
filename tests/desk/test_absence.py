"""Away: who sets it, who gets the messages meanwhile, and what others may know of a member."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from bot.desk import registry
from bot.desk.dispatch import keep
from bot.desk.replies import Caller, Place, Request
from bot.storage.tables import Member
from tests.centre_at_work import CentreAtWork, said
from tests.desk.cast import answer, codes, listening, newcomer, press, pressable, reads


def test_messages_go_to_the_deputy_meanwhile(room: CentreAtWork) -> None:
    lena = room.member("lena").id or 0
    outcome = room.do("anna", "absence", until="2026-12-04", deputy=lena)
    assert "Anna Ek" in answer(outcome)
    assert "absence.done" in codes(outcome)
    with listening(room) as heard:
        room.open("sara", offer_to="almi")
    assert heard.told == {"lena": ["offered"]}
    room.move(days=12)
    with listening(room) as heard:
        room.open("sara", offer_to="almi")
    assert heard.told == {"anna": ["offered"], "lena": ["offered"]}


def test_without_a_deputy_the_others_there_are_asked(room: CentreAtWork) -> None:
    outcome = room.do("anna", "absence", until="2026-12-04")
    assert "absence.done_alone" in codes(outcome)
    with listening(room) as heard:
        room.open("sara", offer_to="almi")
    assert heard.told == {"lena": ["offered"]}


def test_an_organisation_whose_only_member_is_away_cannot_be_reached(room: CentreAtWork) -> None:
    room.do("maria", "absence", until="2026-12-04")
    with listening(room) as heard:
        room.open("sara")
    assert heard.told == {"karin": ["unreachable"]}


def test_an_absence_that_begins_later_changes_nothing_yet(room: CentreAtWork) -> None:
    room.do("anna", "absence", from_day="2026-11-30", until="2026-12-04")
    with listening(room) as heard:
        room.open("sara", offer_to="almi")
    assert set(heard.told) == {"anna", "lena"}
    room.move(days=8)
    with listening(room) as heard:
        room.open("sara", offer_to="almi")
    assert set(heard.told) == {"lena"}


def test_somebody_ill_today_is_away_today(room: CentreAtWork) -> None:
    assert room.do("lena", "absence", member=room.member("anna").id or 0, until="2026-11-23").done
    with listening(room) as heard:
        room.open("sara", offer_to="almi")
    assert set(heard.told) == {"lena"}


def test_who_may_set_anothers_absence(room: CentreAtWork) -> None:
    anna = room.member("anna").id or 0
    assert room.do("lena", "absence", member=anna, until="2026-12-04").done
    assert room.do("karin", "absence", member=anna, back="yes").done
    assert room.member("anna").away_until is None
    for user in ("sara", "ture"):
        outcome = room.do(user, "absence", member=anna, until="2026-12-04")
        assert not outcome.done
        assert "refused.absence" in codes(outcome)
    assert room.do("ture", "absence", until="2026-12-04").done, "one's own"


@pytest.mark.parametrize(
    ("given", "why"),
    [
        ({"until": ""}, "form.day_missing"),
        ({"until": "2026-11-22"}, "form.until_before"),
        ({"until": "2026-12-04", "from_day": "2026-12-05"}, "form.absence.order"),
        ({"until": "2026-12-04", "deputy": "sara"}, "form.absence.deputy_wrong"),
        ({"until": "2026-12-04", "deputy": "anna"}, "form.absence.deputy_wrong"),
    ],
)
def test_what_an_absence_needs(room: CentreAtWork, given: dict[str, str], why: str) -> None:
    if "deputy" in given:
        given = {**given, "deputy": str(room.member(given["deputy"]).id)}
    outcome = room.do("anna", "absence", **given)
    assert not outcome.done
    assert why in codes(outcome)
    assert room.member("anna").away_until is None


def test_a_handlers_deputy_and_a_posters_deputy_hear_in_their_place(room: CentreAtWork) -> None:
    nils = newcomer(room, "nils", "ekn")
    bo = newcomer(room, "bo", "brg")
    number = room.opened_and_taken()
    room.do("maria", "absence", until="2026-12-04", deputy=nils)
    room.do("sara", "absence", until="2026-12-04", deputy=bo)
    with listening(room) as heard:
        room.do("petra", "support", case=number)
    assert heard.told == {"nils": ["joined"]}
    with listening(room) as heard:
        room.do("nils", "take_over", case=number)
        room.do("nils", "contact", case=number)
    assert heard.told == {"bo": ["contact"]}


def test_while_the_coordinator_is_away_the_stand_in_hears(room: CentreAtWork) -> None:
    newcomer(room, "siv", "vgr")
    with room.desk.store.write() as session:
        row = session.exec(select(Member).where(Member.name == "Siv")).one()
        row.coordinator = row.stand_in = True
        session.add(row)
    number = room.open("sara")
    with listening(room) as heard:
        room.do("maria", "decline", case=number, reason="conflict")
    assert heard.told == {"sara": ["declined"], "karin": ["declined"]}
    room.do("karin", "absence", until="2026-12-04")
    other = room.open("sara")
    with listening(room) as heard:
        room.do("maria", "decline", case=other, reason="conflict")
    assert heard.told == {"sara": ["declined"], "siv": ["declined"]}


def test_a_profile_is_told_and_changed(room: CentreAtWork) -> None:
    outcome = room.do(
        "anna", "profile", name="Anna Ek", title="Rådgivare", phone="031-1", email="a@b.se",
        lang="en", areas=("financing",), markets=("NO",), languages="svenska, tyska", sent="yes",
    )  # fmt: skip
    assert "profile.done" in codes(outcome)
    member = room.member("anna")
    assert (member.title, member.lang, member.areas) == ("Rådgivare", "en", ["financing"])
    assert member.languages == ["svenska", "tyska"]
    form = room.ask_form("anna", "profile").form
    assert form is not None
    assert {item.name: item.value for item in form.inputs}["title"] == "Rådgivare"
    nameless = room.do("anna", "profile", name=" ", sent="yes")
    assert "form.introduce.name_missing" in codes(nameless)


def test_the_list_of_members_says_who_is_away_and_where_nobody_is(room: CentreAtWork) -> None:
    room.do("anna", "absence", until="2026-12-04")
    text = said(room.do("elias", "members"))
    assert "Anna Ek (" in text
    assert "Ture Falk (" in text
    assert "Lena Sjö (" not in text
    assert room.member("anna").away_until == date(2026, 12, 4)


# --- typed as people say it


@pytest.mark.parametrize(
    ("words", "first", "last"),
    [
        ("till 4 december", date(2026, 11, 23), date(2026, 12, 4)),
        ("till och med fredag", date(2026, 11, 23), date(2026, 11, 27)),
        ("från 30 november till 4 december", date(2026, 11, 30), date(2026, 12, 4)),
        ("30 november - 4 december", date(2026, 11, 30), date(2026, 12, 4)),
        ("from 30 Nov until 4 Dec", date(2026, 11, 30), date(2026, 12, 4)),
        ("i morgon", date(2026, 11, 24), date(2026, 11, 24)),
    ],
)
def test_an_absence_is_typed_in_words(
    room: CentreAtWork, words: str, first: date, last: date
) -> None:
    outcome = room.give("anna", "absence", {"words": f"{words}, ersättare Lena"})
    assert outcome.done and outcome.form is None, said(outcome)
    anna = room.member("anna")
    assert (anna.away_from, anna.away_until) == (first, last)
    assert anna.deputy_id == room.member("lena").id


@pytest.mark.parametrize("who", ["Lena", "lena sjö", "Sjö", "len", "är Lena Sjö."])
def test_a_deputy_is_named_as_people_do(room: CentreAtWork, who: str) -> None:
    outcome = room.give("anna", "absence", {"words": f"till 4 december ersättare {who}"})
    assert outcome.done and outcome.form is None, said(outcome)
    assert room.member("anna").deputy_id == room.member("lena").id


def test_the_words_come_from_the_chat(room: CentreAtWork) -> None:
    name, args = registry.read("borta till 4 december, ersättare Lena")
    assert (name, room.give("anna", name, args).done) == ("absence", True)
    assert room.member("anna").away_until == date(2026, 12, 4)
    name, args = registry.read("away")
    assert room.give("anna", name, args).form is not None


@pytest.mark.parametrize(
    ("words", "why", "filled"),
    [
        ("till 1 november 2026", "form.absence.unclear", "2026-11-01"),
        ("till blåbär", "form.day_missing", ""),
        ("till 4 december, ersättare Nisse", "form.absence.deputy_unknown", "2026-12-04"),
        ("till 4 december, ersättare Sara", "form.absence.deputy_unknown", "2026-12-04"),
        ("till 4 december, ersättare", "form.absence.deputy_unknown", "2026-12-04"),
        ("ersättare Lena", "form.day_missing", ""),
    ],
)
def test_what_is_unclear_is_shown_back_for_a_yes(
    room: CentreAtWork, words: str, why: str, filled: str
) -> None:
    outcome = room.give("anna", "absence", {"words": words})
    assert not outcome.done and outcome.form is not None
    assert why in codes(outcome)
    assert {i.name: i.value for i in outcome.form.inputs}["until"] == filled
    assert room.member("anna").away_until is None


def test_one_name_and_two_colleagues_is_asked_about(room: CentreAtWork) -> None:
    newcomer(room, "lena2", "almi", name="Lena Ny")
    outcome = room.give("anna", "absence", {"words": "till 4 december, ersättare Lena"})
    assert "form.absence.deputy_which" in codes(outcome)


# --- no ring, and nobody left without an answer


def test_two_never_answer_for_one_another(room: CentreAtWork) -> None:
    anna, lena = room.member("anna").id or 0, room.member("lena").id or 0
    assert room.do("anna", "absence", until="2026-12-04", deputy=lena).done
    outcome = room.do("lena", "absence", until="2026-11-27", deputy=anna)
    assert not outcome.done
    assert "form.absence.ring" in codes(outcome)
    assert room.member("lena").away_until is None


def test_no_ring_comes_of_absences_that_begin_later(room: CentreAtWork) -> None:
    anna, lena = room.member("anna").id or 0, room.member("lena").id or 0
    assert room.do("anna", "absence", from_day="2026-12-07", until="2026-12-11", deputy=lena).done
    later = {"from_day": "2026-12-10", "until": "2026-12-18", "deputy": anna}
    assert "form.absence.ring" in codes(room.do("lena", "absence", **later))
    apart = {"from_day": "2026-12-14", "until": "2026-12-18", "deputy": anna}
    assert room.do("lena", "absence", **apart).done


def test_nobody_answers_who_is_away_themselves(room: CentreAtWork) -> None:
    lena = room.member("lena").id or 0
    assert room.do("lena", "absence", from_day="2026-12-01", until="2026-12-02").done
    outcome = room.do("anna", "absence", until="2026-12-04", deputy=lena)
    assert "form.absence.ring" in codes(outcome)


def test_a_deputy_who_falls_ill_is_answered_for_in_turn(room: CentreAtWork) -> None:
    lena = room.member("lena").id or 0
    nils = newcomer(room, "nils", "almi")
    room.do("anna", "absence", until="2026-12-04", deputy=lena)
    outcome = room.do("lena", "absence", until="2026-11-24", deputy=nils)
    assert "absence.was_deputy" in codes(outcome)
    assert "Anna Ek" in answer(outcome)
    with listening(room) as heard:
        room.open("sara", offer_to="almi")
    assert heard.told == {"nils": ["offered"]}


def test_the_last_one_there_is_told_that_nobody_answers(room: CentreAtWork) -> None:
    outcome = room.do("maria", "absence", until="2026-12-04")
    assert "absence.done_nobody" in codes(outcome)
    asked = room.do("sara", "refer", need="Betalt?", consent="yes", company="Bo AB",
                    q_needs=("payment-risk",), q_municipality="Mark", even_so="yes")  # fmt: skip
    assert "reach.all_away" in codes(asked)
    assert "4 december" in answer(asked)


# --- who is told


def test_a_deputy_is_told_and_told_when_it_is_over(room: CentreAtWork) -> None:
    lena = room.member("lena").id or 0
    with listening(room) as heard:
        room.do("anna", "absence", until="2026-12-04", deputy=lena)
    assert heard.told == {"lena": ["made_deputy"]}
    assert "fredag 4 december" in reads(room, "lena", "made_deputy")
    with listening(room) as heard:
        room.do("anna", "absence", back="yes")
    assert heard.told == {"lena": ["deputy_freed"]}
    assert "Anna Ek" in reads(room, "lena", "deputy_freed")
    assert room.reads(room.notices("lena", "made_deputy")[-1]) is None


def test_another_deputy_means_that_the_first_is_free(room: CentreAtWork) -> None:
    lena = room.member("lena").id or 0
    nils = newcomer(room, "nils", "almi")
    room.do("anna", "absence", until="2026-12-04", deputy=lena)
    with listening(room) as heard:
        room.do("anna", "absence", until="2026-12-11", deputy=nils)
    assert heard.told == {"lena": ["deputy_freed"], "nils": ["made_deputy"]}


def test_whoever_is_away_by_anothers_word_hears_it_and_can_come_back(room: CentreAtWork) -> None:
    anna = room.member("anna").id or 0
    with listening(room) as heard:
        room.do("karin", "absence", member=anna, until="2026-12-04")
    assert heard.told == {"anna": ["absence_noted"]}
    assert "Karin Holm" in reads(room, "anna", "absence_noted")
    assert press(room, "anna", "absence_noted", "absence").done
    assert room.member("anna").away_until is None


def test_the_coordinator_hears_who_has_the_duty_meanwhile(room: CentreAtWork) -> None:
    assert "absence.no_stand_in" in codes(room.do("karin", "absence", until="2026-12-04"))
    room.do("karin", "absence", back="yes")
    newcomer(room, "siv", "vgr")
    with room.desk.store.write() as session:
        row = session.exec(select(Member).where(Member.name == "Siv")).one()
        row.coordinator = row.stand_in = True
        session.add(row)
    outcome = room.do("karin", "absence", until="2026-12-04")
    assert "absence.stand_in" in codes(outcome)
    assert "Siv" in answer(outcome)


# --- one absence at a time


def test_an_absence_planned_for_later_is_not_lost_unseen(room: CentreAtWork) -> None:
    room.do("anna", "absence", from_day="2026-12-14", until="2026-12-18")
    outcome = room.do("anna", "absence", until="2026-11-24")
    assert "absence.given_up" in codes(outcome)
    assert "14 december" in answer(outcome)


def test_the_next_absence_waits_until_this_one_is_over(room: CentreAtWork) -> None:
    room.do("anna", "absence", until="2026-11-24")
    outcome = room.do("anna", "absence", from_day="2026-12-14", until="2026-12-18")
    assert "form.absence.now" in codes(outcome)
    assert room.member("anna").away_until == date(2026, 11, 24)
    assert room.do("anna", "absence", from_day="2026-11-25", until="2026-11-27").done
    anna = room.member("anna")
    assert (anna.away_from, anna.away_until) == (date(2026, 11, 23), date(2026, 11, 27))


def test_an_absence_to_come_is_seen_and_can_be_taken_back(room: CentreAtWork) -> None:
    room.do("anna", "absence", from_day="2026-12-14", until="2026-12-18")
    page = said(room.do("anna", "home"))
    assert "måndag 14 december" in page and "fredag 18 december" in page
    card = room.do("lena", "member", member=room.member("anna").id or 0)
    assert "måndag 14 december" in said(card)
    assert "(borta)" not in said(card)
    back = next(b for b in pressable(card) if b.command == "absence")
    assert room.press("lena", back).done
    assert room.member("anna").away_until is None


def test_an_unclear_absence_opens_its_form_from_a_button_too(room: CentreAtWork) -> None:
    """Where a form opens only by a press, what was typed is kept until then (Slack, Teams)."""
    typed = {"words": "till 4 december, ersättare Nisse"}
    caller, place = Caller("web", "try", "anna"), Place("web", "try", "exportcenter")
    button = keep(room.desk, Request("absence", typed, caller, place), room.now)
    outcome = room.press("anna", button)
    assert "form.absence.deputy_unknown" in codes(outcome)
    assert outcome.form is not None
    filled = {item.name: item.value for item in outcome.form.inputs}
    lena = str(room.member("lena").id)
    sent = {**outcome.form.hidden, **filled, "deputy": lena, "_form": outcome.form.id}
    assert room.give("anna", outcome.form.command, sent).done
    assert room.member("anna").deputy_id == int(lena)
