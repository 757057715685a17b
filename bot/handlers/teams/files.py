"""Files in Teams: offered in the one-to-one chat, and read when a member sends one there.

A bot cannot hand over a file: it asks (a consent card), and puts the content where the member's
yes says, in their own OneDrive. Between the two the content lies in memory for a while, and in no
row; where it is gone, what was asked for is asked of the desk again (docs/decisions/0027).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from secrets import token_urlsafe
from typing import Any

from bot.desk.intents import only_reads
from bot.desk.replies import Body, File, Line, Request
from bot.handlers.attached import content, file_name
from bot.handlers.memory import Memory
from bot.handlers.teams import kit
from bot.handlers.teams.origins import Activity, part, parts, text
from bot.handlers.teams.pressing import OURS
from bot.handlers.teams.words import say
from bot.texts import Lang, Phrase, phrase

CONSENT = "application/vnd.microsoft.teams.card.file.consent"
INFO = "application/vnd.microsoft.teams.card.file.info"
SENT = "application/vnd.microsoft.teams.file.download.info"
"""Teams' names for asking whether a file may be saved, for one that is, and for one sent to us."""
KEPT_FOR, KEPT = 6 * 3600.0, 100
"""Seconds that an offered file waits for its yes, and how many do."""
CONTEXT_BYTES = 2_000
"""Bytes of what is asked for again; more is not kept on a card."""
CALENDAR = "ics"
"""The files that are read when they are sent to us."""
AT_ONCE = 5
"""So many of one message are read: each is a commit of its own, and Teams waits for all of them."""


@dataclass(frozen=True)
class Given:
    """A file that a member has sent in the chat: what it is called, and where it lies."""

    name: str
    address: str


@dataclass(frozen=True)
class Consent:
    """What a member answered to the question whether a file may be saved.

    `token` is the offered file; `command` and `args` are what was asked for, where it only reads.
    """

    accepted: bool
    token: str
    name: str
    command: str = ""
    args: dict[str, str] = field(default_factory=dict)
    upload: Mapping[str, Any] = field(default_factory=dict)


class Offers:
    """The files that wait for a yes, each for the one it was offered to."""

    def __init__(self) -> None:
        self._waiting: Memory[tuple[str, str], File] = Memory(KEPT)
        self._saved: Memory[str, bool] = Memory(KEPT * 10)

    def made(
        self, body: Body, lang: Lang, who: str, asked: Request | None = None
    ) -> list[dict[str, Any]]:
        """The questions that a body's files become, as messages to one person (`who`)."""
        return [
            self._offer(block, lang, who, asked)
            for block in body
            if isinstance(block, File) and content(block)
        ]

    def waiting(self, token: str, who: str) -> File | None:
        """A file that was offered to this person, while it is remembered."""
        return self._waiting.get((token, who))

    def first(self, token: str) -> bool:
        """Whether a file is saved for the first time: a second press saves nothing more."""
        known = self._saved.get(token)
        self._saved.keep(token, True, KEPT_FOR)
        return not known

    def failed(self, token: str) -> None:
        """It was not saved after all, and may be tried again."""
        self._saved.keep(token, False, 0.0)

    def _offer(self, file: File, lang: Lang, who: str, asked: Request | None) -> dict[str, Any]:
        token = token_urlsafe(12)
        self._waiting.keep((token, who), file, KEPT_FOR)
        name, title = file_name(file.name), say(file.title, lang)
        context = {OURS: {"file": token, "name": name, **_again(asked)}}
        card = {
            "description": title,
            "sizeInBytes": len(content(file)),
            "acceptContext": context,
            "declineContext": {OURS: {"file": token, "name": name}},
        }
        failed = say(Phrase("chat.file_not_given", {"title": file.title}), lang)
        offered = {"contentType": CONSENT, "name": name, "content": card}
        return {"type": "message", "summary": failed, "attachments": [offered]}


def _again(asked: Request | None) -> dict[str, Any]:
    """What was asked for, where it may be asked again without changing anything."""
    if asked is None or not asked.name or not only_reads(asked):
        return {}
    args = {name: value for name, value in asked.args.items() if isinstance(value, str)}
    found = {"do": asked.name, "args": args}
    return found if args.keys() == asked.args.keys() and kit.size(found) <= CONTEXT_BYTES else {}


def told(body: Body, code: str) -> Body:
    """An answer in which a sentence stands for each file."""
    return tuple(
        Line(Phrase(code, {"title": block.title})) if isinstance(block, File) else block
        for block in body
    )


def has_files(body: Body) -> bool:
    """Whether an answer holds something for one person's own chat."""
    return any(isinstance(block, File) for block in body)


def saved(upload: Mapping[str, Any]) -> dict[str, Any]:
    """A saved file as a message."""
    shown = {"uniqueId": text(upload, "uniqueId"), "fileType": text(upload, "fileType")}
    file = {
        "contentType": INFO,
        "contentUrl": text(upload, "contentUrl"),
        "name": text(upload, "name"),
        "content": shown,
    }
    return {"type": "message", "summary": text(upload, "name"), "attachments": [file]}


def words(code: str, name: str, lang: Lang) -> dict[str, Any]:
    """A sentence about a file as a message."""
    said = say(phrase(code, title=name), lang)
    return {"type": "message", "textFormat": "plain", "text": said}


# -- what comes from Teams


def read(value: Mapping[str, Any]) -> Consent:
    """An answer to an offer. Raises ValueError for one that is not ours."""
    ours = part(part(value, "context"), OURS)
    token, name = text(ours, "file"), text(ours, "name")
    if not token or len(token) > 100:
        raise ValueError("not an offer of ours")
    args = {str(k): v for k, v in part(ours, "args").items() if isinstance(v, str)}
    accepted = text(value, "action") == "accept"
    return Consent(accepted, token, name, text(ours, "do"), args, part(value, "uploadInfo"))


def calendars(activity: Activity) -> list[Given]:
    """The calendar files that came with a message."""
    found = []
    for attachment in parts(activity, "attachments"):
        if attachment.get("contentType") != SENT:
            continue
        name, inside = text(attachment, "name"), part(attachment, "content")
        kind = text(inside, "fileType") or name.rpartition(".")[2]
        if kind.lower() == CALENDAR:
            found.append(Given(name, text(inside, "downloadUrl")))
    return found
