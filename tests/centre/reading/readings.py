"""What the entity readers propose for a text, as the tests compare it."""

from functools import cache

from bot.centre.reading.findings import ENOUGH
from bot.centre.reading.prepared import Prepared
from bot.centre.reading.readers import read_entities
from tests.centre.centres import west


@cache
def proposed(text, now=None):
    """Codes by question, those sure enough to be proposed; a set where several may be."""
    found = {}
    for finding in read_entities(Prepared(text, west(), now)):
        assert finding.words == text[finding.start : finding.end]
        if finding.sure >= ENOUGH:
            found.setdefault(finding.question, set()).add(finding.code)
    return found


def one(text, question, now=None):
    """The one code proposed for a question; "" for none."""
    codes = proposed(text, now).get(question, set())
    assert len(codes) <= 1
    return next(iter(codes), "")


def several(text, question):
    """The codes proposed for a question with several answers, sorted and joined."""
    return " ".join(sorted(proposed(text).get(question, set())))


def rows(table):
    """The lines of a table "gold | sentence"; an empty gold means that nothing may be read."""
    pairs = (line.partition("|") for line in table.strip().splitlines() if line.strip())
    return [(gold.strip(), sentence.strip()) for gold, _, sentence in pairs]
