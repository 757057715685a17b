"""Does the text belong to the centre, and is it an enquiry at all?"""

from __future__ import annotations

from bot.centre.reading.learnt import Learnt
from bot.centre.reading.prepared import Prepared
from bot.centre.reading.sentences import whole

IN, ENQUIRY = "in", "enquiry"
SURE_OUT = 0.5
"""How likely (0 to 1) a text must be out of scope to be called so."""


def read_scope(learnt: Learnt, text: Prepared, place: str) -> str:
    """Why a text does not belong to the centre; empty when it does.

    `place` is the municipality that was read: a company that is outside the county by its own
    words needs no guess, and one that is inside it is not outside.
    """
    if place == "outside":
        return "other-county"
    head = learnt.heads["scope"]
    chances = learnt.chances(learnt.says(whole(text)), "scope")
    found = dict(zip(head.outputs, map(float, chances), strict=True))
    if place:
        found.pop("other-county", None)
    best = max(found, key=found.__getitem__)
    return best if best != IN and found[best] >= SURE_OUT else ""


def like_an_enquiry(learnt: Learnt, text: Prepared) -> float:
    """How like a company's enquiry a text is (0 to 1), and not chatter, a pitch or a question."""
    outputs = learnt.heads["kind"].outputs
    if ENQUIRY not in outputs:
        return 0.0
    chances = learnt.chances(learnt.says(whole(text)), "kind")
    return float(chances[outputs.index(ENQUIRY)])
