"""Removing what an improved pack no longer has, unless something refers to it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db import models, transaction

from baqylau.core.reading import Problems
from baqylau.election.models import (
    Area,
    CalendarEvent,
    Commission,
    Contest,
    DayOff,
    Election,
    Option,
    PublishedFigure,
    Station,
)
from baqylau.election.sources.records import Part

BATCH = 500


@transaction.atomic
def remove_vanished(part: Part, *, election: Election) -> None:
    """Remove the election's rows that the part does not name; ``Refused`` where records refer to them.

    Called after the rooms above have loaded their parts, so that what they dropped no longer refers to it.
    """
    problems = Problems()
    _remove(PublishedFigure.objects.filter(election=election), {row.code for row in part.figures}, problems)
    _remove(CalendarEvent.objects.filter(election=election), {row.code for row in part.events}, problems)
    _remove(DayOff.objects.filter(election=election), {row.code for row in part.days_off}, problems)
    _remove(Station.objects.filter(election=election), {row.code for row in part.stations}, problems)
    for contest in Contest.objects.filter(election=election):
        kept = {row.code for row in part.options if row.contest == contest.code}
        _remove(Option.objects.filter(contest=contest), kept, problems)
    _remove(Contest.objects.filter(election=election), {row.code for row in part.contests}, problems)
    _remove_commissions(election, {row.code for row in part.commissions}, problems)
    problems.refuse_if_any()
    for area in Area.objects.filter(country=election.country, elections=None).order_by("-path"):
        if not _referred_to(Area, [area.pk]):
            area.delete()


def _remove_commissions(election: Election, kept: set[str], problems: Problems) -> None:
    """The lowest first, since a commission above is referred to by those below it."""
    gone = Commission.objects.filter(election=election).exclude(code__in=kept)
    while lowest := list(gone.filter(children=None).values_list("code", flat=True)):
        before = len(problems.found)
        _remove(gone.filter(code__in=lowest), set(), problems)
        if len(problems.found) > before:
            return


def _remove(rows: models.QuerySet[models.Model], kept: Iterable[str], problems: Problems) -> None:
    kept = set(kept)
    gone = {row.pk: str(getattr(row, "code")) for row in rows if getattr(row, "code") not in kept}  # noqa: B009
    if not gone:
        return
    referred = _referred_to(rows.model, list(gone))
    for key, what in referred.items():
        name = rows.model._meta.verbose_name
        says = f"The {name} '{gone[key]}' is no longer in the pack, but a {what} refers to it."
        problems.add("P.160", says, "Keep it in the pack, or remove first what refers to it.")
    for some in batched([key for key in gone if key not in referred]):
        rows.model._default_manager.filter(pk__in=some).delete()


def _referred_to(model: type[models.Model], keys: list[int]) -> dict[int, str]:
    """Which of the rows another row refers to, and what kind of row that is.

    A station's list of its ballots is part of the station, and refers to nothing.
    """
    found: dict[int, str] = {}
    for relation in model._meta.related_objects:
        if relation.related_model is model and model is not Area and model is not Commission:
            continue
        if isinstance(relation, models.ManyToManyRel) and relation.related_model is Station:
            continue
        name = relation.field.name
        for some in batched(keys):
            referring = relation.related_model._default_manager.filter(**{f"{name}__in": some})
            for key in referring.values_list(name, flat=True).distinct():
                if key in some:
                    found.setdefault(int(key), str(relation.related_model._meta.verbose_name))
    return found


def batched(keys: list[int]) -> Iterator[list[int]]:
    """The keys in portions that every database takes in one question."""
    return (keys[start : start + BATCH] for start in range(0, len(keys), BATCH))
