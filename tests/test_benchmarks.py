"""The benchmark still runs, on a history small enough for a test."""

from pathlib import Path

import pytest

from benchmarks import stored_jobs
from benchmarks.__main__ import main
from benchmarks.aims import Aim, of_aims
from benchmarks.history import built, desk_on
from bot.centre.model import Centre
from bot.storage import search, store


def test_the_benchmark_runs_and_finds_no_scan(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        main(["--quick", "--rows", "2000", "--markdown", "--folder", str(tmp_path), "--no-reading"])
        == 0
    )
    shown = capsys.readouterr().out
    assert "| take, through `dispatch` : bare SQL, wall (CPU) |" in shown
    assert "| `/hanvisa`, to its acknowledgement : bare Bolt, CPU (p50, p99) |" in shown
    assert "| a form sent and committed |" in shown
    assert "| `task/fetch`, a form opened, to its answer : bare SDK, CPU (p50, p99) |" in shown
    assert "| `task/submit`, a form sent and committed |" in shown
    assert "| count_live |" in shown
    assert "| läget |" in shown


def test_a_history_is_built_once_and_can_be_searched(
    tmp_path: Path, vastra_gotaland: Centre
) -> None:
    said: list[str] = []
    paths = {built(tmp_path, vastra_gotaland, 100, said.append) for _ in range(2)}
    assert len(paths) == 1
    assert len([line for line in said if line.startswith("Building")]) == 1
    desk = desk_on(paths.pop(), vastra_gotaland)
    with desk.store.read() as session:
        assert search.find(session, "x77") == [77]
        assert len(search.find(session, "betalt norge")) == 10
        assert store.count_live(session) == 33
    desk.store.close()


def test_an_aim_says_whether_it_is_met() -> None:
    table = of_aims([Aim("a case opened", 5.0, 3), Aim("the slowest answer", 1.25, 2.5, "s")])
    assert table.rows == [
        ("a case opened", "5.00 ×", "3 ×", "no"),
        ("the slowest answer", "1.25 s", "2.5 s", "yes"),
    ]


def test_reminders_and_stored_jobs_all_fire(tmp_path: Path, vastra_gotaland: Centre) -> None:
    assert min(stored_jobs.compare(tmp_path, vastra_gotaland, 3)) > 0
