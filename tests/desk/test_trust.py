"""Who acts for which organisation: introduced, confirmed by one click, and left."""

from __future__ import annotations

from dataclasses import replace

from bot.desk.dispatch import dispatch
from bot.desk.replies import Caller, Place, Request
from bot.storage import people
from bot.storage.leases import lose_identity
from tests.centre_at_work import CentreAtWork, said
from tests.desk.cast import answer, codes, listening, newcomer, press, reads, said_of, steps


def test_a_stranger_is_asked_one_question_and_what_they_asked_for_goes_on(
    room: CentreAtWork,
) -> None:
    number = room.open("sara")
    first = room.give("nils", "show", {"case": str(number)})
    assert first.form is not None
    assert first.form.command == "introduce"
    assert [item.name for item in first.form.inputs] == ["organisation", "name", "code"]
    with listening(room) as heard:
        then = room.do("nils", "introduce", organisation="ekn", name="Nils Öst")
    assert heard.told == {"maria": ["confirm_member"], "karin": ["confirm_member"]}
    assert "members.welcome" in codes(then)
    assert "Exportkreditnämnden" in answer(then)
    assert f"Ärende {number}" in said(then)


def test_a_form_they_had_asked_for_opens_with_what_was_typed(room: CentreAtWork) -> None:
    room.give("nils", "refer", {"need": "Hitta agent i Polen"})
    then = room.do("nils", "introduce", organisation="ekn", name="Nils Öst")
    assert then.form is not None
    assert then.form.command == "refer"
    assert then.form.inputs[0].value == "Hitta agent i Polen"


def test_a_form_they_had_filled_in_is_carried_out(room: CentreAtWork) -> None:
    given = {"need": "Hitta agent", "consent": "yes", "_form": "f1", "offer_to": "nobody"}
    assert room.give("nils", "refer", given).form is not None
    then = room.do("nils", "introduce", organisation="ekn", name="Nils Öst")
    assert {"members.welcome", "refer.done_nobody"} <= codes(then)
    assert room.case(1).poster_id == room.member("nils").id


def test_what_a_newcomer_may_not_yet_do_is_said_after_the_welcome(room: CentreAtWork) -> None:
    number = room.open("sara")
    room.give("nils", "take", {"case": str(number)})
    then = room.do("nils", "introduce", organisation="ekn", name="Nils Öst")
    assert "members.welcome" in codes(then)
    assert "refused.unconfirmed" in codes(then)
    assert room.case(number).status == "open"


def test_the_organisation_is_proposed_from_the_email_domain(room: CentreAtWork) -> None:
    domain = room.desk.centre.organisation("almi").email_domains[0]
    caller = Caller("web", "try", "nils", "Nils Öst", f"nils@{domain}")
    request = Request("mine", {}, caller, Place("web", "try", "exportcenter"))
    form = dispatch(room.desk, request, room.now).form
    assert form is not None
    assert [item.value for item in form.inputs] == ["almi", "Nils Öst", ""]
    unknown = replace(request, caller=replace(caller, email="nils@example.com"))
    form = dispatch(room.desk, unknown, room.now).form
    assert form is not None and form.inputs[0].value == ""


def test_an_organisation_and_a_name_are_needed(room: CentreAtWork) -> None:
    outcome = room.do("nils", "introduce", organisation="nasa", name="Nils")
    assert "form.introduce.organisation_missing" in codes(outcome)
    outcome = room.do("nils", "introduce", organisation="ekn", name=" ")
    assert "form.introduce.name_missing" in codes(outcome)


def test_a_confirmed_colleague_confirms_by_one_click(room: CentreAtWork) -> None:
    newcomer(room, "nils", "ekn", name="Nils Öst", confirmed=False)
    text = reads(room, "maria", "confirm_member")
    assert "Nils Öst" in text and "Exportkreditnämnden" in text
    with listening(room) as heard:
        outcome = press(room, "maria", "confirm_member", "confirm", answer="yes")
    assert "confirm.done" in codes(outcome)
    assert heard.told == {"nils": ["confirmed"]}
    assert room.member("nils").confirmed_by == room.member("maria").id
    number = room.open("sara")
    assert room.do("nils", "take", case=number).done
    again = room.do("karin", "confirm", member=room.member("nils").id or 0)
    assert "confirm.already" in codes(again)


def test_others_do_not_confirm(room: CentreAtWork) -> None:
    nils = newcomer(room, "nils", "ekn", confirmed=False)
    for user in ("anna", "ture", "nils"):
        outcome = room.do(user, "confirm", member=nils)
        assert not outcome.done
        assert "refused.confirm" in codes(outcome)
    assert room.member("nils").confirmed_at is None


def test_a_no_ends_it_and_they_may_say_another_organisation(room: CentreAtWork) -> None:
    newcomer(room, "nils", "ekn", confirmed=False)
    assert press(room, "maria", "confirm_member", "confirm", answer="no").done
    form = room.give("nils", "mine", {}).form
    assert form is not None and form.command == "introduce"
    outcome = room.do("nils", "introduce", organisation="almi", name="Nils Öst")
    assert outcome.done
    assert room.member("nils").organisation == "almi"
    assert room.member("nils").ended_at is None


def test_an_unconfirmed_member_opens_and_notes_and_works_on_what_they_opened(
    room: CentreAtWork,
) -> None:
    own, other = room.open("ture", offer_to="nobody"), room.open("sara", consent="no")
    assert room.do("ture", "note", case=other, words="Ringt").done
    assert room.do("ture", "offer", case=own, organisation="almi", role="lead").done
    assert room.do("ture", "edit", case=own, need="Mer").done
    for step, args in (("take", {}), ("support", {}), ("decline", {"reason": "conflict"})):
        assert not room.do("ture", step, case=other, **args).done
    assert room.do("ture", "withdraw", case=own).done


def test_an_unconfirmed_member_is_not_asked_for_the_organisation(room: CentreAtWork) -> None:
    with listening(room) as heard:
        room.open("sara")
    assert "ture" not in heard.told
    assert heard.told == {"maria": ["offered"]}


def test_the_settings_name_the_first_coordinator_and_a_stand_in(room: CentreAtWork) -> None:
    room.desk = replace(room.desk, coordinators=("web/try/rut", "web/try/siv"))
    for user, stand_in in (("rut", False), ("siv", True)):
        outcome = room.do(user, "introduce", organisation="vgr", name=user)
        assert "members.welcome_coordinator" in codes(outcome)
        member = room.member(user)
        assert member.coordinator and member.confirmed_at
        assert member.stand_in is stand_in


# --- the end of a membership


def test_who_leaves_nothing_behind_leaves_no_list_of_none(room: CentreAtWork) -> None:
    assert "members.ended_free" in codes(room.do("maria", "end_membership"))


def test_cases_of_somebody_who_has_left_ask_for_a_new_handler(room: CentreAtWork) -> None:
    newcomer(room, "nils", "ekn")
    number = room.opened_and_taken()
    with listening(room) as heard:
        outcome = room.do("maria", "end_membership")
    assert "members.ended" in codes(outcome)
    assert heard.told == {"nils": ["handler_left"], "karin": ["handler_left"]}
    case = room.case(number)
    assert (case.lead, case.handler_id, case.status) == ("ekn", None, "in_progress")
    assert press(room, "nils", "handler_left", "take_over").done
    assert room.case(number).handler_id == room.member("nils").id


def test_who_may_end_a_membership(room: CentreAtWork) -> None:
    maria = room.member("maria").id or 0
    for user in ("anna", "ture"):
        outcome = room.do(user, "end_membership", member=maria)
        assert not outcome.done
        assert "refused.end_membership" in codes(outcome)
    assert room.do("karin", "end_membership", member=maria).done
    assert room.do("anna", "end_membership").done, "one's own"


def test_the_centre_keeps_a_coordinator(room: CentreAtWork) -> None:
    outcome = room.do("karin", "end_membership")
    assert not outcome.done
    assert "refused.last_coordinator" in codes(outcome)


def test_somebody_who_has_left_sees_and_gets_nothing(room: CentreAtWork) -> None:
    room.open("sara")
    notice = room.notices("maria", "offered")[0]
    room.do("maria", "end_membership")
    assert room.reads(notice) is None
    form = room.give("maria", "mine", {}).form
    assert form is not None and form.command == "introduce"


def test_a_members_card_offers_what_colleagues_may_do(room: CentreAtWork) -> None:
    ture = room.member("ture").id or 0
    card = room.do("maria", "member", member=ture).private[0]
    assert steps(room.do("maria", "member", member=ture)) == [
        "confirm",
        "absence",
        "end_membership",
    ]
    assert steps(room.do("anna", "member", member=ture)) == []
    assert "Ture Falk" in said_of(card)  # type: ignore[arg-type]


def test_one_whom_the_platform_had_lost_is_reached_again_once_they_write(
    room: CentreAtWork,
) -> None:
    with room.desk.store.write() as session:
        lose_identity(session, "web", "try", "maria", "user_not_found")
    number = room.open("sara")
    assert room.do("maria", "take", case=number).done
    with room.desk.store.read() as session:
        found = people.identities(session, room.member("maria").id or 0)
        assert [identity.user for identity in found] == ["maria"]
