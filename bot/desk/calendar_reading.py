"""An iCalendar file as the occurrences it holds from today on, and what could not be read in it.

Reckoned a year ahead (`AHEAD`), at most `MOST_OF_ONE` occurrences of one event and `MOST` in all:
the rest comes with a later reading. Days and times are put on the centre's own clock, whatever
zone they were written in; a floating time is the centre's. What has been is not read. Nor is
what its owner marked as private, nor anybody's address.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from math import inf
from time import thread_time
from typing import Any
from zoneinfo import ZoneInfo

from bot.desk.calendar_lines import DECIDING, Block, Fault, cut_up
from bot.desk.calendar_occasions import (
    AHEAD,
    LONGEST,
    Frame,
    Occurrence,
    day_of,
    occurrences,
    sequence,
)
from bot.desk.calendar_rules import BadRule, bounded
from bot.desk.calendar_zones import by_name, named

MOST = 500
MOST_OF_ONE = 60
TOGETHER = 50
"""So many events are given to the library at once; one that it chokes on is then found alone."""
LONGEST_UID = 200

Parsed = tuple[Block, Any]
"""An event as it stands in the file, and as the library understands it."""


@dataclass
class Reading:
    """What a file says. `covered` is, for each event told whole, the day up to which it is.

    `unread` are the UIDs of events that are left out, "" for one whose UID is not known. `until` is
    how much work of this thread's may have been done by the end.
    """

    occurrences: list[Occurrence] = field(default_factory=list)
    covered: dict[str, date] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    calendar: bool = True
    whole: bool = False
    past: int = 0
    private: int = 0
    more: bool = False
    until: float = inf

    def is_enough(self) -> bool:
        """Whether no more is read: `more` then tells that something is left."""
        enough = thread_time() > self.until or len(self.occurrences) >= MOST
        self.more = self.more or enough
        return enough


def read_calendar(text: str, now: datetime, zone: ZoneInfo, patience: float = 10.0) -> Reading:
    """What a file says, seen from `now`. Never raises: what is broken is among the faults.

    `patience` is how many seconds of work may be spent, the earliest events first; what is left
    then is told by `more`.
    """
    until = thread_time() + patience
    cut = cut_up(text)
    frame = Frame(now, zone, cut.cancels)
    reading = Reading([], {}, cut.faults, cut.unread, cut.calendar, cut.whole, until=until)
    zones = by_name(cut.zones)
    for blocks in _batches([one for one in cut.events if _near(one, frame, reading)]):
        found = sorted(_sound(blocks, zones, reading), key=lambda pair: _uid(pair[1]))
        for uid, group in groupby(found, key=lambda pair: _uid(pair[1])):
            if reading.is_enough():
                break
            _expand(reading, uid, list(group), frame)
        if reading.is_enough():
            break
    reading.faults.sort()
    return reading


def _batches(blocks: list[Block]) -> Iterator[list[Block]]:
    """The events, the earliest first, a series with its exceptions together."""
    series: dict[str, list[Block]] = {}
    for block in blocks:
        series.setdefault(block.uid or f"\0{block.line}", []).append(block)
    batch: list[Block] = []
    for one in sorted(series.values(), key=lambda some: min(_begins(block) for block in some)):
        batch += one
        if len(batch) >= TOGETHER:
            yield batch
            batch = []
    if batch:
        yield batch


def _begins(block: Block) -> str:
    return block.value("DTSTART").strip()[:8]


def _near(block: Block, frame: Frame, reading: Reading) -> bool:
    """Told by its first day alone, so that years of old events cost nothing."""
    begins = _begins(block)
    repeated = any(block.has(name) for name in ("RRULE", "RDATE", "RECURRENCE-ID"))
    if repeated or not (len(begins) == 8 and begins.isascii() and begins.isdigit()):
        return True
    past = begins < f"{frame.today - LONGEST - timedelta(days=2):%Y%m%d}"
    reading.past += past
    return not past and begins <= f"{frame.today + AHEAD + timedelta(days=2):%Y%m%d}"


def _sound(blocks: list[Block], zones: dict[str, str], reading: Reading) -> list[Parsed]:
    """The events that can be understood, with why the others cannot; none when it is enough."""
    if reading.is_enough():
        return []
    events = _understood(blocks, zones)
    if events is None and len(blocks) == 1:
        reading.faults.append(Fault(blocks[0].line, "VEVENT", "unreadable"))
        reading.unread.add(blocks[0].uid)
    if events is None:
        each = ([block] for block in blocks)
        return [pair for one in each if len(blocks) > 1 for pair in _sound(one, zones, reading)]
    pairs = list(zip(blocks, events, strict=True))
    sound = [(block, event) for block, event in pairs if _may_stand(block, event, reading)]
    stand = {block.line for block, _ in sound}
    reading.unread |= {block.uid for block in blocks if block.line not in stand}
    return sound


def _understood(blocks: list[Block], zones: dict[str, str]) -> list[Any] | None:
    """The blocks as the library reads them; None where it cannot read them together."""
    from icalendar import Calendar

    own = "".join(zones[name] for name in named(blocks) if name in zones)
    inner = own + "".join(block.written() for block in blocks)
    head = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//exportlots//\r\n"
    try:
        events = list(Calendar.from_ical(f"{head}{inner}END:VCALENDAR\r\n").walk("VEVENT"))
    except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError):
        return None
    return events if len(events) == len(blocks) else None


def _may_stand(block: Block, event: Any, reading: Reading) -> bool:
    """Whether the event's times can be trusted, and nobody marked it as private."""
    wrong = {name for name in DECIDING if block.has(name) and name not in event}
    wrong |= {str(name).upper() for name, _ in event.errors if name}
    reading.faults += [Fault(block.number(name), name, "unreadable") for name in sorted(wrong)]
    if not block.has("DTSTART"):
        reading.faults.append(Fault(block.line, "DTSTART", "missing"))
        return False
    if not wrong & DECIDING and _in_no_zone(event["DTSTART"]):
        reading.faults.append(Fault(block.number("DTSTART"), "TZID", "zone"))
    if str(event.get("CLASS", "PUBLIC")).upper() in ("PRIVATE", "CONFIDENTIAL"):
        reading.private += 1
        return False
    return not wrong & DECIDING


def _in_no_zone(begins: Any) -> bool:
    """Whether a zone is named that neither the file nor the world knows; the centre's is taken."""
    named = bool(begins.params.get("TZID"))
    return named and isinstance(begins.dt, datetime) and begins.dt.tzinfo is None


def _uid(event: Any) -> str:
    """What the event is known by; made of what it says where the file gives it no UID."""
    given = str(event.get("UID", "")).strip()
    if given and len(given) <= LONGEST_UID and given.isprintable():
        return given
    said = given or f"{event['DTSTART'].to_ical()!r}{event.get('SUMMARY', '')}"
    return hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()


def _expand(reading: Reading, uid: str, events: list[Parsed], frame: Frame) -> None:
    """One event with all its occurrences and their exceptions."""
    block = events[0][0]
    try:
        found, covered = _occasions(events, frame, reading)
        taken = occurrences(uid, found, frame)
    except BadRule as bad:
        reading.faults.append(Fault(block.number("RRULE"), "RRULE", str(bad)))
        reading.unread.add(uid)
        return
    except (ArithmeticError, LookupError, TypeError, ValueError, AttributeError):
        reading.faults.append(Fault(block.number("RRULE"), "VEVENT", "unreadable"))
        reading.unread.add(uid)
        return
    reading.past += not taken
    reading.occurrences += taken
    if covered is not None:
        reading.covered[uid] = covered


def _occasions(
    events: list[Parsed], frame: Frame, reading: Reading
) -> tuple[list[Any], date | None]:
    """The library's occurrences, and how far they reach; None where the series is not told."""
    import recurring_ical_events
    from icalendar import Calendar

    horizon = frame.today + AHEAD
    whole = Calendar()
    series = False
    masters = _latest(events)
    for event in masters:
        start = event["DTSTART"].dt
        if "RRULE" in event:
            series = True
            event["RRULE"] = type(event["RRULE"])(bounded(event["RRULE"], day_of(start), horizon))
        whole.add_component(event)
    if not series and not any("RDATE" in event for event in masters):
        alone = [event for event in masters if "RECURRENCE-ID" not in event]
        return masters, horizon if alone else None
    query = recurring_ical_events.of(whole)
    begin = datetime.combine(frame.today, time(), frame.zone)
    found: list[Any] = []
    for step in range(4):
        until = begin + timedelta(days=92)
        found += [event for event in query.between(begin, until) if event not in found]
        begin = until
        if len(found) > MOST_OF_ONE and step < 3:
            break
    found.sort(key=lambda event: day_of(event["DTSTART"].dt))
    if len(found) > MOST_OF_ONE:
        reading.more = True
        found = found[:MOST_OF_ONE]
        return found, day_of(found[-1]["DTSTART"].dt)
    return found, horizon


def _latest(events: list[Parsed]) -> list[Any]:
    """Each event once: where the file has the same occasion twice, the one that is newer."""
    kept: dict[str, Any] = {}
    for _, event in events:
        which = str(event["RECURRENCE-ID"].to_ical()) if "RECURRENCE-ID" in event else ""
        if which not in kept or sequence(event) >= sequence(kept[which]):
            kept[which] = event
    return list(kept.values())
