"""A faulty centre file: each sort of fault is found, on its line, with what would be right."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.centre.load import Fault, FaultyCentre, load
from tests.centre.centres import SMALL

TEXT = SMALL.read_text(encoding="utf-8")


def faults_in(text: str, folder: Path) -> tuple[Fault, ...]:
    path = folder / "centre.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(FaultyCentre) as refused:
        load(path)
    return refused.value.faults


def changed(old: str, new: str) -> tuple[str, int]:
    """The small centre with one change, and the line on which the changed place begins."""
    assert old in TEXT
    return TEXT.replace(old, new, 1), TEXT[: TEXT.index(old)].count("\n") + 1


CASES = [
    ("misspelt key", "    lead: kustbanken", "    laed: kustbanken", 0, "'laed'", "`lead`"),
    ("unknown top key", "version:", "colour: red\nversion:", 0, "'colour'", "Remove"),
    ("missing key", "    short: Kustbanken\n", "", -2, "'short' is missing", "`short:`"),
    ("missing language", "en: Fyrhuset has the forms.", "", 0, "has no en", "`en:`"),
    ("third language", "en: Near", "en: Near, de: Nah", 0, "de is no language", "`sv` and `en`"),
    ("label as plain text", "label: {sv: Nära, en: Near}", "label: Nära", 0, "both", "{sv:"),
    ("wrong type", "journey: 1", "journey: first", 0, "whole number", "digits"),
    ("bad date", "2027-05-07", "2027-15-07", 0, "not a date", "2026-11-23"),
    ("bad time", "opens: 07:30", "opens: half past", 0, "time of day", "08:00"),
    ("closes first", "opens: 07:30", "opens: 17:30", -1, "closes before", "before `closes`"),
    ("bad choice", "kind: supporting", "kind: sponsor", 0, "possible values", "'supporting'"),
    ("bad weekday", "opens: 07:30", "weekdays: [sunnday]\n  opens: 07:30", 0, "whole", "digits"),
    ("unknown lead", "lead: kustbanken", "lead: kustbankem", 0, "kustbankem", "kustbanken"),
    ("supporting lead", "lead: kustbanken", "lead: kustskolan", 0, "never leads", "kustbanken"),
    ("unknown support", "organisation: kustskolan", "organisation: x", 0, "'x'", "kustskolan"),
    ("unknown need", "need: papers", "need: paper", 0, "no need 'paper'", "'papers'"),
    ("unknown question", "{boat: yes}", "{boot: yes}", 0, "no question 'boot'", "'boat'"),
    ("unknown code", "{boat: yes}", "{boat: maybe}", 0, "boat has no answer 'maybe'", "yes"),
    ("unknown area", "area: fyr-area}\n", "area: sea}\n", 0, "area has no answer", "fyr-area"),
    ("unknown region", "regions: [near]", "regions: [naer]", 0, "'naer'", "'near'"),
    ("unknown place", "[Grynnan]}", "[Grynan]}", 0, "'Grynan'", "'Grynnan'"),
    ("unknown coordinator", "tion: kustregionen", "tion: kust", 0, "'kust'", "kustregionen"),
    ("unknown desk need", "needs: [money]", "needs: [mony]", 0, "'mony'", "'money'"),
    ("unknown missing", "{several: needs}", "{several: need}", 0, "'need'", "'needs'"),
    ("twice the same key", "slug: nordkusten", "slug: a\nslug: nordkusten", 1, "already", "Keep"),
    ("twice the same rule", "id: papers", "id: begin", 0, "already used on line", "own"),
    ("twice the same code", "code: no, sv: Nej", "code: yes, sv: Nej", 0, "'yes'", "own"),
    ("twice the same slug", "slug: fyrhuset", "slug: kustbanken", 0, "kustbanken", "own"),
    ("twice the same place", "[Grynnsund]", "[Skärhult]", 4, "'Skärhult'", "own"),
    ("twice the same number", "number: 6", "number: 5", -1, "number '5'", "own"),
    ("need without a rule", "need: papers", "need: money", None, "the need 'papers'", "Add a"),
]


@pytest.mark.parametrize(
    ("old", "new", "below", "wrong", "right"),
    [case[1:] for case in CASES],
    ids=[case[0] for case in CASES],
)
def test_a_fault_is_found_on_its_line_with_what_would_be_right(
    old, new, below, wrong, right, tmp_path
):
    text, line = changed(old, new)
    found = faults_in(text, tmp_path)
    fault = next((f for f in found if wrong in f.wrong), None)
    assert fault is not None, found
    assert right in fault.right
    if below is not None:
        assert fault.line == line + below, fault


def test_an_essential_question_may_not_be_left_out(tmp_path):
    text, _ = changed("id: first_need", "id: first")
    found = faults_in(text, tmp_path)
    assert any("no question 'first_need'" in fault.wrong for fault in found)


def test_a_rule_behind_one_that_always_fits_can_never_decide(tmp_path):
    later = """  - id: papers-late
    need: papers
    when: {boat: yes}
    lead: kustregionen
    reason: {sv: Aldrig., en: Never.}

gates:"""
    text, line = changed("\ngates:", later)
    (fault,) = faults_in(text, tmp_path)
    assert fault.line == line
    assert fault.where == "rules[papers-late]"
    assert "rules[papers]" in fault.wrong
    assert "above" in fault.right


def test_a_rule_that_contradicts_itself_can_never_fire(tmp_path):
    text, line = changed("{boat: yes}", "{boat: yes, not: {boat: yes}}")
    (fault,) = faults_in(text, tmp_path)
    assert (fault.line, fault.where) == (line, "rules[boat-loan].when")
    assert "never fire" in fault.wrong
    assert "boat" not in fault.right


@pytest.mark.parametrize(
    "when",
    [
        "{boat: yes, any: [{boat: no}]}",
        "{boat: yes, missing: boat}",
        "{boat: yes, not: {boat: [yes, no]}}",
    ],
)
def test_other_contradictions_are_found_too(when, tmp_path):
    text, _ = changed("{boat: yes}", when)
    assert any("never fire" in fault.wrong for fault in faults_in(text, tmp_path))


def test_a_rule_whose_lead_a_gate_always_shuts_out(tmp_path):
    text, _ = changed("when: {not: {area: fyr-area}}", "when: {boat: yes}")
    text = text.replace("lead: kustbanken", "lead: fyrhuset")
    (fault,) = faults_in(text, tmp_path)
    assert "the gate 'fyr-area' always shuts it out" in fault.wrong


def test_a_question_that_is_never_asked(tmp_path):
    text, line = changed(
        "    when: {needs: money}\n", "    when: {consent: yes, not: {consent: yes}}\n"
    )
    (fault,) = faults_in(text, tmp_path)
    assert (fault.line, fault.where) == (line, "questions[boat].when")
    assert "never asked" in fault.wrong


def test_every_fault_is_told_at_once(tmp_path):
    text = TEXT.replace("lead: kustbanken", "lead: nobody")
    text = text.replace("boat: yes", "boat: maybe").replace("journey: 1", "journey: x")
    text = text.replace("en: Fyrhuset has the forms.", "")
    found = faults_in(text, tmp_path)
    assert len(found) == 4
    assert [fault.line for fault in found] == sorted(fault.line for fault in found)


def test_the_refusal_is_a_text_to_read(tmp_path):
    path = tmp_path / "centre.yaml"
    path.write_text(changed("lead: kustbanken", "lead: kustbankem")[0], encoding="utf-8")
    with pytest.raises(FaultyCentre) as refused:
        load(path)
    assert f"The centre file {path} has one fault:" in str(refused.value)
    assert (
        "rules[boat-loan].lead: There is no member 'kustbankem'. Perhaps 'kustbanken' is meant."
        in (str(refused.value))
    )


@pytest.mark.parametrize(
    ("text", "line", "wrong"),
    [
        ("", 1, "empty"),
        ("- a\n- b\n", 1, "list"),
        ("slug: x\n  name: [\n", 2, "not YAML"),
        ("slug: x\nname: {sv: 'a\n", 3, "not YAML"),
        ("slug: x\n\tname: y\n", 2, "not YAML"),
        ("a: 1\n---\nb: 2\n", 2, "not YAML"),
        ("slug: x\nname: &loop\n  sv: *loop\n", 3, "too deep"),
    ],
)
def test_what_is_not_a_yaml_mapping(text, line, wrong, tmp_path):
    found = faults_in(text, tmp_path)
    fault = next(f for f in found if wrong in f.wrong)
    assert fault.line == line


def test_a_file_that_is_not_there_or_not_text(tmp_path):
    with pytest.raises(FaultyCentre, match="cannot be read"):
        load(tmp_path / "nothing.yaml")
    with pytest.raises(FaultyCentre, match="cannot be read"):
        load(tmp_path)
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("slug: x\nname: Å".encode("latin-1"))
    with pytest.raises(FaultyCentre, match="line 2: The file is not in UTF-8"):
        load(latin)


@pytest.fixture(scope="module")
def scratch(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("scratch") / "centre.yaml"


@given(
    st.integers(0, TEXT.count("\n") - 1),
    st.sampled_from(["", "- x", "x: y", "x: [1, {a: b}]", "  when: x", "rules: x", "lead: [a]"]),
    st.integers(0, 12),
)
def test_whatever_a_line_becomes_the_file_is_read_or_refused_with_faults(
    scratch, line, instead, indent
):
    lines = TEXT.splitlines()
    lines[line] = " " * indent + instead
    scratch.write_text("\n".join(lines), encoding="utf-8")
    faults = faults_of(scratch)
    assert all(f.wrong and f.right and 1 <= f.line <= len(lines) for f in faults)


def faults_of(path: Path) -> tuple[Fault, ...]:
    try:
        load(path)
    except FaultyCentre as refused:
        return refused.faults or (Fault(0, "", "", ""),)
    return ()


def test_norway_yes_and_times_stay_what_was_written(tmp_path):
    path = tmp_path / "centre.yaml"
    path.write_text(TEXT.replace('"NO"', "NO"), encoding="utf-8")
    centre = load(path)
    assert "NO" in centre.markets.countries
    assert [code.code for code in centre.question("consent").codes] == ["yes", "no"]
