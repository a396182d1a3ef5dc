"""What a law says about seats, what was counted, and what comes out: plain records.

A tie is a value here. It is never resolved unless the rule names what decides it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction


class Method(StrEnum):
    """The two families of proportional allocation."""

    LARGEST_REMAINDER = "largest_remainder"
    HIGHEST_AVERAGES = "highest_averages"


class Quota(StrEnum):
    """How many votes one seat costs, for largest remainder; see :func:`.largest_remainder.quota_of`."""

    HARE = "hare"
    DROOP = "droop"
    HAGENBACH_BISCHOFF = "hagenbach_bischoff"
    IMPERIALI = "imperiali"


class Divisor(StrEnum):
    """By what a list's votes are divided, for highest averages; see :mod:`.highest_averages`."""

    D_HONDT = "d_hondt"
    SAINTE_LAGUE = "sainte_lague"
    MODIFIED_SAINTE_LAGUE = "modified_sainte_lague"


class TieRule(StrEnum):
    """What the law says of level lists. ``REPORT``: nothing, or a lot, which is drawn elsewhere."""

    EARLIER_REGISTERED = "earlier_registered"
    MORE_VOTES = "more_votes"
    REPORT = "report"


@dataclass(frozen=True, slots=True)
class Counted:
    """An option of the ballot with its votes (from 0) and its place in the order of registration (from 1)."""

    option: str
    votes: int
    registered_order: int | None = None


@dataclass(frozen=True, slots=True)
class SecondList:
    """What a list gets that entered below the threshold, to make up the minimum number of lists.

    Its quotient is multiplied by ``factor`` (above 0, at most 1) before seats are dealt, and it gets at
    least ``minimum`` seats. Source: Constitutional Act on Elections of Kazakhstan, article 97 in the wording
    of 2009 (factor 0.7, minimum 2); whether the present article 97-1 still says so is to be checked.
    """

    factor: Fraction = Fraction(1)
    minimum: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One law's way from votes to seats; each part is data. ``ValueError`` for parts that contradict.

    ``threshold`` is a share of ``threshold_base`` votes, or of every vote given where that is None;
    ``thresholds`` are those of options that have another, such as alliances (Armenia, Slovakia).
    ``not_eligible`` options count in that base and win nothing. ``caps`` are the most seats an option may
    get. ``quota_rounded`` rounds the quota to the nearest whole number, halves up (Slovakia).
    """

    seats: int
    method: Method
    quota: Quota | None = None
    quota_rounded: bool = False
    divisor: Divisor | None = None
    threshold: Fraction = Fraction(0)
    thresholds: Mapping[str, Fraction] = field(default_factory=dict)
    threshold_base: int | None = None
    not_eligible: frozenset[str] = frozenset()
    minimum_lists: int = 0
    second_list: SecondList | None = None
    caps: Mapping[str, int] = field(default_factory=dict)
    tie: TieRule = TieRule.REPORT

    def __post_init__(self) -> None:
        by_remainder = self.method is Method.LARGEST_REMAINDER
        if self.seats < 0 or self.minimum_lists < 0 or any(cap < 0 for cap in self.caps.values()):
            raise ValueError("seats, minimum_lists and caps are whole numbers from 0")
        if by_remainder != (self.quota is not None) or by_remainder == (self.divisor is not None):
            raise ValueError("largest_remainder needs a quota and no divisor, highest_averages the reverse")
        shares = (self.threshold, *self.thresholds.values())
        if not all(0 <= one <= 1 for one in shares) or (
            self.threshold_base is not None and self.threshold_base < 1
        ):
            raise ValueError("the threshold is a share from 0 to 1 of at least one vote")
        if self.second_list is not None and (not by_remainder or self.minimum_lists < 2):
            raise ValueError("second_list needs largest_remainder and minimum_lists of at least 2")

    def threshold_of(self, option: str) -> Fraction:
        """The share that an option needs."""
        return self.thresholds.get(option, self.threshold)

    @property
    def has_threshold(self) -> bool:
        """Whether any list needs a share of the votes."""
        return bool(self.threshold or any(self.thresholds.values()))


@dataclass(frozen=True, slots=True)
class Tie:
    """Options that stand level for fewer places than they are, with nothing in the rule to decide.

    ``places`` are seats, or, where ``for_admission``, entries into the allocation.
    """

    options: tuple[str, ...]
    places: int
    for_admission: bool = False


@dataclass(frozen=True, slots=True)
class Result:
    """Who surely has how many seats, and what is left open.

    ``seats`` holds every eligible option in the order given, also with 0. ``admitted`` are the lists that
    surely take part, in the order given. ``quota`` is None for highest averages and where there was nothing
    to divide. ``open`` seats wait for a tie to be decided; ``vacant`` seats nobody can take.
    ``sum(seats) + open + vacant`` is the number of seats of the rule.
    """

    seats: Mapping[str, int]
    admitted: tuple[str, ...]
    ties: tuple[Tie, ...]
    quota: Fraction | None
    open: int
    vacant: int
