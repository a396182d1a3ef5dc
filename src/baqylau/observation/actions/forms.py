"""Taking in a form: as a draft that is tested first, or at once where a pack brings it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.mission.models import Mission
from baqylau.observation.memory import forget
from baqylau.observation.models import Form, FormVersion, Phone, Submission
from baqylau.observation.sources.answers import Question, question_from_json
from baqylau.observation.sources.xlsform import FormRead, md5_of, read_form
from baqylau.observation.sources.xlsform_convert import naming_workbook, with_public_key
from baqylau.storage.models import StoredFile, keep
from baqylau.trail.record import record

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
RESERVED_CODES = frozenset({"new", "library"})
RESERVED_VERSIONS = frozenset(
    {"settings", "key", "upload", "draft", "publish", "discard", "test", "compare", "library"}
)
"""Words that stand in the addresses of our own pages."""
_IDENTIFIER = re.compile(r"[A-Za-z0-9][\w.-]*", re.ASCII)


def questions_of(version: FormVersion) -> tuple[Question, ...]:
    """The questions of a form version."""
    return tuple(question_from_json(kept) for kept in version.questions)


@transaction.atomic
def add_form_version(
    *,
    mission: Mission,
    content: bytes,
    name: str,
    by: User | None,
    names: Mapping[str, str] | None = None,
    replace: bool = False,
) -> FormVersion:
    """Take in an XLSForm under the form_id and version of its settings, published at once.

    The same file again changes nothing. Another file under the same version is refused (I.314), unless
    ``replace`` says that a pack was improved: then wording may change, but no question that records answer
    may go or change its kind (I.512).
    """
    file = keep(content, name=name, media_type=EXCEL)
    read = read_form(content, name)
    _check_identity(read, name)
    form = _form(mission, read, names)
    version = FormVersion.objects.select_for_update().filter(form=form, version=read.version).first()
    if names and form.names != names:
        form.names = dict(names)
        form.save(update_fields=["names"])
    if version and version.file_id == file.pk and version.xform:
        return version
    if version and version.file_id != file.pk and not replace:
        raise _other_file(read, name)
    if version:
        _check_compatible(version, read, name)
    version = version or FormVersion(form=form, version=read.version)
    done = "replaced" if version.pk else "added"
    if version.published_at is None:
        version.published_at, version.published_by = timezone.now(), by
    _save(version, file, read)
    _tell(f"observation.form_version_{done}", version, by)
    return version


@transaction.atomic
def upload_draft(
    *, mission: Mission, content: bytes, name: str, by: User | None, now: datetime, form: Form | None = None
) -> FormVersion:
    """Take in an XLSForm as the draft of its form, in place of an earlier draft.

    ``Refused`` where the workbook is of another form than ``form`` (F.130), where its version is published
    already (F.131), and as ``read_form`` says.
    """
    read = read_form(content, name)
    _check_identity(read, name)
    if form is not None and form.code != read.code:
        says = Phrase("The workbook is of the form '{other}', not '{code}'.", other=read.code, code=form.code)
        remedy = Phrase("Write form_id = {code} in its settings, or add it as a new form.", code=form.code)
        raise Refused(Problem("F.130", says, remedy, Phrase("'{name}', sheet 'settings'", name=name)))
    form = Form.objects.select_for_update().get(pk=_form(mission, read, None).pk)
    if FormVersion.objects.filter(form=form, version=read.version, published_at__isnull=False).exists():
        says = Phrase("Version {version} of this form is published already.", version=read.version)
        remedy = Phrase("Give the form a new version in its settings.")
        raise Refused(Problem("F.131", says, remedy, Phrase("'{name}', sheet 'settings'", name=name)))
    draft = draft_of(form) or FormVersion(form=form)
    draft.version, draft.made_at = read.version, now
    _save(draft, keep(content, name=name, media_type=EXCEL), read)
    FormVersion.objects.filter(pk=draft.pk).update(made_at=now)
    _take_over_files(draft, read.needs)
    _tell("observation.draft_uploaded", draft, by)
    return draft


@transaction.atomic
def discard_draft(*, draft: FormVersion, by: User | None) -> None:
    """Throw a draft away, with the tests that were sent to it; a form that has nothing else goes with it."""
    draft = FormVersion.objects.select_for_update().get(pk=draft.pk)
    must_be_draft(draft)
    form = draft.form
    tests = Submission.objects.filter(form_version=draft, record=None)
    change = {
        "form": form.code,
        "version": draft.version,
        "sha256": draft.file.sha256,
        "tests": tests.count(),
    }
    record("observation.draft_discarded", about=draft, by=by, change=change)
    tests.delete()
    Phone.objects.filter(draft=draft).delete()
    draft.delete()
    if not form.versions.exists() and not form.submissions.exists():
        form.delete()


def draft_of(form: Form) -> FormVersion | None:
    """The form's draft, if it has one."""
    return form.versions.filter(published_at=None).select_related("file").first()


def newest_published(form: Form) -> FormVersion | None:
    """The version that phones are given now."""
    return form.versions.filter(published_at__isnull=False).order_by("published_at", "pk").last()


def must_be_draft(version: FormVersion) -> None:
    """``Refused`` (F.131) where it was published: then it does not change any more."""
    if version.published_at is not None:
        says = Phrase("Version {version} of this form is published already.", version=version.version)
        raise Refused(Problem("F.131", says, Phrase("Upload a new version as a draft.")))


def _form(mission: Mission, read: FormRead, names: Mapping[str, str] | None) -> Form:
    given = names or {"en": read.title or read.code}
    form, _ = Form.objects.get_or_create(mission=mission, code=read.code, defaults={"names": given})
    return form


def _save(version: FormVersion, file: StoredFile, read: FormRead) -> None:
    version.file = file
    version.questions = [question.as_json() for question in read.questions]
    version.checks = [check.as_json() for check in read.checks]
    version.languages = list(read.languages)
    xform = naming_workbook(read.xform, file.sha256) if version.pk else read.xform
    key = version.form.public_key
    version.xform = with_public_key(xform, key) if key else xform
    version.xform_md5 = md5_of(bytes(version.xform))
    version.save()
    transaction.on_commit(forget)


def _take_over_files(draft: FormVersion, needs: tuple[str, ...]) -> None:
    """Files that the form still uses come along from the version before, where they were not given anew."""
    before = newest_published(draft.form)
    if before is None:
        return
    there = set(draft.files.values_list("name", flat=True))
    for kept in before.files.filter(name__in=needs).exclude(name__in=there):
        draft.files.create(name=kept.name, file=kept.file, md5=kept.md5)


def _tell(done: str, version: FormVersion, by: User | None) -> None:
    change = {"form": version.form.code, "version": version.version, "sha256": version.file.sha256}
    record(done, about=version, by=by, change=change)


def _other_file(read: FormRead, name: str) -> Refused:
    says = Phrase(
        "Version {version} of the form '{code}' is another file.", version=read.version, code=read.code
    )
    return Refused(
        Problem("I.314", says, Phrase("Give the form a new version in its settings."), f"'{name}'")
    )


def _check_identity(read: FormRead, name: str) -> None:
    problems = Problems()
    where = Phrase("'{name}', sheet 'settings'", name=name)
    for key, value, longest, reserved in (
        ("form_id", read.code, 60, RESERVED_CODES),
        ("version", read.version, 40, RESERVED_VERSIONS),
    ):
        if len(value) > longest or not _IDENTIFIER.fullmatch(value) or value in reserved:
            says = Phrase(
                "The settings give no {key} that can be used: '{value}'.", key=key, value=value[:60]
            )
            remedy = Phrase(
                "Write one of at most {longest} Latin letters, digits, - and _ in the sheet 'settings'.",
                longest=longest,
            )
            problems.add("I.313", says, remedy, where)
    problems.refuse_if_any()


def _check_compatible(version: FormVersion, read: FormRead, name: str) -> None:
    if not version.records.exists():
        return
    kinds = {question.name: question.kind for question in read.questions}
    problems = Problems()
    for question in questions_of(version):
        if kinds.get(question.name) != question.kind:
            says = Phrase(
                "Question '{name}' has answers, and the new form drops or changes it.", name=question.name
            )
            problems.add("I.512", says, Phrase("Give the form a new version."), f"'{name}'")
    problems.refuse_if_any()
