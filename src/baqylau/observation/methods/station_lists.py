"""The lists from which an observer picks a polling station: regions, districts, stations.

Everything is keyed by its code. Two districts of one name are two rows, told apart in brackets; a station's
number may stand in several rows, since it is unique only inside its region.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from baqylau.core.text import order_key
from baqylau.observation.methods.station_numbers import key_of

SEPARATORS = "-/. "


@dataclass(frozen=True, slots=True)
class Place:
    """An area: ``path`` is the codes from the country down, each followed by "/"."""

    code: str
    path: str
    label: str
    official_code: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """A polling station: its code, what it is called, the path of its area ("" where it has none)."""

    code: str
    name: str
    path: str
    is_planned: bool = False


class Places:
    """The areas of an election by their paths, and what districts are called."""

    def __init__(self, places: Iterable[Place]) -> None:
        self._by_path: dict[str, Place] = {place.path: place for place in places}
        again = Counter(self.label(path) for path in self._by_path if _depth(path) == 3)
        self._twice = {label for label, times in again.items() if times > 1}

    def label(self, path: str) -> str:
        """What the area with this path is called; its code where it has no name."""
        place = self._by_path.get(path)
        return place.label if place else path.rstrip("/").rpartition("/")[2]

    def district_label(self, path: str) -> str:
        """What a district is called, with its region in brackets where another has the same name."""
        label = self.label(path)
        return f"{label} ({self.label(region_of(path))})" if label in self._twice else label

    def codes_above(self, path: str) -> list[str]:
        """The codes by which an area and those above it are known, the nearest first."""
        codes: list[str] = []
        while path:
            place = self._by_path.get(path)
            codes += [code for code in (place.code, place.official_code) if code] if place else []
            path = _above(path)
        return codes

    def within(self, paths: Sequence[str]) -> list[str]:
        """The districts at or below these paths, and regions that have none; all where none are given."""
        prefixes = tuple(paths)
        inside = [path for path in self._by_path if not prefixes or path.startswith(prefixes)]
        found = {_cut(path) for path in inside if _depth(path) >= 2}
        divided = {region_of(path) for path in found if _depth(path) > 2}
        return sorted(found - divided)


def _depth(path: str) -> int:
    return path.count("/")


def _above(path: str) -> str:
    return path.rstrip("/").rpartition("/")[0] + "/" if _depth(path) > 1 else ""


def _cut(path: str, depth: int = 3) -> str:
    return "".join(f"{code}/" for code in path.split("/")[: min(depth, _depth(path))])


def region_of(path: str) -> str:
    """The path of the unit right below the country; "" where the area is the country or none."""
    return _cut(path, 2) if _depth(path) >= 2 else ""


def district_of(path: str) -> str:
    """The path of the unit below the region; the region itself where the area is one."""
    return _cut(path) if _depth(path) >= 2 else ""


def code_of(path: str) -> str:
    """The last code of a path."""
    return path.rstrip("/").rpartition("/")[2]


def number_of(code: str, area_codes: Sequence[str]) -> str:
    """A station's number as it stands on the door: its code without an area's code before it.

    >>> number_of("10-0012", ["10"])
    '0012'
    >>> number_of("01-A/7", ["abai"])
    '01-A/7'
    """
    for area in area_codes:
        rest = code.removeprefix(area)
        if rest != code and rest[:1] in SEPARATORS and rest.lstrip(SEPARATORS):
            return rest.lstrip(SEPARATORS)
    return code


def regions_csv(places: Places, paths: Iterable[str]) -> bytes:
    """``name,label``: the regions of these districts and regions."""
    regions = {region_of(path) for path in paths} - {""}
    rows = [(code_of(path), places.label(path)) for path in _in_order(regions, places.label)]
    return _csv(("name", "label"), rows)


def districts_csv(places: Places, paths: Iterable[str]) -> bytes:
    """``name,label,region``: these districts, and each region that stations may hang on directly."""
    districts = {district_of(path) for path in paths} - {""}
    ordered = sorted(districts, key=lambda path: _place_key(places, path))
    rows = [(code_of(path), places.district_label(path), code_of(region_of(path))) for path in ordered]
    return _csv(("name", "label", "region"), rows)


def stations_csv(places: Places, stations: Iterable[Listed], *, as_entities: bool = False) -> bytes:
    """``name,label,number,key,region,district,planned`` by region, district and number.

    ``as_entities`` adds the column that phones need in a list that they keep themselves.
    """
    header = ["name", "label", "number", "key", "region", "district", "planned"]
    above: dict[str, tuple[list[str], str, tuple[str, ...]]] = {}
    sorted_rows = []
    for station in stations:
        if station.path not in above:
            above[station.path] = _around(places, station.path)
        codes, place, key = above[station.path]
        number = number_of(station.code, codes)
        sorted_rows.append(((*key, order_key(number), station.code), _row(station, number, place)))
    sorted_rows.sort(key=lambda pair: pair[0])
    more = ["1"] if as_entities else []
    return _csv((*header, "__version") if as_entities else header, ([*row, *more] for _, row in sorted_rows))


def _around(places: Places, path: str) -> tuple[list[str], str, tuple[str, ...]]:
    """What is the same for all stations of an area: codes above it, how it is written, where it stands."""
    district, region = district_of(path), region_of(path)
    names = [places.label(one) for one in dict.fromkeys((district, region)) if one]
    return places.codes_above(path), ", ".join(names), _place_key(places, district)


def _place_key(places: Places, district: str) -> tuple[str, ...]:
    region = region_of(district)
    return order_key(places.label(region)), region, order_key(places.label(district)), district


def _row(station: Listed, number: str, place: str) -> list[str]:
    label = " · ".join(part for part in (f"№ {number}", station.name, place) if part)
    planned = "yes" if station.is_planned else "no"
    region, district = code_of(region_of(station.path)), code_of(district_of(station.path))
    return [station.code, label, number, key_of(number), region, district, planned]


def _in_order(paths: Iterable[str], label: Callable[[str], str]) -> list[str]:
    return sorted(paths, key=lambda path: (order_key(label(path)), path))


def _csv(header: Iterable[str], rows: Iterable[Iterable[str]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()
