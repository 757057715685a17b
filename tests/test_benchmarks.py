"""The benchmark still runs, on a history small enough for a test."""

from pathlib import Path

import pytest

from benchmarks.__main__ import main


def test_the_benchmark_runs_and_finds_no_scan(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--quick", "--rows", "2000", "--markdown", "--folder", str(tmp_path)]) == 0
    shown = capsys.readouterr().out
    assert "| take, through `dispatch` : bare SQL, wall (CPU) |" in shown
    assert "| count_live |" in shown
    assert "| läget |" in shown


def test_a_history_is_built_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for _ in range(2):
        assert main(["--quick", "--rows", "100", "--folder", str(tmp_path)]) == 0
    assert capsys.readouterr().err.count("Building") == 2
