"""A phone of paper: walks through an XForm as a phone application does, with libxml2's XPath.

It asks what is relevant, keeps constraints and required answers, calculates and filters choices, as far as
the standard forms need it. A function of XForms that it does not know makes it fail.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from lxml import etree

XFORMS = "{http://www.w3.org/2002/xforms}"
HEAD = "{http://www.w3.org/1999/xhtml}"
ROSA = "{http://openrosa.org/javarosa}"
ASKING = {f"{XFORMS}{name}" for name in ("input", "select1", "select", "upload")}
NOW = "2026-08-24T12:00:00.000+05:00"

Files = Mapping[str, Sequence[Mapping[str, str]]]


@dataclass
class Walk:
    """What a walk showed: questions and notes in their order, what was offered, what was not taken."""

    asked: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    offered: dict[str, list[str]] = field(default_factory=dict)
    refused: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    kinds: dict[str, str] = field(default_factory=dict)
    """Question → ``one``, ``several``, ``file``, ``long text``, or its type: ``int``, ``time`` …"""


class PaperPhone:
    """A form with the rows of its list files."""

    def __init__(self, xform: bytes, files: Files) -> None:
        form = etree.fromstring(xform)
        model = form.find(f"{HEAD}head/{XFORMS}model")
        primary, *others = model.iterfind(f"{XFORMS}instance")
        self.body = form.find(f"{HEAD}body")
        self.binds = {bind.get("nodeset"): bind for bind in model.iterfind(f"{XFORMS}bind")}
        self.empty = _plain(primary[0])
        self.lists = {one.get("id"): _list_of(one, files) for one in others}
        texts = model.find(f"{XFORMS}itext")[0]
        self.texts = {text.get("id"): text.findtext(f"{XFORMS}value") for text in texts}

    def fill(self, answers: Mapping[str, str]) -> Walk:
        """Walk once and answer; ``candidate[1]/votes`` names a question of a repetition."""
        self.root = copy.deepcopy(self.empty)
        self.held: dict[Any, str | None] = {}
        walk = Walk()
        self._settle()
        for control, node, name in self._controls(self.body, answers):
            if node in self.held:
                continue
            bind = self.binds[_path(node)]
            if bind.get("readonly") == "true()" and control.tag == f"{XFORMS}input":
                walk.notes.append(name)
                continue
            walk.asked.append(name)
            walk.kinds[name] = _kind(control, bind)
            self._answer(control, node, name, answers.get(name, ""), walk)
            self._settle()
        walk.body = self._sent()
        return walk

    def _controls(
        self, parent: Any, answers: Mapping[str, str], within: tuple[Any, str] | None = None
    ) -> Iterator[tuple[Any, Any, str]]:
        for child in parent:
            if child.tag == f"{XFORMS}group":
                yield from self._controls(child, answers, within)
            elif child.tag == f"{XFORMS}repeat":
                path = child.get("nodeset")
                for number, node in enumerate(self._repetitions(path, answers), start=1):
                    yield from self._controls(child, answers, (node, f"{node.tag}[{number}]/"))
            elif child.tag in ASKING:
                path = child.get("ref")
                if within is None:
                    yield child, self._nodes(path)[0], path.rpartition("/")[2]
                else:
                    node = within[0].find(path.removeprefix(f"{_path(within[0])}/"))
                    yield child, node, f"{within[1]}{node.tag}"

    def _repetitions(self, path: str, answers: Mapping[str, str]) -> list[Any]:
        (first,) = self._nodes(path)
        if first in self.held or all(leaf in self.held for leaf in first):
            return []
        numbers = [int(found[1]) for key in answers if (found := re.match(rf"{first.tag}\[(\d+)\]", key))]
        for _ in range(max(numbers, default=1) - 1):  # a phone opens the first repetition by itself
            first.addnext(copy.deepcopy(first))
        return self._nodes(path)

    def _answer(self, control: Any, node: Any, name: str, value: str, walk: Walk) -> None:
        bind = self.binds[_path(node)]
        itemset = control.find(f"{XFORMS}itemset")
        if itemset is not None:
            choice = itemset.find(f"{XFORMS}value").get("ref")
            walk.offered[name] = [item.findtext(choice) for item in self._eval(itemset.get("nodeset"), node)]
            if not set(value.split()) <= set(walk.offered[name]):
                walk.refused[name] = "not offered"
                return
        if not value and bind.get("required") == "true()":
            walk.refused[name] = "required"
        node.text = value or None
        rule = bind.get("constraint")
        if rule and bind.get("type") in ("date", "dateTime"):
            rule = _MOMENTS.sub(r"days(\g<0>)", rule)  # applications compare moments, XPath only numbers
        if value and rule and not self._eval(f"boolean({rule})", node):
            message = bind.get(f"{ROSA}constraintMsg", "")
            walk.refused[name] = self.texts[message.removeprefix("jr:itext('").removesuffix("')")]
            node.text = None

    def _settle(self) -> None:
        """Calculate, and take the values from what is not relevant, until nothing changes."""
        for _ in range(6):
            before = etree.tostring(self.root)
            for path, bind in self.binds.items():
                for node in self._nodes(path):
                    self._settle_one(node, bind)
            if etree.tostring(self.root) == before:
                return
        raise AssertionError("the form does not come to rest")

    def _settle_one(self, node: Any, bind: Any) -> None:
        parent = node.getparent()
        relevant = parent not in self.held and (
            not bind.get("relevant") or self._eval(f"boolean({bind.get('relevant')})", node)
        )
        if not relevant and node not in self.held:
            self.held[node] = node.text
            node.text = None
        elif relevant and node in self.held:
            node.text = self.held.pop(node)
        if relevant and bind.get("calculate"):
            node.text = _text(self._eval(bind.get("calculate"), node))
        for child in node:
            if _path(child) not in self.binds:
                self._settle_one(child, etree.Element("bind"))

    def _nodes(self, path: str) -> list[Any]:
        return list(self.root.getroottree().xpath(path))

    def _eval(self, expression: str, node: Any) -> Any:
        mine = {"instance": lambda _, name: [self.lists[name]], "current": lambda _: [node]}
        functions = {(None, name): one for name, one in {**_FUNCTIONS, **mine}.items()}
        of_form = expression.replace("/data/", "$data/")  # a list is another document
        return node.xpath(of_form, extensions=functions, data=[self.root])

    def _sent(self) -> bytes:
        self._nodes("/data/meta/instanceID")[0].text = "uuid:00000000-0000-4000-8000-000000000001"
        for node in [one for one in self.root.iter() if one in self.held]:
            node.getparent().remove(node)
        return etree.tostring(self.root, xml_declaration=True, encoding="UTF-8")


def _kind(control: Any, bind: Any) -> str:
    named = {"select1": "one", "select": "several", "upload": "file"}.get(control.tag.removeprefix(XFORMS))
    is_long = "multiline" in control.get("appearance", "")
    return named or ("long text" if is_long else bind.get("type", "string"))


def _plain(element: Any) -> Any:
    """The instance without namespaces, so that the paths of the form find it; of a repeat, once."""
    plain = etree.Element(
        _local(element), {etree.QName(key).localname: v for key, v in element.attrib.items()}
    )
    plain.text = None if len(element) else element.text
    for child in element:
        if plain.find(_local(child)) is None or element.getparent().tag != f"{XFORMS}instance":
            plain.append(_plain(child))
    return plain


def _local(element: Any) -> str:
    return str(etree.QName(element).localname)


def _list_of(instance: Any, files: Files) -> Any:
    made = etree.Element("instance")
    root = etree.SubElement(made, "root")
    source = instance.get("src")
    for row in files[source.rpartition("/")[2]] if source else _items(instance[0]):
        item = etree.SubElement(root, "item")
        for column, value in row.items():
            etree.SubElement(item, column).text = value
    return made


def _items(root: Any) -> Iterator[dict[str, str]]:
    for item in root:
        yield {_local(column): column.text for column in item}


def _path(node: Any) -> str:
    return "/" + "/".join([*[one.tag for one in node.iterancestors()][::-1], node.tag])


def _text(value: object) -> str:
    if isinstance(value, list):
        return (value[0].text or "") if value else ""
    return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)


def _hours(value: object) -> float:
    found = re.match(r"(\d{2}):(\d{2})", _text(value))
    return (int(found[1]) * 60 + int(found[2])) / 1440 if found else float("nan")


def _days(value: object) -> float:
    text = _text(value)
    return datetime.fromisoformat(text).replace(tzinfo=None).timestamp() / 86400 if text else float("nan")


def _int(value: object) -> float:
    return float(int(_text(value))) if _text(value).isdigit() else float("nan")


_MOMENTS = re.compile(r"(?<![\w/.])\.(?![\w/.])|/data/[\w/]+|(today|now)\(\)")

_FUNCTIONS: dict[str, Any] = {
    "if": lambda _, test, yes, no: _text(yes if test else no),
    "coalesce": lambda _, one, other: _text(one) or _text(other),
    "selected": lambda _, value, name: _text(name) in _text(value).split(),
    "count-selected": lambda _, value: float(len(_text(value).split())),
    "regex": lambda _, value, pattern: re.fullmatch(_text(pattern), _text(value)) is not None,
    "int": lambda _, value: _int(value),
    "decimal-time": lambda _, value: _hours(value),
    "days": lambda _, value: _days(value),
    "format-date": lambda _, value, shape: _text(value)[:10],
    "now": lambda _: NOW,
    "today": lambda _: NOW[:10],
}
