"""Metrics, as Prometheus reads them: named as agreed, of bounded number, and about nobody."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families

from bot import metrics
from bot.desk.replies import Caller, Place, Request
from bot.gauges import Gauges, metrics_text
from bot.handlers.desk_line import DeskLine
from bot.storage.tables import Notice
from tests.centre_at_work import PEOPLE, CentreAtWork

LABELS = {"command", "outcome", "platform", "result", "state", "le", "version", "schema", "python"}


Read = Callable[..., dict[str, Metric]]


@pytest.fixture
def read(room: CentreAtWork) -> Read:
    """What is told at this moment, by name."""

    def look(ticked: datetime | None = None, **troubles: str) -> dict[str, Metric]:
        gauges = Gauges(room.desk, lambda: room.now, lambda: ticked, lambda: troubles)
        families = text_string_to_metric_families(metrics_text(gauges).decode())
        return {family.name: family for family in families}

    return look


def value(family: Metric, **labels: str) -> float:
    found = [s.value for s in family.samples if labels.items() <= s.labels.items()]
    assert len(found) == 1, family
    return found[0]


def ask(room: CentreAtWork, name: str, **args: str) -> None:
    line = DeskLine(desk=room.desk, now=lambda: room.now)
    request = Request(name, dict(args), Caller("web", "try", "sara"), Place())
    asyncio.run(line.ask(request))


def counted(command: str, outcome: str) -> float:
    return metrics.commands.labels(command, outcome)._value.get()


def test_a_command_is_counted_by_what_came_of_it(room: CentreAtWork, read: Read) -> None:
    before = counted("situation", "done"), counted("show", "refused")
    ask(room, "situation")
    ask(room, "show", case="999")
    assert (counted("situation", "done"), counted("show", "refused")) == (
        before[0] + 1,
        before[1] + 1,
    )
    told = read()
    assert value(told["exportlots_commands"], command="situation", outcome="done") == before[0] + 1
    assert "exportlots_command_seconds" in told


def test_what_nobody_knows_is_counted_under_one_name(room: CentreAtWork) -> None:
    def names() -> set[str]:
        return {s.labels["command"] for s in next(iter(metrics.commands.collect())).samples}

    for name in ("hemligt-ab", "x" * 500, "sara lind"):
        ask(room, name)
    assert "unknown" in names()
    assert not names() & {"hemligt-ab", "x" * 500, "sara lind"}


def test_notices_their_age_and_the_meter_are_read_from_the_rows(
    room: CentreAtWork, read: Read
) -> None:
    number = room.opened_and_taken()
    room.do("maria", "contact", case=number)
    with room.desk.store.write() as session:
        for index, state in enumerate(("parked", "parked", "sent", "dropped")):
            at = room.now - timedelta(days=3)
            session.add(
                Notice(key=f"k{index}", kind="taken", created_at=at, not_before=at, state=state)
            )
        at = room.now - timedelta(seconds=90)
        session.add(Notice(key="late", kind="taken", created_at=at, not_before=at))
    room.now += timedelta(seconds=1)
    told = read(room.now - timedelta(seconds=7), slack="token_revoked", teams="")
    assert value(told["exportlots_notices"], state="parked") == 2
    assert value(told["exportlots_notices"], state="pending") >= 1
    assert value(told["exportlots_oldest_notice_seconds"]) == 91
    assert value(told["exportlots_first_contact_within_a_day_ratio"]) == 1
    assert value(told["exportlots_taken_within_a_day_ratio"]) == 1
    assert value(told["exportlots_meter_enquiries"]) == 1
    assert value(told["exportlots_last_tick_age_seconds"]) == 7
    assert value(told["exportlots_platform_up"], platform="slack") == 0
    assert value(told["exportlots_platform_up"], platform="teams") == 1
    assert value(told["exportlots_database_up"]) == 1


def test_a_month_without_enquiries_has_no_ratio(read: Read) -> None:
    told = read()
    assert value(told["exportlots_meter_enquiries"]) == 0
    assert "exportlots_first_contact_within_a_day_ratio" not in told


def test_without_the_database_the_rest_is_told(
    room: CentreAtWork, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away() -> None:
        raise OSError("gone")

    monkeypatch.setattr(room.desk.store, "read", away)
    told = read(room.now)
    assert value(told["exportlots_database_up"]) == 0
    assert "exportlots_notices" not in told
    assert "exportlots_last_tick_age_seconds" in told


def test_no_series_is_about_a_person_a_company_or_a_case(room: CentreAtWork, read: Read) -> None:
    for user in ("sara", "maria", "karin"):
        number = room.open("sara", company=f"Kanariefågel {user} AB")
        room.do(user, "show", case=number)
        ask(room, "refer", need="Kanariefågel", company="Kanariefågel AB")
    told = read(room.now)
    samples = [sample for family in told.values() for sample in family.samples]
    assert {name for sample in samples for name in sample.labels} <= LABELS
    shown = " ".join(value for sample in samples for value in sample.labels.values())
    for word in ("Kanarie", "sara", "maria", *(name for name, _ in PEOPLE.values())):
        assert word not in shown


def test_the_build_is_told() -> None:
    metrics.built("0.1.0", "0004")
    sample = next(iter(metrics.build.collect())).samples[0]
    assert (sample.labels["version"], sample.labels["schema"], sample.value) == ("0.1.0", "0004", 1)
