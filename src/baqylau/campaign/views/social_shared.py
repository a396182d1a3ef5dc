"""What the views of social networks share: rights, pages of long lists, words of refusals."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Generic, TypeVar
from zoneinfo import ZoneInfo

from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from baqylau.accounts.permissions import Permission
from baqylau.mission.models import Mission
from baqylau.mission.tables import csv_file, workbook
from baqylau.mission.views.pages import author

ON_A_PAGE = 50
COUNTED = 5_000
"""More entries than this are not counted for the sake of a number above a list."""
MOST_ROWS_OF_A_WORKBOOK = 100_000
M = TypeVar("M", bound=Model)


@dataclass(frozen=True, slots=True)
class Part(Generic[M]):
    """One page of a long list; its whole is counted only so far that a page stays quick."""

    rows: Sequence[M]
    number: int
    first: int
    count: int
    is_all: bool
    """Whether ``count`` is how many there are; else there are more."""

    @property
    def last(self) -> int:
        return self.first + len(self.rows) - 1

    @property
    def next(self) -> int | None:
        return self.number + 1 if self.last < self.count else None

    @property
    def previous(self) -> int | None:
        return self.number - 1 if self.number > 1 else None


def part_of(found: QuerySet[M], asked: str, known: int | None = None) -> Part[M]:
    """The page that is asked for, or the first; ``known`` is how many there are, where that is known."""
    counted = found.order_by()[: COUNTED + 1].count() if known is None else known
    is_all = known is not None or counted <= COUNTED
    reachable = min(counted, COUNTED)
    pages = max(1, -(-reachable // ON_A_PAGE))
    number = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 8 else 1
    number = min(max(1, number), pages)
    begin = (number - 1) * ON_A_PAGE
    return Part(
        list(found[begin : begin + ON_A_PAGE]), number, begin + 1, counted if is_all else COUNTED, is_all
    )


def rights(request: HttpRequest, mission: Mission) -> dict[str, object]:
    """What the pages offer to whoever looks."""
    user = author(request)
    return {
        "mission": mission,
        "may_code": user.has_perm(Permission.CODE_MEDIA, mission),
        "may_keep": user.has_perm(Permission.MANAGE_MEDIA, mission),
        "may_see": user.has_perm(Permission.SEE_MEDIA, mission),
    }


def zone_of(mission: Mission) -> ZoneInfo:
    """The time zone of the election."""
    return ZoneInfo(mission.election.time_zone)


def table_file(rows: Iterable[Sequence[object]], name: str, kind: str) -> HttpResponseBase:
    """A table as CSV row by row, or as a workbook, which has an end."""
    if kind == "xlsx":
        return workbook(islice(rows, MOST_ROWS_OF_A_WORKBOOK + 1), f"{name}.xlsx")
    return csv_file(rows, f"{name}.csv")
