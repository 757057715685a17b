"""The checklist: what an answer means, and which questions matter now."""

import pytest

from bot.centre.checklist import (
    BadAnswers,
    asked,
    clean,
    core,
    market_regions,
    missing_core,
    shown,
    sub_region,
)
from bot.texts import LANGUAGES, Label, say
from tests.centre.centres import west

CORE = ["consent", "municipality", "size", "stage", "market", "needs", "urgency"]


def ids(questions):
    return [question.id for question in questions]


def test_the_codes_of_the_agreed_checklist_stay():
    agreed = {
        "consent": "yes no",
        "size": "0-1 2-9 10-49 50-249 250+",
        "turnover": "<3 3-109 110-499 500-4999 5000+",
        "sector": "manufactured-goods food textile-fashion software-it life-science "
        "energy-environment service trade-transport farming-fishing other",
        "stage": "pre-sales domestic-only sporadic regular-1-3 regular-4+ sub-supplier",
        "market_region": "nordics eu-eea uk-ch north-america asia mena-africa latin-america",
        "trigger": "inbound own-plan signed-order deal-problem curious",
        "needs": "market-info partner-search sales-channel financing payment-risk export-docs "
        "regulations tech-innovation eu-funding ip training voucher fairs tender orientation",
        "urgency": "48h 2w quarter none",
        "people": "yes partly no",
        "money": "own bank-agreed bank-co-lends bank-shares-risk bank-declined equity no-budget",
        "deal": "none quote contract delivered-unpaid",
        "credit": "prepaid <=30d 31-365d 1-2y >2y",
        "compliance": "yes unclear no",
        "ip_plan": "both plan-only ip-only neither",
        "others": "phone visit joint-meeting sv en",
        "start_up": "yes no",
        "contact_wanted": "introductions market-entry counterpart-vetting local-cluster",
        "fair_kind": "pavilion-delegation matchmaking",
        "project_started": "yes no",
        "about": "centre",
    }
    for question_id, codes in agreed.items():
        known = {code.code for code in west().question(question_id).codes}
        assert set(codes.split()) <= known, question_id


def test_the_agreed_numbers_stay():
    numbered = {q.number: q.id for q in west().questions if q.number and q.number <= 23}
    assert list(numbered) == list(range(1, 24))
    assert (numbered[1], numbered[9], numbered[15], numbered[23]) == (
        "consent",
        "needs",
        "credit",
        "about",
    )


def test_the_core_questions_come_first_and_in_order():
    assert ids(core(west())) == CORE
    assert ids(asked(west(), {}))[:7] == CORE


def test_with_nothing_answered_only_the_core_and_the_part_of_the_world_are_asked():
    assert ids(asked(west(), {})) == [*CORE, "market_region"]


@pytest.mark.parametrize(
    ("answers", "question"),
    [
        ({"needs": "voucher"}, "turnover"),
        ({"needs": "voucher"}, "project_started"),
        ({"needs": "financing", "size": "50-249"}, "turnover"),
        ({"needs": "tech-innovation"}, "sector"),
        ({"needs": "financing"}, "money"),
        ({"needs": "financing"}, "deal"),
        ({"needs": "payment-risk"}, "credit"),
        ({"needs": "financing", "deal": "quote"}, "credit"),
        ({"needs": ["ip", "tender"]}, "first_need"),
        ({"needs": "orientation", "size": "2-9"}, "start_up"),
        ({"needs": "orientation"}, "about"),
        ({"needs": "sales-channel"}, "contact_wanted"),
        ({"needs": "fairs"}, "fair_kind"),
        ({"urgency": "48h"}, "deadline"),
        ({"trigger": "deal-problem"}, "deadline"),
        ({"needs": "regulations", "market": "DE"}, "barrier"),
        ({"needs": "regulations", "market": ["DE", "US"]}, "first_market"),
        ({"needs": ["voucher", "market-info"]}, "voucher_about"),
    ],
)
def test_a_question_is_asked_where_an_answer_makes_it_matter(answers, question):
    assert question in ids(asked(west(), clean(west(), answers)))


@pytest.mark.parametrize(
    ("answers", "question"),
    [
        ({"needs": "market-info"}, "turnover"),
        ({"needs": "ip"}, "first_need"),
        ({"needs": "orientation", "size": "50-249"}, "start_up"),
        ({"needs": "market-info"}, "contact_wanted"),
        ({"market": "DE"}, "market_region"),
        ({"needs": "regulations", "market": "DE"}, "first_market"),
        ({"needs": "regulations", "market": "US"}, "barrier"),
        ({"needs": "financing", "money": "bank-co-lends"}, "finance_kind"),
        ({"urgency": "none"}, "deadline"),
    ],
)
def test_a_question_is_not_asked_where_it_does_not_matter(answers, question):
    assert question not in ids(asked(west(), clean(west(), answers)))


def test_every_question_is_asked_for_some_answers():
    reached = set()
    for need in west().needs:
        for extra in ({}, {"size": "50-249"}, {"deal": "quote", "urgency": "48h"}):
            for market in ({}, {"market": ("DE", "US")}):
                answers = {"needs": (need.code, "voucher"), **extra, **market}
                reached |= set(ids(asked(west(), answers)))
    assert reached == set(ids(west().questions))


def test_what_is_missing_of_the_core():
    assert ids(missing_core(west(), {})) == CORE
    answers = {"consent": "no", "size": "2-9", "market_region": ("asia",)}
    assert ids(missing_core(west(), answers)) == ["municipality", "stage", "needs", "urgency"]


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        ({"needs": "voucher"}, {"needs": ("voucher",)}),
        ({"needs": ["IP", " voucher ", "ip"]}, {"needs": ("ip", "voucher")}),
        ({"market": "de"}, {"market": ("DE",)}),
        (
            {"market": ["no", "Tyskland", "united states", "UK", "eu"]},
            {"market": ("NO", "DE", "US", "GB", "EU")},
        ),
        ({"market": "SE"}, {"market": ("SE",)}),
        ({"municipality": "skövde"}, {"municipality": "Skövde"}),
        ({"municipality": "Kinna"}, {"municipality": "Mark"}),
        ({"municipality": "Marks kommun"}, {"municipality": "Mark"}),
        ({"municipality": "Tanums kommun"}, {"municipality": "Tanum"}),
        ({"municipality": "OUTSIDE"}, {"municipality": "outside"}),
        ({"size": ["2-9"]}, {"size": "2-9"}),
        ({"consent": True, "people": False}, {"consent": "yes", "people": "no"}),
        ({"others": ["almi", "phone"]}, {"others": ("almi", "phone")}),
        ({"size": None, "needs": [], "stage": "", "market": ["", None]}, {}),
    ],
)
def test_answers_become_canonical(raw, canonical):
    assert clean(west(), raw) == canonical
    assert clean(west(), canonical) == canonical


def test_every_fault_is_told_with_its_question():
    with pytest.raises(BadAnswers) as bad:
        clean(
            west(),
            {"size": "many", "market": "Atlantis", "municipality": "Malmö", "hat": 1, "needs": 3}
            | {"stage": ["sporadic", "pre-sales"]},
        )
    faults = bad.value.faults
    assert set(faults) == {"size", "market", "municipality", "hat", "needs", "stage"}
    for lang in LANGUAGES:
        assert all(say(fault, lang) for fault in faults.values())
    assert "Malmö" in say(faults["municipality"], "sv")
    assert "Till vilka länder ska företaget sälja?" in say(faults["market"], "sv")
    assert "landskod" in say(faults["market"], "sv")
    assert "outside" in say(faults["municipality"], "sv")
    assert "10-49" in say(faults["size"], "sv")
    assert "municipality" in say(faults["hat"], "sv")


@pytest.mark.parametrize(
    ("place", "municipality"),
    [
        ("Ed", "Dals-Ed"),
        ("Henån", "Orust"),
        ("Grebbestad", "Tanum"),
        ("Smögen", "Sotenäs"),
        ("Kungshamn", "Sotenäs"),
        ("Skärhamn", "Tjörn"),
        ("Hönö", "Öckerö"),
        ("Landvetter", "Härryda"),
        ("Mölnlycke", "Härryda"),
        ("Floda", "Lerum"),
        ("Nödinge", "Ale"),
        ("Hisingen", "Göteborg"),
        ("Lindholmen", "Göteborg"),
    ],
)
def test_the_places_people_write(place, municipality):
    assert clean(west(), {"municipality": place}) == {"municipality": municipality}


def test_the_sub_region_of_a_place():
    assert sub_region(west(), {"municipality": "Lysekil"}) == "fyrbodal"
    assert sub_region(west(), {"municipality": "Kungsbacka"}) == "goteborgsregionen"
    assert sub_region(west(), {"municipality": "outside"}) is None
    assert sub_region(west(), {}) is None


def test_the_parts_of_the_world_of_a_market():
    assert market_regions(west(), {"market": ("NO",)}) == {"nordics", "eu-eea"}
    assert market_regions(west(), {"market": ("EU", "JP")}) == {"eu-eea", "asia"}
    assert market_regions(west(), {"market_region": ("uk-ch",)}) == {"uk-ch"}
    assert market_regions(west(), {}) == frozenset()


def test_what_answers_are_called():
    centre = west()
    assert centre.label("size", "2-9") == Label(sv="2–9 anställda", en="2–9 employees")
    assert centre.label("municipality", "Borås") == "Borås"
    assert centre.label("municipality", "outside").sv == "Utanför Västra Götaland"
    assert centre.label("market", "DE") == Label(sv="Tyskland", en="Germany")
    assert centre.label("market_region", "asia").en == "Asia"
    assert centre.label("needs", "voucher").sv == "Checkar och bidrag"
    assert centre.label("others", "een") == "EEN"
    assert shown(centre, "needs", ("ip", "voucher"))[1] == centre.need("voucher").label
