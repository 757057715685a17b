"""A reader whose readings a test decides: what a real one reads is another test's business."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from bot.centre.reading import Finding, Likely, Reader, Reading
from bot.desk import understanding


def found(question: str, code: str, words: str, text: str, sure: float = 1.0) -> Finding:
    """A finding where its words stand in the text."""
    start = text.index(words)
    return Finding(question, code, words, start, start + len(words), sure)


def likely(code: str, words: str = "", sure: float = 0.9) -> Likely:
    """A need that a text tells of."""
    return Likely(code, sure, words)


@contextmanager
def reading(*readings: Reading) -> Iterator[list[str]]:
    """Within, these texts are read as these readings, and any other as nothing.

    Gives the texts that were read, in order.
    """
    known = {one.text.strip(): one for one in readings}
    read: list[str] = []

    def instead(self: Reader, text: str) -> Reading:
        read.append(text)
        told = known.get(text.strip(), Reading(text))
        return replace(told, several=frozenset({"needs", "market", "market_region", "concerns"}))

    with pytest.MonkeyPatch.context() as patch:
        understanding.forget()
        patch.setattr(Reader, "read", instead)
        yield read
    understanding.forget()
