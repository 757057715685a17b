"""Every way in: commands, mentions, private messages, shortcuts, buttons, one's own page."""

from __future__ import annotations

import pytest

from tests.fakes.slack.state import BOT_USER
from tests.handlers.slack.scene import CHANNEL, Scene, until

NEED = "Vad behöver företaget?"
CONSENT = "Har företaget sagt ja"


# -- commands


def test_the_two_commands_open_the_form_each_in_its_members_language(scene: Scene) -> None:
    scene.sara.slash("/hanvisa")
    assert "Ny hänvisning" in scene.read(scene.view(scene.sara))
    assert scene.sara.filled(NEED) is None
    scene.emma.slash("/referral", "They sell on credit to Brazil")
    assert "New referral" in scene.read(scene.view(scene.emma))
    assert scene.emma.filled("need") == "They sell on credit to Brazil"


def test_a_form_filled_in_becomes_a_case_with_a_card_and_a_private_answer(scene: Scene) -> None:
    scene.sara.slash("/hanvisa", "Vi säljer på kredit till Brasilien")
    scene.view(scene.sara)
    scene.sara.choose(None, CONSENT, "Ja")
    scene.sara.type(None, "Företagets namn", "Marks Möbelverkstad")
    scene.sara.choose(None, "Vad behöver företaget hjälp med?", ["Betalningsrisk"])
    scene.settle()
    assert scene.sara.submit().status == 200
    assert scene.sara.view is None
    assert "Exportkreditnämnden har fått en förfrågan" in scene.whisper(scene.sara)
    card = scene.read(scene.card())
    assert "Marks Möbelverkstad" in card
    assert "Vi säljer på kredit till Brasilien" in card
    assert scene.cases()[0].need == "Vi säljer på kredit till Brasilien"
    assert scene.case(1).opened_in == scene.rooms()[CHANNEL].id


def test_everything_else_goes_by_the_third_command(scene: Scene) -> None:
    scene.open()
    scene.maria.slash("/exportlots", "ta 1")
    assert "Ärende 1 är ditt" in scene.whisper(scene.maria)
    scene.maria.slash("/exportlots", "läget")
    assert "Pågående ärenden: 1" in scene.whisper(scene.maria)
    scene.maria.slash("/exportlots", "")
    assert scene.whisper(scene.maria)
    scene.maria.slash("/exportlots", "hänvisa nya ord")
    scene.view(scene.maria)
    assert scene.maria.filled(NEED) == "nya ord"


def test_a_misspelt_command_gets_the_near_ones_proposed(scene: Scene) -> None:
    scene.sara.slash("/exportlots", "läjet")
    assert "läget" in scene.whisper(scene.sara)


def test_a_command_in_a_channel_without_the_bot_is_answered_privately(scene: Scene) -> None:
    scene.slack.add_channel("C0OTHER", "annat")
    scene.slack.state.channels["C0OTHER"].members.add("U0SARA")
    scene.sara.slash("/exportlots", "läget", channel="C0OTHER")
    assert "Inga pågående ärenden" in scene.whisper(scene.sara, "C0OTHER")
    assert scene.slack.messages("C0OTHER") == []


def test_a_command_in_ones_conversation_with_the_bot_is_answered_there(scene: Scene) -> None:
    scene.sara.slash("/exportlots", "läget", channel=scene.sara.im)
    assert "Inga pågående ärenden" in scene.inbox(scene.sara)[-1]


# -- mentions


def test_a_mention_in_the_channel_is_answered_to_the_asker_alone(scene: Scene) -> None:
    scene.sara.mention("läget")
    assert "Inga pågående ärenden" in scene.whisper(scene.sara)
    assert scene.whispers(scene.maria) == []
    assert scene.cards() == []


def test_a_mention_under_a_card_is_about_that_case(scene: Scene) -> None:
    scene.open()
    scene.open()
    first, _ = scene.cards()
    scene.maria.mention("ta", thread=first["ts"])
    scene.settle()
    assert scene.case(1).handler_id
    assert not scene.case(2).handler_id
    answer = scene.maria.private(CHANNEL)[-1]
    assert answer["thread_ts"] == first["ts"]
    scene.maria.mention("ringde dem, de återkommer", thread=first["ts"])
    scene.settle()
    assert [note.words for note in scene.log(1, "noted")] == ["ringde dem, de återkommer"]


def test_a_form_asked_for_by_mention_waits_behind_a_button_with_what_was_typed(
    scene: Scene,
) -> None:
    text = "hänvisa " + "Möbler till Norge. " * 150
    scene.sara.mention(text)
    assert "Det du skrev följer med" in scene.whisper(scene.sara)
    waiting = scene.sara.private(CHANNEL)[-1]
    scene.sara.press(waiting, "Öppna formuläret")
    scene.view(scene.sara)
    assert scene.sara.filled(NEED) == text.removeprefix("hänvisa ").strip()


def test_a_private_message_is_answered_in_the_thread_it_was_written_in(scene: Scene) -> None:
    first = scene.sara.direct("läget").message
    scene.settle()
    assert first is not None
    answers = [m for m in scene.sara.inbox if m["user"] == BOT_USER]
    assert "Inga pågående ärenden" in scene.read(answers[-1])
    assert "thread_ts" not in answers[-1]
    scene.sara.direct("hjälp", thread=first["ts"])
    scene.settle()
    answers = [m for m in scene.sara.inbox if m["user"] == BOT_USER]
    assert answers[-1]["thread_ts"] == first["ts"]


def test_a_form_can_be_opened_from_the_thread_of_a_private_conversation(scene: Scene) -> None:
    first = scene.sara.direct("hänvisa Möbler till Norge").message
    assert first is not None
    scene.sara.direct("hänvisa Stolar till Norge", thread=first["ts"])
    scene.settle()
    waiting = [m for m in scene.sara.inbox if m.get("thread_ts") == first["ts"]][-1]
    scene.sara.press(waiting, "Öppna formuläret")
    scene.view(scene.sara)
    assert scene.sara.filled(NEED) == "Stolar till Norge"
    scene.sara.choose(None, CONSENT, "Ja")
    scene.sara.submit()
    scene.settle()
    last = [m for m in scene.sara.inbox if m["user"] == BOT_USER][-1]
    assert "Ärende 1 är öppnat" in scene.read(last)
    assert last["thread_ts"] == first["ts"]
    assert len(scene.cards()) == 1


# -- shortcuts


def test_the_message_shortcut_takes_the_text_and_keeps_the_way_back(scene: Scene) -> None:
    asked = scene.anna.write("Fråga från Åsa: hur får vi betalt i Brasilien?").message
    assert asked is not None
    scene.sara.message_shortcut("refer_message", asked)
    scene.view(scene.sara)
    assert scene.sara.filled(NEED) == "Fråga från Åsa: hur får vi betalt i Brasilien?"
    scene.sara.choose(None, CONSENT, "Ja")
    scene.sara.submit()
    scene.settle()
    assert scene.case(1).link == scene.slack.permalink(asked)
    assert scene.members()["Sara Lind"].id == scene.case(1).poster_id


def test_the_message_shortcut_works_in_a_channel_without_the_bot_and_keeps_a_threads_link(
    scene: Scene,
) -> None:
    scene.slack.add_channel("C0OTHER", "annat")
    scene.slack.state.channels["C0OTHER"].members |= {"U0SARA", "U0ANNA"}
    root = scene.anna.write("Hej", channel="C0OTHER").message
    assert root is not None
    reply = scene.anna.write("Stolar till Norge", channel="C0OTHER", thread=root["ts"]).message
    assert reply is not None
    scene.sara.message_shortcut("refer_message", reply)
    scene.view(scene.sara)
    assert scene.sara.filled(NEED) == "Stolar till Norge"
    scene.sara.choose(None, CONSENT, "Ja")
    scene.sara.submit()
    assert "Ärende 1 är öppnat" in scene.inbox(scene.sara)[-1]
    assert scene.slack.thread("C0OTHER", root["ts"])[1:] == []
    link = scene.case(1).link
    assert f"/archives/C0OTHER/p{reply['ts'].replace('.', '')}" in link
    assert f"thread_ts={root['ts']}" in link


def test_a_shortcut_on_a_message_with_mentions_links_and_signs_reads_as_it_was_seen(
    scene: Scene,
) -> None:
    said = scene.anna.write("x").message
    assert said is not None
    with scene.slack.state.lock:
        kept = scene.slack.state.channels[CHANNEL].find(said["ts"])
        assert kept is not None
        kept["text"] = (
            "<@U0MARIA> a &lt;b&gt; &amp; c <https://ex.se/a?b=1|här> "
            "<mailto:a@b.se|a@b.se> <#C0EXPORT|exportcenter> <!here> <!subteam^S1|@gruppen>"
        )
    scene.sara.message_shortcut("refer_message", said)
    scene.view(scene.sara)
    assert scene.sara.filled(NEED) == (
        "@Maria Dahl a <b> & c https://ex.se/a?b=1 a@b.se #exportcenter @here @gruppen"
    )


def test_a_shortcut_on_a_very_long_message_keeps_all_that_a_case_can_hold(scene: Scene) -> None:
    long = "Lång text om möbler. " * 460
    scene.sara.message_shortcut("refer_message", scene.anna.write(long))
    scene.view(scene.sara)
    scene.sara.choose(None, CONSENT, "Ja")
    scene.sara.submit()
    scene.settle()
    assert scene.case(1).need.split() == long.split()


def test_a_shortcut_on_a_message_without_text_opens_an_empty_form(scene: Scene) -> None:
    scene.open()
    with scene.slack.state.lock:
        scene.slack.state.channels[CHANNEL].messages[-1]["text"] = ""
    scene.sara.message_shortcut("refer_message", scene.cards()[-1])
    scene.view(scene.sara)
    assert scene.sara.filled(NEED) is None


def test_the_global_shortcut_opens_the_form_and_answers_in_its_place(scene: Scene) -> None:
    scene.sara.shortcut("refer")
    scene.view(scene.sara)
    scene.sara.type(None, NEED, "Stolar till Norge")
    scene.sara.choose(None, CONSENT, "Ja")
    scene.sara.submit()
    scene.settle()
    assert "Ärende 1 är öppnat" in scene.sara.read()
    assert scene.case(1).opened_in is None
    assert len(scene.cards()) == 1


# -- buttons


def test_a_button_that_asks_for_a_form_opens_it_and_the_step_is_answered_in_place(
    scene: Scene,
) -> None:
    scene.open()
    scene.maria.press(scene.card(), "Vi kan inte")
    scene.view(scene.maria)
    scene.maria.choose(None, "Varför?", "Utanför")
    scene.maria.submit()
    assert "Tack för svaret om ärende 1" in scene.whisper(scene.maria)
    assert scene.log(1, "declined")


def test_a_button_that_cannot_be_taken_back_asks_first(scene: Scene) -> None:
    scene.open()
    scene.sara.press(scene.card(), "Visa")
    scene.whisper(scene.sara)
    whole = scene.sara.private(CHANNEL)[-1]
    assert scene.sara.press(whole, "Återta ärendet", sure=False).reason == "not sent"
    scene.sara.press(whole, "Återta ärendet")
    assert "är återtaget" in scene.whisper(scene.sara)
    scene.karin.slash("/exportlots", "stryk 1")
    assert "stryka ärende 1?" in scene.whisper(scene.karin)
    scene.karin.press(scene.karin.private(CHANNEL)[-1], "Stryk")
    assert "är struket" in scene.whisper(scene.karin)


def test_a_rare_step_in_the_menu_of_a_card_is_taken(scene: Scene) -> None:
    scene.open()
    scene.sara.press(scene.card(), "Anteckna")
    scene.view(scene.sara)
    scene.sara.type(None, "Anteckning", "Ring efter tre")
    scene.sara.submit()
    scene.settle()
    assert [note.words for note in scene.log(1, "noted")] == ["Ring efter tre"]


# -- one's own page


def test_ones_own_page_gathers_what_is_ones_own(scene: Scene) -> None:
    scene.open()
    scene.maria.open_home()
    scene.settle()
    page = scene.read(scene.maria.home)
    for part in ("Väntar på svar från Exportkreditnämnden", "Dina ärenden: 0",
                 "Pågående ärenden: 1", "Du är med som Maria Dahl"):  # fmt: skip
        assert part in page
    assert {"Ny hänvisning", "Ändra profilen", "Anmäl frånvaro"} <= set(
        scene.maria.buttons(scene.maria.home)
    )


def test_the_page_is_drawn_anew_for_actor_and_handler_after_a_step(scene: Scene) -> None:
    scene.open()
    for person in (scene.maria, scene.sara):
        person.open_home()
    scene.settle()
    scene.maria.press(scene.card(), "Jag tar det")
    until(lambda: "Dina ärenden: 1" in scene.read(scene.maria.home), "hers")
    until(lambda: "Maria Dahl, EKN" in scene.read(scene.sara.home), "the poster's")


def test_a_press_on_ones_own_page_is_answered_above_it(scene: Scene) -> None:
    scene.open()
    scene.maria.open_home()
    scene.settle()
    scene.maria.press(scene.maria.home, "Visa")
    scene.settle()
    assert "Ärende 1" in scene.maria.read()
    scene.maria.press(scene.maria.view, "Jag tar det")
    scene.settle()
    assert "Ärende 1 är ditt" in scene.maria.read()
    scene.maria.close(all_of_them=True)
    scene.maria.press(scene.maria.home, "Anmäl frånvaro")
    scene.view(scene.maria)
    assert "Frånvaro för Maria Dahl" in scene.maria.read()


def test_a_form_opened_over_an_answer_answers_in_its_own_place(scene: Scene) -> None:
    scene.open()
    scene.maria.open_home()
    scene.settle()
    scene.maria.press(scene.maria.home, "Visa")
    scene.settle()
    scene.maria.press(scene.maria.view, "Anteckna")
    scene.settle()
    scene.maria.type(None, "Anteckning", "Ringde")
    scene.maria.submit()
    scene.settle()
    assert "Antecknat i ärende 1" in scene.maria.read()
    assert [note.words for note in scene.log(1, "noted")] == ["Ringde"]


def test_the_other_tab_of_the_page_draws_nothing(scene: Scene) -> None:
    scene.sara.open_home("messages")
    scene.settle()
    assert scene.sara.home is None


# -- the first time


def test_a_newcomer_is_asked_one_question_and_what_they_asked_for_goes_on(scene: Scene) -> None:
    ture = scene.newcomer("U0TURE", "Ture Falk", email="ture@ekn.se")
    ture.slash("/exportlots", "läget")
    waiting = until(lambda: (scene.settle(), ture.view or ture.private(CHANNEL))[1], "a question")
    if isinstance(waiting, list):
        ture.press(waiting[-1], scene.slack.buttons_of(waiting[-1])[0])
        scene.view(ture)
    assert ture.filled("Ditt namn") == "Ture Falk"
    assert "EKN" in str(ture.filled("Vilken organisation")) or "Exportkredit" in str(
        ture.filled("Vilken organisation")
    )
    ture.submit()
    said = scene.whisper(ture)
    assert "Välkommen" in said
    assert "Inga pågående ärenden" in said
    assert not scene.members()["Ture Falk"].confirmed_at
    asked = [m for m in scene.karin.inbox if "Ture Falk" in scene.read(m)]
    scene.karin.press(asked[-1], "Ja, det stämmer")
    scene.settle()
    assert scene.members()["Ture Falk"].confirmed_at
    assert "Du är bekräftad" in scene.inbox(ture)[-1]


def test_a_newcomer_by_command_gets_the_question_and_then_the_form_they_asked_for(
    scene: Scene,
) -> None:
    ture = scene.newcomer("U0TURE", "Ture Falk")
    ture.slash("/hanvisa", "Stolar till Norge")
    assert "Välkommen till exportcentret" in scene.read(scene.view(ture))
    ture.choose(None, "Vilken organisation", "Almi")
    ture.submit()
    scene.settle()
    assert "Ny hänvisning" in ture.read()
    assert ture.filled(NEED) == "Stolar till Norge"


@pytest.mark.parametrize("locale", ["de-DE", "en-US"])
def test_a_newcomer_with_another_language_reads_english(scene: Scene, locale: str) -> None:
    ture = scene.newcomer("U0TURE", "Ture Falk")
    ture.user.locale = locale
    ture.slash("/hanvisa")
    assert "Which organisation" in scene.read(scene.view(ture))


def test_slack_is_not_asked_at_every_press_about_somebody_it_does_not_tell_of(
    scene: Scene,
) -> None:
    scene.slack.plan("users.info", error="internal_error", times=50)
    for _ in range(3):
        scene.sara.slash("/exportlots", "läget")
        scene.settle()
    assert len(scene.slack.called("users.info")) == 1
    assert len(scene.sara.private(CHANNEL)) == 3
    scene.slack.plan("views.publish", error="internal_error")
    scene.sara.open_home()
    scene.settle()
    assert scene.logged("person_not_known") and scene.logged("home_not_published")
    assert scene.sara.id not in repr(scene.logs), "the log tells codes, and nobody's id"
