"""Plain words and who can help, as Slack shows them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bot.centre.model import Centre
from bot.handlers.slack import forms, render
from tests.e2e.pictures import BUILD
from tests.e2e.plain_words import QUESTION, TEXT, UNKNOWN, Scenes, scenes_on
from tests.e2e.slack.drawing import Said, draw_conversation, draw_message, draw_modal, place
from tests.e2e.slack.schema import block_faults, faults

CHANNEL = "export-väst"


@pytest.fixture(scope="module")
def scenes(
    vastra_gotaland: Centre, template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Scenes:
    return scenes_on("slack", vastra_gotaland, template, tmp_path_factory.mktemp("slack"))


def test_slack_takes_every_one_of_them(scenes: Scenes) -> None:
    for name, body in (*scenes.said.items(), *scenes.private.items()):
        assert body, name
        assert block_faults(render.blocks(body, "sv", whole=name not in scenes.said)) == [], name
    for name, form in scenes.forms.items():
        assert faults(forms.view(form, "sv", {}), "View") == [], name


def test_who_can_help_is_answered_in_the_thread(browser: Browser, scenes: Scenes) -> None:
    asked = Said("Lena Sjö", "09.12", text=f"@Exportlots {QUESTION}")
    answer = render.blocks(scenes.said["who"], "sv", whole=False)
    items = [asked, Said("Exportlots", "09.12", answer, app=True, thread=True)]
    words = draw_conversation(browser, items, place("slack-vem-kan"), channel=CHANNEL)
    for told in ("Business Sweden", "Johan Berg", "Delikatesy Bałtyk", "Fråga Johan Berg"):
        assert told in words
    assert "Agnieszka" not in words


def test_a_question_to_everybody(browser: Browser, scenes: Scenes) -> None:
    asked = Said("Lena Sjö", "09.14", text=f"@Exportlots {UNKNOWN}")
    answer = render.blocks(scenes.said["nobody"], "sv", whole=False)
    card = render.blocks(scenes.said["wanted"], "sv", whole=False)
    items = [
        asked,
        Said("Exportlots", "09.14", answer, app=True, thread=True),
        Said("Exportlots", "09.14", card, app=True),
    ]
    words = draw_conversation(browser, items, BUILD / "slack-efterlysning.png", channel=CHANNEL)
    assert "Jag kan hjälpa" in words


def test_the_quiet_offer_is_under_the_message(browser: Browser, scenes: Scenes) -> None:
    offer = render.blocks(scenes.private["quiet"], "sv")
    items = [
        Said("Sara Lind", "09.20", text=TEXT),
        Said("Exportlots", "09.20", offer, app=True, private=True),
    ]
    words = draw_conversation(browser, items, place("slack-forslag"), channel=CHANNEL)
    assert "Öppna ett ärende av det här" in words
    assert "Nej tack" in words


@pytest.mark.parametrize("name", ["refer", "refer.near"])
def test_the_form_shows_what_was_read(browser: Browser, scenes: Scenes, name: str) -> None:
    view = forms.view(scenes.forms[name], "sv", {})
    words = draw_modal(browser, view, BUILD / f"slack-form-{name.replace('.', '-')}.png")
    assert "Läst ur texten" in words
    if name == "refer":
        beginning = {**view, "blocks": view["blocks"][:7]}
        draw_modal(browser, beginning, place("slack-last-ur-texten"))
    else:
        assert "Svaret på den här frågan avgör" in words


@pytest.mark.parametrize("name", ["spoken", "elsewhere", "who.alone", "asked", "given", "book"])
def test_what_one_person_sees(browser: Browser, scenes: Scenes, name: str) -> None:
    blocks = render.blocks(scenes.private[name], "sv")
    words = draw_message(browser, blocks, BUILD / f"slack-{name.replace('.', '-')}.png")
    assert words.strip()
