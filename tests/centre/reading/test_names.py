"""The company's name and number, and whom to call."""

import pytest

from tests.centre.reading.readings import one, rows

NAMES = """
Tidaholms Snickeri AB | Tidaholms Snickeri AB behöver hjälp.
Plåtverket i Tibro AB | Träffade Plåtverket i Tibro AB igår.
Nordljus | Företaget heter Nordljus.
Svarv & Fräs AB | Svarv & Fräs AB från Vara, 20 anst.
Östergrens Rökeri HB | Besökte Östergrens Rökeri HB.
Havsvind | Vi är företaget ”Havsvind” i Lysekil.
Nordic Looms AB | Nordic Looms AB asks about Norway.
 | Vi är ett företag i Tibro.
 | Kunden Schmidt GmbH har inte betalat.
 | Hej, kan ni hjälpa oss?
"""


@pytest.mark.parametrize(("name", "sentence"), rows(NAMES))
def test_the_company_has_its_name(name, sentence):
    assert one(sentence, "company") == name


@pytest.mark.parametrize(
    ("number", "sentence"),
    [
        ("556036-0793", "org nr 556036-0793"),
        ("556036-0793", "orgnr: 5560360793"),
        ("556036-0793", "16556036-0793 är numret"),
        ("", "556036-0794 har fel kontrollsiffra"),
        ("", "ring 031-123 45 67"),
        ("", "700101-1234 är ett personnummer"),
    ],
)
def test_the_number_is_an_organisations(number, sentence):
    assert one(sentence, "number") == number


def test_whom_to_call():
    text = "Kontakta Anna Svensson, vd, 0505-123 45, anna@platverket.se"
    assert one(text, "contact.name") == "Anna Svensson"
    assert one(text, "contact.phone") == "0505-123 45"
    assert one(text, "contact.email") == "anna@platverket.se"


def test_the_newest_signature_tells_whom_to_call():
    text = (
        "Hej, vi vill till Norge.\n\nVänliga hälsningar\nKarin Lind\nExportchef\n"
        "070-123 45 67\nkarin@exempel.se\n\nFrån: Per Ek <per@annan.se>\nÄmne: Norge\nHej Karin!"
    )
    assert one(text, "contact.name") == "Karin Lind"
    assert one(text, "contact.phone") == "070-123 45 67"
    assert one(text, "contact.email") == "karin@exempel.se"
