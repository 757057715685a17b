"""The form that opens an enquiry: its questions, its draft, and whom to ask."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from bot.centre.routing import route
from bot.desk import encounters
from bot.desk.commands import ANSWER, Errors, new_form_id
from bot.desk.inputs import NEED_LIMIT, checklist, consent_input, contact_inputs, readable
from bot.desk.offer_input import SUGGESTED, offer_input
from bot.desk.prefilling import prefilled, routed
from bot.desk.proposals import TEXTS, Proposals
from bot.desk.replies import Form, Input, Line, Option, Value
from bot.desk.understanding import elsewhere, understood
from bot.desk.work import Work
from bot.storage import meetings_due, people, receipts
from bot.storage.tables import Encounter
from bot.texts import Arg, phrase, say

DRAFT = "refer"
UNREAD = "unread"
"""The fault of a form whose text nobody has read yet, and in which nothing was chosen."""


@dataclass(frozen=True)
class Refer:
    """Open an enquiry. `offer_to` is "suggested", "nobody" or an organisation.

    `poster` is a colleague one opens it for (somebody who phoned, say): the case is theirs.
    `encounter` is the company, met at a meeting, from which it is begun. `read` is what the form
    has proposed of what was read from the need (see `proposals`).
    """

    need: str = ""
    consent: str = ""
    company: str = ""
    number: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    contact_when: str = ""
    poster: int = 0
    offer_to: str = SUGGESTED
    even_so: str = ""
    link: str = ""
    encounter: int = 0
    read: str = ""
    answers: dict[str, Value] = field(default_factory=dict)


def refer_form(work: Work, command: Refer, errors: Errors) -> Form:
    """The form: need and consent, the company, the core seven, then what matters; whom to ask.

    What can be read from the need is filled in and marked, for the writer to correct.
    """
    met = _with_encounter(work, command)
    command = _with_draft(work, met)
    intro: list[Arg] = [phrase("form.refer.known")] if command.even_so == "yes" else []
    if command is not met:
        intro.append(phrase("form.refer.draft"))
    command, proposed = _with_readings(work, command)
    if UNREAD in errors or (proposed.made and not met.read):
        intro.append(errors.get(UNREAD) or phrase("form.refer.read"))
    where = elsewhere(work.centre, understood(work.centre, command.need))
    if where is not None and not met.read:
        intro.append(phrase("form.refer.elsewhere", where=where))
    inputs = _refer_inputs(work, command, errors, proposed)
    return Form(
        id=new_form_id(),
        command="refer",
        title=phrase("form.refer.title"),
        submit=phrase("form.refer.submit"),
        intro=tuple(Line(text) for text in intro),
        inputs=tuple(
            replace(asked, hint=proposed.hint(asked.name, asked.value, asked.hint))
            for asked in inputs
        ),
        hidden={
            "even_so": command.even_so,
            "link": command.link,
            "encounter": str(command.encounter or ""),
            "read": proposed.packed(),
        },
    )


def _refer_inputs(
    work: Work, command: Refer, errors: Errors, proposed: Proposals
) -> tuple[Input, ...]:
    answers = readable(work, command.answers)
    found = routed(work.centre, command.need, values_of(command), proposed)
    return (
        Input(
            "need",
            phrase("form.refer.need"),
            "long",
            command.need,
            required=True,
            hint=phrase("form.refer.need_hint"),
            error=errors.get("need"),
            max_length=NEED_LIMIT,
        ),
        consent_input(work, command, errors),
        Input("company", phrase("form.refer.company"), "text", command.company, max_length=200),
        Input(
            "number",
            phrase("form.refer.number"),
            "text",
            command.number,
            max_length=20,
            hint=phrase("form.refer.number_hint"),
            error=errors.get("number"),
        ),
        *checklist(work, {**command.answers, **answers}, errors),
        *contact_inputs(command),
        *_poster_input(work, command, errors),
        offer_input(work, command.offer_to, found, route(work.centre, answers)),
    )


def values_of(command: Refer) -> dict[str, Value]:
    """What may be proposed of a referral, by the inputs' names."""
    texts: dict[str, Value] = {name: getattr(command, name) for name in TEXTS}
    return texts | {ANSWER + name: value for name, value in command.answers.items()}


def _with_readings(work: Work, command: Refer) -> tuple[Refer, Proposals]:
    """The referral with what its text says, where the writer has said nothing else.

    The sentence that stands for a company met at a meeting is ours, and tells of the meeting.
    """
    met = encounter_of(work, command)
    ours = met is not None and command.need == say(encounters.met_at(work, met), work.lang)
    text = "" if ours else command.need
    values, proposed = prefilled(work.centre, text, values_of(command), command.read)
    texts: dict[str, Any] = {name: str(values.get(name, "")) for name in TEXTS}
    answers = {k.removeprefix(ANSWER): v for k, v in values.items() if k.startswith(ANSWER)}
    return replace(command, **texts, answers=answers), proposed


def _poster_input(work: Work, command: Refer, errors: Errors) -> tuple[Input, ...]:
    """For whom, where it is for somebody else; asked only where there is somebody else."""
    others = tuple(
        Option(str(member.id), member.name)
        for member in people.present_members(work.session)
        if member.id != work.me
    )
    if not others:
        return ()
    chosen = Input(
        "poster",
        phrase("form.refer.poster"),
        "search",
        str(command.poster or ""),
        others,
        hint=phrase("form.refer.poster_hint"),
        error=errors.get("poster"),
    )
    return (chosen,)


def keep_draft(work: Work, command: Refer) -> None:
    """What the writer typed is kept for 24 hours."""
    values: dict[str, Value] = {
        name: getattr(command, name) for name in _TYPED if getattr(command, name)
    }
    values |= {ANSWER + name: value for name, value in command.answers.items() if value}
    receipts.save_draft(work.session, work.identity_key, DRAFT, values, work.now)


_TYPED = (
    "need",
    "consent",
    "company",
    "number",
    "contact_name",
    "contact_phone",
    "contact_email",
    "contact_when",
    "poster",
    "offer_to",
    "link",
    "encounter",
    "read",
)


def _with_encounter(work: Work, command: Refer) -> Refer:
    """What is known of a company met at a meeting, where its form is opened empty."""
    row = encounter_of(work, command)
    if row is None or command.company or command.need:
        return command
    return replace(
        command,
        company=row.company,
        need=say(encounters.met_at(work, row), work.lang),
        answers={**encounters.theme(work, row), **command.answers},
    )


def encounter_of(work: Work, command: Refer) -> Encounter | None:
    """The company that the case is begun from; None for one that another organisation met."""
    row = meetings_due.encounter(work.session, command.encounter)
    ours = row is not None and row.organisation == work.member.organisation
    return row if ours else None


def _with_draft(work: Work, command: Refer) -> Refer:
    """What was typed before, where the form is opened empty."""
    if command.answers or command.company or (command.need and not command.even_so):
        return command
    row = receipts.draft(work.session, work.identity_key, DRAFT)
    if row is None:
        return command
    typed = {k: v for k, v in row.values_typed.items() if k in _TYPED}
    answers = {
        k.removeprefix(ANSWER): tuple(v) if isinstance(v, list) else v
        for k, v in row.values_typed.items()
        if k.startswith(ANSWER)
    }
    typed["need"] = command.need or typed.get("need", "")
    return Refer(**{**typed, "answers": answers, "even_so": command.even_so})
