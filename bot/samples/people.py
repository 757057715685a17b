"""The members one can act as in `try`. All of them, and their numbers, are invented.

Two organisations have nobody here, as on a real first day: what happens then can be tried too.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from itertools import cycle

from sqlmodel import Session

from bot.centre.model import Centre
from bot.desk.work import Desk
from bot.samples.contacts import settle_contacts
from bot.storage.tables import Identity, Member, Room
from bot.texts import Lang

PLATFORM, WORKSPACE = "web", "try"


@dataclass(frozen=True)
class SamplePerson:
    """A member of the samples. `user` is who they are in the web room.

    `areas`, `markets` and `languages` are what they have told of themselves.
    """

    user: str
    name: str
    organisation: str
    title: str
    phone: str
    lang: Lang = "sv"
    coordinator: bool = False
    stand_in: bool = False
    confirmed: bool = True
    areas: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


@dataclass(frozen=True)
class SampleRoom:
    """A room of the samples."""

    channel: str
    name: str
    lang: Lang = "sv"


ROOMS = (SampleRoom("exportcenter", "exportcenter"),)

PEOPLE = (
    SamplePerson(
        "karin",
        "Karin Holm",
        "vgr",
        "processledare",
        "010-000 00 01",
        coordinator=True,
        areas=("orientation", "voucher"),
    ),
    SamplePerson(
        "omar",
        "Omar Haddad",
        "vgr",
        "strateg",
        "010-000 00 02",
        coordinator=True,
        stand_in=True,
        languages=("svenska", "arabiska", "engelska"),
    ),
    SamplePerson("anna", "Anna Ek", "almi", "rådgivare", "010-000 00 03", areas=("financing",)),
    SamplePerson(
        "lena", "Lena Sjö", "almi", "rådgivare", "010-000 00 04", areas=("orientation", "ip")
    ),
    SamplePerson(
        "johan",
        "Johan Berg",
        "business-sweden",
        "exportrådgivare, livsmedel",
        "010-000 00 05",
        areas=("market-info", "sales-channel"),
        markets=("PL", "DE", "NO"),
        languages=("svenska", "tyska"),
    ),
    SamplePerson(
        "emma",
        "Emma Clarke",
        "business-sweden",
        "export adviser",
        "010-000 00 06",
        lang="en",
        areas=("market-info", "partner-search", "tender"),
        markets=("GB", "US", "CN"),
        languages=("English", "svenska"),
    ),
    SamplePerson("sara", "Sara Lind", "brg", "företagsutvecklare", "010-000 00 07"),
    SamplePerson(
        "elias",
        "Elias Nyström",
        "een",
        "rådgivare",
        "010-000 00 08",
        areas=("regulations", "eu-funding", "partner-search"),
        markets=("EU",),
        languages=("svenska", "franska", "polska"),
    ),
    SamplePerson(
        "maria",
        "Maria Dahl",
        "ekn",
        "regionansvarig",
        "010-000 00 09",
        areas=("payment-risk", "financing"),
        markets=("BR", "TR"),
    ),
    SamplePerson("ture", "Ture Falk", "ekn", "trainee", "010-000 00 10", confirmed=False),
    SamplePerson(
        "petra",
        "Petra Åkesson",
        "handelskammaren",
        "handelsdokument",
        "010-000 00 11",
        areas=("export-docs", "training"),
        markets=("NO", "CH"),
    ),
)


def people_of(centre: Centre) -> tuple[SamplePerson, ...]:
    """Who can be acted as in a centre.

    In one that has none of the samples' organisations (another region's file) the same persons
    belong to its own, so that its file can be tried in the room as well.
    """
    known = tuple(p for p in PEOPLE if centre.has_organisation(p.organisation))
    if known:
        return known
    slugs = cycle(organisation.slug for organisation in centre.organisations)
    lead = centre.coordinator_organisation
    return tuple(
        replace(
            person,
            organisation=lead if person.coordinator else next(slugs),
            title="",
            areas=(),
            markets=(),
        )
        for person in PEOPLE
    )


def settle(desk: Desk, session: Session, now: datetime) -> None:
    """Put the rooms, the members and their contacts into an empty database."""
    for room in ROOMS:
        session.add(
            Room(
                platform=PLATFORM,
                workspace=WORKSPACE,
                channel=room.channel,
                name=room.name,
                lang=room.lang,
            )
        )
    for person in people_of(desk.centre):
        _settle_one(session, person, now)
    settle_contacts(desk.centre, session, now)


def _settle_one(session: Session, person: SamplePerson, now: datetime) -> None:
    member = Member(
        name=person.name,
        organisation=person.organisation,
        title=person.title,
        phone=person.phone,
        lang=person.lang,
        joined_at=now,
        confirmed_at=now if person.confirmed else None,
        coordinator=person.coordinator,
        stand_in=person.stand_in,
        areas=list(person.areas),
        markets=list(person.markets),
        languages=list(person.languages),
    )
    session.add(member)
    session.flush()
    session.add(
        Identity(
            member_id=member.id or 0,
            platform=PLATFORM,
            workspace=WORKSPACE,
            user=person.user,
            used_at=now,
        )
    )
