"""What a form proposes of what was read from a text, and what becomes of it.

The writer always wins: a field they filled or emptied is left alone for as long as the form is
open, also when the text is changed. What has been proposed goes with the form, hidden, so that
this is known at its next drawing, and what was corrected when it is sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from zlib import crc32

from bot.centre.checklist import several
from bot.centre.model import Centre
from bot.centre.reading import Reading
from bot.centre.reading.findings import ENOUGH
from bot.desk.commands import ANSWER
from bot.texts import Arg, Phrase, phrase

LONGEST = 1400
"""Characters of all that goes hidden with a form: Slack gives a modal 3,000 for everything."""
WORDS = (80, 40, 20, 0)
"""Characters that are kept of the words an answer was read from, the fewer the more answers."""
VALUE = 120
"""Characters of a name or an address that are proposed; nobody's are longer."""
SURE = 0.75
"""From here (0 to 1) on something is proposed without saying that it is unsure."""
LIKELY = ENOUGH
"""How likely (0 to 1) the first need must be for needs to be proposed: a wrong one costs more than
an empty field."""
TEXTS = ("company", "number", "contact_name", "contact_phone", "contact_email")
"""The inputs besides the checklist that are proposed."""
NEVER = "consent"
"""The question that only a person can answer: nobody's yes is read out of a text."""


@dataclass(frozen=True)
class Read:
    """One answer as it was read: its code or codes, and the words each was read from."""

    codes: tuple[str, ...]
    words: tuple[str, ...] = ()
    unsure: bool = False

    def stands(self, value: object) -> bool:
        """Whether a field's value is still what was proposed."""
        return set(several(value)) == set(self.codes)

    @property
    def said(self) -> str:
        """The words, each once, in the order in which they were read."""
        return " … ".join(dict.fromkeys(word for word in self.words if word))


@dataclass(frozen=True)
class Proposals:
    """What a form has proposed so far, by the inputs' names; `mark` is of the text read."""

    mark: str = ""
    made: Mapping[str, Read] = field(default_factory=dict)

    def of_text(self, text: str) -> bool:
        """Whether this is the text that was read."""
        return self.mark == mark(text)

    def packed(self) -> str:
        """As it goes hidden with a form, within `LONGEST` characters."""
        for limit in WORDS:
            kept = "\n".join([self.mark, *_lines(self.made, limit)])
            if len(kept) <= LONGEST:
                return kept
        return self.mark

    def hint(self, name: str, value: object, own: Arg | None) -> Arg | None:
        """What stands below a field: where its value was read, as long as it stands there."""
        read = self.made.get(name)
        if read is None or not several(value) or not read.stands(value):
            return own
        told = _told(read, _short(read.said if name.startswith(ANSWER) else "", WORDS[0]))
        return told if own is None else phrase("form.read.and", read=told, hint=own)


def _told(read: Read, words: str) -> Phrase:
    """That it was read, from which words, and whether that is unsure."""
    if not words:
        return phrase("form.read.bare_unsure" if read.unsure else "form.read.bare")
    return phrase("form.read_unsure" if read.unsure else "form.read", words=words)


def mark(text: str) -> str:
    """What a text is known by."""
    return f"{crc32(text.strip().encode(errors='replace')):08x}"


def unpacked(kept: str) -> Proposals:
    """What a form brings back; what is not of our form is left out."""
    first, *lines = kept.split("\n")
    made: dict[str, Read] = {}
    for line in lines:
        name, _, rest = line.partition("\t")
        code, _, rest = rest.partition("\t")
        words, _, unsure = rest.partition("\t")
        if not name or not code:
            continue
        before = made.get(name, Read(()))
        made[name] = Read((*before.codes, code), (*before.words, words), bool(unsure))
    return Proposals(first, made)


def readings(centre: Centre, reading: Reading) -> dict[str, Read]:
    """All that was read, by the name of the input it would be put into."""
    found: dict[str, Read] = {}
    likely = bool(reading.needs) and reading.needs[0].sure >= LIKELY
    for question, answer in reading.answers().items():
        if question == NEVER or not centre.has_question(question):
            continue
        if question in ("needs", "first_need") and not likely:
            continue
        found[ANSWER + question] = _read(reading, question, several(answer))
    named = {"company": reading.company, "number": reading.number}
    named |= {f"contact_{what}": value for what, value in reading.contact}
    for name in TEXTS:
        value = _short(named.get(name, ""), VALUE)
        if value:
            found[name] = Read((value,))
    return found


def _read(reading: Reading, question: str, codes: tuple[str, ...]) -> Read:
    if question in ("needs", "first_need"):
        needs = {need.code: (need.words, need.sure) for need in reading.needs}
    else:
        needs = {found.code: (found.words, found.sure) for found in reversed(reading.of(question))}
    told = [needs.get(code, ("", 1.0)) for code in codes]
    words = tuple(_short(said, WORDS[0]) for said, _ in told)
    return Read(codes, words, any(sure < SURE for _, sure in told))


def _lines(made: Mapping[str, Read], limit: int) -> Iterator[str]:
    for name, read in made.items():
        words = (*read.words, *("" for _ in read.codes))
        for code, said in zip(read.codes, words, strict=False):
            mark = "?" if read.unsure else ""
            yield "\t".join((name, code, _short(said, limit), mark)).rstrip("\t")


def _short(words: str, limit: int) -> str:
    """On one line, no longer than this, and cut between words where there are any."""
    line = " ".join(words.split())
    if len(line) <= limit:
        return line
    cut = line[: max(limit - 1, 0)]
    whole = cut if line[len(cut)] == " " else cut.rpartition(" ")[0] or cut
    return whole.rstrip() + "…" * bool(limit)
