"""What a mission asked for and got accredited, and who chose its stations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.mission.models import Mission, ObserverGroup, ObserverNumber, StationChooser, StationsChosen
from baqylau.trail.record import personal, record

MOST = 1_000_000


@dataclass(frozen=True, slots=True)
class Stated:
    """Of one group; None where it is not known."""

    requested: int | None = None
    accredited: int | None = None


@transaction.atomic
def state_observers(
    *, mission: Mission, numbers: Mapping[str, Stated], chosen_by: str, how: str, by: User
) -> None:
    """Put the numbers of each group in place of those before (M.130, M.131)."""
    _check(numbers, chosen_by)
    mission.observer_numbers.all().delete()
    ObserverNumber.objects.bulk_create(
        ObserverNumber(mission=mission, group=group, requested=one.requested, accredited=one.accredited)
        for group, one in numbers.items()
        if one != Stated()
    )
    StationsChosen.objects.filter(mission=mission).delete()
    if chosen_by:
        StationsChosen.objects.create(mission=mission, by=chosen_by, how=how.strip())
    change = {
        "numbers": {group: [one.requested, one.accredited] for group, one in sorted(numbers.items())},
        "stations_chosen_by": chosen_by,
        "how": personal(how.strip()),
    }
    record("mission.observers_stated", about=mission, by=by, change=change)


def _check(numbers: Mapping[str, Stated], chosen_by: str) -> None:
    given = [number for one in numbers.values() for number in (one.requested, one.accredited)]
    if set(numbers) - set(ObserverGroup.values) or any(
        number is not None and not 0 <= number <= MOST for number in given
    ):
        says = Phrase("The number of a group of observers is from 0 to {most}.", most=MOST)
        raise Refused(Problem("M.130", says, Phrase("Correct it, or leave it empty.")))
    if chosen_by and chosen_by not in StationChooser.values:
        says = Phrase("This is no way of choosing stations.")
        raise Refused(Problem("M.131", says, Phrase("Choose one of the list.")))
