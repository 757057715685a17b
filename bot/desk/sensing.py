"""What words to the bot mean, where they are no command: a question, an enquiry, or neither.

Commands' words always win. But a sentence may begin with one ("hjälp oss med tullen till Norge"),
and then the reader is asked. Pure: it looks at the words and at nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping

from bot.centre.asking import is_question
from bot.centre.model import Centre
from bot.centre.reading import Reading
from bot.desk.replies import Value
from bot.desk.understanding import elsewhere, understood

UNKNOWN, SPOKEN, ASKED = "unknown", "spoken", "ask_who"
"""Words that are nothing of ours, that read like an enquiry, and that ask who can help."""
SENTENCE = "_sentence"
"""The argument that holds the whole of what was typed, where it is longer than its command."""
OFFERED = 0.4
"""How like an enquiry (0 to 1) words to the bot must be for a case to be offered of them.

Nothing comes of an offer that is wrong but one line, and the other answer is "I do not understand".
"""
TOLD_WHERE = 0.1
"""The same for words that belong elsewhere: less is enough to be told where to turn.

Thanks and a line of code belong elsewhere too, and are nobody's enquiry.
"""
QUIETLY = 0.55
"""The same for words that were not said to the bot: it is silent where it is not sure.

Of what colleagues say to one another hardly anything comes near it, and most enquiries lie above.
"""
LEAST = 4
"""Words to the bot that may be an enquiry: fewer are a command, perhaps misspelt."""
FEWEST = 6
"""Words of a plain message that is read at all: shorter ones are talk."""
LONGEST = 20_000
"""Characters of a message that are kept for a case."""


def meant(centre: Centre, name: str, args: Mapping[str, Value]) -> tuple[str, str] | None:
    """The command that the words mean instead, and the words; None where it is as it was read."""
    words = str(args.get("text" if name == UNKNOWN else SENTENCE, "")).strip()
    if not words or (name != UNKNOWN and "case" in args):
        return None
    reading = understood(centre, words)
    if is_question(words) and reading.enquiry < QUIETLY:
        return ASKED, words
    said = len(words.split()) >= LEAST and is_enquiry(centre, reading)
    return (SPOKEN, words) if said else None


def is_enquiry(centre: Centre, reading: Reading) -> bool:
    """Whether words to the bot are to become a case, or belong somewhere we can point to."""
    return reading.enquiry >= (TOLD_WHERE if elsewhere(centre, reading) else OFFERED)


def may_be_offered(centre: Centre, words: str) -> bool:
    """Whether a plain message is surely an enquiry that belongs here, and nothing else."""
    if not len(words.split()) >= FEWEST or is_question(words):
        return False
    reading = understood(centre, words)
    return reading.enquiry >= QUIETLY and not reading.scope
