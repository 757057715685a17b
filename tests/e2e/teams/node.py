"""What npm has installed for these tests, in `.e2e/teams/` beside Slack's."""

from __future__ import annotations

from pathlib import Path

from tests.e2e.slack import node
from tests.e2e.trial import ROOT

HERE = Path(__file__).resolve().parent
INSTALLED = ROOT / ".e2e" / "teams" / "node_modules"


def run(tool: str, *words: str | Path) -> str:
    """Run an installed tool in the tree's root. Returns what it printed."""
    return node.run(tool, *words, installed=INSTALLED)
