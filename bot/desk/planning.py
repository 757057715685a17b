"""The form of a meeting: a new one, one to change, or a copy; and what was typed, checked."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from bot.desk.asking_when import asked_back, settle, written
from bot.desk.commands import Errors, new_form_id
from bot.desk.inputs import answer_options
from bot.desk.meeting_times import here
from bot.desk.moments import When
from bot.desk.programme import changeable, load
from bot.desk.replies import Form, Input, Line, Option, Value
from bot.desk.work import Mistaken, Work, refuse
from bot.storage import people
from bot.storage.calendar import LONGEST
from bot.storage.tables import Meeting, Member
from bot.texts import Arg, phrase

MEANWHILE = "meanwhile"
"""The fault of a form that somebody else was quicker with."""
EVE = "eve"
LIMITS = {"title": 120, "place": 200, "link": 500, "agenda": 3000, "duties": 2000}
MOST_DUTIES = 20
OFFERED_DAYS = (30, 14, 7, 3, 1)
"""Days before that the form offers, beside those of the centre file and of the meeting."""
PER_MEETING = 90


@dataclass(frozen=True)
class Plan:
    """Add a meeting, change one (`meeting`), or copy one (`copy_of`).

    `sure` and `asked` confirm an unclear moment (`asking_when`), `seen` is what the meeting said
    when the form was drawn, and `drawn` that a form was drawn at all.
    """

    meeting: int = 0
    copy_of: int = 0
    title: str = ""
    kind: str = ""
    when: str = ""
    place: str = ""
    link: str = ""
    sub_region: str = ""
    needs: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    agenda: str = ""
    duties: str = ""
    owner: int = 0
    remind: tuple[str, ...] = ()
    sure: str = ""
    seen: str = ""
    asked: str = ""
    drawn: str = ""


@dataclass(frozen=True)
class Checked:
    """What may be kept of a form."""

    when: When
    owner: Member
    duties: list[str]
    days: list[int]


def confirmed(work: Work) -> None:
    """Adding and changing needs a confirmed member; raises `Refused`."""
    if work.member.confirmed_at is None:
        raise refuse("meeting.unconfirmed")


def check(work: Work, command: Plan, meeting: Meeting | None) -> Checked:
    """The form's values, or every fault in them at once; raises `Mistaken`."""
    errors: dict[str, Arg] = {}
    if not command.title.strip():
        errors["title"] = phrase("form.meeting.title_missing")
    for name, limit in LIMITS.items():
        if len(getattr(command, name)) > limit:
            errors[name] = phrase("form.too_long", limit=limit)
    if command.link.strip() and not _is_address(command.link.strip()):
        errors["link"] = phrase("form.meeting.link_wrong")
    kind = work.centre.meetings.kind(command.kind)
    if kind is None or (kind.retired and (meeting is None or meeting.kind != kind.code)):
        errors["kind"] = phrase("form.meeting.kind_missing")
    duties = [" ".join(line.split()) for line in command.duties.splitlines() if line.strip()]
    if len(duties) > MOST_DUTIES:
        errors["duties"] = phrase("form.meeting.duties_many", limit=MOST_DUTIES)
    owner = people.member(work.session, command.owner) if command.owner else work.member
    if owner is None or owner.ended_at or owner.confirmed_at is None:
        errors["owner"] = phrase("form.meeting.owner_gone")
    found = _moment(work, command, meeting, errors)
    if errors or owner is None or found is None:
        raise Mistaken(errors)
    return Checked(found, owner, duties, days(command.remind))


def known_region(work: Work, slug: str) -> str:
    """A sub-region that the centre has; none for anything else."""
    return slug if any(r.slug == slug for r in work.centre.geography.sub_regions) else ""


def known_codes(work: Work, question_id: str, chosen: Iterable[str], kept: list[str]) -> list[str]:
    """The answers that the checklist offers, and what the meeting had before; nothing else."""
    options = answer_options(work.centre, work.centre.question(question_id))
    known = {option.value for option in options} | set(kept)
    return [code for code in dict.fromkeys(chosen) if code in known]


def days(chosen: Iterable[str]) -> list[int]:
    """The days before on which to remind, the earliest first."""
    numbers = {int(one) for one in chosen if one.isdecimal() and len(one) < 4}
    return sorted((n for n in numbers if 1 <= n <= PER_MEETING), reverse=True)


def fingerprint(meeting: Meeting) -> str:
    """What a meeting says of itself, as a short mark; who comes is not a part of it."""
    own = meeting.model_dump(exclude={"revision", "debriefs", "sequence"})
    return hashlib.sha256(repr(sorted(own.items())).encode()).hexdigest()[:12]


def _is_address(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and " " not in link


def _moment(
    work: Work, command: Plan, meeting: Meeting | None, errors: dict[str, Arg]
) -> When | None:
    """When it is to be; as it was where that was not touched, a guess only once it is confirmed."""
    typed = command.when.strip()
    if meeting is not None and typed == written(here(meeting), work.lang):
        return here(meeting)
    try:
        found = settle(work, command.when, command.sure, command.asked)
    except Mistaken as unclear:
        errors |= unclear.errors
        return None
    if found.end_day - found.day > LONGEST:
        errors["when"] = phrase("form.meeting.when_long", limit=LONGEST.days)
    return found


# --- the form


def plan_form(work: Work, command: Plan, errors: Errors) -> Form:
    """The meeting's questions, filled in with what is known."""
    confirmed(work)
    meeting = changeable(work, command.meeting) if command.meeting else None
    shown = command if command.drawn else _first_shown(work, command, meeting)
    tick, hidden = asked_back(work, command.when, errors)
    name = "change" if meeting else "add"
    return Form(
        id=new_form_id(),
        command="meeting",
        title=phrase(f"form.meeting.{name}_title"),
        submit=phrase(f"form.meeting.{name}_submit"),
        intro=(Line(errors[MEANWHILE]),) if MEANWHILE in errors else (),
        inputs=(
            *_what(work, shown, meeting, errors),
            *tick,
            *_where(work, shown, errors),
            *_theme(work, shown),
            *_who(work, shown, errors),
            _reminders(work, shown),
        ),
        hidden={
            "meeting": str(command.meeting or ""),
            "seen": fingerprint(meeting) if meeting else "",
            "drawn": "yes",
            **hidden,
        },
    )


def _first_shown(work: Work, command: Plan, meeting: Meeting | None) -> Plan:
    """What stands in the form when it opens: the meeting's own, a copy's without its day."""
    source = meeting or (load(work, command.copy_of) if command.copy_of else None)
    if source is None:
        kinds = work.centre.meetings
        eve = (EVE,) if kinds.remind_eve else ()
        remind = (*map(str, kinds.remind_days), *eve)
        kind = command.kind or kinds.offered[0].code
        return replace(command, kind=kind, owner=command.owner or work.me, remind=remind)
    filled = _as_plan(work, source)
    if meeting is not None:
        return replace(filled, meeting=command.meeting)
    owner = people.member(work.session, source.owner_id)
    there = owner is not None and not owner.ended_at and owner.confirmed_at is not None
    return replace(filled, when="", owner=filled.owner if there else work.me)


def _as_plan(work: Work, meeting: Meeting) -> Plan:
    return Plan(
        title=meeting.title,
        kind=meeting.kind,
        when=written(here(meeting), work.lang),
        place=meeting.place,
        link=meeting.link,
        sub_region=meeting.sub_region,
        needs=tuple(meeting.needs),
        markets=tuple(meeting.markets),
        agenda=meeting.agenda,
        duties="\n".join(meeting.duties),
        owner=meeting.owner_id or meeting.added_by or 0,
        remind=(*map(str, meeting.remind), *((EVE,) if meeting.remind_eve else ())),
    )


def _what(work: Work, shown: Plan, meeting: Meeting | None, errors: Errors) -> tuple[Input, ...]:
    kinds = [
        kind
        for kind in work.centre.meetings.kinds
        if not kind.retired or (meeting is not None and kind.code == meeting.kind)
    ]
    options = tuple(Option(kind.code, kind.label) for kind in kinds)
    return (
        _text("title", shown.title, errors, required=True, hint="title_hint"),
        Input(
            "kind",
            phrase("form.meeting.kind"),
            "choice",
            shown.kind,
            options,
            required=True,
            error=errors.get("kind"),
        ),
        _text("when", shown.when, errors, required=True, hint="when_hint"),
    )


def _where(work: Work, shown: Plan, errors: Errors) -> tuple[Input, ...]:
    regions = tuple(Option(r.slug, r.label) for r in work.centre.geography.sub_regions)
    label = phrase("form.meeting.sub_region")
    return (
        _text("place", shown.place, errors),
        _text("link", shown.link, errors),
        Input("sub_region", label, "choice", shown.sub_region, regions),
    )


def _theme(work: Work, shown: Plan) -> tuple[Input, ...]:
    needs = answer_options(work.centre, work.centre.question("needs"))
    markets = answer_options(work.centre, work.centre.question("market"))
    hint = phrase("form.meeting.theme_hint")
    return (
        Input("needs", phrase("form.meeting.needs"), "choices", shown.needs, needs, hint=hint),
        Input("markets", phrase("form.meeting.markets"), "searches", shown.markets, markets),
    )


def _who(work: Work, shown: Plan, errors: Errors) -> tuple[Input, ...]:
    anybody = tuple(
        Option(str(member.id), member.name)
        for member in people.present_members(work.session)
        if member.confirmed_at
    )
    owner = phrase("form.meeting.owner")
    return (
        _text("agenda", shown.agenda, errors, long=True),
        _text("duties", shown.duties, errors, long=True, hint="duties_hint"),
        Input("owner", owner, "search", str(shown.owner or ""), anybody, error=errors.get("owner")),
    )


def _reminders(work: Work, shown: Plan) -> Input:
    """Which mornings the rooms are reminded on; the centre's own, until somebody says otherwise."""
    known = {*OFFERED_DAYS, *work.centre.meetings.remind_days, *days(shown.remind)}
    options = [
        Option(str(n), phrase("form.meeting.days_before", n=n)) for n in sorted(known, reverse=True)
    ]
    options.append(Option(EVE, phrase("form.meeting.eve")))
    hint = phrase("form.meeting.remind_hint")
    label = phrase("form.meeting.remind")
    return Input("remind", label, "choices", shown.remind, tuple(options), hint=hint)


def _text(
    name: str,
    value: Value,
    errors: Errors,
    *,
    required: bool = False,
    long: bool = False,
    hint: str = "",
) -> Input:
    return Input(
        name,
        phrase(f"form.meeting.{name}"),
        "long" if long else "text",
        value,
        hint=phrase(f"form.meeting.{hint}") if hint else None,
        required=required,
        error=errors.get(name),
        max_length=LIMITS.get(name, 200),
    )
