"""A meeting with everything in it fits the platforms: the room's reminder, one's own, the pack."""

from __future__ import annotations

from bot.desk.replies import Body
from bot.handlers.slack import render as slack
from bot.handlers.teams import kit
from bot.handlers.teams import render as teams
from bot.storage.tables import Attendance, Member, Presenting
from tests.centre_at_work import CentreAtWork
from tests.desk.gathering import aloud, gather, local
from tests.fakes.slack.limits import check_blocks
from tests.fakes.teams.checks import check_card

COMING, PRESENTING, FITTING = 500, 40, 30


def crowded(room: CentreAtWork, kind: str = "export-boost") -> int:
    """A meeting of five hundred, with a long list of companies and more that would fit."""
    cases = [room.open("sara") for _ in range(PRESENTING + FITTING)]
    number = gather(
        room,
        kind=kind,
        needs=["payment-risk"],
        title="Export boost Borås " * 4,
        agenda="Först kaffe, sedan pitchar. " * 110,
        duties=[f"Uppgift {n}: någon med ett ganska långt namn" for n in range(20)],
    )
    slugs = [organisation.slug for organisation in room.desk.centre.organisations]
    with room.desk.store.write() as session:
        for case in cases[:PRESENTING]:
            session.add(Presenting(meeting_id=number, enquiry_id=case, at=room.now))
        for place in range(COMING):
            member = Member(
                name=f"Främjare nummer {place}",
                organisation=slugs[place % len(slugs)],
                joined_at=room.now,
            )
            session.add(member)
            session.flush()
            session.add(
                Attendance(meeting_id=number, member_id=member.id or 0, coming=True, at=room.now)
            )
    return number


def fits(body: Body | None, *, slack_messages: int, teams_cards: int) -> None:
    """Within the limits of both, in so many messages at most."""
    assert body is not None
    for lang in ("sv", "en"):
        found = slack.messages(body, lang, whole=False)
        assert len(found) <= slack_messages
        for blocks in found:
            assert check_blocks(blocks, "message") == []
        cards = teams.cards(body, lang, "chat")
        assert len(cards) <= teams_cards
        for card in cards:
            assert kit.size(card) <= kit.CARD_BYTES
            assert check_card(card) == []


def test_the_rooms_reminder_of_a_crowded_meeting(room: CentreAtWork) -> None:
    crowded(room)
    room.now = local("2026-12-01T08:30")
    room.until(local("2026-12-01T09:00"))
    notice = aloud(room, "meeting_reminder")[-1]
    fits(room.reads(notice), slack_messages=2, teams_cards=2)


def test_a_pack_with_a_full_desk(room: CentreAtWork) -> None:
    crowded(room, kind="partners")
    room.now = local("2026-12-14T08:30")
    room.until(local("2026-12-14T09:00"))
    notice = room.notices("karin", "meeting_pack")[-1]
    fits(room.reads(notice), slack_messages=2, teams_cards=2)


def test_ones_own_of_a_crowded_meeting(room: CentreAtWork) -> None:
    number = crowded(room)
    assert room.do("anna", "coming", meeting=number, answer="yes").done
    room.now = local("2026-12-15T06:30")
    room.until(local("2026-12-15T07:00"))
    fits(room.reads(room.notices("anna", "meeting_own")[-1]), slack_messages=2, teams_cards=2)
