"""Who may stand, as the law of the day has it; what a candidacy or a list may be at variance with.

What is not known raises nothing: a birthday that is missing is no minor. A check says "may be at variance
with" and names the article; whether it is, the commission and the courts say.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from baqylau.core.problem import Phrase
from baqylau.election.methods.list_quotas import Candidate as OnList
from baqylau.election.methods.list_quotas import GroupQuota, QuotaAnswer, check_quotas


@dataclass(frozen=True, slots=True)
class Demand:
    """One thing that the law asks, where it stands, and who says so."""

    value: int
    article: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Law:
    """What is asked of the candidates of a contest; None where the pack does not say.

    ``minimum_age`` and ``residence_years`` in full years on election day, ``deposit`` for each candidate in
    ``currency``. A list has at most the seats and the share ``list_over`` of them, rounded up.
    """

    minimum_age: Demand | None = None
    residence_years: Demand | None = None
    deposit: Demand | None = None
    currency: str = ""
    members_only: Demand | None = None
    list_over: tuple[Fraction, Demand] | None = None
    quotas: tuple[GroupQuota, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A candidate as far as the law asks; ``ages`` are the lowest and the highest that are possible."""

    key: str
    on_list: str = ""
    ages: tuple[int, int] | None = None
    born: date | None = None
    resident_years: int | None = None
    deposit: int | None = None
    is_member: bool | None = None
    is_woman: bool | None = None
    has_disability: bool | None = None


@dataclass(frozen=True, slots=True)
class Issue:
    """What a candidacy, or a list, may be at variance with; ``about`` is the person's key or the list's."""

    code: str
    says: Phrase
    about: str
    article: str
    values: Mapping[str, int] = field(default_factory=dict)


def check_person(person: Person, law: Law) -> Iterator[Issue]:
    """N.301 age, N.302 residence, N.303 deposit, N.304 member of the party whose list it is.

    Innocent reasons: a year of birth misread; a deposit paid after the extract was made.
    """
    age = law.minimum_age
    if age and person.ages and person.ages[1] < age.value:
        says = Phrase(
            "{age} years old on election day, {asked} are asked for.", age=person.ages[1], asked=age.value
        )
        yield Issue("N.301", says, person.key, age.article)
    residence = law.residence_years
    if residence and person.resident_years is not None and person.resident_years < residence.value:
        says = Phrase(
            "Resident for {years} years, {asked} are asked for.",
            years=person.resident_years,
            asked=residence.value,
        )
        yield Issue("N.302", says, person.key, residence.article)
    deposit = law.deposit
    if deposit and person.deposit is not None and person.deposit < deposit.value:
        says = Phrase(
            "A deposit of {paid} {currency}, {asked} are asked for.",
            paid=f"{person.deposit:,}".replace(",", "\N{NARROW NO-BREAK SPACE}"),
            currency=law.currency,
            asked=f"{deposit.value:,}".replace(",", "\N{NARROW NO-BREAK SPACE}"),
        )
        yield Issue("N.303", says, person.key, deposit.article)
    if law.members_only and person.is_member is False:
        says = Phrase("Not a member of the party whose list it is.")
        yield Issue("N.304", says, person.key, law.members_only.article)


def most_on_list(seats: int, over: Fraction) -> int:
    """The most candidates a list may have: the seats and a share more, rounded up.

    The commission allowed 90 for 69 seats and 30 %, which are 89.7.

    >>> most_on_list(69, Fraction(30, 100)), most_on_list(145, Fraction(30, 100))
    (90, 189)
    """
    most = seats * (1 + over)
    return -(-most.numerator // most.denominator)


def check_list(name: str, persons: int, seats: int, law: Law) -> Iterator[Issue]:
    """N.305: more candidates on a list than the law allows.

    Innocent reason: some of them have left the list since.
    """
    if law.list_over is None:
        return
    over, demand = law.list_over
    most = most_on_list(seats, over)
    if persons > most:
        says = Phrase("{persons} candidates, at most {most} are possible.", persons=persons, most=most)
        yield Issue("N.305", says, name, demand.article)


def answers_to_quotas(persons: Sequence[Person], law: Law, day: date) -> list[QuotaAnswer]:
    """The quotas for groups on each list; age is counted on ``day``."""
    on_lists = [
        OnList(one.on_list, one.is_woman, one.born, one.has_disability) for one in persons if one.on_list
    ]
    return check_quotas(on_lists, law.quotas, day)


def check_quota(answer: QuotaAnswer) -> Iterator[Issue]:
    """N.306: fewer of the groups on a list than their share, whatever is not known of its candidates."""
    if answer.is_met is False:
        says = Phrase(
            "{found} of {persons} belong to the groups of the quota, {needed} are asked for.",
            found=answer.surely + answer.perhaps,
            persons=answer.persons,
            needed=answer.needed,
        )
        yield Issue("N.306", says, answer.on_list, answer.quota.article)
