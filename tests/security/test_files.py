"""Files that people send: within limits, read by what is in them, fetched from nowhere else."""

from __future__ import annotations

import asyncio
import gzip
import io
import time
import tracemalloc
import zipfile
from collections.abc import Awaitable, Callable
from functools import cache
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from aiohttp import web
from slack_sdk.web.async_client import AsyncWebClient

from bot.centre.load import load
from bot.cli.directories import _content
from bot.desk.book_sheet import LARGEST, read_sheet
from bot.desk.calendar_reading import Reading, read_calendar
from bot.desk.replies import FILE_SIZE
from bot.desk.work import Refused
from bot.handlers.slack import uploads
from bot.handlers.teams import storing
from tests.centre_at_work import MONDAY

ZONE = load().working_hours.zone

# -- calendars


def event(number: int, *lines: str, start: str = "DTSTART:20261201T090000Z") -> str:
    inner = "".join(f"{line}\r\n" for line in (f"UID:{number}", start, *lines))
    return f"BEGIN:VEVENT\r\n{inner}END:VEVENT\r\n"


def zone(number: int) -> str:
    return f"BEGIN:VTIMEZONE\r\nTZID:Z{number}\r\nEND:VTIMEZONE\r\n"


def read(*parts: str) -> Reading:
    text = "".join(("BEGIN:VCALENDAR\r\nVERSION:2.0\r\n", *parts, "END:VCALENDAR\r\n"))
    assert len(text) <= FILE_SIZE
    return read_calendar(text, MONDAY, ZoneInfo(ZONE), 0.7)


IN_ZONE = "DTSTART;TZID=Z1:20261201T090000"
SLOW = {
    "a property ten thousand times": (
        "BEGIN:VEVENT\r\n" + "SUMMARY:\n" * 20_000 + "UID:a\n" * 30_000 + "END:VEVENT\r\n",
    ),
    "broken zones for all events": (
        *map(zone, range(4_000)),
        *(event(n, start=IN_ZONE) for n in range(2_000)),
    ),
    "one large zone for all events": (
        "BEGIN:VTIMEZONE\r\nTZID:Z1\r\n"
        + "RDATE:20010101T000000\r\n" * 10_000
        + "END:VTIMEZONE\r\n",
        *(event(n, start=IN_ZONE) for n in range(2_000)),
    ),
    "a day for ever, a thousand times": (*(event(n, "RRULE:FREQ=DAILY") for n in range(4_000)),),
}


@pytest.mark.parametrize("name", SLOW)
def test_no_calendar_takes_longer_than_its_patience_and_its_cutting(name: str) -> None:
    """Some took a minute, and every member waits for the same write lane meanwhile."""
    before = time.thread_time()
    found = read(*SLOW[name])
    assert time.thread_time() - before < 5
    assert len(found.occurrences) <= 600


@pytest.mark.parametrize("char", ["\x00", "\x01", "\x1c", "\x7f", "\u202e", "\ud800"])
def test_control_characters_are_a_fault_of_their_event_alone(char: str) -> None:
    lines = (f"DTSTART;X={char}:20261201T090000Z", f"DTSTART{char}:20261201", f"DTSTART:{char}")
    found = read(*(event(n, start=line) for n, line in enumerate(lines)), event(9))
    assert "9" in {one.uid for one in found.occurrences}
    assert len(found.faults) >= 2
    assert all(fault.name.isprintable() for fault in found.faults)


def test_the_zones_that_calendar_programs_name_are_still_found() -> None:
    outlook = "(UTC+05:00) Islamabad, Karachi"
    rules = (
        "BEGIN:STANDARD\r\nDTSTART:16010101T000000\r\nTZOFFSETFROM:+0500\r\nTZOFFSETTO:+0500\r\n"
    )
    told = f"BEGIN:VTIMEZONE\r\nTZID:{outlook}\r\n{rules}END:STANDARD\r\nEND:VTIMEZONE\r\n"
    found = read(told, event(1, start=f'DTSTART;TZID="{outlook}":20261201T130000'))
    assert [str(one.starts) for one in found.occurrences] == ["09:00:00"]
    assert found.faults == []


# -- directories


def _packed() -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("xl/worksheets/sheet1.xml", bytes(20_000_000))
    return whole.getvalue()


SHEETS = {
    "a workbook that unpacks to much": (_packed(), "directory.not_csv"),
    "a PDF called CSV": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n\x00", "directory.not_csv"),
    "one huge cell": (b"name;note\nA;" + b"a" * 4_000_000, "directory.not_csv"),
    "a quote that never ends": (b'name;note\nA;"' + b"a\n" * 2_000_000, "directory.not_csv"),
    "two hundred thousand columns": (b"name" + b";x" * 200_000, "directory.too_wide"),
    "a million lines": (b"name\n" + b"a\n" * 1_000_000, "directory.too_many"),
    "what no database keeps": ("name\nA\x00B".encode("utf-16"), "directory.not_csv"),
    "half a character": (b"\xff\xfe\x00\xd8n\x00", "directory.not_csv"),
    "more than is taken": (b"name\n" + b" " * LARGEST, "directory.too_large"),
}


@pytest.mark.parametrize("name", SHEETS)
def test_a_directory_that_is_none_is_refused_with_a_sentence(name: str) -> None:
    content, code = SHEETS[name]
    before = time.thread_time()
    with pytest.raises(Refused, match=code):
        read_sheet(content)
    assert time.thread_time() - before < 10


def test_no_more_is_read_of_a_file_than_tells_that_it_is_too_large() -> None:
    assert len(_content(Path("/dev/zero"))) == LARGEST + 1


# -- where they are fetched from

STRANGE = (
    "https://evil.example/x", "http://files.slack.com/x", "https://evilslack.com/x",
    "https://files.slack.com.evil.example/x", "https://files.slack.com@evil.example/x",
    "https://me:pw@files.slack.com/x", "https://evil.example\\@files.slack.com/x",
    "https://127.0.0.1/x", "http://169.254.169.254/latest", "https://[::1", "https://[::1]/x",
    "file:///etc/passwd", "ftp://files.slack.com/x", "//files.slack.com/x", "files.slack.com", "",
    "https://evil.example#.slack.com", "https://evil.example?.slack.com", "https://slack.com:bad/",
)  # fmt: skip


@pytest.mark.parametrize("address", STRANGE)
def test_slacks_token_goes_to_slack_alone(address: str) -> None:
    files = uploads.Uploads(AsyncWebClient("xoxb-secret"))
    with pytest.raises(uploads.NotHandedOver, match="strange_address"):
        asyncio.run(files.fetched(address))


@pytest.mark.parametrize("address", [a.replace("slack.com", "sharepoint.com") for a in STRANGE])
def test_teams_files_are_fetched_from_onedrive_alone(address: str) -> None:
    with pytest.raises(storing.NotHandedOver):
        asyncio.run(storing.fetch(address, "https://smba.trafficmanager.net/emea/"))


async def slack(base: str) -> str:
    client = AsyncWebClient("xoxb-secret", base_url=f"{base}/api/")
    return await uploads.Uploads(client).fetched(f"{base}/file")


async def teams(base: str) -> str:
    return await storing.fetch(f"{base}/file", f"{base}/")


def fetched(fetch: Callable[[str], Awaitable[str]], answer: web.Response, asked: list[str]) -> str:
    """What comes of an answer; the paths asked for are added to `asked`."""

    async def answered(request: web.Request) -> web.Response:
        asked.append(request.path)
        return answer

    async def run() -> str:
        app = web.Application()
        app.router.add_get("/{any:.*}", answered)
        runner = web.AppRunner(app)
        await runner.setup()
        try:
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            host, port = runner.addresses[0][:2]
            return await fetch(f"http://{host}:{port}")
        finally:
            await runner.cleanup()

    return asyncio.run(run())


@cache
def packed() -> bytes:
    return gzip.compress(bytes(100_000_000), 6)


@pytest.mark.parametrize("fetch", [slack, teams])
def test_a_file_that_unpacks_to_much_is_broken_off(fetch: Callable[[str], Awaitable[str]]) -> None:
    answer = web.Response(body=packed(), headers={"Content-Encoding": "gzip"})
    tracemalloc.start()
    try:
        text = fetched(fetch, answer, [])
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert FILE_SIZE < len(text) < FILE_SIZE + 100
    assert most < 20_000_000


@pytest.mark.parametrize("fetch", [slack, teams])
def test_no_redirect_is_followed(fetch: Callable[[str], Awaitable[str]]) -> None:
    asked: list[str] = []
    moved = web.Response(status=302, headers={"Location": "/elsewhere"})
    with pytest.raises((uploads.NotHandedOver, storing.NotHandedOver), match="http_302"):
        fetched(fetch, moved, asked)
    assert asked == ["/file"]
