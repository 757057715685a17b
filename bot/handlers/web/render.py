"""Replies as HTML. What the desk said becomes markup here and nowhere else.

Everything passes Jinja's autoescaping or `shown`, so a text from a member can look like markup
and never be it. The templates know the classes of `bot.desk.replies` and no feature.
"""

from __future__ import annotations

import json
import secrets
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any
from zlib import crc32

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup, escape

from bot.desk.replies import Body, Button, Card, Copyable, Form, Line, Option
from bot.handlers.attached import file_name, image
from bot.handlers.web import inbound
from bot.handlers.web.inbound import CHECKED, Spot
from bot.handlers.web.setup import ActAs
from bot.handlers.web.timeline import Post, Whisper
from bot.texts import ZONE, Arg, Day, Lang, Person, clock_time, phrase, visible
from bot.texts import plain as unadorned
from bot.texts import say as put_into_words

FOLDER = Path(__file__).parent
RADIO_LIMIT = 5
"""A choice with more options than this becomes a drop-down list."""
LONG_TEXT = 700
"""What somebody wrote is folded beyond so many characters."""
_HUES = 6


@dataclass(frozen=True)
class Viewer:
    """Whose eyes a page is for, and the language of its frame."""

    who: ActAs
    lang: Lang

    @property
    def user(self) -> str:
        """The id in the address."""
        return self.who.user


def page(template: str, viewer: Viewer | None, lang: Lang, **values: Any) -> str:
    """A whole page."""
    spot = values.pop("spot", Spot())
    return _environment().get_template(template).render({**_context(lang, viewer, spot), **values})


def body(blocks: Body, lang: Lang, viewer: Viewer, spot: Spot) -> Markup:
    """What the desk said, for this viewer; its buttons answer to `spot`."""
    return _macro("blocks.html", "body", lang, viewer, spot, blocks)


def message(post: Post, viewer: Viewer, channel: str, author: ActAs | None, **frame: Any) -> Markup:
    """A post in the stream with its thread; the bot's own in the language it spoke."""
    spot = Spot(channel, "", f"p:{post.id}" if channel else "flow")
    inner = body(post.body, post.lang, viewer, spot) if post.body else None
    return _macro("posts.html", "post", viewer.lang, viewer, spot, post, author, inner, **frame)


def line(post: Post, viewer: Viewer, channel: str, root: str, author: ActAs | None) -> Markup:
    """A line in the thread under `root`."""
    spot = Spot(channel, root, f"t:{root}")
    inner = body(post.body, post.lang, viewer, spot) if post.body else None
    return _macro("posts.html", "line", viewer.lang, viewer, spot, post, author, inner)


def content(post: Post, viewer: Viewer, channel: str) -> Markup:
    """What a post in the stream says, without its thread: all that changes when it is edited."""
    spot = Spot(channel, "", f"p:{post.id}" if channel else "flow")
    inner = body(post.body, post.lang, viewer, spot) if post.body else None
    return _macro("posts.html", "content", viewer.lang, viewer, spot, post, inner)


def lines_count(post: Post, viewer: Viewer) -> Markup:
    """The thread's summary: how many lines, and when the last was written."""
    return _macro("posts.html", "count", viewer.lang, viewer, Spot(), post)


def whisper(said: Whisper, viewer: Viewer) -> Markup:
    """A private answer, marked as one."""
    root = said.anchor.partition(":")[2] if said.anchor.startswith("t:") else ""
    spot = Spot(said.channel, root, said.anchor)
    inner = body(said.body, said.lang, viewer, spot)
    return _macro("posts.html", "whisper", viewer.lang, viewer, spot, said, inner)


def form(asked: Form, lang: Lang, viewer: Viewer, spot: Spot) -> Markup:
    """A form; the same markup in a dialog and on a page of its own."""
    intro = body(asked.intro, lang, viewer, spot) if asked.intro else None
    return _macro("forms.html", "form", lang, viewer, spot, asked, intro)


def question(pressed: Mapping[str, object], viewer: Viewer, spot: Spot) -> Markup:
    """The question put before a press counts."""
    return _macro("forms.html", "question", viewer.lang, viewer, spot, pressed)


def part(name: str, viewer: Viewer, **values: Any) -> Markup:
    """A part of the page's frame (clock, people, unread count) drawn anew."""
    return _macro("frame.html", name, viewer.lang, viewer, Spot(), **values)


def headline(blocks: Body, lang: Lang) -> str:
    """The one plain line a screen reader is told when a message arrives."""
    for block in blocks:
        if isinstance(block, Card):
            return put_into_words(block.fallback, lang)
        if isinstance(block, Line | Copyable):
            return put_into_words(block.text, lang)
    return ""


def shown(text: str) -> str:
    """Anybody's text as harmless HTML: escaped, control characters visible, direction kept in.

    Overrides that could make a name read backwards are shown as what they are, and a text with
    right-to-left writing is isolated, so it cannot turn the sentence around it.
    """
    seen = visible(text)
    html = str(escape(seen))
    if any(unicodedata.bidirectional(char) in ("R", "AL", "AN") for char in seen):
        return f'<bdi dir="auto">{html}</bdi>'
    return html


def _context(lang: Lang, viewer: Viewer | None, spot: Spot) -> dict[str, Any]:
    """What every template may call. `say` writes markup, `plain` text for attributes."""

    def show(value: str | Person) -> str:
        if isinstance(value, str):
            return shown(value)
        mine = " mine" if viewer and viewer.who.name == value.name else ""
        return f'<span class="mention{mine}">@{shown(value.name)}</span>'

    def say(arg: Arg) -> Markup:
        return Markup(put_into_words(arg, lang, show))  # noqa: S704  # `show` has escaped it

    def plain(arg: Arg) -> str:
        return put_into_words(arg, lang, unadorned)

    def press(button: Button) -> str:
        asks = plain(button.asks) if button.asks is not None else ""
        return inbound.press(button, secrets.token_urlsafe(9), asks)

    return {
        "lang": lang,
        "viewer": viewer,
        "spot": spot,
        "say": say,
        "plain": plain,
        "press": press,
        "t": lambda code, **args: say(phrase(f"web.{code}", **args)),
        "tp": lambda code, **args: plain(phrase(f"web.{code}", **args)),
        "clock": lambda at: clock_time(at, lang),
        "day": lambda at: plain(Day(at.astimezone(ZONE).date())),
    }


def _macro(
    template: str, name: str, lang: Lang, viewer: Viewer, spot: Spot, *args: Any, **kwargs: Any
) -> Markup:
    module = _environment().get_template(template).make_module(_context(lang, viewer, spot))
    macro: Callable[..., str] = getattr(module, name)
    return Markup(macro(*args, **kwargs))  # noqa: S704  # a macro's output is escaped


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER / "templates"),
        autoescape=select_autoescape(default=True, default_for_string=True),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.globals |= {
        "CHECKED": CHECKED,
        "LONG_TEXT": LONG_TEXT,
        "RADIO_LIMIT": RADIO_LIMIT,
        "steady": _steady,
        "nonce": lambda: secrets.token_urlsafe(9),
    }
    environment.filters |= {
        "typed": lambda text: Markup(shown(text)),  # noqa: S704  # `shown` has escaped it
        "hue": lambda name: crc32(name.encode()) % _HUES,
        "initials": _initials,
        "groupby_shown": _groups,
        "json": lambda value: json.dumps(value, ensure_ascii=False, sort_keys=True),
        "local": _local,
        "drawable": lambda picture: bool(image(picture)),
        "file_name": file_name,
    }
    return environment


def _groups(options: Sequence[Option]) -> list[dict[str, Any]]:
    """Options in their order, those with the same heading together while they follow."""
    return [
        {"label": label, "options": list(some)}
        for label, some in groupby(options, key=lambda option: option.group)
    ]


def _steady(button: Button) -> str:
    """What a button is called while its card changes under it, so that focus can stay on it."""
    args = {name: value for name, value in button.args.items() if name != "revision"}
    return f"{button.command} {json.dumps(args, sort_keys=True)}"


def _initials(name: str) -> str:
    parts = [part for part in name.split() if part[:1].isalpha()]
    return "".join(part[0] for part in (parts[:1] + parts[-1:] if len(parts) > 1 else parts))


def _local(at: datetime) -> str:
    """An instant as the browser's own date and time field wants it, in Europe/Stockholm."""
    return at.astimezone(ZONE).strftime("%Y-%m-%dT%H:%M")
