"""Who may speak for a member, and what is the coordinator's alone."""

from __future__ import annotations

from bot.desk.cases import name_of
from bot.desk.replies import Button, Buttons
from bot.desk.work import Work, refuse
from bot.storage import people
from bot.storage.tables import Member
from bot.texts import Listed, phrase


def may_speak_for(work: Work, member: Member) -> bool:
    """Whether the acting member may confirm, set absence for, or end the membership of another."""
    colleague = work.member.organisation == member.organisation
    return work.member.coordinator or (colleague and work.member.confirmed_at is not None)


def confirm_buttons(member_id: int) -> Buttons:
    """Yes and no to a new member, for the message that asks."""
    args = {"member": str(member_id)}
    return Buttons(
        (
            Button(phrase("button.confirm"), "confirm", {**args, "answer": "yes"}, style="primary"),
            Button(phrase("button.confirm_not"), "confirm", {**args, "answer": "no"}),
        )
    )


def confirmed_only(work: Work) -> None:
    """Raise `Refused` for a member whom nobody has confirmed yet to be of their organisation."""
    if work.member.confirmed_at is None:
        raise refuse("refused.unconfirmed", organisation=name_of(work, work.member.organisation))


def coordinators_only(work: Work) -> None:
    """Raise `Refused` for everybody without the coordinator's duty, saying whom to ask instead."""
    if work.member.coordinator:
        return
    names = tuple(one.name for one in people.coordinators(work.session) if one.name)
    if names:
        raise refuse("refused.coordinators_only", names=Listed(names))
    raise refuse("refused.coordinators_only_nobody")
