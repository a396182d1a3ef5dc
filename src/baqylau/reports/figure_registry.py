"""Every named figure that rooms offer to a mission's reports: found by words, and many counted at once.

A reference in a text is the name of an offer. Which kinds of mission may give a percentage of it, and from
which denominator on, ``methods.publishing`` decides; who may see its value before publication, the permission
of the offer.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import cached_property

from baqylau.accounts.models import User
from baqylau.core.text import search_key
from baqylau.mission.models import Mission
from baqylau.reports.figure_answers import Answers
from baqylau.reports.figure_columns import area_words
from baqylau.reports.figure_estimates import QuickCounts
from baqylau.reports.figure_media import Media
from baqylau.reports.figure_offers import Counted, Offer, Source
from baqylau.reports.figure_registers import register_sources
from baqylau.reports.figure_results import Results
from baqylau.reports.figure_rooms import Planned, Published, disputes_of
from baqylau.reports.methods.publishing import Terms

MOST_FOUND = 60


class Registry:
    """The figures of one mission."""

    def __init__(self, mission: Mission) -> None:
        self.mission = mission
        self.terms = Terms(mission.allows.percentages, mission.minimum_denominator)

    @cached_property
    def sources(self) -> Sequence[Source]:
        """The rooms in the order in which their names are looked up."""
        answers = Answers(self.mission)
        return (
            Planned(self.mission, answers),
            answers,
            disputes_of(self.mission),
            Published(self.mission),
            *further_sources(self.mission),
        )

    def offers(self) -> Iterator[Offer]:
        """Everything there is, without single areas and waves."""
        for source in self.sources:
            yield from source.offers()

    def offer(self, name: str) -> Offer | None:
        """The offer of this name; None where nothing is called so (any more)."""
        return next((found for source in self.sources if (found := source.offer(name))), None)

    def count(self, names: Iterable[str], *, at: datetime | None = None) -> dict[str, Counted]:
        """The figures of these names that there are, counted now, or from what had come at a moment."""
        wanted = list(dict.fromkeys(names))
        found: dict[str, Counted] = {}
        self._foresee(wanted)
        for source in self.sources:
            found |= source.count([name for name in wanted if name not in found], at=at)
        return found

    def _foresee(self, names: Iterable[str]) -> None:
        """Tell the source of answers which questions will be asked, by itself and by the plan."""
        planned, answers = self.sources[0], self.sources[1]
        assert isinstance(planned, Planned)
        assert isinstance(answers, Answers)
        answers.foreseen = planned.questions(names)
        for name in names:
            if (asked := answers.read(name)) and asked.question:
                answers.foreseen.setdefault(asked.form, set()).add(asked.question)

    def shown_to(self, user: User, offer: Offer) -> bool:
        """Whether this person may see the figure's value before it is published."""
        return user.has_perm(offer.needs, self.mission)

    def search(self, query: str, *, most: int = MOST_FOUND) -> list[Offer]:
        """Offers in which every word of the query is found: in their words, in any language, or their name.

        A word that names an area asks for the figures of forms in that area.
        """
        wanted = search_key(query).split()
        areas = _areas_named(self.mission, wanted) if wanted else {}
        found: list[tuple[int, int, Offer]] = []
        for place, offer in enumerate(self.offers()):
            text = search_key(" ".join((offer.name, *offer.words.values())))
            missing = [word for word in wanted if word not in text]
            if not missing:
                found.append((_rank(text, wanted), place, offer))
            elif offer.room in ("answers", "results") and "@" not in offer.name:
                for code in [code for code, words in areas.items() if set(missing) <= words]:
                    if there := self.offer(f"{offer.name}@{code}"):
                        found.append((1, place, there))
            if len(found) > 20 * most:
                break
        found.sort(key=lambda one: one[:2])
        return [offer for _rank_of, _place, offer in found[:most]]


def _rank(text: str, wanted: Sequence[str]) -> int:
    """Those where the words begin a word come first."""
    return 0 if all(f" {word}" in f" {text}" for word in wanted) else 1


def _areas_named(mission: Mission, wanted: Sequence[str]) -> dict[str, set[str]]:
    """Area code → the words of the query that name it."""
    found: dict[str, set[str]] = {}
    for code, names in area_words(mission.election).items():
        key = search_key(" ".join((code, *names.values())))
        if words := {word for word in wanted if len(word) > 2 and word in key}:
            found[code] = words
    return found


def further_sources(mission: Mission) -> Iterator[Source]:
    """Rooms that offer figures beside those above."""
    yield Media(mission)
    yield from register_sources(mission)
    yield Results(mission)
    yield QuickCounts(mission)
