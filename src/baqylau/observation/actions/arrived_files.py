"""The photographs and other files that come with a filled form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.conf import settings

from baqylau.observation.actions.arrivals import Arrival
from baqylau.observation.models import Attachment, Submission
from baqylau.observation.reading import CompiledForm
from baqylau.storage.models import Kept, describe, keep_bytes


def keep_files(arrival: Arrival) -> list[Kept]:
    """Store the files' bytes before the transaction: bytes that nobody refers to do no harm."""
    return [
        keep_bytes(file, name=name.replace("\0", "")[-255:], limit=settings.LARGEST_ATTACHMENT)
        for name, file in arrival.files.items()
    ]


def attach(submission: Submission, kept: Sequence[Kept], now: datetime, *, is_first: bool = True) -> int:
    """Describe the files and attach what is not attached yet; how many were new.

    A submission that was only just written has none yet, and is not asked.
    """
    if not kept:
        return 0
    known = set() if is_first else set(submission.attachments.values_list("name", "file_id"))
    pairs = zip(kept, describe(kept), strict=True)
    new = [(one, file) for one, file in pairs if (one.name, file.pk) not in known]
    Attachment.objects.bulk_create(
        [
            Attachment(
                submission=submission,
                name=one.name,
                file=file,
                media_type=one.media_type[:120],
                arrived_at=now,
            )
            for one, file in new
        ],
        ignore_conflicts=True,
    )
    return len(new)


def files_named(form: CompiledForm, answers: Mapping[str, object]) -> list[str]:
    """The names of files that answers give, those in repeats too."""
    named: list[str] = []
    for question in form.questions:
        rows = [answers] if not question.repeat else _rows(answers, question.repeat)
        if question.kind == "file":
            named += [str(row[question.name]) for row in rows if question.name in row]
    return named


def _rows(answers: Mapping[str, object], repeat: str) -> list[Mapping[str, object]]:
    instances = answers.get(repeat)
    if not isinstance(instances, list):
        return []
    return [one["answers"] for one in instances if isinstance(one, dict) and "answers" in one]


def missing_files(
    submission: Submission, form: CompiledForm, answers: Mapping[str, object]
) -> tuple[str, ...]:
    """Files that the answers name and that have not come, with this submission or an earlier one."""
    named = files_named(form, answers)
    if not named:
        return ()
    came = submission.attachments.all()
    if submission.record is not None:
        came = Attachment.objects.filter(submission__record=submission.record)
    return tuple(sorted(set(named) - set(came.values_list("name", flat=True))))
