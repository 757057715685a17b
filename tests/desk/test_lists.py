"""Who has what: the lists, one case with its history, search, help and unknown words."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from bot.desk import registry
from bot.desk.replies import Outcome, Table
from bot.storage import search
from bot.storage.tables import Enquiry, Referral
from bot.texts import say
from tests.centre_at_work import CentreAtWork, said
from tests.desk.cast import answer, codes, press, pressable, said_of, steps


def table(outcome: Outcome) -> Table:
    """The table of an answer."""
    return next(block for block in outcome.private if isinstance(block, Table))


def typed(room: CentreAtWork, user: str, text: str) -> Outcome:
    """A member types words, as any platform reads them."""
    name, args = registry.read(text)
    return room.give(user, name, args)


@pytest.mark.parametrize("words", ["läget", "vem har vad", "/exportlots läget", "Who has what"])
def test_who_has_what_is_one_list_of_ten_lines(room: CentreAtWork, words: str) -> None:
    for _ in range(12):
        room.open("sara")
        room.now += timedelta(minutes=1)
    outcome = typed(room, "elias", words)
    shown = table(outcome)
    assert say(shown.title, "sv") == "Pågående ärenden: 12"
    assert say(shown.title, "en") == "Live cases: 12"
    assert [say(row.cells[0], "sv").split()[1] for row in shown.rows] == [
        str(number) for number in range(1, 11)
    ]
    assert shown.more is not None
    rest = table(room.press("elias", shown.more))
    assert len(rest.rows) == 2
    assert rest.more is None


def many(room: CentreAtWork, cases: int) -> None:
    """So many live cases of sara's that maria at EKN has, and one that has ended."""
    number = room.opened_and_taken()
    room.do("maria", "close", case=room.opened_and_taken(), outcome="helped")
    with room.desk.store.write() as session:
        first = session.get_one(Enquiry, number)
        (referral,) = session.exec(select(Referral).where(Referral.enquiry_id == number))
        for place in range(1, cases):
            case = first.model_dump(exclude={"id"})
            opened = room.now + timedelta(minutes=place // 3)
            copy = Enquiry(**{**case, "opened_at": opened})
            copy.status = ("in_progress", "waiting")[place % 2]
            session.add(copy)
            session.flush()
            row = referral.model_dump(exclude={"id"})
            session.add(Referral(**{**row, "enquiry_id": copy.id}))


@pytest.mark.parametrize(
    ("user", "command", "title"),
    [
        ("elias", "situation", "Pågående ärenden: 400"),
        ("maria", "mine", "Dina ärenden: 400"),
        ("sara", "mine", "Dina ärenden: 400"),
        ("ture", "ours", "Ärenden hos Exportkreditnämnden: 400"),
    ],
)
def test_four_hundred_cases_are_paged_through_each_exactly_once(
    room: CentreAtWork, user: str, command: str, title: str
) -> None:
    many(room, 400)
    seen: list[str] = []
    outcome = room.do(user, command)
    for left in range(390, -10, -10):
        page = table(outcome)
        assert say(page.title, "sv") == title
        assert len(page.rows) == 10
        seen += [row.buttons[-1].args["case"] for row in page.rows]
        if page.more is None:
            break
        assert say(page.more.label, "sv") == f"Visa {left} till"
        outcome = room.press(user, page.more)
    assert len(seen) == len(set(seen)) == 400
    assert "2" not in seen, "the one that has ended"


def test_a_case_one_has_opened_and_has_is_counted_once(room: CentreAtWork) -> None:
    number = room.open("maria")
    assert room.do("maria", "take", case=number).done
    room.opened_and_taken()
    mine = table(room.do("maria", "mine"))
    assert say(mine.title, "sv") == "Dina ärenden: 2"
    assert len(mine.rows) == 2


def test_a_page_past_the_end_is_empty_and_no_fault(room: CentreAtWork) -> None:
    room.open("sara")
    for command in ("situation", "mine", "ours"):
        page = table(room.do("sara", command, after="400"))
        assert page.rows == () and page.more is None


def test_a_search_says_when_there_are_more(room: CentreAtWork) -> None:
    for _ in range(12):
        room.open("sara", company="Nordic Snickeri AB")
    room.open("johan", company="Nordic Plåt AB", consent="no")
    found = table(typed(room, "elias", "visa nordic"))
    assert say(found.title, "sv") == "12 ärenden passar"
    assert len(found.rows) == 10 and found.more is not None
    rest = table(room.press("elias", found.more))
    assert len(rest.rows) == 2 and rest.more is None
    shown = {row.buttons[-1].args["case"] for row in (*found.rows, *rest.rows)}
    assert len(shown) == 12


def test_a_search_with_a_common_word_says_that_there_may_be_still_more(
    room: CentreAtWork,
) -> None:
    many(room, 120)
    with room.desk.store.write() as session:
        for number in range(3, 122):
            search.index(session, number, "Nordic Snickeri")
    found = table(typed(room, "elias", "visa nordic"))
    assert say(found.title, "sv").startswith("Minst 100 ärenden passar")
    assert found.more is not None


def test_a_list_says_who_has_it_and_what_waits(room: CentreAtWork) -> None:
    room.open("sara")
    room.opened_and_taken()
    text = said(room.do("elias", "situation"))
    assert "väntar på EKN" in text
    assert "Maria Dahl, EKN" in text
    assert all(button.command == "show" for row in _rows(room) for button in row)


def test_what_has_ended_is_not_listed(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.do("maria", "close", case=number, outcome="helped")
    outcome = room.do("elias", "situation")
    assert table(outcome).rows == ()
    assert "situation.empty" in codes(outcome)


@pytest.mark.parametrize(
    ("user", "mine", "ours"),
    [("sara", 2, 0), ("maria", 1, 2), ("petra", 0, 1), ("elias", 0, 0)],
)
def test_mine_and_ours(room: CentreAtWork, user: str, mine: int, ours: int) -> None:
    number = room.opened_and_taken()
    room.do("petra", "support", case=number)
    room.open("sara")
    assert len(table(typed(room, user, "mina ärenden")).rows) == mine
    assert len(table(typed(room, user, "våra")).rows) == ours


def test_the_meter_is_n_of_m_for_the_whole_centre(room: CentreAtWork) -> None:
    taken = room.opened_and_taken()
    room.do("maria", "contact", case=taken)
    room.open("sara")
    room.now += timedelta(minutes=1)
    assert "1 av 1 ärenden" in said(room.do("elias", "situation"))
    room.working_days(1)
    text = said(room.do("elias", "situation"))
    assert "1 av 2 ärenden togs inom en arbetsdag" in text
    assert "1 av 2 företag" in text
    assert "Maria" not in text.split("\n")[0]


def test_the_meter_counts_what_was_opened_at_night_from_the_opening(room: CentreAtWork) -> None:
    room.now = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)
    number = room.open("sara")
    room.now = datetime(2026, 11, 26, 6, 59, tzinfo=UTC)
    assert room.do("maria", "take", case=number).done
    assert "1 av 1 ärenden" in said(room.do("elias", "situation"))


# --- one case


def test_one_case_with_its_history_and_every_step_open_to_the_viewer(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    outcome = typed(room, "maria", f"visa {number}")
    text = said(outcome)
    assert "Sara Lind (Business Region Göteborg)" in text
    assert "Maria Dahl (Exportkreditnämnden)" in text
    assert "mån 23 nov. 09.00" in text
    assert {"contact", "wait", "hand_over", "close", "edit", "release"} <= set(steps(outcome))
    assert set(steps(typed(room, "elias", f"visa {number}"))) == {"support", "note"}
    english = said(outcome, "en")
    assert "Maria Dahl (Exportkreditnämnden)" in english


def test_a_card_offers_exactly_what_can_be_done(room: CentreAtWork) -> None:
    """Whatever a card offers to its viewer is not refused when it is pressed."""
    number = room.opened_and_taken()
    for user in ("sara", "maria", "petra", "karin", "ture"):
        for button in pressable(room.show(user, number)):
            if button.asks is not None or not button.opens:
                continue
            outcome = room.press(user, button)
            assert outcome.done and outcome.form is not None, (user, button.command, said(outcome))


@pytest.mark.parametrize("words", ["Snickeri", "nordic", "556016-0680", "5560160680"])
def test_a_case_is_found_by_a_word(room: CentreAtWork, words: str) -> None:
    room.open("sara", company="Nordic Snickeri AB", number="556016-0680")
    room.open("johan", company="Annat Bolag AB")
    card = typed(room, "elias", f"visa {words}")
    assert "Nordic Snickeri AB" in said(card)
    assert "Annat" not in said(card)


def test_several_that_match_are_a_list_and_none_says_so(room: CentreAtWork) -> None:
    for user in ("sara", "johan"):
        room.open(user, company="Nordic Snickeri AB")
    room.open("sara", company="Nordic Plåt AB", consent="no")
    outcome = typed(room, "elias", "visa nordic")
    assert len(table(outcome).rows) == 2
    assert "show.nothing" in codes(typed(room, "elias", "visa plåt"))
    assert "show.which" in codes(typed(room, "elias", "visa"))
    assert "Plåt" in said(typed(room, "sara", "visa plåt"))


# --- help and unknown words


@pytest.mark.parametrize("words", ["hjälp", "help", "?", "", "/exportlots hjälp"])
def test_help_is_short_and_begins_with_what_one_does_first(room: CentreAtWork, words: str) -> None:
    outcome = typed(room, "elias", words)
    lines = answer(outcome).splitlines()
    assert len(lines) <= 10
    assert "hänvisa" in lines[1]
    assert steps(outcome) == ["refer", "situation", "mine"]
    assert "refer" in answer(outcome, "en")


def test_help_is_open_to_strangers(room: CentreAtWork) -> None:
    outcome = typed(room, "nobody-yet", "hjälp")
    assert outcome.form is None
    assert "help.refer" in codes(outcome)


@pytest.mark.parametrize(
    ("words", "near"), [("laeget", "läget"), ("hänvissa", "hänvisa"), ("medlemar", "medlemmar")]
)
def test_a_misspelt_command_gets_the_nearest(room: CentreAtWork, words: str, near: str) -> None:
    outcome = typed(room, "elias", words)
    assert not outcome.done
    assert "help.unknown_near" in codes(outcome)
    assert words in answer(outcome)
    assert near in answer(outcome)
    assert steps(outcome) == ["help"]


def test_words_like_no_command_point_to_help(room: CentreAtWork) -> None:
    outcome = typed(room, "elias", "xyzzy")
    assert "help.unknown" in codes(outcome)


@pytest.mark.parametrize(
    ("words", "command"),
    [
        ("ta {}", "take"),
        ("TA #{}", "take"),
        ("jag tar {}", "take"),
        ("take {}", "take"),
        ("stötta {}", "support"),
        ("anteckna {}: ringt i dag", "note"),
        ("fråga {} I vilken valuta?", "ask"),
    ],
)
def test_steps_can_be_typed(room: CentreAtWork, words: str, command: str) -> None:
    number = room.open("sara")
    name, _args = registry.read(words.format(number))
    assert name == command
    user = "elias" if command == "support" else "maria"
    outcome = typed(room, user, words.format(number))
    assert outcome.done and outcome.form is None, said(outcome)


@pytest.mark.parametrize(
    "words", ["/hanvisa Hitta agent", "hänvisa: Hitta agent", "refer Hitta agent"]
)
def test_the_need_can_follow_the_word(room: CentreAtWork, words: str) -> None:
    form = typed(room, "elias", words).form
    assert form is not None
    assert form.inputs[0].value == "Hitta agent"


def test_a_member_reads_in_the_own_language(room: CentreAtWork) -> None:
    room.do("maria", "profile", name="Maria Dahl", lang="en", sent="yes")
    room.open("sara")
    assert press(room, "maria", "offered", "show").done
    assert said_of(room.show("maria", 1), "en").startswith("Case 1")


def _rows(room: CentreAtWork):  # type: ignore[no-untyped-def]
    return [row.buttons for row in table(room.do("elias", "situation")).rows]
