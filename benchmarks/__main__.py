"""`python -m benchmarks`: every figure as a ratio within one run, the two sides in turns."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory

from benchmarks import growth, reading, report, routes, slack, step, teams, ticks
from benchmarks.aims import Aim, of_aims
from benchmarks.history import built, desk_on
from benchmarks.turns import Acked
from bot.centre.load import load
from bot.centre.model import Centre
from bot.observing import set_up

FOLDER = Path(__file__).parents[1] / "build" / ".bench"
SMALL, LARGE, QUICK = 10_000, 1_000_000, 100_000

HEAD = """# Benchmarks

Made by `make bench ARGS=--markdown > docs/benchmarks.md`. {where}

The machine is shared and its clock is no other's, so read the ratios: both sides of each were
measured in turns, within one run. Wall time has the waits for disk and neighbours in it, CPU time
(of the thread at work) has not. All figures are medians, where they are not called p99.
"""
SHAPE = (
    "The history is twenty years, all but 300 of the cases closed; the last forty days are alike "
    "in both sizes. `companies_in` reads at most 100 companies, and the small history has fewer "
    "to read; `find` has more to look through for a common word."
)


def main(given: Sequence[str] | None = None) -> int:
    """Measure and print; 1 when a daily query scans a growing table."""
    asked = _arguments(given)
    centre, sizes = load(), (min(SMALL, asked.rows // 10), asked.rows)
    tables, scanned = _measured(centre, asked, sizes)
    if asked.markdown:
        print(HEAD.format(where=report.where()))
        print("\n".join(report.markdown(table) for table in tables), end="")
    else:
        print(report.where(), "", *map(report.plain, tables), sep="\n")
    return 1 if scanned else 0


def _arguments(given: Sequence[str] | None) -> argparse.Namespace:
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    asked.add_argument("--quick", action="store_true", help=f"{QUICK:,} enquiries, fewer rounds")
    asked.add_argument("--rows", type=int, help=f"enquiries in the large history ({LARGE:,})")
    asked.add_argument("--no-reading", action="store_true", help="leave out how texts are read")
    asked.add_argument("--markdown", action="store_true", help="as docs/benchmarks.md has it")
    asked.add_argument("--folder", type=Path, default=FOLDER, help="where databases are kept")
    found = asked.parse_args(given)
    found.rows = found.rows or (QUICK if found.quick else LARGE)
    if found.rows < 100:
        asked.error("--rows must be at least 100.")
    return found


def _measured(
    centre: Centre, asked: argparse.Namespace, sizes: tuple[int, int]
) -> tuple[list[report.Table], bool]:
    rounds = 1 if asked.quick else 5
    paths = [built(asked.folder, centre, size, _say) for size in sizes]
    _say("Steps through dispatch and bare ...")
    with TemporaryDirectory(dir=asked.folder) as folder:
        steps = step.compare(Path(folder), centre, rounds * 20)
        _say("Slack's requests and a bare Bolt app ...")
        acked = slack.compare(Path(folder), centre, rounds * 60)
        _say("Teams' activities and a bare bot of the SDK's ...")
        answered = teams.compare(Path(folder), centre, rounds * 60)
        _say("The clock's tick and bare queries ...")
        ticked = [ticks.busy(paths[0], Path(folder), centre, sizes[0])]
    _say("Routing ...")
    routing, bare = routes.compare(centre, rounds * 3)
    with ExitStack() as stack:
        desks = [desk_on(path, centre) for path in paths]
        for desk in desks:
            stack.callback(desk.store.close)
        sides = list(zip(desks, sizes, strict=True))
        ticked.insert(0, ticks.quiet(paths[1], desks[1], sizes[1], rounds * 40))
        _say("Daily queries ...")
        queries = growth.queries(sides, rounds, 20)
        _say("Daily commands ...")
        commands = growth.commands(sides, rounds * 4)
        commands.append(growth.digest(sides, rounds * 4))
    read = [] if asked.no_reading else reading.tables(centre)
    return [
        report.summary(steps, acked, answered, ticked, queries, routing, sizes),
        of_aims(_aims(acked, queries, commands, sizes)),
        report.of_steps(steps),
        report.of_slack(acked),
        report.of_teams(answered),
        report.of_ticks(ticked),
        report.of_growth("Daily queries, CPU time on either history", queries, sizes, SHAPE),
        report.of_growth("Daily commands through `dispatch`, with their answers", commands, sizes),
        report.of_routes(routing, bare),
        *read,
    ], any(one.scanned for one in (*queries, *commands))


GROWS = {
    "läget": ("open cases", 5),
    "digest": ("the digest", 40),
    "companies_in": ("name search", 3),
}
"""What may grow how many times from the small history to the large."""


def _aims(
    acked: Sequence[Acked],
    queries: Sequence[growth.Grown],
    commands: Sequence[growth.Grown],
    sizes: tuple[int, int],
) -> list[Aim]:
    """What is aimed at and measured here; the rest is in `benchmarks.load`."""
    limits = (1.3, 3.0)
    found = [
        Aim(f"{one.name} : bare Bolt, CPU", one.ours.per(one.bare)[1], limit)
        for one, limit in zip(acked, limits, strict=True)
    ]
    between = f"{sizes[1]:,} : {sizes[0]:,} enquiries, CPU"
    grown = {one.name: one.large.per(one.small)[1] for one in (*queries, *commands)}
    return found + [
        Aim(f"{what} (`{name}`), {between}", grown[name], limit)
        for name, (what, limit) in GROWS.items()
    ]


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    set_up(level="warning")
    sys.exit(main())
