"""What weighs the sentences of an enquiry against each other (`bot.centre.reading.needs.SIGNS`).

Found by `python -m training.ranking` on enquiries of voices that the reader had not learnt from.
"""

from __future__ import annotations

RANKING = {
    "whole": 1.5,
    "strongest": 0.45,
    "together": 0.75,
    "again": 0.15,
    "last": -0.3,
    "first": -0.2,
    "late": -0.2,
}
