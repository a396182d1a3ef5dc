"""The chapters that a report begins with, by its kind. A mission may add, move and rename them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from baqylau.reports.methods.plan import LANGUAGES
from baqylau.reports.models import ReportKind
from baqylau.reports.models.registers import Subject


@dataclass(frozen=True, slots=True)
class Planned:
    """A chapter of a template; an annex that the report makes itself begins with the reference to it."""

    code: str
    title: str | Promise
    annex: bool = False
    text: str = ""

    def titles(self) -> dict[str, str]:
        """The title in each language."""
        found = {}
        for language in LANGUAGES:
            with override(language):
                found[language] = str(self.title)
        return found


def _subjects(*subjects: Subject) -> list[Planned]:
    return [Planned(one.value, one.label) for one in subjects]


def _annex(code: str, title: str | Promise) -> Planned:
    return Planned(f"annex_{code}", title, True, f"{{annex:{code}}}")


SUMMARY = Planned("summary", _("Executive summary"))
CONCLUSIONS = Planned("conclusions", _("Preliminary conclusions"))
ACTIVITIES = Planned("activities", _("Mission activities"))
RECOMMENDATIONS = Planned("recommendations", _("Recommendations"))
RESULTS = _annex("results", _("Annex: results"))
MEETINGS = _annex("meetings", _("Annex: institutions met"))
OBSERVERS = _annex("observers", _("Annex: observers"))
METHOD = _annex("method", _("Annex: method and denominators"))
FIGURES = _annex("figures", _("Annex: register of figures"))

_BEFORE = (
    Subject.BACKGROUND,
    Subject.ELECTORAL_SYSTEM,
    Subject.LEGAL_FRAMEWORK,
    Subject.ADMINISTRATION,
    Subject.VOTER_REGISTRATION,
    Subject.CANDIDATE_REGISTRATION,
    Subject.CAMPAIGN,
    Subject.FINANCE,
    Subject.MEDIA,
)

TEMPLATES: Mapping[str, Sequence[Planned]] = {
    ReportKind.WEEKLY: [
        Planned("summary", _("The week in short")),
        *_subjects(Subject.ADMINISTRATION, Subject.CAMPAIGN, Subject.MEDIA, Subject.COMPLAINTS),
        ACTIVITIES,
    ],
    ReportKind.INTERIM: [SUMMARY, *_subjects(*_BEFORE, Subject.COMPLAINTS), ACTIVITIES, MEETINGS],
    ReportKind.PRELIMINARY: [
        CONCLUSIONS,
        *_subjects(*_BEFORE, Subject.COMPLAINTS, Subject.OBSERVATION, Subject.ELECTION_DAY),
        ACTIVITIES,
        METHOD,
    ],
    ReportKind.FINAL: [
        SUMMARY,
        *_subjects(
            *_BEFORE,
            Subject.MINORITIES,
            Subject.WOMEN,
            Subject.DISABILITIES,
            Subject.COMPLAINTS,
            Subject.OBSERVATION,
            Subject.ELECTION_DAY,
            Subject.POST_ELECTION,
        ),
        RECOMMENDATIONS,
        RESULTS,
        MEETINGS,
        OBSERVERS,
        METHOD,
        FIGURES,
    ],
    ReportKind.STATEMENT: [
        CONCLUSIONS,
        Planned("opening", _("Opening")),
        Planned("voting", _("Voting")),
        Planned("counting", _("Closing and counting")),
        Planned("tabulation", _("Tabulation")),
        METHOD,
    ],
}


def template_of(kind: str) -> Sequence[Planned]:
    """The chapters that a report of this kind begins with."""
    return TEMPLATES[kind]
