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


class FakeReader:
    """Reads these texts as these readings, and any other as nothing; remembers what it read."""

    def __init__(self, *readings: Reading) -> None:
        self.known = {one.text.strip(): one for one in readings}
        self.texts: list[str] = []

    def read(self, text: str) -> Reading:
        self.texts.append(text)
        told = self.known.get(text.strip(), Reading(text))
        return replace(told, several=frozenset({"needs", "market", "market_region", "concerns"}))


@contextmanager
def reading(*readings: Reading) -> Iterator[list[str]]:
    """Within, these texts are read as these readings. Gives the texts that were read, in order."""
    fake = FakeReader(*readings)
    with reader(fake):
        yield fake.texts


@contextmanager
def reader(instead: object) -> Iterator[None]:
    """Within, this reads for every centre."""
    with pytest.MonkeyPatch.context() as patch:
        understanding.forget()
        patch.setattr(Reader, "of", staticmethod(lambda centre: instead))
        yield
    understanding.forget()
