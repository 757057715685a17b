"""Ask the advisory service about every package in the lock files: `make audit`.

    python -m scripts.audit [--strict] [FILE ...]

Known advisories end it with 1, but for those that `[tool.exportlots.accepted-advisories]` in
pyproject.toml names with why they do not reach us. An entry there that nothing matches any more is
told, so that the list does not outlive its reasons. Where the service cannot be reached that is
said in one line; it is a failure with `--strict` alone, for not every machine has a way out.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-dev.lock", "requirements-e2e.lock")
FOUND, UNREACHED = 1, 3
PATIENCE = 600
"""Seconds that the whole may take: the service is asked once a package."""


@dataclass(frozen=True)
class Advisory:
    """One known fault of one package, by all its names."""

    package: str
    version: str
    names: tuple[str, ...]
    mended_in: tuple[str, ...]

    def __str__(self) -> str:
        mended = ", ".join(self.mended_in) or "no version"
        return f"{self.package} {self.version}: {', '.join(self.names)} (mended in {mended})"


def accepted(pyproject: Path = ROOT / "pyproject.toml") -> dict[str, str]:
    """Accepted advisories by their id, each with why it does not reach us."""
    told = tomllib.loads(pyproject.read_text(encoding="utf-8"))
    found = told.get("tool", {}).get("exportlots", {}).get("accepted-advisories", {})
    for name, why in found.items():
        if not isinstance(why, str) or len(why.split()) < 5:
            raise SystemExit(f"pyproject.toml accepts {name} without saying why.")
    return dict(found)


def read(report: str) -> list[Advisory] | None:
    """The advisories in pip-audit's JSON; None where nothing was known of any package.

    A registry's mirror may serve packages and no advisories. pip-audit then skips them all, and
    says that nothing is wrong. Packages that only some are not known of are named.
    """
    told: dict[str, Any] = json.loads(report)
    skipped = [one["name"] for one in told["dependencies"] if "skip_reason" in one]
    if skipped and len(skipped) == len(told["dependencies"]):
        return None
    for name in skipped:
        print(f"Nothing is known of {name}, so it was not audited.")
    return [
        Advisory(
            one["name"],
            one["version"],
            (fault["id"], *fault.get("aliases", ())),
            tuple(fault.get("fix_versions", ())),
        )
        for one in told["dependencies"]
        for fault in one.get("vulns", ())
    ]


def ask(lock: Path) -> list[Advisory] | None:
    """What is known of the packages of a lock file; None where nobody could be asked."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(lock), "--require-hashes",
               "--disable-pip", "--format", "json", "--progress-spinner", "off"]  # fmt: skip
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        return None
    try:
        return read(done.stdout)
    except (ValueError, KeyError):
        if "ConnectionError" in done.stderr or "connect" in done.stderr.lower():
            return None
        sys.stderr.write(done.stderr)
        raise SystemExit(f"pip-audit could not read {lock.name}.") from None


def judge(found: list[Advisory], known: dict[str, str]) -> int:
    """Say what was found, and whether it is anything new."""
    fresh = [one for one in found if not set(one.names) & known.keys()]
    for one in fresh:
        print(f"Not accepted: {one}")
    for one in found:
        for name in set(one.names) & known.keys():
            print(f"Accepted: {one}: {known[name]}")
    for name in known.keys() - {name for one in found for name in one.names}:
        print(f"No longer needed in pyproject.toml: {name}")
    if not fresh:
        print(f"{len(found)} known advisories, none of them new.")
    return FOUND if fresh else 0


def main(arguments: list[str] | None = None) -> int:
    """Ask about each lock file and say what is known."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    asked.add_argument("files", nargs="*", type=Path, default=[ROOT / lock for lock in LOCKS])
    asked.add_argument("--strict", action="store_true", help="fail where nobody can be asked")
    given = asked.parse_args(arguments)
    known = accepted()
    found: list[Advisory] = []
    for lock in given.files:
        answer = ask(lock)
        if answer is None:
            print(f"The advisory service could not be reached, so {lock.name} was not audited.")
            return UNREACHED if given.strict else 0
        found += [one for one in answer if one not in found]
    return judge(found, known)


if __name__ == "__main__":
    sys.exit(main())
