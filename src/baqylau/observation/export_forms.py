"""The forms on the pages of downloads and of tokens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, time, timedelta

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language_info
from django.utils.translation import gettext_lazy as _

from baqylau.mission.models import Mission
from baqylau.observation.exporting.columns import Options
from baqylau.observation.exporting.formats import Format
from baqylau.observation.words import label

CODES = "codes"


def forms_of(mission: Mission) -> list[tuple[str, str]]:
    """Code and name of each form that has something to give."""
    found = mission.forms.exclude(versions__published_at=None).distinct().order_by("position", "code")
    return [(form.code, label(form.names, form.code)) for form in found]


def languages_of(mission: Mission) -> Iterator[tuple[str, str]]:
    """The languages of the mission's forms, and our own, as they call themselves."""
    codes = dict.fromkeys(code for code, _name in settings.LANGUAGES)
    for listed in mission.forms.exclude(versions=None).values_list("versions__languages", flat=True):
        codes |= dict.fromkeys(str(code) for code in listed or ())
    for code in codes:
        try:
            yield code, get_language_info(code)["name_local"].capitalize()
        except KeyError:
            yield code, code


class PublicationForm(forms.Form):
    """Which form, and in which words."""

    form = forms.ChoiceField(label=_("Form"))
    words = forms.ChoiceField(label=_("Answers"), initial=CODES)

    def __init__(self, *args: object, mission: Mission, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["form"].choices = forms_of(mission)  # type: ignore[attr-defined]
        in_words = [
            (code, _("as words: {language}").format(language=name)) for code, name in languages_of(mission)
        ]
        self.fields["words"].choices = [(CODES, _("as the form’s codes")), *in_words]  # type: ignore[attr-defined]

    def options(self) -> Options:
        """How answers are written."""
        words = self.cleaned_data["words"]
        return Options() if words == CODES else Options(labels=True, language=words)


class ExportForm(PublicationForm):
    """Which form, in which format, and how answers and states are written."""

    format = forms.ChoiceField(
        label=_("Format"), choices=Format, initial=Format.XLSX, widget=forms.RadioSelect
    )
    state_columns = forms.BooleanField(
        label=_("States in columns of their own"),
        required=False,
        help_text=_("Else a question without an answer says why in its cell: (missing), (not_observed) …"),
    )
    split_choices = forms.BooleanField(
        label=_("A column for each choice, where several may be chosen"), required=False
    )
    rejected = forms.BooleanField(label=_("Rejected records as well"), required=False)
    field_order = ("form", "format", "words", "state_columns", "split_choices", "rejected")

    def options(self) -> Options:
        data = self.cleaned_data
        apart, split = data["state_columns"], data["split_choices"]
        return replace(super().options(), state_columns=apart, split_choices=split)


class TokenForm(forms.Form):
    """What a token is for, and how long it works."""

    name = forms.CharField(
        label=_("What it is for"),
        max_length=100,
        help_text=_("For example: Power BI on the analyst’s laptop."),
    )
    expires_on = forms.DateField(
        label=_("Last day"),
        input_formats=["%Y-%m-%d"],
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("At most a year from now."),
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["expires_on"].initial = lambda: timezone.localdate() + timedelta(days=90)

    def ends(self) -> datetime:
        """The end of the last day."""
        day = self.cleaned_data["expires_on"]
        return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))
