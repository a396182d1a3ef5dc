"""The stages of election day for which a stop may be meant, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

STAGES: dict[str, Promise | str] = {
    "opening": _("Opening"),
    "voting": _("Voting"),
    "closing": _("Closing"),
    "count": _("Counting"),
    "tabulation": _("Tabulation"),
}
"""The same words as in ``sources.routes``, which knows no Django."""
