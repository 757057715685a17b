"""Which chats somebody is reached in, and the way out of one."""

from __future__ import annotations

from bot.desk.replies import Outcome, Value
from bot.storage import people
from bot.texts import say
from tests.centre_at_work import CentreAtWork, said
from tests.desk.cast import answer, codes, listening, pressable, reads
from tests.desk.chats import SLACK, TEAMS, WEB, Chat, code_in, identities, join


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
        own = people.identity(session, "teams", "tenant", "anna-aad")
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
