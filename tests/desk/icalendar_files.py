"""iCalendar text for tests: events and calendars as programs write them."""

from __future__ import annotations


def event(*lines: str, uid: str = "a@x", summary: str = "Export boost Borås") -> str:
    """One event; `lines` are its properties beside UID and SUMMARY."""
    own = [f"UID:{uid}"] if uid else []
    own += [f"SUMMARY:{summary}"] if summary else []
    return "\r\n".join(["BEGIN:VEVENT", *own, *lines, "END:VEVENT", ""])


def calendar(*events: str, head: str = "") -> str:
    """A calendar of events."""
    return f"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//\r\n{head}{''.join(events)}END:VCALENDAR\r\n"


def at(moment: str, name: str = "DTSTART", zone: str = "Europe/Stockholm") -> str:
    """A property with a zoned time: `at("20270519T090000")`."""
    return f"{name};TZID={zone}:{moment}"
