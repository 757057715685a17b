"""What was read wrong and corrected: the phrase and the codes, and nothing else."""

from __future__ import annotations

from datetime import timedelta

from bot.centre.reading import Reading
from bot.desk.due import forget
from bot.storage import overheard
from tests.centre_at_work import MONDAY, CentreAtWork
from tests.desk.reading import found, likely, reading
from tests.desk.test_forms_from_text import READ, again, opened, sent

TEXT = (
    "Ulla Ask på Kinna Kakel AB, 556016-0680, ulla@kinnakakel.se, 070-123 45 67, säger att de är "
    "80 pers och undrar hur de får betalt av brasilianarna."
)
SECRET = Reading(
    TEXT,
    (found("size", "50-249", TEXT[:90], TEXT), found("market", "BR", "brasilianarna", TEXT)),
    (likely("payment-risk", TEXT),),
    company="Kinna Kakel AB",
    number="556016-0680",
    contact=(("name", "Ulla Ask"),),
)


def kept(room: CentreAtWork) -> list[tuple[str, str, str, str]]:
    with room.desk.store.read() as session:
        rows = overheard.corrections(session, MONDAY)
        return [(row.question, row.words, row.read, row.given) for row in rows]


def test_what_stands_is_no_correction(room: CentreAtWork) -> None:
    with reading(READ):
        assert not sent(room, opened(room), {}).form
    assert kept(room) == []


def test_a_changed_an_emptied_and_a_replaced_answer_are_kept(room: CentreAtWork) -> None:
    with reading(READ):
        form = opened(room)
        form = again(room, form, {"q.size": "10-49", "q.market": ("NO",), "company": "Annat AB"})
        assert not sent(room, form, {"q.municipality": ""}).form
    assert sorted(kept(room)) == [
        ("market", "brasilianarna", "BR", "NO"),
        ("municipality", "Kinna", "Mark", ""),
        ("size", "80 pers", "50-249", "10-49"),
    ]


def test_of_several_needs_only_the_wrong_one_is_kept(room: CentreAtWork) -> None:
    text = "Först tullpapper, sedan hur de får betalt."
    read = Reading(
        text, (), (likely("export-docs", "tullpapper"), likely("payment-risk", "betalt"))
    )
    with reading(read):
        form = again(room, opened(room, text), {"q.needs": ("export-docs", "training")})
        assert not sent(room, form, {}).form
    assert kept(room) == [("needs", "betalt", "payment-risk", "training")]


def test_a_question_that_fell_away_is_no_correction(room: CentreAtWork) -> None:
    text = "De behöver hjälp att få betalt, varorna är levererade."
    read = Reading(text, (found("deal", "delivered-unpaid", "levererade", text),),
                   (likely("payment-risk", "få betalt"),))  # fmt: skip
    with reading(read):
        form = again(room, opened(room, text), {"q.needs": ("training",)})
        assert "q.deal" not in {asked.name for asked in form.inputs}
        assert not sent(room, form, {}).form
    assert [question for question, *_ in kept(room)] == ["needs"]


def test_no_name_number_or_address_is_kept_of_a_phrase(room: CentreAtWork) -> None:
    with reading(SECRET):
        form = again(room, opened(room, TEXT), {"q.size": "2-9", "q.needs": ("training",)})
        assert not sent(room, form, {"company": "Kinna Kakel och Klinker AB"}).form
    phrases = " ".join(words for _, words, _, _ in kept(room))
    assert len(kept(room)) == 2
    for word in ("Ulla", "Ask", "Kinna Kakel", "556016", "kinnakakel.se", "123 45"):
        assert word not in phrases, word


def test_what_a_form_forges_is_bounded(room: CentreAtWork) -> None:
    with reading(READ):
        forged = f"x\nq.size\t{'1' * 9_000}\t{'ord ' * 9_000}\nq.nothing\tyes\tord"
        assert not sent(room, opened(room), {"read": forged}).form
    [(question, words, read, _)] = kept(room)
    assert question == "size"
    assert len(words) <= 100
    assert len(read) <= 200


def test_phrases_go_when_text_from_the_chat_goes(room: CentreAtWork) -> None:
    with reading(READ):
        assert not sent(room, opened(room), {"q.size": "2-9"}).form
    days = room.desk.centre.retention.raw_text_days
    forget(room.desk, room.now + timedelta(days=days - 1))
    assert len(kept(room)) == 1
    forget(room.desk, room.now + timedelta(days=days, minutes=1))
    assert kept(room) == []
