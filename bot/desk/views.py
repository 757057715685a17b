"""What a person or a room may see of a case, as a card, a list row or a title.

Everything shown passes here. `sight` says what may be seen; nothing else in the desk reads a
company's name, number, municipality, contact or free text in order to show it. A test sends a
canary name through every output.

The rule (the centre's consent agreement): without the company's yes, its name, number,
municipality, contact and free text are for the poster, and for whoever accepted at an
organisation the poster offered the case to. The contact is for poster and handler only, always.
"""

from __future__ import annotations

from bot.centre.lifecycle import Status
from bot.desk import buttons, disclosures, history
from bot.desk.captions import briefly, first_need, status_text, title
from bot.desk.cases import Case, name_of
from bot.desk.facts import facts
from bot.desk.replies import Card, Row, Section, Tone
from bot.desk.sight import Sight, Viewer, sight
from bot.desk.suggestions import suggestions
from bot.desk.work import Work
from bot.storage.tables import Referral
from bot.texts import Day, Moment, phrase

TONES: dict[Status, Tone] = {
    Status.OPEN: "open",
    Status.IN_PROGRESS: "busy",
    Status.WAITING: "waiting",
    Status.CLOSED: "done",
    Status.WITHDRAWN: "gone",
    Status.MERGED: "gone",
    Status.VOID: "gone",
}


def seen_by(work: Work, case: Case, viewer: Viewer) -> Card:
    """The case as `viewer` may see it, with the steps `viewer` may take."""
    seen = sight(case, viewer)
    disclosures.notice(work, case, seen, "page")
    status = status_text(work, case)
    heading = title(work, case, seen)
    return Card(
        title=heading,
        fallback=phrase("card.fallback", title=heading, status=status),
        status=status,
        tone=TONES[case.status],
        facts=tuple(facts(work, case, seen, viewer)),
        quote=case.enquiry.need if seen.names else "",
        sections=tuple(_sections(work, case, seen, viewer)),
        buttons=buttons.main(work, case, viewer.member),
        more=buttons.more(work, case, viewer.member),
        footer=phrase(
            "card.footer",
            poster=name_of(work, case.enquiry.poster_organisation),
            at=Moment(case.enquiry.opened_at),
        ),
    )


def row(work: Work, case: Case, viewer: Viewer) -> Row:
    """The case as one line of a list."""
    return Row(
        cells=(
            title(work, case, sight(case, viewer)),
            first_need(work, case),
            briefly(work, case),
            Day(work.calendar.local(case.enquiry.opened_at).date(), short=True),
        ),
        buttons=(buttons.show(case),),
    )


def _sections(work: Work, case: Case, seen: Sight, viewer: Viewer) -> list[Section]:
    found: list[Section] = []
    if case.status is Status.OPEN:
        found.append(suggestions(work, case))
    if viewer.member is not None and viewer.member.id == case.enquiry.poster_id and case.live:
        found += [_request(work, case, request) for request in case.requests]
    lines = history.lines(work, case, history.Reader(viewer.member, viewer.room, seen.names))
    if lines:
        found.append(Section(phrase("card.history", n=len(lines)), lines, folded=True))
    return [*found, *disclosures.section(work, case, viewer)]


def _request(work: Work, case: Case, request: Referral) -> Section:
    """Who waits for the poster's yes, with yes and no."""
    title = phrase("card.request", organisation=name_of(work, request.organisation))
    return Section(title, (), buttons=buttons.approvals(case, request))
