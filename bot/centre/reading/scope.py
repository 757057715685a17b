"""Does the text belong to the centre, and is it an enquiry at all?"""

from __future__ import annotations

from collections.abc import Sequence

from bot.centre.model import OUTSIDE
from bot.centre.reading.concepts import concepts
from bot.centre.reading.features import MOST_TOKENS
from bot.centre.reading.findings import ENOUGH, Finding
from bot.centre.reading.heard import Heard
from bot.centre.reading.learnt import Learnt
from bot.centre.reading.words import Token

IN, ENQUIRY, OTHER_COUNTY, NOT_EXPORT = "in", "enquiry", "other-county", "not-export"
LICENCE = "licence"
TELLING = {"licence-control", "sensitive-goods"}
"""The concepts without one of which a text is no matter of export licences: a country alone, or a
buyer's strange wish, is not enough."""
FEWEST_WORDS = 4
SURE_OUT = 0.55
"""How likely (0 to 1) a text must be out of scope to be called so."""
AT_HOME = {"domestic-only", "import-question"}
"""The concepts without one of which a text that names a market abroad is a matter of export: of
1,600 such texts 10 were not."""


def read_scope(
    learnt: Learnt, heard: Heard, tokens: Sequence[Token], read: Sequence[Finding]
) -> str:
    """Why a text does not belong to the centre; empty when it does.

    A company that is outside the county by its own words needs no guess, and one that is inside it
    is not outside. A question about the centre itself is no matter of export, and belongs here.
    """
    known = {finding.question: finding.code for finding in read if finding.sure >= ENOUGH}
    if known.get("municipality") == OUTSIDE:
        return OTHER_COUNTY
    head = learnt.heads["scope"]
    chances = map(float, learnt.chances(heard.one, "scope"))
    found = dict(zip(head.outputs, chances, strict=True))
    if "municipality" in known:
        found.pop(OTHER_COUNTY, None)
    told = {name for name, _, _ in concepts(tokens[:MOST_TOKENS])}
    if not TELLING & told:
        found.pop(LICENCE, None)
    if ("market" in known or "market_region" in known) and not AT_HOME & told:
        found.pop(NOT_EXPORT, None)
    if "about" in known or sum(token.is_word for token in tokens) < FEWEST_WORDS:
        return ""
    best = max(found, key=found.__getitem__)
    return best if best != IN and found[best] >= SURE_OUT else ""


def like_an_enquiry(learnt: Learnt, heard: Heard) -> float:
    """How like a company's enquiry a text is (0 to 1), and not chatter, a pitch or a question."""
    outputs = learnt.heads["kind"].outputs
    if ENQUIRY not in outputs:
        return 0.0
    return float(learnt.chances(heard.one, "kind")[outputs.index(ENQUIRY)])
