"""A member's own particulars, and being away: until when, and who answers meanwhile."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.desk.cases import name_of
from bot.desk.commands import Entry, Errors, new_form_id, said
from bot.desk.dates import future_day, today
from bot.desk.inputs import answer_options, colleague_options
from bot.desk.replies import Button, Buttons, Form, Input, Option, Outcome
from bot.desk.work import Mistaken, Work, refuse
from bot.storage import store
from bot.storage.tables import Member
from bot.texts import LANGUAGES, Day, phrase

LIMIT = 120


@dataclass(frozen=True)
class Profile:
    """What others may know of a member. All of it is optional."""

    name: str = ""
    title: str = ""
    phone: str = ""
    email: str = ""
    lang: str = ""
    areas: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    languages: str = ""
    sent: str = ""


def save_profile(work: Work, command: Profile) -> Outcome:
    """Save it, and let the cards that name the member follow.

    A changed organisation needs a new membership, so that is not asked here.
    """
    member = work.member
    if not command.name.strip():
        raise Mistaken({"name": phrase("form.introduce.name_missing")})
    member.name = command.name.strip()[:LIMIT]
    member.title, member.phone = command.title.strip()[:LIMIT], command.phone.strip()[:LIMIT]
    member.email = command.email.strip()[:LIMIT]
    member.lang = command.lang if command.lang in LANGUAGES else member.lang
    member.areas, member.markets = list(command.areas), list(command.markets)
    member.languages = [part.strip() for part in command.languages.split(",") if part.strip()]
    work.session.add(member)
    work.touched.add(work.me)
    for enquiry in store.handled_by(work.session, work.me):
        store.want_revision(work.session, enquiry.id or 0, enquiry.revision)
    away = Button(phrase("button.absence"), "absence", opens=True)
    return said("profile.done", Buttons((away,)))


def profile_form(work: Work, command: Profile, errors: Errors) -> Form:
    """The member's particulars as they stand."""
    member = work.member
    if not command.sent:
        command = Profile(
            member.name,
            member.title,
            member.phone,
            member.email,
            member.lang,
            tuple(member.areas),
            tuple(member.markets),
            ", ".join(member.languages),
        )
    centre = work.centre
    needs = tuple(Option(n.code, n.label) for n in centre.needs if not n.retired)
    markets = (
        answer_options(centre, centre.question("market")) if centre.has_question("market") else ()
    )
    languages = tuple(Option(lang, phrase(f"language.{lang}")) for lang in LANGUAGES)
    return Form(
        id=new_form_id(),
        command="profile",
        title=phrase("form.profile.title"),
        submit=phrase("form.profile.submit"),
        hidden={"sent": "yes"},
        inputs=(
            Input(
                "name",
                phrase("form.introduce.name"),
                "text",
                command.name,
                required=True,
                error=errors.get("name"),
                max_length=LIMIT,
            ),
            Input("title", phrase("form.profile.role"), "text", command.title, max_length=LIMIT),
            Input("phone", phrase("form.profile.phone"), "text", command.phone, max_length=LIMIT),
            Input("email", phrase("form.profile.email"), "text", command.email, max_length=LIMIT),
            Input("lang", phrase("form.profile.lang"), "choice", command.lang, languages),
            Input("areas", phrase("form.profile.areas"), "choices", command.areas, needs),
            Input("markets", phrase("form.profile.markets"), "searches", command.markets, markets),
            Input(
                "languages",
                phrase("form.profile.languages"),
                "text",
                command.languages,
                max_length=LIMIT,
            ),
        ),
    )


@dataclass(frozen=True)
class Absence:
    """Away until a day, with one deputy; `back` ends it. `member` for a colleague's absence."""

    member: int = 0
    from_day: str = ""
    until: str = ""
    deputy: int = 0
    back: str = ""


def set_absence(work: Work, command: Absence) -> Outcome:
    """By oneself, a confirmed colleague or the coordinator; messages go to the deputy meanwhile."""
    member = _whose(work, command.member)
    work.touched.add(member.id or 0)
    if command.back == "yes":
        member.away_from = member.away_until = member.deputy_id = None
        work.session.add(member)
        return said("absence.back", name=member.name)
    until = future_day(work, command.until, "until", today_too=True)
    member.away_from = _from(work, command.from_day, until)
    member.deputy_id = _deputy(work, member, command.deputy)
    member.away_until = until
    work.session.add(member)
    deputy = store.member(work.session, member.deputy_id)
    if deputy is None:
        return said(
            "absence.done_alone",
            name=member.name,
            until=Day(until),
            organisation=name_of(work, member.organisation),
        )
    return said("absence.done", name=member.name, until=Day(until), deputy=deputy.name)


def _whose(work: Work, member_id: int) -> Member:
    member = store.member(work.session, member_id) if member_id else work.member
    if member is None or member.ended_at:
        raise refuse("refused.no_member")
    colleague = member.organisation == work.member.organisation and work.member.confirmed_at
    if member.id != work.me and not colleague and not work.member.coordinator:
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


def _deputy(work: Work, member: Member, deputy_id: int) -> int | None:
    if not deputy_id:
        return None
    deputy = store.member(work.session, deputy_id)
    same = deputy is not None and deputy.organisation == member.organisation
    if deputy is None or not same or deputy.id == member.id or not deputy.confirmed_at:
        raise Mistaken({"deputy": phrase("form.absence.deputy_wrong")})
    if deputy.away_until and deputy.away_until >= today(work) and deputy.deputy_id:
        raise Mistaken({"deputy": phrase("form.absence.ring", name=deputy.name)})
    return deputy.id


def absence_form(work: Work, command: Absence, errors: Errors) -> Form:
    """From when, until when, and who answers meanwhile."""
    member = _whose(work, command.member)
    people = tuple(
        o for o in colleague_options(work, member.organisation) if o.value != str(member.id)
    )
    until = command.until or (member.away_until.isoformat() if member.away_until else "")
    start = command.from_day or (member.away_from.isoformat() if member.away_from else "")
    inputs = [
        Input(
            "from_day", phrase("form.absence.from_day"), "date", start, error=errors.get("from_day")
        ),
        Input(
            "until",
            phrase("form.absence.until"),
            "date",
            until,
            required=True,
            error=errors.get("until"),
        ),
    ]
    if people:
        inputs.append(
            Input(
                "deputy",
                phrase("form.absence.deputy"),
                "choice",
                str(command.deputy or member.deputy_id or ""),
                people,
                error=errors.get("deputy"),
            )
        )
    return Form(
        id=new_form_id(),
        command="absence",
        title=phrase("form.absence.title", name=member.name),
        submit=phrase("form.absence.submit"),
        inputs=tuple(inputs),
        hidden={"member": str(member.id)},
    )


ENTRIES = (
    Entry(
        "profile", Profile, save_profile, profile_form, ("profil", "profile"), help="help.profile"
    ),
    Entry(
        "absence",
        Absence,
        set_absence,
        absence_form,
        ("frånvaro", "borta", "absence", "away"),
        help="help.absence",
    ),
)
