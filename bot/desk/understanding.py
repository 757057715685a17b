"""Texts that members wrote, as the centre's reader understands them: each read once.

Reading costs some fifty milliseconds, and a form is drawn several times over the same text. So
the last few readings are remembered, by their whole text and in this process alone. Nothing here
touches a row, so it can be done before a transaction is opened.
"""

from __future__ import annotations

from functools import lru_cache

from bot.centre.model import Centre
from bot.centre.reading import Reader, Reading
from bot.centre.reading.words import folded
from bot.observing import log
from bot.texts import Arg

logger = log(__name__)

REMEMBERED = 16
"""Readings that are remembered: as many forms as are likely to be open at once."""
TELLING = 8
"""Words from where on a text may be said not to belong to the centre."""
FIRST = "Ett företag med tolv anställda i Borås vill sälja till Norge."
"""What is read when the service starts, so that the first member does not wait for the reader."""


def understood(centre: Centre, text: str) -> Reading:
    """What was read from a text; the same text is read once.

    A fault of the reader's stops nobody: then nothing was read, and what can be typed is typed.
    """
    bare = text.strip()
    try:
        return _read(Reader.of(centre), bare)
    except Exception:
        logger.exception("not read", length=len(bare))
        return Reading(bare)


def elsewhere(centre: Centre, reading: Reading) -> Arg | None:
    """Where to turn with a text that does not belong to the centre; None where it does.

    A few words tell too little: that nobody names a company in them says nothing.
    """
    if not reading.scope or len(reading.text.split()) < TELLING:
        return None
    return next((stop.text for stop in centre.stops if stop.id == reading.scope), None)


def warm(centre: Centre) -> None:
    """Load what the reader needs. Takes up to a second, the first time.

    The words of its own lists are then remembered twice over, and no text may ever have them.
    """
    understood(centre, FIRST)
    folded.cache_clear()


def forget() -> None:
    """Remember no text any longer."""
    _read.cache_clear()


@lru_cache(maxsize=REMEMBERED)
def _read(reader: Reader, text: str) -> Reading:
    return reader.read(text)
