"""What the web room shows, as lines and sheets."""

from __future__ import annotations

from collections.abc import Iterator

from tests.conversations.markup import Node
from tests.conversations.normal import NO_ANSWER, option_text
from tests.conversations.sheets import Field, Lines, Sheet, lines_of, pressable, rarer


def body_lines(node: Node, *, room: bool = False) -> Lines:
    """What the bot said. In a `room`, the rarer steps are behind a menu."""
    return [line for line in _said(node, room) if line]


def _said(node: Node, room: bool) -> Iterator[str]:
    read = _READERS.get(node.tag)
    if read is not None and (found := read(node, room)) is not None:
        yield from found
        return
    for child in node.children:
        yield from _said(child, room)


def _paragraph(node: Node, room: bool) -> Lines:
    picture = node.maybe("img")
    return lines_of(picture.attrs["alt"] if picture else node.text())


def _buttons(node: Node, room: bool) -> Lines:
    menu = node.maybe("details", "menu")
    hidden = list(menu.all("button")) if menu else []
    first = [button for button in node.all("button") if button not in hidden]
    named = rarer if room else pressable
    return [pressable(button.text().strip()) for button in first] + [
        named(button.text().strip()) for button in hidden
    ]


def _details(node: Node, room: bool) -> Lines | None:
    return lines_of(node.one("blockquote").text()) if node.has("quote") else None


def _facts(node: Node, room: bool) -> Lines:
    return [
        line
        for fact in node.all("div")
        for line in lines_of(f"{fact.one('dt').text()}  {fact.one('dd').text()}")
    ]


def _table(node: Node, room: bool) -> Lines:
    found: Lines = []
    for row in node.one("tbody").all("tr"):
        cells = [cell.text().strip() for cell in row.all("td") if not cell.has("acts")]
        found += [cells[0], " · ".join(cell for cell in cells[1:] if cell)]
        found += [line for form in row.all("form", "buttons") for line in _buttons(form, room)]
    return found


def _nothing(node: Node, room: bool) -> Lines:
    return []


_READERS = {
    "p": _paragraph,
    "h2": _paragraph,
    "h3": _paragraph,
    "pre": _paragraph,
    "li": _paragraph,
    "blockquote": _paragraph,
    "dl": _facts,
    "table": _table,
    "details": _details,
    "form": _buttons,
    "button": _nothing,
}


def said_in(post: Node, *, room: bool = False) -> Lines:
    """A post or a line of a thread: a person's with their name, the bot's as it is."""
    body = next(node for node in post.all("div", "body"))
    if post.has("bot"):
        return body_lines(body, room=room)
    author = post.one("b", "name").text().strip()
    return [f"{author}: {line}" for line in body_lines(body)]


def sheet(form: Node) -> Sheet:
    """The form on a page."""
    intro = form.maybe("div", "intro")
    submit = next(b for b in form.one("footer").all("button") if b.attrs.get("name") == "_send")
    return Sheet(
        form.one("h2").text().strip(),
        body_lines(intro) if intro else [],
        submit.text().strip(),
        [_field(node) for node in form.all("div", "field")],
    )


def _field(node: Node) -> Field:
    label = node.maybe("legend") or node.maybe("label")
    assert label is not None
    check = len(list(node.all("input", type="checkbox"))) == 1 and not node.maybe("legend")
    required = label.maybe("span", "must") is not None
    options, value = ([], _ticked(node)) if check else _choices(node)
    search = node.maybe("select") is not None and "data-search" in node.one("select").attrs
    return Field(
        label.text(lambda inner: inner.has("must")).strip(),
        required,
        _note(node, "hint"),
        () if search else tuple(options),
        tuple(value),
        _note(node, "error"),
    )


def _note(node: Node, kind: str) -> str:
    found = node.maybe("p", kind)
    return found.text().strip() if found else ""


def _ticked(node: Node) -> Lines:
    return ["Ja"] if "checked" in node.one("input", type="checkbox").attrs else []


def _choices(node: Node) -> tuple[Lines, Lines]:
    """The options, and what is chosen or typed."""
    if node.maybe("textarea"):
        return [], lines_of(node.one("textarea").text())
    offered = [(it, it, "selected") for it in node.all("option")]
    offered += [(pick, pick.one("input"), "checked") for pick in node.all("label", "pick")]
    if not offered:
        return [], lines_of(next(it for it in node.all("input")).attrs.get("value", ""))
    named = [(option_text(it.text().strip()), mark in at.attrs) for it, at, mark in offered]
    named = [one for one in named if one[0] not in NO_ANSWER]
    return [text for text, _ in named], [text for text, chosen in named if chosen]
