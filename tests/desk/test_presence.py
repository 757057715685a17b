"""Whether and where a person can be reached, as their platform tells."""

from __future__ import annotations

from datetime import timedelta

from sqlmodel import select

from bot.desk.dispatch import SEEN_EVERY, dispatch
from bot.desk.replies import Caller, Request
from bot.storage.tables import Identity
from tests.centre_at_work import CentreAtWork
from tests.desk.cast import listening


def identity(room: CentreAtWork, user: str) -> Identity:
    with room.desk.store.read() as session:
        return session.exec(select(Identity).where(Identity.user == user)).one()


def tell(room: CentreAtWork, command: str, user: str, reference: str = "") -> None:
    """The platform tells of a person."""
    caller = Caller("web", "try", user, reference=reference)
    assert dispatch(room.desk, Request(command, {}, caller, told=True), room.now).done


def test_somebody_who_takes_the_app_away_is_told_of(room: CentreAtWork) -> None:
    with listening(room) as heard:
        tell(room, "parted", "elias")
    assert identity(room, "elias").gone == "parted"
    assert heard.told == {"karin": ["member_lost"]}
    tell(room, "reached", "elias", "anew")
    assert (identity(room, "elias").gone, identity(room, "elias").reference) == ("", "anew")


def test_somebody_lost_again_is_told_of_again_once_a_day(room: CentreAtWork) -> None:
    room.now = room.now.replace(hour=20)
    tell(room, "parted", "elias")
    with listening(room) as heard:
        for _ in range(2):
            tell(room, "reached", "elias")
            tell(room, "parted", "elias")
    assert heard.notices == []
    tell(room, "reached", "elias")
    room.now = room.now.replace(hour=23, minute=30)  # in Stockholm it is another day
    with listening(room) as heard:
        tell(room, "parted", "elias")
    assert heard.told == {"karin": ["member_lost"]}


def test_a_stranger_comes_and_goes_unnoticed(room: CentreAtWork) -> None:
    with listening(room) as heard:
        tell(room, "reached", "nobody-we-know", "somewhere")
        tell(room, "parted", "nobody-we-know")
    assert heard.notices == []


def test_when_somebody_was_here_last_is_known_to_the_minute(room: CentreAtWork) -> None:
    case = room.opened_and_taken()
    before = identity(room, "elias").used_at
    room.now = before + SEEN_EVERY - timedelta(seconds=1)
    room.do("elias", "note", case=case, words="Ringt")
    assert identity(room, "elias").used_at == before
    room.now = before + SEEN_EVERY
    room.do("elias", "note", case=case, words="Ringt igen")
    assert identity(room, "elias").used_at == room.now
