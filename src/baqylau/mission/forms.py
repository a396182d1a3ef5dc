"""The room's forms. What an action refuses is shown beside the field it is about."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baqylau.accounts.forms import SignInNameField
from baqylau.accounts.models import LANGUAGES, User
from baqylau.election.models import Area, Election
from baqylau.mission.actions.about import MOST_MISSIONS, About
from baqylau.mission.countries import countries
from baqylau.mission.kinds import Kind, roles_in
from baqylau.mission.models import Delegation, Membership, Mission, Sex
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
    "L.150": "phone_number",
    "L.151": "nationality",
    "L.152": "sex",
    "L.153": "phone_number",
    "L.154": "missions_before",
    "L.155": "emergency_numbers",
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


class EditMissionForm(MissionForm):
    """What a mission is, and what it turns on."""

    keeps_positions = forms.BooleanField(
        label=_("Keep positions (GPS)"),
        required=False,
        help_text=_("Phones send where they are. Turn it on only where that puts nobody in danger."),
    )
    takes_text_messages = forms.BooleanField(
        label=_("Take reports by text message"),
        required=False,
        help_text=_(
            "Text messages are not secret: the operator, and whoever may ask the operator, reads them."
        ),
    )
    emergency_numbers = forms.CharField(
        label=_("Emergency numbers"),
        required=False,
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("As printed on the observers’ cards, one a line."),
    )


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


class AboutForm(forms.Form):
    """What is known about a member, as the person gave it."""

    phone_number = forms.CharField(
        label=_("Telephone number"),
        required=False,
        max_length=40,
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
        help_text=_("With the code of the country: +7 701 123 45 67."),
    )
    sex = forms.ChoiceField(label=_("Sex"), required=False, choices=[("", _("not given")), *Sex.choices])
    nationality = forms.ChoiceField(label=_("Nationality"), required=False)
    missions_before = forms.IntegerField(
        label=_("Missions before this one"), required=False, min_value=0, max_value=MOST_MISSIONS
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("not given")), *countries()]
        self.fields["nationality"].choices = choices  # type: ignore[attr-defined]

    def chosen(self) -> dict[str, Any]:
        """What the actions take: ``about`` holds what is known of the person."""
        given = dict(self.cleaned_data)
        about = About(
            phone_number=given.pop("phone_number"),
            sex=given.pop("sex"),
            nationality=given.pop("nationality"),
            missions_before=given.pop("missions_before"),
        )
        return {**given, "about": about}


class RoleForm(AboutForm):
    """A role in a mission, in a delegation where the mission has them, with areas."""

    role = forms.ChoiceField(label=_("Role"))
    delegation = forms.ModelChoiceField(
        label=_("Delegation"), queryset=Delegation.objects.none(), required=False
    )
    areas = AreasField()
    field_order = ["role", "delegation", "areas"]

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
    field_order = ["user", "role", "delegation", "areas"]


class InviteMemberForm(RoleForm):
    """Somebody new, and a role."""

    name = forms.CharField(label=_("Name"), max_length=200)
    sign_in_name = SignInNameField(help_text=_("Letters, digits and . @ + - _ without blanks."))
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    field_order = ["name", "sign_in_name", "language", "role", "delegation", "areas"]


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
