"""Pictures of a report: their bytes as they arrived; what is no picture is refused."""

from __future__ import annotations

import io
from datetime import datetime

from django.core.files.base import File
from django.db import transaction
from django.db.models import Max
from PIL import Image

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.reports.actions.texts import open_report
from baqylau.reports.models import Report, ReportPicture
from baqylau.storage.models import keep
from baqylau.trail.record import record

LARGEST = 10 * 1024 * 1024
MOST_PIXELS = 50_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
MOST_PICTURES = 200


@transaction.atomic
def add_picture(*, report: Report, file: File[bytes], says: str, by: User, now: datetime) -> ReportPicture:
    """Add a picture, with what it shows in words. ``Refused``: Z.527."""
    report = open_report(report)
    text = " ".join(says.replace("\0", "").split())[:300]
    if not text:
        problem = Phrase("Nothing says what the picture shows.")
        raise Refused(Problem("Z.527", problem, Phrase("Say it for those who do not see it."), "says"))
    if report.pictures.count() >= MOST_PICTURES:
        problem = Phrase("A report has at most {most} pictures.", most=MOST_PICTURES)
        raise Refused(Problem("Z.527", problem, Phrase("Leave one out.")))
    content = _read(file)
    last = report.pictures.aggregate(last=Max("number"))["last"] or 0
    stored = keep(content, name=(file.name or "picture")[:255])
    made = ReportPicture.objects.create(
        report=report, number=last + 1, file=stored, says=text, added_by=by, added_at=now
    )
    record(
        "reports.picture_added", about=report, by=by, change={"number": made.number, "sha256": stored.sha256}
    )
    return made


def _read(file: File[bytes]) -> bytes:
    """The bytes of a file that is a picture."""
    where = Phrase("'{name}'", name=(file.name or "")[:100])
    if (file.size or 0) > LARGEST:
        says = Phrase("The picture has more than {most} MB.", most=LARGEST // 1024 // 1024)
        raise Refused(Problem("Z.527", says, Phrase("Make it smaller."), where))
    content = bytes(file.read())
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as opened:
            wide, high = opened.size
            if wide * high > MOST_PIXELS:
                raise ValueError("too many pixels")
            opened.load()
    except Exception as error:  # Pillow raises many kinds for what is no picture
        says = Phrase("The file is no picture that can be read.")
        remedy = Phrase("Choose a PNG, JPEG, WebP or GIF of at most 50 million pixels.")
        raise Refused(Problem("Z.527", says, remedy, where)) from error
    return content
