"""One person in several chats: joined by a code used once, and parted again."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import inspect, text
from sqlmodel import select

from bot.desk import join_codes, registry
from bot.desk.due import forget
from bot.desk.replies import Outcome, Value
from bot.storage.tables import Identity, JoinCode, Receipt, WrongCode
from tests.centre_at_work import CentreAtWork, said
from tests.desk.cast import answer, codes, listening, newcomer, pressable, reads
from tests.desk.chats import (
    SLACK,
    TEAMS,
    WEB,
    Chat,
    ask_code,
    code_in,
    identities,
    join,
)

WRONG = "koppla AAAA-AAAA"


def stored(room: CentreAtWork) -> str:
    """Everything that is in the database, as text."""
    with room.desk.store.read() as session:
        tables = inspect(session.connection()).get_table_names()
        names = [name for name in tables if not name.startswith("search")]
        rows = [session.execute(text(f'SELECT * FROM "{name}"')).all() for name in names]
    return str(rows)


# --- the code


@pytest.mark.parametrize(
    ("words", "command", "code"),
    [
        ("koppla", "connect", ""),
        ("Koppla HKMP-RTXY", "connect", "HKMP-RTXY"),
        ("/exportlots connect hkmp rtxy", "connect", "hkmp rtxy"),
        ("koppla från", "identities", None),
        ("disconnect", "identities", None),
    ],
)
def test_the_words(words: str, command: str, code: str | None) -> None:
    name, args = registry.read(words)
    assert name == command
    assert args.get("code", "") == (code or "")


def test_a_code_is_told_in_private_with_what_to_do_with_it(room: CentreAtWork) -> None:
    outcome = WEB.write(room, "anna", "koppla", aloud=True)
    assert outcome.done and outcome.aloud == ()
    code = code_in(outcome)
    assert re.fullmatch(rf"koppla [{join_codes.SIGNS}]{{4}}-[{join_codes.SIGNS}]{{4}}", code)
    assert {"connect.write", "connect.first_use", "connect.keep"} <= codes(outcome)
    assert "15 minuter" in answer(outcome)
    assert "connect " + code.removeprefix("koppla ") in said(outcome, "en")


def test_codes_differ_and_have_no_signs_that_look_alike(room: CentreAtWork) -> None:
    found = {ask_code(room, "anna") for _ in range(20)}
    assert len(found) == 20
    assert not set(join_codes.SIGNS) & set("0O1IL2Z5S8BU")


def test_the_code_stands_nowhere_in_the_database(room: CentreAtWork) -> None:
    asked = WEB.give(room, "anna", "connect", key="Ev1")
    signs = code_in(asked).removeprefix("koppla ")
    assert TEAMS.write(room, "anna-aad", f"koppla {signs}", key="Ev2").done
    kept = stored(room)
    assert "connect.once" in kept, "the receipt is among what was looked through"
    assert signs not in kept and signs.replace("-", "") not in kept


def test_a_repeat_says_that_the_code_was_shown_and_leaves_it_good(room: CentreAtWork) -> None:
    code = code_in(WEB.give(room, "anna", "connect", key="Ev1"))
    again = WEB.give(room, "anna", "connect", key="Ev1")
    assert codes(again) == {"connect.once"}
    assert [button.command for button in pressable(again)] == ["connect"]
    assert TEAMS.write(room, "anna-aad", code).done


def test_asking_again_makes_the_older_one_void(room: CentreAtWork) -> None:
    older, newer = ask_code(room, "anna"), ask_code(room, "anna")
    assert codes(TEAMS.write(room, "anna-aad", older)) == {"connect.void"}
    assert TEAMS.write(room, "anna-aad", newer).done


@pytest.mark.parametrize("minutes", [14, 15])
def test_a_code_is_good_for_a_quarter_of_an_hour(room: CentreAtWork, minutes: int) -> None:
    code = ask_code(room, "anna")
    room.now += timedelta(minutes=minutes)
    outcome = TEAMS.write(room, "anna-aad", code)
    assert outcome.done is (minutes < 15)
    assert ("connect.expired" in codes(outcome)) is (minutes == 15)


@pytest.mark.parametrize(
    "typed", ["{}", "koppla {}", "Koppla: {}", "connect {}", "{}.", "koppla  {} "]
)
@pytest.mark.parametrize("form", [str, str.lower, lambda code: code.replace("-", " – ")])
def test_a_code_is_read_however_it_was_written(
    room: CentreAtWork, typed: str, form: type[str]
) -> None:
    signs = ask_code(room, "anna").removeprefix("koppla ")
    given: dict[str, Value] = {"code": typed.format(form(signs))}
    assert TEAMS.give(room, "anna-aad", "connect", given).done


@pytest.mark.parametrize(
    "words", ["koppla Teams", "koppla HKMP", "koppla HKMP-RT0Y", "koppla ihop"]
)
def test_what_is_no_code_is_told_and_not_counted(room: CentreAtWork, words: str) -> None:
    for _ in range(join_codes.MOST_WRONG + 1):
        assert codes(TEAMS.write(room, "anna-aad", words)) == {"connect.not_a_code"}
    assert TEAMS.write(room, "anna-aad", ask_code(room, "anna")).done


# --- a stranger


def test_a_stranger_with_a_code_is_that_member(room: CentreAtWork) -> None:
    room.do("anna", "profile", name="Anna Ek", lang="en", sent="yes")
    with listening(room) as heard:
        outcome = join(room, "anna", TEAMS, "anna-aad")
    assert {"connect.done", "connect.reached"} <= codes(outcome)
    assert outcome.lang == "en", "the member's own language, as soon as it is known who it is"
    assert "Anna Ek, Almi" in said(outcome, outcome.lang)
    assert heard.told == {"anna-aad": ["identity_joined"]}, "and nobody is asked to confirm"
    here = TEAMS.member(room, "anna-aad")
    assert here is not None and here.id == room.member("anna").id
    assert [row.platform for row in identities(room, "anna")] == ["web", "teams"]
    assert identities(room, "anna")[1].reference == "to-anna-aad"


def test_what_a_stranger_had_asked_for_goes_on(room: CentreAtWork) -> None:
    number = room.open("sara")
    asked = TEAMS.write(room, "maria-aad", f"ta {number}")
    assert asked.form is not None and asked.form.command == "introduce"
    then = join(room, "maria", TEAMS, "maria-aad")
    assert "connect.done" in codes(then)
    assert room.case(number).handler_id == room.member("maria").id


def test_a_form_that_a_stranger_had_asked_for_opens(room: CentreAtWork) -> None:
    TEAMS.write(room, "maria-aad", "hänvisa Hitta agent i Polen")
    then = join(room, "maria", TEAMS, "maria-aad")
    assert then.form is not None and then.form.command == "refer"
    assert then.form.inputs[0].value == "Hitta agent i Polen"


def test_a_stranger_who_asks_for_a_code_is_told_where_to(room: CentreAtWork) -> None:
    outcome = TEAMS.write(room, "nils-aad", "koppla")
    assert not outcome.done and codes(outcome) == {"connect.stranger"}
    assert [(b.command, b.opens) for b in pressable(outcome)] == [("introduce", True)]


def in_form(room: CentreAtWork, code: str, user: str = "anna-aad", **more: Value) -> Outcome:
    """The question of first use, answered with a code."""
    filled: dict[str, Value] = {"organisation": "elsewhere", "name": "A", "code": code, **more}
    filled.setdefault("_form", f"form-{next(room.forms)}")
    return TEAMS.give(room, user, "introduce", filled)


def test_the_question_of_first_use_takes_a_code_instead(room: CentreAtWork) -> None:
    number = room.open("sara")
    form = TEAMS.write(room, "anna-aad", f"visa {number}").form
    assert form is not None
    organisation, _, code = form.inputs
    assert organisation.options[-1].value == "elsewhere"
    assert (code.name, code.required) == ("code", False)
    then = in_form(room, ask_code(room, "anna"), _form=form.id)
    assert "connect.done" in codes(then)
    assert f"Ärende {number}" in said(then)
    here = TEAMS.member(room, "anna-aad")
    assert here is not None and here.name == "Anna Ek"


def test_a_code_counts_for_more_than_the_organisation_beside_it(room: CentreAtWork) -> None:
    assert in_form(room, ask_code(room, "anna"), organisation="ekn").done
    here = TEAMS.member(room, "anna-aad")
    assert here is not None and here.organisation == "almi"


def test_the_form_says_what_is_wrong_and_keeps_the_rest(room: CentreAtWork) -> None:
    outcome = in_form(room, "", _form="form-1")
    assert "form.introduce.code_missing" in codes(outcome)
    outcome = in_form(room, "AAAA-AAAA", _form="form-2", organisation="almi", name="Anna E")
    assert not outcome.done and "connect.wrong" in codes(outcome)
    assert outcome.form is not None
    assert [item.value for item in outcome.form.inputs] == ["almi", "Anna E", ""]
    assert in_form(room, ask_code(room, "anna"), _form=outcome.form.id).done


def test_a_code_typed_in_a_form_that_is_drawn_anew_is_kept_in_no_draft(room: CentreAtWork) -> None:
    code = ask_code(room, "anna")
    in_form(room, code, _refresh="1")
    assert code.removeprefix("koppla ") not in stored(room)


# --- guessing


def guess(room: CentreAtWork, user: str, chat: Chat = TEAMS) -> set[str]:
    return codes(chat.write(room, user, WRONG))


def test_five_wrong_codes_an_hour_are_enough(room: CentreAtWork) -> None:
    for _ in range(join_codes.MOST_WRONG):
        assert guess(room, "eva-aad") == {"connect.wrong"}
    assert guess(room, "eva-aad") == {"connect.too_many"}
    code = ask_code(room, "anna")
    outcome = TEAMS.write(room, "eva-aad", code)
    assert codes(outcome) == {"connect.too_many"}, "not even a good one is looked at"
    assert "10.00" in answer(outcome), "when it is possible again"
    assert TEAMS.write(room, "anna-aad", code).done, "others are not held up"
    room.now += timedelta(hours=1, seconds=1)
    assert guess(room, "eva-aad") == {"connect.wrong"}


def test_wrong_codes_in_the_form_count_as_well(room: CentreAtWork) -> None:
    found = [codes(in_form(room, "AAAA-AAAA", _form=f"form-{n}")) for n in range(6)]
    assert ["connect.too_many" in one for one in found] == [False] * 5 + [True]


def test_a_wrong_code_that_is_delivered_again_counts_once(room: CentreAtWork) -> None:
    for _ in range(join_codes.MOST_WRONG + 2):
        assert codes(TEAMS.write(room, "eva-aad", WRONG, key="Ev1")) == {"connect.wrong"}
    with room.desk.store.read() as session:
        assert len(session.exec(select(WrongCode)).all()) == 1


def test_many_wrong_codes_by_many_stop_everybody(room: CentreAtWork) -> None:
    for number in range(join_codes.MOST_WRONG_OF_ALL):
        assert guess(room, f"eva-{number // 4}") == {"connect.wrong"}
        room.now += timedelta(seconds=1)
    code = ask_code(room, "anna")
    assert codes(TEAMS.write(room, "anna-aad", code)) == {"connect.too_many_of_all"}
    room.now += timedelta(hours=1)
    assert TEAMS.write(room, "anna-aad", ask_code(room, "anna")).done


def test_members_are_counted_as_strangers_are(room: CentreAtWork) -> None:
    found = [guess(room, "sara", WEB) for _ in range(6)]
    assert found == [{"connect.wrong"}] * 5 + [{"connect.too_many"}]


# --- used, own, seen


def test_a_used_code_is_told_so(room: CentreAtWork) -> None:
    code = ask_code(room, "anna")
    assert TEAMS.write(room, "anna-aad", code).done
    assert codes(TEAMS.write(room, "eva-aad", code)) == {"connect.used"}
    assert codes(TEAMS.write(room, "anna-aad", code)) == {"connect.already"}
    assert codes(WEB.write(room, "anna", code)) == {"connect.used"}
    assert TEAMS.member(room, "eva-aad") is None


def test_a_second_click_and_a_second_delivery_get_the_first_answer(room: CentreAtWork) -> None:
    code = ask_code(room, "anna")
    first = TEAMS.write(room, "anna-aad", code, key="Ev1")
    with listening(room) as heard:
        assert TEAMS.write(room, "anna-aad", code, key="Ev1") == first
    assert heard.notices == [] and first.done


def test_ones_own_code_in_the_same_chat_joins_nothing_and_stays_good(room: CentreAtWork) -> None:
    code = ask_code(room, "anna")
    assert codes(WEB.write(room, "anna", code)) == {"connect.own"}
    assert TEAMS.write(room, "anna-aad", code).done
    again = ask_code(room, "anna")
    assert codes(TEAMS.write(room, "anna-aad", again)) == {"connect.already"}


def test_a_code_that_others_may_have_read_is_void(room: CentreAtWork) -> None:
    code = ask_code(room, "anna")
    outcome = WEB.write(room, "anna", code, aloud=True)
    assert codes(outcome) == {"connect.seen"}
    assert "din egen kod" in answer(outcome) and "{" not in answer(outcome)
    assert codes(TEAMS.write(room, "eva-aad", code)) == {"connect.void"}


def test_a_code_may_be_used_in_a_channel(room: CentreAtWork) -> None:
    outcome = TEAMS.write(room, "anna-aad", ask_code(room, "anna"), aloud=True)
    assert outcome.done and outcome.aloud == ()


def test_the_code_of_somebody_who_has_left_joins_nobody(room: CentreAtWork) -> None:
    code = ask_code(room, "anna")
    room.do("karin", "end_membership", member=room.member("anna").id or 0)
    assert codes(TEAMS.write(room, "anna-aad", code)) == {"connect.expired"}


def test_codes_leave_after_a_day(room: CentreAtWork) -> None:
    ask_code(room, "anna")
    guess(room, "eva-aad")
    for hours, left in ((23, 1), (2, 0)):
        room.now += timedelta(hours=hours)
        forget(room.desk, room.now)
        with room.desk.store.read() as session:
            kept = [len(session.exec(select(kind)).all()) for kind in (JoinCode, WrongCode)]
        assert kept == [left, left]


# --- told where one was


def test_the_chats_one_had_before_are_told_with_the_way_out(room: CentreAtWork) -> None:
    join(room, "anna", TEAMS, "anna-aad")
    room.now += timedelta(minutes=5)
    join(room, "anna", SLACK, "U7")
    told = room.notices("anna", "identity_joined")
    first, second = identities(room, "anna")[:2]
    assert [notice.args["to"] for notice in told[1:]] == [first.id, second.id]
    assert "Slack" in reads(room, "anna", "identity_joined")
    body = room.reads(told[-1])
    (button,) = pressable(Outcome(private=body or ()))
    assert button.command == "disconnect" and button.asks is not None
    assert room.press("anna", button).done
    assert SLACK.member(room, "U7") is None
    assert room.reads(told[-1]) is None, "there is nothing left to part"


def test_a_receipt_of_a_wrong_code_holds_no_code(room: CentreAtWork) -> None:
    in_form(room, "AAAA-AAAA", _form="form-77")
    with room.desk.store.read() as session:
        kept = [json.dumps(row.answer) for row in session.exec(select(Receipt))]
        own = session.exec(select(Identity).where(Identity.user == "anna-aad")).first()
    assert any("connect.wrong" in one for one in kept)
    assert not any("AAAA" in one for one in kept) and own is None


def test_a_newcomer_is_still_asked_and_confirmed_as_before(room: CentreAtWork) -> None:
    newcomer(room, "nils", "ekn", name="Nils Öst", confirmed=False)
    assert room.told("maria") == ["confirm_member"]
