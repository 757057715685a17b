"""A case file as a document for people to read, and as a file."""

from __future__ import annotations

import json
from pathlib import Path

from sqlmodel import Session

from bot.centre.model import Centre
from bot.desk.casefile import Json, case_file
from bot.desk.documents import Document, Part
from bot.desk.filing import write_text
from bot.desk.labels import Labels
from bot.desk.work import refuse
from bot.texts import Lang

_LOG_COLUMNS = ("at", "who", "organisation", "step", "details", "words")
_SHOWN_COLUMNS = ("at", "who", "organisation", "way")
_REFERRAL_COLUMNS = (
    "organisation",
    "role",
    "status",
    "offered",
    "offered_by",
    "answered",
    "answered_by",
    "handler",
    "reason",
    "hint",
)


def write_case(path: Path, session: Session, centre: Centre, number: int, lang: Lang) -> None:
    """The case as `.json`, `.html` or `.txt`, by the file's ending.

    Raises `Refused` for no such case, another ending, or a file that cannot be written.
    """
    found = case_file(session, centre, number, lang)
    ending = path.suffix.lower()
    if ending == ".json":
        write_text(path, json.dumps(found, ensure_ascii=False, indent=2) + "\n")
    elif ending in (".html", ".htm"):
        write_text(path, case_document(found, Labels(centre, lang)).html(lang))
    elif ending == ".txt":
        write_text(path, case_document(found, Labels(centre, lang)).text())
    else:
        raise refuse("export.ending", path=str(path), endings=".json, .html, .txt")


def case_document(found: Json, labels: Labels) -> Document:
    """A case file as sections for people to read."""
    text = labels.text
    number = str(found["number"])
    routed = found["centre_file"]["routed_by"] or text("export.case.not_routed")
    return Document(
        title=text("export.case.title", number=number),
        intro=(found["centre"], text("export.case.version", version=routed)),
        parts=(
            _facts_part(labels, "case", _main_facts(found, labels)),
            _facts_part(labels, "company", _company_facts(found)),
            Part(text("export.case.need"), lines=(found["need"],) if found["need"] else ()),
            Part(
                text("export.case.answers"),
                facts=[
                    (row["question"], ", ".join(one["words"] for one in row["answers"]))
                    for row in found["answers"]
                ],
            ),
            _table_part(labels, "referrals", _REFERRAL_COLUMNS, found["referrals"]),
            _table_part(labels, "log", _LOG_COLUMNS, found["log"]),
            *_disclosures(labels, found["disclosures"]),
        ),
    )


def _main_facts(found: Json, labels: Labels) -> list[tuple[str, str]]:
    words = [
        ("status", _words(found["status"])),
        ("outcome", _words(found["outcome"])),
        ("merged_into", str(found["merged_into"] or "")),
        ("opened", _time(found["opened"])),
        ("taken", _time(found["taken"])),
        ("contact_made", _time(found["contact_made"])),
        ("closed", _time(found["closed"])),
        ("poster", found["poster"]),
        ("lead", _words(found["lead"])),
        ("handler", found["handler"]),
        ("consent", _words(found["consent"])),
        ("released_to", ", ".join(found["released_to"])),
        ("secrecy", found["secrecy"]),
        ("waiting_for", found["waiting"]["for"]),
        ("waiting_until", found["waiting"]["until"] or ""),
        ("link", found["link"]),
    ]
    return [(labels.text(f"export.field.{name}"), value) for name, value in words if value]


def _company_facts(found: Json) -> list[tuple[str, str]]:
    company = found["company"] or {}
    contact = found["contact"]
    return [
        ("company_name", company.get("name") or ""),
        ("organisation_number", company.get("organisation_number") or ""),
        ("municipality", company.get("municipality") or ""),
        ("contact_name", contact["name"]),
        ("contact_phone", contact["phone"]),
        ("contact_email", contact["email"]),
        ("contact_when", contact["when"]),
    ]


def _disclosures(labels: Labels, rows: list[Json]) -> list[Part]:
    """Who was shown the case; nothing where its company may be named."""
    return [_table_part(labels, "disclosures", _SHOWN_COLUMNS, rows)] if rows else []


def _facts_part(labels: Labels, title: str, facts: list[tuple[str, str]]) -> Part:
    shown = [(labels.known_text(f"export.field.{name}", name), value) for name, value in facts]
    return Part(labels.text(f"export.case.{title}"), facts=[fact for fact in shown if fact[1]])


def _table_part(labels: Labels, title: str, columns: tuple[str, ...], rows: list[Json]) -> Part:
    return Part(
        labels.text(f"export.case.{title}"),
        columns=[labels.text(f"export.field.{name}") for name in columns],
        rows=[
            [_time(row[name]) if name in _TIMES else row[name] for name in columns] for row in rows
        ],
    )


_TIMES = frozenset({"at", "offered", "answered"})


def _time(at: str | None) -> str:
    return at[:16].replace("T", " ") if at else ""


def _words(found: Json | None) -> str:
    return found["words"] if found else ""
