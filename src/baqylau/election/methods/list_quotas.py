"""Quotas for groups: a share of a list, or of the mandates it won, that must belong to named groups.

What is asked, of whom and at which stage is the law of the day: in Kazakhstan women and persons under 29 on
the lists of 2021; since the law of 7 February 2022 persons with disabilities as well, and of the mandates
too. All groups count together, and a person who belongs to several counts once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction


class Group(StrEnum):
    """Whom a quota is for."""

    WOMEN = "women"
    YOUTH = "youth"
    DISABILITY = "disability"


class Stage(StrEnum):
    """What the share is of: the candidates on a list, or those who get its mandates."""

    LIST = "list"
    MANDATES = "mandates"


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupQuota:
    """At least ``share`` of the persons at a ``stage`` belong to one of the ``groups``.

    ``youth_under`` is the age that the young have not reached. ``article`` and ``source`` say where it is.
    ``ValueError`` without a group, and for youth without an age.
    """

    stage: Stage
    groups: frozenset[Group]
    share: Fraction
    youth_under: int | None = None
    article: str = ""
    source: str = ""

    def __post_init__(self) -> None:
        if not self.groups or not 0 < self.share <= 1:
            raise ValueError("a quota names groups and a share above 0")
        if (Group.YOUTH in self.groups) != (self.youth_under is not None):
            raise ValueError("youth_under goes with youth, and only with it")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person on a list, of whom no more is asked than quotas need. What is not known is None, not a no."""

    on_list: str
    is_woman: bool | None = None
    born: date | None = None
    has_disability: bool | None = None
    has_mandate: bool = False


@dataclass(frozen=True, slots=True)
class QuotaAnswer:
    """Of ``persons`` at least ``needed`` had to belong; ``surely`` do, ``perhaps`` more may (not known)."""

    quota: GroupQuota
    on_list: str
    persons: int
    needed: int
    surely: int
    perhaps: int

    @property
    def is_met(self) -> bool | None:
        """Whether the quota is met; None where it hangs on what is not known."""
        if self.surely >= self.needed:
            return True
        return None if self.surely + self.perhaps >= self.needed else False


def needed_of(persons: int, share: Fraction) -> int:
    """The fewest persons that are at least ``share`` of ``persons``: 23 of 76 for 30 %.

    >>> needed_of(76, Fraction(30, 100)), needed_of(90, Fraction(30, 100))
    (23, 27)
    """
    return -(-persons * share.numerator // share.denominator)


def check_quotas(
    candidates: Sequence[Candidate], quotas: Sequence[GroupQuota], day: date
) -> list[QuotaAnswer]:
    """Each quota for each list that has persons at its stage; lists in the order given.

    ``day`` is the one on which age is counted. A list whose mandates nobody has is not checked for mandates.
    """
    lists: Mapping[str, list[Candidate]] = {one.on_list: [] for one in candidates}
    for one in candidates:
        lists[one.on_list].append(one)
    answers = []
    for quota in quotas:
        for name, members in lists.items():
            persons = [one for one in members if quota.stage is Stage.LIST or one.has_mandate]
            if persons:
                belongs = [_belongs(one, quota, day) for one in persons]
                needed = needed_of(len(persons), quota.share)
                answers.append(
                    QuotaAnswer(quota, name, len(persons), needed, belongs.count(True), belongs.count(None))
                )
    return answers


def age_on(born: date, day: date) -> int:
    """Full years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _belongs(one: Candidate, quota: GroupQuota, day: date) -> bool | None:
    """Whether a person belongs to a group of the quota; None where that is not known."""
    said = {
        Group.WOMEN: one.is_woman,
        Group.YOUTH: None
        if one.born is None or quota.youth_under is None
        else age_on(one.born, day) < quota.youth_under,
        Group.DISABILITY: one.has_disability,
    }
    answers = [said[group] for group in quota.groups]
    if True in answers:
        return True
    return None if None in answers else False
