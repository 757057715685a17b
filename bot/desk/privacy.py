"""What is stored about a company or a person (registerutdrag), and erasing it.

`extract` finds what belongs to the one asked for, and every other place where the name stands.
`erase` takes away what identifies them and leaves what is counted. The extract is for the one who
answers for the register: it must be read through before it is handed out, since it may tell about
others as well.
"""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path

from bot.desk.erasure import COMMAND_LINE, Erased, erase
from bot.desk.extraction import extract
from bot.desk.extracts import Extract
from bot.desk.filing import write_text
from bot.desk.leftovers import Left
from bot.desk.subjects import Ambiguous, Candidate
from bot.desk.work import refuse
from bot.storage.scrubbing import scrub
from bot.texts import Lang

__all__ = [
    "COMMAND_LINE",
    "Ambiguous",
    "Candidate",
    "Erased",
    "Extract",
    "Left",
    "erase",
    "extract",
    "scrub",
    "write_extract",
]


def write_extract(path: Path, found: Extract, lang: Lang, now: datetime) -> None:
    """The extract as `.json`, `.html` or `.txt`, by the file's ending.

    Raises `Refused` for another ending or a file that cannot be written.
    """
    ending = path.suffix.lower()
    if ending == ".json":
        write_text(path, json.dumps(found.data(), ensure_ascii=False, indent=2) + "\n")
    elif ending in (".html", ".htm"):
        write_text(path, found.document(lang, now).html(lang))
    elif ending == ".txt":
        write_text(path, found.text(lang, now))
    else:
        raise refuse("export.ending", path=str(path), endings=".json, .html, .txt")
