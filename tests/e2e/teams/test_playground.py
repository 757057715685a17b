"""A centre in Teams, from the bot's arrival to a closed case, in a client by Microsoft.

The service is a process of its own, without an app id, as one tries the bot on one's own computer.
"""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest

from tests.e2e.teams.office import Office
from tests.e2e.teams.people import ANNA, KARIN, MARIA
from tests.e2e.teams.playground import Playground
from tests.e2e.teams.service import Service
from tests.e2e.teams.windows import Window

COMPANY = "Marks Möbelverkstad"
NEED = f"{COMPANY} har fått en order från Brasilien. Köparen vill betala efter 90 dagar."
LARGEST = 28_000
"""Bytes that Teams takes in one message."""


class Team(NamedTuple):
    """Who sits before a window."""

    karin: Window
    maria: Window
    anna: Window


@pytest.fixture(scope="module")
def team(office: Office) -> Team:
    """The coordinator and two more, who look at the channel."""
    opened = Team(*(office.open(person) for person in (KARIN, MARIA, ANNA)))
    for window in opened:
        window.to_channel()
    return opened


def comes_in(window: Window, karin: Window) -> None:
    """A member comes in by the welcome's button and the one question, and is confirmed."""
    window.press("Jag är med")
    window.to_chat()
    sheet = window.sheet("Vilken organisation arbetar du för?")
    sheet.choose("Vilken organisation arbetar du för?", window.person.organisation)
    window.press("Fortsätt", sheet.card)
    window.until("Tills en kollega eller processledaren har bekräftat dig")
    karin.until(f"{window.person.name} har anmält sig")
    karin.press("Ja, det stämmer", karin.card(f"{window.person.name} har anmält sig"))
    window.until("Du är bekräftad")
    window.to_channel()


def test_the_bot_comes_to_the_team_and_greets_it(team: Team) -> None:
    for window in team:
        window.until("Hej. Jag är Exportlots", "@Exportlots hänvisa", "Jag är med")
    team.karin.picture("playground-valkommen")


def test_the_coordinator_makes_the_channel_a_room(team: Team) -> None:
    karin = team.karin
    karin.say("rum", mention=True)
    karin.to_chat()
    sheet = karin.sheet("Vilken organisation arbetar du för?")
    karin.press("Fortsätt", sheet.card)
    sheet = karin.sheet("Ska centret mötas här?", "gäller export-väst")
    karin.picture("playground-rum")
    karin.press("Spara", sheet.card)
    karin.until("Nu möts centret i export-väst")


def test_members_come_in_and_are_confirmed(team: Team) -> None:
    for window in (team.maria, team.anna):
        comes_in(window, team.karin)


def test_a_mention_opens_a_referral_and_its_card_stands_in_the_channel(team: Team) -> None:
    karin = team.karin
    karin.to_channel()
    karin.say(f"hänvisa {NEED}", mention=True)
    karin.to_chat()
    sheet = karin.sheet("Ny hänvisning", "Vad behöver företaget hjälp med?")
    sheet.choose("Har företaget sagt ja", "Ja")
    sheet.write("Företagets namn", COMPANY)
    sheet.choose("Hur många anställda har företaget", "10–49 anställda")
    assert sheet.shows("Vad behöver företaget hjälp med?") == "Finansiering, Betalningsrisk"
    sheet.choose("Vad behöver företaget hjälp med?", "Finansiering")
    karin.picture("playground-formular")
    karin.press("Öppna ärendet", sheet.card)
    karin.until("Ärende 1 är öppnat")
    for window in (team.maria, team.anna):
        window.until("Ärende 1", COMPANY, "Jag tar det")
    team.maria.picture("playground-kort")


def test_the_organisation_and_the_poster_are_reminded_after_a_restart(
    team: Team, service: Service
) -> None:
    service.stop()
    assert service.bring_forward("offer-nudge") == 1
    service.start()
    team.karin.to_chat()
    team.karin.until("Exportkreditnämnden har fått en påminnelse om ärende 1")
    team.maria.to_chat()
    team.maria.until("Ärende 1", "väntar på svar från er")
    team.maria.picture("playground-paminnelse")


def test_the_first_press_wins_and_the_second_is_told_so_alone(team: Team) -> None:
    maria, anna, karin = team.maria, team.anna, team.karin
    for window in team:
        window.to_channel()
    anna.relay.asleep = True
    maria.press("Jag tar det", maria.card("Ärende 1"))
    maria.until("Maria Dahl", "har tagit ärendet")
    anna.press("Jag tar det", anna.card("Ärende 1"))
    anna.office.until(lambda: anna.whispers, "the word to the second")
    assert "ärende 1 är taget av Maria Dahl" in anna.whispers[0]
    anna.picture("playground-andra-trycket")
    anna.relay.wake()
    anna.until("har tagit ärendet")
    karin.until("har tagit ärendet")
    assert not maria.reads("är taget av") and not karin.reads("är taget av")


def test_a_note_by_mention_in_the_thread(team: Team) -> None:
    maria = team.maria
    maria.say("ringde i dag, vi ses på torsdag", mention=True, thread=maria.thread("Ärende 1"))
    for window in team:
        window.until("Historik (4)")
        window.card("Ärende 1").get_by_text("Historik").click()
        window.until("antecknade")
    maria.picture("playground-anteckning")


def test_support_and_the_end_of_the_case(team: Team) -> None:
    maria, anna = team.maria, team.anna
    anna.press("Stötta", anna.card("Ärende 1"))
    maria.press("Avsluta", maria.shown("Ärende 1", "Almi"))
    maria.to_chat()
    sheet = maria.sheet("Hur gick det?")
    sheet.choose("Hur gick det?", "Företaget fick hjälp")
    maria.press("Avsluta", sheet.card)
    maria.to_channel()
    for window in team:
        window.until("Avslutat")
    team.karin.picture("playground-avslutat")


def test_a_group_chat_can_be_a_room_too(team: Team) -> None:
    karin = team.karin
    karin.to_group()
    karin.until("Hej. Jag är Exportlots")
    karin.say("rum", mention=True)
    karin.to_chat()
    sheet = karin.sheet("Ska centret mötas här?")
    karin.press("Spara", sheet.card)
    rooms = karin.page.locator(".ac-adaptiveCard", has_text="Nu möts centret i")
    karin.office.until(lambda: rooms.count() == 2, "the word that this is a room too")
    karin.to_channel()


def test_a_message_becomes_a_referral_in_a_dialog(team: Team) -> None:
    maria = team.maria
    maria.say("Kungälvs Ost vill ha hjälp i Danmark")
    dialog = maria.open_action("Kungälvs Ost vill", "refer")
    assert dialog.field("Vad behöver företaget?").locator("textarea").input_value() == (
        "Kungälvs Ost vill ha hjälp i Danmark"
    )
    dialog.choose("Har företaget sagt ja", "Ja")
    dialog.choose("Vad behöver företaget hjälp med?", "Betalningsrisk")
    maria.press("Öppna ärendet", dialog.card)
    maria.until("Svaren gav några frågor till", "Vilken kredittid vill köparen ha?")
    maria.picture("playground-dialog")
    dialog.choose("Vem ska vi fråga?", "Fråga ingen än")
    maria.press("Öppna ärendet", dialog.card)
    maria.until("Ärende 2 är öppnat")
    maria.press("Visa", dialog.card)
    maria.until("Öppnat av Exportkreditnämnden")
    maria.picture("playground-dialog-svar")
    maria.close_action()
    for window in team:
        window.shown("Ärende 2", "Kungälvs Ost", "Jag tar det")
    team.karin.to_group()
    team.karin.shown("Ärende 2", "Kungälvs Ost", "Öppnat i", "export-väst")
    team.karin.picture("playground-gruppchatt")
    team.karin.to_channel()


def test_a_button_opens_a_dialog_where_teams_asks_for_one(
    team: Team, office: Office, playground: Playground
) -> None:
    """The page cannot open one from a card: its invokes are sent as Teams sends them."""
    card = next(it for it in playground.sent[::-1] if "Ärende 2" in str(it.activity["summary"]))

    def invoke(name: str, data: dict[str, Any]) -> dict[str, Any]:
        value = {"data": data, "context": {"theme": "default"}}
        about: dict[str, Any] = {"type": "invoke", "name": name, "value": value}
        number = playground.tell(MARIA, card.conversation, replyToId=card.id, **about)
        return office.until(lambda: playground.answers.get(number), name)["body"]["task"]

    pressed = action(card.activity, "Anteckna")
    asked = invoke("task/fetch", {**pressed["data"], "msteams": {"type": "task/fetch"}})
    dialog = asked["value"]["card"]["content"]
    assert asked["type"] == "continue" and dialog["version"] == "1.5"
    field = next(it["id"] for it in dialog["body"] if it["type"] == "Input.Text")
    send = action(dialog, str(dialog["actions"][0]["title"]))
    done = invoke("task/submit", {**send["data"], field: "de har ett ombud i Århus"})
    assert done == {"type": "message", "value": "Antecknat i ärende 2."}
    team.karin.shown("Ärende 2", "Historik (2)")


def test_everything_arrived_and_was_small_enough(
    team: Team, playground: Playground, service: Service
) -> None:
    assert [window.faults for window in team] == [[], [], []]
    assert playground.refused == []
    sizes = [len(json.dumps(it.activity, ensure_ascii=False).encode()) for it in playground.sent]
    assert max(sizes) < LARGEST
    assert "Traceback" not in service.log


def action(found: Any, title: str) -> dict[str, Any]:
    """The button with this title, wherever it stands on a card."""
    inside = found.values() if isinstance(found, dict) else found if isinstance(found, list) else ()
    if isinstance(found, dict) and found.get("title") == title and "data" in found:
        return found
    return next((it for it in (action(one, title) for one in inside) if it), {})
