"""What sends the load, in a process of its own: `python -m benchmarks.sending`.

It reads what to send to whom from its standard input, and writes what came of it. The CPU time of
a server is read from its process's own clock, which the system keeps to the nanosecond.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

import aiohttp

from benchmarks.posted import Signed
from benchmarks.signed_slack import signed
from bot.handlers.slack.app import PATH as SLACK

ROOT = Path(__file__).parents[1]
STILL = 0.01
"""A server that uses less than a tenth of so many seconds in that time is done with the last."""
PATIENCE = 60.0


@dataclass
class Target:
    """A server: where it listens, and the process whose CPU time is counted."""

    name: str
    url: str
    pid: int


@dataclass
class Sent:
    """What came of what a server was sent: seconds to each answer, CPU for one, what went wrong."""

    walls: list[float] = field(default_factory=list)
    cpus: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    given_back: int = 0
    """Forms that came back: not saved, try again."""


def send(
    targets: Sequence[Target], requests: Sequence[Signed], at_once: int = 1
) -> dict[str, Sent]:
    """Send the same requests to every server: one by one in turns, or so many at a time to each.

    One by one, CPU is until the answer; otherwise a server's whole CPU, shared out evenly.
    """
    order = {
        "targets": [asdict(target) for target in targets],
        "requests": [[r.scope["path"], r.body.decode(), _headers(r)] for r in requests],
        "at_once": at_once,
    }
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.sending"],
        cwd=ROOT,
        input=json.dumps(order),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return {name: Sent(**sent) for name, sent in json.loads(told.stdout).items()}


def _headers(request: Signed) -> dict[str, str]:
    found = {name.decode(): value.decode() for name, value in request.scope["headers"]}
    return {name: found[name] for name in found if name not in ("host", "content-length")}


class _Sender:
    def __init__(self, http: aiohttp.ClientSession) -> None:
        self.http = http
        self.found: dict[str, Sent] = {}

    async def one(self, target: Target, request: tuple[str, str, dict[str, str]]) -> None:
        """One request, until its answer has come."""
        path, body, headers = request
        if path == SLACK:
            headers = _headers(signed(body))
        sent = self.found.setdefault(target.name, Sent())
        cpu, wall = cpu_of(target.pid), time.perf_counter()
        try:
            async with self.http.post(
                f"{target.url}{path}", data=body.encode(), headers=headers
            ) as answer:
                said = await answer.read()
                sent.cpus.append(cpu_of(target.pid) - cpu)
                sent.walls.append(time.perf_counter() - wall)
                sent.given_back += _is_form(path, body, said)
                if answer.status != 200:
                    sent.wrong.append(f"{answer.status} {said[:200].decode(errors='replace')}")
        except (TimeoutError, aiohttp.ClientError) as error:
            sent.wrong.append(repr(error))

    async def in_turns(
        self, targets: Sequence[Target], requests: Sequence[tuple[str, str, dict[str, str]]]
    ) -> None:
        """Each request to each server, who goes first by turns, when the last has come to rest."""
        for turn, request in enumerate(requests):
            for target in targets if turn % 2 else reversed(targets):
                await at_rest(target)
                await self.one(target, request)

    async def together(
        self,
        target: Target,
        requests: Sequence[tuple[str, str, dict[str, str]]],
        at_once: int,
    ) -> None:
        """So many requests at a time to one server."""
        waiting = list(reversed(requests))

        async def worker() -> None:
            while waiting:
                await self.one(target, waiting.pop())

        await at_rest(target)
        cpu = cpu_of(target.pid)
        await asyncio.gather(*(worker() for _ in range(at_once)))
        await at_rest(target)
        self.found[target.name].cpus = [(cpu_of(target.pid) - cpu) / len(requests)]


def _is_form(path: str, body: str, said: bytes) -> bool:
    """Whether a form that was sent was answered with the form, and so not taken."""
    return bool(said) if path == SLACK else '"task/submit"' in body and b'"Input.' in said


def cpu_of(pid: int) -> float:
    """The CPU time a process has used, in all its threads (POSIX: clock_getcpuclockid)."""
    return time.clock_gettime((~pid << 3) | 2)


async def at_rest(target: Target) -> None:
    """Wait until a server has done what it goes on with after its answers."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        before = cpu_of(target.pid)
        await asyncio.sleep(STILL)
        if cpu_of(target.pid) - before < STILL / 10:
            return


async def _main() -> None:
    order = json.load(sys.stdin)
    targets = [Target(**target) for target in order["targets"]]
    requests = [(path, body, headers) for path, body, headers in order["requests"]]
    limit = aiohttp.ClientTimeout(total=PATIENCE)
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0), timeout=limit
    ) as http:
        sender = _Sender(http)
        if order["at_once"] == 1:
            await sender.in_turns(targets, requests)
        else:
            for target in targets:
                await sender.together(target, requests, order["at_once"])
    json.dump({name: asdict(sent) for name, sent in sender.found.items()}, sys.stdout)


if __name__ == "__main__":
    asyncio.run(_main())
