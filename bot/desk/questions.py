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
from bot.desk.correspondence import Question, open_questions, parties, waiting_for
from bot.desk.replies import Form, Input, Line, Option, Outcome
from bot.desk.work import Mistaken, Work, refuse
from bot.storage.tables import Referral
from bot.texts import phrase

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
    to = _to(work, case, command)
    party = to or work.member.organisation
    paused = _pause(work, case, party)
    entry = record(work, case, "asked", words=command.words, organisation=party, to_poster=not to)
    if to:
        _tell_party(work, case, to, "asked", entry)
    else:
        telling.person(work, case, "asked", case.enquiry.poster_id, "poster", entry=entry)
    done = said_on(case, "ask.done", to=name_of(work, to) if to else phrase("ask.the_poster"))
    return Outcome(private=(*done.private, Line(phrase("ask.paused")))) if paused else done


def _to(work: Work, case: Case, command: Ask) -> str:
    """The organisation a poster asks; empty where an organisation asks the poster."""
    if not _asks_as_poster(work, case):
        return ""
    to = command.to or parties(case)[0]
    if to not in parties(case):
        raise refuse("refused.no_party", number=str(case.number))
    return to


def _asks_as_poster(work: Work, case: Case) -> bool:
    roles = case.roles(work.member)
    return Role.POSTER in roles and bool(parties(case))


def _tell_party(work: Work, case: Case, organisation: str, kind: str, entry: int) -> None:
    if organisation == case.enquiry.lead and case.enquiry.handler_id:
        telling.person(work, case, kind, case.enquiry.handler_id, "handler", entry=entry)
    else:
        telling.organisation(work, case, organisation, kind, entry=entry)


def _pause(work: Work, case: Case, organisation: str) -> bool:
    """Stop the offer's clock; whether there is an offer whose clock stands still now."""
    offer = _offer_of(case, organisation)
    if offer is not None and offer.paused_at is None:
        offer.paused_at = work.now
    return offer is not None


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
    others = parties(case) if _asks_as_poster(work, case) else []
    if len(others) > 1:
        options = tuple(Option(slug, name_of(work, slug)) for slug in others)
        inputs.append(
            Input("to", phrase("form.ask.to"), "choice", command.to or others[0], options)
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
    """Answer a question that waits: the one meant, or the oldest."""

    question: int = 0
    words: str = ""


def answer(work: Work, command: Answer) -> Outcome:
    """The other party answers; the asker gets it, and the offer's clock runs on."""
    case = begin(work, command.case, "answer")
    question = _waiting(work, case, command)
    if not command.words.strip():
        raise Mistaken({"words": phrase("form.answer.words_missing")})
    offer = _offer_of(case, question.organisation)
    if offer is not None:
        unpause(work, offer)
    entry = record(
        work,
        case,
        "answered",
        words=command.words,
        organisation=question.organisation,
        question=question.entry,
    )
    if question.to_poster and question.asker == case.enquiry.handler_id:
        role = "handler"
    else:
        role = "organisation" if question.to_poster else "poster"
    telling.person(work, case, "answered", question.asker, role, entry=entry)
    return said_on(case, "answer.done", buttons.show(case))


def _waiting(work: Work, case: Case, command: Answer) -> Question:
    """The question that waits for the acting member; raises `Refused` where none does."""
    mine = waiting_for(work, case, work.member)
    meant = [question for question in mine if question.entry == command.question]
    if meant or (mine and not command.question):
        return (meant or mine)[0]
    some = open_questions(work, case) and not command.question
    code = "refused.not_your_question" if some else "refused.no_question"
    raise refuse(code, number=str(case.number))


def answer_form(work: Work, command: Answer, errors: Errors) -> Form:
    """The question as asked, and room for the answer."""
    case = begin(work, command.case, "answer")
    question = _waiting(work, case, command)
    quoted = (Line(question.words),) if question.words else ()
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
        hidden={**hidden_for(command), "question": str(question.entry)},
        intro=quoted,
    )


ENTRIES = (
    Entry("ask", Ask, ask, ask_form, ("fråga", "ask"), "case", help="help.ask"),
    Entry("answer", Answer, answer, answer_form, ("svara", "answer"), "case", help="help.answer"),
)
