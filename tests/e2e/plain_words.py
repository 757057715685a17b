"""What is said of plain words and of who can help, on any platform: for its pictures."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path

from sqlmodel import select

from bot.centre.model import Centre
from bot.desk import registry
from bot.desk.dispatch import dispatch
from bot.desk.outgoing import posting_message
from bot.desk.replies import Body, Button, Buttons, Caller, Form, Outcome, Place, Request
from bot.samples.contacts import settle_contacts
from bot.storage.engine import open_store
from bot.storage.tables import Identity, Member, Posting, Room
from bot.texts import say
from tests.centre_at_work import PEOPLE, CentreAtWork, set_up

TEXT = (
    "Möbelföretag i Tibro, 34 anst, har fått förfrågan från Dubai, köparen vill betala om 90 dagar"
)
NEAR = "Snickeri i Tibro, 14 anställda, vill vara med på en mässa i Tyskland i höst."
QUESTION = "vem kan Polen och livsmedel?"
UNKNOWN = "vem känner någon på Grönköpings Kvarn?"
ELSEWHERE = "Företag i Jönköping vill exportera till Polen och undrar hur man hittar kunder"
JOHAN = {"areas": ["market-info", "sales-channel"], "markets": ["PL", "DE"], "title": "livsmedel"}


@dataclass
class Scenes:
    """Bodies and forms by name; `said` is what stands in the room, `private` what one person sees."""

    said: dict[str, Body] = field(default_factory=dict)
    private: dict[str, Body] = field(default_factory=dict)
    forms: dict[str, Form] = field(default_factory=dict)


def scenes_on(platform: str, centre: Centre, template: Path, folder: Path) -> Scenes:
    """Everything there is to show, with members who are on this platform."""
    path = Path(shutil.copy(template, folder / f"{platform}.sqlite"))
    store = open_store(f"sqlite:///{path}", centre="vastra-gotaland", upgrade=False)
    try:
        return _played(_settled(set_up(store, centre), platform), platform)
    finally:
        store.close()


def _settled(desk: CentreAtWork, platform: str) -> CentreAtWork:
    with desk.desk.store.write() as session:
        for row in (*session.exec(select(Identity)), *session.exec(select(Room))):
            row.platform = platform
        johan = session.exec(select(Member).where(Member.name == "Johan Berg")).one()
        for name, value in JOHAN.items():
            setattr(johan, name, value)
        settle_contacts(desk.desk.centre, session, desk.now)
    return desk


def _played(desk: CentreAtWork, platform: str) -> Scenes:
    found = Scenes()

    def give(user: str, words: str, channel: str = "exportcenter") -> Outcome:
        return _dispatched(desk, platform, user, *registry.read(words), channel)

    for name, text in (("refer", TEXT), ("refer.near", NEAR)):
        form = give("sara", f"hänvisa {text}").form
        assert form is not None
        found.forms[name] = form
    found.private["spoken"] = give("sara", TEXT).private
    found.private["elsewhere"] = give("sara", ELSEWHERE).private
    source = {"words": TEXT, "source": f"{platform}/1", "link": "https://chat.example.org/1"}
    found.private["quiet"] = _dispatched(desk, platform, "sara", "plain", source).private
    found.said["who"] = give("lena", QUESTION).aloud
    found.private["who.alone"] = give("lena", QUESTION, channel="").private
    found.said["nobody"] = give("lena", UNKNOWN).aloud
    found.said["wanted"] = _wanted(desk)
    found.private["asked"], found.private["given"] = _introduced(desk, platform, found)
    found.private["book"] = give("petra", "mina kontakter", channel="").private
    return found


def _dispatched(
    desk: CentreAtWork,
    platform: str,
    user: str,
    command: str,
    args: dict[str, str],
    channel: str = "exportcenter",
) -> Outcome:
    caller = Caller(platform, "try", user, PEOPLE[user][0])
    entry = registry.find(command)
    told = entry is not None and entry.told
    place = Place(platform, "try", channel, heard=bool(channel))
    request = Request(command, dict(args), caller, place, told=told)
    return dispatch(desk.desk, request, desk.now)


def _wanted(desk: CentreAtWork) -> Body:
    """The card of the question that is put to everybody."""
    with desk.desk.store.read() as session:
        posting = session.exec(select(Posting).where(Posting.wanted_id.is_not(None))).one()
        return posting_message(desk.desk, session, posting, desk.now).body


def _introduced(desk: CentreAtWork, platform: str, found: Scenes) -> tuple[Body, Body]:
    """What Johan is asked about his contact, and what lena gets when he has said yes."""
    press = next(b for b in _buttons(found.private["who.alone"]) if b.command == "ask_introduction")
    _dispatched(desk, platform, "lena", press.command, dict(press.args))
    asked = _newest(desk, "johan")
    yes = next(b for b in _buttons(asked) if say(b.label, "sv").startswith("Ja"))
    _dispatched(desk, platform, "johan", yes.command, dict(yes.args))
    return asked, _newest(desk, "lena")


def _newest(desk: CentreAtWork, user: str) -> Body:
    with desk.desk.store.read() as session:
        found = session.exec(select(Member.id).where(Member.name == PEOPLE[user][0])).one()
    body = desk.reads([it for it in desk.notices() if it.member_id == found][-1])
    assert body is not None
    return body


def _buttons(body: Body) -> list[Button]:
    """Every button of these blocks, also those within a card or a row."""
    found: list[Button] = []
    for block in body:
        if isinstance(block, Buttons):
            found += block.buttons
        for part in ("buttons", "more"):
            if not isinstance(block, Buttons):
                found += getattr(block, part, ())
        for inner in (*getattr(block, "sections", ()), *getattr(block, "rows", ())):
            found += getattr(inner, "buttons", ())
    return found
