"""One's own page: what waits for an answer, mine, who has what, and one's particulars."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.desk import registry
from bot.desk.outgoing import home_message
from bot.desk.replies import Address, Body, Button, Buttons, Line, Message, Outcome, Table
from bot.storage.tables import Identity
from bot.texts import Phrase, say
from tests.centre_at_work import CentreAtWork, said
from tests.desk.cast import codes, newcomer
from tests.desk.spoken import spoken

MOST_BLOCKS = 100
"""Blocks of a page, where each table takes a heading, two blocks a line and one for the rest."""


def tables(body: Body) -> list[Table]:
    """The lists of a page: what waits, mine, everybody's."""
    return [block for block in body if isinstance(block, Table)]


def titles(outcome: Outcome) -> list[str]:
    """Their headings."""
    return [say(table.title, "sv") for table in tables(outcome.private)]


def below(body: Body) -> list[Button]:
    """The buttons under the particulars."""
    return [button for block in body if isinstance(block, Buttons) for button in block.buttons]


def pages(room: CentreAtWork, user: str) -> list[tuple[Address, Message]]:
    """A member's standing page, one for each identity."""
    member_id = room.member(user).id or 0
    with room.desk.store.read() as session:
        return home_message(room.desk, session, member_id, room.now)


@pytest.mark.parametrize("typed", ["hem", "home", "/exportlots hem"])
def test_the_word_shows_the_page(room: CentreAtWork, typed: str) -> None:
    name, args = registry.read(typed)
    outcome = room.give("maria", name, args)
    assert titles(outcome) == [
        "Väntar på svar från Exportkreditnämnden",
        "Dina ärenden: 0",
        "Pågående ärenden: 0",
    ]
    assert say(tables(outcome.private)[0].empty, "sv").endswith("väntar på svar från er.")
    assert "Du är med som Maria Dahl, Exportkreditnämnden." in said(outcome)
    assert [b.command for b in below(outcome.private)] == ["refer", "profile", "absence"]
    assert all(b.opens for b in below(outcome.private))


def test_what_the_organisation_is_asked_can_be_answered_there(room: CentreAtWork) -> None:
    asked, taken = room.open("sara"), room.opened_and_taken()
    outcome = room.do("ture", "home")
    waits = tables(outcome.private)[0]
    assert [say(row.cells[0], "sv").split()[1] for row in waits.rows] == [str(asked)]
    assert [b.command for b in waits.rows[0].buttons] == ["show"], "not confirmed yet"
    waits, mine, everybody = tables(room.do("maria", "home").private)
    assert [b.command for b in waits.rows[0].buttons] == ["take", "decline", "show"]
    assert [say(row.cells[0], "sv").split()[1] for row in mine.rows] == [str(taken)]
    assert len(everybody.rows) == 2
    assert room.press("maria", waits.rows[0].buttons[0]).done
    waits, mine, _ = tables(room.do("maria", "home").private)
    assert waits.rows == () and len(mine.rows) == 2


def test_an_offer_that_can_no_longer_be_answered_is_gone(room: CentreAtWork) -> None:
    number = room.open("sara")
    room.working_days(2)
    assert len(tables(room.do("maria", "home").private)[0].rows) == 1, "expired, and still open"
    room.do("sara", "offer", case=number, organisation="almi", role="lead")
    room.do("anna", "take", case=number)
    assert tables(room.do("maria", "home").private)[0].rows == ()


def test_a_page_is_never_longer_than_a_platform_can_show(room: CentreAtWork) -> None:
    for _ in range(12):
        room.opened_and_taken()
        room.open("maria")
        room.now += timedelta(minutes=1)
    body = room.do("maria", "home").private
    blocks = sum(2 * len(t.rows) + 2 for t in tables(body)) + len(body) - 3
    assert blocks <= MOST_BLOCKS
    assert [len(table.rows) for table in tables(body)] == [10, 10, 10]
    more = [table.more for table in tables(body)]
    assert [(b.command, b.args) for b in more if b] == [
        ("ours", {}),
        ("mine", {"after": "10"}),
        ("situation", {"after": "10"}),
    ]
    for button in more:
        assert button is not None
        assert tables(room.press("maria", button).private)[0].rows


def test_an_absence_shows_and_is_ended_there(room: CentreAtWork) -> None:
    room.do("maria", "absence", until="2026-12-01")
    body = room.do("maria", "home").private
    assert "Du är borta till och med tisdag 1 december." in said(Outcome(private=body))
    back = below(body)[-1]
    assert not back.opens
    outcome = room.press("maria", back)
    assert outcome.done and "absence.back" in codes(outcome)
    assert "borta" not in said(room.do("maria", "home"))


def test_a_stranger_sees_how_to_become_a_member(room: CentreAtWork) -> None:
    outcome = room.ask_form("nobody-yet", "home")
    assert outcome.form is None and not tables(outcome.private)
    assert [b.command for b in below(outcome.private)] == ["introduce", "help"]
    room.open("sara", company="Nordic Snickeri AB")
    assert "Nordic" not in spoken(outcome)


def test_a_name_without_consent_is_on_nobodys_page_but_the_posters(room: CentreAtWork) -> None:
    room.open("sara", company="Zyxvogel AB", consent="no")
    for user in ("maria", "karin", "elias"):
        assert "zyxvogel" not in spoken(room.do(user, "home")).casefold()
        assert "zyxvogel" not in spoken([m for _, m in pages(room, user)]).casefold()
    assert "Zyxvogel AB" in spoken(room.do("sara", "home"))


# --- the standing page


def test_the_standing_page_is_the_same_page_on_every_platform(room: CentreAtWork) -> None:
    maria = room.member("maria").id or 0
    room.do("maria", "profile", name="Maria Dahl", lang="en", sent="yes")
    with room.desk.store.write() as session:
        for platform, gone in (("slack", ""), ("teams", "left")):
            session.add(
                Identity(
                    member_id=maria,
                    platform=platform,
                    workspace="T1",
                    user="U1",
                    reference="ref",
                    used_at=room.now + timedelta(days=1),
                    gone=gone,
                )
            )
    room.open("sara")
    found = pages(room, "maria")
    assert [(to.platform, to.user, to.reference) for to, _ in found] == [
        ("slack", "U1", "ref"),
        ("web", "maria", ""),
    ]
    page = room.do("maria", "home").private
    assert [message.body for _, message in found] == [page, page]
    assert {message.lang for _, message in found} == {"en"}


def test_one_who_has_left_sees_nothing_of_the_centre_any_more(room: CentreAtWork) -> None:
    room.open("sara", company="Nordic Snickeri AB")
    member_id = room.member("petra").id or 0
    outcome = room.do("karin", "end_membership", member=member_id)
    assert member_id in outcome.touched
    (page,) = pages(room, "petra")
    lines = [block.text for block in page[1].body if isinstance(block, Line)]
    assert [line.code for line in lines if isinstance(line, Phrase)] == ["home.stranger"]
    with room.desk.store.read() as session:
        assert home_message(room.desk, session, 4711, room.now) == []


# --- whose page a step changes


def touched(room: CentreAtWork, outcome: Outcome) -> set[str]:
    """Who is touched, by user."""
    ids = {room.member(user).id: user for user in ("karin", "anna", "lena", "sara", "maria")}
    return {ids[one] for one in outcome.touched}


def test_a_step_touches_who_acts_who_posted_and_who_handles(room: CentreAtWork) -> None:
    number = room.open("sara", offer_to="nobody")
    assert touched(room, room.do("anna", "take", case=number)) == {"anna", "sara"}
    assert touched(room, room.do("lena", "take_over", case=number)) == {"lena", "anna", "sara"}
    closed = room.do("lena", "close", case=number, outcome="helped")
    assert touched(room, closed) == {"lena", "sara"}


def test_what_only_shows_or_changes_nothing_touches_nobody(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    for outcome in (
        room.do("maria", "situation"),
        room.do("anna", "take", case=number),
        room.ask_form("maria", "close", case=number),
        room.do("maria", "close", case=number),
    ):
        assert outcome.touched == ()


def test_a_repeat_touches_nobody(room: CentreAtWork) -> None:
    number = room.open("sara")
    args = {"case": str(number), "words": "Ringt"}
    assert room.give("maria", "note", dict(args), key="Ev1").touched
    assert room.give("maria", "note", dict(args), key="Ev1").touched == ()


def test_ones_own_particulars_touch_ones_page(room: CentreAtWork) -> None:
    saved = room.do("maria", "profile", name="Maria D", lang="sv", sent="yes")
    assert touched(room, saved) == {"maria"}
    anna = room.member("anna").id or 0
    away = room.do("lena", "absence", member=anna, until="2026-12-01")
    assert touched(room, away) == {"anna"}
    member_id = newcomer(room, "nils", "almi", confirmed=False)
    assert room.do("karin", "confirm", member=member_id).touched == (member_id,)
