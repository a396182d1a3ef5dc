"""What changed since the statement before."""

from __future__ import annotations

from baqylau.reports.methods.changes import Change, State, changes
from baqylau.reports.models import Statement


def before(statement: Statement) -> Statement | None:
    """The run before this one."""
    earlier = Statement.objects.filter(mission=statement.mission_id, number__lt=statement.number)
    return earlier.select_related("mission").order_by("-number").first()


def changes_since(old: Statement | None, new: Statement) -> list[Change]:
    """The figures that are not what they were in the old statement; none where there is no old one."""
    return changes(_states(old), _states(new)) if old else []


def _states(statement: Statement) -> dict[str, State]:
    rows = statement.figures.values_list("name", "numerator", "denominator", "excluded", "digest")
    return {name: State(*rest) for name, *rest in rows}
