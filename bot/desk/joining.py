"""Joining what one person uses: the code, where it is entered, and the way out again.

The words are `koppla` and `koppla från`. No platform stands here: any two can be joined. An
e-mail address joins nothing, as whoever writes it in a profile need not own it.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk import identities, join_codes
from bot.desk.commands import Entry
from bot.desk.replies import Button, Buttons, Copyable, Line, Outcome, Row, Table
from bot.desk.work import Refused, Work, refuse
from bot.storage import joining, people
from bot.storage.tables import Identity, Member
from bot.texts import Moment, phrase


@dataclass(frozen=True)
class Connect:
    """Without a code: make one. With it: become the member who asked for it."""

    code: str = ""


def connect(work: Work, command: Connect) -> Outcome:
    """A code for the other chat, or the code from there; both are private, and for once."""
    if command.code.strip():
        try:
            return identities.enter(work, command.code)
        except Refused as no:  # told, not raised: what was counted is kept
            return Outcome(private=(Line(no.reply),), done=False)
    if work.acting is None:
        im_in = Button(phrase("button.im_in"), "introduce", style="primary", opens=True)
        return Outcome(private=(Line(phrase("connect.stranger")), Buttons((im_in,))), done=False)
    code = join_codes.make(work)
    told = (
        Line(phrase("connect.write", n=join_codes.MINUTES)),
        Copyable(phrase("connect.ready", signs=code)),
        Line(phrase("connect.first_use")),
        Line(phrase("connect.keep")),
    )
    again = Buttons((Button(phrase("button.connect"), "connect"),))
    return Outcome(private=told, repeat=(Line(phrase("connect.once")), again))


@dataclass(frozen=True)
class ShowIdentities:
    """Where a member is known; oneself, or for the coordinator anybody."""

    member: int = 0


def show_identities(work: Work, command: ShowIdentities) -> Outcome:
    """Each chat with its button, and how to join another."""
    member = _whose(work, command.member)
    found = list(joining.all_identities(work.session, member.id or 0))
    table = Table(
        title=phrase("identities.title", name=member.name),
        columns=(phrase("column.chat"), phrase("column.used")),
        rows=tuple(_row(work, identity, found) for identity in found),
        empty=phrase("identities.none"),
    )
    if member.id != work.me:
        return Outcome(private=(table,))
    more = Buttons((Button(phrase("button.connect"), "connect"),))
    return Outcome(private=(table, Line(phrase("identities.more")), more))


def _row(work: Work, identity: Identity, among: list[Identity]) -> Row:
    used = phrase("identities.gone") if identity.gone else Moment(identity.used_at)
    left = [other for other in among if other is not identity and not other.gone]
    pressed = (identities.part_button(work, identity),) if left else ()
    return Row((identities.called(identity, among), used), pressed)


def _whose(work: Work, member_id: int) -> Member:
    member = people.member(work.session, member_id) if member_id else work.member
    if member is None or member.ended_at:
        raise refuse("refused.no_member")
    if member.id != work.me and not work.member.coordinator:
        raise refuse("refused.identities")
    return member


@dataclass(frozen=True)
class Disconnect:
    """Part one identity from its member."""

    identity: int = 0


def disconnect(work: Work, command: Disconnect) -> Outcome:
    """By the member, from any of their chats, or by the coordinator; never the last one."""
    identity = work.session.get(Identity, command.identity) if command.identity else None
    if work.acting is None or identity is None:
        raise refuse("disconnect.already")
    member = _whose(work, identity.member_id)
    name = identities.part(work, identity)
    work.touched.add(member.id or 0)
    code = "disconnect.done" if member.id == work.me else "disconnect.done_for"
    return Outcome(private=(Line(phrase(code, platform=name, name=member.name)),))


ENTRIES = (
    Entry(
        "connect",
        Connect,
        connect,
        None,
        ("koppla", "connect"),
        "code",
        stranger=True,
        unkept="code",
    ),
    Entry(
        "identities",
        ShowIdentities,
        show_identities,
        None,
        ("koppla från", "koppla ifrån", "koppla fran", "disconnect"),
        writes=False,
    ),
    Entry("disconnect", Disconnect, disconnect, stranger=True),
)
