"""What the list of records offers to choose from: only what its records have."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from baqylau.election.models import Area
from baqylau.mission.models import Mission
from baqylau.observation.models import Form, Record, RecordState, Wave
from baqylau.observation.sources.answers import Question
from baqylau.observation.words import FLAGS, NOT_ASKED, SEVERITIES, STATES, label


def filters_of(
    mission: Mission, seen: QuerySet[Record], questions: Mapping[str, Question]
) -> dict[str, object]:
    """The choices of the list's filters, each as (value, words)."""
    plain = seen.order_by()
    forms = (
        Form.objects.filter(mission=mission, versions__records__in=plain)
        .distinct()
        .order_by("position", "code")
    )
    waves = {wave.code: label(wave.names, wave.code) for wave in Wave.objects.filter(mission=mission)}
    used = plain.exclude(wave="").values_list("wave", flat=True).distinct()
    return {
        "areas": Area.objects.filter(pk__in=plain.values("area")).order_by(Area.order_column()),
        "flags": FLAGS.items(),
        "states": [*STATES.items(), (NOT_ASKED, _("not asked"))],
        "questions": [(name, label(question.labels, name)) for name, question in questions.items()],
        "forms": [(form.code, label(form.names, form.code)) for form in forms],
        "record_states": RecordState.choices,
        "severities": [
            ("0", _("nothing found")),
            *((str(level), words) for level, words in SEVERITIES.items()),
        ],
        "teams": mission.teams.filter(pk__in=plain.values("team")),
        "waves": sorted((code, waves.get(code, code)) for code in used),
    }
