"""How published figures hang together: the same figure, a whole and its parts, a share and its counts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import groupby

from baqylau.election.methods.figures import Ballot, Said

FINAL = "final"
NUMERATORS: Mapping[str, tuple[str, ...]] = {
    "share": ("votes",),
    "council_share": ("council_votes",),
    "turnout": ("received_ballot", "took_part"),
}
"""What a percentage counts, where that has another name."""
BASES: Mapping[str, str] = {"share": "valid", "council_share": "council_votes", "turnout": "registered"}
"""What a percentage is usually of."""
WHOLE_OF_OPTIONS: Mapping[str, str] = {"votes": "valid"}
"""What the options of a contest add up to, where that is another indicator than theirs."""
OF_EVERY_OPTION = frozenset({"votes", "share"})
"""What a line against all has too; seats and candidates are of those who stand for election."""
COMPLETE = frozenset({"list"})
"""Breakdowns whose parts are everything there is: each line of a ballot paper."""
SUBSETS = frozenset({"of_which"})
"""Breakdowns whose parts need not add up to the whole."""


@dataclass(frozen=True, slots=True, order=True)
class Same:
    """What makes two figures figures of the same thing at the same time."""

    indicator: str
    contest: str
    option: str
    area: str
    part: str
    as_of: str
    is_percent: bool

    @property
    def breakdown(self) -> str:
        """The name of the breakdown that the part belongs to; empty for a whole."""
        return self.part.rpartition("/")[2].partition(":")[0]

    @property
    def whole(self) -> Same:
        """The same without the last pair of its part."""
        return replace(self, part=self.part.rpartition("/")[0], option="")


def same_as(said: Said) -> Same:
    """The identity of a figure; one without a time is taken as final."""
    return Same(
        said.indicator,
        said.contest,
        said.option,
        said.area,
        said.part,
        said.as_of.removesuffix(f" {FINAL}") or FINAL,
        said.is_percent,
    )


@dataclass(slots=True)
class Register:
    """All figures, by what they are figures of; the one that stands best comes first.

    ``wholes`` are the breakdowns: each with the identities of its parts.
    """

    figures: dict[Same, list[Said]] = field(default_factory=dict)
    ballots: Mapping[str, Ballot] = field(default_factory=dict)
    wholes: dict[tuple[Same, str], list[Same]] = field(default_factory=dict)

    def best(self, same: Same) -> Said | None:
        """The figure that stands, None where there is none."""
        return next(iter(self.figures.get(same, ())), None)

    def told_by(self, same: Same, focus: Said | None) -> Said | None:
        """The focus where it is that figure, else what its own source says, else what stands."""
        found = self.figures.get(same, [])
        if focus in found:
            return focus
        own = (one for one in found if focus is not None and focus.source and one.source == focus.source)
        return next(own, None) or self.best(same)

    def focuses(self, sames: Iterable[Same]) -> list[Said | None]:
        """Nobody's telling, and that of each figure that does not stand best; own tellings go first."""
        others = [one for same in sames for one in self.figures.get(same, [])[1:]]
        return [*others, None]

    def all(self) -> Iterator[tuple[Same, Said]]:
        """Every figure with its identity."""
        return ((same, one) for same, found in self.figures.items() for one in found)

    def parts_of_ballot(self, same: Same) -> list[Same]:
        """The identities of one indicator for every option of the contest; none where one is missing."""
        ballot = self.ballots.get(same.contest)
        if ballot is None:
            return []
        marked = same.indicator in OF_EVERY_OPTION
        named = ballot.options if marked else ballot.contestants
        parts = [replace(same, option=option) for option in sorted(named)]
        return parts if all(part in self.figures for part in parts) else []

    def complete_parts(self, same: Same) -> list[Same]:
        """What stands beside this figure and makes up the whole: each option, or each part of the ballot."""
        if same.option:
            return self.parts_of_ballot(replace(same, option=""))
        if same.breakdown in COMPLETE:
            return self.wholes.get((same.whole, same.breakdown), [])
        return []


def register_of(figures: Iterable[Said], ballots: Mapping[str, Ballot]) -> Register:
    """Sort the figures; those without a value (``about 800`` is one, an empty cell is none) are left out."""
    register = Register(ballots=ballots)
    ordered = sorted(figures, key=same_as)
    for same, found in groupby((one for one in ordered if one.value), key=same_as):
        register.figures[same] = sorted(found, key=lambda one: (not one.stands, not one.official))
    for same in register.figures:
        if same.part:
            register.wholes.setdefault((same.whole, same.breakdown), []).append(same)
    return register


def wholes_of_ballots(register: Register) -> Iterator[tuple[Same, list[Same]]]:
    """What a contest has in all, with the same for each option, where every option has it."""
    parts_of = {whole: part for part, whole in WHOLE_OF_OPTIONS.items()}
    for whole in list(register.figures):
        if whole.contest and not (whole.option or whole.part or whole.is_percent):
            named = replace(whole, indicator=parts_of.get(whole.indicator, whole.indicator))
            if parts := register.parts_of_ballot(named):
                yield whole, parts


def numerators_of(same: Same) -> list[Same]:
    """Where the count of a percentage may stand."""
    names = NUMERATORS.get(same.indicator, (same.indicator,))
    return [replace(same, indicator=name, is_percent=False) for name in names]


def bases_of(same: Same, base: str) -> list[Same]:
    """Where the base of a percentage may stand, the likeliest first.

    A named base is of the whole contest, or of the election; the number of voters is asked for at the same
    time first, then the final one.
    """
    named = base or BASES.get(same.indicator, "")
    if not named:
        return [replace(same.whole, is_percent=False)] if same.part else []
    of_all = replace(same, indicator=named, option="", part="", is_percent=False)
    found = [of_all, replace(of_all, contest="")]
    return list(dict.fromkeys([*found, *(replace(one, as_of=FINAL) for one in found)]))
