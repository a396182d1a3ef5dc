"""What the OData feed says of itself: the service document, and ``$metadata`` (CSDL as XML)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lxml import etree
from lxml.builder import ElementMaker

from baqylau.observation.exporting.columns import Type
from baqylau.observation.odata import EDM, EntitySet

NAMESPACE = "Baqylau"
CONTAINER = "Mission"
CAPABILITIES, CORE = "Org.OData.Capabilities.V1", "Org.OData.Core.V1"
VOCABULARIES = "https://oasis-tcs.github.io/odata-vocabularies/vocabularies/"

_EDMX = "http://docs.oasis-open.org/odata/ns/edmx"
_EDM = "http://docs.oasis-open.org/odata/ns/edm"
_x = ElementMaker(namespace=_EDMX, nsmap={"edmx": _EDMX})
_e = ElementMaker(namespace=_EDM, nsmap={None: _EDM})

NOT_OFFERED = ("BatchSupported", "AsynchronousRequestsSupported", "CrossJoinSupported")
FUNCTIONS = ("contains", "startswith", "endswith", "tolower", "toupper", "length")


def service_document(sets: Iterable[EntitySet], root: str) -> dict[str, object]:
    """The list of tables."""
    tables = [{"name": one.name, "kind": "EntitySet", "url": one.name} for one in sets]
    return {"@odata.context": f"{root}$metadata", "value": tables}


def metadata(sets: Mapping[str, EntitySet]) -> bytes:
    """The types of all tables, and what may be asked of them."""
    schema = _e.Schema(
        *(_entity_type(one) for one in sets.values()),
        _e.EntityContainer(*_of_the_feed(), *(_entity_set(one) for one in sets.values()), Name=CONTAINER),
        Namespace=NAMESPACE,
    )
    document = _x.Edmx(*_references(), _x.DataServices(schema), Version="4.0")
    return bytes(etree.tostring(document, xml_declaration=True, encoding="utf-8"))


def _references() -> list[etree._Element]:
    return [
        _x.Reference(_x.Include(Namespace=name), Uri=f"{VOCABULARIES}{name}.xml")
        for name in (CAPABILITIES, CORE)
    ]


def type_name(one: EntitySet) -> str:
    """The type of a table's rows; never the name of one of its columns."""
    return f"{one.name}_row"


def _entity_type(one: EntitySet) -> etree._Element:
    properties = [
        _property(item.name, item.type, item.label, needed=item.name in (one.key, one.order))
        for item in one.properties
    ]
    return _e.EntityType(_e.Key(_e.PropertyRef(Name=one.key)), *properties, Name=type_name(one))


def _property(name: str, type_: Type, label: str, *, needed: bool) -> etree._Element:
    facets = {"Nullable": "false"} if needed else {}
    if type_ == Type.DECIMAL:
        # The default of Scale is 0: without it clients cut the decimals off.
        facets["Scale"] = "variable"
    described = [_e.Annotation(Term=f"{CORE}.Description", String=_clean(label))] if label else []
    return _e.Property(*described, Name=name, Type=EDM[type_], **facets)


def _clean(text: str) -> str:
    """Without the signs that XML cannot hold."""
    return (
        "".join(sign for sign in text if sign >= " " or sign in "\t\n\r")
        .replace("\ufffe", "")
        .replace("\uffff", "")
    )


def _entity_set(one: EntitySet) -> etree._Element:
    others = [item.name for item in one.properties if item.name != one.order]
    return _e.EntitySet(
        _restriction("SortRestrictions", ("Sortable", "true"), ("NonSortableProperties", others)),
        _restriction("FilterRestrictions", ("Filterable", "true")),
        _restriction("CountRestrictions", ("Countable", "true")),
        _restriction("SearchRestrictions", ("Searchable", "false")),
        _restriction("ExpandRestrictions", ("Expandable", "false")),
        _restriction("InsertRestrictions", ("Insertable", "false")),
        _restriction("UpdateRestrictions", ("Updatable", "false")),
        _restriction("DeleteRestrictions", ("Deletable", "false")),
        Name=one.name,
        EntityType=f"{NAMESPACE}.{type_name(one)}",
    )


def _restriction(term: str, *values: tuple[str, str | list[str]]) -> etree._Element:
    parts = []
    for name, value in values:
        if isinstance(value, str):
            parts.append(_e.PropertyValue(Property=name, Bool=value))
        else:
            paths = _e.Collection(*(_e.PropertyPath(path) for path in value))
            parts.append(_e.PropertyValue(paths, Property=name))
    return _e.Annotation(_e.Record(*parts), Term=f"{CAPABILITIES}.{term}")


def _of_the_feed() -> list[etree._Element]:
    """What the whole feed offers: the minimal level of conformance, and no more than it says."""
    level = f"{CAPABILITIES}.ConformanceLevelType/Minimal"
    functions = _e.Collection(*(_e.String(name) for name in FUNCTIONS))
    return [
        _e.Annotation(Term=f"{CAPABILITIES}.ConformanceLevel", EnumMember=level),
        *(_e.Annotation(Term=f"{CAPABILITIES}.{name}", Bool="false") for name in NOT_OFFERED),
        _e.Annotation(functions, Term=f"{CAPABILITIES}.FilterFunctions"),
    ]
