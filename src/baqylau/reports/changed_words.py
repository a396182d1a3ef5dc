"""What changed between two statements, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext

from baqylau.core.text import in_language
from baqylau.election.models import Area
from baqylau.observation.figures import areas_by_code
from baqylau.reports import words
from baqylau.reports.changed import before, changes_since
from baqylau.reports.counted import ELSEWHERE
from baqylau.reports.document import language
from baqylau.reports.methods.changes import Change, State
from baqylau.reports.methods.plan import Plan
from baqylau.reports.methods.publishing import Terms
from baqylau.reports.models import Statement


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """A figure that changed: what it was, what it is."""

    name: str
    title: str
    old: str
    new: str
    of_an_area: bool
    was_there: bool
    still_there: bool


def changes_shown(statement: Statement) -> tuple[Statement | None, Sequence[ChangeShown]]:
    """The statement before, and the figures that are not what they were in it."""
    earlier = before(statement)
    if earlier is None:
        return None, []
    terms = Terms(
        percentages=statement.terms.percentages and earlier.terms.percentages,
        minimum=max(statement.terms.minimum, earlier.terms.minimum),
    )
    plans = [Plan.from_data(statement.plan), Plan.from_data(earlier.plan)]
    areas = areas_by_code(statement.mission, plans[0].areas)
    changed = changes_since(earlier, statement)
    return earlier, [_shown(change, plans, areas, terms) for change in changed]


def _shown(change: Change, plans: Sequence[Plan], areas: dict[str, Area], terms: Terms) -> ChangeShown:
    return ChangeShown(
        name=change.name,
        title=_title(change.name, plans, areas),
        old=_value(change.old, terms),
        new=_rows_only(change, terms) if change.only_rows else _value(change.new, terms),
        of_an_area="@" in change.name,
        was_there=change.old is not None,
        still_there=change.new is not None,
    )


def _rows_only(change: Change, terms: Terms) -> str:
    value = _value(change.new, terms)
    return gettext("%(value)s, from other records or answers") % {"value": value}


def _value(state: State | None, terms: Terms) -> str:
    if state is None:
        return gettext("not in the statement")
    shown = words.with_count(terms, state.numerator, state.denominator)
    if state.denominator is None:
        return shown
    left_out = sum(state.excluded.values())
    return gettext("%(value)s, not counted: %(left_out)s") % {
        "value": shown,
        "left_out": words.whole(left_out),
    }


def _title(name: str, plans: Sequence[Plan], areas: dict[str, Area]) -> str:
    of, _, place = name.partition("@")
    planned = next(one for plan in plans for one in plan.figures if one.name == of)
    wording = in_language(planned.wording, language())
    code = place.removesuffix(ELSEWHERE)
    if not place:
        return wording
    area = areas[code].name if code in areas else code
    if place != code:
        area = gettext("everywhere except %(area)s") % {"area": area}
    return f"{wording}, {area}"
