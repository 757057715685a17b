"""The documents, held against the program: what they name exists, and says what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import unquote

import pytest
from sqlmodel import SQLModel

from bot.__main__ import COMMANDS, COORDINATOR, DIRECTORY, MANIFEST
from bot.centre import lifecycle
from bot.centre.load import load
from bot.desk import registry
from bot.handlers.teams import manifest
from bot.settings_table import table
from bot.storage import tables as _tables  # noqa: F401  (declares every table)
from bot.texts import catalogue

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
DOCS = ROOT / "docs"
PAGES = [README, ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]
GUIDES = [DOCS / f"{name}.md" for name in ("provtur", "anvandarguide", "processledare")]
"""Pages for those who use the bot: a button's label stands in bold there, and nothing else."""

_LINK = re.compile(r"\]\(([^)\s]+)\)|<img [^>]*src=\"([^\"]+)\"")
_CODE = re.compile(r"```.*?```|`[^`]*`", re.DOTALL)
_BOLD = re.compile(r"\*\*(.+?)\*\*")
_SAID = re.compile(r"”([^”]+)”")
_RUN = re.compile(r"(?:python -m bot|(?<!/)(?<!exec )exportlots) (?!python )([a-z]+)(?: ([a-z]+))?")
_GAP = re.compile(r"\{\w+\}")


def _text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def _name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def _links(page: Path) -> Iterator[str]:
    for match in _LINK.finditer(_CODE.sub("", _text(page))):
        target = match[1] or match[2]
        if "://" not in target:
            yield unquote(target)


def _anchors(page: Path) -> set[str]:
    """The addresses of a page's headings, as they are made where the page is shown."""
    heads = re.findall(r"^#+ (.+)$", _CODE.sub("", _text(page)), re.MULTILINE)
    bare = (re.sub(r"[^\w\s-]", "", head.casefold()).strip() for head in heads)
    return {re.sub(r"\s", "-", head) for head in bare}


def test_the_settings_table_of_the_readme_is_the_programs_own() -> None:
    found = re.search(r"<!-- settings:.*?-->\n(.*?)\n<!-- /settings -->", _text(README), re.DOTALL)
    assert found, "the marks around the settings table are gone"
    assert found[1] == table("en"), "make it with `python -m scripts.settings_table en`"


def test_the_table_of_rights_in_the_teams_guide_is_the_programs_own() -> None:
    page = _text(DOCS / "teams.md")
    found = re.search(r"<!-- permissions:.*?-->\n(.*?)\n<!-- /permissions -->", page, re.DOTALL)
    assert found, "the marks around the table are gone"
    assert found[1] == manifest.table("sv"), "make it with `bot.handlers.teams.manifest.table`"


@pytest.mark.parametrize("page", PAGES, ids=_name)
def test_every_link_and_picture_exists(page: Path) -> None:
    missing = []
    for link in _links(page):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        if not target.exists() or (anchor and anchor not in _anchors(target)):
            missing.append(link)
    assert missing == []


def test_the_tour_has_its_twelve_pictures_in_order() -> None:
    shown = [link for link in _links(DOCS / "provtur.md") if link.endswith(".png")]
    assert shown == [f"bilder/provtur-{number}.png" for number in range(1, 13)]


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached, waiting = set(), [README]
    while waiting:
        page = waiting.pop()
        if page in reached:
            continue
        reached.add(page)
        targets = ((page.parent / link.partition("#")[0]).resolve() for link in _links(page))
        waiting += [target for target in targets if target.suffix == ".md"]
        if page == DOCS / "developers.md":
            reached |= set((DOCS / "decisions").glob("*.md"))
    assert [_name(page) for page in PAGES if page not in reached] == []


@pytest.mark.parametrize("page", [README, *DOCS.glob("*.md")], ids=_name)
def test_every_command_named_exists(page: Path) -> None:
    parts = {
        "coordinator": {name for name, _ in COORDINATOR},
        "manifest": {name for name, _ in MANIFEST},
        "directory": {name for name, _ in DIRECTORY},
    }
    known = {name for name, _ in COMMANDS} | parts.keys()
    for command, part in _RUN.findall(_text(page)):
        assert command in known
        if part:
            assert part in parts.get(command, {part})


def test_the_readme_names_every_command() -> None:
    named = {command for command, _ in _RUN.findall(_text(README))}
    assert {name for name, _ in COMMANDS} | {"coordinator", "directory", "manifest"} <= named


def test_every_make_target_named_exists() -> None:
    targets = set(re.findall(r"^([a-z0-9]+):", _text(ROOT / "Makefile"), re.MULTILINE))
    for page in PAGES:
        assert set(re.findall(r"`(?:PICTURES=1 )?make ([a-z0-9]+)", _text(page))) <= targets


def _examples() -> list[str]:
    """What the guides tell to write: ”…” in the first column of a table."""
    cells = [
        line.split("|")[1]
        for page in GUIDES
        for line in _text(page).splitlines()
        if line.startswith("|")
    ]
    return [said for cell in cells for said in _SAID.findall(cell)]


def test_the_guides_show_what_to_write() -> None:
    assert len(_examples()) > 30


@pytest.mark.parametrize("words", _examples())
def test_what_the_guides_say_to_write_is_understood(words: str) -> None:
    command, args = registry.read(words)
    assert command != "unknown"
    if registry.ENTRIES[command].rest == "case" and any(letter.isdigit() for letter in words):
        assert args.get("case") == "14"
    elif any(letter.isdigit() for letter in words):
        assert any(letter.isdigit() for value in args.values() for letter in value)


def test_every_command_a_member_can_type_stands_in_a_guide() -> None:
    shown = {registry.read(words)[0] for words in _examples()}
    typed = {entry.name for entry in registry.ENTRIES.values() if entry.words}
    assert typed - shown == set()


def _labels() -> list[re.Pattern[str]]:
    """Every short text of ours as a pattern: buttons, and what a form lets one choose."""
    texts = [
        text
        for code, forms in catalogue("sv").items()
        for text in forms
        if code.startswith(("button.", "web.", "form."))
    ]
    return [re.compile(".+".join(map(re.escape, _GAP.split(text)))) for text in texts if text]


@pytest.mark.parametrize("page", GUIDES, ids=_name)
def test_every_button_in_a_guide_has_its_label_in_the_program(page: Path) -> None:
    labels = _labels()
    named = _BOLD.findall(_text(page))
    assert named
    assert [name for name in named if not any(one.fullmatch(name) for one in labels)] == []


def test_the_guide_tells_the_times_that_the_program_keeps() -> None:
    guide = _text(DOCS / "anvandarguide.md")
    first, second = lifecycle.STALE_DAYS
    months = lifecycle.LATER_MONTHS
    for told in (
        f"{lifecycle.NUDGE_HOURS} arbetstimmar utan svar",
        f"{lifecycle.EXPIRE_DAYS} arbetsdag utan svar",
        f"var {lifecycle.UNASKED_EVERY}:e arbetsdag",
        f"på {first} arbetsdagar, och på {second} arbetsdagar",
        f"efter {second + lifecycle.COORDINATOR_EVERY} arbetsdagar",
        f"var {lifecycle.COORDINATOR_EVERY}:e arbetsdag",
        f"inom {lifecycle.REOPEN_FOR.days} dagar",
        f"{months[0]}, {months[1]} och {months[2]} månader",
        f"klockan {lifecycle.MORNING.hour} nästa arbetsdag",
    ):
        assert told.casefold() in guide.casefold(), told


def test_the_decisions_are_numbered_and_say_context_decision_and_consequences() -> None:
    pages = sorted((DOCS / "decisions").glob("*.md"))
    assert [page.name[:4] for page in pages] == [f"{n:04}" for n in range(1, len(pages) + 1)]
    for page in pages:
        for part in ("**Context.**", "**Decision.**", "**Consequences.**"):
            assert part in _text(page), f"{page.name} lacks {part}"


def test_the_guides_never_shout() -> None:
    for page in GUIDES:
        words = re.sub(r"!\[", "[", _text(page))
        assert "!" not in words


def _kept_table() -> str:
    """The table of what is kept in the page for the data protection officer."""
    found = re.search(
        r"<!-- kept -->\n(.*?)<!-- /kept -->", _text(DOCS / "dataskydd.md"), re.DOTALL
    )
    assert found, "the marks around the table are gone"
    return found[1]


def test_the_data_protection_page_names_every_table() -> None:
    cells = [line.split("|")[2] for line in _kept_table().splitlines()[2:]]
    named = {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}
    assert named == set(SQLModel.metadata.tables)


def test_the_data_protection_page_tells_the_times_of_the_centre_file() -> None:
    centre = load()
    kept = {**centre.retention.model_dump(), "gone_months": centre.contacts.gone_months}
    times = {
        name: value for name, value in kept.items() if name.endswith(("hours", "days", "months"))
    }
    units = {"hours": "timmar", "days": "dagar", "months": "månader"}
    for name, value in times.items():
        told = f"{value} {units[name.rpartition('_')[2]]} (`{name}`)"
        assert told in _kept_table(), told
    assert set(re.findall(r"\(`(\w+)`\)", _kept_table())) == times.keys()


def test_the_wording_to_companies_promises_what_is_kept() -> None:
    page, months = _text(DOCS / "dataskydd.md"), load().retention.contact_months
    assert f"högst {months} månader" in page
    assert f"at most {months} months" in page


def test_every_kind_of_retention_is_carried_out() -> None:
    used = (ROOT / "bot" / "centre" / "keeping.py").read_text(encoding="utf-8")
    for name in type(load().retention).model_fields:
        if name.endswith(("hours", "days", "months")):
            assert f"kept.{name}" in used, name
