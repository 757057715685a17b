"""Who may speak for a member: oneself aside, a confirmed colleague or the coordinator."""

from __future__ import annotations

from bot.desk.replies import Button, Buttons
from bot.desk.work import Work
from bot.storage.tables import Member
from bot.texts import phrase


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
