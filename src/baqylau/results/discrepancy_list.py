"""The list of discrepancies: what an address asks for, how many of each code, and who may take them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from functools import cached_property
from urllib.parse import urlencode

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.problem import in_language
from baqylau.election.models import Area, Contest, Station
from baqylau.mission.models import Mission
from baqylau.mission.queries import members_of
from baqylau.mission.roles import MAY
from baqylau.results.counted import areas_of
from baqylau.results.discrepancy_words import titles_of
from baqylau.results.methods.discrepancy_states import ASSIGNED, CLOSED, EXPLAINED, OPEN, STATES
from baqylau.results.models import Discrepancy, Severity
from baqylau.results.phrases import phrase_of

TO_DO, GONE, ALL, MINE = "", "gone", "all", "me"
LONGEST = 400
ORDER = ("severity", "-at_stake", "pk")
"""Worst first: what does not agree before what is unusual, then by the votes at stake."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; each text empty where it asks for nothing.

    ``state`` is one of the states, ``gone``, ``all``, or empty for what is still to be done; ``who`` the key
    of a member, or ``me``; ``area`` the path of an area; ``q`` the code of a station.
    """

    contest: str = ""
    code: str = ""
    state: str = TO_DO
    severity: str = ""
    area: str = ""
    who: str = ""
    q: str = ""

    @staticmethod
    def of(parameters: Mapping[str, object]) -> Asked:
        """What the parameters of a page ask for."""
        names = [field.name for field in fields(Asked)]
        return Asked(**{name: _text(parameters.get(name, "")) for name in names})

    def address(self, **changes: str) -> str:
        """The part of the address after "?", with some of it changed."""
        return urlencode({name: value for name, value in {**asdict(self), **changes}.items() if value})

    @property
    def without_code(self) -> str:
        """The same list of every check."""
        return self.address(code="")

    def among(self, rows: QuerySet[Discrepancy], user: User) -> QuerySet[Discrepancy]:
        """The discrepancies that are asked for, worst first."""
        rows = self._in_state(self._in_place(rows))
        if self.code:
            rows = rows.filter(code=self.code)
        if self.severity:
            rows = rows.filter(severity=self.severity)
        if self.who:
            key = user.pk if self.who == MINE else _number(self.who)
            rows = rows.filter(assigned_to=key)
        return rows.order_by(*ORDER)

    def _in_place(self, rows: QuerySet[Discrepancy]) -> QuerySet[Discrepancy]:
        if self.contest:
            rows = rows.filter(contest__code=self.contest)
        if self.area:
            rows = rows.filter(area__path__startswith=self.area)
        return rows.filter(station__code=self.q) if self.q else rows

    def _in_state(self, rows: QuerySet[Discrepancy]) -> QuerySet[Discrepancy]:
        if self.state == ALL:
            return rows
        if self.state == GONE:
            return rows.filter(gone_at__isnull=False)
        wanted = (self.state,) if self.state in STATES else (OPEN, ASSIGNED, EXPLAINED)
        return rows.filter(gone_at=None, state__in=wanted)


def _text(value: object) -> str:
    return str(value).replace("\0", "").strip()[:LONGEST]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 12 else 0


@dataclass(frozen=True, slots=True)
class OfCode:
    """How many discrepancies of one code stand in each state; ``gone`` ones are in no other number."""

    code: str
    title: str
    severity: str
    address: str
    to_do: int
    closed: int
    gone: int
    is_shown: bool

    @property
    def is_hard(self) -> bool:
        return self.severity == Severity.HARD


def by_code(mission: Mission, asked: Asked, titles: Mapping[str, str]) -> list[OfCode]:
    """The codes that were found in the contest that is asked for, as a table."""
    rows = Discrepancy.objects.filter(mission=mission)
    if asked.contest:
        rows = rows.filter(contest__code=asked.contest)
    there = Q(gone_at=None)
    counted = (
        rows.order_by("code")
        .values("code")
        .annotate(
            to_do=Count("pk", filter=there & ~Q(state=CLOSED)),
            closed=Count("pk", filter=there & Q(state=CLOSED)),
            gone=Count("pk", filter=~there),
            hard=Count("pk", filter=Q(severity=Severity.HARD)),
        )
    )
    return [
        OfCode(
            code=one["code"],
            title=titles.get(one["code"], ""),
            severity=Severity.HARD if one["hard"] else Severity.SOFT,
            address=asked.address(code="" if one["code"] == asked.code else one["code"]),
            to_do=one["to_do"],
            closed=one["closed"],
            gone=one["gone"],
            is_shown=one["code"] == asked.code,
        )
        for one in counted
    ]


def people_of(mission: Mission) -> list[User]:
    """The members who may work through the list."""
    roles = MAY[Permission.EXPLAIN_DISCREPANCIES]
    members = members_of(mission).filter(role__in=roles)
    return list(dict.fromkeys(one.user for one in members))


def chief_areas(mission: Mission) -> list[Area]:
    """The areas right below the country, in the language's order."""
    found = [area for path, area in areas_of(mission.election).items() if path.count("/") == 2]
    return sorted(found, key=lambda area: (getattr(area, Area.order_column()), area.code))


class Words:
    """Says phrases with the options of their contests by name; each contest is asked for once."""

    def __init__(self, mission: Mission) -> None:
        self._election = mission.election
        self.titles = titles_of(mission.election)

    @cached_property
    def _options(self) -> Mapping[int, Mapping[str, str]]:
        contests = Contest.objects.filter(election=self._election).prefetch_related("options")
        return {one.pk: {option.code: option.name for option in one.options.all()} for one in contests}

    def says(self, one: Discrepancy) -> str:
        """What was found, in the reader's language."""
        return in_language(phrase_of(one.says, self._options[one.contest_id]), gettext)

    def suggestion(self, one: Discrepancy) -> str:
        """Which slip of the pen would explain it; "" where none would."""
        if one.suggestion is None:
            return ""
        return in_language(phrase_of(one.suggestion, self._options[one.contest_id]), gettext)

    def before(self, said: object, one: Discrepancy) -> str:
        """What it said earlier."""
        if not isinstance(said, dict):
            return ""
        return in_language(phrase_of(said, self._options[one.contest_id]), gettext)

    def title(self, one: Discrepancy) -> str:
        return self.titles.get(one.code, one.code)


@dataclass(frozen=True, slots=True)
class Line:
    """A row of the list."""

    row: Discrepancy
    title: str
    says: str
    suggestion: str

    @property
    def where(self) -> str:
        """The station, the area, or the whole contest."""
        place = self.row.station or self.row.area
        return place.code if isinstance(place, Station) else (place or self.row.contest).name


def lines_of(rows: Sequence[Discrepancy], words: Words) -> list[Line]:
    """The rows in words."""
    return [Line(row, words.title(row), words.says(row), words.suggestion(row)) for row in rows]


def with_names(rows: QuerySet[Discrepancy]) -> QuerySet[Discrepancy]:
    """The rows with everything that the list shows of them."""
    related = ("contest", "station", "area", "assigned_to")
    return rows.select_related(*related).defer("area__boundary")


def neighbours(rows: QuerySet[Discrepancy], number: int) -> tuple[int | None, int | None]:
    """What stands before and after a discrepancy in a list; where it stands there no more, the first."""
    keys = list(rows.values_list("pk", flat=True))
    if number not in keys:
        return None, keys[0] if keys else None
    place = keys.index(number)
    return keys[place - 1] if place else None, keys[place + 1] if place + 1 < len(keys) else None


HEADER = (
    "number",
    "severity",
    "state",
    "gone",
    "code",
    "title",
    "contest",
    "area",
    "station",
    "source",
    "at_stake",
    "says",
    "suggestion",
    "assigned_to",
    "explanation",
    "outcome",
    "found_at",
)


def as_rows(rows: QuerySet[Discrepancy], words: Words) -> Iterator[Sequence[object]]:
    """The list as the rows of a file; codes as they are kept, sentences in the reader's language."""
    yield HEADER
    for one in with_names(rows).iterator(chunk_size=1000):
        yield (
            one.pk,
            one.severity,
            one.state,
            one.gone_at.isoformat() if one.gone_at else "",
            one.code,
            words.title(one),
            one.contest.code,
            one.area.name if one.area else "",
            one.station.code if one.station else "",
            one.about,
            one.at_stake,
            words.says(one),
            words.suggestion(one),
            one.assigned_to.name if one.assigned_to else "",
            one.explanation,
            one.outcome,
            one.found_at.isoformat(),
        )
