"""Which findings the address of the list asks for, and the list as rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from baqylau.accounts.models import User
from baqylau.core.text import search_key
from baqylau.election.models import Area
from baqylau.mission.models import Mission
from baqylau.reports import evidence as registry
from baqylau.reports.models import BasisKind, Confidence, Finding, FindingEvidence, Subject

UNKNOWN = "-"
"""In an address: what is not known, or none."""
NUMBER = re.compile(r"#\s*([0-9]{1,9})")
STATES: Mapping[str, Any] = {
    "written": _("Waits for a second person"),
    "confirmed": _("Confirmed"),
    "set_aside": _("Set aside"),
}
STATE_TAGS = {"written": "warning", "confirmed": "good", "set_aside": "quiet"}


def cleaned(parameters: Mapping[str, object], names: Iterable[str]) -> list[str]:
    """The parameters of an address as texts."""
    return [str(parameters.get(name, "")).replace("\0", "").strip()[:200] for name in names]


def all_words(text: str) -> Q:
    """Every word stands somewhere in the searchable text."""
    wanted = Q()
    for word in search_key(text).split()[:12]:
        wanted &= Q(search_key__contains=word)
    return wanted


@dataclass(frozen=True, slots=True)
class FindingSelection:
    """``?q=``, ``?chapter=``, ``?state=``, ``?confidence=``, ``?area=``, ``?basis=``, ``?recommended=``."""

    q: str = ""
    chapter: str = ""
    state: str = ""
    confidence: str = ""
    area: str = ""
    basis: str = ""
    recommended: str = ""
    order: str = ""

    @staticmethod
    def of(parameters: Mapping[str, object]) -> FindingSelection:
        """What the parameters of a page ask for."""
        return FindingSelection(*cleaned(parameters, [one.name for one in fields(FindingSelection)]))

    @property
    def narrow(self) -> bool:
        """Whether anything is asked for that stands behind the button for more."""
        return any((self.area, self.basis, self.recommended, self.order))

    def among(self, findings: QuerySet[Finding]) -> QuerySet[Finding]:
        """The findings that are asked for, by chapter as a report has them, or the newest first."""
        number = NUMBER.fullmatch(self.q)
        findings = findings.filter(Q(number=int(number[1])) if number else all_words(self.q))
        for column, value in (("chapter", self.chapter), ("confidence", self.confidence)):
            if value:
                findings = findings.filter(**{column: value})
        if self.state:
            findings = findings.filter(_state(self.state))
        if self.area:
            findings = findings.filter(_in_area(self.area))
        if self.basis:
            findings = findings.filter(bases__code=self.basis)
        if self.recommended:
            findings = findings.filter(recommendations__isnull=self.recommended == "no").distinct()
        return findings.order_by("-number") if self.order == "newest" else findings.order_by("number")


def _state(state: str) -> Q:
    return {
        "written": Q(confirmed_at=None, set_aside_at=None),
        "confirmed": Q(confirmed_at__isnull=False),
        "set_aside": Q(set_aside_at__isnull=False),
    }.get(state, Q(pk__in=()))


def _in_area(code: str) -> Q:
    if code == UNKNOWN:
        return Q(area=None)
    below = Q(pk__in=())
    for path in Area.objects.filter(code=code).values_list("path", flat=True):
        below |= Q(area__path__startswith=path)
    return below


def findings_of(mission: Mission) -> QuerySet[Finding]:
    """The findings of a mission with what a list needs."""
    related = Finding.objects.filter(mission=mission).select_related("area", "written_by", "confirmed_by")
    return related.defer("area__boundary")


@dataclass(frozen=True, slots=True)
class FindingRow:
    """A line of the list. ``evidence`` counts what whoever looks may see, ``changed`` what of it changed."""

    finding: Finding
    state: str
    tag: str
    evidence: int
    changed: int
    recommendations: int


def finding_rows(findings: Sequence[Finding], mission: Mission, user: User) -> list[FindingRow]:
    """The lines of a page."""
    keys = [one.pk for one in findings]
    seen: dict[int, list[registry.EvidenceShown]] = {}
    for piece in registry.shown(user, mission, FindingEvidence.objects.filter(finding__in=keys)):
        seen.setdefault(getattr(piece.evidence, "finding_id"), []).append(piece)  # noqa: B009
    tied: dict[int, int] = {}
    through = Finding.recommendations.through.objects.filter(finding__in=keys)
    for key in through.values_list("finding_id", flat=True):
        tied[key] = tied.get(key, 0) + 1
    return [
        FindingRow(
            finding=one,
            state=str(STATES[one.state]),
            tag=STATE_TAGS[one.state],
            evidence=len(seen.get(one.pk, ())),
            changed=sum(piece.has_changed for piece in seen.get(one.pk, ())),
            recommendations=tied.get(one.pk, 0),
        )
        for one in findings
    ]


def finding_filters(mission: Mission) -> dict[str, object]:
    """The choices of the list's filters, each as (value, words)."""
    there = Finding.objects.filter(mission=mission)
    areas = mission.election.areas.filter(pk__in=there.order_by().values("area"))
    return {
        "chapters": Subject.choices,
        "states": list(STATES.items()),
        "confidences": Confidence.choices,
        "areas": areas.defer("boundary").order_by(Area.order_column()),
    }


COLUMNS = (
    "number",
    "chapter",
    "state",
    "confidence",
    "area_code",
    "area",
    "language",
    "text_en",
    "text_ru",
    "text_kk",
    "commitments",
    "articles",
    "evidence",
    "evidence_changed",
    "recommendations",
    "written_by",
    "written_at",
    "confirmed_by",
    "confirmed_at",
    "set_aside_because",
)


def findings_table(found: QuerySet[Finding], mission: Mission, user: User) -> Iterator[Sequence[object]]:
    """A row for each finding: codes rather than words; only evidence that whoever downloads may see."""
    yield COLUMNS
    rows = list(found.prefetch_related("bases", "recommendations"))
    pieces: dict[int, list[registry.EvidenceShown]] = {}
    evidence = FindingEvidence.objects.filter(finding__in=[one.pk for one in rows])
    for piece in registry.shown(user, mission, evidence):
        pieces.setdefault(getattr(piece.evidence, "finding_id"), []).append(piece)  # noqa: B009
    for one in rows:
        yield _cells(one, pieces.get(one.pk, []))


def _cells(one: Finding, pieces: Sequence[registry.EvidenceShown]) -> tuple[object, ...]:
    named: dict[str, list[str]] = {BasisKind.COMMITMENT: [], BasisKind.ARTICLE: []}
    for basis in one.bases.all():
        named[basis.kind].append(f"{basis.code} ({basis.relation})")
    return (
        one.number,
        one.chapter,
        one.state,
        one.confidence,
        one.area.code if one.area else "",
        one.area.name if one.area else "",
        one.language,
        *(one.texts.get(language, "") for language in ("en", "ru", "kk")),
        "; ".join(named[BasisKind.COMMITMENT]),
        "; ".join(named[BasisKind.ARTICLE]),
        "; ".join(piece.label for piece in pieces),
        sum(piece.has_changed for piece in pieces),
        "; ".join(recommendation.code for recommendation in one.recommendations.all()),
        one.written_by.name,
        one.written_at.isoformat(timespec="seconds"),
        one.confirmed_by.name if one.confirmed_by else "",
        one.confirmed_at.isoformat(timespec="seconds") if one.confirmed_at else "",
        one.set_aside_because,
    )
