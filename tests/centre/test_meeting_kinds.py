"""The centre file's meetings: kinds, their defaults, and what is said of a faulty section."""

from pathlib import Path

import pytest

from bot.centre.load import FaultyCentre, load
from tests.centre.centres import SMALL, west

TEXT = SMALL.read_text(encoding="utf-8")
SECTION = """
meetings:
  remind_days: [7]
  kinds:
    - {code: fika, sv: Fika, en: Coffee}
    - {code: visit, visit: true, sv: Besök, en: Visit}
    - {code: old, retired: true, sv: Nämnd, en: Board}
"""


def written(folder: Path, section: str) -> Path:
    path = folder / "centre.yaml"
    path.write_text(TEXT + section, encoding="utf-8")
    return path


def test_the_packaged_centre_has_export_boosts_visits_and_the_partners_own_meeting():
    kinds = west().meetings
    assert [kind.code for kind in kinds.offered] == [
        "export-boost",
        "training",
        "visit",
        "partners",
        "event",
    ]
    assert [kind.code for kind in kinds.kinds if kind.visit] == ["visit"]
    assert [kind.code for kind in kinds.kinds if kind.partners] == ["partners"]
    assert kinds.remind_days == (14, 3) and kinds.remind_eve


def test_a_centre_that_says_nothing_of_meetings_has_one_kind_and_the_usual_reminders():
    meetings = load(SMALL).meetings
    assert [kind.label.sv for kind in meetings.offered] == ["Träff"]
    assert meetings.remind_days == (14, 3) and meetings.remind_eve


def test_a_centre_names_its_own_kinds_and_a_retired_one_is_still_known(tmp_path):
    meetings = load(written(tmp_path, SECTION)).meetings
    assert [kind.code for kind in meetings.offered] == ["fika", "visit"]
    old = meetings.kind("old")
    assert old is not None and old.label.en == "Board"
    assert meetings.kind("never") is None
    assert meetings.remind_days == (7,)


@pytest.mark.parametrize(
    ("old", "new", "wrong", "right"),
    [
        ("code: visit,", "code: fika,", "'fika' is already used on line", "own"),
        ("visit: true", "visit: perhaps", "neither true nor false", "`true`"),
        ("remind_days: [7]", "remind_days: [soon]", "not a whole number", "digits"),
        ("remind_days: [7]", "remind_days: [0]", "greater than or equal to 1", "Compare"),
        ("remind_days", "remind_day", "'remind_day'", "`remind_days`"),
    ],
)
def test_a_fault_in_the_section_is_found(old, new, wrong, right, tmp_path):
    with pytest.raises(FaultyCentre) as refused:
        load(written(tmp_path, SECTION.replace(old, new, 1)))
    fault = next((f for f in refused.value.faults if wrong in f.wrong), None)
    assert fault is not None, refused.value.faults
    assert right in fault.right


def test_a_section_without_a_kind_is_refused(tmp_path):
    with pytest.raises(FaultyCentre):
        load(written(tmp_path, "\nmeetings:\n  kinds: []\n"))
