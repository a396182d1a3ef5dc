"""Reports that people write: chapters in several languages, every version of a text, comments on it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baqylau.mission.models import Mission
from baqylau.storage.models import StoredFile

LANGUAGES = [("en", _("English")), ("ru", _("Russian")), ("kk", _("Kazakh"))]


class ReportKind(models.TextChoices):
    """What a report is; its template of chapters follows from it."""

    WEEKLY = "weekly", _("Weekly report")
    INTERIM = "interim", _("Interim report")
    PRELIMINARY = "preliminary", _("Statement of preliminary findings")
    FINAL = "final", _("Final report")
    STATEMENT = "statement", _("Statement")


class ReportState(models.TextChoices):
    """How far a whole report has come."""

    WRITING = "writing", _("Being written")
    PUBLISHED = "published", pgettext_lazy("a report", "Published")
    WITHDRAWN = "withdrawn", pgettext_lazy("a report", "Withdrawn")


class ChapterStatus(models.TextChoices):
    """How far a chapter has come. An approved one changes only when somebody changes it by name."""

    DRAFT = "draft", pgettext_lazy("a chapter", "Draft")
    CHECKED = "checked", pgettext_lazy("a chapter", "Checked")
    APPROVED = "approved", pgettext_lazy("a chapter", "Approved")


class Report(models.Model):
    """A report of a mission, written in chapters; ``template`` is the code of the list it began with."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="reports")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=ReportKind)
    slug = models.SlugField(max_length=60)
    titles = models.JSONField(default=dict)
    """Language → title; the authoritative one has one."""
    languages = models.JSONField(default=list)
    authoritative_language = models.CharField(max_length=2, choices=LANGUAGES)
    template = models.CharField(max_length=40, blank=True)
    state = models.CharField(max_length=10, choices=ReportState, default=ReportState.WRITING)
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT)
    started_at = models.DateTimeField()

    class Meta:
        ordering = ["mission", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="a_report_number_is_used_once"),
            models.UniqueConstraint(fields=["mission", "slug"], name="a_report_has_an_address_of_its_own"),
            models.CheckConstraint(
                condition=Q(kind__in=ReportKind.values), name="a_report_is_of_a_known_kind"
            ),
            models.CheckConstraint(
                condition=Q(state__in=ReportState.values), name="a_report_is_in_a_known_state"
            ),
        ]

    def __str__(self) -> str:
        return f"report {self.number} of {self.mission}"


class Chapter(models.Model):
    """A chapter of a report. ``code`` is of the taxonomy of chapters, or a name that the mission gave it.

    ``figures_at`` is when its figures were last accepted: from ``checked`` on it shows those (``figures``); a
    draft shows what is counted now. ``annexes`` is what its annexes said then: name → SHA-256.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="chapters")
    position = models.PositiveIntegerField()
    code = models.SlugField(max_length=40)
    titles = models.JSONField(default=dict)
    annex = models.BooleanField(default=False)
    status = models.CharField(max_length=10, choices=ChapterStatus, default=ChapterStatus.DRAFT)
    status_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    status_at = models.DateTimeField(null=True)
    figures_at = models.DateTimeField(null=True)
    annexes = models.JSONField(default=dict)

    class Meta:
        ordering = ["report", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["report", "code"], name="a_chapter_stands_in_a_report_once"),
            models.CheckConstraint(
                condition=Q(status__in=ChapterStatus.values), name="a_chapter_has_a_known_status"
            ),
            models.CheckConstraint(
                condition=Q(status=ChapterStatus.DRAFT)
                | Q(status_by__isnull=False, status_at__isnull=False, figures_at__isnull=False),
                name="who_checks_or_approves_a_chapter_is_named",
            ),
        ]

    def __str__(self) -> str:
        return f"chapter {self.code} of {self.report}"


class ChapterText(models.Model):
    """One version of a chapter in one language; the newest counts, the older stay.

    ``based_on`` is the number of the version in the authoritative language that it translates. ``digest`` is
    SHA-256 of the text.
    """

    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=2, choices=LANGUAGES)
    number = models.PositiveIntegerField()
    is_newest = models.BooleanField(default=True)
    markdown = models.TextField(blank=True)
    based_on = models.PositiveIntegerField(null=True)
    merged_from = models.PositiveIntegerField(null=True)
    """The version its author had begun from, where somebody else had saved meanwhile."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["chapter", "language", "-number"]
        constraints = [
            models.UniqueConstraint(
                fields=["chapter", "language", "number"], name="a_version_of_a_text_has_its_number"
            ),
            models.UniqueConstraint(
                fields=["chapter", "language"],
                condition=Q(is_newest=True),
                name="one_version_of_a_text_is_newest",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.chapter}, {self.language} {self.number}"


class Comment(models.Model):
    """What somebody says about a place in a chapter; ``anchor`` is the words it is about."""

    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="comments")
    language = models.CharField(max_length=2, choices=LANGUAGES)
    anchor = models.CharField(max_length=300, blank=True)
    body = models.TextField()
    suggests = models.CharField(max_length=10, choices=ChapterStatus, blank=True)
    """The status its author proposes for the chapter, where they do."""
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["chapter", "at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(resolved_by=None, resolved_at=None)
                | Q(resolved_by__isnull=False, resolved_at__isnull=False),
                name="who_resolves_a_comment_is_named",
            )
        ]

    def __str__(self) -> str:
        return f"comment on {self.chapter}"


class ReportFigure(models.Model):
    """What a figure was when its chapter was last checked or approved; an approved chapter shows this."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="figures")
    chapter = models.ForeignKey(Chapter, on_delete=models.CASCADE, related_name="figures")
    name = models.CharField(max_length=200)
    wording = models.JSONField(default=dict)
    run_at = models.DateTimeField()
    numerator = models.PositiveBigIntegerField()
    denominator = models.PositiveBigIntegerField(null=True)
    excluded = models.JSONField(default=dict)
    unit = models.CharField(max_length=20, blank=True)
    """What is counted: ``observations``, ``complaints`` …; a word of the registry."""
    spread = models.JSONField(default=list)
    """In how many areas the numerator was seen, of how many; empty where there are no areas."""
    source = models.TextField()
    digest = models.CharField(max_length=64)
    rows = models.JSONField(default=list)
    base_rows = models.JSONField(default=list)

    class Meta:
        ordering = ["chapter", "name"]
        constraints = [
            models.UniqueConstraint(fields=["chapter", "name"], name="a_figure_is_kept_once_in_a_chapter"),
        ]

    def __str__(self) -> str:
        return self.name


class ReportPicture(models.Model):
    """A picture of a report: its number stands in the text, its bytes as they arrived."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="pictures")
    number = models.PositiveIntegerField()
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    says = models.CharField(max_length=300)
    """What it shows, in words, for whoever does not see it."""
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["report", "number"]
        constraints = [models.UniqueConstraint(fields=["report", "number"], name="a_picture_has_its_number")]

    def __str__(self) -> str:
        return f"picture {self.number} of {self.report}"
