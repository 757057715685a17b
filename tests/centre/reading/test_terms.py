"""Urgency, credit, the deal, what the bank said, the stage, and what has a closing date."""

from datetime import UTC, datetime

import pytest

from tests.centre.reading.readings import one, rows

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)

URGENCY = """
48h | Det är akut.
48h | ASAP, please
48h | Vi måste ha svar i morgon.
48h | we need it by tomorrow
48h | Lastbilen står i Basel sen i morse.
48h | fast i tullen
48h | kan nån ringa henne idag?
2w | Svar senast nästa vecka.
2w | Anbudet ska in på fredag.
2w | by Friday
2w | om tio dagar
2w | elva dagar kvar
2w | within two weeks
2w | sista dagen är den 21:a
quarter | före jul
quarter | inom två månader
quarter | next month
none | Ingen brådska.
none | no rush at all
none | det är inte bråttom
none | när ni har tid
 | Vi har funnits sedan 2004.
 | Ingenting brinner.
 | köparen vill betala om 90 dagar
 | the buyer will pay within 60 days
 | I mars skickade vi två lass.
"""

CREDIT = """
31-365d | Köparen vill ha 90 dagars kredit.
31-365d | betalning 120 dagar
<=30d | 30 days net payment
<=30d | kredittid 30 dagar
1-2y | kunden vill betala på 18 månader
>2y | avbetalning på fem år
>2y | they want seven years to pay
prepaid | betalar i förskott
 | Vi har 30 års erfarenhet.
 | Fakturan är 60 dagar försenad.
 | Leveranstiden är 90 dagar.
"""

MONEY = """
bank-declined | Banken sa nej.
bank-declined | The bank has turned us down.
bank-declined | Swedbank sa blankt nej i måndags.
bank-declined | vi fick avslag från banken
bank-shares-risk | Banken vill dela risken.
bank-shares-risk | Handelsbanken gillar affären men inte hela risken.
bank-shares-risk | SEB says yes provided somebody else stands for half the risk
bank-co-lends | Banken lånar ut hälften om någon annan går in med resten.
bank-co-lends | Sparbanken tar 60 % om nån annan tar resten
no-budget | De har inga pengar till resor.
no-budget | there is no budget for this
equity | De söker en delägare.
equity | looking for an investor
own | Vi har avsatt egna pengar.
 | Köparens bank kräver original.
 | Remburs genom en irakisk bank, är vår säkerhet god?
"""

DEAL = """
contract | Vi har skrivit kontrakt.
contract | fått en order från Chile
contract | The order is signed.
contract | Remburs från Dhaka.
delivered-unpaid | Kunden har inte betalat.
delivered-unpaid | an unpaid invoice in Poland
delivered-unpaid | De är skyldiga oss 900 tusen.
delivered-unpaid | har 640 tkr utestående
quote | Vi har lämnat offert.
quote | they asked for a quote
none | Inget påskrivet.
"""

DEADLINE = """
goods-moving | Lastbilen står vid gränsen.
goods-moving | stuck in customs
goods-moving | båten går i morgon
bid-deadline | Anbudet ska in på fredag.
bid-deadline | the bid closes on Tuesday
bid-deadline | buden öppnas den 22:a
unpaid-invoice | Kunden har slutat svara och fakturan är obetald.
unpaid-invoice | our customer has gone bankrupt
credit-reply | Köparen vill ha 120 dagars kredit och svar senast i morgon.
 | Tänk om kunden inte betalar.
 | Vem betalar om båten sjunker?
 | Stolarna ska in tullfritt.
 | If the customer does not pay, who does?
"""

STAGE = """
domestic-only | Vi har aldrig exporterat.
domestic-only | Säljer bara i Sverige.
domestic-only | we have never sold anything outside Sweden
pre-sales | Vi har inte sålt en enda än.
pre-sales | Det är bara en prototyp.
sporadic | Vi får enstaka order från Norge ibland.
regular-1-3 | Vi säljer redan till Norge och Danmark.
regular-4+ | exporterar till sju länder
regular-4+ | exporterar till ett dussin länder
regular-4+ | customers in eleven countries
sub-supplier | Vi är underleverantör till Volvo.
"""

OTHERS = """
start_up yes | Vi startade förra året.
start_up yes | a start-up with two founders
start_up yes | bolaget är åtta månader gammalt
start_up idea | Jag har inget företag än.
start_up idea | no company yet
project_started yes | De har redan börjat och betalat konsulten.
project_started no | Inget är påskrivet än.
project_started no | nothing signed yet
consent  | Företaget har sagt ja till att ni delar ärendet.
"""


@pytest.mark.parametrize(("code", "sentence"), rows(URGENCY))
def test_how_urgent_it_is(code, sentence):
    assert one(sentence, "urgency") == code


@pytest.mark.parametrize(("code", "sentence"), rows(CREDIT))
def test_the_credit_asked_for(code, sentence):
    assert one(sentence, "credit") == code


@pytest.mark.parametrize(("code", "sentence"), rows(MONEY))
def test_what_the_bank_said(code, sentence):
    assert one(sentence, "money") == code


@pytest.mark.parametrize(("code", "sentence"), rows(DEAL))
def test_how_far_the_deal_has_come(code, sentence):
    assert one(sentence, "deal") == code


@pytest.mark.parametrize(("code", "sentence"), rows(DEADLINE))
def test_what_has_a_closing_date(code, sentence):
    assert one(sentence, "deadline") == code


@pytest.mark.parametrize(("code", "sentence"), rows(STAGE))
def test_how_far_on_the_journey(code, sentence):
    assert one(sentence, "stage") == code


@pytest.mark.parametrize(("answer", "sentence"), rows(OTHERS))
def test_what_else_is_told(answer, sentence):
    question, _, code = answer.partition(" ")
    assert one(sentence, question) == code.strip()


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("48h", "Vi behöver svar på tisdag."),
        ("48h", "before Wednesday"),
        ("2w", "senast den 30 november"),
        ("quarter", "före 15 januari"),
        ("2w", "senast på torsdag"),
    ],
)
def test_days_are_reckoned_from_now(code, sentence):
    assert one(sentence, "urgency", MONDAY) == code
