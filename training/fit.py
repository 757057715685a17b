"""`make train`: learns the reader anew from all training texts, and writes what it learnt.

The same texts and the same versions give the same file, to the byte but for rounding.
"""

from __future__ import annotations

import sys

from bot.centre.reading.learnt import FILE, saved
from training.corpus import digest, load
from training.learning import learn
from training.ranking import ranking


def main() -> int:
    """Learn from every voice."""
    corpus = load()
    found = learn(corpus, digest(), ranking())
    FILE.write_bytes(saved(found))
    texts = len(corpus.phrasings) + len(corpus.enquiries) + len(corpus.messages)
    size = FILE.stat().st_size / 1e6
    print(f"Learnt {len(found.places):,} features from {texts:,} texts: {size:.1f} MB in {FILE}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
