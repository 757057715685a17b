"""The audit of dependencies: what it says of advisories, of accepted ones, and of no answer."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest

from scripts import audit

REPORT = {
    "dependencies": [
        {"name": "good", "version": "1", "vulns": []},
        {
            "name": "bad",
            "version": "2",
            "vulns": [{"id": "PYSEC-1", "aliases": ["CVE-1"], "fix_versions": ["3"]}],
        },
    ]
}
SKIPPED = {"dependencies": [{"name": "x", "skip_reason": "not found"}]}


def answers(patch: pytest.MonkeyPatch, out: str, error: str = "") -> list[list[str]]:
    asked: list[list[str]] = []

    def run(command: list[str], **how: Any) -> subprocess.CompletedProcess[str]:
        asked.append(command)
        return subprocess.CompletedProcess(command, 1, out, error)

    patch.setattr(subprocess, "run", run)
    return asked


def test_a_new_advisory_fails(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    asked = answers(monkeypatch, json.dumps(REPORT))
    monkeypatch.setattr(audit, "accepted", dict)
    assert audit.main([]) == audit.FOUND
    assert "Not accepted: bad 2: PYSEC-1, CVE-1 (mended in 3)" in capsys.readouterr().out
    assert all("--require-hashes" in command for command in asked)
    assert len(asked) == len(audit.LOCKS)


@pytest.mark.parametrize("name", ["PYSEC-1", "CVE-1"])
def test_an_accepted_one_is_told_with_its_reason(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    answers(monkeypatch, json.dumps(REPORT))
    monkeypatch.setattr(audit, "accepted", lambda: {name: "we never call it", "CVE-9": "gone"})
    assert audit.main([]) == 0
    said = capsys.readouterr().out
    assert "we never call it" in said
    assert "No longer needed in pyproject.toml: CVE-9" in said


@pytest.mark.parametrize(
    ("out", "error"),
    [("", "requests.exceptions.ConnectionError: x"), (json.dumps(SKIPPED), "")],
    ids=["no way out", "a mirror without advisories"],
)
def test_where_nobody_can_be_asked_that_is_said_and_fails_only_when_strict(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], out: str, error: str
) -> None:
    answers(monkeypatch, out, error)
    assert audit.main([]) == 0
    said = capsys.readouterr().out
    assert "could not be reached" in said
    assert "none of them new" not in said
    assert audit.main(["--strict"]) == audit.UNREACHED


def test_any_other_failure_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    answers(monkeypatch, "", "no such file")
    with pytest.raises(SystemExit, match="could not read"):
        audit.main([])


def test_what_is_accepted_has_a_reason(tmp_path: Path) -> None:
    assert isinstance(audit.accepted(), dict)
    bad = tmp_path / "pyproject.toml"
    bad.write_text('[tool.exportlots.accepted-advisories]\n"CVE-1" = "fine"\n')
    with pytest.raises(SystemExit, match="without saying why"):
        audit.accepted(bad)
