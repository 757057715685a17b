"""Nasty texts through the real desk and every way out: they stay text, everywhere."""

from __future__ import annotations

import csv
import io
import json
import re
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from openpyxl import load_workbook

from bot.centre.load import load
from bot.desk import calendar_writing, export
from bot.desk.replies import Body, Outcome
from bot.handlers.slack import render as slack
from bot.handlers.teams import render as teams
from bot.handlers.web import render as web
from bot.handlers.web.inbound import Spot
from bot.handlers.web.render import Viewer
from bot.handlers.web.setup import ActAs
from bot.storage.engine import open_store, upgrade
from tests.centre_at_work import MONDAY, CentreAtWork, said, set_up
from tests.fakes.teams.checks import check_card
from tests.handlers.web.test_render import Tags

VIEWER = Viewer(ActAs("sara", "Sara Lind", "BRG"), "sv")
NASTY = (
    "<!channel>", "<!here>", "<!everyone>", "@here", "@channel", "@everyone", "<@U0SARA>",
    "<#C0EXPORT>", "<!subteam^S1>", "<!date^1^{date}|x>", "<at>Sara Lind</at>", "<at id=\"0\">",
    "[klicka](https://evil.example)", "![x](https://evil.example/x.png)",
    "<https://evil.example|bank>", "https://evil.example/", "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "\"><svg onload=alert(1)>", "javascript:alert(1)",
    "{{7*7}}", "{% for x in y %}", "{n}", "%s%n", "${7*7}", "#{7*7}",
    "=HYPERLINK(\"https://evil.example\")", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1",
    "\n=1+1", "=cmd|' /C calc'!A0", "'; DROP TABLE enquiry; --", "\" OR 1=1 --", "NEAR(a b)",
    "name:*", "a* AND b", "(((", "^\"", "%_%", "&&||!", "$(id)", "`id`", "| id", "; id",
    "END:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:fejk", "\r\nSet-Cookie: a=b", "\r\n\r\n",
    "../../etc/passwd", "\x00", "\ud83d", "\u202egnirts", "\u200b", "\x1b[31m", "\x07",
    "*fet*", "_kursiv_", "~struken~", "```kod```", "> citat", "# rubrik", "- punkt", "| a | b |",
    "&lt;!channel&gt;", "&amp;", "ä" * 300, "a" * 4000, "😀" * 200, "\\", "\\\\n", ",;:",
)  # fmt: skip
TEXTS = st.lists(st.one_of(st.sampled_from(NASTY), st.text(max_size=40)), min_size=1, max_size=4)
FORMULA = re.compile(r"^[=+\-@\t\r]")
FEW = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


class Fuzzed(CentreAtWork):
    """Told shortly where a text fails: the whole centre would be."""

    def __repr__(self) -> str:
        return "the desk"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CentreAtWork]:
    path = tmp_path_factory.mktemp("fuzz") / "exportlots.sqlite"
    upgrade(f"sqlite:///{path}")
    centre = load()
    with closing(open_store(f"sqlite:///{path}", centre=centre.slug, upgrade=False)) as store:
        made = set_up(store, centre)
        yield Fuzzed(made.desk)


def written(desk: CentreAtWork, text: str) -> list[Outcome]:
    """A nasty text in every sort of field, and what each is answered."""
    found = [
        desk.do(
            "sara", "refer", need=text or "x", consent="yes", company=text[:80], even_so="yes",
            contact_name=text[:80], contact_phone=text[:30], contact_email=text[:60],
            q_needs=("payment-risk",), q_municipality="Mark", link=text,
        ),
        desk.do("sara", "note", case=1, words=text),
        desk.do("maria", "ask", case=1, words=text),
        desk.do("sara", "news", text=text, when="digest"),
        desk.do("sara", "wanted", text=text),
        desk.do("maria", "new_contact", name=text[:80], organisation=text[:80], note=text,
                about=text, email=text[:60], phone=text[:30], sharing="all"),
        desk.do("sara", "meeting", title=text[:100], kind=_kind(desk), when="2026-12-10 09-11",
                place=text[:80], agenda=text, duties=text, sure="yes", link=text[:80]),
        desk.do("elias", "profile", name=text[:60], title=text[:60], lang="sv", sent="yes"),
    ]  # fmt: skip
    for command, argument in (
        ("ask_who", "question"), ("unknown", "text"), ("spoken", "words"), ("report", "words"),
        ("silence", "words"), ("connect", "code"), ("absence", "words"), ("show", "words"),
        ("import_calendar", "file"), ("take", "case"), ("offer", "organisation"),
        ("show_meeting", "meeting"), ("digest_all", "week"),
    ):  # fmt: skip
        found.append(desk.give("karin", command, {argument: text}))
    found += [desk.do("sara", name) for name in ("mine", "situation", "meetings", "news_list",
                                                 "wanted_list", "members", "home")]  # fmt: skip
    newest = next(iter(desk.do("sara", "mine").private), None)
    assert newest is not None
    return found


def _kind(desk: CentreAtWork) -> str:
    return desk.desk.centre.meetings.offered[0].code


def strings(thing: Any) -> Iterator[tuple[dict[str, Any], str, str]]:
    """Every text of a JSON value, with what it stands in."""
    if isinstance(thing, dict):
        for key, value in thing.items():
            if isinstance(value, str):
                yield thing, key, value
            else:
                yield from strings(value)
    elif isinstance(thing, list):
        for one in thing:
            yield from strings(one)


def in_slack(body: Body) -> None:
    """Nothing is given to Slack to parse, and no link or mention is made of words."""
    for message in slack.messages(body, "sv"):
        json.dumps(message).encode()
        for holder, _, value in strings(message):
            assert holder.get("type") not in ("mrkdwn", "user", "usergroup", "broadcast", "channel")
            if holder.get("type") == "link":
                assert value.startswith("https://evil.example") is False or value == holder["url"]
    shown = slack.fallback(body, "sv")
    assert not re.search(r"<[!@#]|<http", shown)


def in_teams(body: Body) -> None:
    for surface in ("room", "chat", "dialog"):
        for card in teams.cards(body, "sv", surface):  # type: ignore[arg-type]
            assert check_card(card, dialog=surface == "dialog") == []
            assert not (card.get("msteams") or {}).get("entities")
            for holder, key, value in strings(card):
                if key == "text" and holder.get("type") == "TextBlock":
                    assert not re.search(r"<at\b", value)
                    assert not re.search(r"(?<!\\)\]\(", value), value


def on_the_web(body: Body) -> None:
    tags = Tags(str(web.body(body, "sv", VIEWER, Spot("exportcenter"))))
    names = {tag for tag, _ in tags.tags}
    assert not names & {"script", "img", "svg", "iframe", "object", "style", "at"}
    for _, attributes in tags.tags:
        assert not [name for name in attributes if name.startswith("on")]
        made_by_us = "download" in attributes
        schemes = ("javascript:",) if made_by_us else ("javascript:", "data:")
        assert not str(attributes.get("href", "")).lower().startswith(schemes)


@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
@given(TEXTS)
@FEW
def test_whatever_is_typed_stays_text_wherever_it_is_shown(
    desk: CentreAtWork, parts: list[str]
) -> None:
    for outcome in written(desk, "".join(parts)):
        assert "desk.unforeseen" not in repr(outcome), said(outcome)
        for body in (outcome.private, outcome.aloud):
            if body:
                in_slack(body)
                in_teams(body)
                on_the_web(body)
    in_slack((desk.card(1),))
    in_teams((desk.card(1),))


@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")
@given(TEXTS)
@FEW
def test_no_file_that_leaves_holds_a_formula_or_another_line(
    desk: CentreAtWork, tmp_path: Path, parts: list[str]
) -> None:
    written(desk, "".join(parts))
    out, sheet = io.StringIO(), tmp_path / "x.xlsx"
    with desk.desk.store.read() as session:
        rows = list(export.rows(session, desk.desk.centre, "sv"))
    export.write_csv(out, rows, "sv")
    for line in csv.reader(io.StringIO(out.getvalue().lstrip("\ufeff")), delimiter=";"):
        assert not [cell for cell in line if FORMULA.match(cell) and not _number(cell)]
    export.write_xlsx(sheet, rows, "sv")
    with closing(load_workbook(sheet, read_only=True)) as book:
        for page in book.worksheets:
            for cells in page.iter_rows():
                assert not [cell for cell in cells if cell.data_type == "f"]
    feed = calendar_writing.feed(desk.desk, MONDAY)
    events = [part for part in Calendar.from_ical(feed).walk() if part.name == "VEVENT"]
    assert not [one for one in events if str(one.get("summary")) == "fejk"]
    assert feed.count(b"BEGIN:VEVENT") == len(events)
    assert all(len(line) <= 75 for line in feed.split(b"\r\n"))


def _number(cell: str) -> bool:
    return bool(re.fullmatch(r"-?\d+([.,]\d+)?", cell))


HOSTILE = {
    "spaces": " " * 10_000,
    "letters": "a" * 10_000,
    "digits": "1" * 10_000,
    "dashes": "-" * 10_000,
    "digits and dashes": "1-" * 5_000,
    "at signs": "a@" * 5_000,
    "dots": "a." * 5_000,
    "capitals": "Aa " * 3_333,
    "brackets": "([{<" * 2_500,
    "quotes": "\"'" * 5_000,
    "line ends": "\n" * 10_000,
    "combining marks": "e\u0301" * 5_000,
    "dates": "1/1 " * 2_500,
    "times": "kl 9-" * 2_000,
    "orders": "i morgon nästa vecka " * 480,
    "commands": "ta 1 " * 2_000,
    "numbers": "4000000 " * 1_250,
    "places": "Mark i Göteborg " * 625,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_ten_thousand_nasty_characters_keep_nobody_waiting(desk: CentreAtWork, name: str) -> None:
    """Thirty seconds of processor time for all of it together, on any machine: it needs one."""
    began = time.thread_time()
    for outcome in written(desk, HOSTILE[name]):
        assert "desk.unforeseen" not in repr(outcome), said(outcome)
    assert time.thread_time() - began < 30
