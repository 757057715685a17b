"""Cards in rooms: what they show, edited in place at each step, and never too long for Slack."""

from __future__ import annotations

from bot.centre.lifecycle import Status
from bot.storage.tables import Enquiry
from tests.fakes.slack.methods.chat import MOST_TEXT, text_length
from tests.fakes.slack.state import BOT_USER
from tests.handlers.slack.scene import CHANNEL, MONDAY, Scene, until

EVIL = "<!channel> <@U0KARIN> <https://ex.se|Almi> *fet* `kod` > citat & @here :smile:"
SHOWN = "<!channel> <@Karin Holm> <https://ex.se|Almi> *fet* `kod` > citat & @here :smile:"
"""The same to the fake's reader, which puts names in the place of ids."""


def test_a_card_follows_its_case_in_place_and_its_thread_tells_the_story(scene: Scene) -> None:
    scene.open()
    first = scene.card()
    assert "🔵 Öppet: väntar på svar från Exportkreditnämnden" in scene.read(first)
    assert "Exportkreditnämnden: EKN tar risken" in scene.read(first)
    scene.maria.press(first, "Jag tar det")
    scene.settle()
    taken = scene.read(scene.card())
    assert "🟢 Maria Dahl, Exportkreditnämnden, har tagit ärendet" in taken
    assert "Förslag enligt behovsanalysen" not in taken
    scene.anna.press(scene.card(), "Stötta")
    scene.settle()
    assert "Stöttar  Almi" in scene.read(scene.card())
    scene.maria.press(scene.card(), "Låt vila")
    scene.view(scene.maria)
    scene.maria.choose(None, "Till vilken dag?", "2026-12-07")
    scene.maria.type(None, "Vad väntar ni på?", "Bokslutet")
    scene.maria.submit()
    scene.settle()
    assert "🟡 Vilar till" in scene.read(scene.card())
    assert "Återuppta" in scene.slack.buttons_of(scene.card())
    scene.maria.press(scene.card(), "Återuppta")
    scene.maria.press(scene.card(), "Avsluta")
    scene.view(scene.maria)
    scene.maria.choose(None, "Hur gick det?", "Företaget fick hjälp")
    scene.maria.submit()
    scene.settle()
    assert "⚪\ufe0f Avslutat" in scene.read(scene.card())
    assert scene.slack.buttons_of(scene.card())[0] == "Öppna igen"
    assert [card["ts"] for card in scene.cards()] == [first["ts"]]
    thread = scene.slack.thread(CHANNEL, first["ts"])
    assert 1 <= len(thread) <= 3
    assert all(line["user"] == BOT_USER for line in thread)
    assert "har tagit ärendet" in scene.read(thread[0])


def test_suggestions_and_history_are_folded_and_the_rest_is_open(scene: Scene) -> None:
    scene.open()
    blocks = scene.card()["blocks"]
    folded = [block for block in blocks if block["type"] == "container"]
    assert [block["title"]["text"] for block in folded] == [
        "Förslag enligt behovsanalysen",
        "Historik (2)",
    ]
    assert all(block["is_collapsible"] and block["default_collapsed"] for block in folded)
    shown = scene.read([block for block in blocks if block["type"] != "container"])
    assert "Hur får vi betalt i Brasilien?" in shown
    assert "tar risken" not in shown


def test_a_case_taken_by_another_is_explained_to_the_second_who_presses(scene: Scene) -> None:
    scene.open()
    card = scene.card()
    scene.maria.press(card, "Jag tar det")
    scene.anna.press(card, "Jag tar det", stale=True)
    assert "Maria Dahl" in scene.whisper(scene.anna)
    assert len([e for e in scene.log(1) if e.step in ("accepted", "claimed")]) == 1


def test_what_was_withheld_is_not_on_the_card_and_is_in_the_posters_own_view(
    scene: Scene,
) -> None:
    scene.open(consent="no", company="Hemliga Verken AB", need="Hemliga Verkens kredit")
    assert "Hemliga" not in scene.read(scene.card())
    assert "Hemliga" not in str(scene.card())
    scene.sara.press(scene.card(), "Visa")
    assert "Hemliga Verken AB" in scene.whisper(scene.sara)


def test_a_long_text_is_cut_in_the_room_and_whole_in_private(scene: Scene) -> None:
    need = ("Rad om möbler. " * 650)[:9_900].strip()
    scene.open(need=need)
    room = scene.read(scene.card())
    assert "(Texten är längre. ”Visa” visar hela för dig.)" in room
    assert len(room) < 3000
    scene.sara.press(scene.card(), "Visa")
    scene.settle()
    private = "".join(scene.whispers(scene.sara))
    assert private.replace("\n", "").replace(" ", "").count("Radommöbler.") >= 650


def test_a_long_private_answer_arrives_whole_also_where_the_bot_is_not(scene: Scene) -> None:
    scene.open(need="".join(f"Rad {number} om möbler. " for number in range(450)), settle=False)
    for number in range(5):
        scene.do("sara", "note", case=1, words=f"Not {number} " + "x" * 1900)
    scene.settle()
    scene.slack.add_channel("C0OTHER", "annat")
    scene.slack.state.channels["C0OTHER"].members.add("U0SARA")
    scene.sara.slash("/exportlots", "visa 1", channel="C0OTHER")
    scene.settle()
    said = "".join(scene.whispers(scene.sara, "C0OTHER"))
    assert "Rad 0 om möbler." in said
    assert "Rad 449 om möbler." in said
    assert "Historik" in said
    assert "Fler steg" in said
    assert len(scene.whispers(scene.sara, "C0OTHER")) > 1


def test_a_card_with_a_very_long_history_is_one_message_edited_in_place(scene: Scene) -> None:
    scene.open(settle=False)
    for number in range(25):
        scene.do("sara", "note", case=1, words=f"{number} " + EVIL * 25)
    scene.settle()
    scene.settle()
    [card] = scene.cards()
    assert text_length(card["blocks"]) <= MOST_TEXT
    assert "Historik (27)" in scene.read(card)
    assert "24 " + SHOWN[:20] in scene.read(card)
    assert "Tidigare rader syns" in scene.read(card)
    assert "Visa" in scene.slack.buttons_of(card)
    assert scene.slack.pings_of(card) == set()
    scene.maria.press(card, "Jag tar det")
    scene.settle()
    assert len(scene.cards()) == 1
    scene.sara.press(scene.card(), "Visa")
    scene.settle()
    whole = "\n".join(scene.whispers(scene.sara))
    assert "0 " + SHOWN[:20] in whole
    assert "24 " + SHOWN[:20] in whole


def test_nasty_words_everywhere_stay_within_the_limits_and_are_shown_as_typed(
    scene: Scene,
) -> None:
    rtl = "مرحبا \u202eevil 👩‍🌾" + EVIL
    scene.open(
        need="\x00\x07" + EVIL * 100,
        company=rtl[:120],
        contact_name=EVIL,
        contact_phone=EVIL,
        contact_email=EVIL,
        contact_when=EVIL,
    )
    card = scene.card()
    assert SHOWN in scene.read(card)
    assert "\u202e" not in scene.read(card)
    scene.maria.press(card, "Jag tar det")
    scene.settle()
    for message in [*scene.slack.messages(CHANNEL), *scene.maria.inbox, *scene.sara.inbox]:
        if message["user"] == BOT_USER:
            assert scene.slack.pings_of(message) == set()
            assert "<" not in message["text"]


def test_four_hundred_cases_are_paged_ten_at_a_time(scene: Scene) -> None:
    scene.open()
    poster = scene.case(1).poster_id
    with scene.desk.store.write() as session:
        for number in range(2, 401):
            session.add(
                Enquiry(
                    need=f"Behov {number}",
                    consent="yes",
                    status=Status.OPEN,
                    answers={},
                    poster_id=poster,
                    poster_organisation="brg",
                    opened_at=MONDAY,
                    stepped_at=MONDAY,
                )
            )
    scene.karin.slash("/exportlots", "läget")
    assert "Pågående ärenden: 400" in scene.whisper(scene.karin)
    seen = set()
    for _ in range(3):
        page = scene.karin.private(CHANNEL)[-1]
        rows = [line for line in scene.read(page).split("\n") if line.startswith("Ärende ")]
        assert len(rows) == 10
        seen |= set(rows)
        more = scene.slack.buttons_of(page)[-1]
        assert more.endswith(" till")
        scene.karin.press(page, more)
        scene.settle()
    assert len(seen) == 30


def test_a_card_that_somebody_deleted_is_sent_anew_with_its_next_change(scene: Scene) -> None:
    scene.open()
    card = scene.card()
    with scene.slack.state.lock:
        channel = scene.slack.state.channels[CHANNEL]
        scene.slack.take_away(channel, channel.find(card["ts"]))
    scene.do("maria", "take", case=1)
    scene.settle()
    again = until(scene.cards, "a card")[-1]
    assert again["ts"] != card["ts"]
    assert "har tagit ärendet" in scene.read(again)
