"""Centres and answers that the tests of the centre share."""

from functools import cache
from pathlib import Path

from bot.centre.checklist import clean
from bot.centre.load import load
from bot.centre.model import Centre
from bot.centre.routing import Routing, route

SMALL = Path(__file__).with_name("small_centre.yaml")


@cache
def west() -> Centre:
    """The packaged centre of Västra Götaland."""
    return load()


@cache
def small() -> Centre:
    """The invented centre of another region."""
    return load(SMALL)


def routed(*left_out: str, **raw: object) -> Routing:
    """A routing in Västra Götaland by answers as people give them."""
    return route(west(), clean(west(), raw), frozenset(left_out))


def reasons_of(routing: Routing, organisation: str) -> dict[str, str]:
    """The Swedish reason texts of an organisation, by rule."""
    return {
        reason.rule: reason.text.sv
        for suggestion in routing.suggestions
        if suggestion.organisation == organisation
        for reason in suggestion.reasons
    }
