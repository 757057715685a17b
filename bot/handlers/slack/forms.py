"""Forms as modals. What was filled in comes back through `filled`.

A modal carries what its form is about in `private_metadata`; its fields' names are the block
ids. Slack keeps what is typed in a field as long as its block keeps its id, so a field is given
a new id (a mark after "#") only where the desk has put another value into it. A text is given one
only where nothing stood in it: somebody may be typing.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any
from zlib import crc32

from bot.desk.replies import Body, Form, Input, Option
from bot.handlers.lengths import pieces
from bot.handlers.slack import filled, kit, render
from bot.handlers.slack.filled import CHECKED, MARK, NOTHING
from bot.handlers.slack.kit import Block, Element
from bot.texts import Arg, Lang, phrase

FORM, ANSWER, LOADING = "form", "answer", "loading"
"""The `callback_id`s of our views."""
RADIO_LIMIT, RADIO_IF_OPTIONAL, CHECKS = 5, 3, 5
"""How many choices stand open in a form; more, and what may be left out, go into a menu."""

View = dict[str, Any]


@dataclass(frozen=True)
class Asked:
    """What a modal is about: its form, and where it was asked for (see `inbound.Back`)."""

    command: str = ""
    form: str = ""
    hidden: dict[str, str] = field(default_factory=dict)
    back: dict[str, Any] = field(default_factory=dict)


def view(
    form: Form,
    lang: Lang,
    back: Mapping[str, Any],
    before: Mapping[str, Any] | None = None,
    *,
    reads: bool = True,
) -> View:
    """A form as a modal. `before` is the view it takes the place of, with what stands in it.

    `reads` says that we may read files; else a line stands in such a field's place, because
    Slack would refuse the whole modal.
    """
    say = _Speaker(lang)
    ids = filled.block_ids(before) if before else {}
    title = say(form.title)
    blocks: list[Block] = [kit.header(title)] if len(title) > kit.VIEW_TITLE else []
    blocks += kit.unfolded(render.blocks(form.intro, lang))
    for asked in form.inputs:
        if asked.type == "file" and not reads:
            blocks.append(kit.context(say(phrase("chat.no_file", label=asked.label))))
            continue
        kept = before is not None and filled.stands(asked, before, lang)
        blank = before is not None and not filled.values(before).get(asked.name)
        block_id = _block_id(asked, ids.get(asked.name, ""), kept=kept, blank=blank)
        blocks += _Field(say, asked, block_id).blocks()
    about = Asked(form.command, form.id, dict(form.hidden), dict(back))
    return {
        **_frame(say, FORM, _short(say, form.title), blocks, about),
        "submit": kit.plain(say(form.submit), kit.VIEW_TITLE),
        "close": kit.plain(say(phrase("chat.cancel")), kit.VIEW_TITLE),
    }


def loading(lang: Lang, back: Mapping[str, Any]) -> View:
    """What stands there until the form comes."""
    say = _Speaker(lang)
    blocks = [kit.section(say(phrase("chat.loading")))]
    return _frame(say, LOADING, phrase("chat.answer"), blocks, Asked(back=dict(back)))


def answer(body: Body, lang: Lang, back: Mapping[str, Any], title: Arg | None = None) -> View:
    """A private answer as a view, where there is no channel to whisper it in."""
    say = _Speaker(lang)
    blocks = kit.unfolded(render.blocks(body, lang))
    about = Asked(back=dict(back))
    return _frame(say, ANSWER, title or phrase("chat.answer"), blocks, about)


def home(body: Body, lang: Lang) -> View:
    """A member's own page."""
    blocks = kit.unfolded(render.blocks(body, lang))[: kit.VIEW_BLOCKS]
    return {"type": "home", "blocks": blocks, "private_metadata": "{}"}


def _frame(say: _Speaker, callback: str, title: Arg, blocks: list[Block], about: Asked) -> View:
    return {
        "type": "modal",
        "callback_id": callback,
        "title": kit.plain(say(title), kit.VIEW_TITLE),
        "close": kit.plain(say(phrase("chat.close")), kit.VIEW_TITLE),
        "blocks": blocks[: kit.VIEW_BLOCKS],
        "private_metadata": _packed(about),
    }


def _short(say: _Speaker, title: Arg) -> Arg:
    """A title that fits; a longer one stands as a heading below the bot's name."""
    return title if len(say(title)) <= kit.VIEW_TITLE else phrase("chat.answer")


def _packed(about: Asked) -> str:
    kept = [about.command, about.form, about.hidden, about.back]
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def about(view: Mapping[str, Any]) -> Asked:
    """What a modal is about. Raises ValueError for one from an older version."""
    try:
        command, form, hidden, back = json.loads(view.get("private_metadata") or "null")
        hidden = {str(name): str(value) for name, value in hidden.items()}
        return Asked(str(command), str(form), hidden, dict(back))
    except (AttributeError, TypeError) as error:
        raise ValueError("a view that is not ours") from error


# -- a field


class _Speaker:
    """Words in one language."""

    def __init__(self, lang: Lang) -> None:
        self.lang = lang

    def __call__(self, arg: Arg) -> str:
        return render.say(arg, self.lang)


class _Field:
    """One input of a form as blocks."""

    def __init__(self, say: _Speaker, asked: Input, block_id: str) -> None:
        self.say = say
        self.asked = asked
        self.id = block_id

    def blocks(self) -> list[Block]:
        """The field, and what was wrong with what was in it."""
        asked = self.asked
        if asked.type in ("text", "long"):
            found = self.texts()
        else:
            found = [self.block(self.element(), self.id)]
        if asked.error is not None:
            found.append(kit.context(f"⚠️ {self.say(asked.error)}"))
        return found

    def block(self, element: Element, block_id: str, label: Arg | None = None) -> Block:
        """One of Slack's input blocks; a field may need several."""
        asked = self.asked
        made: Block = {
            "type": "input",
            "block_id": block_id,
            "label": kit.plain(self.say(label or asked.label), kit.LABEL_TEXT),
            "element": element,
            "optional": not asked.required,
        }
        if asked.hint is not None and label is None:
            made["hint"] = kit.plain(self.say(asked.hint), kit.HINT_TEXT)
        if asked.refreshes:
            made["dispatch_action"] = True
        return made

    def texts(self) -> list[Block]:
        """A text field; a value longer than Slack's field is spread over several."""
        asked = self.asked
        value = (asked.value if isinstance(asked.value, str) else "")[: asked.max_length]
        found = []
        for place, piece in enumerate(pieces(value, kit.INPUT_TEXT)):
            element: Element = {
                "type": "plain_text_input",
                "action_id": "part" if place else "text",
                "multiline": asked.type == "long",
                "max_length": min(asked.max_length, kit.INPUT_TEXT),
            }
            if piece:
                element["initial_value"] = piece
            label = phrase("chat.part", label=asked.label) if place else None
            found.append(
                self.block(element, f"{self.id}{MARK}{place}" if place else self.id, label)
            )
        return found

    def element(self) -> Element:
        """What is inside the block, by the kind of field."""
        asked = self.asked
        match asked.type:
            case "check":
                return self.check()
            case "file":
                return {"type": "file_input", "action_id": "file", "max_files": 1}
            case "date":
                date = {"initial_date": asked.value} if asked.value else {}
                return {"type": "datepicker", "action_id": "one", **date}
            case "search" | "searches":
                return self.searched()
            case "choices":
                return self.several()
            case _:
                return self.one()

    def check(self) -> Element:
        """A tick."""
        option = self.option(Option(CHECKED, self.asked.label))
        chosen = {"initial_options": [option]} if self.asked.value == CHECKED else {}
        return {"type": "checkboxes", "action_id": "check", "options": [option], **chosen}

    def one(self) -> Element:
        """One of a few as radio buttons, one of many in a menu."""
        options = list(self.asked.options)
        if not self.asked.required and not any(o.value == "" for o in options):
            options.insert(0, Option("", phrase("chat.no_answer")))
        made = [self.option(o) for o in options[: kit.SELECT_OPTIONS]]
        chosen = [o for o in made if o["value"] == (self.asked.value or NOTHING)]
        first = {"initial_option": chosen[0]} if chosen else {}
        if len(self.asked.options) <= (RADIO_LIMIT if self.asked.required else RADIO_IF_OPTIONAL):
            return {"type": "radio_buttons", "action_id": "one", "options": made, **first}
        if first and self.asked.value == "":
            first = {}
        menu = {"type": "static_select", "action_id": "one", "options": made, **first}
        return {**menu, "placeholder": self.placeholder("choose")}

    def several(self) -> Element:
        """Several of some: boxes to tick where they are few, else a menu."""
        options = self.asked.options
        chosen = [self.option(o) for o in options if o.value in self.asked.value]
        first = {"initial_options": chosen} if chosen else {}
        if len(options) <= CHECKS:
            made = [self.option(o) for o in options]
            return {"type": "checkboxes", "action_id": "many", "options": made, **first}
        menu: Element = {"type": "multi_static_select", "action_id": "many", **first}
        menu["placeholder"] = self.placeholder("choose")
        if any(o.group is not None for o in options):
            return {**menu, "option_groups": self.groups(options)}
        return {**menu, "options": [self.option(o) for o in options[: kit.SELECT_OPTIONS]]}

    def searched(self) -> Element:
        """Chosen by typing: Slack asks us for what matches."""
        value = self.asked.value
        chosen = (value,) if isinstance(value, str) else value
        known = {option.value: option for option in self.asked.options}
        made = [self.option(known.get(one, Option(one, one))) for one in chosen if one]
        common = {"min_query_length": 0, "placeholder": self.placeholder("search")}
        if self.asked.type == "searches":
            first: Element = {"initial_options": made} if made else {}
            return {"type": "multi_external_select", "action_id": "many", **common, **first}
        first = {"initial_option": made[0]} if made else {}
        return {"type": "external_select", "action_id": "one", **common, **first}

    def option(self, one: Option) -> Element:
        """A choice in the reader's language."""
        return option(one, self.say.lang)

    def groups(self, options: Sequence[Option]) -> list[Element]:
        """Choices under their headings, in the order they came."""
        return [
            {
                "label": kit.plain(self.say(label) if label is not None else " ", 75),
                "options": [self.option(o) for o in group],
            }
            for label, group in groupby(options, key=lambda o: o.group)
        ]

    def placeholder(self, code: str) -> Element:
        """What stands in a menu before anything is chosen."""
        return kit.plain(self.say(phrase(f"chat.{code}")), kit.PLACEHOLDER_TEXT)


def option(option: Option, lang: Lang) -> Element:
    """A choice as Slack has it."""
    text = kit.plain(render.say(option.label, lang), kit.OPTION_TEXT)
    return {"text": text, "value": option.value or NOTHING}


def _block_id(asked: Input, before: str, *, kept: bool, blank: bool) -> str:
    """A field's id: a mark of the value it is given is added, so that Slack shows that value.

    A text keeps its id where something stood in it: somebody may be typing while the form is drawn
    anew. A file keeps it always, as only its sender can choose it.
    """
    if asked.type == "file":
        return asked.name
    if asked.type in ("text", "long") and not (blank and asked.value):
        return before or asked.name
    if kept and before:
        return before
    marked = f"{asked.name}{MARK}{crc32(repr(asked.value).encode()):08x}"
    return f"{marked}+" if marked == before else marked
