"""What a question about stored data is about, once it is clear who is meant."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal
from unicodedata import normalize

from bot.desk.work import Refused
from bot.texts import Arg, Listed, Phrase, phrase

Kind = Literal["company", "contact", "member", "outsider"]
SHORTEST = 4
"""Letters a name must have before other texts are searched for it: "Ek" is in half of them."""


@dataclass(frozen=True)
class Candidate:
    """Somebody it could be: what to ask for instead, and what tells this one apart."""

    ask_for: str
    name: str
    detail: str

    def phrase(self) -> Phrase:
        """As half a sentence for the list."""
        return phrase("privacy.candidate", ask_for=self.ask_for, name=self.name, detail=self.detail)


class Ambiguous(Refused):
    """Several are called so. Nothing was read out or erased; `candidates` says what to ask for."""

    def __init__(self, asked: str, candidates: Sequence[Candidate]) -> None:
        listed: Arg = Listed(tuple(candidate.phrase() for candidate in candidates))
        super().__init__(phrase("privacy.ambiguous", asked=asked, candidates=listed))
        self.candidates = tuple(candidates)


@dataclass(frozen=True)
class Subject:
    """The one meant: what kind, what it is called, its own cases, and the words that name it.

    `words` are the strings by which texts are searched for it, `sure` those of them that can mean
    nobody else wherever they stand; `alike` lists others with a like name, for a person to look at.
    `former` are the memberships that were joined to `member_id`: one person was several. `known`
    are the contacts by which members know a person outside.
    """

    kind: Kind
    name: str
    cases: tuple[int, ...] = ()
    words: tuple[str, ...] = ()
    sure: tuple[str, ...] = ()
    company_id: int | None = None
    member_id: int | None = None
    former: tuple[int, ...] = ()
    known: tuple[int, ...] = ()
    alike: tuple[Candidate, ...] = ()

    def called(self, names: Iterable[str]) -> Subject:
        """The same, known by further names that somebody vouches for."""
        more = telling(names)
        if not more:
            return self
        return replace(self, words=telling([*self.words, *more]), sure=telling([*self.sure, *more]))

    @property
    def member_ids(self) -> tuple[int, ...]:
        """Every membership of a member's, the present one first; none for anybody else."""
        return () if self.member_id is None else (self.member_id, *self.former)


def same(one: str, other: str) -> bool:
    """Whether two names or addresses are the same but for case and spaces."""
    return _plain(one) == _plain(other)


def _plain(words: str) -> str:
    """Without case, doubled spaces, and the two ways in which a letter like å can be written."""
    return " ".join(normalize("NFC", words).casefold().split())


def digits(typed: str) -> str:
    """A phone or organisation number's digits; the Swedish country code becomes a zero.

    Another country's begins with 00, however it was written.
    """
    bare = re.sub(r"[\s().\-/]", "", typed)
    bare = re.sub(r"^(\+46|0046)", "0", bare)
    bare = re.sub(r"^\+", "00", bare)
    return bare if bare.isdigit() and len(bare) >= 6 else ""


def telling(words: Iterable[str]) -> tuple[str, ...]:
    """The words that name somebody: long enough not to be found everywhere, each once."""
    kept = (word.strip() for word in words)
    return tuple(dict.fromkeys(word for word in kept if len(word) >= SHORTEST))
