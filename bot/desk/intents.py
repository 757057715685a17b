"""What a request asks for: which command, about what, and whether a form or a question comes first.

Said without doing anything, so that platforms can ask as well: Slack must open a form at once.
"""

from __future__ import annotations

from dataclasses import replace

from bot.desk import buttons, registry, sensing
from bot.desk.commands import LONGEST_NUMBER, Entry
from bot.desk.kept import GO_ON
from bot.desk.replies import Request
from bot.desk.work import Refused, Work
from bot.storage import postings
from bot.texts import phrase

FORM, REFRESH = "_form", "_refresh"
"""The arguments with the id of a form that was sent, and that asks for it to be drawn anew."""
KEEPS_TO_ITS_CASE = frozenset(
    {"take", "decline", "leave", "ask", "answer", "contact", "wait", "resume"}
)
"""Steps that decide by rows of their case alone, and of members and organisations, and write no
others: two of them about different cases may be taken at once. All else has the desk to itself."""


def opens_form(request: Request) -> bool:
    """Whether the answer will be a form, as far as can be told without looking anything up.

    For platforms that must open one within seconds, also while the database is slow.
    """
    entry = registry.find(request.name)
    return request.name == GO_ON or (entry is not None and shows_form(entry, request))


def only_reads(request: Request) -> bool:
    """Whether a command changes nothing, so that it may be given again to see its answer."""
    entry = registry.find(request.name)
    return entry is None or not entry.writes


def known(request: Request) -> Entry:
    """The command asked for. Raises `Refused` for one from an older version, or a forged one."""
    entry = registry.find(request.name)
    if entry is None or entry.told != request.told:
        raise Refused(phrase("refused.old_button"))
    return entry


def one_case(request: Request) -> int | None:
    """The case that a step keeps to, where it does; a form drawn anew keeps what was typed."""
    number = str(request.args.get("case", ""))
    if request.name not in KEEPS_TO_ITS_CASE or REFRESH in request.args:
        return None
    plain = number.isascii() and number.isdecimal() and len(number) <= LONGEST_NUMBER
    return int(number) if plain else None


def in_thread(work: Work, request: Request, entry: Entry) -> tuple[Request, Entry]:
    """Under a card, a command is about its case or meeting; free words are a note on the case."""
    if work.room is None or not work.place.thread or "case" in request.args:
        return request, entry
    posting = postings.posting_at(work.session, work.room.id or 0, work.place.thread)
    if posting is None:
        return request, entry
    if posting.enquiry_id is None:
        about = {"meeting": posting.meeting_id, "wanted": posting.wanted_id}
        told = {name: str(number) for name, number in about.items() if number is not None}
        return replace(request, args={**told, **request.args}), entry
    args = {**request.args, "case": str(posting.enquiry_id)}
    if entry.name == "unknown":
        args["words"] = str(request.args.get("text", ""))
        note = registry.ENTRIES["note"]
        return replace(request, name="note", args=args), note
    return replace(request, args=args), entry


def as_meant(work: Work, request: Request, entry: Entry) -> tuple[Request, Entry]:
    """Words that are no command, or only begin with one, as what they mean."""
    found = sensing.meant(work.centre, entry.name, request.args)
    instead = registry.find(found[0]) if found is not None else None
    if found is None or instead is None:
        return request, entry
    return replace(request, name=instead.name, args={instead.rest: found[1]}), instead


def shows_form(entry: Entry, request: Request) -> bool:
    """A form is shown when the command has one and nobody has filled it in yet.

    Words typed after a command that needs nothing else are taken at once (a note, a question).
    """
    if entry.form is None or FORM in request.args:
        return False
    if REFRESH in request.args or (entry.at_once and request.args.get(entry.rest)):
        return False
    return not (
        entry.rest == "case" and request.args.get("case") and request.args.get("words")
    ) or (entry.name == "decline")


def only_writes(entry: Entry, request: Request) -> bool:
    """Whether nothing has to be looked up before the write, as with most buttons and forms."""
    asks = asks_first(entry, request) or shows_form(entry, request)
    return entry.writes and not asks and not request.place.thread


def asks_first(entry: Entry, request: Request) -> bool:
    """Whether a step that cannot be taken back was typed, and is first confirmed by a press."""
    typed = "revision" not in request.args and FORM not in request.args
    return typed and entry.name in buttons.ASKS
