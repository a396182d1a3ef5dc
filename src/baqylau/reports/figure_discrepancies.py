"""Figures of the list of discrepancies for the registry: how many, of what kind, what became of them.

results.list.discrepancies                 all that hold
results.list.discrepancies.hard            those of which figures contradict each other, of all
results.list.discrepancies.closed          those that were worked through to the end, of all
results.list.discrepancies.innocent        those with this outcome, of the closed ones
results.list.discrepancies.stations        stations with a hard one, of stations counted
results.list.discrepancies.V.301           those of one check
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from baqylau.accounts.permissions import Permission
from baqylau.core.figure import Figure, digest_of_rows
from baqylau.core.text import in_language
from baqylau.election.models import Contest
from baqylau.mission.models import Mission
from baqylau.reports.figure_offers import Counted, Offer
from baqylau.reports.languages import in_each_language
from baqylau.reports.methods.plan import Texts
from baqylau.results.discrepancy_words import titles_of
from baqylau.results.models import Discrepancy, DiscrepancyState, Outcome, Protocol, Severity

MARK = ".discrepancies"
CLOSED = DiscrepancyState.CLOSED.value
STATIONS = "stations"
Row = tuple[int, str, str, str, str, int | None, int]
"""Key, code, severity, state, outcome, station, votes at stake."""
_COLUMNS = ("pk", "code", "severity", "state", "outcome", "station_id", "at_stake")
SOURCE = gettext_noop("contest %(contest)s: list of discrepancies that hold%(what)s")
STATIONS_SOURCE = gettext_noop(
    "contest %(contest)s: stations with figures that contradict each other, of stations counted"
)
_WORDS: Mapping[str, Promise] = {
    "": _("Discrepancies found"),
    Severity.HARD.value: _("Discrepancies: figures that contradict each other"),
    Severity.SOFT.value: _("Discrepancies: figures that are only unusual"),
    CLOSED: _("Discrepancies worked through to the end"),
    STATIONS: _("Stations with figures that contradict each other, of stations counted"),
    Outcome.OUR_COPY.value: _("Discrepancies closed: error in our copy"),
    Outcome.OFFICIAL_TABLE.value: _("Discrepancies closed: error in the official table"),
    Outcome.INNOCENT.value: _("Discrepancies closed: explained innocently"),
    Outcome.NOT_RESOLVED.value: _("Discrepancies closed: not resolved"),
}


class Discrepancies:
    """What the list of discrepancies offers, for each contest in which something was found."""

    def __init__(self, mission: Mission, contests: Mapping[str, Contest]) -> None:
        self.mission, self.contests = mission, contests

    @cached_property
    def titles(self) -> dict[str, Mapping[str, str]]:
        """The titles of checks by language."""
        return in_each_language(lambda _language: titles_of(self.mission.election))

    @cached_property
    def rows(self) -> dict[str, list[Row]]:
        """What holds, by contest; a contest where something was found and is gone has an empty list."""
        found: dict[str, list[Row]] = {}
        ours = Discrepancy.objects.filter(mission=self.mission).order_by("pk")
        for contest, gone, *row in ours.values_list("contest__code", "gone_at", *_COLUMNS):
            of = found.setdefault(contest, [])
            if gone is None:
                of.append(tuple(row))
        return found

    def offers(self) -> Iterator[Offer]:
        for contest, rows in self.rows.items():
            for kind in (*_WORDS, *sorted({row[1] for row in rows})):
                if (found := self.offer(_name(contest, kind))) is not None:
                    yield found

    def offer(self, name: str) -> Offer | None:
        contest, kind = _read(name)
        if contest not in self.rows or contest not in self.contests:
            return None
        if kind not in _WORDS and kind not in {row[1] for row in self.rows[contest]}:
            return None
        return Offer(
            name=name,
            words=self._words(contest, kind),
            how=_source(contest, kind),
            room="results",
            unit=STATIONS if kind == STATIONS else "discrepancies",
            is_share=kind != "",
            needs=Permission.SEE_RESULTS,
        )

    def _words(self, contest: str, kind: str) -> Texts:
        def say(language: str) -> str:
            said = str(_WORDS[kind]) if kind in _WORDS else self.titles[language].get(kind, kind)
            return f"{said}: {in_language(self.contests[contest].names, language) or contest}"

        return in_each_language(say)

    def count(self, names: Sequence[str]) -> dict[str, Counted]:
        """Those of the names that are of discrepancies."""
        found = {}
        for name in names:
            if MARK in name and (offer := self.offer(name)) is not None:
                found[name] = Counted(offer, self._figure(name))
        return found

    def _figure(self, name: str) -> Figure:
        contest, kind = _read(name)
        rows = self.rows[contest]
        if kind == STATIONS:
            return self._stations(name, contest, rows)
        base = [row for row in rows if row[3] == CLOSED] if kind in Outcome.values else rows
        wanted = _test(kind)
        counted = [row for row in base if wanted(row)]
        return Figure(
            name=name,
            numerator=len(counted),
            denominator=len(base) if kind else None,
            source=_source(contest, kind),
            digest=digest_of_rows((row[0], "\t".join(map(str, row[1:]))) for row in base),
            rows=tuple(row[0] for row in counted),
            base_rows=tuple(row[0] for row in base),
        )

    def _stations(self, name: str, contest: str, rows: Sequence[Row]) -> Figure:
        seen = Protocol.objects.filter(contest=self.contests[contest], is_current=True)
        ours = (seen.filter(mission=None) | seen.filter(mission=self.mission)).order_by()
        counted = sorted(set(ours.values_list("station_id", flat=True).distinct()))
        hard = {row[5] for row in rows if row[2] == Severity.HARD} & set(counted)
        return Figure(
            name=name,
            numerator=len(hard),
            denominator=len(counted),
            source=_source(contest, STATIONS),
            digest=digest_of_rows((pk, str(int(pk in hard))) for pk in counted),
            rows=tuple(sorted(pk for pk in hard if pk is not None)),
            base_rows=tuple(counted),
        )


def _name(contest: str, kind: str) -> str:
    return f"results.{contest}{MARK}{f'.{kind}' if kind else ''}"


def _read(name: str) -> tuple[str, str]:
    """Contest and kind of a name; the contest is empty where it is of something else."""
    contest, mark, kind = name.removeprefix("results.").partition(MARK)
    return (contest, kind.removeprefix(".")) if mark and (not kind or kind[0] == ".") else ("", "")


def _test(kind: str) -> Callable[[Row], bool]:
    place = 2 if kind in Severity.values else 3 if kind == CLOSED else 4 if kind in Outcome.values else 1
    return lambda row: not kind or row[place] == kind


def _source(contest: str, kind: str) -> str:
    if kind == STATIONS:
        return STATIONS_SOURCE % {"contest": contest}
    of = ", of those closed" if kind in Outcome.values else ", of all"
    return SOURCE % {"contest": contest, "what": f": {kind}{of}" if kind else ""}
