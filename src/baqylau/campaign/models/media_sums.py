"""What was coded, summed by outlet and day, so that pages of indicators need not go through every item.

Nothing here is of its own: the sums of an outlet's day are made anew when its programmes are others
(:mod:`baqylau.campaign.indicator_sums`), and could be thrown away. Second codings are never in them.
"""

from __future__ import annotations

from django.db import models

from baqylau.campaign.models.media import MediaSubject, Outlet
from baqylau.mission.models import Mission


class SummedDay(models.Model):
    """An outlet's day that was summed. ``mark`` is of the programmes as they were then."""

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="+", db_index=False)
    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    mark = models.CharField(max_length=80)

    class Meta:
        ordering = ["mission", "outlet", "day"]
        constraints = [
            models.UniqueConstraint(
                fields=["mission", "outlet", "day"], name="a_day_of_an_outlet_is_summed_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.outlet_id} {self.day}"


class Summed(models.Model):
    """Items alike in all that indicators ask for. ``amount`` is seconds, cm², or 1 for each item online.

    ``measured`` of the ``items`` have a length; ``amount`` is the sum of theirs.
    """

    mission = models.ForeignKey(Mission, on_delete=models.CASCADE, related_name="+", db_index=False)
    outlet = models.ForeignKey(Outlet, on_delete=models.CASCADE, related_name="+", db_index=False)
    day = models.DateField()
    programme_class = models.CharField(max_length=15)
    prime_time = models.BooleanField()
    paid = models.BooleanField()
    speaker_sex = models.CharField(max_length=4, blank=True)
    items = models.PositiveIntegerField()
    measured = models.PositiveIntegerField()
    amount = models.PositiveBigIntegerField()

    class Meta:
        abstract = True


class SubjectSum(Summed):
    """Appearances of a subject. ``speech`` is its direct speech, known of ``speech_of`` of the ``amount``."""

    subject = models.ForeignKey(MediaSubject, on_delete=models.CASCADE, related_name="+", db_index=False)
    tone = models.CharField(max_length=8)
    manner = models.CharField(max_length=8, blank=True)
    speech = models.PositiveBigIntegerField()
    speech_of = models.PositiveBigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["mission", "outlet", "day"], name="subject_sum_by_day")]

    def __str__(self) -> str:
        return f"{self.outlet_id} {self.day} {self.subject_id}"


class TopicSum(Summed):
    """Items by what they are about in substance, each once whoever is in it."""

    topic = models.CharField(max_length=40, blank=True)

    class Meta:
        indexes = [models.Index(fields=["mission", "outlet", "day"], name="topic_sum_by_day")]

    def __str__(self) -> str:
        return f"{self.outlet_id} {self.day} {self.topic}"
