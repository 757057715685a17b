"""A small register of cases on a real SQLite file, for the tests of export and privacy."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlmodel import Session

from bot.storage.tables import Company, Enquiry, LogEntry, Member, Referral

NOW = datetime(2026, 5, 19, 12, 0, tzinfo=UTC)
"""A Tuesday, 14.00 in Stockholm."""


@dataclass
class Register:
    """Puts cases into a session."""

    session: Session

    def member(self, name: str = "Anna Ek", organisation: str = "almi", **values: Any) -> Member:
        """A confirmed member."""
        values = {"joined_at": NOW, "confirmed_at": NOW, **values}
        return self._kept(Member(name=name, organisation=organisation, **values))

    def company(self, name: str, number: str | None = None, municipality: str = "") -> Company:
        """A company."""
        return self._kept(
            Company(
                name=name,
                name_key=name.casefold(),
                organisation_number=number,
                municipality=municipality,
            )
        )

    def case(
        self,
        poster: Member,
        company: Company | None = None,
        *,
        answers: dict[str, Any] | None = None,
        hours_ago: float = 48,
        **values: Any,
    ) -> Enquiry:
        """A case; consent is yes unless said otherwise."""
        opened = NOW - timedelta(hours=hours_ago)
        values = {"consent": "yes", "need": "Vill sälja", "routed_by": "2026.1-abc", **values}
        return self._kept(
            Enquiry(
                company_id=company.id if company else None,
                poster_id=poster.id,
                poster_organisation=poster.organisation,
                answers={"needs": ["market-info"]} if answers is None else answers,
                opened_at=opened,
                stepped_at=opened,
                **values,
            )
        )

    def referral(self, case: Enquiry, organisation: str, by: Member, **values: Any) -> Referral:
        """An offer to an organisation."""
        values = {"offered_at": case.opened_at, **values}
        return self._kept(
            Referral(enquiry_id=case.id, organisation=organisation, offered_by=by.id, **values)
        )

    def log(self, case: Enquiry, step: str, by: Member | None = None, **values: Any) -> LogEntry:
        """A log entry."""
        return self._kept(
            LogEntry(
                enquiry_id=case.id,
                at=NOW,
                step=step,
                member_id=by.id if by else None,
                organisation=by.organisation if by else "",
                **values,
            )
        )

    def _kept(self, row: Any) -> Any:
        self.session.add(row)
        self.session.flush()
        return row
