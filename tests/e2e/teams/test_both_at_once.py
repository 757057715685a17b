"""One centre on Slack and Teams at once: one service, Slack's fake, and a client of Teams.

Karin uses both and is one person there: joined by a code that she takes out in Slack.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

import pytest
from playwright.sync_api import Browser

from bot.texts import ZONE
from tests.e2e.pictures import BUILD
from tests.e2e.slack.drawing import Said, draw_conversation
from tests.e2e.slack.service import until
from tests.e2e.teams.office import Office
from tests.e2e.teams.people import KARIN, MARIA
from tests.e2e.teams.service import Service
from tests.e2e.teams.windows import Window
from tests.fakes.slack import FakeSlack, Person

SOON = 2.0
"""Seconds within which a step on one platform must be seen on the other."""
CHANNEL = "C0EXPORT"
COMPANY, OTHER = "Marks Möbelverkstad", "Borås Sensor"


class Room(NamedTuple):
    """Who is in it: Sara only in Slack, Maria only in Teams, Karin in both."""

    slack: FakeSlack
    sara: Person
    karin: Window
    maria: Window


@pytest.fixture(scope="module")
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as opened:
        opened.add_channel(CHANNEL, "export-väst")
        for user, name in (("U0KARIN", "Karin Holm"), ("U0SARA", "Sara Lind")):
            opened.add_user(user, name)
            opened.join(CHANNEL, user)
        yield opened


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory, slack: FakeSlack) -> Iterator[Service]:
    """Settings for both; the coordinator is known by her Slack."""
    both = {
        "SLACK_BOT_TOKEN": slack.bot_token,
        "SLACK_APP_TOKEN": slack.app_token,
        "SLACK_API_URL": slack.api_url,
        "COORDINATORS": f"slack/{slack.team}/U0KARIN",
    }
    made = Service(tmp_path_factory.mktemp("both"), both)
    yield made
    made.stop()


@pytest.fixture(scope="module")
def room(office: Office, slack: FakeSlack) -> Room:
    """Everybody at their windows."""
    slack.wait_connected()
    karin, maria = office.open(KARIN), office.open(MARIA)
    for window in (karin, maria):
        window.to_channel()
    return Room(slack, slack.person("U0SARA"), karin, maria)


def card(slack: FakeSlack, company: str) -> dict[str, Any]:
    """A case's card in Slack as it stands now, or nothing."""
    heads = [m for m in slack.messages(CHANNEL) if (m.get("blocks") or [{}])[0]["type"] == "header"]
    return next((m for m in heads if company in slack.text_of(m)), {})


def comes_in(slack: FakeSlack, person: Person, organisation: str) -> None:
    welcome = next(m for m in slack.messages(CHANNEL) if "Jag är med" in person.buttons(m))
    person.press(welcome, "Jag är med")
    until(lambda: person.view, "the one question")
    person.choose(None, "Vilken organisation arbetar du för?", organisation)
    person.submit()
    until(lambda: person.private(CHANNEL), "the welcome to the new member")


def soon(office: Office, seen: Any, what: str) -> float:
    """Wait for something on the other platform; how long it took."""
    begun = time.monotonic()
    office.until(seen, what)
    took = time.monotonic() - begun
    assert took < SOON, f"{what} took {took:.1f} s"
    return took


def test_the_coordinator_makes_a_room_in_slack(room: Room, office: Office) -> None:
    slack, karin = room.slack, room.slack.person("U0KARIN")
    slack.invite_bot(CHANNEL, by="U0KARIN")
    welcome = until(lambda: slack.messages(CHANNEL), "the welcome")[0]
    comes_in(slack, karin, "Västra Götalandsregionen")
    karin.press(welcome, "Gör kanalen till ett rum")
    until(lambda: karin.view, "the room's form")
    karin.submit()
    comes_in(slack, room.sara, "Business Region Göteborg")
    karin.press(until(lambda: karin.inbox, "the coordinator is asked")[-1], "Ja, det stämmer")
    until(lambda: len(room.sara.inbox), "the word to the confirmed")


def test_a_code_from_slack_makes_her_the_same_person_in_teams(room: Room) -> None:
    slack, there = room.slack, room.slack.person("U0KARIN")
    there.mention("koppla", CHANNEL)
    told = until(
        lambda: next((m for m in there.private(CHANNEL) if "koppla " in slack.text_of(m)), None),
        "the code",
    )
    code = re.findall(r"[A-Z0-9]{4}-[A-Z0-9]{4}", slack.text_of(told))[0]
    here = room.karin
    here.to_chat()
    here.say(f"koppla {code}")
    here.until("samma person här som i Slack", "Västra Götalandsregionen")
    here.picture("playground-kopplad")


def test_she_makes_a_room_in_teams_too_and_a_member_comes_in_there(room: Room) -> None:
    karin, maria = room.karin, room.maria
    karin.to_channel()
    karin.say("rum", mention=True)
    karin.to_chat()
    sheet = karin.sheet("Ska centret mötas här?")
    karin.press("Spara", sheet.card)
    karin.until("Nu möts centret i export-väst")
    maria.press("Jag är med")
    maria.to_chat()
    sheet = maria.sheet("Vilken organisation arbetar du för?")
    sheet.choose("Vilken organisation arbetar du för?", MARIA.organisation)
    maria.press("Fortsätt", sheet.card)
    karin.press("Ja, det stämmer", karin.shown("Maria Dahl har anmält sig"))
    maria.until("Du är bekräftad")
    for window in (karin, maria):
        window.to_channel()


def test_a_case_opened_in_slack_is_taken_in_teams(
    room: Room, office: Office, browser: Browser
) -> None:
    slack, sara, maria = room.slack, room.sara, room.maria
    before = len(sara.private(CHANNEL))
    sara.mention(f"hänvisa {COMPANY} behöver skydd mot att köparen inte betalar", CHANNEL)
    until(lambda: len(sara.private(CHANNEL)) > before, "the button to the form")
    sara.press(sara.private(CHANNEL)[-1], "Öppna formuläret")
    until(lambda: sara.view, "the form")
    sara.choose(None, "Har företaget sagt ja till att vi delar ärendet", "Ja")
    sara.type(None, "Företagets namn", COMPANY)
    sara.choose(None, "Vad behöver företaget hjälp med?", ["Betalningsrisk"])
    sara.submit()
    until(lambda: card(slack, COMPANY), "the card in Slack")
    soon(office, lambda: maria.reads(COMPANY, "Jag tar det"), "the card in Teams")
    maria.press("Jag tar det", maria.card(COMPANY))
    soon(
        office,
        lambda: "Maria Dahl" in slack.text_of(card(slack, COMPANY)),
        "the word in Slack that it is taken",
    )
    maria.until("har tagit ärendet")
    maria.picture("bada-1-teams")
    draw(browser, slack, COMPANY, "bada-1-slack")


def test_a_case_opened_in_teams_is_taken_in_slack(
    room: Room, office: Office, browser: Browser
) -> None:
    slack, sara, karin = room.slack, room.sara, room.karin
    karin.say(f"hänvisa {OTHER} vill hitta sin första kund i Tyskland", mention=True)
    karin.to_chat()
    sheet = karin.sheet("Ny hänvisning", "Vad behöver företaget hjälp med?")
    sheet.choose("Har företaget sagt ja", "Ja")
    sheet.write("Företagets namn", OTHER)
    sheet.choose("Vem ska vi fråga?", "Fråga ingen än")
    karin.press("Öppna ärendet", sheet.card)
    karin.until("Ärende 2 är öppnat")
    soon(office, lambda: card(slack, OTHER), "the card in Slack")
    sara.press(card(slack, OTHER), "Jag tar det")
    karin.to_channel()
    soon(office, lambda: karin.card(OTHER, "Sara Lind").count(), "the word in Teams")
    karin.picture("bada-2-teams")
    draw(browser, slack, OTHER, "bada-2-slack")


def test_neither_has_refused_anything(room: Room, office: Office, service: Service) -> None:
    assert room.slack.violations == []
    refused = [(c.method, c.result) for c in room.slack.calls if not c.result.get("ok")]
    assert refused == [] and office.playground.refused == []
    assert [window.faults for window in office.windows] == [[], []]
    assert "Traceback" not in service.log


def draw(browser: Browser, slack: FakeSlack, company: str, name: str) -> None:
    """A picture of a case in Slack, with what stands in its thread."""
    ts = card(slack, company)["ts"]
    below = [m for m in slack.thread(CHANNEL, ts) if m["ts"] != ts]
    shown = [_said(card(slack, company)), *(_said(m, thread=True) for m in below)]
    draw_conversation(browser, shown, BUILD / f"{name}.png", channel="export-väst")


def _said(message: dict[str, Any], *, thread: bool = False) -> Said:
    at = datetime.fromtimestamp(float(message["ts"]), ZONE).strftime("%H.%M")
    return Said("Exportlots", at, message["blocks"], app=True, thread=thread)
