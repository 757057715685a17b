"""News: a short item that a member wants the others to know, at once or with the digest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from bot.centre.digests import following
from bot.desk import telling
from bot.desk.cases import name_of
from bot.desk.commands import Blank, Entry, Errors, new_form_id, said
from bot.desk.dates import future_day, today
from bot.desk.membership import confirmed_only
from bot.desk.news_views import LONGEST, may_withdraw, row, withdraw_button, write_button
from bot.desk.replies import Body, Buttons, Form, Input, Line, Option, Outcome, Table
from bot.desk.work import Mistaken, Work, refuse
from bot.storage import channels, digests, outbox, people
from bot.storage.tables import News as Item
from bot.storage.tables import Notice, Room
from bot.texts import Moment, phrase

SHOWN_FOR = timedelta(days=14)
"""How long an item told once is listed, so that it can be taken back."""
PAGE = 10
AT_ONCE, WITH_DIGEST = "now", "digest"


@dataclass(frozen=True)
class News:
    """An item; `when` is "now" or "digest", `until` a day until which each digest tells it."""

    text: str = ""
    when: str = WITH_DIGEST
    until: str = ""


def post_news(work: Work, command: News) -> Outcome:
    """To every room at once, or kept for the next digest."""
    confirmed_only(work)
    text = command.text.strip()
    if not text:
        raise Mistaken({"text": phrase("form.news.missing")})
    if len(text) > LONGEST:
        raise Mistaken({"text": phrase("form.news.long", limit=LONGEST)})
    at_once = command.when == AT_ONCE
    until = _until(work, command, at_once)
    item = Item(member_id=work.me, text=text, until=until, at_once=at_once, at=work.now)
    work.session.add(item)
    work.session.flush()
    back = Buttons((withdraw_button(item),))
    if at_once:
        telling.aloud(work, "news", _key(item), news=str(item.id))
        return said("news.told", back)
    return said("news.kept", back, at=Moment(_next(work), long=True))


def _until(work: Work, command: News, at_once: bool) -> date | None:
    """The last day of the item, where it has one; raises `Mistaken` for one no digest reaches."""
    if not command.until.strip():
        return None
    until = future_day(work, command.until, "until", today_too=True)
    due = _next(work)
    if not at_once and until < work.calendar.local(due).date():
        raise Mistaken({"until": phrase("form.news.early", at=Moment(due, long=True))})
    return until


def _next(work: Work) -> datetime:
    return following(work.centre.digest, work.calendar, work.now).due


def news_form(work: Work, command: News, errors: Errors) -> Form:
    """What, when, and for how long."""
    whens = tuple(Option(code, phrase(f"form.news.{code}")) for code in (WITH_DIGEST, AT_ONCE))
    return Form(
        id=new_form_id(),
        command="news",
        title=phrase("form.news.title"),
        submit=phrase("form.news.submit"),
        inputs=(
            Input(
                "text",
                phrase("form.news.text"),
                "long",
                command.text,
                hint=phrase("form.news.hint"),
                required=True,
                error=errors.get("text"),
                max_length=LONGEST,
            ),
            Input("when", phrase("form.news.when"), "choice", command.when, whens, required=True),
            Input(
                "until",
                phrase("form.news.until"),
                "date",
                command.until,
                hint=phrase("form.news.until_hint"),
                error=errors.get("until"),
            ),
        ),
    )


@dataclass(frozen=True)
class WithdrawNews:
    """Take an item back."""

    news: int = 0


def withdraw_news(work: Work, command: WithdrawNews) -> Outcome:
    """No digest tells it any more; where it has been told at once, its message says so."""
    item = work.session.get(Item, command.news) if command.news else None
    if item is None or item.withdrawn_at is not None:
        raise refuse("news.gone")
    if not may_withdraw(work, item):
        raise refuse("news.not_yours")
    item.withdrawn_at = work.now
    work.session.add(item)
    for room in channels.rooms(work.session):
        told = outbox.by_key(work.session, f"{_key(item)}:room:{room.id}")
        if told is not None:
            key = f"news-withdrawn:{item.id}:room:{room.id}"
            telling.room(
                work,
                room.id or 0,
                "news_withdrawn",
                key,
                folds=told.id,
                news=str(item.id),
                told=told.id,
            )
    return said("news.withdrawn")


@dataclass(frozen=True)
class NewsList(Blank):
    """The items of late, and those that are still to be told."""


def list_news(work: Work, command: NewsList) -> Outcome:
    """The newest first, with the way to take back what is the member's to take back."""
    return Outcome(private=(listed(work), Buttons((write_button(),))))


def listed(work: Work) -> Table:
    """The standing items as a list, at most ten."""
    found = digests.standing_news(work.session, work.now - SHOWN_FOR, today(work))
    columns = (phrase("column.news"), phrase("column.when"))
    rows = tuple(row(work, item) for item in found[:PAGE])
    return Table(phrase("news.title"), columns, rows, phrase("news.empty"))


def _key(item: Item) -> str:
    return f"news:{item.id}"


# --- as it is sent


def _news(work: Work, notice: Notice, room: Room) -> Body | None:
    """An item told at once; None where it was taken back before it left."""
    item = work.session.get(Item, int(str(notice.args.get("news", 0))))
    if item is None or item.withdrawn_at is not None or not item.text:
        return None
    member = people.member(work.session, item.member_id)
    if member is None or not member.name:
        return (Line(phrase("news.aloud_bare"), strong=True), Line(item.text))
    at = name_of(work, member.organisation)
    return (
        Line(phrase("news.aloud", who=member.name, organisation=at), strong=True),
        Line(item.text),
    )


def _withdrawn(work: Work, notice: Notice, room: Room) -> Body | None:
    """In place of the item; None where the room never saw it."""
    told = work.session.get(Notice, int(str(notice.args.get("told", 0))))
    if told is None or told.state != "sent":
        return None
    return (Line(phrase("news.aloud_withdrawn")),)


ALOUD: dict[str, Callable[[Work, Notice, Room], Body | None]] = {
    "news": _news,
    "news_withdrawn": _withdrawn,
}
"""What is said to everybody in a room, by kind (see `digest_words.ALOUD`)."""


ENTRIES = (
    Entry("news", News, post_news, news_form, ("nyhet", "news"), "text", help="help.news"),
    Entry("withdraw_news", WithdrawNews, withdraw_news),
    Entry("news_list", NewsList, list_news, None, ("nyheter", "news list"), writes=False),
)
