"""Who stands: candidates of districts and lists, and what was decided about each."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from baqylau.election.methods.list_quotas import age_on
from baqylau.election.published import Entry
from baqylau.storage.fields import OrderKeyField, SearchKeyField


class Nominator(models.TextChoices):
    """Who put a candidate forward."""

    SELF = "self", _("self-nominated")
    PARTY = "party", _("a party")
    ASSOCIATION = "association", _("another association")


class Sex(models.TextChoices):
    """As the source gives it; empty where it does not."""

    FEMALE = "f", _("Female")
    MALE = "m", _("Male")


class Standing(models.TextChoices):
    """Where a candidacy stands after the last decision."""

    NOMINATED = "nominated", _("nominated")
    REGISTERED = "registered", _("registered")
    REFUSED = "refused", _("registration refused")
    CANCELLED = "cancelled", _("registration cancelled")
    WITHDRAWN = "withdrawn", _("withdrew")


class Candidate(Entry):
    """A candidate as a mission knows them: from the commission's lists, decisions and notices.

    What is not known is empty, never a no. ``born`` or ``birth_year`` is known, or neither.
    """

    mission = models.ForeignKey("mission.Mission", on_delete=models.PROTECT, related_name="candidates")
    contest = models.ForeignKey("election.Contest", on_delete=models.PROTECT, related_name="candidates")
    option = models.ForeignKey(
        "election.Option", null=True, on_delete=models.PROTECT, related_name="candidates"
    )
    """The list or party that put them forward, where the election knows it."""
    name = models.CharField(max_length=200)
    position = models.PositiveIntegerField(null=True)
    """On the list."""
    nominated_by = models.CharField(max_length=12, choices=Nominator)
    nominator = models.CharField(max_length=200, blank=True)
    nominated_on = models.DateField(null=True)
    sex = models.CharField(max_length=1, choices=Sex, blank=True)
    born = models.DateField(null=True)
    birth_year = models.PositiveSmallIntegerField(null=True)
    occupation = models.CharField(max_length=200, blank=True)
    has_disability = models.BooleanField(null=True)
    resident_years = models.PositiveSmallIntegerField(null=True)
    is_member = models.BooleanField(null=True)
    """Of the party whose list it is."""
    deposit = models.PositiveBigIntegerField(null=True)
    """Paid, in the currency of the law."""
    standing = models.CharField(max_length=12, choices=Standing, default=Standing.NOMINATED)
    source = models.TextField()
    note = models.TextField(blank=True)
    search_key = SearchKeyField(of=("name", "nominator", "occupation", "note"))
    order_key = OrderKeyField(of=("name",))

    class Meta:
        ordering = ["mission", "order_key", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["mission", "number"], name="a_candidate_number_is_used_once"),
            models.CheckConstraint(condition=~Q(source=""), name="a_candidate_has_a_source"),
            models.CheckConstraint(
                condition=Q(born=None) | Q(birth_year=None), name="a_birthday_or_a_year_of_birth"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def ages_on(self, day: date) -> tuple[int, int] | None:
        """The lowest and the highest age in full years that is possible; None where nothing is known."""
        if self.born:
            age = age_on(self.born, day)
            return age, age
        if self.birth_year:
            return day.year - self.birth_year - 1, day.year - self.birth_year
        return None


class Decision(models.Model):
    """What was decided about a candidate; a dispute may refer to it."""

    class Kind(models.TextChoices):
        """What a decision does."""

        REGISTERED = "registered", _("registered")
        REFUSED = "refused", _("registration refused")
        CANCELLED = "cancelled", _("registration cancelled")
        RESTORED = "restored", _("registration restored")
        WITHDRAWN = "withdrawn", _("the candidate withdrew")

    candidate = models.ForeignKey(Candidate, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=12, choices=Kind)
    decided_on = models.DateField(null=True)
    commission = models.ForeignKey(
        "election.Commission", null=True, on_delete=models.PROTECT, related_name="decisions"
    )
    body = models.CharField(max_length=200, blank=True)
    """Who decided, where it is no commission that the election knows: a court."""
    reference = models.CharField(max_length=60, blank=True)
    """The number of the decision."""
    ground = models.TextField(blank=True)
    article = models.CharField(max_length=200, blank=True)
    source = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ["candidate", "decided_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(source=""), name="a_decision_names_its_source"),
            models.CheckConstraint(
                condition=~Q(kind="refused") | ~Q(ground=""), name="a_refusal_has_its_ground"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.decided_on or ''}".strip()


STANDS = {
    Decision.Kind.REGISTERED: Standing.REGISTERED,
    Decision.Kind.RESTORED: Standing.REGISTERED,
    Decision.Kind.REFUSED: Standing.REFUSED,
    Decision.Kind.CANCELLED: Standing.CANCELLED,
    Decision.Kind.WITHDRAWN: Standing.WITHDRAWN,
}
"""Where a candidacy stands after a decision."""
