"""A case of what somebody wrote anyway: offered on demand, or quietly where rooms are read.

Words to the bot that read like an enquiry are answered with a button that opens the form with them
in it; what does not belong here also with where to turn. A plain message in a room is offered the
same once, seen by its writer alone, and only where the installation reads messages
(`READ_MESSAGES`). Of a message that nothing is offered of, nothing is kept.
"""

from __future__ import annotations

from dataclasses import dataclass

from bot.desk import kept, sensing
from bot.desk.commands import Blank, Entry, said
from bot.desk.replies import Button, Buttons, Line, Outcome, Request
from bot.desk.understanding import elsewhere, understood
from bot.desk.work import Desk, Work
from bot.storage import overheard
from bot.texts import Phrase, phrase

BEGINNING = 60
"""Characters of a message by which its writer knows it again."""


@dataclass(frozen=True)
class Spoken:
    """Words to the bot that are to become a case."""

    words: str = ""


def offer_case(work: Work, command: Spoken) -> Outcome:
    """One line, and a button that opens the form; where to turn, where it belongs elsewhere."""
    where = elsewhere(work.centre, understood(work.centre, command.words))
    label = phrase("button.open_anyway_of_this" if where else "button.open_of_this")
    button = _kept(work, command.words, work.place.link, label)
    line = Line(where if where else phrase("spoken.offer"))
    return Outcome(private=(line, Buttons((button,))), done=False)


def _kept(work: Work, words: str, link: str, label: Phrase) -> Button:
    args = {"need": words[: sensing.LONGEST], "link": link}
    given = {name: value for name, value in args.items() if value}
    return kept.keep(work, Request("refer", dict(given), work.caller, work.place), label=label)


@dataclass(frozen=True)
class Plain:
    """A plain message in a room, said to the others. `source` is the platform's id of it."""

    words: str = ""
    source: str = ""
    link: str = ""
    case: int = 0
    meeting: str = ""
    wanted: str = ""


def reads_like_one(desk: Desk, command: Plain) -> bool:
    """Whether a message is worth a look at all; most are not, and cost no transaction."""
    return bool(command.source) and sensing.may_be_offered(desk.centre, command.words)


def offer_quietly(work: Work, command: Plain) -> Outcome:
    """The one offer to a message's writer, where the centre meets and nothing is under way yet."""
    elsewhere = work.room is None or not work.room.active
    if elsewhere or command.case or command.meeting or command.wanted:
        return Outcome(done=False)
    if overheard.is_muted(work.session, work.identity_key):
        return Outcome(done=False)
    if not overheard.claim_offer(work.session, command.source, work.identity_key, work.now):
        return Outcome(done=False)
    button = _kept(work, command.words, command.link, phrase("button.open_of_this"))
    no = Button(phrase("button.no_offer"), "no_offer", {"kept": button.args["kept"]})
    never = Button(phrase("button.no_offers"), "no_offers", {"kept": button.args["kept"]})
    line = Line(phrase("overheard.offer", beginning=_beginning(command.words)))
    return Outcome(private=(line, Buttons((button, no, never))))


def _beginning(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= BEGINNING else line[:BEGINNING].rstrip() + "…"


@dataclass(frozen=True)
class NoOffer:
    """No thanks to one offer; what was kept of the message is forgotten."""

    kept: str = ""


def decline_offer(work: Work, command: NoOffer) -> Outcome:
    """Nothing comes of it, and nothing more is asked about that message."""
    kept.drop(work, command.kept)
    return said("overheard.declined")


def decline_offers(work: Work, command: NoOffer) -> Outcome:
    """No offers to this person from now on, until they want them again."""
    kept.drop(work, command.kept)
    overheard.mute(work.session, work.identity_key, work.now)
    return said("overheard.muted", Buttons((Button(phrase("button.offers"), "offers"),)))


@dataclass(frozen=True)
class Offers(Blank):
    """Somebody who wanted no offers wants them again."""


def want_offers(work: Work, command: Offers) -> Outcome:
    """Offers as before."""
    overheard.unmute(work.session, work.identity_key)
    return said("overheard.unmuted")


ENTRIES = (
    Entry("spoken", Spoken, offer_case, rest="words"),
    Entry("plain", Plain, offer_quietly, stranger=True, told=True, before=reads_like_one),
    Entry("no_offer", NoOffer, decline_offer, stranger=True),
    Entry("no_offers", NoOffer, decline_offers, words=("inga förslag", "no offers"), stranger=True),
    Entry("offers", Offers, want_offers, words=("förslag igen", "offers again"), stranger=True),
)
