"""A text prepared once for every reader: its parts, tokens and sentences."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from bot.centre.model import Centre
from bot.centre.reading.findings import Finding
from bot.centre.reading.numbers import Number, numbers_of
from bot.centre.reading.parts import Parts, Sentence, parts_of, sentences_of
from bot.centre.reading.words import Token, tokens_of


@dataclass(frozen=True)
class Prepared:
    """One text and what all readers need of it. `now` is aware, or None when nobody says."""

    text: str
    centre: Centre
    now: datetime | None = None

    @cached_property
    def parts(self) -> Parts:
        """What of the text is the enquiry, its signature, and older mail."""
        return parts_of(self.text)

    @cached_property
    def tokens(self) -> tuple[Token, ...]:
        """The tokens of the enquiry itself."""
        return self._tokens(self.parts.body)

    @cached_property
    def signature(self) -> tuple[Token, ...]:
        """The tokens of the newest signature."""
        return self._tokens(self.parts.signature)

    @cached_property
    def older(self) -> tuple[Token, ...]:
        """The tokens of what was quoted below."""
        return self._tokens(self.parts.older)

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """The enquiry's sentences."""
        return sentences_of(self.tokens)

    @cached_property
    def numbers(self) -> tuple[Number, ...]:
        """The numbers of the enquiry, in words and in figures."""
        return numbers_of(self.tokens)

    @cached_property
    def said(self) -> frozenset[str]:
        """Every word of the enquiry, each once."""
        return frozenset(token.low for token in self.tokens)

    @cached_property
    def sentence_of(self) -> tuple[Sentence, ...]:
        """The sentence of each token."""
        return tuple(s for s in self.sentences for _ in range(s.first, s.last))

    def finding(
        self, question: str, code: str, first: int, last: int, sure: float = 1.0
    ) -> Finding:
        """A finding read from the tokens `first` up to, but without, `last`."""
        start, end = self.tokens[first].start, self.tokens[last - 1].end
        return Finding(question, code, self.text[start:end], start, end, round(sure, 2))

    def _tokens(self, spans: tuple[tuple[int, int], ...]) -> tuple[Token, ...]:
        return tuple(self._each(spans))

    def _each(self, spans: tuple[tuple[int, int], ...]) -> Iterator[Token]:
        for start, end in spans:
            yield from tokens_of(self.text, start, end)
