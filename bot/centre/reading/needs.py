"""Which needs a text tells of, and which comes first.

Each sentence is judged by itself, and the enquiry as one: a need may be told in one sentence out
of ten, and the sentences about what the company makes must not drown it. What a sentence's place
and the others say together is weighed by a few numbers, learnt as well (`Learnt.ranking`).
"""

from __future__ import annotations

from typing import cast

import numpy as np

from bot.centre.model import Centre
from bot.centre.reading.findings import Likely
from bot.centre.reading.heard import Heard
from bot.centre.reading.learnt import Learnt, Numbers
from bot.centre.reading.prepared import Prepared
from bot.centre.reading.sentences import sentences

HEAD, NONE = "needs", "none"
SIGNS = ("whole", "strongest", "together", "again", "last", "first", "late")
"""What is weighed of each need, in this order."""
LEAST = 1e-3
WORTH = 0.01
"""How likely (0 to 1) a need must be to be named at all."""


def read_needs(centre: Centre, learnt: Learnt, text: Prepared, heard: Heard) -> tuple[Likely, ...]:
    """The needs that a text may tell of, the one that most likely comes first before the others."""
    codes = [need.code for need in centre.needs if not need.retired]
    parts = of_needs(learnt, learnt.chances(heard.parts, HEAD), codes)
    one = of_needs(learnt, learnt.chances(heard.one, HEAD), codes)
    first = ranked(learnt, signs(parts, one), codes)
    told = np.maximum(first, np.maximum(parts.max(axis=0), one) * (first > WORTH))
    spans = sentences(text)
    found = []
    for place in np.argsort(-first, kind="stable"):
        if first[place] >= WORTH:
            tokens = spans[int(parts[:, place].argmax())]
            words = text.text[tokens[0].start : tokens[-1].end]
            found.append(Likely(codes[place], float(told[place]), words, float(first[place])))
    return tuple(found)


def of_needs(learnt: Learnt, chances: Numbers, codes: list[str]) -> Numbers:
    """The chances of the centre's needs, in its order; none for one that was never learnt."""
    outputs = learnt.heads[HEAD].outputs
    found = np.zeros((*chances.shape[:-1], len(codes)), dtype=np.float32)
    for place, code in enumerate(codes):
        if code in outputs:
            found[..., place] = chances[..., outputs.index(code)]
    return found


def signs(parts: Numbers, one: Numbers) -> Numbers:
    """What is weighed: a row for each need, a column for each of `SIGNS`."""
    ordered = np.sort(parts, axis=0)[::-1]
    again = ordered[1] if len(parts) > 1 else np.zeros_like(one)
    late = parts.argmax(axis=0) / max(len(parts) - 1, 1) * ordered[0]
    logs = [np.log(part + LEAST) for part in (one, ordered[0], parts.sum(axis=0))]
    ends = [np.log(parts[-1] + LEAST), np.log(parts[0] + LEAST)]
    return cast(Numbers, np.stack([*logs, again, *ends, late], axis=1))


def ranked(learnt: Learnt, weighed: Numbers, codes: list[str]) -> Numbers:
    """How likely each need comes first.

    Beside its signs each need has a weight of its own: a voucher seldom comes first where it is to
    pay for another need.
    """
    weights = np.array([learnt.ranking.get(sign, 0.0) for sign in SIGNS], dtype=np.float32)
    own = np.array([learnt.ranking.get(code, 0.0) for code in codes], dtype=np.float32)
    odds = weighed @ weights + own
    powers = np.exp(odds - odds.max())
    return cast(Numbers, powers / powers.sum())
