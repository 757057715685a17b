"""Slack in ten minutes, as the README says it, and then a case from mention to its end.

The service is a process of its own, the people act in a Slack on the loopback address, and what
they see is drawn. With `PICTURES=1` the pictures of README and guide are made of it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import yaml
from playwright.sync_api import Browser

from bot.texts import ZONE
from tests.e2e.slack.drawing import Said, draw_conversation, draw_home, draw_modal, place
from tests.e2e.slack.service import command, serving, until
from tests.fakes.slack import FakeSlack, Person

CHANNEL = "C0EXPORT"
PEOPLE = {
    "U0KARIN": ("Karin Holm", "karin.holm@vgregion.se", "Västra Götalandsregionen"),
    "U0SARA": ("Sara Lind", "sara.lind@example.org", "Business Region Göteborg"),
    "U0MARIA": ("Maria Dahl", "maria.dahl@ekn.se", "Exportkreditnämnden"),
    "U0ANNA": ("Anna Ek", "anna.ek@almi.se", "Almi"),
}
NEED = "Marks Möbelverkstad har fått en order från Brasilien. Köparen vill betala efter 90 dagar."
SHOWN = {user: name for user, (name, _, _) in PEOPLE.items()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("slack")


@pytest.fixture(scope="module")
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as opened:
        opened.add_channel(CHANNEL, "export-väst")
        for user, (name, email, _) in PEOPLE.items():
            opened.add_user(user, name, email=email)
            opened.join(CHANNEL, user)
        yield opened


@pytest.fixture(scope="module")
def installed(slack: FakeSlack, folder: Path) -> None:
    """The app made of the printed manifest: its scopes and events, and none more."""
    printed = command(slack, folder, "manifest", "slack")
    assert printed.returncode == 0, printed.stderr
    manifest = yaml.safe_load(printed.stdout)
    slack.manifest = manifest
    slack.scopes = set(manifest["oauth_config"]["scopes"]["bot"])
    slack.events = set(manifest["settings"]["event_subscriptions"]["bot_events"])
    slack.commands = {one["command"] for one in manifest["features"]["slash_commands"]}


@pytest.fixture(scope="module")
def service(slack: FakeSlack, folder: Path, installed: None) -> Iterator[None]:
    with serving(slack, folder):
        yield


def card(slack: FakeSlack) -> dict[str, Any]:
    """The case's card as it stands now."""
    cards = [m for m in slack.messages(CHANNEL) if "Marks Möbelverkstad" in slack.text_of(m)]
    return next(m for m in cards if m.get("blocks") and m["blocks"][0]["type"] == "header")


def newest(person: Person) -> dict[str, Any]:
    return person.private(CHANNEL)[-1]


def comes_in(slack: FakeSlack, person: Person) -> None:
    """A member comes in through the welcome's button and the one question."""
    welcome = next(m for m in slack.messages(CHANNEL) if "Jag är med" in person.buttons(m))
    person.press(welcome, "Jag är med")
    until(lambda: person.view, "the one question")
    person.choose(None, "Vilken organisation arbetar du för?", PEOPLE[person.id][2])
    person.submit()
    until(lambda: person.private(CHANNEL), "the welcome to the new member")


def test_check_says_that_all_is_right(slack: FakeSlack, folder: Path, installed: None) -> None:
    checked = command(slack, folder, "check", "--online")
    assert checked.returncode == 0, checked.stdout
    assert "exactly the 11 scopes" in checked.stdout
    assert "Socket Mode can be opened" in checked.stdout


def test_the_bot_is_invited_and_the_channel_becomes_a_room(
    slack: FakeSlack, service: None, browser: Browser
) -> None:
    karin = slack.person("U0KARIN")
    slack.invite_bot(CHANNEL, by="U0KARIN")
    welcome = until(lambda: slack.messages(CHANNEL), "the welcome")[0]
    assert "/hanvisa" in slack.text_of(welcome)
    comes_in(slack, karin)
    karin.press(welcome, "Gör kanalen till ett rum")
    until(lambda: karin.view, "the room's form")
    karin.submit()
    until(lambda: "Nu möts centret" in slack.text_of(newest(karin)), "the new room")
    draw_conversation(
        browser, [said(welcome)], place("slack-valkommen"), channel="export-väst", names=SHOWN
    )


def test_members_come_in_and_are_confirmed(slack: FakeSlack, service: None) -> None:
    karin = slack.person("U0KARIN")
    for number, user in enumerate(("U0SARA", "U0MARIA", "U0ANNA"), 1):
        comes_in(slack, slack.person(user))
        asked = until(lambda n=number: karin.inbox[2 * n - 2 :], "the coordinator is asked")
        karin.press(asked[-1], "Ja, det stämmer")
        until(lambda n=number: len(karin.inbox) >= 2 * n, "the coordinator's yes")


def test_a_case_is_opened_by_mention_and_taken(
    slack: FakeSlack, service: None, browser: Browser
) -> None:
    sara, maria = slack.person("U0SARA"), slack.person("U0MARIA")
    before = len(sara.private(CHANNEL))
    sara.mention(f"hänvisa {NEED}", CHANNEL)
    until(lambda: len(sara.private(CHANNEL)) > before, "the button to the form")
    sara.press(newest(sara), "Öppna formuläret")
    until(lambda: sara.view, "the form")
    sara.choose(None, "Har företaget sagt ja till att vi delar ärendet", "Ja")
    sara.type(None, "Företagets namn", "Marks Möbelverkstad")
    sara.choose(None, "I vilken kommun finns verksamheten?", "Mark")
    sara.choose(None, "Hur många anställda har företaget", "10–49 anställda")
    sara.choose(None, "Till vilka länder ska företaget sälja?", ["Brasilien"])
    sara.choose(None, "Vad behöver företaget hjälp med?", ["Betalningsrisk"])
    until(lambda: "Fråga Exportkreditnämnden" in sara.read(), "the suggestion")
    view = sara.view
    assert view is not None
    beginning = {**view, "blocks": view["blocks"][:9]}
    draw_modal(browser, beginning, place("slack-formular"), values=view["state"]["values"])
    sara.submit()
    until(lambda: "Ärende 1 är öppnat" in slack.text_of(newest(sara)), "the poster's answer")
    until(lambda: any("ärende 1" in slack.text_of(m) for m in maria.inbox), "the offer")
    maria.press(maria.inbox[-1], "Jag tar det")
    until(lambda: "har tagit ärendet" in slack.text_of(card(slack)), "the card follows")
    until(lambda: any("Färdig text" in slack.text_of(m) for m in sara.inbox), "the ready text")
    until(lambda: len(slack.thread(CHANNEL, card(slack)["ts"])) > 0, "the thread's line")


def test_a_note_in_the_thread_and_the_history_under_the_card(
    slack: FakeSlack, service: None, browser: Browser
) -> None:
    maria = slack.person("U0MARIA")
    ts = card(slack)["ts"]
    noted = maria.mention("ringde i dag, vi ses på torsdag", CHANNEL, thread=ts)
    until(lambda: "antecknade" in slack.text_of(card(slack)), "the note in the history")
    lines = [m for m in slack.thread(CHANNEL, ts) if m["ts"] != ts]
    shown = [said(card(slack)), *(said(m, thread=True) for m in lines)]
    words = draw_conversation(
        browser, shown, place("slack-arende"), channel="export-väst", names=names(slack)
    )
    assert "Maria Dahl" in words and noted.message is not None


def test_ones_own_page(slack: FakeSlack, service: None, browser: Browser) -> None:
    maria = slack.person("U0MARIA")
    maria.open_home()
    home = until(lambda: maria.home, "the page")
    draw_home(browser, home, place("slack-hem"))
    maria.press(home, "Visa")
    until(lambda: maria.view and "Fler steg" in maria.read(), "the case over the page")
    maria.close()


def test_the_case_is_handed_over_supported_and_closed(slack: FakeSlack, service: None) -> None:
    maria, anna = slack.person("U0MARIA"), slack.person("U0ANNA")
    anna.press(card(slack), "Stötta")
    until(lambda: "Almi" in slack.text_of(card(slack)), "the support on the card")
    maria.press(card(slack), "Avsluta")
    until(lambda: maria.view, "the closing form")
    maria.choose(None, "Hur gick det?", "företaget fick hjälp")
    maria.submit()
    until(lambda: "Avslutat" in slack.text_of(card(slack)), "the card says that it is closed")
    maria.open_home()
    until(lambda: maria.home and "Dina ärenden: 0" in maria.read(maria.home), "the page follows")


def test_nothing_sent_was_beyond_slacks_limits(slack: FakeSlack, service: None) -> None:
    assert slack.violations == []
    refused = [(c.method, c.result) for c in slack.calls if not c.result.get("ok")]
    assert refused == []


def said(message: dict[str, Any], *, thread: bool = False) -> Said:
    """A message as the picture shows it."""
    at = datetime.fromtimestamp(float(message["ts"]), ZONE).strftime("%H.%M")
    if message.get("bot_id"):
        return Said("Exportlots", at, message["blocks"], app=True, thread=thread)
    return Said(SHOWN[message["user"]], at, text=message["text"], thread=thread)


def names(slack: FakeSlack) -> dict[str, str]:
    return {**SHOWN, slack.bot_user: "Exportlots"}
