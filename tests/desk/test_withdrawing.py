"""Cases that end otherwise: withdrawn, merged into another, struck out."""

from __future__ import annotations

from sqlmodel import select

from bot.storage.tables import Company, Reminder
from bot.texts import say
from tests.centre_at_work import CentreAtWork
from tests.desk.cast import case_in, codes, listening, newcomer, reads, said_of, steps


def test_lead_supports_and_whoever_was_asked_hear_that_it_is_withdrawn(room: CentreAtWork) -> None:
    number = case_in(room, "in_progress")
    with listening(room) as heard:
        outcome = room.do("sara", "withdraw", case=number)
    assert "withdraw.done" in codes(outcome)
    assert heard.told == {
        "maria": ["withdrawn"],
        "petra": ["withdrawn"],
        "anna": ["withdrawn"],
        "lena": ["withdrawn"],
    }
    assert heard.thread == []
    assert room.case(number).status == "withdrawn"
    assert {r.status for r in room.referrals(number)} == {"done", "revoked"}
    assert "rende 1 (" in reads(room, "anna", "withdrawn")
    assert _planned(room, number) == []


def test_an_organisation_whose_supporter_has_left_is_told(room: CentreAtWork) -> None:
    newcomer(room, "pia", "handelskammaren")
    number = case_in(room, "in_progress")
    room.do("petra", "end_membership")
    with listening(room) as heard:
        room.do("sara", "withdraw", case=number)
    assert heard.told["pia"] == ["withdrawn"]


def test_one_who_waits_for_a_yes_hears_it(room: CentreAtWork) -> None:
    number = room.open("sara", consent="no", offer_to="nobody")
    room.do("elias", "take", case=number)
    with listening(room) as heard:
        room.do("sara", "withdraw", case=number)
    assert heard.told == {"elias": ["withdrawn"]}


def test_withdrawing_asks_first(room: CentreAtWork) -> None:
    number = room.open("sara")
    card = room.show("sara", number)
    button = next(b for b in card.more if b.command == "withdraw")
    assert button.asks is not None
    assert "Vill du återta ärende" in say(button.asks, "sv")


# --- merging


def test_the_older_case_stays_with_its_lead_and_the_other_supports(room: CentreAtWork) -> None:
    older = room.opened_and_taken()
    newer = room.open("johan", offer_to="almi")
    room.do("anna", "take", case=newer)
    with listening(room) as heard:
        outcome = room.do("karin", "merge", case=newer, other=older)
    assert "merge.done" in codes(outcome)
    assert heard.told == {
        "sara": ["merged_in"],
        "maria": ["merged_in"],
        "johan": ["merged"],
        "anna": ["merged"],
    }
    assert room.case(older).lead == "ekn"
    assert (room.case(newer).status, room.case(newer).merged_into) == ("merged", older)
    roles = {r.organisation: (r.role, r.status) for r in room.referrals(older)}
    assert roles == {"ekn": ("lead", "accepted"), "almi": ("support", "accepted")}
    assert f"rende {newer} " in reads(room, "sara", "merged_in")
    assert f"rende {older}" in reads(room, "johan", "merged")


def test_it_is_the_same_whichever_case_one_begins_with(room: CentreAtWork) -> None:
    older, newer = room.opened_and_taken(), room.open("johan", offer_to="nobody")
    assert room.do("maria", "merge", case=older, other=newer).done
    assert room.case(newer).merged_into == older
    assert room.case(older).status == "in_progress"


def test_a_newer_lead_leads_an_older_case_that_has_none(room: CentreAtWork) -> None:
    older = room.open("sara", offer_to="business-sweden")
    newer = room.open("johan", offer_to="almi")
    room.do("anna", "take", case=newer)
    with listening(room) as heard:
        assert room.do("anna", "merge", case=newer, other=older).done
    assert room.case(older).lead == "almi"
    assert heard.told["sara"] == ["merged_in", "taken"]
    assert heard.told["emma"] == ["taken_by_other"]
    assert heard.thread == ["taken"]


def test_supports_and_the_asked_of_both_are_followers(room: CentreAtWork) -> None:
    older = room.opened_and_taken()
    room.do("petra", "support", case=older)
    newer = room.open("sara", offer_to="almi")
    room.do("elias", "support", case=newer)
    with listening(room) as heard:
        room.do("karin", "merge", case=newer, other=older)
    assert heard.told == {
        "sara": ["merged_in"],
        "maria": ["merged_in"],
        "petra": ["merged_in"],
        "elias": ["merged"],
        "anna": ["merged"],
        "lena": ["merged"],
    }


def test_what_cannot_be_merged(room: CentreAtWork) -> None:
    one, other = room.opened_and_taken(), room.open("johan", offer_to="nobody")
    for number in (one, 0):
        outcome = room.do("karin", "merge", case=one, other=number)
        assert not outcome.done
        assert "form.merge.other_missing" in codes(outcome)
    assert "case.unknown" in codes(room.do("karin", "merge", case=one, other=99))
    room.do("johan", "withdraw", case=other)
    outcome = room.do("karin", "merge", case=one, other=other)
    assert not outcome.done
    assert "refused.not_live" in codes(outcome)


def test_a_merged_case_points_to_where_it_went(room: CentreAtWork) -> None:
    older, newer = room.opened_and_taken(), room.open("johan", offer_to="nobody")
    room.do("karin", "merge", case=newer, other=older)
    assert f"med ärende {older}" in said_of(room.card(newer))
    outcome = room.do("anna", "take", case=newer)
    assert "refused.state" in codes(outcome)


def test_withheld_cases_of_two_posters_are_merged_by_the_coordinator_alone(
    room: CentreAtWork,
) -> None:
    older = room.opened_and_taken(consent="no")
    newer = room.open("johan", offer_to="nobody")
    outcome = room.do("maria", "merge", case=older, other=newer)
    assert not outcome.done
    assert "refused.merge_withheld" in codes(outcome)
    assert room.do("karin", "merge", case=older, other=newer).done


# --- striking out


def test_a_struck_out_case_keeps_its_number_and_nothing_else(room: CentreAtWork) -> None:
    number = room.open(
        "sara", need="Nordic Snickeri vill till Norge", company="Nordic Snickeri AB",
        contact_name="Kim Berg", contact_phone="0300-123 45",
    )  # fmt: skip
    room.do("sara", "note", case=number, words="Kim Berg är VD")
    with listening(room) as heard:
        outcome = room.do("karin", "void", case=number)
    assert "void.done" in codes(outcome)
    assert heard.told == {}
    assert heard.thread == []
    for card in (room.card(number), room.show("sara", number), room.show("karin", number)):
        text = said_of(card)
        assert f"Ärende {number} · struket" in text
        assert "Nordic" not in text and "Kim" not in text
    with room.desk.store.read() as session:
        assert session.exec(select(Company)).all() == []
    assert all(not entry.words for entry in room.log(number))
    assert steps(room.show("karin", number)) == []
    assert _planned(room, number) == []


def test_another_case_about_the_company_keeps_it(room: CentreAtWork) -> None:
    kept = room.open("sara", company="Nordic Snickeri AB")
    gone = room.open("johan", company="Nordic Snickeri AB")
    room.do("karin", "void", case=gone)
    assert "Nordic Snickeri AB" in said_of(room.card(kept))


def test_what_was_not_yet_sent_of_a_struck_out_case_is_never_sent(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.do("karin", "void", case=number)
    assert all(room.reads(notice) is None for notice in room.notices())


def test_a_struck_out_case_is_not_found(room: CentreAtWork) -> None:
    number = room.open("sara", company="Nordic Snickeri AB")
    room.do("karin", "void", case=number)
    assert "show.nothing" in codes(room.do("sara", "show", words="Snickeri"))


def _planned(room: CentreAtWork, number: int) -> list[str]:
    with room.desk.store.read() as session:
        rows = session.exec(select(Reminder).where(Reminder.enquiry_id == number)).all()
    return [row.kind for row in rows if row.done_at is None]
