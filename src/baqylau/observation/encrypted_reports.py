"""Encrypted reports: which wait, the ZIP file for whoever has the key, and what comes back in another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import IO

from django.conf import settings
from django.db.models import Count, QuerySet

from baqylau.accounts.models import User
from baqylau.core.problem import Problem, Refused
from baqylau.mission.models import Mission
from baqylau.observation.actions.decrypted import take_decrypted
from baqylau.observation.exporting.zip import Archive
from baqylau.observation.models import Submission
from baqylau.observation.sources.encrypted import ENDING, SUBMISSION
from baqylau.observation.sources.encrypted_files import Folder, Reports, entry_of, named
from baqylau.observation.words import label

MOST_TOLD = 50


@dataclass(slots=True)
class BroughtBack:
    """What became of a ZIP file of opened reports."""

    taken: int = 0
    known: int = 0
    not_here: int = 0
    problems: list[tuple[str, Problem]] = field(default_factory=list)


def unread(mission: Mission) -> QuerySet[Submission]:
    """The encrypted reports that nobody has brought back yet."""
    return Submission.objects.filter(
        mission=mission, is_encrypted=True, decrypted=None, record__isnull=False, record__deleted_at=None
    )


def waiting(mission: Mission) -> list[tuple[str, int]]:
    """How many wait, by form."""
    counted = (
        unread(mission).order_by("form__code").values_list("form__code", "form__names").annotate(Count("pk"))
    )
    return [(label(names, code), count) for code, names, count in counted]


def zip_of(submissions: QuerySet[Submission], now: datetime) -> Iterator[bytes]:
    """The envelopes with their files, as ``baqylau decrypt`` reads them."""
    archive = Archive(now, compressed=False)
    for pk in submissions.order_by("pk").values_list("pk", flat=True):
        submission = Submission.objects.get(pk=pk)
        yield from archive.pour(f"{submission.sha256}/{SUBMISSION}", iter([bytes(submission.body)]))
        for attachment in submission.attachments.filter(name__endswith=ENDING).select_related("file"):
            entry = entry_of(submission.sha256, attachment.file.sha256, attachment.name)
            yield from archive.pour(entry, attachment.file.pieces())
    yield archive.close()


def bring_back(*, mission: Mission, file: IO[bytes], by: User, now: datetime) -> BroughtBack:
    """Take every opened report of a ZIP file; one that cannot be taken does not hold up the others."""
    reports, told = Reports(file, largest=settings.LARGEST_ATTACHMENT), BroughtBack()
    folders = {folder.sha256: folder for folder in reports.folders}
    found = Submission.objects.filter(mission=mission, is_encrypted=True).order_by("pk")
    by_digest = {sha256: pk for pk, sha256 in found.values_list("pk", "sha256") if sha256 in folders}
    told.not_here = len(folders) - len(by_digest)
    for sha256, pk in by_digest.items():
        try:
            is_new = _bring_one(Submission.objects.get(pk=pk), reports, folders[sha256], by, now)
            told.taken, told.known = told.taken + is_new, told.known + (not is_new)
        except Refused as refused:
            told.problems.append((sha256[:12], refused.problems[0]))
    return told


def _bring_one(submission: Submission, reports: Reports, folder: Folder, by: User, now: datetime) -> bool:
    files = named(reports.opened_files(folder))
    xml = reports.submission(folder)
    return take_decrypted(submission=submission, xml=xml, files=files, by=by, now=now)
