"""The forms of the registers. What an action refuses is shown at the field that it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baqylau.campaign.actions.events import EventData, contestants_of
from baqylau.campaign.actions.finance import FundData, LineData
from baqylau.campaign.actions.freedoms import FreedomData
from baqylau.campaign.finance import in_words, part_of
from baqylau.campaign.methods.finance import CONTESTANT_KINDS
from baqylau.campaign.models.events import (
    Endorsement,
    EventKind,
    Irregular,
    Material,
    Organiser,
    Police,
    Topic,
    VenueKind,
)
from baqylau.campaign.models.finance import RECEIPTS, LineCategory
from baqylau.campaign.models.freedoms import ActorKind, AffectedKind, FreedomKind, FreedomOutcome
from baqylau.campaign.models.register_entries import KnownBy
from baqylau.campaign.register_words import LABELS
from baqylau.campaign.sources.finance import amount
from baqylau.election.models import Area, Contest, Option
from baqylau.mission.entry_form import EntryForm
from baqylau.mission.models import Mission

NOT_KNOWN = ("", _("not known"))
LONGEST_TEXT = 20_000


def _choice(field: str, choices: Iterable[tuple[str, Any]], **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=LABELS[field], choices=[NOT_KNOWN, *choices], required=False, **more)


def _several(field: str, choices: Iterable[tuple[str, Any]] = (), **more: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        label=LABELS[field],
        choices=list(choices),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        **more,
    )


def _text(field: str, longest: int = 200, **more: Any) -> forms.CharField:
    return forms.CharField(label=LABELS[field], required=False, max_length=longest, **more)


def _long(field: str, rows: int = 4, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(
        label=LABELS[field], required=False, max_length=LONGEST_TEXT, widget=widget, **more
    )


def _day(field: str, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=LABELS[field], required=False, widget=widget, **more)


def _count(field: str, **more: Any) -> forms.IntegerField:
    return forms.IntegerField(label=LABELS[field], required=False, min_value=0, **more)


class MoneyField(forms.CharField):
    """An amount as people write it: 1 050 000,50. A point or comma before three digits is not guessed at."""

    def __init__(self, **more: Any) -> None:
        super().__init__(required=False, max_length=30, **more)
        self.widget.attrs |= {"inputmode": "decimal", "class": "num"}

    def clean(self, value: Any) -> Any:
        text = str(super().clean(value)).strip()
        negative = text[:1] in ("-", "−")
        found = amount(text[1:] if negative else text) if text else None
        if text and found is None:
            raise forms.ValidationError(_("Expected digits, and decimals after a dot or comma: 1050000.50."))
        return -found if found is not None and negative else found


def _money(field: str, **more: Any) -> MoneyField:
    return MoneyField(label=LABELS[field], **more)


class RegisterForm(EntryForm):
    """A form of an entry; several choices come out as a tuple."""

    def values(self, names: Iterable[str]) -> dict[str, Any]:
        """The cleaned values of some fields; several choices as a tuple."""
        return {
            name: tuple(value) if isinstance(value := self.cleaned_data[name], list) else value
            for name in names
            if name in self.cleaned_data
        }


class PlacedForm(RegisterForm):
    """A form that asks for contest and area of the mission's election, how it is known, who may see it."""

    contest = forms.ModelChoiceField(Contest.objects.none(), required=False, label=LABELS["contest"])
    area = forms.ModelChoiceField(Area.objects.none(), required=False, label=LABELS["area"])
    source_kind = forms.ChoiceField(label=LABELS["source_kind"], choices=KnownBy.choices)
    source = _text("source", 2000, help_text=_("Who said it, or which document or address."))
    confidential = forms.BooleanField(
        label=LABELS["confidential"],
        required=False,
        help_text=_("Only the heads of the mission, the political and the legal analyst will know of it."),
    )

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mission = mission
        contest: Any = self.fields["contest"]
        contest.queryset = Contest.objects.filter(election=mission.election)
        contest.empty_label = gettext("not known")
        area: Any = self.fields["area"]
        area.queryset = mission.election.areas.defer("boundary").order_by(Area.order_column())
        area.empty_label = gettext("not known")


class FreedomForm(PlacedForm):
    """What is said of an entry of the register of freedoms."""

    kind = forms.ChoiceField(label=LABELS["kind"], choices=[("", _("choose")), *FreedomKind.choices])
    says = _long("says", help_text=_("What happened, in neutral words. Who says so stands in the source."))
    asked_on = _day("asked_on", help_text=_("Of an assembly, a party: when they told or asked."))
    happened_on = _day("happened_on")
    outcome = _choice(
        "outcome",
        FreedomOutcome.choices,
        help_text=_("A notice and its refusal are one entry: say here that it was refused."),
    )
    answered_on = _day("answered_on")
    outcome_says = _text(
        "outcome_says", 300, help_text=_("Such as the reason given, days of arrest, a fine.")
    )
    who_kind = _choice("who_kind", AffectedKind.choices)
    who = _text("who", help_text=_("Leave it out where the person did not agree to be named."))
    people = _count("people")
    women = _count("women")
    actor_kind = _choice("actor_kind", ActorKind.choices)
    actor = _text("actor")
    place = _text("place")
    article = _text("article", help_text=_("The article that the authority named, or that is at issue."))

    groups: Sequence[tuple[Any, Sequence[str]]] = (
        (_("What happened"), ("kind", "says", "asked_on", "happened_on", "area", "place")),
        (_("Whom it concerns"), ("who_kind", "who", "people", "women")),
        (
            _("Answer or outcome"),
            ("outcome", "answered_on", "outcome_says", "actor_kind", "actor", "article"),
        ),
        (_("How it is known"), ("source_kind", "source", "contest", "confidential")),
    )

    def data_given(self) -> FreedomData:
        """What the actions take."""
        return FreedomData(**self.values(FreedomData.__dataclass_fields__))


class EventForm(PlacedForm):
    """What an analyst says of a campaign event."""

    day = _day("day")
    begins_at = forms.TimeField(
        label=LABELS["begins_at"],
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    place = _text("place", help_text=_("Settlement and place."))
    venue_kind = _choice("venue_kind", VenueKind.choices)
    event_kind = _choice("event_kind", EventKind.choices)
    organiser = _choice("organiser", Organiser.choices)
    contestants = _several("contestants")
    candidate = _text("candidate")
    attendance = _count("attendance")
    women_share = forms.IntegerField(label=LABELS["women_share"], required=False, min_value=0, max_value=100)
    police = _choice("police", Police.choices)
    topics = _several("topics", Topic.choices)
    endorsements = _several("endorsements", Endorsement.choices)
    materials = _several("materials", Material.choices)
    irregular = _several("irregular", Irregular.choices)
    says = _long("says", help_text=_("What was said that matters, and what else there is to say."))

    groups: Sequence[tuple[Any, Sequence[str]]] = (
        (_("When and where"), ("day", "begins_at", "area", "place", "venue_kind")),
        (_("What it was"), ("event_kind", "organiser", "contestants", "candidate", "contest")),
        (_("People"), ("attendance", "women_share", "police")),
        (_("What was said and given"), ("topics", "says", "endorsements", "materials", "irregular")),
        (_("How it is known"), ("source_kind", "source", "confidential")),
    )

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, mission=mission, **kwargs)
        chosen: Any = self.fields["contestants"]
        chosen.choices = [(code, option.name) for code, option in contestants_of(mission).items()]
        self.fields["day"].required = True

    def data_given(self) -> EventData:
        """What the actions take."""
        return EventData(**self.values(EventData.__dataclass_fields__))


class FundForm(PlacedForm):
    """What was published of a fund."""

    option = forms.ModelChoiceField(Option.objects.none(), required=False, label=LABELS["option"])
    contestant = _text(
        "contestant", help_text=_("Only where it is not on the list above, or is written otherwise.")
    )
    as_of = _day("as_of", help_text=_("The day up to which the amounts are counted."))
    published_on = _day("published_on", help_text=_("Leave it empty where it is not known."))
    due_code = forms.ChoiceField(label=LABELS["due_code"], required=False)
    own_funds = _money("own_funds")
    donations = _money("donations")
    other_receipts = _money("other_receipts")
    receipts = _money("receipts", help_text=_("As published, not added up by you."))
    spending = _money("spending")
    balance = _money("balance")
    says = _long("says", 3)

    groups: Sequence[tuple[Any, Sequence[str]]] = (
        (_("Whose fund"), ("option", "contestant", "as_of")),
        (_("Publication"), ("due_code", "published_on", "source_kind", "source", "confidential")),
        (
            _("Amounts since the fund began, as published"),
            ("own_funds", "donations", "other_receipts", "receipts", "spending", "balance"),
        ),
        (_("Also"), ("says",)),
    )

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, mission=mission, **kwargs)
        chosen: Any = self.fields["option"]
        options = Option.objects.filter(contest__election=mission.election, kind__in=CONTESTANT_KINDS)
        chosen.queryset = options.select_related("contest").order_by("contest__position", "position", "code")
        chosen.label_from_instance = lambda option: f"{option.name} – {option.contest.name}"
        chosen.empty_label = gettext("not on the list")
        due: Any = self.fields["due_code"]
        due.choices = [("", _("none that the pack names")), *publication_choices(mission)]
        del self.fields["area"], self.fields["contest"]
        self.fields["as_of"].required = True

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        option = given.get("option")
        if option is not None and not given.get("contestant"):
            given["contestant"] = option.name
        return given

    def data_given(self, kept: Mapping[str, Any] | None = None) -> FundData:
        """What the actions take; ``kept`` are values that the form does not ask for."""
        return FundData(**{**(kept or {}), **self.values(FundData.__dataclass_fields__)})


class LineForm(RegisterForm):
    """One amount of a fund."""

    category = forms.ChoiceField(label=LABELS["category"])
    amount = _money("amount")
    day = _day("day")
    who = _text("who", help_text=_("From whom or to whom, as published."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["category"]
        chosen.choices = line_categories()
        self.fields["amount"].required = True

    def data_given(self) -> LineData:
        """What the actions take."""
        return LineData(**self.values(LineData.__dataclass_fields__))


class FundFileForm(forms.Form):
    """A table of electoral funds."""

    file = forms.FileField(label=_("File"), help_text=_("CSV in UTF-8, or XLSX: a row for each amount."))
    source = forms.CharField(
        label=_("Source"),
        max_length=2000,
        help_text=_("Where it was published: for rows that do not say so themselves."),
    )


def line_categories() -> list[tuple[str, list[tuple[str, Any]]]]:
    """Categories in two groups: received, spent."""
    named = dict(LineCategory.choices)
    received = [(one.value, named[one.value]) for one in LineCategory if one in RECEIPTS]
    spent = [(one.value, named[one.value]) for one in LineCategory if one not in RECEIPTS]
    return [(gettext("Received"), received), (gettext("Spent"), spent)]


def publication_choices(mission: Mission) -> list[tuple[str, str]]:
    """The publications of the pack, in the language in use."""
    return [(one.code, in_words(one.names)) for one in part_of(mission.election).publications]


def initial_of(entry: Any, names: Iterable[str]) -> dict[str, Any]:
    """What a form begins with for an entry, with the version that its reader has seen."""
    values = {name: getattr(entry, name) for name in names}
    return {**{name: _plain(value) for name, value in values.items()}, "version": entry.version}


def _plain(value: Any) -> Any:
    return format(value.normalize(), "f") if isinstance(value, Decimal) else value


def grouped(form: Any) -> list[tuple[str, list[Any]]]:
    """The fields of a form under their headings."""
    return [
        (str(heading), [form[name] for name in names if name in form.fields])
        for heading, names in form.groups
    ]
