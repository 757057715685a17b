"""Pictures and files on their way out, and files on their way in, as every platform has them.

A file's name and a picture's words come from people like any other text: what a name would mean
to a file system is taken from it. A file that is sent to us is read as text, whatever it is, and
the command that asked for it says what is wrong with it.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as NotBase64

from bot.desk.replies import FILE_SIZE, File, Picture
from bot.handlers.lengths import cut
from bot.texts import visible

READ = FILE_SIZE + 4
"""As much of a file is read: one byte too many, a byte order mark aside, tells that it is larger
than is taken, and the command says so."""
NAME = 100
"""Characters of a file's name: what every system and both chat platforms take."""

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|]')


def image(picture: Picture) -> bytes:
    """A picture's bytes; none where it is not readable, so that its words are shown instead."""
    return _decoded(picture.png)


def content(file: File) -> bytes:
    """A file's bytes."""
    return _decoded(file.content)


def _decoded(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (NotBase64, ValueError):
        return b""


def file_name(name: str) -> str:
    """A name that every system takes, with its ending kept."""
    clean = _NOT_IN_NAMES.sub("", visible(" ".join(name.split()))).strip(". ") or "exportlots"
    stem, dot, ending = clean.rpartition(".")
    if not dot or len(ending) > 8:
        return cut(clean, NAME)
    return f"{cut(stem, NAME - len(ending) - 1)}.{ending}"


def as_text(data: bytes) -> str:
    """What a file says, as text. What is not UTF-8 in it is marked, not refused.

    Of one that is too large so much is left, whole lines' ends included, that it still is.
    """
    text = data[:READ].decode("utf-8-sig", "replace")
    return text if len(data) > FILE_SIZE else text.replace("\r\n", "\n")
