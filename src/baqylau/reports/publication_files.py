"""The files of a published report: what they are called, and their bytes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import override

from baqylau.reports.documents.edition import Edition
from baqylau.reports.documents.html import whole_file
from baqylau.reports.documents.pdf import pdf
from baqylau.reports.documents.word import docx
from baqylau.reports.methods.register import as_csv, as_data
from baqylau.reports.methods.rows import as_csv as rows_as_csv

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
MARK = "\ufeff"
"""Tells spreadsheets that a CSV is UTF-8."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to be frozen; ``language`` "" where it is of none."""

    format: str
    language: str
    name: str
    media_type: str
    content: bytes


WRITERS = {
    "html": (whole_file, "text/html; charset=utf-8"),
    "pdf": (pdf, "application/pdf"),
    "docx": (docx, WORD),
}


def document_file(edition: Edition, form: str, name: str) -> File:
    """A document in one format, in its language."""
    writer, media_type = WRITERS[form]
    code = edition.document.language
    with override(code):
        return File(form, code, f"{name}-{code}.{form}", media_type, writer(edition))


def files(
    editions: Iterable[Edition],
    name: str,
    about: Mapping[str, Any],
    rows: Iterable[tuple[str, int, int, str]] | None,
) -> Iterator[File]:
    """Everything that is published: the documents, the register, the rows where they may leave."""
    editions = list(editions)
    for edition in editions:
        for form in WRITERS:
            yield document_file(edition, form, name)
    entries = editions[0].entries
    languages = [edition.document.language for edition in editions]
    data = json.dumps(as_data(entries, about), ensure_ascii=False, indent=1) + "\n"
    yield File("json", "", f"{name}-figures.json", "application/json", data.encode())
    table = (MARK + as_csv(entries, languages)).encode()
    yield File("csv", "", f"{name}-figures.csv", "text/csv; charset=utf-8", table)
    if rows is not None:
        table = (MARK + rows_as_csv(rows)).encode()
        yield File("rows", "", f"{name}-rows.csv", "text/csv; charset=utf-8", table)
