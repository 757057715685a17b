"""What is stored about somebody, and erasing it: found everywhere, gone from the very file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from bot.centre.load import load
from bot.centre.model import Centre
from bot.desk import export, privacy
from bot.desk.erasing import reindex
from bot.desk.labels import Period
from bot.desk.replies import from_json
from bot.desk.sums import sums
from bot.desk.sumsheet import sum_cells
from bot.desk.work import Refused
from bot.storage import search
from bot.storage.engine import Store
from bot.storage.tables import (
    Company,
    Draft,
    Enquiry,
    Identity,
    LogEntry,
    Member,
    Notice,
    Posting,
    Receipt,
    Reminder,
    Room,
)
from bot.texts import say
from tests.databases import Databases
from tests.desk.register import NOW, Register

CANARY = "Kanariefågel Åkeri AB"
"""A name with letters that JSON escapes and SQLite does not fold."""


@pytest.fixture(scope="module")
def centre() -> Centre:
    return load()


@pytest.fixture
def store(databases: Databases, centre: Centre) -> Iterator[Store]:
    with databases.opened(centre.slug) as store:
        yield store


@dataclass
class Planted:
    """The numbers of what was planted."""

    company: int
    case: int
    other: int
    handler: int
    room: int


def plant(session: Session) -> Planted:
    """One company, named in every table that can hold a word about it."""
    register = Register(session)
    poster = register.member("Bo Berg", "vgr", email="bo.berg@example.test")
    handler = register.member("Eva Ask", "ekn")
    company = register.company(CANARY, "5560360793", "Hjo")
    room = Room(platform="web", workspace="w", channel="c", name="Exportrummet")
    session.add(room)
    session.flush()
    case = register.case(
        poster,
        company,
        need=f"{CANARY} vill sälja fåglar",
        answers={"municipality": "Hjo", "needs": ["payment-risk"], "size": "10-49"},
        contact_name="Kanarie Kontakt",
        contact_phone="0503-12345",
        contact_email="kanarie@example.test",
        contact_when="när kanariefåglarna vaknat",
        secrecy="Kanariehemligt",
        waiting_for="kanarieägarens svar",
        link="https://chat.test/c/1",
        lead="ekn",
        handler_id=handler.id,
        status="in_progress",
        taken_at=NOW - timedelta(hours=40),
    )
    register.referral(case, "ekn", poster, status="accepted", handler_id=handler.id)
    register.log(case, "opened", poster)
    register.log(case, "noted", handler, words=f"Ringde {CANARY} i dag")
    register.log(case, "asked", handler, args={"to": "vgr", "question": "Har kanarie råd?"})
    other = register.case(poster, need=f"Liknar det som {CANARY.upper()} bad om", hours_ago=5)
    rows: list[Any] = [
        Posting(
            enquiry_id=case.id or 0,
            room_id=room.id or 0,
            message_id="m1",
            shown=1,
            wanted=1,
            behind=False,
        ),
        Notice(
            key="n1",
            kind="asked",
            enquiry_id=case.id,
            member_id=poster.id,
            args={"words": f"Frågan gäller {CANARY}"},
            created_at=NOW,
            not_before=NOW,
            state="sent",
        ),
        Notice(
            key="n2",
            kind="asked",
            enquiry_id=case.id,
            member_id=handler.id,
            args={"referral": 7, "words": "Kanariefågel igen"},
            created_at=NOW,
            not_before=NOW,
        ),
        Notice(
            key="n3",
            kind="digest",
            member_id=poster.id,
            args={"lines": [f"Nytt om {CANARY}"]},
            created_at=NOW,
            not_before=NOW,
        ),
        Reminder(
            kind="wake",
            subject=f"enquiry:{case.id}",
            enquiry_id=case.id,
            due_at=NOW,
            args={"words": CANARY},
        ),
        Receipt(key="r1", at=NOW, answer={"private": [{"kind": "line", "text": CANARY}]}),
        Draft(identity="web/w/eva", form="refer", values_typed={"company": CANARY}, saved_at=NOW),
    ]
    session.add_all(rows)
    session.flush()
    for enquiry in (case, other):
        reindex(session, enquiry)
    ids = (company.id, case.id, other.id, handler.id, room.id)
    return Planted(*(number or 0 for number in ids))


@pytest.fixture
def planted(store: Store) -> Planted:
    with store.write() as session:
        return plant(session)


def words_in(store: Store, *words: str) -> list[str]:
    """Which words stand in any of the database's files, whatever the case of their first letter."""
    file = Path(store.url.database or "")
    raw = b"".join(path.read_bytes() for path in sorted(file.parent.glob(f"{file.name}*")))
    coded = [json.dumps(word).strip('"') for word in words]
    return [word for word in {*words, *coded} if word.encode().lower() in raw.lower()]


SECRETS = (
    CANARY,
    "Kanarie",
    "kanarie",
    "5560360793",
    "0503-12345",
    "kanarie@example.test",
    "sälja fåglar",
    "fåglarna",
)


# --- extract


def test_the_extract_finds_the_company_in_every_table(
    store: Store, centre: Centre, planted: Planted
) -> None:
    with store.read() as session:
        found = privacy.extract(session, centre, company=CANARY)
    data = found.data()
    assert data["record"]["organisation_number"] == "5560360793"
    (case,) = data["cases"]
    assert case["contact"]["email"] == "kanarie@example.test"
    assert "Ringde" in case["log"][1]["words"]
    assert {row["table"] for row in data["traffic"]} == {"posting", "notice", "reminder"}
    elsewhere = {(row["table"], row["column"]) for row in data["elsewhere"]}
    assert elsewhere >= {
        ("enquiry", "need"),
        ("notice", "args"),
        ("receipt", "answer"),
        ("draft", "values_typed"),
    }
    assert {row["key"] for row in data["elsewhere"] if row["table"] == "enquiry"} == {
        str(planted.other)
    }
    json.dumps(data)


@pytest.mark.parametrize(
    "asked", ["556036-0793", "5560360793", "165560360793", "kanariefågel  ÅKERI ab", "#1"]
)
def test_a_company_is_found_by_number_name_or_row(
    store: Store, centre: Centre, planted: Planted, asked: str
) -> None:
    with store.read() as session:
        found = privacy.extract(session, centre, company=asked)
    assert found.subject.company_id == planted.company


def test_an_extract_is_written_for_people_and_machines(
    store: Store, centre: Centre, planted: Planted, tmp_path: Path
) -> None:
    with store.read() as session:
        found = privacy.extract(session, centre, company=CANARY)
    for ending in ("json", "html", "txt"):
        privacy.write_extract(tmp_path / f"u.{ending}", found, "sv", NOW)
        assert "0503-12345" in (tmp_path / f"u.{ending}").read_text("utf-8")
    text = found.text("sv", NOW)
    assert "Uttaget 2026-05-19 14:00" in text
    assert "Läs igenom utdraget" in text
    assert "Organisationsnummer: 5560360793" in text
    assert f"Registerutdrag: {CANARY}" in text
    with pytest.raises(Refused):
        privacy.write_extract(tmp_path / "u.pdf", found, "sv", NOW)


def test_a_contact_person_is_told_of_their_own_data_only(
    store: Store, centre: Centre, planted: Planted
) -> None:
    with store.read() as session:
        for asked in ("Kanarie Kontakt", "KANARIE@example.test", "+46 503-123 45", "contact:1"):
            found = privacy.extract(session, centre, person=asked)
            assert found.subject.kind == "contact"
            assert found.cases[0]["contact_phone"] == "0503-12345"
            assert "need" not in found.cases[0]


def test_a_member_is_found_by_name_mail_and_account(
    store: Store, centre: Centre, planted: Planted
) -> None:
    with store.write() as session:
        session.add(
            Identity(
                member_id=planted.handler, platform="web", workspace="w", user="eva", used_at=NOW
            )
        )
    with store.read() as session:
        for asked in ("Eva Ask", "eva", "web/w/eva", f"member:{planted.handler}"):
            found = privacy.extract(session, centre, person=asked)
            assert found.subject.member_id == planted.handler
        assert found.cases[0]["handles"] is True
        assert found.record["drafts"][0]["form"] == "refer"
        assert found.record["identities"][0]["user"] == "eva"
        assert [row["key"] for row in found.traffic] == ["n2"]


def test_nobody_found_is_said(store: Store, centre: Centre, planted: Planted) -> None:
    with store.read() as session:
        for how in ({"company": "Finns Inte AB"}, {"person": "Ingen Alls"}, {"person": " "}, {}):
            with pytest.raises(Refused) as refused:
                privacy.extract(session, centre, **how)
            assert say(refused.value.reply, "sv")


# --- ambiguous


def test_like_names_are_listed_and_nothing_is_erased(store: Store, centre: Centre) -> None:
    with store.write() as session:
        register = Register(session)
        for number, name in enumerate(["Nordan AB", "Nordan Fönster AB", "Nordan"]):
            register.company(name, f"556000000{number}", "Skara")
        register.company("Nordan", None, "Vara")
    with store.write() as session, pytest.raises(privacy.Ambiguous) as several:
        privacy.erase(session, centre, company="Nordan", now=NOW)
    assert [one.ask_for for one in several.value.candidates] == [
        "5560000002",
        "#4",
        "5560000000",
        "5560000001",
    ]
    assert "556" in say(several.value.reply, "sv")
    with store.read() as session:
        assert len([c for c in session.exec(select(Company)) if c.name]) == 4


@pytest.mark.parametrize("asked", ["Kanariefågel Åkeri", "kanarie", "Kanariefagel Åkeri AB"])
def test_a_name_that_is_only_like_is_never_taken_for_the_company(
    store: Store, centre: Centre, planted: Planted, asked: str
) -> None:
    with store.write() as session, pytest.raises(privacy.Ambiguous) as several:
        privacy.erase(session, centre, company=asked, now=NOW)
    assert [one.name for one in several.value.candidates] == [CANARY]


def test_two_contacts_of_one_name_are_two_persons(store: Store, centre: Centre) -> None:
    with store.write() as session:
        register = Register(session)
        poster = register.member()
        for name in ("Ett AB", "Två AB"):
            register.case(poster, register.company(name), contact_name="Siv Ås")
    with store.read() as session, pytest.raises(privacy.Ambiguous) as several:
        privacy.extract(session, centre, person="Siv Ås")
    assert [one.ask_for for one in several.value.candidates] == ["contact:1", "contact:2"]


def test_a_switchboard_number_does_not_make_colleagues_one_person(
    store: Store, centre: Centre
) -> None:
    with store.write() as session:
        register = Register(session)
        poster, company = register.member(), register.company("Ett AB")
        for name in ("Siv Ås", "Bo Ek"):
            register.case(poster, company, contact_name=name, contact_phone="0500-400 00")
        privacy.erase(session, centre, person="Siv Ås", now=NOW)
        by_number = select(Enquiry).order_by("id")
        assert [case.contact_name for case in session.exec(by_number)] == ["", "Bo Ek"]


# --- erasing a company


def erased_company(store: Store, centre: Centre) -> privacy.Erased:
    with store.write() as session:
        return privacy.erase(session, centre, company=CANARY, now=NOW)


@pytest.mark.sqlite_only
def test_an_erased_company_is_gone_from_the_file_itself(
    store: Store, centre: Centre, planted: Planted
) -> None:
    assert set(SECRETS) <= set(words_in(store, *SECRETS))
    erased_company(store, centre)
    assert privacy.scrub(store.address) is True
    assert words_in(store, *SECRETS) == []


@pytest.mark.sqlite_only
def test_an_erased_company_is_gone_though_nobody_closed_the_database(
    store: Store, centre: Centre, planted: Planted
) -> None:
    with store.read() as session:
        assert sorted(search.find(session, "kanariefågel")) == [planted.case, planted.other]
    erased_company(store, centre)
    with store.read() as session:
        assert search.find(session, "kanariefågel") == []
        assert search.find(session, "liknar") == [planted.other]
    privacy.scrub(store.address)
    with store.write() as session:
        Register(session).member("Ny Medlem")
    assert words_in(store, *SECRETS) == []


@pytest.mark.sqlite_only
def test_scrub_says_so_when_somebody_is_in_the_way(
    store: Store, centre: Centre, planted: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    from bot.storage import scrubbing

    monkeypatch.setattr(scrubbing, "WAIT", 0.1)
    with store.write() as session:
        Register(session).member("Mitt i")
        with pytest.raises(scrubbing.InUse):
            privacy.scrub(store.address)


def comparable(session: Session, centre: Centre) -> list[dict[str, Any]]:
    """The statistics rows without what an erasure takes away."""
    hidden = {"company", "organisation_number", "municipality"}
    return [
        {name: value for name, value in export.item(row).items() if name not in hidden}
        for row in export.rows(session, centre, "sv", now=NOW)
    ]


def test_statistics_are_the_same_before_and_after(
    store: Store, centre: Centre, planted: Planted
) -> None:
    with store.write() as session:
        register = Register(session)
        poster = register.member()
        company = session.get_one(Company, planted.company)
        register.case(poster, company, answers={"municipality": "Hjo"}, hours_ago=900)
        for number in range(7):
            place = {"municipality": "Skövde" if number < 5 else "Hjo"}
            register.case(poster, register.company(f"Annat {number}"), answers=place)
    recent = Period(NOW - timedelta(hours=100), NOW)
    with store.read() as session:
        before = comparable(session, centre)
        figures = [
            list(sum_cells(sums(session, centre, period), "sv")) for period in (Period(), recent)
        ]
    erased_company(store, centre)
    with store.read() as session:
        assert comparable(session, centre) == before
        after = [
            list(sum_cells(sums(session, centre, period), "sv")) for period in (Period(), recent)
        ]
    assert after == figures


def test_a_municipality_that_many_share_is_kept(store: Store, centre: Centre) -> None:
    with store.write() as session:
        register = Register(session)
        poster = register.member()
        answers = {"municipality": "Borås", "needs": ["ip"]}
        for number in range(5):
            register.case(poster, register.company(f"Väv {number} AB"), answers=answers)
        privacy.erase(session, centre, company="Väv 0 AB", now=NOW)
        assert session.get_one(Enquiry, 1).answers == answers
        privacy.erase(session, centre, company="Väv 1 AB", now=NOW)
        assert session.get_one(Enquiry, 2).answers == answers


def test_erasing_leaves_a_trace_without_the_words_and_behind_cards(
    store: Store, centre: Centre, planted: Planted
) -> None:
    found = erased_company(store, centre)
    with store.read() as session:
        case = session.get_one(Enquiry, planted.case)
        assert (case.revision, case.company_id, case.need, case.link) == (
            2,
            None,
            "",
            "https://chat.test/c/1",
        )
        posting = session.exec(select(Posting)).one()
        assert (posting.behind, posting.wanted) == (True, 2)
        last = session.exec(select(LogEntry).where(LogEntry.enquiry_id == planted.case)).all()[-1]
        assert (last.step, last.words, last.at) == ("erased", "", NOW)
        assert last.args == {
            "what": "company",
            "by": "command-line",
            "company": planted.company,
            "sub_region": "skaraborg",
        }
        states = {notice.key: notice.state for notice in session.exec(select(Notice))}
        assert states == {"n1": "sent", "n2": "dropped", "n3": "pending"}
        receipt = session.exec(select(Receipt)).one()
        assert from_json(receipt.answer).private == ()
        asked = session.exec(select(LogEntry).where(LogEntry.step == "asked")).one()
        assert asked.args == {"to": "vgr", "question": ""}
    assert found.counts["companies"] == 1
    assert found.counts["cards"] == 1
    assert found.counts["drafts"] == 1
    assert found.counts["receipts"] == 1


def test_a_name_in_another_case_is_taken_out_and_the_rest_stays(
    store: Store, centre: Centre, planted: Planted
) -> None:
    erased_company(store, centre)
    with store.read() as session:
        other = session.get_one(Enquiry, planted.other)
        assert other.need == "Liknar det som […] bad om"
        assert other.revision == 2
        steps = [row.step for row in session.exec(select(LogEntry)) if row.enquiry_id == other.id]
        assert steps == ["erased"]


def test_what_cannot_be_erased_is_told(store: Store, centre: Centre, planted: Planted) -> None:
    with store.write() as session:
        session.get_one(Room, planted.room).gone = "archived"
        Register(session).company("Kanariefågel Åkeri HB")
    found = erased_company(store, centre)
    codes = [one.why.code.removeprefix("privacy.left.") for one in found.left]
    assert codes == ["live", "chat", "card", "sent", "alike", "copies"]
    assert found.left[1].link == "https://chat.test/c/1"
    for line in found.lines():
        for lang in ("sv", "en"):
            assert "{" not in say(line, lang)  # type: ignore[arg-type]


def test_a_company_with_an_ordinary_name_leaves_other_texts_alone(
    store: Store, centre: Centre
) -> None:
    with store.write() as session:
        register = Register(session)
        poster = register.member()
        register.case(poster, register.company("Vara"), need="x")
        other = register.case(poster, need="Det kan vara så")
        found = privacy.erase(session, centre, company="Vara", now=NOW)
        assert other.need == "Det kan vara så"
    left = [one for one in found.left if one.why.code == "privacy.left.mention_case"]
    assert [(one.enquiry, one.why.args["column"]) for one in left] == [(other.id, "need")]


def test_an_erased_company_is_not_found_again(
    store: Store, centre: Centre, planted: Planted
) -> None:
    erased_company(store, centre)
    with store.write() as session:
        for asked in (CANARY, "5560360793", f"#{planted.company}"):
            with pytest.raises(Refused):
                privacy.erase(session, centre, company=asked, now=NOW)


# --- erasing persons


@pytest.mark.sqlite_only
def test_an_erased_contact_leaves_the_company(
    store: Store, centre: Centre, planted: Planted
) -> None:
    with store.write() as session:
        case = session.get_one(Enquiry, planted.case)
        case.need = "Prata med Kontakt, tfn 0503-12345, om ål"
        session.add(case)
    with store.write() as session:
        found = privacy.erase(session, centre, person="kanarie@example.test", now=NOW)
    assert found.counts["contacts"] == 1
    with store.read() as session:
        case = session.get_one(Enquiry, planted.case)
        assert case.need == "Prata med […], tfn […], om ål"
        assert (case.contact_name, case.contact_email, case.company_id) == ("", "", planted.company)
        assert search.find(session, "kontakt") == []
        assert search.find(session, "ål") == [planted.case]
    privacy.scrub(store.address)
    assert words_in(store, "0503-12345", "kanarie@example.test", "Kanarie Kontakt") == []


def test_an_erased_member_has_no_name_and_no_account_and_the_cases_are_told(
    store: Store, centre: Centre, planted: Planted
) -> None:
    with store.write() as session:
        session.add(
            Identity(
                member_id=planted.handler, platform="web", workspace="w", user="eva", used_at=NOW
            )
        )
        deputised = Register(session).member("Kollega", "ekn", deputy_id=planted.handler)
        Register(session).log(
            session.get_one(Enquiry, planted.case), "noted", deputised, words="Fråga Eva om det"
        )
    with store.write() as session:
        found = privacy.erase(session, centre, person="Eva Ask", now=NOW)
    with store.read() as session:
        member = session.get_one(Member, planted.handler)
        assert (member.name, member.organisation, member.ended_at) == ("", "ekn", NOW)
        assert session.exec(select(Identity)).all() == []
        assert session.exec(select(Draft)).all() == []
        assert session.get_one(Member, deputised.id).deputy_id is None
        words = [entry.words for entry in session.exec(select(LogEntry)) if entry.words]
        assert "Fråga […] om det" in words
        case = export.case_file(session, centre, planted.case, "sv")
        assert case["handler"].startswith("tidigare främjare vid")
        states = {notice.key: notice.state for notice in session.exec(select(Notice))}
        assert states["n2"] == "dropped"
    handlers = [one for one in found.left if one.why.code == "privacy.left.handler"]
    assert [one.enquiry for one in handlers] == [planted.case]


def test_the_only_coordinator_is_not_dropped_in_silence(store: Store, centre: Centre) -> None:
    with store.write() as session:
        Register(session).member("Pia Process", "vgr", coordinator=True)
        found = privacy.erase(session, centre, person="Pia Process", now=NOW)
    assert "privacy.left.coordinator" in [one.why.code for one in found.left]


def test_a_handler_outside_the_chat_is_erased_and_the_case_told(
    store: Store, centre: Centre
) -> None:
    with store.write() as session:
        register = Register(session)
        poster = register.member()
        case = register.case(poster, lead="sek", status="in_progress", handler_name="Ulla Utanför")
        register.referral(case, "sek", poster, status="accepted", handler_name="Ulla Utanför")
        found = privacy.erase(session, centre, person="ulla utanför", now=NOW, by=poster)
        assert found.subject.kind == "outsider"
        assert case.handler_name == ""
        last = session.exec(select(LogEntry)).all()[-1]
        assert (last.member_id, last.args) == (poster.id, {"what": "handler"})
    codes = [one.why.code for one in found.left]
    assert "privacy.left.handler" in codes


def test_an_erasure_that_fails_changes_nothing(
    store: Store, centre: Centre, planted: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_args: object) -> None:
        raise RuntimeError("half way")

    monkeypatch.setattr(search, "forget", broken)
    with pytest.raises(RuntimeError):
        erased_company(store, centre)
    with store.read() as session:
        assert session.get_one(Company, planted.company).name == CANARY
        assert session.get_one(Enquiry, planted.case).contact_phone == "0503-12345"
