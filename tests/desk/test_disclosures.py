"""Who was shown a case whose company does not want to be named: once a reader, case and day."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import SQLModel, select

from bot.desk import privacy
from bot.desk.disclosures import at_the_server
from bot.desk.export import case_file
from bot.desk.replies import Card
from bot.desk.traces import cases_behind, mentions
from bot.storage.tables import Disclosure
from bot.texts import say
from tests.centre_at_work import CentreAtWork, words


def withheld(room: CentreAtWork) -> int:
    """A case without consent that its poster offered to EKN, and Maria has taken."""
    number = room.open("sara", consent="no", company="Zyxvogel AB", offer_to="ekn")
    assert room.do("maria", "take", case=number).done
    return number


def noted(room: CentreAtWork) -> list[tuple[int, str, str]]:
    """Case, reader and way of every note."""
    with room.desk.store.read() as session:
        rows = session.exec(select(Disclosure).order_by("id")).all()
        return [(row.enquiry_id, row.reader, row.way) for row in rows]


def clear(room: CentreAtWork) -> None:
    with room.desk.store.write() as session:
        for row in session.exec(select(Disclosure)):
            session.delete(row)


def test_the_page_is_noted_once_a_day(room: CentreAtWork) -> None:
    number = withheld(room)
    clear(room)
    maria = f"member:{room.member('maria').id}"
    for _ in range(3):
        room.show("maria", number)
    assert noted(room) == [(number, maria, "page")]
    room.now += timedelta(days=1)
    room.show("maria", number)
    assert noted(room) == [(number, maria, "page")] * 2


def test_a_form_and_a_list_are_noted(room: CentreAtWork) -> None:
    number = withheld(room)
    clear(room)
    maria = f"member:{room.member('maria').id}"
    room.ask_form("maria", "edit", case=number)
    assert noted(room) == [(number, maria, "form")]
    clear(room)
    room.do("maria", "mine")
    assert noted(room) == [(number, maria, "list")]


def test_who_may_see_nothing_and_who_wrote_it_are_not_noted(room: CentreAtWork) -> None:
    number = withheld(room)
    clear(room)
    for user in ("sara", "karin", "anna", "petra"):
        room.show(user, number)
        room.do(user, "situation")
    assert noted(room) == []


def test_a_case_that_may_be_named_is_not_noted(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    room.show("maria", number)
    assert noted(room) == []


def test_poster_and_coordinator_read_it_and_nobody_else(room: CentreAtWork) -> None:
    number = withheld(room)
    room.show("maria", number)
    heading = say(_heading(1), "sv")
    for user, told in (("sara", True), ("karin", True), ("maria", False), ("anna", False)):
        section = heading in words(room.show(user, number))
        assert section is told, user
    assert heading not in words(room.card(number))
    line = next(w for w in words(room.show("sara", number)) if "Maria Dahl" in w and ":" in w)
    assert line


def _heading(n: int):  # type: ignore[no-untyped-def]
    from bot.texts import phrase

    return phrase("card.disclosures", n=n)


def test_the_command_line_is_noted_and_all_stands_in_the_case_file(room: CentreAtWork) -> None:
    number, open_one = withheld(room), room.open()
    room.show("maria", number)
    with room.desk.store.write() as session:
        for _ in range(2):
            at_the_server(session, room.desk, [number, open_one], "export", room.now)
    assert [row for row in noted(room) if row[1] == "command-line"] == [
        (number, "command-line", "export")
    ]
    with room.desk.store.read() as session:
        told = case_file(session, room.desk.centre, number, "sv")["disclosures"]
        found = privacy.extract(session, room.desk.centre, person="Maria Dahl")
    assert {row["who"] for row in told} == {"Maria Dahl", "command-line"}
    assert [r["way"] for r in found.traffic if r["table"] == "disclosure"]
    assert "Vem som har sett ärendet" in _document(room, number)


def test_an_extract_tells_which_cases_it_is_of(room: CentreAtWork) -> None:
    """A company's, a contact's and a member's own, and those in whose words they are named."""
    own = withheld(room)
    other = room.open("sara", consent="no", company="Qvintilias Fabrik", contact_name="Ulla Kvist")
    room.do("sara", "note", case=other, words="Säljer genom Zyxvogel AB, sa Ulla Kvist")
    asked = (("company", "Zyxvogel AB"), ("person", "Ulla Kvist"), ("person", "Maria Dahl"))
    with room.desk.store.read() as session:
        centre = room.desk.centre
        shown = [privacy.extract(session, centre, **{kind: name}).shown for kind, name in asked]
        named_so = cases_behind(session, mentions(session, ["Qvintilias Fabrik"]))
    assert shown == [(own, other), (other,), (own,)]
    assert named_so == {other}, "by the company's row"
    tables = [t for t in SQLModel.metadata.sorted_tables if "enquiry_id" in t.c]
    assert tables and all([c.name for c in t.primary_key] == ["id"] for t in tables)


def _document(room: CentreAtWork, number: int) -> str:
    with room.desk.store.read() as session:
        found = privacy.extract(session, room.desk.centre, company="Zyxvogel AB")
    return found.text("sv", room.now)


def test_no_answer_is_given_that_could_not_be_noted(room: CentreAtWork, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    from contextlib import contextmanager

    from bot.storage.engine import NotSaved

    number, other = withheld(room), room.open()
    clear(room)

    @contextmanager
    def full(_self):  # type: ignore[no-untyped-def]
        raise NotSaved
        yield

    monkeypatch.setattr(type(room.desk.store), "write", full)
    outcome = room.do("maria", "show", case=number)
    assert not outcome.done
    assert not any(isinstance(block, Card) for block in outcome.private)
    assert isinstance(room.show("maria", other), Card), "others are shown as ever"
