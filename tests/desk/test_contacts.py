"""Who can help: functions first, then people, then contacts, each with why and how to reach them."""

from __future__ import annotations

from datetime import date

import pytest

from bot.desk import registry
from bot.storage.tables import Introduction
from tests.centre_at_work import MONDAY, CentreAtWork, said
from tests.desk.cast import message
from tests.desk.helpful import (
    LONG_AGO,
    about,
    asks,
    button,
    card_of,
    knows,
    lines,
    tells,
    titles,
    told,
    wanteds,
)


@pytest.fixture
def able(room: CentreAtWork) -> CentreAtWork:
    """The centre with what some of its members say of themselves."""
    tells(room, "johan", markets=["PL", "DE"], title="exportrådgivare, livsmedel")
    tells(room, "elias", languages=["svenska", "polska"], email="elias@een.example")
    tells(room, "petra", areas=["export-docs"], title="handelsdokument")
    tells(room, "emma", markets=["CN", "NO"])
    return room


@pytest.mark.parametrize(
    ("text", "first", "among"),
    [
        ("vem kan Polen och livsmedel?", "Business Sweden, exportrådgivare", "Johan Berg"),
        ("who does origin certificates", "Handelskammaren, handelsdokument", "Petra Åkesson"),
        ("/exportlots kontakt Kina", "Business Sweden, exportrådgivare", "Emma Clarke"),
        (
            "vem kan hjälpa ett företag i Tibro med tullfrågor i Norge?",
            "Handelskammaren, handelsdokument",
            "Petra Åkesson",
        ),
        ("vem pratar polska?", "Elias Nyström", "Elias Nyström"),
        ("vem är på Almi?", "Almi, finansiering", "Anna Ek"),
        ("vem känner Johan Berg", "Johan Berg", "Johan Berg"),
    ],
)
def test_questions_are_answered(able: CentreAtWork, text: str, first: str, among: str) -> None:
    outcome = asks(able, "sara", text)
    found = titles(outcome)
    assert found[0].startswith(first)
    assert any(title.startswith(among) for title in found)
    assert len(found) <= 5
    assert wanteds(able) == []


def test_functions_come_first_then_people_then_contacts(able: CentreAtWork) -> None:
    knows(able, "johan", "Jan Nowak", organisation="Port Gdańsk", markets=["PL"])
    found = titles(asks(able, "sara", "vem kan Polen?"))
    assert found == [
        "Business Sweden, exportrådgivare i Västra Götaland",
        "Enterprise Europe Network, Västsverige",
        "Johan Berg, Business Sweden",
        "En kontakt: Port Gdańsk",
    ]


def test_each_says_why_and_how_it_is_reached(able: CentreAtWork) -> None:
    outcome = asks(able, "sara", "vem kan hjälpa ett företag i Tibro med tullfrågor i Norge?")
    desk = about(outcome, "Handelskammaren, handelsdokument")
    assert "ursprungscertifikat" in desk
    assert "Skaraborg, där Tibro ligger" in desk
    assert "Här för Handelskammaren: Petra Åkesson." in desk
    assert "Hjälper till med Exportdokument" in about(outcome, "Petra Åkesson")
    assert "Kan marknaden i Norge" in about(outcome, "Emma Clarke")
    assert button(outcome, "refer").args["need"].startswith("vem kan hjälpa")


def test_what_fits_more_of_the_question_comes_first(able: CentreAtWork) -> None:
    tells(able, "maria", markets=["PL"])
    tells(able, "anna", title="livsmedel")
    found = titles(asks(able, "sara", "vem kan Polen och livsmedel?"))
    assert found[2] == "Johan Berg, Business Sweden"


def test_at_most_five_however_many_there_are(able: CentreAtWork) -> None:
    for user in ("anna", "lena", "maria", "elias", "petra", "karin"):
        tells(able, user, markets=["PL"])
    knows(able, "johan", "Jan Nowak", organisation="Port Gdańsk", markets=["PL"])
    assert len(titles(asks(able, "sara", "vem kan Polen?"))) == 5


def test_the_one_who_asks_is_not_the_answer(able: CentreAtWork) -> None:
    assert "Johan Berg, Business Sweden" not in titles(asks(able, "johan", "vem kan Polen?"))


def test_an_unconfirmed_member_is_not_named(able: CentreAtWork) -> None:
    tells(able, "ture", markets=["PL"])
    assert not any("Ture" in title for title in titles(asks(able, "sara", "vem kan Polen?")))


# --- aloud and in private


def test_what_was_asked_aloud_is_answered_aloud_without_numbers(able: CentreAtWork) -> None:
    outcome = asks(able, "sara", "vem pratar polska?")
    assert outcome.aloud and not outcome.private
    assert "Elias Nyström finns här i" in about(outcome, "Elias")
    for secret in ("elias@een.example", "010-000 00 00"):
        assert secret not in told(outcome.aloud)


def test_what_was_asked_in_private_is_answered_in_private_with_numbers(able: CentreAtWork) -> None:
    outcome = asks(able, "sara", "/kontakt polska språket", heard=False)
    assert outcome.private and not outcome.aloud
    assert "Når du på 010-000 00 00, elias@een.example." in about(outcome, "Elias")


def test_a_repeat_says_nothing_aloud_again(able: CentreAtWork) -> None:
    assert asks(able, "sara", "vem pratar polska?", key="event-1").aloud
    assert not asks(able, "sara", "vem pratar polska?", key="event-1").aloud


def test_english_is_answered_in_english(able: CentreAtWork) -> None:
    tells(able, "emma", lang="en")
    outcome = asks(able, "emma", "who does origin certificates")
    assert outcome.lang == "en"
    assert "Offers: Certificates of origin" in about(outcome, "The Chamber", "en")
    assert "Helps with Export documents" in about(outcome, "Petra", "en")


# --- away


def test_somebody_away_is_said_to_be_and_so_is_their_deputy(able: CentreAtWork) -> None:
    lena = tells(able, "lena")
    tells(
        able, "elias", away_from=date(2026, 11, 23), away_until=date(2026, 11, 27), deputy_id=lena
    )
    outcome = asks(able, "sara", "vem pratar polska?")
    text = about(outcome, "Elias Nyström")
    assert "Elias Nyström är borta till och med fredag 27 november. Lena Sjö svarar" in text
    assert "Lena Sjö finns här" in text
    assert button(outcome, "member", "Elias").args == {"member": str(lena)}


def test_somebody_away_without_a_deputy_sinks(able: CentreAtWork) -> None:
    tells(able, "maria", markets=["PL"])
    tells(able, "johan", title="", away_from=date(2026, 11, 23), away_until=date(2026, 11, 27))
    found = titles(asks(able, "sara", "vem kan Polen?"))
    assert found.index("Maria Dahl, EKN") < found.index("Johan Berg, Business Sweden")


# --- what they have done


def _closed(room: CentreAtWork, market: str, consent: str = "yes") -> int:
    number = room.opened_and_taken(q_market=(market,), consent=consent, company="Alfa Möbler AB")
    assert room.do("maria", "close", case=number, outcome="helped").done
    return number


def test_closed_cases_are_counted_and_never_named(room: CentreAtWork) -> None:
    for _ in range(3):
        _closed(room, "JP")
    text = about(asks(room, "sara", "vem kan Japan?"), "Maria Dahl")
    assert "Har avslutat 3 ärenden om Japan" in text
    assert "Alfa" not in text


def test_cases_without_consent_are_not_counted(room: CentreAtWork) -> None:
    _closed(room, "JP")
    _closed(room, "JP", consent="no")
    assert "Har avslutat ett ärende om Japan" in about(
        asks(room, "sara", "vem kan Japan?"), "Maria"
    )
    _closed(room, "PE", consent="no")
    outcome = asks(room, "sara", "vem kan Peru?")
    assert not any(title.startswith("Maria") for title in titles(outcome))


def test_who_has_a_consenting_companys_case_is_found_by_its_name(room: CentreAtWork) -> None:
    number = room.opened_and_taken(company="Volvo Penta AB", consent="yes")
    text = about(asks(room, "johan", "vem känner någon på volvo penta"), "Maria Dahl")
    assert text.startswith(f"Har haft ärende {number} om Volvo Penta AB")


def test_a_withheld_companys_case_is_not_found_by_its_name(room: CentreAtWork) -> None:
    room.opened_and_taken(company="Volvo Penta AB", consent="no")
    for user in ("sara", "maria", "johan"):
        outcome = asks(room, user, "vem känner någon på Volvo Penta", heard=False)
        assert "Maria" not in said(outcome)


# --- contacts


def test_a_brokered_contact_names_whom_to_ask_and_nothing_else(able: CentreAtWork) -> None:
    contact = knows(
        able,
        "johan",
        "Hans Schmidt",
        organisation="Volvo Penta",
        about="inköp av motordelar",
        note="ring inte på fredagar",
        phone="+46 70 111 11 11",
        email="hans@penta.example",
    )
    for heard in (True, False):
        outcome = asks(able, "sara", "vem känner någon på Volvo Penta", heard=heard)
        text = told((*outcome.aloud, *outcome.private))
        assert "En kontakt: Volvo Penta" in text
        assert "Kan: inköp av motordelar" in text
        assert "Fråga Johan Berg, som har kontakten." in text
        for secret in ("Hans", "Schmidt", "fredagar", "111", "penta.example"):
            assert secret not in text
        press = button(outcome, "ask_introduction")
        assert press.args == {
            "contact": str(contact),
            "question": "vem känner någon på Volvo Penta",
        }


def test_the_button_asks_the_one_who_knows_the_contact(able: CentreAtWork) -> None:
    knows(able, "johan", "Hans Schmidt", organisation="Volvo Penta", phone="+46 70 111 11 11")
    outcome = asks(able, "sara", "vem känner någon på Volvo Penta")
    assert able.press("sara", button(outcome, "ask_introduction")).done
    assert "introduction_asked" in able.told("johan")


def test_after_a_yes_the_details_are_shown_in_private_only(able: CentreAtWork) -> None:
    contact = knows(able, "johan", "Hans Schmidt", organisation="Volvo Penta", phone="+46 70 111")
    with able.desk.store.write() as session:
        session.add(
            Introduction(
                contact_id=contact,
                asked_by=able.member("sara").id or 0,
                asked_of=able.member("johan").id or 0,
                asked_at=MONDAY,
                answer="yes",
            )
        )
    private = asks(able, "sara", "vem känner någon på Volvo Penta", heard=False)
    assert titles(private) == ["Hans Schmidt, Volvo Penta"]
    assert "+46 70 111" in told(private.private)
    aloud = asks(able, "sara", "vem känner någon på Volvo Penta")
    assert titles(aloud) == ["En kontakt: Volvo Penta"]
    assert "+46 70 111" not in told(aloud.aloud)
    other = asks(able, "emma", "vem känner någon på Volvo Penta", heard=False)
    assert "Hans" not in told(other.private)


def test_an_open_contact_is_shown_to_every_member_in_private(able: CentreAtWork) -> None:
    knows(able, "johan", "Hans Schmidt", organisation="Volvo Penta", phone="+46 70 111", open=True)
    assert "+46 70 111" in told(
        asks(able, "sara", "vem känner någon på Volvo Penta", heard=False).private
    )


def test_a_contact_that_nobody_has_confirmed_sinks_and_says_so(able: CentreAtWork) -> None:
    knows(
        able, "johan", "Ada", organisation="Alfa", about="kylteknik", confirmed_at=MONDAY - LONG_AGO
    )
    knows(able, "johan", "Bea", organisation="Beta", about="kylteknik")
    outcome = asks(able, "sara", "vem kan kylteknik")
    assert titles(outcome) == ["En kontakt: Beta", "En kontakt: Alfa"]
    assert "bekräftad sedan juli" in about(outcome, "En kontakt: Alfa")


def test_a_contact_that_nobody_vouches_for_is_asked_about_at_the_coordinators(
    able: CentreAtWork,
) -> None:
    knows(able, "johan", "Ada", organisation="Alfa", about="kylteknik", added_by=None)
    assert "Fråga Karin Holm." in about(asks(able, "sara", "vem kan kylteknik"), "En kontakt")


def test_a_contact_that_several_know_is_told_once_with_both_to_ask(able: CentreAtWork) -> None:
    for user in ("johan", "emma"):
        knows(able, user, "Hans Schmidt", organisation="Volvo Penta")
    outcome = asks(able, "sara", "vem känner någon på Volvo Penta")
    assert titles(outcome) == ["En kontakt: Volvo Penta"]
    text = about(outcome, "En kontakt")
    assert "Fråga Johan Berg, som har kontakten." in text
    assert "Fråga Emma Clarke, som har kontakten." in text


def test_an_ended_contact_is_not_found(able: CentreAtWork) -> None:
    knows(able, "johan", "Ada", organisation="Alfa", about="kylteknik", ended_at=MONDAY)
    assert "Jag hittar ingen" in lines(asks(able, "sara", "vem kan kylteknik"))


# --- handing a question on


def test_a_question_is_handed_on_once_to_whoever_it_is_for(able: CentreAtWork) -> None:
    press = button(asks(able, "sara", "vem pratar polska?"), "pass_question", "Elias")
    assert "Elias Nyström har fått frågan" in said(able.press("sara", press))
    able.press("sara", press)
    assert able.told("elias") == ["passed_on"]
    text = said(message(able, "elias", "passed_on"))
    assert "Sara Lind, BRG undrar om du kan hjälpa till" in text
    assert "vem pratar polska?" in text
    assert "010-000 00 00" in text


def test_a_question_to_somebody_away_goes_to_their_deputy(able: CentreAtWork) -> None:
    lena, elias = tells(able, "lena"), able.member("elias").id or 0
    tells(
        able, "elias", away_from=date(2026, 11, 23), away_until=date(2026, 11, 27), deputy_id=lena
    )
    outcome = able.do("sara", "pass_question", member=elias, question="vem pratar polska?")
    assert "Elias Nyström är borta. Lena Sjö svarar" in said(outcome)
    assert able.told("lena") == ["passed_on"] and able.told("elias") == []


def test_an_unconfirmed_member_hands_nothing_on(able: CentreAtWork) -> None:
    elias = able.member("elias").id or 0
    assert not able.do("ture", "pass_question", member=elias, question="hej?").done
    assert able.told("elias") == []


# --- what is no question


def test_an_empty_question_is_answered_with_an_example(able: CentreAtWork) -> None:
    outcome = asks(able, "sara", "vem")
    assert not outcome.done
    assert "vem kan Polen och livsmedel" in lines(outcome)


def test_a_case_by_its_number_is_shown(able: CentreAtWork) -> None:
    outcome = asks(able, "sara", "vem har ärende 14?")
    assert button(outcome, "show").args == {"case": "14"}


def test_who_has_what_is_still_the_list(able: CentreAtWork) -> None:
    assert registry.read("vem har vad")[0] == "situation"
    assert registry.read("kontakt tagen 14")[0] == "contact"
    assert registry.read("vem kan Polen?") == ("ask_who", {"question": "vem kan Polen?"})


def test_what_belongs_elsewhere_is_pointed_there(able: CentreAtWork) -> None:
    outcome = asks(able, "sara", "vem kan hjälpa ett bolag i Umeå med tull?")
    text = told((*outcome.aloud, *outcome.private))
    assert "utanför Västra Götaland" in text
    assert wanteds(able) == []


@pytest.mark.parametrize(
    "text", ["vem " + "a" * 50_000, "vem 😀😀", "vem kan <!channel> @here", "kontakt \x00"]
)
def test_bad_input_is_answered_calmly(able: CentreAtWork, text: str) -> None:
    outcome = asks(able, "sara", text)
    assert outcome.aloud or outcome.private
    assert len(told((*outcome.aloud, *outcome.private))) < 1000


def test_a_stranger_is_asked_who_they_are_and_then_answered(able: CentreAtWork) -> None:
    first = asks(able, "nisse", "vem pratar polska?")
    assert first.form is not None and first.form.command == "introduce"
    then = able.do("nisse", "introduce", organisation="almi", name="Nisse Ny")
    assert [title for title in titles(then) if title.startswith("Elias")]


def test_the_card_says_what_the_question_was_taken_for(able: CentreAtWork) -> None:
    card = card_of(asks(able, "sara", "vem kan Polen och livsmedel?"))
    assert "Polen, Livsmedel" in told((card,))
