"""A centre with something of every kind in it, and the roles that may or may not touch it.

Made once as a database file; every try of the matrix works on a copy. What no stranger may read
is marked with words that are found nowhere else.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlmodel import SQLModel

from bot.centre.model import Centre
from bot.centre.worktime import WorkCalendar
from bot.desk.dispatch import dispatch
from bot.desk.replies import Caller, Outcome, Place, Request, Value
from bot.desk.work import Desk
from bot.storage.engine import open_store, upgrade
from bot.storage.tables import Contact, Identity, Introduction, Meeting, Member, News, Wanted
from tests.centre_at_work import MONDAY, PEOPLE, CentreAtWork, set_up

CANARIES = ("Kanarieverken", "070-CANARY", "Kontakt Kanarie", "kanarie@example.org")
"""The name, phone and contact of a company that has not agreed, and an outside contact's mail."""

ROLES = {
    "unknown": "nobody",
    "guest": "guest",
    "unconfirmed": "ture",
    "other": "elias",
    "member": "nils",
    "handler": "maria",
    "poster": "sara",
    "coordinator": "karin",
}
"""Unknown: nobody has told who they are. Guest: another workspace, in a shared channel.
Unconfirmed: says to be of EKN. Other: een, which is not in it. Member: a colleague of the handler
at EKN. Ture, nils and maria are of EKN, sara of Business Region Göteborg, karin coordinates."""

LATER = MONDAY + timedelta(days=1)


@dataclass
class World:
    """The desk on one copy of the world, and what things are numbered there."""

    desk: Desk
    ids: dict[str, int] = field(default_factory=dict)

    def give(self, user: str, name: str, args: dict[str, str | tuple[str, ...]]) -> Outcome:
        """A member of a role gives a command, a form already filled in."""
        workspace = "elsewhere" if user == "guest" else "try"
        caller = Caller("web", workspace, user, PEOPLE.get(user, (user.capitalize(), ""))[0])
        place = Place("web", "try", "exportcenter", "")
        given: dict[str, Value] = {"_form": f"form-{user}-{name}", **args}
        return dispatch(self.desk, Request(name, given, caller, place), LATER)

    def rows(self) -> dict[str, list[tuple[Any, ...]]]:
        """Every row but what is noted of any visit: a draft kept, when one was seen, what one read."""
        found = {}
        with self.desk.store.read() as session:
            connection = session.connection()
            for name, table in SQLModel.metadata.tables.items():
                if name in ("draft", "receipt", "disclosure"):
                    continue
                columns = [c for c in table.columns if c.name not in ("used_at", "reference")]
                quoted = ", ".join(f'"{c.name}"' for c in columns)
                rows = connection.exec_driver_sql(f'SELECT {quoted} FROM "{name}"')
                found[name] = sorted(map(repr, rows.all()))
        return found

    def close(self) -> None:
        self.desk.store.close()


def make(path: Path, centre: Centre) -> dict[str, int]:
    """The world in a file; returns the numbers of what is in it."""
    upgrade(f"sqlite:///{path}")
    store = open_store(f"sqlite:///{path}", centre=centre.slug, upgrade=False)
    people = {**PEOPLE, "nils": ("Nils Ros", "ekn"), "tove": ("Tove Ek", "ekn")}
    room = set_up(store, centre, people)
    try:
        return {**_cases(room), **_others(room), **_people(room)}
    finally:
        store.close()


def _withheld(room: CentreAtWork, **more: Any) -> int:
    return room.open(
        "sara",
        consent="no",
        company=f"{CANARIES[0]} AB",
        contact_name=CANARIES[2],
        contact_phone=CANARIES[1],
        **more,
    )


def _cases(room: CentreAtWork) -> dict[str, int]:
    """One case in each state that a step begins from."""
    ids = {"open": room.open("sara"), "none": _withheld(room, offer_to="nobody")}
    for name in ("led", "wait", "closed", "shown", "taking", "withheld"):
        ids[name] = room.open("sara") if name != "withheld" else _withheld(room)
    for name in ("led", "wait", "closed", "shown", "withheld"):
        _do(room, "maria", "take", case=ids[name])
    _do(room, "maria", "hand_over", case=ids["led"], organisation="almi")
    _do(room, "maria", "wait", case=ids["wait"], until="2026-12-10")
    _do(room, "maria", "close", case=ids["closed"], outcome="helped")
    _do(room, "elias", "support", case=ids["shown"])
    _do(room, "maria", "ask", case=ids["shown"], words="Vilken valuta?")
    room.do("elias", "take", case=ids["none"])
    ids["referral"] = _referral(room, "led", ids, "almi")
    ids["phoned"] = _referral(room, "open", ids, "ekn")
    ids["claim"] = _referral(room, "none", ids, "een")
    ids["question"] = next(e.id or 0 for e in room.log(ids["shown"]) if e.step == "asked")
    return ids


def _referral(room: CentreAtWork, name: str, ids: dict[str, int], organisation: str) -> int:
    rows = [r for r in room.referrals(ids[name]) if r.organisation == organisation]
    assert rows, (name, organisation)
    return rows[-1].id or 0


def _others(room: CentreAtWork) -> dict[str, int]:
    """Meetings, contacts, news and questions to everybody."""
    ids: dict[str, int] = {}
    with room.desk.store.write() as session:
        sara, maria, petra = (room.member(u).id or 0 for u in ("sara", "maria", "petra"))
        for name, day in (("meeting", 7), ("held", 0)):
            row = Meeting(
                kind=room.desk.centre.meetings.offered[0].code, title="Exportlyft", uid=name,
                day=MONDAY.date() + timedelta(days=day), end_day=MONDAY.date() + timedelta(days=day),
                owner_id=sara, added_by=sara, added_at=MONDAY,
            )  # fmt: skip
            session.add(row)
            session.flush()
            ids[name] = row.id or 0
        for name, by, of in (("contact", maria, "ekn"), ("orphan", None, "ekn")):
            kept = Contact(
                name="Hans Schmidt", organisation="Hafen GmbH", email=CANARIES[3], added_by=by,
                organisation_of=of, added_at=MONDAY, confirmed_at=MONDAY,
            )  # fmt: skip
            session.add(kept)
            session.flush()
            ids[name] = kept.id or 0
        gone = Contact(
            name="Grete", email=CANARIES[3], added_by=maria, organisation_of="ekn",
            added_at=MONDAY, confirmed_at=MONDAY, ended_at=MONDAY,
        )  # fmt: skip
        asked = Introduction(
            contact_id=ids["contact"], asked_by=petra, asked_of=maria, asked_at=MONDAY,
        )  # fmt: skip
        news = News(member_id=sara, text="Nytt", at=MONDAY)
        wanted = Wanted(
            text="Vem kan Chile?", asked_by=sara, asked_at=MONDAY, remind_at=LATER,
        )  # fmt: skip
        for name, one in (("gone", gone), ("introduction", asked), ("news", news),
                          ("wanted", wanted)):  # fmt: skip
            session.add(one)
            session.flush()
            ids[name] = one.id or 0
    _do(room, "sara", "present", meeting=ids["meeting"], case=1)
    return ids


def _people(room: CentreAtWork) -> dict[str, int]:
    ids = {name: room.member(name).id or 0 for name in ("ture", "tove", "maria", "sara", "nils")}
    with room.desk.store.write() as session:
        second = Identity(
            member_id=ids["tove"], platform="slack", workspace="T1", user="U1", used_at=MONDAY
        )
        session.add(second)
        session.flush()
        ids["identity"] = second.id or 0
        former = Member(name="Åke", organisation="ekn", joined_at=MONDAY, ended_at=MONDAY)
        session.add(former)
    return ids


def _do(room: CentreAtWork, user: str, command: str, **args: Value | int) -> None:
    outcome = room.do(user, command, **args)
    assert outcome.done and outcome.form is None, (user, command, outcome)


def copy(path: Path, to: Path, centre: Centre, ids: dict[str, int]) -> World:
    """The world anew."""
    shutil.copy(path, to)
    store = open_store(f"sqlite:///{to}", centre=centre.slug, upgrade=False)
    return World(Desk(store, centre, WorkCalendar.of(centre.working_hours)), ids)
