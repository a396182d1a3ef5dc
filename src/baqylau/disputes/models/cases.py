"""What arrived: complaints with their proceedings, and what else people send to those who decide."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baqylau.disputes.models.registers import Registered, SourceKind
from baqylau.mission.models import Mission
from baqylau.storage.fields import SearchKeyField
from baqylau.storage.models import StoredFile

__all__ = ["SourceKind"]


class Arrival(models.TextChoices):
    """What it is that arrived. Only complaints are disputes; statistics count nothing else."""

    COMPLAINT = "complaint", _("Complaint or appeal")
    CLARIFICATION = "clarification", _("Request for clarification")
    ACCREDITATION = "accreditation", _("Accreditation request")
    MEDIA = "media", _("Media request")
    OTHER = "other", _("Other")


class ComplainantKind(models.TextChoices):
    """Who complains."""

    CANDIDATE = "candidate", _("Candidate")
    PARTY = "party", _("Party")
    VOTER = "voter", _("Voter")
    PROXY = "proxy", _("Proxy of a candidate or party")
    CITIZEN_OBSERVER = "citizen_observer", _("Citizen observer")
    COMMISSION_MEMBER = "commission_member", _("Member of a commission")
    ASSOCIATION = "association", _("Association")
    MEDIA = "media", _("Media outlet")
    AUTHORITY = "authority", _("Public authority or prosecutor")
    OTHER = "other", _("Other")


class ComplainantSex(models.TextChoices):
    """Of the person who complains; empty where it is not known."""

    FEMALE = "f", _("Female")
    MALE = "m", _("Male")
    BODY = "body", _("Not one person")


class RespondentKind(models.TextChoices):
    """Whose act or decision is contested."""

    PRECINCT = "precinct", _("Precinct commission")
    TERRITORIAL = "territorial", _("Territorial commission")
    CONSTITUENCY = "constituency", _("Constituency commission")
    CENTRAL = "central", _("Central commission")
    AUTHORITY = "authority", _("Public authority")
    CANDIDATE = "candidate", _("Candidate")
    PARTY = "party", _("Party")
    MEDIA = "media", _("Media outlet")
    OBSERVER = "observer", _("Observer or proxy")
    OTHER = "other", _("Other")


class Channel(models.TextChoices):
    """How it was filed."""

    PAPER = "paper", _("Paper")
    ELECTRONIC = "electronic", _("Electronic")
    ORAL = "oral", _("Oral")


class Hearing(models.TextChoices):
    """How it was heard; empty where that is not known."""

    IN_PERSON = "in_person", _("Hearing in person")
    ONLINE = "online", _("Online hearing")
    WRITTEN = "written", _("Decided on paper")


class Outcome(models.TextChoices):
    """How a proceeding ended, or that it has not."""

    PENDING = "pending", _("Pending")
    SATISFIED = "satisfied", _("Satisfied")
    PARTLY_SATISFIED = "partly_satisfied", _("Partly satisfied")
    REJECTED = "rejected", pgettext_lazy("a complaint", "Rejected")
    INADMISSIBLE = "inadmissible", _("Inadmissible")
    LEFT = "left", _("Left without consideration")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    RETURNED = "returned", _("Returned")
    FORWARDED = "forwarded", _("Forwarded")


class LinkKind(models.TextChoices):
    """How one case is tied to another."""

    APPEAL = "appeal", _("is an appeal against the decision in")
    FOLLOWS = "follows", _("was changed by the precedent")
    RELATED = "related", _("is related to")


class Case(Registered):
    """Something that arrived, under one number, with its proceedings before one body after another.

    ``complainant`` may name a person, so the trail keeps only a digest of it. Of an entry that stands in the
    register twice, ``same_as`` names the one that counts. ``is_precedent`` says that others followed the
    decision; which ones is told by links.
    """

    arrival = models.CharField(max_length=15, choices=Arrival, default=Arrival.COMPLAINT)
    official_number = models.CharField(max_length=60, blank=True)
    complainant_kind = models.CharField(max_length=20, choices=ComplainantKind, blank=True)
    complainant_sex = models.CharField(max_length=4, choices=ComplainantSex, blank=True)
    complainant = models.CharField(max_length=200, blank=True)
    respondent_kind = models.CharField(max_length=20, choices=RespondentKind, blank=True)
    respondent = models.CharField(max_length=200, blank=True)
    category = models.CharField(max_length=40, blank=True)
    remedy = models.TextField(blank=True)
    channel = models.CharField(max_length=12, choices=Channel, blank=True)
    is_precedent = models.BooleanField(default=False)
    same_as = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="doubles")
    extract = models.ForeignKey("disputes.Extract", null=True, on_delete=models.PROTECT, related_name="cases")
    search_key = SearchKeyField(
        of=("official_number", "complainant", "respondent", "article", "remedy", "says")
    )

    class Meta:
        ordering = ["mission", "-added_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "confidential", "number"], name="a_case_number_is_used_once"
            ),
            models.CheckConstraint(
                condition=Q(is_precedent=False) | Q(arrival=Arrival.COMPLAINT),
                name="only_a_complaint_is_a_precedent",
            ),
            models.CheckConstraint(condition=~Q(same_as=models.F("pk")), name="a_case_is_not_its_own_double"),
        ]
        indexes = [models.Index(fields=["mission", "-id"], name="case_newest_first")]


class Proceeding(models.Model):
    """A case before one body: of ``body``, a code of the pack, and ``body_name``, which of them.

    ``before`` is the code of the body whose decision is appealed, "" for the first; ``contested_on`` the day
    of the act or decision that is contested. ``file_by`` and ``due_on`` are the last days to complain and to
    decide, computed from the pack; empty where nothing says. ``is_last`` marks where the case stands now.
    No index has a limit in it, so that all limits are written anew without touching an index.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="+", db_index=False)
    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="proceedings", db_index=False)
    position = models.PositiveSmallIntegerField()
    is_last = models.BooleanField(default=True)
    before = models.CharField(max_length=40, blank=True)
    body = models.CharField(max_length=40, blank=True)
    body_name = models.CharField(max_length=200, blank=True)
    contested_on = models.DateField(null=True)
    received_on = models.DateField(null=True)
    file_by = models.DateField(null=True)
    due_on = models.DateField(null=True)
    hearing = models.CharField(max_length=10, choices=Hearing, blank=True)
    decided_on = models.DateField(null=True)
    outcome = models.CharField(max_length=20, choices=Outcome, default=Outcome.PENDING)
    decision = models.TextField(blank=True)
    is_reasoned = models.BooleanField(null=True)
    is_published = models.BooleanField(null=True)

    class Meta:
        ordering = ["case", "position"]
        constraints = [
            models.UniqueConstraint(fields=["case", "position"], name="a_proceeding_has_its_place"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(is_last=True), name="a_case_stands_at_one_proceeding"
            ),
            models.CheckConstraint(
                condition=Q(decided_on=None) | ~Q(outcome=Outcome.PENDING),
                name="what_is_decided_has_an_outcome",
            ),
            models.CheckConstraint(condition=Q(outcome__in=Outcome.values), name="an_outcome_is_a_known_one"),
        ]
        indexes = [
            models.Index(fields=["mission", "is_last", "outcome", "case"], name="proceeding_by_outcome"),
            models.Index(fields=["mission", "body", "case"], name="proceeding_by_body"),
        ]

    def __str__(self) -> str:
        return f"{self.case}/{self.position}"

    @property
    def is_decided(self) -> bool:
        return self.outcome != Outcome.PENDING

    @property
    def was_filed_late(self) -> bool:
        """Whether it was received after the last day to complain, as far as both are known."""
        return self.file_by is not None and self.received_on is not None and self.received_on > self.file_by


class CaseDocument(models.Model):
    """A document of a case, its bytes as they arrived."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="documents")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    added_at = models.DateTimeField()

    class Meta:
        ordering = ["case", "pk"]

    def __str__(self) -> str:
        return self.name


class CaseLink(models.Model):
    """That ``case`` is tied to ``to``, read as a sentence: 7 *is an appeal against the decision in* 3."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links")
    kind = models.CharField(max_length=10, choices=LinkKind)
    to = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="links_here")

    class Meta:
        ordering = ["case", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "kind", "to"], name="a_link_stands_once"),
            models.CheckConstraint(condition=~Q(case=models.F("to")), name="a_case_is_not_tied_to_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.case} {self.kind} {self.to}"
