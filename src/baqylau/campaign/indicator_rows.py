"""What indicators are counted from: the sums that an address asks for, read once for a page."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import cached_property

from django.db.models import Sum

from baqylau.campaign.indicator_selection import MediaSelection
from baqylau.campaign.indicator_sums import sum_what_changed
from baqylau.campaign.methods.indicators import BROADCAST, Coded
from baqylau.campaign.methods.monitored import Slot
from baqylau.campaign.models import (
    MediaSubject,
    MediaTopic,
    MonitoringSlot,
    Outlet,
    Programme,
    SubjectSum,
    TopicSum,
)
from baqylau.mission.models import Mission

_SUMS = (Sum("items"), Sum("measured"), Sum("amount"))


class Counted:
    """A mission's coded media as far as a selection asks for them. Everything is read when it is needed.

    A person is counted with the subject to which it belongs; a contestant who belongs to somebody that is
    none stays itself.
    """

    def __init__(self, mission: Mission, selection: MediaSelection) -> None:
        self.mission = mission
        self.selection = selection
        self.medium = selection.medium
        sum_what_changed(mission)

    @cached_property
    def _all_subjects(self) -> dict[int, MediaSubject]:
        found = MediaSubject.objects.filter(mission=self.mission)
        return {one.pk: one for one in found.order_by("-is_contestant", "position", "code")}

    @cached_property
    def whose(self) -> dict[int, str]:
        """By the key of each subject the code of the one with whom it is counted."""
        return {key: self._counted_with(one).code for key, one in self._all_subjects.items()}

    def _counted_with(self, one: MediaSubject) -> MediaSubject:
        above = self._all_subjects.get(one.belongs_to_id or 0)
        if above is None or (one.is_contestant and not above.is_contestant):
            return one
        return above

    @cached_property
    def subjects(self) -> dict[str, MediaSubject]:
        """Those who are counted by themselves, by code: contestants first, in their order."""
        own = set(self.whose.values())
        return {one.code: one for one in self._all_subjects.values() if one.code in own}

    @cached_property
    def contestants(self) -> dict[str, MediaSubject]:
        """Those between whom one compares: active ones, and whoever was spoken of before they withdrew."""
        spoken = {row.subject for row in self.any_rows}
        return {
            code: one
            for code, one in self.subjects.items()
            if one.is_contestant and (one.active or code in spoken)
        }

    @cached_property
    def outlets(self) -> dict[str, Outlet]:
        """The outlets that are counted, by code, in their order."""
        return {one.code: one for one in self.selection.chosen.values()}

    @cached_property
    def rows(self) -> list[Coded]:
        """Appearances, alike ones summed over days; of contestants only where that is asked for."""
        columns = ("outlet", "subject", "programme_class", "prime_time", "paid", "tone", "speaker_sex")
        found = (
            SubjectSum.objects.filter(self.selection.of_sums(), mission=self.mission)
            .order_by()
            .values_list(*columns)
            .annotate(*_SUMS, Sum("speech"), Sum("speech_of"))
        )
        rows = [
            self._coded(*row[:5], tone=row[5], sex=row[6], sums=row[7:10], speech=row[10], speech_of=row[11])
            for row in found
        ]
        return [row for row in rows if self._is_asked_for(row.subject)]

    @cached_property
    def by_day(self) -> list[Coded]:
        """Appearances by subject and day."""
        found = (
            SubjectSum.objects.filter(self.selection.of_sums(), mission=self.mission)
            .order_by()
            .values_list("outlet", "subject", "day")
            .annotate(*_SUMS)
        )
        rows = [self._coded(outlet, who, day=day, sums=sums) for outlet, who, day, *sums in found]
        return [row for row in rows if self._is_asked_for(row.subject)]

    @property
    def any_rows(self) -> list[Coded]:
        """Appearances, summed in whichever way they were read already: what they add up to is the same."""
        return self.by_day if "by_day" in self.__dict__ else self.rows

    @cached_property
    def topic_rows(self) -> list[Coded]:
        """Items by topic, each once, whoever is in it."""
        found = (
            TopicSum.objects.filter(self.selection.of_sums(), mission=self.mission)
            .order_by()
            .values_list("topic")
            .annotate(*_SUMS)
        )
        return [
            Coded(self.medium, "", topic, amount, items, measured) for topic, items, measured, amount in found
        ]

    def _coded(
        self,
        outlet: int,
        subject: int,
        programme_class: str = "",
        prime_time: bool = False,
        paid: bool = False,
        *,
        sums: Sequence[int],
        tone: str = "",
        sex: str = "",
        speech: int = 0,
        speech_of: int = 0,
        day: date | None = None,
    ) -> Coded:
        items, measured, amount = sums
        return Coded(
            medium=self.medium,
            outlet=self.selection.chosen[outlet].code,
            subject=self.whose[subject],
            amount=amount,
            items=items,
            measured=measured,
            speech=speech,
            speech_of=speech_of,
            programme_class=programme_class,
            prime_time=prime_time,
            paid=paid,
            tone=tone,
            sex=sex,
            day=day,
        )

    def _is_asked_for(self, code: str) -> bool:
        return not self.selection.only or self.subjects[code].is_contestant

    @property
    def is_broadcast(self) -> bool:
        return self.medium == BROADCAST

    @cached_property
    def days(self) -> list[date]:
        """Every day from the first to the last that was coded or asked for."""
        coded = [row.day for row in self.by_day if row.day]
        first = self.selection.since or min(coded, default=None)
        last = self.selection.until or max(coded, default=None)
        if not first or not last or last < first:
            return []
        return [date.fromordinal(number) for number in range(first.toordinal(), last.toordinal() + 1)]

    # -------------------------------------------------------------- the schedule

    @cached_property
    def _all_slots(self) -> list[MonitoringSlot]:
        found = MonitoringSlot.objects.filter(self.selection.of_slots, mission=self.mission)
        return list(found.order_by("day", "begins", "pk"))

    @cached_property
    def slots(self) -> list[Slot]:
        """The hours that were to be monitored; print and online have none."""
        chosen = self.selection.chosen
        return [
            Slot(
                chosen[one.outlet_id].code,
                one.day,
                one.begins,
                one.ends,
                one.covered_seconds,
                (one.done_from, one.done_to) if one.done_from and one.done_to else None,
                one.reason,
            )
            for one in self._all_slots
            if one.begins and one.ends
        ]

    @cached_property
    def days_without_hours(self) -> list[MonitoringSlot]:
        """Issues of print and days of sites that were to be monitored."""
        return [one for one in self._all_slots if one.begins is None]

    # -------------------------------------------------------------- what stands beside

    @cached_property
    def being_coded(self) -> int:
        """Programmes that nobody has finished yet: nothing of them is counted."""
        asked = self.selection.of_slots
        return Programme.objects.filter(
            asked, mission=self.mission, second_coding_of=None, state="open"
        ).count()

    @cached_property
    def topic_names(self) -> dict[str, str]:
        """Words for the codes of topics."""
        return {one.code: one.name for one in MediaTopic.objects.filter(mission=self.mission)}
