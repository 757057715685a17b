"""Forms in the one-to-one chat: sent with Action.Execute, and by clients that know no dialogs."""

from __future__ import annotations

from tests.handlers.teams.scene import Scene
from tests.handlers.teams.test_dialogs import broken, locked

NEED = "Vad behöver företaget?"
CONSENT = "Har företaget sagt ja"
NEEDS = "Vad behöver företaget hjälp med?"
PLACE = "I vilken kommun finns verksamheten?"


def test_a_form_grows_in_its_place_and_its_answer_takes_it(scene: Scene) -> None:
    scene.sara.direct("hänvisa Stolar till Norge")
    form = scene.letter(scene.sara)
    scene.sara.submit({CONSENT: "Ja", PLACE: "Kinna", NEEDS: ["Betalningsrisk"]}, thing=form)
    assert "några frågor till" in scene.sara.read(form)
    assert scene.sara.filled(PLACE, form) == "Mark"
    scene.sara.submit(thing=form)
    assert "Ärende 1 är öppnat" in scene.sara.read(form)
    scene.settle()
    assert len(scene.sara.letters) == 1
    assert "Ärende 1 är öppnat" in scene.read(scene.sara.letters[0]), "also when opened anew"
    assert NEED not in scene.sara.fields(form)


def test_errors_stand_at_their_fields_with_everything_kept(scene: Scene) -> None:
    scene.sara.direct("hänvisa Stolar till Norge")
    form = scene.letter(scene.sara)
    values = {CONSENT: "Ja", "Organisationsnummer": "12", "Företagets namn": "Marks"}
    scene.sara.submit(values, thing=form)
    assert "Ett svar behöver rättas" in scene.sara.read(form)
    assert scene.sara.filled("Företagets namn", form) == "Marks"
    assert scene.sara.filled(CONSENT, form) == "Ja"
    scene.settle()
    assert scene.sara.filled("Organisationsnummer", form) == "12"
    scene.sara.submit({"Organisationsnummer": ""}, thing=form)
    assert "Ärende 1 är öppnat" in scene.sara.read(form)


def test_a_form_sent_twice_is_one_step_and_answered_the_same(scene: Scene) -> None:
    scene.sara.direct("hänvisa Stolar till Norge")
    form = scene.letter(scene.sara)
    sent = scene.sara.submit({CONSENT: "Ja"}, thing=form)
    assert scene.teams.again(sent).body == sent.body
    scene.settle()
    assert len(scene.cases()) == 1
    assert len(scene.sara.letters) == 1


def test_a_form_that_could_not_be_put_anew_is_answered_all_the_same(scene: Scene) -> None:
    scene.sara.direct("hänvisa Stolar till Norge")
    form = scene.letter(scene.sara)
    scene.teams.plan("update", 404, "ActivityNotFoundInConversation")
    scene.sara.submit({CONSENT: "Ja"}, thing=form)
    assert "Ärende 1 är öppnat" in scene.sara.read(form)
    scene.settle()
    assert scene.logged("form_not_replaced")
    assert len(scene.cases()) == 1


def test_what_was_typed_is_still_there_when_the_desk_or_the_database_fails(scene: Scene) -> None:
    scene.sara.direct("hänvisa Stolar till Norge")
    form = scene.letter(scene.sara)
    scene.expected |= {"not saved", "command_failed"}
    with locked(scene):
        scene.sara.submit({CONSENT: "Ja", NEED: "Stolar och bord"}, thing=form)
    assert "Det gick inte att spara just nu" in scene.sara.read(form)
    assert scene.sara.filled(NEED, form) == "Stolar och bord"
    before = scene.front.installation.dispatch
    scene.front.installation.dispatch = broken
    scene.sara.submit(thing=form)
    assert "Stolar och bord" in scene.sara.read(form)
    assert "Det här hade du skrivit" in scene.sara.read(form)
    scene.front.installation.dispatch = before


def test_a_form_in_the_chat_is_about_the_case_and_the_room_it_was_asked_for_in(
    scene: Scene,
) -> None:
    number = scene.open()
    scene.maria.mention("avböj", thread=scene.card())
    form = scene.letter(scene.maria)
    scene.maria.submit({"Varför?": "Utanför"}, thing=form)
    scene.settle()
    assert f"Tack för svaret om ärende {number}" in scene.maria.read(form)
    assert scene.log(number, "declined")
    scene.sara.mention("anteckna", thread=scene.card())
    form = scene.letter(scene.sara)
    scene.sara.submit({"Anteckning": "Ring efter tre"}, thing=form)
    scene.settle()
    assert "Ring efter tre" in scene.read(scene.card())


# -- clients without invokes


def test_an_old_client_presses_and_fills_in_by_messages(scene: Scene) -> None:
    scene.maria.human.old_client = True
    scene.open()
    scene.maria.press(scene.card(), "Jag tar det")
    assert "Ärende 1 är ditt" in scene.answer(scene.maria)
    scene.maria.press(scene.card(), "Avsluta")
    form = scene.letter(scene.maria)
    sent = scene.maria.submit({"Hur gick det?": "Företaget fick hjälp"}, thing=form)
    assert sent.name == "message"
    scene.settle()
    assert scene.case(1).status == "closed"
    assert "Ärende 1 är avslutat" in scene.read(scene.maria.now(form))


def test_an_old_client_is_asked_before_what_cannot_be_taken_back(scene: Scene) -> None:
    scene.sara.human.old_client = True
    scene.open()
    scene.sara.press(scene.card(), "Återta ärendet")
    question = scene.letter(scene.sara)
    assert scene.case(1).status == "open"
    scene.sara.press(question, "Återta")
    scene.settle()
    assert scene.case(1).status == "withdrawn"


def test_an_old_clients_form_shows_its_errors_in_place_and_grows(scene: Scene) -> None:
    scene.sara.human.old_client = True
    scene.sara.direct("hänvisa Stolar till Norge")
    form = scene.letter(scene.sara)
    scene.sara.submit({CONSENT: "Ja", "Organisationsnummer": "12", NEEDS: ["Betalningsrisk"]},
                      thing=form)  # fmt: skip
    scene.settle()
    assert "några frågor till" in scene.sara.read(form)
    scene.sara.submit(thing=form)
    scene.settle()
    assert "Ett svar behöver rättas" in scene.sara.read(form)
    scene.sara.submit({"Organisationsnummer": ""}, thing=form)
    scene.settle()
    assert "Ärende 1 är öppnat" in scene.sara.read(form)
    assert len(scene.sara.letters) == 1


def test_an_old_clients_press_in_the_channel_is_answered_in_private(scene: Scene) -> None:
    scene.anna.human.old_client = True
    scene.open(consent="no", company="Hemliga Verken AB")
    before = scene.everything()
    scene.anna.press(scene.card(), "Visa")
    assert "Ärende 1" in scene.answer(scene.anna)
    assert scene.everything() == before


def test_a_form_that_cannot_be_given_is_told_of_in_the_thread(scene: Scene) -> None:
    """They have blocked the bot: a button there opens it for them, with what they wrote."""
    scene.expected.add("answer_not_given")
    scene.sara.human.blocked = True
    asked = scene.sara.mention("hänvisa Stolar till Norge")
    scene.settle()
    assert asked.message is not None
    [told] = scene.teams.thread(asked.message)
    assert scene.teams.pings_of(told) == {scene.sara.id}
    assert "Svaret finns i din chatt" not in scene.read(told)
    assert "Stolar" not in scene.everything()
    scene.sara.press(told, scene.teams.buttons_of(told)[0])
    assert scene.sara.filled(NEED) == "Stolar till Norge"
    scene.sara.submit({CONSENT: "Ja"})
    assert "Ärende 1 är öppnat" in scene.sara.read()
