"""A seat rule in sentences."""

from __future__ import annotations

from fractions import Fraction

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baqylau.core.figure import half_up
from baqylau.results.methods.rule import Divisor, Quota, Rule, SecondList, TieRule
from baqylau.site.templatetags.figures import number, per_cent


def in_words(rule: Rule) -> list[str]:
    """The rule, a sentence for each of its parts, in the order in which they are applied."""
    return [
        sentence
        for sentence in (_threshold(rule), _minimum(rule), _way(rule), _caps(rule), _tie(rule))
        if sentence
    ]


def _percent(share: Fraction) -> str:
    """A share as a percentage: exact where two decimals are enough, else as a fraction."""
    for places in range(3):
        text = half_up(share * 100, places)
        if Fraction(text) == share * 100:
            return per_cent(text)
    return str(share)


def _threshold(rule: Rule) -> str:
    if not rule.threshold:
        return _("There is no threshold.")
    if rule.threshold_base is not None:
        return _("Lists with at least %(share)s of %(base)s votes take part.") % {
            "share": _percent(rule.threshold),
            "base": number(rule.threshold_base),
        }
    if rule.not_eligible:
        return _(
            "Lists with at least %(share)s of all votes given take part; "
            "votes for what cannot win seats count in this base."
        ) % {"share": _percent(rule.threshold)}
    return _("Lists with at least %(share)s of all votes given take part.") % {
        "share": _percent(rule.threshold)
    }


def _minimum(rule: Rule) -> str:
    if rule.minimum_lists < 2:
        return ""
    says = _("If fewer than %(count)s lists reach it, the next largest take part too.") % {
        "count": number(rule.minimum_lists)
    }
    return f"{says} {_second(rule.second_list)}".strip()


def _second(second: SecondList | None) -> str:
    if second is None:
        return ""
    return ngettext(
        "The quotient of such a list is multiplied by %(factor)s, and it gets at least %(count)s seat.",
        "The quotient of such a list is multiplied by %(factor)s, and it gets at least %(count)s seats.",
        second.minimum,
    ) % {"factor": _factor(second.factor), "count": number(second.minimum)}


def _factor(factor: Fraction) -> str:
    text = half_up(factor, 2)
    return number(text.rstrip("0").rstrip(".")) if Fraction(text) == factor else str(factor)


def _way(rule: Rule) -> str:
    if rule.quota is not None:
        says = {
            Quota.HARE: _(
                "Seats are allocated by the Hare quota (votes of these lists divided by seats) "
                "and the largest remainders."
            ),
            Quota.DROOP: _("Seats are allocated by the Droop quota and the largest remainders."),
            Quota.HAGENBACH_BISCHOFF: _(
                "Seats are allocated by the Hagenbach-Bischoff quota and the largest remainders."
            ),
            Quota.IMPERIALI: _("Seats are allocated by the Imperiali quota and the largest remainders."),
        }[rule.quota]
        return " ".join([says, _("The quota is rounded to a whole number.")]) if rule.quota_rounded else says
    assert rule.divisor is not None
    return {
        Divisor.D_HONDT: _("Seats are allocated by highest averages with the divisors of d’Hondt."),
        Divisor.SAINTE_LAGUE: _("Seats are allocated by highest averages with the divisors of Sainte-Laguë."),
        Divisor.MODIFIED_SAINTE_LAGUE: _(
            "Seats are allocated by highest averages with the modified divisors of Sainte-Laguë."
        ),
    }[rule.divisor]


def _caps(rule: Rule) -> str:
    return _("Some lists have a largest number of seats.") if rule.caps else ""


def _tie(rule: Rule) -> str:
    return {
        TieRule.EARLIER_REGISTERED: _("Between level lists, the one registered earlier gets the seat."),
        TieRule.MORE_VOTES: _("Between level lists, the one with more votes gets the seat."),
        TieRule.REPORT: _("The rule does not say who gets a seat for which lists are level."),
    }[rule.tie]
