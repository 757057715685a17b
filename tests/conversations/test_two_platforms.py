"""One centre on Slack and on Teams at once: one desk, one delivery, one person in both."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlmodel import select
from structlog.testing import capture_logs

from bot.centre.model import Centre
from bot.storage.tables import Identity, Member, Posting
from tests.conversations.backstage import Backstage
from tests.conversations.comparing import is_button
from tests.conversations.conftest import errors
from tests.conversations.dialogues.common import MUNICIPALITY, has, lacks, opened
from tests.conversations.people import JOHAN, KARIN, MARIA, ROOM, SARA, Someone
from tests.conversations.sheets import Lines
from tests.conversations.slack_stage import SlackStage
from tests.conversations.stages import INBOX, Card, Stage
from tests.conversations.teams_stage import TeamsStage
from tests.databases import Databases

CALLED = {"slack": "Slack", "teams": "Teams"}
Stages = tuple[Stage, Stage]


@pytest.fixture(params=[(SlackStage, TeamsStage), (TeamsStage, SlackStage)], ids=["slack", "teams"])
def stages(
    request: pytest.FixtureRequest, vastra_gotaland: Centre, databases: Databases
) -> Iterator[Stages]:
    """Where a case is opened, and where it is taken: both ways round, served by one process."""
    kinds: tuple[type[Stage], type[Stage]] = request.param
    coordinators = (kind.coordinator() for kind in kinds)
    behind = Backstage(vastra_gotaland, databases, coordinators)
    here, there = kinds[0](behind), kinds[1](behind)
    here.seed(KARIN, SARA, MARIA)
    there.seed(JOHAN)
    there.arrives(MARIA)
    try:
        with capture_logs() as logs:
            yield here, there
        assert [*here.faults(), *there.faults(), *errors(logs)] == []
    finally:
        behind.close()
        here.close()
        there.close()


def join(who: Someone, here: Stage, there: Stage) -> None:
    """A member of one platform becomes the same person on the other, by a code for once."""
    here.private(who, "koppla")
    (code,) = [line for line in here.told if line.startswith("koppla ")]
    there.private(who, code)
    there.hears(f"Klart. Du är nu samma person här som i {CALLED[here.platform]}: {who.name}")
    has(here.inbox(who), f"Du är nu med i Exportlots från {CALLED[there.platform]} också")


def alike(first: Lines, second: Lines) -> Lines:
    """What is read on both, which must be the same; each has its own way with buttons."""
    said = [line for line in first if not is_button(line)]
    assert said == [line for line in second if not is_button(line)]
    return said


def on_both(here: Stage, there: Stage) -> Lines:
    """The card of the case; in the other room it says besides in which it was opened."""
    card = there.card(1)
    card.remove(f"Öppnat i  {ROOM} i {here.platform.capitalize()}")
    return alike(here.card(1), card)


def test_one_person_takes_on_one_platform_what_was_opened_on_the_other(stages: Stages) -> None:
    here, there = stages
    join(MARIA, here, there)
    opened(here)
    has(on_both(here, there), "Öppet: väntar på svar från Exportkreditnämnden")
    has(there.card(1), "[Jag tar det]")
    has(there.inbox(MARIA), "Kan ni ta ärende 1 (Kinna Kakel AB)?")
    lacks(here.inbox(MARIA), "Kan ni ta ärende 1")

    there.press(MARIA, "Jag tar det", Card(1))
    there.hears("Ärende 1 är ditt.")
    taken = "Maria Dahl, Exportkreditnämnden, har tagit ärendet"
    has(on_both(here, there), taken)
    has(alike(here.thread(1), there.thread(1)), taken)
    has(here.inbox(SARA), "Maria Dahl, Exportkreditnämnden, har tagit ärende 1 (Kinna Kakel AB).")

    here.press(SARA, "Komplettera svaren", Card(1))
    here.fill(SARA, {MUNICIPALITY: "Borås"})
    here.send(SARA)
    here.hears("Sparat i ärende 1.")
    has(on_both(here, there), "Plats  Borås")
    has(there.inbox(MARIA), "Svaren i ärende 1 (Kinna Kakel AB) är kompletterade.")

    here.press(MARIA, "Avsluta", Card(1))
    here.fill(MARIA, {"Hur gick det?": "Företaget fick hjälp"})
    here.send(MARIA)
    here.hears("Ärende 1 är avslutat. Tack.")
    has(on_both(here, there), "Avslutat: Företaget fick hjälp")


def test_who_is_first_is_first_on_both(stages: Stages) -> None:
    here, there = stages
    opened(here)
    held = there.hold(JOHAN, 1)
    here.press(MARIA, "Jag tar det", Card(1))
    there.press(JOHAN, "Jag tar det", held)
    there.hears("Det går inte nu: ärende 1 är taget av Maria Dahl, Exportkreditnämnden.")
    has(on_both(here, there), "Maria Dahl, Exportkreditnämnden, har tagit")


def test_a_question_is_asked_on_one_and_answered_on_the_other(stages: Stages) -> None:
    here, there = stages
    join(MARIA, here, there)
    opened(here)
    there.press(MARIA, "Ställ en fråga", INBOX)
    there.fill(MARIA, {"Din fråga": "Finns det en offert?"})
    there.send(MARIA)
    has(here.inbox(SARA), "Finns det en offert?")
    here.press(SARA, "Svara på frågan", INBOX)
    here.fill(SARA, {"Ditt svar": "Ja, sedan i måndags."})
    here.send(SARA)
    has(there.inbox(MARIA), "Ja, sedan i måndags.")
    lacks([*here.room(), *there.room(), *here.thread(1), *there.thread(1)], "offert", "måndags")


def test_a_note_stays_in_its_room_and_its_trace_crosses(stages: Stages) -> None:
    here, there = stages
    opened(here)
    there.in_thread(JOHAN, 1, "ringde i dag")
    there.hears("Antecknat i ärende 1.")
    there.command(JOHAN, "/visa", "1")
    there.hears("Johan Berg (Business Sweden) antecknade – ”ringde i dag”")
    here.command(SARA, "/visa", "1")
    here.hears("Johan Berg (Business Sweden) antecknade")
    lacks(here.told, "ringde")


def test_one_is_one_member_with_two_identities_and_a_case_has_a_card_in_each_room(
    stages: Stages,
) -> None:
    here, there = stages
    join(MARIA, here, there)
    opened(there, JOHAN)
    with here.store.read() as session:
        (maria,) = session.exec(select(Member).where(Member.name == MARIA.name))
        identities = session.exec(select(Identity).where(Identity.member_id == maria.id))
        known = {(it.platform, it.workspace, it.user) for it in identities}
        postings = session.exec(select(Posting).where(Posting.enquiry_id == 1)).all()
    assert known == {(it.platform, it.workspace, it.user_of(MARIA)) for it in stages}
    assert len({posting.room_id for posting in postings}) == 2
    assert all(posting.shown == posting.wanted for posting in postings)
