"""Draw Teams' icons from their SVG: `python -m tests.e2e.icons`, when a drawing has changed.

Needs Chromium and the tools of `make e2e`. The PNGs are committed, so nobody else needs either.
"""

from __future__ import annotations

import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

FOLDER = Path(__file__).resolve().parents[2] / "manifests" / "teams"
SIZES = {"color": 192, "outline": 32}


def main() -> None:
    """Write each PNG in its size, transparent where the drawing is."""
    with sync_playwright() as drawing:
        browser = drawing.chromium.launch(executable_path=shutil.which("chromium"))
        for name, size in SIZES.items():
            page = browser.new_page(viewport={"width": size, "height": size})
            svg = (FOLDER / f"{name}.svg").read_text(encoding="utf-8")
            page.set_content(f"<style>*{{margin:0}}svg{{display:block}}</style>{svg}")
            page.screenshot(path=FOLDER / f"{name}.png", omit_background=True)
        browser.close()


if __name__ == "__main__":
    main()
