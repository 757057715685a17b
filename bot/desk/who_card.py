"""The answer to "who can ...?": one card, each who may help as a section of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.centre.asking import Asked
from bot.desk import facets
from bot.desk.cases import short_of
from bot.desk.helpers import Helper
from bot.desk.reaching import carried
from bot.desk.replies import Button, Card, Fact, Section
from bot.desk.work import Work
from bot.texts import Arg, Listed, country_name, phrase
from bot.texts import Label as Named


def answer_card(work: Work, asked: Asked, helpers: Sequence[Helper], pointer: Arg | None) -> Card:
    """Who may help, what the question was taken to be about, and what to do where none fits."""
    about = tuple(understood(work, asked))
    facts = (Fact(phrase("who.understood"), Listed(about, commas=True)),) if about else ()
    first = helpers[0].title
    return Card(
        title=phrase("who.title"),
        fallback=phrase("who.fallback", first=first, n=len(helpers)),
        status=pointer,
        tone="waiting" if pointer else "open",
        facts=facts,
        sections=tuple(_section(helper) for helper in helpers),
        buttons=tuple(_steps(work, asked)),
        read=True,
    )


def _section(helper: Helper) -> Section:
    return Section(helper.title, (*helper.why, *helper.reach), buttons=helper.buttons)


def understood(work: Work, asked: Asked) -> Iterator[Arg]:
    """What the question was taken to be about, in the centre's words and then its own."""
    centre = work.centre
    for code in asked.needs:
        yield centre.need(code).label
    for code in asked.markets:
        yield Named(sv=country_name(code, "sv"), en=country_name(code, "en"))
    for slug in asked.regions:
        yield centre.label("market_region", slug)
    yield from asked.places
    for code in asked.sectors:
        yield centre.label("sector", code)
    for slug in asked.organisations:
        yield short_of(work, slug)
    for code in asked.languages:
        yield facets.language_label(code)
    yield from asked.names
    if not (asked.needs or asked.sectors or asked.names):
        yield from asked.words


def _steps(work: Work, asked: Asked) -> Iterator[Button]:
    """Ask everybody; and where a company's matter is told of, open a case of it."""
    question = carried(asked.text)
    yield Button(phrase("button.ask_all"), "wanted", {"draft": question}, opens=True)
    if asked.about:
        yield Button(phrase("button.refer"), "refer", {"need": question}, opens=True)
