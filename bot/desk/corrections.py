"""What the reader read wrong, and was corrected: the phrase, the code read and the one given.

It is what the reader is trained by later. Nothing else of the text is kept, and not who wrote it:
names, numbers and addresses that were read are taken out of the phrase as well. A phrase is still
text from people, so it goes when the centre file says that text from the chat goes.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from bot.centre.checklist import several
from bot.desk import traces
from bot.desk.commands import ANSWER
from bot.desk.companies import fold
from bot.desk.proposals import NEVER, TEXTS, Proposals, Read
from bot.desk.replies import Value
from bot.desk.work import Work
from bot.storage import overheard
from bot.storage.tables import Correction

CODE = 200
"""Characters of a code, or of several with commas between."""
WORDS = 80
"""Characters of a phrase; longer ones are not of our form."""
_ADDRESS = re.compile(r"\S{1,80}@\S{1,80}|\d[\d\s-]{5,20}\d")
"""An e-mail address, or so many digits that it may be a telephone or an organisation number."""


def keep(work: Work, proposed: Proposals, values: Mapping[str, Value]) -> None:
    """Keep what was proposed in a form and is something else in the form that was sent."""
    corrected = list(_corrected(work, proposed, values))
    if not corrected:
        return
    names = [*_named(values), *(code for name in TEXTS for code in _codes(proposed, name))]
    hidden = traces.pattern(names) if names else None
    for question, words, code, given in corrected:
        phrase = _ADDRESS.sub(traces.REMOVED, words[:WORDS])
        phrase = hidden.sub(traces.REMOVED, phrase) if hidden else phrase
        if phrase.strip():
            correction = Correction(
                question=question, words=phrase, read=code[:CODE], given=given, at=work.now
            )
            overheard.keep_correction(work.session, correction)


def _corrected(
    work: Work, proposed: Proposals, values: Mapping[str, Value]
) -> Iterator[tuple[str, str, str, str]]:
    """The question, the words, the code read and what was given, for each that does not stand."""
    for name, read in proposed.made.items():
        question = name.removeprefix(ANSWER)
        if name == question or question == NEVER or name not in values:
            continue
        if work.centre.has_question(question):
            yield from ((question, *wrong) for wrong in _wrong(read, values[name]))


def _wrong(read: Read, value: Value) -> Iterator[tuple[str, str, str]]:
    """The words, the code read and what was given in its place, for each that does not stand."""
    given = several(value)
    instead = ",".join(code for code in given if code not in read.codes)[:CODE]
    words = (*read.words, *("" for _ in read.codes))
    for code, said in zip(read.codes, words, strict=False):
        if code not in given:
            yield said, code, instead


def _named(values: Mapping[str, Value]) -> list[str]:
    """Who and what the case is about, as the form has it, and as one writes it in haste."""
    told = [str(values.get(name, "")).strip() for name in TEXTS]
    told += [fold(str(values.get("company", ""))), *str(values.get("contact_name", "")).split()]
    return [name for name in told if len(name) > 1]


def _codes(proposed: Proposals, name: str) -> tuple[str, ...]:
    read = proposed.made.get(name)
    return read.codes if read is not None else ()
