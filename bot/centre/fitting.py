"""Which cases a meeting is for: those whose needs, market or part of the region it is about."""

from __future__ import annotations

from bot.centre.checklist import Answers, live_needs, market_regions, several, sub_region
from bot.centre.model import Centre

BY_NEED, BY_MARKET, BY_PLACE = 4, 2, 1
"""What a likeness weighs: one in kind comes before one of place, and both before either."""


def fit(centre: Centre, answers: Answers, needs: list[str], markets: list[str], region: str) -> int:
    """How well a case fits what a meeting is about; 0 where nothing of it does.

    A meeting that says nothing of what it is about fits no case: all of them would be none.
    """
    weight = 0
    if set(needs) & set(live_needs(answers)):
        weight += BY_NEED
    if _same_market(centre, answers, markets):
        weight += BY_MARKET
    if region and region == sub_region(centre, answers):
        weight += BY_PLACE
    return weight


def _same_market(centre: Centre, answers: Answers, markets: list[str]) -> bool:
    """One country named by both, or the part of the world that one of them names."""
    theirs = {*several(answers.get("market")), *several(answers.get("market_region"))}
    if theirs & set(markets):
        return True
    parts = {part.slug for part in centre.markets.regions}
    named = set(markets) & parts
    of_meeting = centre.markets.regions_of(set(markets) - parts, ())
    return bool(named & market_regions(centre, answers) or of_meeting & theirs & parts)
