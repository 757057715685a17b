"""Texts as Teams writes them, as what their writers see."""

from __future__ import annotations

import html
import re

from bot.handlers.teams.origins import Activity, part, parts, text

MENTIONS = 200
"""As many people nobody mentions in one message."""
LONGEST_HTML = 80_000
"""Characters of a message's HTML that are read."""


def as_typed(activity: Activity) -> str:
    """A message's text as its writer sees it: mentions by name, and the bot's own left out.

    Teams writes a mention as "<at>Name</at>" with an entity that says whose it is, and signs as
    HTML writes them.
    """
    said, names = text(activity, "text"), _names(activity)
    if names:
        longest = sorted(names, key=len, reverse=True)
        said = re.sub("|".join(map(re.escape, longest)), lambda at: names[at[0]], said)
    return html.unescape(said).replace("\xa0", " ").replace("\r\n", "\n").strip()


def _names(activity: Activity) -> dict[str, str]:
    """What stands for each mention, by how it is written; nothing for our own."""
    bot = text(part(activity, "recipient"), "id")
    names = {}
    for entity in parts(activity, "entities")[:MENTIONS]:
        who, written = part(entity, "mentioned"), text(entity, "text")
        if entity.get("type") == "mention" and written:
            names[written] = "" if text(who, "id") == bot else f"@{text(who, 'name')}"
    return names


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

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]{0,15})\b([^<>]*)>|<!--[^<>]*-->")
_GIVEN = r"\b{}\s{{0,5}}=\s{{0,5}}(?:\"([^\"]*)\"|'([^']*)')"
_ALT, _HREF = (re.compile(_GIVEN.format(name), re.IGNORECASE) for name in ("alt", "href"))


def plain(written: str) -> str:
    """HTML as text: lines kept, a link's address beside its words, everything else as it reads.

    The library's parser takes half a minute for what nobody writes but a forger ("<a " many
    times over), while nobody else is answered; this one looks at each character once.
    """
    said: list[str] = []
    link, linked, at = "", 0, 0
    written = written[:LONGEST_HTML]
    for tag in _TAG.finditer(written):
        said.append(html.unescape(written[at : tag.start()]))
        at = tag.end()
        closes, name, more = tag[1], (tag[2] or "").lower(), tag[3] or ""
        if name == "a":
            said.append(_beside(link, "".join(said[linked:])))
            link, linked = "" if closes else _given(_HREF, more), len(said)
        else:
            said.append(_in_place_of(name, more, closes=bool(closes)))
    said.append(html.unescape(written[at:]))
    lines = "".join(said).replace("\xa0", " ").split("\n")
    return "\n".join(line.strip() for line in lines if line.strip())


def _in_place_of(name: str, more: str, *, closes: bool) -> str:
    """What a tag shows."""
    if name in BLOCKS:
        return "\n"
    if closes:
        return ""
    if name in PICTURES:
        return _given(_ALT, more)
    return {"td": " ", "th": " ", "at": "@"}.get(name, "")


def _beside(link: str, shown: str) -> str:
    """A link's address, where it is one and not what is shown."""
    shown = shown.strip()
    if not link.startswith(("https://", "http://")) or link == shown:
        return ""
    return f" ({link})" if shown else link


def _given(attribute: re.Pattern[str], more: str) -> str:
    """The value of one of a tag's attributes."""
    found = attribute.search(more)
    return html.unescape(found[1] or found[2] or "") if found else ""
