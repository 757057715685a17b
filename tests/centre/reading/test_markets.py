"""Where to: countries from names, peoples, cities and parts of the world; what is wanted first."""

import pytest

from tests.centre.reading.readings import rows, several

MARKETS = """
DE | Vi vill in på den tyska marknaden.
DE | Agent i Tyskland sökes.
DE | De siktar på Tysklandsmarknaden.
DE | Vår kund i Hamburg vill ha 60 dagar.
DE | en tysk kedja har hört av sig
DE | tyskarna vill ha provningsintyg
DK | danskarna vill ha 90 dagar
DK | Köparen i Köpenhamn frågar efter CE.
DK | we got an enquiry from a Danish chain
NO | Norgeorder på 2 mkr
NO | Vi ska leverera till Oslo.
NO | norrmännen har beställt
NO | bygga i Bergen, Norge
US | over in the States
US | Vi vill till USA.
US | amerikanen vill köpa licensen
US | jänkarna kräver papper
US | order from a chain in Texas
US | The US market looks big.
GB | export till England
GB | skottarna gillar vår whisky
GB | Can we sell to the UK after Brexit?
GB | britterna betalar sent
FR | fransmännen vill ha prover
FR | Distributör i Lyon
FR | vi har en fransk kund
IT | Kunden i Milano har inte betalat.
ES | spanjorerna vill träffas
NL | holländsk importör söks
NL | Vi har hittat en distributör i Rotterdam.
PL | leta samarbetspartner i Polen
PL | En polsk köpare har begärt offert.
FI | Finnarna ringde igår.
FI | lansera i Finland
JP | japanerna vill ha etiketter
JP | En butik i Tokyo
CN | ett kinesiskt bolag vill köpa
CN | vi vill sälja till Kina
IN | indisk myndighet köper reläer
KR | Vi ska till Sydkorea.
BR | En importör i São Paulo
MX | kund i Monterrey
CL | gruvbolag i Chile
PE | order från Peru
AE | en affär i Dubai
SA | saudierna kräver legaliserad faktura
EG | grossisten i Alexandria, Egypten, vill ha kredit
ZA | Sydafrika är nästa steg
AU | containern ska till Australien
CH | schweizarna vill ha moms
AT | österrikisk kund
IS | vi vill sälja till Island
EE LT LV | lansera i Baltikum
BE LU NL | agent för Benelux
AT CH DE | vi vill in i DACH
DE FR | Vi väljer mellan Tyskland och Frankrike.
DK NO | vill sälja till Norge och Danmark
JP KR | Korea/Japan, vilken ska vi välja?
CH GB NO | turné i CH+UK+NO
EU | Vi vill sälja inom EU.
US | Vi köper komponenter från Kina men vill sälja till USA.
FR | Säljer redan i Norge och Danmark, nu vill vi till Frankrike.
TR | Säljer idag till Norge o Danmark. En turk vill köpa för 1,1 mkr.
DE | exporterar till Norge och Finland. Nästa land är Tyskland.
RO | De ringer från Cluj i Rumänien. Annars går de till italienarna.
VN | Kunden i Hanoi vill betala på fem år. Italienarna kan det tydligen.
DE NO | Vi exporterar till Norge och Tyskland.
US | A Chinese competitor has copied our lamp; we want to protect it in the USA.
GB | Den engelska kunden vill ha oss.
DE | Manualen är på tyska men ska säljas i Tyskland.
"""

NO_MARKET = """
 | Vi tävlar med tyska leverantörer.
 | Vår maskin är köpt från en italiensk leverantör.
 | Bolaget ägs av en norsk familj, norska ägare alltså.
 | Vi importerar tyg från Portugal.
 | Manualen måste översättas till tyska.
 | Säljaren pratar bra franska.
 | Företaget finns i Tibro, Sverige.
 | EU-stöd för forskning och utveckling
 | De vill utanför EU.
 | Vi vill växa utomlands.
 | Det finns flera svar.
 | There are us and them.
 | Kaffe serveras på en ö.
"""

REGIONS = """
nordics | Vi vill ut i Norden.
nordics | the Nordic market
eu-eea | vill in på europeiska marknaden
eu-eea | Hur säljer man i Europa?
north-america | Nordamerika lockar
asia | Vi funderar på Asien.
asia | Southeast Asia is next.
mena-africa | Mellanöstern är intressant
mena-africa | en kund i Gulfen
latin-america | Sydamerika, var börjar man?
latin-america | We're looking at Latin America.
"""


@pytest.mark.parametrize(("market", "sentence"), rows(MARKETS + NO_MARKET))
def test_the_market_is_where_they_want_to_go(market, sentence):
    assert several(sentence, "market") == market


@pytest.mark.parametrize(("region", "sentence"), rows(REGIONS))
def test_a_part_of_the_world_stands_for_a_market(region, sentence):
    assert several(sentence, "market_region") == region
