"""The stations as one Parquet table: a row for each, a column for each level, line and option.

Votes stand in columns ``v_<option>``, as ``baqylau results tabulate`` reads them by their prefix; a number
that is absent is null. The metadata of the file say what it is and who published it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO, Any

from baqylau.results.methods.station_table import Mask, Whole
from baqylau.results.publishing.edition import Edition, english

ROWS_IN_A_GROUP = 65_536
PREFIX = "v_"


def write(edition: Edition, file: IO[bytes]) -> None:
    """Write the table to an open file."""
    import pyarrow as pa
    from pyarrow import parquet

    table = edition.table
    levels = [
        (
            level.name,
            pa.DictionaryArray.from_arrays(
                pa.array(level.area_of), pa.array(["/".join(p) for p in level.areas])
            ),
        )
        for level in table.levels
    ]
    names = [edition.station_names.get(code, "") for code in table.stations]
    columns: dict[str, Any] = {
        **dict(levels),
        "station": pa.array(table.stations, pa.string()),
        "station_name": pa.array(names, pa.string()),
        **{code: _numbers(values, table.absent_lines.get(code)) for code, values in table.lines.items()},
    }
    for place, option in enumerate(edition.options):
        absent = None if table.absent_votes is None else table.absent_votes[:, place]
        columns[f"{PREFIX}{option.code}"] = _numbers(table.votes[:, place], absent)
    made = pa.table(columns).replace_schema_metadata(_metadata(edition))
    parquet.write_table(made, file, compression="zstd", row_group_size=ROWS_IN_A_GROUP)


def _numbers(values: Whole, absent: Mask | None) -> Any:
    import pyarrow as pa

    return pa.array(values, pa.int64(), mask=absent)


def _metadata(edition: Edition) -> Mapping[str, str]:
    return {
        "title": english(edition.contest_names, edition.contest),
        "election": edition.election,
        "contest": edition.contest,
        "publisher": edition.issuer,
        "version": str(edition.number),
        "status": edition.status,
        "source": edition.source_kind,
        "generated": edition.generated.isoformat(),
        "checkpoint": edition.checkpoint,
    }
