"""Chats other than the one of `centre_at_work`: whoever writes there, and what they are told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlmodel import select

from bot.desk import registry
from bot.desk.dispatch import dispatch
from bot.desk.replies import Caller, Copyable, Outcome, Place, Request, Value
from bot.storage import people
from bot.storage.tables import Identity, Member
from bot.texts import Lang, say
from tests.centre_at_work import CentreAtWork


@dataclass(frozen=True)
class Chat:
    """A platform with one workspace and one channel."""

    platform: str
    workspace: str
    channel: str

    def give(
        self,
        room: CentreAtWork,
        user: str,
        command: str,
        args: dict[str, Value] | None = None,
        *,
        aloud: bool = False,
        key: str = "",
        lang: Lang | None = None,
        name: str = "",
    ) -> Outcome:
        """A command, in private or in the channel."""
        caller = Caller(
            self.platform, self.workspace, user, name or user, lang=lang, reference=f"to-{user}"
        )
        place = Place(self.platform, self.workspace, self.channel) if aloud else Place()
        request = Request(command, dict(args or {}), caller, place, key)
        return dispatch(room.desk, request, room.now)

    def write(self, room: CentreAtWork, user: str, words: str, **more: Any) -> Outcome:
        """What a person types."""
        command, args = registry.read(words)
        return self.give(room, user, command, args, **more)

    def member(self, room: CentreAtWork, user: str) -> Member | None:
        """Who somebody is to the desk now."""
        with room.desk.store.read() as session:
            own = people.identity(session, self.platform, self.workspace, user)
            member = people.member(session, own.member_id) if own else None
        return member if member is not None and not member.ended_at else None


WEB = Chat("web", "try", "exportcenter")
SLACK = Chat("slack", "T1", "C1")
TEAMS = Chat("teams", "tenant", "19:abc@thread.tacv2")


def code_in(outcome: Outcome) -> str:
    """The code that an answer shows, as it is to be written in the other chat: "koppla …"."""
    found = [say(block.text, "sv") for block in outcome.private if isinstance(block, Copyable)]
    assert len(found) == 1, outcome
    return found[0]


def ask_code(room: CentreAtWork, user: str, chat: Chat = WEB) -> str:
    """A member asks for a code."""
    return code_in(chat.write(room, user, "koppla"))


def join(room: CentreAtWork, user: str, chat: Chat, other: str) -> Outcome:
    """A member of the first chat enters their code in another, half a minute later."""
    code = ask_code(room, user)
    room.now += timedelta(seconds=30)
    outcome = chat.write(room, other, code)
    assert outcome.done, outcome
    return outcome


def identities(room: CentreAtWork, user: str) -> list[Identity]:
    """All of a member's identities, in the order we met them."""
    member = WEB.member(room, user)
    assert member is not None
    with room.desk.store.read() as session:
        rows = session.exec(select(Identity).order_by("id"))
        return [row for row in rows if row.member_id == member.id]


def alike(room: CentreAtWork, user: str = "astrid", confirmed: bool = True) -> int:
    """Anna of Almi, who has become a member in Teams as well, as somebody else."""
    chat_args: dict[str, Value] = {"organisation": "almi", "name": "Astrid Ek", "_form": "f-new"}
    assert TEAMS.give(room, user, "introduce", chat_args).done
    member = TEAMS.member(room, user)
    assert member is not None and member.id
    if confirmed:
        assert room.do("karin", "confirm", member=member.id).done
    return member.id
