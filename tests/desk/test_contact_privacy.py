"""A contact is a person: told everything that is kept, and erased wherever it stands."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.desk import privacy
from bot.desk.privacy import Ambiguous
from bot.desk.work import Refused
from bot.texts import say
from tests.centre_at_work import CentreAtWork
from tests.desk.known import (
    HANS,
    MAIL,
    PHONE,
    SECRETS,
    added,
    button,
    contact,
    everyone,
    introductions,
    latest,
)

NAMES = (*SECRETS, "Schmidt", "inköpschef")


def extracted(room: CentreAtWork, person: str) -> Any:
    """The extract, as data; the names in it as plain text too."""
    with room.desk.store.read() as session:
        found = privacy.extract(session, room.desk.centre, person=person)
        assert "Hans Schmidt" in found.text("sv", room.now)
        return found.data()


def erased(room: CentreAtWork, **asked: str) -> str:
    """Erase, and what is said of it."""
    with room.desk.store.write() as session:
        done = privacy.erase(session, room.desk.centre, now=room.now, **asked)
    return "\n".join(say(line, "sv") for line in done.lines())


@pytest.fixture
def introduced(room: CentreAtWork) -> int:
    """A contact of anna's and the same of johan's; sara has been given anna's."""
    number = added(room, "anna")
    added(room, "johan", name="Schmidt, Hans", email=MAIL.upper())
    room.do("sara", "ask_introduction", contact=number, question=f"Når man {MAIL} i Hamburg?")
    yes = button(latest(room, "anna", "introduction_asked"), "answer_introduction", answer="yes")
    room.press("anna", yes)
    return number


@pytest.mark.parametrize("asked", ["Hans Schmidt", "hans  schmidt", MAIL, "0049400000001", PHONE])
def test_everything_kept_of_a_contact_is_found(
    room: CentreAtWork, introduced: int, asked: str
) -> None:
    found = extracted(room, asked)
    assert found["subject"]["kind"] == "contact"
    known = found["record"]["known"]
    assert [row["note"] for row in known][:1] == [HANS["note"]]
    with room.desk.store.read() as session:
        traffic = privacy.extract(session, room.desk.centre, person=asked).traffic
    assert [row["table"] for row in traffic] == ["introduction"]


def test_by_its_address_the_two_that_two_members_keep_are_one_person(
    room: CentreAtWork, introduced: int
) -> None:
    found = extracted(room, MAIL)
    assert [row["id"] for row in found["record"]["known"]] == [1, 2]


@pytest.mark.sqlite_only
def test_erased_it_is_gone_from_everywhere_and_people_are_told_what_is_left(
    room: CentreAtWork, introduced: int, tmp_path: Path
) -> None:
    told = erased(room, person=MAIL)
    assert "2 kontakter som främjare hade lagt in har raderats." in told
    assert "Anna Ek hade lagt in personen som kontakt." in told
    assert "Johan Berg hade lagt in personen som kontakt." in told
    assert "Sara Lind har fått se kontaktuppgifterna i ett meddelande" in told
    assert everyone(room) == []
    assert introductions(room) == []
    privacy.scrub(room.desk.store.address)
    data = Path(room.desk.store.address.removeprefix("sqlite:///")).read_bytes()
    for secret in NAMES:
        assert secret.encode() not in data, secret
    with pytest.raises(Refused), room.desk.store.read() as session:
        privacy.extract(session, room.desk.centre, person=MAIL)


def test_what_waits_to_be_sent_says_nothing_of_who_was_erased(
    room: CentreAtWork, introduced: int
) -> None:
    erased(room, person=MAIL)
    for notice in room.notices():
        body = room.reads(notice)
        assert body is None or "finns inte kvar" in str(say(body[0].text, "sv"))  # type: ignore[union-attr]
    for user in ("sara", "anna"):
        assert not room.do(user, "ask_introduction", contact=introduced).done
        assert not room.do(user, "answer_introduction", introduction=1, answer="yes").done


def test_two_of_one_name_are_listed_with_what_tells_them_apart(room: CentreAtWork) -> None:
    added(room, "anna")
    added(room, "anna", organisation="Bergwerk AG", email="hs@berg.example", phone="+43 1")
    with pytest.raises(Ambiguous) as several, room.desk.store.read() as session:
        privacy.extract(session, room.desk.centre, person="Hans Schmidt")
    asked = [candidate.ask_for for candidate in several.value.candidates]
    assert asked == ["known:1", "known:2"]
    assert "En kontakt" in erased(room, person="known:2")
    assert [one.id for one in everyone(room)] == [1]


def test_a_companys_contact_and_a_members_are_one_person(room: CentreAtWork) -> None:
    number = room.open(
        "sara", company="Hafen GmbH", contact_name="Hans Schmidt", contact_phone="040-111 11 11"
    )
    added(room, "anna")
    found = extracted(room, "Hans Schmidt")
    assert [case["number"] for case in found["cases"]] == [number]
    assert [row["id"] for row in found["record"]["known"]] == [1]
    erased(room, person="Hans Schmidt")
    assert everyone(room) == []
    assert room.case(number).contact_name == ""


def test_a_removed_contact_is_found_and_erased_too(room: CentreAtWork) -> None:
    room.do("anna", "end_contact", contact=added(room, "anna"))
    assert extracted(room, MAIL)["record"]["known"]
    erased(room, person=MAIL)
    assert everyone(room) == []


def test_an_address_in_what_others_wrote_is_taken_out(room: CentreAtWork) -> None:
    added(room, "anna")
    other = added(room, "johan", name="Eva Ask", organisation="Kusten", note=f"Kollega: {MAIL}")
    erased(room, person="known:1")
    assert contact(room, other).note == "Kollega: […]"


def test_what_an_erased_member_added_stays_without_them(
    room: CentreAtWork, introduced: int
) -> None:
    told = erased(room, person="Anna Ek")
    assert "En kontakt som personen hade lagt in har ingen som står för den." in told
    kept = contact(room, introduced)
    assert (kept.added_by, kept.ended_at) == (None, None)
    assert room.do("lena", "take_contact", contact=introduced).done


def test_an_extract_of_a_member_holds_what_they_added_and_asked(
    room: CentreAtWork, introduced: int
) -> None:
    with room.desk.store.read() as session:
        anna = privacy.extract(session, room.desk.centre, person="Anna Ek")
        sara = privacy.extract(session, room.desk.centre, person="Sara Lind")
    assert [row["table"] for row in anna.traffic].count("contact") == 1
    assert [row["table"] for row in sara.traffic].count("introduction") == 1
