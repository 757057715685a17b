"""The parts of an agreement that are neither rules nor places: organisations with their desks,
the checklist's questions and codes, working hours, meetings, and how long things are kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, model_validator
from pydantic_core import PydanticCustomError

from bot.centre.conditions import ALWAYS, Condition
from bot.centre.wording import Record, Several, Text, Verified
from bot.texts import Label

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Code(Record):
    """One possible answer. A code is retired, never deleted: old cases still carry it."""

    code: str
    label: Text
    retired: bool = False

    @model_validator(mode="before")
    @classmethod
    def _lift_label(cls, raw: Any) -> Any:
        """`{code: yes, sv: Ja, en: Yes}` is how people write it."""
        if not isinstance(raw, Mapping) or "label" in raw:
            return raw
        words = {key: raw[key] for key in ("sv", "en") if key in raw}
        return {**{k: v for k, v in raw.items() if k not in ("sv", "en")}, "label": words}


class Result(Code):
    """What came of a case, or later of the help; the digest begins with the `good` ones."""

    good: bool = False


class DeclineReason(Code):
    """Why an organisation says no; `needs_date` where it says until when."""

    needs_date: bool = False


class Topics(Record):
    """Words that questions about a need often have in them, by language."""

    sv: Several = ()
    en: Several = ()


class Need(Code):
    """What a company may need. `journey` is its place in the export journey, earliest first.

    By `topics` a question among colleagues ("who does origin certificates?") finds the need; one
    that names a market alone is about the need with `by_market`.
    """

    journey: int
    explains: Text | None = None
    topics: Topics = Topics()
    by_market: bool = False


class Question(Record):
    """One question of the checklist.

    `number` is its place in the agreed checklist; `source` says where the answer codes come from
    when they are not listed. `when` tells where the question matters; the core ones always do.
    """

    id: str
    number: int | None = None
    core: bool = False
    kind: Literal["one", "many"] = "one"
    source: Literal["codes", "municipalities", "countries", "regions", "organisations", "needs"] = (
        "codes"
    )
    wording: Text
    hint: Text | None = None
    codes: tuple[Code, ...] = ()
    when: Condition = ALWAYS

    @property
    def offered(self) -> tuple[Code, ...]:
        """The codes to show in a form: those not retired."""
        return tuple(code for code in self.codes if not code.retired)


class Function(Verified):
    """A named desk. Phone and mailbox are public ones, or empty until somebody confirms them."""

    slug: str
    label: Text
    needs: Several = ()
    phone: str | None = None
    mailbox: str | None = None


class Organisation(Verified):
    """A partner of the centre."""

    slug: str
    name: str
    short: str
    kind: Literal["member", "supporting"] = "member"
    website: str | None = None
    email_domains: Several = ()
    functions: tuple[Function, ...] = ()
    services: tuple[Text, ...] = ()
    limits: tuple[Text, ...] = ()
    areas: Several = ()

    def functions_for(self, need: str) -> tuple[Function, ...]:
        """The desks that serve a need; all of them where none is named for it."""
        return tuple(f for f in self.functions if need in f.needs) or self.functions


def _weekday(raw: Any) -> Any:
    if isinstance(raw, str) and raw.lower() in DAYS:
        return DAYS.index(raw.lower())
    return raw


Weekday = Annotated[int, BeforeValidator(_weekday), Field(ge=0, le=6)]
"""A day of the week by its English name; counted from Monday = 0."""


class WorkingHours(Record):
    """When the centre works, in local time. Weekdays count from Monday = 0."""

    opens: time = time(8)
    closes: time = time(17)
    zone: str = "Europe/Stockholm"
    country: str = "SE"
    subdivision: str | None = None
    weekdays: tuple[Weekday, ...] = (*range(5),)
    extra_closed: tuple[date, ...] = ()

    @model_validator(mode="after")
    def _opens_before_closing(self) -> WorkingHours:
        if self.opens >= self.closes:
            raise PydanticCustomError("hours", "the centre closes before it opens")
        return self


class Retention(Verified):
    """How long things are kept: a proposal, since each organisation's own plan rules.

    `contact_months` and `case_months` count from the day a case ended, `meeting_months` from the
    day after the meeting, `member_months` from the end of a membership. `talk_months` is for news,
    questions to everybody and introductions, `message_months` for what the bot has sent about no
    case, `access_months` for the record of who was shown a withheld case.
    """

    raw_text_days: int = Field(default=30, ge=1)
    draft_hours: int = Field(default=24, ge=1)
    receipt_hours: int = Field(default=24, ge=1)
    contact_months: int = Field(default=12, ge=1)
    case_months: int = Field(default=60, ge=1)
    meeting_months: int = Field(default=24, ge=1)
    talk_months: int = Field(default=12, ge=1)
    message_months: int = Field(default=12, ge=1)
    member_months: int = Field(default=24, ge=1)
    access_months: int = Field(default=24, ge=1)


class Contacts(Record):
    """How long a contact is taken to hold: after `fresh_days` whoever added it is asked.

    One that nobody has confirmed for `gone_months` is removed.
    """

    fresh_days: int = Field(default=90, ge=1)
    gone_months: int = Field(default=12, ge=1)


class Meter(Verified):
    """The 24-hour goal: the share of cases, in percent, that a named person has taken in time."""

    goal: int = Field(ge=1, le=100)
    working_days: int = Field(default=1, ge=1)


class MeetingKind(Code):
    """A kind of meeting.

    `visit` is a joint visit to a company: who comes along is asked once, and only they are
    reminded. `partners` is the partners' own recurring meeting, to which the coordinator brings
    the meeting pack.
    """

    visit: bool = False
    partners: bool = False


class Meetings(Record):
    """The kinds of meetings, and when the rooms are reminded where a meeting says nothing else.

    `remind_days` are days before; `remind_eve` the morning of the last working day before.
    """

    kinds: tuple[MeetingKind, ...] = Field(
        default=(MeetingKind(code="meeting", label=Label(sv="Träff", en="Meeting")),), min_length=1
    )
    remind_days: tuple[Annotated[int, Field(ge=1, le=90)], ...] = (14, 3)
    remind_eve: bool = True

    @property
    def offered(self) -> tuple[MeetingKind, ...]:
        """The kinds to show in a form: those not retired."""
        return tuple(kind for kind in self.kinds if not kind.retired)

    def kind(self, code: str) -> MeetingKind | None:
        """The kind with this code; None for one that the file no longer has."""
        return next((kind for kind in self.kinds if kind.code == code), None)
