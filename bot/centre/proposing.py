"""From a text to a proposal: what is read, together with what was answered, and its routing.

A text can be read in more than one way. Each likely reading (which need comes first, and answers
that are in doubt) is routed by the rules, and weighs as much as it is likely: so the organisation
that most readings lead to leads, the next is shown second, and where they are near both are shown
and one question is asked. A person's answers leave nothing of that in doubt.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot.centre.checklist import Answers, several
from bot.centre.model import OUTSIDE, Centre
from bot.centre.reading import Finding, Reader, Reading
from bot.centre.routing import Routing, Suggestion, route
from bot.texts import phrase

MOST_READINGS = 5
"""How many needs are tried as the first one."""
DOUBTFUL = (0.25, 0.75)
"""Between these a finding that decides is tried both ways."""
MOST_DOUBTS = 2
LEADS, RIVALS, BESIDE = 1.0, 0.25, 0.1
"""How much an organisation weighs in one reading: as lead, as one within a hair, or beside."""
NEAR = 0.45
"""How much of the first one's weight the second must have for both to be shown."""
TOLD = 0.2
"""How sure (0 to 1) a need must be for a closing date of it to be believed."""
NEEDS, FIRST, DEADLINE = "needs", "first_need", "deadline"


@dataclass(frozen=True)
class Proposal:
    """What a text and the answers given come to.

    `answers` are those given and, for the rest, those read. `routing` is near, with the two to be
    shown first and the one question that would settle it, where two readings are.
    """

    reading: Reading
    answers: Answers
    routing: Routing


def propose(centre: Centre, text: str, given: Answers | None = None) -> Proposal:
    """Read a text and route by it. Answers given by a person always win over what is read."""
    return proposal(centre, Reader.of(centre).read(text), given)


def proposal(centre: Centre, reading: Reading, given: Answers | None = None) -> Proposal:
    """The proposal that follows from a reading already made."""
    known = dict(given or {})
    answers = {**_believed(centre, reading), **_beyond(reading), **known}
    if NEEDS in known and FIRST not in known:
        answers.pop(FIRST, None)
    routing = route(centre, answers)
    if routing.out_of_scope is None and not {NEEDS, FIRST} & known.keys() and reading.needs:
        routing = _merged(centre, reading, answers, known)
    return Proposal(reading, answers, routing)


def _believed(centre: Centre, reading: Reading) -> dict[str, str | tuple[str, ...]]:
    """The answers read, without a closing date that is of no need the text tells of.

    A date wins over everything else, so it is believed only where the rest speaks of it too.
    """
    answers = reading.answers()
    likely = {need.code for need in reading.needs if need.sure >= TOLD}
    closing = answers.get(DEADLINE)
    if closing and likely:
        of_date = {d.need for d in centre.dated if d.when.holds({DEADLINE: several(closing)})}
        if of_date and not of_date & likely:
            del answers[DEADLINE]
    return answers


def _beyond(reading: Reading) -> dict[str, str | tuple[str, ...]]:
    """What the checklist answers for a text that does not belong to the centre."""
    if not reading.scope:
        return {}
    if reading.scope == "other-county":
        return {"municipality": OUTSIDE}
    return {"concerns": (reading.scope,)}


@dataclass(frozen=True)
class _Way:
    """One way to read the text: its answers, how likely it is, and where it leads."""

    need: str
    chance: float
    routing: Routing

    def weights(self) -> Iterator[tuple[str, float]]:
        """Each organisation with its weight in this reading."""
        near = self.routing.near
        for place, suggestion in enumerate(self.routing.suggestions):
            if place == 0:
                share = 1 - RIVALS if near else LEADS
            elif place == 1 and near:
                share = RIVALS
            else:
                share = BESIDE * suggestion.score / 100
            yield suggestion.organisation, self.chance * share


def _merged(centre: Centre, reading: Reading, answers: Answers, known: Answers) -> Routing:
    """The routings of all likely readings as one."""
    ways = list(_ways(centre, reading, answers, known))
    weight: dict[str, float] = {}
    for way in ways:
        for slug, share in way.weights():
            weight[slug] = weight.get(slug, 0.0) + share
    order = sorted(weight, key=lambda slug: -weight[slug])
    ways.sort(key=lambda way: -way.chance)
    base = next((way for way in ways if way.routing.lead == order[0]), ways[0])
    suggestions = tuple(_suggestion(ways, base, slug) for slug in order)
    near = len(order) > 1 and weight[order[1]] >= NEAR * weight[order[0]]
    question = base.routing.question
    if near and not (base.routing.near and base.routing.suggestions[1].organisation == order[1]):
        question = FIRST if len(answers.get(NEEDS, ())) > 1 else NEEDS
    return replace(
        base.routing,
        lead=order[0],
        support=tuple(slug for slug in base.routing.support if slug != order[0]),
        suggestions=suggestions,
        near=near,
        question=question,
    )


def _ways(centre: Centre, reading: Reading, answers: Answers, known: Answers) -> Iterator[_Way]:
    likely = reading.needs[:MOST_READINGS]
    total = sum(need.first for need in likely) or 1.0
    others = tuple(answers.get(NEEDS) or ())
    for need in likely:
        live = (need.code, *(code for code in others if code != need.code))
        supposed = {**answers, NEEDS: live, FIRST: need.code}
        for variant, chance in _variants(centre, reading, need.code, supposed, known):
            yield _Way(need.code, need.first / total * chance, route(centre, variant))


def _variants(
    centre: Centre, reading: Reading, need: str, answers: Answers, known: Answers
) -> Iterator[tuple[Answers, float]]:
    """The answers with each doubtful one that decides for this need, and without it."""
    doubts = [
        finding
        for question in centre.deciding.get(need, ())
        if question not in known and question not in (NEEDS, FIRST)
        for finding in reading.of(question)[:1]
        if DOUBTFUL[0] < finding.sure < DOUBTFUL[1]
    ]
    doubts.sort(key=lambda finding: abs(finding.sure - 0.5))
    yield from _tried(reading, dict(answers), 1.0, doubts[:MOST_DOUBTS])


def _tried(
    reading: Reading,
    answers: dict[str, str | tuple[str, ...]],
    chance: float,
    doubts: list[Finding],
) -> Iterator[tuple[Answers, float]]:
    if not doubts:
        yield answers, chance
        return
    finding, *rest = doubts
    code = (finding.code,) if finding.question in reading.several else finding.code
    without = {question: v for question, v in answers.items() if question != finding.question}
    yield from _tried(reading, {**answers, finding.question: code}, chance * finding.sure, rest)
    yield from _tried(reading, without, chance * (1 - finding.sure), rest)


def _suggestion(ways: list[_Way], base: _Way, slug: str) -> Suggestion:
    """Why an organisation is suggested: as in the reading that led to it, else as in the next."""
    named = [
        suggestion
        for way in (base, *ways)
        for suggestion in way.routing.suggestions
        if suggestion.organisation == slug
    ]
    leading = [way.routing.suggestions[0] for way in (base, *ways) if way.routing.lead == slug]
    found = leading[0] if leading else named[0]
    if slug == base.routing.lead or found.lost is not None:
        return found
    return replace(found, lost=phrase("routing.lost-reading"))
