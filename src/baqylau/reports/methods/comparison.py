"""An area against the rest: Fisher's exact test, corrected by Holm for the number of comparisons.

What a small p means: if the area did not differ from the rest, so large a difference would seldom come about
by chance among records drawn at random. It says nothing about why.

Innocent reasons for a small p: observations are not a random sample of polling stations; teams differ in what
they call the same thing, and one team often covers one area; a station may be visited twice, and observations
in one polling centre resemble each other, which makes p too small. An indicator is not proof.

Sources: R. A. Fisher, The Design of Experiments (1935), chapter II, and Statistical Methods for Research
Workers, 5th edition (1934), section 21.02. S. Holm, A simple sequentially rejective multiple test procedure,
Scandinavian Journal of Statistics 6 (1979), 65-70.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import comb


@dataclass(frozen=True, slots=True)
class Share:
    """A count out of a denominator."""

    numerator: int
    denominator: int

    def without(self, part: Share) -> Share:
        """The rest of this share when a part of it is taken away."""
        return Share(self.numerator - part.numerator, self.denominator - part.denominator)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure in one area against the same figure elsewhere, one of ``among`` comparisons."""

    figure: str
    area: str
    inside: Share
    elsewhere: Share
    p: Fraction
    adjusted: Fraction
    among: int

    @property
    def higher(self) -> bool:
        """Whether the share inside is larger than elsewhere."""
        here = self.inside.numerator * self.elsewhere.denominator
        return here > self.elsewhere.numerator * self.inside.denominator


def fisher_two_sided(inside: Share, elsewhere: Share) -> Fraction:
    """The exact two-sided p of the table (yes, no) x (inside, elsewhere), with both margins fixed.

    The sum of the probabilities of all tables that are no more probable than the one seen. Probabilities are
    hypergeometric and are compared as whole numbers, so tables equally probable are never parted by rounding.
    1 where a margin is empty. Source: Fisher (1934, 1935); the two-sided rule is that of R's ``fisher.test``.
    """
    yes = inside.numerator + elsewhere.numerator
    drawn = inside.denominator
    everyone = inside.denominator + elsewhere.denominator
    lowest = max(0, drawn - (everyone - yes))
    weight = comb(yes, lowest) * comb(everyone - yes, drawn - lowest)
    weights = [weight]
    for k in range(lowest, min(yes, drawn)):
        weight = weight * (yes - k) * (drawn - k) // ((k + 1) * (everyone - yes - drawn + k + 1))
        weights.append(weight)
    seen = weights[inside.numerator - lowest]
    return Fraction(sum(weight for weight in weights if weight <= seen), comb(everyone, drawn))


def holm(p_values: Sequence[Fraction]) -> list[Fraction]:
    """Holm's adjusted p values, in the order given.

    The smallest p is multiplied by the number of tests, the next by one fewer, and so on; none becomes
    smaller than the one before it, none larger than 1. Rejecting where the result is at most a level keeps
    the chance of any false rejection under that level, however the tests depend on each other.
    Source: Holm (1979).
    """
    adjusted = [Fraction(0)] * len(p_values)
    largest = Fraction(0)
    order = sorted(range(len(p_values)), key=lambda index: p_values[index])
    for rank, index in enumerate(order):
        largest = max(largest, min(Fraction(1), p_values[index] * (len(p_values) - rank)))
        adjusted[index] = largest
    return adjusted


def compare_areas(figures: Mapping[str, Share], areas: Mapping[tuple[str, str], Share]) -> list[Comparison]:
    """Each (figure, area) against the rest of that figure, corrected over all of them together.

    ``figures`` are the shares of everything, ``areas`` those of each area. An area with no valid answer, and
    one without any rest, is not compared and not counted among the comparisons. The result is in the order
    of ``areas``. Innocent reasons: see the module.
    """
    pairs = [
        (figure, area, inside, figures[figure].without(inside))
        for (figure, area), inside in areas.items()
        if inside.denominator and figures[figure].denominator > inside.denominator
    ]
    p_values = [fisher_two_sided(inside, elsewhere) for _, _, inside, elsewhere in pairs]
    return [
        Comparison(figure, area, inside, elsewhere, p, adjusted, len(pairs))
        for (figure, area, inside, elsewhere), p, adjusted in zip(
            pairs, p_values, holm(p_values), strict=True
        )
    ]
