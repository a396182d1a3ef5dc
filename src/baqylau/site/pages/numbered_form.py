"""A form whose every problem has a number and stands at its field, whether the form or an action found it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from baqylau.core.problem import Problem


class NumberedForm(forms.Form):
    """``missing`` is the number of what is not filled in, ``wrong`` of what cannot be read.

    ``numbers`` gives those of single fields, whatever is wrong with them.
    """

    missing: ClassVar[str]
    wrong: ClassVar[str]
    numbers: ClassVar[Mapping[str, str]] = {}

    def add_error(self, field: str | None, error: Any) -> None:
        """Put the number before what Django says; a text that is added has its own."""
        if field is None or not isinstance(error, ValidationError) or hasattr(error, "error_dict"):
            super().add_error(field, error)
            return
        for one in error.error_list:
            number = self.numbers.get(field, self.missing if one.code == "required" else self.wrong)
            super().add_error(field, f"{number} {' '.join(one.messages)}")

    def tell(self, problems: Iterable[Problem]) -> None:
        """Show each problem of an action at the field that it names, else above the form."""
        for problem in problems:
            said = problem.translated(gettext)
            field = problem.where if problem.where in self.fields else None
            self.add_error(field, f"{said.code} {said.says} {said.remedy}")
