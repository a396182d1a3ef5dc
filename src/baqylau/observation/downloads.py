"""The rows of tables to download."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.db.models import QuerySet

from baqylau.observation.models import Import, Record, RecordVersion

BATCH = 500


def cells_not_accepted(imported: Import) -> Iterator[Sequence[object]]:
    """The cells of a file that were not accepted: where, what stood there, why."""
    yield ("row", "column", "value", "problem", "reason", "record")
    cells = imported.rejected_cells.select_related("record").iterator(chunk_size=BATCH)
    for cell in cells:
        number = cell.record.number if cell.record else None
        yield (cell.row, cell.column, cell.value, cell.code, cell.reason, number)


def records_table(records: QuerySet[Record], questions: Sequence[str]) -> Iterator[Sequence[object]]:
    """Records with what they say now. An answer stands as it is, every other state as ``(state)``."""
    yield ("number", "version", "form", "station", "place", "area_code", "area", "flags", *questions)
    versions = (
        RecordVersion.objects.filter(is_newest=True, record__in=records)
        .select_related("record__area", "record__form_version__form")
        .order_by("record__number")
    )
    for version in versions.iterator(chunk_size=BATCH):
        record = version.record
        yield (
            record.number,
            version.number,
            str(record.form_version),
            record.station_code,
            record.place,
            record.area.code if record.area else "",
            record.area_text,
            " ".join(record.flags),
            *(_said(version, question) for question in questions),
        )


def _said(version: RecordVersion, question: str) -> object:
    if question in version.answers:
        return version.answers[question]
    return f"({version.states.get(question, 'not_asked')})"
