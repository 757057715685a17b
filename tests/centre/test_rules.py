"""Every row of the agreed decision rules, with its reason looked at."""

import pytest

from bot.centre.routing import route
from tests.centre.centres import reasons_of, routed, west

SME = {"size": "10-49", "municipality": "Borås"}
START_UP = {"size": "2-9", "start_up": "yes"}

ROWS = [
    ("market-info", {"needs": "market-info"}, "business-sweden", (), "välja marknad"),
    (
        "market-info",
        {"needs": "market-info", "market": "DE"},
        "business-sweden",
        ("een",),
        "väg in",
    ),
    (
        "market-info",
        {"needs": "market-info", "market": "US", **SME, "turnover": "3-109"},
        "business-sweden",
        ("vgr",),
        "välja marknad",
    ),
    (
        "partner-eu",
        {"needs": "partner-search", "market": "DE", "contact_wanted": "introductions", **SME},
        "een",
        ("business-sweden",),
        "utan kostnad",
    ),
    (
        "partner-eu",
        {"needs": "partner-search", "market": "CH", "contact_wanted": "introductions", **SME},
        "een",
        ("business-sweden",),
        "Schweiz",
    ),
    (
        "partner-outside-eu",
        {"needs": "partner-search", "market": "US", **SME},
        "business-sweden",
        (),
        "Utanför EU",
    ),
    (
        "partner-vetting",
        {"needs": "partner-search", "market": "DE", "contact_wanted": "counterpart-vetting"}
        | {"credit": "31-365d"},
        "business-sweden",
        ("ekn",),
        "kontrollera en motpart",
    ),
    (
        "partner-cluster",
        {"needs": "partner-search", "contact_wanted": "local-cluster", "municipality": "Mölndal"},
        "brg",
        ("business-sweden",),
        "klustren",
    ),
    (
        "channel-entry",
        {"needs": "sales-channel", "market": "FR", "contact_wanted": "market-entry", **SME},
        "business-sweden",
        ("een",),
        "agent, distributör",
    ),
    (
        "channel-introductions",
        {"needs": "sales-channel", "market": "FR", "contact_wanted": "introductions"}
        | {"money": "no-budget", **SME},
        "een",
        ("business-sweden",),
        "någon budget",
    ),
    (
        "finance-co-lender",
        {"needs": "financing", "money": "bank-co-lends", "stage": "sporadic", **SME},
        "almi",
        ("ekn",),
        "vid sidan av banken",
    ),
    (
        "finance-declined",
        {"needs": "financing", "money": "bank-declined", "stage": "sub-supplier", **SME},
        "almi",
        ("ekn",),
        "Banken har sagt nej",
    ),
    ("finance-equity", {"needs": "financing", "money": "equity", **SME}, "almi", (), "Almi Invest"),
    ("finance-loan", {"needs": "financing", **SME}, "almi", (), "komplement till banken"),
    (
        "finance-seed-stock",
        {"needs": "financing", "finance_kind": "stock", **SME},
        "almi",
        (),
        "lager",
    ),
    (
        "finance-risk-shared",
        {"needs": "financing", "money": "bank-shares-risk", **SME},
        "ekn",
        ("almi",),
        "dela risken",
    ),
    (
        "finance-order",
        {"needs": "financing", "deal": "contract", **SME},
        "ekn",
        ("almi",),
        "När ordern är skriven",
    ),
    (
        "finance-order",
        {"needs": "financing", "stage": "sub-supplier", **SME},
        "ekn",
        ("almi",),
        "levererar till en exportör",
    ),
    ("finance-large", {"needs": "financing", "size": "250+"}, "sek", ("ekn",), "större exportörer"),
    (
        "finance-large",
        {"needs": "financing", "size": "50-249", "turnover": "500-4999"},
        "sek",
        ("ekn",),
        "tillsammans med banken",
    ),
    *(
        (
            "finance-special",
            {"needs": "financing", "size": "50-249", "finance_kind": kind},
            "sek",
            ("ekn",),
            "utländsk valuta",
        )
        for kind in ("buyer-credit", "long-tenor", "foreign-currency", "sell-receivables", "green")
    ),
    *(
        (
            "finance-special",
            {"needs": "financing", "size": "50-249", "deal": "quote", "credit": ">2y", **turnover},
            "sek",
            ("ekn",),
            "lång tid",
        )
        for turnover in ({}, {"turnover": "3-109"}, {"turnover": "110-499"})
    ),
    (
        "risk-before-delivery",
        {"needs": "payment-risk", "deal": "quote", "market": "BR", **SME},
        "ekn",
        ("almi",),
        "Sök innan varorna levereras",
    ),
    (
        "risk-before-delivery",
        {"needs": "payment-risk", "credit": ">2y", "market": "DE", "size": "250+"},
        "ekn",
        ("sek",),
        "köparen inte betalar",
    ),
    *(
        (
            "risk-short-credit",
            {"needs": "payment-risk", "credit": "31-365d", "market": market, **SME},
            "ekn",
            (),
            "privat bolag",
        )
        for market in ("DE", "NO", "CH", "US", "JP", "CA", "AU", "NZ")
    ),
    (
        "risk-bonds",
        {"needs": "payment-risk", "payment_terms": "bonds", **SME},
        "ekn",
        ("almi",),
        "motgaranti",
    ),
    ("export-docs", {"needs": "export-docs"}, "handelskammaren", (), "Tullverket"),
    (
        "export-docs",
        {"needs": "export-docs", "payment_terms": "letter-of-credit"},
        "handelskammaren",
        ("ekn",),
        "ATA-carnet",
    ),
    ("rules-eu", {"needs": "regulations", "market": "NO"}, "een", (), "CE-märkning"),
    (
        "rules-barrier",
        {"needs": "regulations", "market": "FR", "barrier": "yes"},
        "een",
        (),
        "Solvit",
    ),
    *(
        (
            "rules-outside-eu",
            {"needs": "regulations", "market": market},
            "business-sweden",
            ("handelskammaren",),
            "Utanför EU",
        )
        for market in ("US", "GB", "CH")
    ),
    (
        "tech-industrial",
        {"needs": "tech-innovation", "sector": "manufactured-goods", **SME},
        "industriell-dynamik",
        ("academia",),
        "industriföretagets",
    ),
    (
        "tech-industrial",
        {"needs": "tech-innovation", "sector": "life-science", "research_partner": "abroad", **SME},
        "industriell-dynamik",
        ("een", "academia"),
        "labb och forskare",
    ),
    (
        "tech-start-up",
        {"needs": "tech-innovation", "municipality": "Göteborg", **START_UP},
        "brg",
        ("industriell-dynamik",),
        "nystartade teknikföretag",
    ),
    (
        "eu-funding",
        {"needs": "eu-funding", **SME},
        "een",
        ("academia", "industriell-dynamik"),
        "EU-program",
    ),
    ("ip-idea", {"needs": "ip", "stage": "pre-sales"}, "almi", (), "PRV"),
    ("ip-idea", {"needs": "ip", "start_up": "idea"}, "almi", (), "inget företag än"),
    (
        "ip-market",
        {"needs": "ip", "stage": "sporadic", "market": "DE", **SME},
        "een",
        ("almi",),
        "inför en ny marknad",
    ),
    (
        "training-strategy",
        {"needs": "training", "training_kind": "programme-strategy", **SME},
        "business-sweden",
        ("vgr", "almi"),
        "exportprogram",
    ),
    (
        "training-customs",
        {"needs": "training", "training_kind": "customs-documents"},
        "handelskammaren",
        ("business-sweden",),
        "tull, moms",
    ),
    (
        "voucher",
        {"needs": "voucher", "turnover": "3-109", "project_started": "no", **SME},
        "vgr",
        (),
        "först efter beslutet",
    ),
    *(
        (
            "voucher-outside-limits",
            {"needs": "voucher", "municipality": "Tibro", **limit},
            "vgr",
            ("almi",),
            "VGR ger besked",
        )
        for limit in (
            {"size": "0-1"},
            {"size": "2-9", "turnover": "<3"},
            {"size": "2-9", "project_started": "yes"},
            {"size": "2-9", "sector": "trade-transport"},
        )
    ),
    (
        "voucher-farming",
        {"needs": "voucher", "sector": "farming-fishing", **SME},
        "vgr",
        ("almi",),
        "länsstyrelsen",
    ),
    (
        "fair-pavilion",
        {"needs": "fairs", "fair_kind": "pavilion-delegation", "market": "DE"},
        "business-sweden",
        ("handelskammaren",),
        "delegationer",
    ),
    (
        "fair-matchmaking",
        {"needs": "fairs", "fair_kind": "matchmaking", "market": "DE", **SME},
        "een",
        ("business-sweden",),
        "bokade möten",
    ),
    (
        "tender-eu",
        {"needs": "tender", "tender_buyer": "eu-public", **SME},
        "een",
        ("business-sweden",),
        "upphandlingar",
    ),
    ("tender-eu", {"needs": "tender", "market": "PL", **SME}, "een", ("business-sweden",), "anbud"),
    *(
        (
            "tender-outside-eu",
            {"needs": "tender", **buyer},
            "business-sweden",
            ("ekn",),
            "utvecklingsbanker",
        )
        for buyer in ({"tender_buyer": "un-development-bank"}, {"market": "KE"})
    ),
    (
        "start-gothenburg",
        {"needs": "orientation", "municipality": "Ale", **START_UP},
        "brg",
        ("almi",),
        "BRG tar emot",
    ),
    (
        "start-gothenburg",
        {"needs": "orientation", "municipality": "Kungsbacka", "size": "2-9"},
        "brg",
        ("almi",),
        "Göteborgsregionen",
    ),
    (
        "start-elsewhere",
        {"needs": "orientation", "municipality": "Skövde", **START_UP},
        "almi",
        (),
        "Almi ger nystartade",
    ),
    (
        "begin-exporting",
        {"needs": "orientation", "stage": "domestic-only", "start_up": "no", **SME},
        "business-sweden",
        ("almi", "vgr"),
        "börja exportera",
    ),
    ("about-centre", {"about": "centre"}, "vgr", (), "Export boost"),
]


@pytest.mark.parametrize(("rule", "answers", "lead", "support", "words"), ROWS)
def test_each_row_gives_its_lead_supports_and_reason(rule, answers, lead, support, words):
    found = routed(**answers)
    assert found.lead == lead
    assert set(support) <= set(found.support)
    assert words in reasons_of(found, lead)[rule]
    assert found.suggestions[0].lost is None


def test_every_rule_of_the_file_is_in_the_table():
    tested = {row[0] for row in ROWS}
    others = {"partner-both", "partner-anywhere", "rules-both", "rules-anywhere"}
    others |= {"risk-unpaid", "tech-not-industrial", "tender-anywhere"}
    assert {rule.id for rule in west().rules} == tested | others


@pytest.mark.parametrize(
    ("rule", "answers", "lead", "rival"),
    [
        (
            "partner-both",
            {"needs": "partner-search", "market": ["DE", "US"], "contact_wanted": "introductions"},
            "business-sweden",
            "een",
        ),
        ("partner-anywhere", {"needs": "partner-search", **SME}, "business-sweden", "een"),
        ("rules-both", {"needs": "regulations", "market": ["DE", "US"]}, "business-sweden", "een"),
        ("rules-anywhere", {"needs": "regulations", **SME}, "een", "business-sweden"),
        (
            "tech-not-industrial",
            {"needs": "tech-innovation", "sector": "software-it", **SME},
            "een",
            "industriell-dynamik",
        ),
        ("tender-anywhere", {"needs": "tender", **SME}, "een", "business-sweden"),
        (
            "partner-outside-eu",
            {"needs": "partner-search", "market_region": "uk-ch", **SME},
            "business-sweden",
            "een",
        ),
        ("fair-pavilion", {"needs": "fairs"}, "business-sweden", "een"),
        (
            "finance-special",
            {"needs": "financing", "credit": ">2y", "turnover": "3-109", "size": "50-249"},
            "sek",
            "almi",
        ),
    ],
)
def test_what_the_table_leaves_open_shows_both(rule, answers, lead, rival):
    found = routed(**answers)
    assert found.near
    assert [s.organisation for s in found.suggestions[:2]] == [lead, rival]
    assert rule in reasons_of(found, lead)
    assert reasons_of(found, rival)


def test_a_delivered_and_unpaid_deal_says_what_ekn_can_no_longer_do():
    found = routed(needs="payment-risk", deal="delivered-unpaid")
    assert found.lead == "ekn"
    assert "försäkrar inte i efterhand" in reasons_of(found, "ekn")["risk-unpaid"]


def test_a_reason_names_the_answers_that_made_it():
    found = routed(needs=["financing", "market-info"], first_need="financing", money="equity")
    reason = found.suggestions[0].reasons[0]
    assert reason.answers == (("first_need", "financing"), ("money", "equity"))


def test_a_reason_names_the_country_and_place_behind_a_derived_fact():
    found = routed(needs="regulations", market=["DE", "FR"])
    assert found.suggestions[0].reasons[0].answers == (
        ("needs", "regulations"),
        ("market", "DE"),
        ("market", "FR"),
    )
    found = routed(needs="orientation", municipality="Floda", size="2-9")
    assert ("municipality", "Lerum") in found.suggestions[0].reasons[0].answers


@pytest.mark.parametrize("rule", west().rules, ids=lambda rule: rule.id)
def test_every_reason_is_one_or_two_calm_sentences_in_both_languages(rule):
    texts = [rule.reason, *(s.reason for s in rule.support), *(c.reason for c in rule.close)]
    for text in texts:
        assert text.sv != text.en
        for words in (text.sv, text.en):
            assert words.endswith(".")
            assert words.count(". ") <= 1
            assert "!" not in words


def test_the_same_case_gives_the_version_of_the_file_that_was_used():
    assert route(west(), {}).version == west().version
    assert west().version.startswith("2026.1-")
