"""Rooms: the welcome, several rooms with the same cases, one taken away, one that is lost."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import timedelta
from itertools import count

import pytest
from sqlmodel import select

from bot.delivery import Delivery
from bot.desk import registry
from bot.desk.dispatch import dispatch
from bot.desk.outgoing import notice_message, posting_message
from bot.desk.replies import (
    Address,
    Body,
    Button,
    Buttons,
    Caller,
    Card,
    Line,
    Message,
    Outcome,
    Place,
    Request,
    Result,
    Sent,
    Value,
)
from bot.storage import channels
from bot.storage.tables import Identity, Member, Notice, Posting, Room
from bot.texts import say
from tests.centre_at_work import PEOPLE, CentreAtWork, said, words
from tests.desk.cast import codes, reads, said_of

SECOND = "export-vast"
MESSAGES = count(1)


@dataclass
class Chat:
    """A platform with channels: what stands in each, by message, as it reads now."""

    standing: dict[str, dict[str, str]] = field(default_factory=dict)
    edits: int = 0

    async def send(self, to: Address, message: Message) -> Result:
        place = self.standing.setdefault(to.user or to.channel, {})
        number = f"m{next(MESSAGES)}"
        place[number] = spoken(message)
        return Sent(number)

    async def edit(self, to: Address, message_id: str, message: Message) -> Result:
        self.standing.setdefault(to.user or to.channel, {})[message_id] = spoken(message)
        self.edits += 1
        return Sent(message_id)

    async def find(self, to: Address, key: str) -> str | None:
        return None

    async def refresh(self, to: Address, message: Message) -> None:
        return None

    def cards(self, channel: str) -> list[str]:
        """The titles of the cases that a channel shows."""
        texts = self.standing.get(channel, {}).values()
        return [text.splitlines()[0] for text in texts if text.startswith(("Ärende", "Case"))]

    def all_of(self, channel: str) -> str:
        """Everything a channel shows."""
        return "\n".join(self.standing.get(channel, {}).values())


def spoken(message: Message) -> str:
    """A message as it reads."""
    return "\n".join(text for block in message.body for text in words(block, message.lang))


def send(room: CentreAtWork, chat: Chat) -> None:
    """Let everything leave that waits."""
    asyncio.run(Delivery(room.desk, {"web": chat}, lambda: room.now).deliver())


def at(
    room: CentreAtWork, user: str, channel: str, command: str, /, *, thread: str = "", **args: Value
) -> Outcome:
    """A command in another channel; a form already filled in."""
    caller = Caller("web", "try", user, PEOPLE.get(user, ("", ""))[0])
    place = Place("web", "try", channel, thread) if channel else Place()
    told = registry.ENTRIES[command].told
    request = Request(command, dict(args), caller, place, told=told)
    return dispatch(room.desk, request, room.now)


def meet(room: CentreAtWork, channel: str = SECOND, **args: Value) -> Outcome:
    """The coordinator fills in the form of a channel."""
    given: dict[str, Value] = {"meets": "yes", "lang": "sv", "names": "yes", **args}
    number = next(room.forms)
    return at(room, "karin", channel, "room", **{**given, "_form": f"form-{number}"})


def second(room: CentreAtWork, **args: Value) -> None:
    """The bot is invited to a second channel, and the coordinator makes it a room."""
    at(room, "bot", SECOND, "arrive", name=SECOND)
    outcome = meet(room, **args)
    assert outcome.done, said(outcome)


def row(room: CentreAtWork, channel: str = SECOND) -> Room | None:
    """What is kept of a channel."""
    with room.desk.store.read() as session:
        return channels.room(session, "web", "try", channel)


def card_in(room: CentreAtWork, number: int, channel: str) -> Card:
    """A case's card as a channel would show it."""
    where = row(room, channel)
    assert where is not None
    with room.desk.store.read() as session:
        posting = session.exec(
            select(Posting).where(Posting.enquiry_id == number, Posting.room_id == where.id)
        ).one()
        block = posting_message(room.desk, session, posting, room.now).body[0]
    assert isinstance(block, Card)
    return block


# --- arriving


def welcomes(room: CentreAtWork) -> list[Body]:
    """What was said on arrival, as the channels get it."""
    with room.desk.store.read() as session:
        rows = session.exec(select(Notice).where(Notice.kind == "welcome")).all()
        told = [notice_message(room.desk, session, notice, room.now) for notice in rows]
    return [found[1].body for found in told if found]


def test_the_welcome_is_six_short_lines_and_two_buttons(room: CentreAtWork) -> None:
    outcome = at(room, "bot", SECOND, "arrive", name=SECOND)
    (body,) = welcomes(room)
    lines = [say(block.text, "sv") for block in body if isinstance(block, Line)]
    assert len(lines) == 6
    assert all(len(line) < 140 for line in lines)
    assert "@Exportlots hänvisa" in lines[1] and "/hanvisa" in lines[2]
    assert "Karin Holm" in lines[3] and "hjälp" in lines[3]
    assert "EKN" in lines[4] and "Almi" in lines[4]
    assert lines[5] == "Inte med här än: Industriell Dynamik och SEK."
    (pressed,) = [block for block in body if isinstance(block, Buttons)]
    assert [(b.command, b.opens) for b in pressed.buttons] == [("introduce", True), ("room", True)]
    english = [say(block.text, "en") for block in body if isinstance(block, Line)]
    assert len(set(english) | set(lines)) == 12
    assert outcome.private == ()


def test_the_welcome_stands_in_the_channel_before_it_is_a_room(room: CentreAtWork) -> None:
    chat = Chat()
    at(room, "bot", SECOND, "arrive", name=SECOND)
    send(room, chat)
    send(room, chat)
    (said_there,) = chat.standing[SECOND].values()
    assert "/hanvisa" in said_there and "Jag är med" in said_there


def test_the_first_day_nobody_is_here_and_nobody_is_named(room: CentreAtWork) -> None:
    with room.desk.store.write() as session:
        for member in session.exec(select(Member)):
            member.ended_at = room.now
            session.add(member)
    at(room, "bot", SECOND, "arrive", name=SECOND)
    (body,) = welcomes(room)
    lines = [say(block.text, "sv") for block in body if isinstance(block, Line)]
    assert "processledaren" in lines[3]
    assert lines[4] == "Ingen organisation är med här än."
    assert "Almi" in lines[5] and "Lärosätena" not in lines[5]


def test_the_welcome_is_said_once(room: CentreAtWork) -> None:
    at(room, "bot", SECOND, "arrive", name="gammalt")
    at(room, "bot", SECOND, "arrive", name="nytt")
    assert len(welcomes(room)) == 1
    kept = row(room)
    assert kept is not None and kept.name == "nytt" and not kept.active


def test_a_repeat_of_the_same_event_is_one_welcome(room: CentreAtWork) -> None:
    caller, place = Caller("web", "try", "bot"), Place("web", "try", SECOND)
    request = Request("arrive", {"name": SECOND}, caller, place, "Ev1", told=True)
    dispatch(room.desk, request, room.now)
    dispatch(room.desk, request, room.now)
    assert len(welcomes(room)) == 1


def test_several_arrivals_at_once_are_one_welcome(room: CentreAtWork) -> None:
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda n: at(room, f"u{n}", SECOND, "arrive", name="x"), range(8)))
    assert len(welcomes(room)) == 1
    assert all(outcome.done for outcome in told)


def test_commands_work_in_a_channel_that_is_no_room_and_no_case_is_shown(
    room: CentreAtWork,
) -> None:
    chat = Chat()
    at(room, "bot", SECOND, "arrive", name=SECOND)
    given = {"need": "Vill till Norge", "consent": "yes", "offer_to": "nobody", "_form": "form-x"}
    assert at(room, "sara", SECOND, "refer", **given).done
    send(room, chat)
    assert chat.cards(SECOND) == []
    assert len(chat.cards("exportcenter")) == 1
    assert room.case(1).opened_in is None
    assert at(room, "sara", SECOND, "situation").done


# --- who is in already


def test_one_who_is_a_member_is_told_so_instead_of_asked(room: CentreAtWork) -> None:
    outcome = at(room, "sara", SECOND, "introduce")
    assert outcome.form is None and not outcome.done
    assert "members.already" in codes(outcome)
    assert at(room, "nobody-yet", SECOND, "introduce").form is not None


# --- a second room


def test_only_the_coordinator_makes_a_room(room: CentreAtWork) -> None:
    at(room, "bot", SECOND, "arrive", name=SECOND)
    for user in ("sara", "ture"):
        assert "refused.room" in codes(at(room, user, SECOND, "room"))
        given = {"meets": "yes", "lang": "sv", "names": "yes", "_form": "form-x"}
        assert not at(room, user, SECOND, "room", **given).done
    kept = row(room)
    assert kept is not None and not kept.active
    form = at(room, "karin", SECOND, "room").form
    assert form is not None
    assert [item.value for item in form.inputs] == ["yes", "sv", "yes"]


@pytest.mark.parametrize("typed", ["rum", "/exportlots rum", "room"])
def test_the_word_opens_the_form(typed: str) -> None:
    assert registry.read(typed)[0] == "room"


def test_it_says_what_to_do_where_there_is_no_channel(room: CentreAtWork) -> None:
    assert "room.go_there" in codes(at(room, "karin", "", "room"))
    assert "room.invite" in codes(at(room, "karin", "okänd", "room"))


def test_the_welcomes_button_works_where_the_platform_forgets_the_place(
    room: CentreAtWork,
) -> None:
    at(room, "bot", SECOND, "arrive", name=SECOND)
    (told,) = welcomes(room)
    button = next(b for b in words_of(told) if b.command == "room")
    form = at(room, "karin", "", "room", **button.args).form
    assert form is not None
    given: dict[str, Value] = {**form.hidden, "meets": "yes", "lang": "en", "names": "no"}
    assert at(room, "karin", "", "room", **given, _form=form.id).done
    kept = row(room)
    assert kept is not None and kept.active and kept.lang == "en" and not kept.shows_names


def words_of(body: Body) -> list[Button]:
    """The buttons of what was said."""
    return [button for block in body if isinstance(block, Buttons) for button in block.buttons]


def test_a_case_opened_in_one_room_shows_in_both_and_follows(room: CentreAtWork) -> None:
    chat = Chat()
    second(room)
    number = room.open("sara", company="Nordic Snickeri AB")
    send(room, chat)
    assert (
        chat.cards("exportcenter")
        == chat.cards(SECOND)
        == [f"Ärende {number} · Nordic Snickeri AB"]
    )
    assert "Öppnat i\nexportcenter" in chat.all_of(SECOND)
    assert "Öppnat i" not in chat.all_of("exportcenter")
    assert room.do("maria", "take", case=number).done
    send(room, chat)
    for channel in ("exportcenter", SECOND):
        assert "Maria Dahl, Exportkreditnämnden, har tagit ärendet" in chat.all_of(channel)
        assert len(chat.cards(channel)) == 1


def test_a_room_shows_names_only_where_its_setting_says_so(room: CentreAtWork) -> None:
    second(room, names="no", lang="en")
    number = room.open("sara", company="Nordic Snickeri AB")
    assert "Nordic" in said_of(card_in(room, number, "exportcenter"))
    assert "Nordic" not in said_of(card_in(room, number, SECOND), "en")
    kept = row(room)
    assert kept is not None and kept.lang == "en"


def test_names_that_are_switched_off_go_from_the_cards_of_live_cases(room: CentreAtWork) -> None:
    chat = Chat()
    second(room)
    room.open("sara", company="Nordic Snickeri AB")
    send(room, chat)
    assert "Nordic" in chat.all_of(SECOND)
    assert "room.no_names" in codes(meet(room, names="no"))
    send(room, chat)
    assert "Nordic" not in chat.all_of(SECOND)
    assert "Nordic" in chat.all_of("exportcenter")


def test_an_old_channel_is_not_flooded(room: CentreAtWork) -> None:
    chat = Chat()
    first, other = room.open("sara"), room.open("johan")
    room.do("sara", "close", case=room.open("sara", offer_to="nobody"), outcome="gap")
    send(room, chat)
    at(room, "bot", SECOND, "arrive", name=SECOND)
    outcome = meet(room)
    assert "room.new" in codes(outcome)
    assert "först när något händer i dem" in said(outcome)
    send(room, chat)
    assert chat.cards(SECOND) == []
    room.do("maria", "take", case=first)
    send(room, chat)
    assert [title.split()[1] for title in chat.cards(SECOND)] == [str(first)]
    assert "har tagit ärendet och hör av sig" in chat.all_of(SECOND)
    room.do("maria", "take", case=other)
    send(room, chat)
    assert len(chat.cards(SECOND)) == 2


def test_a_case_closed_before_the_room_was_there_is_shown_when_it_is_opened_again(
    room: CentreAtWork,
) -> None:
    chat = Chat()
    number = room.opened_and_taken()
    room.do("maria", "close", case=number, outcome="helped")
    second(room)
    send(room, chat)
    assert chat.cards(SECOND) == []
    assert room.do("sara", "reopen", case=number).done
    send(room, chat)
    assert len(chat.cards(SECOND)) == 1


# --- a room that is taken away, and comes back


def test_a_room_taken_away_is_left_alone_and_catches_up_when_it_comes_back(
    room: CentreAtWork,
) -> None:
    chat = Chat()
    second(room)
    seen, unseen = room.open("sara"), room.open("johan")
    send(room, chat)
    assert "room.ended" in codes(meet(room, meets="no"))
    before = chat.all_of(SECOND)
    room.do("maria", "take", case=seen)
    meanwhile = room.open("sara")
    send(room, chat)
    assert chat.all_of(SECOND) == before
    states = {notice.state for notice in room.notices() if notice.room_id}
    assert states == {"sent"}
    assert "room.new" in codes(meet(room))
    send(room, chat)
    assert "Maria Dahl, Exportkreditnämnden, har tagit ärendet" in chat.all_of(SECOND)
    assert len(chat.cards(SECOND)) == 2
    for number in (unseen, meanwhile):
        room.do("maria", "take", case=number)
    send(room, chat)
    assert len(chat.cards(SECOND)) == 3


def test_what_waited_for_a_room_that_is_taken_away_is_not_parked(room: CentreAtWork) -> None:
    chat = Chat()
    second(room)
    number = room.open("sara")
    send(room, chat)
    room.do("maria", "take", case=number)
    meet(room, meets="no")
    send(room, chat)
    where = row(room)
    assert where is not None
    with room.desk.store.read() as session:
        kept = session.exec(select(Notice).where(Notice.room_id == where.id)).all()
    assert [(n.kind, n.state) for n in kept] == [("welcome", "sent"), ("taken", "dropped")]


def test_a_case_that_ended_unseen_is_not_shown_when_the_room_comes_back(
    room: CentreAtWork,
) -> None:
    chat = Chat()
    number = room.opened_and_taken()
    second(room)
    meet(room, meets="no")
    room.do("maria", "close", case=number, outcome="helped")
    meet(room)
    send(room, chat)
    assert chat.cards(SECOND) == []


def test_the_last_room_is_not_taken_away_without_a_word(room: CentreAtWork) -> None:
    outcome = meet(room, "exportcenter", meets="no")
    assert {"room.ended", "room.last"} <= codes(outcome)
    number = room.open("sara")
    assert number and room.thread(number) == []


# --- lost


def test_the_coordinator_is_told_in_private_when_the_bot_is_removed(room: CentreAtWork) -> None:
    second(room)
    for _ in range(2):
        outcome = at(room, "bot", SECOND, "depart", why="channel_left")
        assert outcome.private == outcome.aloud == ()
    kept = row(room)
    assert kept is not None and kept.gone == "channel_left"
    assert room.told("karin") == ["room_left"]
    assert SECOND in reads(room, "karin", "room_left")
    number = room.open("sara")
    room.do("maria", "take", case=number)
    assert len(room.thread(number)) == 1


def test_nobody_hears_of_a_channel_that_was_no_room(room: CentreAtWork) -> None:
    at(room, "bot", SECOND, "arrive", name=SECOND)
    at(room, "bot", SECOND, "depart")
    at(room, "bot", "aldrig-sedd", "depart")
    assert [(n.kind, n.state) for n in room.notices()] == [("welcome", "dropped")]
    kept = row(room)
    assert kept is not None and kept.gone


def test_a_room_invited_again_is_back_without_a_welcome(room: CentreAtWork) -> None:
    chat = Chat()
    second(room)
    at(room, "bot", SECOND, "depart")
    number = room.open("sara")
    back = at(room, "bot", SECOND, "arrive", name=SECOND)
    assert back.aloud == ()
    send(room, chat)
    assert len(chat.cards(SECOND)) == 1
    room.do("maria", "take", case=number)
    send(room, chat)
    assert len(chat.cards(SECOND)) == 1
    room.now += timedelta(minutes=1)
    at(room, "bot", SECOND, "depart")
    assert room.told("karin").count("room_left") == 2


def test_a_lost_room_is_not_settled_from_afar(room: CentreAtWork) -> None:
    second(room)
    kept = row(room)
    assert kept is not None
    at(room, "bot", SECOND, "depart")
    assert "room.gone" in codes(at(room, "karin", "", "room", room=str(kept.id)))
    assert "room.new" in codes(meet(room))
    kept = row(room)
    assert kept is not None and not kept.gone


def test_a_channel_that_is_renamed_has_its_new_name_on_cards(room: CentreAtWork) -> None:
    second(room)
    number = room.open("sara")
    at(room, "bot", "exportcenter", "renamed", name="centret")
    assert "centret" in said_of(card_in(room, number, SECOND))
    assert at(room, "bot", "aldrig-sedd", "renamed", name="x").done


def test_an_app_that_is_taken_away_is_told_once_with_its_rooms(room: CentreAtWork) -> None:
    second(room)
    at(room, "bot", "tredje", "arrive", name="tredje")
    with room.desk.store.write() as session:
        session.add(Room(platform="teams", workspace="t", channel="c", name="teamsrummet"))
    for why in ("app_uninstalled", "tokens_revoked"):
        at(room, "bot", "", "uninstalled", why=why)
    assert room.told("karin") == ["workspace_lost"]
    text = reads(room, "karin", "workspace_lost")
    assert "exportcenter, export-vast" in text
    assert "teamsrummet" not in text and "tredje" not in text
    with room.desk.store.read() as session:
        assert [one.name for one in channels.rooms(session)] == ["teamsrummet"]


def test_the_coordinator_hears_of_it_on_another_platform(room: CentreAtWork) -> None:
    karin = room.member("karin")
    with room.desk.store.write() as session:
        session.add(
            Identity(
                member_id=karin.id or 0,
                platform="teams",
                workspace="t",
                user="karin-aad",
                used_at=room.now + timedelta(days=1),
            )
        )
    at(room, "bot", "", "uninstalled")
    chat = Chat()
    asyncio.run(Delivery(room.desk, {"teams": chat}, lambda: room.now).deliver())
    assert "inte längre installerat" in chat.all_of("karin-aad")


def test_what_a_platform_tells_is_no_members_to_say(room: CentreAtWork) -> None:
    """Data on a card can be forged where a client sends it: Teams' can."""
    case = room.opened_and_taken()
    caller = Caller("web", "try", "elias", "Elias Nyström")
    place = Place("web", "try", "exportcenter")
    for name, entry in registry.ENTRIES.items():
        if entry.told:
            args: dict[str, Value] = {"case": str(case), "why": "x", "within": "", "name": "x"}
            outcome = dispatch(room.desk, Request(name, args, caller, place), room.now)
            assert not outcome.done and codes(outcome) == {"refused.old_button"}, name
    with room.desk.store.read() as session:
        kept = channels.room(session, "web", "try", "exportcenter")
    assert kept is not None and not kept.gone and kept.name != "x"


def test_a_platform_tells_nothing_that_members_say(room: CentreAtWork) -> None:
    request = Request("overview", {}, Caller("web", "try", "elias"), told=True)
    assert not dispatch(room.desk, request, room.now).done


def test_a_channel_keeps_how_it_is_written_to(room: CentreAtWork) -> None:
    caller = Caller("web", "try", "bot")
    first = Place("web", "try", SECOND, reference="one", within="team")
    request = Request("arrive", {"name": SECOND, "quietly": "yes"}, caller, first, told=True)
    dispatch(room.desk, request, room.now)
    assert welcomes(room) == []
    for reference, kept in (("", "one"), ("two", "two")):
        place = Place("web", "try", SECOND, reference=reference)
        dispatch(room.desk, Request("renamed", {}, caller, place, told=True), room.now)
        with room.desk.store.read() as session:
            found = channels.room(session, "web", "try", SECOND)
        assert found is not None and (found.reference, found.within) == (kept, "team")


def test_a_team_falls_and_comes_back_with_its_channels(room: CentreAtWork) -> None:
    caller = Caller("web", "try", "bot")
    for channel, team in ((SECOND, "team"), ("tredje", "another")):
        place = Place("web", "try", channel, within=team)
        dispatch(
            room.desk, Request("arrive", {"name": channel}, caller, place, told=True), room.now
        )
        meet(room, channel)
    told = {"within": "team", "why": "team_deleted"}
    dispatch(room.desk, Request("depart", {**told}, caller, told=True), room.now)
    with room.desk.store.read() as session:
        gone = {one.channel: one.gone for one in session.exec(select(Room))}
    assert gone == {"exportcenter": "", SECOND: "team_deleted", "tredje": ""}
    dispatch(room.desk, Request("come_back", {"within": "team"}, caller, told=True), room.now)
    with room.desk.store.read() as session:
        assert all(one.gone == "" for one in session.exec(select(Room)))
