"""A news item as a line of a list, with the way to take it back."""

from __future__ import annotations

from bot.desk.digest_lines import news_line
from bot.desk.membership import may_speak_for
from bot.desk.replies import Button, Row
from bot.desk.work import Work
from bot.storage import people
from bot.storage.tables import News
from bot.texts import Arg, Day, phrase

LONGEST = 500
"""Characters of an item: it is read in passing."""


def row(work: Work, item: News) -> Row:
    """An item as a line, with the way to take it back for whoever may."""
    return Row(
        (news_line(work, item, LONGEST), _told(work, item)),
        (withdraw_button(item),) if may_withdraw(work, item) else (),
    )


def _told(work: Work, item: News) -> Arg:
    """When it is told, or was."""
    posted = Day(work.calendar.local(item.at).date(), short=True)
    if item.until is not None:
        return phrase("news.until", day=Day(item.until, short=True))
    return phrase("news.told_at" if item.at_once else "news.posted", day=posted)


def write_button() -> Button:
    """Opens the form of a new item."""
    return Button(phrase("button.news"), "news", opens=True)


def withdraw_button(item: News) -> Button:
    """Takes an item back, once it is asked."""
    args = {"news": str(item.id)}
    asks = phrase("asks.withdraw_news")
    return Button(phrase("button.withdraw_news"), "withdraw_news", args, asks=asks)


def may_withdraw(work: Work, item: News) -> bool:
    """The one who posted it, a confirmed colleague of theirs, and the coordinator."""
    if item.member_id == work.me:
        return True
    member = people.member(work.session, item.member_id)
    return member is not None and may_speak_for(work, member)
