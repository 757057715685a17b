"""Answers that are told rather than named: learnt from how people say them.

Numbers, places and names are read by rules (`readers`). That the bank wants a partner in the loan,
or that the firm has only an idea yet, is said in too many ways for a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from bot.centre.model import Centre
from bot.centre.reading.findings import ENOUGH, Finding
from bot.centre.reading.learnt import Learnt, Numbers, stacked
from bot.centre.reading.prepared import Prepared
from bot.centre.reading.sentences import features_of, sentences, whole

HEAD = "answers"
WORTH = 0.2
"""How sure a guess must be to be named at all."""


def guesses(
    centre: Centre, learnt: Learnt, text: Prepared, read: Sequence[Finding]
) -> Iterable[Finding]:
    """The learnt answers to questions that nothing sure was read for."""
    settled = {finding.question for finding in read if finding.sure >= ENOUGH}
    parts = learnt.chances(stacked([learnt.says(row) for row in features_of(text)]), HEAD)
    one = learnt.chances(learnt.says(whole(text)), HEAD)
    yield from _named(centre, learnt, text, (parts, one), settled)


def _named(
    centre: Centre,
    learnt: Learnt,
    text: Prepared,
    chances: tuple[Numbers, Numbers],
    settled: set[str],
) -> Iterator[Finding]:
    parts, one = chances
    spans = sentences(text)
    for place, output in enumerate(learnt.heads[HEAD].outputs):
        question, code = output.split("=", 1)
        sure = float(max(one[place], (one[place] + parts[:, place].max()) / 2))
        known = centre.has_question(question) and question not in settled
        if sure < WORTH or not known or not _offered(centre, question, code):
            continue
        tokens = spans[int(np.argmax(parts[:, place]))]
        start, end = tokens[0].start, tokens[-1].end
        yield Finding(question, code, text.text[start:end], start, end, round(sure, 2))


def _offered(centre: Centre, question: str, code: str) -> bool:
    return any(one.code == code for one in centre.question(question).offered)
