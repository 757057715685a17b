"""The figures as a page: a table for the terminal, or Markdown for docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass

from benchmarks.clock import Times, readable, times
from benchmarks.growth import Grown
from benchmarks.step import Compared
from benchmarks.ticks import Ticked
from benchmarks.turns import Acked


@dataclass
class Table:
    """One table: what it shows, its columns and rows, and what to know when reading it."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    note: str = ""


def of_steps(found: Sequence[Compared]) -> Table:
    """A step through the desk and the bare SQL."""
    rows = []
    for step in found:
        wall, cpu = step.desk.per(step.bare)
        rows.append(
            (
                step.step,
                f"{readable(step.desk.wall_p50)} / {readable(step.desk.cpu_p50)}",
                f"{readable(step.bare.wall_p50)} / {readable(step.bare.cpu_p50)}",
                times(wall),
                times(cpu),
                f"{step.desk_statements} : {step.bare_statements}",
            )
        )
    return Table(
        "One step of a referral through `dispatch`, against the bare SQL",
        ("step", "dispatch: wall / CPU", "bare: wall / CPU", "wall", "CPU", "statements"),
        rows,
        "Median of single steps, in turns, each committed to the disk (WAL, synchronous FULL). "
        "Both sides end with the same rows, which is checked. The bare side is handed finished "
        "values and checks nothing.",
    )


def of_slack(found: Sequence[Acked]) -> Table:
    """Slack's requests to our acknowledgement and to a bare one, and ours to what follows."""
    return Table(
        "From Slack's signed request to the acknowledgement, against a bare Bolt app",
        ("request", *SIDES),
        _answered(found),
        "Both are sent the same bytes in turns; CPU is the median, of the whole process. The bare "
        "app has our Bolt settings, knows itself by its token, and has one listener that "
        "acknowledges. A form opens a case about a "
        "new company, asks the organisation suggested and commits to the disk, which is checked. "
        "Slack's Web API is answered by another process; cards and messages are not sent.",
    )


def of_teams(found: Sequence[Acked]) -> Table:
    """Teams' activities to our answer and to that of a bare bot."""
    return Table(
        "From Teams' signed activity to the answer, against a bare bot of the SDK's",
        ("activity", *SIDES),
        _answered(found),
        "Both are sent the same bytes in turns, each with a token of its own (RS256); CPU is the "
        "median, of the whole process. The bare bot is made of the SDK as its samples are: it "
        "checks the token, and answers every dialog with the same short form, every form with the "
        "same line. Ours draws the whole form of a referral. A form opens a case about a new "
        "company, asks the organisation suggested and commits to the disk, which is checked. "
        "Microsoft's keys and the Bot Connector are another process; cards and messages are not "
        "sent. The SDK takes its activities apart into classes and makes two clients for every "
        "one; ours leaves that out, which is why it can be the quicker.",
    )


SIDES = ("ours: CPU / p50 / p99", "bare: CPU / p50 / p99", "CPU", "p50", "p99")


def _answered(found: Sequence[Acked]) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    for sort in found:
        rows.append((sort.name, _waits(sort.ours), _waits(sort.bare), *_ratios(sort)))
        if sort.then:
            rows.append((f"… until {sort.then}", _waits(sort.ended), "", "", "", ""))
    return rows


def _waits(times: Times) -> str:
    return " / ".join(map(readable, (times.cpu_p50, times.wall_p50, times.wall_p99)))


def _ratios(sort: Acked) -> tuple[str, str, str]:
    wall, cpu = sort.ours.per(sort.bare)
    return times(cpu), times(wall), times(sort.ours.wall_p99 / sort.bare.wall_p99)


def of_growth(title: str, found: Sequence[Grown], sizes: tuple[int, int], note: str = "") -> Table:
    """Queries or commands on a small and on a large history, by CPU time."""
    rows = []
    for grown in found:
        wall, cpu = grown.large.per(grown.small)
        small, large = readable(grown.small.cpu_p50), readable(grown.large.cpu_p50)
        seen = "; ".join(step.partition(":")[0] for step in grown.scanned) or "none"
        rows.append((grown.name, small, large, times(cpu), times(wall), seen))
    columns = (f"{sizes[0]:,}", f"{sizes[1]:,}", "CPU", "wall", "scans")
    return Table(title, ("asked", *columns), rows, note)


def of_ticks(found: Sequence[Ticked]) -> Table:
    """The clock's tick and the bare SQL."""
    rows = []
    for ticked in found:
        wall, cpu = ticked.desk.per(ticked.bare)
        ours, bare = ticked.desk, ticked.bare
        rows.append(
            (
                ticked.name,
                f"{readable(ours.wall_p50)} / {readable(ours.cpu_p50)}",
                f"{readable(bare.wall_p50)} / {readable(bare.cpu_p50)}",
                times(wall),
                times(cpu),
            )
        )
    return Table(
        "The clock's tick, against the bare queries",
        ("tick", "ours: wall / CPU", "bare: wall / CPU", "wall", "CPU"),
        rows,
        "With nothing due the bare side asks the same of the database, by the driver alone: what a "
        "tick costs every fifteen seconds. With a question to every handler due, the bare side "
        "writes the same rows with finished values, each reminder in a transaction of its own on "
        "the disk, which is checked.",
    )


def of_routes(routing: Times, bare: Times) -> Table:
    """Routings a second."""
    wall, cpu = routing.per(bare)
    row = (f"{1 / routing.cpu_p50:,.0f}", f"{1 / bare.cpu_p50:,.0f}", times(cpu), times(wall))
    columns = ("`route` a second", "JSON read and written a second", "CPU", "wall")
    note = "The bare side reads and writes the same answers with `json`. Counted in CPU seconds."
    return Table("Routing", columns, [row], note)


def summary(
    steps: Sequence[Compared],
    slack: Sequence[Acked],
    teams: Sequence[Acked],
    ticks: Sequence[Ticked],
    queries: Sequence[Grown],
    routing: Times,
    sizes: tuple[int, int],
) -> Table:
    """What the README shows of it all."""
    ratios = sorted((query.large.per(query.small)[1], query.name) for query in queries)
    rows = [
        (f"{step.step}, through `dispatch` : bare SQL, wall (CPU)", _both(step.desk, step.bare))
        for step in steps
    ]
    rows += _in_short(slack, "to its acknowledgement : bare Bolt")
    rows += _in_short(teams, "to its answer : bare SDK")
    rows += [
        (f"a tick, {ticked.name} : bare queries, wall (CPU)", _both(ticked.desk, ticked.bare))
        for ticked in ticks
    ]
    between = f"{sizes[1]:,} : {sizes[0]:,} enquiries"
    scanning = sum(bool(query.scanned) for query in queries)
    rows += [
        (f"a daily query, {between}, the median of {len(ratios)}, CPU", times(_middle(ratios))),
        (f"the one that grows most, `{ratios[-1][1]}`, CPU", times(ratios[-1][0])),
        ("daily queries that scan a growing table", str(scanning)),
        ("`route`, cases a second on one core", f"{1 / routing.cpu_p50:,.0f}"),
    ]
    return Table("In short", ("what", "figure"), rows)


def _in_short(found: Sequence[Acked], what: str) -> list[tuple[str, str]]:
    rows = []
    for sort in found:
        cpu, wall, wall_p99 = _ratios(sort)
        rows.append((f"{sort.name}, {what}, CPU (p50, p99)", f"{cpu} ({wall}, {wall_p99})"))
    return rows


def _both(one: Times, other: Times) -> str:
    wall, cpu = one.per(other)
    return f"{times(wall)} ({times(cpu)})"


def _middle(ratios: list[tuple[float, str]]) -> float:
    return ratios[len(ratios) // 2][0]


def where() -> str:
    """What the figures were taken on."""
    python, sqlite = platform.python_version(), sqlite3.sqlite_version
    return f"Python {python}, SQLite {sqlite}, {os.cpu_count()} cores, {platform.machine()}."


def plain(table: Table) -> str:
    """For the terminal: columns under one another."""
    cells = [table.columns, *table.rows]
    widths = [max(len(row[i]) for row in cells) for i in range(len(table.columns))]
    lines = ["  ".join(c.ljust(w) for c, w in zip(row, widths, strict=True)) for row in cells]
    lines.insert(1, "  ".join("-" * width for width in widths))
    note = [table.note] if table.note else []
    return "\n".join([table.title, *(line.rstrip() for line in lines), *note, ""])


def markdown(table: Table) -> str:
    """For docs/benchmarks.md."""
    rows = [table.columns, ("---",) * len(table.columns), *table.rows]
    lines = [f"| {' | '.join(row)} |" for row in rows]
    note = ["", table.note] if table.note else []
    return "\n".join([f"## {table.title}", "", *lines, *note, ""])
