"""The forms of reports and chapters. What an action refuses is shown at the field that it names."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baqylau.core.problem import Refused
from baqylau.reports.models import Chapter, ChapterStatus, Report, ReportKind
from baqylau.reports.models.texts import LANGUAGES

LONGEST_NAME = 60


def show_refused(form: forms.Form, refused: Refused) -> None:
    """Each problem at the field it names, or above the form."""
    for one in refused.problems:
        problem = one.translated(gettext)
        field = one.where if one.where in form.fields or one.where == "titles" else None
        where = f"{problem.where}: " if problem.where and field is None else ""
        form.add_error(field, f"{where}{problem.says} {problem.remedy} ({problem.code})")


class _Titled(forms.Form):
    """A form with a title in each language."""

    def __init__(self, *args: Any, titles: dict[str, str] | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for code, name in LANGUAGES:
            label = _("Title, %(language)s") % {"language": name}
            field = forms.CharField(label=label, required=False, max_length=200)
            field.widget.attrs["lang"] = code
            self.fields[f"title_{code}"] = field
            self.initial.setdefault(f"title_{code}", (titles or {}).get(code, ""))

    def titles(self) -> dict[str, str]:
        """Language → title."""
        return {code: self.cleaned_data[f"title_{code}"] for code, _name in LANGUAGES}

    def add_error(self, field: str | None, error: Any) -> None:
        """What is wrong with the titles stands at the first of them."""
        super().add_error("title_en" if field == "titles" else field, error)


class ReportForm(_Titled):
    """A new report."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ReportKind.choices)
    slug = forms.CharField(
        label=_("Short name"),
        max_length=LONGEST_NAME,
        help_text=_("It stands in addresses: small Latin letters, digits and dashes."),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=LANGUAGES, widget=forms.CheckboxSelectMultiple
    )
    authoritative = forms.ChoiceField(label=_("The language that counts"), choices=LANGUAGES)


class ReportChangeForm(_Titled):
    """Titles and languages of a report."""

    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=LANGUAGES, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, report: Report, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"languages": report.languages})
        super().__init__(*args, titles=report.titles, **kwargs)


class ChapterForm(_Titled):
    """A new chapter."""

    code = forms.CharField(
        label=_("Short name"),
        max_length=40,
        help_text=_(
            "It stands in addresses and in cross-references: small Latin letters, digits and dashes."
        ),
    )
    annex = forms.BooleanField(label=_("It is an annex"), required=False)


class ChapterTitleForm(_Titled):
    """Other titles of a chapter."""

    def __init__(self, *args: Any, chapter: Chapter, **kwargs: Any) -> None:
        super().__init__(*args, titles=chapter.titles, **kwargs)


class CommentForm(forms.Form):
    """Something to say about a chapter."""

    anchor = forms.CharField(
        label=_("About these words"),
        required=False,
        max_length=300,
        help_text=_("Copy them from the text; empty: about the whole chapter."),
    )
    body = forms.CharField(
        label=_("Comment"), required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    suggests = forms.ChoiceField(
        label=_("Status proposed"), required=False, choices=[("", _("none")), *ChapterStatus.choices]
    )


class PictureForm(forms.Form):
    """A picture to add."""

    file = forms.FileField(label=_("Picture"), help_text=_("PNG, JPEG, WebP or GIF, at most 10 MB."))
    says = forms.CharField(
        label=_("What it shows, in words"),
        max_length=300,
        help_text=_("For whoever does not see it. It is asked for every picture."),
    )
