"""Questions between the poster and an organisation, as the log has them.

A question is open until it is answered, or until the organisation is no longer asked and does not
lead. Several may be open at once: two organisations that are asked may both want to know.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk.cases import Case
from bot.desk.work import Work
from bot.storage import store
from bot.storage.tables import Member


@dataclass(frozen=True)
class Question:
    """One open question. `organisation` is the poster's counterpart, whoever of them asked."""

    entry: int
    asker: int
    organisation: str
    to_poster: bool
    words: str


def parties(case: Case) -> list[str]:
    """The organisations a poster has to do with: those asked, then the lead."""
    asked = [r.organisation for r in case.referrals if case.answerable(r.organisation) is r]
    return list(dict.fromkeys([*asked, *([case.enquiry.lead] if case.enquiry.lead else [])]))


def open_questions(work: Work, case: Case) -> list[Question]:
    """What has been asked and not answered, the oldest first."""
    entries = store.correspondence(work.session, case.number)
    answered = {entry.args.get("question") for entry in entries if entry.step == "answered"}
    there = parties(case)
    return [
        Question(
            entry=entry.id or 0,
            asker=entry.member_id or 0,
            organisation=str(entry.args.get("organisation", "")),
            to_poster=bool(entry.args.get("to_poster")),
            words=entry.words,
        )
        for entry in entries
        if entry.step == "asked"
        and entry.id not in answered
        and entry.args.get("organisation") in there
    ]


def waiting_for(work: Work, case: Case, member: Member | None) -> list[Question]:
    """Open questions that a member may answer; without a member, all of them."""
    found = open_questions(work, case)
    if member is None:
        return found
    return [question for question in found if _to(question, case, member)]


def _to(question: Question, case: Case, member: Member) -> bool:
    if question.asker == member.id:
        return False
    if question.to_poster:
        return case.enquiry.poster_id == member.id
    return question.organisation == member.organisation
