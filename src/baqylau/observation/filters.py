"""What the list of records offers to choose from: only what its records have."""

from __future__ import annotations

from collections.abc import Mapping

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from baqylau.election.models import Area
from baqylau.mission.models import Mission
from baqylau.observation.models import Record, RecordState, Wave
from baqylau.observation.sources.answers import Question
from baqylau.observation.words import FLAGS, NOT_ASKED, SEVERITIES, STATES, label


def filters_of(
    mission: Mission, seen: QuerySet[Record], questions: Mapping[str, Question]
) -> dict[str, object]:
    """The choices of the list's filters, each as (value, words)."""
    plain = seen.order_by()
    # Asked of each area, team and form by its index: distinct values of all records would read them all.
    areas = Area.objects.filter(Exists(plain.filter(area=OuterRef("pk"))))
    teams = mission.teams.filter(Exists(plain.filter(team=OuterRef("pk"))))
    forms = mission.forms.filter(Exists(plain.filter(form_version__form=OuterRef("pk"))))
    found_nothing = ("0", _("nothing found"))
    return {
        "areas": areas.defer("boundary").order_by(Area.order_column()),
        "flags": FLAGS.items(),
        "states": [*STATES.items(), (NOT_ASKED, _("not asked"))],
        "questions": [(name, label(question.labels, name)) for name, question in questions.items()],
        "forms": [(form.code, label(form.names, form.code)) for form in forms.order_by("position", "code")],
        "record_states": RecordState.choices,
        "severities": [found_nothing, *((str(level), words) for level, words in SEVERITIES.items())],
        "teams": teams,
        "waves": _waves(mission, questions),
    }


def _waves(mission: Mission, questions: Mapping[str, Question]) -> list[tuple[str, str]]:
    """The waves of the mission, and those that its forms name."""
    named = [one for one in questions.values() if one.role == "wave"]
    by_form = {choice.name: label(choice.labels, choice.name) for one in named for choice in one.choices}
    waves = {wave.code: label(wave.names, wave.code) for wave in Wave.objects.filter(mission=mission)}
    return list((by_form | waves).items())
