"""Publishing a draft, and what is decided about a form once it is there: intake, names, roles, key, files."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import BinaryIO

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from django.core.files.base import File
from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.mission.roles import Role
from baqylau.observation.actions.forms import must_be_draft, questions_of
from baqylau.observation.memory import forget
from baqylau.observation.models import Form, FormFile, FormVersion, Phone
from baqylau.observation.sources.form_files import (
    LARGEST_FILE,
    MADE_HERE,
    MOST_FILES,
    check_content,
    check_name,
    check_table,
)
from baqylau.observation.sources.xlsform import md5_of
from baqylau.observation.sources.xlsform_convert import needed_files, with_public_key
from baqylau.storage.models import keep_stream
from baqylau.trail.record import record

SMALLEST_KEY = 2048


@transaction.atomic
def publish(*, draft: FormVersion, by: User, now: datetime) -> FormVersion:
    """Give a draft to the observers. From now on it never changes.

    ``Refused`` where it was published (F.131) or where files that its questions use are missing (F.134).
    Keys that only tested it are revoked.
    """
    draft = FormVersion.objects.select_for_update().select_related("form", "file").get(pk=draft.pk)
    must_be_draft(draft)
    if missing := missing_files(draft):
        says = Phrase("Files that the form uses are missing: {names}.", names=", ".join(missing))
        raise Refused(Problem("F.134", says, Phrase("Upload them, or take them out of the form.")))
    draft.published_at, draft.published_by = now, by
    _put_key(draft)
    draft.save(update_fields=["published_at", "published_by", "xform", "xform_md5"])
    Phone.objects.filter(draft=draft, revoked_at=None).update(revoked_at=now)
    change = {
        "form": draft.form.code,
        "version": draft.version,
        "sha256": draft.file.sha256,
        "xform_md5": draft.xform_md5,
        "files": {file.name: file.md5 for file in draft.files.all()},
    }
    record("observation.form_published", about=draft, by=by, change=change)
    transaction.on_commit(forget)
    return draft


def missing_files(version: FormVersion) -> list[str]:
    """Files that the form uses, that nobody uploaded, and that the server does not make."""
    there = set(version.files.values_list("name", flat=True)) | MADE_HERE
    return [name for name in needed_files(bytes(version.xform)) if name not in there]


@transaction.atomic
def change_form(
    *,
    form: Form,
    by: User,
    names: Mapping[str, str],
    kind: str,
    roles: Sequence[str],
    intake: str,
    minimum_version: FormVersion | None,
    position: int,
) -> Form:
    """Change how a form is called, who is given it, and what is still taken in."""
    form = Form.objects.select_for_update().get(pk=form.pk)
    if minimum_version and (minimum_version.form_id != form.pk or minimum_version.published_at is None):
        says = Phrase("Only a published version of this form can be the oldest that is taken.")
        raise Refused(Problem("F.133", says, Phrase("Choose one from the list.")))
    wanted = {
        "names": {language: text for language, text in names.items() if text},
        "kind": kind,
        "roles": [role for role in roles if role in Role],
        "intake": intake,
        "minimum_version": minimum_version,
        "position": position,
    }
    changed = {name: value for name, value in wanted.items() if getattr(form, name) != value}
    if changed:
        for name, value in changed.items():
            setattr(form, name, value)
        form.save(update_fields=list(changed))
        told = {
            name: str(value) if isinstance(value, FormVersion) else value for name, value in changed.items()
        }
        record("observation.form_changed", about=form, by=by, change={"form": form.code, **told})
        transaction.on_commit(forget)
    return form


@transaction.atomic
def set_public_key(*, form: Form, key: str, by: User) -> Form:
    """Have phones encrypt this form's reports with the mission's key; an empty key ends that.

    Every version's bytes are made anew, so that what phones are told is what they get. ``Refused`` (F.140)
    where it is no RSA key of at least 2,048 bits.
    """
    form = Form.objects.select_for_update().get(pk=form.pk)
    form.public_key = plain_key(key)
    form.save(update_fields=["public_key"])
    for version in form.versions.exclude(xform_md5=""):
        _put_key(version)
        version.save(update_fields=["xform", "xform_md5"])
    digest = md5_of(form.public_key.encode()) if form.public_key else ""
    record("observation.form_key_set", about=form, by=by, change={"form": form.code, "key_md5": digest})
    transaction.on_commit(forget)
    return form


def plain_key(text: str) -> str:
    """An RSA public key as base64 of its DER form, from that or from PEM; "" for nothing."""
    text = text.strip()
    if not text:
        return ""
    try:
        if "-----BEGIN" in text:
            key = serialization.load_pem_public_key(text.encode())
        else:
            key = serialization.load_der_public_key(base64.b64decode("".join(text.split()), validate=True))
    except (ValueError, binascii.Error, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPublicKey) or key.key_size < SMALLEST_KEY:
        says = Phrase("This is no public RSA key of at least {bits} bits.", bits=SMALLEST_KEY)
        remedy = Phrase(
            "Paste the public key (it begins with -----BEGIN PUBLIC KEY-----), never the private one."
        )
        raise Refused(Problem("F.140", says, remedy))
    form = serialization.PublicFormat.SubjectPublicKeyInfo
    return base64.b64encode(key.public_bytes(serialization.Encoding.DER, form)).decode()


def _put_key(version: FormVersion) -> None:
    if not version.xform:
        return
    key = version.form.public_key
    xform = bytes(version.xform)
    if key or b"base64RsaPublicKey" in xform:
        version.xform = with_public_key(xform, key)
        version.xform_md5 = md5_of(version.xform)


@transaction.atomic
def add_file(*, version: FormVersion, file: BinaryIO | File[bytes], name: str, by: User) -> FormFile:
    """Put a picture, sound or table to a version, in place of one of the same name.

    A published version may get a corrected file too: phones fetch it anew. ``Refused`` as
    ``sources.form_files`` says, and above 100 files (F.137).
    """
    name = check_name(name)
    if version.files.exclude(name=name).count() >= MOST_FILES:
        says = Phrase("A form has at most {most} files.", most=MOST_FILES)
        raise Refused(Problem("F.137", says, Phrase("Remove some that are not used.")))
    stored = keep_stream(file, name=name, limit=LARGEST_FILE)
    content = stored.read()
    check_content(name, stored.media_type, content[:4096])
    if name.lower().endswith(".csv"):
        check_table(name, content, _columns_of(version, name))
    kept, _ = FormFile.objects.update_or_create(
        version=version, name=name, defaults={"file": stored, "md5": md5_of(content)}
    )
    change = {"version": str(version), "name": name, "sha256": stored.sha256}
    record("observation.form_file_added", about=version, by=by, change=change)
    return kept


def _columns_of(version: FormVersion, name: str) -> tuple[str, ...]:
    """What a table must have: where questions choose from it, a name and a label for each row."""
    is_list = any(question.list_file == name for question in questions_of(version))
    return ("name", "label") if is_list else ()


@transaction.atomic
def remove_file(*, file: FormFile, by: User) -> None:
    """Take a file away from a draft."""
    version = FormVersion.objects.select_for_update().get(pk=file.version_id)
    must_be_draft(version)
    change = {"version": str(version), "name": file.name, "sha256": file.file.sha256}
    record("observation.form_file_removed", about=version, by=by, change=change)
    file.delete()
