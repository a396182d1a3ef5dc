"""What actions on findings and recommendations do alike: texts, numbers, versions, history and trail."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from baqylau.accounts.models import User
from baqylau.core.problem import Phrase, Problem, Refused
from baqylau.core.reading import Problems
from baqylau.mission.history import Altered
from baqylau.mission.models import Mission
from baqylau.reports.models import (
    Finding,
    FindingChange,
    Recommendation,
    RecommendationChange,
    Worded,
)
from baqylau.trail.record import personal
from baqylau.trail.record import record as write_trail

LANGUAGES = ("en", "ru", "kk")
LONGEST_TEXT = 10_000
TELLING = frozenset({"texts", "set_aside_because", "says", "source", "note", "addressee_names", "evidence"})
"""Fields whose values may be about a person or a confidential entry: the trail keeps a salted digest."""


def clean(text: str) -> str:
    """A text as it is kept: lines ended alike, no control characters, no blanks around it."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(one for one in lines if one == "\n" or one.isprintable() or one == "\u00ad").strip()


def clean_texts(texts: Mapping[str, str]) -> dict[str, str]:
    """The texts by language, in one order, without empty ones."""
    cleaned = {language: clean(texts.get(language, "")) for language in LANGUAGES}
    return {language: text for language, text in cleaned.items() if text}


def check_texts(texts: Mapping[str, str], language: str, codes: tuple[str, str], problems: Problems) -> None:
    """The authoritative text is there, and none is too long; ``codes`` number the two problems."""
    if not texts.get(language):
        says = Phrase("There is no text in the language that counts.")
        problems.add(codes[0], says, Phrase("Write it, or choose the other language."), f"text_{language}")
    for one, text in texts.items():
        if len(text) > LONGEST_TEXT:
            says = Phrase("The text has more than {most} characters.", most=LONGEST_TEXT)
            problems.add(codes[1], says, Phrase("Shorten it."), f"text_{one}")


def lock(mission: Mission) -> None:
    """Numbers of a mission are given out one after another."""
    Mission.objects.select_for_update(no_key=True).get(pk=mission.pk)


def check_version(found: Finding | Recommendation, version: int | None, code: str) -> None:
    """``Refused`` where somebody changed it since ``version``."""
    if version is not None and found.version != version:
        says = Phrase("Somebody else has changed this meanwhile.")
        raise Refused(Problem(code, says, Phrase("Look at it again, then enter your change.")))


def write_change(
    entry: Finding | Recommendation,
    done: str,
    altered: Sequence[Altered] = (),
    *,
    by: User | None,
    now: datetime,
    reason: str = "",
    evidence: str = "",
    mission: Mission | None = None,
) -> None:
    """The line of the history, and the entry in the trail: identifiers, codes and digests."""
    fields = [{"field": one.field, "before": one.before, "after": one.after} for one in altered]
    told = {"done": done, "fields": fields, "reason": reason, "evidence": evidence, "by": by, "at": now}
    if isinstance(entry, Finding):
        FindingChange.objects.create(finding=entry, **told)
    else:
        RecommendationChange.objects.create(recommendation=entry, mission=mission, **told)
    change: dict[str, Any] = {"version": entry.version, "fields": for_trail(altered)}
    if reason:
        change["reason"] = personal(reason)
    if evidence:
        change["evidence"] = personal(evidence)
    write_trail(f"reports.{done}", about=entry, by=by, change=change)


def for_trail(altered: Iterable[Altered]) -> dict[str, Any]:
    """What the trail is told of fields."""
    return {one.field: _told(one) for one in altered}


def _told(one: Altered) -> Any:
    if one.after in (None, "") or isinstance(one.after, bool):
        return one.after
    return personal(str(one.after)) if one.field in TELLING else one.after


def set_worded(row: Worded, texts: Mapping[str, str], language: str) -> list[Altered]:
    """Write texts into a row; what differs."""
    altered = []
    if row.texts != texts:
        altered.append(Altered("texts", row.texts, dict(texts)))
        row.texts = dict(texts)
    if row.language != language:
        altered.append(Altered("language", row.language, language))
        row.language = language
    return altered
