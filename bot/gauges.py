"""What stands in the database, as metrics: read at the moment when Prometheus asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from prometheus_client import generate_latest
from prometheus_client.core import CollectorRegistry, GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.desk import meter
from bot.desk.replies import Caller, Place
from bot.desk.work import Desk, Work
from bot.metrics import REGISTRY
from bot.observing import log
from bot.storage.faults import StorageFault
from bot.storage.parked import Standing, standing

_log = log(__name__)


class Gauges(Collector):
    """Notices and cards that wait, the 24-hour meter of this month, and when the clock ticked."""

    def __init__(
        self,
        desk: Desk,
        now: Callable[[], datetime],
        last_tick: Callable[[], datetime | None],
        troubles: Callable[[], dict[str, str]],
    ) -> None:
        self._desk, self._now = desk, now
        self._last_tick, self._troubles = last_tick, troubles

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """The gauges. Without its database the others are told all the same."""
        now = self._now()
        yield from _of_process(now, self._last_tick(), self._troubles())
        up = GaugeMetricFamily("exportlots_database_up", "1 while the database answers.")
        try:
            with self._desk.store.read() as session:
                counted = standing(session, now, quiet=not self._desk.calendar.is_open(now))
                work = Work(self._desk, session, now, Caller("meter", "", ""), Place())
                read = meter.reading(work, meter.month_of(work, now), now)
        except Exception as error:
            if isinstance(error, StorageFault):
                _log.warning("database_unavailable", why=repr(error.__cause__))
            else:
                _log.exception("metrics_not_told")
            up.add_metric((), 0)
            yield up
            return
        up.add_metric((), 1)
        yield up
        yield from _of_post(counted, now)
        yield from _of_meter(read)


def metrics_text(gauges: Gauges) -> bytes:
    """Everything, in Prometheus' text form."""
    registry = CollectorRegistry()
    registry.register(gauges)
    return generate_latest(REGISTRY) + generate_latest(registry)


def _gauge(name: str, about: str, value: float) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"exportlots_{name}", about, value=value)


def _of_process(
    now: datetime, ticked: datetime | None, troubles: dict[str, str]
) -> Iterator[GaugeMetricFamily]:
    if ticked is not None:
        age = max((now - ticked).total_seconds(), 0.0)
        yield _gauge("last_tick_age_seconds", "Seconds since the clock last ticked whole.", age)
    works = GaugeMetricFamily(
        "exportlots_platform_up",
        "1 while nothing keeps the platform from working.",
        labels=["platform"],
    )
    for name, trouble in troubles.items():
        works.add_metric((name,), 0 if trouble else 1)
    yield works


def _of_post(counted: Standing, now: datetime) -> Iterator[GaugeMetricFamily]:
    notices = GaugeMetricFamily(
        "exportlots_notices",
        "Notices that wait (pending) or were given up (parked).",
        labels=["state"],
    )
    notices.add_metric(("pending",), counted.pending)
    notices.add_metric(("parked",), counted.parked)
    yield notices
    yield _gauge("cards_held_up", "Cards that could not be brought up to date.", counted.cards)
    since = counted.oldest_pending
    oldest = (now - since).total_seconds() if since else 0.0
    yield _gauge(
        "oldest_notice_seconds",
        "Age of the oldest notice that could have left and has not.",
        max(oldest, 0.0),
    )


def _of_meter(read: meter.Reading) -> Iterator[GaugeMetricFamily]:
    """This month's. No ratio while no enquiry counts: nought of nought is not a failure."""
    yield _gauge("meter_enquiries", "Enquiries of this month that count.", read.total)
    if not read.total:
        return
    yield _gauge(
        "taken_within_a_day_ratio",
        "Share of this month's enquiries taken by the next working day.",
        read.taken / read.total,
    )
    yield _gauge(
        "first_contact_within_a_day_ratio",
        "Share of this month's enquiries with contact made by the next working day.",
        read.contacted / read.total,
    )
