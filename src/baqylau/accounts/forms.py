"""The room's forms, and how what an action refused is shown beside the field it is about."""

from __future__ import annotations

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baqylau.accounts.models import LANGUAGES, User, folded
from baqylau.core.problem import Refused

LONGEST_PASSWORD = 1000


def show_problems(form: forms.BaseForm, refused: Refused, fields: Mapping[str, str]) -> None:
    """Put each problem beside the field that its code is about, or above the form."""
    for one in refused.problems:
        problem = one.translated(gettext)
        says = f"{problem.says} {problem.remedy} ({problem.code})"
        form.add_error(fields.get(problem.code), says)


class SignInNameField(forms.CharField):
    """A sign-in name, as it is kept."""

    def __init__(self, **kwargs: object) -> None:
        super().__init__(label=_("Sign-in name"), max_length=150, **kwargs)  # type: ignore[arg-type]
        self.widget.attrs.update(autocomplete="username", autocapitalize="none", spellcheck="false")

    def clean(self, value: object) -> str:
        return folded(str(super().clean(value)))


def password_field(label: object, *, new: bool) -> forms.CharField:
    """A password is taken as it is typed, blanks included."""
    kind = "new-password" if new else "current-password"
    widget = forms.PasswordInput(attrs={"autocomplete": kind})
    return forms.CharField(label=label, strip=False, max_length=LONGEST_PASSWORD, widget=widget)  # type: ignore[arg-type]


class SignInForm(forms.Form):
    """Name and password."""

    sign_in_name = SignInNameField()
    password = password_field(_("Password"), new=False)


class NewPasswordForm(forms.Form):
    """A new password, typed twice."""

    password = password_field(_("New password"), new=True)
    again = password_field(_("The new password again"), new=True)
    field_order = ["current", "password", "again"]

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.fields["password"].help_text = _("At least 10 characters. Several words are good.")

    def clean_again(self) -> str:
        again: str = self.cleaned_data["again"]
        if again != self.cleaned_data.get("password", again):
            raise forms.ValidationError(_("The two are not the same."))
        return again


class ChangePasswordForm(NewPasswordForm):
    """The current password, and a new one."""

    current = password_field(_("Current password"), new=False)

    def __init__(self, *args: object, user: User, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_current(self) -> str:
        current: str = self.cleaned_data["current"]
        if not self.user.check_password(current):
            raise forms.ValidationError(_("This is not your current password."))
        return current


class AccountForm(forms.Form):
    """What people change about themselves."""

    name = forms.CharField(label=_("Name"), max_length=200)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)


class InviteForm(forms.Form):
    """Somebody new."""

    name = forms.CharField(label=_("Name"), max_length=200)
    sign_in_name = SignInNameField(help_text=_("Letters, digits and . @ + - _ without blanks."))
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    is_administrator = forms.BooleanField(
        label=_("Administrator"),
        required=False,
        help_text=_("Makes missions and accounts. Sees nothing of a mission without a role in it."),
    )
