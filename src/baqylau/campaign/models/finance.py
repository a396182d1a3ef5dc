"""Electoral funds as they were published, and what the pack says about campaign finance."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from baqylau.campaign.models.register_entries import RegisterEntry
from baqylau.election.models import Election, Option
from baqylau.storage.fields import SearchKeyField
from baqylau.storage.models import StoredFile


class Side(models.TextChoices):
    """Which side of the account a line stands on."""

    RECEIPT = "receipt", _("Received")
    SPENDING = "spending", _("Spent")


class LineCategory(models.TextChoices):
    """What money came from, or went for."""

    OWN = "own", _("Own funds")
    PERSON = "person", _("Donations of persons")
    ORGANISATION = "organisation", _("Donations of organisations")
    DONATIONS = "donations", _("Donations, not told apart")
    OTHER_RECEIPT = "other_receipt", _("Other receipts")
    BROADCAST = "broadcast", _("Television and radio")
    PRESS = "press", _("Newspapers and magazines")
    ONLINE = "online", _("Online media and social networks")
    OUTDOOR = "outdoor", _("Billboards and outdoor advertising")
    PRINT = "print", _("Printed material")
    MEETINGS = "meetings", _("Meetings and rent")
    TRAVEL = "travel", _("Travel and transport")
    STAFF = "staff", _("Staff and services")
    OTHER_SPENDING = "other_spending", _("Other spending")


RECEIPTS = frozenset(
    {
        LineCategory.OWN,
        LineCategory.PERSON,
        LineCategory.ORGANISATION,
        LineCategory.DONATIONS,
        LineCategory.OTHER_RECEIPT,
    }
)
"""Categories of what was received; the others are of what was spent."""


class FundReport(RegisterEntry):
    """What was published of one contestant's electoral fund, as of one day; amounts since the fund began.

    An amount that was not published is None, never 0. ``due_code`` is the publication of the pack that it is,
    "" where it is none of them. ``imported`` is the file that it was read from.
    """

    option = models.ForeignKey(Option, null=True, on_delete=models.PROTECT, related_name="+")
    contestant = models.CharField(max_length=200)
    """Who it is, as published."""
    as_of = models.DateField()
    published_on = models.DateField(null=True)
    due_code = models.CharField(max_length=40, blank=True)
    own_funds = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    donations = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    other_receipts = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    receipts = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    spending = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    balance = models.DecimalField(max_digits=18, decimal_places=2, null=True)
    imported = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    search_key = SearchKeyField(of=("contestant", "source", "says"))

    class Meta:
        ordering = ["mission", "-as_of", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "confidential", "number"], name="a_fund_number_is_used_once"
            ),
            models.CheckConstraint(
                condition=(Q(own_funds=None) | Q(own_funds__gte=0))
                & (Q(donations=None) | Q(donations__gte=0))
                & (Q(other_receipts=None) | Q(other_receipts__gte=0))
                & (Q(receipts=None) | Q(receipts__gte=0))
                & (Q(spending=None) | Q(spending__gte=0)),
                name="amounts_of_a_fund_are_not_negative",
            ),
        ]
        indexes = [models.Index(fields=["mission", "-as_of", "-id"], name="fund_latest_first")]


class FundLine(models.Model):
    """One amount of a fund: from whom or for what, when. ``who`` may name a person."""

    report = models.ForeignKey(FundReport, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveIntegerField()
    side = models.CharField(max_length=10, choices=Side)
    category = models.CharField(max_length=20, choices=LineCategory)
    amount = models.DecimalField(max_digits=18, decimal_places=2)
    day = models.DateField(null=True)
    who = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ["report", "position"]
        constraints = [
            models.UniqueConstraint(fields=["report", "position"], name="a_line_of_a_fund_has_its_place"),
            models.CheckConstraint(condition=Q(amount__gte=0), name="an_amount_of_a_line_is_not_negative"),
            models.CheckConstraint(
                condition=Q(side="receipt", category__in=sorted(RECEIPTS))
                | (Q(side="spending") & ~Q(category__in=sorted(RECEIPTS))),
                name="a_category_stands_on_its_side",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.report}/{self.position}"


class ElectionFinance(models.Model):
    """The text of a pack's ``campaign.toml``; ``baqylau.campaign.finance`` reads it."""

    election = models.OneToOneField(Election, on_delete=models.CASCADE, related_name="campaign_finance")
    source = models.TextField()
    sha256 = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"finance rules of {self.election}"
