"""How a figure may be shown. The one place that decides whether there is a percentage.

A mission that has no quantified observation of election day (limited, assessment, intergovernmental) gives
counts and narrative, never percentages. Where few answered, a percentage would pretend a precision that is
not there, so the count is shown as "x of y".
"""

from __future__ import annotations

from dataclasses import dataclass

from baqylau.core.figure import percent


@dataclass(frozen=True, slots=True)
class Terms:
    """A mission's terms: whether it may give percentages, and from which denominator on."""

    percentages: bool
    minimum: int

    def percent(self, numerator: int, denominator: int | None) -> str | None:
        """The share in per cent with one decimal and a full stop, None where there must be none.

        Half-up from the exact fraction. A share that is not nothing is never shown as 0.0 but as "<0.1", one
        that is not everything never as 100.0 but as ">99.9".

        >>> Terms(percentages=True, minimum=30).percent(712, 2237)
        '31.8'
        >>> Terms(percentages=True, minimum=30).percent(3, 29)
        >>> Terms(percentages=False, minimum=30).percent(712, 2237)
        """
        if not self.percentages or not denominator or denominator < self.minimum:
            return None
        text = percent(numerator, denominator)
        if text == "0.0" and numerator:
            return "<0.1"
        return ">99.9" if text == "100.0" and numerator < denominator else text

    def percent_of_all(self, numerator: int, denominator: int | None, all_records: int) -> str | None:
        """The share of all records; none where too few gave a valid answer.

        >>> Terms(percentages=True, minimum=30).percent_of_all(712, 2237, 2280)
        '31.2'
        >>> Terms(percentages=True, minimum=30).percent_of_all(3, 12, 2280)
        """
        if self.percent(numerator, denominator) is None:
            return None
        return self.percent(numerator, all_records)

    def bar(self, numerator: int, denominator: int | None) -> float | None:
        """The length of a figure's bar: its share in per cent, or its count where there are no percentages.

        None where the figure gets no bar because too few answered.
        """
        if not self.percentages:
            return float(numerator)
        share = self.percent(numerator, denominator)
        return None if share is None or not denominator else 100 * numerator / denominator
