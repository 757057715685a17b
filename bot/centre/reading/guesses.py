"""Answers that are told rather than named: learnt from how people say them.

Numbers, places and names are read by rules (`readers`). That the bank wants a partner in the loan,
or that the firm has only an idea yet, is said in too many ways for a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from bot.centre.model import Centre
from bot.centre.reading.findings import ENOUGH, Finding, Likely
from bot.centre.reading.heard import Heard
from bot.centre.reading.learnt import Learnt, Numbers
from bot.centre.reading.prepared import Prepared
from bot.centre.reading.sentences import sentences

HEAD = "answers"
WORTH = 0.2
"""How sure a guess must be to be named at all."""
TOLD = 0.15
"""How sure a need must be for the questions about it to matter."""
USUAL = ("tender_buyer=eu-public",)
"""What the rules take for granted anyway, so that a guess could only do harm."""


def guesses(
    centre: Centre,
    learnt: Learnt,
    text: Prepared,
    heard: Heard,
    *,
    read: Sequence[Finding],
    needs: Sequence[Likely],
) -> Iterable[Finding]:
    """The learnt answers to questions that matter here and that nothing sure was read for."""
    sure = [finding for finding in read if finding.sure >= ENOUGH]
    known: dict[str, tuple[str, ...]] = {f.question: (f.code,) for f in sure}
    known["needs"] = tuple(need.code for need in needs if need.sure >= TOLD)
    settled = {finding.question for finding in sure} | {
        q.id for q in centre.questions if not q.core and not q.when.holds(known)
    }
    chances = learnt.chances(heard.parts, HEAD), learnt.chances(heard.one, HEAD)
    yield from _named(centre, learnt, text, chances, settled)


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
        if sure < WORTH or output in USUAL or not known or not _offered(centre, question, code):
            continue
        tokens = spans[int(np.argmax(parts[:, place]))]
        start, end = tokens[0].start, tokens[-1].end
        yield Finding(question, code, text.text[start:end], start, end, round(sure, 2))


def _offered(centre: Centre, question: str, code: str) -> bool:
    return any(one.code == code for one in centre.question(question).offered)
