"""Handing over what somebody left: cases and contacts, to one colleague, in one form."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from bot.desk import leaving, telling
from bot.desk.cases import attach, begin, name_of, record
from bot.desk.commands import Entry, Errors, new_form_id
from bot.desk.contact_sharing import titled
from bot.desk.inputs import colleague_options
from bot.desk.leaving import Left, left_at
from bot.desk.replies import Form, Input, Line, Option, Outcome
from bot.desk.vouching import vouch
from bot.desk.work import Mistaken, Work, refuse
from bot.storage import people
from bot.storage.tables import Contact, Member
from bot.texts import Listed, Phrase, phrase


@dataclass(frozen=True)
class PassOn:
    """Which cases and contacts of an organisation, and to whom; `sent` by a filled-in form."""

    organisation: str = ""
    cases: tuple[str, ...] = ()
    contacts: tuple[str, ...] = ()
    to: int = 0
    sent: str = ""


def pass_on(work: Work, command: PassOn) -> Outcome:
    """By a colleague or the coordinator. What somebody has taken meanwhile is left with them."""
    organisation = _organisation(work, command)
    receiver = _receiver(work, organisation, command)
    left = left_at(work, organisation)
    cases = [case for case in left.cases if str(case.number) in command.cases]
    given = [one for one in left.contacts if str(one.id) in command.contacts]
    if not command.cases and not command.contacts:
        raise Mistaken({"to": phrase("form.pass_on.nothing")})
    if cases and receiver.organisation != organisation:
        at = name_of(work, organisation)
        raise Mistaken({"to": phrase("form.pass_on.only_there", organisation=at)})
    for case in cases:
        _hand(work, case.number, receiver)
    vouch(work, given, receiver.id or 0)
    _tell(work, receiver, given)
    done = _said(work, receiver, cases=len(cases), contacts=len(given))
    return Outcome(private=(Line(done), *leaving.shown(work, left_at(work, organisation))))


def _said(work: Work, receiver: Member, **counts: int) -> Phrase:
    found = tuple(phrase(f"pass_on.{name}", n=n) for name, n in counts.items() if n)
    if not found:
        return phrase("pass_on.all_taken")
    code = "pass_on.done_me" if receiver.id == work.me else "pass_on.done"
    return phrase(code, name=receiver.name, what=Listed(found))


def _organisation(work: Work, command: PassOn) -> str:
    """Whose leavings: one's own organisation's, or for the coordinator any."""
    slug = command.organisation or work.member.organisation
    if not work.centre.has_organisation(slug):
        raise refuse("refused.old_button")
    colleague = slug == work.member.organisation and work.member.confirmed_at is not None
    if not colleague and not work.member.coordinator:
        raise refuse("refused.pass_on_all", organisation=name_of(work, slug))
    return slug


def _receiver(work: Work, organisation: str, command: PassOn) -> Member:
    """A confirmed colleague there, or (for contacts) a coordinator."""
    member = people.member(work.session, command.to)
    if member is None or str(member.id) not in {o.value for o in _options(work, organisation)}:
        raise Mistaken({"to": phrase("form.pass_on.to_missing")})
    return member


def _hand(work: Work, number: int, receiver: Member) -> None:
    """One case gets its handler; whoever it is hears so, unless they did it themselves."""
    case = begin(work, number, "pass_on")
    case.enquiry.handler_id, case.enquiry.handler_name = receiver.id, ""
    if case.lead is not None:
        case.lead.handler_id, case.lead.handler_name = receiver.id, ""
    record(work, case, "passed_on", member=receiver.id)
    telling.person(work, attach(work, case.enquiry), "made_handler", receiver.id, "handler")


def _tell(work: Work, receiver: Member, given: Iterable[Contact]) -> None:
    """The contacts, in one message."""
    ids = [one.id or 0 for one in given]
    if ids and receiver.id != work.me:
        key = f"book-passed:{work.now.isoformat()}"
        telling.message(work, [receiver.id or 0], "book_passed", key, contacts=ids, by=work.me)


# --- the form


def pass_on_form(work: Work, command: PassOn, errors: Errors) -> Form:
    """Everything ticked, and who gets it. Raises `Refused` where nothing lies there."""
    organisation = _organisation(work, command)
    left = left_at(work, organisation)
    if not left:
        raise refuse("pass_on.nothing", organisation=name_of(work, organisation))
    return Form(
        id=new_form_id(),
        command="pass_on",
        title=phrase("form.pass_on.title"),
        submit=phrase("form.pass_on.submit"),
        hidden={"organisation": organisation, "sent": "yes"},
        inputs=(*_what(work, left, command), _to(work, organisation, command, errors)),
    )


def _what(work: Work, left: Left, command: PassOn) -> Iterable[Input]:
    found = {
        "cases": tuple(
            Option(str(case.number), leaving.case_title(work, case)) for case in left.cases
        ),
        "contacts": tuple(Option(str(one.id), titled(one)) for one in left.contacts),
    }
    for name, options in found.items():
        if options:
            ticked = getattr(command, name)
            chosen = ticked if command.sent else tuple(option.value for option in options)
            yield Input(name, phrase(f"form.pass_on.{name}"), "choices", chosen, options)


def _to(work: Work, organisation: str, command: PassOn, errors: Errors) -> Input:
    return Input(
        "to",
        phrase("form.pass_on.to"),
        "choice",
        str(command.to or ""),
        _options(work, organisation),
        hint=phrase("form.pass_on.to_hint"),
        required=True,
        error=errors.get("to"),
    )


def _options(work: Work, organisation: str) -> tuple[Option, ...]:
    """The colleagues there; the coordinators too, who may look after contacts for a while."""
    colleagues = colleague_options(work, organisation)
    there = {option.value for option in colleagues}
    duty = tuple(
        Option(
            str(one.id),
            phrase("book.titled", name=one.name, organisation=name_of(work, one.organisation)),
        )
        for one in people.coordinators(work.session)
        if str(one.id) not in there and one.name
    )
    return (*colleagues, *duty)


ENTRIES = (
    Entry(
        "pass_on",
        PassOn,
        pass_on,
        pass_on_form,
        ("överlämning", "handover"),
        help="help.pass_on",
    ),
)
