"""Chat that became no case is stored nowhere: the very bytes of the database are searched for it.

What a writer is offered of it is kept as a draft for a day, and in the private answer of a
receipt; after the day it is gone from the file too, without anybody rewriting it.
"""

from __future__ import annotations

import io
import logging
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from sqlmodel import select

from bot import observing
from bot.desk import retention
from bot.storage.addresses import file_of
from bot.storage.scrubbing import Proof, search_files
from bot.storage.tables import Draft, Receipt
from tests.centre_at_work import CentreAtWork

pytestmark = pytest.mark.sqlite_only
TALK = "Vi pratade om ostronvisp och fredagens pumpernickel i går"
ENQUIRY = (
    "Zyxvogel AB i Borås vill exportera nedräknarkvarnar till Brasilien och undrar hur de får "
    "betalt, 40 anställda, kan någon ta det?"
)
WORDS = ("ostronvisp", "pumpernickel", "zyxvogel", "nedräknarkvarn", "kvastskaft")


def plain(room: CentreAtWork, user: str, words: str, source: str) -> None:
    """Somebody writes to the others in a room that is read."""
    room.give(user, "plain", {"words": words, "source": source, "link": ""})


def kept(room: CentreAtWork) -> Proof:
    """Which words stand in the database's files."""
    engine = create_engine(room.desk.store.address)
    try:
        return search_files(engine, WORDS)
    finally:
        engine.dispose()


@pytest.fixture
def logged() -> io.StringIO:
    """Everything that the program logs."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    logging.getLogger().addHandler(handler)
    observing.set_up("json", "debug")
    return stream


def test_talk_leaves_no_trace_at_all(room: CentreAtWork) -> None:
    for number in range(20):
        plain(room, "anna", f"{TALK} {number}", f"web/try/exportcenter/{number}")
    room.give("anna", "unknown", {"text": TALK})
    assert kept(room).files
    assert kept(room).found == {}


def test_an_offer_declined_is_forgotten_at_once(room: CentreAtWork) -> None:
    outcome = room.give("anna", "plain", {"words": ENQUIRY, "source": "s1", "link": ""})
    no = outcome.private[1].buttons[1]  # type: ignore[union-attr]
    assert "zyxvogel" in kept(room).found, "the offer is kept while it may be taken up"
    assert room.press("anna", no).done
    with room.desk.store.read() as session:
        assert not session.exec(select(Draft)).all()


def test_what_may_be_kept_a_day_is_gone_from_the_file_after_it(
    room: CentreAtWork, capfd: pytest.CaptureFixture[str]
) -> None:
    plain(room, "anna", ENQUIRY, "s1")
    room.give("maria", "spoken", {"words": ENQUIRY}, key="event-1")
    room.give("stranger", "spoken", {"words": ENQUIRY}, key="event-2")
    typed = {"need": ENQUIRY, "company": "Kvastskaft AB", "_refresh": "1", "_form": "f1"}
    room.give("anna", "refer", typed, key="event-3")
    room.do("petra", "who", words="Vem kan kvastskaft i Zyxvogel?")
    room.do("petra", "show", words="nedräknarkvarn")
    with room.desk.store.read() as session:
        assert session.exec(select(Draft)).all()
        assert session.exec(select(Receipt)).all()
    assert {"zyxvogel", "nedräknarkvarn"} <= set(kept(room).found), "the test would see it"
    room.now += timedelta(hours=25)
    retention.carry_out(room.desk, room.now)
    with room.desk.store.read() as session:
        assert not session.exec(select(Draft)).all()
        assert not session.exec(select(Receipt)).all()
    assert kept(room).found == {}, "the freed bytes too"
    out = capfd.readouterr()
    assert [word for word in WORDS if word in (out.out + out.err).casefold()] == []


def test_a_search_of_the_file_finds_every_spelling(room: CentreAtWork, tmp_path: Path) -> None:
    path = file_of(room.desk.store.url)
    assert path is not None
    spellings = ("Åkeri Öst", "ÅKERI  ÖST", "a\u030akeri o\u0308st", "\\u00e5keri \\u00d6st")
    for number, spelling in enumerate(spellings):
        beside = path.with_name(f"{path.name}.before-{number:04}")
        beside.write_bytes(b"\0" * 100 + spelling.encode() + b"\0")
    engine = create_engine(room.desk.store.address)
    found = search_files(engine, ["Åkeri Öst", "Åkeri Väst"]).found
    engine.dispose()
    assert len(found["Åkeri Öst"]) == len(spellings)
    assert "Åkeri Väst" not in found
