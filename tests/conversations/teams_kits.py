"""What Teams shows, as lines and sheets."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import takewhile
from typing import Any

from bot.handlers.teams.pressing import OURS
from tests.conversations.normal import (
    MORE_QUESTIONS,
    MORE_STEPS,
    NO_ANSWER,
    WRITTEN,
    option_text,
    parted,
    unsigned,
)
from tests.conversations.sheets import Field, Lines, Sheet, lines_of, pressable, rarer
from tests.fakes.teams import Message, Person
from tests.fakes.teams.visible import markdown, written

Json = dict[str, Any]
Thing = Message | None
"""A message, or the open dialog."""
FOLDS = (".closed", ".open")
"""The ends of the ids of the signs that show whether something is unfolded."""
ASKS = "ask."
"""How the id of a question begins, which its button unfolds."""


def message_lines(message: Message) -> Lines:
    """What the bot wrote."""
    return words(message) + said(message.cards)


def words(message: Message) -> Lines:
    """What stands beside the cards."""
    return lines_of(written(message.activity))


def said(cards: list[Json]) -> Lines:
    """What stands on cards; not what was written in a form that is refused."""
    lines = [line for card in cards for line in body_lines(card)]
    return list(takewhile(lambda line: line not in WRITTEN, lines))


def body_lines(card: Json) -> Lines:
    """What stands on a card, whatever is folded; not what a button asks when it is pressed."""
    return element_lines(card.get("body") or [])


def element_lines(elements: list[Json]) -> Lines:
    found = [unsigned(line) for element in elements for line in _said(element)]
    return [line for line in found if line and line not in MORE_STEPS]


def _said(element: Json) -> Iterator[str]:
    kind = element["type"]
    if kind in ("TextBlock", "RichTextBlock"):
        yield from [] if str(element.get("id", "")).endswith(FOLDS) else lines_of(_text(element))
    elif (fact := _fact(element)) is not None:
        yield from lines_of("  ".join(fact))
    elif kind == "Image":
        yield from lines_of(parted(str(element["altText"])))
    elif kind == "ActionSet":
        yield from (_pressed(action) for action in element["actions"])
    elif kind in ("Container", "Column", "ColumnSet"):
        if not str(element.get("id", "")).startswith(ASKS):
            inside = element.get("items") or element.get("columns") or []
            yield from (line for one in inside for line in _said(one))
    else:
        raise NotImplementedError(f"a {kind} on a card: say how it is compared")


def _fact(element: Json) -> list[str] | None:
    """A label and its value, which stand beside each other or one below the other."""
    parts = list(element.get("items") or [])
    for column in element.get("columns") or []:
        parts += column["items"]
    if [part["type"] for part in parts] != ["RichTextBlock", "RichTextBlock"]:
        return None
    label = parts[0]["inlines"][0]
    return [_text(part) for part in parts] if label.get("isSubtle") else None


def _text(element: Json) -> str:
    if element["type"] == "TextBlock":
        return markdown(str(element["text"]))
    return "".join(str(run["text"]) for run in element["inlines"])


def _pressed(action: Json) -> str:
    title = str(action["title"])
    return rarer(title) if action.get("mode") == "secondary" else pressable(title)


# -- forms


def send_button(card: Json) -> Json | None:
    """The button that sends a form, on a card that is one."""
    actions = card.get("actions") or []
    return next((a for a in actions if "form" in a.get("data", {}).get(OURS, {})), None)


def has_grown(card: Json) -> bool:
    """Whether it says that the answers have brought more questions."""
    return any(line in MORE_QUESTIONS for line in element_lines(_above(card)))


def sheet(person: Person, thing: Thing) -> Sheet:
    """The form in a dialog or on a card, with what is filled in and what is wrong."""
    (card,) = person.cards_of(thing)
    send = send_button(card)
    assert send is not None
    intro = [line for line in element_lines(_above(card)) if line not in MORE_QUESTIONS]
    title = intro.pop(0) if thing is not None else person.lines()[0]
    made = Sheet(title, intro, str(send["title"]))
    complaints = person.errors(thing)
    for element in card["body"][_first_field(card) :]:
        if element["type"].startswith("Input."):
            made.fields.append(_field(element, person, thing, complaints))
        else:
            _beside(made.fields[-1], element)
    return made


def _first_field(card: Json) -> int:
    return next(n for n, it in enumerate(card["body"]) if it["type"].startswith("Input."))


def _above(card: Json) -> list[Json]:
    """What stands above the fields; not the sign that some of them are wrong."""
    return [it for it in card["body"][: _first_field(card)] if it.get("style") != "attention"]


def _field(element: Json, person: Person, thing: Thing, complaints: dict[str, str]) -> Field:
    name = str(element["id"])
    label = str(element.get("label") or parted(element["title"]))
    if element["type"] == "Input.Toggle":
        ticked = person.filled(name, thing) == element["valueOn"]
        chosen, options = (["Ja"] if ticked else []), []
    elif element["type"] == "Input.ChoiceSet":
        filled = person.filled(name, thing)
        chosen = _choices([filled] if isinstance(filled, str) else filled)
        typed = element["style"] == "filtered"
        options = [] if typed else _choices([c["title"] for c in element["choices"]])
    else:
        chosen, options = lines_of(str(person.filled(name, thing) or "")), []
    required = bool(element.get("isRequired"))
    return Field(label, required, "", tuple(options), tuple(chosen), complaints.get(label, ""))


def _choices(titles: list[str]) -> Lines:
    shown = [option_text(parted(title)) for title in titles]
    return [title for title in shown if title and title not in NO_ANSWER]


def _beside(field: Field, element: Json) -> None:
    """Below a field stands what is wrong with it, in red, and what it is for."""
    (run,) = element["inlines"]
    if run.get("color") == "Attention":
        field.error = field.error or str(run["text"])
    else:
        field.hint = str(run["text"])
