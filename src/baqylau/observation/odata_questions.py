"""What a request to the OData feed asks for: its system query options, and the pages it is answered with."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Any
from urllib.parse import quote

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.observation.exporting.cells import Row
from baqylau.observation.odata import EntitySet, Property, comparable, writer_of
from baqylau.observation.sources.odata_filter import Filter, cannot_be_read, not_offered, read_filter

PAGE, LARGEST_PAGE = 5_000, 20_000
LARGEST = 2**53
OFFERED = ("$filter", "$select", "$orderby", "$top", "$skip", "$count", "$skiptoken", "$format")
KNOWN = (
    "$expand",
    "$search",
    "$apply",
    "$compute",
    "$levels",
    "$index",
    "$deltatoken",
    "$id",
    "$schemaversion",
)
"""Parts of OData that the feed does not have; any other word with ``$`` is none of OData's."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to one table: which columns of which rows, in which direction, how many, from where on."""

    properties: tuple[Property, ...]
    selected: bool
    filter: Filter | None
    descending: bool
    top: int | None
    skip: int
    count: bool
    after: int | None
    page: int
    numbers_as_text: bool
    options: Mapping[str, str]


def asked(
    one: EntitySet, options: Mapping[str, str], *, page: int = PAGE, numbers_as_text: bool = False
) -> Asked:
    """Read the options. ``Refused``: E.120 (cannot be read), E.121 (not offered)."""
    check_options(options)
    return Asked(
        properties=_selected(one, options.get("$select")),
        selected=bool(options.get("$select")),
        filter=read_filter(options["$filter"], one.kinds) if options.get("$filter") else None,
        descending=_descending(one, options.get("$orderby", "")),
        top=_whole("$top", options.get("$top")),
        skip=_whole("$skip", options.get("$skip")) or 0,
        count=_truth("$count", options.get("$count")),
        after=_whole("$skiptoken", options.get("$skiptoken")),
        page=max(1, min(page, LARGEST_PAGE)),
        numbers_as_text=numbers_as_text,
        options=options,
    )


def check_options(options: Mapping[str, str], offered: tuple[str, ...] = OFFERED) -> None:
    """Refuse what begins with ``$`` or ``@`` and is not offered; other words are nobody's and passed over."""
    for name in options:
        if name.startswith("@") or name in KNOWN or (name in OFFERED and name not in offered):
            raise not_offered(name)
        if name.startswith("$") and name not in OFFERED:
            raise cannot_be_read(name)


def _selected(one: EntitySet, text: str | None) -> tuple[Property, ...]:
    names = [name.strip() for name in text.split(",")] if text else []
    if not names or "*" in names:
        return one.properties
    known = {item.name: item for item in one.properties}
    unknown = next((name for name in names if name not in known), None)
    if unknown is not None:
        raise cannot_be_read(f"$select={unknown}")
    return tuple(known[name] for name in dict.fromkeys(names))


def _descending(one: EntitySet, text: str) -> bool:
    words = text.split()
    if not words:
        return False
    if words[0] != one.order or len(words) > 2 or words[1:] not in ([], ["asc"], ["desc"]):
        raise not_offered(f"$orderby={text}")
    return words[1:] == ["desc"]


def _whole(name: str, text: str | None) -> int | None:
    if text is None:
        return None
    if not re.fullmatch(r"\d{1,16}", text, re.ASCII) or int(text) > LARGEST:
        raise cannot_be_read(f"{name}={text}")
    return int(text)


def _truth(name: str, text: str | None) -> bool:
    if text not in (None, "true", "false"):
        raise cannot_be_read(f"{name}={text}")
    return text == "true"


# ------------------------------------------------------------------ rows


def kept_rows(one: EntitySet, question: Asked, *, whole: bool = False) -> Iterator[Row]:
    """The rows that are asked for, in order; ``whole`` from the beginning, whatever the page."""
    after = None if whole else question.after
    rows = one.rows(after, question.descending, question.filter)
    if question.filter is None:
        return rows
    needed = [item for item in one.properties if item.name in question.filter.needed]
    holds = question.filter.holds
    return (
        row for row in rows if holds({item.name: comparable(item.type, row[item.place]) for item in needed})
    )


def count_of(one: EntitySet, question: Asked) -> int:
    """How many rows there are, whatever the page."""
    return sum(1 for _ in kept_rows(one, question, whole=True))


def entities(question: Asked) -> Callable[[Row], str]:
    """What makes an object of a row."""
    parts = [
        (
            f"{json.dumps(item.name)}:",
            item.place,
            writer_of(item.type, numbers_as_text=question.numbers_as_text),
        )
        for item in question.properties
    ]

    def entity(row: Row) -> str:
        cells = [name + ("null" if row[place] is None else write(row[place])) for name, place, write in parts]
        return "{" + ",".join(cells) + "}"

    return entity


def page_of(one: EntitySet, question: Asked, root: str) -> Iterator[str]:
    """The answer as text, piece by piece; where rows are left it ends with the address of the next page."""
    yield "{" + f'"@odata.context":{json.dumps(context(one, question, root))}'
    if question.count:
        yield f',"@odata.count":{_number(question, count_of(one, question))}'
    yield ',"value":['
    entity = entities(question)
    given, last, between, more = 0, None, "", False
    for row in islice(kept_rows(one, question), question.skip, None):
        if question.top is not None and given >= question.top:
            break
        if given >= question.page and row[0] != last:
            more = True
            break
        yield between + entity(row)
        given, last, between = given + 1, row[0], ",\n"
    yield "]"
    if more:
        assert last is not None
        yield f',"@odata.nextLink":{json.dumps(_next(one, question, root, last, given))}'
    yield "}"


def _number(question: Asked, number: int) -> str:
    return f'"{number}"' if question.numbers_as_text else str(number)


def context(one: EntitySet, question: Asked, root: str, *, single: bool = False) -> str:
    """The address of the description of what is in an answer."""
    names = ",".join(item.name for item in question.properties)
    chosen = f"({names})" if question.selected and "*" not in question.options["$select"] else ""
    return f"{root}$metadata#{one.name}{chosen}{'/$entity' if single else ''}"


def _next(one: EntitySet, question: Asked, root: str, last: int, given: int) -> str:
    """Where the next page is: the same question, from the last row on."""
    left = {name: text for name, text in question.options.items() if name not in ("$skip", "$count")}
    if question.top is not None:
        left["$top"] = str(question.top - given)
    left["$skiptoken"] = str(last)
    options = "&".join(f"{quote(name, safe='$')}={quote(text, safe='')}" for name, text in left.items())
    return f"{root}{one.name}?{options}"


# ------------------------------------------------------------------ one row by its key

_KEY = re.compile(r"(?:\w+=)?(?:(?P<number>\d{1,16})|'(?P<text>(?:[^']|'')*)')", re.ASCII)


def row_with_key(one: EntitySet, key: str) -> Row | None:
    """The row of ``voting(12)`` or ``count_candidates('12.candidates.1')``; None where there is none."""
    found = _KEY.fullmatch(key)
    if found is None:
        raise cannot_be_read(f"({key})")
    value: Any = int(found["number"]) if found["number"] else (found["text"] or "").replace("''", "'")
    place = next(item.place for item in one.properties if item.name == one.key)
    return next((row for row in _near(one, value) if row[place] == value), None)


def _near(one: EntitySet, value: Any) -> Iterator[Row]:
    """The rows among which a key is: those of its record, where it names one."""
    record = str(value).partition(".")[0]
    if one.order != "_record" or not re.fullmatch(r"\d{1,9}", record, re.ASCII):
        return one.rows(None, False, None) if one.order != "_record" else iter(())
    number = int(record)
    rows = one.rows(number - 1, False, None)
    return (row for row in _until(rows, number))


def _until(rows: Iterator[Row], number: int) -> Iterator[Row]:
    for row in rows:
        if row[0] > number:
            return
        yield row


def no_such(what: str) -> Refused:
    """What is said of a table or a row that is not there."""
    says = Phrase("The feed has no '{name}'.", name=what[:100])
    return Refused(Problem("E.122", says, Phrase("Look at the feed's list of tables.")))
