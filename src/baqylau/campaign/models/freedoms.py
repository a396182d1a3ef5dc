"""What happened to freedoms of assembly, expression and association, and to voters and employees."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baqylau.campaign.models.register_entries import RegisterEntry
from baqylau.storage.fields import SearchKeyField


class FreedomKind(models.TextChoices):
    """What it is about. A notice and its refusal are one entry: a refusal is how the notice was answered."""

    ASSEMBLY = "assembly", _("Notice of an assembly")
    DETENTION = "detention", _("Detention")
    DEFAMATION = "defamation", _("Defamation or insult case")
    WEBSITE = "website", _("Blocked website or account")
    PARTY = "party", _("Registration of a party")
    VOTERS = "voters", _("Pressure on voters")
    EMPLOYEES = "employees", _("Pressure on employees")
    OTHER = "other", _("Other")


class FreedomOutcome(models.TextChoices):
    """How it was answered or ended; empty where it is not known."""

    PENDING = "pending", _("Not answered or decided yet")
    ALLOWED = "allowed", _("Allowed")
    CHANGED = "changed", _("Another place or time was offered")
    REFUSED = "refused", pgettext_lazy("an application", "Refused")
    RETURNED = "returned", pgettext_lazy("an application", "Returned without a decision")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    RELEASED = "released", _("Released without a sanction")
    WARNED = "warned", _("Warned")
    FINED = "fined", _("Fined")
    ARRESTED = "arrested", _("Administrative arrest")
    CHARGED = "charged", _("Criminal charge")
    CONVICTED = "convicted", _("Convicted")
    ACQUITTED = "acquitted", _("Acquitted or dismissed")
    RESTORED = "restored", _("Restored")
    STOPPED = "stopped", _("Stopped after a complaint")
    CONTINUES = "continues", _("Continues")


_O = FreedomOutcome
ANSWERS = frozenset({_O.PENDING, _O.ALLOWED, _O.CHANGED, _O.REFUSED, _O.RETURNED, _O.WITHDRAWN})
"""How an authority answers a notice or an application."""
OUTCOMES_OF: dict[str, frozenset[FreedomOutcome]] = {
    FreedomKind.ASSEMBLY: ANSWERS,
    FreedomKind.PARTY: ANSWERS,
    FreedomKind.DETENTION: frozenset(
        {_O.PENDING, _O.RELEASED, _O.WARNED, _O.FINED, _O.ARRESTED, _O.CHARGED, _O.CONVICTED, _O.ACQUITTED}
    ),
    FreedomKind.DEFAMATION: frozenset(
        {_O.PENDING, _O.WITHDRAWN, _O.WARNED, _O.FINED, _O.ARRESTED, _O.CHARGED, _O.CONVICTED, _O.ACQUITTED}
    ),
    FreedomKind.WEBSITE: frozenset({_O.PENDING, _O.RESTORED, _O.CONTINUES}),
    FreedomKind.VOTERS: frozenset({_O.PENDING, _O.STOPPED, _O.CONTINUES, _O.WARNED, _O.FINED}),
    FreedomKind.EMPLOYEES: frozenset({_O.PENDING, _O.STOPPED, _O.CONTINUES, _O.WARNED, _O.FINED}),
    FreedomKind.OTHER: frozenset(_O),
}
"""Which outcomes an entry of a kind can have."""


class AffectedKind(models.TextChoices):
    """Whom it happened to; empty where that is not known."""

    ACTIVIST = "activist", _("Activists or organisers")
    PARTY = "party", _("Party or its members")
    INITIATIVE = "initiative", _("Group that wants to found a party")
    CANDIDATE = "candidate", _("Candidate or staff")
    JOURNALIST = "journalist", _("Journalists or a media outlet")
    OBSERVER = "observer", _("Citizen observers")
    VOTER = "voter", _("Voters")
    STUDENT = "student", _("Students")
    PUBLIC_EMPLOYEE = "public_employee", _("Public employees")
    EMPLOYEE = "employee", _("Employees of companies")
    OTHER = "other", _("Other")


class ActorKind(models.TextChoices):
    """Who did or decided it; empty where that is not known."""

    EXECUTIVE = "executive", _("Local executive")
    POLICE = "police", _("Police")
    PROSECUTOR = "prosecutor", _("Prosecutor")
    COURT = "court", _("Court")
    MINISTRY = "ministry", _("Ministry or regulator")
    COMMISSION = "commission", _("Election commission")
    EMPLOYER = "employer", _("Employer or head of an institution")
    CONTESTANT = "contestant", _("Party or candidate")
    PRIVATE = "private", _("Private person or company")
    OTHER = "other", _("Other")


class FreedomEntry(RegisterEntry):
    """An entry of the register of freedoms.

    ``asked_on`` is the day of a notice or an application, ``happened_on`` the day for which an assembly was
    meant or on which something happened, ``answered_on`` that of the answer or decision. ``people`` is how
    many it happened to, as far as known. ``who`` may name a person, so the trail keeps only a digest of it.
    """

    kind = models.CharField(max_length=12, choices=FreedomKind)
    outcome = models.CharField(max_length=12, choices=FreedomOutcome, blank=True)
    outcome_says = models.CharField(max_length=300, blank=True)
    asked_on = models.DateField(null=True)
    happened_on = models.DateField(null=True)
    answered_on = models.DateField(null=True)
    who_kind = models.CharField(max_length=16, choices=AffectedKind, blank=True)
    who = models.CharField(max_length=200, blank=True)
    people = models.PositiveIntegerField(null=True)
    women = models.PositiveIntegerField(null=True)
    actor_kind = models.CharField(max_length=12, choices=ActorKind, blank=True)
    actor = models.CharField(max_length=200, blank=True)
    place = models.CharField(max_length=200, blank=True)
    article = models.CharField(max_length=200, blank=True)
    search_key = SearchKeyField(of=("who", "actor", "place", "article", "outcome_says", "source", "says"))

    class Meta:
        ordering = ["mission", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "confidential", "number"], name="a_freedom_number_is_used_once"
            ),
            models.CheckConstraint(
                condition=Q(women=None) | Q(people=None) | Q(women__lte=F("people")),
                name="no_more_women_than_people",
            ),
        ]
        indexes = [
            models.Index(fields=["mission", "-id"], name="freedom_newest_first"),
            models.Index(fields=["mission", "kind", "outcome"], name="freedom_by_kind"),
        ]

    @property
    def day(self) -> object:
        """The day by which it is listed."""
        return self.happened_on or self.asked_on or self.answered_on
