"""The command line: what it prints, its exit codes, and that errors are sentences."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

from bot import samples, settings
from bot.__main__ import COMMANDS, COORDINATOR, DIRECTORY, MANIFEST, main
from bot.app import open_desk
from bot.settings import load
from bot.storage import overheard, pulses
from bot.storage.engine import claim_serving, open_store
from bot.storage.tables import Correction, Notice

ROOT = Path(__file__).resolve().parent.parent
EVENING = datetime(2027, 5, 18, 18, 0, tzinfo=UTC)


@dataclass
class Said:
    """What a command printed, and its exit code."""

    code: int
    out: str
    err: str


Run = Callable[..., Said]


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the sample members and cases, made once."""
    path = tmp_path_factory.mktemp("played") / "played.sqlite"
    desk = open_desk(load(database_url=f"sqlite:///{path}", _env_file=None))
    samples.fill(desk, EVENING)
    desk.store.close()
    return path


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run a command in an empty folder, on a database of its own, in English."""
    monkeypatch.chdir(tmp_path)
    for name in settings.variables():
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LANGUAGE", "en")

    def running(*args: str, stdin: bytes = b"") -> Said:
        monkeypatch.setattr("sys.stdin", TextIOWrapper(BytesIO(stdin), encoding="utf-8"))
        with pytest.raises(SystemExit) as ended:
            main(list(args))
        said = capsys.readouterr()
        return Said(int(str(ended.value.code or 0)), said.out, said.err)

    return running


@pytest.fixture
def database(played: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """The sample database, named by the settings."""
    path = Path(shutil.copy(played, tmp_path / "exportlots.sqlite"))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    return path


# --- help and mistakes


@pytest.mark.parametrize(
    "command",
    [
        *([name] for name, _ in COMMANDS),
        *(["coordinator", name] for name, _ in COORDINATOR),
        *(["manifest", name] for name, _ in MANIFEST),
        *(["directory", name] for name, _ in DIRECTORY),
    ],
    ids=" ".join,
)
@pytest.mark.parametrize(("lang", "heading"), [("sv", "Exempel:"), ("en", "Example:")])
def test_every_command_has_help_with_an_example(
    run: Run, monkeypatch: pytest.MonkeyPatch, command: list[str], lang: str, heading: str
) -> None:
    monkeypatch.setenv("LANGUAGE", lang)
    said = run(*command, "--help")
    assert said.code == 0
    _, _, example = said.out.partition(f"\n  {heading}\n")
    assert f"exportlots {' '.join(command)}" in example.partition("\n\n")[0]


@pytest.mark.parametrize(
    "args",
    [
        ["frobnicate"],
        ["try", "--at", "whenever"],
        ["export", "--format", "doc"],
        ["export", "--since", "May"],
        ["export", "--out", "cases.doc"],
        ["export", "--format", "xlsx"],
        ["extract"],
        ["erase", "--company", "a", "--person", "b"],
        ["coordinator", "add"],
        ["manifest", "teams"],
    ],
    ids=" ".join,
)
def test_a_command_line_that_is_not_understood_ends_with_two(run: Run, args: list[str]) -> None:
    said = run(*args)
    assert said.code == 2
    assert said.err.startswith("Usage: exportlots")


def test_wrong_settings_are_told_as_sentences(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "x")
    said = run("migrate")
    assert (said.code, said.out) == (1, "")
    assert said.err == "The setting PORT cannot be used. It should be a number from 1 to 65535.\n"


# --- check


def test_check_on_a_fresh_machine_finds_nothing_that_stops(run: Run) -> None:
    said = run("check")
    assert said.code == 0
    assert "Right  The settings can be read." in said.out
    assert "does not exist yet" in said.out
    assert not Path("exportlots.sqlite").exists()


def test_check_tells_what_no_rule_covers_and_who_leads_everything(run: Run) -> None:
    said = run("check", "--coverage")
    assert "Note   No rule covers" in said.out
    rows = [line.split("\t") for line in said.out.splitlines() if "\t" in line]
    assert len(rows) > 1000
    assert all(len(row) == 7 and row[5] for row in rows)


def test_check_tells_every_fault_of_a_centre_file(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("centre.yaml").write_text("slug: x\nversion: [\n", encoding="utf-8")
    monkeypatch.setenv("CENTRE_FILE", "centre.yaml")
    said = run("check")
    assert said.code == 1
    assert re.search(r"^Wrong  .*\d", said.out, re.MULTILINE)


def test_check_says_what_is_wrong_with_the_settings(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOG_LEVEL", "loud")
    said = run("check")
    assert (said.code, said.out) == (
        1,
        "Wrong  The setting LOG_LEVEL cannot be used. "
        "It should be debug, info, warning or error.\n",
    )


def test_check_finds_a_misspelt_setting(run: Run) -> None:
    Path(".env").write_text("CENTER_FILE=x.yaml\n", encoding="utf-8")
    said = run("check")
    assert ".env has CENTER_FILE, which nobody reads. Did you mean CENTRE_FILE?" in said.out
    assert said.code == 0


def test_check_shows_what_could_not_be_sent(run: Run, database: Path) -> None:
    store = open_store(f"sqlite:///{database}", centre="vastra-gotaland")
    with store.write() as session:
        session.add(
            Notice(
                key="k",
                kind="taken",
                enquiry_id=3,
                state="parked",
                error="is_archived",
                created_at=EVENING,
                not_before=EVENING,
            )
        )
    store.close()
    said = run("check")
    assert said.code == 0
    assert "one message could not be sent and was left lying (is_archived)." in said.out


def _ticked(database: Path, ago: timedelta) -> None:
    store = open_store(f"sqlite:///{database}", centre="vastra-gotaland")
    with store.write() as session:
        pulses.beat(session, pulses.TICK, datetime.now(UTC) - ago)
    store.close()


def test_check_says_when_the_clock_last_ticked(run: Run, database: Path) -> None:
    assert "Right  The clock has not ticked yet." in run("check").out
    _ticked(database, timedelta(minutes=1))
    said = run("check")
    assert said.code == 0
    assert "Right  The clock ticks." in said.out


def test_check_is_red_when_the_clock_has_stopped_and_says_what_to_do(
    run: Run, database: Path
) -> None:
    _ticked(database, timedelta(minutes=6))
    said = run("check")
    assert said.code == 1
    assert "Wrong  The clock has stopped." in said.out
    assert "exportlots serve" in said.out


def test_check_refuses_another_centre_s_database(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path}/other.sqlite"
    open_store(url, centre="elsewhere").close()
    monkeypatch.setenv("DATABASE_URL", url)
    said = run("check")
    assert said.code == 1
    assert "elsewhere" in said.out


def test_check_online_without_a_platform_asks_nobody_and_says_what_is_off(run: Run) -> None:
    said = run("check", "--online")
    assert said.code == 0
    assert "Slack is not on." in said.out


def test_check_stops_at_a_half_configured_slack(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SLACK_BOT_TOKEN", "xoxb-1")
    said = run("check")
    assert said.code == 1
    assert "SLACK_APP_TOKEN" in said.out
    assert "xoxb-1" not in said.out


# --- route


def test_route_answers_every_line_and_goes_on_after_a_faulty_one(run: Run) -> None:
    lines = [
        '{"answers": {"needs": ["export-docs"], "municipality": "Mark"}}',
        "not json",
        "",
        '{"answers": {"needs": ["flying"]}}',
        "[1]",
        '{"answers": []}',
        '{"text": "Vi vill sälja till Norge"}',
        '{"answers": {"needs": ["export-docs"], "municipality": "outside"}}',
    ]
    said = run("route", stdin="\n".join(lines).encode())
    found = [json.loads(line) for line in said.out.splitlines()]
    assert said.code == 1
    assert ["error" in one for one in found] == [False, True, True, True, True, False, False]
    first, text, outside = found[0], found[5], found[6]
    assert set(first) == {
        "lead", "support", "suggestions", "answers", "question", "out_of_scope",
    }  # fmt: skip
    assert first["lead"] == first["suggestions"][0]["organisation"] == "handelskammaren"
    assert set(first["suggestions"][0]["reasons"][0]) == {"rule", "answers", "text"}
    assert set(text) == set(first) | {"near", "read"}
    assert text["answers"]["market"] == ["NO"]
    assert {"question": "market", "code": "NO", "words": "Norge"}.items() <= text["read"][0].items()
    assert text["lead"] == text["suggestions"][0]["organisation"]
    assert outside["lead"] is None
    assert outside["out_of_scope"]["text"]


def test_route_ends_well_when_every_line_was(run: Run) -> None:
    said = run("route", stdin=b'{"answers": {"needs": ["ip"]}}\n\xef\xbb\xbf')
    assert said.code == 1
    assert run("route", stdin=b'{"answers": {"needs": ["ip"]}}').code == 0


def test_route_prints_an_argument_for_a_person(run: Run) -> None:
    said = run("route", '{"answers": {"needs": ["export-docs"], "municipality": "Mark"}}')
    assert said.code == 0
    assert said.out.startswith("Leads: Västsvenska Handelskammaren\n  - ")


def test_route_tells_a_person_what_was_read_from_a_text(run: Run) -> None:
    said = run("route", "Vi i Skara behöver ursprungscertifikat till Kuwait")
    assert "Read: Skara (“Skara”)" in said.out
    assert "Read: Kuwait (“Kuwait”)" in said.out
    assert "Leads: Västsvenska Handelskammaren\n  - " in said.out


def test_route_asks_a_person_what_a_text_does_not_answer_yet(run: Run) -> None:
    said = run("route", "🙂")
    assert "\nAsk: " in said.out
    assert "  export-docs: " in said.out


def test_route_lets_what_is_given_win_over_what_is_read(run: Run) -> None:
    asked = {"text": "Vi i Skara behöver ursprungscertifikat", "answers": {"municipality": "Borås"}}
    said = run("route", stdin=json.dumps(asked).encode())
    assert json.loads(said.out)["answers"]["municipality"] == "Borås"


def test_a_reader_that_goes_away_is_no_error() -> None:
    many = b'{"answers": {"needs": ["ip"]}}\n' * 400
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "route"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    ) as process:  # fmt: skip
        assert process.stdin
        assert process.stdout
        assert process.stderr
        process.stdout.close()
        try:
            process.stdin.write(many)
            process.stdin.close()
        except BrokenPipeError:
            pass
        assert process.stderr.read() == b""


# --- export, extract, erase


def test_export_writes_csv_to_the_screen(run: Run, database: Path) -> None:
    said = run("export")
    assert said.code == 0
    assert len(said.out.splitlines()) == 13
    assert "Viskan Textil AB" in said.out


def test_export_takes_its_form_from_the_file(run: Run, database: Path) -> None:
    for name in ("cases.csv", "cases.json", "cases.xlsx"):
        said = run("export", "--out", name)
        assert (said.code, said.out, said.err) == (0, "", f"12 cases are now in {name}.\n")
    assert len(json.loads(Path("cases.json").read_text(encoding="utf-8"))) == 12
    assert Path("cases.xlsx").read_bytes().startswith(b"PK")


def test_export_can_be_limited_to_days(run: Run, database: Path) -> None:
    said = run("export", "--format", "json", "--since", "2027-05-17", "--until", "2027-05-17")
    opened = [row["opened"][:10] for row in json.loads(said.out)]
    assert opened
    assert set(opened) == {"2027-05-17"}


def test_export_writes_one_case_whole(run: Run, database: Path) -> None:
    assert json.loads(run("export", "--case", "1").out)["number"] == 1
    said = run("export", "--case", "1", "--out", "case.html")
    assert said.err == "Case 1 is now in case.html.\n"
    assert "<!doctype html>" in Path("case.html").read_text(encoding="utf-8")


def test_export_of_a_case_that_is_not_there_is_a_sentence(run: Run, database: Path) -> None:
    said = run("export", "--case", "999")
    assert (said.code, said.out) == (1, "")
    assert "999" in said.err
    assert "Traceback" not in said.err


def test_export_to_a_folder_that_is_not_there_is_a_sentence(run: Run, database: Path) -> None:
    said = run("export", "--out", "nowhere/cases.csv")
    assert said.code == 1
    assert "nowhere" in said.err
    assert "Traceback" not in said.err


def test_extract_prints_or_writes_what_is_stored(run: Run, database: Path) -> None:
    assert "Viskan Textil AB" in run("extract", "--company", "Viskan Textil AB").out
    said = run("extract", "--person", "Karin Holm", "--out", "karin.json")
    assert said.err.startswith("Everything about Karin Holm is now in karin.json.")
    assert json.loads(Path("karin.json").read_text(encoding="utf-8"))["subject"]["kind"] == "member"


def test_an_extract_of_a_person_notes_the_withheld_cases_it_tells_of(
    run: Run, database: Path
) -> None:
    assert run("extract", "--person", "Maria Dahl").code == 0
    with closing(sqlite3.connect(database)) as opened:
        noted = opened.execute("SELECT reader, way FROM disclosure WHERE member_id IS NULL")
        assert set(noted) == {("command-line", "extract")}


def test_extract_of_somebody_unknown_is_a_sentence(run: Run, database: Path) -> None:
    said = run("extract", "--company", "Ingenstans AB")
    assert said.code == 1
    assert "Ingenstans AB" in said.err


@pytest.mark.parametrize("answer", [b"", b"no\n", b"kanske\n"])
def test_erase_changes_nothing_without_a_yes(run: Run, database: Path, answer: bytes) -> None:
    said = run("erase", "--company", "Viskan Textil AB", stdin=answer)
    assert said.code == 1
    assert "in one case? It cannot be undone" in said.err
    assert said.err.endswith("Nothing was removed.\n")
    assert run("extract", "--company", "Viskan Textil AB").code == 0


@pytest.mark.parametrize(("args", "answer"), [((), b"ja\n"), (("--yes",), b"")])
def test_erase_removes_the_company_from_tables_and_file(
    run: Run, database: Path, args: tuple[str, ...], answer: bytes
) -> None:
    said = run("erase", "--company", "Viskan Textil AB", *args, stdin=answer)
    assert said.code == 0
    assert said.out
    assert run("extract", "--company", "Viskan Textil AB").code == 1
    assert b"Viskan" not in database.read_bytes()
    assert "searched for Viskan Textil AB" in said.out
    assert "is not closed" in said.err


def test_erase_takes_away_the_copies_of_upgrades_and_other_names(run: Run, database: Path) -> None:
    copy = database.with_name(f"{database.name}.before-0002")
    copy.write_bytes(database.read_bytes())
    with closing(sqlite3.connect(database)) as rows:
        rows.execute(
            "UPDATE enquiry SET need = 'Kallades fo\u0308rr A\u030akdon i Kinna' WHERE id = 3"
        )
        rows.commit()
    said = run("erase", "--company", "Viskan Textil AB", "--also", "Åkdon i Kinna", "--yes")
    assert said.code == 0, said.err
    assert not copy.exists()
    assert "before-0002" in said.out
    assert "Åkdon i Kinna" in said.out, "it says which words it has searched for"
    with closing(sqlite3.connect(database)) as rows:
        (need,) = rows.execute("SELECT need FROM enquiry WHERE id = 3").fetchone()
    assert need == "Kallades fo\u0308rr […]"


def test_erase_says_so_when_the_words_are_still_in_the_file(
    run: Run, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.storage import scrubbing

    monkeypatch.setattr(scrubbing, "_rewrite", lambda _engine: None)
    monkeypatch.setattr("bot.storage.connections._WRITING", ("PRAGMA synchronous=FULL",))
    said = run("erase", "--company", "Viskan Textil AB", "--yes")
    assert said.code == 1
    assert "can still be read in the database's files" in said.err
    monkeypatch.undo()
    again = run("erase", "--rewrite", "Viskan Textil AB")
    assert again.code == 0, again.err
    assert b"Viskan" not in database.read_bytes()


def test_erase_tells_how_to_go_on_when_somebody_uses_the_file(
    run: Run, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.storage import scrubbing

    def busy(_engine: object) -> None:
        raise scrubbing.InUse

    monkeypatch.setattr(scrubbing, "_rewrite", busy)
    said = run("erase", "--company", "Viskan Textil AB", "--yes")
    assert said.code == 1
    assert '--rewrite "Viskan Textil AB"' in said.err


def test_retention_tells_what_goes_and_changes_nothing(run: Run, database: Path) -> None:
    before = database.read_bytes()
    assert "there is nothing to remove" in run("retention", "--days", "0").out
    said = run("retention", "--days", "20000")
    assert said.code == 0
    assert "What was written in" in said.out
    assert database.read_bytes() == before


# --- coordinator and migrate


def test_coordinators_are_listed_added_and_removed(run: Run, database: Path) -> None:
    assert "Karin Holm\tVästra Götalandsregionen" in run("coordinator", "list").out
    assert (
        run("coordinator", "add", "sara lind", "--stand-in").out == "Sara Lind is a coordinator.\n"
    )
    assert re.search(r"Sara Lind\t.*stand-in", run("coordinator", "list").out)
    said = run("coordinator", "remove", "Sara Lind")
    assert said.out == "Sara Lind is no longer a coordinator.\n"
    assert run("coordinator", "remove", "Sara Lind").err.endswith("Nothing was changed.\n")


def test_the_last_coordinator_stays(run: Run, database: Path) -> None:
    assert run("coordinator", "remove", "Omar Haddad").code == 0
    said = run("coordinator", "remove", "Karin Holm")
    assert said.code == 1
    assert said.err.startswith("Karin Holm is the only coordinator.")
    assert "Karin Holm" in run("coordinator", "list").out


def test_an_unknown_member_is_a_sentence(run: Run, database: Path) -> None:
    said = run("coordinator", "add", "nobody@example.org")
    assert said.code == 1
    assert "nobody@example.org" in said.err


def test_migrate_makes_the_database_and_can_be_repeated(run: Run) -> None:
    for _ in range(2):
        said = run("migrate")
        assert (said.code, said.err) == (0, "")
        assert "has this version's schema" in said.out
    assert Path("exportlots.sqlite").exists()


# --- serve and try


def test_serve_refuses_a_file_that_another_serve_holds(run: Run, database: Path) -> None:
    claim = claim_serving(f"sqlite:///{database}")
    assert claim is not None
    with claim:
        said = run("serve")
    assert said.code == 1
    assert str(database) in said.err
    assert "Traceback" not in said.err


def test_serve_says_when_the_port_is_taken(
    run: Run, database: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        monkeypatch.setenv("PORT", port)
        said = run("serve")
    assert said.code == 1
    assert f"Port {port} is taken" in said.err


def start(*args: str, folder: Path, **environment: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "bot", *args],
        cwd=ROOT,
        env={**os.environ, "LANGUAGE": "en", "TMPDIR": str(folder), **environment},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def until(process: subprocess.Popen[str], part: str) -> str:
    assert process.stdout
    said: list[Any] = []
    for line in process.stdout:
        said.append(line)
        if part in line:
            return str(line)
    pytest.fail(f"{part!r} was not said: {said}")


def test_try_says_its_address_answers_and_leaves_nothing(tmp_path: Path) -> None:
    import httpx

    with start("try", "--no-open", "--empty", folder=tmp_path) as process:
        address = until(process, "http://").split()[-1]
        with start("try", "--no-open", "--empty", folder=tmp_path) as second:
            other = until(second, "http://").split()[-1]
            second.send_signal(signal.SIGTERM)
            second.communicate(timeout=15)
        assert address != other
        assert "Karin Holm" in httpx.get(address).text
        assert list(tmp_path.iterdir()) != []
        process.send_signal(signal.SIGINT)
        assert process.stdout
        assert process.stdout.read() == "The room is closed.\n"
    assert (process.returncode, second.returncode) == (0, 0)
    assert list(tmp_path.iterdir()) == []


def test_serve_answers_and_ends_gracefully(tmp_path: Path) -> None:
    import httpx

    with socket.create_server(("127.0.0.1", 0)) as free:
        port = str(free.getsockname()[1])
    url = f"sqlite:///{tmp_path}/serve.sqlite"
    with start("serve", folder=tmp_path, DATABASE_URL=url, PORT=port) as process:
        until(process, "The service is running")
        assert httpx.get(f"http://127.0.0.1:{port}/health").status_code == 200
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=15)
    assert process.returncode == 0


# -- corrections


def test_what_was_corrected_is_written_as_rows_that_no_spreadsheet_runs(
    database: Path, run: Run
) -> None:
    store = open_store(f"sqlite:///{database}", centre="vastra-gotaland", upgrade=False)
    with store.write() as session:
        for words, read, given in (("80 pers", "2-9", "50-249"), ("=2+5", "BR", "NO")):
            row = Correction(question="size", words=words, read=read, given=given, at=EVENING)
            overheard.keep_correction(session, row)
    store.close()
    said = run("corrections")
    assert said.code == 0
    assert said.out.lstrip("\ufeff").splitlines() == [
        "question;words;read;given;day",
        "size;80 pers;2-9;50-249;2027-05-18",
        "size;'=2+5;BR;NO;2027-05-18",
    ]
    written = run("corrections", "--out", "corrected.csv")
    assert "2 corrected readings are now in corrected.csv." in written.err
    assert Path("corrected.csv").read_bytes().decode("utf-8") == said.out


def test_where_nothing_was_corrected_there_is_only_the_heading(database: Path, run: Run) -> None:
    assert run("corrections").out.strip("\ufeff\r\n ") == "question;words;read;given;day"
