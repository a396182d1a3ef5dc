"""The register of candidates as pages show it: the list with its filters, numbers, the law beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baqylau.core.text import search_key
from baqylau.election.indicators import indicator_name, note_words
from baqylau.election.methods.eligibility import Issue, Law, most_on_list
from baqylau.election.methods.list_quotas import QuotaAnswer
from baqylau.election.models import (
    Candidate,
    Contest,
    ContestKind,
    Decision,
    Nominator,
    PublishedFigure,
    Sex,
    Standing,
)
from baqylau.election.sources.candidates import COLUMNS
from baqylau.election.standing import AGES, Checked, Numbers, check_candidates, law_of, numbers_of
from baqylau.mission.models import Mission
from baqylau.results.rule_words import quota_in_words

STATES: dict[str, Promise] = {
    "at_variance": gettext_lazy("may be at variance with the law"),
    "unknown": gettext_lazy("sex or age is not known"),
}


@dataclass(frozen=True, slots=True)
class Selection:
    """What the address asks for; each empty where it does not."""

    q: str = ""
    contest: str = ""
    option: str = ""
    nominator: str = ""
    standing: str = ""
    sex: str = ""
    state: str = ""

    @classmethod
    def read(cls, parameters: Mapping[str, object]) -> Selection:
        """From the parameters of an address."""
        names = ("q", "contest", "option", "nominator", "standing", "sex", "state")
        return cls(*(str(parameters.get(name, "")).replace("\0", "").strip()[:200] for name in names))


def candidates_of(mission: Mission) -> QuerySet[Candidate]:
    """The mission's candidates with what the list shows."""
    decisions = Decision.objects.select_related("commission").order_by("decided_on", "pk")
    return (
        Candidate.objects.filter(mission=mission)
        .select_related("contest", "option", "entered_by")
        .prefetch_related(Prefetch("decisions", decisions))
        .order_by("order_key", "pk")
    )


@dataclass(frozen=True, slots=True)
class Row:
    """A candidate in the list."""

    one: Candidate
    age: str
    issues: Sequence[Issue] = ()

    @property
    def decision(self) -> Decision | None:
        """The last one."""
        return next(reversed(list(self.one.decisions.all())), None)


@dataclass(slots=True)
class CandidatesPage:
    """All candidates of a mission, read once and checked."""

    mission: Mission
    candidates: list[Candidate]
    checked: Checked

    @classmethod
    def of(cls, mission: Mission) -> CandidatesPage:
        found = list(candidates_of(mission))
        return cls(mission, found, check_candidates(found, mission.election.day))

    def rows(self, selection: Selection) -> list[Row]:
        """The candidates asked for."""
        return [self.row(one) for one in self.candidates if self._is_chosen(one, selection)]

    def row(self, one: Candidate) -> Row:
        return Row(one, age_words(one, self.mission), self.checked.by_candidate.get(one.pk, ()))

    def _is_chosen(self, one: Candidate, selection: Selection) -> bool:
        of = (
            (selection.contest, one.contest.code),
            (selection.option, one.option.code if one.option else ""),
            (selection.nominator, one.nominated_by),
            (selection.standing, one.standing),
            (selection.sex, one.sex or "-"),
        )
        unknown = not one.sex or one.ages_on(self.mission.election.day) is None
        states = {"at_variance": one.pk in self.checked.by_candidate, "unknown": unknown}
        return (
            all(word in one.search_key for word in search_key(selection.q).split())
            and all(asked in ("", has) for asked, has in of)
            and states.get(selection.state, True)
        )


def age_words(one: Candidate, mission: Mission) -> str:
    """The age on election day; both that are possible where only the year of birth is known."""
    ages = one.ages_on(mission.election.day)
    if ages is None:
        return ""
    return str(ages[0]) if ages[0] == ages[1] else f"{ages[0]}–{ages[1]}"


def filters_of(page: CandidatesPage) -> dict[str, object]:
    """The choices of the list's filters: only what its candidates have."""
    contests = {one.contest.code: one.contest.name for one in page.candidates}
    options = {one.option.code: one.option.name for one in page.candidates if one.option}
    standings = {one.standing for one in page.candidates}
    nominators = {one.nominated_by for one in page.candidates}
    return {
        "contests": sorted(contests.items(), key=lambda one: one[1]),
        "options": sorted(options.items(), key=lambda one: one[1]),
        "nominators": [(one.value, one.label) for one in Nominator if one in nominators],
        "standings": [(one.value, one.label) for one in Standing if one in standings],
        "sexes": [*((one.value, one.label) for one in Sex), ("-", _("not known"))],
        "states": STATES.items(),
    }


SAYS = {True: "yes", False: "no", None: ""}


def candidates_table(rows: Sequence[Row]) -> Iterator[Sequence[object]]:
    """The rows of the list to download; the same table can be taken in again."""
    yield COLUMNS
    for row in rows:
        one, decision = row.one, row.decision
        known = (
            one.option.code if one.option else "",
            one.nominator,
            one.position,
            one.nominated_on.isoformat() if one.nominated_on else "",
            one.sex,
            one.born.isoformat() if one.born else "",
            one.birth_year,
            one.occupation,
            SAYS[one.has_disability],
            one.resident_years,
            SAYS[one.is_member],
            one.deposit,
            one.note,
        )
        decided = (
            decision.kind if decision else "",
            decision.decided_on.isoformat() if decision and decision.decided_on else "",
            decision.commission.code if decision and decision.commission else "",
            decision.body if decision else "",
            decision.reference if decision else "",
            decision.ground if decision else "",
            decision.article if decision else "",
        )
        start = (one.number, one.contest.code, one.name, one.nominated_by)
        yield (*start, *known, one.standing, *decided, one.source)


# ------------------------------------------------------------------ numbers


@dataclass(frozen=True, slots=True)
class Group:
    """Candidates counted together: of lists, of districts, or of one list."""

    name: str
    numbers: Numbers


@dataclass(frozen=True, slots=True)
class Published:
    """A published number of candidates beside which ours stand."""

    figure: PublishedFigure
    name: str
    of: str


@dataclass(frozen=True, slots=True)
class NumbersPage:
    """Numbers by kind of contest and by list, the lists against the law, what was published."""

    kinds: list[Group]
    lists: list[Group]
    quotas: list[tuple[Contest, str, QuotaAnswer]]
    of_lists: list[tuple[Contest, Issue]]
    published: list[Published]
    ages: list[str]


OF_CANDIDATES = ("nominated", "registered_candidates")
KINDS: dict[str, Promise] = {
    ContestKind.PARTY_LIST: gettext_lazy("On lists"),
    ContestKind.SINGLE_MANDATE: gettext_lazy("In districts"),
}


def numbers_page(page: CandidatesPage) -> NumbersPage:
    """The register in numbers, with what others published of them."""
    day = page.mission.election.day
    kinds: dict[str, list[Candidate]] = {}
    lists: dict[str, list[Candidate]] = {}
    for one in page.candidates:
        kind = str(KINDS.get(one.contest.kind, one.contest.get_kind_display()))
        kinds.setdefault(kind, []).append(one)
        if one.contest.kind == ContestKind.PARTY_LIST:
            lists.setdefault(one.option.name if one.option else one.nominator, []).append(one)
    figures = PublishedFigure.objects.filter(
        election=page.mission.election, mission=None, should_be="", indicator__in=OF_CANDIDATES
    ).select_related("contest", "option")
    return NumbersPage(
        kinds=[Group(name, numbers_of(found, day)) for name, found in kinds.items()],
        lists=[
            Group(name or _("no list named"), numbers_of(found, day)) for name, found in sorted(lists.items())
        ],
        quotas=[(contest, quota_in_words(answer.quota), answer) for contest, answer in page.checked.quotas],
        of_lists=page.checked.of_lists,
        published=[Published(one, indicator_name(one.indicator), _of(one)) for one in figures],
        ages=[f"{low}–{high}" if high < 150 else f"{low}+" for low, high in AGES],
    )


def _of(figure: PublishedFigure) -> str:
    names = [figure.option.name if figure.option else "", note_words(figure.note)]
    return ", ".join(name for name in names if name)


@dataclass(frozen=True, slots=True)
class Asked:
    """One thing that the law asks, in a sentence, with its article and source."""

    says: str
    article: str
    source: str


def law_in_words(contest: Contest) -> list[Asked]:
    """What the pack asks of the candidates of a contest."""
    law = law_of(contest)
    asked = [one for one in _demands(law, contest) if one]
    return asked + [Asked(quota_in_words(one), one.article, one.source) for one in law.quotas]


def _demands(law: Law, contest: Contest) -> Iterator[Asked]:
    if law.minimum_age:
        says = _("At least %(years)s years old on election day.") % {"years": law.minimum_age.value}
        yield Asked(says, law.minimum_age.article, law.minimum_age.source)
    if law.residence_years:
        says = _("Resident for the last %(years)s years.") % {"years": law.residence_years.value}
        yield Asked(says, law.residence_years.article, law.residence_years.source)
    if law.deposit:
        amount = f"{law.deposit.value:,}".replace(",", "\N{NARROW NO-BREAK SPACE}")
        says = _("A deposit of %(amount)s %(currency)s.") % {"amount": amount, "currency": law.currency}
        yield Asked(says, law.deposit.article, law.deposit.source)
    if law.members_only:
        yield Asked(
            _("A list has members of its party only."), law.members_only.article, law.members_only.source
        )
    if law.list_over and contest.seats:
        most = most_on_list(contest.seats, law.list_over[0])
        says = _("A list has at most %(most)s candidates for %(seats)s seats.")
        demand = law.list_over[1]
        yield Asked(says % {"most": most, "seats": contest.seats}, demand.article, demand.source)
