"""A member of two programs, met in Slack: the code is whispered, and taken in the first modal."""

from __future__ import annotations

import re

from sqlmodel import select

from bot.desk.dispatch import dispatch
from bot.desk.join_codes import SIGNS
from bot.desk.replies import Caller, Copyable, Request
from bot.storage.tables import Identity, Member
from bot.texts import say
from tests.handlers.slack.scene import CHANNEL, MONDAY, Scene

CODE = re.compile(rf"koppla [{SIGNS}]{{4}}-[{SIGNS}]{{4}}")
ELSEWHERE = "Jag är redan med, i en annan chatt"
ORGANISATION, FIELD = "Vilken organisation", "Är du redan med i en annan chatt"
NILS = Caller("teams", "tenant", "nils-aad", "Nils Öst")


def of_nils(scene: Scene) -> str:
    """A code of somebody who is a member in Teams alone."""
    with scene.desk.store.write() as session:
        nils = Member(name="Nils Öst", organisation="almi", joined_at=MONDAY, confirmed_at=MONDAY)
        session.add(nils)
        session.flush()
        where = {"platform": NILS.platform, "workspace": NILS.workspace, "user": NILS.user}
        session.add(Identity(member_id=nils.id or 0, **where, used_at=MONDAY))
    outcome = dispatch(scene.desk, Request("connect", {}, NILS), scene.clock())
    (code,) = [say(block.text, "sv") for block in outcome.private if isinstance(block, Copyable)]
    return code


def test_a_code_is_whispered_and_stands_nowhere_else(scene: Scene) -> None:
    scene.maria.mention("koppla")
    code = CODE.search(scene.whisper(scene.maria))
    assert code is not None
    signs = code[0].removeprefix("koppla ")
    assert signs not in str(scene.slack.messages(CHANNEL))
    joined = Request("connect", {"code": code[0]}, NILS)
    assert dispatch(scene.desk, joined, scene.clock()).done


def test_the_first_modal_takes_a_code_and_goes_on(scene: Scene) -> None:
    code = of_nils(scene)
    scene.open()
    nils = scene.newcomer("U0NILS", "Nils Ö")
    nils.press(scene.card(), "Anteckna")
    assert FIELD in scene.read(scene.view(nils))
    nils.choose(None, ORGANISATION, ELSEWHERE)
    nils.type(None, FIELD, "AAAA-AAAA")
    nils.submit()
    scene.settle()
    assert "Den koden finns inte" in scene.read(scene.view(nils))
    nils.type(None, FIELD, code)
    nils.submit()
    scene.settle()
    assert "Anteckna" in scene.read(scene.view(nils)), "what was asked for goes on"
    with scene.desk.store.read() as session:
        rows = session.exec(select(Identity).where(Identity.user == "U0NILS")).all()
        assert [session.get_one(Member, row.member_id).name for row in rows] == ["Nils Öst"]
