"""The waves of election day: made, changed, removed, or the usual ones taken over."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import time

from django.db import transaction
from django.db.models import Max

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.mission.models import Mission
from baqylau.observation.models import Form, FormKind, Wave
from baqylau.trail.record import record as write_trail

USUAL: tuple[tuple[str, dict[str, str], tuple[str, ...], time, time], ...] = (
    ("opening", {"en": "Opening", "ru": "Открытие", "kk": "Ашылу"}, (FormKind.OPENING,), time(6), time(9)),
    (
        "before_13",
        {"en": "Before 13:00", "ru": "До 13:00", "kk": "13:00-ге дейін"},
        (FormKind.VOTING,),
        time(7),
        time(13),
    ),
    (
        "after_14",
        {"en": "After 14:00", "ru": "После 14:00", "kk": "14:00-ден кейін"},
        (FormKind.VOTING,),
        time(14),
        time(20),
    ),
    (
        "closing",
        {"en": "Closing", "ru": "Закрытие", "kk": "Жабылу"},
        (FormKind.COUNT,),
        time(19),
        time(0),
    ),
    (
        "count",
        {"en": "Count", "ru": "Подсчёт", "kk": "Дауыс санау"},
        (FormKind.PROTOCOL, FormKind.TABULATION),
        time(20),
        time(12),
    ),
)
"""Code, names, kinds of form, and local times: the count goes on until noon of the day after."""


@transaction.atomic
def make_wave(
    *,
    mission: Mission,
    code: str,
    names: Mapping[str, str],
    forms: Iterable[Form],
    begins: time | None,
    ends: time | None,
    by: User | None,
) -> Wave:
    """Make a wave after those there are (L.160, L.161)."""
    Mission.objects.select_for_update().get(pk=mission.pk)
    last = mission.waves.aggregate(last=Max("position"))["last"] or 0
    wave = Wave(mission=mission, position=last + 1)
    _set(wave, code, names, list(forms), begins, ends)
    write_trail("observation.wave_made", about=wave, by=by, change=_as_change(wave))
    return wave


@transaction.atomic
def change_wave(
    *,
    wave: Wave,
    code: str,
    names: Mapping[str, str],
    forms: Iterable[Form],
    begins: time | None,
    ends: time | None,
    by: User | None,
) -> None:
    """Change a wave (L.160, L.161). Records that named it by its code keep the code they named."""
    Mission.objects.select_for_update().get(pk=wave.mission_id)
    _set(wave, code, names, list(forms), begins, ends)
    write_trail("observation.wave_changed", about=wave, by=by, change=_as_change(wave))


@transaction.atomic
def remove_wave(*, wave: Wave, by: User | None) -> None:
    """Remove a wave for which nothing is expected (L.162)."""
    Mission.objects.select_for_update().get(pk=wave.mission_id)
    if wave.expected.exists():
        says = Phrase("Reports are expected in this wave.")
        raise Refused(Problem("L.162", says, Phrase("Remove them first, or keep the wave.")))
    write_trail("observation.wave_removed", about=wave, by=by, change=_as_change(wave))
    wave.delete()


@transaction.atomic
def take_over_usual_waves(*, mission: Mission, by: User | None) -> list[Wave]:
    """Make those of the usual five waves that are not there and for which the mission has forms (L.163)."""
    there = set(mission.waves.values_list("code", flat=True))
    made = []
    for code, names, kinds, begins, ends in USUAL:
        forms = list(mission.forms.filter(kind__in=kinds))
        if code not in there and forms:
            made.append(
                make_wave(
                    mission=mission, code=code, names=names, forms=forms, begins=begins, ends=ends, by=by
                )
            )
    if not made:
        says = Phrase("No wave was made: they are there, or the mission has no forms for them.")
        raise Refused(Problem("L.163", says, Phrase("Give the mission its election-day forms first.")))
    return made


def _set(
    wave: Wave,
    code: str,
    names: Mapping[str, str],
    forms: list[Form],
    begins: time | None,
    ends: time | None,
) -> None:
    if not forms or any(form.mission_id != wave.mission_id for form in forms):
        says = Phrase("A wave has at least one form of the mission.")
        raise Refused(Problem("L.161", says, Phrase("Choose its forms.")))
    if wave.mission.waves.filter(code=code).exclude(pk=wave.pk).exists():
        raise Refused(Problem("L.160", Phrase("Another wave has this code."), Phrase("Choose another code.")))
    wave.code, wave.names = code, {language: name for language, name in names.items() if name}
    wave.begins, wave.ends = begins, ends
    wave.save()
    wave.forms.set(forms)


def _as_change(wave: Wave) -> dict[str, object]:
    return {
        "mission": wave.mission_id,
        "code": wave.code,
        "forms": sorted(wave.forms.values_list("code", flat=True)),
        "begins": f"{wave.begins:%H:%M}" if wave.begins else "",
        "ends": f"{wave.ends:%H:%M}" if wave.ends else "",
    }
