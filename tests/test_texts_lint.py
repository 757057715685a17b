"""The lint of the texts: it finds each kind of fault, and finds none in ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.texts_lint import ROOT, lint

HEAD = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A source tree with one text in both languages and a use of it."""
    bot = tmp_path / "bot"
    (bot / "locale" / "sv").mkdir(parents=True)
    (bot / "locale" / "en").mkdir()
    (bot / "use.py").write_text('phrase("case.taken", name="x")\n', encoding="utf-8")
    _text(bot, "sv", "case.taken", "{name} tog det")
    _text(bot, "en", "case.taken", "{name} took it")
    return bot


def _text(bot: Path, lang: str, code: str, words: str, file: str = "case.po") -> None:
    path = bot / "locale" / lang / file
    before = path.read_text(encoding="utf-8") if path.exists() else HEAD
    path.write_text(f'{before}\nmsgid "{code}"\nmsgstr "{words}"\n', encoding="utf-8")


def _lint(bot: Path) -> list[str]:
    return lint(bot, bot / "locale")


def test_our_own_texts_are_whole() -> None:
    assert lint(ROOT / "bot", ROOT / "bot" / "locale") == []


def test_whole_texts_have_no_faults(folder: Path) -> None:
    assert _lint(folder) == []


def test_a_code_that_stands_twice_is_found_across_files(folder: Path) -> None:
    _text(folder, "sv", "case.taken", "{name} tog det", "other.po")
    assert _lint(folder) == ["sv: case.taken stands 2 times (case.po, other.po)"]


def test_a_text_missing_in_one_language_is_found(folder: Path) -> None:
    (folder / "more.py").write_text('phrase("case.left")\n', encoding="utf-8")
    _text(folder, "sv", "case.left", "Lämnat")
    assert _lint(folder) == ["en: case.left is missing"]


def test_an_empty_text_is_found(folder: Path) -> None:
    (folder / "more.py").write_text('phrase("case.left")\n', encoding="utf-8")
    _text(folder, "sv", "case.left", "Lämnat")
    _text(folder, "en", "case.left", "")
    assert _lint(folder) == ["en: case.left has no words"]


def test_gaps_that_differ_are_found(folder: Path) -> None:
    (folder / "more.py").write_text('said("case.left")\n', encoding="utf-8")
    _text(folder, "sv", "case.left", "{name} har lämnat {lead}")
    _text(folder, "en", "case.left", "{name} has left")
    assert _lint(folder) == ["case.left: gaps differ between the languages (lead)"]


def test_a_broken_gap_is_found(folder: Path) -> None:
    (folder / "more.py").write_text('refuse("case.left")\n', encoding="utf-8")
    _text(folder, "sv", "case.left", "{name har lämnat")
    _text(folder, "en", "case.left", "left")
    assert [fault.partition(" has")[0] for fault in _lint(folder)] == ["sv: case.left"]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ('phrase("case.lost")', "case.lost"),
        ('refuse("a.b" if x else "case.lost")', "case.lost"),
        ('record(work, case, "lost", by=1)', "step.lost"),
        ('telling.poster(work, case, "lost")', "notice.lost"),
        ('telling.organisation(work, case, slug, "lost")', "notice.lost"),
        ('telling.thread(work, case, "lost")', "thread.lost"),
    ],
)
def test_a_code_without_a_text_is_found_where_it_is_asked_for(
    folder: Path, source: str, code: str
) -> None:
    (folder / "more.py").write_text(source + "\n", encoding="utf-8")
    assert f"bot/more.py:1: {code} has no text" in _lint(folder)


def test_a_code_without_a_text_is_found_in_a_template(folder: Path) -> None:
    (folder / "page.html").write_text('{{ t("lost") }}{{ t("part_" ~ x) }}', encoding="utf-8")
    assert _lint(folder) == ["bot/page.html: web.lost has no text"]


def test_a_text_that_nobody_asks_for_is_found(folder: Path) -> None:
    for lang in ("sv", "en"):
        _text(folder, lang, "case.old", "x")
        _text(folder, lang, "case.kind_a", "x")
    (folder / "more.py").write_text('phrase(f"case.kind_{x}")\n', encoding="utf-8")
    assert _lint(folder) == ["case.old is not used"]
