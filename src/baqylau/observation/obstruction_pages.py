"""What the register of obstructions shows and asks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from baqylau.election.models import Election, Station
from baqylau.mission.models import Mission
from baqylau.observation.checking_pages import at_the_place
from baqylau.observation.models import Obstruction, Record

STAGE_OF_FORM = {
    "opening": Obstruction.Stage.OPENING,
    "voting": Obstruction.Stage.VOTING,
    "count": Obstruction.Stage.COUNT,
    "protocol": Obstruction.Stage.COUNT,
    "tabulation": Obstruction.Stage.TABULATION,
}
"""The stage of the day that a form is about."""


@dataclass(frozen=True, slots=True)
class Total:
    """How many obstructions of a kind there are, by whose observers they hit."""

    kind: str
    counts: tuple[int, ...]

    @property
    def all(self) -> int:
        return sum(self.counts)


@dataclass(frozen=True, slots=True)
class Entry:
    """An obstruction with its local time."""

    one: Obstruction
    happened: datetime | None


def shown(mission: Mission) -> QuerySet[Obstruction]:
    """The obstructions of a mission; of deleted records too, since the register stands by itself."""
    return mission.obstructions.select_related("record", "station", "area", "by").order_by("-number")


def register(mission: Mission) -> dict[str, object]:
    """The list and its totals by kind."""
    found = list(shown(mission))
    totals = [
        Total(
            str(kind.label),
            tuple(
                sum((one.kind, one.whose) == (kind, whose) for one in found) for whose in Obstruction.Whose
            ),
        )
        for kind in Obstruction.Kind
    ]
    return {
        "entries": [Entry(one, at_the_place(one.happened_at, mission.election)) for one in found],
        "whose": [str(whose.label) for whose in Obstruction.Whose],
        "totals": [total for total in totals if total.all],
        "sum": Total(
            "", tuple(sum(total.counts[place] for total in totals) for place in range(len(Obstruction.Whose)))
        ),
    }


def obstructions_table(mission: Mission) -> Iterator[Sequence[object]]:
    """The register as rows, without names of people."""
    yield (
        "number",
        "kind",
        "stage",
        "whose",
        "happened_at",
        "station",
        "area_code",
        "article",
        "record",
        "says",
    )
    for one in shown(mission).order_by("number"):
        happened = one.happened_at.isoformat() if one.happened_at else ""
        station, area = one.station.code if one.station else "", one.area.code if one.area else ""
        record = one.record.number if one.record else ""
        yield (
            one.number,
            one.kind,
            one.stage,
            one.whose,
            happened,
            station,
            area,
            one.article,
            record,
            one.says,
        )


class ObstructionForm(forms.Form):
    """One obstruction."""

    kind = forms.ChoiceField(label=_("What happened"), choices=Obstruction.Kind.choices)
    stage = forms.ChoiceField(label=_("Stage"), choices=Obstruction.Stage.choices)
    whose = forms.ChoiceField(label=_("Whose observers"), choices=Obstruction.Whose.choices)
    station_code = forms.CharField(
        label=_("Polling station"), required=False, max_length=60, help_text=_("Its code.")
    )
    happened_at = forms.DateTimeField(
        label=_("When"),
        required=False,
        help_text=_("Local time."),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    article = forms.CharField(
        label=_("Article"),
        required=False,
        max_length=200,
        help_text=_("The article of law it may be at variance with."),
    )
    says = forms.CharField(
        label=_("What is known"),
        widget=forms.Textarea,
        max_length=2000,
        help_text=_("Who, what, and who saw it."),
    )

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.mission = mission

    @staticmethod
    def from_record(record: Record | None) -> dict[str, object]:
        """What a record says of it already."""
        if record is None:
            return {"whose": Obstruction.Whose.OURS}
        happened = at_the_place(record.observed_at, record.mission.election)
        stage = STAGE_OF_FORM.get(record.form_version.form.kind, Obstruction.Stage.VOTING)
        return {
            "whose": Obstruction.Whose.OURS,
            "stage": stage,
            "station_code": record.station_code,
            "happened_at": happened,
        }

    def clean_station_code(self) -> str:
        """The code of a station of the election, or nothing."""
        code = str(self.cleaned_data["station_code"]).strip()
        if code and self.station(code) is None:
            raise forms.ValidationError(_("No station of this election has this code."))
        return code

    def station(self, code: str) -> Station | None:
        return Station.objects.filter(election=self.mission.election, code=code).first()

    def given(self) -> dict[str, Any]:
        """What the action takes."""
        data = dict(self.cleaned_data)
        code = data.pop("station_code")
        data["station"] = self.station(code) if code else None
        data["happened_at"] = _of_the_place(data["happened_at"], self.mission.election)
        return data


def _of_the_place(moment: datetime | None, election: Election) -> datetime | None:
    """The form takes local time: by the clock of the election's zone, whatever the server's is."""
    return moment.replace(tzinfo=ZoneInfo(election.time_zone)) if moment else None
