"""Without the company's yes nobody learns which company it is, whatever happens to its case."""

from __future__ import annotations

import io
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random

import pytest
import structlog
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from sqlalchemy import text
from structlog.testing import capture_logs

from bot import observing
from bot.centre.lifecycle import Status
from bot.desk import sight as sights
from bot.desk.replies import Outcome, Request, Value
from tests import databases
from tests.centre_at_work import CentreAtWork, said
from tests.desk.canaries import (
    ASKED,
    CONTACT,
    NAME,
    NEED,
    NUMBER,
    OF_COMPANY,
    OF_CONTACT,
    PLACE,
    SAID,
    Leak,
    Watch,
)
from tests.desk.spoken import spoken
from tests.desk.turmoil import FORM, PRIVATE, Turmoil

ORGANISATIONS = ("Business Region Göteborg", "Business Region Borås")
SEEDS = st.integers(0, 2**31 - 1)
SECRETIVE: dict[str, Value | int] = {
    "need": NEED,
    "company": NAME,
    "number": NUMBER,
    "q_municipality": PLACE,
    **CONTACT,
}


@dataclass
class Watched(CentreAtWork):
    """The desk, with somebody reading along over everybody's shoulder."""

    watch: Watch | None = None
    seen: set[str] = field(default_factory=set)

    def give(
        self, user: str, command: str, args: dict[str, Value], *, thread: str = "", key: str = ""
    ) -> Outcome:
        """As ever, and what is answered is looked at."""
        outcome = super().give(user, command, args, thread=thread, key=key)
        if self.watch is not None:
            self.watch.outcome(user, outcome, args.values() if outcome.form else ())
        return outcome

    def live(self, life: Iterator[int]) -> None:
        """Go through a case's life, looking around at every turn."""
        for number in life:
            self.look(number)

    def look(self, *numbers: int) -> None:
        """Look around, and remember where the cases are."""
        assert self.watch is not None
        self.seen |= {self.case(number).status for number in numbers}
        self.watch.look_around()


@pytest.fixture
def watched(room: CentreAtWork) -> Watched:
    found = Watched(room.desk, room.now)
    found.watch = Watch(found)
    return found


def lives(room: Watched, consent: str) -> Iterator[int]:
    """Case 1 in every state it can be in, with everything that can be said about it."""
    number = room.open("sara", consent=consent, offer_to="ekn", **SECRETIVE)
    yield number
    room.do("maria", "ask", case=number, words=ASKED)
    room.do("sara", "answer", case=number, words=ASKED)
    yield number
    room.do("petra", "take" if consent == "no" else "support", case=number)
    room.do("elias", "support", case=number)
    yield number
    for referral, answer in zip(room.referrals(number)[1:], ("no", "yes"), strict=True):
        room.do("sara", "approve", case=number, referral=referral.id or 0, answer=answer)
    yield number
    room.do("maria", "decline", case=number, reason="no-capacity", until="2027-01-11", words=SAID)
    room.do("karin", "offer", case=number, organisation="almi", role="lead")
    room.working_days(2)
    yield number
    room.do("anna", "take", case=number)
    yield number
    room.do("anna", "contact", case=number)
    room.do("anna", "wait", case=number, for_what=SAID, until="2026-12-08")
    yield number
    room.working_days(9)
    room.do("lena", "take_over", case=number)
    room.do("lena", "hand_over", case=number, organisation="business-sweden")
    yield number
    room.do("johan", "take", case=number)
    for referral in room.referrals(number):
        room.do("sara", "approve", case=number, referral=referral.id or 0, answer="yes")
    yield number
    room.do("johan", "edit", case=number, **{**SECRETIVE, "q_size": "50-249"})
    room.do("karin", "absence", member=room.member("johan").id or 0, until="2026-12-30", deputy=5)
    room.do("sara", "ask", case=number, words=ASKED)
    room.do("johan", "note", case=number, words=SAID)
    yield number
    room.do("johan", "close", case=number, outcome="partly-helped", words=SAID)
    yield number
    room.do("sara", "reopen", case=number)
    room.working_days(3)
    yield number
    room.do("sara", "offer", case=number, organisation="ekn", role="lead")
    room.do("maria", "take", case=number)
    room.do("maria", "release", case=number)
    yield number
    room.do("sara", "withdraw", case=number)
    yield number
    room.do("karin", "void", case=number)
    yield number


@pytest.mark.parametrize("consent", ["no", "yes"])
def test_no_output_tells_the_company_to_whom_it_does_not_concern(
    watched: Watched, consent: str
) -> None:
    with capture_logs() as logs:
        watched.live(lives(watched, consent))
    watch = watched.watch
    assert watch is not None
    watch.check("the logs", str(logs), ())
    missed = {str(status) for status in Status} - watched.seen
    assert missed == {"merged"}
    assert watch.found > 100, "the canaries were hardly ever there to be seen"


def test_a_merged_case_keeps_its_company_to_itself(watched: Watched) -> None:
    number = watched.open("sara", consent="no", offer_to="ekn", **SECRETIVE)
    watched.do("maria", "take", case=number)
    other = watched.open("anna", consent="yes", offer_to="nobody")
    third = watched.open("petra", consent="no", offer_to="nobody")
    watched.do("johan", "take", case=other)
    watched.do("karin", "merge", case=number, other=third)
    watched.look(number, other, third)
    watched.do("karin", "merge", case=other, other=number)
    watched.look(number, other, third)
    assert "merged" in watched.seen


def test_the_last_handler_still_knows_whom_they_are_asked_about(watched: Watched) -> None:
    number = watched.open("sara", consent="no", offer_to="ekn", **SECRETIVE)
    watched.do("maria", "take", case=number)
    watched.do("maria", "close", case=number, outcome="helped")
    assert NAME in spoken(watched.show("maria", number))
    watched.do("sara", "reopen", case=number)
    assert NAME not in spoken(watched.show("maria", number))
    watched.do("maria", "take", case=number)
    watched.do("maria", "close", case=number, outcome="helped")
    watched.look(number)
    watched.until(watched.now + timedelta(days=120))
    later = watched.reads(watched.notices("maria", "later")[0])
    assert later is not None and NAME in spoken(later)


def test_consent_that_was_never_given_counts_as_no(watched: Watched) -> None:
    number = watched.open("sara", consent="no", offer_to="ekn", **SECRETIVE)
    with watched.desk.store.write() as session:
        session.execute(text("UPDATE enquiry SET consent = ''"))
    watched.look(number)
    watched.do("anna", "support", case=number)
    watched.look(number)


def test_a_second_case_about_the_company_learns_nothing_of_the_first(watched: Watched) -> None:
    watched.open("sara", consent="no", offer_to="nobody", **SECRETIVE)
    watch, watched.watch = watched.watch, None
    second = {"need": "Tull", "consent": "yes", "company": NAME, "q.municipality": PLACE}
    outcome = watched.give("anna", "refer", {**second, FORM: "form-a"})
    told = said(outcome) + said(outcome, "en")
    assert watched.case(1) and not told.casefold().count("sara")
    assert not any(c in told.casefold() for c in (*OF_CONTACT, "559310", "nedräknarkvarn"))
    assert "1" not in told
    watched.give("anna", "refer", {**second, "even_so": "yes", FORM: "form-b"})
    assert watch is not None
    for user in ("anna", "karin", "maria"):
        for command in ("show", "edit"):
            outcome = watched.ask_form(user, command, case=2)
            told = f"{said(outcome)} {outcome}".casefold()
            secrets = (*OF_CONTACT, "559310", "nedräknarkvarn")
            assert not [c for c in secrets if c in told], (user, command)


def test_no_card_and_no_notice_says_in_which_municipality_a_company_is(watched: Watched) -> None:
    assert watched.watch is not None
    outlooker, watched.watch = watched.watch, None
    for place in watched.desk.centre.municipalities:
        number = watched.open("sara", consent="no", q_municipality=place.name)
        told = [spoken(watched.card(number)), spoken(watched.show("maria", number))]
        told += [spoken(watched.reads(notice)) for notice in watched.notices("maria")[-1:]]
        named = re.compile(rf"(?<!\w){re.escape(place.name)}(?!\w)")
        region = watched.desk.centre.sub_region_label(place.sub_region)
        for name in (*spoken(region).splitlines(), *ORGANISATIONS):
            told = [text.replace(name, "") for text in told]
        lines = {line for text in told for line in text.splitlines() if named.search(line)}
        assert not lines, place.name
    assert outlooker.looked == 0


REFUSING = {
    "sqlite": (
        "CREATE TRIGGER refuse BEFORE INSERT ON enquiry BEGIN SELECT RAISE(ABORT, 'no'); END",
        "DROP TRIGGER refuse",
    ),
    "postgresql": (
        "ALTER TABLE enquiry ADD CONSTRAINT refuse CHECK (false) NOT VALID",
        "ALTER TABLE enquiry DROP CONSTRAINT refuse",
    ),
}
"""What makes a database take no new case, and what makes it take them again."""


def test_what_fails_is_logged_without_what_was_typed(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.StringIO()
    before, level = logging.getLogger().handlers[:], logging.getLogger().level
    kept = structlog.get_config()
    monkeypatch.setattr("bot.desk.dispatch.logger", observing.log("bot.desk.dispatch"))
    try:
        observing.set_up("json")
        logging.getLogger().handlers[0].setStream(stream)  # type: ignore[attr-defined]
        somebody, address = databases.chosen(), watched.desk.store.address
        refuse, take = REFUSING[somebody.kind]
        somebody.run(address, refuse)
        outcome = watched.do("sara", "refer", consent="no", even_so="yes", **SECRETIVE)
        somebody.run(address, take)
    finally:
        logging.getLogger().handlers = before
        logging.getLogger().setLevel(level)
        structlog.configure(**kept)
    assert not outcome.done
    logged = stream.getvalue()
    assert "IntegrityError" in logged
    assert watched.watch is not None
    watched.watch.check("the log", logged, ())


def test_a_viewer_who_leaks_is_caught(watched: Watched, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sights, "_released", lambda case, member: True)
    with pytest.raises(Leak):
        watched.live(lives(watched, "no"))


def test_a_contact_shown_to_all_is_caught(
    watched: Watched, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.desk import facts

    honest = facts.facts

    def careless(work, case, seen, viewer):  # type: ignore[no-untyped-def]
        return honest(work, case, sights.Sight(seen.names, contact=True), viewer)

    monkeypatch.setattr("bot.desk.views.facts", careless)
    with pytest.raises(Leak):
        watched.live(lives(watched, "yes"))


class Canary(RuleBasedStateMachine):
    """A secretive case among others, and members who do anything."""

    @initialize(seed=SEEDS, offer_to=st.sampled_from(["ekn", "almi", "nobody"]))
    def begin(self, seed: int, offer_to: str) -> None:
        self.turmoil = Turmoil.begin()
        self.watch = Watch(self.turmoil.at_work)
        args = {name.replace("q_", "q."): str(value) for name, value in SECRETIVE.items()}
        more = {"consent": "no", "offer_to": offer_to, "q.needs": "payment-risk", FORM: "first"}
        self.turmoil.give("sara", "refer", {**args, **more}, PRIVATE)
        self.turmoil.heard.append(self.look)
        self.turmoil.open_one(Random(seed))

    def look(self, request: Request, outcome: Outcome) -> None:
        user = request.caller.user
        typed = spoken_args(request)
        if not any(canary in typed for canary in (*OF_COMPANY, *OF_CONTACT)):
            self.watch.outcome(user, outcome)

    @rule(seeds=st.lists(SEEDS, min_size=1, max_size=8))
    def members_press_what_they_see(self, seeds: list[int]) -> None:
        for seed in seeds:
            self.turmoil.press_something(Random(seed))

    @rule(seed=SEEDS)
    def somebody_sends_anything(self, seed: int) -> None:
        self.turmoil.wild(Random(seed))

    @rule(seed=SEEDS)
    def members_come_and_go(self, seed: int) -> None:
        self.turmoil.change_members(Random(seed))

    @rule(seed=SEEDS)
    def hours_pass(self, seed: int) -> None:
        self.turmoil.wait_a_while(Random(seed))

    @rule()
    def everybody_looks_around(self) -> None:
        self.watch.look_around()

    def teardown(self) -> None:
        if hasattr(self, "turmoil"):
            try:
                self.watch.read_until = 0
                self.watch.look_around()
            finally:
                self.turmoil.end()


def spoken_args(request: Request) -> str:
    """What the one who asks has typed."""
    return str(request.args).casefold()


TestCanary = Canary.TestCase
TestCanary.settings = settings(
    max_examples=max(settings.default.max_examples // 12, 1), stateful_step_count=12
)
