"""What is stored about a company or a person (registerutdrag), and erasing it.

`extract` finds what belongs to the one asked for, and every other place where the name stands.
`erase` takes away what identifies them and leaves what is counted. The extract is for the one who
answers for the register: it must be read through before it is handed out, since it may tell about
others as well.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import create_engine

from bot.desk.erasure import COMMAND_LINE, Erased, erase
from bot.desk.extraction import extract
from bot.desk.extracts import Extract
from bot.desk.filing import write_text
from bot.desk.leftovers import Left, Spot
from bot.desk.subjects import Ambiguous, Candidate
from bot.desk.traces import stands
from bot.desk.work import refuse
from bot.storage.engine import Store
from bot.storage.scrubbing import remove_copies, scrub, search_files
from bot.texts import Lang

__all__ = [
    "COMMAND_LINE",
    "Ambiguous",
    "Candidate",
    "Erased",
    "Extract",
    "Left",
    "Proven",
    "Spot",
    "erase",
    "extract",
    "scrub",
    "scrub_and_prove",
    "write_extract",
]


@dataclass(frozen=True)
class Proven:
    """What the search of the database's own bytes came to: `remains` stand though no row has them.

    `explained` are words that other rows still hold, which the erasure has listed.
    """

    files: tuple[Path, ...] = ()
    copies: tuple[Path, ...] = ()
    remains: tuple[str, ...] = ()
    explained: tuple[str, ...] = ()


def scrub_and_prove(store: Store, words: Sequence[str]) -> Proven:
    """Take the freed words out of the file, and look for them in its bytes afterwards.

    The copies that upgrades have laid beside it are removed first. Raises what `scrub` raises.
    Nothing is looked through on PostgreSQL (`files` is empty).
    """
    engine = create_engine(store.address)
    try:
        copies = remove_copies(engine)
        scrub(engine)
        proof = search_files(engine, words)
    finally:
        engine.dispose()
    with store.read() as session:
        explained = {word for word in proof.found if stands(session, word)}
    remains = tuple(word for word in proof.found if word not in explained)
    return Proven(proof.files, tuple(copies), remains, tuple(sorted(explained)))


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
