"""Who and what there is in the Playground: one team with a channel, a group chat, six people.

The Playground wants exactly these numbers: one who types and five more, one channel beside
General. Ids have the shapes of Teams' own.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

TENANT = "8f3c1d52-6a0e-4c5b-9d57-2b7e4f9a1c30"
BOT = "28:exportlots"
BOT_NAME = "Exportlots"
TEAM = "19:exportcentrum-allmant@thread.tacv2"
"""The team, and its channel General: in Teams they have one id."""
TEAM_NAME = "Exportcentrum Väst"
CHANNEL = "19:export-vast@thread.tacv2"
CHANNEL_NAME = "export-väst"
GROUP = "19:exportgruppen@thread.v2"
GROUP_NAME = "Exportgruppen"
MY_CHAT = "a:karin-och-exportlots"


@dataclass(frozen=True)
class Person:
    """One person, as Teams knows them."""

    id: str
    entra: str
    """Their `aadObjectId`."""
    name: str
    email: str
    organisation: str = ""


def _person(number: int, name: str, email: str, organisation: str = "") -> Person:
    entra = f"5d0a7c11-0000-4000-8000-{number:012}"
    return Person(f"29:{email.partition('@')[0]}", entra, name, email, organisation)


KARIN = _person(1, "Karin Holm", "karin.holm@vgregion.se", "Västra Götalandsregionen")
SARA = _person(2, "Sara Lind", "sara.lind@example.org", "Business Region Göteborg")
MARIA = _person(3, "Maria Dahl", "maria.dahl@ekn.se", "Exportkreditnämnden")
ANNA = _person(4, "Anna Ek", "anna.ek@almi.se", "Almi")
ERIK = _person(5, "Erik Berg", "erik.berg@ekn.se", "Exportkreditnämnden")
LENA = _person(6, "Lena Ström", "lena.strom@example.org")
PEOPLE = (KARIN, SARA, MARIA, ANNA, ERIK, LENA)
ME = KARIN
"""The one who types, and whose one-to-one chat its page shows by itself."""


def configuration() -> dict[str, Any]:
    """The Playground's configuration file."""
    return {
        "version": "0.1.1",
        "tenantId": TENANT,
        "bot": {"id": BOT, "name": BOT_NAME},
        "currentUser": _user(ME),
        "users": [_user(person) for person in PEOPLE if person is not ME],
        "personalChat": {"id": MY_CHAT},
        "groupChat": {"id": GROUP, "name": GROUP_NAME},
        "team": {
            "id": TEAM,
            "name": TEAM_NAME,
            "aadGroupId": "6f9d2c40-1111-4000-8000-00000000000a",
            "channels": [{"id": CHANNEL, "name": CHANNEL_NAME}],
        },
    }


def _user(person: Person) -> dict[str, str]:
    given, _, family = person.name.partition(" ")
    return {
        "id": person.id,
        "name": person.name,
        "userPrincipleName": person.email,
        "aadObjectId": person.entra,
        "givenName": given,
        "surname": family,
        "email": person.email,
    }
