"""Words of questions that say nothing of what is asked about, and words that point at it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from threading import local

import snowballstemmer

from bot.centre.model import Centre
from bot.centre.reading.words import folded, near, tokens_of

LEAST, MOST = 3, 40
"""Letters that a word must have to be looked for, and may have at most."""


def words_of(text: str) -> frozenset[str]:
    """The words of a list, parted by space."""
    return frozenset(text.split())


POINTING = words_of(
    """
    vem vems vilka vilken vilket någon nån nåt något några nagon nagra ingen finns who whom whose
    which anyone anybody someone somebody does is are was were
    """
)
"""Words that open a question to colleagues."""

SMALL = words_of(
    """
    på i om av en ett så ej se vad oss er dig mig att och eller men som där när hur var varför för
    från till med mot mellan inom utan åt över under efter innan hos vid genom kring runt per samt
    både mer mest lite ganska också även då nu här igen redan bara inte aldrig alltid kanske tack
    hej hejsan snälla mvh obs den det de dem denna detta dessa deras dess sin sitt sina min mitt
    mina din ditt dina vår vårt våra ene ena man jag vi ni han hon hen kan kunna kunnat kunde ska
    skulle vill ville måste bör har hade haft ha vara är bli blir blev får fått gör göra gjort går
    gått veta vet visste känner känna känns kände hjälp hjälpa hjälper hjälpte hjälpt sköter sköta
    skött jobbar jobba jobbat arbetar arbeta tar tog hand bra duktig kunnig kunskap erfaren
    erfarenhet koll grejer grej saker sak fråga frågor frågan fragor undrar undra behöver behov
    söker söka letar leta efterlyser tips förslag kontakt kontakter kontakta kontakten person
    personer människa kollega kollegor kunnande prata pratar pratat talar tala snacka snackar
    språk ute bland gäller gällande ang angående handlar svarar svara ansvarig ansvarar ansvar
    expert experter specialist rätt bäst bästa gärna snabbt idag imorgon företag företaget
    företagen företags bolag bolaget bolagen kund kunden kunder kundens firma firman export
    exportera exporterar exporten sälja säljer marknad marknaden marknader land landet länder
    kommun kommunen region regionen västra götaland a an any of to at in on by or if we me my it
    is the and for from with about into onto over after before than then this that these those
    their there them they you your our ours his her its can could would should will shall may
    might must have has had having been being did done doing know knows knew known help helps
    helped helping some all not never ever please thanks hello here where when what why how get
    gets got need needs needed look looking find finding contact contacts people colleague
    colleagues good best right experts question questions work works working handle handles deal
    deals dealing take takes care speak speaks speaking spoken talk talks language languages
    company companies firm firms client clients customer customers market markets country
    countries out just also very who's anyone's
    """
)
"""Words that stand in any question: small ones, and what every one here is about."""


@lru_cache(maxsize=1)
def small_words() -> frozenset[str]:
    """All of them, also as they are written without å, ä and ö."""
    words = POINTING | SMALL | SPOKEN
    return words | {folded(word)[1] for word in words if len(word) > LEAST}


SPOKEN = words_of(
    """
    pratar prata talar tala snackar snacka behärskar läser skriver flytande språk språket speak
    speaks speaking fluent language fluently
    """
)
"""After one of these, "polska" is a language."""

MAYBE_SPOKEN = words_of("kan kunna på in förstår understands know knows")
"""After one of these it is one where no noun follows ("kan polska", not "kan polska regler")."""

JOINING = words_of(
    """
    och eller men med i på till för som här hos and or but with in on to for who here about from
    """
)
"""What may follow a language's name, that an adjective's noun would follow otherwise."""

SPEAKERS = ("talande", "språkig", "språkiga", "speaking", "speaker", "speakers")
"""Endings of who speaks a language ("polsktalande")."""

KNOWING = words_of("känner känna känt kände know knows knew kontakt kontakter contact contacts")
"""Words by which somebody asks whom one knows."""

AT = words_of("på hos at with from till inom i vid")
"""Before the name of where one knows somebody."""

DOING = words_of(
    """
    kan känner vet pratar talar snackar jobbar arbetar sköter har gör hjälper brukar fixar är
    finns som att is are know knows speak speaks does do handle handles has have can could work
    works help helps kunnat koll kontakt erfarenhet tips here who
    """
)
"""What colleagues do that one asks for."""


BEGINS, SLIPS = 4, 5
"""Letters of a stem that make words alike where one is a part of the other, or has a slip in it."""

_kept = local()


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """A word without accents and inflection, for comparing. English words lose their s too."""
    stemmer = getattr(_kept, "stemmer", None)
    if stemmer is None:
        stemmer = _kept.stemmer = snowballstemmer.stemmer("swedish")
    return str(stemmer.stemWord(folded(word)[1]))


def alike(asked: str, there: str) -> bool:
    """Whether a stem that is asked for is there: the same, with a slip, or as a part of a word.

    Either may begin the other ("tullfråg" and "tull"); only what is there may be the longer one
    where they end alike, as "teknik" is more than "kylteknik" and no answer to it.
    """
    if asked == there:
        return True
    short, long = sorted((asked, there), key=len)
    if len(short) < BEGINS:
        return False
    ends = there.endswith(asked)
    return long.startswith(short) or ends or (len(long) >= SLIPS and near(short, long))


def matching(words: Iterable[str], text: str) -> list[str]:
    """Those of the words that stand in a text, in some form or within a compound."""
    there = {stem(token.text) for token in tokens_of(text) if token.is_word}
    return [word for word in words if any(alike(stem(word), other) for other in there)]


class CentreKey:
    """A centre as a part of a cache's key: the same object is the same centre."""

    def __init__(self, centre: Centre) -> None:
        self.centre = centre

    def __eq__(self, other: object) -> bool:
        return isinstance(other, CentreKey) and other.centre is self.centre

    def __hash__(self) -> int:
        return id(self.centre)
