"""Contacts: added, changed, removed and brought back by whoever vouches for them."""

from __future__ import annotations

import pytest

from bot.desk.contact_likeness import Book, grouped, is_same
from bot.desk.replies import Table
from bot.storage.tables import Contact
from bot.texts import say
from tests.centre_at_work import MONDAY, CentreAtWork, said
from tests.desk.known import HANS, added, button, contact, everyone, hidden, latest, text


def test_the_form_takes_name_and_organisation_from_what_was_typed(room: CentreAtWork) -> None:
    form = room.ask_form("anna", "new_contact", words="Hans Schmidt, Hafen GmbH").form
    assert form is not None
    values = {item.name: item.value for item in form.inputs}
    assert (values["name"], values["organisation"]) == ("Hans Schmidt", "Hafen GmbH")
    assert values["sharing"] == "ask"
    kinds = {item.name: item.type for item in form.inputs}
    assert (kinds["needs"], kinds["markets"]) == ("choices", "searches")


def test_a_contact_is_kept_as_it_was_given(room: CentreAtWork) -> None:
    number = added(room, "anna")
    kept = contact(room, number)
    assert (kept.name, kept.organisation, kept.phone) == (
        HANS["name"],
        HANS["organisation"],
        HANS["phone"],
    )
    assert (kept.needs, kept.markets) == (["partner-search"], ["DE"])
    assert kept.languages == ["tyska", "engelska"]
    assert not kept.open
    assert (kept.added_by, kept.organisation_of) == (room.member("anna").id, "almi")
    assert kept.confirmed_at == MONDAY


@pytest.mark.parametrize(
    ("given", "field", "error"),
    [
        ({"name": "  "}, "name", "Skriv vad kontakten heter."),
        ({"name": "å" * 121}, "name", "Högst 120 tecken."),
        ({"email": "hans(at)hafen"}, "email", "Kontrollera e-postadressen."),
        ({"email": "x" * 200}, "email", "Högst 120 tecken."),
        ({"markets": ("DE", "Atlantis")}, "markets", "Välj bland alternativen"),
        ({"needs": ("telepathy",)}, "needs", "Välj bland alternativen"),
        ({"note": "n" * 1001}, "note", "Högst 1"),
    ],
)
def test_what_cannot_be_taken_comes_back_as_it_was_typed(
    room: CentreAtWork, given: dict[str, str], field: str, error: str
) -> None:
    outcome = room.do("anna", "new_contact", **{**HANS, **given})
    assert outcome.form is not None
    errors = {item.name: say(item.error, "sv") for item in outcome.form.inputs if item.error}
    assert list(errors) == [field]
    assert errors[field].startswith(error)
    values = {item.name: item.value for item in outcome.form.inputs}
    assert values["phone"] == HANS["phone"]
    assert values[field] == given[field]
    assert everyone(room) == []


def test_an_unconfirmed_member_adds_none(room: CentreAtWork) -> None:
    assert not room.do("ture", "new_contact", **HANS).done
    assert not room.ask_form("ture", "new_contact").done
    assert everyone(room) == []


def test_the_same_form_sent_twice_is_one_contact(room: CentreAtWork) -> None:
    first = room.do("anna", "new_contact", **HANS, _form="twice")
    second = room.do("anna", "new_contact", **HANS, _form="twice")
    assert (first.private, len(everyone(room))) == (second.private, 1)


def test_ones_own_contact_is_not_added_twice(room: CentreAtWork) -> None:
    added(room, "anna")
    outcome = room.do("anna", "new_contact", name="Schmidt, Hans", organisation="HAFEN gmbh")
    assert "Du har redan lagt in" in said_errors(outcome)
    assert len(everyone(room)) == 1


def said_errors(outcome: object) -> str:
    form = getattr(outcome, "form", None)
    return " ".join(say(item.error, "sv") for item in form.inputs if item.error) if form else ""


def test_two_organisations_that_know_the_same_are_told_of_one_another(room: CentreAtWork) -> None:
    added(room, "anna")
    outcome = room.do("johan", "new_contact", **{**HANS, "name": "Hans Schmitt"})
    assert "Samma kontakt har lagts in av Anna Ek på Almi" in said(outcome)
    assert hidden(outcome)
    note = latest(room, "anna", "book_also")
    assert "Johan Berg på Business Sweden känner också Hans Schmitt" in text(note)
    assert hidden(note)
    assert room.told("johan") == []


def test_somebody_else_of_that_name_is_told_to_nobody(room: CentreAtWork) -> None:
    added(room, "anna")
    outcome = room.do("johan", "new_contact", **{**HANS, "organisation": "Bergwerk AG"})
    assert "Samma kontakt" not in said(outcome)
    assert room.told("anna") == []


def known(name: str, organisation: str = "", **more: str) -> Contact:
    return Contact(
        name=name, organisation=organisation, added_at=MONDAY, confirmed_at=MONDAY, **more
    )


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (known("Hans Schmidt", "Hafen GmbH"), known("schmidt, hans", "Hafen"), True),
        (known("Åsa Åkesson", "Kusten AB"), known("Asa Akesson", "Kusten Aktiebolag"), True),
        (known("Anna Svensson", "Kusten AB"), known("Anna Svenson", "Kusten"), True),
        (known("Jan Svensson", "Kusten AB"), known("Jon Svensson", "Kusten AB"), False),
        (known("Hans Schmidt", "Hafen"), known("Hans Schmidt", "Bergwerk"), False),
        (known("Hans Schmidt", "Hafen"), known("Hans Schmidt"), True),
        (known("Hans Schmidt", "Hafen"), known("Hanna Schmidt", "Hafen"), False),
        (
            known("Hans Schmidt", "Hafen", email="H@x.example"),
            known("Hans Schmidt", "Bergwerk", email="h@x.example"),
            True,
        ),
        (
            known("Receptionen", "Hafen", phone="040-123 456"),
            known("Hans Schmidt", "Hafen", phone="040123456"),
            False,
        ),
        (known("Volvo Penta"), known("Volvo"), False),
        (known("!!!"), known("???"), False),
    ],
)
def test_which_are_the_same(one: Contact, other: Contact, same: bool) -> None:
    assert is_same(one, other) is same
    assert is_same(other, one) is same


def test_the_same_are_shown_together() -> None:
    hans, hans_too = known("Hans Schmidt", "Hafen"), known("Schmidt Hans", "Hafen GmbH")
    eva = known("Eva Ask", "Kusten")
    assert grouped([hans, eva, hans_too]) == [[hans, hans_too], [eva]]
    assert list(Book([hans, eva]).like(hans_too)) == [hans]


def test_ones_own_list_has_the_longest_unconfirmed_first_ten_at_a_time(room: CentreAtWork) -> None:
    for number in range(12):
        added(room, "anna", name=f"Kontakt {number:02}", organisation=f"Firma {number:02}")
    room.do("anna", "confirm_contact", contact=1)
    table = room.do("anna", "my_contacts").private[0]
    assert isinstance(table, Table)
    assert say(table.title, "sv") == "Mina kontakter (12)"
    assert say(table.rows[0].cells[0], "sv").startswith("Kontakt")
    assert len(table.rows) == 10
    assert table.more is not None
    rest = room.press("anna", table.more).private[0]
    assert isinstance(rest, Table)
    assert len(rest.rows) == 2
    assert rest.more is None
    assert "Kontakt" not in said(room.do("lena", "my_contacts"))


def test_changing_it_confirms_it(room: CentreAtWork) -> None:
    number = added(room, "anna")
    room.now = room.desk.calendar.add_days(room.now, 30)
    form = room.ask_form("anna", "edit_contact", contact=number).form
    assert form is not None
    assert {i.name: i.value for i in form.inputs}["note"] == HANS["note"]
    given = {item.name: item.value for item in form.inputs} | {"phone": "08-1", "sharing": "all"}
    assert room.do("anna", "edit_contact", contact=number, sent="yes", **given).done
    kept = contact(room, number)
    assert (kept.phone, kept.open, kept.note) == ("08-1", True, HANS["note"])
    assert kept.confirmed_at == room.now


def test_a_mistake_while_changing_keeps_what_was_typed(room: CentreAtWork) -> None:
    number = added(room, "anna")
    args = {**HANS, "name": "", "phone": "08-2"}
    outcome = room.do("anna", "edit_contact", contact=number, sent="yes", **args)
    assert outcome.form is not None
    values = {item.name: item.value for item in outcome.form.inputs}
    assert (values["name"], values["phone"]) == ("", "08-2")
    assert contact(room, number).phone == HANS["phone"]


@pytest.mark.parametrize("user", ["lena", "karin", "johan", "ture"])
@pytest.mark.parametrize("command", ["edit_contact", "confirm_contact", "end_contact"])
def test_another_members_contact_is_nobody_elses(
    room: CentreAtWork, user: str, command: str
) -> None:
    number = added(room, "anna")
    before = contact(room, number)
    outcome = room.do(user, command, contact=number)
    assert not outcome.done
    assert hidden(outcome)
    assert contact(room, number) == before
    opened = room.ask_form(user, command, contact=number)
    assert opened.form is None
    assert hidden(opened)


def test_removed_by_mistake_it_comes_back(room: CentreAtWork) -> None:
    number = added(room, "anna")
    outcome = room.do("anna", "end_contact", contact=number)
    assert "Du kan ångra dig i 30 dagar" in said(outcome)
    assert contact(room, number).ended_at == room.now
    assert "Hans" not in said(room.do("anna", "my_contacts"))
    assert "inte kvar" in said(room.do("anna", "end_contact", contact=number)), "second press"
    back = button(outcome.private, "restore_contact")
    assert "finns bland kontakterna igen" in said(room.press("anna", back))
    assert room.press("anna", back).done, "second press"
    assert contact(room, number).ended_at is None
    assert not room.do("johan", "restore_contact", contact=number).done


@pytest.mark.parametrize("number", [0, 99, -1])
def test_a_contact_that_never_was(room: CentreAtWork, number: int) -> None:
    for command in ("confirm_contact", "end_contact", "restore_contact", "take_contact"):
        outcome = room.do("anna", command, contact=number)
        assert not outcome.done
        assert said(outcome).strip()
    assert not room.ask_form("anna", "edit_contact", contact=number).done


def test_text_from_people_is_data(room: CentreAtWork) -> None:
    number = added(room, "anna", name="<!channel> *Hans* {name}", organisation="%s {0}", about="=1")
    shown = said(room.do("anna", "my_contacts"))
    assert "<!channel> *Hans* {name}, %s {0}" in shown
    assert contact(room, number).about == "=1"
