"""How surely a place that is named is the company's own, by what stands about it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from bot.centre.reading.data import wordlist
from bot.centre.reading.heads import Head
from bot.centre.reading.place_names import MOVED, moved_to
from bot.centre.reading.prepared import Prepared
from bot.centre.reading.roles import Role, governor, role_of
from bot.centre.reading.words import JOINING, Token

IN = wordlist("places.in")
SEATED = wordlist("places.seated")
NOT_TOWNS = wordlist("places.not_towns")
ORGANISATIONS = wordlist("places.organisations")
CROSSINGS = wordlist("places.crossings")
AIRPORTS = wordlist("places.airports")
SPUN_OFF = wordlist("places.spun_off")
LENGTHS = frozenset(("mil", "km", "kilometer", "minuter", "miles", "minutes"))
BY_NOW = frozenset(("nu", "numera", "now", "idag"))
PASSING = frozenset(("före", "förbi", "mot", "past", "towards"))
WAYS = frozenset(("väg", "vägen", "way", "road"))
NEAREST = frozenset(("närmast", "närmsta", "närmaste", "nearest", "closest"))
BASED = frozenset(("based", "baserad", "baserat", "baserade"))
TOWN_OFFICES = wordlist("places.town_offices")
CALLED = wordlist("places.called")
CLIENTS = wordlist("places.clients")
OURS = wordlist("places.ours")
BETWEEN = wordlist("sizes.separators") | wordlist("sizes.vague") | frozenset(".")
LABEL, SEAT, BESIDE, OWN, OPENING, SELF = 0.99, 0.97, 0.96, 0.95, 0.92, 0.9
OUTSIDE, OTHERS_BESIDE, PLAIN, COMMON_NAME, SMALL = 0.87, 0.86, 0.75, 0.7, 0.6
LINKED, NAME, OTHERS_NAME, LAST = 0.6, 0.55, 0.52, 0.5
BY_ROLE: dict[Role, float] = {"own": OWN, "self": SELF, "indefinite": OUTSIDE}
CLOSE = 3
EARLY = 6
"""Tokens: "Instrumentbyggare i Kiruna" begins with what the company is and where."""


def is_beside(tokens: Sequence[Token], first: int, last: int, heads: Iterable[Head]) -> bool:
    """Whether a number of employees stands next to a place ("Ed. 14 anst", "12 pers i Ed")."""
    for head in heads:
        after = tokens[last : head.first] if last <= head.first else None
        before = tokens[head.last : first] if head.last <= first else None
        if after is not None and len(after) <= CLOSE and all(t.low in BETWEEN for t in after):
            return bool(after)
        if before is not None and len(before) <= CLOSE and all(_leads(t) for t in before):
            return True
    return False


def _leads(token: Token) -> bool:
    return token.low in BETWEEN or token.low in ("i", "in", "at", "från", "from", "på", "utanför")


def weigh(
    text: Prepared, first: int, last: int, base: float, *, common: bool, beside: bool
) -> float:
    """How sure a mention is (0 to 1); 0 for a place that is not the company's."""
    tokens, sentence = text.tokens, text.sentence_of[first]
    before = tokens[first - 1].low if first > sentence.first else ""
    if _is_no_town(tokens, first, last, before):
        return 0.0
    role, at = governor(tokens, first, sentence.first)
    told = _by_what_is_told(tokens, first, role, before, beside=beside)
    if told is not None:
        return told
    named = _in_a_name(tokens, first, last, sentence.first)
    if base == OPENING and common and named:
        base = COMMON_NAME
    named = named and base == PLAIN
    if role in ("other", "speaker", "linked", "acts"):
        return _not_own(text, role, at, first, named=named, before=before)
    followed = _by_what_follows(_after(tokens, last), joined=before not in IN and not role)
    if followed is not None:
        return followed
    seated = _is_seated(tokens, max(at, sentence.first, first - 6), first)
    early = sentence.first == 0 and first <= EARLY and before in ("i", "in", "från", "from", "på")
    return _own(role, max(base, OUTSIDE) if early else base, seated=seated, named=named)


def _by_what_is_told(
    tokens: Sequence[Token], first: int, role: Role, before: str, *, beside: bool
) -> float | None:
    """What decides by itself: moved, spun off, beside a size, rang from; None for none of these."""
    if _of_old(tokens, first):
        return 0.0
    if role == "former" or moved_to(tokens, first) or _moved_from(tokens, first, before):
        return OWN if moved_to(tokens, first) or _by_now(tokens, first) else 0.0
    if _passed_by(tokens, first, before):
        return LAST
    if _spun_off(tokens, first, before) or _measured(tokens, first):
        return LAST
    if beside:
        return OTHERS_BESIDE if role == "other" else BESIDE
    return OUTSIDE if _called(tokens, first, before) else None


def _own(role: Role, base: float, *, seated: bool, named: bool) -> float:
    """How sure a place is that the company, or nothing, governs."""
    if seated and role in ("self", "own"):
        return SEAT
    if named and role != "own":
        return NAME
    return max(base, BY_ROLE.get(role, OUTSIDE if seated else 0.0))


def weigh_compound(text: Prepared, first: int) -> float:
    """How sure a compound is ("Tibroföretag"): it is the company, unless it is told of old."""
    role, _ = governor(text.tokens, first, text.sentence_of[first].first)
    return 0.0 if role == "former" else OWN


def _is_no_town(tokens: Sequence[Token], first: int, last: int, before: str) -> bool:
    """Whether a name is a port's, an airport's or an office's, or taken back at once."""
    after = _after(tokens, last)
    if after in NOT_TOWNS or before in ORGANISATIONS:
        return True
    two = [token.low for token in tokens[last : last + 2]]
    if two in (["?", "nej"], ["?", "no"]):
        return True
    return tokens[first].low in AIRPORTS and before in ("på", "via", "at", "till", "to")


def _moved_from(tokens: Sequence[Token], first: int, before: str) -> bool:
    """Whether somebody has moved away from there ("flyttade bolaget från Kungsbacka")."""
    near = tokens[max(0, first - 5) : first]
    return before in ("från", "from") and any(token.low in MOVED for token in near)


def _by_what_follows(after: str, *, joined: bool) -> float | None:
    """What the next word decides: "Borås company" is the company, "the Malmö buyer" is not."""
    if role_of(after) == "own" or after in BASED:
        return OWN
    if role_of(after) == "other" and joined:
        return LAST
    return LINKED if after in TOWN_OFFICES else None


def _of_old(tokens: Sequence[Token], first: int) -> bool:
    """Whether "före detta" or "used to be in" stands before: the company is there no more."""
    near = [token.low for token in tokens[max(0, first - 4) : first]]
    return near[-2:] == ["före", "detta"] or near[-4:-1] == ["used", "to", "be"]


def _by_now(tokens: Sequence[Token], first: int) -> bool:
    """Whether "nu i" or the like stands before, so that what was elsewhere is here."""
    near = tokens[max(0, first - 2) : first]
    if tokens[first].low in CROSSINGS:
        return False
    return len(near) == 2 and near[0].low in BY_NOW and near[1].low in IN


def _passed_by(tokens: Sequence[Token], first: int, before: str) -> bool:
    """Whether a place only tells the way to another, or is the nearest centre ("strax före X")."""
    if before in PASSING:
        return True
    two = [token.low for token in tokens[max(0, first - 2) : first]]
    if len(two) == 2 and two[0] in WAYS and two[1] in ("till", "mot", "to", "towards"):
        return True
    after = [token.low for token in tokens[first + 1 : first + 4]]
    return any(low in NEAREST for low in after)


def _measured(tokens: Sequence[Token], first: int) -> bool:
    """Whether a place only tells how far off another is ("tre mil från Åmål")."""
    two = [token.low for token in tokens[max(0, first - 2) : first]]
    return len(two) == 2 and two[0] in LENGTHS and two[1] in ("från", "from")


def _spun_off(tokens: Sequence[Token], first: int, before: str) -> bool:
    """Whether a company only came out of there ("spin-off from Sahlgrenska")."""
    near = {token.low for token in tokens[max(0, first - 5) : first]}
    return before in ("från", "from") and bool(near & SPUN_OFF)


def _called(tokens: Sequence[Token], first: int, before: str) -> bool:
    """Whether somebody rang or wrote from there."""
    near = tokens[max(0, first - 4) : first]
    return before in ("från", "from") and any(token.low in CALLED for token in near)


def _not_own(text: Prepared, role: Role, at: int, first: int, *, named: bool, before: str) -> float:
    """What a place weighs that something else than the company governs."""
    if role == "speaker":
        return 0.0
    if role == "linked":
        return LINKED
    if role == "acts":
        return LAST if before in IN else PLAIN
    if named:
        return OTHERS_NAME
    client = text.tokens[at].low in CLIENTS
    return LAST if client and not text.said & OURS else 0.0


def _is_seated(tokens: Sequence[Token], start: int, first: int) -> bool:
    """Whether "ligger", "based" or the like stands before, and not as a question ("finns det")."""
    return any(
        tokens[here].low in SEATED and tokens[here + 1].low not in ("det", "there")
        for here in range(start, first)
    )


def is_crossing(tokens: Sequence[Token], first: int, sure: float) -> bool:
    """Whether a place is where lorries stand, unless the company is said to be there."""
    return tokens[first].low in CROSSINGS and sure < OWN


def _after(tokens: Sequence[Token], last: int) -> str:
    here = last
    while here < len(tokens) and tokens[here].text in JOINING:
        here += 1
    return tokens[here].low if here < len(tokens) else ""


def _in_a_name(tokens: Sequence[Token], first: int, last: int, start: int) -> bool:
    """Whether the place is part of a company's or a person's name ("Borås Väveri AB")."""
    before = tokens[first - 1] if first > start else None
    after = tokens[last] if last < len(tokens) else None
    if before is not None and before.low in IN:
        return False
    named = before is not None and before.is_word and before.is_capital
    return named or bool(after and after.is_word and after.is_capital and not after.newline)
