"""What commands on plain files have in common: shares, seeds, tables of stations, JSON."""

from __future__ import annotations

import argparse
import io
import json
import sys
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from baqylau.core.problem import Problem, Refused
from baqylau.core.reading import Problems, in_row, read_path

if TYPE_CHECKING:
    from baqylau.results.methods.estimates import Numbers
    from baqylau.results.methods.station_table import StationTable, Whole
    from baqylau.results.sources.columns import Columns

LARGEST_TABLE = 500 * 2**20
LARGEST_COLUMNS = 2**20


def share(text: str) -> Fraction:
    """An argument such as ``5%``, ``1/20`` or ``0.05``: a fraction from 0 to 1."""
    plain = text.strip()
    try:
        found = Fraction(plain.removesuffix("%").strip()) / (100 if plain.endswith("%") else 1)
    except (ValueError, ZeroDivisionError):
        found = Fraction(-1)
    if not 0 <= found <= 1:
        raise argparse.ArgumentTypeError(f"expected a share such as 5%, 1/20 or 0.05, not {text}")
    return found


def seed(text: str) -> str:
    """An argument that is the digits of dice thrown in public, at least 20."""
    from baqylau.results.methods.sample_draw import FEWEST_DIGITS, MOST_DIGITS, seed_of

    digits = seed_of(text)
    if digits is None:
        raise argparse.ArgumentTypeError(f"expected {FEWEST_DIGITS} to {MOST_DIGITS} digits, not {text[:60]}")
    return digits


def read_stations(path: str, columns_path: str) -> StationTable:
    """A table of stations by its COLUMNS.toml; ``Refused`` with what is wrong in either."""
    return read_table(path, columns_path)[0]


def read_table(path: str, columns_path: str) -> tuple[StationTable, Columns]:
    """The same, with what its columns are."""
    from baqylau.results.sources.columns import read_columns
    from baqylau.results.sources.station_file import read_station_file

    problems = Problems()
    content, columns = b"", None
    try:
        content = read_path(path, limit=LARGEST_TABLE)
    except Refused as refused:
        problems.gather(refused)
    try:
        columns = read_columns(read_path(columns_path, limit=LARGEST_COLUMNS), columns_path)
    except Refused as refused:
        problems.gather(refused)
    if columns is None or problems.found:
        raise Refused(problems.found)
    return read_station_file(content, path, columns), columns


def print_json(answer: object) -> None:
    """Print an answer; where the terminal is not UTF-8, other letters are escaped."""
    utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
    print(json.dumps(answer, ensure_ascii=not utf8, indent=2, allow_nan=False))


@dataclass(frozen=True, slots=True)
class EarlierResults:
    """Votes of one option and the base at each station of an earlier election, and the stations' strata."""

    votes: Numbers
    base: Numbers
    strata: tuple[str, ...]
    stratum_of: Whole


def read_earlier(path: str, columns_path: str, option: str) -> EarlierResults:
    """Results of an earlier election; ``Refused`` without such an option (Q.130) or with empty cells (Q.138).

    A file without a column of strata is one stratum.
    """
    import numpy as np

    table = read_stations(path, columns_path)
    if option not in table.options:
        says = f"The earlier results have no option '{option}'."
        raise Refused(Problem("Q.130", says, f"Options: {', '.join(table.options)}.", f"'{path}'"))
    if table.absent_votes is not None:
        row = int(table.row_of[int(np.argmax(table.absent_votes.any(axis=1)))])
        says = "The station's votes are not all there."
        raise Refused(Problem("Q.138", says, "Complete the row, or leave it out.", in_row(path, row)))
    strata = table.strata or ("",) * len(table.stations)
    _, stratum_of = np.unique(np.array(strata), return_inverse=True)
    votes = table.votes.astype(np.float64)
    return EarlierResults(votes[:, table.options.index(option)], votes.sum(axis=1), strata, stratum_of)
