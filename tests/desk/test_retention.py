"""What has had its time goes, and what is counted stays; cards in the rooms follow."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import Session, SQLModel, select

from bot.centre.keeping import limits, months_before
from bot.centre.model import Centre
from bot.desk import export, retention
from bot.desk.labels import Period
from bot.desk.meetingsheet import counted
from bot.desk.sums import sums
from bot.desk.sumsheet import sum_cells
from bot.storage import search
from bot.storage.tables import (
    Attendance,
    Company,
    Encounter,
    Enquiry,
    Introduction,
    LogEntry,
    Meeting,
    Member,
    News,
    Notice,
    Posting,
    Referral,
    Wanted,
)
from tests.centre_at_work import CentreAtWork, words
from tests.desk.spoken import spoken

SECRETS = ("Zyxvogel", "nedräknarkvarn", "Qvintilia", "070-911", "ostronvisp")


def months_on(room: CentreAtWork, months: int, days: int = 1) -> None:
    """Let the calendar go without its ticks: nobody was at work, and the machine was off."""
    room.now += timedelta(days=round(months * 30.44) + days)


def ended(room: CentreAtWork, consent: str = "yes") -> int:
    """A case of a company met nowhere else, helped and closed."""
    number = room.opened_and_taken(
        company="Zyxvogel AB",
        number="556036-0793",
        need="Vill sälja nedräknarkvarnar",
        contact_name="Qvintilia Ask",
        contact_phone="070-911 22 33",
        consent=consent,
        offer_to="ekn",
    )
    assert room.do("maria", "note", case=number, words="ostronvisp till fabriken").done
    assert room.do("maria", "close", case=number, outcome="helped", words="ostronvisp").done
    shown(room)
    return number


def shown(room: CentreAtWork) -> None:
    """Every card is in its room."""
    with room.desk.store.write() as session:
        for posting in session.exec(select(Posting)):
            posting.message_id, posting.shown, posting.behind = "m", posting.wanted, False


def everything(session: Session) -> str:
    """All rows of all tables, and the words of the index."""
    rows = [
        str(session.execute(select(*table.columns)).all())
        for table in SQLModel.metadata.sorted_tables
    ]
    return " ".join(rows).casefold()


def figures(room: CentreAtWork, now: datetime) -> list[object]:
    """The rows of the export, and the sums, without what names anybody."""
    hidden = {"company", "organisation_number", "municipality"}
    with room.desk.store.read() as session:
        rows = [
            {k: v for k, v in export.item(row).items() if k not in hidden}
            for row in export.rows(session, room.desk.centre, "sv", now=now)
        ]
        total = sums(session, room.desk.centre, Period(), now=now)
        return [json.dumps(rows, default=str), list(sum_cells(total, "sv"))]


def test_months_are_calendar_months_on_the_centres_clock(vastra_gotaland: Centre) -> None:
    now = datetime(2027, 3, 31, 20, 30, tzinfo=UTC)
    earlier = months_before(now, 1, ZoneInfo(vastra_gotaland.working_hours.zone))
    assert earlier == datetime(2027, 2, 28, 21, 30, tzinfo=UTC), "the last of a shorter month"
    at = limits(vastra_gotaland, now)
    assert at.meetings == date(2025, 3, 31)
    assert now - at.raw_text == timedelta(days=30)


def test_the_contact_goes_first_and_the_case_goes_on(room: CentreAtWork) -> None:
    number = ended(room)
    months_on(room, 11)
    assert retention.carry_out(room.desk, room.now) == 0
    months_on(room, 1)
    assert retention.carry_out(room.desk, room.now) == 1
    case = room.case(number)
    assert (case.contact_name, case.contact_phone, case.thinned) == ("", "", 1)
    assert case.need == "Vill sälja nedräknarkvarnar"
    assert retention.carry_out(room.desk, room.now) == 0, "once"


def test_what_was_written_goes_and_what_is_counted_stays(room: CentreAtWork) -> None:
    number = ended(room)
    with room.desk.store.write() as session:
        args = {"member": room.member("maria").id}
        session.add(LogEntry(enquiry_id=number, at=room.now, step="passed_on", args=args))
    other = room.open(need="Ett annat ärende")
    before = figures(room, room.now)
    months_on(room, 60)
    retention.carry_out(room.desk, room.now)
    with room.desk.store.read() as session:
        left = everything(session)
        assert [word for word in SECRETS if word.casefold() in left] == []
        assert search.find(session, "nedräknarkvarnar") == []
        assert search.find(session, "annat") == [other], "a live case is never touched"
        referral = session.exec(select(Referral).where(Referral.enquiry_id == number)).one()
        assert (referral.organisation, referral.status, referral.handler_id) == (
            "ekn",
            "done",
            None,
        )
        assert not session.exec(select(Notice).where(Notice.enquiry_id == number)).all()
        steps = [e for e in session.exec(select(LogEntry)) if e.enquiry_id == number]
        assert [e.step for e in steps][-1] == "thinned"
        assert {e.member_id for e in steps} == {None}
        assert [e.args["member"] for e in steps if "member" in e.args] == [0, 0]
        assert [c.name for c in session.exec(select(Company)) if "zyx" in c.name.casefold()] == []
    assert figures(room, room.now)[0] == figures_then(before, room)
    assert room.case(other).need == "Ett annat ärende"


def figures_then(before: list[object], room: CentreAtWork) -> object:
    """The rows of before; only that nobody has taken the open case in time is known by now."""
    rows = json.loads(str(before[0]))
    now = json.loads(str(figures(room, room.now)[0]))
    for row, later in zip(rows, now, strict=True):
        if row["taken"] is None:
            row["in_time"] = later["in_time"]
    return json.dumps(rows)


def test_the_rooms_card_shows_what_remains(room: CentreAtWork) -> None:
    number = ended(room)
    months_on(room, 60)
    retention.carry_out(room.desk, room.now)
    with room.desk.store.read() as session:
        posting = session.exec(select(Posting).where(Posting.enquiry_id == number)).one()
        assert posting.behind
    told = " ".join(words(room.card(number)))
    assert "Maria Dahl" not in " ".join(words(room.show("karin", number)))
    assert "tiden för att spara den är slut" in told
    assert "Maria Dahl" not in told
    assert "Företaget fick hjälp" in told
    assert [word for word in SECRETS if word.casefold() in told.casefold()] == []


def test_a_long_stop_is_made_up_for_in_slices(
    room: CentreAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        number = room.open(offer_to="nobody")
        assert room.do("sara", "close", case=number, outcome="gap").done
    months_on(room, 200)
    monkeypatch.setattr(retention, "SLICE", 2)
    writes = []
    write = room.desk.store.write

    def counting():  # type: ignore[no-untyped-def]
        writes.append(1)
        return write()

    monkeypatch.setattr(type(room.desk.store), "write", lambda _self: counting())
    retention.carry_out(room.desk, room.now)
    monkeypatch.undo()
    with room.desk.store.read() as session:
        assert {case.thinned for case in session.exec(select(Enquiry))} == {2}
    assert len(writes) >= 1 + 3 + 3, "two cases at most in one write, contacts and cases"


def test_a_run_does_only_so_much_and_the_next_goes_on(
    room: CentreAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(5):
        number = room.open(offer_to="nobody")
        assert room.do("sara", "close", case=number, outcome="gap").done
    months_on(room, 60)
    monkeypatch.setattr(retention, "SLICE", 1)
    monkeypatch.setattr(retention, "MOST", 2)
    for done in (2, 4, 5):
        retention.carry_out(room.desk, room.now)
        with room.desk.store.read() as session:
            assert sum(case.thinned == 2 for case in session.exec(select(Enquiry))) == done


def test_a_reopened_case_begins_anew(room: CentreAtWork) -> None:
    number = ended(room)
    short = room.desk.centre.retention.model_copy(update={"contact_months": 1})
    room.desk = replace(room.desk, centre=room.desk.centre.model_copy(update={"retention": short}))
    months_on(room, 2)
    retention.carry_out(room.desk, room.now)
    assert room.case(number).thinned == 1
    assert room.do("maria", "reopen", case=number).done
    assert room.case(number).thinned == 0


def test_meetings_keep_their_figures_and_lose_their_names(room: CentreAtWork) -> None:
    with room.desk.store.write() as session:
        anna = room_member(session, "Anna Ek")
        meeting = Meeting(
            kind="export-boost",
            title="Export boost i Borås",
            day=date(2026, 11, 20),
            end_day=date(2026, 11, 20),
            place="Zyxvogels matsal",
            agenda="Qvintilia berättar",
            duties=["Anna ordnar kaffe"],
            owner_id=anna.id,
            added_at=room.now,
            uid="u1",
            debriefs={"almi": {"by": anna.id, "at": room.now.isoformat()}},
        )
        session.add(meeting)
        session.flush()
        mid = meeting.id or 0
        session.add(Attendance(meeting_id=mid, member_id=anna.id or 0, coming=True, at=room.now))
        for name in ("Zyxvogel AB", "Zyxvogel ab", "Fabriken"):
            session.add(
                Encounter(
                    meeting_id=mid,
                    organisation="almi",
                    company=name,
                    member_id=anna.id or 0,
                    at=room.now,
                )
            )
    with room.desk.store.read() as session:
        before = counted(session, room.desk.centre, Period())[0]
    months_on(room, 24)
    assert retention.carry_out(room.desk, room.now) >= 1
    with room.desk.store.read() as session:
        after = counted(session, room.desk.centre, Period())[0]
        assert (after.coming, after.met) == (before.coming, before.met) == (1, 2)
        assert after.meeting.title == "Export boost i Borås"
        assert after.meeting.debriefs == {"almi": {}}, "it has answered; not who did"
        left = everything(session)
        assert [w for w in ("zyxvogel", "qvintilia", "kaffe") if w in left] == []
        assert not session.exec(select(Attendance)).all()


def room_member(session: Session, name: str) -> Member:
    return session.exec(select(Member).where(Member.name == name)).one()


def test_talk_has_its_time(room: CentreAtWork) -> None:
    assert room.do("anna", "wanted", text="Vem kan ostronvispar i Peru?").done
    assert room.do("anna", "news", text="Ostronvisp på mässan", when="digest").done
    shown(room)
    with room.desk.store.write() as session:
        anna, maria = room_member(session, "Anna Ek"), room_member(session, "Maria Dahl")
        session.add(
            Notice(
                key="p",
                kind="passed_on",
                member_id=maria.id,
                args={"question": "Ostronvisp?", "by": 1},
                created_at=room.now,
                not_before=room.now,
                state="sent",
            )
        )
        from bot.storage.tables import Contact

        contact = Contact(
            name="Hans", added_by=anna.id, added_at=room.now, confirmed_at=room.now + timedelta(700)
        )
        session.add(contact)
        session.flush()
        session.add(
            Introduction(
                contact_id=contact.id or 0,
                asked_by=maria.id or 0,
                asked_of=anna.id or 0,
                question="Ostronvisp?",
                asked_at=room.now,
                answer="yes",
            )
        )
    room.now += timedelta(days=31)
    retention.carry_out(room.desk, room.now)
    with room.desk.store.read() as session:
        notice = session.exec(select(Notice).where(Notice.key == "p")).one()
        assert notice.args == {"question": "", "by": 1}
        assert session.exec(select(News)).one().text
    months_on(room, 12)
    retention.carry_out(room.desk, room.now)
    with room.desk.store.read() as session:
        assert "ostronvisp" not in everything(session)
        question = session.exec(select(Wanted)).one()
        assert question.ended_at == room.now, "it stands no more"
        card = session.exec(select(Posting).where(Posting.wanted_id == question.id)).one()
        assert card.behind
        assert session.exec(select(Introduction)).one().answer == "yes"
        assert not session.exec(select(Notice).where(Notice.key == "p")).all()


def test_who_left_long_ago_has_no_name_unless_they_have_a_live_case(room: CentreAtWork) -> None:
    number = room.open("sara")
    for user in ("lena", "sara"):
        member = room.member(user)
        assert room.do("karin", "end_member", member=member.id or 0).done or member.ended_at is None
        with room.desk.store.write() as session:
            session.get_one(Member, member.id).ended_at = room.now
    lena, sara = room.member("lena").id, room.member("sara").id
    months_on(room, 24)
    retention.carry_out(room.desk, room.now)
    with room.desk.store.read() as session:
        assert session.get_one(Member, lena).name == ""
        assert session.get_one(Member, sara).name == "Sara Lind"
    assert room.case(number).status == "open"


def test_the_preview_tells_what_goes_and_changes_nothing(room: CentreAtWork) -> None:
    number = ended(room)
    store, centre = room.desk.store, room.desk.centre
    assert retention.ahead(store, centre, room.now + timedelta(days=300)) == []
    found = retention.ahead(store, centre, room.now + timedelta(days=367))
    assert retention.Ahead("contact", 1, (number,)) in found
    assert room.case(number).contact_name == "Qvintilia Ask"


def test_every_kind_has_its_words_in_both_languages() -> None:
    from bot.texts import LANGUAGES, phrase, say

    for kind in retention.KINDS:
        for lang in LANGUAGES:
            assert "7" in say(phrase(f"retention.{kind.name}", n=2, numbers="7"), lang)


def test_the_card_of_a_thinned_question_says_so(room: CentreAtWork) -> None:
    assert room.do("anna", "wanted", text="Vem kan Peru?").done
    shown(room)
    months_on(room, 13)
    retention.carry_out(room.desk, room.now)
    from bot.desk.outgoing import posting_message

    with room.desk.store.read() as session:
        posting = session.exec(select(Posting)).one()
        told = spoken(posting_message(room.desk, session, posting, room.now).body)
    assert "Frågan är borttagen" in told
    assert "Peru?" not in told
