"""While many requests wait for their answers, what nobody waits for lets them go first."""

from __future__ import annotations

import asyncio

from bot.rush import Rush


def test_work_gives_way_until_few_requests_are_left() -> None:
    async def play() -> list[str]:
        rush, heard = Rush(few=1, patience=60), list[str]()

        async def work() -> None:
            await rush.over()
            heard.append("worked")

        for _ in range(3):
            rush.begins()
        working = asyncio.create_task(work())
        rush.ends()
        await asyncio.sleep(0.01)
        heard.append("two under way")
        rush.ends()
        await working
        await rush.over()
        return heard

    assert asyncio.run(play()) == ["two under way", "worked"]


def test_work_does_not_give_way_for_ever() -> None:
    async def play() -> None:
        rush = Rush(few=0, patience=0.01)
        rush.begins()
        await asyncio.wait_for(rush.over(), 30)

    asyncio.run(play())
