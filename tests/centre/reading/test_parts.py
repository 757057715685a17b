"""A pasted mail thread: what is the enquiry, and what is set aside."""

from bot.centre.reading.parts import parts_of, sentences_of
from bot.centre.reading.words import tokens_of
from tests.centre.reading.readings import one

THREAD = """Hej,

Vi är ett snickeri i Tibro med 14 anställda och vill till Norge.

Med vänlig hälsning
Karin Lind
Storgatan 3, 411 38 Göteborg

Detta meddelande är konfidentiellt.

-----Ursprungligt meddelande-----
Från: Per Ek
Ämne: Hjälp
> Vi i Borås har 900 anställda.
"""


def spans(text, which):
    return "".join(text[start:end] for start, end in which)


def test_the_enquiry_is_what_was_written_last():
    parts = parts_of(THREAD)
    assert "Tibro" in spans(THREAD, parts.body)
    assert "Göteborg" in spans(THREAD, parts.signature)
    assert "Borås" in spans(THREAD, parts.older)
    assert "konfidentiellt" not in spans(THREAD, (*parts.body, *parts.signature))


def test_neither_signature_nor_quoted_mail_is_the_company():
    assert one(THREAD, "municipality") == "Tibro"
    assert one(THREAD, "size") == "10-49"


def test_a_forwarded_mail_is_the_enquiry():
    text = "Kan nån ta denna?\n\nFrån: Eva\nÄmne: fråga\nHej! Vi är ett bryggeri på Hönö med fem anställda och har fått en order från Finland som vi inte vet hur vi ska hantera."
    assert one(text, "municipality") == "Öckerö"


def test_a_sentence_ends_where_it_ends():
    text = "Vi är ca. 30 pers. i Vara. Omsättning 2.5 mkr, t.ex. Norge!\nNytt stycke"
    found = [text[s.start : s.end] for s in sentences_of(tokens_of(text))]
    assert found == [
        "Vi är ca. 30 pers. i Vara.",
        "Omsättning 2.5 mkr, t.ex. Norge!",
        "Nytt stycke",
    ]


def test_a_decomposed_letter_is_the_same_letter():
    assert one("Fo\u0308retag i Bora\u030as", "municipality") == "Borås"
