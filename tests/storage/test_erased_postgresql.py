"""What is erased on a PostgreSQL is in none of its database's files: they are searched."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing

import psycopg
import pytest

from bot.centre.model import Centre
from bot.desk import privacy
from bot.storage.engine import open_store, upgrade
from tests.centre_at_work import MONDAY, CentreAtWork, set_up
from tests.postgres import Server

WORDS = ("Kanarieverken", "Kanariefot", "kanarie@example.org", "070-1234567", "Kanarielinda")
"""What is told of a company: its name, in the need, a mail, a phone and a person's name."""


@pytest.fixture
def room(postgres: Server, vastra_gotaland: Centre) -> Iterator[CentreAtWork]:
    address = postgres.url("erased")
    upgrade(address)
    with closing(open_store(address, centre=vastra_gotaland.slug, upgrade=False)) as store:
        yield set_up(store, vastra_gotaland)
    postgres.drop("erased")


def found(postgres: Server) -> set[str]:
    """Which of the words stand in a file of the database, once everything is on the disk."""
    with psycopg.connect(postgres.address("erased").replace("+psycopg", "")) as connection:
        (number,) = connection.execute(
            "SELECT oid FROM pg_database WHERE datname = current_database()"
        ).fetchone() or (0,)
    postgres.execute("CHECKPOINT")
    files = list((postgres.folder / "data" / "base" / str(number)).iterdir())
    assert len(files) > 100
    everything = b"\0".join(file.read_bytes() for file in files).lower()
    return {word for word in WORDS if word.lower().encode() in everything}


def test_an_erased_company_is_in_no_file_of_the_database(
    room: CentreAtWork, postgres: Server
) -> None:
    number = room.open(
        "sara", need="Kanariefot AB vill till Chile", company="Kanarieverken AB",
        contact_name="Kanarielinda Ek", contact_email=WORDS[2], contact_phone=WORDS[3],
    )  # fmt: skip
    room.do("maria", "take", case=number)
    room.do("maria", "note", case=number, words="Kanarielinda på Kanarieverken ringer")
    room.do("maria", "ask", case=number, words="Kanariefot, vilken valuta?")
    postgres_own = postgres.address("erased").replace("+psycopg", "")
    with psycopg.connect(postgres_own, autocommit=True) as other:
        other.execute("ANALYZE")  # what the server keeps of the values, to plan by
    assert found(postgres) == set(WORDS)
    with room.desk.store.write() as session:
        privacy.erase(session, room.desk.centre, company="Kanarieverken AB", now=MONDAY)
    proven = privacy.scrub_and_prove(room.desk.store, WORDS)
    assert proven.files == ()
    assert found(postgres) == set()
    assert room.case(number).need == ""
