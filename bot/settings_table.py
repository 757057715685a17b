"""The settings as the README's table: what each decides, said by the catalogues."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import SecretStr

from bot.settings import Settings
from bot.texts import Lang, phrase, say


def table(lang: Lang) -> str:
    """The README's settings table, as Markdown."""
    head = [say(phrase(f"cli.table_{part}"), lang) for part in ("name", "default", "meaning")]
    lines = [_row(head), _row("---" for _ in head)]
    for name, field in Settings.model_fields.items():
        default = _shown(field.default)
        lines.append(
            _row(
                (
                    f"`{name.upper()}`",
                    f"`{default}`" if default else "",
                    say(phrase(f"cli.setting_{name}"), lang),
                )
            )
        )
    return "\n".join(lines)


def _row(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def _shown(default: object) -> str:
    if isinstance(default, SecretStr):
        return default.get_secret_value()
    return "" if default in (None, ()) else str(default)
