"""What npm has installed for these tests, in `.e2e/` beside the tree's own files."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.e2e.trial import ROOT

HERE = Path(__file__).resolve().parent
INSTALLED = ROOT / ".e2e" / "node_modules"
BUILD = ROOT / "build" / "blockkit"


def run(tool: str, *words: str | Path, installed: Path = INSTALLED) -> str:
    """Run an installed tool in the tree's root. Returns what it printed."""
    program = installed / ".bin" / tool
    if not program.exists():
        target = installed.with_name("installed").relative_to(ROOT)
        raise FileNotFoundError(f"{tool} is not installed. `make {target}` installs it.")
    done = subprocess.run(
        [program, *words],
        cwd=ROOT,
        env={**os.environ, "NODE_PATH": str(installed)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, f"{tool} failed:\n{done.stdout}{done.stderr}"
    return done.stdout
