"""A YAML file as plain data, with the line of everything in it.

Scalars stay what was written. YAML 1.1 would make Norway (`NO`), the answer `yes` and the time
`08:00` into something else; here they are text, and the model says what each must be. Only an
empty value, `null` and `~` become None.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

try:
    from yaml import CSafeLoader as _Loader
except ImportError:  # pragma: no cover - depends on how PyYAML was built
    from yaml import SafeLoader as _Loader  # type: ignore[assignment]

Path = tuple[str | int, ...]
NAMES = ("slug", "id", "code")
"""Keys that name an entry of a list, best first."""
DEEPEST = 20
"""No sound file comes near; an alias that holds itself would go on for ever."""


@dataclass(frozen=True, order=True)
class Fault:
    """One thing wrong in the centre file: where, what, and what would be right."""

    line: int
    where: str
    wrong: str
    right: str

    def __str__(self) -> str:
        place = f"line {self.line}" + (f", {self.where}" if self.where else "")
        return f"{place}: {self.wrong}. {self.right}."


@dataclass
class Document:
    """The data of a file, and the line (from 1) of each path in it."""

    data: Any = None
    lines: dict[Path, int] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def line(self, path: Path) -> int:
        """The line of a path, or of the nearest thing above it that is written in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)

    def where(self, path: Path) -> str:
        """A path as people read it: `rules[ekn-risk].lead`."""
        shown = ""
        here: Any = self.data
        for step in path:
            here = _step(here, step)
            if isinstance(step, int):
                shown += f"[{_name(here) or step + 1}]"
            else:
                shown += f".{step}" if shown else step
        return shown

    def blame(self, path: Path, wrong: str, right: str) -> None:
        """Note a fault at a path."""
        self.faults.append(Fault(self.line(path), self.where(path), wrong, right))


def read(text: str) -> Document:
    """Parse YAML text. What cannot be parsed, or is said twice, is among the faults."""
    document = Document()
    try:
        loader = _Loader(text)
        try:
            root = loader.get_single_node()
        finally:
            loader.dispose()
    except yaml.YAMLError as error:
        document.faults.append(_syntax(error))
        return document
    if root is not None:
        document.data = _plain(root, (), document)
    return document


def _plain(node: yaml.Node, path: Path, document: Document) -> Any:
    document.lines.setdefault(path, node.start_mark.line + 1)
    if len(path) > DEEPEST:
        document.blame(
            path, "The file is nested too deep", "Look for a `*name` inside its own text"
        )
        return None
    if isinstance(node, yaml.SequenceNode):
        return [_plain(item, (*path, i), document) for i, item in enumerate(node.value)]
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, document)
    plain = getattr(node, "style", None) in (None, "")
    return None if plain and node.value in ("", "null", "~", "Null", "NULL") else node.value


def _mapping(node: yaml.MappingNode, path: Path, document: Document) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        line = key_node.start_mark.line + 1
        if key in found:
            first = document.lines[(*path, key)]
            document.faults.append(
                Fault(
                    line,
                    ".".join(str(step) for step in (*path, key)),
                    f"{key!r} is already said on line {first}",
                    "Keep one of the two",
                )
            )
            continue
        document.lines[(*path, key)] = line
        found[key] = _plain(value_node, (*path, key), document)
    return found


def _syntax(error: yaml.YAMLError) -> Fault:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    problem = getattr(error, "problem", None) or getattr(error, "reason", None) or str(error)
    line = mark.line + 1 if mark is not None else 1
    return Fault(
        line,
        "",
        f"This is not YAML: {problem}",
        "Look at the indentation, and put a text that has ': ' or '#' in it within quotes",
    )


def _step(here: Any, step: str | int) -> Any:
    if isinstance(here, Mapping) and isinstance(step, str):
        return here.get(step)
    if isinstance(here, list) and isinstance(step, int) and step < len(here):
        return here[step]
    return None


def _name(entry: Any) -> str | None:
    if isinstance(entry, Mapping):
        for key in NAMES:
            if isinstance(entry.get(key), str):
                return str(entry[key])
    return None
