"""The formats that records are downloaded in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import IO

from django.db import models
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from baqylau.observation.exporting.cells import CsvCells
from baqylau.observation.exporting.columns import Options, tables_of
from baqylau.observation.exporting.csv import csv_of
from baqylau.observation.exporting.geojson import geojson_of
from baqylau.observation.exporting.parquet import parquet_of, parquet_zip_of
from baqylau.observation.exporting.rows import sheets_of
from baqylau.observation.exporting.xlsx import xlsx_of
from baqylau.observation.exporting.zip import attachments_zip_of, csv_zip_of
from baqylau.observation.models import Form, Record


class Format(models.TextChoices):
    """What a download is."""

    CSV = "csv", _("CSV, for any program")
    XLSX = "xlsx", _("Excel workbook")
    PARQUET = "parquet", _("Parquet, for R, Python and databases")
    GEOJSON = "geojson", _("GeoJSON, for maps")
    FILES = "files", _("Photographs and other files that came with the records")


MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "parquet": "application/vnd.apache.parquet",
    "geojson": "application/geo+json",
    "zip": "application/zip",
}


@dataclass(frozen=True, slots=True)
class Download:
    """A file on its way: how its name ends, and its bytes as they are made."""

    ending: str
    content: Iterator[bytes] | IO[bytes]

    @property
    def media_type(self) -> str:
        return MEDIA_TYPES[self.ending]


def download(
    format: Format, records: QuerySet[Record], form: Form, options: Options, now: datetime
) -> Download:
    """The records of a form as a file; several tables come in a ZIP. ``Refused`` as ``xlsx_of`` says."""
    records, tables = records.filter(form_version__form=form), tables_of(form)
    if format == Format.CSV:
        sheets = sheets_of(tables, replace(options, defused=True), CsvCells)
        if len(sheets) == 1:
            return Download("csv", csv_of(records, sheets))
        return Download("zip", csv_zip_of(records, sheets, now))
    if format == Format.XLSX:
        return Download("xlsx", xlsx_of(records, sheets_of(tables, options)))
    if format == Format.FILES:
        return Download("zip", attachments_zip_of(records, CsvCells(Options(defused=True)), now))
    options = replace(options, state_columns=True)
    if format == Format.GEOJSON:
        return Download("geojson", geojson_of(records, sheets_of(tables[:1], options)))
    sheets = sheets_of(tables, options)
    if len(sheets) == 1:
        return Download("parquet", parquet_of(records, sheets))
    return Download("zip", parquet_zip_of(records, sheets, now))
