"""The digest, each member's own list and news in words, as they are sent."""

from __future__ import annotations

from collections.abc import Callable

from bot.desk import chart, digest_lines, news, weekly
from bot.desk.own_list import own_list
from bot.desk.replies import Body
from bot.desk.sight import Viewer
from bot.desk.work import Work
from bot.storage import digests, people
from bot.storage.tables import Member, Notice, Room
from bot.texts import Lang


def _digest(work: Work, notice: Notice, room: Room) -> Body | None:
    """The digest of a week as a room may see it; None for a week without anything to tell."""
    row = digests.digest(work.session, str(notice.args.get("week", "")))
    if row is None:
        return None
    return letter(work, weekly.span_of(row), room, "en" if room.lang == "en" else "sv")


def letter(work: Work, span: weekly.Span, room: Room, lang: Lang) -> Body | None:
    """A digest for a room: the card, and a picture where there are cases enough for one."""
    found = weekly.gather(work, span)
    if found.empty:
        return None
    said = digest_lines.card(work, found, Viewer(room=room))
    drawn = chart.picture(work, span, lang)
    return (said, drawn) if drawn else (said,)


def _own_list(work: Work, notice: Notice, member: Member) -> Body | None:
    """Their own list, or that of the member whose deputy they are."""
    whose = people.member(work.session, int(str(notice.args.get("member", member.id))))
    if whose is None or whose.ended_at:
        return None
    return own_list(work, member, whose)


PERSONAL: dict[str, Callable[[Work, Notice, Member], Body | None]] = {"own_list": _own_list}
"""What is said to one person, by kind."""

ALOUD: dict[str, Callable[[Work, Notice, Room], Body | None]] = {
    "digest": _digest,
    **news.ALOUD,
}
"""What is said to everybody in a room, by kind."""
