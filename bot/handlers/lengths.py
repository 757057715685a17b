"""Texts made to fit: every platform has its limits, and none is kind where they are passed."""

from __future__ import annotations


def cut(text: str, limit: int) -> str:
    """The text, or as much of it as fits with a mark that there was more."""
    return text if len(text) <= limit else text[: limit - 1].rstrip() + "…"


def pieces(text: str, size: int) -> list[str]:
    """A long text in pieces, parted at a line's end or between words where there is one."""
    found = []
    while len(text) > size:
        at = max(text.rfind("\n", size // 2, size), 0) or max(text.rfind(" ", size // 2, size), 0)
        at = at + 1 if at else size
        found.append(text[:at])
        text = text[at:]
    return [*found, text]
