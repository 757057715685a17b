"""One command, one transaction, one outcome.

The only way into the desk. It finds who acts (a stranger gets the one question of first use, and
what they asked for then goes on by itself), answers a repeat from its receipt, runs the use case
and commits. Only what changes something takes a write transaction and keeps a receipt.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.desk import buttons, disclosures, intents, kept, registry, repeats, rooms
from bot.desk.cases import begin
from bot.desk.commands import Entry, parse
from bot.desk.kept import GO_ON
from bot.desk.replies import (
    Button,
    Buttons,
    Line,
    Outcome,
    Request,
    Value,
)
from bot.desk.work import Desk, Mistaken, Refused, Work
from bot.observing import log, trace, tracing
from bot.storage import channels, parked, people, receipts
from bot.storage.engine import NotRead, NotSaved
from bot.storage.tables import Disclosure
from bot.texts import Lang, phrase

PENDING = "pending"
"""The draft in which a stranger's first command waits for the answer to "which organisation?"."""

logger = log(__name__)

SEEN_EVERY = timedelta(minutes=1)
"""How exactly it is known when somebody used a platform last; each time would be a row a step."""


def dispatch(desk: Desk, request: Request, now: datetime) -> Outcome:
    """Carry out one command and return what the one who gave it is told.

    Never raises: a refusal, a mistake in a form, a database that cannot be written and an
    unforeseen error all become an outcome with nothing changed. Of these it is only the
    database's fault that may be another the next time: `Outcome.kept`.
    """
    with tracing(trace()) as reference:
        reader = _Reader(request.caller.lang or "sv")
        outcome = _safely(desk, request, now, reference, reader)
        return replace(outcome, lang=reader.lang)


@dataclass
class _Reader:
    """Who reads the answer: a member's own language, as soon as it is known who asks."""

    lang: Lang


def _safely(
    desk: Desk, request: Request, now: datetime, reference: str, reader: _Reader
) -> Outcome:
    try:
        return _dispatch(desk, _storable(request), now, reference, reader)
    except Refused as refused:
        return Outcome(private=(Line(refused.reply),), done=False)
    except NotRead as error:
        logger.error("not read", command=request.name, reference=reference)
        return Outcome(private=(Line(error.phrase),), done=False, kept=False)
    except NotSaved as error:
        logger.error(
            "not saved", command=request.name, reference=reference, cause=repr(error.__cause__)
        )
        return replace(_not_saved(desk, request, now, reference), kept=False)
    except Exception as error:
        logger.exception(
            "unforeseen", command=request.name, reference=reference, kind=type(error).__name__
        )
        return Outcome(private=(Line(phrase("desk.unforeseen", reference=reference)),), done=False)


_UNSTORABLE = re.compile("[\ud800-\udfff\x00]")
"""Half a character (an emoji cut in two), and the one that PostgreSQL has no place for."""


def _storable(request: Request) -> Request:
    """What was typed, with a mark where a character cannot be kept by every database."""

    def kept(value: Value) -> Value:
        if isinstance(value, str):
            return _UNSTORABLE.sub("\ufffd", value)
        return tuple(_UNSTORABLE.sub("\ufffd", part) for part in value)

    caller = replace(request.caller, name=_UNSTORABLE.sub("\ufffd", request.caller.name))
    args = {name: kept(value) for name, value in request.args.items()}
    return replace(request, args=args, caller=caller)


def keep(desk: Desk, request: Request, now: datetime) -> Button:
    """Keep a request for 24 hours, and the button that takes it up where it was given.

    For platforms that can open a form only when a button is pressed. Raises `NotSaved` when it
    could not be kept.
    """
    with desk.store.write() as session:
        work = _work(desk, session, request, now, "")
        return kept.keep(work, request, unkept=_unkept(request))


def _unkept(request: Request) -> str:
    entry = registry.find(request.name)
    return entry.unkept if entry is not None else ""


def _taken_up(desk: Desk, press: Request, now: datetime) -> Request:
    """The request that a press takes up. Raises `Refused` when it is no longer kept."""
    with desk.store.read() as session:
        work = _work(desk, session, press, now, "")
        request = kept.taken_up(work, str(press.args.get("kept", "")))
        if request is None:
            raise Refused(phrase("refused.old_button"))
        return request


def _dispatch(
    desk: Desk, request: Request, now: datetime, reference: str, reader: _Reader
) -> Outcome:
    if request.name == GO_ON:
        request = _taken_up(desk, request, now)
    entry = intents.known(request)
    if entry.before is not None and not entry.before(desk, parse(entry.command, request.args)):
        return Outcome(done=False)
    if not intents.only_writes(entry, request):
        with desk.store.read() as session:
            work = _work(desk, session, request, now, reference)
            reader.lang = work.lang
            request, entry = intents.as_meant(work, *intents.in_thread(work, request, entry))
            shown = _shown(work, entry, request)
            fresh = disclosures.fresh(work)
        if shown is not None:
            _note(desk, fresh)
            return shown
    try:
        with desk.store.write(case=intents.one_case(request)) as session:
            work = _work(desk, session, request, now, reference)
            reader.lang = work.lang
            _is_seen(work, told=request.told)
            if work.acting is None and not entry.stranger:
                return _ask_who(work, request)
            if intents.REFRESH in request.args:
                _keep_typed(work, request)
                return _form(work, entry, request, {})
            outcome = _run(work, entry, request)
            disclosures.write_down(session, disclosures.fresh(work))
            reader.lang = work.lang
    except Mistaken as mistaken:
        if entry.form is None:
            raise Refused(next(iter(mistaken.errors.values()))) from None
        with desk.store.read() as session:
            work = _work(desk, session, request, now, reference)
            outcome = _form(work, entry, request, mistaken.errors)
            fresh = disclosures.fresh(work)
        _note(desk, fresh)
        return outcome
    return replace(outcome, touched=tuple(sorted(work.touched)))


def _note(desk: Desk, shown: Sequence[Disclosure]) -> None:
    """Note what was shown where nothing else was to be written."""
    if shown:
        with desk.store.write() as session:
            disclosures.write_down(session, shown)


def _shown(work: Work, entry: Entry, request: Request) -> Outcome | None:
    """The answer where nothing is to be written: what was asked for, a question, a form."""
    if work.acting is None and not entry.stranger:
        return None
    if not entry.writes:
        return entry.run(work, parse(entry.command, request.args))
    if intents.asks_first(entry, request):
        return _ask_first(work, entry, request)
    return _form(work, entry, request, {}) if intents.shows_form(entry, request) else None


def _work(desk: Desk, session: Session, request: Request, now: datetime, reference: str) -> Work:
    caller, place = request.caller, request.place
    identity, member = people.who(session, caller.platform, caller.workspace, caller.user)
    room = (
        channels.room(session, place.platform, place.workspace, place.channel)
        if place.channel
        else None
    )
    return Work(
        desk=desk,
        session=session,
        now=now,
        caller=caller,
        place=place,
        acting=member if member and not member.ended_at else None,
        room=room,
        identity=identity,
        trace=reference,
    )


def _is_seen(work: Work, *, told: bool) -> None:
    """Whoever gives a command can be reached there, whatever a platform said of them before.

    So can the room a member gives it in, in the way the platform now tells. A member of two
    platforms is written to where they were last.
    """
    identity, room = work.identity, work.room
    if identity is not None:
        reference = work.caller.reference or identity.reference
        known = not identity.gone and reference == identity.reference
        if not known or work.now - identity.used_at >= SEEN_EVERY:
            if identity.gone:
                parked.release(work.session, work.now, member_id=identity.member_id)
            identity.gone, identity.reference, identity.used_at = "", reference, work.now
            work.session.add(identity)
    if room is not None and (work.place.reference or work.place.heard):
        if room.gone and not told:
            rooms.is_back(work, room)
        if work.place.reference and room.reference != work.place.reference:
            room.reference = work.place.reference
            work.session.add(room)


def _ask_first(work: Work, entry: Entry, request: Request) -> Outcome:
    """A step that cannot be taken back is confirmed by a press, also when it was typed."""
    command = parse(entry.command, request.args)
    case = begin(work, command.case, entry.name)
    question = Line(phrase(f"asks.{entry.name}", number=str(case.number)))
    yes = replace(buttons.step_button(case, entry.name), asks=None)
    return Outcome(private=(question, Buttons((yes,))), done=False)


def _form(work: Work, entry: Entry, request: Request, errors: dict[str, Any]) -> Outcome:
    if entry.form is None:
        raise Refused(phrase("refused.old_button"))
    form = entry.form(work, parse(entry.command, request.args), errors)
    return Outcome(form=form, done=not errors)


def _keep_typed(work: Work, request: Request) -> None:
    unkept = registry.ENTRIES[request.name].unkept
    typed = {k: v for k, v in request.args.items() if not k.startswith("_") and k != unkept and v}
    receipts.save_draft(work.session, work.identity_key, request.name, typed, work.now)


def _ask_who(work: Work, request: Request) -> Outcome:
    values = kept.laid_aside(request, _unkept(request))
    receipts.save_draft(work.session, work.identity_key, PENDING, values, work.now)
    return _form(work, registry.ENTRIES["introduce"], replace(request, args={}), {})


def _run(work: Work, entry: Entry, request: Request) -> Outcome:
    key = repeats.key_of(work, entry, request)
    earlier = repeats.answered(work, key)
    if earlier is not None:
        return earlier
    stranger = work.acting is None
    outcome = entry.run(work, parse(entry.command, request.args))
    if stranger and work.acting is not None and outcome.done:
        outcome = _go_on(work, outcome)
    repeats.remember(work, key, outcome)
    return outcome


def _go_on(work: Work, welcome: Outcome) -> Outcome:
    """What the new member had asked for goes on without being typed again."""
    row = receipts.draft(work.session, work.identity_key, PENDING)
    if row is None:
        return welcome
    request = kept.as_it_was(row.values_typed, work.caller)
    receipts.drop_draft(work.session, work.identity_key, PENDING)
    entry = registry.find(request.name)
    if entry is None:
        return welcome
    place = request.place
    if place.channel:
        work.room = channels.room(work.session, place.platform, place.workspace, place.channel)
    work.place = place
    try:
        opens = intents.shows_form(entry, request)
        with work.session.begin_nested():
            then = (
                _form(work, entry, request, {})
                if opens
                else entry.run(work, parse(entry.command, request.args))
            )
    except (Refused, Mistaken) as no:
        reply = no.reply if isinstance(no, Refused) else next(iter(no.errors.values()))
        then = Outcome(private=(Line(reply),))
    return replace(then, private=(*welcome.private, *then.private))


def _not_saved(desk: Desk, request: Request, now: datetime, reference: str) -> Outcome:
    """Nothing was changed; a form comes back with everything that was typed in it."""
    said = Line(phrase("desk.not_saved", reference=reference))
    entry = registry.find(request.name)
    if entry is None or entry.form is None or intents.FORM not in request.args:
        return Outcome(private=(said,), done=False)
    try:
        with desk.store.read() as session:
            work = _work(desk, session, request, now, reference)
            form = _form(work, entry, request, {}).form
    except NotRead:
        return Outcome(private=(said,), done=False)
    except Exception:
        logger.exception("no form", reference=reference)
        return Outcome(private=(said,), done=False)
    form = replace(form, intro=(said, *form.intro)) if form else None
    return Outcome(private=(said,), form=form, done=False)
