"""Meetings where the calendar is difficult, and what becomes of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time

from tests.calendar_year import almanac

USUAL = ("14", "3", "eve")


def at(text: str) -> datetime:
    """A moment on the wall's clock: "2026-05-20 10.17"."""
    return almanac.instant(date.fromisoformat(text[:10]), time(int(text[11:13]), int(text[14:16])))


@dataclass(frozen=True)
class Event:
    """A meeting, and what becomes of it: (when, who, what, the new time or the answer)."""

    added: str
    by: str
    kind: str
    when: str
    then: tuple[tuple[str, str, str, str], ...] = ()
    remind: tuple[str, ...] = USUAL
    sub_region: str = "sjuharad"


def yes(when: str, *users: str) -> tuple[tuple[str, str, str, str], ...]:
    """These say that they come, one a minute."""
    minute = int(when[14:16])
    return tuple(
        (f"{when[:14]}{minute + n:02d}", user, "coming", "yes") for n, user in enumerate(users)
    )


DIFFICULT = (
    # On the Tuesday after Easter, planned before the clocks change.
    Event(
        "2026-03-02 10.17",
        "sara",
        "export-boost",
        "2026-04-07 13.00-16.00",
        yes("2026-03-03 09.11", "anna", "johan", "maria", "karin"),
    ),
    # The Monday after Midsummer.
    Event(
        "2026-05-18 10.21",
        "petra",
        "training",
        "2026-06-22 09.00-12.00",
        yes("2026-05-19 11.03", "sara", "lena", "elias"),
        sub_region="fyrbodal",
    ),
    # On a Saturday.
    Event(
        "2026-08-10 14.02",
        "johan",
        "event",
        "2026-09-12 10.00-15.00",
        yes("2026-08-11 09.31", "emma", "nils", "stina"),
        sub_region="skaraborg",
    ),
    # At breakfast, before sunrise, and in the night.
    Event(
        "2026-04-27 09.09",
        "nils",
        "export-boost",
        "2026-05-20 07.30-09.00",
        yes("2026-04-28 09.09", "anna", "petra", "ture"),
        sub_region="goteborgsregionen",
    ),
    Event(
        "2026-10-05 09.33",
        "ingrid",
        "event",
        "2026-11-03 06.15-18.00",
        yes("2026-10-06 10.10", "stina", "maria"),
    ),
    Event(
        "2026-08-03 09.33",
        "lena",
        "event",
        "2026-08-20 05.00-20.00",
        yes("2026-08-04 10.10", "anna", "nils"),
    ),
    # Whole days, the Monday after the clocks were put back.
    Event(
        "2026-10-01 13.45",
        "emma",
        "training",
        "2026-10-26 - 2026-10-27",
        yes("2026-10-02 09.01", "johan", "sara", "elias", "omar"),
        sub_region="skaraborg",
    ),
    # On the Sunday on which they are put forward.
    Event(
        "2027-02-22 13.45",
        "sara",
        "event",
        "2027-03-28 10.00-14.00",
        yes("2027-02-23 09.01", "nils", "lena"),
        sub_region="goteborgsregionen",
    ),
    # Between Christmas and New Year, and on the first Monday after it.
    Event(
        "2026-11-30 10.05",
        "stina",
        "export-boost",
        "2026-12-28 13.00-15.00",
        yes("2026-12-01 10.05", "anna", "ture"),
        sub_region="fyrbodal",
    ),
    Event(
        "2026-12-07 10.05",
        "maria",
        "export-boost",
        "2027-01-04 09.00-11.00",
        yes("2026-12-08 10.05", "sara", "petra"),
    ),
    # The Friday after Ascension Day.
    Event(
        "2026-04-20 15.05",
        "anna",
        "training",
        "2026-05-15 09.30-11.00",
        yes("2026-04-21 10.05", "lena", "karin"),
    ),
    # Added late: two days before, and on the day itself.
    Event(
        "2026-02-09 11.11",
        "karin",
        "event",
        "2026-02-11 13.00-14.00",
        yes("2026-02-09 12.11", "omar", "emma"),
    ),
    Event(
        "2026-02-18 10.11",
        "lena",
        "event",
        "2026-02-18 15.00-16.00",
        yes("2026-02-18 11.11", "elias", "johan"),
    ),
    # Moved a week on when the rooms had been reminded twice.
    Event(
        "2026-03-30 09.40",
        "johan",
        "export-boost",
        "2026-04-22 13.00-16.00",
        (
            *yes("2026-03-31 09.40", "sara", "maria", "stina", "ingrid"),
            ("2026-04-20 10.40", "johan", "move", "2026-04-29 13.00-16.00"),
            ("2026-04-21 10.40", "stina", "coming", "no"),
            ("2026-05-04 13.15", "sara", "met", "Smide i Skara AB"),
        ),
        sub_region="fyrbodal",
    ),
    # Moved nearer, so that its mornings have been; and moved by two hours on the morning itself.
    Event(
        "2026-09-01 09.40",
        "petra",
        "training",
        "2026-10-15 13.00-16.00",
        (
            *yes("2026-09-02 09.40", "anna", "nils"),
            ("2026-09-21 10.40", "petra", "move", "2026-09-23 13.00-16.00"),
            ("2026-09-23 08.40", "petra", "move", "2026-09-23 15.00-17.00"),
        ),
    ),
    # Cancelled the day before, and somebody who changes their mind twice.
    Event(
        "2026-09-14 09.40",
        "emma",
        "export-boost",
        "2026-10-08 13.00-16.00",
        (
            *yes("2026-09-15 09.40", "johan", "sara", "ture"),
            ("2026-09-16 09.40", "sara", "coming", "no"),
            ("2026-09-17 09.40", "sara", "coming", "yes"),
            ("2026-10-07 14.40", "emma", "cancel", ""),
        ),
        sub_region="skaraborg",
    ),
    # Joint visits: one on its day, one moved, one that nobody else comes along to.
    Event(
        "2026-02-23 09.50",
        "sara",
        "visit",
        "2026-03-18 10.00-12.00",
        yes("2026-02-24 09.50", "sara", "anna", "johan"),
    ),
    Event(
        "2027-08-23 09.50",
        "nils",
        "visit",
        "2027-09-15 10.00-12.00",
        (
            *yes("2027-08-24 09.50", "nils", "lena", "elias"),
            ("2027-09-14 12.30", "nils", "move", "2027-09-16 10.00-12.00"),
        ),
    ),
    Event("2027-10-04 09.50", "ingrid", "visit", "2027-10-20 10.00-12.00"),
    # Reminded a month and a week before, and not on the eve.
    Event(
        "2027-01-11 09.50",
        "elias",
        "training",
        "2027-03-01 13.00-15.00",
        yes("2027-01-12 09.50", "anna"),
        remind=("30", "7"),
    ),
)
