"""Figures of other rooms for the registry: the plan of the statement, disputes, what was published."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from baqylau.accounts.permissions import Permission
from baqylau.core.figure import Figure
from baqylau.core.reading import LARGEST_NUMBER
from baqylau.disputes import figures as disputes
from baqylau.disputes.models import Outcome, Violation, ViolationKind
from baqylau.disputes.procedure import procedure_of
from baqylau.disputes.queries import disputes_among
from baqylau.disputes.sources.categories import categories
from baqylau.election.actions.entries import values_of
from baqylau.election.actions.figures import FIELDS
from baqylau.election.indicators import indicator_name, moment_words, note_words
from baqylau.election.models import PublishedFigure
from baqylau.election.register import figures_seen_by
from baqylau.mission.models import Mission
from baqylau.observation.methods.counting import Seen
from baqylau.reports.cited import digest_of_entry
from baqylau.reports.counted import count as count_planned
from baqylau.reports.figure_answers import Answers, Asked, source_of
from baqylau.reports.figure_columns import area_paths
from baqylau.reports.figure_offers import Counted, Offer, Simple, SimpleSource
from baqylau.reports.languages import in_each_language, said
from baqylau.reports.methods.plan import LANGUAGES, Plan, PlannedFigure, Texts
from baqylau.reports.models import StatementPlan

PUBLISHED = "published:"


class Planned:
    """The figures of the plan of the mission's statement, by their short names."""

    room = "plan"

    def __init__(self, mission: Mission, answers: Answers) -> None:
        self.mission, self.answers = mission, answers
        held = StatementPlan.objects.filter(mission=mission).first()
        self.plan = Plan.from_data(held.plan) if held else None
        self.figures = {one.name: one for one in self.plan.figures} if self.plan else {}

    def offers(self) -> Iterator[Offer]:
        return (self._offer(one) for one in self.figures.values())

    def offer(self, name: str) -> Offer | None:
        planned = self.figures.get(name)
        return self._offer(planned) if planned else None

    def _offer(self, planned: PlannedFigure) -> Offer:
        needs = Permission.SEE_MISSION if planned.kind == "published" else Permission.SEE_FIGURES
        units = {"share": "observations", "records": "observations", "areas": "areas"}
        return Offer(
            planned.name,
            planned.wording,
            f"the plan of the statement: {planned.kind}",
            self.room,
            units.get(planned.kind, "published"),
            planned.kind == "share",
            needs,
        )

    def count(self, names: Sequence[str], *, at: datetime | None = None) -> dict[str, Counted]:
        ours = [self.figures[name] for name in names if name in self.figures]
        shares = {self._answer_name(one): one for one in ours if one.kind == "share"}
        found = {}
        for name, counted in self.answers.count(list(shares), at=at).items():
            planned = shares.pop(name)
            share = replace(counted.figure, name=planned.name)
            found[planned.name] = Counted(self._offer(planned), share, counted.areas)
        for planned in shares.values():
            found[planned.name] = self._of_free_answers(planned, at)
        for planned in ours:
            if planned.kind != "share" and (figure := self._other(planned, at)) is not None:
                found[planned.name] = Counted(self._offer(planned), figure)
        return found

    def _of_free_answers(self, planned: PlannedFigure, at: datetime | None) -> Counted:
        """A share of a question whose answers are no choices: a time, a number."""
        assert self.plan is not None
        columns = self.answers.columns(self.plan.form, {planned.question}, at)
        told, seen = columns.share(planned.question, planned.counts, None, multiple=False)
        numerator, denominator, digest, excluded, rows, base = told
        asked = Asked(planned.name, self.plan.form, planned.question, planned.counts)
        figure = Figure(planned.name, numerator, denominator, source_of(asked), digest, excluded, rows, base)
        return Counted(self._offer(planned), figure, columns.spread(seen, None))

    def questions(self, names: Iterable[str]) -> dict[str, set[str]]:
        """Form → the questions behind those of these names that the plan has."""
        ours = (self.figures[name] for name in names if name in self.figures)
        asked = {one.question for one in ours if one.kind == "share"}
        return {self.plan.form: asked} if self.plan and asked else {}

    def _answer_name(self, planned: PlannedFigure) -> str:
        assert self.plan is not None
        return f"{self.plan.form}.{planned.question}.{'+'.join(planned.counts)}"

    def _other(self, planned: PlannedFigure, at: datetime | None) -> Figure | None:
        assert self.plan is not None
        if planned.kind == "published":
            entry = figures_seen_by(self.mission).filter(code=planned.published, withdrawn_at=None).first()
            return _published(entry, planned.name) if entry and _is_whole(entry) else None
        columns = self.answers.columns(self.plan.form, (), at)
        paths = area_paths(self.mission.election)
        codes = _codes_of(self.plan.areas, self.mission)
        records = [
            Seen(number, 1, self.plan.form, codes.get(area or 0, "") if paths else "", {}, {})
            for number, area in zip(columns.numbers, columns.areas, strict=True)
        ]
        return count_planned(planned, records, self.plan)


def _codes_of(kind: str, mission: Mission) -> dict[int, str]:
    from baqylau.observation.figures import area_codes

    return area_codes(kind)


# ---------------------------------------------------------------------------------- what was published


class Published:
    """Whole numbers of the register of published figures, cited with their source."""

    room = "published"

    def __init__(self, mission: Mission) -> None:
        self.mission = mission

    def offers(self) -> Iterator[Offer]:
        entries = figures_seen_by(self.mission).filter(withdrawn_at=None).exclude(value="").order_by("code")
        return (self._offer(entry) for entry in entries if _is_whole(entry))

    def offer(self, name: str) -> Offer | None:
        entry = self._entry(name)
        return self._offer(entry) if entry else None

    def _entry(self, name: str) -> PublishedFigure | None:
        if not name.startswith(PUBLISHED):
            return None
        code = name.removeprefix(PUBLISHED)
        entry = figures_seen_by(self.mission).filter(code=code, withdrawn_at=None).first()
        return entry if entry and _is_whole(entry) else None

    def _offer(self, entry: PublishedFigure) -> Offer:
        words = {language: _entry_words(entry, language) for language in LANGUAGES}
        how = f"published figure {entry.code}: {entry.said_by or entry.source}"
        name = f"{PUBLISHED}{entry.code}"
        return Offer(name, words, how, self.room, "published", False, Permission.SEE_MISSION)

    def count(self, names: Sequence[str], *, at: datetime | None = None) -> dict[str, Counted]:
        found = {}
        for name in names:
            if entry := self._entry(name):
                found[name] = Counted(self._offer(entry), _published(entry, name))
        return found


def _is_whole(entry: PublishedFigure) -> bool:
    return entry.value.isdecimal() and int(entry.value) <= LARGEST_NUMBER


def _published(entry: PublishedFigure, name: str) -> Figure:
    said_by = f"{entry.said_by}, " if entry.said_by else ""
    return Figure(
        name=name,
        numerator=int(entry.value),
        denominator=None,
        source=f"published figure {entry.code}: {said_by}{entry.source}",
        digest=digest_of_entry(entry.pk, values_of(entry, FIELDS)),
    )


def _entry_words(entry: PublishedFigure, language: str) -> str:
    """What is counted, of what, by whom and when; a part in the words of its note: no reader knows codes."""
    with override(language):
        parts = [indicator_name(entry.indicator)]
        for of in (entry.option, entry.contest, entry.area):
            if of is not None:
                parts.append(of.names.get(language) or of.names.get("en") or of.code)
                break
        if entry.part:
            parts.append(note_words(entry.note) or entry.part.replace("_", " "))
        parts += [entry.said_by, moment_words(entry.as_of)]
        return ", ".join(part for part in parts if part)


# ----------------------------------------------------------------------------------------- disputes


_KINDS = {
    "court": ("courts", _("Courts")),
    "commission": ("commissions", _("Election commissions")),
    "prosecutor": ("prosecutors", _("Prosecutors")),
    "regulator": ("regulators", _("Regulators")),
    "other": ("others", _("Other bodies")),
}
"""Kinds of bodies: the name of their figures, and what they are called together."""


def disputes_of(mission: Mission) -> SimpleSource:
    """What the register of disputes offers: complaints, outcomes, decisions in time, violations."""
    bodies = procedure_of(mission.election).bodies
    offered = [
        _dispute(
            "disputes.complaints", _("Complaints, of everything that arrived"), disputes.complaints, True
        ),
        _dispute("disputes.violations", _("Violations that authorities found"), disputes.violations, False),
        _dispute(
            "disputes.refusals_contested",
            _("Refusals and cancellations of candidates that a complaint contests"),
            disputes.refusals_contested,
            True,
        ),
    ]
    offered += _by_subject(mission)
    for kind, (group, words) in _KINDS.items():
        if codes := [code for code, body in bodies.items() if body.kind == kind]:
            offered += _before(group, said(words), codes)
    for code, body in bodies.items():
        offered += _before(code, body.names, [code])
    return SimpleSource(mission, offered)


def _by_subject(mission: Mission) -> Iterator[Simple]:
    """Complaints by what they are about and by who complains, violations by kind: what the register has."""
    complaints = disputes_among(disputes.open_cases(mission)).order_by()
    words = _("Women among persons who complain")
    yield _dispute("disputes.women", words, disputes.women, True)
    known = categories()
    there = set(complaints.values_list("category", flat=True)) & set(known)
    there |= {known[code].parent for code in there if known[code].parent}
    for code, category in known.items():
        if code in there:
            name, of_it = f"disputes.about.{code}", _both(_("Complaints about: %(what)s"), category.names)
            yield _dispute(name, of_it, partial(disputes.about, category=code), True)
    found = Violation.objects.filter(mission=mission, confidential=False).exclude(found_by="mission")
    kinds = set(found.order_by().values_list("kind", flat=True))
    for kind in ViolationKind:
        if kind in kinds:
            name = f"disputes.violations.{kind.value}"
            of_it = _both(_("Violations: %(what)s"), said(kind.label))
            yield _dispute(name, of_it, partial(disputes.violations, kinds=[kind.value]), True)


def _both(template: object, names: Texts) -> Texts:
    """A template with what stands in it, in each language."""
    return in_each_language(lambda language: str(template) % {"what": names.get(language) or names["en"]})


def _before(group: str, names: Texts, codes: Sequence[str]) -> Iterator[Simple]:
    for outcome in Outcome:
        words = _worded(names, outcome.label)
        name = f"disputes.{group}.{outcome.value}"
        yield _dispute(name, words, _outcome(name, outcome.value, codes), True)
    name = f"disputes.{group}.in_time"
    yield _dispute(name, _worded(names, _("Decided in time")), _in_time(name, codes), True)


def _worded(names: Texts, what: object) -> Texts:
    def say(language: str) -> str:
        body = names.get(language) or next(iter(names.values()), "")
        return _now("%(body)s: %(what)s") % {"body": body, "what": str(what).lower()}

    return in_each_language(say)


def _outcome(name: str, outcome: str, codes: Sequence[str]) -> Callable[[Mission], Figure]:
    def count(mission: Mission) -> Figure:
        return replace(disputes.with_outcome(mission, outcomes=[outcome], bodies=codes), name=name)

    return count


def _in_time(name: str, codes: Sequence[str]) -> Callable[[Mission], Figure]:
    def count(mission: Mission) -> Figure:
        return replace(disputes.in_time(mission, bodies=codes), name=name)

    return count


_UNITS = {"disputes.refusals_contested": "candidates"}


def _dispute(name: str, words: object, count: Callable[[Mission], Figure], share: bool) -> Simple:
    texts = words if isinstance(words, Mapping) else said(words)
    unit = "violations" if name.startswith("disputes.violations") else _UNITS.get(name, "complaints")
    offer = Offer(name, texts, "register of disputes", "disputes", unit, share, Permission.SEE_CASES)
    return Simple(offer, count)
