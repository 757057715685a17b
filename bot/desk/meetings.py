"""Meetings: added, changed, copied and cancelled; one shown, and the list of those ahead."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import uuid4

from bot.desk import programme
from bot.desk.commands import Entry, said
from bot.desk.meeting_buttons import as_planned, show
from bot.desk.meeting_lists import ahead, held
from bot.desk.meeting_times import here, over
from bot.desk.meeting_views import card, titled
from bot.desk.planning import (
    EVE,
    MEANWHILE,
    Checked,
    Plan,
    check,
    confirmed,
    fingerprint,
    known_codes,
    known_region,
    plan_form,
)
from bot.desk.replies import Block, Button, Buttons, Line, Outcome
from bot.desk.sight import Viewer
from bot.desk.work import Mistaken, Work, refuse
from bot.storage.tables import Meeting
from bot.texts import Listed, phrase


def save(work: Work, command: Plan) -> Outcome:
    """A new meeting, with a card in every room; or an old one changed, and its move told."""
    confirmed(work)
    return _change(work, command) if command.meeting else _add(work, command)


def _add(work: Work, command: Plan) -> Outcome:
    checked = check(work, command, None)
    meeting = Meeting(
        kind=command.kind,
        title="",
        day=checked.when.day,
        end_day=checked.when.end_day,
        zone=work.centre.working_hours.zone,
        added_by=work.me,
        added_at=work.now,
        uid=f"{uuid4()}@exportlots",
    )
    _fill(work, meeting, command, checked)
    programme.add(work, meeting)
    code = "meeting.added_past" if over(work, meeting) else "meeting.added"
    return _saved(work, meeting, code)


def _change(work: Work, command: Plan) -> Outcome:
    meeting = programme.changeable(work, command.meeting)
    if command.seen and command.seen != fingerprint(meeting):
        now = titled(work, meeting)
        raise Mistaken({MEANWHILE: phrase("form.meeting.meanwhile", meeting=now)})
    before = programme.place(meeting)
    unchanged = fingerprint(meeting)
    _fill(work, meeting, command, check(work, command, meeting))
    if fingerprint(meeting) == unchanged:
        return said("meeting.unchanged", Buttons((show(meeting),)), title=meeting.title)
    programme.record(work, meeting, before)
    return _saved(work, meeting, "meeting.changed")


def _fill(work: Work, meeting: Meeting, command: Plan, checked: Checked) -> None:
    meeting.kind = command.kind
    meeting.title = " ".join(command.title.split())
    if checked.when != here(meeting):
        meeting.day, meeting.end_day = checked.when.day, checked.when.end_day
        meeting.starts, meeting.ends = checked.when.starts, checked.when.ends
        meeting.zone = work.centre.working_hours.zone
    meeting.place = " ".join(command.place.split())
    meeting.link = command.link.strip()
    meeting.sub_region = known_region(work, command.sub_region)
    meeting.needs = known_codes(work, "needs", command.needs, meeting.needs)
    meeting.markets = known_codes(work, "market", command.markets, meeting.markets)
    meeting.agenda = command.agenda.strip()
    meeting.duties = checked.duties
    meeting.owner_id = checked.owner.id
    meeting.remind, meeting.remind_eve = checked.days, EVE in command.remind


def _saved(work: Work, meeting: Meeting, code: str) -> Outcome:
    """What was saved, and whatever else is in the same sub-region that day."""
    blocks: list[Block] = [Line(phrase(code, meeting=titled(work, meeting)))]
    clashes = tuple(titled(work, other) for other in programme.clashes(work, meeting))
    if clashes and not over(work, meeting):
        blocks.append(Line(phrase("meeting.clash", meetings=Listed(clashes))))
    change = Button(
        phrase("button.meeting_change"), "meeting", {"meeting": str(meeting.id)}, opens=True
    )
    return Outcome(private=(*blocks, Buttons((show(meeting), change))))


@dataclass(frozen=True)
class CancelMeeting:
    """It will not be. `seen` is when and where it was as the one who cancels saw it."""

    meeting: int = 0
    seen: str = ""


def cancel_meeting(work: Work, command: CancelMeeting) -> Outcome:
    """By who may change it; told at once in the rooms and to each who comes."""
    meeting = programme.changeable(work, command.meeting)
    if over(work, meeting):
        raise refuse("meeting.is_over", title=meeting.title)
    if command.seen and command.seen != as_planned(meeting):
        raise refuse("meeting.moved_meanwhile", meeting=titled(work, meeting))
    programme.cancel(work, meeting)
    again = Button(
        phrase("button.meeting_copy"), "meeting", {"copy_of": str(meeting.id)}, opens=True
    )
    return said("meeting.cancelled", Buttons((again,)), meeting=titled(work, meeting))


@dataclass(frozen=True)
class ShowMeeting:
    """One meeting whole, in private; by its number."""

    meeting: int = 0


def show_meeting(work: Work, command: ShowMeeting) -> Outcome:
    """The meeting as its viewer may see it, with every step open to them."""
    meeting = programme.load(work, command.meeting)
    return Outcome(private=(card(work, meeting, Viewer(work.member)),))


@dataclass(frozen=True)
class Meetings:
    """The list of meetings ahead, or (`held`) of those that have been, ten at a time."""

    after: int = 0
    held: str = ""


def list_meetings(work: Work, command: Meetings) -> Outcome:
    """What lies ahead, and the ways to what has been and to a new one."""
    if command.held:
        return Outcome(private=(held(work, command.after),))
    add = Button(phrase("button.meeting_add"), "meeting", style="primary", opens=True)
    earlier = Button(phrase("button.meetings_held"), "meetings", {"held": "yes"})
    return Outcome(private=(ahead(work, command.after), Buttons((add, earlier))))


ENTRIES = (
    Entry(
        "meeting",
        Plan,
        save,
        plan_form,
        ("träff", "traff", "ny träff", "lägg till träff", "meeting", "new meeting", "add meeting"),
        "title",
        help="help.meeting",
    ),
    Entry(
        "meetings",
        Meetings,
        list_meetings,
        None,
        ("träffar", "traffar", "kommande träffar", "meetings"),
        writes=False,
        help="help.meetings",
    ),
    Entry(
        "show_meeting",
        ShowMeeting,
        show_meeting,
        None,
        ("visa träff", "visa traff", "show meeting"),
        "meeting",
        writes=False,
    ),
    Entry("cancel_meeting", CancelMeeting, cancel_meeting),
)
