"""Where the exercise takes place: regions, lists and protocol of a real pack, stations that do not exist."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from baqylau.site import packs

HERE = Path(__file__).parent
REAL = "kz_2023"
"""The pack whose regions, boundaries, lists and form of protocol are borrowed."""
STATIONS_IN_A_REGION = 30
IN_THE_WEST = frozenset({"aktobe", "atyrau", "kyzylorda", "mangystau", "west_kazakhstan"})
"""Regions whose clocks were an hour behind in March 2023."""
BUILDINGS = (
    "School No. {}",
    "School No. {}",
    "Gymnasium No. {}",
    "House of Culture",
    "Library No. {}",
    "College",
)


@dataclass(frozen=True, slots=True)
class Place:
    """A region or big city of the exercise; ``offset`` of its clocks from UTC in hours."""

    code: str
    offset: int


@dataclass(frozen=True, slots=True)
class InventedStation:
    """A polling station that does not exist. Its number is a text, and stands in every region."""

    code: str
    name: str
    region: str
    voters: int
    settlement: str


def pack_files() -> dict[str, bytes]:
    """The exercise as a pack's files, held in memory: it is in no folder, and no real election shows it."""
    real = packs.files_of(packs.shipped(REAL))
    own = {name: (HERE / name).read_bytes() for name in ("election.toml", "mission.toml")}
    borrowed = {name: real[name] for name in ("areas.csv", "boundaries.geojson", "results/results.toml")}
    made = {"stations.csv": _stations_csv(stations(places(real))), "options.csv": _lists(real)}
    return {**own, **borrowed, **made}


def _lists(files: Mapping[str, bytes]) -> bytes:
    """The party lists and the line against all, without the candidates of districts."""
    header, *rows = files["options.csv"].decode("utf-8-sig").splitlines(keepends=True)
    return "".join([header, *(row for row in rows if row.startswith("list,"))]).encode()


def places(files: Mapping[str, bytes]) -> list[Place]:
    """The units right below the country, in the order of the file."""
    rows = csv.DictReader(io.StringIO(files["areas.csv"].decode("utf-8-sig")))
    codes = [row["code"] for row in rows if row["kind"] in ("region", "city")]
    return [Place(code, 5 if code in IN_THE_WEST else 6) for code in codes]


def stations(where: list[Place]) -> list[InventedStation]:
    """The same stations each time."""
    return [one for number, place in enumerate(where) for one in _of_region(place, random.Random(number))]  # noqa: S311


def _of_region(place: Place, chance: random.Random) -> Iterator[InventedStation]:
    for number in range(1, STATIONS_IN_A_REGION + 1):
        is_rural = number % 5 in (0, 3) and not place.code.endswith(("_city", "astana", "shymkent"))
        building = chance.choice(BUILDINGS).format(number + chance.randrange(40))
        voters = chance.randrange(180, 900) if is_rural else chance.randrange(900, 2_600)
        settlement = "rural" if is_rural else "urban"
        yield InventedStation(f"{place.code}-{number:04}", building, place.code, voters, settlement)


def _stations_csv(rows: list[InventedStation]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(
        ("code", "kind", "name", "area", "commission", "voters_on_list", "source", "contests", "settlement")
    )
    for one in rows:
        source = "made up for the exercise"
        writer.writerow(
            (one.code, "ordinary", one.name, one.region, "", one.voters, source, "", one.settlement)
        )
    return text.getvalue().encode()
