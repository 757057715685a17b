"""Each member's own list on the morning of the digest; nothing when there is nothing."""

from __future__ import annotations

from datetime import date

import pytest

from bot.desk.due import tick
from bot.desk.replies import Body, Line, Table
from bot.storage.tables import Encounter
from bot.texts import Lang, say
from tests.centre_at_work import CentreAtWork
from tests.desk.gathering import gather
from tests.desk.spoken import spoken
from tests.desk.weeks import a_week_on


@pytest.fixture(autouse=True)
def counting(room: CentreAtWork) -> None:
    """The first tick of an installation: from here on there are digests."""
    tick(room.desk, room.now)


def own(room: CentreAtWork, user: str) -> list[Body]:
    """The lists a member has got, as they read them now."""
    found = [room.reads(notice) for notice in room.notices(user, "own_list")]
    return [body for body in found if body]


def titles(body: Body, lang: Lang = "sv") -> list[str]:
    """The heading of the list, and of everything on it."""
    said = [block.text if isinstance(block, Line) else block.title for block in body]  # type: ignore[union-attr]
    return [say(one, lang) for one in said]


def test_who_has_nothing_gets_nothing(room: CentreAtWork) -> None:
    a_week_on(room)
    assert room.notices(kind="own_list") == []


def test_what_one_handles_and_what_one_posted_and_nobody_took(room: CentreAtWork) -> None:
    room.opened_and_taken(company="Nordic Snickeri AB")
    room.open("sara", company="Väntande AB", offer_to="nobody")
    a_week_on(room)
    [marias] = own(room, "maria")
    assert titles(marias) == ["Din lista, måndag 30 november:", "Du handlägger (1)"]
    assert "Nordic Snickeri AB" in spoken(marias)
    [saras] = own(room, "sara")
    assert titles(saras)[1:] == ["Dina ärenden som ingen har tagit än (1)"]
    assert "Väntande AB" in spoken(saras)
    assert titles(saras, "en") == [
        "Your list, Monday 30 November:",
        "Your cases that nobody has taken yet (1)",
    ]


def test_what_ones_organisation_is_asked_has_its_answers_beside_it(room: CentreAtWork) -> None:
    room.now = room.desk.calendar.on_day(date(2026, 11, 27))
    number = room.open("sara")
    a_week_on(room)
    [body] = own(room, "maria")
    assert titles(body)[1:] == ["Väntar på svar från er (1)"]
    table = body[1]
    assert isinstance(table, Table)
    [row] = table.rows
    assert [button.command for button in row.buttons] == ["take", "decline", "show"]
    assert room.press("maria", row.buttons[0]).done
    assert room.case(number).lead == "ekn"


def test_somebody_unconfirmed_is_not_shown_what_they_may_not_answer(room: CentreAtWork) -> None:
    room.open("sara")
    a_week_on(room)
    assert own(room, "maria")
    assert own(room, "ture") == []


def test_a_question_to_one(room: CentreAtWork) -> None:
    number = room.opened_and_taken(company="Nordic Snickeri AB")
    assert room.do("maria", "ask", case=number, words="Hur stor är ordern?").done
    a_week_on(room)
    [body] = own(room, "sara")
    assert titles(body)[1:] == ["Väntar på svar från dig (1)"]
    assert "Du har fått en fråga" in spoken(body)
    assert "Väntar på svar från dig" not in spoken(own(room, "maria"))


def test_a_wish_to_take_a_withheld_case_waits_for_the_posters_yes(room: CentreAtWork) -> None:
    number = room.open("sara", consent="no", offer_to="nobody")
    assert room.do("elias", "take", case=number).done
    a_week_on(room)
    [body] = own(room, "sara")
    assert "Någon vill ta det och väntar på ditt ja" in spoken(body)


def test_meetings_one_comes_to_within_two_weeks(room: CentreAtWork) -> None:
    soon = gather(room, title="Export boost Borås", day=date(2026, 12, 8))
    late = gather(room, title="Export boost Skövde", day=date(2026, 12, 20))
    for meeting in (soon, late):
        assert room.do("elias", "coming", meeting=meeting, answer="yes").done
    a_week_on(room)
    [body] = own(room, "elias")
    assert titles(body)[1:] == ["Träffar du kommer till (1)"]
    assert "Export boost Borås" in spoken(body)
    assert "Skövde" not in spoken(body)
    assert own(room, "johan") == []


def test_a_company_met_and_not_yet_opened_has_its_form_beside_it(room: CentreAtWork) -> None:
    meeting = gather(room)
    met(room, meeting, "elias", "Zyxvogel AB")
    a_week_on(room)
    [body] = own(room, "elias")
    assert titles(body)[1:] == ["Företag du har träffat, utan ärende än (1)"]
    table = body[1]
    assert isinstance(table, Table)
    [button] = table.rows[0].buttons
    form = room.press("elias", button).form
    assert form is not None
    assert "Zyxvogel AB" in [item.value for item in form.inputs]
    others = [own(room, user) for user in ("johan", "karin", "sara", "maria")]
    assert "Zyxvogel" not in spoken(others)


def met(room: CentreAtWork, meeting: int, user: str, company: str) -> None:
    """A member has met a company."""
    member = room.member(user)
    with room.desk.store.write() as session:
        session.add(
            Encounter(
                meeting_id=meeting,
                organisation=member.organisation,
                company=company,
                member_id=member.id or 0,
                at=room.now,
            )
        )


def test_a_deputy_gets_the_list_of_who_is_away_with_their_own_eyes(room: CentreAtWork) -> None:
    number = room.open("sara", consent="no", company="Zyxvogel AB", offer_to="almi")
    assert room.do("anna", "take", case=number).done
    met(room, gather(room), "anna", "Snorfnix AB")
    until = "2026-12-04"
    assert room.do("anna", "absence", until=until, deputy=room.member("lena").id or 0).done
    a_week_on(room)
    assert room.notices("anna", "own_list") == []
    [body] = own(room, "lena")
    assert titles(body)[0].startswith("Anna Ek är borta och du är ersättare.")
    assert titles(body)[1:] == ["Du handlägger (1)"]
    assert f"Ärende {number}" in spoken(body)
    assert "Zyxvogel" not in spoken(body)
    assert "Snorfnix" not in spoken(body)


def test_who_is_away_alone_is_not_written_to(room: CentreAtWork) -> None:
    room.opened_and_taken()
    assert room.do("maria", "absence", until="2026-12-04").done
    a_week_on(room)
    assert room.notices("maria", "own_list") == []


def test_a_long_list_has_ten_lines_and_the_rest_behind_a_button(room: CentreAtWork) -> None:
    for _ in range(12):
        room.opened_and_taken()
    a_week_on(room)
    [body] = own(room, "maria")
    table = body[1]
    assert isinstance(table, Table)
    assert say(table.title, "sv") == "Du handlägger (12)"
    assert len(table.rows) == 10
    assert table.more is not None
    assert room.press("maria", table.more).done


def test_it_is_read_as_things_stand_when_it_leaves(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    a_week_on(room)
    assert own(room, "maria")
    assert room.do("maria", "close", case=number, outcome="helped").done
    assert own(room, "maria") == []
