"""The forms on the pages about the deployment."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baqylau.election.models import StationKind
from baqylau.mission.actions.draw import LONGEST_SEED
from baqylau.mission.drawing import Sampling
from baqylau.mission.methods.balance import Weights
from baqylau.mission.methods.draw import Design, Share, Strata
from baqylau.mission.sources.routes import LONGEST_NOTE
from baqylau.mission.stages import STAGES

ANY_STAGE = [("", _("any")), *STAGES.items()]
STRATA = {
    Strata.NONE: _("no groups: every station is equally likely"),
    Strata.REGION: _("regions"),
    Strata.SETTLEMENT: _("urban and rural"),
    Strata.BOTH: _("regions, each urban and rural"),
}
SHARES = {Share.STATIONS: _("their polling stations"), Share.VOTERS: _("their voters on the list")}


class StopForm(forms.Form):
    """A stop to add."""

    station = forms.CharField(max_length=60)
    time = forms.TimeField(required=False)
    stage = forms.ChoiceField(required=False, choices=ANY_STAGE)
    note = forms.CharField(required=False, max_length=LONGEST_NOTE)


class PlannedForm(forms.Form):
    """What is planned for one stop of the route's table; its prefix is the stop's key."""

    time = forms.TimeField(required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"))
    stage = forms.ChoiceField(required=False, choices=ANY_STAGE)
    note = forms.CharField(required=False, max_length=LONGEST_NOTE)


class RoutesFileForm(forms.Form):
    """A table of routes."""

    file = forms.FileField(
        label=_("Table of routes"),
        allow_empty_file=True,
        help_text=_("CSV in UTF-8 or an Excel workbook (.xlsx), at most 5 MB."),
    )


class DrawForm(forms.Form):
    """What to draw. Its fields stand in the page's address, so that a draw is a link."""

    size = forms.IntegerField(label=_("How many stations"), min_value=1, max_value=100_000)
    seed = forms.CharField(
        label=_("Seed"),
        max_length=LONGEST_SEED,
        help_text=_(
            "Best something public that nobody could choose, such as numbers drawn in a lottery. "
            "The same seed and the same list give the same stations."
        ),
    )
    strata = forms.ChoiceField(label=_("Spread over"), choices=list(STRATA.items()))
    share = forms.ChoiceField(label=_("In proportion to"), choices=list(SHARES.items()))
    minimum = forms.IntegerField(
        label=_("At least so many in each group"), min_value=0, max_value=1000, required=False
    )
    kinds = forms.MultipleChoiceField(
        label=_("Kinds of polling station"),
        choices=StationKind.choices,
        widget=forms.CheckboxSelectMultiple,
        initial=[StationKind.ORDINARY.value],
    )
    without_planned = forms.BooleanField(
        label=_("Leave out stations that are on a route already"), required=False
    )

    @property
    def design(self) -> Design:
        """The design; the form is valid."""
        given = self.cleaned_data
        return Design(
            size=given["size"],
            seed=given["seed"],
            strata=Strata(given["strata"]),
            share=Share(given["share"]),
            minimum=given["minimum"] or 0,
        )

    @property
    def sampling(self) -> Sampling:
        """From which stations."""
        return Sampling(tuple(self.cleaned_data["kinds"]), self.cleaned_data["without_planned"])


class TakeOverForm(DrawForm):
    """A draw that somebody looked at: the same fields, and the digest of the list they saw."""

    frame_sha256 = forms.CharField(max_length=64)
    stage = forms.ChoiceField(required=False, choices=ANY_STAGE)


def _weight(label: Any, initial: int) -> forms.IntegerField:
    return forms.IntegerField(label=label, min_value=0, max_value=100, initial=initial)


class WeightsForm(forms.Form):
    """What makes a good pair."""

    two_sexes = _weight(_("A woman and a man"), Weights().two_sexes)
    two_nationalities = _weight(_("Two nationalities"), Weights().two_nationalities)
    not_both_new = _weight(_("At least one has observed before"), Weights().not_both_new)
    same_nationalities_again = _weight(
        _("Taken off for each earlier pair of the same two nationalities"), Weights().same_nationalities_again
    )
    never_one_nationality = forms.BooleanField(label=_("Never two of one nationality"), required=False)
    never_two_new = forms.BooleanField(label=_("Never two who are new"), required=False)

    @property
    def weights(self) -> Weights:
        """The weights; the form is valid."""
        return Weights(**self.cleaned_data)
