"""Somebody in several chats is found whole, and erased whole."""

from __future__ import annotations

from sqlalchemy import inspect, text
from sqlmodel import select

from bot.desk import privacy
from bot.storage.tables import Identity, JoinCode, Member, WrongCode
from bot.texts import say
from tests.centre_at_work import CentreAtWork
from tests.desk.chats import SLACK, TEAMS, alike, ask_code, join


def whole(room: CentreAtWork) -> int:
    """Anna in three chats, once a member as Astrid, with a live code and two wrong ones."""
    number = room.open("sara", offer_to="almi")
    former = alike(room)
    assert TEAMS.write(room, "astrid", f"ta {number}").done
    words = {"case": str(number), "outcome": "helped", "words": "Ringt fabriken", "_form": "c"}
    assert TEAMS.give(room, "astrid", "close", dict(words)).done
    TEAMS.write(room, "astrid", "koppla AAAA-AAAA")
    assert TEAMS.write(room, "astrid", ask_code(room, "anna")).done
    join(room, "anna", SLACK, "U07ANNA")
    SLACK.write(room, "U07ANNA", "koppla CCCC-CCCC")
    ask_code(room, "anna")
    return former


def test_an_extract_has_every_chat_code_and_former_membership(room: CentreAtWork) -> None:
    former = whole(room)
    anna = room.member("anna").id
    for asked in ("Anna Ek", "Astrid Ek", "U07ANNA", "teams/tenant/astrid", f"member:{former}"):
        with room.desk.store.read() as session:
            found = privacy.extract(session, room.desk.centre, person=asked)
        assert found.subject.member_id == anna, asked
    record = found.data()["record"]
    chats = [(one["platform"], one["user"]) for one in record["identities"]]
    assert chats == [("web", "anna"), ("teams", "astrid"), ("slack", "U07ANNA")]
    assert [one["name"] for one in record["former"]] == ["Astrid Ek"]
    assert [one["state"] for one in record["codes"]] == ["used", "used", "live"]
    assert [one["identity"] for one in record["wrong_codes"]] == [
        "teams/tenant/astrid",
        "slack/T1/U07ANNA",
    ]
    (case,) = found.data()["cases"]
    assert case["handles"] is True
    assert [entry["words"] for entry in case["log"]] == ["", "Ringt fabriken", ""]
    document = found.text("sv", room.now)
    assert "Konton i chatten" in document and "U07ANNA" in document
    assert "Tidigare medlemskap" in document and "Astrid Ek" in document


def test_erasing_takes_the_person_whole(room: CentreAtWork) -> None:
    former = whole(room)
    anna = room.member("anna").id
    with room.desk.store.write() as session:
        erased = privacy.erase(session, room.desk.centre, person="Astrid Ek", now=room.now)
    told = [say(line, "sv") for line in erased.lines()]
    assert "5 engångskoder har raderats." in told
    assert "3 konton i chatten har kopplats bort." in told
    with room.desk.store.read() as session:
        for number in (anna, former):
            member = session.get_one(Member, number)
            assert (member.name, member.ended_at is not None) == ("", True)
        assert session.exec(select(JoinCode)).all() == []
        assert session.exec(select(WrongCode)).all() == []
        assert session.exec(select(Identity).where(Identity.member_id == anna)).all() == []
        tables = inspect(session.connection()).get_table_names()
        names = [name for name in tables if not name.startswith("search")]
        names.remove("receipt")  # its keys say who gave a command, for a day; the answers are empty
        rows = str([session.execute(text(f'SELECT * FROM "{name}"')).all() for name in names])
    for word in ("Anna Ek", "Astrid", "astrid", "U07ANNA"):
        assert word not in rows, word
    assert TEAMS.write(room, "astrid", "mina ärenden").form is not None, "a stranger again"
