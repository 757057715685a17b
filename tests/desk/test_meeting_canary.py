"""A company without consent on a meeting's list: its name comes to nobody by way of the meeting."""

from __future__ import annotations

from collections.abc import Iterator

from bot.desk.replies import Body
from tests.centre_at_work import CentreAtWork
from tests.desk.canaries import NAME, NEED, OF_COMPANY, PLACE
from tests.desk.gathering import aloud, come, gather, local
from tests.desk.spoken import spoken

USERS = ("karin", "anna", "lena", "maria", "sara")
POSTER = "sara"


def withheld(room: CentreAtWork) -> tuple[int, int]:
    """A case of sara's without consent, on a meeting's list; another that only fits it."""
    given = {"company": NAME, "need": NEED, "consent": "no", "q_municipality": PLACE}
    case = room.open(POSTER, **given)
    room.open(POSTER, **{**given, "company": f"{NAME} Export"}, offer_to="nobody")
    number = gather(room, needs=["payment-risk"])
    assert room.do(POSTER, "present", meeting=number, case=case).done
    come(room, number, *USERS)
    return case, number


def shown(room: CentreAtWork, number: int) -> Iterator[tuple[str, Body]]:
    """Everything that is said by the clock until the day after, and what can be asked for then."""
    seen = 0
    for at in ("2026-12-01T09:00", "2026-12-11T09:00", "2026-12-14T09:00", "2026-12-15T07:00"):
        room.until(local(at))
        yield from _new(room, seen)
        seen = max(notice.id or 0 for notice in room.notices())
    room.until(local("2026-12-16T09:00"))
    yield from _new(room, seen)
    for user in USERS:
        form = room.ask_form(user, "met", meeting=number).form
        yield user, tuple(form.intro) if form else ()
        assert user == POSTER or "zyxvogel" not in spoken(form).casefold()
        yield user, room.ask_form(user, "met_list", meeting=number).private
    yield "karin", room.give("karin", "pack", {}).private


def _new(room: CentreAtWork, seen: int) -> Iterator[tuple[str, Body]]:
    for user in USERS:
        for notice in room.notices(user):
            if (notice.id or 0) > seen and notice.enquiry_id is None:
                yield user, room.reads(notice) or ()
    for notice in aloud(room):
        if (notice.id or 0) > seen:
            yield "the room", room.reads(notice) or ()


def test_only_the_poster_reads_which_company_it_is(room: CentreAtWork) -> None:
    _, number = withheld(room)
    looked = found = 0
    for reader, body in shown(room, number):
        told = spoken(body).casefold()
        looked += 1
        leaks = [canary for canary in OF_COMPANY if canary in told]
        found += bool(leaks)
        assert reader == POSTER or not leaks, f"{leaks} to {reader}: {told[:500]}"
    assert looked > 20, "nothing was said"
    assert found, "the poster too was told nothing: the canary is not looked for where it lives"
