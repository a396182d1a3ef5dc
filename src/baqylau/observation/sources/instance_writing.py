"""Answers into a filled form (XML), as an application on a phone would have written it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from lxml import etree

from baqylau.observation.sources.answers import Question

NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def write_instance(
    form: str,
    version: str,
    questions: Iterable[Question],
    texts: Mapping[str, str],
    *,
    instance_id: str,
    deprecated_id: str = "",
) -> bytes:
    """The XML of a filled form. ``texts`` are answers by question; an empty one was asked and not answered.

    Questions that ``texts`` does not name were not asked, and are left out. Those inside repeats always are.
    """
    root = etree.Element("data", id=form, version=version)
    for question in questions:
        if question.name in texts and not question.repeat and question.kind != "repeat":
            leaf = _leaf(root, (question.path or question.name).split("/"))
            leaf.text = NOT_IN_XML.sub("", texts[question.name]) or None
    meta = etree.SubElement(root, "meta")
    etree.SubElement(meta, "instanceID").text = instance_id
    if deprecated_id:
        etree.SubElement(meta, "deprecatedID").text = deprecated_id
    content: bytes = etree.tostring(root, encoding="utf-8", xml_declaration=True)
    return content


def _leaf(root: Any, path: Sequence[str]) -> Any:
    element = root
    for name in path:
        found = element.find(name)
        element = etree.SubElement(element, name) if found is None else found
    return element


def text_of(value: object) -> str:
    """An answer as it stands in XML: names of choices with blanks between, a number in digits."""
    if isinstance(value, list):
        return " ".join(str(one) for one in value)
    return str(value)


def moment_in_xml(moment: datetime) -> str:
    """A moment with its offset."""
    return moment.isoformat(timespec="seconds")
