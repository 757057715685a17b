"""`digest`: what the next digest would say, or one of a week, without sending anything."""

from __future__ import annotations

from base64 import b64decode
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.speaking import aside, fail, lang, words
from bot.texts import LANGUAGES, Lang, phrase

if TYPE_CHECKING:
    from bot.desk.weekly import Span
    from bot.desk.work import Work
    from bot.storage.tables import Member, Room


def parse_week(text: str) -> str:
    """A week as `2026-W47`."""
    from bot.centre.digests import first_day, week_of

    try:
        return week_of(first_day(text.strip().upper()))
    except ValueError:
        raise typer.BadParameter(words(phrase("cli.bad_week", given=text))) from None


def parse_lang(text: str) -> str:
    """One of the languages."""
    if text not in LANGUAGES:
        raise typer.BadParameter(words(phrase("cli.bad_lang", given=text)))
    return text


def digest(
    week: Annotated[
        str | None,
        typer.Option(
            "--week", parser=parse_week, metavar="WEEK", help=words(phrase("cli.option_week"))
        ),
    ] = None,
    member: Annotated[
        str | None,
        typer.Option("--member", metavar="NAME_OR_ID", help=words(phrase("cli.option_member"))),
    ] = None,
    png: Annotated[
        Path | None, typer.Option("--png", metavar="FILE", help=words(phrase("cli.option_png")))
    ] = None,
    language: Annotated[
        str | None,
        typer.Option(
            "--lang", parser=parse_lang, metavar="LANG", help=words(phrase("cli.option_lang"))
        ),
    ] = None,
) -> None:
    """Print the digest of a room, or a member's own list; nothing is sent and nothing is kept."""
    from bot.app import utc_now
    from bot.cli.opening import opened_desk
    from bot.desk.replies import Caller, Place
    from bot.desk.work import Work

    chosen: Lang = "en" if (language or lang()) == "en" else "sv"
    with opened_desk() as desk, desk.store.read() as session:
        work = Work(desk, session, utc_now(), Caller("", "", ""), Place(), None, None)
        if member is not None:
            _own(work, member, chosen)
            return
        _room_digest(work, _span(work, week), chosen, png)


def _room(work: Work) -> Room:
    """A room of the centre, whose sight the digest passes; without one, the strictest."""
    from bot.storage import channels
    from bot.storage.tables import Room

    rooms = channels.rooms(work.session)
    shown = Room(platform="", workspace="", channel="", shows_names=False)
    return rooms[0] if rooms else shown


def _span(work: Work, week: str | None) -> Span:
    from bot.centre.digests import edition
    from bot.desk import weekly
    from bot.storage import digests

    if week is None:
        return weekly.coming_span(work)
    row = digests.digest(work.session, week)
    if row is not None and row.sent:
        return weekly.span_of(row)
    return weekly.span_from(edition(work.centre.digest, work.calendar, week))


def _room_digest(work: Work, span: Span, chosen: Lang, png: Path | None) -> None:
    from bot.cli.plain import text
    from bot.desk import chart, digest_words

    body = digest_words.letter(work, span, _room(work), chosen)
    typer.echo(text(body, chosen) if body else words(phrase("digest.nothing")))
    if png is None:
        return
    drawn = chart.picture(work, span, chosen)
    if drawn is None:
        fail(phrase("cli.no_picture", fewest=work.centre.digest.picture_from))
    try:
        png.write_bytes(b64decode(drawn.png))
    except OSError as error:
        fail(phrase("export.not_written", path=str(png), why=error.strerror or str(error)))
    aside(phrase("cli.picture_written", file=str(png)))


def _own(work: Work, asked: str, chosen: Lang) -> None:
    from bot.cli.plain import text
    from bot.desk.own_list import own_list

    found = _member(work, asked)
    body = own_list(work, found, found)
    nothing = words(phrase("cli.own_nothing", name=found.name))
    typer.echo(text(body, chosen) if body else nothing)


def _member(work: Work, asked: str) -> Member:
    """The member with this id or name; ends with a list to choose from where it may be several."""
    from bot.storage import people

    everybody = people.present_members(work.session)
    wanted = asked.strip().casefold()
    found = [m for m in everybody if wanted in (str(m.id), m.name.casefold())]
    found = found or [m for m in everybody if wanted and wanted in m.name.casefold()]
    if not found:
        fail(phrase("cli.no_member", who=asked))
    if len(found) > 1:
        for member in found:
            typer.echo(f"{member.id}  {member.name}, {member.organisation}", err=True)
        fail(phrase("cli.which_member", asked=asked))
    return found[0]
