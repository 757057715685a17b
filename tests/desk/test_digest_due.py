"""The digest goes out once a week, on a working morning, whatever became of the clock."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from threading import Barrier
from typing import Any

import pytest

from bot.centre.digests import Digests, edition, following, latest, week_of
from bot.centre.load import FaultyCentre, load
from bot.centre.model import Centre
from bot.centre.worktime import WorkCalendar
from bot.desk import digest_due, telling
from bot.desk.due import tick
from bot.storage.engine import Store
from bot.storage.tables import Room
from bot.texts import ZONE
from tests.centre_at_work import CentreAtWork, set_up
from tests.desk.weeks import a_week_on, letters, lines, rows, taken_by

ALL = ("anna", "johan", "sara", "elias", "maria", "petra", "karin")
"""One at each of seven organisations."""
WEDNESDAY = datetime(2026, 11, 25, 13, 0, tzinfo=UTC)


def local(at: datetime) -> str:
    """An instant on the centre's clock."""
    return at.astimezone(ZONE).strftime("%a %d %b %Y %H.%M")


def made(room: CentreAtWork) -> list[str]:
    """When each digest's notices were written."""
    return [local(notice.created_at) for notice in room.notices(kind="digest")]


def test_a_new_installation_sends_nothing_of_the_time_before_it(room: CentreAtWork) -> None:
    room.now = WEDNESDAY
    tick(room.desk, room.now)
    room.open("sara", offer_to="nobody")
    [row] = rows(room)
    assert not row.sent
    assert room.notices(kind="digest") == []
    room.until(WEDNESDAY + timedelta(days=6))
    assert made(room) == ["Mon 30 Nov 2026 08.00"]
    [body] = letters(room)
    assert lines(body[0])[:2] == ["Veckobrev vecka 48 (23–29 nov.)", "Nytt: 1 nytt ärende"]


def test_an_installation_made_on_a_sunday_counts_from_there(room: CentreAtWork) -> None:
    room.now = datetime(2026, 11, 29, 18, 0, tzinfo=UTC)
    tick(room.desk, room.now)
    room.open("sara", offer_to="nobody")
    room.until(room.now + timedelta(days=1))
    assert made(room) == ["Mon 30 Nov 2026 08.00"]


def test_once_a_week_on_monday_morning(room: CentreAtWork) -> None:
    for _ in range(4):
        a_week_on(room)
    assert made(room) == [
        "Mon 30 Nov 2026 08.00",
        "Mon 07 Dec 2026 08.00",
        "Mon 14 Dec 2026 08.00",
        "Mon 21 Dec 2026 08.00",
    ]


def test_once_in_every_room_and_once_to_every_member(room: CentreAtWork) -> None:
    with room.desk.store.write() as session:
        session.add(Room(platform="web", workspace="try", channel="other", name="other", lang="en"))
        session.add(Room(platform="web", workspace="try", channel="left", active=False))
    tick(room.desk, room.now)
    taken_by(room, *ALL)
    a_week_on(room)
    assert Counter(n.room_id for n in room.notices(kind="digest")) == {1: 1, 2: 1}
    assert {n.quiet for n in room.notices() if n.kind in ("digest", "own_list")} == {True}
    own = Counter(n.member_id for n in room.notices(kind="own_list"))
    assert len(own) == 7
    assert set(own.values()) == {1}


@pytest.mark.parametrize(
    ("monday", "sent"),
    [
        (date(2027, 3, 29), "Tue 30 Mar 2027 08.00"),  # Easter Monday, after the clock change
        (date(2026, 10, 26), "Mon 26 Oct 2026 08.00"),  # the clock went back the night before
        (date(2027, 5, 17), "Mon 17 May 2027 08.00"),  # Whit Monday is none in Sweden any more
        (date(2026, 12, 28), "Mon 28 Dec 2026 08.00"),
    ],
)
def test_a_monday_that_is_a_holiday_or_after_a_clock_change(
    room: CentreAtWork, monday: date, sent: str
) -> None:
    room.now = datetime.combine(monday - timedelta(days=3), time(15), ZONE).astimezone(UTC)
    tick(room.desk, room.now)
    room.until(room.now + timedelta(days=5))
    assert made(room) == [sent]


def test_a_machine_that_slept_through_three_sends_one_that_says_so(room: CentreAtWork) -> None:
    a_week_on(room)
    number = room.opened_and_taken(company="Nordic Snickeri AB")
    assert room.do("maria", "close", case=number, outcome="helped").done
    room.now += timedelta(days=23)
    tick(room.desk, room.now)
    assert made(room) == ["Mon 30 Nov 2026 08.00", "Wed 23 Dec 2026 09.00"]
    told = lines(letters(room)[0][0])
    assert told[0] == "Veckobrev för 3 veckor, vecka 49–51 (30 nov. – 20 dec.)"
    assert told[1] == "Det gick bra: Ärende 1 (Nordic Snickeri AB): Företaget fick hjälp (EKN)"
    assert lines(letters(room)[0][0], "en")[0] == (
        "Digest of 3 weeks, weeks 49–51 (30 Nov – 20 Dec)"
    )
    room.until(room.now + timedelta(days=5))
    assert [row.weeks for row in rows(room)] == [1, 1, 3, 1]


def test_periods_meet_without_a_gap_or_an_overlap(room: CentreAtWork) -> None:
    a_week_on(room)
    room.now += timedelta(days=40)
    tick(room.desk, room.now)
    a_week_on(room)
    found = rows(room)
    assert all(one.until == other.since for one, other in pairwise(found))


def test_nothing_is_made_at_night(room: CentreAtWork) -> None:
    tick(room.desk, room.now)
    room.now = datetime(2026, 11, 30, 21, 0, tzinfo=UTC)
    tick(room.desk, room.now)
    assert made(room) == []
    room.until(datetime(2026, 12, 1, 7, 30, tzinfo=UTC))
    assert made(room) == ["Tue 01 Dec 2026 08.00"]


def test_a_process_that_dies_on_the_way_has_made_nothing(
    room: CentreAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    tick(room.desk, room.now)
    taken_by(room, *ALL)
    room.now += timedelta(days=7)
    kept, told = telling.message, [0]

    def dying(*args: Any, **more: Any) -> None:
        told[0] += 1
        if told[0] == 4:
            raise KeyboardInterrupt
        kept(*args, **more)

    with monkeypatch.context() as broken:
        broken.setattr(telling, "message", dying)
        with pytest.raises(KeyboardInterrupt):
            digest_due.make(room.desk, room.now)
    assert told[0] == 4
    assert len(rows(room)) == 1
    assert room.notices(kind="digest") == room.notices(kind="own_list") == []
    assert digest_due.make(room.desk, room.now) == 1
    assert len(room.notices(kind="digest")) == 1
    assert len(room.notices(kind="own_list")) == 7
    assert digest_due.make(room.desk, room.now) == 0


def test_two_at_the_same_moment_make_one(room: CentreAtWork) -> None:
    tick(room.desk, room.now)
    room.now += timedelta(days=7)
    together = Barrier(4)

    def make() -> int:
        together.wait()
        return digest_due.make(room.desk, room.now)

    with ThreadPoolExecutor(4) as pool:
        done = [future.result() for future in [pool.submit(make) for _ in range(4)]]
    assert sorted(done) == [0, 0, 0, 1]
    assert len(room.notices(kind="digest")) == 1


def test_a_faulty_digest_stops_no_reminder(
    room: CentreAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    tick(room.desk, room.now)
    room.open("sara")

    def faulty(*args: Any, **more: Any) -> None:
        raise ValueError("no digest today")

    monkeypatch.setattr(digest_due, "weeks_from", faulty)
    room.until(room.now + timedelta(days=7))
    assert room.notices(kind="digest") == []
    assert room.notices(kind="expired")
    monkeypatch.undo()
    tick(room.desk, room.now)
    assert len(room.notices(kind="digest")) == 1


def test_a_centre_may_have_it_on_friday_afternoon(store: Store, vastra_gotaland: Centre) -> None:
    centre = vastra_gotaland.model_copy(update={"digest": Digests(weekday=4, at=time(15))})
    room = set_up(store, centre)
    tick(room.desk, room.now)
    room.open("sara", offer_to="nobody")
    room.until(room.now + timedelta(days=7))
    assert made(room) == ["Fri 27 Nov 2026 15.00"]
    [body] = letters(room)
    assert lines(body[0])[0] == "Veckobrev vecka 48 (21–27 nov.)"


def test_the_week_of_a_digest_and_back_over_a_year(vastra_gotaland: Centre) -> None:
    calendar = WorkCalendar.of(vastra_gotaland.working_hours)
    rule = vastra_gotaland.digest
    now = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
    weeks = []
    for _ in range(60):
        found = latest(rule, calendar, now)
        assert found is not None
        assert edition(rule, calendar, found.week) == found
        assert calendar.is_open(found.due)
        coming = following(rule, calendar, now)
        assert coming.due > now >= found.due
        weeks.append(found.week)
        now += timedelta(days=7)
    assert len(set(weeks)) == 60
    assert weeks == sorted(weeks)
    assert week_of(date(2027, 1, 1)) == "2026-W53"


def test_a_fault_in_the_digest_of_the_centre_file_is_named(tmp_path: Any) -> None:
    from bot.centre.load import PACKAGED

    wrong = tmp_path / "centre.yaml"
    text = PACKAGED.read_text(encoding="utf-8")
    wrong.write_text(text.replace("picture_from: 10", "picture_form: 10"), encoding="utf-8")
    with pytest.raises(FaultyCentre) as refused:
        load(wrong)
    assert "Perhaps `picture_from` is meant" in str(refused.value)
