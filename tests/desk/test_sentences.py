"""Every message as its reader gets it, in both languages: whole sentences, plain and calm."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.centre.model import Centre
from bot.desk.notices import KINDS
from bot.desk.replies import Buttons, Line, Outcome
from bot.storage.engine import open_store
from bot.texts import LANGUAGES, Lang, say
from tests.centre_at_work import CentreAtWork, set_up, words
from tests.conftest import CENTRE
from tests.databases import Databases
from tests.desk.cast import case_in, newcomer, press

ENDS = (".", "?", ":")


def a_long_month(room: CentreAtWork) -> None:
    """One of nearly everything that can happen to a case."""
    newcomer(room, "nils", "ekn")
    newcomer(room, "nina", "ekn", confirmed=False)
    handed = case_in(room, "in_progress")
    room.do("maria", "ask", case=handed, words="I vilken valuta?")
    room.do("sara", "answer", case=handed, words="I euro")
    room.do("anna", "ask", case=handed, words="Varför vi?")
    room.do("sara", "edit", case=handed, need="Mer", q_needs=("payment-risk",))
    room.move(hours=2)
    room.do("maria", "contact", case=handed, answer="help")
    room.do("maria", "offer", case=handed, organisation="een", role="support")
    room.do("elias", "decline", case=handed, reason="no-capacity", until="2027-01-11", hint="sek")
    room.do("petra", "leave", case=handed)
    room.do("nils", "take_over", case=handed)
    room.do("nils", "contact", case=handed)
    room.do("nils", "wait", case=handed, until="2026-12-02")
    secret = room.open("johan", consent="no", offer_to="nobody")
    room.do("elias", "take", case=secret)
    room.do("petra", "support", case=secret)
    room.open("sara", offer_to="sek")
    lonely = room.open("sara", offer_to="nobody")
    room.open("sara")
    room.working_days(3)
    press(room, "johan", "requested", "approve", answer="yes")
    room.do("sara", "offer", case=lonely, organisation="almi", role="lead")
    room.do("sara", "offer", case=lonely, organisation="ekn", role="lead")
    room.do("anna", "take", case=lonely)
    room.do("anna", "release", case=lonely)
    twin = room.opened_and_taken()
    other = room.open("johan", offer_to="almi")
    room.do("anna", "take", case=other, handler=room.member("lena").id or 0)
    room.do("karin", "merge", case=other, other=twin)
    room.working_days(12)
    room.do("maria", "end_membership")
    room.do("nils", "close", case=handed, outcome="helped")
    room.do("sara", "withdraw", case=twin)
    room.working_days(30)
    room.until(room.now.replace(year=2027, month=4, day=8))


def messages(room: CentreAtWork, lang: Lang) -> Iterator[tuple[str, list[str], list[str]]]:
    """Kind, sentences and button labels of everything that would go out, but for letters.

    A digest is a card; `test_digest.py` reads its lines.
    """
    for notice in room.notices():
        if notice.kind == "digest":
            continue
        body = room.reads(notice)
        if body is None:
            continue
        lines = [say(block.text, lang) for block in body if isinstance(block, Line)]
        labels = [text for b in body if isinstance(b, Buttons) for text in words(b, lang)]
        yield notice.kind, lines, labels


@pytest.fixture(scope="module")
def busy(databases: Databases, vastra_gotaland: Centre) -> Iterator[CentreAtWork]:
    """A room with a month behind it, for tests that only read in it."""
    address = databases.fresh()
    store = open_store(address, centre=CENTRE, upgrade=False)
    room = set_up(store, vastra_gotaland)
    a_long_month(room)
    yield room
    store.close()
    databases.done(address)


def test_nearly_every_kind_of_message_has_been_sent(busy: CentreAtWork) -> None:
    seen = {notice.kind for notice in busy.notices()}
    rare = {"name_asked", "reopened", "stale_coordinator", "handed_over"}
    assert set(KINDS) - seen <= rare, sorted(set(KINDS) - seen)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_says_a_whole_sentence_without_raising_its_voice(
    busy: CentreAtWork, lang: Lang
) -> None:
    count = 0
    for kind, lines, labels in messages(busy, lang):
        count += 1
        first = lines[0]
        assert first[0].isupper() or first[0].isdigit(), f"{kind}: {first}"
        assert first.rstrip().endswith(ENDS), f"{kind}: {first}"
        for text in (*lines, *labels):
            assert "{" not in text and "!" not in text, f"{kind}: {text}"
            assert "  " not in text and " ." not in text and ".." not in text, f"{kind}: {text}"
            assert "None" not in text, f"{kind}: {text}"
    assert count > 40


def test_the_two_languages_say_it_differently(busy: CentreAtWork) -> None:
    swedish, english = (list(messages(busy, lang)) for lang in LANGUAGES)
    assert len(swedish) == len(english)
    for (kind, one, _), (_, other, _) in zip(swedish, english, strict=True):
        assert one[0] != other[0], f"{kind} is the same in both languages: {one[0]}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_cards_of_every_state_are_whole(busy: CentreAtWork, lang: Lang) -> None:
    for number in range(1, 8):
        for user in ("sara", "karin", "elias"):
            shown = Outcome(private=(busy.card(number), busy.show(user, number)))
            for text in (part for block in shown.private for part in words(block, lang)):
                assert "{" not in text and "None" not in text, text
