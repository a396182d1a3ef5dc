"""The forms on the room's pages."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from django import forms
from django.utils.translation import gettext_lazy as _

from baqylau.core.answer import AnswerState
from baqylau.mission.models import Mission
from baqylau.observation.actions.correct import Correction
from baqylau.observation.actions.forms import questions_of
from baqylau.observation.methods.differences import repetitions, said_to
from baqylau.observation.models import FormVersion, Record, RecordVersion
from baqylau.observation.sources.answers import STATES_IN_CODES, Question
from baqylau.observation.words import STATES, answer_in_words, in_words

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
        versions = FormVersion.objects.filter(form__mission=mission, published_at__isnull=False)
        versions = versions.select_related("form").order_by("-pk")
        self.fields["form_version"].queryset = versions  # type: ignore[attr-defined]
        for name in ("file", "table"):
            self.fields[name].widget.attrs["accept"] = ".csv,text/csv"


class CorrectionForm(forms.Form):
    """What each question should say; a control left alone changes nothing."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2_147_483_647)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Why it should say something else, and who said so. It is kept with the correction."),
    )

    def __init__(
        self, sent: Mapping[str, object] | None, *, record: Record, newest: RecordVersion, own: bool
    ) -> None:
        super().__init__(sent, initial={"version": newest.number})
        self.asked = list(asked_in(questions_of(record.form_version), newest))
        self.own = own
        """Whether its observer corrects it; nobody else alters a rating."""
        states = [(OF_A_STATE + state, STATES[state]) for state in STATES_IN_CODES]
        for one in self.asked:
            if self.may_alter(one.question):
                self._add_controls(one, states)

    def may_alter(self, question: Question) -> bool:
        """Whether this person may correct the answer to a question."""
        return self.own or not question.is_rating

    def _add_controls(self, one: Asked, states: Sequence[tuple[str, object]]) -> None:
        question = one.question
        several = question.kind in ("choices", "ranking")
        offers = [(OF_AN_ANSWER + name, answer_in_words(question, name)) for name in question.offers()]
        if not offers or several:
            field = forms.CharField(required=False, strip=True)
            if question.kind == "integer":
                field.widget.attrs["inputmode"] = "numeric"
            if several:
                field.widget.attrs["placeholder"] = " ".join(question.offers()[:12])
            self.fields[f"value_{one.name}"] = field
        leave = _("as it is") if offers and not several else _("as it is, or as written above")
        choices: Iterable[tuple[str, object]] = [("", leave), *([] if several else offers), *states]
        self.fields[f"choice_{one.name}"] = forms.ChoiceField(choices=choices, required=False)

    def changes(self) -> dict[str, Correction]:
        """What was filled in; the form is valid."""
        found: dict[str, Correction] = {}
        for name in (one.name for one in self.asked if self.may_alter(one.question)):
            value = self.cleaned_data.get(f"value_{name}", "")
            choice = self.cleaned_data[f"choice_{name}"]
            if choice.startswith(OF_A_STATE):
                found[name] = Correction(choice.removeprefix(OF_A_STATE), value)
            elif choice or value:
                found[name] = Correction(AnswerState.ANSWERED, choice.removeprefix(OF_AN_ANSWER) or value)
        return found


@dataclass(frozen=True, slots=True)
class Asked:
    """A question that may be corrected, by the name that a correction gives it, and what it says now."""

    name: str
    question: Question
    now: str


def asked_in(questions: Sequence[Question], newest: RecordVersion) -> Iterator[Asked]:
    """The questions of a record, those of a repeat once for each repetition (``votes#2``)."""
    whole = (newest.answers, newest.states)
    for question in questions:
        if question.kind == "repeat":
            for place, one in enumerate(repetitions(question.name, whole), 1):
                inside = (other for other in questions if other.repeat == question.name)
                for other in (other for other in inside if other.kind != "repeat"):
                    yield Asked(f"{other.name}#{place}", other, in_words(other, said_to(other.name, one)))
        elif not question.repeat:
            yield Asked(question.name, question, in_words(question, said_to(question.name, whole)))
