"""Which form version a filled form answers, and whether it is still taken."""

from __future__ import annotations

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.observation.actions.arrivals import Sender
from baqylau.observation.memory import Memory
from baqylau.observation.models import FormVersion, Intake, Submission
from baqylau.observation.sources.instance import Instance
from baqylau.storage.prepared import Fetch, open_number, open_text

_version_named = Fetch(
    lambda: (
        FormVersion.objects.filter(
            form__mission=open_number(0), form__code=open_text(1), version=open_text(2)
        )
        .select_related("form__minimum_version")
        .only(
            *("version", "xform_md5", "published_at", "form__code", "form__intake"),
            *(f"form__minimum_version__{name}" for name in ("published_at", "version")),
        )
    )
)
_versions: Memory[FormVersion] = Memory(2)
"""Closing a form or publishing a version is seen by every process within two seconds."""


def wanted_version(sender: Sender, instance: Instance) -> FormVersion:
    """The form version that a filled form answers; ``Refused`` (O.110 to O.113) where it is not taken.

    What is there already is taken again, with its files, also after the form was closed: the phone did not
    hear that it had come.
    """
    key = (sender.mission_id, instance.form, instance.version)
    version = _versions.get(key, lambda: _version_named.first(*key))
    if version is None:
        forms = FormVersion.objects.filter(form__mission_id=sender.mission_id, form__code=instance.form)
        _refuse_unknown(forms.exists(), instance)
    assert version is not None
    if sender.draft_id is not None or version.published_at is None:
        _check_draft(sender, version)
    else:
        _check_intake(version, instance)
    return version


def _refuse_unknown(form_is_known: bool, instance: Instance) -> None:
    if form_is_known:
        says = Phrase(
            "Version {version} of this form is not known here.", version=instance.version[:40] or "–"
        )
        raise Refused(Problem("O.111", says, Phrase("Get the form anew and fill it again.")))
    says = Phrase("There is no form '{code}' in this mission.", code=instance.form[:60])
    raise Refused(Problem("O.110", says, Phrase("Get the list of forms anew.")))


def _check_draft(sender: Sender, version: FormVersion) -> None:
    if version.pk != sender.draft_id or version.published_at is not None:
        says = Phrase("Version {version} of this form is not known here.", version=version.version)
        raise Refused(Problem("O.111", says, Phrase("Get the form anew and fill it again.")))


def _check_intake(version: FormVersion, instance: Instance) -> None:
    if version.form.intake == Intake.CLOSED and not is_there(version, instance):
        says = Phrase("This form is closed: reports are no longer taken.")
        raise Refused(Problem("O.113", says, Phrase("Call your co-ordinator.")))
    oldest = version.form.minimum_version
    if oldest and _is_before(version, oldest) and not is_there(version, instance):
        says = Phrase(
            "Version {version} of this form is no longer taken; the oldest that is taken is {oldest}.",
            version=version.version,
            oldest=oldest.version,
        )
        raise Refused(Problem("O.112", says, Phrase("Get the form anew and fill it again.")))


def _is_before(version: FormVersion, other: FormVersion) -> bool:
    mine, theirs = version.published_at, other.published_at
    return mine is not None and theirs is not None and mine < theirs


def is_there(version: FormVersion, instance: Instance) -> bool:
    """Whether this instance of the form has been received."""
    return Submission.objects.filter(form_id=version.form_id, instance_id=instance.instance_id).exists()
