"""Being away: from when, until when, and who answers meanwhile.

One deputy an absence, a colleague who is here the whole time: two who answer for one another would
answer for nobody. Who is made a deputy is told, and whoever is away hears it when somebody else
said so.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from bot.desk import absence_words, offering, spells, standing_in, telling
from bot.desk.cases import name_of
from bot.desk.commands import Entry, Errors, new_form_id
from bot.desk.dates import future_day, today
from bot.desk.inputs import colleague_options
from bot.desk.membership import may_speak_for
from bot.desk.replies import Block, Form, Input, Line, Outcome
from bot.desk.spells import Spell
from bot.desk.work import Mistaken, Work, refuse
from bot.storage import people
from bot.storage.tables import Member
from bot.texts import Arg, Day, Listed, Phrase, phrase


@dataclass(frozen=True)
class Absence:
    """Away until a day, with one deputy; `back` ends it. `member` for a colleague's absence.

    `words` is what was typed instead of a form: "till 19 maj, ersättare Anna".
    """

    member: int = 0
    from_day: str = ""
    until: str = ""
    deputy: int = 0
    back: str = ""
    words: str = ""


def set_absence(work: Work, command: Absence) -> Outcome:
    """By oneself, a confirmed colleague or the coordinator; messages go to the deputy meanwhile."""
    member = _whose(work, command.member)
    work.touched.add(member.id or 0)
    if command.back == "yes":
        return _back(work, member)
    command, unclear = _typed(work, member, command)
    if unclear:
        raise Mistaken(dict(unclear))
    until = future_day(work, command.until, "until", today_too=True)
    spell = _extended(work, member, Spell(_from(work, command.from_day, until), until))
    deputy = _deputy(work, member, command.deputy, spell)
    standing_in.tell_freed(work, member, deputy)
    lost = _given_up(work, member, spell)
    member.away_from, member.away_until = spell.first, spell.last
    member.deputy_id = deputy.id if deputy else None
    work.session.add(member)
    work.session.flush()
    standing_in.tell(work, member, deputy, spell)
    return Outcome(private=(*_done(work, member, deputy, spell), *lost))


def _typed(work: Work, member: Member, command: Absence) -> tuple[Absence, Errors]:
    """What was typed after the word, as the form's answers; and what of it is unclear."""
    if not command.words.strip():
        return command, {}
    told = absence_words.read(work, member, command.words)
    filled = replace(
        command, words="", from_day=told.from_day, until=told.until, deputy=told.deputy
    )
    return filled, told.errors


def _whose(work: Work, member_id: int) -> Member:
    member = people.member(work.session, member_id) if member_id else work.member
    if member is None or member.ended_at:
        raise refuse("refused.no_member")
    if member.id != work.me and not may_speak_for(work, member):
        raise refuse("refused.absence", organisation=name_of(work, member.organisation))
    return member


def _from(work: Work, typed: str, until: date) -> date:
    try:
        day = date.fromisoformat(typed) if typed else today(work)
    except ValueError:
        raise Mistaken({"from_day": phrase("form.day_missing")}) from None
    if day > until:
        raise Mistaken({"from_day": phrase("form.absence.order")})
    return day


def _extended(work: Work, member: Member, spell: Spell) -> Spell:
    """A longer absence goes on from the present one; a later one of its own waits for its turn.

    A member has one absence at a time: the later one would end the present one unseen.
    """
    if not telling.away(work, member) or member.away_until is None:
        return spell
    if spell.first <= today(work):
        return spell
    if spell.first > spells.after(member.away_until):
        until = Day(member.away_until)
        raise Mistaken({"from_day": phrase("form.absence.now", name=member.name, until=until)})
    return Spell(member.away_from or today(work), spell.last)


def _deputy(work: Work, member: Member, deputy_id: int, spell: Spell) -> Member | None:
    """A confirmed colleague who is here all the time; so nobody ever answers in a ring."""
    if not deputy_id:
        return None
    deputy = people.member(work.session, deputy_id)
    same = deputy is not None and deputy.organisation == member.organisation
    if deputy is None or not same or deputy.id == member.id:
        raise Mistaken({"deputy": phrase("form.absence.deputy_wrong")})
    if not deputy.confirmed_at or deputy.ended_at:
        raise Mistaken({"deputy": phrase("form.absence.deputy_wrong")})
    theirs = spells.of(work, deputy)
    if theirs is not None and theirs.meets(spell):
        first, last = Day(theirs.first), Day(theirs.last)
        ring = phrase("form.absence.ring", name=deputy.name, first=first, last=last)
        raise Mistaken({"deputy": ring})
    return deputy


def _given_up(work: Work, member: Member, spell: Spell) -> tuple[Block, ...]:
    """What an absence planned for later was, where this one takes its place."""
    planned = spells.of(work, member)
    if planned is None or planned.first <= today(work) or planned.meets(spell):
        return ()
    first, last = Day(planned.first), Day(planned.last)
    return (Line(phrase("absence.given_up", first=first, last=last)),)


def _done(work: Work, member: Member, deputy: Member | None, spell: Spell) -> list[Block]:
    """Who answers now, and what nobody does."""
    at = name_of(work, member.organisation)
    args: dict[str, Arg] = {"name": member.name, "until": Day(spell.last), "organisation": at}
    lines: list[Block] = []
    if deputy is not None:
        lines.append(Line(Phrase("absence.done", {**args, "deputy": deputy.name})))
    elif spells.others_here(work, member, spell):
        lines.append(Line(Phrase("absence.done_alone", args)))
    else:
        lines.append(Line(Phrase("absence.done_nobody", args)))
        lines += offering.function_lines(work, member.organisation)
    answers_for = spells.answers_for(work, member, spell)
    if answers_for:
        names = Listed(tuple(other.name for other in answers_for))
        code = "absence.was_deputy" if deputy else "absence.was_deputy_alone"
        lines.append(Line(phrase(code, name=member.name, names=names, organisation=at)))
    return [*lines, *_duty(work, member, spell)]


def _duty(work: Work, member: Member, spell: Spell) -> list[Block]:
    """Who has the coordinator's duty meanwhile."""
    if not member.coordinator:
        return []
    here = [
        other.name
        for other in people.coordinators(work.session)
        if other.id != member.id and not spells.away_in(work, other, spell)
    ]
    if here:
        return [Line(phrase("absence.stand_in", names=Listed(tuple(here))))]
    return [Line(phrase("absence.no_stand_in"))]


def _back(work: Work, member: Member) -> Outcome:
    standing_in.tell_freed(work, member, None)
    member.away_from = member.away_until = member.deputy_id = None
    work.session.add(member)
    return Outcome(private=(Line(phrase("absence.back", name=member.name)),))


# --- the form


def absence_form(work: Work, command: Absence, errors: Errors) -> Form:
    """From when, until when, and who answers meanwhile; what was typed is filled in."""
    member = _whose(work, command.member)
    command, unclear = _typed(work, member, command)
    errors = {**unclear, **errors}
    planned = spells.of(work, member)
    if planned is not None and not (command.from_day or command.until):
        start, until = planned.first.isoformat(), planned.last.isoformat()
        command = replace(
            command, from_day=start, until=until, deputy=command.deputy or member.deputy_id or 0
        )
    inputs = [
        _day("from_day", command.from_day, errors),
        _day("until", command.until, errors, required=True),
    ]
    colleagues = colleague_options(work, member.organisation)
    colleagues = tuple(option for option in colleagues if option.value != str(member.id))
    if colleagues:
        label = phrase("form.absence.deputy")
        error = errors.get("deputy")
        inputs.append(
            Input("deputy", label, "choice", str(command.deputy or ""), colleagues, error=error)
        )
    return Form(
        id=new_form_id(),
        command="absence",
        title=phrase("form.absence.title", name=member.name),
        submit=phrase("form.absence.submit"),
        inputs=tuple(inputs),
        hidden={"member": str(member.id)},
    )


def _day(name: str, value: str, errors: Errors, *, required: bool = False) -> Input:
    label = phrase(f"form.absence.{name}")
    return Input(name, label, "date", value, required=required, error=errors.get(name))


ENTRIES = (
    Entry(
        "absence",
        Absence,
        set_absence,
        absence_form,
        ("frånvaro", "borta", "absence", "away"),
        "words",
        at_once=True,
        help="help.absence",
    ),
)
