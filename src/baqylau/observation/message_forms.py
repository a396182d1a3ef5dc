"""The forms on the pages of text messages."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from baqylau.mission.models import Membership, Mission
from baqylau.observation.models import TextGateway


class GatewayForm(forms.Form):
    """A gateway: what it is, what it is called, and where replies are handed to it."""

    kind = forms.ChoiceField(label=_("Kind"), choices=TextGateway.Kind)
    name = forms.CharField(
        label=_("Name"), max_length=100, help_text=_("Such as the place where the telephone lies.")
    )
    send_url = forms.URLField(
        label=_("Address for replies"),
        required=False,
        max_length=300,
        assume_scheme="https",
        help_text=_("Android SMS Gateway and RapidPro only; the others take the reply as an answer."),
    )
    send_name = forms.CharField(label=_("User name there"), required=False, max_length=100)
    send_password = forms.CharField(
        label=_("Password there"),
        required=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def clean_send_url(self) -> str:
        url: str = self.cleaned_data["send_url"]
        if url and not url.startswith(("https://", "http://")):
            raise forms.ValidationError(_("Give an address that begins with https:// or http://."))
        return url


class ChangeGatewayForm(GatewayForm):
    """The same for one that is there; its kind stays. Only some are asked to send replies."""

    def __init__(self, *args: object, sends: bool, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["send_password"].help_text = _("Empty leaves it as it is.")
        for name in ("kind", *(() if sends else ("send_url", "send_name", "send_password"))):
            del self.fields[name]


class AssignForm(forms.Form):
    """Whose number it is."""

    membership = forms.ModelChoiceField(Membership.objects.none(), label=_("Member"))

    def __init__(self, *args: object, mission: Mission, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        members = mission.memberships.filter(ended_at=None, user__is_active=True)
        self.fields["membership"].queryset = members.select_related("user").order_by(  # type: ignore[attr-defined]
            "user__name", "pk"
        )


class TestForm(forms.Form):
    """A text, to see what would be understood of it."""

    text = forms.CharField(label=_("Text"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
