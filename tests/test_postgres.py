"""The PostgreSQL that the tests bring along."""

import os

import psycopg
import pytest

from tests import postgres as fixture
from tests.databases import Servers
from tests.postgres import MISSING, Server


def ask(url: str, question: str) -> object:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        return connection.execute(question).fetchone()


def do(url: str, statement: str) -> None:
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute(statement)


def test_each_database_is_fresh_and_ordered_as_swedish_is(postgres: Server) -> None:
    first, other = postgres.url("Fresh one"), postgres.url()
    do(first, "CREATE TABLE a (b int)")
    assert ask(other, "SELECT to_regclass('a')") == (None,)
    assert ask(postgres.url("Fresh one"), "SELECT to_regclass('a')") == (None,)
    assert ask(other, "SHOW server_encoding") == ("UTF8",)
    if ask(other, "SELECT current_setting('server_version_num')::int >= 150000") == (True,):
        assert ask(other, "SELECT 'a' < 'B', 'ö' > 'z', 'z' < 'å'") == (True, True, True)


def test_a_copy_has_what_its_template_had(postgres: Server) -> None:
    do(postgres.url("template"), "CREATE TABLE kept AS SELECT 7 AS seven")
    copy = postgres.url("copy", template="template")
    assert ask(copy, "SELECT seven FROM kept") == (7,)
    postgres.drop("copy")
    with pytest.raises(psycopg.OperationalError, match="does not exist"):
        ask(copy, "SELECT 1")


def test_it_comes_back_with_its_databases(postgres: Server) -> None:
    url = postgres.url("staying")
    for end in (postgres.stop, postgres.kill):
        end()
        with pytest.raises(psycopg.OperationalError):
            ask(url, "SELECT 1")
        postgres.start()
        assert ask(url, "SELECT 1") == (1,)
    postgres.restart()
    assert ask(url, "SELECT 1") == (1,)


def test_a_database_is_used_again_also_when_the_server_was_away(postgres: Server) -> None:
    databases = Servers(postgres)
    first = databases.fresh()
    databases.run(first, "INSERT INTO wrong_code (identity, at) VALUES ('i', '2026-01-01')")
    kept = databases.keep(first)
    databases.done(first)
    postgres.restart()
    assert databases.fresh(kept) == first
    assert ask(first, "SELECT count(*) FROM wrong_code") == (1,)
    databases.close()


@pytest.mark.parametrize(("ci", "how"), [("", pytest.skip.Exception), ("1", pytest.fail.Exception)])
def test_where_it_is_missing_it_is_said_and_in_ci_it_fails(
    monkeypatch: pytest.MonkeyPatch, ci: str, how: type[BaseException]
) -> None:
    monkeypatch.setattr(fixture, "programs", lambda: None)
    monkeypatch.setitem(os.environ, "CI", ci)
    with pytest.raises(how) as said:
        next(fixture.served())
    assert MISSING in str(said.value)
