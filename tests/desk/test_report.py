"""The coordinator's report: a workbook of a period, in private, without what may not be told."""

from __future__ import annotations

from base64 import b64decode
from datetime import date, timedelta
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from bot.desk import report
from bot.desk.replies import File, Outcome
from tests.centre_at_work import CentreAtWork, said
from tests.desk import gathering
from tests.desk.cast import codes, listening


def _file(outcome: Outcome) -> File:
    return next(block for block in outcome.private if isinstance(block, File))


def _book(outcome: Outcome) -> Workbook:
    return load_workbook(BytesIO(b64decode(_file(outcome).content)))


def _everything(book: Workbook) -> str:
    cells = (cell for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row)
    return "\n".join(str(cell) for cell in cells if cell is not None)


def _sums(book: Workbook) -> dict[str, object]:
    """The figures beside their measures."""
    rows = list(book.worksheets[1].iter_rows(values_only=True))
    return {str(row[0]): row[1] for row in rows if row[0]}


def test_the_year_comes_as_a_workbook_in_private(room: CentreAtWork) -> None:
    room.opened_and_taken()
    room.open("petra", offer_to="nobody")
    with listening(room) as heard:
        outcome = room.do("karin", "report", words="2026")
    assert heard.notices == []
    assert outcome.aloud == ()
    assert _file(outcome).name == "exportcenter-vastra-gotaland-2026.xlsx"
    assert _file(outcome).media == report.XLSX
    book = _book(outcome)
    assert book.sheetnames == ["Ärenden", "Sammanställning", "Träffar"]
    assert book.worksheets[0].max_row == 3
    sums = _sums(book)
    assert (sums["Ärenden"], sums["Tagna av en namngiven person"]) == (2, 1)


def test_a_report_is_in_the_coordinators_language(room: CentreAtWork) -> None:
    room.open("sara")
    room.do("karin", "profile", name="Karin Holm", lang="en", sent="yes")
    assert _book(room.do("karin", "report")).sheetnames[2] == "Meetings"


def test_a_company_without_consent_is_not_in_it(room: CentreAtWork) -> None:
    room.open("sara", company="Synliga AB", consent="yes")
    room.open("sara", company="Hemliga AB", consent="no", q_municipality="Dals-Ed")
    told = _everything(_book(room.do("karin", "report")))
    assert "Synliga AB" in told
    assert "Hemliga" not in told
    assert "Dals-Ed" not in told


def test_few_companies_in_a_municipality_are_told_together(room: CentreAtWork) -> None:
    for number in range(6):
        room.open("sara", company=f"Stora {number} AB", q_municipality="Borås")
    for number in range(2):
        room.open("sara", company=f"Lilla {number} AB", consent="no", q_municipality="Svenljunga")
    book = _book(room.do("karin", "report"))
    places = {row[1]: row[2] for row in book.worksheets[1].iter_rows(values_only=True) if row[1]}
    assert "Svenljunga" not in _everything(book)
    assert "Borås" not in places, "beside the total it would give the small one away"


def test_text_that_looks_like_a_formula_stays_text(room: CentreAtWork) -> None:
    room.open("sara", company='=HYPERLINK("http://x";"y")')
    gathering.gather(room, title="=1+1", day=date(2026, 12, 15))
    book = _book(room.do("karin", "report"))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    held = [cell for cell in cells if str(cell.value).startswith("=")]
    assert {cell.value for cell in held} >= {"=1+1"}
    assert all(cell.data_type == "s" for cell in held)


# --- which period


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("", "2026"),
        ("2026", "2026"),
        ("2025", "2025"),
        ("2026 kvartal 4", "2026-q4"),
        ("Q1 2026", "2026-q1"),
        ("2026-q2", "2026-q2"),
        ("2026-11", "2026-11"),
    ],
)
def test_which_period(room: CentreAtWork, words: str, name: str) -> None:
    room.open("sara")
    outcome = room.do("karin", "report", words=words)
    assert _file(outcome).name == f"exportcenter-vastra-gotaland-{name}.xlsx"
    counted = _sums(_book(outcome))["Ärenden"]
    assert counted == (1 if name in ("2026", "2026-q4", "2026-11") else 0)


@pytest.mark.parametrize(
    ("words", "why"),
    [("blåbär", "report.which"), ("2026-13", "report.which"), ("2027", "report.ahead")],
)
def test_a_period_that_is_none_is_asked_about(room: CentreAtWork, words: str, why: str) -> None:
    outcome = room.do("karin", "report", words=words)
    assert not outcome.done
    assert codes(outcome) == {why}


def test_more_cases_than_a_chat_takes_are_sent_to_the_server(
    room: CentreAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "MOST", 1)
    room.open("sara")
    assert room.do("karin", "report").done
    room.open("sara")
    outcome = room.do("karin", "report")
    assert codes(outcome) == {"report.too_long"}
    assert "exportlots export --format xlsx --since 2026-01-01 --until 2026-12-31" in said(outcome)


@pytest.mark.parametrize("user", ["sara", "ture"])
def test_nobody_else_gets_it(room: CentreAtWork, user: str) -> None:
    outcome = room.do(user, "report", words="2026")
    assert not outcome.done
    assert codes(outcome) == {"refused.coordinators_only"}


# --- meetings


def _meetings(room: CentreAtWork) -> list[tuple[object, ...]]:
    sheet = _book(room.do("karin", "report", words="2026")).worksheets[2]
    return list(sheet.iter_rows(values_only=True))


def test_a_meeting_is_counted_with_what_came_of_it(room: CentreAtWork) -> None:
    presented = room.opened_and_taken(company="Redan AB")
    number = gathering.gather(room)
    gathering.come(room, number, "maria", "sara")
    assert room.do("sara", "present", meeting=number, case=presented).done
    gathering.wake(room, "2026-12-16T09:30")
    met = {"presented": (str(presented),), "companies": "Nya AB, Mark\nTredje AB"}
    assert room.do("maria", "met", meeting=number, **met).done
    assert room.do("sara", "met", meeting=number, companies="nya ab, Mark").done
    first = next(one for one in gathering.encounters(room) if one.company == "Nya AB")
    new = room.open("maria", company="Nya AB", encounter=first.id or 0)
    assert room.do("maria", "take", case=new).done
    assert room.do("maria", "contact", case=new).done
    head, row, _gap, total = _meetings(room)
    assert head[0] == "Dag"
    assert row[:3] == ("2026-12-15", "Export boost", "Export boost Borås")
    assert row[4:] == (2, 1, 3, 1, 1)
    assert total[0] == "Tillsammans"
    assert total[4:] == row[4:]


def test_a_contact_after_more_than_two_weeks_is_no_follow_up(room: CentreAtWork) -> None:
    presented = room.opened_and_taken(company="Redan AB")
    number = gathering.gather(room)
    gathering.come(room, number, "maria")
    assert room.do("sara", "present", meeting=number, case=presented).done
    gathering.wake(room, "2026-12-16T09:30")
    assert room.do("maria", "met", meeting=number, presented=(str(presented),)).done
    room.now += timedelta(days=20)
    room.do("maria", "contact", case=presented)
    assert _meetings(room)[1][4:] == (1, 1, 1, 0, 0)


def test_whom_a_visit_was_to_is_not_told(room: CentreAtWork) -> None:
    gathering.gather(room, kind="visit", title="Besök på Hemliga AB")
    row = _meetings(room)[1]
    assert "Hemliga" not in str(row)
    assert row[1] == row[2]


def test_a_cancelled_meeting_is_not_counted(room: CentreAtWork) -> None:
    number = gathering.gather(room)
    gathering.cancel(room, number)
    assert len(_meetings(room)) == 1


def test_the_period_is_told_in_words(room: CentreAtWork) -> None:
    room.open("sara")
    told = {words: said(room.do("karin", "report", words=words)) for words in ("", "q4 2026")}
    assert told[""].startswith("Rapporten för 2026: ett ärende")
    assert told["q4 2026"].startswith("Rapporten för kvartal 4 2026: ett ärende")
