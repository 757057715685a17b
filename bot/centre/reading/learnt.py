"""What was learnt from the training texts: which features speak for what, and how strongly.

The file is made by `make train` and lies beside the code. Its weights are whole numbers with one
scale an output, so it is small; it holds no text of anybody's.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any, cast

import numpy as np
from numpy.typing import NDArray

FILE = Path(__file__).parent / "data" / "learnt.npz"
Numbers = NDArray[np.float32]


@dataclass(frozen=True)
class Head:
    """One question put to the features: its outputs, and where they stand among all columns."""

    outputs: tuple[str, ...]
    first: int
    exclusive: bool
    """Whether exactly one output holds (softmax); else each holds or not by itself."""

    @property
    def columns(self) -> slice:
        """The columns of its outputs."""
        return slice(self.first, self.first + len(self.outputs))


class Places(Mapping[str, int]):
    """Where each feature stands, found by its hash: a dictionary of them holds seven times as much.

    That an unknown feature has the hash of a known one is as likely as one in 10^14.
    """

    def __init__(self, names: bytes) -> None:
        """From the names in their order, one a line."""
        self._names = names
        hashes = np.fromiter(map(hash, self), np.int64)
        order = hashes.argsort(kind="stable")
        self._hashes, self._order = hashes[order], order.astype(np.int32)

    def __getitem__(self, name: str) -> int:
        """The feature's place. Raises KeyError for one that is not known."""
        found = self.known((name,))
        if not len(found):
            raise KeyError(name)
        return int(found[0])

    def known(self, names: Iterable[str]) -> NDArray[np.int32]:
        """The places of those that are known."""
        wanted = np.fromiter(map(hash, names), np.int64)
        here = self._hashes.searchsorted(wanted)
        here[here == len(self)] = 0
        found: NDArray[np.int32] = self._order[here[self._hashes[here] == wanted]]
        return found

    def __iter__(self) -> Iterator[str]:
        """The features, in their order."""
        return iter(self._names.decode().split("\n"))

    def __len__(self) -> int:
        return len(self._hashes)


@dataclass(frozen=True)
class Learnt:
    """Features with their rarity, a column of weights for each output, and what weighs sentences.

    `made_of` tells which texts it was learnt from (`training.corpus.digest`).
    """

    places: Mapping[str, int]
    rarity: Numbers
    weights: NDArray[np.int8]
    scales: Numbers
    offsets: Numbers
    heads: Mapping[str, Head]
    ranking: Mapping[str, float]
    made_of: str = ""

    def says(self, features: Iterable[str]) -> Numbers:
        """How strongly a text with these features speaks for each output, as log-odds."""
        found = self._known(features)
        if not len(found):
            return self.offsets
        strength = self.rarity[found]
        strength = strength / np.sqrt(np.square(strength).sum())
        return cast(Numbers, strength @ self.weights[found] * self.scales + self.offsets)

    def _known(self, features: Iterable[str]) -> NDArray[np.int32] | list[int]:
        if isinstance(self.places, Places):
            return self.places.known(features)
        return [place for name in features if (place := self.places.get(name)) is not None]

    def chances(self, said: Numbers, head: str) -> Numbers:
        """The log-odds of one head as chances between 0 and 1."""
        one = self.heads[head]
        odds = said[..., one.columns]
        if not one.exclusive:
            return cast(Numbers, 1 / (1 + np.exp(-odds)))
        powers = np.exp(odds - odds.max(axis=-1, keepdims=True))
        return cast(Numbers, powers / powers.sum(axis=-1, keepdims=True))


def saved(learnt: Learnt) -> bytes:
    """What was learnt as the bytes of its file; the same each time for the same."""
    names = sorted(learnt.places, key=learnt.places.__getitem__)
    about = {
        "heads": {n: [list(h.outputs), h.first, h.exclusive] for n, h in learnt.heads.items()},
        "ranking": dict(learnt.ranking),
        "made_of": learnt.made_of,
    }
    file = BytesIO()
    np.savez_compressed(
        file,
        names=_letters("\n".join(names)),
        about=_letters(json.dumps(about)),
        rarity=learnt.rarity.astype(np.float16),
        weights=learnt.weights,
        scales=learnt.scales,
        offsets=learnt.offsets,
    )
    return file.getvalue()


def opened(content: bytes) -> Learnt:
    """What was learnt, from the bytes of its file."""
    with np.load(BytesIO(content), allow_pickle=False) as file:
        about: dict[str, Any] = json.loads(file["about"].tobytes())
        return Learnt(
            places=Places(file["names"].tobytes()),
            rarity=file["rarity"].astype(np.float32),
            weights=file["weights"],
            scales=file["scales"],
            offsets=file["offsets"],
            heads={
                name: Head(tuple(outputs), first, exclusive)
                for name, (outputs, first, exclusive) in about["heads"].items()
            },
            ranking=about["ranking"],
            made_of=about["made_of"],
        )


@lru_cache(maxsize=1)
def learnt() -> Learnt:
    """What lies beside the code; read once."""
    return opened(FILE.read_bytes())


def _letters(text: str) -> NDArray[np.uint8]:
    return np.frombuffer(text.encode(), dtype=np.uint8)


def stacked(rows: Sequence[Numbers]) -> Numbers:
    """Rows as one table."""
    return np.stack(rows) if rows else np.zeros((0, 0), dtype=np.float32)
