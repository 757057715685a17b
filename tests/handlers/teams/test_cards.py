"""Cards in rooms: what they show, edited in place at each step, and never too large for Teams."""

from __future__ import annotations

import pytest

from bot.centre.lifecycle import Status
from bot.storage.tables import Enquiry
from tests.fakes.teams import Message
from tests.fakes.teams.checks import size
from tests.handlers.teams.scene import MONDAY, Scene

EVIL = (
    "<at>Karin Holm</at> [Almi](https://ex.se) *fet* `kod` > citat & {{DATE(2026-01-01,SHORT)}} "
    "<b>x</b> &lt;i&gt; @here :smile: ~~bort~~ # rubrik"
)


def seen(text: str) -> str:
    """As it is read: without what nobody sees."""
    return text.replace("\u2060", "").replace("\u200a", "")


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
    assert "Stöttar\nAlmi" in scene.read(scene.card())
    scene.maria.press(scene.card(), "Låt vila")
    scene.maria.submit({"Till vilken dag?": "2026-12-07", "Vad väntar ni på?": "Bokslutet"})
    scene.settle()
    assert "🟡 Vilar till" in scene.read(scene.card())
    scene.maria.press(scene.card(), "Återuppta")
    scene.settle()
    scene.maria.press(scene.card(), "Avsluta")
    scene.maria.submit({"Hur gick det?": "Företaget fick hjälp"})
    scene.settle()
    assert "⚪\ufe0f Avslutat" in scene.read(scene.card())
    assert "Öppna igen" in scene.teams.buttons_of(scene.card())
    assert [card.id for card in scene.cards()] == [first.id]
    lines = scene.thread(first)
    assert 1 <= len(lines) <= 3
    assert "har tagit ärendet" in lines[0]


def test_what_one_presses_everybody_sees_on_the_same_card(scene: Scene) -> None:
    scene.open()
    card = scene.card()
    for reader in (scene.sara, scene.anna, scene.emma):
        assert "Öppet" in reader.read(card)
    scene.maria.press(card, "Jag tar det")
    scene.settle()
    for reader in (scene.maria, scene.sara, scene.anna, scene.emma):
        assert "har tagit ärendet" in reader.read(card)
        assert "Jag tar det" not in reader.buttons(card)


def test_suggestions_and_history_are_folded_and_the_rest_is_open(scene: Scene) -> None:
    scene.open()
    card = scene.card()
    shown = scene.sara.read(card, folded=False)
    assert "Hur får vi betalt i Brasilien?" in shown
    assert "Historik (2)" in shown
    assert "tar risken" not in shown
    scene.sara.press(card, "Förslag enligt behovsanalysen")
    assert "tar risken" in scene.sara.read(card, folded=False)
    assert "tar risken" not in scene.maria.read(card, folded=False)


def test_the_thread_and_the_history_tell_of_notes_to_those_in_the_room(scene: Scene) -> None:
    scene.open()
    scene.sara.press(scene.card(), "Anteckna")
    scene.sara.submit({"Anteckning": "Ring efter tre"})
    scene.settle()
    assert "Ring efter tre" in scene.read(scene.card())
    assert [note.words for note in scene.log(1, "noted")] == ["Ring efter tre"]


def test_a_case_taken_by_another_is_explained_to_the_second_who_presses(scene: Scene) -> None:
    scene.open()
    card = scene.card()
    scene.maria.press(card, "Jag tar det")
    scene.anna.press(card, "Jag tar det", stale=True)
    assert "Maria Dahl" in scene.anna.toasts[-1]
    assert len([e for e in scene.log(1) if e.step in ("accepted", "claimed")]) == 1


# -- private answers never in the channel

SECRETS = ("Hemliga Verken AB", "Hemliga Verkens kredit", "Gunilla Kontakt", "031-99 88 77",
           "gunilla@hemliga.example", "vardagar efter tolv")  # fmt: skip


def hidden(scene: Scene) -> int:
    """A case whose company has not said yes; nothing of it may be read in a room."""
    company, need, name, phone, email, when = SECRETS
    return scene.open(consent="no", company=company, need=need, contact_name=name,
                      contact_phone=phone, contact_email=email, contact_when=when)  # fmt: skip


def test_nothing_withheld_ever_leaves_into_the_room_or_to_others(scene: Scene) -> None:
    number = hidden(scene)
    scene.sara.press(scene.card(), "Visa")
    scene.settle()
    assert SECRETS[0] in scene.answer(scene.sara)
    scene.sara.mention(f"visa {number}")
    scene.sara.mention("mina")
    scene.anna.press(scene.card(), "Visa")
    scene.karin.mention(f"visa {number}")
    scene.maria.press(scene.card(), "Jag tar det")
    scene.settle()
    scene.maria.press(scene.card(), "Visa")
    assert SECRETS[3] in "".join(scene.inbox(scene.maria))
    scene.maria.press(scene.card(), "Låt vila")
    scene.maria.submit({"Till vilken dag?": "2026-12-07", "Vad väntar ni på?": "Bokslutet"})
    scene.do("maria", "close", case=number, outcome="helped")
    scene.settle()
    for secret in SECRETS:
        assert secret not in scene.everything()
        for other in (scene.anna, scene.emma, scene.karin):
            assert secret not in "".join(scene.inbox(other)), (secret, other)


def test_what_one_is_answered_alone_nobody_else_is_sent(scene: Scene) -> None:
    """Every private answer of a day, looked for in everything that others can read."""
    scene.open()
    before = scene.everything()
    asked = ["läget", "mina", "hjälp", "hem", "visa 1", "medlemmar", "profil", "frånvaro", "xyz",
             "hänvisa Stolar", "ta 99", "anteckna", "rum", "statistik"]  # fmt: skip
    for words in asked:
        scene.karin.mention(words)
        scene.settle()
    lines = {call for call in scene.everything().replace(before, "").split("\n") if call}
    assert all("Svaret finns i din chatt med mig." in line for line in lines)
    assert len(scene.karin.letters) >= len(asked)
    assert all(len(person.letters) <= 1 for person in (scene.anna, scene.emma))


# -- long, heavy, nasty


def test_a_long_text_is_cut_in_the_room_and_whole_in_private(scene: Scene) -> None:
    need = ("Rad om möbler. " * 650)[:9_900].strip()
    scene.open(need=need)
    room = scene.read(scene.card())
    assert "(Texten är längre. ”Visa” visar hela för dig.)" in room
    assert len(room) < 3000
    before = len(scene.inbox(scene.sara))
    scene.sara.press(scene.card(), "Visa")
    private = "".join(scene.inbox(scene.sara)[before:])
    assert private.replace("\n", "").replace(" ", "").count("Radommöbler.") >= 650


def test_a_long_private_answer_arrives_whole_in_as_many_messages_as_it_needs(
    scene: Scene,
) -> None:
    scene.open(need="".join(f"Räd {number} om möbler. " for number in range(430)), settle=False)
    for number in range(9):
        scene.do("sara", "note", case=1, words=f"Not {number} " + "å" * 1900)
    scene.settle()
    before = len(scene.inbox(scene.sara))
    scene.sara.mention("visa 1")
    said = scene.inbox(scene.sara)[before:]
    assert len(said) > 1
    whole = "".join(said)
    for part in ("Räd 0 om möbler.", "Räd 429 om möbler.", "Not 0", "Not 8", "Fler steg"):
        assert part in whole
    assert "Allt får inte plats" not in whole


def test_a_card_with_a_very_long_history_is_one_message_edited_in_place(scene: Scene) -> None:
    scene.open(settle=False)
    for number in range(40):
        scene.do("sara", "note", case=1, words=f"{number} " + EVIL * 11)
    scene.settle()
    scene.settle()
    [card] = scene.cards()
    assert size(card.activity) <= 28_000
    assert "Historik (42)" in scene.read(card)
    assert "39 <at>Karin Holm" in seen(scene.read(card))
    assert "Tidigare rader syns" in scene.read(card)
    assert "Visa" in scene.teams.buttons_of(card)
    assert scene.teams.pings_of(card) == set()
    scene.maria.press(card, "Jag tar det")
    scene.settle()
    assert len(scene.cards()) == 1
    before = len(scene.inbox(scene.sara))
    scene.sara.press(scene.card(), "Visa")
    whole = seen("\n".join(scene.inbox(scene.sara)[before:]))
    assert "0 <at>Karin Holm" in whole
    assert "39 <at>Karin Holm" in whole


def test_nasty_words_everywhere_are_shown_as_typed_and_do_nothing(scene: Scene) -> None:
    rtl = "مرحبا \u202eevil 👩‍🌾" + EVIL
    scene.open(
        need="\x00\x07" + EVIL * 50,
        company=rtl[:120],
        contact_name=EVIL[:120],
        contact_phone=EVIL[:40],
        contact_email=EVIL[:120],
        contact_when=EVIL[:120],
    )
    card = scene.card()
    assert EVIL in seen(scene.read(card))
    assert "\u202e" not in scene.read(card)
    scene.maria.press(card, "Jag tar det")
    scene.sara.press(scene.card(), "Visa")
    scene.settle()
    every = [*scene.teams.messages(scene.channel), *scene.maria.letters, *scene.sara.letters]
    for message in every:
        assert message.author != "bot" or scene.teams.pings_of(message) == set()
        assert "{{DATE" not in str(message.cards)


def test_a_persons_name_is_no_mention_and_no_markup(scene: Scene) -> None:
    name = "<at>Karin</at> **Ek** &amp;"
    eva = scene.newcomer("eva", name)
    eva.mention("läget")
    question = scene.letter(eva)
    eva.submit({"Vilken organisation": "Almi"}, thing=question)
    scene.settle()
    asked = scene.letter(scene.karin)
    assert name in seen(scene.read(asked))
    assert scene.teams.pings_of(asked) == set()


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
    scene.karin.direct("läget")
    assert "Pågående ärenden: 400" in scene.answer(scene.karin)
    shown: set[str] = set()
    for _ in range(3):
        page = scene.letter(scene.karin)
        rows = [line for line in scene.read(page).split("\n") if line.startswith("Ärende ")]
        assert len(rows) == 10
        shown |= set(rows)
        more = scene.teams.buttons_of(page)[-1]
        assert more.endswith(" till")
        scene.karin.press(page, more)
        assert scene.karin.toasts[-1] == "Svaret står här nedanför."
        scene.settle()
    assert len(shown) == 30


# -- deleted, refused


def test_a_card_that_somebody_deleted_is_sent_anew_with_its_next_change(scene: Scene) -> None:
    scene.open()
    card = scene.card()
    delete(scene, card)
    scene.do("maria", "take", case=1)
    scene.settle()
    again = scene.card()
    assert again.id != card.id
    assert "har tagit ärendet" in scene.read(again)
    assert not scene.rooms()[scene.channel].gone
    assert scene.inbox(scene.karin) == []


def delete(scene: Scene, message: Message) -> None:
    """A team's owner may delete anybody's message."""
    with scene.teams.state.lock:
        kept = scene.teams.state.conversations[message.conversation].find(message.id)
        assert kept is not None
        kept.deleted = True


def test_a_line_for_the_thread_of_a_deleted_card_does_not_lose_the_room(scene: Scene) -> None:
    """What is only a line in the thread: its card changed before, and was deleted since."""
    scene.open()
    scene.teams.plan("send", 500, times=2)
    scene.do("maria", "take", case=1)
    scene.settle()
    assert scene.thread() == []
    delete(scene, scene.card())
    scene.clock.move(minutes=1)
    scene.settle()
    assert not scene.rooms()[scene.channel].gone
    assert scene.inbox(scene.karin) == []
    scene.do("maria", "wait", case=1, until="2026-12-07", for_what="Bokslut")
    scene.settle()
    assert "Vilar till" in scene.read(scene.card())


@pytest.mark.parametrize(("status", "code"), [(400, "BadSyntax"), (413, "MessageSizeTooBig")])
def test_a_card_that_teams_refuses_goes_as_words(scene: Scene, status: int, code: str) -> None:
    scene.expected.add("card_refused")
    scene.teams.plan("create", status, code)
    scene.open(offer_to="nobody")
    assert scene.read(scene.card()).startswith("Ärende 1")
    assert scene.card().cards == []
    assert [entry["code"] for entry in scene.logged("card_refused")] == [code]
    scene.do("karin", "note", case=1, words="x")
    scene.settle()
    [card] = scene.cards()
    assert card.cards, "drawn as a card again with its next change"
    scene.teams.plan("update", status, code)
    scene.do("maria", "take", case=1)
    scene.settle()
    assert scene.card().cards == []
    assert scene.read(scene.card()).startswith("Ärende 1")
    scene.teams.plan("send", status, code)
    scene.sara.direct("visa 1")
    assert scene.answer(scene.sara).startswith("Ärende 1")
