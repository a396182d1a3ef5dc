"""Telling the trail that data were taken out."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.observation.models import Form
from baqylau.trail.record import personal
from baqylau.trail.record import record as write_trail


@transaction.atomic
def note_export(*, form: Form, format: str, records: int, selection: Mapping[str, str], by: User) -> None:
    """Write down who took records out, how many and how; of what they searched for, a digest only."""
    change = {
        "form": form.code,
        "format": format,
        "records": records,
        "selection": personal(json.dumps(dict(selection), sort_keys=True, ensure_ascii=False)),
    }
    write_trail("observation.records_taken_out", about=form, by=by, change=change)
