"""The room's own words: every one used is there, in both languages, and none is left over."""

from __future__ import annotations

import re

import pytest

from bot.handlers.web.render import FOLDER
from bot.handlers.web.setup import CLOCK_STEPS
from bot.texts import LANGUAGES, LOCALE_FOLDER, Lang, read_catalogue


def _used() -> set[str]:
    found = {f"web.clock_{step}" for step in CLOCK_STEPS}
    for path in (FOLDER / "templates").glob("*.html"):
        found |= {
            f"web.{code}" for code in re.findall(r"\btp?\([\"'](\w+)[\"']", path.read_text("utf-8"))
        }
    for path in FOLDER.glob("*.py"):
        text = path.read_text("utf-8")
        found |= set(re.findall(r'"(web\.\w+)"', text))
        found |= {
            f"web.{code}"
            for code in re.findall(r'mark, "(\w+)"|"(new_problem)"', text)
            for code in code
            if code
        }
    return found - {"web.clock_"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_word_used_is_in_the_catalogue_and_no_other(lang: Lang) -> None:
    catalogue = read_catalogue(LOCALE_FOLDER / lang / "web.po", lang)
    codes = {(m.id if isinstance(m.id, str) else m.id[0]) for m in catalogue if m.id}
    assert codes == _used()
