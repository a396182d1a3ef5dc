"""The forms by which forms are managed."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from baqylau.accounts.models import LANGUAGES
from baqylau.accounts.permissions import Permission
from baqylau.mission.kinds import roles_in
from baqylau.mission.roles import MAY
from baqylau.observation.models import Form, FormKind, FormVersion, Intake

WORKBOOK = ".xlsx,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class UploadForm(forms.Form):
    """An XLSForm."""

    file = forms.FileField(
        label=_("XLSForm"),
        allow_empty_file=True,
        help_text=_("An Excel workbook (.xlsx), at most 10 MB."),
        widget=forms.ClearableFileInput(attrs={"accept": WORKBOOK}),
    )


class FormFileForm(forms.Form):
    """A picture, sound or table of a form."""

    file = forms.FileField(label=_("File"), allow_empty_file=True, help_text=_("At most 20 MB."))
    name = forms.CharField(
        label=_("Name in the form"),
        max_length=120,
        required=False,
        help_text=_("As the form’s questions call it. Without one, the file’s own name."),
    )


class VersionField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A version of the form, by its name alone."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.version)


class SettingsForm(forms.Form):
    """How a form is called, who is given it, what is still taken in."""

    kind = forms.ChoiceField(
        label=_("What it is about"),
        choices=FormKind.choices,
        help_text=_("Pages that span forms group by it."),
    )
    roles = forms.MultipleChoiceField(
        label=_("Given to"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without any, everybody who sends reports is given the form."),
    )
    intake = forms.ChoiceField(
        label=_("Reports"),
        choices=[
            (Intake.OPEN, _("Open: phones are given the form")),
            (Intake.CLOSING, _("Closing: phones lose the form, what was filled is still taken")),
            (Intake.CLOSED, _("Closed: reports are refused")),
        ],
        widget=forms.RadioSelect,
    )
    minimum_version = VersionField(
        FormVersion.objects.none(),
        label=_("Oldest version that is taken"),
        required=False,
        empty_label=_("Every version"),
        help_text=_("Reports filled by a version published before it are refused."),
    )
    position = forms.IntegerField(
        label=_("Place in the list"), min_value=0, max_value=1000, help_text=_("Smaller numbers come first.")
    )

    def __init__(self, data: QueryDict | None = None, *, form: Form) -> None:
        initial = {
            "kind": form.kind,
            "roles": form.roles,
            "intake": form.intake,
            "minimum_version": form.minimum_version_id,
            "position": form.position,
        } | {f"name_{code}": form.names.get(code, "") for code, _name in LANGUAGES}
        super().__init__(data, initial=initial)
        names = {f"name_{code}": self._name(code, language) for code, language in LANGUAGES}
        self.fields = {**names, **self.fields}
        senders = [role for role in roles_in(form.mission.kind) if role in MAY[Permission.SEND_REPORTS]]
        roles, version = self.fields["roles"], self.fields["minimum_version"]
        assert isinstance(roles, forms.MultipleChoiceField)
        assert isinstance(version, forms.ModelChoiceField)
        roles.choices = [(role.value, role.label) for role in senders]
        version.queryset = form.versions.filter(published_at__isnull=False).order_by("-published_at")

    @staticmethod
    def _name(code: str, language: str) -> forms.CharField:
        label = _("Name (%(language)s)") % {"language": language}
        return forms.CharField(label=label, max_length=200, required=code == "en")

    def wanted(self) -> dict[str, Any]:
        """What was filled in, as ``change_form`` takes it; the form is valid."""
        names = {code: self.cleaned_data[f"name_{code}"] for code, _name in LANGUAGES}
        fields = ("kind", "roles", "intake", "minimum_version", "position")
        return {"names": names, **{name: self.cleaned_data[name] for name in fields}}


class KeyForm(forms.Form):
    """The mission's public key."""

    key = forms.CharField(
        label=_("Public key"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=_(
            "RSA, at least 2,048 bits, as PEM or base64. The private key never comes here. Leave it empty to "
            "end encryption."
        ),
    )
