"""One person in several chats: joined by a code used once, and parted again."""

from __future__ import annotations

import json
import re
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlmodel import select

from bot.desk import join_codes, registry
from bot.desk.due import forget
from bot.desk.replies import Outcome, Value
from bot.storage import store
from bot.storage.tables import Identity, JoinCode, Member, MergedMember, Receipt, WrongCode
from bot.texts import say
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
        tables = session.execute(text("SELECT name FROM sqlite_master WHERE type = 'table'"))
        names = [name for (name,) in tables if not name.startswith(("search", "sqlite"))]
        rows = [session.execute(text(f'SELECT * FROM "{name}"')).all() for name in names]
    return str(rows)


def alike(room: CentreAtWork, user: str = "astrid", confirmed: bool = True) -> int:
    """Anna of Almi, who has become a member in Teams as well, as somebody else."""
    chat_args: dict[str, Value] = {"organisation": "almi", "name": "Astrid Ek", "_form": "f-new"}
    assert TEAMS.give(room, user, "introduce", chat_args).done
    member = TEAMS.member(room, user)
    assert member is not None and member.id
    if confirmed:
        assert room.do("karin", "confirm", member=member.id).done
    return member.id


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


# --- a member here already


def test_two_memberships_become_one(room: CentreAtWork) -> None:
    former = alike(room)
    with listening(room) as heard:
        outcome = TEAMS.write(room, "astrid", ask_code(room, "anna"))
    assert "connect.done" in codes(outcome), said(outcome)
    assert [notice.kind for notice in heard.notices] == ["identity_joined"]
    here = TEAMS.member(room, "astrid")
    assert here is not None and here.id == room.member("anna").id
    with room.desk.store.read() as session:
        ended = session.get(Member, former)
        assert ended is not None and ended.ended_at == room.now and ended.name == "Astrid Ek"
        merged = session.exec(select(MergedMember)).one()
        assert (merged.former_id, merged.member_id) == (former, here.id)
        assert store.identities(session, former) == []


def test_the_history_keeps_who_did_what(room: CentreAtWork) -> None:
    former = alike(room)
    other = room.open("sara", offer_to="nobody")
    note: dict[str, Value] = {"case": str(other), "words": "Ringt i dag", "_form": "n"}
    assert TEAMS.give(room, "astrid", "note", note).done
    assert TEAMS.write(room, "astrid", ask_code(room, "anna")).done
    entry = next(entry for entry in room.log(other) if entry.step == "noted")
    assert entry.member_id == former
    assert "Astrid Ek" in said(room.do("sara", "show", case=other))


def test_closed_cases_come_along(room: CentreAtWork) -> None:
    alike(room)
    number = room.open("sara", offer_to="almi")
    assert TEAMS.write(room, "astrid", f"ta {number}").done
    assert TEAMS.give(
        room, "astrid", "close", {"case": str(number), "outcome": "helped", "_form": "c"}
    ).done
    before = room.case(number).revision
    assert TEAMS.write(room, "astrid", ask_code(room, "anna")).done
    case, anna = room.case(number), room.member("anna").id
    assert (case.handler_id, case.status, case.revision) == (anna, "closed", before + 1)
    assert [row.handler_id for row in room.referrals(number)] == [anna]
    assert room.log(number)[-1].step == "brought"
    assert "följde med" in said(room.do("sara", "show", case=number))
    room.move(days=93)
    assert room.told("anna").count("later") == 1, "somebody is asked how it went"
    assert room.do("anna", "reopen", case=number).done is False, "90 days have passed"


def test_what_waited_for_the_former_is_read_by_the_one_they_are(room: CentreAtWork) -> None:
    former = alike(room, confirmed=False)
    room.do("karin", "confirm", member=former)
    assert TEAMS.write(room, "astrid", ask_code(room, "anna")).done
    (notice,) = room.notices("anna", "confirmed")
    assert notice.state == "pending" and room.reads(notice) is not None


def test_what_both_are_told_of_a_case_is_read_once(room: CentreAtWork) -> None:
    former = alike(room)
    number = room.open("sara", offer_to="almi")
    offered = [n for n in room.notices(kind="offered") if n.enquiry_id == number]
    assert {former, room.member("anna").id} <= {notice.member_id for notice in offered}
    assert TEAMS.write(room, "astrid", ask_code(room, "anna")).done
    readable = [n for n in room.notices(kind="offered") if room.reads(n) is not None]
    assert sorted(n.member_id or 0 for n in readable) == sorted(
        room.member(user).id or 0 for user in ("anna", "lena")
    )


def stays(room: CentreAtWork, reason: str, user: str = "anna") -> str:
    """The code is refused for a reason, and both are still who they were."""
    was = TEAMS.member(room, "astrid")
    outcome = TEAMS.write(room, "astrid", ask_code(room, user))
    assert not outcome.done and codes(outcome) == {reason}, said(outcome)
    now = TEAMS.member(room, "astrid")
    assert was is not None and now is not None and was.id == now.id
    return answer(outcome)


def test_two_organisations_are_not_joined(room: CentreAtWork) -> None:
    alike(room)
    told = stays(room, "connect.other_organisation", "maria")
    assert "Almi" in told and "Exportkreditnämnden" in told


def test_a_live_case_stands_in_the_way(room: CentreAtWork) -> None:
    alike(room)
    number = room.open("sara", offer_to="almi")
    assert TEAMS.write(room, "astrid", f"ta {number}").done
    assert f": {number}." in stays(room, "connect.in_hand")
    opened = TEAMS.give(
        room,
        "astrid",
        "refer",
        {"need": "Vill till Chile", "consent": "yes", "offer_to": "nobody", "_form": "r"},
    )
    assert opened.done
    assert "2 pågående ärenden" in stays(room, "connect.in_hand")


@pytest.mark.parametrize("consent", ["yes", "no"])
def test_so_does_one_that_is_supported_or_asked_for(room: CentreAtWork, consent: str) -> None:
    alike(room)
    number = room.open("sara", consent=consent)
    assert TEAMS.write(room, "astrid", f"stötta {number}").done
    assert f": {number}." in stays(room, "connect.in_hand")


def test_so_does_a_question_without_an_answer(room: CentreAtWork) -> None:
    alike(room)
    number = room.open("sara", offer_to="almi")
    assert TEAMS.write(room, "astrid", f"fråga {number} Finns det en offert?").done
    assert str(number) in stays(room, "connect.asked")
    assert room.do("sara", "answer", case=number, words="Ja").done
    assert TEAMS.write(room, "astrid", ask_code(room, "anna")).done


def test_so_does_somebodys_absence(room: CentreAtWork) -> None:
    former = alike(room)
    assert room.do("lena", "absence", until="2026-11-30", deputy=former).done
    assert "Lena Sjö" in stays(room, "connect.deputy")
    room.now += timedelta(days=8)
    assert TEAMS.write(room, "astrid", ask_code(room, "anna")).done


def test_nobody_answers_for_themselves(room: CentreAtWork) -> None:
    former = alike(room)
    assert room.do("anna", "absence", until="2026-11-30", deputy=former).done
    assert TEAMS.write(room, "astrid", ask_code(room, "anna")).done
    anna = room.member("anna")
    assert anna.deputy_id is None and anna.away_until is not None, "the absence is the same"


def test_a_coordinator_joins_the_other_way_round(room: CentreAtWork) -> None:
    member: dict[str, Value] = {"organisation": "vgr", "name": "Karin", "_form": "k"}
    assert TEAMS.give(room, "karin-aad", "introduce", member).done
    code = code_in(TEAMS.write(room, "karin-aad", "koppla"))
    assert codes(WEB.write(room, "karin", code)) == {"connect.coordinator"}
    assert TEAMS.write(room, "karin-aad", ask_code(room, "karin")).done
    here = TEAMS.member(room, "karin-aad")
    assert here is not None and here.coordinator


def test_a_confirmation_is_not_given_up_for_none(room: CentreAtWork) -> None:
    alike(room, confirmed=False)
    code = code_in(TEAMS.write(room, "astrid", "koppla"))
    assert codes(WEB.write(room, "anna", code)) == {"connect.confirmed"}
    assert TEAMS.write(room, "astrid", ask_code(room, "anna")).done
    here = TEAMS.member(room, "astrid")
    assert here is not None and here.confirmed_at, "the other way round it is theirs as well"


def test_an_unconfirmed_member_is_unconfirmed_everywhere(room: CentreAtWork) -> None:
    assert "connect.done_unconfirmed" in codes(join(room, "ture", TEAMS, "ture-aad"))
    number = room.open("sara")
    assert codes(TEAMS.write(room, "ture-aad", f"ta {number}")) == {"refused.unconfirmed"}


def test_whoever_was_several_is_one_in_the_end(room: CentreAtWork) -> None:
    """Three memberships, joined one after the other."""
    first = alike(room)
    slack: dict[str, Value] = {"organisation": "almi", "name": "A E", "_form": "s"}
    assert SLACK.give(room, "U7", "introduce", slack).done
    assert SLACK.write(room, "U7", code_in(TEAMS.write(room, "astrid", "koppla"))).done
    assert TEAMS.write(room, "astrid", ask_code(room, "anna")).done
    anna = room.member("anna").id
    assert [row.user for row in identities(room, "anna")] == ["anna", "astrid", "U7"]
    with room.desk.store.read() as session:
        merged = session.exec(select(MergedMember)).all()
    assert {row.member_id for row in merged} == {anna} and len(merged) == 2
    assert first in {row.former_id for row in merged}


def test_somebody_who_had_left_comes_back_as_somebody_else(room: CentreAtWork) -> None:
    room.do("karin", "end_membership", member=alike(room))
    assert TEAMS.write(room, "astrid", ask_code(room, "anna")).done
    here = TEAMS.member(room, "astrid")
    assert here is not None and here.name == "Anna Ek"


# --- parting


def chats(room: CentreAtWork, user: str = "anna", **args: Value | int) -> Outcome:
    return room.do(user, "identities", **args)


def test_a_member_sees_where_they_are_reached_and_parts_one(room: CentreAtWork) -> None:
    only = chats(room)
    assert "provrummet" in said(only)
    assert [button.command for button in pressable(only)] == ["connect"]
    join(room, "anna", TEAMS, "anna-aad")
    shown = chats(room)
    assert "Teams" in said(shown)
    web, teams, _ = pressable(shown)
    assert [web.command, teams.command] == ["disconnect", "disconnect"]
    assert web.asks is not None and "provrummet" in say(web.asks, "sv")
    outcome = room.press("anna", teams)
    assert outcome.done and "Teams" in answer(outcome)
    assert TEAMS.member(room, "anna-aad") is None
    form = TEAMS.write(room, "anna-aad", "mina ärenden").form
    assert form is not None and form.command == "introduce"
    assert codes(room.press("anna", teams)) == {"disconnect.already"}


def test_the_last_one_is_never_parted(room: CentreAtWork) -> None:
    join(room, "anna", TEAMS, "anna-aad")
    web, teams, _ = pressable(chats(room))
    assert room.press("anna", teams).done
    assert codes(room.press("anna", web)) == {"disconnect.last"}
    assert WEB.member(room, "anna") is not None


def test_one_that_cannot_be_reached_is_no_other_way(room: CentreAtWork) -> None:
    join(room, "anna", TEAMS, "anna-aad")
    with room.desk.store.write() as session:
        own = store.identity(session, "teams", "tenant", "anna-aad")
        assert own is not None
        own.gone = "blocked"
        session.add(own)
    shown = chats(room)
    assert "går inte att nå där" in said(shown)
    (parting,) = [b for b in pressable(shown) if b.command == "disconnect"]
    assert say(parting.label, "sv") == "Koppla från Teams"
    number = identities(room, "anna")[0].id or 0
    assert codes(room.do("anna", "disconnect", identity=number)) == {"disconnect.last"}
    assert room.press("anna", parting).done


def test_the_chat_one_writes_from_can_be_parted_and_the_others_hear_of_it(
    room: CentreAtWork,
) -> None:
    outcome = join(room, "anna", TEAMS, "anna-aad")
    (button,) = pressable(outcome)
    with listening(room) as heard:
        gone = TEAMS.give(room, "anna-aad", "disconnect", dict(button.args), key="Ev9")
    assert gone.done and TEAMS.member(room, "anna-aad") is None
    assert [notice.kind for notice in heard.notices] == ["identity_parted"]
    assert "Teams" in reads(room, "anna", "identity_parted")
    again = TEAMS.give(room, "anna-aad", "disconnect", dict(button.args), key="Ev9")
    assert again == gone, "and not the question of first use"


def test_the_coordinator_sees_and_parts_a_members_chats(room: CentreAtWork) -> None:
    join(room, "anna", TEAMS, "anna-aad")
    anna = room.member("anna").id or 0
    card = room.do("karin", "member", member=anna)
    assert "Teams" in said(card)
    shown = room.press("karin", next(b for b in pressable(card) if b.command == "identities"))
    assert "Teams" in said(shown)
    assert "connect" not in {button.command for button in pressable(shown)}
    parting = next(b for b in pressable(shown) if "teams" in str(b.label))
    with listening(room) as heard:
        outcome = room.press("karin", parting)
    assert "disconnect.done_for" in codes(outcome) and "Anna Ek" in answer(outcome)
    assert [notice.kind for notice in heard.notices] == ["identity_parted"]


def test_others_do_not(room: CentreAtWork) -> None:
    join(room, "anna", TEAMS, "anna-aad")
    anna, identity = room.member("anna").id or 0, identities(room, "anna")[1].id or 0
    for user in ("lena", "sara"):
        assert "Teams" not in said(room.do(user, "member", member=anna))
        assert codes(room.do(user, "identities", member=anna)) == {"refused.identities"}
        assert codes(room.do(user, "disconnect", identity=identity)) == {"refused.identities"}
    assert codes(TEAMS.give(room, "eva-aad", "disconnect", {"identity": str(identity)})) == {
        "disconnect.already"
    }
    assert TEAMS.member(room, "anna-aad") is not None


def test_ones_own_card_and_page_say_where_one_is_reached(room: CentreAtWork) -> None:
    anna = room.member("anna").id or 0
    assert "Når dig i" not in said(room.do("anna", "home"))
    join(room, "anna", TEAMS, "anna-aad")
    assert "Når dig i: Teams och provrummet." in said(room.do("anna", "home"))
    assert "Nås i\n" in said(room.do("anna", "member", member=anna))


def test_two_accounts_on_one_platform_are_told_apart(room: CentreAtWork) -> None:
    join(room, "anna", SLACK, "U7")
    join(room, "anna", Chat("slack", "T2", "C2"), "U9")
    shown = said(chats(room))
    assert "Slack (U7)" in shown and "Slack (U9)" in shown and "provrummet (" not in shown


def test_a_platform_without_a_name_of_its_own_is_called_by_its_code(room: CentreAtWork) -> None:
    join(room, "anna", Chat("matrix", "m", "c"), "@anna")
    assert "Matrix" in said(chats(room))


def test_a_code_made_in_a_parted_chat_is_gone(room: CentreAtWork) -> None:
    join(room, "anna", TEAMS, "anna-aad")
    code = code_in(TEAMS.write(room, "anna-aad", "koppla"))
    room.do("anna", "disconnect", identity=identities(room, "anna")[1].id or 0)
    assert codes(SLACK.write(room, "U7", code)) == {"connect.wrong"}


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
