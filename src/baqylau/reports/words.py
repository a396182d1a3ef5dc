"""Numbers and figures in words, in the language in use. Whether there is a percentage, ``Terms`` decides."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction

from django.utils.formats import number_format
from django.utils.translation import gettext, pgettext

from baqylau.disputes.models import Arrival
from baqylau.reports.figure_offers import MILLION
from baqylau.reports.methods.publishing import Terms

NO_BREAK = "\N{NO-BREAK SPACE}"


def whole(number: int) -> str:
    """A whole number, its thousands parted as the language does."""
    return str(number_format(number, force_grouping=True))


def share(terms: Terms, numerator: int, denominator: int | None) -> str:
    """A share as "31.8 %", "" where there must be no percentage."""
    return per_cent(terms.percent(numerator, denominator))


def share_of_all(terms: Terms, numerator: int, denominator: int | None, all_records: int) -> str:
    """The share of all records, "" where there must be none."""
    return per_cent(terms.percent_of_all(numerator, denominator, all_records))


def per_cent(text: str | None) -> str:
    """A percentage as text of figures with a full stop, as the language writes it; "" of None."""
    if text is None:
        return ""
    sign, digits = (text[0], text[1:]) if text[0] in "<>" else ("", text)
    return f"{sign}{number_format(Decimal(digits), decimal_pos=1)}{NO_BREAK}%"


def x_of_y(numerator: int, denominator: int) -> str:
    """A share as "712 of 2,237", which no line end parts."""
    # Translators: numbers only; the denominator is larger. Example: 712 of 2,237
    text = gettext("%(x)s of %(y)s") % {"x": whole(numerator), "y": whole(denominator)}
    return text.replace(" ", NO_BREAK)


def short(terms: Terms, numerator: int, denominator: int | None) -> str:
    """A figure at its shortest: "31.8 %", "3 of 12" or "2,280"."""
    if denominator is None:
        return whole(numerator)
    return share(terms, numerator, denominator) or x_of_y(numerator, denominator)


def with_count(terms: Terms, numerator: int, denominator: int | None) -> str:
    """A figure with its count: "31.8 % (712 of 2,237)", "3 of 12" or "2,280"."""
    if denominator is None:
        return whole(numerator)
    count = x_of_y(numerator, denominator)
    percentage = share(terms, numerator, denominator)
    return f"{percentage} ({count})" if percentage else count


def estimate(terms: Terms, millionths: int, interval: tuple[int, int], part: str = "") -> str:
    """An estimate with its interval: "53.9 % (52.8 % to 55.0 %)"; of its parts the share or the interval."""
    share_of = [share(terms, one, MILLION) or whole(one) for one in (millionths, *interval)]
    if part in ("share", "numerator", "denominator"):
        return share_of[0]
    interval_words = between(share_of[1], share_of[2])
    return interval_words if part == "count" else f"{share_of[0]} ({interval_words})"


def between(low: str, high: str) -> str:
    """An interval in one piece: "52.8 % to 55.0 %"."""
    # Translators: an interval of percentages. Example: 52.8 % to 55.0 %
    return (gettext("%(low)s to %(high)s") % {"low": low, "high": high}).replace(" ", NO_BREAK)


def phrase(terms: Terms, numerator: int, denominator: int | None) -> str:
    """A figure as it stands in a sentence, always of observations, never of stations."""
    if denominator is None:
        return whole(numerator)
    percentage, count = share(terms, numerator, denominator), x_of_y(numerator, denominator)
    if percentage:
        # Translators: stands in a sentence. Example: 31.8 % of observations (712 of 2,237)
        return gettext("%(share)s of observations (%(count)s)") % {"share": percentage, "count": count}
    # Translators: stands in a sentence. Example: 3 of 12 observations
    return gettext("%(x)s of %(y)s observations") % {"x": whole(numerator), "y": whole(denominator)}


def reasons() -> dict[str, str]:
    """Why a record is in no denominator, by state, in the order they are listed."""
    return {
        "missing": pgettext("no valid answer", "not answered"),
        "not_observed": pgettext("no valid answer", "not observed"),
        "dont_know": pgettext("no valid answer", "don't know"),
        "not_applicable": pgettext("no valid answer", "not applicable"),
        "not_accepted": pgettext(
            "no valid answer", "not accepted (the question cannot hold what was written)"
        ),
        "not_asked": pgettext("no valid answer", "not asked in that version of the form"),
    }


def reasons_of_registers() -> dict[str, str]:
    """Why entries of registers are in no denominator: no complaint, not decided, not coded."""
    arrivals = {one.value: str(one.label).lower() for one in Arrival}
    return arrivals | {
        "pending": gettext("pending"),
        "withdrawn": gettext("withdrawn"),
        "not known": gettext("not known"),
        "not answered": gettext("not answered"),
        "number not known": gettext("number not known"),
        "no date or no limit": gettext("no date or no limit"),
        "men and women not counted": gettext("men and women not counted"),
        "not one person": gettext("not one person"),
        "sex not known": gettext("sex not known"),
        "age not known": gettext("age not known"),
        "no length": gettext("no length"),
        "direct speech not coded": gettext("direct speech not coded"),
        "both, nobody or not coded": gettext("both, nobody or not coded"),
        "too short to compare": gettext("too short to compare"),
        "stations not counted yet": gettext("stations not counted yet"),
        "stations that do not give the number": gettext("stations that do not give the number"),
        "left open by a tie": gettext("left open by a tie"),
    }


def excluded_words(excluded: Mapping[str, int]) -> list[tuple[str, str]]:
    """What was left out of a denominator as (reason, how many)."""
    known = reasons_of_registers() | reasons()
    first = [state for state in reasons() if state in excluded]
    ordered = [*first, *(state for state in excluded if state not in first)]
    return [(known.get(state, state), whole(excluded[state])) for state in ordered]


def level(fraction: Fraction) -> str:
    """A level of significance such as "0.05"."""
    value = (Decimal(fraction.numerator) / Decimal(fraction.denominator)).normalize()
    return str(number_format(value, decimal_pos=max(0, -int(value.as_tuple().exponent))))


def probability(text: str) -> str:
    """A p value with three decimals, a smaller one as "<0.001"; "" where there is none."""
    if not text:
        return ""
    value = Decimal(text)
    small = value < Decimal("0.001")
    shown = Decimal("0.001") if small else value.quantize(Decimal("0.001"))
    return ("<" if small else "") + str(number_format(shown, decimal_pos=3))
