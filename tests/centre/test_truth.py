"""Reasons are true of the answers given: nothing supposed is told, and every gate met is."""

import pytest
from hypothesis import given

from bot.centre.checklist import clean, live_needs
from bot.centre.routing import COORDINATOR, FALLBACK, route
from bot.texts import say
from tests.centre.centres import reasons_of, routed, west
from tests.centre.test_properties import answers_of, left_out_of

SME = {"size": "10-49", "municipality": "Borås"}


@given(answers_of(west()), left_out_of(west()))
def test_a_reason_names_only_needs_that_somebody_has_named(raw, left_out):
    answers = clean(west(), raw)
    for suggestion in route(west(), answers, left_out).suggestions:
        for reason in suggestion.reasons:
            named = {code for key, code in reason.answers if key in ("needs", "first_need")}
            assert named <= set(live_needs(answers))


@given(answers_of(west()), left_out_of(west()))
def test_no_reason_says_that_a_company_is_large_before_anybody_has(raw, left_out):
    answers = clean(west(), raw)
    for suggestion in route(west(), answers, left_out).suggestions:
        rules = {reason.rule for reason in suggestion.reasons}
        assert "size" not in rules or answers["size"] == "250+"


@pytest.mark.parametrize(
    "answers",
    [
        {"needs": "regulations", "market": "DE"},
        {"needs": "partner-search", "market": "DE"},
        {"needs": "eu-funding"},
        {"needs": "voucher", "municipality": "Skara"},
        {"needs": "orientation", "stage": "pre-sales"},
    ],
)
def test_a_large_company_is_told_why_those_for_small_ones_do_not_lead(answers):
    found = routed(**answers, size="250+")
    assert "250 anställda" in reasons_of(found, found.lead)["size"]


def test_the_gate_names_those_it_shuts_out_since_its_sentence_stands_at_another():
    text = next(gate.text.sv for gate in west().gates if gate.id == "size")
    for short in ("Almi", "EEN", "Industriell Dynamik", "VGR"):
        assert short in text


def test_a_question_that_changes_the_rule_is_asked_before_one_that_only_meets_a_gate():
    assert routed(needs="regulations").question == "market"
    assert routed(needs="tender").question == "market"
    assert routed(needs="tender", market="DE").question == "size"
    assert routed(needs="financing").question == "size"


def test_a_rival_that_only_a_gate_would_bring_says_on_which_question_it_depends():
    found = routed(needs="financing", money="bank-co-lends")
    lost = {s.organisation: s.lost for s in found.suggestions}
    assert not found.near
    assert "anställda" in say(lost["sek"], "sv")


def test_every_dated_problem_is_suggested_with_its_reason_also_the_second():
    found = routed(
        needs=["market-info", "export-docs"],
        first_need="market-info",
        urgency="48h",
        deal="delivered-unpaid",
        trigger="deal-problem",
    )
    assert (found.lead, found.support) == ("handelskammaren", ("ekn", "business-sweden"))
    assert "unpaid-invoice" in reasons_of(found, "ekn")


def test_for_one_need_the_supports_of_the_rule_go_before_the_usual_pairs():
    start = {"start_up": "yes", "size": "2-9", "municipality": "Göteborg"}
    found = routed(needs="tech-innovation", **start)
    assert (found.lead, found.support) == ("brg", ("industriell-dynamik", "vgr"))
    found = routed(needs="payment-risk", market="BR", credit=">2y", size="50-249")
    assert found.support == ("sek", "almi")


def test_after_a_no_the_coordinator_takes_it_also_for_a_large_company():
    found = routed("sek", "ekn", needs="financing", size="250+")
    assert found.lead == "vgr"
    assert COORDINATOR in reasons_of(found, "vgr")


def test_after_a_no_from_all_who_have_the_task_nobody_says_that_it_is_nobodys_task():
    found = routed("handelskammaren", "vgr", needs="export-docs", **SME)
    assert "har sagt nej" in reasons_of(found, found.lead)[FALLBACK]


@pytest.mark.parametrize(
    ("declined", "answers", "lead", "words"),
    [
        ("een", {"needs": "regulations", "market": "DE", **SME}, "business-sweden", "krav som"),
        ("business-sweden", {"needs": "regulations", "market": "US"}, "handelskammaren", "intyg"),
        ("een", {"needs": "partner-search", "market": "DE", **SME}, "business-sweden", "riktad"),
        ("business-sweden", {"needs": "tender", "market": "KE", **SME}, "ekn", "risken"),
        ("sek", {"needs": "financing", "size": "250+"}, "ekn", "dela risken"),
        ("sek", {"needs": "financing", "size": "50-249", "credit": ">2y"}, "ekn", "dela risken"),
        (
            "ekn",
            {"needs": "payment-risk", "deal": "delivered-unpaid", "size": "250+"},
            "handelskammaren",
            "juridisk hjälp",
        ),
        (
            "industriell-dynamik",
            {"needs": "tech-innovation", "sector": "manufactured-goods", **SME},
            "een",
            "teknikpartner",
        ),
        ("vgr", {"needs": "voucher", "turnover": "3-109", **SME}, "almi", "check inte går"),
        (
            "almi",
            {"needs": "orientation", "start_up": "yes", "size": "2-9", "municipality": "Skara"},
            "business-sweden",
            "börja exportera",
        ),
    ],
)
def test_who_takes_over_after_a_no_has_a_reason_of_its_own(declined, answers, lead, words):
    found = routed(declined, **answers)
    assert found.lead == lead
    text = " ".join(reasons_of(found, lead).values())
    assert words in text
    assert "Ingen utlandsmarknad" not in text
    assert "inte angiven" not in text


@given(answers_of(west()), left_out_of(west()))
def test_nobody_says_that_no_market_is_chosen_where_one_is(raw, left_out):
    answers = clean(west(), raw)
    abroad = [answers.get("market"), answers.get("market_region")]
    for suggestion in route(west(), answers, left_out).suggestions:
        for reason in suggestion.reasons:
            said_none = "Ingen utlandsmarknad" in reason.text.sv
            assert not said_none or abroad in ([None, None], [("SE",), None])


def test_a_stand_in_keeps_out_while_the_lead_can():
    found = routed(needs="regulations", market="DE", **SME)
    assert [s.organisation for s in found.suggestions] == ["een"]


def test_equity_is_no_task_for_ekn():
    found = routed(needs="financing", money="equity", stage="regular-1-3", **SME)
    assert "ekn" not in found.support


def test_a_start_up_that_is_passed_on_is_not_called_established():
    found = routed("almi", needs="orientation", start_up="yes", municipality="Skara", size="0-1")
    assert "etablerade" not in " ".join(reasons_of(found, found.lead).values())


def test_a_question_about_the_centre_asks_nothing_about_a_company():
    found = routed(about="centre")
    assert (found.lead, found.question) == ("vgr", None)
    assert [s.organisation for s in found.suggestions] == ["vgr"]
