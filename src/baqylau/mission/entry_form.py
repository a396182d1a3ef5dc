"""The form of an entry in a register: what its action refuses is shown at the field that it names."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext

from baqylau.core.problem import Problem


class EntryForm(forms.Form):
    """A form whose problems come from an action; ``version`` is what whoever fills it in has seen."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def take(self, problems: Iterable[Problem]) -> None:
        """Show each problem at the field that it names, else above the form."""
        for problem in problems:
            said = problem.translated(gettext)
            field = problem.where if problem.where in self.fields else None
            self.add_error(field, f"{said.code} {said.says} {said.remedy}")

    def values(self, names: Iterable[str]) -> dict[str, Any]:
        """The cleaned values of some fields."""
        return {name: self.cleaned_data[name] for name in names if name in self.cleaned_data}
