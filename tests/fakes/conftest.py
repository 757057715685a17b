"""A sample workspace, alone or with the small bolt app at work in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.fakes.bolt_app import make_app
from tests.fakes.serving import by_http
from tests.fakes.slack import FakeSlack, Person


@pytest.fixture
def seen() -> list[Any]:
    return []


@pytest.fixture
def slack() -> Iterator[FakeSlack]:
    with FakeSlack() as fake:
        fake.sample()
        yield fake


@pytest.fixture
def served(slack: FakeSlack, seen: list[Any]) -> Iterator[FakeSlack]:
    with by_http(slack, make_app(slack, seen)):
        yield slack


@pytest.fixture
def anna(slack: FakeSlack) -> Person:
    return slack.person("U0ANNA")
