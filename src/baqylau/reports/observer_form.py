"""What a mission says of its observers and its stations."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baqylau.mission.actions.observer_numbers import MOST, Stated
from baqylau.mission.models import Mission, ObserverGroup, StationChooser, StationsChosen


class ObserverNumbersForm(forms.Form):
    """Two numbers for each group, and who chose the stations."""

    chosen_by = forms.ChoiceField(
        label=_("Who chose the stations that were visited"),
        choices=[("", _("not said")), *StationChooser.choices],
        required=False,
    )
    how = forms.CharField(
        label=_("How they were chosen"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, data: Any, *, mission: Mission) -> None:
        chosen = StationsChosen.objects.filter(mission=mission).first()
        initial: dict[str, object] = {"chosen_by": chosen.by, "how": chosen.how} if chosen else {}
        for one in mission.observer_numbers.all():
            initial |= {f"requested_{one.group}": one.requested, f"accredited_{one.group}": one.accredited}
        super().__init__(data, initial=initial)
        for group in ObserverGroup:
            self.fields[f"requested_{group}"] = _number(_("%(group)s: requested"), group)
            self.fields[f"accredited_{group}"] = _number(_("%(group)s: accredited"), group)
        self.order_fields([name for name in self.fields if name not in ("chosen_by", "how")])

    def stated(self) -> dict[str, Any]:
        """What the action takes."""
        data = self.cleaned_data
        numbers = {
            group.value: Stated(data[f"requested_{group}"], data[f"accredited_{group}"])
            for group in ObserverGroup
        }
        return {"numbers": numbers, "chosen_by": data["chosen_by"], "how": data["how"]}


def _number(says: Any, group: ObserverGroup) -> forms.IntegerField:
    label = says % {"group": group.label}
    return forms.IntegerField(label=label, min_value=0, max_value=MOST, required=False)
