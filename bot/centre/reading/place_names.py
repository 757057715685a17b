"""Where a place is named: by its own name, in a compound, by a slip of the pen."""

from __future__ import annotations

from collections.abc import Sequence

from bot.centre.model import Centre
from bot.centre.reading.data import wordlist
from bot.centre.reading.gazetteer import Gazetteer, Place
from bot.centre.reading.names import first_names
from bot.centre.reading.roles import role_of
from bot.centre.reading.words import Token

STRICT = wordlist("places.strict")
GREETINGS = wordlist("places.greetings")
LABELS = wordlist("places.labels")
SEATS = wordlist("places.seats")
TOLD_AS = frozenset(("kommunen", "hemkommunen", "orten", "municipality"))
MOVED = wordlist("places.moved")
GOES_ON = wordlist("places.goes_on")
SOMETIMES_SMALL = wordlist("places.sometimes_small")
SHORTEST_SMALL_SLIP = 7
LONGEST_GREETING = 8
PEOPLE_TOO = frozenset(("åsa", "mark", "nora", "lena"))

_gazetteers: dict[int, tuple[Centre, Gazetteer]] = {}


def gazetteer_of(centre: Centre) -> Gazetteer:
    """The centre's places, put together once."""
    known = _gazetteers.get(id(centre))
    if known is None or known[0] is not centre:
        known = _gazetteers[id(centre)] = (centre, Gazetteer(centre))
    return known[1]


def named_at(
    gazetteer: Gazetteer, tokens: Sequence[Token], place: int
) -> tuple[int, Place, bool] | None:
    """The place named at a token, where it ends, and whether it stands in a compound."""
    token = tokens[place]
    if not token.is_word:
        return None
    found = gazetteer.phrases.at(tokens, place)
    if found:
        return found[0], found[1], False
    compound = gazetteer.compound(token.low, token.is_capital)
    if compound:
        return place + 1, compound[0], not compound[1]
    named = gazetteer.in_company_name(token.low) if token.is_capital else None
    named = named or _slip(gazetteer, tokens, place)
    return (place + 1, named, False) if named else None


def _slip(gazetteer: Gazetteer, tokens: Sequence[Token], place: int) -> Place | None:
    token = tokens[place]
    before = tokens[place - 1].low if place else ""
    long = len(token.low) >= SHORTEST_SMALL_SLIP and before in ("i", "från", "utanför")
    if before not in STRICT or not (token.is_capital or long) or role_of(token.low):
        return None
    return gazetteer.misspelt(token.plain)


def opens(tokens: Sequence[Token], first: int) -> bool:
    """Whether a place opens the text, as in "Ed, sågkedjor, 16 anst"; greetings do not count."""
    return first <= LONGEST_GREETING and all(token.low in GREETINGS for token in tokens[:first])


def labelled(tokens: Sequence[Token], first: int) -> bool:
    """Whether a form's label or a word for the seat stands before ("Ort: Tidaholm")."""
    if first and tokens[first - 1].low in SEATS:
        return True
    if first > 1 and tokens[first - 1].low in ("är", "is") and tokens[first - 2].low in TOLD_AS:
        return True
    return first > 1 and tokens[first - 1].text == ":" and tokens[first - 2].low in LABELS


def moved_to(tokens: Sequence[Token], first: int) -> bool:
    """Whether somebody has moved there ("flyttade från Alingsås till Herrljunga")."""
    if not first or tokens[first - 1].low not in ("till", "to"):
        return False
    return any(token.low in MOVED for token in tokens[max(0, first - 6) : first])


def is_a_place(tokens: Sequence[Token], first: int, last: int, beside: bool) -> bool:
    """Whether a name that is also a word ("Vara", "Mark") stands where only a place can stand.

    `beside` tells that a number of employees stands next to it.
    """
    before = tokens[first - 1] if first else None
    after = tokens[last] if last < len(tokens) else None
    if after and after.low in ("kommun", "kommuns", "municipality"):
        return True
    if before is None or before.low not in STRICT:
        return _apart(tokens, first, last, beside)
    token = tokens[first]
    if token.is_capital:
        return not (before.low in ("from", "från") and token.low in PEOPLE_TOO)
    if token.low not in SOMETIMES_SMALL or before.low not in ("i", "från", "utanför"):
        return False
    return token.low != "vara" or after is None or not after.is_word or after.low in GOES_ON


def _apart(tokens: Sequence[Token], first: int, last: int, beside: bool) -> bool:
    """Whether a name with no preposition is a place: beside a size, between commas, in a name."""
    token = tokens[first]
    after = tokens[last] if last < len(tokens) else None
    if not token.is_capital:
        return token.low in SOMETIMES_SMALL and _alone(tokens, first, after)
    if moved_to(tokens, first) or beside or _goes_on(tokens, last):
        return True
    ended = after is None or not after.is_word or after.newline
    if after is not None and not ended and after.is_capital:
        return token.low.endswith("s") or token.low not in first_names()
    return _set_off(tokens, first, after, ended=ended)


def _alone(tokens: Sequence[Token], first: int, after: Token | None) -> bool:
    """Whether a small word stands by itself, as the text's first ("hjo. glass") or its last."""
    if first == 0:
        return after is not None and after.text in ",.:"
    return after is None and tokens[first - 1].text in ",.?!"


def _set_off(tokens: Sequence[Token], first: int, after: Token | None, *, ended: bool) -> bool:
    """Whether a name stands alone: as the text's opening, a sentence, or between commas."""
    if opens(tokens, first):
        return ended and (after is None or after.text in ",:.;(–—/")
    before = tokens[first - 1]
    if before.text in ".!?" and (after is None or after.text == "."):
        return True
    if ended and role_of(before.low) == "own":
        return True
    return (before.text in ",(/" and ended) or labelled(tokens, first)


def _goes_on(tokens: Sequence[Token], last: int) -> bool:
    """Whether a comma and "vi" follow ("Ed, vi gör trappor")."""
    two = [token.low for token in tokens[last : last + 2]]
    return two in ([",", "vi"], [",", "och"], [",", "med"])
