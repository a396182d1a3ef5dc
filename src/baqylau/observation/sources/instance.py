"""A filled form (XML as phones and browsers send it) into answers.

Source: https://docs.getodk.org/openrosa-metadata/ and https://getodk.github.io/xforms-spec/. Names are
compared without their namespaces, because applications differ in them. Entities and document types are
refused unread; what is not well-formed is refused, never repaired.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from baqylau.core.answer import AnswerState
from baqylau.core.moments import moment_of
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.observation.sources.answers import (
    STATES_IN_CODES,
    NotAcceptable,
    Question,
    Value,
    read_value,
)

LARGEST_BODY = 5 * 2**20
MOST_ELEMENTS = 20_000
LONGEST_ID = 255
ENCRYPTED = "http://www.opendatakit.org/xforms/encrypted"
STATES = frozenset(str(state) for state in STATES_IN_CODES)

_DECIMAL = re.compile(r"-?\d{1,15}(\.\d{1,15})?", re.ASCII)
_TIME = re.compile(r"(\d{1,2}:\d{2})(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}(:?\d{2})?)?", re.ASCII)


@dataclass(frozen=True, slots=True)
class Instance:
    """A filled form: which form and version it answers, what it calls itself and what it replaces."""

    form: str
    version: str
    instance_id: str
    deprecated_id: str
    is_encrypted: bool
    root: Any
    """The element (lxml) below which the answers stand."""


@dataclass(slots=True)
class Read:
    """Answers by question, the state of every other question, and what a question cannot hold."""

    answers: dict[str, Value] = field(default_factory=dict)
    states: dict[str, str] = field(default_factory=dict)
    not_accepted: list[str] = field(default_factory=list)


def parse_instance(body: bytes) -> Instance:
    """The form's identity; ``Refused`` (O.101 to O.105) where it is no filled form."""
    root = _root(body)
    form = root.get("id", "").strip()
    if not form:
        says = Phrase("The report does not say which form it answers.")
        raise Refused(Problem("O.104", says, Phrase("Get the form anew and fill it again.")))
    version = next((value for name, value in root.attrib.items() if _local(name) == "version"), "")
    meta = next((child for child in root if _local(child.tag) == "meta"), None)
    ids = {} if meta is None else {_local(one.tag): (one.text or "").strip() for one in meta}
    instance_id = ids.get("instanceID") or root.get("instanceID", "").strip()
    instance_id = instance_id or f"sha256:{hashlib.sha256(body).hexdigest()}"
    deprecated_id = ids.get("deprecatedID", "")
    if max(len(instance_id), len(deprecated_id)) > LONGEST_ID:
        says = Phrase("The report's identifier is longer than {longest} characters.", longest=LONGEST_ID)
        raise Refused(Problem("O.105", says, Phrase("Fill the form again.")))
    encrypted = root.get("encrypted", "").strip().lower() in ("yes", "true") or ENCRYPTED in str(root.tag)
    return Instance(form, version.strip(), instance_id, deprecated_id, encrypted, root)


def _root(body: bytes) -> Any:
    if len(body) > LARGEST_BODY:
        says = Phrase(
            "The report is larger than {size}.", size=Phrase("{number} MB", number=LARGEST_BODY // 2**20)
        )
        raise Refused(Problem("O.103", says, Phrase("Send photographs as files beside it.")))
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(body, parser)
    except (etree.XMLSyntaxError, ValueError, LookupError, UnicodeError):
        says = Phrase("The report did not arrive whole, or is no XML.")
        raise Refused(Problem("O.101", says, Phrase("Send it again."))) from None
    if root.getroottree().docinfo.doctype:
        says = Phrase("The report brings definitions of its own (DOCTYPE).")
        raise Refused(Problem("O.102", says, Phrase("Send it from the application, unchanged.")))
    if len(body) > MOST_ELEMENTS * len(b"<a/>") and sum(1 for _ in root.iter()) > MOST_ELEMENTS:
        says = Phrase("The report has more than {most} fields.", most=MOST_ELEMENTS)
        raise Refused(Problem("O.103", says, Phrase("Send several reports.")))
    return root


def _local(name: object) -> str:
    return str(name).rpartition("}")[2]


class AnswerReader:
    """Reads the answers of filled forms of one version; made once for its questions."""

    def __init__(self, questions: Sequence[Question]) -> None:
        self._below: dict[str, dict[str, Question]] = {}
        for question in questions:
            self._below.setdefault(question.repeat, {})[question.path or question.name] = question
        self._offers = {question.name: frozenset(question.offers()) for question in questions}

    def read(self, root: Any) -> Read:
        """The answers below an element. A question that is not there was skipped by the form's logic."""
        return self._read(root, "")

    def _read(self, element: Any, repeat: str) -> Read:
        questions = self._below.get(repeat, {})
        found = dict(_leaves(element, "", questions))
        read = Read()
        for path, question in questions.items():
            texts = found.get(path)
            if question.kind == "repeat":
                self._repeat(question, texts or [], read)
            elif texts is None:
                read.states[question.name] = AnswerState.SKIPPED.value
            else:
                self._answer(question, texts, read)
        return read

    def _repeat(self, question: Question, instances: Sequence[Any], read: Read) -> None:
        if not instances:
            read.states[question.name] = AnswerState.SKIPPED.value
            return
        inner = [self._read(one, question.name) for one in instances]
        read.answers[question.name] = [{"answers": one.answers, "states": one.states} for one in inner]
        read.not_accepted += [name for one in inner for name in one.not_accepted]

    def _answer(self, question: Question, text: str, read: Read) -> None:
        name = question.name
        if not text:
            read.states[name] = AnswerState.MISSING.value
        elif text in STATES and question.kind in ("yes_no", "choice", "choices"):
            read.states[name] = text
        else:
            try:
                read.answers[name] = read_answer(text, question.kind, self._offers[name])
            except NotAcceptable:
                read.states[name] = AnswerState.NOT_ACCEPTED.value
                read.not_accepted.append(name)


def _leaves(element: Any, prefix: str, questions: Mapping[str, Question]) -> Iterator[tuple[str, Any]]:
    """Path and text of each leaf below an element; of a repeat, its path and all its elements."""
    repeats: dict[str, list[Any]] = {}
    for child in element:
        path = prefix + _local(child.tag)
        question = questions.get(path)
        if question is not None and question.kind == "repeat":
            repeats.setdefault(path, []).append(child)
        elif len(child):
            yield from _leaves(child, f"{path}/", questions)
        else:
            yield path, (child.text or "").strip()
    yield from repeats.items()


def read_answer(text: str, kind: str, offers: frozenset[str] = frozenset()) -> Value:
    """The value of a text as a phone writes it; ``NotAcceptable`` where the kind cannot hold it.

    Choices without a list of their own (from a file) may be anything. A time loses its zone: it is that of
    the place.
    """
    if kind in ("yes_no", "choice"):
        if offers and text not in offers:
            raise NotAcceptable("I.201", Phrase("not one of {choices}", choices=", ".join(sorted(offers))))
        return read_value(text, "text")
    if kind in ("choices", "ranking"):
        return _several(text, offers)
    if kind == "time":
        found = _TIME.fullmatch(text)
        return read_value(found[1] if found else text, "time")
    reader = _READERS.get(kind)
    return reader(text) if reader else read_value(text, "integer" if kind == "integer" else "text")


def _several(text: str, offers: frozenset[str]) -> list[str]:
    names = text.split()
    if len(set(names)) != len(names) or (offers and not offers.issuperset(names)):
        raise NotAcceptable("I.201", Phrase("not one of {choices}", choices=", ".join(sorted(offers))))
    return names


def _decimal(text: str) -> str:
    if not _DECIMAL.fullmatch(text):
        raise NotAcceptable("I.207", Phrase("not a number"))
    return text


def _date(text: str) -> str:
    try:
        return moment_of(text[:10]).date().isoformat()
    except ValueError:
        raise NotAcceptable("I.208", Phrase("not a date")) from None


def _datetime(text: str) -> str:
    try:
        return moment_of(text).isoformat(timespec="seconds")
    except ValueError:
        raise NotAcceptable("I.208", Phrase("not a date")) from None


def _point(text: str) -> list[float]:
    parts = text.split()
    if not 2 <= len(parts) <= 4 or not all(_DECIMAL.fullmatch(part) for part in parts):
        raise NotAcceptable("I.209", Phrase("not a position"))
    numbers = [float(part) for part in parts]
    if abs(numbers[0]) > 90 or abs(numbers[1]) > 180:
        raise NotAcceptable("I.209", Phrase("not a position"))
    return numbers


def _shape(text: str) -> list[list[float]]:
    return [_point(part) for part in text.split(";") if part.strip()]


_READERS: dict[str, Any] = {
    "decimal": _decimal,
    "date": _date,
    "datetime": _datetime,
    "point": _point,
    "shape": _shape,
}
