"""The forms of recommendations, reports, ratings, follow-ups and commitments."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baqylau.election.models import Election
from baqylau.mission.countries import countries
from baqylau.mission.entry_form import EntryForm
from baqylau.mission.models import Mission
from baqylau.reports.actions.commitments import CommitmentData
from baqylau.reports.actions.recommendations import RecommendationData, ReportData
from baqylau.reports.actions.recommendations_rating import AssessmentData, FollowUpData
from baqylau.reports.basis import articles_in, code_of
from baqylau.reports.finding_forms import WordedForm, commitment_choices
from baqylau.reports.models import (
    AddressedTo,
    BasisKind,
    ChangeAsked,
    FollowUpKind,
    Rating,
    Recommendation,
    RecommendingReport,
    Subject,
)

NOT_KNOWN = ("", _("not known"))


def _day(label: Any, *, required: bool = False, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, widget=widget, **more)


def _long(label: Any, rows: int = 3, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, required=False, max_length=20_000, widget=widget, **more)


class RecommendationForm(WordedForm):
    """What is said of a recommendation."""

    report = forms.ModelChoiceField(RecommendingReport.objects.none(), label=_("Report"))
    number = forms.CharField(label=_("Number in the report"), required=False, max_length=20)
    priority = forms.BooleanField(label=_("A priority recommendation"), required=False)
    chapter = forms.ChoiceField(label=_("Chapter"), required=False, choices=[NOT_KNOWN, *Subject.choices])
    change_asked = forms.ChoiceField(
        label=_("What would have to change"), required=False, choices=[NOT_KNOWN, *ChangeAsked.choices]
    )
    addressees = forms.MultipleChoiceField(
        label=_("Addressed to"),
        required=False,
        choices=AddressedTo.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    addressee_names = forms.CharField(label=_("Which of them"), required=False, max_length=300)
    articles = forms.CharField(
        label=_("Articles of the law"),
        required=False,
        max_length=2000,
        help_text=_("Such as 20-1; 28, paragraph 9. Part them with semicolons."),
    )
    inferred = forms.BooleanField(label=_("The articles were named here, not by the report"), required=False)
    source = forms.CharField(label=_("Source"), required=False, max_length=2000)
    commitments = forms.MultipleChoiceField(
        label=_("Commitments"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mission = mission
        reports: Any = self.fields["report"]
        reports.queryset = RecommendingReport.objects.filter(mission=mission)
        chosen: Any = self.fields["commitments"]
        chosen.choices = commitment_choices(mission)
        self.order_fields(["version", "report", "number", "priority"])

    def clean_articles(self) -> list[str]:
        """The codes of the references that are written here."""
        text = str(self.cleaned_data["articles"])
        found = articles_in(text, self.mission.election)
        if text.strip() and not found:
            says = gettext("No article of the law of this election was found in this.")
            raise forms.ValidationError(f"Z.307 {says}")
        return [code_of(one) for one in found]

    def data_given(self) -> RecommendationData:
        """What the actions take."""
        given = self.cleaned_data
        plain = ("report", "language", "number", "priority", "chapter", "change_asked", "addressees")
        more = ("addressee_names", "commitments", "articles", "inferred", "source")
        return RecommendationData(texts=self.texts(), **{name: given[name] for name in (*plain, *more)})


def initial_of(one: Recommendation) -> dict[str, Any]:
    """What a form of this recommendation begins with."""
    bases = list(one.bases.all())
    articles = [base.code for base in bases if base.kind == BasisKind.ARTICLE]
    plain = ("language", "number", "priority", "chapter", "change_asked", "addressee_names", "inferred")
    return {
        **{name: getattr(one, name) for name in (*plain, "version", "source")},
        **{f"text_{language}": text for language, text in one.texts.items()},
        "report": one.report,
        "addressees": [addressee.who for addressee in one.addressees.all()],
        "articles": "; ".join(articles),
        "commitments": [base.code for base in bases if base.kind == BasisKind.COMMITMENT],
    }


class ReportForm(EntryForm):
    """A report that has recommendations."""

    title = forms.CharField(label=_("Title of the report"), required=False, max_length=300)
    organisation = forms.CharField(label=_("Organisation"), required=False, max_length=120)
    election = forms.ModelChoiceField(
        Election.objects.none(), label=_("Election"), required=False, empty_label=_("not here")
    )
    country = forms.ChoiceField(label=_("Country"), required=False)
    election_day = _day(_("Election day"), help_text=_("Where the election is not here."))
    published_on = _day(_("Day of the report"))
    count = forms.IntegerField(
        label=_("How many recommendations it has"),
        required=False,
        help_text=_("Those that are not entered are shown as missing. Leave it empty if it is not known."),
    )
    source = forms.CharField(label=_("Source"), required=False, max_length=2000)

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named: Any = self.fields["election"]
        named.queryset = Election.objects.order_by("-day")
        lands: Any = self.fields["country"]
        lands.choices = [NOT_KNOWN, *((code.lower(), name) for code, name in countries())]

    def data_given(self) -> ReportData:
        """What the actions take."""
        return ReportData(**{name: self.cleaned_data[name] for name in ReportData.__dataclass_fields__})


class AssessmentForm(EntryForm):
    """How the mission rates what became of a recommendation."""

    rating = forms.ChoiceField(label=_("Rating"), choices=Rating.choices, widget=forms.RadioSelect)
    assessed_on = _day(_("Judged on"))
    says = _long(_("On what it rests"), help_text=_("What was done and what was not, as facts."))
    source = forms.CharField(label=_("Source"), required=False, max_length=2000)

    def data_given(self) -> AssessmentData:
        """What the actions take."""
        return AssessmentData(**{n: self.cleaned_data[n] for n in AssessmentData.__dataclass_fields__})


class FollowUpForm(EntryForm):
    """What was done on a recommendation after its report."""

    kind = forms.ChoiceField(label=_("What it was"), choices=FollowUpKind.choices)
    day = _day(_("Day"))
    until = _day(_("Last day"), help_text=_("Where there were several."))
    says = _long(_("What was done, and by whom"))
    source = forms.CharField(label=_("Source"), required=False, max_length=2000)

    def data_given(self) -> FollowUpData:
        """What the actions take."""
        return FollowUpData(**{name: self.cleaned_data[name] for name in FollowUpData.__dataclass_fields__})


class ImportForm(forms.Form):
    """A table of recommendations."""

    file = forms.FileField(
        label=_("File"), help_text=_("CSV in UTF-8, or XLSX, with the columns of the download.")
    )


class CommitmentForm(EntryForm):
    """A commitment that does not come with the room."""

    instrument = forms.CharField(label=_("Document"), required=False, max_length=200)
    paragraph = forms.CharField(label=_("Paragraph or article"), required=False, max_length=40)
    says_en = _long(_("In English"), 2)
    says_ru = _long(_("In Russian"), 2)
    says_kk = _long(_("In Kazakh"), 2)
    source = forms.CharField(label=_("Source"), required=False, max_length=2000)

    def data_given(self) -> CommitmentData:
        """What the action takes."""
        given = self.cleaned_data
        return CommitmentData(
            instrument=given["instrument"],
            paragraph=given["paragraph"],
            says={language: given[f"says_{language}"] for language in ("en", "ru", "kk")},
            source=given["source"],
        )
