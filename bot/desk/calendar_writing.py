"""Meetings as iCalendar, such that Outlook and Google take it.

No company is named in what leaves the chat for others: a joint visit is written by its kind alone,
its title being the company's name more often than not, and so is any meeting whose words name a
company on its list. Companies on the list, agenda and duties are left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from bot.desk.meeting_planning import is_visit
from bot.desk.meeting_views import kind_label, region
from bot.desk.replies import Caller, Place
from bot.desk.work import Desk, Work
from bot.storage import calendars
from bot.storage.tables import Meeting
from bot.texts import Lang, phrase, say

if TYPE_CHECKING:
    from icalendar import Calendar, Event, Timezone

BACK = timedelta(days=31)
MOST = 1000
"""The feed holds a month back, and so many meetings: a reader fetches it whole every time."""
UNKNOWN_END = timedelta(hours=1)
"""What a meeting without an end takes up in a calendar, which shows nothing shorter."""
EVERY = timedelta(hours=1)
"""How often a subscriber may well fetch the feed; most fetch it more seldom."""


def one_event(work: Work, meeting: Meeting) -> bytes:
    """One meeting for the member who asks, with agenda and duties; companies are not listed."""
    words = [meeting.agenda, *_duties(meeting, work.lang)]
    event = _event(work, meeting, meeting.title, meeting.place)
    _describe(event, "\n".join(word for word in words if word))
    return _whole(work, [event], work.lang)


def feed(desk: Desk, now: datetime, lang: Lang = "sv") -> bytes:
    """The centre's calendar for whoever has its address, without any company's name."""
    with desk.store.read() as session:
        work = Work(desk, session, now, Caller("feed", "", "", lang=lang), Place())
        today = desk.calendar.local(now).date()
        found = calendars.to_show(session, today, BACK, MOST)
        names = calendars.companies_on_lists(session, [meeting.id or 0 for meeting in found])
        events = [_open_event(work, one, names[one.id or 0], lang) for one in found]
        return _whole(work, events, lang)


def _open_event(work: Work, meeting: Meeting, listed: list[str], lang: Lang) -> Event:
    """The meeting without what could name a company."""
    if _names_one(work, meeting, listed):
        kind = say(kind_label(work, meeting), lang)
        where = say(region(work, meeting), lang) if meeting.sub_region else ""
        return _event(work, meeting, kind, where, link=False)
    return _event(work, meeting, meeting.title, meeting.place)


def _names_one(work: Work, meeting: Meeting, listed: list[str]) -> bool:
    if is_visit(work, meeting):
        return True
    words = f"{meeting.title} {meeting.place} {meeting.link}".casefold()
    return any(name.strip().casefold() in words for name in listed if name.strip())


def _whole(work: Work, events: Iterable[Event], lang: Lang) -> bytes:
    from icalendar import Calendar

    name = say(work.centre.name, lang)
    whole: Calendar = Calendar()
    whole.add("prodid", "-//Exportlots//Exportlots//SV")
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", "PUBLISH")
    whole.add("x-wr-calname", name)
    whole.add("x-wr-timezone", work.centre.working_hours.zone)
    whole.add("refresh-interval", EVERY, parameters={"VALUE": "DURATION"})
    whole.add("x-published-ttl", "PT1H")
    whole.add_component(_zone(work.centre.working_hours.zone, work.now))
    for event in events:
        whole.add_component(event)
    return bytes(whole.to_ical())


def _event(work: Work, meeting: Meeting, title: str, place: str, *, link: bool = True) -> Event:
    from icalendar import Event

    event: Event = Event()
    event.add("uid", meeting.uid)
    event.add("sequence", max(meeting.sequence, 0))
    event.add("dtstamp", work.now.astimezone(UTC).replace(microsecond=0))
    event.add("summary", title)
    event.add("status", "CANCELLED" if meeting.status == "cancelled" else "CONFIRMED")
    for name, value in _times(meeting).items():
        event.add(name, value)
    if place:
        event.add("location", place)
    if link and meeting.link:
        event.add("url", meeting.link)
    return event


def _times(meeting: Meeting) -> dict[str, Any]:
    if meeting.starts is None:
        return {"dtstart": meeting.day, "dtend": meeting.end_day + timedelta(days=1)}
    zone = ZoneInfo(meeting.zone)
    starts = datetime.combine(meeting.day, meeting.starts, zone)
    if meeting.ends is not None:
        return {"dtstart": starts, "dtend": datetime.combine(meeting.end_day, meeting.ends, zone)}
    if meeting.end_day > meeting.day:
        ends = datetime.combine(meeting.end_day, meeting.starts, zone) + UNKNOWN_END
        return {"dtstart": starts, "dtend": ends}
    return {"dtstart": starts, "dtend": starts + UNKNOWN_END}


def _describe(event: Event, words: str) -> None:
    if words.strip():
        event.add("description", words.strip())


def _duties(meeting: Meeting, lang: Lang) -> list[str]:
    if not meeting.duties:
        return []
    return ["", say(phrase("meeting.section.duties"), lang) + ":", *meeting.duties]


def _zone(name: str, now: datetime) -> Timezone:
    """The zone's rules, which a reader without its own list of zones goes by."""
    from icalendar import Timezone

    if name == "Europe/Stockholm":
        return _stockholm()
    day = now.date()
    first, last = day.replace(month=1, day=1), day.replace(month=12, day=31)
    return Timezone.from_tzid(
        name, first_date=first.replace(year=day.year - 1), last_date=last.replace(year=day.year + 5)
    )


def _stockholm() -> Timezone:
    """Summer time as the European Union has it, as a rule: a list of days would run out.

    Its beginnings stand in the time that was shown before, as RFC 5545 (3.6.5) says.
    """
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    winter, summer = timedelta(hours=1), timedelta(hours=2)
    zone = Timezone()
    zone.add("tzid", "Europe/Stockholm")
    for part, month, begins, before, after, name in (
        (
            TimezoneDaylight(),
            3,
            datetime.combine(date(1970, 3, 29), time(2)),
            winter,
            summer,
            "CEST",
        ),
        (
            TimezoneStandard(),
            10,
            datetime.combine(date(1970, 10, 25), time(3)),
            summer,
            winter,
            "CET",
        ),
    ):
        part.add("dtstart", begins)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzoffsetfrom", before)
        part.add("tzoffsetto", after)
        part.add("tzname", name)
        zone.add_component(part)
    return zone
