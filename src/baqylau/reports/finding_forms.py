"""The forms of findings. What an action refuses is shown at the field that it names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baqylau.election.models import Area
from baqylau.mission.entry_form import EntryForm
from baqylau.mission.models import Mission
from baqylau.reports.actions.findings import FindingData
from baqylau.reports.basis import documents_of
from baqylau.reports.models import Confidence, Relation, Subject
from baqylau.reports.models.registers import LANGUAGES

TEXT_FIELDS = ("text_en", "text_ru", "text_kk")


def text_field(language: str, rows: int = 4) -> forms.CharField:
    """A text in one language, marked as such for screen readers and spelling."""
    labels = {"en": _("In English"), "ru": _("In Russian"), "kk": _("In Kazakh")}
    return forms.CharField(
        label=labels[language],
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": rows, "lang": language}),
    )


class WordedForm(EntryForm):
    """A text in up to three languages, one of which counts."""

    language = forms.ChoiceField(label=_("The text that counts is in"), choices=LANGUAGES)
    text_en = text_field("en")
    text_ru = text_field("ru")
    text_kk = text_field("kk")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # The text that counts is asked for first.
        first = self.data.get("language") or self.initial.get("language") or "en"
        others = [name for name in TEXT_FIELDS if name != f"text_{first}"]
        self.order_fields(["version", "language", f"text_{first}", *others])

    def texts(self) -> dict[str, str]:
        return {name[5:]: self.cleaned_data.get(name, "") for name in TEXT_FIELDS}


class FindingForm(WordedForm):
    """What is said of a finding."""

    chapter = forms.ChoiceField(label=_("Chapter"), choices=Subject.choices)
    area = forms.ModelChoiceField(Area.objects.none(), required=False, label=_("Area"))
    confidence = forms.ChoiceField(label=_("How well it is established"), choices=Confidence.choices)

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        place: Any = self.fields["area"]
        place.queryset = mission.election.areas.defer("boundary").order_by(Area.order_column())
        place.empty_label = gettext("the whole country")
        self.fields["language"].help_text = gettext(
            "Say what was seen or what is written, not why somebody did it. Others will translate."
        )

    def data_given(self) -> FindingData:
        """What the actions take."""
        given = self.cleaned_data
        return FindingData(
            texts=self.texts(),
            language=given["language"],
            chapter=given["chapter"],
            area=given["area"],
            confidence=given["confidence"],
        )


class BasisForm(EntryForm):
    """What a finding says about a commitment or an article."""

    relation = forms.ChoiceField(label=_("The finding"), choices=Relation.choices)
    commitment = forms.ChoiceField(label=_("Commitment"), required=False)
    article = forms.CharField(
        label=_("or article of the law"),
        required=False,
        max_length=120,
        help_text=_("Such as 20-1 or 28, paragraph 9."),
    )

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["commitment"]
        chosen.choices = [("", gettext("none")), *commitment_choices(mission)]


def commitment_choices(mission: Mission | None) -> list[tuple[str, list[tuple[str, str]]]]:
    """The commitments under the document they stand in, each with what it is about."""
    return [
        (document.name, [(one.code, f"{one.name}: {one.says}") for one in document.paragraphs])
        for document in documents_of(mission)
    ]


class SearchForm(forms.Form):
    """What evidence is searched for."""

    kind = forms.ChoiceField(label=_("Where"), required=False)
    q = forms.CharField(label=_("Words or #number"), required=False, max_length=200)

    def __init__(self, *args: Any, kinds: Iterable[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["kind"]
        chosen.choices = [("", gettext("everywhere")), *kinds]
