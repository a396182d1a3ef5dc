"""The forms of the register of candidates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baqylau.election.models import (
    Candidate,
    Commission,
    Contest,
    Decision,
    Election,
    Nominator,
    Option,
    Sex,
)
from baqylau.mission.entry_form import NumberedForm
from baqylau.site.pages.figure_forms import contests_and_options

UNKNOWN = gettext_lazy("not known")
YES_NO = [("", UNKNOWN), ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))]
READ = {"yes": True, "no": False, "": None}


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=False, widget=widget, **more)


class CandidateForm(NumberedForm):
    """One candidate; what is not known stays empty."""

    numbers = {"required": "N.411", "": "N.413", "of": "N.412"}

    name = forms.CharField(label=gettext_lazy("Name"), max_length=200)
    of = forms.ChoiceField(label=gettext_lazy("Contest or list"))
    nominated_by = forms.ChoiceField(label=gettext_lazy("Nominated by"), choices=Nominator.choices)
    nominator = forms.CharField(
        label=gettext_lazy("Which party or association"), required=False, max_length=200
    )
    nominated_on = _day(gettext_lazy("Nominated on"))
    position = forms.IntegerField(
        label=gettext_lazy("Place on the list"), required=False, min_value=1, max_value=10_000
    )
    sex = forms.ChoiceField(label=gettext_lazy("Sex"), required=False, choices=[("", UNKNOWN), *Sex.choices])
    born = _day(gettext_lazy("Born on"), help_text=gettext_lazy("Or only the year, below."))
    birth_year = forms.IntegerField(
        label=gettext_lazy("Year of birth"), required=False, min_value=1900, max_value=2100, localize=False
    )
    occupation = forms.CharField(label=gettext_lazy("Occupation"), required=False, max_length=200)
    has_disability = forms.ChoiceField(
        label=gettext_lazy("Person with a disability"), required=False, choices=YES_NO
    )
    resident_years = forms.IntegerField(
        label=gettext_lazy("Years of residence"), required=False, min_value=0, max_value=150
    )
    is_member = forms.ChoiceField(
        label=gettext_lazy("Member of the party whose list it is"), required=False, choices=YES_NO
    )
    deposit = forms.IntegerField(label=gettext_lazy("Deposit paid"), required=False, min_value=0)
    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=2000,
        help_text=gettext_lazy("The commission’s list or notice, with its address or date."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
    )

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.election = election
        choices = contests_and_options(election)[1:]
        self.fields["of"].choices = [("", _("choose")), *choices]  # type: ignore[attr-defined]

    def given(self) -> dict[str, Any]:
        """What the action takes."""
        data = dict(self.cleaned_data)
        data.pop("reason", None)
        contest, _slash, option = data.pop("of").partition("/")
        return {
            **data,
            "contest": Contest.objects.filter(pk=int(contest or 0), election=self.election).first(),
            "option": Option.objects.filter(pk=int(option or 0), contest=int(contest or 0)).first(),
            "has_disability": READ[data["has_disability"]],
            "is_member": READ[data["is_member"]],
        }

    @staticmethod
    def initial_of(one: Candidate) -> dict[str, Any]:
        """The fields of a candidate who is changed."""
        plain = (
            *("name", "nominated_by", "nominator", "nominated_on", "position", "sex", "born", "birth_year"),
            *("occupation", "resident_years", "deposit", "source", "note"),
        )
        words = {True: "yes", False: "no", None: ""}
        return {
            **{name: getattr(one, name) for name in plain},
            "of": f"{one.contest_id}/{one.option_id or ''}",
            "has_disability": words[one.has_disability],
            "is_member": words[one.is_member],
        }


class ChangeCandidateForm(CandidateForm):
    """A change, with its reason."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class DecisionForm(NumberedForm):
    """What was decided about a candidate."""

    numbers = {"required": "N.414", "": "N.415"}

    kind = forms.ChoiceField(label=gettext_lazy("Decision"), choices=Decision.Kind.choices)
    decided_on = _day(gettext_lazy("Decided on"))
    commission = forms.ChoiceField(label=gettext_lazy("Commission"), required=False)
    body = forms.CharField(
        label=gettext_lazy("Or another body"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("A court, or a commission that the election does not know."),
    )
    reference = forms.CharField(label=gettext_lazy("Number of the decision"), required=False, max_length=60)
    ground = forms.CharField(
        label=gettext_lazy("Ground"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Needed for a refusal, as the decision has it."),
    )
    article = forms.CharField(label=gettext_lazy("Article"), required=False, max_length=200)
    source = forms.CharField(label=gettext_lazy("Source"), max_length=2000)

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.election = election
        commissions = Commission.objects.filter(election=election).exclude(level="precinct")
        self.fields["commission"].choices = [  # type: ignore[attr-defined]
            ("", UNKNOWN),
            *((str(one.pk), one.name) for one in commissions.order_by("level", "code")),
        ]

    def given(self) -> dict[str, Any]:
        """What the action takes."""
        data = dict(self.cleaned_data)
        data["commission"] = Commission.objects.filter(
            pk=int(data["commission"] or 0), election=self.election
        ).first()
        return data


class CandidatesFileForm(NumberedForm):
    """A table of candidates."""

    numbers = {"": "N.401"}

    file = forms.FileField(
        label=gettext_lazy("Table of candidates"),
        help_text=gettext_lazy("CSV in UTF-8 or an Excel workbook (.xlsx), at most 5 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": ".csv,.xlsx"}),
    )
