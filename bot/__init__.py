"""Exportlots: one door in, for the shared chat channel of a regional export centre."""

VERSION = "0.2.0"
"""What this is the code of; also in `pyproject.toml`, and held against it by a test."""
