"""An iCalendar file cut into events, each line with its number, before a library reads it.

The library reads a whole file or none of it, and names no line. So the file is cut here, what
concerns us is kept, and what is broken is named by line and property while the rest is read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from bot.texts import visible

KEPT = frozenset(
    {
        "UID", "SUMMARY", "DESCRIPTION", "LOCATION", "URL", "CLASS", "STATUS", "SEQUENCE",
        "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID",
        "CONFERENCE", "X-GOOGLE-CONFERENCE", "X-MICROSOFT-SKYPETEAMSMEETINGURL",
    }
)  # fmt: skip
"""The properties that are read. Who is invited is not among them: those are people's addresses."""
DECIDING = frozenset({"DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID"})
"""Properties without which an event would stand at a wrong time: it is left out instead."""
ONCE = DECIDING - {"RDATE", "EXDATE"} | {"UID"}

LONGEST_LINE = 8_000
"""Characters of a property that decides a time: some three hundred exceptions."""
DEEPEST = 20
"""Parts within parts: a real file has three. More is not read on."""
_NAME = re.compile(r"[A-Za-z0-9-]{1,60}(?=[;:])")


@dataclass(frozen=True, order=True)
class Fault:
    """What could not be read: the line in the file, the property, and why (a code)."""

    line: int
    name: str
    why: str


@dataclass
class Block:
    """One event as it stands in the file: its first line's number, and its properties."""

    line: int
    lines: list[tuple[int, str, str]] = field(default_factory=list)
    broken: bool = False
    names: set[str] = field(default_factory=set)

    def add(self, number: int, name: str, line: str) -> None:
        """One more property."""
        self.lines.append((number, name, line))
        self.names.add(name)

    def number(self, name: str) -> int:
        """The line of a property; the event's own where it has none."""
        return next((line for line, known, _ in self.lines if known == name), self.line)

    def has(self, name: str) -> bool:
        """Whether the event has such a property."""
        return name in self.names

    def value(self, name: str) -> str:
        """What follows the colon of a property, as it is written; empty where there is none."""
        text = next((text for _, known, text in self.lines if known == name), "")
        return _unquoted_colon(text)[1]

    @property
    def uid(self) -> str:
        """What the file calls the event; empty where it does not say."""
        return self.value("UID").strip()

    def written(self) -> str:
        """The event as the library is to read it."""
        inner = "".join(f"{text}\r\n" for _, _, text in self.lines)
        return f"BEGIN:VEVENT\r\n{inner}END:VEVENT\r\n"


@dataclass
class Cut:
    """A file in its parts. `whole` tells that it has its end; `cancels` that it calls off.

    `unread` are the UIDs of events that are left out, "" for one whose UID is not known.
    """

    events: list[Block] = field(default_factory=list)
    zones: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    unread: set[str] = field(default_factory=set)
    calendar: bool = False
    whole: bool = False
    cancels: bool = False


def cut_up(text: str) -> Cut:
    """The events and time zones of a file; never raises, whatever the text is."""
    found = Cut()
    inside: list[str] = []
    zone: list[str] = []
    for number, line in unfolded(text):
        word, _, rest = line.partition(":")
        name = rest.strip().upper()
        if word.upper() == "BEGIN":
            inside.append(name)
            if len(inside) > DEEPEST:
                found.faults.append(Fault(number, "BEGIN", "order"))
                break
            _begin(found, inside, number)
        if "VTIMEZONE" in inside[1:2]:
            zone.append(line)
        if word.upper() == "END":
            _end(found, inside, name, number)
            if name == "VTIMEZONE":
                found.zones.append("".join(f"{part}\r\n" for part in zone))
                zone = []
        elif word.upper() != "BEGIN":
            _inner(found, inside, number, line)
    _close(found, inside)
    return found


def unfolded(text: str) -> list[tuple[int, str]]:
    """The file's lines with their numbers; what is folded over several is one."""
    lines: list[tuple[int, list[str]]] = []
    for number, line in enumerate(re.split(r"\r\n|\n|\r", text.lstrip("\ufeff")), start=1):
        if line[:1] in (" ", "\t") and lines:
            lines[-1][1].append(line[1:])
        elif line.strip():
            lines.append((number, [line]))
    return [(number, "".join(parts)) for number, parts in lines]


def _begin(found: Cut, inside: list[str], number: int) -> None:
    if inside == ["VCALENDAR"]:
        found.calendar = True
    elif inside[-1] == "VEVENT" and "VEVENT" in inside[:-1]:  # the one before lacks its end
        _abandon(found)
        inside[:] = ["VCALENDAR", "VEVENT"]
    if inside == ["VCALENDAR", "VEVENT"]:
        found.events.append(Block(number))


def _end(found: Cut, inside: list[str], name: str, number: int) -> None:
    if inside and inside[-1] == name:
        inside.pop()
        found.whole = name == "VCALENDAR" and not inside
        return
    found.faults.append(Fault(number, "END", "order"))
    if name in inside:
        if "VEVENT" in inside and name == "VCALENDAR":
            _abandon(found)
        del inside[inside.index(name) :]


def _inner(found: Cut, inside: list[str], number: int, line: str) -> None:
    if inside == ["VCALENDAR"]:
        found.cancels = found.cancels or line.strip().upper() == "METHOD:CANCEL"
    if inside != ["VCALENDAR", "VEVENT"]:
        return
    match = _NAME.match(line)
    event = found.events[-1]
    if match is None:
        found.faults.append(Fault(number, visible(re.split("[ :;]", line)[0][:30]), "unreadable"))
        return
    name = match.group().upper()
    if name not in KEPT:
        return
    why = _refused(event, name, line)
    if why:
        found.faults.append(Fault(number, name, why))
        event.broken = event.broken or name in DECIDING
        return
    event.add(number, name, line)


def _refused(event: Block, name: str, line: str) -> str:
    if name in ONCE and event.has(name):
        return "twice"
    return "long" if name in DECIDING and len(line) > LONGEST_LINE else ""


def _abandon(found: Cut) -> None:
    event = found.events.pop()
    found.unread.add(event.uid)
    found.faults.append(Fault(event.line, "VEVENT", "no_end"))


def _close(found: Cut, inside: list[str]) -> None:
    if "VEVENT" in inside:
        _abandon(found)
    found.unread |= {event.uid for event in found.events if event.broken}
    found.events = [event for event in found.events if not event.broken]


def _unquoted_colon(line: str) -> tuple[str, str]:
    """A property's name with its parameters, and its value: a quoted colon parts nothing."""
    quoted = False
    for at, char in enumerate(line):
        if char == '"':
            quoted = not quoted
        elif char == ":" and not quoted:
            return line[:at], line[at + 1 :]
    return line, ""
