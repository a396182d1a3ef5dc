"""Drawing a sample, and replacing a station of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.election.models import Contest
from baqylau.mission.methods.draw import Strata
from baqylau.mission.models import Mission
from baqylau.results.counted import visible
from baqylau.results.methods.sample_draw import (
    FEWEST_DIGITS,
    MOST_DIGITS,
    Drawn,
    draw,
    frame_sha256,
    seed_of,
)
from baqylau.results.models import Sample, SampledStation, SampleStratum
from baqylau.results.sampling import Design, Stratified, frame_of, numbers_by_stratum, stations_of
from baqylau.trail.record import personal, record

BATCH = 500
LONGEST_NAME = 120
LONGEST_REASON = 2000


def refuse_where_none_are_made(mission: Mission) -> None:
    """A kind of mission that estimates no results draws no samples of them (Q.201)."""
    if not mission.allows.quick_count:
        says = Phrase("A mission of this kind makes no quick counts and no audits.")
        raise Refused(Problem("Q.201", says, Phrase("They are for citizen observer groups.")))


def seed_from(text: str) -> str:
    """The digits of a seed (Q.202)."""
    seed = seed_of(text)
    if seed is None:
        says = Phrase(
            "A seed is digits of dice, from {least} to {most}.", least=FEWEST_DIGITS, most=MOST_DIGITS
        )
        raise Refused(Problem("Q.202", says, Phrase("Throw dice in public, and type every digit.")))
    return seed


@transaction.atomic
def draw_sample(
    *,
    mission: Mission,
    contest: Contest,
    name: str,
    design: Design,
    seed: str,
    frame_seen: str,
    by: User,
    now: datetime,
) -> Sample:
    """Draw a sample, once; ``frame_seen`` is the digest of the list that was looked at (Q.204).

    The trail keeps the seed, the design, the digest and every drawn code. ``Refused`` also for the kind of
    mission, the seed, the name (Q.209) and the numbers.
    """
    Mission.objects.select_for_update().get(pk=mission.pk)
    refuse_where_none_are_made(mission)
    digits = seed_from(seed)
    _refuse_name(mission, name)
    stations = stations_of(contest, design.strata, design.kinds)
    frame = frame_of(stations)
    digest = frame_sha256(frame)
    if digest != frame_seen:
        says = Phrase("The list of stations has changed since you looked.")
        raise Refused(Problem("Q.204", says, Phrase("Look at the numbers again, then draw.")))
    strata = draw(frame, digits, numbers_by_stratum(mission, stations, design))
    last = Sample.objects.filter(mission=mission).aggregate(last=Max("number"))["last"] or 0
    sample = Sample.objects.create(
        mission=mission,
        contest=contest,
        number=last + 1,
        name=name.strip(),
        seed=digits,
        design=design.as_json(),
        frame_sha256=digest,
        drawn_at=now,
        drawn_by=by,
    )
    _keep(sample, strata, {one.code: one for one in stations})
    record("results.sample_drawn", about=sample, by=by, change=_as_change(sample, strata))
    return sample


def _refuse_name(mission: Mission, name: str) -> None:
    text = name.strip()
    if not text or len(text) > LONGEST_NAME or Sample.objects.filter(mission=mission, name=text).exists():
        says = Phrase("A sample has a name that no other of the mission has, of at most 120 characters.")
        raise Refused(Problem("Q.209", says, Phrase("Give it one.")))


def _keep(sample: Sample, strata: list[Drawn], stations: Mapping[str, Stratified]) -> None:
    for position, one in enumerate(strata):
        any_of_it = stations[(one.drawn or one.reserve)[0].code]
        stratum = SampleStratum.objects.create(
            sample=sample,
            position=position,
            code=one.stratum,
            region=any_of_it.region if any_of_it.by in (Strata.REGION, Strata.BOTH) else "",
            settlement=any_of_it.settlement if any_of_it.by in (Strata.SETTLEMENT, Strata.BOTH) else "",
            stations=one.stations,
            planned=len(one.drawn),
        )
        SampledStation.objects.bulk_create(
            (
                SampledStation(
                    sample=sample,
                    stratum=stratum,
                    station_id=stations[ticket.code].key,
                    place=place,
                    ticket=ticket.ticket,
                )
                for place, ticket in enumerate(one.drawn, start=1)
            ),
            batch_size=BATCH,
        )


def _as_change(sample: Sample, strata: list[Drawn]) -> dict[str, object]:
    return {
        "contest": sample.contest.code,
        "number": sample.number,
        "seed": sample.seed,
        "design": sample.design,
        "frame_sha256": sample.frame_sha256,
        "drawn": [
            {"stratum": one.stratum, "of": one.stations, "codes": [ticket.code for ticket in one.drawn]}
            for one in strata
        ],
    }


# ------------------------------------------------------------------ replacements


@transaction.atomic
def allow_replacements(*, sample: Sample, reason: str, by: User) -> None:
    """Decide that stations of a sample may be replaced; the reason is kept (Q.208)."""
    text = needed_reason(reason)
    Sample.objects.select_for_update().get(pk=sample.pk)
    sample.allows_replacements = True
    sample.save(update_fields=["allows_replacements"])
    record("results.replacements_allowed", about=sample, by=by, change={"reason": personal(text)})


@transaction.atomic
def replace_station(*, sampled: SampledStation, reason: str, by: User, now: datetime) -> SampledStation:
    """Take in the next ticket of the stratum for a station that cannot be reached; nobody chooses which.

    ``Refused`` where the sample allows none (Q.205), the station was replaced already (Q.206) or has been
    counted (Q.212), the list is another by now (Q.204), or nothing is left in the stratum (Q.207).
    """
    sample = Sample.objects.select_for_update().get(pk=sampled.sample_id)
    text = needed_reason(reason)
    _refuse_replacement(sample, sampled)
    design, stratum = sample.design, sampled.stratum
    stations = stations_of(sample.contest, Strata(design["strata"]), design["kinds"])
    if frame_sha256(frame_of(stations)) != sample.frame_sha256:
        says = Phrase("The list of stations is not the one that was drawn from.")
        raise Refused(Problem("Q.204", says, Phrase("Draw a new sample.")))
    (one,) = draw([place for place in frame_of(stations) if place.stratum == stratum.code], sample.seed, {})
    taken = stratum.drawn.count()
    if taken >= len(one.reserve):
        says = Phrase("Every station of the stratum is in the sample.")
        raise Refused(Problem("Q.207", says, Phrase("Leave the station missing.")))
    ticket = one.reserve[taken]
    key = next(station.key for station in stations if station.code == ticket.code)
    made = SampledStation.objects.create(
        sample=sample,
        stratum=stratum,
        station_id=key,
        place=taken + 1,
        ticket=ticket.ticket,
        replaces=sampled,
        reason=text,
        by=by,
        at=now,
    )
    change = {"station": sampled.station.code, "by": ticket.code, "reason": personal(text)}
    record("results.station_replaced", about=sample, by=by, change=change)
    return made


def _refuse_replacement(sample: Sample, sampled: SampledStation) -> None:
    problems = Problems()
    if not sample.allows_replacements:
        says = Phrase("This sample allows no replacements: stations that are missing stay missing.")
        problems.add("Q.205", says, Phrase("What they could change is shown with the estimate."))
    if SampledStation.objects.filter(replaces=sampled).exists():
        problems.add("Q.206", Phrase("The station was replaced already."), Phrase("Look at the list again."))
    if (
        visible(sample.mission, sample.contest)
        .filter(station=sampled.station, mission=sample.mission)
        .exists()
    ):
        says = Phrase("The station has been counted; what was found there is not replaced.")
        problems.add("Q.212", says, Phrase("Correct its protocol if it is wrong."))
    problems.refuse_if_any()


def needed_reason(text: str) -> str:
    """A reason without blanks around it (Q.208)."""
    reason = text.strip()
    if not reason or len(reason) > LONGEST_REASON:
        says = Phrase("A reason is needed, of at most 2,000 characters.")
        raise Refused(Problem("Q.208", says, Phrase("Say why.")))
    return reason
