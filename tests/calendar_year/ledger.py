"""What has left, in the oracle's words, and how it differs from what should have."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from sqlmodel import select

from bot.storage.tables import Notice, Posting, Room
from tests.calendar_year.expected import Said
from tests.calendar_year.town import Town


def accounts(town: Town) -> list[Said]:
    """Every message that left, but for cards that were brought up to date where they stand."""
    with town.desk.store.read() as session:
        notices = {f"notice:{row.key}": row for row in session.exec(select(Notice))}
        postings = {f"posting:{row.id}": row for row in session.exec(select(Posting))}
        rooms = {row.id: row.platform for row in session.exec(select(Room))}
    names = {number: user for user, number in town.members.items()}
    found = []
    for left in town.left:
        notice, posting = notices.get(left.key), postings.get(left.key)
        if notice is not None:
            assert left.to == (rooms.get(notice.room_id) if notice.room_id else left.to)
            found.append(Said(left.at, notice.kind, left.to, about_notice(notice, names)))
        else:
            assert posting is not None, f"{left.key} is neither a card nor a notice"
            assert left.to == rooms[posting.room_id]
            if left.how == "send":
                found.append(Said(left.at, "card", left.to, about_posting(posting)))
    return found


def about_notice(notice: Notice, names: dict[int, str]) -> str:
    """What a notice is about."""
    if notice.enquiry_id is not None:
        return f"case:{notice.enquiry_id}"
    whom = names.get(int(str(notice.args.get("member", 0))), "")
    if "week" in notice.args:
        return f"week:{notice.args['week']}" + (f" of {whom}" if whom else "")
    found = (name for name in ("meeting", "news") if name in notice.args)
    return next((f"{name}:{notice.args[name]}" for name in found), whom)


def about_posting(posting: Posting) -> str:
    """What a card is of."""
    if posting.enquiry_id is not None:
        return f"case:{posting.enquiry_id}"
    return f"meeting:{posting.meeting_id}"


def faults(expected: Iterable[Said], left: Iterable[Said]) -> str:
    """What is missing and what was said once too often, in the order of the year; "" for nothing."""
    wanted, there = Counter(expected), Counter(left)
    lines = [(said, f"missing  {_line(said)}") for said in (wanted - there).elements()]
    lines += [(said, f"too much {_line(said)}") for said in (there - wanted).elements()]
    return "\n".join(line for _, line in sorted(lines))


def _line(said: Said) -> str:
    return f"{said.at:%a %F %H.%M.%S} {said.kind} to {said.to} of {said.about}"
