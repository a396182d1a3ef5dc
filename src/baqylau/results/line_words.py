"""The lines of a protocol as people read them, where the pack does not say it in the law's words."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from baqylau.core.text import in_language
from baqylau.results.methods.layout import Field
from baqylau.results.methods.lines import LineCode

LINES: dict[str, Promise] = {
    LineCode.ON_LIST: _("Voters on the list"),
    LineCode.ADDED_ON_DAY: _("Voters added on election day"),
    LineCode.ON_SPECIAL_LIST: _("Voters on a special list"),
    LineCode.VOTED_BY_NOON: _("Voters who had voted by 12:00"),
    LineCode.VOTED_BY_17: _("Voters who had voted by 17:00"),
    LineCode.RECEIVED: _("Ballots received"),
    LineCode.ISSUED: _("Ballots issued"),
    LineCode.ISSUED_IN_STATION: _("Ballots issued in the station"),
    LineCode.ISSUED_OUTSIDE: _("Ballots issued outside the station"),
    LineCode.ISSUED_EARLY: _("Ballots issued before election day"),
    LineCode.ISSUED_BY_CERTIFICATE: _("Ballots issued by absentee certificate"),
    LineCode.CANCELLED_UNUSED: _("Unused ballots, cancelled"),
    LineCode.SPOILED: _("Spoiled ballots"),
    LineCode.LOST: _("Missing ballots"),
    LineCode.IN_BOX_STATIONARY: _("Ballots in stationary boxes"),
    LineCode.IN_BOX_MOBILE: _("Ballots in mobile boxes"),
    LineCode.IN_BOX: _("Ballots in all boxes"),
    LineCode.CAST: _("Ballots cast"),
    LineCode.INVALID: _("Invalid ballots"),
    LineCode.BOTH_MARKED: _("Ballots marked for both answers"),
    LineCode.NOT_COUNTED: _("Ballots of no established form"),
    LineCode.VALID: _("Valid ballots"),
    LineCode.INACCURACY: _("Inaccuracy, as the commission gives it"),
}


def line_in_words(code: str, labels: Mapping[str, str] | None = None) -> str:
    """The line's name: by the pack's words, else by ours, else its code."""
    said = in_language(labels or {}, get_language() or "en")
    return said or str(LINES.get(code, code))


def field_in_words(field: Field) -> str:
    """The field's name as the page shows it."""
    return (
        in_language(field.labels, get_language() or "en") or field.code
        if field.is_option
        else line_in_words(field.code, field.labels)
    )
