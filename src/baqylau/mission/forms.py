"""The room's forms. What an action refuses is shown beside the field it is about."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baqylau.accounts.forms import SignInNameField
from baqylau.accounts.models import LANGUAGES, User
from baqylau.election.models import Area, Election
from baqylau.mission.kinds import Kind, roles_in
from baqylau.mission.models import Delegation, Membership, Mission
from baqylau.mission.queries import members_of

FIELDS = {
    "A.101": "sign_in_name",
    "A.102": "sign_in_name",
    "M.101": "slug",
    "M.102": "role",
    "M.105": "members",
    "M.107": "role",
    "M.108": "delegation",
    "M.109": "members",
    "M.111": "areas",
    "M.112": "delegation",
    "M.113": "delegation",
    "M.114": "code",
    "M.115": "minimum_denominator",
    "M.116": "kind",
    "M.117": "role",
    "M.119": "name",
}
"""Which field a problem is about; the others stand above the form."""


class PersonField(SignInNameField):
    """Somebody who has an account, named by the sign-in name: nobody is shown a list of everybody."""

    def clean(self, value: object) -> User:  # type: ignore[override]
        name = super().clean(value)
        user = User.objects.filter(sign_in_name=name, is_active=True).first()
        if user is None:
            raise forms.ValidationError(_("Nobody with an account has this sign-in name."))
        return user


class MissionForm(forms.Form):
    """What a mission is."""

    name = forms.CharField(label=_("Name"), max_length=200)
    kind = forms.ChoiceField(
        label=_("Kind of mission"),
        choices=Kind.choices,
        help_text=_("It decides what exists in the mission, and whether percentages may be published."),
    )
    minimum_denominator = forms.IntegerField(
        label=_("Smallest denominator of a percentage"),
        initial=30,
        min_value=1,
        max_value=1_000_000,
        help_text=_("A share of fewer observations is shown as “x of y”."),
    )
    authoritative_language = forms.ChoiceField(label=_("Authoritative language"), choices=LANGUAGES)


class NewMissionForm(MissionForm):
    """What a mission is, which election it observes, and who heads it."""

    slug = forms.SlugField(
        label=_("Short name"),
        max_length=60,
        help_text=_("Stands in addresses: Latin letters, digits, - and _."),
    )
    election = forms.ModelChoiceField(label=_("Election"), queryset=Election.objects.all())
    head = PersonField(help_text=_("Of the head of mission. Somebody without an account is invited first."))
    field_order = ["name", "slug", "election", "kind"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["head"].label = _("Sign-in name of the head")


class AreasField(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    """Areas of the mission's election."""

    def __init__(self) -> None:
        super().__init__(Area.objects.none(), label=_("Areas of responsibility"), required=False)

    def of(self, mission: Mission) -> None:
        self.queryset = mission.election.areas.order_by(Area.order_column(), "pk")


class RoleForm(forms.Form):
    """A role in a mission, in a delegation where the mission has them, with areas."""

    role = forms.ChoiceField(label=_("Role"))
    delegation = forms.ModelChoiceField(
        label=_("Delegation"), queryset=Delegation.objects.none(), required=False
    )
    areas = AreasField()

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        roles = [(role.value, role.label) for role in roles_in(mission.kind)]
        self.fields["role"].choices = [("", _("Choose a role")), *roles]  # type: ignore[attr-defined]
        self.fields["areas"].of(mission)  # type: ignore[attr-defined]
        if mission.allows.delegations:
            self.fields["delegation"].queryset = mission.delegations.order_by("name")  # type: ignore[attr-defined]
        else:
            del self.fields["delegation"]


class AddMemberForm(RoleForm):
    """Somebody who has an account, and a role."""

    user = PersonField()
    field_order = ["user", "role"]


class InviteMemberForm(RoleForm):
    """Somebody new, and a role."""

    name = forms.CharField(label=_("Name"), max_length=200)
    sign_in_name = SignInNameField(help_text=_("Letters, digits and . @ + - _ without blanks."))
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    field_order = ["name", "sign_in_name", "language", "role"]


class TeamForm(forms.Form):
    """A team: its code, two or three members, its areas."""

    code = forms.CharField(label=_("Code"), max_length=20)
    members = forms.ModelMultipleChoiceField(
        label=_("Members"),
        queryset=Membership.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Two or three who observe together."),
    )
    areas = AreasField()

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["members"].queryset = members_of(mission)  # type: ignore[attr-defined]
        self.fields["areas"].of(mission)  # type: ignore[attr-defined]


class DelegationForm(forms.Form):
    """A delegation: its organisation and its head."""

    name = forms.CharField(label=_("Organisation"), max_length=200)
    head = PersonField(help_text=_("Whoever heads the delegation. The earlier head's role ends."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["head"].label = _("Sign-in name of the head")
