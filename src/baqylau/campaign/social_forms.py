"""Forms of social networks. What an action refuses is shown at the field that it names."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baqylau.campaign.actions.social_accounts import AccountData
from baqylau.campaign.actions.social_coding import CODED, Coding
from baqylau.campaign.models import (
    FLAGS,
    AccountRole,
    FileKind,
    MediaSubject,
    MediaTopic,
    Platform,
    PostReading,
    Tone,
)
from baqylau.campaign.social_words_of import LABELS
from baqylau.mission.entry_form import EntryForm
from baqylau.mission.models import Mission

NOT_JUDGED = ("", _("not judged"))
YES_NO = (NOT_JUDGED, ("yes", _("yes")), ("no", _("no")))


def _yes_no(label: Any, **more: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label=label,
        required=False,
        choices=YES_NO,
        coerce=lambda value: value == "yes",
        empty_value=None,
        **more,
    )


class _YesNo:
    """A flag as the form's choices have it."""

    @staticmethod
    def shown(value: bool | None) -> str:
        return {True: "yes", False: "no", None: ""}[value]


class CodingForm(EntryForm):
    """What a monitor says of a post. Flags stand beside each other, so that a keyboard is enough."""

    topic = forms.ChoiceField(label=LABELS["topic"], required=False)
    target = forms.ChoiceField(label=LABELS["target"], required=False)
    tone = forms.ChoiceField(
        label=_("Tone towards the target"),
        required=False,
        choices=[NOT_JUDGED, *Tone.choices],
        widget=forms.RadioSelect,
    )
    language = forms.ChoiceField(
        label=LABELS["language"],
        required=False,
        choices=[("", _("not known")), ("kk", "kk"), ("ru", "ru"), ("en", "en")],
        widget=forms.RadioSelect,
    )
    hate = _yes_no(LABELS["hate"], widget=forms.RadioSelect)
    false_claim = _yes_no(
        LABELS["false_claim"],
        widget=forms.RadioSelect,
        help_text=_("A statement of fact that a check has shown to be false; not an opinion."),
    )
    about_women = _yes_no(LABELS["about_women"], widget=forms.RadioSelect)
    sponsored = _yes_no(LABELS["sponsored"], widget=forms.RadioSelect)

    def __init__(self, data: Any = None, *, mission: Mission, initial: dict[str, Any]) -> None:
        values = {**initial, **{flag: _YesNo.shown(initial.get(flag)) for flag in FLAGS}}
        super().__init__(data, initial=values)
        topics = MediaTopic.objects.filter(mission=mission, active=True)
        subjects = MediaSubject.objects.filter(mission=mission, active=True)
        self._choose("topic", [(one.code, one.name) for one in topics], values)
        self._choose("target", [(one.code, one.name) for one in subjects], values)
        known = [code for code, _words in self._choices("language")]
        if (language := values.get("language")) and language not in known:
            self._choose("language", [*self._choices("language")[1:], (language, language)], values)

    def _choices(self, name: str) -> list[tuple[str, Any]]:
        field: Any = self.fields[name]
        return list(field.choices)

    def _choose(self, name: str, choices: Sequence[tuple[str, Any]], values: dict[str, Any]) -> None:
        """What can be chosen, and what was chosen before even where it is no longer on the list."""
        had = values.get(name) or ""
        extra = [(had, had)] if had and had not in dict(choices) else []
        field: Any = self.fields[name]
        field.choices = [("", _("none")), *choices, *extra]

    def coding(self) -> Coding:
        """What was chosen."""
        chosen = {name: self.cleaned_data[name] for name in CODED}
        return Coding(**{**chosen, **{name: chosen[name] or None for name in ("topic", "tone", "target")}})


class AccountForm(EntryForm):
    """What is said of an account."""

    platform = forms.ChoiceField(label=LABELS["platform"], choices=Platform.choices)
    handle = forms.CharField(
        label=LABELS["handle"],
        max_length=300,
        help_text=_("As in its address, with or without @, or the address."),
    )
    name = forms.CharField(label=LABELS["name"], max_length=200, required=False)
    role = forms.ChoiceField(
        label=LABELS["role"],
        choices=AccountRole.choices,
        help_text=_("Names of private persons and of accounts not classified yet never leave in a table."),
    )
    owner = forms.CharField(label=LABELS["owner"], max_length=200, required=False)
    subject = forms.ModelChoiceField(MediaSubject.objects.none(), label=LABELS["subject"], required=False)
    verified = _yes_no(LABELS["verified"])
    source = forms.CharField(
        label=LABELS["source"], max_length=2_000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, data: Any = None, *, mission: Mission, initial: dict[str, Any] | None = None) -> None:
        values = dict(initial or {})
        values["verified"] = _YesNo.shown(values.get("verified"))
        super().__init__(data, initial=values)
        chosen: Any = self.fields["subject"]
        chosen.queryset = MediaSubject.objects.filter(mission=mission)
        chosen.label_from_instance = lambda one: one.name

    def account(self) -> AccountData:
        """What was entered."""
        return AccountData(**{name: self.cleaned_data[name] for name in AccountData.__dataclass_fields__})


class FileForm(forms.Form):
    """A file of posts, or of an advertising library."""

    kind = forms.ChoiceField(label=_("What it has"), choices=FileKind.choices, initial=FileKind.POSTS)
    file = forms.FileField(
        label=_("File"), max_length=255, help_text=_("CSV with the names of columns in row 1, or JSON lines.")
    )
    source = forms.CharField(
        label=_("From where"),
        max_length=120,
        required=False,
        help_text=_("Such as the tool that made it; how it is read is kept under this name."),
    )
    reading = forms.ModelChoiceField(PostReading.objects.none(), required=False, label=_("Read it as before"))

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen: Any = self.fields["reading"]
        chosen.queryset = PostReading.objects.filter(mission=mission)
        chosen.empty_label = gettext("say it anew")
