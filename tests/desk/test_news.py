"""News: a short item to the room at once, or with the next digest; and the way to take it back."""

from __future__ import annotations

import pytest
from sqlmodel import select

from bot.desk.due import tick
from bot.desk.replies import Button, Buttons, Card, Line, Outcome, Table
from bot.storage.tables import News, Notice, Room
from bot.texts import say
from tests.centre_at_work import CentreAtWork, said
from tests.desk.spoken import spoken
from tests.desk.weeks import a_week_on, letter, letters, lines

TEXT = "Vi har en rådgivare för Norge från januari."


@pytest.fixture(autouse=True)
def counting(room: CentreAtWork) -> None:
    """The first tick of an installation: from here on there are digests."""
    tick(room.desk, room.now)


def buttons(outcome: Outcome) -> list[Button]:
    """Everything that can be pressed under an answer."""
    return [b for block in outcome.private if isinstance(block, Buttons) for b in block.buttons]


def items(room: CentreAtWork) -> list[News]:
    """The items as they are kept."""
    with room.desk.store.read() as session:
        return list(session.exec(select(News)))


def sent(room: CentreAtWork, notice: Notice) -> None:
    """The notice has left."""
    with room.desk.store.write() as session:
        session.get_one(Notice, notice.id).state = "sent"


def in_digests(room: CentreAtWork) -> list[str]:
    """The news of every digest so far."""
    cards = [body[0] for body in letters(room)]
    told = [lines(card) for card in cards if isinstance(card, Card)]
    return [line for one in told for line in one if line.startswith("Nyheter")]


def test_the_form_takes_what_was_typed(room: CentreAtWork) -> None:
    form = room.ask_form("johan", "news", text=TEXT).form
    assert form is not None
    assert [(item.name, item.value) for item in form.inputs] == [
        ("text", TEXT),
        ("when", "digest"),
        ("until", ""),
    ]


def test_it_comes_with_the_next_digest_and_once(room: CentreAtWork) -> None:
    told = said(room.do("johan", "news", text=TEXT))
    assert told.startswith("Nyheten kommer med veckobrevet måndag 30 november kl. 8.00.")
    a_week_on(room)
    line = f"Nyheter: {TEXT} (Johan Berg, Business Sweden)"
    assert lines(letter(room))[1:] == [line]
    a_week_on(room)
    assert in_digests(room) == [line]


def test_with_a_day_each_digest_tells_it_till_then(room: CentreAtWork) -> None:
    assert room.do("johan", "news", text=TEXT, until="2026-12-14").done
    room.open("sara", offer_to="nobody")
    told = []
    for _ in range(4):
        a_week_on(room)
        card = letters(room)[-1][0]
        assert isinstance(card, Card)
        told.append(any(line.startswith("Nyheter") for line in lines(card)))
    assert told == [True, True, True, False]


def test_a_day_before_the_next_digest_is_asked_about(room: CentreAtWork) -> None:
    outcome = room.do("johan", "news", text=TEXT, until="2026-11-27")
    assert "Nästa veckobrev går ut måndag 30 november kl. 8.00." in said(outcome)
    assert items(room) == []
    assert room.do("johan", "news", text=TEXT, until="2026-11-27", when="now").done
    assert len(items(room)) == 1


@pytest.mark.parametrize(
    ("given", "error"),
    [
        ({"text": "  "}, "Skriv vad du vill berätta."),
        ({"text": "å" * 501}, "högst 500 tecken"),
        ({"text": TEXT, "until": "2026-11-20"}, "en senare dag"),
        ({"text": TEXT, "until": "snart"}, "dag"),
    ],
)
def test_what_cannot_be_taken_comes_back_with_everything_typed(
    room: CentreAtWork, given: dict[str, str], error: str
) -> None:
    outcome = room.do("johan", "news", **given)
    assert outcome.form is not None
    errors = [say(item.error, "sv") for item in outcome.form.inputs if item.error]
    assert len(errors) == 1
    assert error in errors[0]
    assert outcome.form.inputs[0].value == given["text"]
    assert items(room) == []


def test_an_unconfirmed_member_writes_none(room: CentreAtWork) -> None:
    assert not room.do("ture", "news", text=TEXT).done
    assert items(room) == []


def test_at_once_it_is_told_in_every_room_and_in_no_digest(room: CentreAtWork) -> None:
    with room.desk.store.write() as session:
        session.add(Room(platform="web", workspace="try", channel="other", lang="en"))
    assert "på väg till alla rum" in said(room.do("johan", "news", text=TEXT, when="now"))
    told = room.notices(kind="news")
    assert sorted(n.room_id or 0 for n in told) == [1, 2]
    body = room.reads(told[0])
    assert body == (
        Line(body[0].text, strong=True) if body and isinstance(body[0], Line) else None,
        Line(TEXT),
    )
    assert "Nyhet från Johan Berg, Business Sweden" in spoken(body)
    assert "News from Johan Berg, Business Sweden" in spoken(body)
    a_week_on(room)
    assert letters(room) == []


def test_taken_back_before_the_digest_it_is_never_told(room: CentreAtWork) -> None:
    [button] = buttons(room.do("johan", "news", text=TEXT))
    assert button.asks is not None
    assert "tillbakatagen" in said(room.press("johan", button))
    a_week_on(room)
    assert letters(room) == []
    assert not room.press("johan", button).done


def test_taken_back_before_it_left_it_is_never_told(room: CentreAtWork) -> None:
    [button] = buttons(room.do("johan", "news", text=TEXT, when="now"))
    room.press("johan", button)
    assert [room.reads(n) for n in room.notices() if n.room_id] == [None, None]


def test_taken_back_afterwards_its_message_says_so(room: CentreAtWork) -> None:
    [button] = buttons(room.do("johan", "news", text=TEXT, when="now"))
    [told] = room.notices(kind="news")
    sent(room, told)
    room.press("johan", button)
    [taken_back] = room.notices(kind="news_withdrawn")
    assert taken_back.folds == told.id
    assert "En nyhet är tillbakatagen." in spoken(room.reads(taken_back))
    assert TEXT not in spoken(room.reads(taken_back))


def test_only_the_writer_a_colleague_and_the_coordinator_take_it_back(room: CentreAtWork) -> None:
    for user, may in (("elias", False), ("ture", False), ("emma", True), ("karin", True)):
        assert room.do("johan", "news", text=TEXT).done
        number = items(room)[-1].id or 0
        assert room.do(user, "withdraw_news", news=number).done is may
        assert (items(room)[-1].withdrawn_at is not None) is may


def test_the_list_has_what_is_to_come_and_who_may_take_it_back(room: CentreAtWork) -> None:
    assert "inga nyheter" in said(room.do("elias", "news_list"))
    assert room.do("johan", "news", text=TEXT, until="2027-01-31").done
    for user, count in (("elias", 0), ("emma", 1)):
        table = room.do(user, "news_list").private[0]
        assert isinstance(table, Table)
        [row] = table.rows
        assert len(row.buttons) == count
    assert "gäller till 31 jan." in said(room.do("elias", "news_list"))


def test_what_is_written_is_data(room: CentreAtWork) -> None:
    evil = "<!channel> {who} *fet* [länk](https://ond.se) %s"
    assert room.do("johan", "news", text=evil).done
    a_week_on(room)
    assert evil in lines(letter(room))[1]
