"""Plain words and who can help, as Teams' people see them."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bot.centre.model import Centre
from bot.handlers.teams import forms, render
from tests.e2e import access
from tests.e2e.pictures import BUILD
from tests.e2e.plain_words import Scenes, scenes_on
from tests.e2e.teams.drawing import LIGHT, LOOKS, Said, dialog, message, place
from tests.e2e.teams.test_drawing import OF_THE_CLIENT

ROOM = "Exportcenter väst  ›  Ärenden"
SAID = ("who", "nobody", "wanted")
PRIVATE = ("spoken", "elsewhere", "quiet", "who.alone", "asked", "given", "book")


@pytest.fixture(scope="module")
def scenes(
    vastra_gotaland: Centre, template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Scenes:
    return scenes_on("teams", vastra_gotaland, template, tmp_path_factory.mktemp("teams"))


@pytest.mark.parametrize("name", [*SAID, *PRIVATE])
def test_each_fits_and_can_be_read_everywhere(browser: Browser, scenes: Scenes, name: str) -> None:
    aloud = name in SAID
    body = scenes.said[name] if aloud else scenes.private[name]
    card = render.card(body, "sv", "room" if aloud else "chat")
    for look in LOOKS:
        with message(browser, [Said([card])], look) as drawn:
            assert access.too_small(drawn.page) == []
            assert access.too_wide(drawn.page) == []
            assert drawn.cut() == []
            path = f"teams-{name.replace('.', '-')}-{look.theme}-{look.width}.png"
            drawn.photograph(BUILD / path)


@pytest.mark.parametrize("name", ["refer", "refer.near"])
def test_the_form_shows_what_was_read(browser: Browser, scenes: Scenes, name: str) -> None:
    form = scenes.forms[name]
    card, title = forms.card(form, "sv", "dialog", {"channel": "19:x"}), forms.title(form, "sv")
    for look in LOOKS:
        with dialog(browser, card, title, look) as drawn:
            assert "Läst ur texten" in drawn.words()
            assert access.too_wide(drawn.page) == []
            nameless = [it for it in access.nameless(drawn.page) if OF_THE_CLIENT not in it]
            assert nameless == []
            path = f"teams-form-{name.replace('.', '-')}-{look.theme}-{look.width}.png"
            drawn.photograph(BUILD / path)


def test_the_picture_of_the_guide(browser: Browser, scenes: Scenes) -> None:
    answer = render.card(scenes.said["who"], "sv", "room")
    items = [Said([answer], reply=True)]
    with message(browser, items, LIGHT, ROOM) as drawn:
        assert "Delikatesy Bałtyk" in drawn.words()
        assert "Agnieszka" not in drawn.words()
        drawn.small_photograph(place("teams-vem-kan"))
