"""Notes: where they are read, and how they follow the message they were written as."""

from __future__ import annotations

import pytest

from bot.desk.casefile import case_file
from bot.desk.dispatch import dispatch
from bot.desk.registry import ENTRIES
from bot.desk.replies import Caller, Outcome, Place, Request, Value
from bot.storage import postings, receipts
from bot.storage.tables import LogEntry
from tests.centre_at_work import PEOPLE, CentreAtWork, said
from tests.desk.cast import listening, said_of
from tests.desk.test_rooms import Chat, send

SOURCE = "slack/T1/C1/171.002"


@pytest.fixture
def case(room: CentreAtWork) -> int:
    """A case whose card stands in the room."""
    number = room.opened_and_taken()
    send(room, Chat())
    return number


def thread(room: CentreAtWork, number: int) -> str:
    """The message that the case's card is."""
    with room.desk.store.read() as session:
        return postings.postings(session, number)[0].message_id


def under(
    room: CentreAtWork, user: str, number: int, command: str, *, key: str = "", **args: Value
) -> Outcome:
    """What the platform tells of a message under a case's card."""
    caller = Caller("web", "try", user, PEOPLE.get(user, ("", ""))[0])
    place = Place("web", "try", "exportcenter", thread(room, number))
    told = ENTRIES[command].told
    request = Request(command, dict(args), caller, place, key, told=told)
    return dispatch(room.desk, request, room.now)


def notes(room: CentreAtWork, number: int) -> list[LogEntry]:
    """The notes of a case."""
    return [entry for entry in room.log(number) if entry.step == "noted"]


def silent(outcome: Outcome) -> bool:
    """Whether nothing is said and nothing asked."""
    return outcome.private == outcome.aloud == () and outcome.form is None


def test_a_message_under_the_card_is_a_quiet_note(room: CentreAtWork, case: int) -> None:
    with listening(room) as heard:
        outcome = under(room, "elias", case, "overheard", words="Ringt i dag", source=SOURCE)
    assert outcome.done and silent(outcome)
    assert heard.notices == []
    assert [(n.words, n.args) for n in notes(room, case)] == [("Ringt i dag", {"source": SOURCE})]
    assert "Elias Nyström (Enterprise Europe Network) antecknade – ”Ringt i dag”" in said_of(
        room.card(case)
    )


def test_the_same_message_is_one_note_however_often_and_however_it_comes(
    room: CentreAtWork, case: int
) -> None:
    """Redelivered with another key, or as a mention and a message at once."""
    for key in ("Ev1", "Ev1", "Ev2"):
        under(room, "elias", case, "overheard", key=key, words="Ringt i dag", source=SOURCE)
    mention = under(room, "elias", case, "unknown", text="Ringt i dag", source=SOURCE)
    assert mention.done and "Antecknat" in said(mention)
    assert len(notes(room, case)) == 1
    under(room, "elias", case, "overheard", words="Ringt igen", source=SOURCE + "9")
    assert [n.words for n in notes(room, case)] == ["Ringt i dag", "Ringt igen"]


def test_a_strangers_message_is_not_kept_and_not_answered(room: CentreAtWork, case: int) -> None:
    for command in ("overheard", "note_edited", "note_deleted"):
        outcome = under(room, "nobody-yet", case, command, words="Hemligt", source=SOURCE)
        assert silent(outcome)
    assert notes(room, case) == []
    with room.desk.store.read() as session:
        assert receipts.draft(session, "web/try/nobody-yet", "pending") is None


def test_talk_under_something_else_is_nobodys_note(room: CentreAtWork, case: int) -> None:
    caller = Caller("web", "try", "elias")
    place = Place("web", "try", "exportcenter", "another-message")
    for words in ("Fika?", ""):
        request = Request("overheard", {"words": words, "source": SOURCE}, caller, place, told=True)
        assert silent(dispatch(room.desk, request, room.now))
    assert silent(under(room, "elias", case, "overheard", words="  ", source=SOURCE))
    assert notes(room, case) == []


def test_a_message_under_a_card_that_is_struck_is_let_be(room: CentreAtWork, case: int) -> None:
    room.do("karin", "void", case=case)
    outcome = under(room, "elias", case, "overheard", words="Ringt i dag", source=SOURCE)
    assert silent(outcome) and not outcome.done
    assert notes(room, case) == []


def test_an_edited_message_changes_its_note_and_the_card(room: CentreAtWork, case: int) -> None:
    chat = Chat()
    under(room, "elias", case, "overheard", words="Ringt i dag", source=SOURCE)
    send(room, chat)
    with listening(room) as heard:
        outcome = under(room, "elias", case, "note_edited", words="Ringt i går", source=SOURCE)
    assert outcome.done and silent(outcome) and heard.notices == []
    assert [n.words for n in notes(room, case)] == ["Ringt i går"]
    told = room.log(case)[-1]
    assert (told.step, told.words) == ("note_edited", "")
    send(room, chat)
    assert "Ringt i går" in chat.all_of("exportcenter")
    assert "Ringt i dag" not in chat.all_of("exportcenter")
    assert "Elias Nyström (Enterprise Europe Network) ändrade en anteckning" in said_of(
        room.card(case)
    )


def test_a_deleted_message_empties_its_note(room: CentreAtWork, case: int) -> None:
    under(room, "elias", case, "overheard", words="Ringt i dag", source=SOURCE)
    assert silent(under(room, "elias", case, "note_deleted", source=SOURCE))
    assert [n.words for n in notes(room, case)] == [""]
    assert room.log(case)[-1].step == "note_deleted"
    assert "Ringt" not in said_of(room.card(case))
    for command in ("overheard", "note_edited"):
        under(room, "elias", case, command, words="Ringt i dag", source=SOURCE)
    assert [n.words for n in notes(room, case)] == [""], "what was taken back comes back"


def test_a_message_edited_to_nothing_is_taken_back(room: CentreAtWork, case: int) -> None:
    under(room, "elias", case, "overheard", words="Ringt i dag", source=SOURCE)
    under(room, "elias", case, "note_edited", words=" ", source=SOURCE)
    assert [n.words for n in notes(room, case)] == [""]
    assert room.log(case)[-1].step == "note_deleted"


@pytest.mark.parametrize("command", ["note_edited", "note_deleted"])
def test_only_the_writer_changes_a_note(room: CentreAtWork, case: int, command: str) -> None:
    under(room, "elias", case, "overheard", words="Ringt i dag", source=SOURCE)
    before = room.case(case).revision
    for user in ("maria", "karin"):
        assert silent(under(room, user, case, command, words="Nej", source=SOURCE))
    for source in ("", "slack/T1/C1/1.1"):
        assert silent(under(room, "elias", case, command, words="Nej", source=source))
    assert [n.words for n in notes(room, case)] == ["Ringt i dag"]
    assert room.case(case).revision == before


def test_a_message_shown_anew_with_the_same_words_changes_nothing(
    room: CentreAtWork, case: int
) -> None:
    """A platform calls it an edit when it adds the preview of a link."""
    under(room, "elias", case, "overheard", words="Se länken", source=SOURCE)
    before = room.case(case).revision
    under(room, "elias", case, "note_edited", words="Se länken", source=SOURCE)
    assert room.case(case).revision == before


def test_a_note_is_found_by_its_case_where_the_thread_is_not_told(
    room: CentreAtWork, case: int
) -> None:
    room.do("elias", "note", case=case, words="Ringt i dag", source=SOURCE)
    room.do("elias", "note_deleted", case=case, source=SOURCE)
    assert [n.words for n in notes(room, case)] == [""]


def test_a_note_of_a_merged_case_can_still_be_taken_back(room: CentreAtWork, case: int) -> None:
    younger = room.open("johan", offer_to="nobody")
    send(room, Chat())
    under(room, "elias", younger, "overheard", words="Ringt i dag", source=SOURCE)
    assert room.do("karin", "merge", case=younger, other=case).done
    assert room.case(younger).status == "merged"
    under(room, "elias", younger, "note_deleted", source=SOURCE)
    assert [n.words for n in notes(room, younger)] == [""]


def test_an_erased_note_does_not_come_back_by_an_edit(room: CentreAtWork, case: int) -> None:
    room.do("elias", "note", case=case, words="Ringt i dag", source=SOURCE)
    room.do("karin", "void", case=case)
    room.do("elias", "note_edited", case=case, words="Ringt i dag", source=SOURCE)
    assert [n.words for n in notes(room, case)] == [""]


def test_the_case_file_tells_the_note_and_not_the_platforms_id(
    room: CentreAtWork, case: int
) -> None:
    room.do("elias", "note", case=case, words="Ringt i dag", source=SOURCE)
    room.do("elias", "note_edited", case=case, words="Ringt i går", source=SOURCE)
    with room.desk.store.read() as session:
        told = str(case_file(session, room.desk.centre, case, "sv"))
    assert "Ringt i går" in told and "Anteckning ändrad" in told
    assert SOURCE not in told and "Ringt i dag" not in told


def test_an_edit_touches_the_page_of_the_handler(room: CentreAtWork, case: int) -> None:
    outcome = under(room, "elias", case, "overheard", words="Ringt", source=SOURCE)
    wanted = {room.member(user).id for user in ("elias", "maria", "sara")}
    assert set(outcome.touched) == wanted
