"""What findings and recommendations have in common: chapters, texts in languages, evidence, history."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from baqylau.storage.fields import SearchKeyField

LANGUAGES = [("en", _("English")), ("ru", _("Russian")), ("kk", _("Kazakh"))]


class Subject(models.TextChoices):
    """The chapter of a final report to which something belongs."""

    BACKGROUND = "background", _("Background")
    ELECTORAL_SYSTEM = "electoral_system", _("Electoral system")
    LEGAL_FRAMEWORK = "legal_framework", _("Legal framework")
    ADMINISTRATION = "administration", _("Election administration")
    VOTER_REGISTRATION = "voter_registration", _("Voter registration")
    CANDIDATE_REGISTRATION = "candidate_registration", _("Candidate registration")
    CAMPAIGN = "campaign", _("Campaign")
    FINANCE = "finance", _("Campaign finance")
    MEDIA = "media", _("Media")
    MINORITIES = "minorities", _("Minorities")
    WOMEN = "women", _("Women")
    DISABILITIES = "disabilities", _("Persons with disabilities")
    COMPLAINTS = "complaints", _("Complaints and appeals")
    OBSERVATION = "observation", _("Observation")
    ELECTION_DAY = "election_day", _("Election day")
    POST_ELECTION = "post_election", _("After election day")


class BasisKind(models.TextChoices):
    """What something rests on."""

    COMMITMENT = "commitment", _("Commitment")
    ARTICLE = "article", _("Article of national law")


class Worded(models.Model):
    """A text in one language that counts, and translations of it.

    ``texts`` maps a language to a text; the one in ``language`` is authoritative and always there.
    """

    texts: Any = models.JSONField(default=dict)
    language = models.CharField(max_length=2, choices=LANGUAGES, default="en")
    search_key = SearchKeyField(of=("texts",))

    class Meta:
        abstract = True

    @property
    def text(self) -> str:
        """The text for whoever reads: in their language, else the authoritative one."""
        return str(self.texts.get(get_language() or "en") or self.texts.get(self.language, ""))

    @property
    def is_translated(self) -> bool:
        """Whether ``text`` is a translation of what counts."""
        return self.text != self.authoritative

    @property
    def authoritative(self) -> str:
        return str(self.texts.get(self.language, ""))


class Evidence(models.Model):
    """Something in a register of any room that something rests on, as it stood when it was added.

    ``kind`` and ``key`` name it (``reports.evidence``), ``label`` is what it was called, ``digest`` commits
    to what it said. Whether somebody may know of it is asked anew each time, of the room that keeps it.
    """

    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=200)
    label = models.CharField(max_length=300)
    digest = models.CharField(max_length=64)
    note = models.TextField(blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Basis(models.Model):
    """A commitment, or an article of national law, named by its code.

    That of an article is ``act:article`` or ``act:article, paragraph 9``, as the law of the election has it.
    """

    kind = models.CharField(max_length=12, choices=BasisKind)
    code = models.CharField(max_length=120)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.code


class RegisterChange(models.Model):
    """What somebody changed, and when: ``fields`` is a list of ``{"field", "before", "after"}``.

    ``evidence`` names the kind and key of the evidence it is about, so that whoever may not know of that is
    not told of the change.
    """

    done = models.CharField(max_length=40)
    fields: Any = models.JSONField(default=list)
    evidence = models.CharField(max_length=221, blank=True)
    reason = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.done
