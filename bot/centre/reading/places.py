"""Where the company's business is: municipality, or "outside".

Each place that is named is weighed by what stands about it. A customer's town, a fair, a port or
the writer's own office is not the company's; a place in the county goes before one outside it,
and "outside" is said only where it is clearly the company's own. A wrong municipality is worse
than none.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from bot.centre.model import OUTSIDE, Centre
from bot.centre.reading.data import wordlist
from bot.centre.reading.findings import Finding
from bot.centre.reading.gazetteer import Gazetteer, Place
from bot.centre.reading.names import first_names
from bot.centre.reading.prepared import Prepared
from bot.centre.reading.roles import governor, role_of
from bot.centre.reading.words import JOINING, Token

IN = wordlist("places.in")
STRICT = wordlist("places.strict")
SEATED = wordlist("places.seated")
NOT_TOWNS = wordlist("places.not_towns")
ORGANISATIONS = wordlist("places.organisations")
CROSSINGS = wordlist("places.crossings")
AIRPORTS = wordlist("places.airports")
GREETINGS = wordlist("places.greetings")
LABELS = wordlist("places.labels")
NOT_NAMES = wordlist("places.not_names")
SOMETIMES_SMALL = frozenset(
    ("hjo", "ed", "ale", "skara", "vara", "ljung", "floda", "björkö", "nol")
)
SHORTEST_SMALL_SLIP = 7
CALLED = frozenset(
    (
        "ringde",
        "mejlade",
        "mailade",
        "skrev",
        "ringer",
        "kontaktade",
        "called",
        "phoned",
        "rang",
        "wrote",
        "hörde",
    )
)
SEATS = frozenset(("säte", "huvudkontor", "hk", "hq", "huvudkontoret"))
MOVED = frozenset(("flyttade", "flyttat", "flyttar", "moved", "flytt", "relocated"))
GOES_ON = frozenset(
    ("har", "som", "med", "vill", "och", "där", "behöver", "på", "är", "söker", "undrar", "ska")
)
SURE_LABEL, SURE_SEATED, SURE_OWN, SURE_OPENING = 0.99, 0.97, 0.95, 0.92
SURE_PLAIN, SURE_LINKED, SURE_NAME, SURE_LAST = 0.75, 0.6, 0.55, 0.5
SURE_OUTSIDE = 0.87
SURE_SEATED_ALONE = 0.87
SURE = {"own": SURE_OWN, "self": 0.9, "indefinite": 0.87}


@dataclass(frozen=True, slots=True)
class Mention:
    """A place named in the text: its tokens, and how surely it is the company's own (0 to 1)."""

    place: Place
    first: int
    last: int
    sure: float


def read_places(text: Prepared) -> Iterable[Finding]:
    """The company's municipality, as one finding or none."""
    mentions = sorted(
        (m for m in mentions_of(text) if m.sure > 0), key=lambda m: (-m.sure, m.first)
    )
    inside = [m for m in mentions if not m.place.outside]
    outside = [m for m in mentions if m.place.outside and m.sure >= SURE_OUTSIDE]
    best = inside[0] if inside else None
    if outside and (best is None or (best.sure < SURE_OUTSIDE and not _is_seat(text, outside[0]))):
        best = outside[0]
    if best is None:
        return
    code = OUTSIDE if best.place.outside else best.place.municipality
    yield text.finding("municipality", code, best.first, best.last, best.sure)


def _is_seat(text: Prepared, mention: Mention) -> bool:
    """Whether a place is only where the head office is: the business may be here all the same."""
    return any(
        token.low in SEATS for token in text.tokens[max(0, mention.first - 4) : mention.first]
    )


def mentions_of(text: Prepared) -> Iterator[Mention]:
    """Every place that is named, from left to right."""
    gazetteer, tokens, place = gazetteer_of(text.centre), text.tokens, 0
    while place < len(tokens):
        found = _named(gazetteer, tokens, place)
        if found is None:
            place += 1
            continue
        last, named, joined = found
        sure = _sure(text, named, place, last, joined)
        if sure is not None:
            yield Mention(named, place, last, sure)
            place = last
        else:
            place += 1


_gazetteers: dict[int, tuple[Centre, Gazetteer]] = {}


def gazetteer_of(centre: Centre) -> Gazetteer:
    """The centre's places, put together once."""
    known = _gazetteers.get(id(centre))
    if known is None or known[0] is not centre:
        known = _gazetteers[id(centre)] = (centre, Gazetteer(centre))
    return known[1]


def _named(
    gazetteer: Gazetteer, tokens: tuple[Token, ...], place: int
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
    if token.is_capital:
        named = gazetteer.in_company_name(token.low)
        if named:
            return place + 1, named, False
    before = tokens[place - 1].low if place else ""
    long = len(token.low) >= SHORTEST_SMALL_SLIP
    if before in STRICT and (token.is_capital or (long and before in ("i", "från", "utanför"))):
        slip = gazetteer.misspelt(token.plain)
        if slip and not role_of(token.low):
            return place + 1, slip, False
    return None


def _sure(text: Prepared, named: Place, first: int, last: int, joined: bool) -> float | None:
    """How surely a place is the company's own; None when the word is no place here."""
    tokens = text.tokens
    before = tokens[first - 1].low if first else ""
    opens = _opens(tokens, first)
    if tokens[first].low in NOT_NAMES:
        return None
    if named.common and not joined and not _is_a_place(tokens, first, last, opens):
        return None
    if not tokens[first].is_capital and before not in IN and not joined:
        return None if named.common else _weigh(text, first, last, 0.6)
    if joined:
        return _weigh(text, first, last, SURE_OWN, joined=True)
    if _labelled(tokens, first):
        return SURE_LABEL
    return _weigh(text, first, last, SURE_OPENING if opens else SURE_PLAIN, common=named.common)


def _opens(tokens: tuple[Token, ...], first: int) -> bool:
    """Whether a place opens the text, as in "Ed, sågkedjor, 16 anst"; greetings do not count."""
    return first <= 8 and all(token.low in GREETINGS for token in tokens[:first])


def _labelled(tokens: tuple[Token, ...], first: int) -> bool:
    """Whether a form's label stands before a place ("Ort: Tidaholm")."""
    if first and tokens[first - 1].low in SEATS:
        return True
    return first > 1 and tokens[first - 1].text == ":" and tokens[first - 2].low in LABELS


def _is_a_place(tokens: tuple[Token, ...], first: int, last: int, opens: bool) -> bool:
    """Whether a name that is also a word stands where only a place can stand."""
    before = tokens[first - 1] if first else None
    after = tokens[last] if last < len(tokens) else None
    token = tokens[first]
    if after and after.low in ("kommun", "kommuns", "municipality"):
        return True
    ended = after is None or not after.is_word or after.newline
    if before is None or before.low not in STRICT:
        if not token.is_capital:
            return False
        if _moved(tokens, first):
            return True
        if after is not None and after.is_capital and after.is_word and not after.newline:
            return token.low.removesuffix("s") not in first_names() or token.low.endswith("s")
        if token.low in ("ed", "hjo") and _goes_on(tokens, last):
            return True
        if opens:
            return ended and (after is None or after.text in ",:.;(–—/")
        return before is not None and (before.text in ",(/" and ended or _labelled(tokens, first))
    if before.low in ("from", "från") and token.low in ("åsa", "mark", "nora"):
        return False
    if token.is_capital:
        return True
    if token.low not in SOMETIMES_SMALL or before.low not in ("i", "från", "utanför"):
        return False
    return token.low != "vara" or after is None or not after.is_word or after.low in GOES_ON


def _goes_on(tokens: tuple[Token, ...], last: int) -> bool:
    """Whether a comma and "vi" follow ("Ed, vi gör trappor")."""
    two = [token.low for token in tokens[last : last + 2]]
    return len(two) == 2 and two[0] == "," and (two[1] in ("vi", "och", "med") or two[1].isdigit())


def _moved(tokens: tuple[Token, ...], first: int) -> bool:
    """Whether somebody has moved there ("flyttade från Alingsås till Herrljunga")."""
    if not first or tokens[first - 1].low not in ("till", "to"):
        return False
    return any(token.low in MOVED for token in tokens[max(0, first - 6) : first])


def _weigh(
    text: Prepared, first: int, last: int, base: float, joined: bool = False, common: bool = False
) -> float:
    """How sure a mention is, from the words about it; 0 for a place that is not the company's."""
    tokens, sentence = text.tokens, text.sentence_of[first]
    after = _after(tokens, last)
    before = tokens[first - 1].low if first > sentence.first else ""
    if after in NOT_TOWNS or before in ORGANISATIONS:
        return 0.0
    if tokens[first].low in AIRPORTS and before in ("på", "via", "at", "till", "to"):
        return 0.0
    role, at = governor(tokens, first, sentence.first)
    if role == "former":
        return SURE_OWN if _moved(tokens, first) else 0.0
    if joined:
        return base
    if base == SURE_OPENING and common and _in_a_name(tokens, first, last, sentence.first):
        base = SURE_PLAIN - 0.05
    if before in ("från", "from") and any(
        t.low in CALLED for t in tokens[max(0, first - 4) : first]
    ):
        return SURE["indefinite"]
    named = base == SURE_PLAIN and _in_a_name(tokens, first, last, sentence.first)
    if role in ("other", "speaker"):
        return SURE_NAME - 0.03 if named and role == "other" else 0.0
    if tokens[first].low in CROSSINGS and role not in ("own", "indefinite"):
        return SURE_LAST
    if role == "acts" and before in IN:
        return SURE_LAST
    if role == "linked":
        return SURE_LINKED
    if role_of(after) == "own":
        return SURE_OWN
    near = range(max(at, sentence.first, first - 6), first)
    seated = any(
        tokens[here].low in SEATED and tokens[here + 1].low not in ("det", "there") for here in near
    )
    if role in ("self", "own") and seated:
        return SURE_SEATED
    if named and role != "own":
        return SURE_NAME
    return max(base, SURE.get(role, SURE_SEATED_ALONE if seated else 0.0))


def _after(tokens: tuple[Token, ...], last: int) -> str:
    here = last
    while here < len(tokens) and tokens[here].text in JOINING:
        here += 1
    return tokens[here].low if here < len(tokens) else ""


def _in_a_name(tokens: tuple[Token, ...], first: int, last: int, start: int) -> bool:
    """Whether the place is part of a company's or a person's name ("Borås Väveri AB")."""
    before = tokens[first - 1] if first > start else None
    after = tokens[last] if last < len(tokens) else None
    if before is not None and before.low in IN:
        return False
    named = before is not None and before.is_word and before.is_capital
    return named or bool(after and after.is_word and after.is_capital and not after.newline)
