"""Filling in a form with what was read from its text, where the writer has not been first."""

from __future__ import annotations

from collections.abc import Mapping

from bot.centre.checklist import several
from bot.centre.model import Centre
from bot.centre.proposing import proposal
from bot.centre.routing import Routing
from bot.desk.commands import ANSWER
from bot.desk.inputs import shown, understandable
from bot.desk.proposals import Proposals, Read, mark, readings, unpacked
from bot.desk.replies import Value
from bot.desk.understanding import understood

NEEDS, FIRST = ANSWER + "needs", ANSWER + "first_need"

Given = dict[str, Value]
"""What stands in a form's fields, by the inputs' names."""


def prefilled(
    centre: Centre, text: str, given: Mapping[str, Value], kept: str
) -> tuple[Given, Proposals]:
    """What is to stand in the fields, and what of it is proposed.

    `kept` is what the form brought back of its earlier proposals. One that stands unchanged
    follows a changed text; one that was changed or emptied is the writer's own from then on.
    """
    before, values = unpacked(kept), {name: value for name, value in given.items() if value}
    if not text.strip():
        return values, Proposals(before.mark or mark(""), before.made)
    made = dict(before.made)
    for name, read in readings(centre, understood(centre, text)).items():
        if _may_fill(before.made.get(name), values.get(name)):
            made[name] = read
            values[name] = _value(centre, name, read)
    _keep_to_what_is_asked(centre, values, made)
    return values, Proposals(mark(text), made)


def _may_fill(earlier: Read | None, value: Value | None) -> bool:
    return not value if earlier is None else earlier.stands(value)


def _value(centre: Centre, name: str, read: Read) -> Value:
    if not name.startswith(ANSWER):
        return read.codes[0]
    many = centre.question(name.removeprefix(ANSWER)).kind == "many"
    return read.codes if many else read.codes[0]


def _keep_to_what_is_asked(centre: Centre, values: Given, made: dict[str, Read]) -> None:
    """Leave out what was read to questions that the form does not ask, and what contradicts.

    A question may be asked only because of another answer that is left out here, so it is looked
    at until nothing more goes.
    """
    first = made.get(FIRST)
    chosen = several(values.get(NEEDS))
    if first is not None and first.stands(values.get(FIRST)) and first.codes[0] not in chosen:
        del made[FIRST], values[FIRST]
    while True:
        asked = {ANSWER + question.id for question in shown(centre, answers(centre, values))}
        lost = [name for name in made if name.startswith(ANSWER) and name not in asked]
        if not lost:
            return
        for name in lost:
            del made[name]
            values.pop(name, None)


def answers(centre: Centre, values: Mapping[str, Value]) -> dict[str, Value]:
    """The checklist's answers among a form's fields, as far as they can be understood."""
    found = {k.removeprefix(ANSWER): v for k, v in values.items() if k.startswith(ANSWER)}
    return understandable(centre, found)


def routed(
    centre: Centre, text: str, values: Mapping[str, Value], made: Proposals
) -> Routing | None:
    """Whom these answers lead to. Only what stands as it was read counts as read.

    What a person chose or emptied is their answer, so that nothing is read past them.
    """
    given = answers(centre, values)
    if not given.get("needs"):
        return None
    reading = understood(centre, text)
    read = {
        name.removeprefix(ANSWER)
        for name, now in readings(centre, reading).items()
        if name in made.made and now.stands(values.get(name))
    }
    nobodys = {q.id: "" for q in centre.questions if q.id not in given}
    if "needs" in read and FIRST not in made.made:
        # Nobody was asked which need comes first, so every likely one may be.
        nobodys.pop("first_need", None)
    chosen = {name: value for name, value in given.items() if name not in read}
    return proposal(centre, reading, {**nobodys, **chosen}).routing
