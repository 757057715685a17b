"""Two windows as two members: each sees the other's steps at once, and nobody's private answers."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from typing import Any

from bot.desk.replies import Address, Message, Outcome
from bot.handlers.web import live
from bot.handlers.web.live import Operation, Window
from tests.handlers.web.conftest import HALL, Trial, card, line, run

PRESS = '{"c":"take","a":{"case":"7"},"n":"n1"}'


def told(trial: Trial, window: Window, mark: str) -> list[Operation]:
    """What a window that stood at `mark` has been told since."""
    events = trial.hall.timeline.since(mark)
    assert events is not None
    return [operation for event in events for operation in window.operations(event)]


def html(operations: list[Operation]) -> str:
    return " ".join(str(operation.get("html", "")) for operation in operations)


def test_a_card_appears_in_every_window_and_changes_in_place(trial: Trial) -> None:
    mark = trial.hall.timeline.mark
    root = trial.send(card(status="Öppet"))
    for user in ("anna", "sara"):
        (put, heard) = told(trial, trial.window(user), mark)
        assert (put["id"], put["into"]) == (root, "flow")
        assert "Hydraulik AB" in heard["say"]
    mark = trial.hall.timeline.mark
    trial.edit(root, card(status="Pågår"))
    (swap,) = told(trial, trial.window("sara"), mark)
    assert swap["id"] == f"b-{root}"
    assert "Pågår" in swap["html"]
    assert "Skriv i tråden" not in swap["html"], "what is being written in the thread stays"


def test_a_line_in_a_thread_brings_its_count(trial: Trial) -> None:
    root = trial.send(card())
    mark = trial.hall.timeline.mark
    trial.post("anna", "rad", text="Hej", channel=HALL, thread=root, key="k")
    operations = told(trial, trial.window("sara"), mark)
    assert [it.get("into") for it in operations][:1] == [f"lines-{root}"]
    assert "1 inlägg i tråden" in html(operations)
    assert operations[-1]["say"] == "Anna Bergström: Hej"
    assert all("say" not in it for it in told(trial, trial.window("anna"), mark))


def test_a_private_answer_reaches_only_the_one_who_acted(trial: Trial) -> None:
    trial.desk.says["take"] = Outcome(private=(line("hemligt"),))
    mark = trial.hall.timeline.mark
    answer = trial.post("sara", "tryck", press=PRESS, channel=HALL).json()
    assert "hemligt" in html(answer["do"])
    assert "hemligt" in html(told(trial, trial.window("sara"), mark))
    assert "hemligt" not in json.dumps(told(trial, trial.window("anna"), mark))
    assert "hemligt" not in json.dumps(told(trial, trial.window("sara", ""), mark))


def test_a_private_message_stands_in_its_readers_window_and_is_counted_elsewhere(
    trial: Trial,
) -> None:
    mark = trial.hall.timeline.mark
    trial.send(line("till Sara"), to=Address("web", "try", user="sara"))
    in_room, of_other = (html(told(trial, trial.window(user), mark)) for user in ("sara", "anna"))
    assert "till Sara" not in in_room + of_other
    assert "1 oläst" in in_room
    assert "till Sara" in html(told(trial, trial.window("sara", ""), mark))
    assert trial.hall.timeline.unread("sara") == 0, "shown is read"


def test_a_moved_clock_shows_in_every_window(trial: Trial) -> None:
    mark = trial.hall.timeline.mark
    trial.post("anna", "klocka", at="2026-12-24T08:00")
    assert "torsdag 24 december" in html(told(trial, trial.window("sara"), mark))
    assert "Thursday 24 December" in html(told(trial, trial.window("leila", ""), mark))


def test_another_rooms_events_are_not_this_windows(trial: Trial) -> None:
    mark = trial.hall.timeline.mark
    trial.send(card())
    assert told(trial, trial.window("anna", ""), mark) == []


async def following(stream: AsyncIterator[str]) -> dict[str, Any]:
    """The next event's data; signs of life and settings are passed over."""
    while True:
        text = await asyncio.wait_for(anext(stream), 5)
        if text.startswith(("id:", "event:")):
            return {"head": text.split("\n")[0], "data": json.loads(text.split("data: ")[1])}


def test_a_stream_tells_what_was_missed_and_then_what_happens_once_each(trial: Trial) -> None:
    async def walk() -> None:
        mark = trial.hall.timeline.mark
        where = Address("web", "try", HALL)
        await trial.outbound.send(where, Message((card("Ett"),), "sv", "k1"))
        stream = live.stream(trial.window("sara"), mark)
        missed = await following(stream)
        assert "Ett" in html(missed["data"]["do"])
        await trial.outbound.send(where, Message((card("Två"),), "sv", "k2"))
        happened = await following(stream)
        assert "Två" in html(happened["data"]["do"])
        assert happened["data"]["n"] == missed["data"]["n"] + 1
        await stream.aclose()  # type: ignore[attr-defined]

    run(walk())


def test_a_step_in_a_worker_thread_reaches_the_stream(trial: Trial) -> None:
    async def walk() -> None:
        stream = live.stream(trial.window("sara"), trial.hall.timeline.mark)
        waiting = asyncio.create_task(following(stream))
        await asyncio.sleep(0.05)
        await asyncio.to_thread(trial.hall.timeline.tick)
        (operation,) = (await waiting)["data"]["do"]
        assert operation["id"] == "now"
        await stream.aclose()  # type: ignore[attr-defined]

    run(walk())


def test_a_window_from_an_earlier_run_is_told_to_load_again(trial: Trial) -> None:
    async def walk() -> None:
        stream = live.stream(trial.window("sara"), "before:17")
        assert (await following(stream))["head"] == "event: stale"

    run(walk())
