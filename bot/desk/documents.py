"""A document for people to read: sections with facts and tables, as plain text or HTML.

Used for the registry copy of a case and for what we have stored about somebody. What people
typed is escaped here, and nowhere else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from bot.texts import Lang

_STYLE = """
body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem;
       color: #1a1a1a; background: #fff; }
h1 { font-size: 1.6rem; line-height: 1.2; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 1px solid #767676; }
dl { display: grid; grid-template-columns: minmax(9rem, 16rem) 1fr; gap: .25rem 1rem; margin: 0; }
dt { color: #555; } dd { margin: 0; }
dd, td { white-space: pre-wrap; overflow-wrap: anywhere; }
table { border-collapse: collapse; width: 100%; font-size: .9rem; }
th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0;
         border-bottom: 1px solid #ddd; }
@media (max-width: 40rem) { dl { grid-template-columns: 1fr; } dd { margin-bottom: .5rem; } }
""".strip()


@dataclass(frozen=True)
class Part:
    """One section: lines of text, labelled facts, and a table; any of them may be empty."""

    title: str
    lines: Sequence[str] = ()
    facts: Sequence[tuple[str, str]] = ()
    columns: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = ()


@dataclass(frozen=True)
class Document:
    """A title, what the reader should know first, and the sections."""

    title: str
    intro: Sequence[str] = ()
    parts: Sequence[Part] = field(default=())

    def text(self) -> str:
        """As plain text, for a terminal or a mail."""
        lines = [_visible(self.title), "=" * len(self.title), "", *map(_visible, self.intro)]
        for part in self.parts:
            lines += ["", _visible(part.title), "-" * len(part.title)]
            lines += [_indented(line) for line in part.lines]
            lines += [f"{label}: {_indented(value)}" for label, value in part.facts]
            for row in part.rows:
                pairs = zip(part.columns, row, strict=True)
                shown = [f"{name}: {_indented(cell)}" for name, cell in pairs if cell]
                lines.append("- " + "\n  ".join(shown))
        return "\n".join(lines) + "\n"

    def html(self, lang: Lang) -> str:
        """As one HTML page that needs nothing else, runs nothing and prints well."""
        body = [f"<h1>{_escaped(self.title)}</h1>"]
        body += [f"<p>{_escaped(line)}</p>" for line in self.intro]
        for part in self.parts:
            body.append(f"<section><h2>{_escaped(part.title)}</h2>")
            body += [f"<p>{_escaped(line)}</p>" for line in part.lines]
            body.append(_facts(part.facts))
            body.append(_table(part.columns, part.rows))
            body.append("</section>")
        content = "\n".join(line for line in body if line)
        return (
            f'<!doctype html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
            "style-src 'unsafe-inline'\">\n"
            f"<title>{_escaped(self.title)}</title>\n<style>{_STYLE}</style>\n</head>\n"
            f"<body>\n<main>\n{content}\n</main>\n</body>\n</html>\n"
        )


_CONTROLS = {code: 0x2400 + code for code in range(32) if chr(code) not in "\n\t"} | {127: 0x2421}
"""Control characters as their pictures, so that a terminal obeys nothing that somebody typed."""


def _visible(words: str) -> str:
    return words.replace("\r\n", "\n").translate(_CONTROLS)


def _indented(words: str) -> str:
    return _visible(words).replace("\n", "\n    ")


def _escaped(words: str) -> str:
    return escape(_visible(words))


def _facts(facts: Sequence[tuple[str, str]]) -> str:
    if not facts:
        return ""
    shown = "".join(f"<dt>{_escaped(name)}</dt><dd>{_escaped(value)}</dd>" for name, value in facts)
    return f"<dl>{shown}</dl>"


def _table(columns: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    head = "".join(f'<th scope="col">{_escaped(name)}</th>' for name in columns)
    body = "".join(
        "<tr>" + "".join(f"<td>{_escaped(cell)}</td>" for cell in row) + "</tr>" for row in rows
    )
    return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
