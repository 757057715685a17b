"""Away: who sets it, who gets the messages meanwhile, and what others may know of a member."""

from __future__ import annotations

from datetime import date

import pytest
from sqlmodel import select

from bot.storage.tables import Member
from tests.centre_at_work import CentreAtWork, said
from tests.desk.cast import answer, codes, listening, newcomer


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
