"""Cards and dialogs as Teams' people see them: light and dark, on a desktop and on a small phone.

Every picture lands in `build/e2e/`; those of the guides, with `PICTURES=1`, among the guides'.
"""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Browser

from bot.centre.model import Centre
from bot.handlers.teams import filled, forms, render
from bot.handlers.teams.filled import Filled, Pressed
from tests.databases import Databases
from tests.e2e import access
from tests.e2e.pictures import BUILD, LARGEST
from tests.e2e.teams.drawing import LIGHT, LOOKS, NARROW, Drawn, Look, Said, dialog, message, place
from tests.handlers.teams.everything import COMPANY, NEED, Day, day_at
from tests.handlers.teams.test_text import TYPED, everywhere

Card = dict[str, Any]

CARDS = (
    *("open", "asked", "taken", "waiting", "closed", "withheld", "meeting"),
    *("situation", "members", "member", "help", "home", "digest", "connect", "welcome"),
    *("meetings", "pack"),
)
OF_THE_CLIENT = "ac-choiceSetInput-filtered"
"""A field that npm's renderer gives no name once something is chosen; Teams draws its own."""
MENU = "More options"
"""What "…" is called to a screen reader."""
FORMS = (
    *("refer", "refer.errors", "decline", "close", "profile", "introduce", "absence"),
    *("meeting", "import_calendar"),
)


@pytest.fixture(scope="module")
def said(vastra_gotaland: Centre, databases: Databases) -> Day:
    return day_at(vastra_gotaland, databases)


def card_of(said: Day, name: str) -> Card:
    """A card as it is sent: in the room, or to one person."""
    if name == "welcome":
        return render.card(said.room["notice.welcome"], "sv", "room")
    if f"card.{name}" in said.room:
        return render.card(said.room[f"card.{name}"], "sv", "room")
    return render.card(said.private[name], "sv", "chat")


def form_of(said: Day, name: str) -> tuple[Card, str]:
    form = said.forms[name]
    return forms.card(form, "sv", "dialog", {"channel": "19:x"}), forms.title(form, "sv")


def looked_at(drawn: Drawn, name: str, look: Look) -> None:
    """What must hold of every picture, and the picture."""
    assert access.too_wide(drawn.page) == []
    assert drawn.cut() == []
    assert [it for it in access.nameless(drawn.page) if OF_THE_CLIENT not in it] == []
    drawn.photograph(BUILD / f"teams-{name}-{look.theme}-{look.width}.png")


@pytest.mark.parametrize("name", CARDS)
def test_a_card_fits_and_can_be_read_everywhere(browser: Browser, said: Day, name: str) -> None:
    for look in LOOKS:
        with message(browser, [Said([card_of(said, name)])], look) as drawn:
            assert access.too_small(drawn.page) == []
            looked_at(drawn, name, look)


@pytest.mark.parametrize("name", FORMS)
def test_a_form_fits_and_can_be_read_everywhere(browser: Browser, said: Day, name: str) -> None:
    for look in LOOKS:
        with dialog(browser, *form_of(said, name), look) as drawn:
            looked_at(drawn, f"form-{name.replace('.', '-')}", look)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_texts_stand_out_from_their_ground(browser: Browser, said: Day, theme: Any) -> None:
    states = [Said([card_of(said, name)]) for name in ("open", "taken", "waiting", "closed")]
    lists = [Said([card_of(said, name)]) for name in ("situation", "help", "member")]
    with message(browser, [*states, *lists], Look(theme)) as drawn:
        for mark in drawn.page.get_by_role("button", name="Historik").all():
            mark.click()
        drawn.page.mouse.move(0, 0)
        assert access.faint(drawn.page) == []
    with dialog(browser, *form_of(said, "refer.errors"), Look(theme)) as drawn:
        assert access.faint(drawn.page) == []


# -- what is pressed


def test_history_opens_and_closes(browser: Browser, said: Day) -> None:
    look = Look("light", NARROW)
    with message(browser, [Said([card_of(said, "waiting")])], look) as drawn:
        assert "lät ärendet vila" not in drawn.words()
        drawn.press("Historik (7)")
        assert "lät ärendet vila" in drawn.words()
        looked_at(drawn, "opened", look)
        drawn.press("Historik (7)")
        assert "lät ärendet vila" not in drawn.words()


def test_the_rarer_steps_are_behind_three_dots(browser: Browser, said: Day) -> None:
    with message(browser, [Said([card_of(said, "open")])], LIGHT) as drawn:
        assert "Återta ärendet" not in drawn.words()
        drawn.press(MENU)
        assert "Återta ärendet" in drawn.page.locator(".ac-popup").inner_text()
        drawn.page.screenshot(path=BUILD / "teams-menu.png")
        drawn.page.get_by_text("Återta ärendet").click()
        [sent] = drawn.pressed()
        read = filled.read(sent["data"])
        assert isinstance(read, Pressed)
        assert read.command == "withdraw"


def test_a_press_sends_its_step_and_a_question_its_answer(browser: Browser, said: Day) -> None:
    with message(browser, [Said([card_of(said, "open")])], LIGHT) as drawn:
        drawn.press("Jag tar det")
        [sent] = drawn.pressed()
        assert sent["type"] == "Action.Execute"
        read = filled.read(sent["data"])
        assert isinstance(read, Pressed)
        assert (read.command, read.args["case"]) == ("take", "1")
    with message(browser, [Said([card_of(said, "member")])], LIGHT) as drawn:
        drawn.press("Avsluta medlemskapet")
        assert "Ja, gör det" in drawn.words()
        drawn.press("Ja, gör det")
        toggled, sent = drawn.pressed()
        assert toggled["type"] == "Action.ToggleVisibility"
        assert filled.read(sent["data"]).command == "end_membership"


def test_a_form_is_not_sent_without_what_must_be_answered(browser: Browser, said: Day) -> None:
    card, title = form_of(said, "introduce")
    with dialog(browser, card, title) as drawn:
        drawn.page.get_by_label("Ditt namn").fill("")
        drawn.press("Fortsätt")
        assert drawn.pressed() == []
        assert "Här behövs ett svar." in drawn.words()


def test_what_is_filled_in_comes_back_as_the_desk_has_it(browser: Browser, said: Day) -> None:
    card, title = form_of(said, "refer")
    with dialog(browser, card, title) as drawn:
        page = drawn.page
        page.get_by_label("Ja", exact=True).check()
        page.get_by_label("Företagets namn").fill("Bolaget **AB** <at>Karin</at>")
        page.get_by_label("Hur många anställda").select_option("10-49")
        drawn.press("Öppna ärendet")
        [sent] = drawn.pressed()
    read = filled.read(sent["data"])
    assert isinstance(read, Filled)
    assert read.command == "refer"
    assert read.values["need"] == NEED
    assert read.values["consent"] == "yes"
    assert read.values["company"] == "Bolaget **AB** <at>Karin</at>"
    assert read.values["q.size"] == "10-49"
    assert read.values["q.needs"] == ("payment-risk",), "read from the need, and left as it was"
    assert read.values["contact_name"] == ""


# -- words


@pytest.mark.parametrize("text", TYPED)
def test_what_is_typed_is_shown_as_typed(browser: Browser, text: str) -> None:
    card = render.card(everywhere(text), "sv", "chat")
    with message(browser, [Said([card])], LIGHT) as drawn:
        shown = " ".join(drawn.words().split())
        assert shown.count(" ".join(text.split())) >= 8
        made = drawn.page.locator(
            ".card :is(a, b, strong, em, i, code, pre, li, img, h1, table, at)"
        )
        assert made.count() == 0


# -- the guides' pictures


def kept(drawn: Drawn, name: str) -> None:
    path = place(name)
    drawn.small_photograph(path)
    assert path.stat().st_size < LARGEST


def test_the_pictures_of_the_guides(browser: Browser, said: Day) -> None:
    replies = render.fallback(said.room["notice.taken"], "sv")
    items = [Said([card_of(said, "taken")]), Said(text=replies, time="09.45", reply=True)]
    with message(browser, items, LIGHT, "Exportcenter väst  ›  Ärenden") as drawn:
        assert COMPANY in drawn.words()
        kept(drawn, "teams-arende")
    welcome = [Said([card_of(said, "welcome")], time="08.59")]
    with message(browser, welcome, LIGHT, "Exportcenter väst  ›  Ärenden") as drawn:
        kept(drawn, "teams-halsning")
    with message(browser, [Said([card_of(said, "situation")])], LIGHT) as drawn:
        kept(drawn, "teams-laget")
    card, title = form_of(said, "refer")
    with dialog(browser, {**card, "body": card["body"][:14]}, title) as drawn:
        kept(drawn, "teams-hanvisning")
