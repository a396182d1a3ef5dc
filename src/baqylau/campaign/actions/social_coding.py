"""What monitors say of a post: topic, tone, target and flags, with the history."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.db import transaction

from baqylau.accounts.models import User
from baqylau.campaign.actions.social_accounts import refuse_old_version
from baqylau.campaign.models import MediaSubject, MediaTopic, SocialChange, SocialPost, Tone
from baqylau.campaign.social_sums import sum_post
from baqylau.core.problem import Phrase
from baqylau.core.reading import Problems
from baqylau.mission.models import Mission
from baqylau.trail.record import record as write_trail


@dataclass(frozen=True, slots=True)
class Coding:
    """What is said of a post. Texts are codes of the mission's lists; what is None was not judged."""

    topic: str | None = None
    tone: str | None = None
    target: str | None = None
    language: str = ""
    hate: bool | None = None
    false_claim: bool | None = None
    about_women: bool | None = None
    sponsored: bool | None = None


CODED = tuple(one.name for one in fields(Coding))


@transaction.atomic
def code_post(*, post: SocialPost, given: Coding, version: int | None, by: User, now: datetime) -> SocialPost:
    """Say of a post what it is, or say that it was looked at. ``Refused``: X.531, X.532 at their fields."""
    found = (
        SocialPost.objects.select_for_update(of=("self",)).select_related("mission__election").get(pk=post.pk)
    )
    refuse_old_version(found.version, version)
    _check(given, found.mission)
    altered = [
        {"field": name, "before": getattr(found, name), "after": getattr(given, name)}
        for name in CODED
        if getattr(found, name) != getattr(given, name)
    ]
    if not altered and found.coded_at:
        return found
    for one in altered:
        setattr(found, str(one["field"]), one["after"])
    done = "post_coded" if found.coded_at is None else "post_coded_again"
    found.coded_at = now
    found.version += 1
    found.save(update_fields=[*CODED, "coded_at", "version"])
    SocialChange.objects.create(mission=found.mission, post=found, done=done, fields=altered, by=by, at=now)
    change: dict[str, Any] = {
        "post": found.pk,
        "fields": {str(one["field"]): one["after"] for one in altered},
    }
    write_trail(f"campaign.{done}", about=found, by=by, change=change)
    sum_post(found)
    return found


def _check(given: Coding, mission: Mission) -> None:
    problems = Problems()
    topics = MediaTopic.objects.filter(mission=mission, code=given.topic)
    subjects = MediaSubject.objects.filter(mission=mission, code=given.target)
    known = {
        "topic": not given.topic or topics.exists(),
        "target": not given.target or subjects.exists(),
        "tone": given.tone in (None, *Tone.values),
        "language": not given.language or (given.language.isalpha() and 2 <= len(given.language) <= 3),
    }
    for field, is_known in known.items():
        if not is_known:
            problems.add(
                "X.532", Phrase("There is no such choice."), Phrase("Choose one of the list."), field
            )
    problems.refuse_if_any()
