"""What the weekly digest says: at most twelve lines, good news first, and nobody shamed."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from benchmarks.plans import hearing, scans
from bot.desk.due import tick
from bot.desk.replies import Card, Table
from bot.handlers.slack import render as slack
from bot.handlers.teams import kit
from bot.handlers.teams import render as teams
from bot.storage.tables import Encounter, Room
from bot.texts import LANGUAGES, Lang, say
from tests.centre_at_work import CentreAtWork, said
from tests.desk.gathering import gather
from tests.desk.spoken import spoken
from tests.desk.weeks import a_week_on, hundreds, letter, letters, lines, picture, taken_by
from tests.fakes.slack.limits import check_message
from tests.fakes.teams.checks import check_card
from tests.fakes.teams.schema import broken


@pytest.fixture(autouse=True)
def counting(room: CentreAtWork) -> None:
    """The first tick of an installation: from here on there are digests."""
    tick(room.desk, room.now)


def a_full_week(room: CentreAtWork) -> None:
    """Something of every kind."""
    helped = room.opened_and_taken(company="Nordic Snickeri AB")
    assert room.do("maria", "contact", case=helped).done
    assert room.do("maria", "close", case=helped, outcome="helped").done
    room.opened_and_taken()
    room.open("sara", q_needs=("market-info",), offer_to="nobody")
    gap = room.open("sara", q_needs=("training",), offer_to="nobody")
    assert room.do("sara", "close", case=gap, outcome="gap").done
    gather(room, title="Export boost Borås", day=date(2026, 12, 8))
    assert room.do("johan", "news", text="Vi har en rådgivare för Norge.").done


def test_a_week_is_told_in_order_with_good_outcomes_first(room: CentreAtWork) -> None:
    a_full_week(room)
    a_week_on(room)
    assert lines(letter(room)) == [
        "Veckobrev vecka 48 (23–29 nov.)",
        "Det gick bra: Ärende 1 (Nordic Snickeri AB): Företaget fick hjälp (EKN)",
        "Nytt: 4 nya ärenden och 2 har fått en handläggare",
        "EKN: Maria Dahl har ärende 2",
        "Väntar: Ärende 3 väntar på att någon tar det",
        "24 timmar: 2 av 4 ärenden i november togs inom en arbetsdag, och 1 av 4 företag hade då"
        " fått kontakt. Målet är 100 procent.",
        "Företag: Vi har haft kontakt med 4 olika företag",
        "Luckor: Utbildning (1 ärende)",
        "Träffar: tis 8 dec. 13.00 Export boost Borås, Navet, Borås",
        "Nyheter: Vi har en rådgivare för Norge. (Johan Berg, Business Sweden)",
    ]


def test_each_organisation_has_a_line_before_anything_else_has_two(room: CentreAtWork) -> None:
    taken_by(room, "anna", "johan", "sara", "elias", "maria")
    for day in (8, 9):
        gather(room, title="Export boost", day=date(2026, 12, day))
    for _ in range(2):
        assert room.do("johan", "news", text="Något nytt.").done
    a_week_on(room)
    told = lines(letter(room))
    assert told[2:7] == [
        "Almi: Anna Ek har ärende 1",
        "Business Sweden: Johan Berg har ärende 2",
        "BRG: Sara Lind har ärende 3",
        "EEN: Elias Nyström har ärende 4",
        "EKN: Maria Dahl har ärende 5",
    ]
    assert len(told) == 12
    assert sum(line.startswith("Träffar") for line in told) == 2


def test_where_organisations_share_lines_their_people_are_named_still(room: CentreAtWork) -> None:
    a_full_week(room)
    taken_by(room, "anna", "johan", "sara", "elias", "petra", "karin")
    a_week_on(room)
    told = [line for line in lines(letter(room)) if line.startswith("Vem har vad")]
    assert told == [
        "Vem har vad: Almi: Anna Ek har ärende 5 · Business Sweden: Johan Berg har ärende 6 ·"
        " BRG: Sara Lind har ärende 7",
        "Vem har vad: EEN: Elias Nyström har ärende 8 · EKN: Maria Dahl har ärende 2 ·"
        " VGR: Karin Holm har ärende 10",
        "Vem har vad: Handelskammaren: Petra Åkesson har ärende 9",
    ]


def test_it_is_said_in_the_language_of_the_room(room: CentreAtWork) -> None:
    a_full_week(room)
    a_week_on(room)
    said_there = lines(letter(room), "en")
    assert said_there[0] == "Weekly digest, week 48 (23–29 Nov)"
    assert said_there[3] == "EKN: Maria Dahl has case 2"
    assert said_there[7] == "Gaps: Training (1 case)"


def test_there_is_no_empty_section(room: CentreAtWork) -> None:
    room.open("sara", offer_to="nobody")
    a_week_on(room)
    labels = [line.partition(":")[0] for line in lines(letter(room))[1:]]
    assert labels == ["Nytt", "Väntar", "24 timmar", "Företag"]


def test_a_week_in_which_nothing_was_is_not_told(room: CentreAtWork) -> None:
    a_week_on(room)
    assert len(room.notices(kind="digest")) == 1
    assert letters(room) == []


def test_hundreds_of_cases_are_twelve_whole_lines(room: CentreAtWork) -> None:
    a_full_week(room)
    for day in range(5):
        gather(room, title="Export boost " + "Borås " * 30, day=date(2026, 12, 1 + day))
        room.do("anna", "news", text="En nyhet som är mycket lång. " * 16)
    hundreds(room)
    a_week_on(room)
    [body] = letters(room)
    card = letter(room)
    for lang in LANGUAGES:
        told = lines(card, lang)
        assert len(told) == 12
        assert all(len(line) <= 300 for line in told)
    assert picture(body) is not None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_hundreds_of_cases_fit_into_a_message_of_every_platform(
    room: CentreAtWork, lang: Lang
) -> None:
    a_full_week(room)
    hundreds(room)
    a_week_on(room)
    [body] = letters(room)
    [blocks] = slack.messages(body, lang, whole=False)
    assert check_message({"blocks": blocks}) == []
    [card] = teams.cards(body, lang, "room")
    assert broken(card) == []
    assert check_card(card) == []
    assert kit.size(card) <= kit.CARD_BYTES
    shown = picture(body)
    assert shown is not None
    assert shown.png in str(card)
    for line in lines(letter(room), lang)[1:]:
        assert line.split(": ", 1)[1] in str(card)


def test_all_of_hundreds_is_there_ten_at_a_time(room: CentreAtWork) -> None:
    hundreds(room, 45)
    a_week_on(room)
    [button] = letter(room).buttons
    everything = room.press("elias", button)
    held = next(
        block
        for block in everything.private
        if isinstance(block, Table) and "Vem har vad" in say(block.title, "sv")
    )
    assert len(held.rows) == 5
    seen = [row.cells[0] for row in held.rows]
    more = held.more
    while more is not None:
        [page] = room.press("elias", more).private
        assert isinstance(page, Table)
        seen += [row.cells[0] for row in page.rows]
        more = page.more
    assert len({say(cell, "sv") for cell in seen}) == len(seen) == 28
    for lang in LANGUAGES:
        for blocks in slack.messages(everything.private, lang):
            assert check_message({"blocks": blocks}) == []
        for card in teams.cards(everything.private, lang, "chat"):
            assert broken(card) == []
            assert kit.size(card) <= kit.CARD_BYTES


def test_an_organisation_is_never_named_for_what_it_did_not_do(room: CentreAtWork) -> None:
    room.open("sara")
    a_week_on(room)
    assert room.notices(kind="expired")
    told = "\n".join(lines(letter(room)))
    assert "EKN" not in told
    assert "Maria" not in told
    assert "Ärende 1 väntar på att någon tar det" in told


def test_no_one_is_named_for_the_meter(room: CentreAtWork) -> None:
    room.opened_and_taken()
    room.open("anna", offer_to="nobody")
    a_week_on(room)
    [meter] = [line for line in lines(letter(room)) if line.startswith("24 timmar")]
    assert meter.startswith("24 timmar: 1 av 2 ärenden i november")
    assert not any(name in meter for name in ("EKN", "Almi", "Maria", "Anna"))


def test_a_withheld_company_is_in_no_room_and_with_no_outsider(room: CentreAtWork) -> None:
    number = room.opened_and_taken(consent="no", company="Zyxvogel AB", need="Nedräknarkvarnar")
    assert room.do("maria", "close", case=number, outcome="helped").done
    room.opened_and_taken(consent="no", company="Zyxvogel Två AB", need="Nedräknarkvarnar")
    room.open("sara", consent="no", company="Zyxvogel Tre AB", q_needs=("training",))
    a_week_on(room)
    [body] = letters(room)
    assert "Ärende 1: Företaget fick hjälp" in lines(letter(room))[1]
    [button] = letter(room).buttons
    outsider = room.press("elias", button)
    for seen in (body, outsider.private, room.do("elias", "digest_all").private):
        assert "Zyxvogel" not in spoken(seen)
        assert "Nedräknarkvarn" not in spoken(seen)
    assert "Zyxvogel Två AB" in said(room.press("maria", button))


def test_a_room_that_shows_no_names_is_told_none(room: CentreAtWork) -> None:
    number = room.opened_and_taken(company="Nordic Snickeri AB")
    assert room.do("maria", "close", case=number, outcome="helped").done
    with room.desk.store.write() as session:
        session.get_one(Room, 1).shows_names = False
    a_week_on(room)
    assert "Nordic" not in spoken(letters(room))
    assert lines(letter(room))[1] == "Det gick bra: Ärende 1: Företaget fick hjälp (EKN)"


def test_a_reopened_case_is_no_good_outcome(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    assert room.do("maria", "close", case=number, outcome="helped").done
    assert room.do("maria", "reopen", case=number).done
    a_week_on(room)
    assert not any("Det gick bra" in line for line in lines(letter(room)))


def test_what_came_of_a_case_months_later_is_good_news(room: CentreAtWork) -> None:
    number = room.opened_and_taken(company="Nordic Snickeri AB")
    assert room.do("maria", "close", case=number, outcome="helped").done
    a_week_on(room)
    assert room.do("maria", "later", case=number, months=3, effect="first-order").done
    a_week_on(room)
    card = letters(room)[1][0]
    assert isinstance(card, Card)
    assert lines(card)[1] == (
        "Det gick bra: Ärende 1 (Nordic Snickeri AB): Första exportordern (EKN)"
    )


def test_a_case_that_went_from_one_to_another_is_counted(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    assert room.do("maria", "hand_over", case=number, organisation="almi").done
    assert room.do("anna", "take", case=number).done
    a_week_on(room)
    told = lines(letter(room))
    assert told[1] == (
        "Nytt: 1 nytt ärende, 1 har fått en handläggare och"
        " 1 har lämnats över till en annan organisation"
    )
    assert "Almi: Anna Ek har ärende 1" in told


def test_a_company_met_by_several_is_one(room: CentreAtWork) -> None:
    meeting = gather(room)
    room.open("sara", company="Nordic Snickeri AB")
    room.open("anna", company="Nordic Snickeri AB")
    with room.desk.store.write() as session:
        for company in ("Nordic Snickeri", "Ny Bekantskap AB", "Ny bekantskap"):
            session.add(
                Encounter(
                    meeting_id=meeting,
                    organisation="almi",
                    company=company,
                    member_id=room.member("anna").id or 0,
                    at=room.now,
                )
            )
    a_week_on(room)
    assert "Företag: Vi har haft kontakt med 2 olika företag" in lines(letter(room))


def test_there_is_a_picture_from_ten_cases_on(room: CentreAtWork) -> None:
    for _ in range(9):
        room.open("sara", offer_to="nobody")
    a_week_on(room)
    room.open("sara", offer_to="nobody")
    a_week_on(room)
    first, second = letters(room)
    # both are read now, with ten cases: the picture is of the weeks up to each digest's own
    assert picture(first) is None
    shown = picture(second)
    assert shown is not None
    assert say(shown.alt, "sv") == (
        "Nya ärenden vecka 46 till 49, efter vem som har dem. Ingen än: 0, 0, 9, 1"
    )


def test_the_word_alone_shows_the_digest_that_was_sent_last(room: CentreAtWork) -> None:
    a_full_week(room)
    a_week_on(room)
    room.open("sara")
    told = said(room.do("elias", "digest_all"))
    assert told.startswith("Veckobrev vecka 48")
    assert "Nya ärenden (4)" in told


def test_before_the_first_digest_the_word_shows_what_it_will_tell(room: CentreAtWork) -> None:
    assert "inget att berätta" in said(room.do("elias", "digest_all"))
    room.open("sara", offer_to="nobody")
    assert "Väntar på att någon tar dem (1)" in said(room.do("elias", "digest_all"))


@pytest.mark.sqlite_only
def test_a_digest_reads_no_growing_table_whole(room: CentreAtWork) -> None:
    a_full_week(room)
    database = room.desk.store
    with database.write() as writing, database.read() as reading:
        engines = writing.connection().engine, reading.connection().engine
    with hearing(*engines) as heard:
        a_week_on(room)
    notices = [n for n in room.notices() if n.kind in ("digest", "own_list")]
    assert sorted(n.kind for n in notices) == ["digest", "own_list", "own_list"]
    button = letter(room).buttons[0]
    with hearing(*engines) as read:
        assert any(room.reads(notice) for notice in notices)
        room.press("maria", button)
    heard.statements.update(read.statements)
    assert heard.count > 50
    with database.read() as session:
        assert scans(session, heard) == []


def test_the_days_are_those_before_the_digest(room: CentreAtWork) -> None:
    room.until(room.now + timedelta(days=1))
    assert "24 nov." not in said(room.do("elias", "digest_all"))
