"""Meetings that follow a calendar: what is new in it is added, what changed or went is followed.

An event is known again by its UID, an occasion of one that comes back by the day it was meant
for. What its calendar says of time, place and words is taken over; what the members have said of
it (who comes, needs, reminders, owner) stays theirs. Imported meetings get no card in the rooms
before their first reminder or answer: a calendar of a year must not fill a room.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from bot.desk import programme
from bot.desk.calendar_occasions import Occurrence
from bot.desk.calendar_reading import Reading
from bot.desk.meeting_buttons import may_change
from bot.desk.meeting_times import over
from bot.desk.work import Work
from bot.storage import calendars
from bot.storage.tables import Meeting
from bot.texts import phrase, say

UPLOAD = "upload"
"""The source of what a member has sent as a file."""
GONE = -1
"""The sequence of a meeting that has left its calendar: should it come back there, any number is
newer. One that a member has cancelled here keeps its own, and stays cancelled."""


@dataclass
class Followed:
    """What a reading led to; `others` are meetings that the reader may not change."""

    added: list[Meeting] = field(default_factory=list)
    changed: list[Meeting] = field(default_factory=list)
    cancelled: list[Meeting] = field(default_factory=list)
    others: list[Meeting] = field(default_factory=list)
    same: int = 0


def follow(
    work: Work, told: Sequence[Occurrence], source: str, done: Followed, most: int = 10_000
) -> bool:
    """Let the meetings be as these occurrences say; what is led to is added to `done`.

    At most `most` are added or changed; returns whether that was enough.
    """
    known = calendars.by_uids(work.session, [one.key for one in told])
    for occurrence in told:
        if len(done.added) + len(done.changed) + len(done.cancelled) >= most:
            return False
        meeting = known.get(occurrence.key)
        if meeting is None:
            if not occurrence.cancelled:
                known[occurrence.key] = _add(work, occurrence, source)
                done.added.append(known[occurrence.key])
        elif not _may_follow(work, meeting, source):
            done.others.append(meeting)
        elif occurrence.sequence < meeting.sequence:
            done.same += 1
        else:
            _renew(work, meeting, occurrence, source, done)
    return True


def follow_gone(work: Work, reading: Reading, source: str, done: Followed) -> None:
    """Cancel what the calendar no longer has.

    Of a file that a member sent, only occasions of the events it tells whole: the rest of the
    calendar may be elsewhere. Of an address, everything that was read from it before; but nothing
    where the reading is not whole, or brought nothing at all, for a calendar that is empty from
    one hour to the next is a fault more often than the truth. What could not be read is not gone.
    """
    told = {occurrence.key for occurrence in reading.occurrences}
    doubtful = not told or not reading.whole or reading.more or "" in reading.unread
    if source != UPLOAD and doubtful:
        return
    there = told | reading.unread
    for meeting in _left(work, reading, source):
        if there & {meeting.uid, _series(meeting.uid)} or over(work, meeting):
            continue
        if _may_follow(work, meeting, source):
            programme.cancel(work, meeting)
            meeting.sequence = GONE
            done.cancelled.append(meeting)


def _left(work: Work, reading: Reading, source: str) -> list[Meeting]:
    """The meetings that this reading would have told of, had they still been there."""
    today = work.calendar.local(work.now).date()
    if source != UPLOAD:
        found = calendars.of_source(work.session, source, today)
        return [m for m in found if m.day <= reading.covered.get(_series(m.uid), m.day)]
    return [
        meeting
        for uid, until in reading.covered.items()
        for meeting in calendars.of_series(work.session, uid, today)
        if meeting.day <= until
    ]


def _series(uid: str) -> str:
    return uid.rpartition("/")[0] or uid


def _may_follow(work: Work, meeting: Meeting, source: str) -> bool:
    """A calendar of the centre file leads over what members sent, and never over our own."""
    if source != UPLOAD:
        return bool(meeting.source)
    return meeting.source in ("", UPLOAD) and may_change(work, meeting, work.member)


def _add(work: Work, told: Occurrence, source: str) -> Meeting:
    settings = work.centre.meetings
    member = work.acting.id if work.acting else None
    meeting = Meeting(
        kind=kind_of(work, told.title),
        title="",
        day=told.day,
        end_day=told.end_day,
        zone=work.centre.working_hours.zone,
        owner_id=member,
        added_by=member,
        added_at=work.now,
        uid=told.key,
        source=source,
        remind=list(settings.remind_days),
        remind_eve=settings.remind_eve,
    )
    _fill(work, meeting, told)
    programme.add(work, meeting, cards=False)
    return meeting


def _renew(work: Work, meeting: Meeting, told: Occurrence, source: str, done: Followed) -> None:
    if told.cancelled:
        if meeting.status == programme.PLANNED:
            programme.cancel(work, meeting)
            done.cancelled.append(meeting)
        meeting.sequence = told.sequence
        return
    revived = meeting.status != programme.PLANNED and told.sequence > meeting.sequence
    if meeting.status != programme.PLANNED and not revived:
        done.same += 1
        return
    before, said = programme.place(meeting), (meeting.title, meeting.agenda)
    meeting.status = programme.PLANNED
    ours, agenda = not meeting.source, meeting.agenda
    meeting.source = meeting.source if source == UPLOAD else source
    _fill(work, meeting, told)
    if ours:  # what we wrote into the file of it is more than its agenda
        meeting.agenda = agenda
    if (before, said) == (
        programme.place(meeting),
        (meeting.title, meeting.agenda),
    ) and not revived:
        work.session.add(meeting)
        done.same += 1
        return
    programme.record(work, meeting, before)
    if ours:
        meeting.sequence = max(meeting.sequence, told.sequence)
    done.changed.append(meeting)


def _fill(work: Work, meeting: Meeting, told: Occurrence) -> None:
    meeting.title = told.title or say(phrase("calendar.untitled"), work.lang)
    meeting.day, meeting.starts = told.day, told.starts
    meeting.end_day, meeting.ends = told.end_day, told.ends
    meeting.zone = work.centre.working_hours.zone
    meeting.place, meeting.link, meeting.agenda = told.place, told.link, told.agenda
    meeting.sequence = told.sequence


def kind_of(work: Work, title: str) -> str:
    """The kind whose name stands in the title, else the last one that is nothing special."""
    offered = work.centre.meetings.offered
    words = title.casefold()
    for kind in offered:
        if any(name.casefold() in words for name in (kind.label.sv, kind.label.en)):
            return kind.code
    plain = [kind for kind in offered if not kind.visit and not kind.partners]
    return (plain or list(offered) or list(work.centre.meetings.kinds))[-1].code
