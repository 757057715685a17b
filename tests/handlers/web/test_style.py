"""The colours: every text and every edge can be made out, in light and in dark (WCAG 2.2 AA)."""

from __future__ import annotations

import re

import pytest

from bot.handlers.web.render import FOLDER

TEXT, EDGE = 4.5, 3.0
TONES = ("open", "busy", "waiting", "done", "gone", "danger")
PAIRS = [
    *((text, ground, TEXT) for text in ("ink", "muted", "accent") for ground in ("bg", "surface", "sunk", "side")),
    *((tone, f"{tone}-soft", TEXT) for tone in TONES),
    *((text, "whisper", TEXT) for text in ("ink", "muted", "accent")),
    ("accent", "soft", TEXT),
    ("danger", "surface", TEXT),
    ("ink", "danger-soft", TEXT),
    ("on-accent", "accent", TEXT),
    ("on-accent", "accent-hover", TEXT),
    ("edge", "surface", EDGE),
    ("edge", "bg", EDGE),
]  # fmt: skip


def colours(scheme: str) -> dict[str, str]:
    """The custom properties of a scheme; dark overrides light."""
    css = (FOLDER / "static" / "room.css").read_text("utf-8")
    light, dark = css.split("@media (prefers-color-scheme: dark)", 1)
    pattern = re.compile(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b")
    found = dict(pattern.findall(light))
    if scheme == "dark":
        found |= dict(pattern.findall(dark.split("*, ::before")[0]))
    return found


def luminance(colour: str) -> float:
    """Relative luminance, as WCAG defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("front", "ground", "least"), PAIRS)
def test_contrast_is_enough(scheme: str, front: str, ground: str, least: float) -> None:
    found = colours(scheme)
    one, two = sorted((luminance(found[front]), luminance(found[ground])), reverse=True)
    assert (one + 0.05) / (two + 0.05) >= least
