"""`efterlys`: a question to everybody, "I can help", "ask a colleague", and taking it back."""

from __future__ import annotations

from dataclasses import dataclass

from bot.centre.asking import ask
from bot.desk import telling, wanted_board
from bot.desk.cases import short_of
from bot.desk.commands import Entry, Errors, new_form_id, said
from bot.desk.lists import PAGE
from bot.desk.membership import confirmed_only
from bot.desk.replies import Button, Buttons, Form, Input, Line, Option, Outcome, Table
from bot.desk.wanted_board import LONGEST
from bot.desk.wanted_views import end_button, line, may_end, named
from bot.desk.work import Mistaken, Work, refuse
from bot.storage import people, wanted
from bot.storage.tables import Member
from bot.storage.tables import Wanted as Row
from bot.texts import phrase


@dataclass(frozen=True)
class Wanted:
    """A question to everybody; `draft` is one proposed for it, from where it was asked before."""

    text: str = ""
    draft: str = ""


def put_up(work: Work, command: Wanted) -> Outcome:
    """A card in every room; by a confirmed member, since everybody gets to read it."""
    confirmed_only(work)
    text = " ".join(command.text.split())
    if not text:
        raise Mistaken({"text": phrase("form.wanted.missing")})
    if len(text) > LONGEST:
        raise Mistaken({"text": phrase("form.wanted.long", limit=LONGEST)})
    row = wanted_board.put_up(work, ask(work.centre, text))
    return said("wanted.put_up", Buttons((end_button(row),)))


def wanted_form(work: Work, command: Wanted, errors: Errors) -> Form:
    """The words that everybody gets to read."""
    return Form(
        id=new_form_id(),
        command="wanted",
        title=phrase("form.wanted.title"),
        submit=phrase("form.wanted.submit"),
        inputs=(
            Input(
                "text",
                phrase("form.wanted.text"),
                "long",
                command.text or command.draft,
                hint=phrase("form.wanted.hint"),
                required=True,
                error=errors.get("text"),
                max_length=LONGEST,
            ),
        ),
    )


@dataclass(frozen=True)
class CanHelp:
    """One who can help."""

    wanted: int = 0


def can_help(work: Work, command: CanHelp) -> Outcome:
    """The first is put in touch with the one who asks; whoever comes later is thanked."""
    row = wanted_board.load(work, command.wanted)
    confirmed_only(work)
    if row.asked_by == work.me:
        raise refuse("wanted.your_own")
    if wanted_board.stands(row) and wanted_board.answer(work, row):
        asker = people.member(work.session, row.asked_by)
        return said("wanted.matched", name=named(work, asker))
    return _late(work, row)


def _late(work: Work, row: Row) -> Outcome:
    """Somebody was first, or it was taken back."""
    if row.answered_by == work.me:
        return said("wanted.already_you")
    if row.answered_at is None:
        return said("wanted.taken_back")
    return said("wanted.late", name=named(work, people.member(work.session, row.answered_by)))


@dataclass(frozen=True)
class AskColleague:
    """Ask one member in particular."""

    wanted: int = 0
    member: str = ""


def ask_colleague(work: Work, command: AskColleague) -> Outcome:
    """They get the question in private, with "I can help"; the one who asks is told."""
    row = wanted_board.load(work, command.wanted)
    confirmed_only(work)
    if not wanted_board.stands(row):
        return _late(work, row)
    member = _chosen(work, row, command.member)
    whom = telling.deputy(work, member) or member
    if whom.id in (work.me, row.asked_by):
        raise Mistaken({"member": phrase("form.colleague.not_they")})
    wanted_board.suggest(work, row, whom.id or 0)
    return said("wanted.asked", name=named(work, whom))


def _chosen(work: Work, row: Row, typed: str) -> Member:
    member = (
        people.member(work.session, int(typed)) if typed.isascii() and typed.isdigit() else None
    )
    if member is None or member.ended_at or not member.name:
        raise Mistaken({"member": phrase("form.colleague.missing")})
    return member


def colleague_form(work: Work, command: AskColleague, errors: Errors) -> Form:
    """Whom to ask: everybody but the two who need not be."""
    row = wanted_board.load(work, command.wanted)
    return Form(
        id=new_form_id(),
        command="ask_colleague",
        title=phrase("form.colleague.title"),
        submit=phrase("form.colleague.submit"),
        intro=(Line(row.text),),
        hidden={"wanted": str(command.wanted)},
        inputs=(
            Input(
                "member",
                phrase("form.colleague.member"),
                "search",
                command.member,
                _colleagues(work, row),
                required=True,
                error=errors.get("member"),
            ),
        ),
    )


def _colleagues(work: Work, row: Row) -> tuple[Option, ...]:
    others = [
        member
        for member in people.present_members(work.session)
        if member.name and member.confirmed_at and member.id not in (work.me, row.asked_by)
    ]
    return tuple(
        Option(
            str(m.id),
            phrase("who.member", name=m.name, organisation=short_of(work, m.organisation)),
        )
        for m in others
    )


@dataclass(frozen=True)
class WithdrawWanted:
    """Take a question back."""

    wanted: int = 0


def withdraw_wanted(work: Work, command: WithdrawWanted) -> Outcome:
    """By whoever asked, a colleague of theirs, or the coordinator."""
    row = wanted_board.load(work, command.wanted)
    if not may_end(work, row, work.member):
        raise refuse("wanted.not_yours")
    if not wanted_board.stands(row):
        return _late(work, row)
    wanted_board.end(work, row)
    return said("wanted.withdrawn")


@dataclass(frozen=True)
class WantedList:
    """The questions that nobody has answered, ten at a time."""

    after: int = 0


def list_wanted(work: Work, command: WantedList) -> Outcome:
    """The newest first, each with "I can help"."""
    total = wanted.count_standing(work.session)
    shown = wanted.standing_wanted(work.session, PAGE, command.after)
    left = total - command.after - len(shown)
    args = {"after": str(command.after + len(shown))}
    more = Button(phrase("button.more", n=left), "wanted_list", args) if left > 0 else None
    columns = tuple(phrase(f"column.{name}") for name in ("wanted", "asks", "when"))
    rows = tuple(line(work, row) for row in shown)
    table = Table(phrase("wanted.list", n=total), columns, rows, phrase("wanted.none"), more)
    add = Button(phrase("button.wanted"), "wanted", opens=True)
    return Outcome(private=(table, Buttons((add,))))


ENTRIES = (
    Entry(
        "wanted",
        Wanted,
        put_up,
        wanted_form,
        ("efterlys", "efterlysning", "wanted"),
        "text",
        at_once=True,
    ),
    Entry(
        "can_help", CanHelp, can_help, None, ("jag kan hjälpa", "jag kan hjalpa", "i can help"), ""
    ),
    Entry("ask_colleague", AskColleague, ask_colleague, colleague_form),
    Entry("withdraw_wanted", WithdrawWanted, withdraw_wanted),
    Entry(
        "wanted_list",
        WantedList,
        list_wanted,
        None,
        ("efterlysningar", "wanted list"),
        writes=False,
    ),
)
