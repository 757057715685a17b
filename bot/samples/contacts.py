"""The contacts of the samples. All of them, and their numbers, are invented.

One was confirmed long ago, so that it is seen what happens to such a one; one is open to everybody.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, select

from bot.centre.model import Centre
from bot.desk.contact_fields import MARKETS, NEEDS, choices
from bot.storage.tables import Contact, Member


@dataclass(frozen=True)
class SampleContact:
    """A contact of the samples. `days` is how long ago it was confirmed."""

    adder: str
    name: str
    organisation: str
    about: str
    needs: tuple[str, ...] = ()
    markets: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    title: str = ""
    phone: str = ""
    email: str = ""
    note: str = ""
    open: bool = False
    days: int = 20


CONTACTS = (
    SampleContact(
        "Johan Berg",
        "Agnieszka Nowak",
        "Delikatesy Bałtyk",
        "köper in svenska livsmedel till butiker i Polen",
        ("partner-search", "sales-channel"),
        ("PL",),
        ("polska", "engelska"),
        "inköpschef",
        "+48 00 000 00 00",
        "agnieszka@baltyk.example",
        "Vill ha prislista och prover före första mötet.",
    ),
    SampleContact(
        "Emma Clarke",
        "Li Wei",
        "Shanghai Harbour Logistics",
        "hjälper svenska företag med tull och lager i Kina",
        ("export-docs", "regulations"),
        ("CN",),
        ("kinesiska", "engelska"),
        "logistics manager",
        "+86 000 0000 0000",
        "li.wei@harbour.example",
        days=45,
    ),
    SampleContact(
        "Anna Ek",
        "Bengt Ask",
        "Volvo Penta",
        "ansvarar för inköp från mindre leverantörer",
        ("partner-search",),
        title="inköpare",
        phone="031-000 00 20",
        email="bengt.ask@penta.example",
    ),
    SampleContact(
        "Petra Åkesson",
        "Tysk-Svenska Handelskammaren",
        "",
        "svarar på frågor om att sälja och anställa i Tyskland",
        ("regulations", "market-info"),
        ("DE",),
        ("tyska", "svenska"),
        phone="08-000 00 21",
        email="fragor@handelskammare.example",
        open=True,
        days=10,
    ),
    SampleContact(
        "Maria Dahl",
        "Ingrid Olsen",
        "Fjordbanken",
        "finansierar köpare i Norge",
        ("financing", "payment-risk"),
        ("NO",),
        ("norska",),
        "kundansvarig",
        "+47 00 00 00 00",
        "ingrid@fjordbanken.example",
        days=150,
    ),
)


def settle_contacts(centre: Centre, session: Session, now: datetime) -> None:
    """Add those whose adders are here and whose needs and markets the centre has."""
    needs, markets = choices(centre, NEEDS).codes, choices(centre, MARKETS).codes
    for sample in CONTACTS:
        member = session.exec(select(Member).where(Member.name == sample.adder)).first()
        if member is None or not needs.issuperset(sample.needs):
            continue
        if not markets.issuperset(sample.markets):
            continue
        at = now - timedelta(days=sample.days)
        old = sample.days > centre.contacts.fresh_days
        contact = Contact(
            name=sample.name,
            organisation=sample.organisation,
            title=sample.title,
            about=sample.about,
            needs=list(sample.needs),
            markets=list(sample.markets),
            languages=list(sample.languages),
            phone=sample.phone,
            email=sample.email,
            note=sample.note,
            open=sample.open,
            organisation_of=member.organisation,
            added_by=member.id,
            added_at=at,
            confirmed_at=at,
            asked_at=now - timedelta(days=1) if old else None,
        )
        session.add(contact)
