"""The XML that phones are answered with: lists of forms, manifests, messages, states of entities.

Source: https://docs.getodk.org/openrosa-form-list/, openrosa-form-submission/, openrosa-manifest; the
applications refuse a whole list for one entry that lacks its name, identifier or address.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
FORMS = "http://openrosa.org/xforms/xformsList"
MANIFEST = "http://openrosa.org/xforms/xformsManifest"
RESPONSE = "http://openrosa.org/http/response"

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LIST = re.compile(rb'src="jr://file(?:-csv)?/([^"/<>]{1,120})"')
_ENTITY = re.compile(rb'<(?:\w+:)?entity\b[^>]*\bdataset="([^"]{1,120})"')


@dataclass(frozen=True, slots=True)
class ListedForm:
    """A form as a list names it."""

    code: str
    version: str
    name: str
    md5: str
    address: str
    manifest: str = ""


@dataclass(frozen=True, slots=True)
class ListedFile:
    """A file of a form. Where phones keep the list themselves, ``integrity`` tells them what was deleted."""

    name: str
    md5: str
    address: str
    integrity: str = ""


def form_list(forms: Iterable[ListedForm]) -> bytes:
    """The list of forms."""
    return _document("xforms", FORMS, (_form(form) for form in forms))


def manifest(files: Iterable[ListedFile]) -> bytes:
    """The files of a form."""
    return _document("manifest", MANIFEST, (_file(file) for file in files))


def message(text: str, *, nature: str) -> bytes:
    """What the phone shows to its owner."""
    attributes = f' xmlns="{RESPONSE}" items="0"'
    says = f"<message nature={quoteattr(nature)}>{_text(text)}</message>"
    return f"{HEAD}<OpenRosaResponse{attributes}>{says}</OpenRosaResponse>".encode()


def entity_states(states: Iterable[tuple[str, bool]]) -> bytes:
    """Of each entity asked for, whether it was deleted."""
    rows = (
        f"<entity id={quoteattr(_clean(name))}><deleted>{'true' if gone else 'false'}</deleted></entity>"
        for name, gone in states
    )
    return f"{HEAD}<data><entities>{''.join(rows)}</entities></data>".encode()


def files_asked_for(xform: bytes) -> tuple[str, ...]:
    """The names of the tables that a form reads its choices from, in its order."""
    return tuple(dict.fromkeys(name.decode(errors="replace") for name in _LIST.findall(xform)))


def entity_lists_of(xform: bytes) -> frozenset[str]:
    """The lists of which a form makes or changes entities; phones keep these themselves."""
    return frozenset(name.decode(errors="replace") for name in _ENTITY.findall(xform))


def md5_of(content: bytes) -> str:
    """What phones compare contents by; nothing is secured by it."""
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def _form(form: ListedForm) -> str:
    where = f"<manifestUrl>{_text(form.manifest)}</manifestUrl>" if form.manifest else ""
    return (
        f"<xform><formID>{_text(form.code)}</formID><name>{_text(form.name)}</name>"
        f"<version>{_text(form.version)}</version><hash>md5:{form.md5}</hash>"
        f"<downloadUrl>{_text(form.address)}</downloadUrl>{where}</xform>"
    )


def _file(file: ListedFile) -> str:
    kind = ' type="entityList"' if file.integrity else ""
    integrity = f"<integrityUrl>{_text(file.integrity)}</integrityUrl>" if file.integrity else ""
    return (
        f"<mediaFile{kind}><filename>{_text(file.name)}</filename><hash>md5:{file.md5}</hash>"
        f"<downloadUrl>{_text(file.address)}</downloadUrl>{integrity}</mediaFile>"
    )


def _document(root: str, namespace: str, inside: Iterable[str]) -> bytes:
    return f'{HEAD}<{root} xmlns="{namespace}">{"".join(inside)}</{root}>'.encode()


def _text(text: str) -> str:
    return escape(_clean(text))


def _clean(text: str) -> str:
    """Without the characters that XML cannot hold."""
    return _NOT_XML.sub("", text)
