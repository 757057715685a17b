"""How long the agreement lets things be kept, as instants: what is older has had its time.

Months are calendar months on the centre's clock, as an archive's plan counts them: what ended on
the last of a longer month goes on the last of a shorter one.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.centre.model import Centre


@dataclass(frozen=True)
class Limits:
    """For each sort of thing the instant (of meetings the day) before which it is not kept."""

    receipts: datetime
    drafts: datetime
    raw_text: datetime
    contacts: datetime
    cases: datetime
    meetings: date
    talk: datetime
    messages: datetime
    members: datetime
    access: datetime
    today: date


def limits(centre: Centre, now: datetime) -> Limits:
    """What has had its time at `now` by the centre's file."""
    kept, zone = centre.retention, ZoneInfo(centre.working_hours.zone)

    def months(count: int) -> datetime:
        return months_before(now, count, zone)

    return Limits(
        receipts=now - timedelta(hours=kept.receipt_hours),
        drafts=now - timedelta(hours=kept.draft_hours),
        raw_text=now - timedelta(days=kept.raw_text_days),
        contacts=months(kept.contact_months),
        cases=months(kept.case_months),
        meetings=months(kept.meeting_months).astimezone(zone).date(),
        talk=months(kept.talk_months),
        messages=months(kept.message_months),
        members=months(kept.member_months),
        access=months(kept.access_months),
        today=now.astimezone(zone).date(),
    )


def months_before(now: datetime, count: int, zone: ZoneInfo) -> datetime:
    """The same clock time so many calendar months earlier."""
    local = now.astimezone(zone)
    years, month = divmod(local.year * 12 + local.month - 1 - count, 12)
    day = min(local.day, monthrange(years, month + 1)[1])
    return local.replace(year=years, month=month + 1, day=day).astimezone(now.tzinfo)
