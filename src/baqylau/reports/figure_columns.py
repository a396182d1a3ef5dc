"""The records of a form as columns: each record is read once, and every question asked of the columns."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache

from django.db.models import QuerySet

from baqylau.election.models import Area, Election
from baqylau.mission.models import Mission
from baqylau.observation.memory import Memory
from baqylau.observation.methods.counting import NOT_ASKED, Seen
from baqylau.observation.models import RecordState, RecordVersion

AT_ONCE = 2_000
ANSWERED = '{"answer":'

Told = tuple[int, int, str, dict[str, int], tuple[int, ...], tuple[int, ...]]
"""Numerator, denominator, digest, excluded, rows, base rows: a figure without its name and source."""


def counted_versions(mission: Mission, form: str) -> QuerySet[RecordVersion]:
    """The newest version of each record that is counted, as ``observation.figures`` chooses them."""
    return _counted(RecordVersion.objects.filter(is_newest=True), mission, form)


def _counted(versions: QuerySet[RecordVersion], mission: Mission, form: str) -> QuerySet[RecordVersion]:
    found = versions.filter(
        record__mission=mission,
        record__form_version__form__code=form,
        record__form_version__form__mission=mission,
        record__deleted_at=None,
        record__is_unread=False,
    )
    return found.exclude(record__state=RecordState.REJECTED)


@dataclass
class Columns:
    """Records in the order of their numbers; ``contents``: each question's answer or state, canonical."""

    numbers: list[int] = field(default_factory=list)
    areas: list[int | None] = field(default_factory=list)
    stations: list[int | None] = field(default_factory=list)
    waves: list[str] = field(default_factory=list)
    contents: dict[str, list[str]] = field(default_factory=dict)
    paths: Mapping[int, str] = field(default_factory=dict)
    _digests: dict[tuple[str, int], str] = field(default_factory=dict)

    def places(self, *, area: str = "", wave: str = "") -> list[int] | None:
        """Which of the records lie in an area (or below it) and in a wave; None for all of them."""
        if not area and not wave:
            return None
        within = {pk for pk, path in self.paths.items() if area in path.split("/")} if area else set()
        return [
            at
            for at in range(len(self.numbers))
            if (not area or self.areas[at] in within) and (not wave or self.waves[at] == wave)
        ]

    def area_codes(self) -> list[str]:
        """The code of the area that each record lies in, "" where it is not known."""
        return [self.paths.get(area or 0, "").rstrip("/").rpartition("/")[2] for area in self.areas]

    def share(
        self, question: str, answers: Sequence[str], places: Sequence[int] | None, *, multiple: bool
    ) -> tuple[Told, list[int]]:
        """In how many of the valid answers one of ``answers`` was given, and the places of those records.

        Of a question with several answers (``multiple``): in how many it was among them. The digest is as
        ``observation.methods.counting.count_share`` makes it.
        """
        column = self.contents[question]
        chosen = range(len(column)) if places is None else places
        said = Counter(column) if places is None else Counter(column[at] for at in places)
        wanted = frozenset(one for one in said if _gives(one, frozenset(answers), multiple))
        seen = [at for at in chosen if column[at] in wanted]
        base = [at for at in chosen if column[at].startswith(ANSWERED)]
        excluded = {_state(one): count for one, count in sorted(said.items()) if not one.startswith(ANSWERED)}
        numbers = self.numbers
        told = (
            len(seen),
            len(base),
            self._digest(question, chosen),
            dict(sorted(excluded.items())),
            tuple(numbers[at] for at in seen),
            tuple(numbers[at] for at in base),
        )
        return told, seen

    def _digest(self, question: str, chosen: Sequence[int]) -> str:
        column, numbers = self.contents[question], self.numbers
        if len(chosen) == len(column) and question in self._whole:
            return self._whole[question]
        text = "".join([f"{numbers[at]}\t{column[at]}\n" for at in chosen])
        digest = hashlib.sha256(text.encode()).hexdigest()
        if len(chosen) == len(column):
            self._whole[question] = digest
        return digest

    _whole: dict[str, str] = field(default_factory=dict)

    def spread(
        self, seen: Sequence[int], places: Sequence[int] | None, regions: Mapping[int, str]
    ) -> tuple[int, int] | None:
        """In how many regions these records lie, of how many that were observed; None where none is known."""
        chosen = range(len(self.areas)) if places is None else places
        observed = {regions.get(area or 0, "") for area in {self.areas[at] for at in chosen}} - {""}
        where = {regions.get(area or 0, "") for area in {self.areas[at] for at in seen}} - {""}
        return (len(where), len(observed)) if observed else None


@lru_cache(maxsize=8192)
def _gives(content: str, answers: frozenset[str], multiple: bool) -> bool:
    if not content.startswith(ANSWERED):
        return False
    answer = json.loads(content)["answer"]
    if multiple:
        return isinstance(answer, list) and not answers.isdisjoint(map(str, answer))
    return isinstance(answer, str) and answer in answers


def _state(content: str) -> str:
    return str(json.loads(content)["state"])


def columns_of(
    mission: Mission, form: str, questions: Collection[str], *, at: datetime | None = None
) -> Columns:
    """The records of a form, read once; as they stood at a moment where ``at`` says one."""
    columns = Columns(contents={question: [] for question in questions}, paths=area_paths(mission.election))
    versions = counted_versions(mission, form)
    if at is not None:
        versions = _counted(RecordVersion.objects.filter(at__lte=at), mission, form)
    rows = versions.order_by("record__number", "number").values_list(
        "record__number", "record__area", "record__station", "record__wave", "answers", "states"
    )
    canonical: dict[tuple[type, object], str] = {}
    last = None
    for number, area, station, wave, answers, states in rows.iterator(chunk_size=AT_ONCE):
        if number == last:
            _take_back(columns)
        last = number
        columns.numbers.append(number)
        columns.areas.append(area)
        columns.stations.append(station)
        columns.waves.append(wave)
        for question, column in columns.contents.items():
            column.append(_content(question, answers, states, canonical))
    return columns


def _take_back(columns: Columns) -> None:
    """A later version of the same record takes the place of the one before."""
    for column in (
        columns.numbers,
        columns.areas,
        columns.stations,
        columns.waves,
        *columns.contents.values(),
    ):
        column.pop()  # type: ignore[attr-defined]


def _content(
    question: str,
    answers: Mapping[str, object],
    states: Mapping[str, str],
    canonical: dict[tuple[type, object], str],
) -> str:
    """What a record says to a question, as ``Seen.content`` writes it; the same words are one text."""
    key: tuple[type, object] = (type(None), states.get(question, NOT_ASKED))
    if question in answers:
        answer = answers[question]
        if not isinstance(answer, str | int | float):
            return Seen(0, 0, "", "", answers, states).content(question)
        key = (answer.__class__, answer)
    found = canonical.get(key)
    if found is None:
        found = canonical[key] = Seen(0, 0, "", "", answers, states).content(question)
    return found


# --------------------------------------------------------------------------------------------- areas

_paths: Memory[dict[int, str]] = Memory(10)
_words: Memory[dict[str, Mapping[str, str]]] = Memory(10)


def area_paths(election: Election) -> dict[int, str]:
    """Each area of the election's country with its path."""

    def read() -> dict[int, str]:
        return dict(Area.objects.filter(country=election.country).values_list("pk", "path"))

    return _paths.get((election.pk, election.country), read) or {}


def area_words(election: Election) -> dict[str, Mapping[str, str]]:
    """Each area's names by its code; of several with one code the latest."""

    def read() -> dict[str, Mapping[str, str]]:
        ours = Area.objects.filter(country=election.country).order_by("valid_from")
        return dict(ours.values_list("code", "names"))

    return _words.get((election.pk, election.country), read) or {}


def regions_of(mission: Mission) -> dict[int, str]:
    """For each area the region it lies in: the highest areas of which there are several."""
    paths = {pk: path.rstrip("/").split("/") for pk, path in area_paths(mission.election).items()}
    first = {parts[0] for parts in paths.values()}
    level = 1 if len(first) == 1 and any(len(parts) > 1 for parts in paths.values()) else 0
    return {pk: parts[level] for pk, parts in paths.items() if len(parts) > level}
