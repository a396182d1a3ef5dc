"""The kinds of evidence: records, cases, violations, protocols, figures, articles of law and others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from baqylau.accounts.models import User
from baqylau.accounts.permissions import Permission
from baqylau.core.text import in_language, search_key
from baqylau.disputes.law import law_of
from baqylau.disputes.methods.law import Article, sort_key
from baqylau.disputes.models import Case, Violation
from baqylau.disputes.queries import cases_seen_by, violations_seen_by
from baqylau.election.models import PublishedFigure
from baqylau.election.register import figures_seen_by
from baqylau.mission.models import Mission
from baqylau.observation.models import Obstruction, Record
from baqylau.reports.document import shown_figure
from baqylau.reports.evidence import MOST_FOUND, Found, Kind, RowKind, content_of, digest_of
from baqylau.reports.evidence_of_talk import EventKind, FreedomKind, MediaKind, MeetingKind, PostKind
from baqylau.reports.methods.plan import Plan
from baqylau.reports.models import Statement, StatementFigure
from baqylau.results.models import Protocol


class RecordKind(RowKind[Record]):
    """A record of observation, by its number."""

    code, name = "record", gettext_lazy("Record")
    needs, column = Permission.SEE_RECORDS, "number"

    def rows(self, mission: Mission) -> QuerySet[Record]:
        found = Record.objects.filter(mission=mission, deleted_at=None)
        return found.select_related("station", "area").defer("area__boundary").prefetch_related("versions")

    def label(self, row: Record) -> str:
        place = row.station_code or (row.area.name if row.area else row.area_text)
        said = _("Record %(number)s") % {"number": row.number}
        return f"{said}, {place}" if place else said

    def address(self, row: Record, mission: Mission) -> str:
        return reverse("observation:record", args=[mission.slug, row.number])

    def content(self, row: Record) -> object:
        newest = next((one for one in row.versions.all() if one.is_newest), None)
        return [newest.number, newest.answers, newest.states] if newest else []


class CaseKind(RowKind[Case]):
    """A complaint or something else that arrived; confidential ones are not there for most."""

    code, name = "case", gettext_lazy("Complaint or appeal")
    needs, sees_hidden = Permission.SEE_CASES, Permission.SEE_CONFIDENTIAL_CASES

    def rows(self, mission: Mission) -> QuerySet[Case]:
        return Case.objects.filter(mission=mission).prefetch_related("proceedings")

    def seen(self, rows: QuerySet[Case], user: User, mission: Mission) -> QuerySet[Case]:
        return rows.filter(pk__in=cases_seen_by(user, mission).order_by().values("pk"))

    def label(self, row: Case) -> str:
        said = _("Case %(number)s") % {"number": row.label}
        return f"{said}: {row.says[:120]}" if row.says else said

    def address(self, row: Case, mission: Mission) -> str:
        return reverse("disputes:case", args=[mission.slug, row.label])

    def content(self, row: Case) -> object:
        steps = sorted(row.proceedings.all(), key=lambda step: step.position)
        return [content_of(row, "version"), [content_of(one, "is_last") for one in steps]]


class ViolationKind(RowKind[Violation]):
    """What an authority found; confidential ones are not there for most."""

    code, name = "violation", gettext_lazy("Violation found by an authority")
    needs, sees_hidden = Permission.SEE_CASES, Permission.SEE_CONFIDENTIAL_CASES

    def rows(self, mission: Mission) -> QuerySet[Violation]:
        return Violation.objects.filter(mission=mission)

    def seen(self, rows: QuerySet[Violation], user: User, mission: Mission) -> QuerySet[Violation]:
        return rows.filter(pk__in=violations_seen_by(user, mission).order_by().values("pk"))

    def label(self, row: Violation) -> str:
        said = _("Violation %(number)s") % {"number": row.label}
        return f"{said}: {row.says[:120]}" if row.says else f"{said}: {row.get_kind_display()}"

    def address(self, row: Violation, mission: Mission) -> str:
        return reverse("disputes:violation", args=[mission.slug, row.label])

    def content(self, row: Violation) -> object:
        return content_of(row, "version")


class ObstructionKind(RowKind[Obstruction]):
    """Something that kept observers from observing."""

    code, name = "obstruction", gettext_lazy("Obstruction of observers")
    needs = Permission.SEE_RECORDS

    def rows(self, mission: Mission) -> QuerySet[Obstruction]:
        return Obstruction.objects.filter(mission=mission)

    def matching(self, rows: QuerySet[Obstruction], text: str) -> QuerySet[Obstruction]:
        number = text.strip().removeprefix("#")
        if number.isascii() and number.isdigit() and len(number) < 10:
            return rows.filter(number=int(number))
        return rows.filter(says__icontains=text.strip())

    def label(self, row: Obstruction) -> str:
        said = _("Obstruction %(number)s") % {"number": row.number}
        return f"{said}: {row.says[:120]}" if row.says else said

    def address(self, row: Obstruction, mission: Mission) -> str:
        return reverse("observation:obstruction", args=[mission.slug, row.number])

    def content(self, row: Obstruction) -> object:
        return content_of(row)


class ProtocolKind(RowKind[Protocol]):
    """The figures of a station from one source: the mission's own, or of the public table."""

    code, name = "protocol", gettext_lazy("Protocol of results")
    needs, numbered = Permission.SEE_RESULTS, ""

    def rows(self, mission: Mission) -> QuerySet[Protocol]:
        seen = Q(mission=mission) | Q(mission=None, station__election=mission.election_id)
        return Protocol.objects.filter(seen).select_related("station", "contest")

    def matching(self, rows: QuerySet[Protocol], text: str) -> QuerySet[Protocol]:
        return rows.filter(station__code__icontains=text.strip(), is_current=True)

    def label(self, row: Protocol) -> str:
        return _("Station %(station)s, %(contest)s: %(source)s, version %(version)s") % {
            "station": row.station.code,
            "contest": row.contest.name,
            "source": row.get_source_kind_display(),
            "version": row.version,
        }

    def address(self, row: Protocol, mission: Mission) -> str:
        return reverse("results:station", args=[mission.slug, row.station.code])

    def content(self, row: Protocol) -> object:
        return [row.version, row.is_current, row.lines, row.votes]


class PublishedKind(RowKind[PublishedFigure]):
    """A figure that somebody else published."""

    code, name = "published", gettext_lazy("Published figure")

    def rows(self, mission: Mission) -> QuerySet[PublishedFigure]:
        return figures_seen_by(mission)

    def label(self, row: PublishedFigure) -> str:
        said = _("Figure %(number)s") % {"number": row.number} if row.number else _("Figure of the pack")
        return f"{said}: {(row.sentence or _told_of(row))[:200]}"

    def address(self, row: PublishedFigure, mission: Mission) -> str:
        if row.mission_id is None:
            return reverse("site:pack_figure", args=[mission.slug, row.pk])
        return reverse("site:published_figure", args=[mission.slug, row.number])

    def content(self, row: PublishedFigure) -> object:
        named = ("value", "unit", "as_printed", "should_be", "as_of", "sentence", "source", "withdrawn_at")
        return {name: getattr(row, name) for name in named}


def _told_of(row: PublishedFigure) -> str:
    """What is counted, of what, and the number, where no sentence was kept."""
    value = f"{row.value} %" if row.unit == "percent" else row.value or row.as_printed
    of = [row.option.name if row.option else "", row.area.name if row.area else "", row.part]
    return ", ".join(filter(None, [row.indicator.replace("_", " "), *of, row.as_of, value]))


class ArticleKind:
    """An article of the law of the election; its key is ``act:number``."""

    code: str = "article"
    name: Any = gettext_lazy("Article of law")
    needs = sees_hidden = Permission.SEE_MISSION

    def search(self, user: User, mission: Mission, text: str) -> Sequence[Found]:
        words = search_key(text).split()
        articles = sorted(law_of(mission.election).articles, key=lambda one: sort_key(one.number))
        told = [one for one in articles if all(word in _told(one) for word in words)]
        return [self._found(one, mission) for one in told[:MOST_FOUND]]

    def found(self, user: User | None, mission: Mission, keys: Iterable[str]) -> Mapping[str, Found]:
        wanted = set(keys)
        made = [self._found(one, mission) for one in law_of(mission.election).articles]
        return {one.key: one for one in made if one.key in wanted}

    def _found(self, one: Article, mission: Mission) -> Found:
        name = in_language(one.names, get_language() or "en")
        address = reverse("site:law", args=[mission.election.code]) + f"#article-{one.number}"
        editions = [(edition.since, edition.amendment, dict(edition.says)) for edition in one.editions]
        said = _("Article %(number)s") % {"number": one.number}
        return Found(
            self.code,
            f"{one.act}:{one.number}",
            f"{said} {name}".strip()[:300],
            address,
            digest_of([dict(one.names), editions]),
        )


def _told(article: Article) -> str:
    said = [text for edition in article.editions for text in edition.says.values()]
    # Whoever looks for "article 20-1" means its number.
    return search_key(" ".join(["article статья бап", article.number, *article.names.values(), *said]))


class StatementFigureKind:
    """A figure of the newest statement, by its name: a later run that counts otherwise changes the digest."""

    code: str = "figure"
    name: Any = gettext_lazy("Figure of the statement")
    needs = sees_hidden = Permission.SEE_FIGURES

    def search(self, user: User, mission: Mission, text: str) -> Sequence[Found]:
        if not user.has_perm(Permission.SEE_FIGURES, mission):
            return []
        words = search_key(text).split()
        rows = self._rows(mission).filter(area=None)
        made = (self._found(row, mission) for row in rows)
        told = [one for one in made if all(word in search_key(f"{one.label} {one.key}") for word in words)]
        return told[:MOST_FOUND]

    def found(self, user: User | None, mission: Mission, keys: Iterable[str]) -> Mapping[str, Found]:
        if user is not None and not user.has_perm(Permission.SEE_FIGURES, mission):
            return {}
        made = [self._found(row, mission) for row in self._rows(mission).filter(name__in=list(keys))]
        return {one.key: one for one in made}

    def _rows(self, mission: Mission) -> QuerySet[StatementFigure]:
        newest = Statement.objects.filter(mission=mission).order_by("-number").values("pk")[:1]
        found = StatementFigure.objects.filter(statement__in=list(newest.values_list("pk", flat=True)))
        return found.select_related("statement__mission", "area").defer("rows", "base_rows", "area__boundary")

    def _found(self, row: StatementFigure, mission: Mission) -> Found:
        one = shown_figure(row, row.statement, Plan.from_data(row.statement.plan))
        said = _("%(figure)s: %(value)s (statement %(number)s)") % {
            "figure": one.title,
            "value": one.with_count,
            "number": row.statement.number,
        }
        address = reverse("reports:figure", args=[mission.slug, row.statement.number, row.name])
        # How it may be shown is no part of it; what was counted is.
        content = [row.numerator, row.denominator, row.excluded, row.digest]
        return Found(self.code, row.name, said[:300], address, digest_of(content))


_ALL: tuple[Any, ...] = (
    RecordKind(),
    StatementFigureKind(),
    ProtocolKind(),
    PublishedKind(),
    CaseKind(),
    ViolationKind(),
    ObstructionKind(),
    MeetingKind(),
    FreedomKind(),
    EventKind(),
    MediaKind(),
    PostKind(),
    ArticleKind(),
)
KINDS: Mapping[str, Kind] = {one.code: one for one in _ALL}
"""By code; the order is the one in which pages offer them."""
