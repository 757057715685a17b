"""Every way in: mentions, group chats, private messages, message actions, buttons."""

from __future__ import annotations

import pytest

from tests.fakes.teams import Message
from tests.fakes.teams.state import BOT_NAME
from tests.handlers.teams.scene import Scene

NEED = "Vad behöver företaget?"
CONSENT = "Har företaget sagt ja"
TOO_LONG = "slutet är borta"
TITLE = "Ny hänvisning"


# -- mentions


def test_a_mention_in_the_channel_is_answered_to_the_asker_alone(scene: Scene) -> None:
    asked = scene.sara.mention("läget")
    assert "Inga pågående ärenden" in scene.answer(scene.sara)
    assert scene.maria.letters == []
    assert scene.cards() == []
    assert asked.message is not None
    assert scene.thread(asked.message) == ["Svaret finns i din chatt med mig."]
    assert "Inga pågående" not in scene.everything()


def test_a_mention_in_a_thread_that_is_not_ours_adds_nothing_to_it(scene: Scene) -> None:
    theirs = scene.anna.write("Lunch?").message
    assert theirs is not None
    scene.sara.mention("läget", thread=theirs)
    assert "Inga pågående ärenden" in scene.answer(scene.sara)
    assert scene.thread(theirs) == [f"@{BOT_NAME} läget"]


def test_a_form_filled_in_becomes_a_case_with_a_card_and_a_private_answer(scene: Scene) -> None:
    scene.sara.mention("hänvisa Vi säljer på kredit till Brasilien")
    form = scene.letter(scene.sara)
    assert scene.sara.filled(NEED, form) == "Vi säljer på kredit till Brasilien"
    values = {
        CONSENT: "Ja",
        "Företagets namn": "Marks Möbelverkstad",
        "Vad behöver företaget hjälp med?": ["Betalningsrisk"],
    }
    scene.sara.submit(values, thing=form)
    scene.sara.submit(thing=form)
    scene.settle()
    assert "Exportkreditnämnden har fått en förfrågan" in scene.sara.read(form)
    card = scene.read(scene.card())
    assert "Marks Möbelverkstad" in card
    assert "Vi säljer på kredit till Brasilien" in card
    assert scene.cases()[0].need == "Vi säljer på kredit till Brasilien"
    assert scene.case(1).opened_in == scene.rooms()[scene.channel].id


def test_a_mention_under_a_card_is_about_that_case(scene: Scene) -> None:
    scene.open()
    scene.open()
    first, _ = scene.cards()
    scene.maria.mention("ta", thread=first)
    scene.settle()
    assert scene.case(1).handler_id
    assert not scene.case(2).handler_id
    assert "Ärende 1 är ditt" in scene.answer(scene.maria)
    scene.maria.mention("ringde dem, de återkommer", thread=first)
    scene.settle()
    assert [note.words for note in scene.log(1, "noted")] == ["ringde dem, de återkommer"]


def test_a_mention_is_understood_wherever_it_stands_and_whatever_stands_around_it(
    scene: Scene,
) -> None:
    at = f"<at>{BOT_NAME}</at>"
    for words in (f"läget {at}", f"{at}läget", f"{at}&nbsp;läget&nbsp;\r\n", f"\n{at}\n\nläget\n",
                  f"{at}\xa0LÄGET", f"{at} {at} läget", f"{at} /läget"):  # fmt: skip
        before = len(scene.inbox(scene.sara))
        scene.sara.mention(words)
        assert len(scene.inbox(scene.sara)) == before + 1
        assert "Inga pågående ärenden" in scene.answer(scene.sara), words


def test_what_is_typed_arrives_as_it_was_seen(scene: Scene) -> None:
    typed = (
        "hänvisa &lt;b&gt;Stolar&lt;/b&gt; &amp; bord&nbsp;till <at>Anna Ek</at> 😀 👩‍🌾\n\n"
        "rad två: 3 &lt; 4 &amp;amp; *fet* _kursiv_ [länk](https://ex.se) {{DATE(2026-01-01)}}"
    )
    scene.sara.mention(typed)
    form = scene.letter(scene.sara)
    seen = (
        "<b>Stolar</b> & bord till @Anna Ek 😀 👩‍🌾\n\n"
        "rad två: 3 < 4 &amp; *fet* _kursiv_ [länk](https://ex.se) {{DATE(2026-01-01)}}"
    )
    assert scene.sara.filled(NEED, form) == seen
    scene.sara.submit({CONSENT: "Ja"}, thing=form)
    scene.settle()
    assert scene.case(1).need == seen
    card = scene.card()
    shown = scene.read(card).replace("\u2060", "")
    assert all(line in shown for line in seen.split("\n"))
    assert scene.teams.pings_of(card) == set()


def test_only_a_mention_shows_what_can_be_asked_for(scene: Scene) -> None:
    scene.sara.mention("")
    assert "hänvisa" in scene.answer(scene.sara)
    scene.emma.mention(f"<at>{BOT_NAME}</at>&nbsp;")
    assert "refer" in scene.answer(scene.emma)


def test_a_misspelt_command_gets_the_near_ones_proposed(scene: Scene) -> None:
    scene.sara.mention("läjet")
    assert "läget" in scene.answer(scene.sara)


@pytest.mark.parametrize("count", [6000, 20_000])
def test_a_very_long_message_loses_nothing_that_a_case_can_hold(scene: Scene, count: int) -> None:
    words = " ".join(f"ord{number}" for number in range(count))[:count]
    scene.sara.mention(f"hänvisa {words}")
    form = scene.letter(scene.sara)
    kept = words[:10_000]
    assert scene.sara.filled(NEED, form) == kept
    assert (TOO_LONG in scene.read(form)) == (count > len(kept))
    scene.sara.submit({CONSENT: "Ja"}, thing=form)
    scene.settle()
    assert scene.case(1).need.split() == kept.split()


def test_a_long_message_of_characters_that_weigh_much_is_cut_and_the_form_says_so(
    scene: Scene,
) -> None:
    """A form of 28 kB is all that Teams takes. What was written stands in the writer's message."""
    words = "😀😀😀 Å " * 1600
    scene.sara.direct(f"hänvisa {words}")
    form = scene.letter(scene.sara)
    kept = str(scene.sara.filled(NEED, form))
    assert len(kept) > 6000
    assert words.startswith(kept)
    assert TOO_LONG in scene.read(form)
    scene.sara.submit({CONSENT: "Ja"}, thing=form)
    scene.settle()
    assert scene.case(1).need.strip() == kept.strip()


def test_words_in_the_other_language_are_understood_and_answered_in_ones_own(
    scene: Scene,
) -> None:
    scene.emma.mention("refer They sell on credit to Brazil")
    form = scene.letter(scene.emma)
    assert "New referral" in scene.read(form)
    assert scene.emma.filled("What does the company need, in words?", form) == (
        "They sell on credit to Brazil"
    )
    scene.emma.mention("läget")
    assert "No live cases" in scene.answer(scene.emma)
    scene.sara.mention("status")
    assert "Inga pågående ärenden" in scene.answer(scene.sara)


# -- group chats and one-to-one


def test_a_mention_in_a_group_chat_is_answered_in_private(scene: Scene) -> None:
    chat = scene.teams.add_chat("Tre små kommuner", "sara", "anna", installed=True)
    asked = scene.sara.mention("läget", channel=chat)
    assert "Inga pågående ärenden" in scene.answer(scene.sara)
    assert asked.message is not None
    assert [m.id for m in scene.teams.messages(chat)] == [asked.message.id]


def test_a_form_asked_for_in_a_group_chat_is_filled_in_in_private(scene: Scene) -> None:
    chat = scene.teams.add_chat("", "sara", "anna", installed=True)
    scene.sara.mention("hänvisa Stolar till Norge", channel=chat)
    form = scene.letter(scene.sara)
    scene.sara.submit({CONSENT: "Ja"}, thing=form)
    assert "Ärende 1 är öppnat" in scene.sara.read(form)
    scene.settle()
    assert len(scene.cards()) == 1
    assert not scene.rooms()[chat].active


def test_a_private_message_is_answered_there(scene: Scene) -> None:
    scene.sara.direct("läget")
    assert "Inga pågående ärenden" in scene.answer(scene.sara)
    scene.sara.direct("hej")
    assert len(scene.inbox(scene.sara)) == 2
    assert scene.teams.called("create") == []


def test_words_of_others_in_the_channel_are_none_of_our_business(scene: Scene) -> None:
    scene.open()
    scene.anna.write("ta 1")
    scene.anna.write("ta", thread=scene.card())
    scene.settle()
    assert not scene.case(1).handler_id
    assert scene.anna.letters == []


# -- the action in a message's menu


def test_the_message_action_takes_the_text_and_keeps_the_way_back(scene: Scene) -> None:
    asked = scene.anna.write("Fråga från Åsa: hur får vi betalt i Brasilien?").message
    assert asked is not None
    scene.sara.extension("refer", asked)
    assert scene.sara.dialog is not None
    assert scene.sara.dialog.title == TITLE
    assert scene.sara.filled(NEED) == "Fråga från Åsa: hur får vi betalt i Brasilien?"
    scene.sara.submit({CONSENT: "Ja"})
    assert "Ärende 1 är öppnat" in scene.sara.read()
    scene.settle()
    assert scene.case(1).link == scene.teams.link_to(asked)
    assert scene.case(1).opened_in == scene.rooms()[scene.channel].id
    assert scene.members()["Sara Lind"].id == scene.case(1).poster_id


def payload(scene: Scene, content: str, **more: object) -> Message:
    """A message of Anna's whose text is this HTML, as Teams' menu sends it along."""
    written = scene.anna.write("x").message
    assert written is not None
    sent = scene.sara.extension("refer", written)
    body = {"contentType": "html", "content": content}
    told = {**sent.activity["value"]["messagePayload"], "body": body, **more}
    activity = {**sent.activity, "value": {**sent.activity["value"], "messagePayload": told}}
    answer = scene.teams.send(activity)
    scene.sara._follow_task(answer, scene.sara._origin(written))
    return written


@pytest.mark.parametrize(
    ("content", "seen"),
    [
        ("<p>Hej <at id=\"0\">Maria Dahl</at>, a &lt;b&gt; &amp;&nbsp;c</p>",
         "Hej @Maria Dahl, a <b> & c"),
        ("<p>Två saker:</p><ul><li>stolar</li><li>bord &amp; bänkar</li></ul><p>Hälsningar</p>",
         "Två saker:\nstolar\nbord & bänkar\nHälsningar"),
        ('<div>Se <a href="https://ex.se/a?b=1&amp;c=2" title="x">sidan</a> 😀</div>',
         "Se sidan (https://ex.se/a?b=1&c=2) 😀"),
        ('<p>Läs <a href="https://ex.se/">https://ex.se/</a></p>', "Läs https://ex.se/"),
        ('<p>Bra <emoji id="smile" alt="🙂" title="Leende"></emoji></p>', "Bra 🙂"),
        ("<h3>Rubrik</h3>text<blockquote>citat</blockquote>efter", "Rubrik\ntext\ncitat\nefter"),
        ("<table><tr><td>Land</td><td>Norge</td></tr><tr><td>År</td><td>2026</td></tr></table>",
         "Land Norge\nÅr 2026"),
        ("<ul><li>a</li></ul>b", "a\nb"),
        ("rad ett<br>rad två<br/>rad tre", "rad ett\nrad två\nrad tre"),
        ('<attachment id="1"></attachment><p>Bilagan</p>', "Bilagan"),
        ("<p>oavslutad <b>fet", "oavslutad fet"),
        ("", ""),
    ],
)  # fmt: skip
def test_a_message_reads_in_the_form_as_it_was_seen(scene: Scene, content: str, seen: str) -> None:
    payload(scene, content)
    assert scene.sara.filled(NEED) == seen


def test_the_action_on_a_message_in_plain_text_takes_it_as_it_is(scene: Scene) -> None:
    body = {"contentType": "text", "content": "3 < 4 & <b>inte fet</b>"}
    payload(scene, "", body=body)
    assert scene.sara.filled(NEED) == "3 < 4 & <b>inte fet</b>"


def test_the_action_on_a_very_long_message_keeps_all_that_a_case_can_hold(scene: Scene) -> None:
    words = " ".join(f"ord{number}" for number in range(3000))
    scene.sara.extension("refer", scene.anna.write(words))
    scene.sara.submit({CONSENT: "Ja"})
    scene.settle()
    assert scene.case(1).need.split() == words[:10_000].split()


def test_the_action_without_a_message_opens_an_empty_form(scene: Scene) -> None:
    sent = scene.sara.extension("refer", scene.anna.write("x"))
    value = {k: v for k, v in sent.activity["value"].items() if k != "messagePayload"}
    answer = scene.teams.send({**sent.activity, "value": {**value, "commandContext": "compose"}})
    assert answer.body["task"]["value"]["title"] == TITLE
    assert "Stolar" not in str(answer.body)


def test_the_action_in_a_chat_between_two_people_leads_no_private_words_there(
    scene: Scene,
) -> None:
    """Teams calls such a chat "personal", as it calls one's own with the bot."""
    sent = scene.sara.extension("refer", scene.anna.write("Stolar till Norge"))
    theirs = "19:aaaa_bbbb@unq.gbl.spaces"
    conversation = {"conversationType": "personal", "id": theirs, "tenantId": scene.teams.tenant}
    data = {"tenant": {"id": scene.teams.tenant}}
    activity = {**sent.activity, "conversation": conversation, "channelData": data}
    answer = scene.teams.send(activity)
    assert answer.body["task"]["value"]["title"] == TITLE
    scene.open("sara")
    scene.do("maria", "take", case=1)
    scene.settle()
    assert any("har tagit ärende 1" in text for text in scene.inbox(scene.sara))
    assert not [c for c in scene.teams.calls if theirs in c.args.get("conversation", "")]


# -- buttons


def test_a_button_that_asks_for_a_form_opens_it_and_the_step_is_answered_in_place(
    scene: Scene,
) -> None:
    scene.open()
    scene.maria.press(scene.card(), "Vi kan inte")
    scene.maria.submit({"Varför?": "Utanför"})
    assert "Tack för svaret om ärende 1" in scene.maria.read()
    assert scene.log(1, "declined")


def test_a_button_that_cannot_be_taken_back_asks_first(scene: Scene) -> None:
    scene.open()
    scene.sara.press(scene.card(), "Återta ärendet")
    assert "återta" in scene.sara.read().lower()
    assert scene.case(1).status == "open"
    scene.sara.close()
    assert scene.case(1).status == "open"
    scene.sara.press(scene.card(), "Återta ärendet")
    scene.sara.press(None, "Återta")
    assert "är återtaget" in scene.sara.read()
    assert scene.case(1).status == "withdrawn"
    scene.open()
    scene.karin.mention("stryk 2")
    whole = scene.letter(scene.karin)
    assert "stryka ärende 2?" in scene.read(whole)
    scene.karin.press(whole, "Stryk")
    scene.settle()
    assert scene.case(2).status == "void"


def test_several_press_the_same_card_and_each_is_answered_alone(scene: Scene) -> None:
    scene.open()
    card = scene.card()
    scene.maria.press(card, "Jag tar det")
    scene.anna.press(card, "Jag tar det", stale=True)
    scene.emma.press(card, "Jag tar det", stale=True)
    assert "Ärende 1 är ditt" in scene.maria.read(scene.letter(scene.maria))
    assert "Maria Dahl" in scene.anna.toasts[-1]
    assert "Maria Dahl" in scene.emma.toasts[-1]
    assert scene.emma.toasts[-1] != scene.anna.toasts[-1]
    assert len(scene.log(1, "accepted")) == 1
    assert scene.sara.toasts == []


def test_the_whole_case_asked_for_on_a_card_comes_to_the_presser_alone(scene: Scene) -> None:
    scene.open()
    before = scene.everything()
    scene.anna.press(scene.card(), "Visa")
    assert scene.anna.toasts == ["Svaret finns i din chatt med mig."]
    assert "Hur får vi betalt i Brasilien?" in scene.answer(scene.anna)
    assert scene.everything() == before


# -- the first time


def test_a_newcomer_is_asked_one_question_and_what_they_asked_for_goes_on(scene: Scene) -> None:
    ture = scene.newcomer("ture", "Ture Falk", email="ture@ekn.se")
    ture.mention("läget")
    question = scene.letter(ture)
    assert ture.filled("Ditt namn", question) == "Ture Falk"
    assert "Exportkredit" in str(ture.filled("Vilken organisation", question))
    ture.submit(thing=question)
    assert "Välkommen" in ture.read(question)
    assert "Inga pågående ärenden" in ture.read(question)
    assert not scene.members()["Ture Falk"].confirmed_at
    scene.settle()
    asked = [m for m in scene.karin.letters if "Ture Falk" in scene.read(m)]
    scene.karin.press(asked[-1], "Ja, det stämmer")
    scene.settle()
    assert scene.members()["Ture Falk"].confirmed_at
    assert "Du är bekräftad" in scene.inbox(ture)[-1]


def test_a_newcomer_in_a_dialog_gets_the_question_there_and_then_what_they_asked_for(
    scene: Scene,
) -> None:
    ture = scene.newcomer("ture", "Ture Falk")
    ture.extension("refer", scene.anna.write("Stolar till Norge"))
    assert "Välkommen till exportcentret" in ture.read()
    ture.submit({"Vilken organisation": "Almi"})
    assert ture.dialog is not None
    assert ture.dialog.title == TITLE
    assert ture.filled(NEED) == "Stolar till Norge"
    ture.submit({CONSENT: "Ja"})
    assert "Ärende 1 är öppnat" in ture.read()
    assert scene.case(1).opened_in == scene.rooms()[scene.channel].id


def test_a_newcomers_press_on_a_card_is_answered_by_the_question_in_their_chat(
    scene: Scene,
) -> None:
    scene.open()
    ture = scene.newcomer("ture", "Ture Falk")
    ture.press(scene.card(), "Visa")
    question = scene.letter(ture)
    assert "Välkommen till exportcentret" in scene.read(question)
    ture.submit({"Vilken organisation": "Almi"}, thing=question)
    assert "Hur får vi betalt i Brasilien?" in ture.read(question)
    assert "Välkommen" not in scene.everything()


@pytest.mark.parametrize("locale", ["de-DE", "en-US"])
def test_a_newcomer_with_another_language_reads_english(scene: Scene, locale: str) -> None:
    ture = scene.newcomer("ture", "Ture Falk", locale=locale)
    ture.mention("hänvisa")
    assert "Which organisation" in scene.answer(ture)
