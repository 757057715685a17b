"""Reading the centre file: a whole centre, or every fault in it at once.

Nothing starts half-loaded. A file with one fault is refused, and the refusal names all faults
with their lines, so that they can be mended in one go.
"""

from __future__ import annotations

import difflib
import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ValidationError

from bot.centre.consistency import inconsistencies
from bot.centre.model import Centre, Code, Question
from bot.centre.nodes import Document, Fault, read
from bot.centre.nodes import Path as NodePath

__all__ = ["PACKAGED", "Fault", "FaultyCentre", "load"]

PACKAGED = Path(__file__).with_name("vastra_gotaland.yaml")

SENTENCES = {
    "missing": ("'{last}' is missing", "Add `{last}:` here"),
    "language": ("{message}", "Add `{lang}:` with the text in that language"),
    "extra_language": ("{message}", "Texts have `sv` and `en`"),
    "text": ("{message}", "Write `{{sv: …, en: …}}`"),
    "literal_error": ("This is not one of the possible values", "Write {expected}"),
    "address": ("{message}", "Write it as https://calendar.example.org/centre.ics"),
    "hours": ("{message}", "Set `opens` to a time before `closes`"),
    "string_type": ("A text is wanted here", "Write a text, without keys of its own"),
    **dict.fromkeys(
        ("date_from_datetime_parsing", "date_parsing", "date_type"),
        ("This is not a date", "Write it as 2026-11-23, or leave it empty"),
    ),
    **dict.fromkeys(
        ("time_parsing", "time_type"), ("This is not a time of day", "Write it as 08:00")
    ),
    **dict.fromkeys(
        ("bool_parsing", "bool_type"), ("This is neither true nor false", "Write `true` or `false`")
    ),
    **dict.fromkeys(
        ("int_parsing", "int_type"), ("This is not a whole number", "Write digits only")
    ),
    **dict.fromkeys(
        ("tuple_type", "list_type"),
        ("A list is wanted here", "Write `[a, b]`, or one entry a line with `- ` before it"),
    ),
    **dict.fromkeys(
        ("model_type", "model_attributes_type", "dict_type"),
        ("This should have keys of its own", "Write `key: value` lines under `{last}:`"),
    ),
}
"""What is wrong and what would be right, by the kind of fault that pydantic finds."""


class FaultyCentre(ValueError):
    """The centre file cannot be used; `faults` has everything that is wrong with it."""

    def __init__(self, path: Path, faults: Iterable[Fault]) -> None:
        self.path = path
        self.faults = tuple(sorted(faults))
        many = f"{len(self.faults)} faults" if len(self.faults) != 1 else "one fault"
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        super().__init__(f"The centre file {path} has {many}:\n{lines}")


def load(path: Path | None = None) -> Centre:
    """The centre of a file; of Västra Götaland, as packaged, where no file is named.

    Raises `FaultyCentre`, also for a file that is not there or cannot be read.
    """
    path = path or PACKAGED
    try:
        content = path.read_bytes()
        text = content.decode("utf-8-sig")
    except OSError as error:
        reason = error.strerror or str(error)
        raise FaultyCentre(
            path,
            [Fault(1, "", f"The file cannot be read: {reason}", "Check CENTRE_FILE, or leave it")],
        ) from error
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise FaultyCentre(
            path, [Fault(line, "", "The file is not in UTF-8", "Save it with the coding UTF-8")]
        ) from error
    return _centre(path, read(text), hashlib.sha256(content).hexdigest()[:12])


def _centre(path: Path, document: Document, digest: str) -> Centre:
    faults = list(document.faults)
    if not isinstance(document.data, dict):
        if not faults:
            faults.append(Fault(1, "", "The file is empty or a list", "Start with `slug:`"))
        raise FaultyCentre(path, faults)
    centre: Centre | None = None
    try:
        centre = Centre.model_validate(document.data)
    except ValidationError as error:
        faults += [_fault(document, detail) for detail in error.errors(include_url=False)]
    faults += inconsistencies(document)
    if faults or centre is None:
        raise FaultyCentre(path, set(faults))
    return centre.model_copy(
        update={
            "version": f"{centre.version}-{digest}",
            "questions": tuple(_with_codes(centre, q) for q in centre.questions),
        }
    )


def _with_codes(centre: Centre, question: Question) -> Question:
    """A question with the codes it takes from elsewhere in the file, so forms need not look."""
    codes: tuple[Code, ...] = ()
    match question.source:
        case "needs":
            codes = tuple(Code(code=n.code, label=n.label, retired=n.retired) for n in centre.needs)
        case "municipalities":
            codes = (Code(code="outside", label=centre.geography.outside),)
        case "regions":
            codes = tuple(Code(code=r.slug, label=r.label) for r in centre.markets.regions)
        case "codes" | "countries" | "organisations":
            return question
    return question.model_copy(update={"codes": (*codes, *question.codes)})


def _fault(document: Document, detail: Any) -> Fault:
    path: NodePath = tuple(detail["loc"])
    kind: str = detail["type"]
    context = detail.get("ctx", {})
    wrong, right = _sentences(kind, path, detail["msg"], context)
    return Fault(document.line(path), document.where(path), wrong, right)


def _sentences(kind: str, path: NodePath, message: str, context: dict[str, Any]) -> tuple[str, str]:
    last = str(path[-1]) if path else "the file"
    if kind == "extra_forbidden":
        return f"{last!r} is not a key that is known here", _nearest_key(path)
    wrong, right = SENTENCES.get(
        kind, ("{message}", "Compare with bot/centre/vastra_gotaland.yaml")
    )
    gaps = {"last": last, "message": message, **context}
    return wrong.format_map(gaps), right.format_map(gaps)


def _nearest_key(path: NodePath) -> str:
    model: Any = Centre
    for step in path[:-1]:
        model = _inside(model, step)
    if not (isinstance(model, type) and issubclass(model, BaseModel)):
        return "Remove it, or look for a misspelling"
    names = [field.alias or name for name, field in model.model_fields.items()]
    near = difflib.get_close_matches(str(path[-1]), names, n=1)
    known = ", ".join(names)
    return f"Perhaps `{near[0]}` is meant" if near else f"Remove it; known here: {known}"


def _inside(model: Any, step: str | int) -> Any:
    """The model under a step of a path, as far as the annotations tell."""
    if isinstance(step, int):
        return model
    fields = getattr(model, "model_fields", {})
    if step not in fields:
        return None
    return _model_in(fields[step].annotation)


def _model_in(annotation: Any) -> Any:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    for part in getattr(annotation, "__args__", ()):
        found = _model_in(part)
        if found is not None:
            return found
    return None
