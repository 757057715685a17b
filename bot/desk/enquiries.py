"""Enquiries: one company's need becomes a case, and the suggested organisation is asked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.centre.checklist import BadAnswers, clean
from bot.centre.reading.findings import ENOUGH
from bot.centre.routing import Routing, route
from bot.desk import buttons, companies, corrections, offering, telling
from bot.desk.captions import title
from bot.desk.cases import Case, attach_all, name_of, record, reindex
from bot.desk.commands import ANSWER, Entry, said_on
from bot.desk.inputs import NEED_LIMIT
from bot.desk.offer_input import CHOOSE, NOBODY, SUGGESTED
from bot.desk.proposals import unpacked
from bot.desk.referring import (
    DRAFT,
    UNREAD,
    Refer,
    encounter_of,
    keep_draft,
    refer_form,
    values_of,
)
from bot.desk.replies import Block, Body, Button, Buttons, Line, Outcome, Value
from bot.desk.sight import Viewer, sight
from bot.desk.suggestions import suggestion_line
from bot.desk.understanding import understood
from bot.desk.work import Desk, Mistaken, Work
from bot.storage import people, receipts
from bot.storage.records import made
from bot.storage.tables import Company, Enquiry, Member
from bot.texts import Arg, phrase


def open_enquiry(work: Work, command: Refer) -> Outcome:
    """One company's need becomes a case; the suggested organisation is asked in the same press."""
    answers = _checked(work, command)
    poster = _poster(work, command)
    number = companies.organisation_number(command.number)
    municipality = str(answers.get("municipality", ""))
    known = companies.recognise(work, command.company, number, municipality)
    if not command.even_so:
        there = _already(work, command, companies.live_cases(work, known))
        if there is not None:
            return there
    _read_first(work, command, answers)
    company = companies.remember(work, command.company, number, municipality, known)
    found = route(work.centre, answers)
    asked = _suggested(found, answers, command.offer_to)
    case = _new_case(work, command, poster, answers, company, goes_on=asked is not None)
    if asked is not None:
        offering.offer(work, case, asked, "lead")
    _came_of(work, command, case)
    corrections.keep(work, unpacked(command.read), values_of(command))
    receipts.drop_draft(work.session, work.identity_key, DRAFT)
    return _opened(work, case, found, asked)


def _came_of(work: Work, command: Refer, case: Case) -> None:
    """The company that was met at a meeting has its case now."""
    met = encounter_of(work, command)
    if met is not None and met.enquiry_id is None:
        met.enquiry_id = case.number
        work.session.add(met)


def _checked(work: Work, command: Refer) -> dict[str, Value]:
    errors: dict[str, Arg] = {}
    if not command.need.strip():
        errors["need"] = phrase("form.refer.need_missing")
    if len(command.need) > NEED_LIMIT:
        errors["need"] = phrase("form.too_long", limit=NEED_LIMIT)
    if command.consent not in ("yes", "no"):
        errors["consent"] = phrase("form.refer.consent_missing")
    answers: dict[str, Value] = {}
    try:
        given = {name: value for name, value in command.answers.items() if value}
        answers = clean(work.centre, {**given, "consent": command.consent or "no"})
    except BadAnswers as bad:
        errors |= {ANSWER + name: fault for name, fault in bad.faults.items()}
    if errors:
        raise Mistaken(errors)
    return answers


def read_before(desk: Desk, command: Refer) -> bool:
    """Read the need before a transaction is opened, where the form will ask what stands in it.

    A form in which the needs are chosen is sent, or has been read when it was drawn.
    """
    if command.need and not command.answers.get("needs"):
        understood(desk.centre, command.need)
    return True


def _read_first(work: Work, command: Refer, answers: Mapping[str, Value]) -> None:
    """A text written in the form itself is shown as it was read, before a case comes of it.

    Only where nothing was chosen in a form of ours, and once for each text: an empty answer is an
    answer too.
    """
    before = unpacked(command.read)
    if not before.mark or answers.get("needs") or before.of_text(command.need):
        return
    needs = understood(work.centre, command.need).needs
    if needs and needs[0].sure >= ENOUGH:
        raise Mistaken({UNREAD: phrase("form.refer.unread")})


def _already(work: Work, command: Refer, cases: Sequence[Enquiry]) -> Outcome | None:
    """A live case about the company: join it rather than open a second.

    Where its name is withheld, the coordinator alone learns which case it is; without its name.
    """
    found = attach_all(work, cases)
    if not found:
        return None
    keep_draft(work, command)
    anyway = Button(phrase("button.open_anyway"), "refer", {"even_so": "yes"}, opens=True)
    viewer = Viewer(member=work.member)
    known = work.member.coordinator
    seen = [case for case in found if known or sight(case, viewer).names]
    if not seen:
        return Outcome(private=(Line(phrase("refer.ask_coordinator")), Buttons((anyway,))))
    case = seen[0]
    steps = [buttons.show(case)]
    if buttons.possible(work, case, "support", work.member):
        steps.append(buttons.step_button(case, "support", style="primary"))
    line = phrase("refer.already", title=title(work, case, sight(case, viewer)))
    return Outcome(private=(Line(line), Buttons((*steps, anyway))))


def _poster(work: Work, command: Refer) -> Member:
    """Whose case it will be: the one who opens it, or the member it is opened for."""
    if not command.poster:
        return work.member
    poster = people.member(work.session, command.poster)
    if poster is None or poster.ended_at:
        raise Mistaken({"poster": phrase("form.refer.poster_gone")})
    return poster


def _new_case(
    work: Work,
    command: Refer,
    poster: Member,
    answers: Mapping[str, Value],
    company: Company | None,
    *,
    goes_on: bool,
) -> Case:
    enquiry = made(
        Enquiry,
        revision=0,
        company_id=company.id if company else None,
        need=command.need,
        consent=command.consent,
        answers=dict(answers),
        contact_name=command.contact_name.strip(),
        contact_phone=command.contact_phone.strip(),
        contact_email=command.contact_email.strip(),
        contact_when=command.contact_when.strip(),
        poster_id=poster.id or 0,
        poster_organisation=poster.organisation,
        opened_in=work.room.id if work.room and work.room.active else None,
        link=command.link,
        opened_at=work.now,
        stepped_at=work.now,
        routed_by=work.centre.version,
    )
    case = Case(enquiry, [], company)
    if poster.id == work.me:
        record(work, case, "opened", goes_on=goes_on)
        telling.plan_cards(work, case)
    else:
        record(work, case, "opened_for", goes_on=goes_on, member=poster.id)
        telling.plan_cards(work, case)
        telling.poster(work, case, "opened_for", member=work.me)
    reindex(work, case)
    return case


def _suggested(found: Routing, answers: Mapping[str, Value], offer_to: str) -> str | None:
    """The organisation to ask, if one is; never silently one of two that are near."""
    slug = offer_to
    if offer_to == SUGGESTED:
        unsaid = not answers.get("needs")
        undecided = found.near or unsaid or found.out_of_scope is not None
        slug = "" if undecided or found.lead is None else found.lead
    return None if slug in ("", NOBODY, CHOOSE) else slug


def _opened(work: Work, case: Case, found: Routing, asked: str | None) -> Outcome:
    if found.out_of_scope is not None:
        close, show = buttons.step_button(case, "close"), buttons.show(case)
        return said_on(case, "refer.out_of_scope", close, show, where=found.out_of_scope.text)
    if asked is None:
        return _not_asked(work, case, found)
    reasons: list[Block] = [
        Line(suggestion_line(work, s, first=True))
        for s in found.suggestions
        if s.organisation == asked
    ]
    offer = next(r for r in case.referrals if r.organisation == asked)
    undo = buttons.step_button(case, "revoke", referral=str(offer.id), _form="-")
    steps = (buttons.show(case), buttons.step_button(case, "edit"), undo)
    line = Line(phrase("refer.done", number=str(case.number), organisation=name_of(work, asked)))
    return Outcome(private=(line, *reasons, *offering.reach(work, case, asked), Buttons(steps)))


def _not_asked(work: Work, case: Case, found: Routing) -> Outcome:
    code = "refer.done_choose" if found.near else "refer.done_nobody"
    lines = tuple(
        Line(suggestion_line(work, s, first=place == 0))
        for place, s in enumerate(found.suggestions[:2])
    )
    steps = (*buttons.offers(work, case, found), buttons.show(case))
    first = Line(phrase(code, number=str(case.number)))
    return Outcome(private=(first, *_question(work, found), *lines, Buttons(steps)))


def _question(work: Work, found: Routing) -> Body:
    if not found.question:
        return ()
    wording = work.centre.question(found.question).wording
    return (Line(phrase("card.one_question", question=wording)),)


ENTRIES = (
    Entry(
        "refer",
        Refer,
        open_enquiry,
        refer_form,
        ("hänvisa", "hanvisa", "hänvisning", "refer", "referral"),
        "need",
        before=read_before,
        help="help.refer",
    ),
)
