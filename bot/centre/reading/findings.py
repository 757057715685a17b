"""What was read from a text: findings, likely needs, and the proposed answers they make."""

from __future__ import annotations

from dataclasses import dataclass

Answer = str | tuple[str, ...]

ENOUGH = 0.5
"""How sure (0 to 1) a finding must be to be proposed as an answer."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One answer read from a text.

    `words` is `text[start:end]`, what it was read from; `sure` is between 0 and 1.
    """

    question: str
    code: str
    words: str
    start: int
    end: int
    sure: float = 1.0


@dataclass(frozen=True, slots=True)
class Likely:
    """A need that a text may tell of, how sure (0 to 1) and the sentence it was read from.

    `first` is how likely it is the one that comes first.
    """

    code: str
    sure: float
    words: str = ""
    first: float = 0.0


@dataclass(frozen=True)
class Reading:
    """All that was read from one text.

    `needs` are ranked, the one that comes first before the others. `scope` is empty for what
    belongs to the centre, else "not-company", "not-export", "other-county" or "licence".
    `enquiry` tells how like a company's enquiry (0 to 1) the text is, and not chatter, a vendor's
    pitch or a question to colleagues. `contact` holds name, phone and email where they stand.
    """

    text: str
    findings: tuple[Finding, ...] = ()
    needs: tuple[Likely, ...] = ()
    company: str = ""
    number: str = ""
    contact: tuple[tuple[str, str], ...] = ()
    enquiry: float = 0.0
    scope: str = ""
    several: frozenset[str] = frozenset()

    def of(self, question: str) -> tuple[Finding, ...]:
        """The findings for one question, the surest first."""
        found = (finding for finding in self.findings if finding.question == question)
        return tuple(sorted(found, key=lambda finding: -finding.sure))

    def answers(self) -> dict[str, Answer]:
        """The proposed answers: what is sure enough; `needs` and `first_need` among them."""
        proposed: dict[str, Answer] = {}
        for finding in sorted(self.findings, key=lambda finding: -finding.sure):
            if finding.sure < ENOUGH:
                continue
            if finding.question in self.several:
                given = proposed.get(finding.question, ())
                if finding.code not in given:
                    proposed[finding.question] = (*given, finding.code)
            else:
                proposed.setdefault(finding.question, finding.code)
        needs = tuple(need.code for need in self.needs if need.sure >= ENOUGH)
        if not needs and self.needs:
            needs = (self.needs[0].code,)
        if needs:
            proposed["needs"] = needs
        if len(needs) > 1:
            proposed["first_need"] = needs[0]
        return proposed
