"""The words of social networks: flags, fields, and the history as sentences."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baqylau.campaign.models import AccountRole, MediaSubject, MediaTopic, Platform, SocialChange, Tone
from baqylau.mission.models import Mission

FLAG_WORDS: Mapping[str, Any] = {
    "hate": gettext_lazy("Hate speech"),
    "false_claim": gettext_lazy("False claim"),
    "about_women": gettext_lazy("Attack on a woman as a woman"),
    "sponsored": gettext_lazy("Sponsored"),
}
LABELS: Mapping[str, Any] = {
    **FLAG_WORDS,
    "platform": gettext_lazy("Network"),
    "handle": gettext_lazy("Name on the network"),
    "name": gettext_lazy("Name shown"),
    "owner": gettext_lazy("Whose it is"),
    "role": gettext_lazy("Role"),
    "subject": gettext_lazy("Subject of the monitoring"),
    "verified": gettext_lazy("Verified by the network"),
    "source": gettext_lazy("How it is known"),
    "topic": gettext_lazy("Topic"),
    "tone": gettext_lazy("Tone"),
    "target": gettext_lazy("Target"),
    "language": gettext_lazy("Language"),
}
DONE: Mapping[str, Any] = {
    "account_added": gettext_lazy("entered it"),
    "account_changed": gettext_lazy("changed it"),
    "post_coded": gettext_lazy("coded it"),
    "post_coded_again": gettext_lazy("coded it again"),
}


@dataclass(frozen=True, slots=True)
class Told:
    """A line of the history: the change, what was done, and each field with what it was and is."""

    change: SocialChange
    done: str
    fields: tuple[tuple[str, str, str], ...]


def told(changes: Iterable[SocialChange], mission: Mission) -> list[Told]:
    """The history in words, the newest first."""
    subjects = MediaSubject.objects.filter(mission=mission)
    words: dict[str, dict[Any, Any]] = {
        "platform": dict(Platform.choices),
        "role": dict(AccountRole.choices),
        "tone": dict(Tone.choices),
        "topic": {one.code: one.name for one in MediaTopic.objects.filter(mission=mission)},
        "target": {one.code: one.name for one in subjects},
        "subject": {one.pk: one.name for one in subjects},
    }
    return [
        Told(
            change,
            str(DONE.get(change.done, change.done)),
            tuple(
                (
                    str(LABELS.get(one["field"], one["field"])),
                    _in_words(one["before"], words.get(one["field"], {})),
                    _in_words(one["after"], words.get(one["field"], {})),
                )
                for one in change.fields
            ),
        )
        for change in changes
    ]


def _in_words(value: Any, words: Mapping[Any, Any]) -> str:
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(words.get(value, value))
