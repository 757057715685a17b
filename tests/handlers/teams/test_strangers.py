"""Members of other tenants (shared channels): nothing one-to-one, everything by mention and dialog."""

from __future__ import annotations

import pytest

from tests.fakes.teams import ELSEWHERE, Message, Person
from tests.handlers.teams.conftest import Make
from tests.handlers.teams.scene import Scene, until
from tests.handlers.teams.test_dialogs import locked

NEED = "Vad behöver företaget?"
CONSENT = "Har företaget sagt ja"
SECRET = "Hur får vi betalt i Brasilien?"


@pytest.fixture
def shared(make_scene: Make) -> Scene:
    """The centre's room is a shared channel."""
    scene = make_scene(start=False)
    where = scene.teams.state.conversations[scene.channel]
    where.shared = where.installed = True
    where.members = {"karin", "sara", "maria", "anna", "emma", "eva"}
    scene.start()
    return scene


def told(scene: Scene, who: Person) -> list[Message]:
    """What mentions somebody in the channel; such a word waits for the card to stand under."""
    scene.settle()
    scene.clock.move(seconds=2)
    scene.settle()
    every = scene.teams.messages(scene.channel)
    return [m for m in every if m.author == "bot" and who.id in scene.teams.pings_of(m)]


def open_waiting(scene: Scene, who: Person) -> None:
    """Press the button below the newest word to them."""
    message = until(lambda: told(scene, who), "a word to them")[-1]
    who.press(message, scene.teams.buttons_of(message)[0])


def never_written_to(scene: Scene, who: Person) -> None:
    assert who.letters == []
    tried = [c for c in scene.teams.called("create") if who.id in str(c.body)]
    assert [c for c in tried if not (c.body.get("channelData") or {}).get("channel")] == []


def test_an_outsider_introduces_themselves_opens_a_case_and_sees_it_on_its_way(
    shared: Scene,
) -> None:
    eva = shared.outsider("eva", "Eva Ström")
    asked = eva.mention("hänvisa Stolar till Norge")
    [word] = told(shared, eva)
    assert asked.message is not None
    assert word.root == asked.message.root
    assert "@Eva Ström" in shared.read(word)
    assert "Stolar" not in shared.everything()
    open_waiting(shared, eva)
    assert "Välkommen till exportcentret" in eva.read()
    eva.submit({"Vilken organisation": "Industriell Dynamik"})
    assert eva.filled(NEED) == "Stolar till Norge"
    eva.submit({CONSENT: "Ja"})
    assert "Ärende 1 är öppnat" in eva.read()
    shared.settle()
    assert shared.case(1).poster_id == shared.members()["Eva Ström"].id
    assert len([c for c in shared.cards() if "Ärende 1" in shared.read(c)]) == 1
    never_written_to(shared, eva)


def test_an_outsider_takes_notes_and_closes_by_buttons_and_mentions(shared: Scene) -> None:
    eva = shared.outsider("eva", "Eva Ström", "ekn")
    shared.open()
    card = shared.card()
    eva.press(card, "Jag tar det")
    shared.settle()
    assert shared.case(1).handler_id
    eva.mention("ringde dem", thread=card)
    shared.settle()
    assert [note.words for note in shared.log(1, "noted")] == ["ringde dem"]
    eva.press(card, "Avsluta")
    eva.submit({"Hur gick det?": "Företaget fick hjälp"})
    assert "Ärende 1 är avslutat" in eva.read()
    assert shared.case(1).status == "closed"
    never_written_to(shared, eva)


def test_a_presser_of_another_tenant_is_not_sent_to_a_chat_they_do_not_have(
    shared: Scene,
) -> None:
    eva = shared.outsider("eva", "Eva Ström", "ekn")
    shared.open()
    eva.press(shared.card(), "Visa")
    assert "chatt" not in eva.toasts[-1]
    open_waiting(shared, eva)
    assert SECRET in eva.read()
    never_written_to(shared, eva)


def test_what_is_asked_for_by_mention_is_shown_in_a_dialog_to_them_alone(shared: Scene) -> None:
    eva = shared.outsider("eva", "Eva Ström", "ekn")
    shared.open(consent="no", company="Hemliga Verken AB", need="Hemliga Verkens kredit",
                offer_to="nobody")  # fmt: skip
    eva.mention("läget")
    open_waiting(shared, eva)
    assert "Pågående ärenden: 1" in eva.read()
    eva.close()
    eva.mention("visa 1")
    open_waiting(shared, eva)
    assert "Ärende 1" in eva.read()
    assert "Pågående" not in shared.everything()
    assert "Hemliga" not in shared.everything()
    never_written_to(shared, eva)


def test_somebody_elses_press_of_their_button_shows_nothing_of_theirs(shared: Scene) -> None:
    eva = shared.outsider("eva", "Eva Ström", "ekn")
    eva.mention("hänvisa Hemligheten om stolar")
    word = told(shared, eva)[-1]
    for other in (shared.anna, shared.karin):
        other.press(word, shared.teams.buttons_of(word)[0])
        assert "Hemligheten" not in other.read()
        assert "Ny hänvisning" not in other.read()
        assert other.dialog is not None
    eva.press(word, shared.teams.buttons_of(word)[0])
    assert eva.filled(NEED) == "Hemligheten om stolar"


def test_a_step_by_mention_is_said_to_be_done_without_what_it_was(shared: Scene) -> None:
    eva = shared.outsider("eva", "Eva Ström", "ekn")
    shared.open()
    eva.mention("ta 1")
    shared.settle()
    assert shared.case(1).handler_id
    said = [shared.read(message) for message in told(shared, eva)]
    assert any("det är gjort" in text for text in said)
    assert "hör av dig till företaget" not in shared.everything()


def test_a_step_that_cannot_be_taken_is_explained_in_the_dialog(shared: Scene) -> None:
    eva = shared.outsider("eva", "Eva Ström", "ekn")
    shared.open()
    shared.do("maria", "take", case=1)
    shared.settle()
    eva.mention("avsluta 77")
    [word] = told(shared, eva)
    assert "det gick inte" in shared.read(word)
    assert shared.teams.buttons_of(word) == ["Försök igen"]
    open_waiting(shared, eva)
    assert "77" in eva.read()


def test_a_notice_for_an_outsider_is_said_without_its_content_and_read_by_a_press(
    shared: Scene,
) -> None:
    eva = shared.outsider("eva", "Eva Ström", "ekn")
    shared.open()
    card = shared.card()
    words = told(shared, eva)
    assert len(words) == 1
    assert words[0].root == card.id
    assert "@Eva Ström" in shared.read(words[0])
    assert "Kan ni ta ärende 1" not in shared.everything()
    assert any("Kan ni ta ärende 1" in text for text in shared.inbox(shared.maria))
    open_waiting(shared, eva)
    assert SECRET in eva.read()
    never_written_to(shared, eva)


def test_messages_to_an_outsider_that_are_folded_into_one_show_nothing_either(
    shared: Scene,
) -> None:
    """The noise budget puts a later message in the place of an earlier one."""
    eva = shared.outsider("eva", "Eva Ström", "brg")
    poster = shared.members()["Eva Ström"].id or 0
    shared.do("karin", "refer", need="Hemligt behov", consent="no", company="Hemliga Verken AB",
              q_needs=("payment-risk",), q_market=("BR",), even_so="yes",
              poster=poster)  # fmt: skip
    shared.settle()
    assert shared.case(1).poster_id == poster
    shared.do("maria", "take", case=1)
    shared.settle()
    for _ in range(4):
        shared.do("maria", "release", case=1)
        told(shared, eva)
        shared.do("karin", "offer", case=1, organisation="ekn", role="lead")
        shared.do("maria", "take", case=1)
        told(shared, eva)
    assert any(notice.folds for notice in shared.notices() if notice.member_id == poster)
    assert told(shared, eva)
    for secret in ("Hemliga Verken", "Hemligt behov", "Hemlig fråga"):
        assert secret not in shared.everything()
    never_written_to(shared, eva)


def test_an_outsider_without_a_case_to_speak_under_is_spoken_to_where_they_were_met(
    shared: Scene,
) -> None:
    eva = shared.outsider("eva", "Eva Ström")
    eva.mention("läget")
    open_waiting(shared, eva)
    eva.submit({"Vilken organisation": "Almi"})
    shared.settle()
    before = len(told(shared, eva))
    shared.karin.press([m for m in shared.karin.letters if "Eva Ström" in shared.read(m)][-1], "Ja")
    words = told(shared, eva)[before:]
    assert len(words) == 1
    assert "bekräftad" not in shared.read(words[0])
    assert "bekräftad" not in shared.everything()


def test_an_outsider_is_not_spoken_to_in_a_channel_that_is_not_theirs(make_scene: Make) -> None:
    """They are in the shared channel only; the case has its first card in another."""
    scene = make_scene()
    shared = scene.teams.add_channel(scene.team, "Delad", "eva", shared=True)
    eva = scene.outsider("eva", "Eva Ström", "ekn", channel=shared)
    scene.karin.mention("rum", channel=shared)
    scene.karin.submit(thing=scene.letter(scene.karin))
    eva.mention("läget", channel=shared)
    scene.settle()
    scene.open()
    assert told(scene, eva) == []
    words = [m for m in scene.teams.messages(shared) if eva.id in scene.teams.pings_of(m)]
    assert len(words) == 2


@pytest.mark.parametrize("known", [True, False])
def test_an_outsider_of_whom_teams_does_not_tell_is_answered_where_they_are(
    shared: Scene, known: bool
) -> None:
    eva = shared.outsider("eva", "Eva Ström", "ekn" if known else "")
    shared.teams.plan("member", 500, times=50)
    shared.expected.add("answer_not_given")
    eva.mention("läget")
    shared.settle()
    open_waiting(shared, eva)
    assert ("Inga pågående ärenden" if known else "Välkommen till exportcentret") in eva.read()
    assert "Inga pågående" not in shared.everything()


def test_a_foreign_tenant_is_refused_and_an_allowed_one_is_not(make_scene: Make) -> None:
    scene = make_scene()
    scene.refused = True
    before = len(scene.teams.calls)
    sent = scene.sara.mention("läget")
    scene.settle()
    foreign = {
        **sent.activity,
        "id": "77",
        "conversation": {**sent.activity["conversation"], "tenantId": "f0"},
        "channelData": {**sent.activity["channelData"], "tenant": {"id": "f0"}},
    }
    calls = len(scene.teams.calls)
    assert scene.teams.send(foreign).status == 403
    scene.settle()
    assert len(scene.teams.calls) == calls > before
    assert scene.logged("request_foreign")


def test_an_outsiders_name_is_no_mention_of_others_and_no_markup(shared: Scene) -> None:
    eva = shared.outsider("eva", "Eva <at>Karin Holm</at> **Ström**", "ekn")
    eva.mention("läget")
    [word] = told(shared, eva)
    assert shared.teams.pings_of(word) == {eva.id}


def test_an_allowed_second_tenant_is_let_in(make_scene: Make) -> None:
    scene = make_scene(tenants=(ELSEWHERE,))
    sent = scene.sara.direct("läget")
    scene.settle()
    theirs = {
        **sent.activity,
        "id": "78",
        "conversation": {**sent.activity["conversation"], "tenantId": ELSEWHERE},
        "channelData": {"tenant": {"id": ELSEWHERE}},
        "from": {"id": "29:x", "aadObjectId": "aad-x", "name": "Eva Ström"},
    }
    assert scene.teams.send(theirs).status == 200
    scene.settle()
    assert "Välkommen till exportcentret" in scene.answer(scene.sara), "the fake has one chat only"


def test_an_outsider_is_told_when_nothing_could_be_kept_for_them(shared: Scene) -> None:
    eva = shared.outsider("eva", "Eva Ström", "ekn")
    shared.expected |= {"not saved", "request_not_kept"}
    with locked(shared):
        eva.mention("hänvisa Stolar till Norge")
        shared.settle()
    [word] = told(shared, eva)
    assert "gick inte att spara" in shared.read(word)
    assert shared.teams.buttons_of(word) == []
