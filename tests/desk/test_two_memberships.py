"""Somebody who was a member twice: the two become one, where nothing hangs on the other."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlmodel import select

from bot.desk.replies import Value
from bot.storage import people
from bot.storage.tables import Member, MergedMember
from tests.centre_at_work import CentreAtWork, said
from tests.desk.cast import answer, codes, listening
from tests.desk.chats import SLACK, TEAMS, WEB, alike, ask_code, code_in, identities, join


def test_two_memberships_become_one(room: CentreAtWork) -> None:
    former = alike(room)
    with listening(room) as heard:
        outcome = TEAMS.write(room, "astrid", ask_code(room, "anna"))
    assert "connect.done" in codes(outcome), said(outcome)
    assert [notice.kind for notice in heard.notices] == ["identity_joined"]
    here = TEAMS.member(room, "astrid")
    assert here is not None and here.id == room.member("anna").id
    with room.desk.store.read() as session:
        ended = session.get(Member, former)
        assert ended is not None and ended.ended_at == room.now and ended.name == "Astrid Ek"
        merged = session.exec(select(MergedMember)).one()
        assert (merged.former_id, merged.member_id) == (former, here.id)
        assert people.identities(session, former) == []


def test_the_history_keeps_who_did_what(room: CentreAtWork) -> None:
    former = alike(room)
    other = room.open("sara", offer_to="nobody")
    note: dict[str, Value] = {"case": str(other), "words": "Ringt i dag", "_form": "n"}
    assert TEAMS.give(room, "astrid", "note", note).done
    assert TEAMS.write(room, "astrid", ask_code(room, "anna")).done
    entry = next(entry for entry in room.log(other) if entry.step == "noted")
    assert entry.member_id == former
    assert "Astrid Ek" in said(room.do("sara", "show", case=other))


def test_closed_cases_come_along(room: CentreAtWork) -> None:
    alike(room)
    number = room.open("sara", offer_to="almi")
    assert TEAMS.write(room, "astrid", f"ta {number}").done
    assert TEAMS.give(
        room, "astrid", "close", {"case": str(number), "outcome": "helped", "_form": "c"}
    ).done
    before = room.case(number).revision
    assert TEAMS.write(room, "astrid", ask_code(room, "anna")).done
    case, anna = room.case(number), room.member("anna").id
    assert (case.handler_id, case.status, case.revision) == (anna, "closed", before + 1)
    assert [row.handler_id for row in room.referrals(number)] == [anna]
    assert room.log(number)[-1].step == "brought"
    assert "följde med" in said(room.do("sara", "show", case=number))
    room.move(days=93)
    assert room.told("anna").count("later") == 1, "somebody is asked how it went"
    assert room.do("anna", "reopen", case=number).done is False, "90 days have passed"


def test_what_waited_for_the_former_is_read_by_the_one_they_are(room: CentreAtWork) -> None:
    former = alike(room, confirmed=False)
    room.do("karin", "confirm", member=former)
    assert TEAMS.write(room, "astrid", ask_code(room, "anna")).done
    (notice,) = room.notices("anna", "confirmed")
    assert notice.state == "pending" and room.reads(notice) is not None


def test_what_both_are_told_of_a_case_is_read_once(room: CentreAtWork) -> None:
    former = alike(room)
    number = room.open("sara", offer_to="almi")
    offered = [n for n in room.notices(kind="offered") if n.enquiry_id == number]
    assert {former, room.member("anna").id} <= {notice.member_id for notice in offered}
    assert TEAMS.write(room, "astrid", ask_code(room, "anna")).done
    readable = [n for n in room.notices(kind="offered") if room.reads(n) is not None]
    assert sorted(n.member_id or 0 for n in readable) == sorted(
        room.member(user).id or 0 for user in ("anna", "lena")
    )


def stays(room: CentreAtWork, reason: str, user: str = "anna") -> str:
    """The code is refused for a reason, and both are still who they were."""
    was = TEAMS.member(room, "astrid")
    outcome = TEAMS.write(room, "astrid", ask_code(room, user))
    assert not outcome.done and codes(outcome) == {reason}, said(outcome)
    now = TEAMS.member(room, "astrid")
    assert was is not None and now is not None and was.id == now.id
    return answer(outcome)


def test_two_organisations_are_not_joined(room: CentreAtWork) -> None:
    alike(room)
    told = stays(room, "connect.other_organisation", "maria")
    assert "Almi" in told and "Exportkreditnämnden" in told


def test_a_live_case_stands_in_the_way(room: CentreAtWork) -> None:
    alike(room)
    number = room.open("sara", offer_to="almi")
    assert TEAMS.write(room, "astrid", f"ta {number}").done
    assert f": {number}." in stays(room, "connect.in_hand")
    opened = TEAMS.give(
        room,
        "astrid",
        "refer",
        {"need": "Vill till Chile", "consent": "yes", "offer_to": "nobody", "_form": "r"},
    )
    assert opened.done
    assert "2 pågående ärenden" in stays(room, "connect.in_hand")


@pytest.mark.parametrize("consent", ["yes", "no"])
def test_so_does_one_that_is_supported_or_asked_for(room: CentreAtWork, consent: str) -> None:
    alike(room)
    number = room.open("sara", consent=consent)
    assert TEAMS.write(room, "astrid", f"stötta {number}").done
    assert f": {number}." in stays(room, "connect.in_hand")


def test_so_does_a_question_without_an_answer(room: CentreAtWork) -> None:
    alike(room)
    number = room.open("sara", offer_to="almi")
    assert TEAMS.write(room, "astrid", f"fråga {number} Finns det en offert?").done
    assert str(number) in stays(room, "connect.asked")
    assert room.do("sara", "answer", case=number, words="Ja").done
    assert TEAMS.write(room, "astrid", ask_code(room, "anna")).done


def test_so_does_somebodys_absence(room: CentreAtWork) -> None:
    former = alike(room)
    assert room.do("lena", "absence", until="2026-11-30", deputy=former).done
    assert "Lena Sjö" in stays(room, "connect.deputy")
    room.now += timedelta(days=8)
    assert TEAMS.write(room, "astrid", ask_code(room, "anna")).done


def test_nobody_answers_for_themselves(room: CentreAtWork) -> None:
    former = alike(room)
    assert room.do("anna", "absence", until="2026-11-30", deputy=former).done
    assert TEAMS.write(room, "astrid", ask_code(room, "anna")).done
    anna = room.member("anna")
    assert anna.deputy_id is None and anna.away_until is not None, "the absence is the same"


def test_a_coordinator_joins_the_other_way_round(room: CentreAtWork) -> None:
    member: dict[str, Value] = {"organisation": "vgr", "name": "Karin", "_form": "k"}
    assert TEAMS.give(room, "karin-aad", "introduce", member).done
    code = code_in(TEAMS.write(room, "karin-aad", "koppla"))
    assert codes(WEB.write(room, "karin", code)) == {"connect.coordinator"}
    assert TEAMS.write(room, "karin-aad", ask_code(room, "karin")).done
    here = TEAMS.member(room, "karin-aad")
    assert here is not None and here.coordinator


def test_a_coordinator_by_the_settings_introduces_themselves_first(room: CentreAtWork) -> None:
    room.desk = replace(room.desk, coordinators=("teams/tenant/sara-aad",))
    code = ask_code(room, "sara")
    assert codes(TEAMS.write(room, "sara-aad", code)) == {"connect.coordinator_here"}
    member: dict[str, Value] = {"organisation": "brg", "name": "Sara Lind", "_form": "s"}
    assert TEAMS.give(room, "sara-aad", "introduce", member).done
    assert WEB.write(room, "sara", code_in(TEAMS.write(room, "sara-aad", "koppla"))).done
    here = WEB.member(room, "sara")
    assert here is not None and here.coordinator
    assert TEAMS.write(room, "sara-aad", ask_code(room, "karin")).done is False
    room.desk = replace(room.desk, coordinators=("teams/tenant/karin-aad",))
    assert TEAMS.write(room, "karin-aad", ask_code(room, "karin")).done, "she has the duty already"


def test_a_confirmation_is_not_given_up_for_none(room: CentreAtWork) -> None:
    alike(room, confirmed=False)
    code = code_in(TEAMS.write(room, "astrid", "koppla"))
    assert codes(WEB.write(room, "anna", code)) == {"connect.confirmed"}
    assert TEAMS.write(room, "astrid", ask_code(room, "anna")).done
    here = TEAMS.member(room, "astrid")
    assert here is not None and here.confirmed_at, "the other way round it is theirs as well"


def test_an_unconfirmed_member_is_unconfirmed_everywhere(room: CentreAtWork) -> None:
    assert "connect.done_unconfirmed" in codes(join(room, "ture", TEAMS, "ture-aad"))
    number = room.open("sara")
    assert codes(TEAMS.write(room, "ture-aad", f"ta {number}")) == {"refused.unconfirmed"}


def test_whoever_was_several_is_one_in_the_end(room: CentreAtWork) -> None:
    """Three memberships, joined one after the other."""
    first = alike(room)
    slack: dict[str, Value] = {"organisation": "almi", "name": "A E", "_form": "s"}
    assert SLACK.give(room, "U7", "introduce", slack).done
    assert SLACK.write(room, "U7", code_in(TEAMS.write(room, "astrid", "koppla"))).done
    assert TEAMS.write(room, "astrid", ask_code(room, "anna")).done
    anna = room.member("anna").id
    assert [row.user for row in identities(room, "anna")] == ["anna", "astrid", "U7"]
    with room.desk.store.read() as session:
        merged = session.exec(select(MergedMember)).all()
    assert {row.member_id for row in merged} == {anna} and len(merged) == 2
    assert first in {row.former_id for row in merged}


def test_somebody_who_had_left_comes_back_as_somebody_else(room: CentreAtWork) -> None:
    room.do("karin", "end_membership", member=alike(room))
    assert TEAMS.write(room, "astrid", ask_code(room, "anna")).done
    here = TEAMS.member(room, "astrid")
    assert here is not None and here.name == "Anna Ek"
