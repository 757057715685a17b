"""Rooms: the bot arrives in a channel, the centre begins to meet there, or no longer does.

The coordinator invites the bot and says `rum` there. Until then a channel is known and nothing
more: commands work in it, and no case is shown. What a platform tells of itself (the bot was
added or removed, a channel got another name, the app was taken away) comes as a command too,
and from nobody in particular.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.desk import alarms, telling
from bot.desk.commands import Entry, Errors, new_form_id
from bot.desk.replies import Block, Body, Button, Buttons, Form, Input, Line, Option, Outcome
from bot.desk.work import Mistaken, Work, refuse
from bot.storage import channels, parked, people
from bot.storage.tables import Room
from bot.texts import LANGUAGES, Arg, Listed, phrase

YES_NO = ("yes", "no")


@dataclass(frozen=True)
class Arrive:
    """The bot was added to the channel. `lang` is the channel's language; empty for Swedish.

    `quietly` ("yes") is for a channel in which the bot was all the time, without anybody having
    brought it there: a Teams app is added to a whole team.
    """

    name: str = ""
    lang: str = ""
    quietly: str = ""


def arrive(work: Work, command: Arrive) -> Outcome:
    """The first time the channel gets six lines of welcome; later the bot is simply back.

    The welcome is a notice, so that it is sent once, and surely, also by a process that dies now.
    """
    where, known = work.place, work.room
    if known is not None:
        is_back(work, known, command.name)
        return Outcome()
    room = Room(
        platform=where.platform,
        workspace=where.workspace,
        channel=where.channel,
        name=command.name,
        lang=command.lang if command.lang in LANGUAGES else "sv",
        active=False,
        reference=where.reference,
        within=where.within,
    )
    met = where.channel and channels.keep_room_met(work.session, room)
    if met and command.quietly != "yes":
        telling.room(work, room.id or 0, "welcome", f"welcome:{room.id}")
    return Outcome()


def welcome(work: Work, room: Room) -> Body:
    """What the bot says when it comes to a channel: six short lines, and the first steps."""
    return (*_welcome(work), _first_steps(room))


def is_back(work: Work, room: Room, name: str = "") -> None:
    """The channel can be reached: it shows what was opened meanwhile, and hears what was parked.

    What is no longer true is dropped when its turn comes.
    """
    room.name = name or room.name
    lost, number = bool(room.gone), room.id or 0
    room.gone = ""
    work.session.add(room)
    work.session.flush()
    if lost and room.active:
        channels.join_room(work.session, number, show=True)
        parked.release(work.session, work.now, room_id=number)
        parked.retry_cards(work.session, number)


def _welcome(work: Work) -> list[Block]:
    """What it does, two ways to post, whom to ask, who is here and who is not: six short lines."""
    names = tuple(member.name for member in telling.coordinators_now(work) if member.name)
    ask: Arg = Listed(names) if names else phrase("welcome.coordinator")
    return [
        Line(phrase("welcome.what", centre=work.centre.name), strong=True),
        Line(phrase("welcome.command")),
        Line(phrase("welcome.mention")),
        Line(phrase("welcome.ask", who=ask)),
        *_who_is_here(work),
    ]


def _who_is_here(work: Work) -> list[Block]:
    """The organisations with somebody here, and those without; supporting ones if they are."""
    present = {member.organisation for member in people.present_members(work.session)}
    here = tuple(o.short for o in work.centre.organisations if o.slug in present)
    missing = tuple(o.short for o in work.centre.members_organisations if o.slug not in present)
    found = phrase("welcome.here", organisations=Listed(here)) if here else phrase("welcome.none")
    if not missing:
        return [Line(found), Line(phrase("welcome.all"))]
    return [Line(found), Line(phrase("welcome.not_here", organisations=Listed(missing)))]


def _first_steps(room: Room) -> Buttons:
    im_in = Button(phrase("button.im_in"), "introduce", style="primary", opens=True)
    meet = Button(phrase("button.room"), "room", {"room": str(room.id)}, opens=True)
    return Buttons((im_in, meet))


@dataclass(frozen=True)
class Meet:
    """Whether the centre meets in a channel, in which language, and with companies' names."""

    room: int = 0
    meets: str = ""
    lang: str = ""
    names: str = ""


def meet(work: Work, command: Meet) -> Outcome:
    """A room of the centre or no longer one. An old channel is never flooded with old cards."""
    room = _channel(work, command)
    if command.meets not in YES_NO:
        raise Mistaken({"meets": phrase("form.room.choose")})
    was = room.active and not room.gone
    if room.gone:
        is_back(work, room)
    before = (room.lang, room.shows_names)
    room.active = command.meets == "yes"
    room.lang = command.lang if command.lang in LANGUAGES else room.lang
    room.shows_names = command.names != "no"
    room.gone = ""
    work.session.add(room)
    work.session.flush()
    number = room.id or 0
    if not room.active:
        channels.drop_for_room(work.session, number)
    elif not was:
        channels.join_room(work.session, number)
    if room.active and before != (room.lang, room.shows_names):
        channels.redraw_room(work.session, number)
    return Outcome(private=tuple(_what_holds(work, room, new=not was)))


def _what_holds(work: Work, room: Room, *, new: bool) -> list[Block]:
    name = room.name or room.channel
    if room.active:
        names = phrase("room.names" if room.shows_names else "room.no_names")
        language = phrase(f"room.language.{room.lang}")
        code = "room.new" if new else "room.saved"
        return [Line(phrase(code, room=name, language=language)), Line(names)]
    found: list[Block] = [Line(phrase("room.ended", room=name))]
    if not channels.rooms(work.session):
        found.append(Line(phrase("room.last")))
    return found


def _channel(work: Work, command: Meet) -> Room:
    """The channel that is meant. Raises `Refused` with what to do where there is none."""
    if not work.member.coordinator:
        raise refuse("refused.room")
    room = work.session.get(Room, command.room) if command.room else work.room
    if room is None:
        raise refuse("room.invite" if work.place.channel else "room.go_there")
    if room.gone and (work.room is None or work.room.id != room.id):
        raise refuse("room.gone", room=room.name or room.channel)
    return room


def room_form(work: Work, command: Meet, errors: Errors) -> Form:
    """How the channel is now; a press makes it what it shall be."""
    room = _channel(work, command)
    yes_no = tuple(Option(code, phrase(f"form.room.{code}")) for code in YES_NO)
    languages = tuple(Option(lang, phrase(f"language.{lang}")) for lang in LANGUAGES)
    names = command.names or ("yes" if room.shows_names else "no")
    return Form(
        id=new_form_id(),
        command="room",
        title=phrase("form.room.title"),
        submit=phrase("form.room.submit"),
        intro=(Line(phrase("form.room.intro", room=room.name or room.channel)),),
        inputs=(
            Input(
                "meets",
                phrase("form.room.meets"),
                "choice",
                command.meets or "yes",
                yes_no,
                hint=phrase("form.room.meets_hint"),
                required=True,
                error=errors.get("meets"),
            ),
            Input(
                "lang",
                phrase("form.room.lang"),
                "choice",
                command.lang or room.lang,
                languages,
                required=True,
            ),
            Input(
                "names",
                phrase("form.room.names"),
                "choice",
                names,
                yes_no,
                hint=phrase("form.room.names_hint"),
                required=True,
            ),
        ),
        hidden={"room": str(room.id)},
    )


@dataclass(frozen=True)
class Depart:
    """The bot was removed from the channel, or the channel archived or deleted.

    `within` names a team instead, with which all its channels are lost.
    """

    why: str = "left"
    within: str = ""


def depart(work: Work, command: Depart) -> Outcome:
    """Nothing can be shown there; the coordinators are told, where the centre met there."""
    for room in _meant(work, command.within):
        if not room.active:
            channels.drop_for_room(work.session, room.id or 0)
        alarms.room_lost(work.session, room.id or 0, command.why, work.now, by_hand=True)
    return Outcome()


def _meant(work: Work, within: str) -> Sequence[Room]:
    """The channel in which it was told, or all those of a team."""
    caller = work.caller
    if within:
        return channels.rooms_within(work.session, caller.platform, caller.workspace, within)
    return [work.room] if work.room is not None else []


@dataclass(frozen=True)
class Return:
    """A team is there again (restored, or taken out of the archive), and its channels with it."""

    within: str = ""


def come_back(work: Work, command: Return) -> Outcome:
    """Its channels can be reached."""
    for room in _meant(work, command.within):
        is_back(work, room)
    return Outcome()


@dataclass(frozen=True)
class Renamed:
    """The channel has another name."""

    name: str = ""


def rename(work: Work, command: Renamed) -> Outcome:
    """Cards elsewhere say the new name when they are drawn next."""
    if work.room is not None and command.name:
        work.room.name = command.name
        work.session.add(work.room)
    return Outcome()


@dataclass(frozen=True)
class Uninstalled:
    """The app was taken away from the caller's workspace, or its token revoked."""

    why: str = "uninstalled"


def uninstalled(work: Work, command: Uninstalled) -> Outcome:
    """Every room there is lost; the coordinators are told once, wherever they can be reached."""
    caller = work.caller
    alarms.workspace_lost(work.session, caller.platform, caller.workspace, command.why, work.now)
    return Outcome()


ENTRIES = (
    Entry("arrive", Arrive, arrive, stranger=True, told=True),
    Entry("room", Meet, meet, room_form, ("rum", "room")),
    Entry("depart", Depart, depart, stranger=True, told=True),
    Entry("come_back", Return, come_back, stranger=True, told=True),
    Entry("renamed", Renamed, rename, stranger=True, told=True),
    Entry("uninstalled", Uninstalled, uninstalled, stranger=True, told=True),
)
