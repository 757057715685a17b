"""The daily queries and commands on a small and on a large history.

A query with its index costs nearly the same on both; one without would cost as many times more
as there are rows. Files are warm: what is measured is the work, not the disk.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from random import Random

from sqlmodel import Session

from benchmarks.clock import Times
from benchmarks.history import LIVE, NOW
from benchmarks.plans import hearing, scans
from benchmarks.queries import DAILY, Asked, asked_about
from bot.desk import digest_lines, weekly
from bot.desk.dispatch import dispatch
from bot.desk.replies import Caller, Place, Request, Value
from bot.desk.sight import Viewer
from bot.desk.work import Desk, Work
from bot.samples.people import PLATFORM, ROOMS, WORKSPACE

Sides = Sequence[tuple[Desk, int]]
"""The small and the large: a desk and how many enquiries it has."""

COMMANDS: dict[str, Callable[[Asked], tuple[str, dict[str, Value]]]] = {
    "läget": lambda _: ("situation", {}),
    "mina": lambda _: ("mine", {}),
    "våra": lambda _: ("ours", {}),
    "visa 14": lambda asked: ("show", {"case": str(asked.case)}),
    "visa some words": lambda asked: ("show", {"words": asked.rare}),
}
"""Whole commands as a member gives them, answer and all."""


@dataclass
class Grown:
    """One query or command on both sizes; `scanned` are the steps that read a table whole."""

    name: str
    small: Times = field(default_factory=Times)
    large: Times = field(default_factory=Times)
    scanned: list[str] = field(default_factory=list)


def queries(sides: Sides, rounds: int, calls: int) -> list[Grown]:
    """Every daily query, both sizes in turns, `calls` questions a round."""
    found = {name: Grown(name) for name in DAILY}
    for turn in range(rounds + 1):
        for name, grown in found.items():
            for (desk, cases), times in zip(sides, (grown.small, grown.large), strict=True):
                with desk.store.read() as session:
                    _ask(session, name, cases, Times() if turn == 0 else times, (turn, calls))
    for name, grown in found.items():
        grown.scanned = _scanned(sides[1][0], name)
    return list(found.values())


def _ask(session: Session, name: str, cases: int, times: Times, turn: tuple[int, int]) -> None:
    random = Random(turn[0])
    for _ in range(turn[1]):
        asked = asked_about(random, NOW, cases, LIVE)
        session.expunge_all()
        times.take(partial(DAILY[name], session, asked))


def _scanned(desk: Desk, name: str) -> list[str]:
    with desk.store.read() as session:
        with hearing(session.connection().engine) as heard:
            DAILY[name](session, Asked(NOW))
        return scans(session, heard)


def commands(sides: Sides, rounds: int) -> list[Grown]:
    """Every reading command through `dispatch`, both sizes in turns."""
    found = {name: Grown(name) for name in COMMANDS}
    with ExitStack() as stack:
        sessions = [stack.enter_context(desk.store.read()) for desk, _ in sides[1:]]
        engines = [session.connection().engine for session in sessions]
    for turn in range(rounds + 2):
        for name, grown in found.items():
            for (desk, cases), times in zip(sides, (grown.small, grown.large), strict=True):
                request = _request(name, asked_about(Random(turn), NOW, cases, LIVE))
                kept = Times() if turn < 2 else times
                kept.take(partial(_answered, desk, request))
    for name, grown in found.items():
        with hearing(*engines) as heard:
            _answered(sides[1][0], _request(name, Asked(NOW, case=sides[1][1])))
        with sides[1][0].store.read() as session:
            grown.scanned = scans(session, heard)
    return list(found.values())


def digest(sides: Sides, rounds: int) -> Grown:
    """The week's digest, gathered and put into lines as for a room; its picture is not drawn."""
    grown = Grown("digest")
    for turn in range(rounds + 1):
        for (desk, _), times in zip(sides, (grown.small, grown.large), strict=True):
            with desk.store.read() as session:
                work = Work.by_clock(desk, session, NOW)
                (Times() if turn == 0 else times).take(partial(_told, work))
    return grown


def _told(work: Work) -> None:
    digest_lines.card(work, weekly.gather(work, weekly.coming_span(work)), Viewer())


def _answered(desk: Desk, request: Request) -> None:
    outcome = dispatch(desk, request, NOW)
    if not outcome.done:
        raise RuntimeError(f"The command was refused: {outcome}")


def _request(name: str, asked: Asked) -> Request:
    command, args = COMMANDS[name](asked)
    caller = Caller(PLATFORM, WORKSPACE, "maria")
    return Request(command, args, caller, Place(PLATFORM, WORKSPACE, ROOMS[0].channel))
