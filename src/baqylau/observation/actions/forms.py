"""Taking in a form."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.utils import timezone

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.mission.models import Mission
from baqylau.observation.models import Form, FormVersion
from baqylau.observation.sources.answers import Question, question_from_json
from baqylau.observation.sources.xlsform import FormRead, read_form
from baqylau.storage.models import StoredFile, keep
from baqylau.trail.record import record

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


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
    """Take in an XLSForm under the form_id and version of its settings.

    The same file again changes nothing. Another file under the same version is refused (I.314), unless
    ``replace`` says that a pack was improved: then wording may change, but no question that records answer
    may go or change its kind (I.512).
    """
    file = keep(content, name=name, media_type=EXCEL)
    read = read_form(content, name)
    _check_identity(read, name)
    form, _ = Form.objects.get_or_create(
        mission=mission, code=read.code, defaults={"names": names or {"en": read.title or read.code}}
    )
    version = FormVersion.objects.select_for_update().filter(form=form, version=read.version).first()
    if names and form.names != names:
        form.names = dict(names)
        form.save(update_fields=["names"])
    if version and version.file_id == file.pk:
        return version
    if version and not replace:
        says = Phrase(
            "Version {version} of the form '{code}' is another file.", version=read.version, code=read.code
        )
        raise Refused(
            Problem("I.314", says, Phrase("Give the form a new version in its settings."), f"'{name}'")
        )
    if version:
        _check_compatible(version, read, name)
    version = version or FormVersion(form=form, version=read.version)
    return _save(version, file, read, by)


def _save(version: FormVersion, file: StoredFile, read: FormRead, by: User | None) -> FormVersion:
    done = "replaced" if version.pk else "added"
    version.file = file
    version.questions = [question.as_json() for question in read.questions]
    version.checks = [check.as_json() for check in read.checks]
    version.languages = list(read.languages)
    version.xform, version.xform_md5 = read.xform, read.xform_md5
    version.published_at = version.published_at or timezone.now()
    version.save()
    change = {"form": read.code, "version": read.version, "sha256": file.sha256}
    record(f"observation.form_version_{done}", about=version, by=by, change=change)
    return version


def _check_identity(read: FormRead, name: str) -> None:
    problems = Problems()
    for key, value, longest in (("form_id", read.code, 60), ("version", read.version, 40)):
        if not value or len(value) > longest or not value.isascii() or "/" in value or " " in value:
            says = Phrase(
                "The settings give no {key} that can be used: '{value}'.", key=key, value=value[:60]
            )
            remedy = Phrase(
                "Write one of at most {longest} Latin letters, digits, - and _ in the sheet 'settings'.",
                longest=longest,
            )
            problems.add("I.313", says, remedy, Phrase("'{name}', sheet 'settings'", name=name))
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
