"""How an expected report stands, and how a team was heard of, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from baqylau.observation.methods.completeness import Status

STATUSES: dict[str, Promise | str] = {
    Status.MISSING: _("missing"),
    Status.AWAITED: _("not due yet"),
    Status.LATE: _("arrived late"),
    Status.ARRIVED: _("arrived"),
}

SIGNS: dict[str, Promise | str] = {
    "check_in": _("checked in"),
    "record": _("a report came"),
    "phone": _("the phone was online"),
    "message": _("a text message came"),
    "": _("never heard of"),
}
