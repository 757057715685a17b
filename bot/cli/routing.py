"""`route`: a text or answers in, suggestions with their reasons out, one JSON object a line.

What was read from a text stands beside, with the words it was read from and how sure it is.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from typing import IO, Annotated, Any

import typer

from bot import settings
from bot.cli.speaking import FAILED, aside, fail, lang, tell, words
from bot.texts import Arg, phrase

FIRST_QUESTION = "needs"
"""What is asked first where nothing is known."""
ENOUGH_TO_SAY = 0.3
"""How sure (0 to 1) something read must be to be shown; it is proposed from 0.5."""


class BadLine(Exception):
    """A line that is not what `route` reads; its text says what would be right."""


def route(
    text: Annotated[
        str | None, typer.Argument(metavar="[TEXT]", help=words(phrase("cli.argument_text")))
    ] = None,
) -> None:
    """Route one case for a person to read, or one a line for a program."""
    from bot.centre.load import load

    centre = load(settings.load().centre_file)
    if text is not None:
        _for_a_person(centre, text)
        return
    if sys.stdin.isatty():
        aside(phrase("cli.route_reads_lines"))
    if not route_lines(centre, sys.stdin.buffer):
        raise typer.Exit(FAILED)


def route_lines(centre: Any, lines: IO[bytes]) -> bool:
    """One answer a line, in order; an empty line is passed over. False when any was faulty."""
    well = True
    for line in lines:
        if not line.strip():
            continue
        try:
            found = answer(centre, _asked(line))
        except BadLine as bad:
            well = False
            found = {"error": str(bad)}
        typer.echo(json.dumps(found, ensure_ascii=False))
    return well


def answer(centre: Any, asked: Mapping[str, Any]) -> dict[str, Any]:
    """The routing of one question, as it is printed. Raises `BadLine`.

    Answers that are given win over what is read from the text.
    """
    from bot.centre.checklist import BadAnswers, clean
    from bot.centre.proposing import propose
    from bot.centre.routing import as_json

    try:
        answers = clean(centre, asked.get("answers") or {})
    except BadAnswers as bad:
        raise BadLine(" ".join(words(fault) for fault in bad.faults.values())) from None
    found = propose(centre, asked.get("text") or "", answers)
    shown: dict[str, Any] = as_json(centre, found.routing, found.answers, lang())
    if not found.answers:
        shown["question"] = shown["question"] or FIRST_QUESTION
    if asked.get("text"):
        shown["near"] = found.routing.near
        shown["read"] = [*_findings(found.reading), *_needs(found.reading)]
    return shown


def _findings(reading: Any) -> Iterator[dict[str, Any]]:
    for finding in reading.findings:
        if finding.sure >= ENOUGH_TO_SAY:
            yield {
                "question": finding.question,
                "code": finding.code,
                "words": finding.words,
                "sure": round(finding.sure, 2),
            }
    for question in ("company", "number"):
        code = getattr(reading, question)
        if code:
            yield {"question": question, "code": code, "words": code, "sure": 1.0}


def _needs(reading: Any) -> Iterator[dict[str, Any]]:
    for need in reading.needs:
        if need.sure >= ENOUGH_TO_SAY:
            sure = round(need.sure, 2)
            yield {"question": "needs", "code": need.code, "words": need.words, "sure": sure}


def _asked(line: bytes) -> Mapping[str, Any]:
    """What a line asks. Raises `BadLine`."""
    try:
        asked = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        raise BadLine(words(phrase("cli.line_not_json"))) from None
    if not isinstance(asked, dict) or not {"text", "answers"} & asked.keys():
        raise BadLine(words(phrase("cli.line_without_question")))
    if not isinstance(asked.get("text", ""), str) or not isinstance(asked.get("answers", {}), dict):
        raise BadLine(words(phrase("cli.line_wrong_kind")))
    return asked


def _for_a_person(centre: Any, text: str) -> None:
    asked: Mapping[str, Any] = {"text": text}
    if text.lstrip().startswith("{"):
        try:
            asked = _asked(text.encode())
        except BadLine as bad:
            fail(str(bad))
    try:
        found = answer(centre, asked)
    except BadLine as bad:
        fail(str(bad))
    if found["out_of_scope"]:
        typer.echo(found["out_of_scope"]["text"])
        return
    _tell_read(centre, found)
    for place, suggestion in enumerate(found["suggestions"]):
        name = centre.organisation(suggestion["organisation"]).name
        typer.echo(words(_heading(found, suggestion["organisation"], name, first=place == 0)))
        for reason in suggestion["reasons"]:
            typer.echo(f"  - {reason['text']}")
    if found["question"]:
        typer.echo("")
        _ask(centre, found["question"])


def _tell_read(centre: Any, found: Mapping[str, Any]) -> None:
    """What was read from the text, each with the words it was read from."""
    for one in found.get("read", ()):
        if one["question"] in found["answers"] and _proposed(found["answers"], one):
            label = words(centre.label(one["question"], one["code"]))
            tell(phrase("cli.route_read", answer=label, words=shortened(one["words"])))


def _proposed(answers: Mapping[str, Any], one: Mapping[str, Any]) -> bool:
    given = answers[one["question"]]
    return bool(one["code"] == given or one["code"] in given)


def shortened(text: str, most: int = 60) -> str:
    """Words from a text in one line, cut where they are many."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def _heading(found: Mapping[str, Any], slug: str, name: Arg, *, first: bool) -> Arg:
    if first:
        return phrase("cli.route_lead", name=name)
    if slug in found["support"]:
        return phrase("cli.route_support", name=name)
    return phrase("cli.route_other", name=name)


def _ask(centre: Any, question_id: str) -> None:
    """The one question that would help, with the codes that answer it."""
    question = centre.question(question_id)
    tell(phrase("cli.route_question", question=question.wording, name=question_id))
    for code in question.codes:
        if not code.retired:
            typer.echo(f"  {code.code}: {words(code.label)}")
