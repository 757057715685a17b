"""Questions between organisations: ask and answer, either way, wherever the other one is.

The offer's clock pauses while a question waits, for one working day at the most; the 24-hour
meter does not. The words are kept in the log and shown to the two parties only.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from bot.centre.lifecycle import Role
from bot.desk import buttons, telling
from bot.desk.cases import Case, begin, name_of, record
from bot.desk.commands import Entry, Errors, OnCase, hidden_for, new_form_id, said_on
from bot.desk.replies import Form, Input, Line, Option, Outcome
from bot.desk.work import Mistaken, Work, refuse
from bot.storage import store
from bot.storage.tables import Referral
from bot.texts import Arg, phrase

LIMIT = 2000


@dataclass(frozen=True)
class Ask(OnCase):
    """Ask the other party. `to` is an organisation, where the poster has several to choose from."""

    to: str = ""
    words: str = ""


def ask(work: Work, command: Ask) -> Outcome:
    """The offered or handling organisation asks the poster, or the poster asks it."""
    case = begin(work, command.case, "ask")
    if not command.words.strip():
        raise Mistaken({"words": phrase("form.ask.words_missing")})
    if _asks_as_poster(work, case):
        to = command.to or _parties(case)[0]
        if to not in _parties(case):
            raise refuse("refused.no_party", number=str(case.number))
    else:
        to = ""
    party = to or work.member.organisation
    _pause(work, case, party)
    open_questions = dict(case.enquiry.later)
    open_questions["question"] = {"from": work.me, "organisation": party, "to": to or "poster"}
    case.enquiry.later = open_questions
    entry = record(work, case, "asked", words=command.words, organisation=party)
    if to:
        _tell_party(work, case, to, "asked", entry)
    else:
        telling.person(work, case, "asked", case.enquiry.poster_id, "poster", entry=entry)
    return said_on(case, "ask.done", to=name_of(work, to) if to else phrase("ask.the_poster"))


def _asks_as_poster(work: Work, case: Case) -> bool:
    roles = case.roles(work.member)
    return Role.POSTER in roles and bool(_parties(case))


def _parties(case: Case) -> list[str]:
    """Whom a poster can ask: those asked, then the lead."""
    found = [r.organisation for r in case.offers]
    return list(dict.fromkeys([*found, *([case.enquiry.lead] if case.enquiry.lead else [])]))


def _tell_party(work: Work, case: Case, organisation: str, kind: str, entry: int) -> None:
    if organisation == case.enquiry.lead and case.enquiry.handler_id:
        telling.person(work, case, kind, case.enquiry.handler_id, "handler", entry=entry)
    else:
        telling.organisation(work, case, organisation, kind, entry=entry)


def _pause(work: Work, case: Case, organisation: str) -> None:
    offer = _offer_of(case, organisation)
    if offer is not None and offer.paused_at is None:
        offer.paused_at = work.now


def unpause(work: Work, offer: Referral) -> None:
    """The offer's clock runs on, with what was left of it, counted in working time."""
    if offer.paused_at is None or offer.expires_at is None:
        return
    left = max(offer.expires_at - offer.paused_at, timedelta(hours=1))
    hours = min(
        left.total_seconds() / 3600, work.calendar.hours_between(offer.paused_at, offer.expires_at)
    )
    offer.expires_at = work.calendar.add_hours(work.now, max(hours, 1))
    offer.paused_at = None


def _offer_of(case: Case, organisation: str) -> Referral | None:
    return next((r for r in case.offers if r.organisation == organisation), None)


def ask_form(work: Work, command: Ask, errors: Errors) -> Form:
    """The question, and to whom where there is a choice."""
    case = begin(work, command.case, "ask")
    inputs = []
    parties = _parties(case) if _asks_as_poster(work, case) else []
    if len(parties) > 1:
        options = tuple(Option(slug, name_of(work, slug)) for slug in parties)
        inputs.append(
            Input("to", phrase("form.ask.to"), "choice", command.to or parties[0], options)
        )
    inputs.append(
        Input(
            "words",
            phrase("form.ask.words"),
            "long",
            command.words,
            required=True,
            error=errors.get("words"),
            max_length=LIMIT,
        )
    )
    return Form(
        id=new_form_id(),
        command="ask",
        title=phrase("form.ask.title", number=str(case.number)),
        submit=phrase("form.ask.submit"),
        inputs=tuple(inputs),
        hidden=hidden_for(command),
    )


@dataclass(frozen=True)
class Answer(OnCase):
    """Answer the question that waits."""

    words: str = ""


def answer(work: Work, command: Answer) -> Outcome:
    """The other party answers; the asker gets it, and the offer's clock runs on."""
    case = begin(work, command.case, "answer")
    waiting = _waiting(work, case)
    if not command.words.strip():
        raise Mistaken({"words": phrase("form.answer.words_missing")})
    offer = _offer_of(case, str(waiting["organisation"]))
    if offer is not None:
        unpause(work, offer)
    case.enquiry.later = {k: v for k, v in case.enquiry.later.items() if k != "question"}
    entry = record(
        work, case, "answered", words=command.words, organisation=str(waiting["organisation"])
    )
    asker = int(str(waiting["from"]))
    role = "poster" if asker == case.enquiry.poster_id else "organisation"
    telling.person(work, case, "answered", asker, role, entry=entry)
    return said_on(case, "answer.done", buttons.show(case))


def _waiting(work: Work, case: Case) -> dict[str, object]:
    """The question that waits for the acting member; raises `Refused` where none does."""
    question = case.enquiry.later.get("question")
    if not isinstance(question, dict):
        raise refuse("refused.no_question", number=str(case.number))
    to = question["to"]
    poster = work.me == case.enquiry.poster_id
    mine = poster if to == "poster" else (to == work.member.organisation and not poster)
    if not mine and not (to == work.member.organisation):
        raise refuse("refused.not_your_question", number=str(case.number))
    return question


def answer_form(work: Work, command: Answer, errors: Errors) -> Form:
    """The question as asked, and room for the answer."""
    case = begin(work, command.case, "answer")
    _waiting(work, case)
    asked = [e for e in store.log(work.session, case.number) if e.step == "asked"]
    quoted: tuple[Arg, ...] = (asked[-1].words,) if asked else ()
    return Form(
        id=new_form_id(),
        command="answer",
        title=phrase("form.answer.title", number=str(case.number)),
        submit=phrase("form.answer.submit"),
        inputs=(
            Input(
                "words",
                phrase("form.answer.words"),
                "long",
                command.words,
                required=True,
                error=errors.get("words"),
                max_length=LIMIT,
            ),
        ),
        hidden=hidden_for(command),
        intro=tuple(Line(text) for text in quoted),
    )


ENTRIES = (
    Entry("ask", Ask, ask, ask_form, ("fråga", "ask"), "case", help="help.ask"),
    Entry("answer", Answer, answer, answer_form, ("svara", "answer"), "case", help="help.answer"),
)
