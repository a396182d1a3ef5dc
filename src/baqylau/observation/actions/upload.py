"""Taking in what somebody uploads: the bytes go to the disk piece by piece, then are read."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.mission.models import Mission
from baqylau.observation.actions.forms import upload_draft
from baqylau.observation.actions.import_records import import_records
from baqylau.observation.models import Form, FormVersion, Import
from baqylau.observation.sources.columns import Column, column_from_json, read_columns
from baqylau.storage.models import keep_stream

LARGEST_TABLE = 2**20
LARGEST_FORM = 10 * 2**20
TOO_LARGE = "W.151"


@transaction.atomic
def import_upload(
    *,
    mission: Mission,
    form_version: FormVersion,
    file: UploadedFile[bytes],
    table: UploadedFile[bytes] | None,
    by: User,
) -> Import:
    """Import an uploaded file by an uploaded table of columns, else by that of the form's last import.

    ``Refused`` with nothing kept where a file is too large (W.151), where there is no table (I.132), and as
    ``import_records`` says.
    """
    name = file.name or "records.csv"
    stored = keep_stream(file, name=name, limit=settings.LARGEST_UPLOAD, media_type="text/csv")
    columns = columns_from(table) if table else columns_used_before(form_version)
    return import_records(
        mission=mission, form_version=form_version, content=stored, name=name, columns=columns, by=by
    )


@transaction.atomic
def upload_form(
    *, mission: Mission, file: UploadedFile[bytes], by: User, now: datetime, form: Form | None = None
) -> FormVersion:
    """Take in an uploaded XLSForm as a draft; with ``form``, of that form only."""
    return upload_draft(
        mission=mission,
        content=_read(file, LARGEST_FORM),
        name=file.name or "form.xlsx",
        by=by,
        now=now,
        form=form,
    )


def columns_from(table: UploadedFile[bytes]) -> tuple[Column, ...]:
    """The table of columns that was uploaded."""
    return read_columns(_read(table, LARGEST_TABLE), table.name or "columns.csv")


def columns_used_before(form_version: FormVersion) -> tuple[Column, ...]:
    """The table by which the last file of this form version was read."""
    earlier = Import.objects.filter(form_version=form_version).first()
    if earlier is None:
        says = Phrase("No file of this form was imported before, so there is no table of its columns.")
        raise Refused(
            Problem("I.132", says, Phrase("Upload the table too: a CSV file, one row for each column."))
        )
    return tuple(column_from_json(kept) for kept in earlier.columns)


def _read(file: UploadedFile[bytes], limit: int) -> bytes:
    if (file.size or 0) > limit:
        says = Phrase("The file is larger than {size}.", size=Phrase("{number} MB", number=limit // 2**20))
        raise Refused(Problem(TOO_LARGE, says, Phrase("Give a smaller file."), f"'{file.name}'"))
    return bytes(file.read())
