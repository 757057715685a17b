"""Texts as Teams writes them, as what their writers see."""

from __future__ import annotations

import html
from html.parser import HTMLParser

from bot.handlers.teams.origins import Activity, part, parts, text

LONGEST_HTML = 80_000
"""Characters of a message's HTML that are read."""


def as_typed(activity: Activity) -> str:
    """A message's text as its writer sees it: mentions by name, and the bot's own left out.

    Teams writes a mention as "<at>Name</at>" with an entity that says whose it is, and signs as
    HTML writes them.
    """
    said, bot = text(activity, "text"), text(part(activity, "recipient"), "id")
    for entity in parts(activity, "entities"):
        if entity.get("type") != "mention":
            continue
        who, written = part(entity, "mentioned"), text(entity, "text")
        if written:
            name = "" if text(who, "id") == bot else f"@{text(who, 'name')}"
            said = said.replace(written, name)
    return html.unescape(said).replace("\xa0", " ").replace("\r\n", "\n").strip()


def mentions_us(activity: Activity) -> bool:
    """Whether a message mentions the bot."""
    bot = text(part(activity, "recipient"), "id")
    return any(
        entity.get("type") == "mention" and text(part(entity, "mentioned"), "id") == bot
        for entity in parts(activity, "entities")
    )


BLOCKS = frozenset(
    ("br", "p", "div", "li", "ul", "ol", "tr", "table", "blockquote", "pre", "codeblock", "hr")
) | {f"h{level}" for level in range(1, 7)}
"""Where a line ends."""
PICTURES = ("emoji", "img")
"""What shows its other text: Teams writes an emoji as a picture."""


class _Plain(HTMLParser):
    """A message's HTML as the text it shows."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []
        self._link = ""
        self._linked = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag in BLOCKS:
            self.said.append("\n")
        elif tag in ("td", "th"):
            self.said.append(" ")
        elif tag == "at":
            self.said.append("@")
        elif tag in PICTURES:
            self.said.append(known.get("alt") or "")
        elif tag == "a":
            self._link, self._linked = known.get("href") or "", len(self.said)

    def handle_endtag(self, tag: str) -> None:
        if tag in BLOCKS:
            self.said.append("\n")
        elif tag == "a":
            shown = "".join(self.said[self._linked :]).strip()
            if self._link.startswith(("https://", "http://")) and self._link != shown:
                self.said.append(f" ({self._link})" if shown else self._link)
            self._link = ""

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def plain(written: str) -> str:
    """HTML as text: lines kept, a link's address beside its words, everything else as it reads."""
    page = _Plain()
    page.feed(written[:LONGEST_HTML])
    page.close()
    lines = "".join(page.said).replace("\xa0", " ").split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())
