"""Forms as cards. What was filled in comes back through `filled`.

The fields' names are the inputs' ids; what the form is about stands in the data of the action
that sends it. A dialog sends with `Action.Submit`, a form in the one-to-one chat with
`Action.Execute`, so that an answer can take the form's place.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from bot.desk.replies import Body, Form, Input
from bot.handlers.lengths import cut
from bot.handlers.teams import kit
from bot.handlers.teams.fields import FULL, MANY, TIGHT, WRITTEN, Field, Fit
from bot.handlers.teams.kit import Action, Element
from bot.handlers.teams.page import Page, within
from bot.handlers.teams.pressing import OURS, Surface, execute, submit
from bot.handlers.teams.words import say
from bot.texts import Arg, Lang, phrase

VERB = "send"
DIALOG_TITLE = 60


def card(
    form: Form, lang: Lang, surface: Surface, place: Mapping[str, str], said: Body = ()
) -> kit.Card:
    """A form as a card. `said` is what was answered, above the fields.

    One that would be too heavy has fewer words around its fields; what has been typed is cut
    only where nothing else is left, and it is said below the field.
    """
    above = (*said, *(block for block in form.intro if block not in said))
    drawn = _Drawn(form, lang, surface, place, above)
    full = drawn.card(FULL)
    if kit.size(full) <= kit.CARD_BYTES:
        return full
    tight = drawn.card(TIGHT)
    more = kit.size(tight) - kit.CARD_BYTES
    return tight if more <= 0 else drawn.card(TIGHT, _shorter(form, more, lang))


class _Drawn:
    """A form on one surface, with what is said above it."""

    def __init__(
        self, form: Form, lang: Lang, surface: Surface, place: Mapping[str, str], above: Body
    ) -> None:
        self.form = form
        self.lang = lang
        self.surface = surface
        self.place = place
        self.above = above

    def card(self, fit: Fit, shorter: Mapping[str, str] | None = None) -> kit.Card:
        """The whole. `shorter` are the texts that are too long, as much of them as fits."""
        short, dialog = shorter or {}, self.surface == "dialog"
        made = [] if dialog else [kit.heading(title(self.form, self.lang), large=True)]
        made += self.said(fit.said)
        for asked in self.form.inputs:
            if asked.type == "file":
                made += self.sent_elsewhere(asked, fit)
                continue
            shown = replace(asked, value=short[asked.name]) if asked.name in short else asked
            cut_off = asked.name in short or _overflows(asked)
            field = Field(shown, self.lang, (self.form.command, self.form.hidden), fit)
            made += field.elements(shortened=cut_off)
        line = say(self.form.title, self.lang)
        send = [self.send()] if _fields(self.form) or not self.form.inputs else []
        return kit.frame(made, self.lang, line, buttons=send, wide=not dialog)

    def said(self, most: int) -> list[Element]:
        """What stands above the fields: its buttons send none of them."""
        asked_at = {name: at for name, at in self.place.items() if name != "grows"}
        page = Page(self.lang, self.surface, alone=False, place=asked_at)
        found = page.body(self.above)
        shown = (within(found, most) or [[]])[0]
        wrong = sum(asked.error is not None for asked in _fields(self.form))
        if wrong:
            line = kit.words(say(phrase("teams.errors", n=wrong), self.lang))
            shown.append(kit.box([line], "attention", spacing="Medium"))
        return shown

    def sent_elsewhere(self, asked: Input, fit: Fit) -> list[Element]:
        """Where a file is sent, and what file: no card has a field for one."""
        found = [kit.words(say(phrase("teams.file_here"), self.lang))]
        if asked.error is not None:
            error = cut(say(asked.error, self.lang), fit.label)
            found.append(kit.small(error, colour="attention"))
        if asked.hint is not None and fit.hints:
            found.append(kit.small(cut(say(asked.hint, self.lang), fit.label)))
        return found

    def send(self) -> Action:
        """The button that sends it."""
        data = {OURS: about(self.form, self.place)}
        label = kit.inert(cut(say(self.form.submit, self.lang), kit.BUTTON_TEXT)).strip() or " "
        look = {"title": label, "style": "positive"}
        return submit(look, data) if self.surface == "dialog" else execute(look, VERB, data)


def _fields(form: Form) -> list[Input]:
    """The questions that a card can ask: Teams has no field for a file."""
    return [asked for asked in form.inputs if asked.type != "file"]


def _overflows(asked: Input) -> bool:
    """Whether more was written than its field holds: in a message, which may be any length."""
    written = asked.type in WRITTEN and isinstance(asked.value, str)
    return written and len(asked.value) > asked.max_length


def _shorter(form: Form, more: int, lang: Lang) -> dict[str, str]:
    """The longest texts of a form, cut so that `more` bytes are saved together."""
    note = kit.size(kit.small(say(phrase("teams.too_long"), lang)))
    texts = {
        asked.name: asked.value[: asked.max_length]
        for asked in form.inputs
        if isinstance(asked.value, str) and asked.type in WRITTEN
    }
    sizes = {name: kit.size(text) for name, text in texts.items()}
    rest = sum(sizes.values()) - more - note * len(sizes)
    found: dict[str, str] = {}
    for left, name in zip(
        range(len(sizes), 0, -1), sorted(sizes, key=sizes.__getitem__), strict=True
    ):
        share = max(rest // left, 2)
        if sizes[name] > share:
            found[name] = kit.of_size(texts[name], share)
        rest -= min(sizes[name], share)
    return found


def title(form_or_arg: Form | Arg, lang: Lang) -> str:
    """What stands at the top of a dialog."""
    arg = form_or_arg.title if isinstance(form_or_arg, Form) else form_or_arg
    return cut(say(arg, lang), DIALOG_TITLE)


def about(form: Form, place: Mapping[str, str]) -> dict[str, Any]:
    """What a form is about, and which fields stood in it: an empty one may not come back."""
    kept: dict[str, Any] = {
        "form": form.command,
        "id": form.id,
        "hidden": dict(form.hidden),
        "shown": [asked.name for asked in _fields(form)],
        "place": dict(place),
    }
    many = [asked.name for asked in form.inputs if asked.type in MANY]
    checks = [asked.name for asked in form.inputs if asked.type == "check"]
    words = [asked.name for asked in form.inputs if asked.type in WRITTEN]
    kinds = {"many": many, "checks": checks, "words": words}
    return {**kept, **{kind: names for kind, names in kinds.items() if names}}
