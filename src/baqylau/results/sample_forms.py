"""The forms on the pages about samples and audits."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baqylau.election.models import Contest, StationKind
from baqylau.mission.methods.draw import Strata
from baqylau.mission.models import Mission
from baqylau.results.auditing import BOUND_LINES, Terms
from baqylau.results.line_words import line_in_words
from baqylau.results.methods.sample_size import Allocation
from baqylau.results.models import AuditedOutcome
from baqylau.results.sampling import Design, earlier_contests

STRATA = {
    Strata.REGION: _("regions"),
    Strata.BOTH: _("regions, each urban and rural"),
    Strata.SETTLEMENT: _("urban and rural"),
    Strata.NONE: _("nothing: all stations are one group"),
}
ALLOCATIONS = {
    Allocation.PROPORTIONAL: _("in proportion to the stations of each stratum"),
    Allocation.OPTIMAL: _("optimal: more where stations differed more at an earlier election"),
    Allocation.FIXED: _("the same number in each stratum"),
}


class DesignForm(forms.Form):
    """What to draw; its fields stand in the page's address, so that a design is a link."""

    contest = forms.ChoiceField(label=_("What was voted on"))
    strata = forms.ChoiceField(label=_("Spread over"), choices=list(STRATA.items()))
    allocation = forms.ChoiceField(label=_("Numbers"), choices=list(ALLOCATIONS.items()))
    size = forms.IntegerField(
        label=_("How many stations"),
        min_value=1,
        max_value=100_000,
        help_text=_("In all; with the same number in each stratum, how many in each."),
    )
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of polling station"),
        choices=StationKind.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[StationKind.ORDINARY.value],
    )
    in_addition = forms.CharField(
        label=_("In addition"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A line for each stratum of which more are drawn, such as almaty = 20."),
    )
    earlier = forms.ChoiceField(
        label=_("Earlier election"),
        required=False,
        help_text=_("Its official table says how much stations differ."),
    )
    option = forms.CharField(
        label=_("Option of the earlier election"),
        required=False,
        max_length=60,
        help_text=_("The code of the list or candidate whose share is to be estimated."),
    )
    within = forms.DecimalField(
        label=_("Wanted: ± so many percentage points"),
        required=False,
        min_value=0.01,
        max_value=20,
        decimal_places=2,
        help_text=_("With an earlier election: how many stations this needs."),
    )

    def __init__(self, mission: Mission, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        choose(self, "contest", [(one.code, one.name) for one in mission.election.contests.all()])
        before = [(str(one.pk), f"{one.election.name}: {one.name}") for one in earlier_contests(mission)]
        choose(self, "earlier", [("", _("none")), *before])

    def clean_in_addition(self) -> dict[str, int]:
        """Lines ``stratum = number``."""
        found = {}
        for line in self.cleaned_data["in_addition"].splitlines():
            stratum, equals, number = (part.strip() for part in line.rpartition("="))
            if not line.strip():
                continue
            if not (equals and stratum and number.isascii() and number.isdigit() and len(number) < 7):
                raise forms.ValidationError(_("Write a stratum, = and a number in each line."))
            found[stratum] = int(number)
        return found

    @property
    def design(self) -> Design:
        """The design; the form is valid."""
        given = self.cleaned_data
        return Design(
            size=given["size"],
            allocation=Allocation(given["allocation"]),
            strata=Strata(given["strata"]),
            kinds=tuple(given["kinds"]),
            earlier=int(given["earlier"]) if given["earlier"] else None,
            option=given["option"],
            in_addition=given["in_addition"],
        )


class DrawForm(DesignForm):
    """A design that somebody looked at, with a name, the digest of the list, and the dice."""

    name = forms.CharField(label=_("Name of the sample"), max_length=120, required=False)
    seed = forms.CharField(label=_("Seed"), max_length=400, required=False)
    frame_sha256 = forms.CharField(max_length=64)


class AuditForm(forms.Form):
    """What to audit; its fields stand in the page's address."""

    contest = forms.ChoiceField(label=_("What was voted on"))
    outcome = forms.ChoiceField(label=_("What is to be confirmed"), choices=AuditedOutcome.choices)
    winners = forms.IntegerField(
        label=_("How many are elected"), min_value=1, max_value=1000, initial=1, required=False
    )
    risk_limit = forms.DecimalField(
        label=_("Risk limit, per cent"),
        min_value=0.1,
        max_value=50,
        decimal_places=1,
        initial=5,
        help_text=_("How often a wrong outcome may be confirmed, at most."),
    )
    bound_line = forms.ChoiceField(
        label=_("The most ballots that a station can hold"),
        help_text=_(
            "Best a number that does not come from the count, such as the ballots that were delivered."
        ),
    )

    def __init__(self, mission: Mission, data: Mapping[str, Any] | None = None, **kwargs: Any) -> None:
        super().__init__(data, **kwargs)
        choose(self, "contest", [(one.code, one.name) for one in mission.election.contests.all()])
        choose(self, "bound_line", [(str(code), line_in_words(code)) for code in BOUND_LINES])

    @property
    def terms(self) -> Terms:
        """The terms; the form is valid."""
        given = self.cleaned_data
        return Terms(
            outcome=given["outcome"],
            winners=given["winners"] or 1,
            risk_limit=int(given["risk_limit"] * 10),
            bound_line=given["bound_line"],
        )


class AuditDrawForm(AuditForm):
    """A plan that somebody looked at, the digest of the official table, and the dice."""

    seed = forms.CharField(label=_("Seed"), max_length=400, required=False)
    table_sha256 = forms.CharField(max_length=64)


def choose(form: forms.Form, field: str, choices: list[Any]) -> None:
    """Give a field its choices."""
    chosen = form.fields[field]
    assert isinstance(chosen, forms.ChoiceField)
    chosen.choices = choices


def contest_of(mission: Mission, code: str) -> Contest:
    """A contest of the mission's election, by a code that the form has checked."""
    return mission.election.contests.get(code=code)
