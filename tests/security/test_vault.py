"""Secrets in rows: sealed in the file, plain in the code, and what happens when the key changes."""

from __future__ import annotations

from contextlib import closing
from importlib import import_module
from pathlib import Path

import pytest
from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import make_url
from sqlmodel import SQLModel, select

from bot.settings import SettingsError, load
from bot.storage import vault
from bot.storage.calendars import source_of
from bot.storage.connections import upgrading
from bot.storage.engine import Store, open_store
from bot.storage.tables import Identity, Meeting, Member, Room
from bot.storage.vault import Keyring, Sealed
from tests.centre_at_work import MONDAY
from tests.databases import Databases, chosen
from tests.security.serving import command

REFERENCE = '{"serviceUrl":"https://smba.example/","user":"29:hemlig-kanarie"}'
LINK = "https://meet.example/j/123?pwd=hemlig-kanarie"
CENTRE = "vastra-gotaland"
ONE, TWO = vault.new_key(), vault.new_key()


def opened(address: str, *keys: str) -> Store:
    return open_store(address, centre=CENTRE, upgrade=False, keys=keys)


def filled(address: str, *keys: str) -> None:
    with closing(opened(address, *keys)) as store, store.write() as session:
        session.add(Room(platform="teams", workspace="t", channel="c", reference=REFERENCE))
        session.add(
            Meeting(
                kind="x",
                title="Lyft",
                day=MONDAY.date(),
                end_day=MONDAY.date(),
                link=LINK,
                added_at=MONDAY,
                uid="1",
            )
        )


def read(store: Store) -> tuple[str, str]:
    with store.read() as session:
        return session.exec(select(Room)).one().reference, session.exec(select(Meeting)).one().link


def whole(address: str) -> bytes:
    """All that is kept: every byte of SQLite's file and its side files, every row of PostgreSQL's."""
    rows = chosen().keep(address).rows.values()
    if chosen().kind == "sqlite":
        path = Path(address.removeprefix("sqlite:///"))
        return b"".join(one.read_bytes() for one in path.parent.glob(f"{path.name}*"))
    return b"".join(rows)


def surveyed(address: str, *keys: str) -> vault.Survey:
    with closing(opened(address, *keys)) as store, store.read() as session:
        return vault.survey(session, store.keyring)


def resealed(address: str, *keys: str) -> int:
    with closing(opened(address, *keys)) as store, store.write() as session:
        return vault.reseal(session, store.keyring)


def test_what_is_secret_is_sealed_in_the_file_and_plain_in_the_code(address: str) -> None:
    filled(address, ONE)
    assert b"kanarie" not in whole(address)
    with closing(opened(address, ONE)) as store:
        assert read(store) == (REFERENCE, LINK)


def test_the_same_text_is_sealed_differently_each_time() -> None:
    ring = Keyring([ONE])
    assert ring.sealed("x") != ring.sealed("x")
    assert ring.sealed("") == ""
    assert ring.opened(ring.sealed("åäö")) == "åäö"


def test_without_a_key_rows_are_kept_as_they_are(address: str) -> None:
    filled(address)
    assert b"kanarie" in whole(address)
    assert surveyed(address) == vault.Survey(clear=2)
    with closing(opened(address, ONE)) as store:
        assert read(store) == (REFERENCE, LINK)


def test_resealing_seals_what_lay_open_and_leaves_nothing_of_it_in_the_file(address: str) -> None:
    filled(address)
    assert resealed(address, ONE) == 2
    assert surveyed(address, ONE) == vault.Survey()
    assert b"kanarie" not in whole(address)
    assert resealed(address, ONE) == 0


def test_a_new_key_takes_over_and_the_old_one_can_go(address: str) -> None:
    filled(address, ONE)
    assert surveyed(address, TWO, ONE) == vault.Survey(older=2)
    with closing(opened(address, TWO, ONE)) as store:
        assert read(store) == (REFERENCE, LINK)
    assert resealed(address, TWO, ONE) == 2
    with closing(opened(address, TWO)) as store:
        assert read(store) == (REFERENCE, LINK)
    assert surveyed(address, ONE) == vault.Survey(shut=2)


def test_a_lost_key_empties_what_is_read_and_keeps_what_lies_there(address: str) -> None:
    filled(address, ONE)
    for keys in ((TWO,), ()):
        with closing(opened(address, *keys)) as store:
            assert read(store) == ("", "")
            with store.write() as session:
                row = session.exec(select(Meeting)).one()
                row.title = "Lyft igen"
                session.add(row)
        assert resealed(address, TWO) == 0
    with closing(opened(address, ONE)) as store:
        assert read(store) == (REFERENCE, LINK)


def test_what_is_written_after_a_loss_is_sealed_with_the_new_key(address: str) -> None:
    filled(address, ONE)
    with closing(opened(address, TWO)) as store, store.write() as session:
        row = session.exec(select(Room)).one()
        row.reference = REFERENCE
        session.add(row)
    assert surveyed(address, TWO) == vault.Survey(shut=1)


@pytest.mark.parametrize("harm", ["", "x", "gAAAA", "ÿþ"])
def test_a_spoilt_seal_is_a_value_that_cannot_be_opened(address: str, harm: str) -> None:
    filled(address, ONE)
    chosen().run(address, f"UPDATE room SET reference = '{vault.MARK}{harm}'")
    with closing(opened(address, ONE)) as store:
        assert read(store) == ("", LINK)


def test_a_sealed_value_cannot_be_moved_into_clear_by_being_changed() -> None:
    ring = Keyring([ONE])
    kept = ring.sealed("hemligt")
    for at in range(len(vault.MARK), len(kept), 7):
        changed = kept[:at] + ("A" if kept[at] != "A" else "B") + kept[at + 1 :]
        assert ring.opened(changed) is None


def test_a_sealed_column_is_never_looked_up_by_its_value() -> None:
    with pytest.raises(TypeError, match="sealed"):
        select(Room).where(Room.reference == "x")


def test_the_columns_that_are_sealed() -> None:
    """A new secret is added here, and to docs/decisions/0037."""
    found = {
        f"{table.name}.{column.name}"
        for table in SQLModel.metadata.sorted_tables
        for column in table.columns
        if isinstance(column.type, Sealed)
    }
    assert found == {"identity.reference", "room.reference", "meeting.link"}


def test_two_open_databases_have_each_its_own_keys(address: str, databases: Databases) -> None:
    filled(address, ONE)
    with databases.opened(CENTRE) as fresh:
        other = fresh.url.render_as_string(hide_password=False)
        filled(other, TWO)
        with closing(opened(address, ONE)) as one, closing(opened(other, TWO)) as two:
            assert read(one) == read(two) == (REFERENCE, LINK)


def test_a_key_never_shows() -> None:
    assert ONE not in repr(Keyring([ONE]))
    assert ONE not in repr(load(secret_key=ONE, _env_file=None))


@pytest.mark.parametrize(
    "bad",
    ["x", ONE[:-1], f"{ONE},x", "å" * 44, "=" * 44],
    ids=["short", "cut", "one of two", "letters", "padding"],
)
def test_what_is_no_key_is_refused_with_a_sentence_and_not_repeated(bad: str) -> None:
    with pytest.raises(SettingsError) as raised:
        load(secret_key=bad, _env_file=None)
    assert "SECRET_KEY" in str(raised.value)
    assert "seal --new-key" in str(raised.value)
    assert bad not in str(raised.value) or len(bad) == 1
    with pytest.raises(ValueError, match="not a key"):
        Keyring([part for part in bad.split(",") if part != ONE])


def test_several_keys_may_stand_apart() -> None:
    assert load(secret_key=f" {ONE} , {TWO} ,", _env_file=None).keys == (ONE, TWO)
    assert load(_env_file=None).keys == ()


# -- the commands, as they are run


@pytest.fixture
def folder(database: Path, address: str) -> Path:
    filled(address)
    return database.parent


def test_check_and_seal_from_the_command_line(folder: Path) -> None:
    said = command(folder, "check").stdout.decode()
    assert "seal --new-key" in said and "2 värden" in said
    key = command(folder, "seal", "--new-key").stdout.decode().strip()
    assert vault.is_key(key)
    assert "Kör `exportlots seal`" in command(folder, "check", SECRET_KEY=key).stdout.decode()
    done = command(folder, "seal", SECRET_KEY=key)
    assert (done.returncode, "2 värden förseglades" in done.stdout.decode()) == (0, True)
    assert "är förseglade" in command(folder, "check", SECRET_KEY=key).stdout.decode()
    wrong = command(folder, "check", SECRET_KEY=TWO)
    assert wrong.returncode == 1
    assert "kan inte öppnas" in wrong.stdout.decode()
    for told in (wrong.stdout, wrong.stderr, done.stdout, done.stderr):
        assert b"kanarie" not in told and key.encode() not in told and TWO.encode() not in told
    without = command(folder, "seal")
    assert without.returncode == 1 and "Ingen nyckel" in without.stderr.decode()
    lost = command(folder, "seal", SECRET_KEY=TWO)
    assert lost.returncode == 1 and "kan inte öppnas" in lost.stderr.decode()


# -- calendars: no address in a row


def test_the_addresses_of_calendars_leave_the_rows_at_the_upgrade(address: str) -> None:
    calendar = "https://cal.example/private-kanarie/basic.ics"
    with closing(opened(address)) as store, store.write() as session:
        for uid, source in (("a", calendar), ("b", "upload"), ("c", "")):
            day = MONDAY.date()
            session.add(
                Meeting(
                    kind="x",
                    title="Lyft",
                    day=day,
                    end_day=day,
                    added_at=MONDAY,
                    uid=uid,
                    source=source,
                )
            )
    assert b"kanarie" in whole(address)
    _run_only("0003", address)
    with closing(opened(address)) as store, store.read() as session:
        found = dict(session.exec(select(Meeting.uid, Meeting.source)).all())
    assert found == {"a": source_of(calendar), "b": "upload", "c": ""}
    assert b"kanarie" not in whole(address)


def _run_only(revision: str, url: str) -> None:
    """One migration's own step."""
    module = import_module(f"bot.storage.migrations.versions.{revision}_calendar_digests")
    engine = upgrading(make_url(url))
    with (
        engine.begin() as connection,
        Operations.context(MigrationContext.configure(connection)),
    ):
        module.upgrade()
    engine.dispose()


def test_an_identity_is_reached_by_what_is_sealed(address: str) -> None:
    with closing(opened(address, ONE)) as store:
        with store.write() as session:
            session.add(Member(id=1, name="A", organisation="almi", joined_at=MONDAY))
            session.flush()
            session.add(
                Identity(
                    member_id=1,
                    platform="teams",
                    workspace="t",
                    user="u",
                    reference=REFERENCE,
                    used_at=MONDAY,
                )
            )
        with store.read() as session:
            assert session.exec(select(Identity)).one().reference == REFERENCE
    assert b"kanarie" not in whole(address)
