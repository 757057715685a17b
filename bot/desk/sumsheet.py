"""The sums as a sheet: rows of cells, section by section with an empty row between."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.desk.filing import Cell, Cells
from bot.desk.labels import Coded, Labels
from bot.desk.sums import FEWEST, SPREAD, Place, Sums, shown_municipalities
from bot.texts import Lang


def sum_cells(found: Sums, lang: Lang) -> Iterator[Cells]:
    """The figures in words, as the rows of one sheet."""
    labels = Labels(found.centre, lang)
    yield from _period_cells(found, labels)
    yield from _main_cells(found, labels)
    yield from _matrix_cells(found, labels)
    yield from _place_cells(found, labels)
    for question in SPREAD:
        named = [(labels.answer(question, code), n) for code, n in _ranked(found.spread[question])]
        yield from _counted(labels, f"export.sums.{question}", named)
    yield from _counted(
        labels,
        "export.sums.statuses",
        [(labels.status(code), n) for code, n in _ranked(found.statuses)],
    )
    outcomes = [
        (labels.outcome(code) or Coded(code, code), n) for code, n in _ranked(found.outcomes)
    ]
    yield from _counted(labels, "export.sums.outcomes", outcomes)
    for months in sorted(found.later, key=lambda m: int(m) if m.isdigit() else 0):
        effects = [(labels.effect(code), n) for code, n in _ranked(found.later[months])]
        yield from _counted(labels, "export.sums.later", effects, months=months)
    unmet = [(labels.answer("needs", code), n) for code, n in _ranked(found.unmet)]
    yield from _counted(labels, "export.sums.unmet", unmet)


def _share(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _period_cells(found: Sums, labels: Labels) -> Iterator[Cells]:
    yield (labels.text("export.sums.from"), labels.moment(found.period.since))
    yield (labels.text("export.sums.until"), labels.moment(found.period.until))


def _main_cells(found: Sums, labels: Labels) -> Iterator[Cells]:
    text = labels.text
    yield ()
    yield (text("export.sums.measure"), text("export.sums.count"), text("export.sums.percent"))
    whole: list[tuple[str, Any]] = [
        ("companies", found.companies),
        ("new_companies", found.new_companies),
        ("returning_companies", found.returning_companies),
        ("unnamed_cases", found.unnamed_cases),
        ("cases", found.cases),
        ("wanted", found.wanted),
    ]
    for name, value in whole:
        yield (text(f"export.sums.{name}"), value)
    shares = [
        ("core_complete", found.core_complete, found.cases),
        ("complete", found.complete, found.cases),
        ("referred", found.referred, found.cases),
        ("taken", found.taken, found.cases),
        ("taken_in_time", found.taken_in_time, found.meter_of),
        ("contact_made", found.contact_made, found.cases),
        ("contact_in_time", found.contact_in_time, found.cases),
        ("co_handled", found.co_handled, found.cases),
        ("wanted_unanswered", found.wanted_unanswered, found.wanted),
    ]
    for name, part, of in shares:
        yield (text(f"export.sums.{name}"), part, _share(part, of))
    yield (text("export.sums.hours_to_taken"), found.hours_to_taken)
    yield (text("export.sums.hours_to_contact"), found.hours_to_contact)


def _matrix_cells(found: Sums, labels: Labels) -> Iterator[Cells]:
    yield ()
    columns = ("giver", "receiver", "offered", "accepted", "declined", "returned")
    yield tuple(labels.text(f"export.sums.{name}") for name in columns)
    for (giver, receiver), cell in sorted(found.matrix.items()):
        yield (
            labels.organisation_name(giver),
            labels.organisation_name(receiver),
            cell.offered,
            cell.accepted,
            cell.declined,
            cell.returned,
        )


def _place_cells(found: Sums, labels: Labels) -> Iterator[Cells]:
    yield ()
    head = ("sub_region", "municipality", "count")
    yield tuple(labels.text(f"export.sums.{name}") for name in head)
    for region, places in sorted(found.places.items()):
        total = Place()
        for place in places.values():
            total.add(place)
        is_place = set(places) == {region}
        in_region = None if is_place else labels.sub_region(region)
        name = in_region.words if in_region else labels.answer("municipality", region).words
        yield (name, "", _at_least(total, labels))
        shown, others = shown_municipalities({} if is_place else places)
        for municipality, place in shown.items():
            yield (name, labels.answer("municipality", municipality).words, place.cases)
        if others.cases:
            yield (name, labels.text("export.sums.others"), _at_least(others, labels))


def _at_least(place: Place, labels: Labels) -> Cell:
    few = len(place.whose) < FEWEST
    return labels.text("export.sums.few", fewest=FEWEST) if few else place.cases


def _counted(
    labels: Labels, title: str, found: list[tuple[Coded, int]], **args: str | int
) -> Iterator[Cells]:
    yield ()
    yield (labels.text(title, **args), labels.text("export.sums.count"))
    for coded, count in found:
        yield (coded.words, count)


def _ranked(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
