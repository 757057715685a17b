"""Rows for statistics: what stands in them, what never does, and files that are whole or absent."""

from __future__ import annotations

import csv
import errno
import io
import json
import os
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook
from sqlalchemy import insert
from sqlmodel import Session

from bot.centre.load import load
from bot.centre.model import Centre
from bot.desk import casepage, export, filing
from bot.desk.labels import Labels, Period
from bot.desk.sums import Place, shown_municipalities, sums
from bot.desk.sumsheet import sum_cells
from bot.desk.work import Refused
from bot.storage.engine import Store
from bot.storage.tables import Enquiry
from bot.texts import LANGUAGES, catalogue, say
from tests.desk.register import NOW, Register

EVER = Period()


@pytest.fixture(scope="module")
def centre() -> Centre:
    return load()


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    with store.write() as session:
        yield session


@pytest.fixture
def register(session: Session) -> Register:
    return Register(session)


ANSWERS = {
    "consent": "yes",
    "municipality": "Skövde",
    "size": "10-49",
    "sector": "food",
    "stage": "sporadic",
    "market": ["DE", "NO"],
    "needs": ["payment-risk", "export-docs"],
    "urgency": "2w",
}


def whole_case(register: Register, **values: object) -> Enquiry:
    """A case with everything a row can show."""
    poster = register.member("Bo Berg", "vgr")
    company = register.company("Åkers Rökeri AB", "5560360793", "Skövde")
    case = register.case(
        poster,
        company,
        answers=dict(ANSWERS),
        status="closed",
        outcome="helped",
        lead="ekn",
        contact_name="Siv Hemlig",
        contact_phone="0500-123456",
        taken_at=NOW - timedelta(hours=45.5),
        contact_made_at=NOW - timedelta(hours=20),
        closed_at=NOW,
        **values,
    )
    register.referral(case, "sek", poster, status="declined", reason="no-capacity")
    register.referral(case, "ekn", poster, status="done")
    register.referral(case, "handelskammaren", poster, role="support", status="done")
    return case


def all_rows(session: Session, centre: Centre, **how: object) -> list[export.Row]:
    return list(export.rows(session, centre, "sv", **how))  # type: ignore[arg-type]


def read_csv(path: Path) -> list[list[str]]:
    words = path.read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(words, newline=""), delimiter=";"))


def test_a_row_holds_times_words_and_counts(
    session: Session, centre: Centre, register: Register
) -> None:
    case = whole_case(register)
    (row,) = all_rows(session, centre)
    assert row.number == case.id
    assert row.opened is not None
    assert row.opened.isoformat() == "2026-05-17T14:00:00+02:00"
    assert (row.status.words, row.poster and row.poster.words) == (
        "Avslutat",
        "Västra Götalandsregionen",
    )
    assert row.lead is not None
    assert row.lead.code == "ekn"
    assert [support.code for support in row.supports] == ["handelskammaren"]
    assert [need.code for need in row.needs] == ["payment-risk", "export-docs"]
    assert row.needs[0].words == centre.need("payment-risk").label.sv
    assert row.sub_region is not None
    assert row.sub_region.words == "Skaraborg"
    assert [market.words for market in row.markets] == ["Tyskland", "Norge"]
    assert (row.declined, row.returned, row.hours_to_taken) == (1, 0, 2.5)
    assert row.in_time is True


def test_english_words_for_an_english_reader(
    session: Session, centre: Centre, register: Register
) -> None:
    whole_case(register)
    (row,) = export.rows(session, centre, "en")
    assert row.status.words == "Closed"
    assert [market.words for market in row.markets] == ["Germany", "Norway"]
    assert export.head("en")[0] == "Case"


def test_the_company_is_named_with_consent_only(
    session: Session, centre: Centre, register: Register
) -> None:
    poster = register.member()
    company = register.company("Kanariefågeln AB", "5560360793", "Hjo")
    for consent in ("yes", "no", ""):
        register.case(poster, company, consent=consent, answers={**ANSWERS, "municipality": "Hjo"})
    named, refused, unanswered = all_rows(session, centre)
    assert (named.company, named.organisation_number) == ("Kanariefågeln AB", "5560360793")
    assert named.municipality is not None
    for row in (refused, unanswered):
        assert (row.company, row.organisation_number, row.municipality) == ("", "", None)
        assert row.sub_region is not None


def test_persons_and_free_text_are_in_no_file(
    session: Session, centre: Centre, register: Register, tmp_path: Path
) -> None:
    case = whole_case(register, need="Fritextkanarie", contact_when="Kanarietid", secrecy="Tyst")
    register.log(case, "noted", words="Loggkanarie")
    export.write_csv(tmp_path / "a.csv", export.rows(session, centre, "sv"), "sv")
    export.write_json(tmp_path / "a.json", export.rows(session, centre, "sv"))
    written = (tmp_path / "a.csv").read_text("utf-8") + (tmp_path / "a.json").read_text("utf-8")
    for word in ("Bo Berg", "Siv", "123456", "kanarie", "Kanarie", "Tyst"):
        assert word not in written


def test_a_code_nobody_knows_any_more_is_shown_as_the_code(
    session: Session, centre: Centre, register: Register
) -> None:
    poster = register.member(organisation="bortglomd")
    answers = {**ANSWERS, "size": "3000", "needs": ["gammalt-behov"], "municipality": "Atlantis"}
    register.case(poster, answers=answers, status="odd", outcome="lost", lead="horna")
    (row,) = all_rows(session, centre)
    cells = export.cells(row, "sv")
    for code in ("bortglomd", "3000", "gammalt-behov", "Atlantis", "odd", "lost", "horna"):
        assert code in cells
    assert row.sub_region is None


def test_only_the_period_asked_for(session: Session, centre: Centre, register: Register) -> None:
    poster = register.member()
    for hours in (100, 50, 10):
        register.case(poster, hours_ago=hours)
    since, until = NOW - timedelta(hours=60), NOW - timedelta(hours=10)
    assert [row.number for row in all_rows(session, centre, since=since, until=until)] == [2]


def test_days_of_a_period_are_local_and_whole(centre: Centre) -> None:
    period = Period.of_days(centre, date(2026, 3, 1), date(2026, 3, 31))
    assert period.since == datetime(2026, 2, 28, 23, tzinfo=UTC)
    assert period.until == datetime(2026, 3, 31, 22, tzinfo=UTC)


def test_a_case_nobody_took_misses_the_meter_only_when_the_time_is_out(
    session: Session, centre: Centre, register: Register
) -> None:
    register.case(register.member(), hours_ago=2)
    assert [row.in_time for row in all_rows(session, centre)] == [None]
    assert [row.in_time for row in all_rows(session, centre, now=NOW)] == [None]
    later = NOW + timedelta(days=3)
    assert [row.in_time for row in all_rows(session, centre, now=later)] == [False]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_formula_typed_by_somebody_is_text_in_every_spreadsheet(
    session: Session, centre: Centre, register: Register, tmp_path: Path, start: str
) -> None:
    typed = f'{start}HYPERLINK("http://example.test";"klicka")'
    register.case(register.member(), register.company(typed))
    rows = all_rows(session, centre)
    export.write_csv(tmp_path / "a.csv", rows, "sv")
    column = export.head("sv").index("Företag (med samtycke)")
    assert read_csv(tmp_path / "a.csv")[1][column] == f"'{typed}"
    export.write_xlsx(tmp_path / "a.xlsx", rows, "sv")
    cell = load_workbook(tmp_path / "a.xlsx").worksheets[0].cell(2, column + 1)
    assert cell.data_type == "s"
    assert cell.hyperlink is None


def test_numbers_stay_numbers(tmp_path: Path) -> None:
    assert filing.harmless(-3.5) == -3.5
    filing.write_workbook(tmp_path / "a.xlsx", [filing.Sheet("A", ["n"], [[-3.5], [7]])])
    assert load_workbook(tmp_path / "a.xlsx")["A"]["A2"].value == -3.5


def test_csv_has_a_byte_order_mark_and_swedish_letters(
    session: Session, centre: Centre, register: Register, tmp_path: Path
) -> None:
    whole_case(register)
    count = export.write_csv(tmp_path / "a.csv", export.rows(session, centre, "sv"), "sv")
    assert count == 1
    raw = (tmp_path / "a.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    assert raw.count(b"\xef\xbb\xbf") == 1
    head, line = read_csv(tmp_path / "a.csv")
    assert head[0] == "Ärende"
    assert "Åkers Rökeri AB" in line
    assert "2026-05-17 14:00" in line


def test_csv_to_standard_output(session: Session, centre: Centre, register: Register) -> None:
    whole_case(register)
    out = io.StringIO()
    assert export.write_csv(out, export.rows(session, centre, "en"), "en") == 1
    assert out.getvalue().startswith("\ufeffCase;")


def test_xlsx_is_read_back_as_it_was_written(
    session: Session, centre: Centre, register: Register, tmp_path: Path
) -> None:
    whole_case(register)
    path = tmp_path / "a.xlsx"
    summed = sums(session, centre, EVER)
    rows = export.rows(session, centre, "sv")
    assert export.write_xlsx(path, rows, "sv", summed=summed) == 1
    book = load_workbook(path)
    assert book.sheetnames == ["Ärenden", "Sammanställning"]
    head, line = book["Ärenden"].iter_rows(values_only=True)
    shown = dict(zip(head, line, strict=True))
    assert str(shown["Öppnat"]) == "2026-05-17 14:00:00"
    assert shown["Företag (med samtycke)"] == "Åkers Rökeri AB"
    assert shown["Timmar tills taget"] == 2.5
    assert shown["Behov, koder"] == "payment-risk; export-docs"
    cells = {row[0]: row[1] for row in book["Sammanställning"].iter_rows(values_only=True)}
    assert cells["Unika företag"] == 1
    assert "Taget inom 24-timmarsmålet" in shown


def test_xlsx_takes_control_letters_emoji_and_very_long_texts(tmp_path: Path) -> None:
    long = "😀" * 40_000
    sheet = filing.Sheet("A", ["x"], [["a\x00b\x1bc"], ["עברית 😀"], [long]])
    filing.write_workbook(tmp_path / "a.xlsx", [sheet])
    page = load_workbook(tmp_path / "a.xlsx")["A"]
    assert page["A3"].value == "עברית 😀"
    assert page["A4"].value.endswith("…")
    assert len(page["A4"].value.encode("utf-16-le")) // 2 <= filing.CELL_LENGTH


def test_a_sheet_that_is_full_goes_on_in_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filing, "SHEET_ROWS", 3)
    filing.write_workbook(tmp_path / "a.xlsx", [filing.Sheet("A", ["n"], ([n] for n in range(7)))])
    book = load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["A", "A 2", "A 3"]
    assert [page.max_row for page in book.worksheets] == [4, 4, 2]


def test_json_has_codes_with_their_words(
    session: Session, centre: Centre, register: Register, tmp_path: Path
) -> None:
    whole_case(register)
    whole_case_without_number(register)
    assert export.write_json(tmp_path / "a.json", export.rows(session, centre, "sv")) == 2
    first, second = json.loads((tmp_path / "a.json").read_text("utf-8"))
    assert first["lead"]["code"] == "ekn"
    assert first["in_time"] is True
    assert first["opened"] == "2026-05-17T14:00:00+02:00"
    assert second["outcome"] is None


def whole_case_without_number(register: Register) -> None:
    register.case(register.member("Ny"), register.company("Nytt"))


def full_disk(*_args: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("ending", ["csv", "json", "xlsx", "html"])
def test_a_full_disk_says_so_and_leaves_the_old_file(
    session: Session,
    centre: Centre,
    register: Register,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    ending: str,
) -> None:
    case = whole_case(register)
    folder = tmp_path / "out"
    folder.mkdir()
    path = folder / f"a.{ending}"
    path.write_text("gammalt")
    monkeypatch.setattr(os, "fsync", full_disk)
    rows = all_rows(session, centre)
    writers: dict[str, Callable[[], object]] = {
        "csv": lambda: export.write_csv(path, rows, "sv"),
        "json": lambda: export.write_json(path, rows),
        "xlsx": lambda: export.write_xlsx(path, rows, "sv"),
        "html": lambda: export.write_case(path, session, centre, 1, "sv"),
    }
    with pytest.raises(Refused) as refused:
        writers[ending]()
    assert "disken är full" in say(refused.value.reply, "sv")
    assert path.read_text() == "gammalt"
    assert list(folder.iterdir()) == [path]
    assert case.id == 1


def test_rows_that_fail_half_way_leave_no_file(tmp_path: Path) -> None:
    def rows() -> Iterator[list[int]]:
        yield [1]
        raise RuntimeError("the database went away")

    with pytest.raises(RuntimeError):
        filing.write_workbook(tmp_path / "a.xlsx", [filing.Sheet("A", ["n"], rows())])
    with pytest.raises(RuntimeError):
        filing.write_csv_rows(tmp_path / "a.csv", ["n"], rows())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("path", "words"),
    [("saknas/a.csv", "mappen finns inte"), ("mapp", "är en mapp")],
)
def test_a_place_that_cannot_be_written_is_said(tmp_path: Path, path: str, words: str) -> None:
    (tmp_path / "mapp").mkdir()
    with pytest.raises(Refused) as refused:
        filing.write_text(tmp_path / path, "x")
    assert words in say(refused.value.reply, "sv")
    assert [found.name for found in tmp_path.iterdir()] == ["mapp"]


def test_files_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    filing.write_text(tmp_path / "a.txt", "x")
    assert (tmp_path / "a.txt").stat().st_mode & 0o077 == 0


def test_many_rows_are_not_held_in_memory(store: Store, centre: Centre, tmp_path: Path) -> None:
    with store.write() as session:
        poster = Register(session).member()
        need = "x" * 2000
        session.execute(
            insert(Enquiry),
            [
                {
                    **Enquiry(
                        poster_id=poster.id,
                        poster_organisation="almi",
                        need=need,
                        opened_at=NOW,
                        stepped_at=NOW,
                    ).model_dump(exclude={"id"})
                }
                for _ in range(6000)
            ],
        )
    with store.read() as session:
        tracemalloc.start()
        with (tmp_path / "a.csv").open("w") as file:
            assert export.write_csv(file, export.rows(session, centre, "sv"), "sv") == 6000
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 6_000_000


# --- sums


def test_sums_count_companies_once_and_tell_new_from_returning(
    session: Session, centre: Centre, register: Register
) -> None:
    poster = register.member()
    old, new = register.company("Gammal"), register.company("Ny")
    register.case(poster, old, hours_ago=500)
    for company in (old, old, new, None):
        register.case(poster, company)
    found = sums(session, centre, Period(NOW - timedelta(hours=100), NOW))
    assert (found.cases, found.companies, found.unnamed_cases) == (4, 2, 1)
    assert (found.new_companies, found.returning_companies) == (1, 1)


def test_sums_show_who_referred_to_whom(
    session: Session, centre: Centre, register: Register
) -> None:
    whole_case(register)
    found = sums(session, centre, EVER)
    assert found.matrix["vgr", "sek"].declined == 1
    assert found.matrix["vgr", "ekn"].accepted == 1
    assert found.co_handled == 1
    assert found.referred == 1
    names = [centre.organisation(slug).name for slug in ("vgr", "sek")]
    assert (*names, 1, 0, 1, 0) in list(sum_cells(found, "sv"))


def test_sums_tell_taking_and_first_contact(
    session: Session, centre: Centre, register: Register
) -> None:
    whole_case(register)
    register.case(register.member(), hours_ago=1)
    found = sums(session, centre, EVER, now=NOW)
    assert (found.taken, found.taken_in_time, found.meter_of) == (1, 1, 1)
    assert (found.contact_made, found.contact_in_time) == (1, 1)
    assert (found.hours_to_taken, found.hours_to_contact) == (2.5, 28.0)


def test_a_voided_case_is_counted_nowhere(
    session: Session, centre: Centre, register: Register
) -> None:
    register.case(register.member(), status="void")
    assert sums(session, centre, EVER).cases == 0


def test_unmet_needs_are_gaps_and_what_was_given_back(
    session: Session, centre: Centre, register: Register
) -> None:
    poster = register.member()
    register.case(poster, answers={"needs": ["tender"]}, outcome="gap", status="closed")
    back = register.case(poster, answers={"needs": ["fairs"]})
    register.referral(back, "een", poster, status="left")
    register.case(poster, answers={"needs": ["ip"]})
    assert dict(sums(session, centre, EVER).unmet) == {"tender": 1, "fairs": 1}


def test_what_came_of_it_later_is_told_in_words(
    session: Session, centre: Centre, register: Register
) -> None:
    effect = centre.effects[0]
    register.case(register.member(), later={"3": effect.code, "12": "forgotten"})
    cells = list(sum_cells(sums(session, centre, EVER), "sv"))
    assert ("Resultat efter 3 månader", "Antal") in cells
    assert (effect.label.sv, 1) in cells
    assert ("forgotten", 1) in cells


def places(**companies: int) -> dict[str, Place]:
    """Places with so many companies, one case each."""
    found, number = {}, 0
    for name, count in companies.items():
        found[name] = Place(count, set(range(number, number + count)))
        number += count
    return found


@pytest.mark.parametrize(
    ("given", "shown", "others"),
    [
        ({"A": 9, "B": 7}, {"A", "B"}, 0),
        ({"A": 9, "B": 7, "C": 2}, {"A"}, 9),
        ({"A": 9, "B": 3, "C": 2}, {"A"}, 5),
        ({"A": 4}, set(), 4),
        ({"A": 9, "B": 4}, set(), 13),
    ],
)
def test_fewer_than_five_in_a_municipality_cannot_be_worked_out(
    given: dict[str, int], shown: set[str], others: int
) -> None:
    visible, pooled = shown_municipalities(places(**given))
    assert set(visible) == shown
    assert pooled.cases == others


def test_five_cases_of_one_company_are_still_one_company() -> None:
    visible, pooled = shown_municipalities({"Hjo": Place(5, {1})})
    assert visible == {}
    assert pooled.cases == 5


def test_a_small_municipality_is_not_named_in_the_sheet(
    session: Session, centre: Centre, register: Register
) -> None:
    poster = register.member()
    for number, place in enumerate(["Skövde"] * 6 + ["Vara"] * 5 + ["Hjo"] * 2):
        register.case(poster, register.company(f"F{number}"), answers={"municipality": place})
    cells = [
        row for row in sum_cells(sums(session, centre, EVER), "sv") if row[:1] == ("Skaraborg",)
    ]
    assert cells == [
        ("Skaraborg", "", 13),
        ("Skaraborg", "Skövde", 6),
        ("Skaraborg", "Övriga kommuner", 7),
    ]


# --- one case whole


def test_a_case_file_holds_all_and_the_version_that_routed_it(
    session: Session, centre: Centre, register: Register
) -> None:
    case = whole_case(register, need="Vill sälja rökt ål", consent="no")
    taker = register.member("Eva Ask", "ekn")
    register.log(case, "accepted", taker, args={"role": "lead", "member": taker.id})
    register.log(case, "noted", taker, words="Ring efter tio")
    register.log(case, "expired", args={"organisation": "sek"})
    found = export.case_file(session, centre, case.id or 0, "sv")
    assert found["centre_file"]["routed_by"] == "2026.1-abc"
    assert found["company"]["name"] == "Åkers Rökeri AB"
    assert found["contact"]["phone"] == "0500-123456"
    assert found["need"] == "Vill sälja rökt ål"
    answered = {row["id"]: [one["words"] for one in row["answers"]] for row in found["answers"]}
    assert answered["market"] == ["Tyskland", "Norge"]
    accepted, noted, expired = found["log"]
    assert (accepted["who"], accepted["details"]) == ("Eva Ask", "huvudansvarig, Eva Ask")
    assert (noted["words"], noted["step"]) == ("Ring efter tio", "Anteckning")
    assert expired["who"] == "Exportlots"
    assert found["referrals"][0]["status"] == "Tackat nej"
    json.dumps(found)


def test_a_case_file_for_people_escapes_what_was_typed(
    session: Session, centre: Centre, register: Register, tmp_path: Path
) -> None:
    case = whole_case(register, need="<script>alert(1)</script> \x1b[31m & så")
    for ending in ("html", "txt", "json"):
        export.write_case(tmp_path / f"a.{ending}", session, centre, case.id or 0, "sv")
    page = (tmp_path / "a.html").read_text("utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    plain = (tmp_path / "a.txt").read_text("utf-8")
    assert "\x1b" not in plain
    assert "version 2026.1-abc" in plain
    assert "Tyskland" in plain


def test_a_member_without_a_name_is_a_former_member(
    session: Session, centre: Centre, register: Register
) -> None:
    case = register.case(register.member("", "almi"))
    found = export.case_file(session, centre, case.id or 0, "sv")
    assert found["poster"] == "tidigare främjare vid " + centre.organisation("almi").name


def test_no_such_case_and_no_such_ending_are_said(
    session: Session, centre: Centre, register: Register, tmp_path: Path
) -> None:
    case = whole_case(register)
    with pytest.raises(Refused, match=r"export\.no_case"):
        export.case_file(session, centre, 99, "sv")
    with pytest.raises(Refused, match=r"export\.ending"):
        export.write_case(tmp_path / "a.docx", session, centre, case.id or 0, "sv")


# --- words


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_column_status_and_step_has_words(lang: str, centre: Centre) -> None:
    known = catalogue(lang)  # type: ignore[arg-type]
    labels = Labels(centre, lang)  # type: ignore[arg-type]
    assert all(title for title in export.head(lang))  # type: ignore[arg-type]
    for name in (*casepage._LOG_COLUMNS, *casepage._REFERRAL_COLUMNS):
        assert f"export.field.{name}" in known
    from bot.centre.lifecycle import Offer, Status

    assert all(labels.status(status).words != status for status in Status)
    assert all(labels.offer(offer) != offer for offer in Offer)


def test_the_same_texts_in_both_languages() -> None:
    ours = [
        {code for code in catalogue(lang) if code.startswith(("export.", "privacy."))}
        for lang in LANGUAGES
    ]
    assert ours[0] == ours[1]


def test_a_place_adds_up() -> None:
    one = replace(Place(1, {1}))
    one.add(Place(2, {1, 2}))
    assert (one.cases, one.whose) == (3, {1, 2})
