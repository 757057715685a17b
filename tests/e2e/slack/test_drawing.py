"""What is drawn can be read, has its own size, and does not come from the net."""

from __future__ import annotations

import struct
import zlib
from html import unescape
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Error

from tests.e2e.pictures import BUILD, LARGEST
from tests.e2e.slack.drawing import (
    APP,
    FORM_WIDTH,
    WIDTH,
    WORDS,
    Said,
    draw_conversation,
    draw_home,
    draw_message,
    draw_modal,
)
from tests.e2e.slack.examples import (
    CARD,
    COMPANY,
    FORM,
    HOME,
    MIXED,
    NEED,
    Block,
    mrkdwn,
    option,
    plain,
    question,
)

NAMES = {"U1": "Maria Dahl", "B1": APP}
SEVERAL = 8
"""Colours that a picture with a face, letters and buttons has at least."""


def size_of(path: Path) -> tuple[int, int]:
    """Width and height in pixels; the picture is small and not blank."""
    made = path.read_bytes()
    assert len(made) < LARGEST
    width, height, depth, kind = struct.unpack(">IIBB", made[16:26])
    assert (depth, kind) == (8, 3), "not a picture with a palette"
    at = made.index(b"IDAT")
    rows = zlib.decompress(made[at + 4 : at + 4 + int.from_bytes(made[at - 4 : at])])
    assert len(set(rows)) > SEVERAL, "blank"
    return width, height


def lines_of(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]


def test_a_message_shows_its_words(browser: Browser) -> None:
    path = BUILD / "slack-arende.png"
    said = draw_message(browser, CARD, path)
    assert lines_of(said)[:3] == [APP, "APP", "09.12"]
    for words in (f"Ärende 14 · {COMPANY}", "Maria Dahl", NEED, "Behov: Betalningsrisk", "Avsluta"):
        assert words in said
    assert "🟢" in said and "*" not in said
    assert "Historik" not in said
    width, height = size_of(path)
    assert width == 2 * WIDTH and 500 < height < 800


def test_a_menu_can_be_unfolded(browser: Browser, tmp_path: Path) -> None:
    folded, unfolded = tmp_path / "folded.png", tmp_path / "unfolded.png"
    draw_message(browser, CARD, folded)
    said = draw_message(browser, CARD, unfolded, opened="more")
    assert {"Stötta", "Historik"} <= set(lines_of(said))
    assert size_of(unfolded)[1] > size_of(folded)[1], "the menu is cut"


def test_every_kind_of_block_is_drawn(browser: Browser) -> None:
    said = draw_message(browser, MIXED, BUILD / "slack-block.png", names=NAMES)
    for words in ("hela listan", "7 ärenden", "@Maria Dahl", "15 är taget", "<b>ingen kod</b>"):
        assert words in said
    assert {"Ärende", "Hos", "EKN"} <= set(said.split())
    assert "👋" in said


SIGNS = "<!channel> <@U1> *fet* _x_ ~y~ `z` 10:30:15 5*3*2 [länk](x)"


@pytest.mark.parametrize(
    "text",
    [
        plain(SIGNS),
        plain(f"# {SIGNS}"),
        mrkdwn("&lt;!channel&gt; &lt;@U1&gt; 10:30:15 5*3*2 [länk](x)"),
        mrkdwn("# &lt;!channel&gt; och &lt;b&gt; &amp; c"),
    ],
    ids=["plain", "plain with a hash", "escaped", "escaped with a hash"],
)
def test_signs_stand_as_slack_shows_them(browser: Browser, text: Block, tmp_path: Path) -> None:
    said = draw_message(browser, [{"type": "section", "text": text}], tmp_path / "signs.png")
    assert lines_of(said)[-1] == unescape(text["text"])


def test_markup_is_markup(browser: Browser, tmp_path: Path) -> None:
    text = mrkdwn("<!channel> *fet* _kursiv_ <https://example.org|länk> :wave:\n&gt; citat")
    said = draw_message(browser, [{"type": "section", "text": text}], tmp_path / "markup.png")
    assert lines_of(said)[-2:] == ["@channel fet kursiv länk 👋", "citat"]


def test_a_conversation(browser: Browser) -> None:
    path = BUILD / "slack-samtal.png"
    said = draw_conversation(
        browser,
        [
            Said("Sara Ek", "09.11", text="<@U1>, är det (&lt;b&gt;) något för er? :wave:"),
            Said(APP, "09.12", CARD, app=True),
            Said("Maria Dahl", "09.45", text="Jag ringer dem efter lunch.", thread=True),
            Said(APP, "09.46", text="Anteckningen är *sparad*.", app=True, private=True),
        ],
        path,
        channel="exportcenter-vast",
        names=NAMES,
    )
    lines = lines_of(said)
    assert lines[0] == "# exportcenter-vast"
    assert "@Maria Dahl, är det (<b>) något för er? 👋" in lines
    assert lines.count("APP") == 2
    assert lines[-5:] == [WORDS["private"], APP, "APP", "09.46", "Anteckningen är sparad."]
    assert size_of(path)[1] > 1000


def test_a_modal_shows_what_is_filled_in_and_what_is_wrong(browser: Browser) -> None:
    path = BUILD / "slack-formular.png"
    size = {"type": "static_select", "selected_option": option("10–49 anställda", "10-49")}
    said = lines_of(
        draw_modal(
            browser,
            FORM,
            path,
            values={"size": {"value": size}},
            errors={"company": "Skriv företagets namn."},
        )
    )
    assert said[0] == "Gör en hänvisning" and said[-2:] == ["Avbryt", "Skicka"]
    for question_, answer in (
        ("Vad behöver företaget hjälp med?", NEED),
        ("Kommun (valfritt)", "Mark"),
        ("Hur många anställda? (valfritt)", "10–49 anställda"),
        ("Marknad (valfritt)", "Brasilien"),
        ("Företag (valfritt)", "Namn eller organisationsnummer"),
        ("Senast när? (valfritt)", "Välj en dag"),
    ):
        assert said[said.index(question_) + 1] == answer
    assert said[said.index("Namn eller organisationsnummer") + 1] == "Skriv företagets namn."
    assert "1–9 anställda" not in said, "a select shows only what is chosen"
    assert size_of(path)[0] == 2 * FORM_WIDTH


def test_a_select_can_be_open(browser: Browser, tmp_path: Path) -> None:
    found = ["Mark", "Mariestad"]
    said = draw_modal(browser, FORM, tmp_path / "open.png", opened={"municipality": found})
    assert lines_of(said).count("Mark") == 2 and "Mariestad" in said


def test_a_home_with_fields_beside_its_texts(browser: Browser) -> None:
    swedish = option("Svenska", "sv")
    select = {"type": "static_select", "options": [swedish], "initial_option": swedish}
    language: Block = {"type": "section", "text": mrkdwn("*Språk*"), "accessory": select}
    day = {"type": "datepicker", "initial_date": "2026-12-01"}
    away: Block = {"type": "actions", "elements": [day]}
    path = BUILD / "slack-hem.png"
    view = {**HOME, "blocks": [*HOME["blocks"], language, away]}
    said = lines_of(draw_home(browser, view, path))
    assert said[:4] == [APP, *WORDS["tabs"]]
    assert said[said.index("Språk") + 1 :] == ["Svenska", "2026-12-01"]
    assert f"14 · {COMPANY}" in said
    size_of(path)


def test_a_field_that_cannot_be_drawn_is_not_left_out(browser: Browser, tmp_path: Path) -> None:
    form = {
        "type": "modal",
        "title": plain("När"),
        "blocks": [question("when", "När", {"type": "datetimepicker"})],
    }
    with pytest.raises((AssertionError, Error), match="datetimepicker is not drawn"):
        draw_modal(browser, form, tmp_path / "never.png")
    assert not (tmp_path / "never.png").exists()
