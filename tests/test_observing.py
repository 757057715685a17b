"""Logs: one trace through everything, no secrets, and nothing that members typed."""

from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from pydantic import BaseModel
from sqlalchemy import create_engine, text
from structlog.testing import capture_logs

from bot import observing


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """What is logged, as JSON objects."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    out = io.StringIO()
    monkeypatch.setattr("sys.stderr", out)
    observing.set_up("json", "info")
    yield lambda: [json.loads(line) for line in out.getvalue().splitlines()]
    root.handlers, root.level = before, level
    structlog.reset_defaults()


def test_everything_inside_one_event_carries_its_trace(lines: Any) -> None:
    with observing.tracing() as trace:
        observing.log("a").info("first")
        with observing.tracing(trace):
            logging.getLogger("library").info("second")
    observing.log("a").info("third")
    assert [line.get("trace") for line in lines()] == [trace, trace, None]


def test_what_a_test_captures_does_not_hang_on_the_tests_before_it() -> None:
    logger = observing.log("used.before")
    observing.set_up("json", "critical")
    logger.info("with the set-up of a command")
    structlog.reset_defaults()
    with capture_logs() as logs:
        logger.info("captured")
    assert [entry["event"] for entry in logs] == ["captured"]


def test_what_people_type_and_what_is_secret_is_blanked(lines: Any) -> None:
    observing.log("a").info("x", need="Hemligt AB", slack_token="xoxb-1", notice=14)
    assert "Hemligt" not in str(lines())
    assert "xoxb" not in str(lines())
    assert lines()[0]["notice"] == 14


def test_errors_show_where_and_not_what_members_typed(lines: Any) -> None:
    class Form(BaseModel):
        size: int

    typed = "Hemligt AB"
    for wrong in (
        lambda: Form.model_validate({"size": typed}),
        lambda: (
            create_engine("sqlite://").connect().execute(text("SELECT :x FROM no"), {"x": typed})
        ),
    ):
        try:
            wrong()
        except Exception:
            observing.log("a").exception("broken")
    told = [line["exception"] for line in lines()]
    assert len(told) == 2
    assert "Hemligt" not in str(told)
    assert "ValidationError" in told[0]
    assert "test_observing.py" in told[1]


def test_a_foreign_library_s_error_is_shown_in_the_same_form(lines: Any) -> None:
    try:
        raise LookupError("no such text")
    except LookupError:
        logging.getLogger("library").exception("broken")
    assert lines()[0]["exception"].endswith("LookupError: no such text")
