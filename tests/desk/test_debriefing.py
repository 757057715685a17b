"""The day after: each organisation is asked once whom it met, and a case may come of each."""

from __future__ import annotations

from datetime import date, time

import pytest

from bot.desk.replies import Button, Form, Outcome, Table
from bot.texts import say
from tests.centre_at_work import CentreAtWork, said
from tests.desk.cast import codes
from tests.desk.gathering import (
    cancel,
    come,
    encounters,
    gather,
    local,
    meeting,
    pressable,
    text,
    wake,
)

AFTER = "meeting_after"


def asked(room: CentreAtWork) -> list[str]:
    """Who was asked whom they met."""
    users = ("karin", "anna", "lena", "johan", "emma", "sara", "elias", "maria", "petra", "ture")
    return [user for user in users if room.notices(user, AFTER)]


def the_day_after(room: CentreAtWork, *users: str, **fields: object) -> int:
    """A meeting that these have been to, on the next working morning."""
    number = gather(room, **fields)  # type: ignore[arg-type]
    come(room, number, *users)
    room.until(local("2026-12-16T09:30"))
    return number


def lines(outcome: Outcome) -> list[str]:
    """The companies of an answer's list."""
    table = next(block for block in outcome.private if isinstance(block, Table))
    return [say(row.cells[0], "sv") for row in table.rows]


def buttons(outcome: Outcome) -> list[Button]:
    """The buttons of an answer's list, a line each."""
    table = next(block for block in outcome.private if isinstance(block, Table))
    return [row.buttons[0] for row in table.rows]


def value(form: Form | None, name: str) -> object:
    """What stands in a form's input."""
    assert form is not None
    return next(item.value for item in form.inputs if item.name == name)


def test_each_organisation_is_asked_once_by_who_said_yes_first(room: CentreAtWork) -> None:
    the_day_after(room, "lena", "anna", "maria")
    assert asked(room) == ["karin", "lena", "maria"]
    notice = room.notices("lena", AFTER)[0]
    assert f"{room.desk.calendar.local(notice.created_at):%d %b %H:%M}" == "16 Dec 09:00"
    assert "Vilka företag träffade ni på Export boost Borås" in text(room, notice)
    assert notice.quiet


def test_an_owner_who_said_no_was_not_there(room: CentreAtWork) -> None:
    number = gather(room)
    come(room, number, "karin", answer="no")
    room.until(local("2026-12-16T09:30"))
    assert asked(room) == []


def test_before_the_weekend_it_is_asked_on_monday(room: CentreAtWork) -> None:
    number = gather(room, day=date(2026, 12, 11))
    come(room, number, "anna")
    room.until(local("2026-12-14T09:00"))
    notice = room.notices("anna", AFTER)[0]
    assert f"{room.desk.calendar.local(notice.created_at):%d %b %H:%M}" == "14 Dec 09:00"


def test_for_somebody_away_their_deputy_is_asked_or_the_next_who_was_there(
    room: CentreAtWork,
) -> None:
    number = gather(room)
    come(room, number, "anna", "johan", "emma")
    with room.desk.store.write() as session:
        for user, deputy in (("anna", "lena"), ("johan", "")):
            member = session.merge(room.member(user))
            member.away_until = date(2026, 12, 31)
            member.deputy_id = room.member(deputy).id if deputy else None
    room.until(local("2026-12-16T09:30"))
    assert asked(room) == ["karin", "lena", "emma"]


def test_an_unconfirmed_member_is_not_asked_and_a_colleague_is(room: CentreAtWork) -> None:
    number = the_day_after(room, "ture")
    assert asked(room) == ["karin", "maria"]
    assert "refused.unconfirmed" in codes(room.do("ture", "met", meeting=number, nobody="yes"))
    assert "refused.unconfirmed" in codes(room.ask_form("ture", "met_list", meeting=number))


def test_the_partners_own_meeting_is_not_asked_about(room: CentreAtWork) -> None:
    the_day_after(room, "anna", kind="partners")
    assert asked(room) == []


def test_a_cancelled_meeting_is_not_asked_about(room: CentreAtWork) -> None:
    number = gather(room)
    come(room, number, "anna")
    room.until(local("2026-12-14T12:00"))
    cancel(room, number)
    room.until(local("2026-12-17T12:00"))
    assert asked(room) == []


def test_after_a_long_sleep_it_is_asked_all_the_same_and_once(room: CentreAtWork) -> None:
    number = gather(room)
    come(room, number, "anna")
    wake(room, "2027-01-11T10:00")
    wake(room, "2027-01-11T10:30")
    assert len(room.notices("anna", AFTER)) == 1


def test_the_answer_is_kept_and_a_case_comes_of_it_with_what_is_known(room: CentreAtWork) -> None:
    number = the_day_after(room, "anna", needs=["payment-risk", "training"], markets=["NO"])
    answered = room.do(
        "anna", "met", meeting=number, companies="Nordic Snickeri AB, mark\n\nBo & Co"
    )
    assert answered.done
    assert lines(answered) == ["Nordic Snickeri AB", "Bo & Co"]
    assert set(meeting(room, number).debriefs) == {"almi"}
    form = room.press("anna", buttons(answered)[0]).form
    assert value(form, "company") == "Nordic Snickeri AB"
    assert value(form, "need") == "Träffades på Export boost Borås tisdag 15 december."
    assert value(form, "q.municipality") == "Mark"
    assert value(form, "q.needs") == ("payment-risk", "training")
    assert value(form, "q.market") == ("NO",)
    assert value(form, "consent") == "", "only the company can say yes"
    assert form is not None
    opened = room.do(
        "anna",
        "refer",
        company="Nordic Snickeri AB",
        need="Träffades på Export boost Borås. Vill sälja i Norge.",
        consent="yes",
        q_municipality="Mark",
        q_needs=("payment-risk",),
        **form.hidden,
    )
    assert opened.done
    assert [row.enquiry_id for row in encounters(room)] == [1, None]
    again = room.ask_form("anna", "met_list", meeting=number)
    assert lines(again) == ["Ärende 1 · Nordic Snickeri AB", "Bo & Co"]
    assert [button.command for button in buttons(again)] == ["show", "refer"]


def test_the_draft_keeps_where_it_came_from_when_the_company_has_a_case(
    room: CentreAtWork,
) -> None:
    room.open("sara", company="Nordic Snickeri AB", q_municipality="Mark")
    number = the_day_after(room, "anna")
    answered = room.do("anna", "met", meeting=number, companies="Nordic Snickeri AB, Mark")
    form = room.press("anna", buttons(answered)[0]).form
    assert form is not None
    given = {"company": "Nordic Snickeri AB", "need": "Nytt", "consent": "yes"}
    there = room.do("anna", "refer", q_municipality="Mark", **given, **form.hidden)
    assert "refer.already" in codes(there)
    anyway = next(
        b for block in there.private for b in getattr(block, "buttons", ()) if b.command == "refer"
    )
    second = room.press("anna", anyway).form
    assert second is not None
    assert second.hidden["encounter"] == form.hidden["encounter"]


def test_a_company_that_presented_itself_is_ticked_and_has_its_case(room: CentreAtWork) -> None:
    named = room.open("sara", company="Nordic Snickeri AB")
    hidden = room.open("sara", company="Hemliga Bolaget AB", consent="no")
    number = gather(room)
    for case in (named, hidden):
        assert room.do("sara", "present", meeting=number, case=case).done
    come(room, number, "anna")
    room.until(local("2026-12-16T09:30"))
    form = room.ask_form("anna", "met", meeting=number).form
    assert form is not None
    ticks = next(item for item in form.inputs if item.name == "presented")
    assert [option.value for option in ticks.options] == [str(named)]
    answered = room.do("anna", "met", meeting=number, presented=(str(named), str(hidden)))
    assert lines(answered) == [f"Ärende {named} · Nordic Snickeri AB"]
    assert "Hemliga" not in said(answered)
    assert [row.enquiry_id for row in encounters(room)] == [named]


def test_what_a_colleague_opened_without_consent_is_not_named_in_the_list(
    room: CentreAtWork,
) -> None:
    number = the_day_after(room, "anna")
    answered = room.do("anna", "met", meeting=number, companies="Hemliga Bolaget AB")
    form = room.press("anna", buttons(answered)[0]).form
    assert form is not None
    given = {"company": "Hemliga Bolaget AB", "need": "Kanariefågel", "consent": "no"}
    assert room.do("anna", "refer", offer_to="nobody", **given, **form.hidden).done
    assert lines(room.ask_form("anna", "met_list", meeting=number)) == [
        "Ärende 1 · Hemliga Bolaget AB"
    ]
    assert lines(room.ask_form("lena", "met_list", meeting=number)) == ["Ärende 1"]


def test_another_organisation_neither_sees_nor_takes_what_was_met(room: CentreAtWork) -> None:
    number = the_day_after(room, "anna", "maria")
    answered = room.do("anna", "met", meeting=number, companies="Bolaget AB")
    theirs = room.ask_form("maria", "met_list", meeting=number)
    assert "Bolaget" not in said(theirs)
    form = room.press("maria", buttons(answered)[0]).form
    assert value(form, "company") == ""
    given = {"company": "Annat AB", "need": "Hjälp", "consent": "yes"}
    assert room.do("maria", "refer", **given, encounter="1", q_needs=("training",)).done
    assert encounters(room)[0].enquiry_id is None


def test_nobody_met_is_an_answer_too(room: CentreAtWork) -> None:
    number = the_day_after(room, "anna")
    notice = room.notices("anna", AFTER)[0]
    nobody = next(b for b in pressable(room, notice) if b.args.get("nobody"))
    assert "met.nobody" in codes(room.press("anna", nobody))
    assert not encounters(room)
    assert "almi" in meeting(room, number).debriefs
    assert room.reads(notice) is None, "there is no need to ask once it is answered"


def test_a_colleagues_answer_is_enough_and_adds_to_the_first(room: CentreAtWork) -> None:
    number = the_day_after(room, "anna", "lena")
    room.do("lena", "met", meeting=number, companies="Ett AB")
    assert room.reads(room.notices("anna", AFTER)[0]) is None
    more = room.do("anna", "met", meeting=number, companies="- ett ab\nTvå AB")
    assert lines(more) == ["Ett AB", "Två AB"]
    assert len(encounters(room)) == 2


def test_an_answer_before_it_was_asked_leaves_nothing_to_ask(room: CentreAtWork) -> None:
    number = gather(room)
    come(room, number, "anna")
    room.until(local("2026-12-15T17:00"))
    assert room.do("anna", "met", meeting=number, companies="Ett AB").done
    room.until(local("2026-12-16T09:30"))
    assert asked(room) == ["karin"]


@pytest.mark.parametrize(
    ("companies", "fault"),
    [
        ("", "form.met.missing"),
        ("  \n -\n", "form.met.missing"),
        ("x" * 300, "form.met.long"),
        ("\n".join(f"Bolag {n} AB" for n in range(101)), "form.met.many"),
    ],
)
def test_what_is_no_answer_is_said_at_the_field(
    room: CentreAtWork, companies: str, fault: str
) -> None:
    number = the_day_after(room, "anna")
    refused = room.do("anna", "met", meeting=number, companies=companies)
    assert fault in codes(refused)
    assert not encounters(room)
    assert not meeting(room, number).debriefs


def test_thirty_companies_are_listed_ten_at_a_time(room: CentreAtWork) -> None:
    number = the_day_after(room, "anna")
    answered = room.do(
        "anna", "met", meeting=number, companies="\n".join(f"Bolag {n} AB" for n in range(30))
    )
    assert len(lines(answered)) == 10
    table = next(block for block in answered.private if isinstance(block, Table))
    assert table.more is not None
    assert lines(room.press("anna", table.more))[0] == "Bolag 10 AB"


def test_it_can_be_typed_with_or_without_the_meeting(room: CentreAtWork) -> None:
    number = the_day_after(room, "anna")
    chosen = room.ask_form("anna", "met").form
    assert value(chosen, "meeting") == str(number)
    assert (
        value(room.ask_form("anna", "met", companies="Nordic AB").form, "companies") == "Nordic AB"
    )
    numbered = room.ask_form("anna", "met", companies=str(number)).form
    assert numbered is not None
    assert numbered.hidden["meeting"] == str(number)


def test_the_same_afternoon_the_meeting_can_be_chosen(room: CentreAtWork) -> None:
    number = gather(room)
    room.until(local("2026-12-15T13:30"))
    assert value(room.ask_form("anna", "met").form, "meeting") == str(number)


def test_a_meeting_that_was_not_has_met_nobody(room: CentreAtWork) -> None:
    assert "met.none_held" in codes(room.ask_form("anna", "met"))
    number = gather(room, starts=time(13))
    assert "met.early" in codes(room.do("anna", "met", meeting=number, companies="Ett AB"))
    assert "met.which" in codes(room.do("anna", "met", meeting=99, companies="Ett AB"))
    cancel(room, number)
    assert "met.cancelled" in codes(room.do("anna", "met", meeting=number, companies="Ett AB"))
