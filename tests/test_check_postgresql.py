"""`check` on a PostgreSQL: what it needs to be, and what is said where it is not."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from bot.cli.findings import Findings
from bot.cli.servers import check_server
from bot.storage import servers
from bot.storage.engine import CannotOpen, open_store
from bot.texts import say
from tests.conftest import CENTRE
from tests.postgres import Server, programs

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def url(postgres: Server) -> Iterator[str]:
    yield postgres.url("checked")
    postgres.drop("checked")


def told(url: str) -> list[tuple[str, str]]:
    findings = Findings()
    check_server(findings, url)
    return [(kind, say(text, "sv")) for kind, text in findings.lines]  # type: ignore[arg-type]


def alter(url: str, statement: str) -> None:
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(statement.encode())


def test_a_good_server_is_told_and_how_many_it_serves(url: str) -> None:
    right, unsafe = told(url)
    assert right[0] == "right"
    assert "UTF-8" in right[1] and "7 serve" in right[1]
    assert unsafe[0] == "remark" and "strömavbrott" in unsafe[1]


def test_a_server_that_writes_to_disk_is_not_remarked_on(postgres: Server) -> None:
    found = programs()
    assert found is not None
    careful = Server(found, fsync="on", synchronous_commit="on")
    try:
        assert [kind for kind, _ in told(careful.url("safe"))] == ["right"]
    finally:
        careful.close()


def test_a_file_is_no_server(tmp_path: Path) -> None:
    assert told(f"sqlite:///{tmp_path}/a.sqlite") == []


def test_another_encoding_stops(postgres: Server, url: str) -> None:
    how = "ENCODING 'SQL_ASCII' LC_COLLATE 'C' LC_CTYPE 'C'"
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        provider = connection.execute(_PROVIDER).fetchone()
    if provider == ("icu",):
        how += " LOCALE_PROVIDER libc"
    postgres.drop("ascii")
    postgres.execute("CREATE DATABASE {} TEMPLATE template0 " + how, "ascii")
    (first, *_) = told(postgres.address("ascii"))
    assert first[0] == "stops" and "SQL_ASCII" in first[1]
    postgres.drop("ascii")


_PROVIDER = """
SELECT CASE WHEN to_jsonb(d)->>'datlocprovider' = 'i' THEN 'icu' ELSE 'libc' END
FROM pg_database d WHERE datname = current_database()
"""


def test_one_that_may_make_no_tables_is_told_how_to_be_let(postgres: Server, url: str) -> None:
    alter(url, "DROP ROLE IF EXISTS poor")
    alter(url, "CREATE ROLE poor LOGIN")
    alter(url, "REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    (first, *_) = told(url.replace("exportlots@", "poor@"))
    assert first[0] == "stops" and "GRANT CREATE" in first[1]


def test_one_that_can_only_be_read_stops(url: str) -> None:
    alter(url, "ALTER DATABASE checked SET default_transaction_read_only = on")
    (first, *_) = told(url)
    assert first[0] == "stops" and "går bara att läsa" in first[1]


def test_an_older_one_stops(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(servers, "OLDEST", 99)
    (first, *_) = told(url)
    assert first[0] == "stops" and "version 99" in first[1]


def test_one_that_does_not_answer_cannot_be_opened() -> None:
    with pytest.raises(CannotOpen, match=r"127\.0\.0\.1/nowhere"):
        told("postgresql://somebody:secret@127.0.0.1:9/nowhere")


def test_the_command_says_it_and_no_password(url: str, tmp_path: Path) -> None:
    open_store(url, centre=CENTRE).close()
    ours = ("SLACK_", "TEAMS_", "DATABASE_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    ran = subprocess.run(
        [sys.executable, "-m", "bot", "check"],
        cwd=tmp_path,
        env={
            **kept,
            "DATABASE_URL": url.replace("exportlots@", "exportlots:hemligt@"),
            "PYTHONPATH": str(ROOT),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert "UTF-8" in ran.stdout, ran.stdout + ran.stderr
    assert "127.0.0.1/checked" in ran.stdout
    assert "hemligt" not in ran.stdout + ran.stderr
