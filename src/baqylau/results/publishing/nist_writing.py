"""The objects of ``nist`` as JSON and as XML, piece by piece."""

from __future__ import annotations

import json
from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from baqylau.results.publishing.nist import BallotCounts, Ids, Many, Thing, Value, VoteCounts

NAMESPACE = "http://itl.nist.gov/ns/voting/1500-100/v2"
PREFIX = "ElectionResults."


def as_json(thing: Thing) -> Iterator[bytes]:
    """The object as JSON, valid against the schema of version 2."""
    for piece in _json_thing(thing):
        yield piece.encode()


def _json_thing(thing: Thing) -> Iterator[str]:
    identifier = f'"@id":{_quoted(thing.identifier)},' if thing.identifier else ""
    yield f'{{{identifier}"@type":"{PREFIX}{thing.type}"'
    for name, value in thing.properties:
        yield f',"{name}":'
        yield from _json_value(value)
    yield "}"


def _json_value(value: Value) -> Iterator[str]:
    if isinstance(value, Thing):
        yield from _json_thing(value)
    elif isinstance(value, Many):
        yield from _json_many(value)
    elif isinstance(value, Ids):
        yield json.dumps(list(value.ids))
    elif isinstance(value, VoteCounts | BallotCounts):
        yield from _json_counts(value)
    else:
        yield str(value) if isinstance(value, int) else _quoted(value)


def _json_many(value: Many) -> Iterator[str]:
    separator = "["
    for thing in value.things:
        yield separator
        yield from _json_thing(thing)
        separator = ",\n"
    yield "]" if separator != "[" else "[]"


def _json_counts(value: VoteCounts | BallotCounts) -> Iterator[str]:
    separator = "["
    for rows in _json_rows(value):
        if rows:
            yield separator + ",\n".join(rows)
            separator = ",\n"
    yield "]" if separator != "[" else "[]"


def _json_rows(value: VoteCounts | BallotCounts) -> Iterator[list[str]]:
    if isinstance(value, VoteCounts):
        for votes in value.batches:
            yield [
                f'{{"@type":"{PREFIX}VoteCounts","GpUnitId":"{unit}","Type":"total","Count":{count}}}'
                for unit, count in votes
            ]
        return
    for ballots in value.batches:
        yield [
            f'{{"@type":"{PREFIX}BallotCounts","GpUnitId":"{unit}",'
            + (f'"Type":"other","OtherType":{_quoted(other)}' if other else '"Type":"total"')
            + ("" if cast is None else f',"BallotsCast":{cast}')
            + ("" if rejected is None else f',"BallotsRejected":{rejected}')
            + "}"
            for unit, other, cast, rejected in ballots
        ]


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def as_xml(thing: Thing) -> Iterator[bytes]:
    """The object as XML, valid against the XSD of version 2."""
    yield b'<?xml version="1.0" encoding="UTF-8"?>\n'
    root = f'<{thing.type} xmlns="{NAMESPACE}" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"'
    yield f"{root}>\n".encode()
    for name, value in thing.properties:
        for piece in _xml_value(name, value):
            yield piece.encode()
    yield f"</{thing.type}>\n".encode()


def _xml_thing(name: str, thing: Thing) -> Iterator[str]:
    if thing.type == "LanguageString":
        said = dict(thing.properties)
        language, content = str(said["Language"]), _xml_text(str(said["Content"]))
        yield f"<{name} Language={quoteattr(language)}>{content}</{name}>"
        return
    kind = f' xsi:type="{thing.type}"' if thing.of else ""
    identifier = f' ObjectId="{thing.identifier}"' if thing.identifier else ""
    yield f"<{name}{identifier}{kind}>"
    for inner, value in thing.properties:
        yield from _xml_value(inner, value)
    yield f"</{name}>\n"


def _xml_value(name: str, value: Value) -> Iterator[str]:
    if isinstance(value, Thing):
        yield from _xml_thing(name, value)
    elif isinstance(value, Many):
        for thing in value.things:
            yield from _xml_thing(name, thing)
    elif isinstance(value, Ids):
        yield f"<{name}>{' '.join(value.ids)}</{name}>"
    elif isinstance(value, VoteCounts | BallotCounts):
        yield from _xml_counts(value)
    else:
        yield f"<{name}>{_xml_text(str(value))}</{name}>"


def _xml_counts(value: VoteCounts | BallotCounts) -> Iterator[str]:
    if isinstance(value, VoteCounts):
        for votes in value.batches:
            yield "".join(
                [
                    f"<VoteCounts><GpUnitId>{unit}</GpUnitId><Type>total</Type><Count>{count}</Count></VoteCounts>\n"
                    for unit, count in votes
                ]
            )
        return
    for ballots in value.batches:
        yield "".join(
            [
                f"<BallotCounts><GpUnitId>{unit}</GpUnitId>"
                + (
                    f"<Type>other</Type><OtherType>{_xml_text(other)}</OtherType>"
                    if other
                    else "<Type>total</Type>"
                )
                + ("" if cast is None else f"<BallotsCast>{cast}</BallotsCast>")
                + ("" if rejected is None else f"<BallotsRejected>{rejected}</BallotsRejected>")
                + "</BallotCounts>\n"
                for unit, other, cast, rejected in ballots
            ]
        )


_FORBIDDEN = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF])
"""Characters that XML cannot hold."""


def _xml_text(text: str) -> str:
    return escape(text.translate(_FORBIDDEN))
