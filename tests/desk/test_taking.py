"""Accepting, claiming, and who is first."""

from tests.centre_at_work import CentreAtWork, said


def test_the_suggested_organisation_is_asked_in_the_same_press_and_takes_it(
    room: CentreAtWork,
) -> None:
    number = room.open("sara")
    assert [r.organisation for r in room.referrals(number)] == ["ekn"]
    assert room.told("maria") == ["offered"]
    outcome = room.do("maria", "take", case=number)
    assert "är ditt" in said(outcome)
    assert room.case(number).lead == "ekn"
    assert room.told("sara") == ["taken"]
    assert room.thread(number) == ["taken"]


def test_the_second_to_press_is_told_who_was_first(room: CentreAtWork) -> None:
    number = room.opened_and_taken()
    outcome = room.do("anna", "take", case=number)
    assert not outcome.done
    assert "Maria Dahl" in said(outcome)
    assert room.case(number).lead == "ekn"
