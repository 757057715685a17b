"""The rules of the house that a machine can hold."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BOT = ROOT / "bot"

MAY_READ_THE_CLOCK = {
    "cli/backing.py": "how old what is restored is",
    "cli/checking.py": "whether the clock has stopped",
    "app.py": "the desk's clock where nobody moves it",
    "jobs.py": "when the last tick was",
    "service.py": "whether the clock has stopped",
    "delivery/sending.py": "leases are in real time",
    "handlers/web/setup.py": "the clock that can be moved",
}
"""Who asks what time it is; everybody else is told."""


BINARY = {".png", ".zip", ".ico", ".woff2", ".sqlite", ".pyc"}


def calls(*names: str) -> Iterator[str]:
    """Where one of these methods is called, as "desk/work.py:12"."""
    for path in sorted(BOT.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            called = node.func if isinstance(node, ast.Call) else None
            if isinstance(called, ast.Attribute) and ast.unparse(called).endswith(names):
                yield f"{path.relative_to(BOT).as_posix()}:{node.lineno}"


def texts() -> Iterator[Path]:
    """Every text file of the tree, without what tools leave there."""
    for path in sorted(ROOT.rglob("*")):
        parts = path.relative_to(ROOT).parts
        made = {part for part in parts[:-1] if part.startswith(".") and part != ".ci"}
        if path.is_file() and not made and "__pycache__" not in parts and path.suffix not in BINARY:
            yield path


def test_imports_point_down() -> None:
    lint = Path(sys.executable).with_name("lint-imports")
    done = subprocess.run(
        [str(lint), "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_only_storage_commits() -> None:
    found = calls("session.commit", "connection.commit")
    assert [place for place in found if not place.startswith("storage/")] == []


def test_now_is_a_parameter() -> None:
    found = calls("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time")
    assert {place.partition(":")[0] for place in found} - MAY_READ_THE_CLOCK.keys() == set()


def test_only_the_settings_read_the_environment() -> None:
    readers = {
        path.relative_to(BOT).as_posix()
        for path in BOT.rglob("*.py")
        if re.search(r"\bos\.(environ|getenv)\b", path.read_text(encoding="utf-8"))
    }
    assert readers == {"settings.py"}


def test_no_registry_is_named_in_the_tree() -> None:
    hosts = re.compile(r"https?://[^\s\"')]*(simple/|/pypi/|registry\.npm|pythonhosted)", re.I)
    options = re.compile(r"^\s*(--(extra-)?index-url|--find-links|-i )\s*\S", re.M)
    named = []
    for path in texts():
        text = path.read_text(encoding="utf-8", errors="ignore")
        if path != Path(__file__).resolve() and (hosts.search(text) or options.search(text)):
            named.append(path.relative_to(ROOT).as_posix())
    assert named == []


def test_everything_public_says_what_it_is_for() -> None:
    silent = []
    for path in sorted(BOT.rglob("*.py")):
        if "migrations/versions" in path.as_posix():
            continue
        tree = ast.parse(path.read_text(encoding="utf-8"))
        if not ast.get_docstring(tree):
            silent.append(path.relative_to(BOT).as_posix())
    assert silent == []
