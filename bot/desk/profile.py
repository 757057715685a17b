"""A member's own particulars: what others may know of them."""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk import programme
from bot.desk.commands import Entry, Errors, new_form_id, said
from bot.desk.dates import today
from bot.desk.inputs import answer_options
from bot.desk.replies import Button, Buttons, Form, Input, Option, Outcome
from bot.desk.work import Mistaken, Work
from bot.storage import calendar, postings, store
from bot.texts import LANGUAGES, phrase

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
        postings.want_revision(work.session, enquiry.id or 0, enquiry.revision)
    for meeting in calendar.naming(work.session, [work.me], today(work)):
        programme.touch(work, meeting)
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


ENTRIES = (
    Entry(
        "profile", Profile, save_profile, profile_form, ("profil", "profile"), help="help.profile"
    ),
)
