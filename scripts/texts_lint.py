"""Find what is wrong with the texts: `python scripts/texts_lint.py`, a part of `make lint`.

Told are: a code that stands twice, one that a language lacks or has left empty, gaps (`{name}`)
that differ between the languages or cannot be filled, codes that the source asks for and no
catalogue has, and codes that nobody asks for. Codes put together at run time count as a family:
whatever begins like one is taken to be used.
"""

from __future__ import annotations

import ast
import re
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from string import Formatter

from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("sv", "en")

CODE_AT: dict[str, tuple[int, str]] = {
    "phrase": (0, ""),
    "Phrase": (0, ""),
    "refuse": (0, ""),
    "said": (0, ""),
    "said_on": (1, ""),
    "record": (2, "step."),
    "thread": (2, "thread."),
    "poster": (2, "notice."),
    "handler": (2, "notice."),
    "person": (2, "notice."),
    "coordinators": (2, "notice."),
    "organisation": (3, "notice."),
}
"""Functions that are given a code: which argument it is, and what is put before it."""

FAMILIES = ("notice.", "thread.", "step.")
"""Codes chosen by a value that comes from the database."""

IN_TEMPLATES = re.compile(r"\btp?\(\s*[\"']([a-z_0-9]+)[\"']\s*(~?)")
TEMPLATE_PREFIX = "web."
MSGID = re.compile(r'^msgid "(.+)"$', re.MULTILINE)

Catalogue = dict[str, tuple[str, ...]]


@dataclass
class Used:
    """What the source asks for: codes with where, the families, and every other string."""

    codes: dict[str, str] = field(default_factory=dict)
    families: set[str] = field(default_factory=lambda: set(FAMILIES))
    open_areas: set[str] = field(default_factory=set)
    strings: set[str] = field(default_factory=set)

    def knows(self, code: str) -> bool:
        """Whether somebody asks for this code, or may.

        Where a whole area is asked for by name (`web.{code}`), the name must stand somewhere.
        """
        area, _, name = code.partition(".")
        return (
            code in self.codes
            or code in self.strings
            or (area in self.open_areas and name in self.strings)
            or any(code.startswith(family) for family in self.families)
        )


def lint(source: Path, locale: Path) -> list[str]:
    """Every fault as a line; empty when the texts are whole."""
    catalogues = {lang: load(locale / lang) for lang in LANGUAGES}
    areas = {code.partition(".")[0] for texts in catalogues.values() for code in texts}
    used = find_used(source, areas)
    return [
        *(fault for lang in LANGUAGES for fault in twice(locale / lang)),
        *untranslated(catalogues),
        *uneven_gaps(catalogues),
        *unknown(catalogues["sv"], used),
        *unused(catalogues["sv"], used),
    ]


def load(folder: Path) -> Catalogue:
    """A language's texts by their code: one form, or two where there is a plural."""
    found: Catalogue = {}
    for path in sorted(folder.glob("*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale=folder.name):
                if message.id:
                    code = message.id if isinstance(message.id, str) else message.id[0]
                    words = message.string
                    found[code] = (words,) if isinstance(words, str) else tuple(words or ())
    return found


def twice(folder: Path) -> Iterator[str]:
    """Codes that stand more than once in a language: one of them would never be seen."""
    count: Counter[str] = Counter()
    places: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.po")):
        for code in MSGID.findall(path.read_text(encoding="utf-8")):
            count[code] += 1
            places.setdefault(code, []).append(path.name)
    for code, times in count.items():
        if times > 1:
            yield f"{folder.name}: {code} stands {times} times ({', '.join(places[code])})"


def untranslated(catalogues: dict[str, Catalogue]) -> Iterator[str]:
    """Codes that a language lacks, or has without words."""
    everything = sorted(set().union(*catalogues.values()))
    for lang, texts in catalogues.items():
        for code in everything:
            if code not in texts:
                yield f"{lang}: {code} is missing"
            elif not all(form.strip() for form in texts[code]):
                yield f"{lang}: {code} has no words"


def uneven_gaps(catalogues: dict[str, Catalogue]) -> Iterator[str]:
    """Gaps that one language has and the other not; a plural's own number may be left out."""
    gaps: dict[str, dict[str, set[str]]] = {lang: {} for lang in catalogues}
    for lang, texts in catalogues.items():
        for code, forms in texts.items():
            try:
                gaps[lang][code] = set().union(*(_gaps(form) for form in forms)) - {"n"}
            except ValueError as error:
                yield f"{lang}: {code} has a broken gap ({error})"
    swedish, english = (gaps[lang] for lang in LANGUAGES)
    for code in swedish.keys() & english.keys():
        if swedish[code] != english[code]:
            differ = ", ".join(sorted(swedish[code] ^ english[code]))
            yield f"{code}: gaps differ between the languages ({differ})"


def unknown(texts: Catalogue, used: Used) -> Iterator[str]:
    """Codes that the source asks for and no catalogue has."""
    for code, where in sorted(used.codes.items()):
        if code not in texts:
            yield f"{where}: {code} has no text"


def unused(texts: Catalogue, used: Used) -> Iterator[str]:
    """Texts that nobody asks for."""
    for code in sorted(texts):
        if not used.knows(code):
            yield f"{code} is not used"


def find_used(source: Path, areas: set[str]) -> Used:
    """What all Python files and templates under a folder ask for."""
    used = Used()
    for path in sorted(source.rglob("*.py")):
        where = path.relative_to(source.parent)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            _look_at(node, str(where), areas, used)
    for path in sorted(source.rglob("*.html")):
        for name, goes_on in IN_TEMPLATES.findall(path.read_text(encoding="utf-8")):
            if goes_on:
                used.families.add(TEMPLATE_PREFIX + name)
            else:
                used.codes[TEMPLATE_PREFIX + name] = str(path.relative_to(source.parent))
    return used


def _look_at(node: ast.AST, where: str, areas: set[str], used: Used) -> None:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        used.strings.add(node.value)
    elif isinstance(node, ast.JoinedStr) and isinstance(node.values[0], ast.Constant):
        head = str(node.values[0].value)
        area, dot, rest = head.partition(".")
        if dot and area in areas:
            (used.families if rest else used.open_areas).add(head if rest else area)
    elif isinstance(node, ast.Call):
        name = getattr(node.func, "id", getattr(node.func, "attr", ""))
        place, prefix = CODE_AT.get(name, (len(node.args), ""))
        given = node.args[place] if place < len(node.args) else None
        for part in _alternatives(given):
            used.codes.setdefault(prefix + part, f"{where}:{node.lineno}")


def _alternatives(given: ast.expr | None) -> Iterator[str]:
    """The codes that an argument may be: a constant, or either side of a choice."""
    if isinstance(given, ast.Constant) and isinstance(given.value, str):
        yield given.value
    elif isinstance(given, ast.IfExp):
        yield from _alternatives(given.body)
        yield from _alternatives(given.orelse)


def _gaps(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def main() -> int:
    """Print every fault; 1 if there are any."""
    faults = lint(ROOT / "bot", ROOT / "bot" / "locale")
    for fault in faults:
        print(fault)
    if faults:
        print(f"{len(faults)} faults in the texts (bot/locale).")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
