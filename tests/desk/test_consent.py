"""Without the company's yes: who sees which company it is, and whose yes lets others see it."""

from __future__ import annotations

import pytest
from sqlmodel import select

from bot.desk.outgoing import posting_message
from bot.desk.replies import Card, Value
from bot.storage.tables import Posting, Room
from tests.centre_at_work import CentreAtWork
from tests.desk.cast import codes, listening, message, newcomer, press, said_of, steps

NAME, NEED, CONTACT = "Nordic Snickeri AB", "Kunden i Brasilien betalar inte", "Kim Berg"
SECRET: dict[str, Value] = {
    "company": NAME,
    "need": NEED,
    "contact_name": CONTACT,
    "contact_phone": "0300-123 45",
    "number": "556016-0680",
    "q_municipality": "Ulricehamn",
}


def secret_case(room: CentreAtWork, **args: Value) -> int:
    """A case whose company has said no to being named."""
    return room.open("sara", **{**SECRET, "consent": "no", **args})


def knows(card: Card) -> bool:
    """Whether a card tells the name, the need in words and the municipality."""
    text = said_of(card)
    told = {NAME in text, NEED in text, "Ulricehamn" in text}
    assert len(told) == 1, text
    return told.pop()


def has_contact(card: Card) -> bool:
    """Whether a card tells whom to call."""
    return CONTACT in said_of(card)


def test_the_poster_sees_all_and_others_see_need_size_market_and_sub_region(
    room: CentreAtWork,
) -> None:
    number = secret_case(room)
    assert knows(room.show("sara", number)) and has_contact(room.show("sara", number))
    for user in ("maria", "karin", "elias", "ture"):
        card = room.show(user, number)
        assert not knows(card) and not has_contact(card)
    text = said_of(room.card(number))
    assert not knows(room.card(number))
    for told in ("Betalningsrisk", "10–49", "Brasilien", "Boråsregionen"):
        assert told in text


def test_whoever_accepts_what_the_poster_offered_sees_it(room: CentreAtWork) -> None:
    newcomer(room, "nils", "ekn")
    number = secret_case(room)
    room.do("maria", "take", case=number)
    assert knows(room.show("maria", number)) and has_contact(room.show("maria", number))
    for user in ("nils", "karin", "elias"):
        assert not knows(room.show(user, number))
    assert not knows(room.card(number))
    room.do("nils", "take_over", case=number)
    assert knows(room.show("nils", number)) and not knows(room.show("maria", number))


def test_with_the_companys_yes_all_see_the_name_and_two_the_contact(room: CentreAtWork) -> None:
    number = room.open("sara", **SECRET)
    room.do("maria", "take", case=number)
    for user in ("elias", "karin", "ture"):
        card = room.show(user, number)
        assert knows(card) and not has_contact(card)
    assert knows(room.card(number)) and not has_contact(room.card(number))
    assert has_contact(room.show("maria", number)) and has_contact(room.show("sara", number))


def test_a_claim_waits_for_the_posters_yes(room: CentreAtWork) -> None:
    number = secret_case(room, offer_to="nobody")
    with listening(room) as heard:
        outcome = room.do("elias", "take", case=number)
    assert outcome.done
    assert "take.waits" in codes(outcome)
    assert heard.told == {"sara": ["requested"]}
    assert heard.thread == []
    assert room.case(number).status == "open"
    assert not knows(room.show("elias", number))
    again = room.do("elias", "take", case=number)
    assert "refused.already_requested" in codes(again)


@pytest.mark.parametrize("where", ["message", "card"])
def test_the_posters_yes_is_one_press(room: CentreAtWork, where: str) -> None:
    number = secret_case(room, offer_to="nobody")
    room.do("elias", "take", case=number)
    with listening(room) as heard:
        if where == "message":
            outcome = press(room, "sara", "requested", "approve", answer="yes")
        else:
            buttons = [b for s in room.show("sara", number).sections for b in s.buttons]
            outcome = room.press("sara", next(b for b in buttons if b.args["answer"] == "yes"))
    assert outcome.done
    assert heard.told == {"elias": ["released"]}
    assert heard.thread == ["taken"]
    assert room.case(number).lead == "een"
    assert knows(room.show("elias", number))
    assert "notice.released" in codes(message(room, "elias", "released"))


def test_a_no_ends_it_and_one_may_ask_again(room: CentreAtWork) -> None:
    number = secret_case(room, offer_to="nobody")
    room.do("elias", "support", case=number)
    with listening(room) as heard:
        press(room, "sara", "requested", "approve", answer="no")
    assert heard.told == {"elias": ["not_released"]}
    assert room.referrals(number)[0].status == "revoked"
    assert not knows(room.show("elias", number))
    late = room.do("sara", "approve", case=number, referral=room.referrals(number)[0].id or 0)
    assert "refused.no_request" in codes(late)
    assert room.do("elias", "support", case=number).done


def test_only_the_poster_says_yes(room: CentreAtWork) -> None:
    number = secret_case(room, offer_to="nobody")
    room.do("elias", "take", case=number)
    referral = room.referrals(number)[0].id or 0
    for user in ("karin", "elias", "maria"):
        outcome = room.do(user, "approve", case=number, referral=referral, answer="yes")
        assert not outcome.done
    assert room.case(number).status == "open"


def test_the_poster_is_reminded_of_one_who_waits(room: CentreAtWork) -> None:
    number = secret_case(room, offer_to="nobody")
    room.do("elias", "take", case=number)
    with listening(room) as heard:
        room.move(hours=4.5)
    assert heard.told == {"sara": ["request_nudge"]}
    assert press(room, "sara", "request_nudge", "approve", answer="yes").done
    assert room.case(number).lead == "een"


def test_a_yes_comes_too_late_when_another_leads(room: CentreAtWork) -> None:
    number = secret_case(room)
    room.do("elias", "take", case=number)
    with listening(room) as heard:
        room.do("maria", "take", case=number)
    assert heard.told == {"elias": ["taken_by_other"], "sara": ["taken"]}
    outcome = room.do("sara", "approve", case=number, referral=room.referrals(number)[1].id or 0)
    assert not outcome.done


def test_an_offer_by_another_than_the_poster_is_no_release(room: CentreAtWork) -> None:
    number = secret_case(room, offer_to="nobody")
    room.do("karin", "offer", case=number, organisation="almi", role="lead")
    with listening(room) as heard:
        outcome = room.do("anna", "take", case=number)
    assert "take.name_waits" in codes(outcome)
    assert heard.told == {"sara": ["taken"]}
    assert room.case(number).lead == "almi"
    assert not knows(room.show("anna", number))
    assert "notice.may_know" in codes(message(room, "sara", "taken"))
    with listening(room) as heard:
        assert press(room, "sara", "taken", "approve", answer="yes").done
    assert heard.told == {"anna": ["released"]}
    assert knows(room.show("anna", number)) and has_contact(room.show("anna", number))
    assert "approve" not in steps(message(room, "sara", "taken"))


def test_the_poster_may_keep_the_name_from_them(room: CentreAtWork) -> None:
    number = secret_case(room, offer_to="nobody")
    room.do("karin", "offer", case=number, organisation="almi", role="support")
    with listening(room) as heard:
        room.do("anna", "support", case=number)
    assert heard.told == {"sara": ["name_asked"]}
    with listening(room) as heard:
        outcome = press(room, "sara", "name_asked", "approve", answer="no")
    assert "approve.name_no" in codes(outcome)
    assert heard.told == {"anna": ["name_kept"]}
    assert not knows(room.show("anna", number))
    assert [r.status for r in room.referrals(number)] == ["accepted"]


def test_a_handed_over_case_is_not_named_to_the_new_lead_without_a_yes(room: CentreAtWork) -> None:
    number = secret_case(room)
    room.do("maria", "take", case=number)
    room.do("maria", "hand_over", case=number, organisation="almi")
    room.do("anna", "take", case=number)
    assert not knows(room.show("anna", number))
    press(room, "sara", "taken", "approve", answer="yes")
    assert knows(room.show("anna", number))


def test_the_company_may_say_yes_later(room: CentreAtWork) -> None:
    number = secret_case(room)
    form = room.ask_form("sara", "edit", case=number).form
    assert form is not None
    given = {item.name.replace("q.", "q_"): item.value for item in form.inputs if item.value}
    assert room.do("sara", "edit", case=number, **{**given, "consent": "yes"}).done
    assert knows(room.show("elias", number)) and knows(room.card(number))


def test_nobody_but_the_poster_says_yes_for_the_company(room: CentreAtWork) -> None:
    number = secret_case(room)
    room.do("maria", "take", case=number)
    assert room.do("maria", "edit", case=number, need=NEED, consent="yes").done
    case = room.case(number)
    assert (case.consent, case.answers["consent"]) == ("no", "no")


def test_notes_stay_in_the_room_and_history_crosses_rooms(room: CentreAtWork) -> None:
    with room.desk.store.write() as session:
        session.add(Room(platform="web", workspace="try", channel="annat", name="annat"))
    number = room.open("sara")
    room.do("sara", "note", case=number, words="Bara här")
    with room.desk.store.read() as session:
        cards = session.exec(select(Posting).where(Posting.enquiry_id == number)).all()
        here, there = (
            posting_message(room.desk, session, card, room.now).body[0]
            for card in sorted(cards, key=lambda card: card.room_id)
        )
    assert isinstance(here, Card) and isinstance(there, Card)
    assert "Bara här" in said_of(here)
    assert "Bara här" not in said_of(there)
    assert "Sara Lind (Business Region Göteborg) antecknade" in said_of(there)
