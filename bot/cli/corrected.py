"""`corrections`: what was read wrong and corrected by members, as a file to learn from."""

from __future__ import annotations

import sys
from datetime import UTC, datetime

from bot.cli.records import Out
from bot.cli.speaking import aside
from bot.texts import ZONE, phrase

HEAD = ("question", "words", "read", "given", "day")
"""The file's columns: codes and phrases, as the training reads them, in no language."""


def corrections(out: Out = None) -> None:
    """Write what was corrected, the oldest first: the question, the phrase and the two codes."""
    from bot.cli.opening import opened_desk
    from bot.desk.filing import write_csv_rows
    from bot.storage import overheard

    with opened_desk() as desk, desk.store.read() as session:
        found = overheard.corrections(session, datetime.min.replace(tzinfo=UTC))
        rows = [
            (row.question, row.words, row.read, row.given, row.at.astimezone(ZONE).date())
            for row in found
        ]
        count = write_csv_rows(out or sys.stdout, HEAD, rows)
    if out is not None:
        aside(phrase("cli.corrected", n=count, file=str(out)))
