"""The forms on the pages about waves and expected reports."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baqylau.accounts.models import LANGUAGES
from baqylau.election.models import Station
from baqylau.mission.models import Mission, Team
from baqylau.mission.stages import STAGES
from baqylau.observation.actions.expected import MOST_EACH
from baqylau.observation.models import Form, Wave
from baqylau.observation.words import label

FIELDS = {
    "L.140": "teams",
    "L.141": "wave",
    "L.142": "number",
    "L.160": "code",
    "L.161": "its_forms",
}
"""Which field a problem is about; the others stand above the form."""


class FormChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A form of the mission by its name."""

    def label_from_instance(self, obj: Form) -> str:
        return label(obj.names, obj.code)


class FormsChoice(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Forms of the mission by their names."""

    def label_from_instance(self, obj: Form) -> str:
        return label(obj.names, obj.code)


class WaveChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A wave of the mission by its name."""

    def label_from_instance(self, obj: Wave) -> str:
        return label(obj.names, obj.code)


class StationField(forms.CharField):
    """A polling station of the mission's election by its code."""

    mission: Mission

    def clean(self, value: Any) -> Station | None:
        code = super().clean(value)
        if not code:
            return None
        found = Station.objects.filter(election=self.mission.election, code=code).first()
        if found is None:
            raise forms.ValidationError(_("No polling station of the election has this code."))
        return found


class WaveForm(forms.Form):
    """A wave: its code, its names, its forms, its local times."""

    code = forms.SlugField(
        label=_("Code"),
        max_length=20,
        help_text=_("Forms name a wave by it: Latin letters, digits, - and _."),
    )
    its_forms = FormsChoice(Form.objects.none(), label=_("Forms"), widget=forms.CheckboxSelectMultiple)
    begins = forms.TimeField(
        label=_("Begins"), required=False, widget=forms.TimeInput({"type": "time"}, format="%H:%M")
    )
    ends = forms.TimeField(
        label=_("Ends"),
        required=False,
        widget=forms.TimeInput({"type": "time"}, format="%H:%M"),
        help_text=_("Local times of election day. A wave that ends before it begins goes on after midnight."),
    )

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["its_forms"].queryset = mission.forms.order_by("position", "code")  # type: ignore[attr-defined]
        for language, name in LANGUAGES:
            title = _("Name in the language %(language)s") % {"language": name}
            self.fields[f"name_{language}"] = forms.CharField(label=title, max_length=60, required=False)
        self.order_fields(["code", *(f"name_{language}" for language, _name in LANGUAGES), "its_forms"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not any(cleaned.get(f"name_{language}") for language, _name in LANGUAGES):
            self.add_error("name_en", _("Give the wave a name in one language at least."))
        return cleaned

    def chosen(self) -> dict[str, Any]:
        """What the actions take."""
        names = {language: self.cleaned_data[f"name_{language}"] for language, _name in LANGUAGES}
        given = self.cleaned_data
        return {
            "code": given["code"],
            "names": names,
            "forms": given["its_forms"],
            "begins": given["begins"],
            "ends": given["ends"],
        }


class _Due(forms.Form):
    station = StationField(
        label=_("Polling station"),
        required=False,
        max_length=40,
        help_text=_("Its code. Leave it empty where the team chooses."),
    )
    wave = WaveChoice(Wave.objects.none(), label=_("Wave"), required=False, empty_label=_("any"))
    due_at = forms.DateTimeField(
        label=_("Due by"),
        required=False,
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"],
        help_text=_("Local time. Empty: the end of the wave, else an hour after the planned visit."),
    )

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["wave"].queryset = mission.waves.all()  # type: ignore[attr-defined]
        self.fields["station"].mission = mission  # type: ignore[attr-defined]


class RuleForm(_Due):
    """What to expect, of which teams, how often."""

    form = FormChoice(Form.objects.none(), label=_("Form"), empty_label=None)
    teams = forms.ModelMultipleChoiceField(
        label=_("Teams"),
        queryset=Team.objects.none(),
        required=False,
        help_text=_("None chosen: all teams."),
    )
    each = forms.ChoiceField(
        label=_("How many"),
        choices=[("number", _("so many of each team")), ("stop", _("one for each stop of the route"))],
        widget=forms.RadioSelect,
        initial="number",
    )
    number = forms.IntegerField(
        label=_("Reports of each team"), min_value=1, max_value=MOST_EACH, initial=1, required=False
    )
    every_days = forms.IntegerField(
        label=_("Days between one report and the next"),
        min_value=0,
        max_value=60,
        required=False,
        help_text=_("For weekly reports 7: each is due so many days after the one before."),
    )
    stage = forms.ChoiceField(
        label=_("Only stops meant for"), required=False, choices=[("", _("any")), *STAGES.items()]
    )
    field_order = ["form", "wave", "teams", "each", "number", "stage", "station", "due_at", "every_days"]

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, mission=mission, **kwargs)
        self.fields["form"].queryset = mission.forms.order_by("position", "code")  # type: ignore[attr-defined]
        self.fields["teams"].queryset = mission.teams.all()  # type: ignore[attr-defined]


class ChangeForm(_Due):
    """Where, in which wave and until when one report is expected."""


class CheckInForm(forms.Form):
    """What a team said that called."""

    text = forms.CharField(max_length=300, required=False)
