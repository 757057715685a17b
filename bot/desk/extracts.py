"""An extract: everything stored about somebody, as data and as a document to read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.centre.model import Centre
from bot.desk import traces
from bot.desk.casefile import Json
from bot.desk.casepage import case_document
from bot.desk.documents import Document, Part
from bot.desk.labels import Labels
from bot.desk.subject import Subject
from bot.texts import Lang


@dataclass(frozen=True)
class Extract:
    """Everything stored about one company or person.

    `record` is its own row, `cases` the cases it belongs to as JSON, `traffic` what the bot has
    sent or plans about them, `elsewhere` every other value in which it is named, `rows` a company's
    cases once more as they are stored. `shown` are the numbers of all cases that it tells of.
    """

    centre: Centre
    subject: Subject
    record: Json
    cases: tuple[Json, ...]
    traffic: tuple[Json, ...]
    elsewhere: tuple[traces.Mention, ...]
    rows: tuple[Json, ...] = ()
    shown: tuple[int, ...] = ()

    def data(self) -> Json:
        """As plain values for JSON."""
        return {
            "subject": {"kind": self.subject.kind, "name": self.subject.name},
            "record": self.record,
            "cases": list(self.cases),
            "traffic": list(self.traffic),
            "rows": list(self.rows),
            "elsewhere": [
                {"table": m.table, "key": m.key, "column": m.column, "value": m.value}
                for m in self.elsewhere
            ],
            "alike": [{"ask_for": c.ask_for, "name": c.name} for c in self.subject.alike],
        }

    def document(self, lang: Lang, now: datetime) -> Document:
        """As sections for people to read, with the day it was taken."""
        return _document(self, Labels(self.centre, lang), now)

    def text(self, lang: Lang, now: datetime) -> str:
        """As plain text."""
        return self.document(lang, now).text()


def _document(found: Extract, labels: Labels, now: datetime) -> Document:
    text = labels.text
    parts = [Part(text("privacy.extract.record"), facts=_facts(labels, found.record))]
    for case in found.cases:
        title = text("export.case.title", number=str(case["number"]))
        if found.subject.kind == "company":
            whole = case_document(case, labels)
            parts += [
                Part(f"{title}: {p.title}", p.lines, p.facts, p.columns, p.rows)
                for p in whole.parts
                if p.lines or p.facts or p.rows
            ]
        else:
            parts.append(Part(title, facts=_facts(labels, case)))
    for title, rows in (
        ("traffic", found.traffic),
        ("rows", found.rows),
        ("elsewhere", [_mention(labels, mention) for mention in found.elsewhere]),
        ("alike", [{"name": c.name, "ask_for": c.ask_for} for c in found.subject.alike]),
    ):
        if rows:
            lines = [_one_line(labels, row) for row in rows]
            parts.append(Part(text(f"privacy.extract.{title}"), lines=lines))
    return Document(
        title=text("privacy.extract.title", name=found.subject.name),
        intro=(
            text("privacy.extract.taken", at=labels.moment(now)),
            text("privacy.extract.read_through"),
            text("privacy.extract.not_here"),
        ),
        parts=parts,
    )


def _mention(labels: Labels, mention: traces.Mention) -> Json:
    return {
        "table": mention.table,
        "row": mention.key,
        _field(labels, mention.column): mention.value,
    }


def _facts(labels: Labels, row: Json) -> list[tuple[str, str]]:
    return [
        (_field(labels, name), _words(labels, value))
        for name, value in row.items()
        if value not in (None, "", [], {})
    ]


def _one_line(labels: Labels, row: Json) -> str:
    return ", ".join(f"{name}: {value}" for name, value in _facts(labels, row))


def _field(labels: Labels, name: str) -> str:
    return labels.known_text(f"export.field.{name}", name)


def _words(labels: Labels, value: Any) -> str:
    match value:
        case bool():
            return labels.yes_no(value)
        case dict():
            return "; ".join(f"{name}: {said}" for name, said in _facts(labels, value))
        case list():
            return "\n".join(_words(labels, item) for item in value)
        case _:
            return str(value)
