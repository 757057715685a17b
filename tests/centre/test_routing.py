"""The order of evaluation, gates, co-handling, doubt, and what is out of scope."""

import json
from time import perf_counter

import pytest

from bot.centre.checklist import clean
from bot.centre.routing import COORDINATOR, FALLBACK, as_json, route
from bot.texts import say
from tests.centre.centres import reasons_of, routed, west

SME = {"size": "10-49", "municipality": "Borås"}
EVERYBODY = tuple(organisation.slug for organisation in west().organisations)


@pytest.mark.parametrize(
    ("answers", "code", "words"),
    [
        ({"municipality": "outside", "needs": "ip"}, "other-county", "egna länet"),
        ({"concerns": "not-company", "needs": "export-docs"}, "not-company", "Tullverket"),
        ({"concerns": "not-export"}, "not-export", "verksamt.se"),
        ({"concerns": "licence", "needs": "market-info"}, "licence", "ISP"),
        ({"municipality": "Varberg", "needs": "voucher"}, "halland-voucher", "Region Halland"),
    ],
)
def test_what_does_not_belong_here_is_pointed_onwards(answers, code, words):
    found = routed(**answers)
    assert (found.lead, found.support, found.suggestions) == (None, (), ())
    assert found.out_of_scope.code == code
    assert words in found.out_of_scope.text.sv


def test_out_of_scope_comes_before_a_dated_problem():
    found = routed(municipality="outside", needs="export-docs", urgency="48h")
    assert found.out_of_scope
    assert not found.urgent


@pytest.mark.parametrize(
    ("answers", "lead", "rule"),
    [
        ({"needs": ["market-info", "export-docs"], "urgency": "48h"}, "handelskammaren", "goods"),
        ({"needs": ["market-info", "tender"], "market": "DE", "urgency": "2w"}, "een", "bid"),
        ({"needs": ["market-info", "payment-risk"], "deal": "delivered-unpaid"}, "ekn", "unpaid"),
        ({"needs": ["market-info", "payment-risk"], "urgency": "48h"}, "ekn", "credit"),
        (
            {"needs": ["market-info", "financing"], "urgency": "48h", "deal": "quote", **SME},
            "almi",
            "credit",
        ),
        ({"needs": ["market-info"], "deadline": "goods-moving"}, "handelskammaren", "goods"),
        ({"needs": ["market-info"], "deadline": "unpaid-invoice"}, "ekn", "unpaid"),
        (
            {"needs": ["ip", "tender"], "deadline": "bid-deadline", "market": "US"},
            "business-sweden",
            "bid",
        ),
    ],
)
def test_a_dated_problem_wins_over_the_need_put_first(answers, lead, rule):
    found = routed(**answers, first_need=answers["needs"][0])
    assert found.urgent
    assert found.lead == lead
    assert found.suggestions[0].reasons[0].rule.startswith(rule)


def test_of_two_dated_problems_the_one_put_first_wins():
    both = {"needs": ["export-docs", "payment-risk"], "urgency": "48h"}
    assert routed(**both).lead == "handelskammaren"
    assert routed(**both, first_need="payment-risk").lead == "ekn"


def test_nothing_with_a_date_means_no_dated_problem():
    found = routed(needs=["market-info", "export-docs"], urgency="48h", deadline="nothing")
    assert not found.urgent
    assert found.lead == "business-sweden"


def test_the_need_put_first_leads():
    answers = {"needs": ["market-info", "payment-risk", "export-docs"], **SME}
    assert routed(**answers, first_need="export-docs").lead == "handelskammaren"
    found = routed(**answers, first_need="payment-risk")
    assert found.lead == "ekn"
    assert found.support == ("business-sweden", "handelskammaren")
    assert found.question is None


def test_a_first_need_counts_as_a_need():
    assert routed(first_need="export-docs").lead == "handelskammaren"


@pytest.mark.parametrize(
    ("needs", "lead"),
    [
        (["export-docs", "payment-risk"], "ekn"),
        (["payment-risk", "financing"], "almi"),
        (["financing", "sales-channel"], "business-sweden"),
        (["sales-channel", "market-info"], "business-sweden"),
        (["market-info", "regulations"], "een"),
        (["regulations", "orientation"], "business-sweden"),
    ],
)
def test_else_the_earliest_need_in_the_journey_leads(needs, lead):
    market = {"market": "DE", "money": "bank-declined", "start_up": "no"}
    assert routed(needs=needs, **market, **SME).lead == lead


def test_needs_at_the_same_place_in_the_journey_show_both_and_ask_which_is_first():
    found = routed(needs=["ip", "tech-innovation"], sector="food", stage="sporadic", **SME)
    assert found.near
    assert found.question == "first_need"
    assert [s.organisation for s in found.suggestions[:2]] == ["een", "industriell-dynamik"]


def test_the_journey_decides_without_doubt_but_the_company_may_see_it_otherwise():
    found = routed(needs=["market-info", "export-docs"], market="DE", **SME)
    assert (found.lead, found.near, found.question) == ("business-sweden", False, "first_need")
    text = say(found.suggestions[1].lost, "sv")
    assert "”Exportdokument” kommer senare i exportresan än ”Marknadsval och strategi”" in text


def test_a_voucher_that_pays_for_another_need_supports_it():
    needs = {"needs": ["voucher", "market-info"], "turnover": "3-109", **SME}
    found = routed(**needs)
    assert (found.lead, found.support[0]) == ("business-sweden", "vgr")
    assert routed(**needs, first_need="market-info").lead == "business-sweden"


def test_a_question_about_eligibility_for_a_voucher_goes_to_vgr():
    needs = {"needs": ["voucher", "market-info"], "turnover": "3-109", **SME}
    assert routed(**needs, first_need="voucher").lead == "vgr"
    assert routed(**needs, voucher_about="eligibility").lead == "vgr"
    paying = routed(**needs, first_need="voucher", voucher_about="pays-for")
    assert (paying.lead, paying.support[0]) == ("business-sweden", "vgr")


@pytest.mark.parametrize(
    ("answers", "lead", "gated"),
    [
        ({"needs": "partner-search", "market": "DE"}, "business-sweden", "een"),
        ({"needs": "tender", "market": "DE"}, "business-sweden", "een"),
        ({"needs": "eu-funding"}, "business-sweden", "een"),
        ({"needs": "tech-innovation"}, "business-sweden", "industriell-dynamik"),
        ({"needs": "voucher", "municipality": "Skara"}, "business-sweden", "vgr"),
        ({"needs": "orientation", "stage": "pre-sales"}, "business-sweden", "almi"),
    ],
)
def test_a_large_company_is_not_led_by_those_for_small_ones_and_is_told_so(answers, lead, gated):
    found = routed(**answers, size="250+")
    assert found.lead == lead
    assert [s.organisation for s in found.gated] == [gated]
    assert "250 anställda" in found.gated[0].lost.sv
    assert ("size", "250+") in found.gated[0].reasons[0].answers


def test_who_steps_in_says_which_gate_made_it_necessary():
    found = routed(needs="tender", market="DE", size="250+")
    assert list(reasons_of(found, "business-sweden")) == ["tender-eu", "size"]


@pytest.mark.parametrize("municipality", ["Borås", "Skövde", "Uddevalla", "Varberg"])
def test_brg_stays_in_its_thirteen_municipalities(municipality):
    for needs in (["orientation"], ["tech-innovation"], ["partner-search"]):
        found = routed(
            needs=needs, municipality=municipality, start_up="yes", contact_wanted="local-cluster"
        )
        assert "brg" not in [s.organisation for s in found.suggestions]


def test_brg_has_thirteen_municipalities_and_vgr_the_county():
    areas = {place.name: place.areas for place in west().municipalities}
    assert sum("brg-area" in found for found in areas.values()) == 13
    assert sum("county" in found for found in areas.values()) == 49
    assert set(areas["Kungsbacka"]) == {"brg-area", "halland"}


def test_vgr_has_no_money_for_halland_but_the_other_need_is_led():
    found = routed(needs=["voucher", "market-info"], first_need="voucher", municipality="Varberg")
    assert found.lead == "business-sweden"
    assert "vgr" not in found.support
    assert "Region Halland" in found.gated[0].lost.sv


@pytest.mark.parametrize(
    ("answers", "pair"),
    [
        (
            {"needs": "market-info", "market": "BR", "credit": "31-365d"},
            ("business-sweden", "ekn"),
        ),
        ({"needs": "financing", "money": "bank-co-lends", "deal": "contract"}, ("almi", "ekn")),
        ({"needs": "financing", "finance_kind": "buyer-credit", "size": "50-249"}, ("sek", "ekn")),
        ({"needs": "payment-risk", "credit": ">2y", "market": "KE"}, ("ekn", "sek")),
        (
            {"needs": ["tech-innovation"], "research_partner": "abroad", **SME},
            ("industriell-dynamik", "een"),
        ),
        ({"needs": ["market-info", "voucher"], **SME}, ("business-sweden", "vgr")),
        (
            {"needs": "export-docs", "payment_terms": "letter-of-credit"},
            ("handelskammaren", "ekn"),
        ),
        (
            {"needs": "orientation", "start_up": "yes", "municipality": "Lerum"},
            ("brg", "almi"),
        ),
    ],
)
def test_recurrent_pairs_go_to_the_company_together(answers, pair):
    found = routed(**answers)
    assert (found.lead, found.support[0]) == pair


def test_never_more_than_two_supports():
    found = routed(
        needs=["market-info", "payment-risk", "export-docs", "financing", "voucher"],
        market=["BR", "DE"],
        credit="31-365d",
        **SME,
    )
    assert len(found.support) == 2
    assert len(found.suggestions) > 3


@pytest.mark.parametrize(
    ("answers", "question"),
    [
        ({}, "needs"),
        ({"municipality": "Borås"}, "needs"),
        ({"needs": "regulations", **SME}, "market"),
        ({"needs": "financing", "stage": "sporadic", **SME}, "money"),
        ({"needs": "orientation"}, "size"),
        ({"needs": "orientation", "size": "2-9"}, "municipality"),
        ({"needs": "orientation", "stage": "sporadic", **SME}, "start_up"),
        ({"needs": "fairs", "market": "DE", **SME}, "fair_kind"),
        ({"needs": "training"}, "training_kind"),
        ({"needs": "tech-innovation", "start_up": "no", **SME}, "sector"),
        ({"needs": "partner-search", "market": "DE", **SME}, "contact_wanted"),
        ({"needs": "regulations", "market": ["DE", "US"], **SME}, "first_market"),
        (
            {"needs": "sales-channel", "market": "DE", "contact_wanted": "introductions", **SME},
            "money",
        ),
        ({"needs": "market-info", **SME}, None),
        ({"needs": "export-docs"}, None),
        ({"needs": "payment-risk", **SME}, None),
    ],
)
def test_the_one_question_that_would_settle_it(answers, question):
    assert routed(**answers).question == question


def test_answering_the_question_settles_it():
    before = routed(needs="regulations", **SME)
    assert before.near
    assert {s.organisation for s in before.suggestions[:2]} == {"een", "business-sweden"}
    for market, lead in (("DE", "een"), ("US", "business-sweden")):
        after = routed(needs="regulations", market=market, **SME)
        assert (after.lead, after.near, after.question) == (lead, False, None)


def test_the_rival_says_which_question_it_depends_on():
    rival = routed(needs="training", **SME).suggestions[1]
    assert rival.organisation == "handelskammaren"
    assert "Vad ska utbildningen handla om?" in say(rival.lost, "sv")
    assert all(question != "training_kind" for question, _ in rival.reasons[0].answers)


def test_a_part_of_the_world_is_enough_to_route_by():
    assert routed(needs="regulations", market_region="nordics").lead == "een"
    assert routed(needs="regulations", market_region="asia").lead == "business-sweden"


def test_who_has_declined_is_left_out_and_the_next_is_suggested():
    answers = {"needs": "market-info", "market": "DE", "turnover": "3-109", **SME}
    assert routed(**answers).lead == "business-sweden"
    assert routed("business-sweden", **answers).lead == "een"
    assert routed("business-sweden", "een", **answers).lead == "vgr"


def test_where_all_who_could_have_declined_the_coordinator_takes_it():
    found = routed("handelskammaren", needs="export-docs", **SME)
    assert found.lead == "vgr"
    assert "Processledaren" in reasons_of(found, "vgr")[COORDINATOR]


def test_even_when_everybody_has_declined_there_is_an_answer():
    found = routed(*EVERYBODY, needs="export-docs", size="250+")
    assert found.lead == "vgr"
    assert COORDINATOR in reasons_of(found, "vgr")


def test_an_unknown_need_gets_a_first_conversation_and_a_question():
    found = routed(municipality="Göteborg", size="2-9")
    assert (found.lead, found.question) == ("brg", "needs")
    assert list(reasons_of(found, "brg")) == [FALLBACK, "start-gothenburg"]


def test_a_need_that_nobody_has_gets_the_fallback_with_its_reason():
    found = routed(needs="eu-funding", size="250+")
    assert found.lead == "business-sweden"
    assert "Ingen i centret" in reasons_of(found, "business-sweden")[FALLBACK]


def test_academia_supports_and_never_leads():
    found = routed("een", "industriell-dynamik", needs="eu-funding", **SME)
    assert found.lead == "vgr"
    assert "academia" in routed(needs="eu-funding", **SME).support


@pytest.mark.parametrize(
    ("answers", "organisation", "words"),
    [
        (
            {"needs": ["market-info", "export-docs"], "urgency": "48h"},
            "business-sweden",
            "sista dag går först",
        ),
        (
            {"needs": ["market-info", "financing"], "first_need": "financing", **SME}
            | {"money": "equity"},
            "business-sweden",
            "valt att börja med ”Finansiering”",
        ),
        (
            {"needs": ["voucher", "market-info"], "voucher_about": "eligibility", **SME},
            "business-sweden",
            "Här går ”Checkar och bidrag” före",
        ),
        (
            {"needs": "payment-risk", "credit": ">2y", "market": "KE"},
            "sek",
            "EKN har det som uppdrag",
        ),
        (
            {"needs": "financing", "money": "bank-co-lends", "deal": "contract", **SME},
            "ekn",
            "En annan regel för samma behov går före, och den pekar på Almi",
        ),
    ],
)
def test_a_runner_up_tells_why_it_lost(answers, organisation, words):
    found = {s.organisation: s.lost for s in routed(**answers).suggestions}
    assert words in say(found[organisation], "sv")


def test_json_has_what_the_command_line_promises():
    answers = clean(west(), {"needs": ["regulations"], "market": ["de", "us"]})
    found = as_json(west(), route(west(), answers), answers, "en")
    assert json.loads(json.dumps(found)) == found
    assert list(found) == [
        "lead",
        "support",
        "suggestions",
        "answers",
        "question",
        "out_of_scope",
    ]
    assert found["answers"] == {"needs": ["regulations"], "market": ["DE", "US"]}
    first = found["suggestions"][0]
    assert first["organisation"] == found["lead"] == "business-sweden"
    assert first["reasons"][0] == {
        "rule": "rules-both",
        "answers": {"needs": "regulations", "market": ["DE", "US"]},
        "text": "The markets are both in and outside the EU, and Business Sweden knows the "
        "requirements outside.",
    }


def test_json_of_what_is_out_of_scope():
    answers = clean(west(), {"municipality": "outside"})
    found = as_json(west(), route(west(), answers), answers, "sv")
    assert found["lead"] is None
    assert found["suggestions"] == []
    assert found["out_of_scope"]["code"] == "other-county"


def test_routing_is_quick():
    answers = clean(west(), {"needs": ["regulations", "voucher", "financing"], "market": "US"})
    started = perf_counter()
    for _ in range(200):
        route(west(), answers)
    assert perf_counter() - started < 1, "at least some hundreds a second on the slowest machine"
