"""Figures of quick counts for the registry: what a sample of stations says of the result, with its interval.

quick_count.1.received        stations of the sample that were counted, of those drawn
quick_count.1.turnout         an estimate
quick_count.1.votes.amanat    an estimate

An estimate is kept in millionths: its share is the numerator, a million the denominator. It never stands
without its interval, and leaves when the ban on polls has ended.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from functools import cached_property

import numpy as np
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop

from baqylau.accounts.permissions import Permission
from baqylau.core.figure import Figure
from baqylau.core.text import in_language
from baqylau.mission.models import Mission
from baqylau.reports.figure_offers import ESTIMATE, MILLION, Counted, Offer
from baqylau.reports.languages import in_each_language
from baqylau.reports.methods.plan import Texts
from baqylau.results.methods.collapse import Impossible
from baqylau.results.models import Sample
from baqylau.results.sample_page import source_of as best_source
from baqylau.results.standing import Said, Standing, said_of, standing_of

PREFIX = "quick_count."
NOT_RECEIVED = gettext_noop("stations not counted yet")
RECEIVED_SOURCE = gettext_noop("sample %(number)s of contest %(contest)s: stations counted, of those drawn")
ESTIMATE_SOURCE = gettext_noop(
    "sample %(number)s of contest %(contest)s, seed %(seed)s: combined ratio of %(what)s over %(n)s stations "
    "in strata, interval of 95 per cent by Student's t"
)
_WORDS = {
    "received": _("Stations of the sample counted, of those drawn"),
    "turnout": _("Turnout, estimated"),
    "votes": _("Votes for %(option)s, of all votes, estimated"),
}


class QuickCounts:
    """What the samples of a mission say; a count has no past, so ``at`` is passed over."""

    room = "results"

    def __init__(self, mission: Mission) -> None:
        self.mission = mission
        self._said: dict[int, tuple[Standing, Said | None]] = {}

    @cached_property
    def samples(self) -> dict[str, Sample]:
        """The samples by number; none in a mission whose kind makes no quick counts."""
        if not self.mission.allows.quick_count:
            return {}
        ours = Sample.objects.filter(mission=self.mission).select_related("contest__election")
        return {str(one.number): one for one in ours.prefetch_related("contest__options")}

    def said(self, sample: Sample) -> tuple[Standing, Said | None]:
        """The sample with what has come in, and the estimate where there can be one."""
        if sample.pk not in self._said:
            sample.mission = self.mission
            standing = standing_of(sample, best_source(sample, ""))
            try:
                self._said[sample.pk] = standing, said_of(standing)
            except Impossible:
                self._said[sample.pk] = standing, None
        return self._said[sample.pk]

    def offers(self) -> Iterator[Offer]:
        for number, sample in self.samples.items():
            options = [f"votes.{one.code}" for one in sample.contest.options.all()]
            for what in ("received", "turnout", *options):
                if (found := self.offer(f"{PREFIX}{number}.{what}")) is not None:
                    yield found

    def offer(self, name: str) -> Offer | None:
        read = self._read(name)
        if read is None:
            return None
        sample, what, option = read
        is_estimate = what != "received"
        return Offer(
            name=name,
            words=self._words(sample, what, option),
            how=f"sample {sample.number} of contest {sample.contest.code}",
            room=self.room,
            unit=ESTIMATE if is_estimate else "stations",
            is_share=True,
            needs=Permission.SEE_ESTIMATES if is_estimate else Permission.SEE_RESULTS,
            estimates=is_estimate,
        )

    def _read(self, name: str) -> tuple[Sample, str, str] | None:
        number, _dot, rest = name.removeprefix(PREFIX).partition(".")
        what, _dot, option = rest.partition(".")
        sample = self.samples.get(number) if name.startswith(PREFIX) else None
        if sample is None or what not in _WORDS or bool(option) != (what == "votes"):
            return None
        if option and option not in {one.code for one in sample.contest.options.all()}:
            return None
        return sample, what, option

    def _words(self, sample: Sample, what: str, option: str) -> Texts:
        named = next((one for one in sample.contest.options.all() if one.code == option), None)

        def say(language: str) -> str:
            said = str(_WORDS[what]) % ({"option": named.name} if named else {})
            contest = in_language(sample.contest.names, language) or sample.contest.code
            return f"{said}: {contest} ({sample.name})"

        return in_each_language(say)

    def count(self, names: Sequence[str], *, at: datetime | None = None) -> dict[str, Counted]:
        found = {}
        for name in names:
            offer = self.offer(name) if name.startswith(PREFIX) else None
            if offer is None:
                continue
            read = self._read(name)
            assert read is not None
            sample, what, option = read
            if what == "received":
                found[name] = Counted(offer, self._received(name, sample))
            elif (estimate := self._estimate(sample, what, option)) is not None:
                figure, interval = estimate
                found[name] = Counted(offer, replace(figure, name=name), interval=interval)
        return found

    def _received(self, name: str, sample: Sample) -> Figure:
        standing, _said = self.said(sample)
        received = int(standing.reported.sum())
        missing = len(standing.stations) - received
        source = RECEIVED_SOURCE % {"number": sample.number, "contest": sample.contest.code}
        excluded = {NOT_RECEIVED: missing} if missing else {}
        rows = tuple(sorted(standing.protocols[standing.reported].tolist()))
        return Figure(name, received, len(standing.stations), source, _digest(standing), excluded, rows, rows)

    def _estimate(self, sample: Sample, what: str, option: str) -> tuple[Figure, tuple[int, int]] | None:
        """An estimate with its interval in millionths; None where the sample says nothing of it yet."""
        standing, said = self.said(sample)
        if said is None:
            return None
        if what == "turnout":
            of = said.count.turnout
            if of is None:
                return None
            value, low, high = float(of.estimate[0]), float(of.low[0]), float(of.high[0])
        else:
            one = next(one for one in said.options if one.option == option)
            value, low, high = one.estimate, one.low, one.high
        source = ESTIMATE_SOURCE % {
            "number": sample.number,
            "contest": sample.contest.code,
            "seed": sample.seed,
            "what": option or what,
            "n": said.count.stations,
        }
        rows = tuple(sorted(standing.protocols[standing.reported].tolist()))
        figure = Figure("", _millionths(value), MILLION, source, _digest(standing), {}, rows, rows)
        return figure, (_millionths(max(0.0, low)), _millionths(min(1.0, high)))


def _millionths(share: float) -> int:
    return round(share * MILLION)


def _digest(standing: Standing) -> str:
    """SHA-256 over the digest of the list drawn from, then each counted station: code, stratum, numbers."""
    counts = standing.counts
    lines = []
    for place in np.flatnonzero(standing.reported).tolist():
        one = standing.stations[place]
        numbers = counts.values[counts.ground.rows[one.station_id]].tolist()
        lines.append("\t".join((one.station.code, one.stratum.code, *map(str, numbers))))
    whole = "\n".join((standing.sample.frame_sha256, *sorted(lines)))
    return hashlib.sha256(f"{whole}\n".encode()).hexdigest()
