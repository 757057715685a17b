"""What always holds of the cases, checked from their rows after every step of a history."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select as rows_of
from sqlmodel import Session, SQLModel

from bot.centre.lifecycle import LIVE, Offer, Status
from bot.desk.due import EARLY
from bot.desk.outgoing import OutOfReach, notice_message, posting_message
from bot.storage.tables import Enquiry, LogEntry, Member, Notice, Posting, Referral, Reminder, Room
from tests import databases
from tests.desk.spoken import spoken
from tests.desk.turmoil import Turmoil

Row = dict[str, Any]
Rows = dict[int, Row]

ENQUIRY_STEPS = {
    None: {"open", "in_progress"},
    "open": {"in_progress", "closed", "withdrawn", "merged", "void"},
    "in_progress": {"waiting", "open", "closed", "withdrawn", "merged", "void"},
    "waiting": {"in_progress", "open", "closed", "withdrawn", "merged", "void"},
    "closed": {"open", "in_progress", "void"},
    "withdrawn": {"void"},
    "merged": {"void"},
    "void": set(),
}
REFERRAL_STEPS = {
    None: {"offered", "requested", "accepted"},
    "requested": {"accepted", "revoked"},
    "offered": {"accepted", "declined", "expired", "revoked"},
    "expired": {"accepted", "declined", "revoked"},
    "accepted": {"handed_over", "left", "done"},
    "done": set(),
    "declined": set(),
    "handed_over": set(),
    "left": set(),
    "revoked": set(),
}
"""From where to where. A lead that is `done` is on again only where its case is reopened."""


@dataclass
class Books:
    """The rows at one moment."""

    enquiries: Rows = field(default_factory=dict)
    referrals: Rows = field(default_factory=dict)
    log: Rows = field(default_factory=dict)
    reminders: Rows = field(default_factory=dict)
    postings: Rows = field(default_factory=dict)
    notices: Rows = field(default_factory=dict)
    members: Rows = field(default_factory=dict)
    rooms: Rows = field(default_factory=dict)

    @classmethod
    def read(cls, session: Session) -> Books:
        """As they are now."""

        def every(table: type[SQLModel]) -> Rows:
            found = session.execute(rows_of(table.__table__))  # type: ignore[attr-defined]
            return {row["id"]: dict(row) for row in found.mappings()}

        tables = (Enquiry, Referral, LogEntry, Reminder, Posting, Notice, Member, Room)
        return cls(*(every(table) for table in tables))

    def of(self, number: int, what: str) -> list[Row]:
        """One case's referrals, log, reminders, postings or notices."""
        rows: Rows = getattr(self, what)
        return [row for row in rows.values() if row["enquiry_id"] == number]


class Laws:
    """Compares the rows after a step with those before it."""

    def __init__(self, turmoil: Turmoil) -> None:
        """Begin with what there is."""
        self.turmoil = turmoil
        self.seen: object = None
        self.calendar = turmoil.desk.calendar
        self.before = self._read()

    def _read(self) -> Books:
        with self.turmoil.store.read() as session:
            return Books.read(session)

    def hold(self) -> None:
        """Every law, after one step; raises AssertionError with the law that is broken."""
        written = databases.chosen().state(self.turmoil.store.address)
        if written == self.seen:
            return
        self.seen = written
        before, now = self.before, self._read()
        self.before = now
        self._log_only_grows(before, now)
        for number, row in now.enquiries.items():
            earlier = before.enquiries.get(number)
            self._legal_steps(number, earlier, row, before, now)
            self._every_change_is_logged(number, earlier, row, before, now)
            self._one_lead(row, now.of(number, "referrals"), now.members)
            self._ended_means_ended(row, now.of(number, "referrals"))
            self._cards_follow(row, now.of(number, "postings"), now.rooms)
            self._not_forgotten(row, now)
        self._clock_keeps_hours(before, now)
        self._renders(before, now)

    def _log_only_grows(self, before: Books, now: Books) -> None:
        for entry_id, entry in before.log.items():
            kept = now.log.get(entry_id)
            assert kept is not None, f"log entry {entry_id} ({entry['step']}) has gone"
            if now.enquiries[entry["enquiry_id"]]["status"] == "void":
                entry, kept = {**entry, "words": ""}, {**kept, "words": ""}  # noqa: PLW2901
            assert kept == entry, f"log entry {entry_id} was changed"

    def _legal_steps(
        self, number: int, earlier: Row | None, row: Row, before: Books, now: Books
    ) -> None:
        was = earlier["status"] if earlier else None
        if was != row["status"]:
            assert row["status"] in ENQUIRY_STEPS[was], f"{number}: {was} -> {row['status']}"
        for referral in now.of(number, "referrals"):
            old = before.referrals.get(referral["id"])
            came = old["status"] if old else None
            if came == referral["status"]:
                continue
            reopened = was == "closed" and row["status"] == "in_progress"
            if came == "done" and reopened and referral["status"] == "accepted":
                continue
            assert referral["status"] in REFERRAL_STEPS[came], (
                f"referral {referral['id']} of {number}: {came} -> {referral['status']}"
            )

    def _every_change_is_logged(
        self, number: int, earlier: Row | None, row: Row, before: Books, now: Books
    ) -> None:
        new = len(now.of(number, "log")) - len(before.of(number, "log"))
        risen = row["revision"] - (earlier["revision"] if earlier else 0)
        assert new == risen, f"{number}: {new} log entries, revision raised by {risen}"
        changed = {**row, "revision": 0} != {**(earlier or {}), "revision": 0}
        changed |= before.of(number, "referrals") != now.of(number, "referrals")
        assert new or not changed, f"{number} was changed without a log entry"

    def _one_lead(self, row: Row, referrals: list[Row], members: Rows) -> None:
        number = row["id"]
        accepted = [r for r in referrals if r["status"] == Offer.ACCEPTED]
        leads = [r for r in accepted if r["role"] == "lead"]
        supports = [r for r in accepted if r["role"] == "support"]
        assert len(leads) <= 1, f"{number} has {len(leads)} leads"
        assert len(supports) <= 2, f"{number} has {len(supports)} supports"
        slugs = [r["organisation"] for r in accepted]
        assert len(slugs) == len(set(slugs)), f"{number}: twice on the case: {slugs}"
        if row["status"] == Status.OPEN:
            who = (row["lead"], row["handler_id"], row["handler_name"])
            assert not leads and who == ("", None, ""), f"{number} is open and led: {who}"
        if row["status"] in (Status.IN_PROGRESS, Status.WAITING):
            assert leads, f"{number} is {row['status']} and nobody leads it"
            names = ("handler_id", "handler_name")
            assert row["lead"] == leads[0]["organisation"]
            assert [row[n] for n in names] == [leads[0][n] for n in names], f"{number}: handler"
            self._handler_is_there(row, members)

    def _handler_is_there(self, row: Row, members: Rows) -> None:
        if row["handler_id"] is None:
            return
        handler = members[row["handler_id"]]
        assert handler["organisation"] == row["lead"], f"{row['id']}: handler of another house"
        assert handler["confirmed_at"], f"{row['id']}: its handler is not confirmed"
        assert not handler["ended_at"], f"{row['id']}: its handler has left"

    def _ended_means_ended(self, row: Row, referrals: list[Row]) -> None:
        live = row["status"] in LIVE
        assert (row["closed_at"] is None) == live, f"{row['id']}: closed_at"
        assert (row["status"] == Status.WAITING) == (row["waiting_until"] is not None)
        assert bool(row["outcome"]) == (row["status"] == Status.CLOSED) or row["status"] == "void"
        standing = [r for r in referrals if r["status"] in ("requested", "offered", "accepted")]
        assert live or not standing, f"{row['id']} has ended, and its referrals have not"

    def _cards_follow(self, row: Row, postings: list[Row], rooms: Rows) -> None:
        meets = {number for number, room in rooms.items() if room["active"] and not room["gone"]}
        has = [posting["room_id"] for posting in postings]
        assert len(has) == len(set(has)), f"{row['id']} has two cards in one room"
        missing = meets - set(has) if row["status"] in LIVE else set()
        assert not missing, f"{row['id']} has no card in {missing}"
        for posting in postings:
            assert posting["wanted"] == row["revision"], f"{row['id']}: a card is left behind"
            unseen = not posting["message_id"]
            assert posting["behind"] or unseen or posting["shown"] == posting["wanted"]

    def _not_forgotten(self, row: Row, now: Books) -> None:
        number = row["id"]
        planned = [r for r in now.of(number, "reminders") if r["done_at"] is None]
        if row["status"] not in LIVE:
            later = [r for r in planned if not r["kind"].startswith("later-")]
            assert not later, f"{number} has ended and is still reminded of"
            return
        assert planned, f"{number} is {row['status']} and nobody will be told of it again"
        for offer in now.of(number, "referrals"):
            if offer["status"] == Offer.OFFERED:
                kinds = {r["kind"] for r in planned if r["subject"] == f"referral:{offer['id']}"}
                assert kinds & {"offer-expire", "question-unanswered"}, f"{number}: {kinds}"

    def _clock_keeps_hours(self, before: Books, now: Books) -> None:
        for reminder in now.reminders.values():
            at = reminder["due_at"]
            early = reminder["kind"] in EARLY and 6 <= self.calendar.local(at).hour < 17
            assert early or self.calendar.is_open(at), f"{reminder['kind']} is planned for {at}"
        for notice_id in now.notices.keys() - before.notices.keys():
            notice = now.notices[notice_id]
            if notice["quiet"]:
                assert self.calendar.is_open(notice["created_at"]), notice["kind"]
        for entry_id in now.log.keys() - before.log.keys():
            entry = now.log[entry_id]
            by_clock = entry["member_id"] is None
            assert not by_clock or self.calendar.is_open(entry["at"]), (
                f"the clock did {entry['step']} at {entry['at']}"
            )

    def _renders(self, before: Books, now: Books) -> None:
        with self.turmoil.store.read() as session:
            for notice_id in now.notices.keys() - before.notices.keys():
                self.say_notice(session, notice_id)
            for posting_id, row in now.postings.items():
                turn = (posting_id + row["wanted"]) % 2
                if turn and row != before.postings.get(posting_id):
                    self.say_card(session, posting_id)

    def say_notice(self, session: Session, notice_id: int) -> str:
        """A notice in both languages; empty where it has come to nothing, or waits for its reader."""
        notice = session.get(Notice, notice_id)
        assert notice is not None
        try:
            found = notice_message(self.turmoil.desk, session, notice, self.turmoil.now)
        except OutOfReach:
            return ""
        return spoken(found[1].body) if found else ""

    def say_card(self, session: Session, posting_id: int) -> str:
        """A room's card in both languages."""
        posting = session.get(Posting, posting_id)
        assert posting is not None
        return spoken(posting_message(self.turmoil.desk, session, posting, self.turmoil.now).body)

    def told_since(self, instant: datetime, number: int) -> bool:
        """Whether anybody was told anything about a case since then."""
        found = self._read().of(number, "notices")
        return any(notice["created_at"] > instant for notice in found)
