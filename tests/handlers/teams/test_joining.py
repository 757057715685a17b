"""A member of two programs, met in Teams: the code is for one pair of eyes, wherever it is asked."""

from __future__ import annotations

import re

import pytest
from sqlmodel import select

from bot.desk.dispatch import dispatch
from bot.desk.join_codes import SIGNS
from bot.desk.replies import Caller, Copyable, Request
from bot.storage.tables import Identity, Member
from bot.texts import say
from tests.fakes.teams import Person
from tests.handlers.teams.conftest import Make
from tests.handlers.teams.scene import MONDAY, PLATFORM, Scene, until
from tests.handlers.teams.test_strangers import open_waiting, told

CODE = re.compile(rf"koppla [{SIGNS}]{{4}}-[{SIGNS}]{{4}}")
ELSEWHERE = "Jag är redan med, i en annan chatt"
FIELD = "Är du redan med i en annan chatt"


@pytest.fixture
def scene(make_scene: Make) -> Scene:
    return make_scene()


def in_slack(scene: Scene, text: str) -> str:
    """Nils of Almi, who is a member in Slack alone, gives a command there; a code is returned."""
    with scene.desk.store.write() as session:
        if session.exec(select(Identity).where(Identity.user == "U7")).first() is None:
            nils = Member(
                name="Nils Öst", organisation="almi", joined_at=MONDAY, confirmed_at=MONDAY
            )
            session.add(nils)
            session.flush()
            session.add(
                Identity(
                    member_id=nils.id or 0,
                    platform="slack",
                    workspace="T1",
                    user="U7",
                    used_at=MONDAY,
                )
            )
    outcome = dispatch(
        scene.desk, Request("connect", {"code": text}, Caller("slack", "T1", "U7")), scene.clock()
    )
    assert outcome.done, outcome
    shown = [say(block.text, "sv") for block in outcome.private if isinstance(block, Copyable)]
    return shown[0] if shown else ""


def is_nils(scene: Scene, who: Person) -> bool:
    scene.settle()
    with scene.desk.store.read() as session:
        rows = session.exec(select(Identity).where(Identity.platform == PLATFORM)).all()
        names = {row.user: session.get_one(Member, row.member_id).name for row in rows}
    return names.get(who.aad) == "Nils Öst"


def test_a_code_asked_for_in_the_channel_is_told_in_ones_own_chat(scene: Scene) -> None:
    scene.sara.mention("koppla")
    code = CODE.search(scene.answer(scene.sara))
    assert code is not None
    assert code[0].removeprefix("koppla ") not in scene.everything()
    in_slack_too = Request("connect", {"code": code[0]}, Caller("slack", "T1", "U-sara"), key="Ev1")
    assert dispatch(scene.desk, in_slack_too, scene.clock()).done
    scene.delivery.wake()
    assert "Slack" in scene.answer(scene.sara)
    line = scene.letter(scene.sara)
    scene.sara.press(line, "Koppla från Slack")
    scene.sara.press(line, "Ja, gör det")
    scene.settle()
    with scene.desk.store.read() as session:
        assert session.exec(select(Identity).where(Identity.platform == "slack")).first() is None


def test_a_newcomer_writes_the_code_in_the_chat_and_goes_on(scene: Scene) -> None:
    scene.open()
    nils = scene.newcomer("nils", "Nils Ö")
    nils.mention("visa 1")
    assert FIELD in scene.answer(nils)
    nils.direct(in_slack(scene, ""))
    assert is_nils(scene, nils)
    assert "Ärende 1" in scene.inbox(nils)[-1] or "Ärende 1" in scene.inbox(nils)[-2]
    assert any("samma person här som i Slack" in text for text in scene.inbox(nils))


def test_a_newcomer_answers_the_first_question_with_the_code(scene: Scene) -> None:
    scene.open()
    nils = scene.newcomer("nils", "Nils Ö")
    nils.press(scene.card(), "Anteckna")
    assert FIELD in nils.read()
    nils.submit({"Vilken organisation": ELSEWHERE, FIELD: "AAAA-AAAA"})
    assert "Den koden finns inte" in nils.read()
    nils.submit({FIELD: in_slack(scene, "")})
    assert is_nils(scene, nils)
    assert "Anteckna" in nils.read(), "what was asked for goes on"


def test_an_outsiders_code_is_shown_in_a_dialog_to_them_alone(make_scene: Make) -> None:
    scene = make_scene(start=False)
    where = scene.teams.state.conversations[scene.channel]
    where.shared = where.installed = True
    where.members = {"karin", "sara", "maria", "anna", "emma", "eva"}
    scene.start()
    eva = scene.outsider("eva", "Eva Ström", "ekn")
    eva.mention("koppla")
    open_waiting(scene, eva)
    code = CODE.search(eva.read())
    assert code is not None and eva.letters == []
    assert code[0].removeprefix("koppla ") not in scene.everything()
    joined = Request("connect", {"code": code[0]}, Caller("slack", "T1", "U-eva"))
    assert dispatch(scene.desk, joined, scene.clock()).done
    until(lambda: told(scene, eva), "the line about the new chat")
