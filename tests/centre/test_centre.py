"""The packaged centre: organisations, lookups, labels, and what the rules cover."""

from dataclasses import replace
from datetime import time
from time import process_time

import pytest

from bot.centre.coverage import holes, who_leads
from bot.centre.load import PACKAGED, load
from bot.centre.model import Unknown
from tests.centre.centres import west


def test_the_nine_organisations_and_academia():
    members = [organisation.slug for organisation in west().members_organisations]
    assert sorted(members) == sorted(
        [
            "almi",
            "business-sweden",
            "brg",
            "een",
            "ekn",
            "industriell-dynamik",
            "sek",
            "vgr",
            "handelskammaren",
        ]
    )
    assert west().organisation("academia").kind == "supporting"
    assert west().coordinator_organisation == "vgr"


@pytest.mark.parametrize("organisation", west().organisations, ids=lambda o: o.slug)
def test_an_organisation_has_desks_services_limits_and_is_honest_about_what_is_known(organisation):
    assert organisation.functions
    assert organisation.services
    assert organisation.limits
    assert organisation.owner
    assert organisation.last_verified is None
    assert organisation.source or organisation.verify
    for desk in organisation.functions:
        assert (desk.phone or desk.mailbox) is None
        assert "Telefon" in desk.verify or "tar emot" in (organisation.verify or "")


@pytest.mark.parametrize("rule", west().rules, ids=lambda rule: rule.id)
def test_every_rule_has_an_owner_and_a_desk_that_serves_its_need(rule):
    assert rule.owner
    lead = west().organisation(rule.lead)
    assert any(rule.need in desk.needs for desk in lead.functions)
    assert all(rule.need in desk.needs for desk in lead.functions_for(rule.need))


@pytest.mark.parametrize(
    ("address", "slug"),
    [
        ("Anna.Berg@EKN.se", "ekn"),
        ("a@post.vgregion.se", "vgr"),
        ("b@student.chalmers.se", "academia"),
        ("c@notekn.se", None),
        ("d@se", None),
        ("ekn.se", "ekn"),
        ("", None),
    ],
)
def test_the_organisation_of_an_email_address(address, slug):
    assert west().organisation_for_email(address) == slug


def test_what_is_not_there_is_told_with_what_is():
    with pytest.raises(Unknown, match=r"no organisation 'alm' .* almi, business-sweden"):
        west().organisation("alm")
    with pytest.raises(KeyError, match="no question 'hat'"):
        west().question("hat")
    with pytest.raises(Unknown, match="size has no answer 'huge'"):
        west().label("size", "huge")
    assert not west().has_organisation("alm")
    assert not west().has_question("hat")


def test_49_municipalities_and_two_of_halland_in_four_sub_regions():
    regions = [place.sub_region for place in west().municipalities]
    assert {slug: regions.count(slug) for slug in regions} == {
        "goteborgsregionen": 13,
        "sjuharad": 9,
        "fyrbodal": 14,
        "skaraborg": 15,
    }
    assert west().municipality("Hjo").sub_region == "skaraborg"
    assert west().sub_region_label("sjuharad").en == "the Borås region"


def test_outcomes_reasons_hours_and_the_goal():
    centre = west()
    assert [o.code for o in centre.outcomes] == [
        "helped",
        "partly-helped",
        "passed-on",
        "company-declined",
        "not-reached",
        "gap",
    ]
    assert [r.code for r in centre.decline_reasons if r.needs_date] == ["no-capacity"]
    assert {r.code for r in centre.decline_reasons} == {
        "outside-remit",
        "not-eligible",
        "wrong-region",
        "no-capacity",
        "conflict",
    }
    assert (centre.working_hours.opens, centre.working_hours.closes) == (time(8), time(17))
    assert centre.working_hours.weekdays == (0, 1, 2, 3, 4)
    assert centre.meter.goal == 100
    assert centre.retention.raw_text_days == 30


def test_every_label_is_in_both_languages():
    for question in west().questions:
        labels = [question.wording, *(code.label for code in question.codes)]
        assert all(label.sv and label.en for label in labels)
        assert question.wording.sv != question.wording.en


def test_the_version_changes_with_the_content(tmp_path):
    one, other = tmp_path / "one.yaml", tmp_path / "other.yaml"
    text = PACKAGED.read_text(encoding="utf-8")
    one.write_text(text, encoding="utf-8")
    other.write_text(text.replace("raw_text_days: 30", "raw_text_days: 29"), encoding="utf-8")
    assert load(one).version == west().version
    assert load(other).version != west().version


def test_the_file_is_read_quickly():
    started = process_time()
    load()
    assert process_time() - started < 1


def test_only_large_companies_fall_into_a_hole():
    found = [(hole.need, hole.sizes, hole.lead) for hole in holes(west())]
    assert found == [
        (need, ("250+",), "business-sweden")
        for need in ("ip", "tech-innovation", "eu-funding", "voucher")
    ]


def test_who_leads_tells_every_combination_and_what_is_stopped():
    table = who_leads(west())
    assert len(table) == 15 * 5 * 6 * 9
    stopped = {led.combination.municipality for led in table if led.stop}
    assert stopped == {"Kungsbacka", "Varberg"}
    assert all((led.lead is None) == (led.stop is not None) for led in table)
    asked = replace(table[0].combination, need="regulations", market="asia", size="2-9")
    (led,) = who_leads(west(), [asked])
    assert (led.lead, led.rule, led.hole) == ("business-sweden", "rules-outside-eu", False)
