"""The scene of the Slack front end, here too."""

from tests.handlers.slack.conftest import (
    foreign,
    logs,
    make_scene,
    scene,
    seated_database,
    slack,
)

__all__ = ["foreign", "logs", "make_scene", "scene", "seated_database", "slack"]
