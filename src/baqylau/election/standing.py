"""A mission's candidates against the law of the pack, and in numbers."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from baqylau.election.methods.eligibility import (
    Issue,
    Law,
    Person,
    answers_to_quotas,
    check_list,
    check_person,
    check_quota,
)
from baqylau.election.methods.list_quotas import QuotaAnswer
from baqylau.election.models import Candidate, Contest, ContestKind, Nominator, Sex, Standing
from baqylau.election.sources.candidate_law import law_from

AGES = ((0, 24), (25, 28), (29, 34), (35, 44), (45, 54), (55, 64), (65, 150))
"""Age groups by full years on election day; those under 29 count for the quota."""
GONE = frozenset({Standing.REFUSED, Standing.CANCELLED, Standing.WITHDRAWN})
"""Who is on no list any more."""


def law_of(contest: Contest) -> Law:
    """What the pack asks of the candidates of a contest."""
    return law_from(contest.candidate_rule, contest.seat_rule)


def person_of(candidate: Candidate, day: date) -> Person:
    """A candidate as the law looks at them."""
    option = candidate.option
    is_listed = candidate.contest.kind == ContestKind.PARTY_LIST and candidate.standing not in GONE
    return Person(
        key=str(candidate.pk),
        on_list=(option.name if option else candidate.nominator) if is_listed else "",
        ages=candidate.ages_on(day),
        born=candidate.born,
        resident_years=candidate.resident_years,
        deposit=candidate.deposit,
        is_member=candidate.is_member,
        is_woman=None if not candidate.sex else candidate.sex == Sex.FEMALE,
        has_disability=candidate.has_disability,
    )


@dataclass(slots=True)
class Checked:
    """What candidacies and lists may be at variance with: by candidate, by list, and the quotas' answers."""

    by_candidate: dict[int, list[Issue]] = field(default_factory=dict)
    of_lists: list[tuple[Contest, Issue]] = field(default_factory=list)
    quotas: list[tuple[Contest, QuotaAnswer]] = field(default_factory=list)


def check_candidates(candidates: Sequence[Candidate], day: date) -> Checked:
    """Every candidate and every list against the law of its contest; ``day`` is election day."""
    checked = Checked()
    contests = {one.contest_id: one.contest for one in candidates}
    for contest in contests.values():
        law = law_of(contest)
        of_contest = [one for one in candidates if one.contest_id == contest.pk]
        persons = [person_of(one, day) for one in of_contest]
        for person in persons:
            if issues := list(check_person(person, law)):
                checked.by_candidate[int(person.key)] = issues
        lists = Counter(person.on_list for person in persons if person.on_list)
        for name, count in lists.items():
            found = check_list(name, count, contest.seats or 0, law)
            checked.of_lists += [(contest, issue) for issue in found]
        for answer in answers_to_quotas(persons, law, day):
            checked.quotas.append((contest, answer))
            checked.of_lists += [(contest, issue) for issue in check_quota(answer)]
    return checked


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many candidates there are in a group, and how they stand."""

    all: int
    standing: dict[str, int]
    women: int
    men: int
    sex_unknown: int
    by_nominator: dict[str, int]
    by_age: list[tuple[tuple[int, int], int]]
    age_unknown: int

    @property
    def self_nominated(self) -> int:
        return self.by_nominator.get(Nominator.SELF, 0)


def numbers_of(candidates: Iterable[Candidate], day: date) -> Numbers:
    """The numbers of a group; an age that only the year of birth leaves open counts as not known."""
    listed = list(candidates)
    ages = [one.ages_on(day) for one in listed]
    groups = [
        next((group for group in AGES if group[0] <= age[0] and age[1] <= group[1]), None)
        for age in ages
        if age is not None
    ]
    sexes = Counter(one.sex for one in listed)
    return Numbers(
        all=len(listed),
        standing=dict(Counter(one.standing for one in listed)),
        women=sexes[Sex.FEMALE],
        men=sexes[Sex.MALE],
        sex_unknown=sexes[""],
        by_nominator=dict(Counter(one.nominated_by for one in listed)),
        by_age=[(group, groups.count(group)) for group in AGES],
        age_unknown=ages.count(None) + groups.count(None),
    )
