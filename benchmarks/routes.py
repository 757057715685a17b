"""How many cases `route` routes a second, beside reading and writing their answers as JSON."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from random import Random
from typing import Any

from benchmarks.clock import Times
from bot.centre.checklist import Answers, clean
from bot.centre.model import Centre
from bot.centre.routing import route

CASES = 200
TOGETHER = 10
"""Timed together: long enough for the clock, too short for a neighbour to come between."""


def compare(centre: Centre, rounds: int) -> tuple[Times, Times]:
    """Times of one routing and of one JSON round trip, over the same answers in turns."""
    lines = _answers(centre)
    cases = [clean(centre, json.loads(line)) for line in lines]
    routing, bare = Times(), Times()
    for turn in range(rounds + 1):
        one, other = (Times(), Times()) if turn == 0 else (routing, bare)
        for start in range(0, CASES, TOGETHER):
            some = slice(start, start + TOGETHER)
            one.take(partial(_routed, centre, cases[some]))
            other.take(partial(_read_and_written, lines[some]))
    return _each(routing), _each(bare)


def _routed(centre: Centre, cases: Sequence[Answers]) -> None:
    for answers in cases:
        route(centre, answers)


def _read_and_written(lines: Sequence[str]) -> None:
    for line in lines:
        json.dumps(json.loads(line))


def _each(times: Times) -> Times:
    return Times([t / TOGETHER for t in times.wall], [t / TOGETHER for t in times.cpu])


def _answers(centre: Centre) -> list[str]:
    """Answers of every sort: needs, size, place and market at random, the same in every run."""
    random = Random(7)
    needs = [need.code for need in centre.needs]
    sizes = [code.code for code in centre.question("size").offered]
    places = [place.name for place in centre.municipalities]
    found = []
    for _ in range(CASES):
        wanted = random.sample(needs, random.choice((1, 1, 2, 3)))
        answers: dict[str, Any] = {
            "needs": wanted,
            "size": random.choice(sizes),
            "municipality": random.choice(places),
            "market": [random.choice(("NO", "DE", "US", "BR", "JP", "IN"))],
        }
        found.append(json.dumps(answers))
    return found
