"""One-time codes by which a member joins another identity: made, written, read and guarded.

A code is worth a membership for a quarter of an hour. So only a digest of it is kept, wrong ones
are counted, and none is ever repeated: whoever missed it asks for another.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import scrypt

from bot.desk.work import Work, refuse
from bot.storage import joining
from bot.storage.tables import JoinCode, WrongCode
from bot.texts import Moment

SIGNS = "ACDEFGHJKMNPQRTVWXY34679"
"""No two of them look alike: no 0 and O, 1, I and L, 2 and Z, 5 and S, 8 and B, U beside V."""
GROUP = 4
MINUTES = 15
VALID_FOR = timedelta(minutes=MINUTES)

MOST_WRONG, MOST_WRONG_OF_ALL = 5, 50
WITHIN = timedelta(hours=1)
"""How many wrong codes one identity, and all of them together, may enter in that time.

There are 24 to the 8th codes: fifty guesses an hour find one of ten live ones in 25,000 years.
"""

_TYPED = re.compile(rf"(?<!\w)(\w{{{GROUP}}})[\s\-\u2010-\u2015]*(\w{{{GROUP}}})\W*$")
"""Two groups at the end of what was typed: the word before them may have come along."""


def make(work: Work) -> str:
    """A new code for the acting member, as it is shown: "HKMP-RTXY". An older one is void."""
    if work.identity is None:
        raise LookupError("a code is asked for by an identity we know")
    signs = "".join(secrets.choice(SIGNS) for _ in range(2 * GROUP))
    kept = JoinCode(
        digest=_digest(work, signs),
        member_id=work.me,
        identity_id=work.identity.id or 0,
        made_at=work.now,
        ends_at=work.now + VALID_FOR,
    )
    joining.keep_code(work.session, kept)
    return f"{signs[:GROUP]}-{signs[GROUP:]}"


def find(work: Work, typed: str) -> JoinCode:
    """The code that was typed, good or not.

    Raises `Refused` where there is none, or too many were tried. A wrong one is counted, so what
    this has written must be committed also then.
    """
    _may_try(work)
    signs = _read(typed)
    code = joining.code(work.session, _digest(work, signs))
    if code is None:
        joining.keep_wrong_code(work.session, work.identity_key, work.now)
        raise refuse("connect.wrong")
    return code


def check(work: Work, code: JoinCode) -> None:
    """Whether a code can be used here and now; raises `Refused` with why it cannot."""
    _is_anothers(work, code)
    if code.state == "used":
        raise refuse("connect.used")
    if code.state == "void":
        raise refuse("connect.void")
    if code.ends_at <= work.now:
        raise refuse("connect.expired", n=MINUTES)


def use(work: Work, code: JoinCode) -> None:
    """Use a code up. Raises `Refused` when another was faster by a hair."""
    if not joining.use_code(work.session, code.id or 0):
        raise refuse("connect.used")


def _may_try(work: Work) -> None:
    wrong = joining.wrong_codes(work.session, work.now - WITHIN)
    own = [one for one in wrong if one.identity == work.identity_key]
    until = _blocked_until(own, MOST_WRONG)
    if until is not None:
        raise refuse("connect.too_many", n=MOST_WRONG, until=Moment(until, long=True))
    until = _blocked_until(wrong, MOST_WRONG_OF_ALL)
    if until is not None:
        raise refuse("connect.too_many_of_all", until=Moment(until, long=True))


def _blocked_until(wrong: Sequence[WrongCode], most: int) -> datetime | None:
    return wrong[-most].at + WITHIN if len(wrong) >= most else None


def _read(typed: str) -> str:
    """The eight signs of a code, however they were parted; no guess is lost on a slip."""
    found = _TYPED.search(typed.strip())
    signs = (found[1] + found[2]).upper() if found else ""
    if not signs or set(signs) - set(SIGNS):
        raise refuse("connect.not_a_code")
    return signs


def _is_anothers(work: Work, code: JoinCode) -> None:
    """Whether there is anything to join: one's own code, and a second press, join nothing."""
    if work.acting is None or work.me != joining.goes_on_as(work.session, code.member_id):
        return
    here = work.identity is not None and work.identity.id == code.identity_id
    if not here:
        raise refuse("connect.already")
    if code.state == "live":
        raise refuse("connect.own")


def _digest(work: Work, signs: str) -> str:
    """Slow on purpose: by a fast one, all codes are tried in minutes by who has got a copy."""
    salt = f"exportlots:{work.centre.slug}".encode()
    return scrypt(signs.encode(), salt=salt, n=2**13, r=8, p=1, dklen=32).hex()
