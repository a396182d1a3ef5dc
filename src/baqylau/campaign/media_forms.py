"""The forms of media monitoring. What an action refuses is shown at the field that it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baqylau.campaign.actions.media_coding import typed_time
from baqylau.campaign.actions.media_outlets import OutletData, SubjectData
from baqylau.campaign.actions.media_programmes import ProgrammeData
from baqylau.campaign.actions.media_schedule import Coverage, Hours, coders_of
from baqylau.campaign.models import (
    MediaMapping,
    MediaSubject,
    MonitoringSlot,
    Outlet,
    OutletKind,
    Ownership,
    ProgrammeClass,
    SlotState,
    SubjectKind,
)
from baqylau.campaign.sources.coding_sheet_cells import LARGEST_AREA, mmss
from baqylau.election.models import Area
from baqylau.mission.entry_form import EntryForm
from baqylau.mission.models import Mission

NAME_FIELDS = {"name_en": "en", "name_ru": "ru", "name_kk": "kk"}
WEEKDAYS = (
    ("0", _("Monday")),
    ("1", _("Tuesday")),
    ("2", _("Wednesday")),
    ("3", _("Thursday")),
    ("4", _("Friday")),
    ("5", _("Saturday")),
    ("6", _("Sunday")),
)


def _clock(label: Any, **more: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, widget=widget, **more)


def _day(label: Any, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


class LengthField(forms.CharField):
    """A length typed as minutes and seconds; seconds are what it gives."""

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value) or "")
        if not text:
            return None
        try:
            return mmss(text)
        except ValueError:
            raise forms.ValidationError(
                gettext("X.131 '%(text)s' is not a time. Minutes and seconds: 6000 is 60:00.")
                % {"text": text[:20]}
            ) from None

    def prepare_value(self, value: Any) -> Any:
        return typed_time(value) if isinstance(value, int) else value


class MediaForm(EntryForm):
    """A form of the room; some ask for a name in each language."""

    def names(self) -> dict[str, str]:
        """The names by language."""
        return {language: self.cleaned_data[field] for field, language in NAME_FIELDS.items()}


def names_of(row: Any) -> dict[str, str]:
    """What the fields of names begin with."""
    return {field: row.names.get(language, "") for field, language in NAME_FIELDS.items()}


class OutletForm(MediaForm):
    """What is said of an outlet."""

    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    name_ru = forms.CharField(label=_("Name in Russian"), max_length=200, required=False)
    name_kk = forms.CharField(label=_("Name in Kazakh"), max_length=200, required=False)
    code = forms.CharField(
        label=_("Code"), max_length=40, help_text=_("Small Latin letters and digits, such as qazaqstan.")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=OutletKind.choices)
    ownership = forms.ChoiceField(label=_("Ownership"), choices=Ownership.choices)
    owner = forms.CharField(label=_("Owner"), max_length=200, required=False)
    languages = forms.CharField(
        label=_("Languages"), max_length=60, required=False, help_text=_("Codes, such as kk, ru.")
    )
    area = forms.ModelChoiceField(Area.objects.none(), label=_("Where it is received"), required=False)
    prime_time_from = _clock(_("Prime time from"), help_text=_("Television and radio only."))
    prime_time_to = _clock(_("Prime time to"), help_text=_("00:00 is midnight."))
    address = forms.CharField(label=_("Address of its site or stream"), max_length=300, required=False)
    source = forms.CharField(label=_("Source"), max_length=2000, required=False)
    active = forms.BooleanField(label=_("It is monitored"), required=False, initial=True)

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["area"]
        chosen.queryset = mission.election.areas.defer("boundary").order_by(Area.order_column())
        chosen.empty_label = gettext("the whole country")

    def data_given(self) -> OutletData:
        """What the actions take."""
        languages = self.cleaned_data["languages"].replace(";", ",").replace(" ", ",").split(",")
        names = [name for name in OutletData.__dataclass_fields__ if name not in ("names", "languages")]
        return OutletData(**self.values(names), names=self.names(), languages=tuple(languages))


class SubjectForm(MediaForm):
    """What is said of a subject."""

    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    name_ru = forms.CharField(label=_("Name in Russian"), max_length=200, required=False)
    name_kk = forms.CharField(label=_("Name in Kazakh"), max_length=200, required=False)
    code = forms.CharField(label=_("Code"), max_length=40, help_text=_("Small Latin letters and digits."))
    kind = forms.ChoiceField(label=_("Kind"), choices=SubjectKind.choices)
    belongs_to = forms.ModelChoiceField(
        MediaSubject.objects.none(),
        label=_("Belongs to"),
        required=False,
        empty_label=_("nobody"),
        help_text=_("Such as a member of parliament to a party."),
    )
    is_contestant = forms.BooleanField(label=_("Stands in the election"), required=False)
    colour = forms.CharField(
        label=_("Colour"), max_length=7, required=False, help_text=_("Six digits after a #, for charts.")
    )
    active = forms.BooleanField(label=_("It is coded"), required=False, initial=True)

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["belongs_to"]
        chosen.queryset = MediaSubject.objects.filter(mission=mission, belongs_to=None)

    def data_given(self) -> SubjectData:
        """What the actions take."""
        names = [name for name in SubjectData.__dataclass_fields__ if name != "names"]
        return SubjectData(**self.values(names), names=self.names())


class TopicForm(MediaForm):
    """A topic, new or changed."""

    code = forms.CharField(label=_("Code"), max_length=40, help_text=_("A code that is there is changed."))
    name_en = forms.CharField(label=_("Name in English"), max_length=200, required=False)
    name_ru = forms.CharField(label=_("Name in Russian"), max_length=200, required=False)
    name_kk = forms.CharField(label=_("Name in Kazakh"), max_length=200, required=False)
    active = forms.BooleanField(label=_("It is coded"), required=False, initial=True)


def _outlets(mission: Mission) -> Any:
    found = Outlet.objects.filter(mission=mission, active=True)
    return found.order_by(Outlet.order_column())


class PlanForm(MediaForm):
    """Hours that are to be monitored on several days."""

    outlet = forms.ModelChoiceField(Outlet.objects.none(), label=_("Outlet"))
    first = _day(_("From"))
    last = _day(_("Until"))
    weekdays = forms.MultipleChoiceField(
        label=_("Weekdays"),
        choices=WEEKDAYS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None says every day."),
    )
    begins = _clock(_("Begins"), help_text=_("Print and online: leave the hours out."))
    ends = _clock(_("Ends"), help_text=_("00:00 is midnight."))
    monitor = forms.ModelChoiceField(
        MonitoringSlot.objects.none(), label=_("Monitor"), required=False, empty_label=_("not yet known")
    )

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        outlet: Any = self.fields["outlet"]
        monitor: Any = self.fields["monitor"]
        outlet.queryset, monitor.queryset = _outlets(mission), coders_of(mission)

    def data_given(self) -> Hours:
        """What the action takes."""
        values = self.values(Hours.__dataclass_fields__)
        return Hours(**{**values, "weekdays": frozenset(int(day) for day in values["weekdays"])})


class SlotForm(MediaForm):
    """What of some hours was really covered."""

    state = forms.ChoiceField(label=_("What was covered"), choices=SlotState.choices)
    done_from = _clock(_("Covered from"), help_text=_("Where a part was covered."))
    done_to = _clock(_("Covered to"))
    reason = forms.CharField(
        label=_("Why not all"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def data_given(self) -> Coverage:
        """What the action takes."""
        return Coverage(**self.values(Coverage.__dataclass_fields__))


class MonitorForm(MediaForm):
    """Who is to monitor, or to code once more."""

    monitor = forms.ModelChoiceField(MonitoringSlot.objects.none(), label=_("Monitor"), required=False)

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        monitor: Any = self.fields["monitor"]
        monitor.queryset, monitor.empty_label = coders_of(mission), gettext("not yet known")


class ProgrammeForm(MediaForm):
    """What is said of a programme. ``monitor`` is asked only of whoever keeps the schedule."""

    outlet = forms.ModelChoiceField(Outlet.objects.none(), label=_("Outlet"))
    day = _day(_("Day"))
    begins = _clock(_("Begins"), help_text=_("Television and radio."))
    length = LengthField(
        label=_("Length"),
        required=False,
        max_length=10,
        help_text=_("Minutes and seconds: 6000 is sixty minutes."),
    )
    pages = forms.IntegerField(label=_("Pages"), required=False, min_value=1, max_value=999)
    area_cm2 = forms.IntegerField(
        label=_("Area of the issue, cm²"), required=False, min_value=1, max_value=LARGEST_AREA
    )
    programme_class = forms.ChoiceField(label=_("Class"), choices=ProgrammeClass.choices)
    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    debate_organiser = forms.CharField(label=_("Organiser of the debate"), max_length=200, required=False)
    monitor = forms.ModelChoiceField(MonitoringSlot.objects.none(), label=_("Monitor"), required=False)
    reason = forms.CharField(label=_("Reason for the correction"), max_length=2000, required=False)

    def __init__(
        self, *args: Any, mission: Mission, with_monitor: bool, with_reason: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        outlet: Any = self.fields["outlet"]
        monitor: Any = self.fields["monitor"]
        outlet.queryset, monitor.queryset = _outlets(mission), coders_of(mission)
        monitor.empty_label = gettext("myself")
        if not with_monitor:
            del self.fields["monitor"]
        if not with_reason:
            del self.fields["reason"]

    def data_given(self, slot: MonitoringSlot | None) -> ProgrammeData:
        """What the actions take; an organiser counts of a debate only."""
        names = [
            name for name in ProgrammeData.__dataclass_fields__ if name not in ("length_seconds", "slot")
        ]
        values = self.values(names)
        return ProgrammeData(**values, length_seconds=self.cleaned_data["length"], slot=slot)


class ImportForm(forms.Form):
    """A spreadsheet of codings, and the mapping by which it is read."""

    file = forms.FileField(label=_("File"), help_text=_("XLSX or CSV."))
    mapping = forms.ModelChoiceField(
        MediaMapping.objects.none(), label=_("Read as before"), required=False, empty_label=_("a new mapping")
    )
    mapping_name = forms.CharField(
        label=_("Name of the mapping"),
        max_length=120,
        required=False,
        help_text=_("How its columns and words are read is kept under this name for the next one."),
    )

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["mapping"]
        chosen.queryset = MediaMapping.objects.filter(mission=mission)


def initial_of(row: Any, names: Iterable[str]) -> Mapping[str, Any]:
    """What a form begins with for a row."""
    return {name: getattr(row, name) for name in names}
