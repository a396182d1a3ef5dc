"""What a mission knows about its members for calling them and for teams that balance."""

from __future__ import annotations

from dataclasses import dataclass

from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.mission.methods.phone_numbers import normalised
from baqylau.mission.models import Membership, Sex
from baqylau.trail.record import personal

MOST_MISSIONS = 999


@dataclass(frozen=True, slots=True)
class About:
    """As the person gave it; empty or None where they did not."""

    phone_number: str = ""
    sex: str = ""
    nationality: str = ""
    missions_before: int | None = None


def set_about(membership: Membership, about: About) -> None:
    """Put it into the membership, which is saved by the caller (L.150 to L.154)."""
    number = normalised(about.phone_number)
    if number is None:
        says = Phrase("This is not a telephone number with the code of its country.")
        _refuse("L.150", says, Phrase("Begin with +, such as +7 701 123 45 67."))
    nation = about.nationality.strip().upper()
    if nation and not (len(nation) == 2 and nation.isascii() and nation.isalpha()):
        _refuse("L.151", Phrase("This is no country."), Phrase("Choose one of the list."))
    if about.sex and about.sex not in Sex.values:
        _refuse("L.152", Phrase("This word is not known here."), Phrase("Choose one of the list."))
    if about.missions_before is not None and not 0 <= about.missions_before <= MOST_MISSIONS:
        says = Phrase("Missions before are a number from 0 to {most}.", most=MOST_MISSIONS)
        _refuse("L.154", says, Phrase("Correct it, or leave it empty."))
    _refuse_somebody_elses(membership, number or "")
    membership.phone_number, membership.sex = number or "", about.sex
    membership.nationality, membership.missions_before = nation, about.missions_before


def _refuse_somebody_elses(membership: Membership, number: str) -> None:
    """A text message is known by its sender's number, so two people do not share one."""
    others = Membership.objects.filter(mission=membership.mission, phone_number=number, ended_at=None)
    if number and others.exclude(user=membership.user).exists():
        says = Phrase("Somebody else of the mission has this telephone number.")
        _refuse("L.153", says, Phrase("Give each person a number of their own."))


def _refuse(code: str, says: str, remedy: str) -> None:
    raise Refused(Problem(code, says, remedy))


def as_change(membership: Membership) -> dict[str, object]:
    """For the trail: digests only, since it is about a person."""
    return {
        "phone_number": personal(membership.phone_number),
        "sex": personal(membership.sex),
        "nationality": personal(membership.nationality),
        "missions_before": personal(str(membership.missions_before)),
    }
