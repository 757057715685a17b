"""Sentences: codes and arguments in, Swedish or English out.

The centre and the desk never build a sentence. They return a `Phrase` (a code and its
arguments) and the one who sends it asks `say` for the words in the reader's language. So a
text is translated in one place, and what a member typed is never mistaken for ours.

The catalogues are gettext files, one per area (`locale/sv/enquiries.po`), read by Babel at the
first use. No compiled files lie about to be forgotten.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_datetime, format_interval, format_time
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

Lang = Literal["sv", "en"]
LANGUAGES: tuple[Lang, ...] = ("sv", "en")
ZONE = ZoneInfo("Europe/Stockholm")
BABEL: dict[Lang, str] = {"sv": "sv", "en": "en_GB"}
"""The locales that dates and lists are written in: British English has no comma before "and"."""

MOMENTS: dict[Lang, tuple[str, str]] = {
    "sv": ("EEE d MMM HH.mm", "EEEE d MMMM 'kl.' H.mm"),
    "en": ("EEE d MMM HH:mm", "EEEE d MMMM 'at' HH:mm"),
}
"""How an instant is written: short, and within a sentence."""

LOCALE_FOLDER = Path(__file__).parent / "locale"


@dataclass(frozen=True)
class Label:
    """A name from the centre file, in both languages."""

    sv: str
    en: str
    kind: Literal["label"] = "label"


@dataclass(frozen=True)
class Person:
    """A member in a text; a platform may show it as a mention of that person."""

    member: int
    name: str
    kind: Literal["person"] = "person"


@dataclass(frozen=True)
class Day:
    """A local date, shown as "tisdag 19 maj", or short as "19 maj"."""

    date: date
    short: bool = False
    kind: Literal["day"] = "day"


@dataclass(frozen=True)
class Moment:
    """An instant (aware), shown in Europe/Stockholm as "tis 19 maj 14.30".

    With `long`, for use within a sentence, as "tisdag 19 maj kl. 14.30".
    """

    at: datetime
    long: bool = False
    kind: Literal["moment"] = "moment"


@dataclass(frozen=True)
class Listed:
    """Several things, shown as "a, b och c"; with `commas` as "a, b, c".

    Commas are for names that hold an "och" of their own ("Checkar och bidrag").
    """

    items: tuple[Arg, ...]
    commas: bool = False
    kind: Literal["listed"] = "listed"


@dataclass(frozen=True)
class Phrase:
    """A sentence by its code ("case.taken") and what goes into its gaps.

    An argument named `n` chooses between singular and plural where the catalogue has both.
    """

    code: str
    args: Mapping[str, Arg] = field(default_factory=dict)
    kind: Literal["phrase"] = "phrase"

    def __hash__(self) -> int:
        """Hash by code and argument names; the arguments may be unhashable mappings."""
        return hash((self.code, tuple(sorted(self.args))))


Arg = str | int | Label | Person | Day | Moment | Listed | Phrase
"""What may stand in a sentence. A bare `str` is always data: typed by somebody, or a name."""

Show = Callable[[str | Person], str]
"""How a platform writes what is not markup: it escapes a `str`, and may turn a `Person` into a
mention. It is given our own words too, so that "&" in a catalogue is safe everywhere."""


class UnknownText(KeyError):
    """A code that no catalogue has: a mistake of ours, found by `make lint`."""


def phrase(code: str, **args: Arg) -> Phrase:
    """Short for `Phrase(code, args)`."""
    return Phrase(code, args)


def plain(value: str | Person) -> str:
    """Show as plain text, for terminals, files and tests."""
    return value.name if isinstance(value, Person) else value


def visible(text: str) -> str:
    """Anybody's text with nothing hidden in it: control characters are shown as what they are.

    Overrides that could make a name read backwards are shown too. Line breaks and tabs stay.
    """
    if text.isprintable():  # nearly all are: a form is drawn in half the time
        return text
    return "".join(_visible(char) for char in text)


def _visible(char: str) -> str:
    if char in "\n\t" or char.isprintable():
        return char
    if ord(char) < 0x20:
        return chr(0x2400 + ord(char))
    if unicodedata.category(char) == "Cc" or char in "\u202a\u202b\u202c\u202d\u202e":
        return "\u2426"
    return char if char in "\u200d\u200c\u200e\u200f\ufeff" or char.isspace() else "\ufffd"


def say(arg: Arg, lang: Lang, show: Show = plain) -> str:
    """Put an argument or a whole phrase into words in `lang`, written as `show` writes it.

    Raises `UnknownText` for a code without a text.
    """
    match arg:
        case str() | Person():
            return show(arg)
        case int():
            return show(format_decimal(arg, locale=lang))
        case Label():
            return show(arg.sv if lang == "sv" else arg.en)
        case Day() | Moment():
            return show(_when(arg, lang))
        case Listed():
            shown = [say(item, lang, show) for item in arg.items]
            return ", ".join(shown) if arg.commas else format_list(shown, locale=BABEL[lang])
        case Phrase():
            return _filled(arg, _template(arg, lang), lang, show)


def _filled(asked: Phrase, template: str, lang: Lang, show: Show) -> str:
    """The template with its gaps filled; a phrase in its first gap begins the sentence."""
    shown = {name: say(value, lang, show) for name, value in asked.args.items()}
    first = template[1:].partition("}")[0] if template.startswith("{") else ""
    opening = asked.args.get(first)
    if isinstance(opening, Phrase):
        inner = _template(opening, lang)
        shown[first] = _filled(opening, inner[:1].upper() + inner[1:], lang, show)
    return show(template).format_map(shown)


def exists(code: str, lang: Lang = "sv") -> bool:
    """Whether the catalogue of `lang` has this code."""
    return code in catalogue(lang)


@cache
def catalogue(lang: Lang) -> Mapping[str, tuple[str, ...]]:
    """Every text of a language by its code; two forms where there is a plural."""
    found: dict[str, tuple[str, ...]] = {}
    for path in sorted((LOCALE_FOLDER / lang).glob("*.po")):
        for message in read_catalogue(path, lang):
            if message.id:
                code = message.id if isinstance(message.id, str) else message.id[0]
                words = message.string
                found[code] = (words,) if isinstance(words, str) else tuple(words or ())
    return found


def read_catalogue(path: Path, lang: Lang) -> Catalog:
    """One gettext file as Babel reads it."""
    with path.open("rb") as file:
        return read_po(file, locale=lang)


def _template(asked: Phrase, lang: Lang) -> str:
    forms = catalogue(lang).get(asked.code)
    if not forms or not forms[0]:
        raise UnknownText(f"{asked.code} has no text in {lang}: add it to bot/locale/{lang}/")
    count = asked.args.get("n")
    return forms[1] if len(forms) > 1 and count != 1 else forms[0]


def _when(when: Day | Moment, lang: Lang) -> str:
    return _day(when, lang) if isinstance(when, Day) else _moment(when, lang)


def _day(day: Day, lang: Lang) -> str:
    pattern = "d MMM" if day.short else "EEEE d MMMM"
    return format_date(day.date, pattern, locale=BABEL[lang])


def _moment(moment: Moment, lang: Lang) -> str:
    pattern = MOMENTS[lang][moment.long]
    return format_datetime(moment.at.astimezone(ZONE), pattern, locale=BABEL[lang])


def clock_time(at: datetime, lang: Lang) -> str:
    """An instant's time of day in Europe/Stockholm: "14.30", "14:30"."""
    pattern = "HH.mm" if lang == "sv" else "HH:mm"
    return format_time(at.astimezone(ZONE), pattern, locale=lang)


def country_name(code: str, lang: Lang) -> str:
    """An ISO 3166 country's name, "EU" included; the code itself where it is unknown."""
    return _countries(lang).get(code, code)


def from_to(first: date, last: date) -> Label:
    """Days from one to another, as short as can be: "23–29 november", "30 november–6 december"."""
    sv, en = (format_interval(first, last, "MMMMd", locale=BABEL[lang]) for lang in LANGUAGES)
    return Label(sv=sv, en=en)


def month_name(day: date) -> Label:
    """The month of a day, within a sentence: "november", "November"."""
    sv, en = (format_date(day, "LLLL", locale=BABEL[lang]) for lang in LANGUAGES)
    return Label(sv=sv, en=en)


@cache
def language_names() -> Mapping[str, tuple[str, ...]]:
    """What each language is called in either language, in small letters, by its ISO 639 code."""
    spoken = [Locale.parse(lang).languages for lang in LANGUAGES]
    codes = sorted(str(code) for code in spoken[0])
    return {
        code: tuple(dict.fromkeys(str(names[code]).casefold() for names in spoken if code in names))
        for code in codes
        if len(code) in (2, 3)
    }


@cache
def _countries(lang: Lang) -> Mapping[str, str]:
    return {str(code): str(name) for code, name in Locale.parse(lang).territories.items()}
