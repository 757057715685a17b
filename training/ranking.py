"""What weighs the sentences of an enquiry against each other (`bot.centre.reading.needs.SIGNS`).

    python -m training.ranking [--kept FOLDER]

finds it anew, from enquiries of voices that the reader had not learnt from, and writes it to
`ranking.json`. A conditional logistic regression: which of the needs comes first, by its signs.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy.optimize import minimize

from bot.centre.load import load as load_centre
from bot.centre.model import Centre
from bot.centre.reading.heard import Heard
from bot.centre.reading.learnt import Learnt
from bot.centre.reading.needs import HEAD, SIGNS, of_needs, signs
from bot.centre.reading.prepared import Prepared
from training.corpus import Enquiry, load

FILE = Path(__file__).parent / "ranking.json"
MILD = 0.01
"""How much large weights are held back."""


def ranking() -> dict[str, float]:
    """The weights as they were found last."""
    found: dict[str, float] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def signs_of(centre: Centre, learnt: Learnt, enquiry: Enquiry) -> np.ndarray:
    """The signs of each need in one enquiry."""
    codes = [need.code for need in centre.needs]
    heard = Heard.of(learnt, Prepared(enquiry.text, centre))
    parts = of_needs(learnt, learnt.chances(heard.parts, HEAD), codes)
    one = of_needs(learnt, learnt.chances(heard.one, HEAD), codes)
    return signs(parts, one)


def found_from(codes: Sequence[str], seen: Sequence[tuple[Enquiry, np.ndarray]]) -> dict[str, Any]:
    """The weights under which the needs that come first are likeliest."""
    table = np.stack([weighed for _, weighed in seen])
    right = np.array([codes.index(enquiry.first_need) for enquiry, _ in seen])
    own = np.broadcast_to(np.eye(len(codes)), (len(seen), len(codes), len(codes)))
    table = np.concatenate([table, own], axis=2)
    rows = np.arange(len(seen))

    def loss(weights: np.ndarray) -> tuple[float, np.ndarray]:
        odds = table @ weights
        odds -= odds.max(axis=1, keepdims=True)
        chances = np.exp(odds) / np.exp(odds).sum(axis=1, keepdims=True)
        slope = (chances[:, :, None] * table).sum(axis=1) - table[rows, right]
        away = -np.log(chances[rows, right] + 1e-9).mean() + MILD * np.square(weights).sum()
        return away, slope.mean(axis=0) + 2 * MILD * weights

    weights = minimize(loss, np.zeros(table.shape[2]), jac=True).x
    return {n: round(float(w), 3) for n, w in zip([*SIGNS, *codes], weights, strict=True)}


def main(given: Sequence[str] | None = None) -> int:
    """Find the weights and write them."""
    from training.measure import folds, learnt_without

    asked = argparse.ArgumentParser(prog="python -m training.ranking", description=__doc__)
    asked.add_argument("--kept", type=Path)
    args = asked.parse_args(given)
    centre, corpus = load_centre(), load()
    seen = []
    for group in folds(corpus.voices):
        learnt = learnt_without(corpus, group, args.kept)
        theirs = (e for e in corpus.enquiries if e.voice in group and not e.scope and e.first_need)
        seen += [(enquiry, signs_of(centre, learnt, enquiry)) for enquiry in theirs]
    found = found_from([need.code for need in centre.needs], seen)
    FILE.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(found, indent=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
