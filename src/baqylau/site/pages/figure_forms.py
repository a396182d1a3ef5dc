"""The forms of the register of published figures, and of the numbers picked from a pasted text."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from baqylau.election.indicators import INDICATORS
from baqylau.election.methods.pick_figures import Likely, Picked, pick
from baqylau.election.models import Area, Contest, Election, Option, PublishedFigure, Qualifier, Speaker
from baqylau.mission.entry_form import NumberedForm

LANGUAGES = [("en", gettext_lazy("English")), ("ru", gettext_lazy("Russian")), ("kk", gettext_lazy("Kazakh"))]
UNITS = [
    ("count", gettext_lazy("a count")),
    ("percent", gettext_lazy("per cent")),
    ("seats", gettext_lazy("seats")),
]
QUALIFIERS = [("", gettext_lazy("exactly")), *Qualifier.choices]
NUMBERS = {"required": "N.202", "": "N.204"}
PART_HELP = gettext_lazy(
    "Where it counts a part of a whole: breakdown:part in small Latin letters, such as outcome:satisfied or "
    "of_which:women. Parts that bear the same breakdown should add up to the whole."
)


def indicator_choices() -> list[tuple[str, str]]:
    """The indicators in the order of their names in the language in use."""
    return sorted(((code, str(name)) for code, name in INDICATORS.items()), key=lambda one: one[1])


def contests_and_options(election: Election) -> list[tuple[str, Any]]:
    """What a figure may be limited to: a contest, or one option of it; grouped for a select."""
    contests = election.contests.prefetch_related("options").order_by("position", "code")
    groups: list[tuple[str, Any]] = [("", _("the whole election"))]
    for contest in contests:
        options = [(f"{contest.pk}/{option.pk}", option.name) for option in contest.options.all()]
        groups.append((contest.name, [(f"{contest.pk}/", _("the whole contest")), *options]))
    return groups


def area_choices(election: Election) -> list[tuple[str, str]]:
    """The regions of the country, in alphabetical order."""
    areas = election.areas.filter(parent__isnull=False, parent__parent__isnull=True)
    return [("", _("the whole country"))] + [
        (str(area.pk), area.name) for area in areas.order_by(Area.order_column(), "code")
    ]


class OfWhat(NumberedForm):
    """The fields that say what a number is of: what each figure needs, entered or picked."""

    numbers = NUMBERS

    indicator = forms.ChoiceField(label=gettext_lazy("What is counted"))
    of = forms.ChoiceField(label=gettext_lazy("Contest or option"), required=False)
    area = forms.ChoiceField(label=gettext_lazy("Area"), required=False)
    part = forms.RegexField(
        label=gettext_lazy("Part"),
        regex=r"^[a-z0-9_]+:[a-z0-9_]+(/[a-z0-9_]+:[a-z0-9_]+)*$",
        required=False,
        max_length=160,
        help_text=PART_HELP,
        error_messages={"invalid": gettext_lazy("Write breakdown:part, such as outcome:satisfied.")},
    )
    as_of = forms.CharField(
        label=gettext_lazy("As of"),
        required=False,
        max_length=60,
        help_text=gettext_lazy("2023-03-19 or 2023-03-19 18:10; empty for a final figure."),
    )

    def __init__(self, *args: Any, election: Election, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.election = election
        self.fields["indicator"].choices = [("", _("choose")), *indicator_choices()]  # type: ignore[attr-defined]
        self.fields["of"].choices = contests_and_options(election)  # type: ignore[attr-defined]
        self.fields["area"].choices = area_choices(election)  # type: ignore[attr-defined]

    def of_what(self) -> dict[str, Any]:
        """What the action takes of these fields."""
        data = self.cleaned_data
        contest, _slash, option = str(data.get("of", "")).partition("/")
        return {
            "indicator": data["indicator"],
            "contest": Contest.objects.filter(pk=int(contest or 0), election=self.election).first(),
            "option": Option.objects.filter(pk=int(option or 0), contest=int(contest or 0)).first(),
            "area": Area.objects.filter(pk=data["area"]).first() if data.get("area") else None,
            "part": data["part"],
            "as_of": data["as_of"],
        }


class Telling(NumberedForm):
    """Who said it, where and when."""

    numbers = NUMBERS

    said_by = forms.CharField(label=gettext_lazy("Who said it"), max_length=200)
    speaker = forms.ChoiceField(label=gettext_lazy("Who that is"), choices=Speaker.choices)
    source = forms.CharField(
        label=gettext_lazy("Where"),
        max_length=2000,
        help_text=gettext_lazy("The address of the page, or the outlet with its date and page."),
    )
    said_on = forms.DateField(
        label=gettext_lazy("When it was published"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def telling(self) -> dict[str, Any]:
        """What the action takes of these fields."""
        return {name: self.cleaned_data[name] for name in ("said_by", "speaker", "source", "said_on")}


class FigureForm(Telling, OfWhat):
    """One figure, by hand."""

    numbers = {**NUMBERS, "number": "N.201", "reason": "N.207"}

    number = forms.CharField(
        label=gettext_lazy("Number, as it is printed"),
        max_length=80,
        help_text=gettext_lazy("With its words: 54,19 %, more than 5,000, 12.4 million."),
    )
    sentence = forms.CharField(
        label=gettext_lazy("The sentence"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=4000,
        help_text=gettext_lazy("Word for word, in its own language."),
    )
    language = forms.ChoiceField(label=gettext_lazy("Its language"), choices=LANGUAGES)
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), choices=UNITS)
    base = forms.ChoiceField(
        label=gettext_lazy("Per cent of what"),
        required=False,
        help_text=gettext_lazy("Empty: of what such a share is usually of."),
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        help_text=gettext_lazy("Of whom or of what it is, as far as the fields above do not say it."),
    )
    should_be = forms.CharField(
        label=gettext_lazy("What it should be by other figures"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("Fill it in when you know how a disagreement came about; say so in the note."),
    )
    field_order: tuple[str, ...] = (
        *("sentence", "language", "number", "unit", "said_by", "speaker", "source", "said_on"),
        *("indicator", "of", "area", "part", "base", "as_of", "note", "should_be"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["base"].choices = [("", "–"), *indicator_choices()]  # type: ignore[attr-defined]
        self.fields["language"].initial = (get_language() or "en")[:2]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        printed = str(data.get("number", ""))
        language = str(data.get("language") or "en")
        if printed:
            self.read = self._read(printed, language, str(data.get("unit", "")))
        return data

    def _read(self, printed: str, language: str, unit: str) -> dict[str, Any]:
        """The value, its unit and its qualifier from the number as printed; nothing where it is none."""
        found = [one for one in pick(printed, language) if one.value]
        if len(found) != 1:
            says = _("Give one number, as it is printed.")
            self.add_error("number", f"N.201 {says}")
            return {}
        if found[0].is_unsure:
            says = _("%(printed)s can be read in two ways. Write it without a mark for thousands.")
            self.add_error("number", f"N.201 {says % {'printed': found[0].as_printed}}")
            return {}
        if found[0].unit == "percent" and unit != "percent":
            says = _("The number is printed as a percentage.")
            self.add_error("unit", f"N.204 {says}")
        return {"value": found[0].value, "qualifier": str(found[0].qualifier), "as_printed": printed.strip()}

    def given(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        plain = {name: data[name] for name in ("unit", "base", "note", "should_be", "language")}
        sentence = " ".join(data["sentence"].split())
        return {**self.of_what(), **self.telling(), **self.read, **plain, "sentence": sentence}

    @staticmethod
    def initial_of(figure: PublishedFigure) -> dict[str, Any]:
        """The fields of an entry that is changed."""
        plain = (
            *("indicator", "part", "as_of", "said_by", "speaker", "source", "said_on", "sentence"),
            *("language", "unit", "base", "note", "should_be"),
        )
        of = f"{figure.contest_id}/{figure.option_id or ''}" if figure.contest_id else ""
        return {
            **{name: getattr(figure, name) for name in plain},
            "number": figure.as_printed or figure.value,
            "of": of,
            "area": str(figure.area_id or ""),
        }


class ChangeFigureForm(FigureForm):
    """A change of an entry, with its reason."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("Why it should say something else. It is kept with the change."),
    )
    field_order = (*FigureForm.field_order, "reason")


class PasteForm(Telling):
    """A text with its source, from which numbers are picked."""

    text = forms.CharField(
        label=gettext_lazy("Text"),
        widget=forms.Textarea(attrs={"rows": 12}),
        max_length=60_000,
        help_text=gettext_lazy("English, Russian or Kazakh. Numbers are proposed; you say which count what."),
    )
    field_order = ("text", "said_by", "speaker", "source", "said_on")


class PickedForm(OfWhat):
    """One number picked from a text: whether it is registered, and as what."""

    numbers = {**NUMBERS, "value": "N.201"}

    take = forms.BooleanField(label=gettext_lazy("Register it"), required=False)
    unit = forms.ChoiceField(label=gettext_lazy("Unit"), choices=UNITS)
    qualifier = forms.ChoiceField(label=gettext_lazy("Said before it"), choices=QUALIFIERS, required=False)
    value = forms.RegexField(
        label=gettext_lazy("Number"),
        regex=r"^-?\d{1,30}(\.\d{1,9})?$",
        max_length=40,
        error_messages={"invalid": gettext_lazy("Give digits, with a point before decimals.")},
    )
    field_order = ("take", "indicator", "value", "unit", "qualifier", "of", "area", "part", "as_of")

    def __init__(self, *args: Any, picked: Picked, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.picked = picked
        self.fields["part"].help_text = ""
        self.fields["as_of"].help_text = ""

    def full_clean(self) -> None:
        """A number that is not registered need not be filled in."""
        super().full_clean()
        if self.is_bound and not self.data.get(self.add_prefix("take")):
            self._errors = forms.utils.ErrorDict()

    @property
    def is_taken(self) -> bool:
        return bool(self.cleaned_data.get("take"))

    @property
    def around(self) -> tuple[str, str, str]:
        """The sentence before the number, the number, and the rest."""
        sentence, printed = self.picked.sentence, self.picked.as_printed
        at = self.picked.start - self.picked.sentence_start
        return sentence[:at], printed, sentence[at + len(printed) :]

    def given(self) -> dict[str, Any]:
        """What the action takes, besides who said it."""
        data = self.cleaned_data
        return {
            **self.of_what(),
            "value": data["value"],
            "unit": data["unit"],
            "qualifier": data["qualifier"],
            "as_printed": self.picked.as_printed,
            "sentence": " ".join(self.picked.sentence.split()),
            "language": self.picked.language,
        }


def picked_forms(found: Iterable[Picked], election: Election, data: Any = None) -> list[PickedForm]:
    """A form for each number that may be a figure; years are offered, dates and articles are not."""
    forms_of = []
    for place, one in enumerate(found):
        if one.likely in (Likely.FIGURE, Likely.YEAR) and one.value:
            initial = {
                "value": one.value,
                "unit": one.unit,
                "qualifier": str(one.qualifier),
                "indicator": one.indicator if one.likely is Likely.FIGURE else "",
            }
            forms_of.append(
                PickedForm(data, prefix=f"n{place}", election=election, picked=one, initial=initial)
            )
    return forms_of
