"""A form's questions as fields, with their hints and errors."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from bot.desk.replies import Input, Option
from bot.handlers.lengths import cut
from bot.handlers.teams import kit, searching
from bot.handlers.teams.filled import CHECKED, parted
from bot.handlers.teams.kit import Element
from bot.handlers.teams.words import say
from bot.texts import Arg, Lang, phrase

RADIO_LIMIT, RADIO_IF_OPTIONAL, CHECKS = 5, 3, 5
"""How many choices stand open in a form; more, and what may be left out, go into a menu."""
MANY, WRITTEN = ("choices", "searches"), ("text", "long")


@dataclass(frozen=True)
class Fit:
    """How much of a form's words stand in it: in full, or as much as a card can hold.

    `searched` and `chosen` are how many choices a field of these kinds carries with it; for more
    Teams asks us while one types.
    """

    hints: bool = True
    label: int = kit.LABEL_TEXT
    choice: int = kit.CHOICE_TEXT
    searched: int = 60
    chosen: int = 1000
    said: int = kit.CARD_BYTES // 4


FULL = Fit()
TIGHT = Fit(hints=False, label=100, choice=40, searched=5, chosen=5, said=2_000)


class Field:
    """One input of a form as elements. `about` is the form's command and what it is about."""

    def __init__(
        self, asked: Input, lang: Lang, about: tuple[str, Mapping[str, str]], fit: Fit = FULL
    ) -> None:
        self.asked = asked
        self.lang = lang
        self.about = about
        self.fit = fit

    def say(self, arg: Arg) -> str:
        """In words."""
        return say(arg, self.lang)

    def elements(self, *, shortened: bool = False) -> list[Element]:
        """The field, what is wrong with it, and what it is for."""
        asked, label = self.asked, self.fit.label
        found = [self.field()]
        if asked.error is not None:
            found.append(kit.small(cut(self.say(asked.error), label), colour="attention"))
        if shortened:
            found.append(kit.small(self.say(phrase("teams.too_long")), colour="attention"))
        if asked.hint is not None and self.fit.hints:
            found.append(kit.small(cut(self.say(asked.hint), label)))
        return found

    def field(self) -> Element:
        """The field alone."""
        asked = self.asked
        match asked.type:
            case "text" | "long":
                return self.text()
            case "date":
                return self.made("Input.Date", **({"value": asked.value} if asked.value else {}))
            case "check":
                return self.check()
            case "search" | "searches":
                return self.searched()
            case "choices":
                return self.several()
            case _:
                return self.one()

    def made(self, kind: str, **more: Any) -> Element:
        """What every field has: a name, a label read aloud, and whether it must be answered."""
        asked = self.asked
        label = kit.inert(cut(self.say(asked.label), self.fit.label)) or " "
        made: Element = {"type": kind, "id": asked.name, "label": label, "spacing": "Medium"}
        if asked.required:
            made["isRequired"] = True
            made["errorMessage"] = self.say(phrase("teams.required"))
        return {**made, **more}

    def text(self) -> Element:
        """A line or several."""
        asked = self.asked
        value = kit.whole(asked.value if isinstance(asked.value, str) else "")[: asked.max_length]
        more: dict[str, Any] = {"value": value} if value else {}
        if asked.type == "long":
            more["isMultiline"] = True
        return self.made("Input.Text", maxLength=asked.max_length, **more)

    def check(self) -> Element:
        """A tick."""
        title = kit.unmarked(cut(self.say(self.asked.label), self.fit.label)) or " "
        made = self.made("Input.Toggle", title=title, valueOn=CHECKED, valueOff="no", wrap=True)
        made.pop("label")
        return {**made, "value": CHECKED if self.asked.value == CHECKED else "no"}

    # -- choices -------------------------------------------------------------------------------

    def one(self) -> Element:
        """One of a few as radio buttons, one of many in a menu."""
        if len(self.asked.options) > self.fit.chosen:
            return self.queried()
        few = RADIO_LIMIT if self.asked.required else RADIO_IF_OPTIONAL
        style = "expanded" if len(self.asked.options) <= few else "compact"
        return self.choices(self.options(), style)

    def several(self) -> Element:
        """Several of some."""
        options = list(self.asked.options)
        if len(options) > self.fit.chosen:
            return self.queried()
        return self.choices(options, "expanded" if len(options) <= CHECKS else "compact")

    def searched(self) -> Element:
        """Chosen by typing: among what the field carries, or among what Teams asks us for.

        A place found by another name ("Kinna" for Mark) is known to us alone.
        """
        options = self.asked.options
        if len(options) > self.fit.searched or any(option.also for option in options):
            return self.queried()
        style = "compact" if self.asked.type == "searches" else "filtered"
        there = {option.value for option in options}
        gone = [Option(one, one) for one in self.chosen() if one not in there]
        return self.choices([*self.options(), *gone], style)

    def queried(self) -> Element:
        """Choices that Teams asks us for; the field carries those chosen, so that they show.

        It carries all where they are few: Teams shows them before anything is typed, and the
        Agents Playground knows no others.
        """
        known = {option.value: option for option in self.asked.options}
        few = len(known) <= self.fit.searched
        chosen = [known.get(one, Option(one, one)) for one in self.chosen()]
        shown = {option.value: option for option in (*(self.options() if few else ()), *chosen)}
        made = self.choices(list(shown.values()), "filtered")
        dataset = searching.dataset(*self.about, self.asked.name)
        return {**made, "choices.data": {"type": "Data.Query", "dataset": dataset}}

    def options(self) -> list[Option]:
        """The choices; a way back to no answer where there need not be one."""
        options = list(self.asked.options)
        if self.asked.required or self.asked.type in MANY or any(not o.value for o in options):
            return options
        return [Option("", phrase("chat.no_answer")), *options]

    def chosen(self) -> list[str]:
        """The values chosen, without empty ones."""
        value = self.asked.value
        return [one for one in ((value,) if isinstance(value, str) else value) if one]

    def choices(self, options: list[Option], style: str) -> Element:
        """A field of choices."""
        many, most = self.asked.type in MANY, self.fit.choice
        made = self.made("Input.ChoiceSet", style=style)
        made["choices"] = [searching.choice(o, self.lang, many=many, most=most) for o in options]
        if many:
            made["isMultiSelect"] = True
        if style == "expanded":
            made["wrap"] = True
        else:
            code = "search" if style == "filtered" else "choose"
            made["placeholder"] = self.say(phrase(f"chat.{code}"))
        there = {option.value for option in options}
        chosen = [one for one in self.chosen() if one in there]
        if chosen:
            made["value"] = ",".join(parted(one) for one in chosen) if many else chosen[0]
        return made
