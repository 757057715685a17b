"""A request that has come before is answered as it was then, and nothing is done again.

Its receipt is kept in the transaction of what it did.
"""

from __future__ import annotations

from dataclasses import replace

from bot.desk.commands import Entry
from bot.desk.intents import FORM
from bot.desk.replies import Block, Body, File, Line, Outcome, Picture, Request, from_json, to_json
from bot.desk.work import Work
from bot.storage import receipts
from bot.texts import phrase


def answered(work: Work, key: str) -> Outcome | None:
    """What this was answered with before, if it was."""
    earlier = receipts.receipt(work.session, key) if key else None
    return None if earlier is None else replace(from_json(earlier), aloud=(), repeated=True)


def remember(work: Work, key: str, outcome: Outcome) -> None:
    """Keep the answer, where a repeat could be known."""
    if key:
        receipts.keep_receipt(work.session, key, to_json(_as_repeated(outcome)), work.now)


def key_of(work: Work, entry: Entry, request: Request) -> str:
    """What makes a repeat known: the platform's key, the form's id, or the card's revision."""
    if request.key:
        return f"{work.identity_key}|{request.key}"
    form = request.args.get(FORM)
    if isinstance(form, str) and len(form) > 1:
        return f"{work.identity_key}|form:{form}"
    if "revision" in request.args:
        pressed = sorted((k, str(v)) for k, v in request.args.items())
        return f"{work.identity_key}|{entry.name}|{pressed}"
    return ""


def _as_repeated(outcome: Outcome) -> Outcome:
    """What a repeat is told: the same, or what stands in for an answer that is kept nowhere.

    A receipt keeps no picture and no file, only what they are.
    """
    private = outcome.private if outcome.repeat is None else outcome.repeat
    return replace(outcome, private=_named(private), aloud=_named(outcome.aloud))


def _named(body: Body) -> Body:
    """A body with a line in the place of each file and picture."""

    def name(block: Block) -> Block:
        match block:
            case File():
                return Line(phrase("desk.file_again", title=block.title))
            case Picture():
                return Line(block.alt)
            case _:
                return block

    return tuple(name(block) for block in body)
