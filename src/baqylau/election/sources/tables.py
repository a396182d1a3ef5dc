"""The CSV files: areas, options, commissions, stations, published figures; the columns of the calendar's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import TypeVar

from baqylau.core.problem import Refused
from baqylau.core.reading import Problems, Row, read_csv
from baqylau.election.sources.outline import CODE, STATION_KINDS, is_time_zone
from baqylau.election.sources.records import (
    AreaRow,
    CommissionRow,
    FigureRow,
    OptionRow,
    StationRow,
)

Made = TypeVar("Made")
OPTION_KINDS = ("party", "alliance", "candidate", "against_all", "answer")
LEVELS = ("central", "territorial", "constituency", "precinct")

COLUMNS: Mapping[str, tuple[str, ...]] = {
    "areas.csv": ("code", "parent", "kind", "valid_from", "valid_to", "official_code", "iso_code", "source"),
    "options.csv": (
        *("contest", "code", "kind", "position", "registered_order", "colour", "nominated_by", "source"),
    ),
    "commissions.csv": ("code", "level", "parent", "area", "source"),
    "stations.csv": ("code", "kind", "name", "area", "commission", "voters_on_list", "source"),
    "calendar.csv": ("code", "day", "time", "ends_day", "ends_time", "status", "source"),
    "holidays.csv": ("day", "kind", "source"),
    "published.csv": (
        *("code", "indicator", "contest", "option", "area", "value", "unit", "as_printed", "should_be"),
        *("as_of", "status", "official", "source", "note"),
    ),
}
"""Every file with the columns it must have, besides ``name_en`` and the like."""

NAMED = {"areas.csv", "options.csv", "commissions.csv", "calendar.csv", "holidays.csv"}
OPTIONAL = {
    "areas.csv": ("time_zone",),
    "stations.csv": ("contests", "settlement", "latitude", "longitude"),
    "calendar.csv": ("kind", "duty", "done_day", "done_source"),
    "published.csv": ("part", "qualifier", "base", "said_by", "sentence"),
}
SETTLEMENTS = ("urban", "rural")
QUALIFIERS = ("about", "at_least", "at_most")
PART = re.compile(r"[a-z0-9_]+:[a-z0-9_]+(?:/[a-z0-9_]+:[a-z0-9_]+)*", re.ASCII)


def rows_of(files: Mapping[str, bytes], file: str, problems: Problems) -> list[Row]:
    """The rows of one file of the pack; none where the pack does not have it or it is refused."""
    if file not in files:
        return []
    optional = [*OPTIONAL.get(file, ()), *(_name_columns(files[file]) if file in NAMED else ())]
    try:
        return read_csv(files[file], file, required=COLUMNS[file], optional=optional)
    except Refused as refused:
        problems.gather(refused)
        return []


def _name_columns(content: bytes) -> Iterable[str]:
    header = content.split(b"\n", 1)[0].decode("utf-8", "replace")
    return re.findall(r"\bname_[a-z]{2,3}\b", header)


def code(row: Row, column: str, problems: Problems) -> str:
    """A code: Latin letters, digits, dash, underscore; at most 60 of them."""
    text = row.text(column, problems)
    if text and not CODE.fullmatch(text):
        remedy = "Expected: Latin letters, digits, '_', '-', at most 60 of them."
        problems.add("P.111", f"'{text[:80]}' is not a code.", remedy, row.where(column))
    return text


def names(row: Row, problems: Problems) -> dict[str, str]:
    """The filled ``name_…`` columns by language, at least one."""
    found = {
        column.removeprefix("name_"): text
        for column, cell in row.values.items()
        if column.startswith("name_") and (text := cell.strip())
    }
    if not found:
        remedy = "Fill one of the columns name_en, name_ru, name_kk."
        problems.add("P.112", "There is no name.", remedy, row.where())
    return found


def optional(row: Row, column: str, problems: Problems, longest: int = 0) -> str:
    """The cell without blanks around it; it may be empty."""
    return row.text(column, problems, longest=longest, needed=False)


def area(row: Row, problems: Problems) -> AreaRow:
    """A row of ``areas.csv``."""
    return AreaRow(
        where=row.where(),
        code=code(row, "code", problems),
        parent=optional(row, "parent", problems),
        kind=row.text("kind", problems, longest=30),
        valid_from=row.day("valid_from", problems, needed=True) or date.min,
        valid_to=row.day("valid_to", problems),
        official_code=optional(row, "official_code", problems, 20),
        iso_code=optional(row, "iso_code", problems, 10),
        time_zone=_time_zone(row, problems),
        names=names(row, problems),
        source=row.text("source", problems),
    )


def _time_zone(row: Row, problems: Problems) -> str:
    """The area's own time zone; empty where it is that of the area above, or of the election."""
    text = optional(row, "time_zone", problems, 60)
    if text and not is_time_zone(text):
        remedy = "Expected: a name of the time zone database, such as Asia/Almaty; or nothing."
        problems.add("P.115", f"'{text}' is not a time zone.", remedy, row.where("time_zone"))
        return ""
    return text


def option(row: Row, problems: Problems) -> OptionRow:
    """A row of ``options.csv``."""
    colour = optional(row, "colour", problems)
    if colour and not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        says = f"'{colour[:40]}' is not a colour."
        problems.add("P.119", says, "Expected: such as #0072b2.", row.where("colour"))
    return OptionRow(
        where=row.where(),
        contest=row.text("contest", problems),
        code=code(row, "code", problems),
        kind=row.choice("kind", OPTION_KINDS, problems),
        position=row.whole("position", problems, needed=True) or 0,
        registered_order=row.whole("registered_order", problems),
        colour=colour,
        nominated_by=optional(row, "nominated_by", problems, 60),
        names=names(row, problems),
        source=row.text("source", problems),
    )


def commission(row: Row, problems: Problems) -> CommissionRow:
    """A row of ``commissions.csv``."""
    return CommissionRow(
        where=row.where(),
        code=code(row, "code", problems),
        level=row.choice("level", LEVELS, problems),
        parent=optional(row, "parent", problems),
        area=optional(row, "area", problems),
        names=names(row, problems),
        source=row.text("source", problems),
    )


def station(row: Row, problems: Problems) -> StationRow:
    """A row of ``stations.csv``; its code is any text, since it is what the commission printed."""
    latitude, longitude = _degrees(row, "latitude", 90, problems), _degrees(row, "longitude", 180, problems)
    if (latitude is None) != (longitude is None):
        remedy = "Give both, or neither."
        problems.add("P.126", "A position is a latitude and a longitude.", remedy, row.where("latitude"))
    return StationRow(
        where=row.where(),
        code=row.text("code", problems, longest=40),
        kind=row.choice("kind", STATION_KINDS, problems),
        name=optional(row, "name", problems, 200),
        area=optional(row, "area", problems),
        commission=optional(row, "commission", problems),
        contests=tuple(optional(row, "contests", problems).split()),
        voters_on_list=row.whole("voters_on_list", problems),
        settlement=row.choice("settlement", SETTLEMENTS, problems, needed=False),
        latitude=latitude,
        longitude=longitude,
        source=row.text("source", problems),
    )


def _degrees(row: Row, column: str, most: int, problems: Problems) -> float | None:
    """Degrees of WGS 84, such as 43.2567; None for an empty cell."""
    text = optional(row, column, problems, 30)
    if not text:
        return None
    if re.fullmatch(r"-?\d{1,3}(\.\d+)?", text, re.ASCII) and abs(float(text)) <= most:
        return float(text)
    remedy = f"Expected: degrees with a decimal point, from -{most} to {most}, such as 43.2567."
    problems.add("P.125", f"'{text[:40]}' is no {column}.", remedy, row.where(column))
    return None


def figure(row: Row, problems: Problems) -> FigureRow:
    """A row of ``published.csv``: what somebody published, exactly as far as it is a number."""
    made = FigureRow(
        where=row.where(),
        code=row.text("code", problems, longest=160),
        indicator=row.text("indicator", problems, longest=60),
        contest=optional(row, "contest", problems),
        option=optional(row, "option", problems),
        area=optional(row, "area", problems),
        value=_decimal(row, problems),
        unit=row.text("unit", problems, longest=20),
        as_printed=optional(row, "as_printed", problems),
        should_be=optional(row, "should_be", problems),
        as_of=optional(row, "as_of", problems, 60),
        status=row.text("status", problems, longest=40),
        official=row.choice("official", ("yes", "no"), problems) == "yes",
        source=row.text("source", problems),
        note=optional(row, "note", problems),
        part=_part(row, problems),
        qualifier=row.choice("qualifier", QUALIFIERS, problems, needed=False),
        base=optional(row, "base", problems, 60),
        said_by=optional(row, "said_by", problems, 200),
        sentence=optional(row, "sentence", problems),
    )
    if made.code.startswith("@"):
        says, remedy = "A code cannot begin with '@'.", "Choose another: those are of missions' own entries."
        problems.add("P.181", says, remedy, row.where("code"))
    if not made.value and not made.as_printed:
        remedy = "Fill in the value, or as_printed where it is not a number."
        problems.add("P.122", "The figure says nothing.", remedy, row.where("value"))
    if made.official and made.should_be:
        remedy = "Put 'no' into the column official: it disagrees with others."
        problems.add("P.123", "An official figure cannot be wrong here.", remedy, row.where("official"))
    return made


def _part(row: Row, problems: Problems) -> str:
    """Which part of a whole a figure counts: pairs ``breakdown:part``, nested with slashes."""
    text = optional(row, "part", problems, 160)
    if text and not PART.fullmatch(text):
        remedy = "Expected: breakdown:part in small letters, such as outcome:satisfied; nested with '/'."
        problems.add("P.180", f"'{text[:80]}' is not a part.", remedy, row.where("part"))
        return ""
    return text


def _decimal(row: Row, problems: Problems) -> str:
    text = optional(row, "value", problems, 40)
    if text and not re.fullmatch(r"-?\d+(\.\d+)?", text, re.ASCII):
        remedy = "Expected: digits with a decimal point, without blanks or thousands separators."
        problems.add("P.124", f"'{text[:40]}' is not a number.", remedy, row.where("value"))
    return text


def read_all(
    files: Mapping[str, bytes], file: str, make: Callable[[Row, Problems], Made], problems: Problems
) -> list[Made]:
    """Every row of a file as a record."""
    return [make(row, problems) for row in rows_of(files, file, problems)]
