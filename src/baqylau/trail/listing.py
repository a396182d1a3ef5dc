"""Entries as pages show them."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.translation import gettext

from baqylau.trail.models import Entry


@dataclass(frozen=True, slots=True)
class Line:
    """One entry in a list: ``by`` is a person's name, ``position`` is None until it is sequenced."""

    entry: int
    action: str
    about: str
    by: str
    at: datetime
    change: dict[str, Any]
    position: int | None


def history(*, about: Model, limit: int = 50) -> list[Line]:
    """What was done to an object, the newest first."""
    entries = Entry.objects.filter(object_type=about._meta.label_lower, object_id=str(about.pk))
    return describe(entries.order_by("-pk")[:limit])


def describe(entries: Iterable[Entry]) -> list[Line]:
    """The entries as lines, with the names of those who acted; one query for each kind of actor."""
    listed = list(entries)
    names = _names({entry.by for entry in listed})
    return [
        Line(
            entry=entry.pk,
            action=entry.action,
            about=f"{entry.object_type}:{entry.object_id}",
            by=names.get(entry.by, entry.by),
            at=entry.written_at,
            change=json.loads(bytes(entry.body))["change"],
            position=entry.position,
        )
        for entry in listed
    ]


def _names(actors: set[str]) -> dict[str, str]:
    """The name of each actor "room.model:key"; one that is no more keeps that form."""
    names = {"installation": gettext("the installation")}
    keys: dict[str, list[str]] = defaultdict(list)
    for actor in actors - {"installation"}:
        model, _, key = actor.partition(":")
        keys[model].append(key)
    for model, those in keys.items():
        for person in apps.get_model(model)._default_manager.filter(pk__in=those):
            names[f"{model}:{person.pk}"] = str(person)
    return names
