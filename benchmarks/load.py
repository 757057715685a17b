"""`python -m benchmarks.load`: the service under load, beside an app that only acknowledges.

Every server is a process of its own, so is who sends, and so are Slack and Microsoft. The same
signed requests go to a bare app, to ours on SQLite and to ours on PostgreSQL, within one run.
Ends with 1 where a form opened no case, or an acknowledgement took longer than Slack waits; with
`--quick`, which runs beside whatever else CI does, lateness is told and no more.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from benchmarks import listeners, report, sites, starting, stored_jobs
from benchmarks.aims import Aim, of_aims
from benchmarks.clock import Times, readable, times
from benchmarks.report import Table
from benchmarks.sending import Sent, Target, send
from benchmarks.sites import Site
from bot.centre.load import load
from bot.centre.model import Centre
from bot.observing import set_up
from bot.storage.engine import upgrade
from tests import postgres

LATE = 2.5
"""Seconds: Slack waits three for an acknowledgement."""
BARE, SQLITE, POSTGRESQL = "bare", "SQLite", "PostgreSQL"
OPENING, FORM = "a form opened", "a form sent and committed"
WARM_UP = 5
NO_POSTGRESQL = "PostgreSQL is not installed here (Debian: apt install postgresql): SQLite alone."


OURS, IMPORTS = "serve", "imports"
Started = dict[str, starting.Started]


@dataclass
class Measured:
    """One platform: what each server was sent, by the sort of request and how many at once."""

    site: Site
    found: dict[tuple[str, int], dict[str, Sent]] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)

    def ratio(self, sort: str, name: str, at_once: int = 1) -> float:
        """How many times the bare app's CPU ours used."""
        sent = self.found[sort, at_once]
        return median(sent[name].cpus) / median(sent[BARE].cpus)

    @property
    def slowest(self) -> float:
        """The slowest answer of ours, whatever was sent but to warm up."""
        measured = [found for (_, at_once), found in self.found.items() if at_once]
        ours = [sent for found in measured for name, sent in found.items() if name != BARE]
        return max(wall for sent in ours for wall in sent.walls)


HEAD = """# Under load

Made by `make load ARGS=--markdown > docs/load.md`. {where}

Every server is a process of its own, so is who sends, and so are Slack and Microsoft. The machine
is shared, so read the ratios: all servers were sent the same bytes within one run. Figures are
medians, where they are not called p99.
"""


@dataclass(frozen=True)
class Sizes:
    """How much is sent: one by one, sixteen at a time, sixty-four at a time."""

    alone: int
    sixteen: int
    crowd: int
    starts: int
    jobs: int


FULL = Sizes(alone=60, sixteen=320, crowd=640, starts=5, jobs=1000)
QUICK = Sizes(alone=10, sixteen=32, crowd=64, starts=1, jobs=100)


def main(given: Sequence[str] | None = None) -> int:
    """Measure and print; 1 where something was lost or, measured in full, an answer came late."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__)
    asked.add_argument("--quick", action="store_true", help="fewer of everything, under a minute")
    asked.add_argument("--markdown", action="store_true", help="as docs/load.md has it")
    args = asked.parse_args(given)
    with TemporaryDirectory(prefix="exportlots-load-") as folder:
        tables, lost, late = _measured(Path(folder), load(), QUICK if args.quick else FULL)
    if args.markdown:
        print(HEAD.format(where=report.where()))
        print("\n".join(map(report.markdown, tables)), end="")
    else:
        print(report.where(), "", *map(report.plain, tables), sep="\n")
    print(*lost, *late, sep="\n", file=sys.stderr)
    return 1 if lost or (late and not args.quick) else 0


def _measured(
    folder: Path, centre: Centre, sizes: Sizes
) -> tuple[list[Table], list[str], list[str]]:
    """The tables, what was lost, and what came late."""
    with _postgresql() as server:
        found = []
        for opened in (sites.slack_site, sites.teams_site):
            with opened(centre) as site:
                site.databases = {SQLITE: f"sqlite:///{folder / site.name}.sqlite"}
                if server is not None:
                    site.databases[POSTGRESQL] = server.url(site.name.lower())
                found.append(_load(folder, centre, site, sizes))
    _say("Start and memory ...")
    upgrade(f"sqlite:///{folder}/start.sqlite")
    started = [_started(folder, turn) for turn in range(sizes.starts)]
    _say("Listeners and stored jobs ...")
    matched = listeners.compare(sizes.alone)
    fired, job = stored_jobs.compare(folder, centre, sizes.jobs)
    aims = [*_of_platforms(found), *_of_the_rest(started, matched, fired / job)]
    tables = [*(_table(one) for one in found), _of_start(started), _of_listeners(matched)]
    lost = [fault for one in found for fault in one.lost]
    late = [f"{one.site.name}: an answer took {one.slowest:.2f} s" for one in _late(found)]
    return [of_aims(aims), *tables], lost, late


def _late(found: Sequence[Measured]) -> list[Measured]:
    return [one for one in found if one.slowest > LATE]


@contextmanager
def _postgresql() -> Iterator[postgres.Server | None]:
    """A server that keeps what it commits; None where it is not installed."""
    programs = postgres.programs()
    if programs is None:
        if os.environ.get("CI"):
            raise RuntimeError(NO_POSTGRESQL)
        _say(NO_POSTGRESQL)
        yield None
        return
    server = postgres.Server(programs, fsync="on", synchronous_commit="on", full_page_writes="on")
    try:
        yield server
    finally:
        server.close()


def _load(folder: Path, centre: Centre, site: Site, sizes: Sizes) -> Measured:
    """One platform's requests to every server, and what came of them."""
    _say(f"{site.name} ...")
    for url in site.databases.values():
        sites.seat(url, centre, site.place)
    total = WARM_UP + sizes.alone + sizes.sixteen + sizes.crowd
    forms = [site.form(turn) for turn in range(total)]
    measured = Measured(site)
    with ExitStack() as stack:
        servers = _servers(folder, site)
        started = [(name, stack.enter_context(server)) for name, server in servers.items()]
        targets = [_named(server.ready().target, name) for name, server in started]
        send(targets, [site.opening(turn) for turn in range(WARM_UP)])
        measured.found[FORM, 0] = send(targets, forms[:WARM_UP])
        openings = [site.opening(1000 + turn) for turn in range(sizes.alone)]
        measured.found[OPENING, 1] = send(targets, openings)
        start = WARM_UP
        for at_once, many in ((1, sizes.alone), (16, sizes.sixteen), (64, sizes.crowd)):
            some = forms[start : start + many]
            measured.found[FORM, at_once] = send(targets, some, at_once)
            start += many
    measured.lost = _lost(measured, centre)
    return measured


def _servers(folder: Path, site: Site) -> dict[str, AbstractContextManager[starting.Started]]:
    """Ours on each database, and the bare one; they start beside each other."""
    what = "ours" if site.name == "Teams" else "serve"
    given = {name: {"DATABASE_URL": url} for name, url in site.databases.items()}
    servers = {
        name: starting.server(f"{site.name}-{name}", what, folder, {**site.settings, **database})
        for name, database in given.items()
    }
    bare = starting.server(f"{site.name}-bare", site.bare, folder, site.settings)
    return {**servers, BARE: bare}


def _named(target: Target, name: str) -> Target:
    return Target(name, target.url, target.pid)


def _lost(measured: Measured, centre: Centre) -> list[str]:
    """What was not answered as it should, and forms that were taken and opened no case."""
    where = measured.site.name
    found = [
        f"{where}, {name}, {sort}: {len(one.wrong)} wrong answers, the first {one.wrong[0]}"
        for (sort, _), servers in measured.found.items()
        for name, one in servers.items()
        if one.wrong
    ]
    for name, url in measured.site.databases.items():
        sent = [one[name] for (sort, _), one in measured.found.items() if sort == FORM]
        taken = sum(len(one.walls) - one.given_back for one in sent)
        cases = sites.count(url, centre)
        if cases != taken:
            found.append(f"{where}, {name}: of {taken} forms taken came {cases} cases.")
    return found


def _started(folder: Path, turn: int) -> Started:
    """Ours and the imports alone, each started and let come to rest."""
    found = []
    for what in (OURS, IMPORTS):
        settings = {"DATABASE_URL": f"sqlite:///{folder}/start.sqlite", **_BOTH}
        with starting.server(f"{what}-{turn}", what, folder, settings) as started:
            found.append(asyncio.run(started.ready().rested()))
    return dict(zip((OURS, IMPORTS), found, strict=True))


_BOTH = {
    "SLACK_BOT_TOKEN": "xoxb-benchmark",
    "SLACK_SIGNING_SECRET": "benchmark",
    "SLACK_API_URL": "http://127.0.0.1:9/api/",
    "TEAMS_APP_ID": "11111111-2222-3333-4444-555555555555",
    "TEAMS_APP_PASSWORD": "benchmark",
    "TEAMS_TENANT_ID": "99999999-8888-7777-6666-555555555555",
}
"""Both platforms are switched on; neither is asked anything."""


def _of_platforms(found: Sequence[Measured]) -> Iterator[Aim]:
    for one in found:
        for name in one.site.databases:
            what = f"{one.site.name}, {name}"
            yield Aim(f"{what}: {OPENING}, CPU : bare", one.ratio(OPENING, name), 1.3)
            limit = 3 if name == SQLITE else 4
            yield Aim(f"{what}: {FORM}, CPU : bare", one.ratio(FORM, name), limit)
        yield Aim(f"{one.site.name}: the slowest answer, 64 at once", one.slowest, LATE, "s")


def _of_the_rest(
    starts: Sequence[Started], matched: dict[str, Times], fired: float
) -> Iterator[Aim]:
    ours, few = matched[listeners.OURS].cpu_p50, matched[listeners.FEW].cpu_p50
    yield Aim("all our commands : 5 listeners of Bolt's, CPU", ours / few, 1)
    yield Aim("a reminder fired : APScheduler's stored job, CPU", fired, 0.05)
    memory, cpu = (
        median(getattr(one[OURS], figure) / getattr(one[IMPORTS], figure) for one in starts)
        for figure in ("memory", "cpu")
    )
    yield Aim("memory : the imports alone", memory, 1.3)
    yield Aim("start, until /health answers, CPU : the imports alone", cpu, 1.5)


def _table(one: Measured) -> Table:
    rows = []
    for (sort, at_once), servers in one.found.items():
        if not at_once:
            continue
        for name in (BARE, *one.site.databases):
            sent, bare = servers[name], servers[BARE]
            took, other = Times(sent.walls, sent.cpus), Times(bare.walls, bare.cpus)
            ratio = "" if name == BARE else times(took.cpu_p50 / other.cpu_p50)
            waits = [f"{readable(t.wall_p50)} / {readable(t.wall_p99)}" for t in (took,)]
            slowest = readable(max(sent.walls))
            row = (sort, str(at_once), name, readable(took.cpu_p50), ratio, *waits, slowest)
            row += (str(sent.given_back or "none"),)
            rows.append(row)
    return Table(
        f"{one.site.name} under load",
        ("request", "at once", "server", "CPU", ": bare", "p50 / p99", "slowest", "not saved"),
        rows,
        "One at a time, CPU is the server process's until the answer. Several at once, it is all "
        "that the process used, for one request: ours then also answers the writer, draws cards "
        "and sends messages, which the bare app does not. A form that was not saved in time comes "
        "back to its writer with what was typed.",
    )


def _of_start(starts: Sequence[Started]) -> Table:
    rows = []
    for name, what in (("`serve`, both platforms", OURS), ("the imports alone", IMPORTS)):
        wall, cpu, memory = (
            median(getattr(one[what], figure) for one in starts)
            for figure in ("wall", "cpu", "memory")
        )
        rows.append((name, f"{wall:.2f} s", f"{cpu:.2f} s", f"{memory:.0f} MiB"))
    note = "Until /health answers; memory when it has come to rest, its reader loaded."
    return Table("Start and memory", ("what", "start", "CPU", "memory"), rows, note)


def _of_listeners(matched: dict[str, Times]) -> Table:
    rows = [(name, readable(took.cpu_p50)) for name, took in matched.items()]
    return Table("A slash command among many, acknowledged", ("app", "CPU"), rows)


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    set_up(level="error")
    sys.exit(main())
