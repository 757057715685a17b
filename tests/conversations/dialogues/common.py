"""What the dialogues have in common: the forms' labels, and the cases they begin with."""

from __future__ import annotations

from tests.conversations.people import SARA, Someone
from tests.conversations.sheets import Lines, missing
from tests.conversations.stages import Stage

WHICH = "Vilken organisation arbetar du för?"
CONSENT = "Har företaget sagt ja till att vi delar ärendet med de andra i exportcentret?"
NEED, NEEDS = "Vad behöver företaget?", "Vad behöver företaget hjälp med?"
COMPANY, MARKET = "Företagets namn", "Till vilka länder ska företaget sälja?"
MUNICIPALITY, OFFER_TO = "I vilken kommun finns verksamheten?", "Vem ska vi fråga?"
PAID = "En kedja i Brasilien vill betala 60 dagar efter leverans. Hur vågar vi säga ja?"


def has(lines: Lines, *texts: str) -> None:
    assert not (lost := missing(texts, lines)), f"{lost} not in {lines}"


def lacks(lines: Lines, *texts: str) -> None:
    assert len(missing(texts, lines)) == len(texts), f"one of {texts} in {lines}"


def opened(
    on: Stage, who: Someone = SARA, *, company: str = "Kinna Kakel AB", consent: str = "Ja"
) -> None:
    """A case about payment risk; EKN is suggested, and so asked."""
    on.command(who, "/hanvisa", PAID)
    on.fill(
        who, {CONSENT: consent, COMPANY: company, MUNICIPALITY: "Mark", NEEDS: "Betalningsrisk"}
    )
    on.send(who)


def mentioned(on: Stage, who: Someone, company: str) -> None:
    """A case of which only the company is known, so nobody is asked."""
    on.command(who, "/hanvisa", f"{company} undrar något")
    on.fill(who, {CONSENT: "Ja", COMPANY: company})
    on.send(who)
