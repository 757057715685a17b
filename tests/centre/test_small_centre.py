"""Another region writes its own file, and nothing in the code knows Västra Götaland."""

from datetime import date, time
from pathlib import Path

import bot.centre
from bot.centre.checklist import asked, clean
from bot.centre.coverage import holes, who_leads
from bot.centre.routing import FALLBACK, route
from tests.centre.centres import reasons_of, small, west


def routed(*left_out: str, **raw: object):
    return route(small(), clean(small(), raw), frozenset(left_out))


def test_it_has_its_own_organisations_needs_and_places():
    centre = small()
    assert [o.slug for o in centre.members_organisations] == [
        "kustregionen",
        "kustbanken",
        "fyrhuset",
    ]
    assert [need.code for need in centre.needs] == ["start", "market", "money", "papers"]
    assert clean(centre, {"municipality": "grynnsund"}) == {"municipality": "Grynnan"}
    assert centre.working_hours.opens == time(7, 30)
    assert centre.working_hours.extra_closed == (date(2027, 5, 7),)


def test_it_routes_by_its_own_rules():
    found = routed(needs="market", market="NO", municipality="Grynnan")
    assert (found.lead, found.support) == ("fyrhuset", ("kustskolan",))
    assert reasons_of(found, "fyrhuset") == {"market-near": "Fyrhuset kan grannländerna."}
    assert routed(needs="market", market="JP", municipality="Grynnan").lead == "kustregionen"
    assert routed(needs="money", boat="yes").lead == "kustbanken"
    assert routed(municipality="outside").out_of_scope.code == "elsewhere"


def test_it_asks_its_own_questions():
    found = routed(needs="market", municipality="Grynnan")
    assert (found.question, found.near) == ("market", True)
    assert "boat" in [q.id for q in asked(small(), clean(small(), {"needs": "money"}))]


def test_its_gates_and_fallback_are_its_own():
    found = routed(needs="papers", municipality="Skärhult")
    assert found.lead == "kustregionen"
    assert FALLBACK in reasons_of(found, "kustregionen")
    assert [s.organisation for s in found.gated] == ["fyrhuset"]


def test_its_holes_are_found():
    found = [(hole.need, hole.lead, hole.places) for hole in holes(small())]
    assert found == [
        ("money", "kustregionen", ("Grynnan", "Skärhult")),
        ("papers", "kustregionen", ("Skärhult",)),
    ]
    assert len(who_leads(small())) == 4 * 2 * 2


def test_the_code_names_no_organisation_or_need_of_a_region():
    names = {o.slug for o in west().organisations} | {need.code for need in west().needs}
    names |= {rule.id for rule in west().rules} - {"voucher"}
    code = [
        path.read_text(encoding="utf-8")
        for path in Path(bot.centre.__file__).parent.glob("*.py")
        if path.stem != "reading"
    ]
    assert code
    found = {name for name in names for text in code if f'"{name}"' in text}
    assert not found
