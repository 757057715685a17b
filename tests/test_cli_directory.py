"""`directory` on the command line: a file written out, tried, and read in."""

from __future__ import annotations

import csv
import shutil
from datetime import timedelta
from io import StringIO
from pathlib import Path
from time import process_time

import pytest
from sqlmodel import select

from bot.app import open_desk
from bot.desk.book_sheet import COLUMNS, read_sheet
from bot.desk.outgoing import notice_message
from bot.desk.work import Refused
from bot.samples.people import settle
from bot.settings import load
from bot.storage.tables import Contact, Member, Notice
from bot.texts import say
from tests.desk.spoken import spoken
from tests.test_cli import EVENING, Run, Said, run

__all__ = ["run"]

HEAD = "name;organisation;helps with;needs;markets;languages;phone;e-mail;note;shown to;added by"
HANS = "Hans Schmidt;Hafen GmbH;hittar distributörer;Söka partner;Tyskland;tyska;+49 40 1;hans@hafen.example;ring sent;;Anna Ek"
EVA = "Eva Åsk;Kusten AB;;financing | payment-risk;DE, Norge;;08-1;;;everybody;Johan Berg"


@pytest.fixture(scope="module")
def settled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database with the sample members alone."""
    path = tmp_path_factory.mktemp("settled") / "settled.sqlite"
    desk = open_desk(load(database_url=f"sqlite:///{path}", _env_file=None))
    with desk.store.write() as session:
        settle(desk, session, EVENING)
        session.flush()
        for contact in session.exec(select(Contact)):
            session.delete(contact)
        for name in ("Anna Ek", "Johan Berg"):
            member = session.exec(select(Member).where(Member.name == name)).one()
            member.email = f"{name.split()[0].lower()}@example.org"
            member.areas, member.markets, member.languages = [], [], []
            session.add(member)
    desk.store.close()
    return path


@pytest.fixture
def database(settled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, run: Run) -> Path:
    """Those members, named by the settings; the clock stands still."""
    path = Path(shutil.copy(settled, tmp_path / "exportlots.sqlite"))
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{path}")
    monkeypatch.setattr("bot.app.utc_now", lambda: EVENING)
    return path


@pytest.fixture
def import_(run: Run, database: Path, tmp_path: Path):  # type: ignore[no-untyped-def]
    """Read lines in; the file is UTF-8 unless it is given as bytes."""

    def reading(*lines: str | bytes, options: tuple[str, ...] = ()) -> Said:
        file = tmp_path / "in.csv"
        parts = [line if isinstance(line, bytes) else line.encode() for line in lines]
        file.write_bytes(b"\r\n".join(parts))
        return run("directory", "import", str(file), *options)

    return reading


def kept(path: Path) -> list[Contact]:
    """The contacts as they are kept."""
    desk = open_desk(load(database_url=f"sqlite:///{path}", _env_file=None))
    with desk.store.read() as session:
        found = list(session.exec(select(Contact).order_by("id")))
        session.expunge_all()
    desk.store.close()
    return found


def exported(said: Said) -> list[dict[str, str]]:
    """The printed file, by column."""
    return list(csv.DictReader(StringIO(said.out.lstrip("\ufeff")), delimiter=";"))


# --- reading in


def test_a_trial_shows_line_by_line_what_would_change_and_changes_nothing(
    import_, database: Path
) -> None:
    said = import_(HEAD, HANS, EVA, ";nobody", options=("--dry-run",))
    assert said.code == 1
    assert said.out.splitlines() == [
        "Line 2 is new: Hans Schmidt, Hafen GmbH",
        "Line 3 is new: Eva Åsk, Kusten AB",
        "2 contacts are new.",
        "One line is wrong and is left out.",
        "It was a trial. Nothing is changed.",
    ]
    assert said.err == "Line 4 is wrong: Name: Write what the contact is called.\n"
    assert kept(database) == []


def test_the_same_without_the_trial_does_it(import_, database: Path) -> None:
    said = import_(HEAD, HANS, EVA)
    assert said.code == 0
    hans, eva = kept(database)
    assert (hans.name, hans.needs, hans.markets) == ("Hans Schmidt", ["partner-search"], ["DE"])
    assert (hans.phone, hans.open, hans.source) == ("+49 40 1", False, "import")
    assert (eva.needs, eva.markets, eva.open) == (
        ["financing", "payment-risk"],
        ["DE", "NO"],
        True,
    )
    assert (hans.organisation_of, eva.organisation_of) == ("almi", "business-sweden")
    assert hans.confirmed_at == EVENING


def test_read_in_again_nothing_changes_and_an_empty_cell_changes_nothing(
    import_, database: Path
) -> None:
    import_(HEAD, HANS, EVA)
    before = kept(database)
    again = import_(HEAD, HANS, EVA)
    assert again.out == "2 lines change nothing.\n"
    assert import_(HEAD, "hans  SCHMIDT;Hafen;;;;;;;;;anna@example.org").out == (
        "One line changes nothing.\n"
    )
    assert kept(database) == before
    tried = import_(HEAD, "Hans;Hafen GmbH", "Hans Schmidt;Hafen;;;;;08-2", options=("--dry-run",))
    assert "One contact is new." in tried.out
    assert kept(database) == before
    changed = "Hans Schmidt;Hafen GmbH;;;Polen;;08-2;;;;Anna Ek"
    tried = import_(HEAD, changed, options=("--dry-run",))
    assert "Line 2 changes Hans Schmidt: markets and phone" in tried.out
    assert kept(database) == before
    said = import_(HEAD, changed)
    assert said.out.splitlines()[0] == "Line 2 changes Hans Schmidt: markets and phone"
    hans = kept(database)[0]
    assert (hans.markets, hans.phone, hans.email) == (["PL"], "08-2", "hans@hafen.example")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (";Hafen", "Name: Write what the contact is called."),
        ("Hans;;;telepathy", "Needs has nothing called telepathy"),
        ("Hans;;;;Atlantis", "Markets has nothing called Atlantis"),
        ("Hans;;;;;;;hans(at)hafen", "E-mail: Check the e-mail address."),
        ("Hans;;;;;;;;;perhaps", "perhaps cannot be understood."),
        ("Hans;;;;;;;;;;Zyxvogel", "no member has the name or the address Zyxvogel"),
        ("Hans;;;;;;;;;;Ture Falk", "Ture Falk is not confirmed yet"),
        ("Hans;;;;;;;;;;;more", "the line has more cells than there are columns."),
        ("å" * 121, "Name: 120 characters at most."),
        ("Hans;;;;;;;;" + "x" * 1001, "Note: 1,000 characters at most."),
    ],
)
def test_a_faulty_line_is_named_and_the_others_are_read_in(
    import_, database: Path, line: str, why: str
) -> None:
    said = import_(HEAD, line, EVA)
    assert said.code == 1
    assert said.err.startswith(f"Line 2 is wrong: {why.rstrip('.')}")
    assert [one.name for one in kept(database)] == ["Eva Åsk"]


def test_a_contact_twice_in_one_file_is_a_fault(import_, database: Path) -> None:
    said = import_(HEAD, HANS, EVA, "schmidt, hans;Hafen;;;;;;;;;Anna Ek")
    assert said.err == "Line 4 is wrong: the same as line 2.\n"
    assert len(kept(database)) == 2


def test_what_two_know_is_read_in_for_both_and_told(import_, database: Path) -> None:
    import_(HEAD, HANS)
    said = import_(HEAD, HANS.replace("Anna Ek", "Johan Berg"))
    assert "known to Anna Ek too" in said.out
    assert len(kept(database)) == 2


def test_without_an_adder_nobody_vouches_unless_it_is_said_who(import_, database: Path) -> None:
    nobody = HANS.replace("Anna Ek", "")
    assert "nobody vouches for it" in import_(HEAD, nobody).out
    assert kept(database)[0].added_by is None
    said = import_(HEAD, nobody, options=("--by", "anna@example.org"))
    assert "changes Hans Schmidt: added by" in said.out
    assert kept(database)[0].organisation_of == "almi"
    assert kept(database)[0].added_by is not None


def test_anothers_contact_is_not_changed_by_a_line_that_names_nobody(
    import_, database: Path
) -> None:
    import_(HEAD, HANS)
    before = kept(database)
    said = import_(HEAD, "Hans Schmidt;Hafen GmbH;;;;;08-3")
    assert "Line 2 is left: Anna Ek vouches for Hans Schmidt." in said.out
    assert kept(database) == before


def test_who_vouches_must_be_somebody_confirmed(import_) -> None:
    for who, why in (("Ture Falk", "not confirmed"), ("Zyxvogel", "Zyxvogel")):
        said = import_(HEAD, HANS, options=("--by", who))
        assert said.code == 1
        assert why in said.err


def test_members_areas_markets_and_languages_by_email(import_, run: Run, database: Path) -> None:
    head = "kind;name;e-mail;needs;markets;languages;phone"
    said = import_(
        head,
        "member;Anna Ek;anna@example.org;Finansiering;Polen | Norge;polska;08-9",
        "främjare;;nobody@example.org;;;;",
        "member;Anna;;;;;",
    )
    assert said.out.splitlines()[0] == "Line 2 changes Anna Ek: needs, markets and languages"
    assert "no member has the name or the address nobody@example.org" in said.err
    assert "the member needs an e-mail" in said.err
    desk = open_desk(load(database_url=f"sqlite:///{database}", _env_file=None))
    with desk.store.read() as session:
        anna = session.exec(select(Member).where(Member.name == "Anna Ek")).one()
        assert (anna.areas, anna.markets, anna.languages) == (
            ["financing"],
            ["PL", "NO"],
            ["polska"],
        )
        assert anna.phone != "08-9"
    desk.store.close()
    again = import_(head, "member;Anna Ek;anna@example.org;financing;PL,NO;polska;")
    assert again.out == "One line changes nothing.\n"


def test_each_adder_is_told_once_of_what_they_vouch_for(import_, database: Path) -> None:
    import_(HEAD, HANS, EVA, HANS.replace("Hans Schmidt", "Heinz Baum"))
    desk = open_desk(load(database_url=f"sqlite:///{database}", _env_file=None))
    with desk.store.read() as session:
        notices = session.exec(select(Notice).where(Notice.kind == "book_imported")).all()
        bodies = [notice_message(desk, session, notice, EVENING)[1].body for notice in notices]  # type: ignore[index]
    desk.store.close()
    assert len(bodies) == 2
    anna = next(spoken(body) for body in bodies if "Hans Schmidt" in spoken(body))
    assert "Heinz Baum" in anna
    assert "+49 40 1" not in anna


def test_when_it_was_confirmed_comes_along_and_does_not_go_back(import_, database: Path) -> None:
    head = f"{HEAD};confirmed"
    import_(head, f"{HANS};2027-03-01")
    assert kept(database)[0].confirmed_at.date().isoformat() == "2027-03-01"
    assert import_(head, f"{HANS};2027-02-01").out == "One line changes nothing.\n"
    assert "Line 2 changes Hans Schmidt: confirmed" in import_(head, f"{HANS};2027-04-01").out
    assert "not a day" in import_(head, f"{EVA};snart").err
    assert "has not been yet" in import_(head, f"{EVA};2099-01-01").err


# --- files as they come


@pytest.mark.parametrize(
    "content",
    [
        f"{HEAD}\n{EVA}\n".encode(),
        b"\xef\xbb\xbf" + f"{HEAD}\r\n{EVA}".encode(),
        f"{HEAD}\n{EVA}".encode("utf-16"),
        f"\n\n{HEAD.replace(';', chr(9))}\n{EVA.replace(';', chr(9))}\n\n".encode(),
        '"Namn","Organisation","behov","MARKNADER","inlagd av"\n'
        '"Eva Åsk","Kusten AB","financing","Norge, DE","Johan Berg"'.encode(),
        f"{HEAD}\n{EVA}\n".encode("cp1252"),
    ],
    ids=["plain", "excel", "utf-16", "tabs", "commas", "windows"],
)
def test_it_is_read_however_it_was_saved(import_, database: Path, content: bytes) -> None:
    said = import_(content)
    assert said.code == 0, said.err
    [eva] = kept(database)
    assert (eva.name, sorted(eva.markets)) == ("Eva Åsk", ["DE", "NO"])
    assert ("not UTF-8" in said.err) == (content == f"{HEAD}\n{EVA}\n".encode("cp1252"))


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The file is empty."),
        (b"\r\n \r\n", "The file is empty."),
        (b"organisation;phone\nHafen;08-1", "The column name is missing."),
        (b"name;Namn\nHans;Hans", "The column name is there twice"),
        (b"PK\x03\x04" + bytes(200), "cannot be read as CSV"),
        (b"\xff\xfe\x00", "cannot be read as CSV"),
        (b"name\n" + b"\x81\x8d\x90", "cannot be read as CSV"),
        (b'name;x\n"' + b"a" * 200_000, "cannot be read as CSV"),
        (b"name\n" + b"x\n" * 20_001, "too many lines"),
        (b"name\n" + b"x" * 5_000_000, "too large"),
    ],
    ids=["empty", "blank", "no name", "twice", "xlsx", "odd", "binary", "cell", "lines", "size"],
)
def test_what_cannot_be_read_is_told_and_changes_nothing(
    import_, database: Path, content: bytes, why: str
) -> None:
    said = import_(content)
    assert (said.code, said.out) == (1, "")
    assert why in said.err
    assert kept(database) == []


def test_no_such_file(run: Run, database: Path) -> None:
    said = run("directory", "import", "nowhere.csv")
    assert said.code == 1
    assert said.err.startswith("The file nowhere.csv could not be read:")


def test_a_column_we_do_not_know_is_told_and_left(import_, database: Path) -> None:
    said = import_("name;shoe size\x1b[31m", "Hans;43")
    assert "The column shoe size" in said.err
    assert "\x1b" not in said.err
    assert len(kept(database)) == 1


def test_a_line_is_counted_where_it_begins_in_an_editor(import_) -> None:
    said = import_("name;note;needs", 'Hans;"ring\nsent";', "", "Eva;;telepathy")
    assert said.err.startswith("Line 5 is wrong")


def test_five_thousand_lines_are_soon_read_in(import_, database: Path) -> None:
    lines = [
        f"Kontakt {n:05};Firma {n:05} AB;;financing;DE;;08-{n};;;;Anna Ek" for n in range(5000)
    ]
    began = process_time()
    said = import_(HEAD, *lines)
    took = process_time() - began
    assert "5,000 contacts are new." in said.out
    assert len(kept(database)) == 5000
    assert took < 30
    again = import_(HEAD, *lines[-300:])
    assert again.out == "300 lines change nothing.\n"


# --- written out


def test_what_leaves_has_the_functions_and_only_what_everybody_may_see(
    import_, run: Run, database: Path
) -> None:
    import_(HEAD, HANS, EVA)
    said = run("directory", "export")
    found = exported(said)
    assert {row["kind"] for row in found} == {"function", "contact"}
    [eva] = [row for row in found if row["kind"] == "contact"]
    assert (eva["name"], eva["phone"], eva["partner"]) == ("Eva Åsk", "08-1", "Business Sweden")
    assert (eva["added by"], eva["shown to"]) == ("", "everybody")
    assert said.err == "One contact that is shown only after a yes is left out.\n"
    assert "Schmidt" not in said.out
    assert "Maria Dahl" not in said.out, "no members' particulars"


def test_with_details_it_can_be_moved_to_another_installation(
    import_, run: Run, database: Path, tmp_path: Path
) -> None:
    import_(HEAD, HANS, EVA)
    before = kept(database)
    file = tmp_path / "out.csv"
    said = run("directory", "export", str(file), "--details")
    assert "otherwise shown only after a yes" in said.err
    assert file.read_bytes().startswith(b"\xef\xbb\xbf")
    desk = open_desk(load(database_url=f"sqlite:///{database}", _env_file=None))
    with desk.store.write() as session:
        for contact in session.exec(select(Contact)):
            session.delete(contact)
    desk.store.close()
    assert run("directory", "import", str(file)).code == 0
    left_out = {"id", "added_at", "confirmed_at"}
    after = {one.name: one.model_dump(exclude=left_out) for one in kept(database)}
    assert after == {one.name: one.model_dump(exclude=left_out) for one in before}


def test_what_is_exported_without_details_changes_nothing_when_it_is_read_in(
    import_, run: Run, database: Path, tmp_path: Path
) -> None:
    import_(HEAD, HANS, EVA)
    before = kept(database)
    file = tmp_path / "out.csv"
    run("directory", "export", str(file))
    said = run("directory", "import", str(file))
    assert said.code == 0
    assert kept(database) == before


def test_no_cell_is_a_formula_and_none_gets_one_more_mark_each_time(
    import_, run: Run, database: Path, tmp_path: Path
) -> None:
    evil = "=cmd|' /C calc'!A1"
    import_(HEAD, f"{evil};@org;-1;;;;+49;;;everybody;Anna Ek")
    file = tmp_path / "out.csv"
    for _ in range(3):
        run("directory", "export", str(file), "--details")
        assert run("directory", "import", str(file)).code == 0
    text = file.read_text(encoding="utf-8-sig")
    for row in csv.reader(StringIO(text), delimiter=";"):
        assert not any(cell.startswith(("=", "+", "-", "@")) for cell in row)
    [one] = kept(database)
    assert (one.name, one.organisation, one.about, one.phone) == (evil, "@org", "-1", "+49")


def test_every_column_that_is_written_is_read() -> None:
    for lang in ("sv", "en"):
        from bot.desk.book_export import head

        sheet = read_sheet((";".join(head(lang)) + "\n" + ";".join(COLUMNS)).encode())
        assert sheet.unknown == ()
        assert dict(sheet.rows[0].cells) == {column: column for column in COLUMNS}


def test_a_refusal_is_a_sentence() -> None:
    with pytest.raises(Refused) as no:
        read_sheet(b"")
    assert say(no.value.reply, "sv") == "Filen är tom."


def test_a_contact_file_in_the_chat_is_the_coordinators(import_, database: Path) -> None:
    from base64 import b64decode

    from bot.desk.dispatch import dispatch
    from bot.desk.replies import Caller, File, Request

    import_(HEAD, HANS, EVA)
    desk = open_desk(load(database_url=f"sqlite:///{database}", _env_file=None))
    at = EVENING + timedelta(hours=1)
    answers = {
        user: dispatch(desk, Request("contact_file", {}, Caller("web", "try", user)), at)
        for user in ("karin", "anna")
    }
    desk.store.close()
    assert not answers["anna"].done
    [file] = [block for block in answers["karin"].private if isinstance(block, File)]
    text = b64decode(file.content).decode()
    assert "Schmidt" not in text
    assert "hans@hafen.example" not in text
    assert "08-1" in text
    assert "En kontakt som visas först" in say(answers["karin"].private[1].text, "sv")  # type: ignore[union-attr]


def test_a_contact_is_extracted_and_erased_by_name(import_, run: Run, database: Path) -> None:
    import_(HEAD, HANS, EVA)
    found = run("extract", "--person", "hans@hafen.example")
    assert found.code == 0
    assert "Contacts that members have added" in found.out
    assert "ring sent" in found.out
    asked = run("erase", "--person", "Hans Schmidt", stdin=b"no\n")
    assert "Remove what identifies Hans Schmidt? It cannot be undone." in asked.err
    assert len(kept(database)) == 2
    gone = run("erase", "--person", "Hans Schmidt", "--yes")
    assert gone.code == 0
    assert "Anna Ek had added the person as a contact." in gone.out
    assert [one.name for one in kept(database)] == ["Eva Åsk"]
