"""Places and markets: municipalities, the localities people write, sub-regions, areas that an
organisation serves, and the parts of the world that the rules tell apart."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

from bot.centre.wording import Record, Several, Text


class Municipality(Record):
    """One municipality as the checklist knows it."""

    name: str
    sub_region: str
    localities: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()


class SubRegion(Record):
    """A part of the region, with its municipalities and the places people write in each."""

    slug: str
    label: Text
    municipalities: dict[str, Several]


class Area(Record):
    """A named set of municipalities that rules and gates refer to."""

    slug: str
    label: Text
    sub_regions: Several = ()
    municipalities: Several = ()
    without: Several = ()


class Geography(Record):
    """Every place the centre serves, and what to call those it does not."""

    outside: Text
    sub_regions: tuple[SubRegion, ...]
    areas: tuple[Area, ...] = ()
    common_words: Several = ()
    """Names that are also ordinary words; a reader of free text takes them only in context."""

    @cached_property
    def municipalities(self) -> tuple[Municipality, ...]:
        """All municipalities, sub-region by sub-region."""
        return tuple(
            Municipality(
                name=name,
                sub_region=region.slug,
                localities=localities,
                areas=self._areas_of(name, region.slug),
            )
            for region in self.sub_regions
            for name, localities in region.municipalities.items()
        )

    @cached_property
    def by_name(self) -> dict[str, Municipality]:
        """Municipalities by the canonical name."""
        return {place.name: place for place in self.municipalities}

    @cached_property
    def written(self) -> dict[str, str]:
        """Canonical municipality by what people write, case folded: names and localities."""
        found = {
            locality.casefold(): place.name
            for place in self.municipalities
            for locality in place.localities
        }
        found.update((place.name.casefold(), place.name) for place in self.municipalities)
        return found

    @cached_property
    def samples(self) -> tuple[str, ...]:
        """One municipality of each sort that areas and sub-regions tell apart."""
        sorts = {(place.sub_region, place.areas): place.name for place in self.municipalities}
        return tuple(sorts.values())

    def _areas_of(self, name: str, sub_region: str) -> tuple[str, ...]:
        return tuple(
            area.slug
            for area in self.areas
            if name in area.municipalities
            or (sub_region in area.sub_regions and name not in area.without)
        )


class MarketRegion(Record):
    """A part of the world, as an answer (`market_region`) and with the countries it holds."""

    slug: str
    label: Text
    countries: Several


class MarketGroup(Record):
    """A named set of markets that rules refer to, such as the EU and EEA."""

    slug: str
    label: Text
    regions: Several = ()
    countries: Several = ()
    without: Several = ()


class Markets(Record):
    """The world as the rules see it. Countries are ISO 3166 alpha-2 codes, and `EU`."""

    home: str
    regions: tuple[MarketRegion, ...]
    groups: tuple[MarketGroup, ...] = ()

    @cached_property
    def countries(self) -> frozenset[str]:
        """Every country that lies in some region."""
        return frozenset(code for region in self.regions for code in region.countries)

    @cached_property
    def _regions_by_country(self) -> dict[str, frozenset[str]]:
        return {
            code: frozenset(r.slug for r in self.regions if code in r.countries)
            for code in self.countries
        }

    @cached_property
    def _groups_by_country(self) -> dict[str, frozenset[str]]:
        return {
            code: frozenset(group.slug for group in self.groups if self._holds(group, code))
            for code in self.countries
        }

    @cached_property
    def _groups_by_region(self) -> dict[str, frozenset[str]]:
        return {
            region.slug: frozenset(g.slug for g in self.groups if region.slug in g.regions)
            for region in self.regions
        }

    def regions_of(self, countries: Iterable[str], regions: Iterable[str]) -> frozenset[str]:
        """The regions answered, and those in which the answered countries lie."""
        found = frozenset(regions)
        for code in countries:
            found |= self._regions_by_country.get(code, frozenset())
        return found

    def groups_of(self, countries: Iterable[str], regions: Iterable[str]) -> frozenset[str]:
        """The groups in which an answer lies.

        A country says more than a region, so regions count only where no country is given.
        """
        found: frozenset[str] = frozenset()
        for code in countries:
            found |= self._groups_by_country.get(code, frozenset())
        if not found:
            for slug in regions:
                found |= self._groups_by_region.get(slug, frozenset())
        return found

    @cached_property
    def samples(self) -> tuple[str, ...]:
        """One country of each sort that the groups tell apart."""
        sorts = {groups: code for code, groups in sorted(self._groups_by_country.items())}
        return tuple(sorted(sorts.values()))

    def _holds(self, group: MarketGroup, code: str) -> bool:
        if code in group.without:
            return False
        return code in group.countries or any(
            code in region.countries for region in self.regions if region.slug in group.regions
        )
