"""A question put to the rooms as it is seen: its card, its line in a list, and its buttons."""

from __future__ import annotations

from bot.desk import facets
from bot.desk.cases import short_of
from bot.desk.membership import may_speak_for
from bot.desk.replies import Button, Card, Fact, Row, Tone
from bot.desk.work import Work
from bot.storage import people
from bot.storage.tables import Member, Wanted
from bot.texts import Arg, Day, phrase

SHORT = 120
"""Characters of a question within a sentence or a line."""


def card(work: Work, row: Wanted, member: Member | None = None) -> Card:
    """The question in its present state; `member` looks at it in private."""
    return Card(
        title=phrase("wanted.title"),
        fallback=phrase("wanted.fallback", text=briefly(row), who=asker(work, row)),
        status=_status(work, row),
        tone=_tone(row),
        quote=row.text,
        facts=tuple(_facts(work, row)),
        buttons=_steps(row),
        more=_more(work, row, member),
    )


def line(work: Work, row: Wanted) -> Row:
    """The question as a line of a list."""
    day = Day(work.calendar.local(row.asked_at).date(), short=True)
    return Row((briefly(row), asker(work, row), day), (_can_help(row),))


def briefly(row: Wanted) -> str:
    """Its text, cut where it is long."""
    if len(row.text) <= SHORT:
        return row.text
    return row.text[:SHORT].rsplit(maxsplit=1)[0] + " …"


def asker(work: Work, row: Wanted) -> Arg:
    """Who asks, and for which organisation; a former member has no name here."""
    return named(work, people.member(work.session, row.asked_by))


def named(work: Work, member: Member | None) -> Arg:
    """ "Anna Ek, Almi"."""
    if member is None or not member.name:
        return phrase("history.former")
    return phrase("who.member", name=member.name, organisation=short_of(work, member.organisation))


def _status(work: Work, row: Wanted) -> Arg:
    if not row.text:
        return phrase("wanted.status.thinned")
    if row.answered_at is not None:
        helper = named(work, people.member(work.session, row.answered_by))
        return phrase("wanted.status.answered", who=helper)
    if row.ended_at is not None:
        return phrase("wanted.status.ended")
    return phrase("wanted.status.open")


def _tone(row: Wanted) -> Tone:
    if row.answered_at is not None:
        return "done"
    return "gone" if row.ended_at is not None else "open"


def _facts(work: Work, row: Wanted) -> list[Fact]:
    found = [Fact(phrase("wanted.fact.asks"), asker(work, row))]
    if row.needs:
        found.append(
            Fact(phrase("wanted.fact.needs"), facets.labels(work.centre, "needs", row.needs))
        )
    if row.markets:
        shown = facets.labels(work.centre, "market", row.markets)
        found.append(Fact(phrase("wanted.fact.markets"), shown))
    return found


def _steps(row: Wanted) -> tuple[Button, ...]:
    if row.answered_at is not None or row.ended_at is not None:
        return ()
    args = {"wanted": str(row.id)}
    ask = Button(phrase("button.ask_colleague"), "ask_colleague", args, opens=True)
    return (_can_help(row), ask)


def _can_help(row: Wanted) -> Button:
    args = {"wanted": str(row.id)}
    return Button(phrase("button.can_help"), "can_help", args, style="primary")


def _more(work: Work, row: Wanted, member: Member | None) -> tuple[Button, ...]:
    """Taking it back: in a room for anybody to try, as the card is the same for all."""
    if row.answered_at is not None or row.ended_at is not None:
        return ()
    if member is not None and not may_end(work, row, member):
        return ()
    return (end_button(row),)


def end_button(row: Wanted) -> Button:
    """Takes a question back, once it is asked."""
    args = {"wanted": str(row.id)}
    asks = phrase("asks.withdraw_wanted")
    return Button(phrase("button.withdraw_wanted"), "withdraw_wanted", args, asks=asks)


def may_end(work: Work, row: Wanted, member: Member) -> bool:
    """Who asked, a confirmed colleague of theirs, and the coordinator."""
    if member.coordinator or row.asked_by == member.id:
        return True
    asked = people.member(work.session, row.asked_by)
    return asked is not None and work.acting is not None and may_speak_for(work, asked)
