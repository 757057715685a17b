"""Pictures and files in Teams: shown in the card, offered in the one-to-one chat, read from it."""

from __future__ import annotations

import asyncio
from base64 import b64encode
from collections.abc import Callable
from datetime import datetime
from itertools import cycle
from types import SimpleNamespace

import pytest

from bot.desk import registry
from bot.desk.due import tick
from bot.desk.replies import (
    FILE_SIZE,
    Address,
    Button,
    Buttons,
    File,
    Form,
    Input,
    Line,
    Message,
    Outcome,
    Picture,
    Request,
    Sent,
)
from bot.desk.work import Desk
from bot.handlers.teams import files, forms, storing
from bot.handlers.teams.files import AT_ONCE
from bot.handlers.teams.inbound import TAKES_FILE
from bot.texts import Label
from tests.desk.weeks import hundreds
from tests.fakes.teams.cards import walk
from tests.fakes.teams.state import TENANT, Json
from tests.fakes.teams.state import Message as Seen
from tests.handlers.chart import chart
from tests.handlers.slack.test_files import REAL
from tests.handlers.teams.scene import PLATFORM, Scene, until

WORDS = "Almi 12 ärenden, EKN 7, SEK 1"
DATA = b"PK" * 500
CALENDAR = "BEGIN:VCALENDAR\r\nSUMMARY:Träff\r\nEND:VCALENDAR\r\n".encode()


def both(text: str) -> Label:
    return Label(text, text)


REPORT = File("rapport 2026.xlsx", "application/x", b64encode(DATA).decode(), both("Rapporten"))
READS, WRITES = "situation", "refer"
"""A command that only reads, and one that changes something."""


def room(scene: Scene) -> Address:
    return Address(PLATFORM, TENANT, scene.channel, reference=_reference(scene))


def _reference(scene: Scene) -> str:
    return next(iter(scene.rooms().values())).reference


def sara(scene: Scene) -> Address:
    return Address(
        PLATFORM, TENANT, user=scene.sara.aad, reference=scene.identity(scene.sara).reference
    )


def send(scene: Scene, message: Message, to: Address) -> object:
    return scene.on_loop(scene.front.outbound.send(to, message))


def digest(png: str = "") -> Message:
    picture = Picture(png or chart(), WORDS, "v47.png")
    return Message((Line(both("Veckan som gick")), picture), "sv", "digest")


def pictures(message: Seen) -> list[Json]:
    return [f.thing for card in message.cards for f in walk(card) if f.kind == "Image"]


def answering(scene: Scene, *answers: Outcome) -> list[Request]:
    """Let the desk answer so, the last one always; gives what it is asked."""
    asked: list[Request] = []
    waiting = list(answers)

    def dispatch(desk: Desk, request: Request, now: datetime) -> Outcome:
        asked.append(request)
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    scene.front.installation.dispatch = dispatch
    return asked


# -- pictures


def test_a_picture_lies_in_the_one_card_of_the_digest(scene: Scene) -> None:
    assert isinstance(send(scene, digest(), room(scene)), Sent)
    [message] = scene.cards()
    [shown] = pictures(message)
    assert shown["altText"] == WORDS
    assert "Veckan som gick" in scene.read(message)


def test_a_client_that_takes_no_picture_gets_the_card_with_its_words(scene: Scene) -> None:
    scene.teams.takes_pictures = False
    scene.expected |= {"card_refused"}
    assert isinstance(send(scene, digest(), room(scene)), Sent)
    [message] = scene.cards()
    assert message.cards, "still a card, not the bare line"
    assert pictures(message) == []
    assert WORDS in scene.read(message)


def test_a_picture_too_large_for_a_card_is_its_words(scene: Scene) -> None:
    large = b64encode(b"\x89PNG" + b"x" * 60_000).decode()
    assert isinstance(send(scene, digest(large), room(scene)), Sent)
    [message] = scene.cards()
    assert pictures(message) == []
    assert WORDS in scene.read(message)


def weeks_letter(scene: Scene) -> Seen:
    """The room's digest of a week with many cases, as it has arrived."""
    tick(scene.desk, scene.clock())
    members = list(scene.members().values())
    people = cycle(members)
    week = SimpleNamespace(desk=scene.desk, member=lambda user: next(people), now=scene.clock())
    hundreds(week, 60)  # type: ignore[arg-type]
    scene.move(days=7, hours=2)
    [letter] = [said for said in scene.cards() if "Veckobrev" in scene.read(said)]
    return letter


def test_the_weeks_digest_comes_with_its_picture_in_one_card(scene: Scene) -> None:
    [shown] = pictures(weeks_letter(scene))
    assert "Nya ärenden" in shown["altText"]


# -- files that are offered


def offered(scene: Scene) -> Seen:
    scene.settle()
    return until(scene.sara.offers, "an offer")[-1]


@pytest.mark.parametrize("way", ["mention", "direct"])
def test_a_file_is_offered_in_private_and_saved_by_a_yes(scene: Scene, way: str) -> None:
    answering(scene, Outcome(private=(Line(both("Här är den.")), REPORT)))
    if way == "mention":
        scene.sara.mention("läget")
    else:
        scene.sara.direct("läget")
    scene.sara.answer_offer(offered(scene))
    scene.settle()
    assert scene.sara.saved == {"rapport 2026.xlsx": DATA}
    read = "\n".join(scene.inbox(scene.sara))
    assert "Filen ”rapport 2026.xlsx” är sparad i din OneDrive." in read
    assert "Teams frågar om du vill spara filen ”Rapporten”" in read
    assert scene.sara.offers() == [], "nothing is left to press"
    assert "xlsx" not in scene.everything()


def test_a_yes_twice_saves_once_and_a_no_nothing(scene: Scene) -> None:
    answering(scene, Outcome(private=(REPORT,)))
    scene.sara.direct("läget")
    offer = offered(scene)
    for _ in range(2):
        scene.sara.answer_offer(offer)
    scene.settle()
    assert [s.data for s in scene.teams.stored.values()].count(DATA) == 1
    scene.sara.direct("läget igen")
    scene.sara.answer_offer(offered(scene), accept=False)
    scene.settle()
    assert "sparades inte" in "\n".join(scene.inbox(scene.sara))
    assert len(scene.sara.saved) == 1


def test_after_a_restart_what_only_reads_is_asked_again(scene: Scene) -> None:
    asked = answering(scene, Outcome(private=(REPORT,)))
    scene.sara.direct("läget")
    offer = offered(scene)
    scene.front.outbound.offers = files.Offers()
    scene.sara.answer_offer(offer)
    scene.settle()
    assert scene.sara.saved == {"rapport 2026.xlsx": DATA}
    assert [request.name for request in asked] == [READS, READS]
    assert asked[1].caller.user == scene.sara.aad


def test_after_a_restart_what_changes_something_is_not_done_again(scene: Scene) -> None:
    assert registry.ENTRIES[WRITES].writes
    asked = answering(scene, Outcome(private=(REPORT,)))
    scene.sara.direct("hänvisa")
    offer = offered(scene)
    scene.front.outbound.offers = files.Offers()
    scene.sara.answer_offer(offer)
    scene.settle()
    assert len(asked) == 1
    assert "finns inte längre att hämta" in scene.answer(scene.sara)


def test_nobody_is_given_what_was_offered_to_another(scene: Scene) -> None:
    answering(scene, Outcome(private=(REPORT,)), Outcome(private=(Line(both("Nej.")),)))
    scene.sara.direct("läget")
    offer = offered(scene)
    scene.maria.direct("hej")
    with scene.teams.state.lock:
        chat = scene.teams.state.chat_with(scene.maria.human)
        offer.conversation = chat.id
    scene.maria.answer_offer(offer)
    scene.settle()
    assert scene.maria.saved == {}
    assert "finns inte längre att hämta" in "\n".join(scene.inbox(scene.maria))


@pytest.mark.parametrize("fault", [{"status": 500}, {"close": True}, {"status": 404}], ids=str)
def test_a_file_that_could_not_be_saved_is_said_and_can_be_tried_again(
    scene: Scene, fault: dict[str, object]
) -> None:
    answering(scene, Outcome(private=(REPORT,)))
    scene.sara.direct("läget")
    offer = offered(scene)
    scene.teams.plan("onedrive", times=4 if "close" in fault else 1, **fault)  # type: ignore[arg-type]
    scene.sara.answer_offer(offer)
    scene.settle()
    assert "gick inte att spara" in scene.answer(scene.sara)
    scene.teams.faults.clear()
    scene.sara.answer_offer(offer)
    scene.settle()
    assert scene.sara.saved == {"rapport 2026.xlsx": DATA}


def test_a_private_message_offers_its_file(scene: Scene) -> None:
    message = Message((Line(both("Underlaget till mötet")), REPORT), "sv", "pack:7")
    assert isinstance(send(scene, message, sara(scene)), Sent)
    assert "Underlaget till mötet" in scene.answer(scene.sara)
    scene.sara.answer_offer(offered(scene))
    scene.settle()
    assert scene.sara.saved == {"rapport 2026.xlsx": DATA}


def test_where_files_are_not_supported_it_is_said(scene: Scene) -> None:
    scene.teams.checks = False
    scene.expected |= {"card_refused"}
    scene.teams.plan("send", 400, "BadSyntax")
    answering(scene, Outcome(private=(REPORT,)))
    scene.sara.direct("läget")
    scene.settle()
    assert "gick inte att skicka" in "\n".join(scene.inbox(scene.sara))


def test_an_answer_in_a_dialog_says_where_its_file_is_offered(scene: Scene) -> None:
    opens = Button(both("Ge mig rapporten"), READS, opens=True)
    send(scene, Message((Buttons((opens,)),), "sv", "k"), room(scene))
    answering(scene, Outcome(private=(REPORT,)))
    scene.sara.press(scene.card(), "Ge mig rapporten")
    assert "Teams frågar om du vill spara filen ”Rapporten”" in scene.sara.read()
    scene.sara.answer_offer(offered(scene))
    scene.settle()
    assert scene.sara.saved == {"rapport 2026.xlsx": DATA}


def test_somebody_of_another_tenant_is_told_that_no_file_can_be_given(scene: Scene) -> None:
    stranger = scene.outsider("olof", "Olof Far", "almi")
    with scene.teams.state.lock:
        scene.teams.state.conversations[scene.channel].members.add("olof")
    shared = scene.teams.state.conversations[scene.channel]
    shared.shared, shared.installed = True, True
    opens = Button(both("Ge mig rapporten"), READS, opens=True)
    send(scene, Message((Buttons((opens,)),), "sv", "k"), room(scene))
    answering(scene, Outcome(private=(REPORT,)))
    stranger.press(scene.card(), "Ge mig rapporten")
    assert "bara ge i ett enskilt samtal" in stranger.read()


# -- files that are sent


def test_a_calendar_sent_in_the_chat_becomes_its_command(scene: Scene) -> None:
    asked = answering(scene, Outcome(private=(Line(both("Fyra träffar är inlästa.")),)))
    scene.sara.send_file("träffar.ics", CALENDAR, "kalender")
    assert asked[-1].name == TAKES_FILE
    assert asked[-1].args["file"] == CALENDAR.decode().replace("\r\n", "\n")
    assert asked[-1].args["name"] == "träffar.ics"
    assert len(str(asked[-1].args["_form"])) > 1, "the form is filled, not asked for"
    assert "Fyra träffar är inlästa." in scene.answer(scene.sara)


def test_the_same_message_again_is_known_by_the_same_key(scene: Scene) -> None:
    asked = answering(scene, Outcome())
    sent = scene.sara.send_file("träffar.ics", CALENDAR)
    scene.teams.again(sent)
    assert asked[0].key == asked[1].key != ""


def test_another_file_is_left_alone_and_the_words_are_read(scene: Scene) -> None:
    asked = answering(scene, Outcome())
    scene.sara.send_file("bild.png", b"\x89PNG", "läget")
    assert asked[-1].name == READS


def test_a_file_that_is_too_large_is_told_so_by_the_command(scene: Scene) -> None:
    asked = answering(scene, Outcome())
    scene.sara.send_file("stor.ics", b"x" * 2_000_000)
    assert FILE_SIZE < len(str(asked[-1].args["file"])) < FILE_SIZE + 100


def test_a_file_that_cannot_be_fetched_is_said(scene: Scene) -> None:
    asked = answering(scene, Outcome())
    scene.teams.plan("onedrive", 404)
    scene.sara.send_file("träffar.ics", CALENDAR)
    assert asked == []
    assert "Filen gick inte att hämta" in scene.answer(scene.sara)


def test_of_many_files_at_once_the_first_are_read_and_the_sender_knows(scene: Scene) -> None:
    asked = answering(scene, Outcome())
    scene.sara.send_file("träffar.ics", CALENDAR, times=AT_ONCE + 2)
    assert [one.name for one in asked] == [TAKES_FILE] * AT_ONCE
    assert len({one.key for one in asked}) == AT_ONCE
    said = scene.answer(scene.sara)
    assert f"fanns {AT_ONCE + 2} kalenderfiler" in said and f"De {AT_ONCE} första" in said


def test_many_files_are_fetched_at_once(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = answering(scene, Outcome())
    begun: list[str] = []
    all_here = asyncio.Event()

    async def fetch(address: str, service_url: str) -> str:
        begun.append(address)
        if len(begun) == AT_ONCE:
            all_here.set()
        await asyncio.wait_for(all_here.wait(), 5)
        return "BEGIN"

    monkeypatch.setattr(storing, "fetch", fetch)
    assert scene.sara.send_file("träffar.ics", CALENDAR, times=AT_ONCE).taken
    assert [one.args["file"] for one in asked] == ["BEGIN"] * AT_ONCE


def test_a_file_that_takes_too_long_is_given_up_while_teams_still_waits(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answering(scene, Outcome())
    monkeypatch.setattr(storing, "FETCHING", 0.2)
    scene.teams.plan("onedrive", hang=30)
    assert scene.sara.send_file("träffar.ics", CALENDAR).taken
    assert asked == []
    assert "Filen gick inte att hämta" in scene.answer(scene.sara)


def test_what_is_said_of_files_is_said_once_where_teams_sends_them_again(scene: Scene) -> None:
    answering(scene, Outcome())
    scene.teams.plan("onedrive", 404, times=2 * AT_ONCE)
    sent = scene.sara.send_file("träffar.ics", CALENDAR, times=AT_ONCE + 1)
    before = scene.inbox(scene.sara)
    assert len(before) == 1 + AT_ONCE
    assert scene.teams.again(sent).taken
    assert scene.inbox(scene.sara) == before


def test_a_real_calendar_is_read_in_from_the_chat(scene: Scene) -> None:
    scene.sara.send_file("träffar.ics", REAL)
    assert "Export boost i Mark" in scene.answer(scene.sara)


def test_a_file_that_is_no_calendar_is_told_in_the_chat(scene: Scene) -> None:
    scene.sara.send_file("fel.ics", b"hej")
    assert "ingen kalenderfil" in scene.answer(scene.sara)


STORE = "https://contoso-my.sharepoint.com/personal/x/_layouts/15/download.aspx?a=1"
TEAMS = "https://smba.trafficmanager.net/emea/"


@pytest.mark.parametrize(
    ("address", "service", "allowed"),
    [
        (STORE, TEAMS, True),
        (STORE.replace("https", "http"), TEAMS, False),
        ("https://sharepoint.com.example.se/x", TEAMS, False),
        ("https://evilsharepoint.com/x", TEAMS, False),
        ("https://127.0.0.1/x", TEAMS, False),
        ("http://127.0.0.1:8000/health", TEAMS, False),
        ("http://169.254.169.254/latest", TEAMS, False),
        ("file:///etc/passwd", TEAMS, False),
        ("https://contoso-my.sharepoint.com@example.se/x", TEAMS, False),
        ("http://[", TEAMS, False),
        ("http://127.0.0.1:5000/onedrive/1", "http://127.0.0.1:5000/emea/", True),
        ("http://10.0.0.1/x", "http://127.0.0.1:5000/emea/", False),
    ],
)
def test_nothing_is_called_but_microsofts_own_storage(
    address: str, service: str, allowed: bool
) -> None:
    check: Callable[[str, str], bool] = storing._is_a_store
    assert check(address, service) is allowed


# -- forms


def test_a_form_says_where_a_file_is_sent_and_asks_for_the_rest() -> None:
    file = Input("file", both("Kalendern"), "file", required=True, hint=both("En .ics-fil"))
    form = Form("f1", TAKES_FILE, both("Läs in"), both("Läs in"), (file,))
    alone = forms.card(form, "sv", "dialog", {})
    assert "actions" not in alone, "there is nothing to send"
    said = str(alone["body"])
    assert "Skicka filen till mig i vår enskilda chatt, med ordet ”kalender”" in said
    assert "En .ics-fil" in said
    more = Form("f1", TAKES_FILE, both("L"), both("L"), (file, Input("room", both("Rum"))))
    card = forms.card(more, "sv", "dialog", {})
    assert card["actions"][0]["data"]["exportlots"]["shown"] == ["room"]
