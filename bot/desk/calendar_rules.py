"""How often an event comes back: checked, and bounded, before a library reckons it.

A rule is a small program. "Every 0 days" never ends, and "every 30 February" is looked for until
the year 9999: so each rule is held against what a meeting can mean, and ends at the horizon.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime, time, timedelta
from itertools import islice
from typing import Any

OLDEST = {"DAILY": 5, "WEEKLY": 30, "MONTHLY": 60, "YEARLY": 130}
"""How many years back an event of each sort may have begun; what is refused is named."""
MOST = 10_000
"""The largest COUNT that is reckoned; an event has as many occurrences as are within a year."""


class BadRule(Exception):
    """A rule that is not reckoned; the text is the code of why."""


def bounded(rule: Any, start: date, horizon: date) -> dict[str, Any]:
    """The rule with an end: its own, or the horizon where it has none or a later one.

    Raises `BadRule` for one that is nonsense, or finer than a meeting can be.
    """
    parts = {str(name).upper(): value for name, value in rule.items()}
    sort = _sort(parts)
    if not _comes_again(sort, parts):
        raise BadRule("rare")
    if start.year < horizon.year - 1 - OLDEST[sort]:
        raise BadRule("old")
    last = horizon + timedelta(days=1)
    if "COUNT" in parts:
        if "UNTIL" in parts:
            raise BadRule("unreadable")
        if _comes_to_its_end(parts, start, last):
            return parts
        del parts["COUNT"]
    elif "UNTIL" in parts:
        until = _only(parts["UNTIL"])
        if not isinstance(until, date):
            raise BadRule("unreadable")
        if _day(until) <= horizon:
            return parts
    return {**parts, "UNTIL": [last]}


def _comes_again(sort: str, parts: dict[str, Any]) -> bool:
    """Whether the rule is of the kinds that people make, which all come true sooner or later.

    The library looks for an occasion day by day until the year 9999, which takes half a minute;
    so what may never come ("30 February", "the sixth Monday") is not asked of it.
    """
    given = {name for name in parts if name.startswith("BY")} - {"BYHOUR", "BYMINUTE", "BYSECOND"}
    seldom = _number(parts.get("INTERVAL", 1)) > 1
    months = sort in ("MONTHLY", "YEARLY")
    numbered = any(str(day)[:-2] for day in _all(parts.get("BYDAY", [])))
    return not (
        given - {"BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS"}
        or (seldom and given - _WITHIN[sort])
        or (numbered and (given & {"BYMONTHDAY", "BYSETPOS"} or not months))
        or ("BYSETPOS" in given and ("BYDAY" not in given or not months))
        or not _possible(parts)
    )


def _possible(parts: dict[str, Any]) -> bool:
    """Whether each place in a month is one that a month can have."""
    if any(abs(_number(str(day)[:-2] or 1)) > 5 for day in _all(parts.get("BYDAY", []))):
        return False
    if any(not 1 <= abs(_number(at)) <= 4 for at in _all(parts.get("BYSETPOS", []))):
        return False
    days = [abs(_number(day)) for day in _all(parts.get("BYMONTHDAY", []))]
    months = [_number(str(month)) for month in _all(parts.get("BYMONTH", range(1, 13)))]
    if not all(1 <= month <= 12 for month in months):
        return False
    return not days or any(1 <= day <= monthrange(2028, m)[1] for day in days for m in months)


_WITHIN: dict[str, set[str]] = {
    "DAILY": set(),
    "WEEKLY": {"BYDAY"},
    "MONTHLY": {"BYDAY", "BYMONTHDAY", "BYSETPOS"},
    "YEARLY": {"BYDAY", "BYMONTH", "BYMONTHDAY", "BYSETPOS"},
}
"""What may stand in a rule for every second day, week, month or year."""


def _all(value: Any) -> list[Any]:
    return list(value) if isinstance(value, (list, tuple, range)) else [value]


def _sort(parts: dict[str, Any]) -> str:
    sort = str(_only(parts.get("FREQ", ""))).upper()
    if sort in ("HOURLY", "MINUTELY", "SECONDLY"):
        raise BadRule("often")
    if sort not in OLDEST:
        raise BadRule("unreadable")
    clock = [parts[name] for name in ("BYHOUR", "BYMINUTE", "BYSECOND") if name in parts]
    if any(isinstance(value, list) and len(value) > 1 for value in clock):
        raise BadRule("often")
    for name in ("INTERVAL", "COUNT"):
        if name in parts and not 1 <= _number(parts[name]) <= MOST:
            raise BadRule("unreadable")
    return sort


def _comes_to_its_end(parts: dict[str, Any], start: date, horizon: date) -> bool:
    """Whether a counted rule has all its occurrences before the horizon, and so ends by itself."""
    from dateutil.rrule import rrulestr
    from icalendar import vRecur

    count = _number(parts["COUNT"])
    rest = {name: value for name, value in parts.items() if name != "COUNT"}
    written: Any = vRecur(rest)
    text = f"{written.to_ical().decode()};UNTIL={horizon:%Y%m%d}T235959"
    rule = rrulestr(text, dtstart=datetime.combine(start, time()))
    return sum(1 for _ in islice(rule, count)) == count


def _number(value: Any) -> int:
    try:
        return int(_only(value))
    except (TypeError, ValueError):
        raise BadRule("unreadable") from None


def _only(value: Any) -> Any:
    if isinstance(value, list):
        if len(value) != 1:
            raise BadRule("unreadable")
        return value[0]
    return value


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
