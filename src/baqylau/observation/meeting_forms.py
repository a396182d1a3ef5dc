"""The forms of the log. What an action refuses is shown at the field that it names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baqylau.core.reading import LARGEST_NUMBER
from baqylau.election.models import Area
from baqylau.mission.entry_form import EntryForm
from baqylau.mission.models import Membership, Mission, Sex, Team
from baqylau.mission.queries import members_of
from baqylau.observation.meeting_data import InstitutionData, MeetingData, PersonData
from baqylau.observation.meeting_queries import Reader
from baqylau.observation.meeting_words import LABELS
from baqylau.observation.models import (
    Consent,
    Institution,
    InstitutionKind,
    Interlocutor,
    Meeting,
    Openness,
    Quotable,
    Reliability,
    Topic,
)

NOT_KNOWN = ("", _("not known"))
LANGUAGES = ("en", "ru", "kk")


def _text(field: str, longest: int = 200, **more: Any) -> forms.CharField:
    return forms.CharField(label=LABELS[field], required=False, max_length=longest, **more)


def _long(field: str, rows: int, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=LABELS[field], required=False, max_length=20_000, widget=widget, **more)


def _day(field: str, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=LABELS[field], required=False, widget=widget, **more)


def _count(field: str) -> forms.IntegerField:
    widget = forms.NumberInput(attrs={"min": 0, "inputmode": "numeric"})
    return forms.IntegerField(
        label=LABELS[field],
        required=False,
        widget=widget,
        max_value=LARGEST_NUMBER,
        min_value=-LARGEST_NUMBER,
    )


def _areas(form: EntryForm, mission: Mission) -> None:
    place: Any = form.fields["area"]
    place.queryset = mission.election.areas.defer("boundary").order_by(Area.order_column())
    place.empty_label = gettext("not known")


NUMBERS = {
    "invalid": "Y.112",
    "max_length": "Y.110",
    "min_value": "Y.105",
    "max_value": "Y.105",
    "men": "Y.105",
    "women": "Y.105",
    "": "Y.101",
}
"""The numbers of what a form finds by itself: a choice, a day, a text that is too long, a count."""


class MeetingForm(EntryForm):
    """What is said of a meeting. An institution that is in no list yet is entered with it."""

    numbers = NUMBERS

    day = _day("day")
    begins = forms.TimeField(
        label=LABELS["begins"], required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    area = forms.ModelChoiceField(Area.objects.none(), required=False, label=LABELS["area"])
    place = _text("place", help_text=_("Such as the address, or “by telephone”."))
    institutions = forms.ModelMultipleChoiceField(
        Institution.objects.none(),
        required=False,
        label=_("Institutions that are in the list"),
        widget=forms.SelectMultiple(attrs={"size": 6}),
        help_text=_("Several may be chosen, with Ctrl or ⌘."),
    )
    new_institution = forms.CharField(
        label=_("An institution that is not in the list yet"), required=False, max_length=200
    )
    new_kind = forms.ChoiceField(
        label=_("What it is"), required=False, choices=[("", _("choose")), *InstitutionKind.choices]
    )
    men, women = _count("men"), _count("women")
    team: Any = forms.ModelChoiceField(
        Team.objects.none(), required=False, label=LABELS["team"], empty_label=_("none")
    )
    members: Any = forms.ModelMultipleChoiceField(
        Membership.objects.none(),
        required=False,
        label=_("Others of the mission who were there"),
        widget=forms.SelectMultiple(attrs={"size": 4}),
    )
    topics = forms.MultipleChoiceField(
        label=LABELS["topics"],
        required=False,
        choices=Topic.choices,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "columns"}),
    )
    key_points = _long("key_points", 8, help_text=_("Do not name persons here; say “the chairperson”."))
    follow_up = _long("follow_up", 2)
    reliability = forms.ChoiceField(
        label=LABELS["reliability"], required=False, choices=[NOT_KNOWN, *Reliability.choices]
    )
    quotable = forms.ChoiceField(
        label=LABELS["quotable"],
        choices=Quotable.choices,
        help_text=_("If nobody asked: nothing."),
    )
    openness = forms.ChoiceField(label=LABELS["openness"], choices=Openness.choices, widget=forms.RadioSelect)

    def __init__(self, *args: Any, reader: Reader, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mission = mission = reader.mission
        fields: Any = self.fields
        _areas(self, mission)
        fields["institutions"].queryset = reader.institutions().order_by(Institution.order_column(), "pk")
        fields["team"].queryset = mission.teams.all()
        fields["members"].queryset = members_of(mission)
        fields["members"].label_from_instance = str

    def clean(self) -> dict[str, Any]:
        """A new institution needs its kind, and a kind its name."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("new_institution") and not cleaned.get("new_kind"):
            self.add_error("new_kind", gettext("Y.101 It is not said what it is. Choose one of the kinds."))
        if cleaned.get("new_kind") and not cleaned.get("new_institution"):
            self.add_error("new_institution", gettext("Y.111 The new institution has no name. Give it."))
        return cleaned

    def new(self) -> InstitutionData | None:
        """The institution that is entered with the meeting."""
        name = self.cleaned_data["new_institution"].replace("\0", "").strip()
        if not name:
            return None
        names = {self.mission.authoritative_language: name}
        return InstitutionData(
            names=names, kind=self.cleaned_data["new_kind"], area=self.cleaned_data["area"]
        )

    def data_given(self, more: Institution | None = None) -> MeetingData:
        """What the actions take; ``more`` is the institution that was entered with it."""
        given = self.values(MeetingData.__dataclass_fields__)
        for name in ("institutions", "members"):
            given[name] = list(given[name])
        return MeetingData(**{**given, "institutions": [*given["institutions"], *([more] if more else [])]})


class PersonForm(EntryForm):
    """Who was met, and what that person agreed to."""

    numbers = NUMBERS

    function = _text("function", help_text=_("Such as “chairperson of the commission”."))
    sex = forms.ChoiceField(label=LABELS["sex"], required=False, choices=[NOT_KNOWN, *Sex.choices])
    name = _text("name", help_text=_("Leave it out unless it is needed."))
    consent = forms.ChoiceField(label=LABELS["consent"], choices=Consent.choices, widget=forms.RadioSelect)
    consent_on = _day("consent_on", help_text=_("Only for a consent to be named in the report."))
    consent_how = _text(
        "consent_how", 300, help_text=_("Such as “said so at the end of the meeting, both of us heard it”.")
    )

    def data_given(self) -> PersonData:
        """What the actions take."""
        return PersonData(**self.values(PersonData.__dataclass_fields__))


class InstitutionForm(EntryForm):
    """What is said of an institution."""

    numbers = NUMBERS

    kind = forms.ChoiceField(label=LABELS["kind"], choices=InstitutionKind.choices)
    name_en, name_ru, name_kk = _text("name_en"), _text("name_ru"), _text("name_kk")
    area = forms.ModelChoiceField(
        Area.objects.none(),
        required=False,
        label=LABELS["area"],
        help_text=_("Leave it empty for one of the whole country."),
    )
    in_annex = forms.BooleanField(
        label=LABELS["in_annex"],
        required=False,
        help_text=_(
            "The report lists institutions the mission met; only those marked here stand in that list."
        ),
    )

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _areas(self, mission)

    def data_given(self) -> InstitutionData:
        """What the actions take."""
        names = {language: self.cleaned_data[f"name_{language}"] for language in LANGUAGES}
        return InstitutionData(names=names, **self.values(("kind", "area", "in_annex")))


Group = tuple[Any, Sequence[Any]]
MEETING_GROUPS: Sequence[tuple[Any, Sequence[str]]] = (
    (_("When and where"), ("day", "begins", "area", "place")),
    (_("Whom we met"), ("institutions",)),
    (_("Or somebody new"), ("new_institution", "new_kind")),
    (_("How many were on the other side"), ("women", "men")),
    (_("Who of us was there"), ("team", "members")),
    (_("What was said"), ("key_points", "follow_up", "reliability")),
    (_("Chapters of the report"), ("topics",)),
    (_("How open it is"), ("openness", "quotable")),
)


def groups_of(form: EntryForm, groups: Sequence[tuple[Any, Sequence[str]]]) -> list[Group]:
    """The fields of a form under headings."""
    return [(heading, [form[name] for name in names]) for heading, names in groups]


def initial_of_meeting(meeting: Meeting) -> dict[str, Any]:
    """What the form of a meeting begins with."""
    rows = ("institutions", "members")
    values = {name: getattr(meeting, name) for name in MeetingData.__dataclass_fields__ if name not in rows}
    lists = {name: list(getattr(meeting, name).all()) for name in rows}
    return {**values, **lists, "version": meeting.version}


def initial_of_person(person: Interlocutor) -> dict[str, Any]:
    """What the form of a person begins with."""
    values = {name: getattr(person, name) for name in PersonData.__dataclass_fields__}
    return {**values, "version": person.meeting.version}


def initial_of_institution(one: Institution) -> dict[str, Any]:
    """What the form of an institution begins with."""
    names = {f"name_{language}": one.names.get(language, "") for language in LANGUAGES}
    return {**names, "kind": one.kind, "area": one.area, "in_annex": one.in_annex, "version": one.version}
