"""Tables to download, as CSV row by row or as a workbook."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

import xlsxwriter
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from baqylau.core.cells import in_a_cell

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class _Echo:
    """Hands back what a CSV writer writes."""

    def write(self, text: str) -> str:
        return text


def csv_file(rows: Iterable[Sequence[object]], name: str) -> StreamingHttpResponse:
    """The rows as CSV with a byte order mark, so that spreadsheets read it as UTF-8."""
    response = StreamingHttpResponse(_lines(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _lines(rows: Iterable[Sequence[object]]) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield "\ufeff"
    for row in rows:
        yield writer.writerow([in_a_cell(cell) for cell in row])


def workbook(rows: Iterable[Sequence[object]], name: str) -> HttpResponse:
    """The rows as a workbook whose cells are text, so that codes keep their zeros."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False}) as book:
        as_text = book.add_format({"num_format": "@"})
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 20, 16, as_text)
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                sheet.write_string(number, place, "" if cell is None else str(cell), as_text)
    response = HttpResponse(content.getvalue(), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def table_file(rows: Iterable[Sequence[object]], name: str, kind: str) -> HttpResponseBase:
    """A table as CSV or as a workbook."""
    return workbook(rows, f"{name}.xlsx") if kind == "xlsx" else csv_file(rows, f"{name}.csv")
