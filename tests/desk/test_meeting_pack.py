"""The partners' meeting pack: what there is to speak of, to the coordinator, on the eve of it."""

from __future__ import annotations

from datetime import date, time

from bot.desk.replies import Outcome, Table
from bot.texts import Phrase, say
from tests.centre_at_work import CentreAtWork, said, words
from tests.desk.cast import codes
from tests.desk.gathering import cancel, gather, local, text

PACK = "meeting_pack"


def parts(outcome: Outcome) -> dict[str, list[list[str]]]:
    """The lines of each part, by the part's name."""
    found: dict[str, list[list[str]]] = {}
    for block in outcome.private:
        if isinstance(block, Table):
            assert isinstance(block.title, Phrase)
            lines = [[say(cell, "sv") for cell in row.cells] for row in block.rows]
            found[block.title.code.partition(".")[2]] = lines
    return found


def pack(room: CentreAtWork) -> Outcome:
    """`underlag`, as the coordinator asks for it."""
    return room.give("karin", "pack", {})


def test_it_is_sent_to_the_coordinator_on_the_eve_of_the_partners_own(room: CentreAtWork) -> None:
    gather(room, kind="partners", title="Partnermöte", place="Lindholmen")
    room.until(local("2026-12-15T12:00"))
    notices = room.notices(kind=PACK)
    assert [f"{room.desk.calendar.local(n.created_at):%d %b %H:%M}" for n in notices] == [
        "14 Dec 09:00"
    ]
    assert notices == room.notices("karin", PACK)
    room.now = local("2026-12-14T09:00")
    assert "Underlag till Partnermöte" in text(room, notices[0])


def test_one_cancelled_or_begun_meanwhile_is_dropped(room: CentreAtWork) -> None:
    number = gather(room, kind="partners", title="Partnermöte")
    room.until(local("2026-12-14T09:00"))
    notice = room.notices("karin", PACK)[0]
    room.now = local("2026-12-15T13:00")
    assert room.reads(notice) is None
    room.now = local("2026-12-14T10:00")
    assert room.reads(notice)
    cancel(room, number)
    assert room.reads(notice) is None


def test_another_meeting_has_no_pack(room: CentreAtWork) -> None:
    gather(room)
    room.until(local("2026-12-15T12:00"))
    assert not room.notices(kind=PACK)


def test_unanswered_offers_say_who_is_asked_and_since_when(room: CentreAtWork) -> None:
    asked = room.open("sara")
    answered = room.opened_and_taken()
    found = parts(pack(room))
    assert [line[1:] for line in found["offers"]] == [["EKN", "23 nov."]]
    assert f"Ärende {asked} " in found["offers"][0][0]
    assert f"Ärende {answered} " not in str(found["offers"])


def test_a_case_still_for_more_than_ten_working_days_is_brought_up(room: CentreAtWork) -> None:
    case = room.opened_and_taken()
    room.working_days(10)
    assert "still" not in parts(pack(room))
    room.working_days(1)
    assert str(case) in parts(pack(room))["still"][0][0]
    assert room.do("maria", "contact", case=case, answer="yes").done
    assert "still" not in parts(pack(room))


def test_gaps_and_numbers_count_since_the_partners_met_last(room: CentreAtWork) -> None:
    gather(
        room, kind="partners", title="Förra", day=date(2026, 11, 25), starts=time(9), ends=time(10)
    )
    before, after = room.open("sara", offer_to="nobody"), room.open("sara", offer_to="nobody")
    assert room.do("sara", "close", case=before, outcome="gap").done
    room.until(local("2026-11-26T10:00"))
    assert room.do("sara", "close", case=after, outcome="gap").done
    room.open("petra")
    found = pack(room)
    assert len(parts(found)["gaps"]) == 1
    assert f"Ärende {after} " in parts(found)["gaps"][0][0]
    assert "Betalningsrisk" in parts(found)["gaps"][0][1]
    assert "Sedan onsdag 25 november: nya ärenden 1, tagna 0" in said(found)


def test_meetings_ahead_have_how_many_come(room: CentreAtWork) -> None:
    number = gather(room)
    assert room.do("anna", "coming", meeting=number, answer="yes").done
    line = parts(pack(room))["ahead"][0]
    assert "Export boost Borås" in line
    assert "1" in line[-1]


def test_every_line_has_a_button_and_the_rest_is_a_press_away(room: CentreAtWork) -> None:
    for _ in range(17):
        room.open("sara")
    found = pack(room)
    table = next(block for block in found.private if isinstance(block, Table))
    assert len(table.rows) == 5
    assert all(row.buttons for row in table.rows)
    assert table.more is not None
    rest = room.press("karin", table.more).private
    assert isinstance(rest[0], Table)
    assert len(rest[0].rows) == 10
    assert rest[0].more is not None
    last = room.press("karin", rest[0].more).private[0]
    assert isinstance(last, Table)
    assert len(last.rows) == 2
    assert last.more is None
    seen = [say(row.cells[0], "sv") for part in (table, rest[0], last) for row in part.rows]
    assert len(set(seen)) == 17


def test_an_empty_part_is_left_out(room: CentreAtWork) -> None:
    found = pack(room)
    assert parts(found) == {}
    assert any("Sedan" in line for block in found.private for line in words(block))


def test_it_is_the_coordinators_alone(room: CentreAtWork) -> None:
    assert codes(room.give("anna", "pack", {})) == {"pack.not_yours"}
    assert codes(room.give("anna", "pack", {"part": "offers"})) == {"pack.not_yours"}


def test_a_company_withheld_from_the_coordinator_is_not_named(room: CentreAtWork) -> None:
    room.open("sara", company="Hemliga Bolaget AB", need="Kanariefågel", consent="no")
    assert "Hemliga" not in said(pack(room))
    assert "Kanariefågel" not in said(pack(room))
