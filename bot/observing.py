"""Structured logs, with one trace id from the click to the last message it caused.

What is logged are codes, ids and durations. Secrets and what members have typed never are: a
log line is read by more people, and kept longer, than the case it speaks of.
"""

from __future__ import annotations

import logging
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from secrets import token_hex
from typing import Literal

import structlog
from structlog.contextvars import bind_contextvars, get_contextvars, reset_contextvars
from structlog.typing import EventDict, WrappedLogger

Format = Literal["console", "json"]

UNSAID = frozenset(
    {"text", "words", "need", "answers", "values", "message", "body", "name", "email", "phone"}
)
"""Keys whose values come from people. They are blanked, should someone log them by mistake."""

QUOTES_VALUES = ("sqlalchemy", "sqlite3", "psycopg", "pydantic", "pydantic_core")
"""Packages whose errors quote the values they met: the words of members among them."""

CHATTY = (
    "aiohttp",
    "alembic",
    "apscheduler",
    "httpx",
    "msal",
    "slack_bolt",
    "slack_sdk",
    "urllib3",
)
"""Libraries of which only warnings are heard. Bolt tells, as information, the whole body of a
request with a wrong signature: with a mistyped secret that is every word that members write."""

SECRET_PARTS = ("token", "secret", "password", "authorization", "database_url")


def set_up(form: Format = "console", level: str = "info") -> None:
    """Send all logs, the libraries' too, to standard error in one form."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        failure,
        blank,
    ]
    last: structlog.typing.Processor = (
        structlog.processors.JSONRenderer(ensure_ascii=False)
        if form == "json"
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, last],
        )
    )
    root = logging.getLogger()
    handler.addFilter(_worth_hearing)
    root.handlers = [handler]
    root.setLevel(level.upper())
    for chatty in CHATTY:
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _worth_hearing(record: logging.LogRecord) -> bool:
    """Looked at here as well: Bolt sets the level of its own loggers by itself."""
    return record.levelno >= logging.WARNING or record.name.partition(".")[0] not in CHATTY


def log(name: str) -> structlog.stdlib.BoundLogger:
    """A module's logger."""
    logger: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return logger


def new_trace() -> str:
    """A fresh id for one event and everything it causes."""
    return token_hex(6)


@contextmanager
def tracing(trace: str = "") -> Iterator[str]:
    """Everything logged inside carries this trace (a fresh one if none is given)."""
    own = trace or new_trace()
    before = bind_contextvars(trace=own)
    try:
        yield own
    finally:
        reset_contextvars(**before)


def trace() -> str:
    """The trace we are in, or an empty string."""
    return str(get_contextvars().get("trace", ""))


def blank(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """Blank what people typed and what is secret, whoever logged it."""
    del logger, method
    for key in event:
        lowered = key.lower()
        if lowered in UNSAID or any(part in lowered for part in SECRET_PARTS):
            event[key] = "…"
    return event


def failure(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """An exception as text: where and what kind, without local values or quoted ones."""
    del logger, method
    given = event.pop("exc_info", None)
    error = sys.exception() if given is True else given
    if isinstance(error, tuple):
        error = error[1]
    if isinstance(error, BaseException):
        event["exception"] = "\n".join(_chain(error))
    return event


def _chain(error: BaseException) -> list[str]:
    """The exception and what led to it, the first cause first."""
    led_to = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    kind = type(error)
    quotes = kind.__module__.partition(".")[0] in QUOTES_VALUES
    said = f"{kind.__qualname__}: {'…' if quotes else error}"
    frames = "".join(traceback.format_tb(error.__traceback__))
    return [*(_chain(led_to) if led_to is not None else ()), f"{frames}{said}"]
