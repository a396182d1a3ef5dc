"""A seat rule in sentences."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from baqylau.core.figure import half_up
from baqylau.election.methods.list_quotas import Group, GroupQuota, Stage
from baqylau.results.methods.districts import DistrictMethod, DistrictRule
from baqylau.results.methods.rule import Divisor, Quota, Rule, SecondList, TieRule
from baqylau.results.methods.vacancies import FROM_THE_LIST, FilledBy, VacancyRule

NO_BREAK = "\N{NO-BREAK SPACE}"


def number(value: object) -> str:
    """An exact number as the language writes it."""
    return str(number_format(Decimal(str(value)), use_l10n=True, force_grouping=True))


def in_words(rule: Rule) -> list[str]:
    """The rule, a sentence for each of its parts, in the order in which they are applied."""
    return [
        sentence
        for sentence in (
            _threshold(rule),
            _other_thresholds(rule),
            _minimum(rule),
            _way(rule),
            _caps(rule),
            _tie(rule),
        )
        if sentence
    ]


def district_in_words(rule: DistrictRule) -> str:
    """How the seat of a district is won."""
    if rule.method is DistrictMethod.PLURALITY:
        return _("The candidate with most votes wins the seat.")
    return _(
        "A candidate with more than %(share)s of the votes wins the seat; "
        "otherwise the two with most votes meet in a second round."
    ) % {"share": in_per_cent(rule.majority)}


def quota_in_words(quota: GroupQuota) -> str:
    """What a quota for groups asks."""
    says = {
        Stage.LIST: _("Of the candidates on a list, at least %(share)s belong to these groups: %(groups)s."),
        Stage.MANDATES: _(
            "Of those who get the mandates of a list, at least %(share)s belong to these groups: %(groups)s."
        ),
    }[quota.stage]
    groups = [_group(group, quota) for group in Group if group in quota.groups]
    return says % {"share": in_per_cent(quota.share), "groups": ", ".join(groups)}


def _group(group: Group, quota: GroupQuota) -> str:
    if group is Group.YOUTH:
        return _("persons under %(age)s") % {"age": number(quota.youth_under)}
    return {Group.WOMEN: _("women"), Group.DISABILITY: _("persons with disabilities")}[group]


def vacancy_in_words(rule: VacancyRule) -> str:
    """Who fills a seat that falls vacant."""
    says = {
        FilledBy.NEXT_ON_LIST: _("A vacant seat goes to the next candidate of the same list."),
        FilledBy.LIST_DECIDES: _("The list names one of its candidates for a vacant seat."),
        FilledBy.VACANT: _("A vacant seat stays empty until the next election."),
        FilledBy.BY_ELECTION: _("A vacant seat is filled by a new election in the district."),
    }[rule.filled_by]
    if rule.within_months:
        months = ngettext(
            "This is done within %(count)s month.",
            "This is done within %(count)s months.",
            rule.within_months,
        ) % {"count": number(rule.within_months)}
        says = f"{says} {months}"
    if rule.filled_by in FROM_THE_LIST:
        says = f"{says} {_EXHAUSTED[rule.list_exhausted]()}"
    return says


_EXHAUSTED: dict[FilledBy, Callable[[], str]] = {
    FilledBy.VACANT: lambda: _("If nobody is left on it, the seat stays empty until the next election."),
    FilledBy.BY_ELECTION: lambda: _("If nobody is left on it, there is a new election."),
}


def in_per_cent(share: Fraction) -> str:
    """A share as a percentage: exact where two decimals are enough, else as a fraction."""
    for places in range(3):
        text = half_up(share * 100, places)
        if Fraction(text) == share * 100:
            return f"{number(text)}{NO_BREAK}%"
    return str(share)


def _threshold(rule: Rule) -> str:
    if not rule.threshold:
        return "" if rule.has_threshold else _("There is no threshold.")
    if rule.threshold_base is not None:
        return _("Lists with at least %(share)s of %(base)s votes take part.") % {
            "share": in_per_cent(rule.threshold),
            "base": number(rule.threshold_base),
        }
    if rule.not_eligible:
        return _(
            "Lists with at least %(share)s of all votes given take part; "
            "votes for what cannot win seats count in this base."
        ) % {"share": in_per_cent(rule.threshold)}
    return _("Lists with at least %(share)s of all votes given take part.") % {
        "share": in_per_cent(rule.threshold)
    }


def _other_thresholds(rule: Rule) -> str:
    shares = sorted(set(rule.thresholds.values()))
    if not shares:
        return ""
    return _("Some lists need another share: %(shares)s.") % {"shares": ", ".join(map(in_per_cent, shares))}


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
