"""Employees and turnover: of the company, of its group, and of nobody else."""

import pytest

from tests.centre.reading.readings import one, rows

SIZES = """
10-49 | Vi är elva anställda.
10-49 | ett tjugotal medarbetare
10-49 | Bolaget har drygt 40 anställda.
50-249 | around fifty people work there
50-249 | 80 pers, plåt, Vara
2-9 | Vi är åtta.
2-9 | we're six
10-49 | Antal anställda: 25
10-49 | Employees: 30
50-249 | Det är ett 60-mannaföretag.
2-9 | femmannaföretag i Tibro
0-1 | Enmansföretag.
0-1 | Jag är soloföretagare.
0-1 | a one-man band
0-1 | Firman har inga anställda.
250+ | Koncernen har 1 200 anställda, vi är 30 här.
250+ | Bolaget ingår i en koncern med 1 200 anställda.
250+ | The group employs 3,000 people; forty work here.
250+ | part of a group of 1,300
250+ | Vi är 90 i Trollhättan men koncernen är på 6000.
50-249 | 140 anst, plåtkassetter
10-49 | Kunden har 4000 anställda. Vi är 12.
10-49 | Vi är 14 pers i Tranemo.
10-49 | a 40-person company
2-9 | a team of seven
10-49 | They employ 18.
10-49 | Vi sysselsätter 22 personer.
10-49 | Företaget sysselsätter ett femtontal.
50-249 | en fabrik med hundra anställda
50-249 | mellan 60 och 70 anställda
10-49 | Vi är tjugotvå på golvet och fem på kontoret.
2-9 | två syskon, lakrits
2-9 | three sisters with a bakery
10-49 | Älvängen, motorsåg, 14 st, 22 mkr
10-49 | Filsbäck: hyllsystem, 26.
10-49 | Vi har knappt 50 anställda.
50-249 | staff of 75
10-49 | 35 man, gjuteri
10-49 | IT-bolag (28 anställda)
2-9 | Bageri, 9 anst, Floda
10-49 | tio anställda
2-9 | nine employees
250+ | 700 anställda globalt
50-249 | Vi är ungefär 120 anställda i dag.
10-49 | Grannföretaget har 300 anställda, vi har 20.
250+ | ägs av en tysk koncern med 5 000 anställda
10-49 | headcount 33
10-49 | 12 heltidsanställda
10-49 | 16 årsanställda
 | Vi ska anställa 3 säljare i Tyskland.
 | Kunden har 4000 anställda.
 | Mässan har 500 besökare.
 | De har 40 kunder.
 | Vi exporterar till 12 länder.
 | Betalning om 60 dagar.
 | Behöver utbilda 10 personer i tull.
 | Vi har funnits i 30 år.
 | Ordern är på 12 maskiner.
 | Hyllan väger 45 kg.
 | They want to hire 2 engineers.
 | Kedjan har 22 butiker.
 | Vi söker två agenter.
"""

TURNOVERS = """
3-109 | De omsätter 25 milj.
3-109 | omsättning 40 mkr
<3 | Vi omsätter 900 tkr.
<3 | oms 2,4 mkr
500-4999 | turnover 1.1 bn
500-4999 | en halv miljard i omsättning
110-499 | omsättningen är 400-480 mkr
3-109 | omsätter 90 msek, lånet är på 5 msek
3-109 | revenues of €2.5m
3-109 | 25 000 kkr i omsättning
3-109 | They turn over SEK 25 million.
3-109 | Ordern är på 300 MSEK men vi omsätter 45.
110-499 | omsatte 120 miljoner förra året
500-4999 | Koncernen omsätter 2,3 miljarder, vi här 80 miljoner.
5000+ | Group turnover is 6 billion SEK.
3-109 | 38 pers 70 mkr
3-109 | 13 pers/27 mkr
3-109 | Tibro, 17 anst, 25 mkr.
3-109 | (24 anst, 33 MSEK)
110-499 | 140 anst och 390 mkr
500-4999 | ca 1,1 mdr i koncernen
500-4999 | ägs av en industrikoncern på 640 Mkr
<3 | ensam, 1,4 mkr/år
3-109 | sales of 15 million kronor a year
<3 | Ingen omsättning än.
<3 | no revenue yet
<3 | pre-revenue
<3 | 900 000 i omsättning
3-109 | nettoomsättning 31 miljoner kr
3-109 | Omsättning: 75 mkr
 | Ordern är på 12 MSEK.
 | Vi behöver låna 5 mkr.
 | En faktura på 640 tkr är obetald.
 | Maskinen kostar 3,8 mkr.
 | Budgeten är 200 tkr.
 | Vi söker en check på 250 000 kr.
 | Kontraktet är värt 50 miljoner.
 | Banken tar 3 mkr om någon annan tar resten.
 | Exporten är 30 procent.
 | Kunden omsätter 4 miljarder.
"""


@pytest.mark.parametrize(("size", "sentence"), rows(SIZES))
def test_the_company_is_as_big_as_it_is(size, sentence):
    assert one(sentence, "size") == size


@pytest.mark.parametrize(("turnover", "sentence"), rows(TURNOVERS))
def test_the_turnover_is_no_other_money(turnover, sentence):
    assert one(sentence, "turnover") == turnover
