"""Every sort of thing the desk says, from a day at the centre: to draw, to check and to look at."""

from __future__ import annotations

from dataclasses import dataclass, field

from bot.centre.model import Centre
from bot.desk.dispatch import dispatch
from bot.desk.due import tick
from bot.desk.replies import (
    Body,
    Caller,
    Card,
    Fact,
    Form,
    Line,
    Outcome,
    Picture,
    Place,
    Request,
    Section,
)
from tests.centre_at_work import CentreAtWork, set_up
from tests.databases import Databases
from tests.desk.test_meetings import add, card_in_room
from tests.handlers.chart import chart

NEED = (
    "En butikskedja i Brasilien vill köpa våra stolar, men betala först 60 dagar efter leverans. "
    "Hur vågar vi säga ja?"
)
COMPANY = "Marks Möbelverkstad"
CONTACT = {
    "contact_name": "Elin Berg",
    "contact_phone": "070-123 45 67",
    "contact_email": "elin@marksmobel.example",
    "contact_when": "efter klockan tre",
}
COMPANIES = (
    ("Nordvik Snickeri AB", "payment-risk", "Alingsås"),
    ("Kullings Textil AB", "ip", "Borås"),
    ("Platåbergens Ost AB", "regulations", "Skara"),
    ("Sjömarkens Plast AB", "financing", "Borås"),
    ("Hällevik Marin AB", "orientation", "Orust"),
    ("Åsens Mekaniska AB", "payment-risk", "Trollhättan"),
    ("Dalbo Bageri AB", "financing", "Mellerud"),
    ("Vänerkust Lax AB", "regulations", "Lidköping"),
    ("Götaälv Sensor AB", "ip", "Göteborg"),
    ("Tidans Möbler AB", "orientation", "Tibro"),
    ("Bohus Granit AB", "payment-risk", "Lysekil"),
    ("Skene Kabel AB", "regulations", "Mark"),
)
"""Made-up companies for lists: a name, what is needed, and where."""
ASKED = (
    *("edit", "offer", "decline", "ask", "note", "noted", "wait", "hand_over", "close", "merge"),
    *("revoke", "answer"),
)
"""Forms about a case; which of them can be had depends on how it stands."""


@dataclass
class Day:
    """What was said in a room, to one person, and asked in a form, by names for tests."""

    room: dict[str, Body] = field(default_factory=dict)
    private: dict[str, Body] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)

    def ask(self, name: str, outcome: Outcome) -> None:
        """Keep a form, if one was shown."""
        if outcome.form is not None:
            self.forms.setdefault(name, outcome.form)


def opened(desk: CentreAtWork, **args: str | tuple[str, ...]) -> int:
    """A case with all that a card can show."""
    given = {"need": NEED, "company": COMPANY, "q_urgency": "2w", **CONTACT, **args}
    return desk.open("sara", **given)


def day_at(centre: Centre, databases: Databases) -> Day:
    """`day`, on a database of its own, for tests that share one."""
    with databases.opened("vastra-gotaland") as store:
        return day(set_up(store, centre))


def day(desk: CentreAtWork) -> Day:
    """A day: a case from its opening to its end, lists, newcomers, and every form on the way."""
    found = Day()
    number = opened(desk)
    _state(found, desk, number, "open")
    desk.do("maria", "ask", case=number, words="Vem är köparen?")
    _state(found, desk, number, "asked")
    desk.do("sara", "answer", case=number, words="En kedja med trettio butiker.")
    desk.do("anna", "support", case=number)
    desk.do("maria", "take", case=number)
    _state(found, desk, number, "taken")
    desk.do("maria", "wait", case=number, until="2026-12-07", what="Bokslutet")
    _state(found, desk, number, "waiting")
    desk.do("maria", "resume", case=number)
    desk.do("maria", "close", case=number, outcome="helped")
    _state(found, desk, number, "closed")
    withheld = opened(desk, company="Hemliga Verken AB", consent="no")
    desk.do("elias", "take", case=withheld)
    _state(found, desk, withheld, "withheld")
    _lists(found, desk)
    _people(found, desk)
    _meetings(found, desk)
    _notices(found, desk)
    found.private["digest"] = DIGEST
    return found


def _state(found: Day, desk: CentreAtWork, number: int, name: str) -> None:
    """A case as it stands now: in the room, to those who have to do with it, and its forms."""
    found.room[f"card.{name}"] = (desk.card(number),)
    for user in ("sara", "maria", "karin"):
        found.private[f"card.{name}.{user}"] = (desk.show(user, number),)
        for step in ASKED:
            found.ask(step, desk.ask_form(user, step, case=number))
    unsure = desk.give("sara", "withdraw", {"case": str(number)})
    found.private.setdefault("question", unsure.private)


def _lists(found: Day, desk: CentreAtWork) -> None:
    for company, need, place in COMPANIES:
        number = desk.open("sara", company=company, q_needs=(need,), q_municipality=place)
        if need == "financing":
            desk.do("anna", "take", case=number)
    for name in ("situation", "mine", "ours", "help", "members", "home", "connect", "identities"):
        found.private[name] = desk.do("karin", name).private
    shown = desk.do("karin", "member", member=desk.member("maria").id or 0)
    found.private["member"] = shown.private
    found.private["unknown"] = desk.do(
        "sara", "unknown", text="hänvissa", near=("hänvisa",)
    ).private
    found.private["refused"] = desk.do("sara", "take", case=999).private


def _meetings(found: Day, desk: CentreAtWork) -> None:
    meeting = add(desk)
    for user in ("maria", "anna"):
        desk.do(user, "coming", meeting=meeting.id or 0, coming="yes")
    found.room["card.meeting"] = (card_in_room(desk, meeting),)
    for name in ("meetings", "pack"):
        found.private[name] = desk.do("karin", name).private
    found.ask("meeting", desk.give("sara", "meeting", {}))
    found.ask("import_calendar", desk.give("sara", "import_calendar", {}))


def _people(found: Day, desk: CentreAtWork) -> None:
    found.ask("refer", desk.ask_form("sara", "refer", need=NEED))
    wrong = {"need": " ", "number": "556016-0681", "consent": "", "q_needs": ("payment-risk",)}
    chosen = {"q_market": ("BR", "NO"), "q_municipality": "Mark", "q_size": "10-49"}
    found.ask("refer.errors", desk.do("sara", "refer", **wrong, **chosen))
    found.ask("profile", desk.ask_form("maria", "profile"))
    found.ask("absence", desk.ask_form("maria", "absence"))
    found.ask("room", desk.ask_form("karin", "room"))
    found.ask("introduce", desk.ask_form("nils", "situation"))
    joined = desk.do("nils", "introduce", name="Nils Ny", organisation="almi")
    found.private["introduced"] = joined.private
    elsewhere = Place("web", "try", "exportlotsen")
    came = Request(
        "arrive", {"name": "exportlotsen"}, Caller("web", "try", ""), elsewhere, told=True
    )
    dispatch(desk.desk, came, desk.now)


def _notices(found: Day, desk: CentreAtWork) -> None:
    for days in (1, 2, 3):
        desk.now = desk.desk.calendar.add_days(desk.now, days)
        tick(desk.desk, desk.now)
    for notice in desk.notices():
        body = desk.reads(notice)
        if body:
            where = found.room if notice.room_id else found.private
            where.setdefault(f"notice.{notice.kind}", body)


DIGEST: Body = (
    Card(
        "Veckan som gick",
        "Veckobrevet: 12 nya ärenden",
        facts=(Fact("Nya", "12"), Fact("Taget inom 24 timmar", "9 av 12 (målet är 90 procent)")),
        sections=(
            Section("Vem har vad", ("Almi: 12", "EKN: 7", "SEK: 1")),
            Section("Träffar framåt", ("Export boost i Mark, 8 december kl. 9–12",)),
        ),
        read=True,
    ),
    Line("Ärenden per organisation"),
    Picture(chart(), "Almi 12, EKN 7, Business Sweden 5, SEK 1", "veckan.png"),
)
"""A digest as it looks, with everything that a digest may hold."""


def card_of(body: Body) -> Card:
    """The card that a body is."""
    card = body[0]
    assert isinstance(card, Card)
    return card
