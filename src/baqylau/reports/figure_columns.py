"""The records of a form as columns: each record is read once, and every question asked of the columns."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from itertools import chain, compress, repeat

from django.db.models import IntegerField, QuerySet, TextField, Value
from django.db.models.functions import Cast
from pydantic_core import from_json

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
    regions: list[str] = field(default_factory=list)

    def places(self, *, area: str = "", wave: str = "") -> list[int] | None:
        """Which of the records lie in an area (or below it) and in a wave; None for all of them."""
        if not area and not wave:
            return None
        if (area, wave) not in self._places:
            self._places[area, wave] = self._found(area, wave)
        return self._places[area, wave]

    def _found(self, area: str, wave: str) -> list[int]:
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
        ground = self._ground(question, places)
        given = frozenset(answers)
        wanted = frozenset(one for one in ground.said if _gives(one, given, multiple))
        numbers = self.numbers
        if places is None:
            picks = list(map(wanted.__contains__, column))
            seen, rows = list(compress(range(len(column)), picks)), tuple(compress(numbers, picks))
        else:
            seen = [at for at in ground.base if column[at] in wanted]
            rows = tuple([numbers[at] for at in seen])
        told = (len(seen), len(ground.base), ground.digest, ground.excluded, rows, ground.rows)
        return told, seen

    def _ground(self, question: str, places: Sequence[int] | None) -> _Ground:
        """What every answer to a question is counted from; made once for all records of a form."""
        if places is None and question in self._grounds:
            return self._grounds[question]
        column, numbers = self.contents[question], self.numbers
        chosen = range(len(column)) if places is None else places
        said = Counter(column if places is None else [column[at] for at in places])
        valid = frozenset(one for one in said if one.startswith(ANSWERED))
        if places is None:
            base = list(compress(chosen, map(valid.__contains__, column)))
            text = "".join(chain.from_iterable(zip(self._begun, column, repeat("\n"), strict=False)))
        else:
            base = [at for at in chosen if column[at] in valid]
            text = "".join([f"{numbers[at]}\t{column[at]}\n" for at in chosen])
        excluded = {_state(one): count for one, count in said.items() if one not in valid}
        made = _Ground(
            said,
            base,
            tuple([numbers[at] for at in base]),
            dict(sorted(excluded.items())),
            hashlib.sha256(text.encode()).hexdigest(),
        )
        if places is None:
            self._grounds[question] = made
        return made

    @cached_property
    def _begun(self) -> list[str]:
        """How each line of a digest of all records begins."""
        return [f"{number}\t" for number in self.numbers]

    _grounds: dict[str, _Ground] = field(default_factory=dict)
    _places: dict[tuple[str, str], list[int]] = field(default_factory=dict)

    def spread(self, seen: Sequence[int], places: Sequence[int] | None) -> tuple[int, int] | None:
        """In how many regions these records lie, of how many that were observed; None where none is known."""
        regions = self.regions
        observed = set(regions if places is None else [regions[at] for at in places]) - {""}
        where = {regions[at] for at in seen} - {""}
        return (len(where), len(observed)) if observed else None


@dataclass(frozen=True, slots=True)
class _Ground:
    """The contents of a column with their numbers, the places and numbers of valid answers, the rest."""

    said: Mapping[str, int]
    base: list[int]
    rows: tuple[int, ...]
    excluded: dict[str, int]
    digest: str


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
    nothing = Value(None, IntegerField())
    # Reading them takes most of the time: as texts, of which those of the newest versions are read.
    texts = (Cast("answers", TextField()), Cast("states", TextField()))
    told = texts if questions else (nothing, nothing)
    rows = versions.order_by("record__number", "number").values_list(
        "record__number", "record__area", "record__station", "record__wave", *told
    )
    canonical: dict[object, str] = {}
    for batch in batched(_newest(rows.iterator(chunk_size=AT_ONCE)), AT_ONCE):
        numbers, areas, stations, waves, *texts_read = zip(*batch, strict=True)
        answers, states = (list(map(from_json, one)) if questions else [] for one in texts_read)
        columns.numbers += numbers
        columns.areas += areas
        columns.stations += stations
        columns.waves += waves
        for question, column in columns.contents.items():
            column += _contents(question, answers, states, canonical)
    regions = regions_of(mission)
    columns.regions = [regions.get(area or 0, "") for area in columns.areas]
    return columns


Row = tuple[int, int | None, int | None, str, str, str]


def _newest(rows: Iterable[Row]) -> Iterator[Row]:
    """Of several versions of a record, which follow each other, the last."""
    held: Row | None = None
    for row in rows:
        if held is not None and held[0] != row[0]:
            yield held
        held = row
    if held is not None:
        yield held


def batched(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """So many at once."""
    batch: list[Row] = []
    for row in rows:
        batch.append(row)
        if len(batch) == size:
            yield batch
            batch = []
    if batch:
        yield batch


def _contents(
    question: str,
    answers: Sequence[Mapping[str, object]],
    states: Sequence[Mapping[str, str]],
    canonical: dict[object, str],
) -> list[str]:
    """What each record says to a question, as ``Seen.content`` writes it; the same words are one text.

    ``canonical`` holds what was written already: of an answer that is a text by itself, of a state in a pair.
    """
    known = canonical.get
    given = [said.get(question) for said in answers]
    found = [known(answer) if answer.__class__ is str else None for answer in given]
    return [
        _content(question, answers[at], states[at], canonical) if one is None else one
        for at, one in enumerate(found)
    ]


def _content(
    question: str, said: Mapping[str, object], why: Mapping[str, str], canonical: dict[object, str]
) -> str:
    """What one record says where it is not known yet, or is not a text."""
    if question not in said:
        key: object = (NOT_ASKED, why.get(question))
        if key not in canonical:
            canonical[key] = Seen(0, 0, "", "", said, why).content(question)
        return canonical[key]
    content = Seen(0, 0, "", "", said, why).content(question)
    if said[question].__class__ is str:
        canonical[said[question]] = content
    return content


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
