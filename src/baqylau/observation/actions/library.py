"""A mission's copies of standard forms: copied as drafts, linked to what they were copied from."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.mission.models import Mission
from baqylau.mission.roles import Role
from baqylau.observation.actions.forms import upload_draft
from baqylau.observation.models import Form, FormKind, FormVersion
from baqylau.observation.sources import form_library
from baqylau.observation.sources.form_library import LibraryForm
from baqylau.trail.record import record


def standard_forms() -> tuple[LibraryForm, ...]:
    """The standard forms that come with Baqylau."""
    return form_library.library(FormKind.values, Role.values)


def standard_form(key: str) -> LibraryForm:
    """One of them; ``Refused`` (F.154) where there is none."""
    return form_library.library_form(key, FormKind.values, Role.values)


def newer_in_library(form: Form) -> LibraryForm | None:
    """The standard form that this one was copied from, where it is another workbook now."""
    if not form.library:
        return None
    found = next((one for one in standard_forms() if one.key == form.library), None)
    return found if found and found.digest != form.library_digest else None


@transaction.atomic
def copy_from_library(*, mission: Mission, key: str, by: User, now: datetime) -> FormVersion:
    """Copy a standard form into the mission as a draft, with its names, kind and roles.

    ``Refused`` (F.155) where the mission has a form of this identifier already.
    """
    standard = standard_form(key)
    content = standard.read()
    if Form.objects.filter(mission=mission, code=standard.key).exists():
        says = Phrase("The mission has the form '{code}' already.", code=standard.key)
        raise Refused(Problem("F.155", says, Phrase("Take over the newer one on that form's page.")))
    draft = upload_draft(mission=mission, content=content, name=standard.path.name, by=by, now=now)
    form = draft.form
    form.names = dict(standard.names) or form.names
    form.kind, form.roles, form.position = standard.kind, list(standard.roles), _place(standard)
    _link(form, standard, by)
    return draft


@transaction.atomic
def take_newer(*, form: Form, by: User, now: datetime) -> FormVersion:
    """Take the library's newer workbook as this form's draft, in place of what the mission changed itself.

    ``Refused`` (F.156) where there is nothing newer.
    """
    newer = newer_in_library(form)
    if newer is None:
        says = Phrase("The library has nothing newer.")
        raise Refused(Problem("F.156", says, Phrase("Nothing is left to do.")))
    draft = upload_draft(
        mission=form.mission, content=newer.read(), name=newer.path.name, by=by, now=now, form=form
    )
    _link(draft.form, newer, by)
    return draft


def _link(form: Form, standard: LibraryForm, by: User) -> None:
    form.library, form.library_digest = standard.key, standard.digest
    form.save()
    change = {"form": form.code, "library": standard.key, "sha256": standard.digest}
    record("observation.form_linked", about=form, by=by, change=change)


def _place(standard: LibraryForm) -> int:
    keys = [one.key for one in standard_forms()]
    return keys.index(standard.key) + 1
