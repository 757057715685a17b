"""The three verbs every platform has, on the room's timeline."""

from __future__ import annotations

from datetime import timedelta

from bot.desk.replies import Address, Gone, Message, Outbound, Sent
from bot.handlers.web.outbound import WebOutbound
from bot.handlers.web.timeline import FLOW
from tests.handlers.web.conftest import HALL, TUESDAY, line, run

ROOM = Address("web", "try", HALL)
SARA = Address("web", "try", user="sara")


def made() -> WebOutbound:
    return WebOutbound((HALL,), lambda: TUESDAY)


def said(text: str, key: str = "k1") -> Message:
    return Message((line(text),), "sv", key)


def test_it_is_an_outbound() -> None:
    outbound: Outbound = made()
    assert run(outbound.find(ROOM, "k1")) is None


def test_the_same_key_is_said_once_and_found_again() -> None:
    outbound = made()
    first, again = run(outbound.send(ROOM, said("a"))), run(outbound.send(ROOM, said("a")))
    assert first == again
    assert len(outbound.timeline.flow(HALL, "sara")) == 1
    assert isinstance(first, Sent)
    assert run(outbound.find(ROOM, "k1")) == first.message_id
    assert run(outbound.find(SARA, "k1")) is None


def test_a_message_older_than_the_room_stands_on_its_own_day() -> None:
    earlier = TUESDAY - timedelta(days=5)
    outbound = WebOutbound((HALL,), lambda: TUESDAY, {"posting:1": earlier})
    run(outbound.send(ROOM, said("a", "posting:1")))
    run(outbound.send(ROOM, said("b", "posting:2")))
    assert [post.at for post in outbound.timeline.flow(HALL, "sara")] == [earlier, TUESDAY]


def test_an_edit_replaces_in_place() -> None:
    outbound = made()
    sent = run(outbound.send(ROOM, said("a")))
    assert isinstance(sent, Sent)
    assert run(outbound.edit(ROOM, sent.message_id, said("b"))) == sent
    (post,) = outbound.timeline.flow(HALL, "sara")
    assert post.body == (line("b"),)


def test_a_line_goes_under_its_message_and_can_be_edited_there() -> None:
    outbound = made()
    root = run(outbound.send(ROOM, said("a")))
    assert isinstance(root, Sent)
    thread = Address("web", "try", HALL, root.message_id)
    under = run(outbound.send(thread, said("b", "k2")))
    assert isinstance(under, Sent)
    run(outbound.edit(thread, under.message_id, said("c")))
    post = outbound.timeline.post(root.message_id, HALL)
    assert post is not None
    assert [it.body for it in post.lines] == [(line("c"),)]
    assert len(outbound.timeline.flow(HALL, "sara")) == 1


def test_what_an_earlier_run_had_is_said_anew_under_its_id() -> None:
    outbound = made()
    assert run(outbound.edit(ROOM, "m-old", said("a"))) == Sent("m-old")
    assert outbound.timeline.post("m-old", HALL) is not None
    assert isinstance(
        run(outbound.send(Address("web", "try", HALL, "m-gone"), said("b", "k2"))), Sent
    )
    assert len(outbound.timeline.flow(HALL, "sara")) == 2


def test_a_room_that_is_not_here_is_gone() -> None:
    outbound = made()
    nowhere = Address("web", "try", "elsewhere")
    assert isinstance(run(outbound.send(nowhere, said("a"))), Gone)
    assert isinstance(run(outbound.edit(nowhere, "m-1", said("a"))), Gone)


def test_a_private_message_is_unread_until_its_reader_looks() -> None:
    timeline = (outbound := made()).timeline
    run(outbound.send(SARA, said("a")))
    assert (timeline.unread("sara"), timeline.unread("anna")) == (1, 0)
    assert timeline.flow(HALL, "sara") == []
    timeline.seen("sara")
    assert timeline.unread("sara") == 0
    run(outbound.send(SARA, said("b", "k2")))
    assert timeline.unread("sara") == 1


def test_a_private_answer_is_its_readers_alone_and_only_they_put_it_away() -> None:
    timeline = made().timeline
    told = timeline.answer("sara", HALL, FLOW, (line("hemligt"),), "sv")
    assert timeline.flow(HALL, "sara") == [told]
    assert timeline.flow(HALL, "anna") == []
    timeline.hush(told.id, "anna")
    assert timeline.flow(HALL, "sara") == [told]
    timeline.hush(told.id, "sara")
    assert timeline.flow(HALL, "sara") == []


def test_under_a_card_the_newest_private_answer_takes_the_olds_place() -> None:
    timeline = made().timeline
    for text in ("ett", "två"):
        timeline.answer("sara", HALL, "p:m-1", (line(text),), "sv")
        timeline.answer("sara", HALL, FLOW, (line(text),), "sv")
    assert [w.body for w in timeline.whispers("sara", HALL, "p:m-1")] == [(line("två"),)]
    assert len(timeline.whispers("sara", HALL, FLOW)) == 2


def test_what_was_missed_is_told_and_a_mark_of_another_run_is_stale() -> None:
    timeline = (outbound := made()).timeline
    mark = timeline.mark
    run(outbound.send(ROOM, said("a")))
    missed = timeline.since(mark)
    assert missed is not None
    assert [event.kind for event in missed] == ["post"]
    assert timeline.since(timeline.mark) == []
    assert timeline.since("other:0") is None
    assert timeline.since("") is None
