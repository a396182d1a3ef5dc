"""Forms, their versions, and the files that go with a version."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from baqylau.mission.models import Mission
from baqylau.storage.fields import KeptBytes
from baqylau.storage.models import StoredFile


class FormKind(models.TextChoices):
    """What a form is about; pages that span forms group by it."""

    OPENING = "opening", _("Opening")
    VOTING = "voting", _("Voting")
    COUNT = "count", _("Closing and count")
    PROTOCOL = "protocol", _("Results protocol")
    TABULATION = "tabulation", _("Tabulation")
    INCIDENT = "incident", _("Critical incident")
    WEEKLY = "weekly", _("Weekly report")
    CAMPAIGN = "campaign", _("Campaign event")
    MEETING = "meeting", _("Meeting")
    OTHER = "other", _("Other")


class Intake(models.TextChoices):
    """What a form takes in: phones list an open one; a closing one still accepts what was filled."""

    OPEN = "open", _("Open")
    CLOSING = "closing", _("Closing")
    CLOSED = "closed", _("Closed")


class Form(models.Model):
    """A form of a mission; its questions stand in its versions.

    ``roles`` are the mission roles that are given the form, empty for everybody who observes.
    ``library`` is the key of the standard form it was copied from, ``library_digest`` the SHA-256 of the
    workbook as it was then. ``public_key`` is the mission's RSA key (base64 of its DER form), with which
    phones encrypt; the private key is never on the server.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="forms")
    code = models.SlugField(max_length=60)
    names = models.JSONField(default=dict)
    kind = models.CharField(max_length=12, choices=FormKind, default=FormKind.OTHER)
    intake = models.CharField(max_length=10, choices=Intake, default=Intake.OPEN)
    roles = models.JSONField(default=list)
    position = models.PositiveIntegerField(default=0)
    minimum_version = models.ForeignKey(
        "FormVersion", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    """Submissions of versions published before it are refused."""
    library = models.CharField(max_length=60, blank=True)
    library_digest = models.CharField(max_length=64, blank=True)
    public_key = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["mission", "code"], name="a_form_code_is_used_once")]

    def __str__(self) -> str:
        return self.code


class FormVersion(models.Model):
    """One version of a form: the XLSForm as it arrived and its questions as we read them.

    ``questions`` is a list as ``sources.answers.Question.as_json`` gives it; ``checks`` the rules of the
    workbook's sheet ``checks``; ``xform`` the bytes that phones download, whose MD5 is ``xform_md5`` (both
    empty where only files of records are read by it). A version without ``published_at`` is a draft.
    """

    form = models.ForeignKey(Form, on_delete=models.CASCADE, related_name="versions")
    version = models.CharField(max_length=40)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT)
    questions = models.JSONField()
    checks = models.JSONField(default=list)
    languages = models.JSONField(default=list)
    """The codes of the form's languages, its default first."""
    xform = KeptBytes(default=b"")
    xform_md5 = models.CharField(max_length=32, blank=True)
    made_at = models.DateTimeField(auto_now_add=True, null=True)
    published_at = models.DateTimeField(null=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["form", "version"], name="a_form_version_stands_once"),
            models.UniqueConstraint(
                fields=["form"], condition=Q(published_at=None), name="a_form_has_one_draft"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.form} {self.version}"


class FormFile(models.Model):
    """A picture, sound or table that goes with a form version under the name its questions use."""

    version = models.ForeignKey(FormVersion, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=120)
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT)
    md5 = models.CharField(max_length=32)

    class Meta:
        ordering = ["version", "name"]
        constraints = [
            models.UniqueConstraint(fields=["version", "name"], name="a_form_file_name_is_used_once")
        ]

    def __str__(self) -> str:
        return self.name
