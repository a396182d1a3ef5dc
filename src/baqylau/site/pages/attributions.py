"""Sentences about observers as pages show them: beside our own, with the numbers that only one has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy

from baqylau.core.text import search_key
from baqylau.election.methods.attribution import numbers_only_in
from baqylau.election.models import Attribution
from baqylau.mission.models import Mission
from baqylau.site.pages.figure_forms import LANGUAGES, Telling

TAGS = {
    Attribution.Finding.OPEN: "quiet",
    Attribution.Finding.FAITHFUL: "good",
    Attribution.Finding.OF_OTHERS: "quiet",
}
"""How a finding looks; the others are warnings."""
COLUMNS = (
    *("number", "said_by", "speaker", "said_on", "source", "language", "sentence"),
    *("own_sentence", "own_source", "finding", "numbers_not_ours", "note", "entered_by"),
)


@dataclass(frozen=True, slots=True)
class Beside:
    """A sentence beside our own."""

    one: Attribution
    not_ours: list[str]
    """Its numbers that ours does not have."""

    @property
    def tag(self) -> str:
        return TAGS.get(Attribution.Finding(self.one.finding), "warning")


def chosen(mission: Mission, parameters: Mapping[str, object]) -> QuerySet[Attribution]:
    """The sentences that the address asks for, the newest first."""
    sought = str(parameters.get("q", "")).replace("\0", "")[:200]
    finding = str(parameters.get("finding", ""))
    found = Attribution.objects.filter(mission=mission)
    for word in search_key(sought).split():
        found = found.filter(search_key__contains=word)
    if finding in Attribution.Finding.values:
        found = found.filter(finding=finding)
    return found.select_related("entered_by").order_by("-number")


def beside(attributions: Iterable[Attribution]) -> list[Beside]:
    """Each with the numbers that only it has; nothing is compared where ours is missing."""
    return [
        Beside(one, numbers_only_in(one.sentence, one.own_sentence) if one.own_sentence else [])
        for one in attributions
    ]


def attributions_table(found: Iterable[Beside]) -> Iterator[Sequence[object]]:
    """The list to download."""
    yield COLUMNS
    for row in found:
        one = row.one
        yield (
            one.number,
            one.said_by,
            one.speaker,
            one.said_on.isoformat() if one.said_on else "",
            one.source,
            one.language,
            one.sentence,
            one.own_sentence,
            one.own_source,
            one.finding,
            "; ".join(row.not_ours),
            one.note,
            one.entered_by.name if one.entered_by else "",
        )


class AttributionForm(Telling):
    """What somebody says that observers said, and what we said."""

    numbers = {"required": "N.221", "": "N.223"}

    sentence = forms.CharField(
        label=gettext_lazy("The sentence about observers"),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text=gettext_lazy("Word for word: “According to the observers …”"),
    )
    language = forms.ChoiceField(label=gettext_lazy("Its language"), choices=LANGUAGES)
    own_sentence = forms.CharField(
        label=gettext_lazy("What we said ourselves"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=4000,
        help_text=gettext_lazy("The mission’s own sentence on the same thing, where there is one."),
    )
    own_source = forms.CharField(
        label=gettext_lazy("Where we said it"),
        required=False,
        max_length=500,
        help_text=gettext_lazy("The statement with its number and chapter, or the press conference."),
    )
    finding = forms.ChoiceField(
        label=gettext_lazy("What comparing them says"), choices=Attribution.Finding.choices
    )
    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        max_length=2000,
        help_text=gettext_lazy("What was done about it: a call, a correction asked for."),
    )
    field_order: tuple[str, ...] = (
        *("sentence", "language", "said_by", "speaker", "source", "said_on"),
        *("own_sentence", "own_source", "finding", "note"),
    )

    def given(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        return {name: data[name] for name in self.field_order}

    @classmethod
    def initial_of(cls, one: Attribution) -> dict[str, Any]:
        """The fields of an entry that is changed."""
        return {name: getattr(one, name) for name in cls.field_order}
