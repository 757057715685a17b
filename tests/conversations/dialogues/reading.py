"""Free text: words to the bot become a form, filled in from them and marked."""

from __future__ import annotations

from tests.conversations.dialogues.common import (
    COMPANY,
    CONSENT,
    MARKET,
    MUNICIPALITY,
    NEED,
    NEEDS,
    has,
    lacks,
)
from tests.conversations.people import KARIN, MARIA, SARA
from tests.conversations.stages import ANSWER, Stage

SIZE = "Hur många anställda har företaget, eller koncernen om det ingår i en?"
TEXT = (
    "Företaget Kinna Kakel AB i Mark har 80 anställda och vill exportera till Brasilien. "
    "De undrar hur de kan vara säkra på att få betalt av kunden där."
)


def from_text(on: Stage) -> None:
    """A message in one's own words, a button, what was read, a correction, and the case."""
    on.seed(KARIN, SARA, MARIA)
    on.private(SARA, TEXT)
    on.hears("Det låter som ett företag som behöver hjälp.", "[Öppna ett ärende av det här]")
    on.press(SARA, "Öppna ett ärende av det här", ANSWER)
    form = on.form(SARA)
    assert form.field(NEED).value == (TEXT,)
    assert form.field(COMPANY).value == ("Kinna Kakel AB",)
    assert form.field(MUNICIPALITY).value == ("Mark",)
    assert form.field(MARKET).value == ("Brasilien",)
    assert form.field(SIZE).value == ("50–249 anställda",)
    assert form.field(CONSENT).value == ()
    assert "Läst ur texten: ”80 anställda”." in form.field(SIZE).hint
    assert form.field(COMPANY).hint == "Läst ur texten."
    corrected = {SIZE: "10–49 anställda", CONSENT: "Ja", NEEDS: ("Säljkanal", "Exportdokument")}
    on.fill(SARA, corrected)
    on.send(SARA)
    on.hears("Ärende 1 är öppnat.")
    has(on.card(1), "Ärende 1 · Kinna Kakel AB", "10–49 anställda", "Plats  Mark", "Brasilien")
    lacks(on.card(1), "Läst ur texten", "50–249")
    on.say(SARA, "hjälp")
    on.hears("”hänvisa” och vad företaget behöver öppnar ett ärende")
    on.private(SARA, "xyzzy")
    on.hears("Jag förstår inte ”xyzzy”.")
