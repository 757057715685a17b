"""The scene of the Teams front end, here too."""

from tests.handlers.teams.conftest import logs, make_scene, scene, seated_database, teams

__all__ = ["logs", "make_scene", "scene", "seated_database", "teams"]
