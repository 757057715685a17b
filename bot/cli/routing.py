"""`route`: answers in, suggestions with their reasons out. One JSON object a line, both ways."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from typing import IO, Annotated, Any

import typer

from bot import settings
from bot.cli.speaking import FAILED, aside, fail, lang, tell, words
from bot.texts import Arg, phrase

FIRST_QUESTION = "needs"
"""What is asked first where nothing is known but a text."""


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
    """The routing of one question, as it is printed. Raises `BadLine`."""
    from bot.centre.checklist import BadAnswers, clean
    from bot.centre.routing import as_json
    from bot.centre.routing import route as find

    try:
        answers = clean(centre, asked.get("answers") or {})
    except BadAnswers as bad:
        raise BadLine(" ".join(words(fault) for fault in bad.faults.values())) from None
    found: dict[str, Any] = as_json(centre, find(centre, answers), answers, lang())
    if not answers:
        found["question"] = found["question"] or FIRST_QUESTION
    return found


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
    if not asked.get("answers"):
        _ask(centre, FIRST_QUESTION)
        return
    try:
        found = answer(centre, asked)
    except BadLine as bad:
        fail(str(bad))
    if found["out_of_scope"]:
        typer.echo(found["out_of_scope"]["text"])
        return
    for place, suggestion in enumerate(found["suggestions"]):
        name = centre.organisation(suggestion["organisation"]).name
        typer.echo(words(_heading(found, suggestion["organisation"], name, first=place == 0)))
        for reason in suggestion["reasons"]:
            typer.echo(f"  - {reason['text']}")
    if found["question"]:
        typer.echo("")
        _ask(centre, found["question"])


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
