"""`parked` on the command line, and what `check` says of what did not get through."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot import samples
from bot.app import open_desk
from bot.settings import load
from bot.storage.parked import RESTORED, release
from bot.storage.tables import Enquiry, Identity, Notice, Posting, Room
from tests.test_cli import run as run  # noqa: PLC0414  # a fixture

Run = Callable[..., Any]
THEN = datetime(2027, 5, 18, 8, 0, tzinfo=UTC)


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two notices given up, one that waits for a platform, a card held up, a room lost."""
    path = tmp_path / "desk.sqlite"
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    desk = open_desk(load(database_url=f"sqlite:///{path}", _env_file=None))
    with desk.store.write() as session:
        samples.settle(desk, session, THEN)
        session.add(
            Enquiry(poster_id=3, poster_organisation="almi", opened_at=THEN, stepped_at=THEN)
        )
        session.add(
            Room(platform="teams", workspace="t", channel="c", name="Lost", gone="http_404")
        )
        session.add(
            Identity(
                member_id=3,
                platform="slack",
                workspace="w",
                user="u",
                used_at=THEN + timedelta(days=1),
            )
        )
        session.flush()
        card = Posting(enquiry_id=1, room_id=1, behind=True, tried=24, error="http_502")
        card.again_at = THEN + timedelta(days=9999)
        session.add(card)
        for key, state, error in (
            ("a", "parked", "user_not_found"),
            ("b", "parked", "user_not_found"),
            ("c", "pending", "token_revoked"),
        ):
            session.add(
                Notice(
                    key=key,
                    kind="confirmed",
                    member_id=3,
                    state=state,
                    error=error,
                    tried=3,
                    created_at=THEN,
                    not_before=THEN,
                )
            )
    desk.store.close()
    return path


def states(path: Path) -> list[tuple[str, str, int]]:
    desk = open_desk(load(database_url=f"sqlite:///{path}", _env_file=None))
    with desk.store.read() as session:
        found = [session.get_one(Notice, number) for number in (1, 2, 3)]
        card = session.get_one(Posting, 1)
        rows = [(one.state, one.error, one.tried) for one in found]
        rows.append(("card", card.error, card.tried))
    desk.store.close()
    return rows


def test_check_says_what_waits_and_what_was_given_up_by_platform_and_reason(
    run: Run, database: Path
) -> None:
    said = run("check").out
    assert "Slack: 2 messages could not be sent and were left lying (user_not_found)." in said
    assert "The oldest was written Tuesday 18 May" in said
    assert "Slack: one message waits until it can be sent (token_revoked)." in said
    assert "One card could not be brought up to date." in said
    assert "These rooms cannot be reached: Lost (http_404)." in said
    assert "Nothing has been left lying" not in said


def test_what_was_given_up_is_listed_and_let_go_by_its_number(run: Run, database: Path) -> None:
    lines = run("parked").out.splitlines()
    assert [line.split("\t")[0] for line in lines] == ["2", "1", "-"]
    assert "slack: " in lines[0] and "user_not_found" in lines[0]
    assert run("parked", "--retry", "1").out.startswith("One message tries again.")
    assert states(database)[:2] == [("pending", "", 1), ("parked", "user_not_found", 3)]


def test_all_of_it_is_let_go_at_once_cards_too(run: Run, database: Path) -> None:
    assert run("parked", "--retry", "all").out.startswith("3 messages try again.")
    assert states(database) == [
        ("pending", "", 1),
        ("pending", "", 1),
        ("pending", "token_revoked", 3),
        ("card", "", 1),
    ]
    assert run("parked").out == "Nothing has been left lying.\n"


def test_what_a_restore_laid_aside_goes_by_its_number_alone(run: Run, database: Path) -> None:
    desk = open_desk(load(database_url=f"sqlite:///{database}", _env_file=None))
    with desk.store.write() as session:
        session.get_one(Notice, 1).error = RESTORED
        assert release(session, THEN, member_id=3) == 1, "the other one"
    desk.store.close()
    run("parked", "--retry", "all")
    assert states(database)[0] == ("parked", RESTORED, 3)
    assert run("parked").out.startswith("1\t")
    run("parked", "--retry", "1")
    assert states(database)[0] == ("pending", "", 1)


def test_what_was_given_up_is_thrown_away_by_its_number_or_all(run: Run, database: Path) -> None:
    assert run("parked", "--drop", "1").out.startswith("One message is thrown away")
    assert [state for state, _, _ in states(database)] == ["dropped", "parked", "pending", "card"]
    assert run("parked", "--drop", "all").out.startswith("One message is thrown away")
    assert [state for state, _, _ in states(database)] == ["dropped", "dropped", "pending", "card"]
    assert run("parked", "--drop", "all").code == 0
    assert run("parked", "--drop", "1").code == 1, "it lies there no more"
    assert run("parked", "--drop", "2", "--retry", "2").code == 2


@pytest.mark.parametrize("way", ["--retry", "--drop"])
@pytest.mark.parametrize("what", ["99", "3", "x", "²"])
def test_a_number_that_is_none_of_those_changes_nothing(
    run: Run, database: Path, what: str, way: str
) -> None:
    before = states(database)
    said = run("parked", way, what)
    assert said.code == 1
    assert said.err.startswith(f"No message left lying has the number {what}.")
    assert states(database) == before
