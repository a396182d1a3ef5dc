"""The form of an entry in a register: what is wrong has a number and stands at its field."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from baqylau.core.problem import Problem


class NumberedForm(forms.Form):
    """A form whose every problem has a number, as those of its action have.

    ``numbers`` maps a field, else Django's word for what is wrong (required, invalid, invalid_choice,
    max_length …), else "" for anything, to the number; without one Django's words stand alone.
    """

    numbers: ClassVar[Mapping[str, str]] = {}

    def add_error(self, field: str | None, error: Any) -> None:
        """Put the number before what Django says; a text that is added has its own."""
        if field is None or not isinstance(error, ValidationError) or hasattr(error, "error_dict"):
            super().add_error(field, error)
            return
        for one in error.error_list:
            keys = (field, one.code or "", "")
            number = next((self.numbers[key] for key in keys if key in self.numbers), "")
            super().add_error(field, f"{number} {' '.join(one.messages)}" if number else one)

    def tell(self, problems: Iterable[Problem]) -> None:
        """Show each problem of an action at the field that it names, else above the form."""
        for problem in problems:
            said = problem.translated(gettext)
            field = problem.where if problem.where in self.fields else None
            self.add_error(field, f"{said.code} {said.says} {said.remedy}")


class EntryForm(NumberedForm):
    """A form whose problems come from an action; ``version`` is what whoever fills it in has seen."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def take(self, problems: Iterable[Problem]) -> None:
        """Show each problem at the field that it names, else above the form."""
        self.tell(problems)

    def values(self, names: Iterable[str]) -> dict[str, Any]:
        """The cleaned values of some fields."""
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
