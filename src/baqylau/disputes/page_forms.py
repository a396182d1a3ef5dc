"""The forms of the room. What an action refuses is shown at the field that it names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baqylau.disputes.actions.given import CaseData, ProceedingData, ViolationData
from baqylau.disputes.methods.procedure import Procedure
from baqylau.disputes.models import (
    Arrival,
    Case,
    Channel,
    ComplainantKind,
    ComplainantSex,
    ExtractMapping,
    FoundBy,
    Hearing,
    LinkKind,
    Outcome,
    RespondentKind,
    Sanction,
    SourceKind,
    ViolationKind,
    WhoKind,
)
from baqylau.disputes.procedure import body_name, category_choices
from baqylau.disputes.queries import labelled
from baqylau.election.models import Area, Contest
from baqylau.mission.entry_form import EntryForm, NumberedForm
from baqylau.mission.models import Mission

NOT_KNOWN = ("", _("not known"))


def _choice(choices: Iterable[tuple[str, Any]], field: str, **more: Any) -> forms.ChoiceField:
    return forms.ChoiceField(label=label_of(field), choices=[NOT_KNOWN, *choices], required=False, **more)


def label_of(field: str) -> Any:
    """The label of a field, said in the language of the page."""
    from baqylau.disputes.words import LABELS

    return LABELS[field]


def _text(field: str, longest: int = 200, **more: Any) -> forms.CharField:
    return forms.CharField(label=label_of(field), required=False, max_length=longest, **more)


def _long(field: str, rows: int = 4, **more: Any) -> forms.CharField:
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label_of(field), required=False, max_length=20_000, widget=widget, **more)


def _day(field: str, **more: Any) -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label_of(field), required=False, widget=widget, **more)


def _yes_no(field: str) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label_of(field),
        required=False,
        choices=[NOT_KNOWN, ("yes", _("yes")), ("no", _("no"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
    )


NUMBERS = {"required": "H.101", "invalid": "H.108", "max_length": "H.110", "": "H.101"}
"""The numbers of what a form finds by itself: a choice, a date, a text that is too long."""


class PlacedForm(EntryForm):
    """A form that asks for a contest and an area of the mission's election."""

    numbers = NUMBERS

    contest = forms.ModelChoiceField(Contest.objects.none(), required=False, label=label_of("contest"))
    area = forms.ModelChoiceField(Area.objects.none(), required=False, label=label_of("area"))

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mission = mission
        chosen: Any = self.fields["contest"]
        chosen.queryset = Contest.objects.filter(election=mission.election)
        chosen.empty_label = gettext("not known")
        place: Any = self.fields["area"]
        place.queryset = mission.election.areas.defer("boundary").order_by(Area.order_column())
        place.empty_label = gettext("not known")


class CaseForm(PlacedForm):
    """What is said of a case."""

    arrival = forms.ChoiceField(
        label=label_of("arrival"),
        choices=Arrival.choices,
        help_text=_("Only complaints and appeals are counted as disputes."),
    )
    official_number = _text("official_number", 60, help_text=_("As the body that received it gave it."))
    channel = _choice(Channel.choices, "channel")
    complainant_kind = _choice(ComplainantKind.choices, "complainant_kind")
    complainant = _text(
        "complainant", help_text=_("Leave it out where the person did not agree to be named.")
    )
    complainant_sex = _choice(ComplainantSex.choices, "complainant_sex")
    respondent_kind = _choice(RespondentKind.choices, "respondent_kind")
    respondent = _text("respondent")
    says = _long("says", help_text=_("What happened, in the words of the complaint."))
    category = forms.ChoiceField(label=label_of("category"), required=False)
    article = _text("article", help_text=_("The article that the complaint names."))
    remedy = _long("remedy", 2, help_text=_("What the complainant asks for."))
    source_kind = forms.ChoiceField(label=label_of("source_kind"), choices=SourceKind.choices)
    source = _text("source", 2000, help_text=_("Who said it, or which document."))
    confidential = forms.BooleanField(
        label=label_of("confidential"),
        required=False,
        help_text=_("Only the legal analyst and the heads of the mission will know that it is there."),
    )
    is_precedent = forms.BooleanField(
        label=label_of("is_precedent"),
        required=False,
        help_text=_("Others then followed this decision; tie the cases that it changed to it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tree: Any = self.fields["category"]
        tree.choices = [NOT_KNOWN, *category_choices()]

    def data_given(self) -> CaseData:
        """What the actions take."""
        return CaseData(**self.values(CaseData.__dataclass_fields__))


class ProceedingForm(EntryForm):
    """What is said of a case before one body."""

    numbers = NUMBERS

    body = forms.ChoiceField(label=label_of("body"), required=False)
    body_name = _text("body_name", help_text=_("Such as the number or place of the commission."))
    contested_on = _day("contested_on", help_text=_("From it the days to complain are counted."))
    received_on = _day("received_on", help_text=_("From it the days to decide are counted."))
    hearing = _choice(Hearing.choices, "hearing")
    outcome = forms.ChoiceField(label=label_of("outcome"), choices=Outcome.choices)
    decided_on = _day("decided_on")
    decision = _long("decision", 3)
    is_reasoned = _yes_no("is_reasoned")
    is_published = _yes_no("is_published")

    def __init__(self, *args: Any, procedure: Procedure, before: str | None = None, **kwargs: Any) -> None:
        """``before`` is the body that decided last; the bodies one may go to from there are offered first."""
        super().__init__(*args, **kwargs)
        bodies: Any = self.fields["body"]
        bodies.choices = [NOT_KNOWN, *_bodies(procedure, before)]

    def data_given(self) -> ProceedingData:
        """What the actions take."""
        return ProceedingData(**self.values(ProceedingData.__dataclass_fields__))


def _bodies(procedure: Procedure, before: str | None) -> list[tuple[str, Any]]:
    usual = [body.code for body in procedure.next_bodies(before or "")] if before is not None else []
    others = [code for code in procedure.bodies if code not in usual]
    named = {code: body_name(procedure, code) for code in procedure.bodies}
    if not usual:
        return [(code, named[code]) for code in others]
    groups = [(gettext("By the procedure"), [(code, named[code]) for code in usual])]
    return (
        [*groups, (gettext("Other bodies"), [(code, named[code]) for code in others])] if others else groups
    )


class ViolationForm(PlacedForm):
    """What an authority said of a violation."""

    numbers = {**NUMBERS, "case": "H.114"}

    kind = forms.ChoiceField(label=label_of("kind"), choices=ViolationKind.choices)
    found_by = forms.ChoiceField(label=label_of("found_by"), choices=FoundBy.choices)
    found_by_name = _text("found_by_name")
    found_on = _day("found_on")
    happened_on = _day("happened_on")
    who_kind = _choice(WhoKind.choices, "who_kind")
    who = _text("who", help_text=_("Leave it out where a person need not be named."))
    says = _long("says", help_text=_("What the authority says happened."))
    article = _text("article", help_text=_("The article that the authority names."))
    sanction = _choice(Sanction.choices, "sanction")
    sanction_says = _text("sanction_says", help_text=_("Such as the amount of a fine."))
    case = forms.CharField(
        label=label_of("case"), required=False, max_length=12, help_text=_("The number of a case about it.")
    )
    source_kind = forms.ChoiceField(label=label_of("source_kind"), choices=SourceKind.choices)
    source = _text("source", 2000, help_text=_("Who said it, or which document."))
    confidential = forms.BooleanField(
        label=label_of("confidential"),
        required=False,
        help_text=_("Only the legal analyst and the heads of the mission will know that it is there."),
    )

    def clean_case(self) -> Case | None:
        """The case with this number, or none."""
        text = str(self.cleaned_data["case"]).strip()
        if not text:
            return None
        found = labelled(Case.objects.filter(mission=self.mission), text)
        if found is None:
            raise forms.ValidationError(_("There is no case with this number."))
        return found

    def data_given(self) -> ViolationData:
        """What the actions take."""
        return ViolationData(**self.values(ViolationData.__dataclass_fields__))


class TieForm(EntryForm):
    """How a case is tied to another."""

    numbers = {"to": "H.114", "": "H.112"}

    kind = forms.ChoiceField(label=_("This case"), choices=LinkKind.choices)
    to = forms.CharField(label=_("Number of the other case"), max_length=12)


class DocumentForm(NumberedForm):
    """A document of a case."""

    numbers = {"": "H.113"}

    file = forms.FileField(label=_("File"))


class ExtractForm(NumberedForm):
    """An official extract, and the mapping by which it is read."""

    numbers = {"file": "H.304", "": "H.101"}

    file = forms.FileField(label=_("File"), help_text=_("CSV in UTF-8, or XLSX."))
    source = forms.CharField(
        label=_("From whom"),
        max_length=120,
        help_text=_("Such as the authority and the day. The mapping of its columns is kept under this name."),
    )
    mapping = forms.ModelChoiceField(
        ExtractMapping.objects.none(),
        label=_("Read as before"),
        required=False,
        empty_label=_("a new mapping"),
    )

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["mapping"]
        chosen.queryset = ExtractMapping.objects.filter(mission=mission)


Group = tuple[Any, Sequence[Any]]


def groups_of(*forms_and_groups: tuple[EntryForm, Sequence[tuple[Any, Sequence[str]]]]) -> list[Group]:
    """The fields of forms under headings, for a page that shows several forms as one."""
    gathered: dict[str, list[Any]] = {}
    for form, groups in forms_and_groups:
        for heading, names in groups:
            gathered.setdefault(str(heading), []).extend(form[name] for name in names)
    return list(gathered.items())


ARRIVED, WHO, ABOUT, KNOWN, DECIDED = (
    _("What arrived"),
    _("Who and against whom"),
    _("What it is about"),
    _("How it is known"),
    _("Decision"),
)
CASE_GROUPS: Sequence[tuple[Any, Sequence[str]]] = (
    (ARRIVED, ("arrival",)),
    (WHO, ("complainant_kind", "complainant", "complainant_sex", "respondent_kind", "respondent")),
    (ABOUT, ("says", "category", "remedy", "article", "contest", "area")),
    (KNOWN, ("source_kind", "source", "official_number", "channel", "confidential")),
)
PRECEDENT_GROUP: tuple[Any, Sequence[str]] = (DECIDED, ("is_precedent",))
PROCEEDING_GROUPS: Sequence[tuple[Any, Sequence[str]]] = (
    (ARRIVED, ("received_on", "body", "body_name", "contested_on")),
    (DECIDED, ("outcome", "decided_on", "hearing", "decision", "is_reasoned", "is_published")),
)
VIOLATION_GROUPS: Sequence[tuple[Any, Sequence[str]]] = (
    (_("What was found"), ("kind", "says", "article", "happened_on")),
    (_("Who"), ("who_kind", "who", "contest", "area")),
    (_("Found by"), ("found_by", "found_by_name", "found_on", "sanction", "sanction_says", "case")),
    (KNOWN, ("source_kind", "source", "confidential")),
)


def initial_of(row: Any, names: Iterable[str]) -> Mapping[str, Any]:
    """What a form begins with for a row: yes and no as the form asks for them."""
    values = {name: getattr(row, name) for name in names}
    answers = {True: "yes", False: "no", None: ""}
    for name in ("is_reasoned", "is_published"):
        if name in values:
            values[name] = answers[values[name]]
    return values
