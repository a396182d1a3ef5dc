"""What forms and their differences are called on pages."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from baqylau.observation.methods.comparability import Change, Comparable

ROLES: dict[str, Promise | str] = {
    "station": _("polling station"),
    "area": _("area"),
    "place": _("place"),
    "arrival": _("arrival"),
    "departure": _("departure"),
    "day": _("day"),
    "wave": _("wave"),
    "position": _("position"),
    "rating": _("rating"),
    "overall_rating": _("overall rating"),
    "start": _("begun at"),
    "end": _("ended at"),
}

CHANGES: dict[Change, Promise | str] = {
    Change.ADDED: _("New"),
    Change.REMOVED: _("Removed"),
    Change.RENAMED: _("Another name"),
    Change.KIND: _("Another kind of answer"),
    Change.REPEAT: _("Another repetition"),
    Change.WORDING: _("Other words"),
    Change.LANGUAGE: _("Translation"),
    Change.HINT: _("Hint"),
    Change.CHOICE_ADDED: _("Choice added"),
    Change.CHOICE_REMOVED: _("Choice removed"),
    Change.CHOICE_WORDING: _("Choice in other words"),
    Change.LIST_FILE: _("Another list"),
    Change.ASKED_IF: _("Asked if"),
    Change.CONSTRAINT: _("Constraint"),
    Change.REQUIRED: _("Must be answered"),
    Change.CALCULATION: _("Computed as"),
    Change.CHOICE_FILTER: _("Choices offered if"),
    Change.REPEAT_COUNT: _("Number of repetitions"),
    Change.DEFAULT: _("Filled in beforehand"),
    Change.ROLE: _("Role"),
    Change.CRITICAL: _("Critical answers"),
    Change.MOVED: _("Moved"),
}

COMPARABLE: dict[Comparable, Promise | str] = {
    Comparable.YES: _("Comparable"),
    Comparable.LOOK: _("A person must look"),
    Comparable.NO: _("Not comparable"),
    Comparable.NEW: _("New"),
    Comparable.GONE: _("No longer asked"),
}

LOGIC: dict[str, Promise | str] = {
    "constraint": _("Constraint"),
    "required": _("Must be answered"),
    "calculation": _("Computed as"),
    "choice_filter": _("Choices offered if"),
    "repeat_count": _("Number of repetitions"),
    "default": _("Filled in beforehand"),
}

SEVERITIES: dict[str, Promise | str] = {"note": _("Note"), "warning": _("Warning"), "error": _("Error")}
