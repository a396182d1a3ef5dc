"""The forms on the room's pages."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django import forms
from django.utils.translation import gettext_lazy as _

from baqylau.core.answer import AnswerState
from baqylau.mission.models import Mission
from baqylau.observation.actions.correct import Correction
from baqylau.observation.models import FormVersion
from baqylau.observation.sources.answers import STATES_IN_CODES, Question
from baqylau.observation.words import STATES, answer_in_words

OF_A_STATE = "state:"
OF_AN_ANSWER = "answer:"


class ImportForm(forms.Form):
    """A file of records, its form, and the table of its columns."""

    form_version = forms.ModelChoiceField(FormVersion.objects.none(), label=_("Form"), empty_label=None)
    file = forms.FileField(
        label=_("File of records"), allow_empty_file=True, help_text=_("CSV in UTF-8, at most 50 MB.")
    )
    table = forms.FileField(
        label=_("Table of columns"),
        required=False,
        allow_empty_file=True,
        help_text=_("CSV, one row for each column. Without it, the table of the form’s last import is used."),
    )

    def __init__(self, *args: object, mission: Mission, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        versions = FormVersion.objects.filter(form__mission=mission).select_related("form").order_by("-pk")
        self.fields["form_version"].queryset = versions  # type: ignore[attr-defined]
        for name in ("file", "table"):
            self.fields[name].widget.attrs["accept"] = ".csv,text/csv"


class UploadForm(forms.Form):
    """An XLSForm."""

    file = forms.FileField(
        label=_("XLSForm"), allow_empty_file=True, help_text=_("An Excel workbook (.xlsx), at most 10 MB.")
    )


class CorrectionForm(forms.Form):
    """What each question should say; a control left alone changes nothing."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_147_483_647)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why it should say something else, and who said so. It is kept with the correction."),
    )

    def __init__(self, *args: object, questions: Sequence[Question], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.questions = questions
        states = [(OF_A_STATE + state, STATES[state]) for state in STATES_IN_CODES]
        for question in questions:
            self._add_controls(question, states)

    def _add_controls(self, question: Question, states: Sequence[tuple[str, object]]) -> None:
        offers = [(OF_AN_ANSWER + one, answer_in_words(question, one)) for one in question.offers()]
        if not offers:
            field = forms.CharField(required=False, strip=True)
            if question.kind == "integer":
                field.widget.attrs["inputmode"] = "numeric"
            self.fields[f"value_{question.name}"] = field
        leave = _("as it is") if offers else _("as it is, or as written above")
        choices: Iterable[tuple[str, object]] = [("", leave), *offers, *states]
        self.fields[f"choice_{question.name}"] = forms.ChoiceField(choices=choices, required=False)

    def changes(self) -> dict[str, Correction]:
        """What was filled in; the form is valid."""
        found: dict[str, Correction] = {}
        for question in self.questions:
            value = self.cleaned_data.get(f"value_{question.name}", "")
            choice = self.cleaned_data[f"choice_{question.name}"]
            if choice.startswith(OF_A_STATE):
                found[question.name] = Correction(choice.removeprefix(OF_A_STATE), value)
            elif choice or value:
                found[question.name] = Correction(
                    AnswerState.ANSWERED, choice.removeprefix(OF_AN_ANSWER) or value
                )
        return found
