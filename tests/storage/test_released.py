"""Every released version's database, with all that was in it, goes on under this one.

What is kept is made by `python -m scripts.keep_release` from each version's own code.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlmodel import col, func, select

from bot.app import open_desk
from bot.delivery import Delivery
from bot.desk.dispatch import dispatch
from bot.desk.due import tick
from bot.desk.replies import Address, Caller, Message, Outcome, Place, Request, Sent, Value
from bot.desk.work import Desk
from bot.settings import Settings
from bot.storage import schema, search, store
from bot.storage.engine import OlderSchema, open_store
from bot.storage.tables import Enquiry, Notice
from scripts.keep_release import keep
from scripts.release_story import SLACK, TEAMS
from tests.conftest import CENTRE
from tests.storage.kept import Release, load, releases, rows

KEPT = list(releases())
LATER = datetime(2026, 12, 3, 9, 0, tzinfo=UTC)
"""The morning after the story of the kept databases ends."""
UNCHANGED = {
    "0001_tables.py": "3b6c3e729c9878936d3214b061a55d6d1954b8e7a9d3a4e51e69c72ec5b01f34",
    "0002_search.py": "cfafb847377ce9a99d96837d7349c9204dd1ca771b312dce9881345adbfc90a7",
}
"""The migrations of released versions, by digest: a database that has run them has run these."""

Fresh = Callable[[], str]


@pytest.fixture(params=["sqlite", "postgresql"])
def fresh(request: pytest.FixtureRequest, tmp_path: Path) -> Fresh:
    """The address of a new, empty database of either kind."""
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres")
        return lambda: str(server.url())
    return lambda: f"sqlite:///{tmp_path / 'kept.sqlite'}"


@pytest.fixture(params=KEPT, ids=[release.version for release in KEPT])
def release(request: pytest.FixtureRequest) -> Release:
    """One kept version after the other."""
    kept: Release = request.param
    return kept


class Post:
    """A platform that takes every message, and remembers them."""

    def __init__(self) -> None:
        self.sent: list[Message] = []

    async def send(self, to: Address, message: Message) -> Sent:
        self.sent.append(message)
        return Sent(f"after-{len(self.sent)}")

    async def edit(self, to: Address, message_id: str, message: Message) -> Sent:
        return Sent(message_id)

    async def find(self, to: Address, key: str) -> str | None:
        return None

    async def refresh(self, to: Address, message: Message) -> None:
        return None


def give(desk: Desk, chat: tuple[str, str], user: str, command: str, **args: Value) -> Outcome:
    """A member gives a command, on the day after."""
    request = Request(command, {**args, "_form": f"{command}-1"}, Caller(*chat, user), Place())
    return dispatch(desk, request, LATER)


def test_released_migrations_do_not_change() -> None:
    versions = schema.SCRIPTS / "versions"
    found = {
        name: hashlib.sha256((versions / name).read_bytes().replace(b"\r\n", b"\n")).hexdigest()
        for name in UNCHANGED
    }
    assert found == UNCHANGED


def test_the_first_release_is_kept_and_has_something_of_everything() -> None:
    first = KEPT[0]
    assert (first.version, first.revision) == ("0.1.0", "0002")
    assert len(first.tables) == 29
    assert {row["status"] for row in first.tables["enquiry"]} == {
        "open",
        "in_progress",
        "waiting",
        "closed",
        "withdrawn",
        "merged",
        "void",
    }
    states = {row["state"] for row in first.tables["notice"]}
    assert states == {"pending", "sent", "parked", "dropped"}
    assert {row["platform"] for row in first.tables["room"]} == {"slack", "teams"}


def test_an_older_schema_is_not_opened_without_its_upgrade(release: Release, fresh: Fresh) -> None:
    if release.revision == schema.head():
        pytest.skip("this version's own schema is not older")
    url = fresh()
    load(release, url)
    with pytest.raises(OlderSchema):
        open_store(url, centre=CENTRE, upgrade=False)


def test_every_row_outlives_the_upgrade(release: Release, fresh: Fresh) -> None:
    url = fresh()
    load(release, url)
    schema.upgrade(url)
    assert schema.revision(url) == schema.head()
    found = rows(url, release)
    for name, kept in release.tables.items():
        if name != "search":
            assert sorted(map(str, found[name])) == sorted(map(str, kept)), name


def test_the_search_index_still_finds(release: Release, fresh: Fresh) -> None:
    url = fresh()
    load(release, url)
    opened = open_store(url, centre=CENTRE)
    with opened.read() as session:
        for number, words in release.found_by.items():
            assert number in search.find(session, words, limit=50)
    opened.close()


def test_work_goes_on(release: Release, fresh: Fresh) -> None:
    """Old cases are shown and taken further, new ones opened; what waited leaves."""
    url = fresh()
    load(release, url)
    desk = open_desk(Settings(database_url=url, _env_file=None))  # type: ignore[call-arg, arg-type]
    for number in release.found_by:
        assert give(desk, TEAMS, "00000000-0000-0000-0000-0000000karin", "show", case=str(number))
    number = _open_a_case(desk)
    maria = "00000000-0000-0000-0000-0000000maria"
    assert give(desk, TEAMS, maria, "take", case=str(number)).done
    assert give(desk, TEAMS, maria, "close", case=str(number), outcome="helped").done
    with desk.store.read() as session:
        closed = session.get(Enquiry, number)
        assert closed is not None
        assert (closed.status, closed.lead) == ("closed", "ekn")
    desk.store.close()


def _open_a_case(desk: Desk) -> int:
    opened = give(
        desk,
        SLACK,
        "U0SARA",
        "refer",
        need="Hur får vi betalt i Norge?",
        consent="yes",
        company="Nytt Efter Uppgraderingen AB",
        even_so="yes",
        **{
            "q.municipality": "Mark",
            "q.size": "10-49",
            "q.market": ("NO",),
            "q.needs": ("payment-risk",),
        },
    )
    assert opened.done
    with desk.store.read() as session:
        return store.newest(session)


async def _deliver(desk: Desk, post: Post) -> None:
    await Delivery(desk, {"slack": post, "teams": post}, lambda: LATER).deliver()


def test_what_waited_leaves_once(release: Release, fresh: Fresh) -> None:
    url = fresh()
    load(release, url)
    desk = open_desk(Settings(database_url=url, _env_file=None))  # type: ignore[call-arg, arg-type]
    waited = {row["id"] for row in release.tables["notice"] if row["state"] == "pending"}
    assert waited
    tick(desk, LATER)
    post = Post()
    asyncio.run(_deliver(desk, post))
    keys = [message.key for message in post.sent]
    assert len(keys) == len(set(keys))
    with desk.store.read() as session:
        left = session.exec(
            select(func.count())
            .select_from(Notice)
            .where(col(Notice.id).in_(waited), col(Notice.state) == "pending")
        ).one()
    assert left == 0
    desk.store.close()


def test_what_is_kept_is_the_same_whatever_keeps_it(tmp_path: Path) -> None:
    """The next release is kept by the same command: keeping what was loaded gives the same."""
    first = KEPT[0]
    url = f"sqlite:///{tmp_path / 'kept.sqlite'}"
    load(first, url)
    opened = open_store(url, centre=CENTRE)
    keep(opened, "again", tmp_path / "again.jsonl.gz")
    opened.close()
    again = next(releases(tmp_path))
    assert again.revision == schema.head()
    assert set(again.tables) >= set(first.tables)
    assert again.found_by == first.found_by
