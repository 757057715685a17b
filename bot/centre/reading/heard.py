"""What a text says to everything that was learnt, sentence by sentence and as a whole."""

from __future__ import annotations

from dataclasses import dataclass

from bot.centre.reading.learnt import Learnt, Numbers, stacked
from bot.centre.reading.prepared import Prepared
from bot.centre.reading.sentences import features_of, whole


@dataclass(frozen=True)
class Heard:
    """Log-odds of every output: a row for each sentence, and one for the text as one."""

    parts: Numbers
    one: Numbers

    @classmethod
    def of(cls, learnt: Learnt, text: Prepared) -> Heard:
        """Worked out once for needs, answers and scope."""
        return cls(
            stacked([learnt.says(features) for features in features_of(text)]),
            learnt.says(whole(text)),
        )
