"""What the tests of Slack's Block Kit start from."""

from __future__ import annotations

import pytest

from tests.e2e.slack.schema import generate


@pytest.fixture(scope="session", autouse=True)
def schema() -> None:
    """The schema is there, and made of the present types."""
    generate()
