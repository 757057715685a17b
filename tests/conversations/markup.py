"""A page of the web room as a tree, by the standard library's parser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

VOID = frozenset({"input", "meta", "link", "br", "hr", "img", "rect", "path", "circle"})


@dataclass
class Node:
    """An element, with its children and its texts in their order."""

    tag: str
    attrs: dict[str, str] = field(default_factory=dict)
    inner: list[Node | str] = field(default_factory=list)

    @property
    def id(self) -> str:
        return self.attrs.get("id", "")

    @property
    def children(self) -> list[Node]:
        return [one for one in self.inner if isinstance(one, Node)]

    def has(self, *classes: str) -> bool:
        return set(classes) <= set(self.attrs.get("class", "").split())

    def all(self, tag: str = "", *classes: str, **attrs: str) -> Iterator[Node]:
        """Every element within, this one too, that is such a one; in the order of the page."""
        waiting = [self]
        while waiting:
            node = waiting.pop()
            fits = (not tag or node.tag == tag) and (not classes or node.has(*classes))
            if fits and all(node.attrs.get(name) == value for name, value in attrs.items()):
                yield node
            waiting += reversed([one for one in node.inner if isinstance(one, Node)])

    def one(self, tag: str = "", *classes: str, **attrs: str) -> Node:
        found = self.maybe(tag, *classes, **attrs)
        if found is None:
            raise LookupError(f"no <{tag}> {classes} {attrs} in <{self.tag}> {self.attrs}")
        return found

    def maybe(self, tag: str = "", *classes: str, **attrs: str) -> Node | None:
        return next(self.all(tag, *classes, **attrs), None)

    def text(self, skip: Callable[[Node], bool] = lambda _: False) -> str:
        """The words in it; members' names without the sign that the room marks them with."""
        parts = [
            one if isinstance(one, str) else "" if skip(one) else one.text(skip)
            for one in self.inner
        ]
        said = "".join(parts)
        return said.removeprefix("@") if self.tag == "span" and self.has("mention") else said


class _Builder(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs})
        self._open[-1].inner.append(node)
        if tag not in VOID:
            self._open.append(node)

    def handle_endtag(self, tag: str) -> None:
        while len(self._open) > 1 and tag not in VOID:
            if self._open.pop().tag == tag:
                return

    def handle_data(self, data: str) -> None:
        self._open[-1].inner.append(data)


def parsed(html: str) -> Node:
    builder = _Builder()
    builder.feed(html)
    builder.close()
    return builder.root
