"""The forms that one phone is given, and the files that go with them."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from operator import attrgetter

from django.utils.translation import get_language

from baqylau.core.text import in_language
from baqylau.election.models import Station
from baqylau.observation.addresses import Server
from baqylau.observation.memory import Memory
from baqylau.observation.models import Form, FormFile, FormVersion, Intake, Phone
from baqylau.observation.sources.openrosa import (
    ListedFile,
    ListedForm,
    entity_lists_of,
    files_asked_for,
)
from baqylau.observation.station_files import MADE_HERE, Table, scope_of, table

REMEMBERED = 600


@dataclass(frozen=True, slots=True)
class Wants:
    """What a form's XForm asks for: tables by name, and which lists phones keep themselves."""

    files: tuple[str, ...]
    entities: frozenset[str]
    xform: bytes
    packed: bytes


_wants: Memory[Wants] = Memory(REMEMBERED)


def wants_of(version: FormVersion) -> Wants:
    """What a version asks for; read once for its content."""
    found = _wants.get((version.pk, version.xform_md5), partial(_read, version.pk))
    assert found is not None
    return found


def _read(pk: int) -> Wants:
    xform = bytes(FormVersion.objects.values_list("xform", flat=True).get(pk=pk))
    return Wants(files_asked_for(xform), entity_lists_of(xform), xform, gzip.compress(xform, 5, mtime=0))


def forms_for(phone: Phone) -> list[FormVersion]:
    """The newest version of each open form of this phone's owner, in order; of a testing phone its draft."""
    versions = FormVersion.objects.select_related("form").defer("xform", "questions", "checks")
    if phone.draft_id is not None:
        return list(versions.filter(pk=phone.draft_id, published_at=None).exclude(xform_md5=""))
    published = versions.filter(form__mission=phone.mission_id, published_at__isnull=False)
    newest: dict[int, FormVersion] = {}
    for version in published.exclude(xform_md5="").order_by("published_at", "pk"):
        newest[version.form_id] = version
    given = [version for version in newest.values() if is_given(version.form, phone)]
    return sorted(given, key=attrgetter("form.position", "form.code"))


def is_given(form: Form, phone: Phone) -> bool:
    """Whether the form is open and meant for the role of this phone's owner."""
    return form.intake == Intake.OPEN and (not form.roles or phone.membership.role in form.roles)


def version_for(phone: Phone, code: str, number: str) -> FormVersion | None:
    """One version that this phone may fetch: what is listed, and older ones while the form takes reports."""
    versions = FormVersion.objects.select_related("form").defer("xform", "questions", "checks")
    found = versions.filter(form__mission=phone.mission_id, form__code=code, version=number).first()
    if found is None or not found.xform_md5:
        return None
    if phone.draft_id is not None or found.published_at is None:
        return found if found.pk == phone.draft_id and found.published_at is None else None
    roles = found.form.roles
    is_theirs = not roles or phone.membership.role in roles
    return found if is_theirs and found.form.intake != Intake.CLOSED else None


def listed(version: FormVersion, server: Server) -> ListedForm:
    """A form as the list names it."""
    names = version.form.names
    return ListedForm(
        code=version.form.code,
        version=version.version,
        name=in_language(names, get_language() or "en") or version.form.code,
        md5=version.xform_md5,
        address=server.of_version(version, "form.xml"),
        manifest=server.of_version(version, "manifest") if has_files(version) else "",
    )


def has_files(version: FormVersion) -> bool:
    """Whether there is anything to fetch besides the form."""
    return bool(MADE_HERE.intersection(wants_of(version).files)) or version.files.exists()


def files_of(version: FormVersion, phone: Phone, server: Server) -> Iterator[ListedFile]:
    """The files of a version for this phone. An uploaded file comes before one of its name made here."""
    uploaded = {file.name: file.md5 for file in version.files.all()}
    for name, md5 in uploaded.items():
        yield ListedFile(name, md5, server.media(version, name))
    for name in wants_of(version).files:
        if name in MADE_HERE and name not in uploaded:
            entities = server.entities(name) if is_entity_list(version, name) else ""
            yield ListedFile(name, made_here(version, phone, name).md5, server.media(version, name), entities)


def is_entity_list(version: FormVersion, name: str) -> bool:
    """Whether phones keep the list of this file themselves, because the form makes or changes entities."""
    return name.removesuffix(".csv") in wants_of(version).entities


def made_here(version: FormVersion, phone: Phone, name: str) -> Table:
    """A table for this phone's owner."""
    return table(name, scope_of(phone.membership), as_entities=is_entity_list(version, name))


def uploaded_file(version: FormVersion, name: str) -> FormFile | None:
    """The file of this name that was uploaded with the version."""
    return version.files.select_related("file").filter(name=name).first()


def deleted_among(phone: Phone, asked: list[str]) -> list[tuple[str, bool]]:
    """Of each station asked for by its code, whether it is not (any more) one of the election."""
    stations = Station.objects.filter(election=phone.mission.election_id, code__in=asked)
    known = set(stations.values_list("code", flat=True))
    return [(code, code not in known) for code in asked]
