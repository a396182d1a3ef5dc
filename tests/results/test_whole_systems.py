"""Districts, a house of several tiers, annulled stations, quotas for groups, vacancies."""

from __future__ import annotations

import doctest
from collections import Counter
from datetime import date
from fractions import Fraction
from itertools import combinations
from types import ModuleType

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from baqylau.core.problem import Refused
from baqylau.core.toml import read_toml
from baqylau.election.methods import list_quotas
from baqylau.election.methods.list_quotas import (
    Candidate,
    Group,
    GroupQuota,
    Stage,
    age_on,
    check_quotas,
    needed_of,
)
from baqylau.results.methods import admission, annulment, districts, margin, seats, vacancies
from baqylau.results.methods.annulment import annul, counted_in, fewest_stations
from baqylau.results.methods.districts import DistrictMethod, DistrictRule, decide
from baqylau.results.methods.mixed import District, House, Tier, by_districts, by_lists, differs
from baqylau.results.methods.rule import Counted, Method, Quota, Rule, TieRule
from baqylau.results.methods.seats import allocate
from baqylau.results.methods.station_table import StationTable
from baqylau.results.methods.vacancies import FilledBy, VacancyRule, fill
from baqylau.results.sources import pack as results_pack
from baqylau.results.sources.contest_rules import ContestRule, contest_rule_from
from baqylau.site.packs import shipped

PLURALITY = DistrictRule(method=DistrictMethod.PLURALITY)
TWO_ROUNDS = DistrictRule(method=DistrictMethod.TWO_ROUNDS)


def votes(**counted: int) -> list[Counted]:
    return [Counted(option, own, order) for order, (option, own) in enumerate(counted.items(), start=1)]


def test_most_votes_win_a_district_however_few() -> None:
    assert decide(votes(a=34, b=33, c=33), PLURALITY).winner == "a"


def test_level_candidates_are_reported_and_decided_where_the_rule_can() -> None:
    level = decide(votes(a=40, b=40, c=1), PLURALITY)
    assert (level.winner, level.level, level.places) == (None, ("a", "b"), 1)
    by_order = DistrictRule(method=DistrictMethod.PLURALITY, tie=TieRule.EARLIER_REGISTERED)
    assert decide(votes(a=40, b=40, c=1), by_order).winner == "a"


def test_who_is_against_all_wins_no_district() -> None:
    rule = DistrictRule(method=DistrictMethod.PLURALITY, not_eligible=frozenset({"against_all"}))
    assert decide(votes(against_all=60, a=30, b=10), rule).winner == "a"


def test_half_of_the_votes_are_no_majority() -> None:
    assert decide(votes(a=50, b=30, c=20), TWO_ROUNDS).second_round == ("a", "b")
    assert decide(votes(a=51, b=29, c=20), TWO_ROUNDS).winner == "a"


def test_votes_against_all_count_in_the_majority() -> None:
    rule = DistrictRule(method=DistrictMethod.TWO_ROUNDS, not_eligible=frozenset({"against_all"}))
    assert decide(votes(a=45, b=15, against_all=40), rule).second_round == ("a", "b")


def test_a_second_round_is_won_by_most_votes() -> None:
    assert decide(votes(a=40, b=35, c=25), TWO_ROUNDS, votes(a=48, b=52)).winner == "b"


def test_those_level_for_the_second_round_are_reported_beside_who_is_in_it() -> None:
    decided = decide(votes(a=40, b=20, c=20, d=20), TWO_ROUNDS)
    assert decided.second_round == ("a",)
    assert (decided.level, decided.places) == (("b", "c", "d"), 1)


def test_nobody_wins_without_a_vote() -> None:
    assert decide(votes(a=0, b=0), PLURALITY) == decide([], TWO_ROUNDS)


LISTS_2023 = votes(
    amanat=3_431_510,
    auyl=693_938,
    respublica=547_154,
    aqjol=535_139,
    qhp=432_920,
    osdp=331_058,
    baytaq=146_431,
    against_all=248_291,
)


def rule_of_pack(pack: str, contest: str = "list") -> ContestRule:
    described = read_toml((shipped(pack) / "election.toml").read_bytes(), "election.toml")
    found = next(one for one in described["contest"] if one["code"] == contest)  # type: ignore[attr-defined]
    return contest_rule_from(found["seat_rule"], contest)


def test_the_mazhilis_of_2023_has_98_seats_62_of_one_list() -> None:
    """69 by lists and 29 in districts; six winners are known by name, the tier as published: 22 and 7."""
    rule = rule_of_pack("kz_2023").seats
    assert isinstance(rule, Rule)
    known = {1: "amanat", 6: "amanat", 7: "amanat", 11: "independent", 12: "independent", 19: "amanat"}
    districts = [District(str(number), known.get(number)) for number in range(1, 30)]
    published = {"amanat": 22, "independent": 7}
    house = House(
        (by_lists("list", allocate(LISTS_2023, rule)), by_districts("districts", districts, published))
    )
    assert house.seats == 98
    assert house.unsettled == 0
    assert {name: seats for name, seats in house.by_list.items() if seats} == {
        "amanat": 62,
        "auyl": 8,
        "independent": 7,
        "respublica": 6,
        "aqjol": 6,
        "qhp": 5,
        "osdp": 4,
    }


def test_district_seats_that_were_published_otherwise_are_left_aside() -> None:
    """One source counts 6 independents and 5 seats of another party."""
    districts = [District(str(number)) for number in range(27)] + [District("x", "independent")] * 2
    assert differs(districts, {"amanat": 22, "independent": 6})
    assert differs(districts, {"amanat": 28, "independent": 1})
    tier = by_districts("districts", districts, {"amanat": 22, "independent": 6})
    assert (tier.by_list, tier.unknown) == ({"independent": 2}, 27)


def test_winners_that_are_all_known_need_no_published_number() -> None:
    tier = by_districts("districts", [District("1", "a"), District("2", is_open=True)], {"b": 2})
    assert (tier.by_list, tier.open, tier.unknown) == ({"a": 1}, 1, 0)


def test_a_tier_that_does_not_add_up_is_refused() -> None:
    with pytest.raises(ValueError, match="add up"):
        Tier("list", 10, {"a": 9})


# ---------------------------------------------------------------- annulment


def table(rows: dict[str, list[int]], options: tuple[str, ...] = ("a", "b", "c")) -> StationTable:
    return StationTable(
        stations=tuple(rows),
        row_of=np.arange(2, len(rows) + 2),
        levels=(),
        options=options,
        votes=np.array(list(rows.values()), np.int64).reshape(len(rows), len(options)),
        lines={},
        absent_votes=None,
        absent_lines={},
    )


@pytest.fixture(scope="module")
def georgia() -> StationTable:
    folder = shipped("ge_2016") / "results"
    part = results_pack.read({path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()})
    assert part
    [official] = part.tables
    rows = {row.station: [row.votes.get(code, 0) for code in official.options] for row in official.rows}
    return table(rows, tuple(official.options))


FIVE_PERCENT = Rule(seats=77, method=Method.LARGEST_REMAINDER, quota=Quota.HARE, threshold=Fraction(5, 100))
PATRIOTS = "08_alliance_of_patriots"


def test_in_georgia_2016_one_list_is_three_votes_under_the_threshold(georgia: StationTable) -> None:
    counted = {one.option: one.votes for one in counted_in(georgia)}
    assert counted[PATRIOTS] == 87_573
    assert sum(counted.values()) == 1_751_506
    result = allocate(counted_in(georgia), FIVE_PERCENT)
    assert PATRIOTS not in result.admitted


def test_annulling_one_station_lets_that_list_in(georgia: StationTable) -> None:
    fewest = fewest_stations(georgia, FIVE_PERCENT, PATRIOTS)
    assert fewest is not None
    assert len(fewest) == 1
    done = annul(georgia, fewest, FIVE_PERCENT)
    assert done.entering == (PATRIOTS,)
    assert done.leaving == ()
    assert sorted(done.after.seats.values(), reverse=True)[:4] == [46, 26, 5, 0]
    assert sum(done.changes.values()) == 0


def test_annulling_nothing_changes_nothing_and_an_unknown_station_is_refused() -> None:
    small = table({"1": [6, 3, 1], "2": [5, 4, 1]})
    done = annul(small, [], FIVE_PERCENT)
    assert done.before == done.after
    assert done.votes_before == done.votes_after
    with pytest.raises(ValueError, match="no station 9"):
        annul(small, ["9"], FIVE_PERCENT)


@given(
    rows=st.lists(st.lists(st.integers(0, 9), min_size=3, max_size=3), min_size=1, max_size=7),
    share=st.sampled_from([Fraction(1, 20), Fraction(1, 4), Fraction(1, 3), Fraction(1, 2)]),
    base=st.sampled_from([None, 20]),
    of_its_own=st.booleans(),
)
@settings(max_examples=150, deadline=None)
def test_the_fewest_stations_are_as_few_as_any_that_do_it(
    rows: list[list[int]], share: Fraction, base: int | None, of_its_own: bool
) -> None:
    stations = table({str(number): row for number, row in enumerate(rows)})
    rule = Rule(
        seats=5,
        method=Method.LARGEST_REMAINDER,
        quota=Quota.HARE,
        threshold=Fraction(1, 7) if of_its_own else share,
        thresholds={"a": share} if of_its_own else {},
        threshold_base=base,
    )
    is_in = "a" in allocate(counted_in(stations), rule).admitted
    slow = next(
        (
            size
            for size in range(1, len(rows) + 1)
            for some in combinations(stations.stations, size)
            if ("a" in annul(stations, some, rule).after.admitted) is not is_in
        ),
        None,
    )
    fast = fewest_stations(stations, rule, "a")
    assert (fast and len(fast)) == slow
    if fast:
        assert ("a" in annul(stations, fast, rule).after.admitted) is not is_in


def test_votes_that_are_too_large_for_the_machine_are_still_exact() -> None:
    scale = 10**15
    large = table({"1": [49 * scale, 0, 931 * scale], "2": [scale // 2, 0, 0], "3": [0, 0, 19 * scale]})
    assert fewest_stations(large, FIVE_PERCENT, "a") == ("3",)


# ---------------------------------------------------------------- quotas for groups


def person(**known: object) -> Candidate:
    return Candidate("list", **known)  # type: ignore[arg-type]


def test_in_2021_lists_have_a_quota_for_women_and_youth_and_mandates_have_none() -> None:
    [quota] = rule_of_pack("kz_2021").group_quotas
    assert (quota.stage, quota.groups) == (Stage.LIST, {Group.WOMEN, Group.YOUTH})
    assert (quota.share, quota.youth_under) == (Fraction(30, 100), 29)
    assert quota.article.startswith("89")


def test_since_2022_persons_with_disabilities_count_and_mandates_are_asked_too() -> None:
    quotas = rule_of_pack("kz_2023").group_quotas
    assert [quota.stage for quota in quotas] == [Stage.LIST, Stage.MANDATES]
    assert all(quota.groups == set(Group) for quota in quotas)
    assert [quota.article[:4] for quota in quotas] == ["89, ", "97-1"]


def test_the_same_list_may_meet_the_law_of_one_year_and_not_of_another() -> None:
    """A man with a disability, aged 40: he counts since 2022. Of ten, three are needed."""
    men = [person(is_woman=False, born=date(1980, 1, 1), has_disability=False) for _ in range(7)]
    women = [person(is_woman=True), person(is_woman=True)]
    he = person(is_woman=False, born=date(1983, 1, 1), has_disability=True)
    day = date(2023, 3, 19)
    then = check_quotas([*men, *women, he], rule_of_pack("kz_2021").group_quotas, day)
    now = check_quotas([*men, *women, he], rule_of_pack("kz_2023").group_quotas, day)
    assert [(one.needed, one.surely, one.is_met) for one in then] == [(3, 2, False)]
    assert [(one.needed, one.surely, one.is_met) for one in now] == [(3, 3, True)]


def test_who_belongs_to_two_groups_counts_once_and_what_is_not_known_is_no_no() -> None:
    quota = rule_of_pack("kz_2023").group_quotas[0]
    young_woman = person(is_woman=True, born=date(2000, 1, 1))
    unknown = person()
    [answer] = check_quotas([young_woman, unknown, person(is_woman=False)], [quota], date(2023, 3, 19))
    assert (answer.persons, answer.needed, answer.surely, answer.perhaps) == (3, 1, 1, 2)
    [open_answer] = check_quotas([unknown], [quota], date(2023, 3, 19))
    assert open_answer.is_met is None


def test_mandates_are_checked_among_those_who_have_one() -> None:
    quota = rule_of_pack("kz_2023").group_quotas[1]
    seated = [
        person(is_woman=False, born=date(1970, 1, 1), has_disability=False, has_mandate=True)
        for _ in range(3)
    ]
    [answer] = check_quotas([*seated, person(is_woman=True)], [quota], date(2023, 3, 19))
    assert (answer.persons, answer.needed, answer.surely, answer.is_met) == (3, 1, 0, False)
    assert check_quotas([person(is_woman=True)], [quota], date(2023, 3, 19)) == []


def test_age_is_counted_in_full_years_on_the_day() -> None:
    assert age_on(date(1994, 3, 20), date(2023, 3, 19)) == 28
    assert age_on(date(1994, 3, 19), date(2023, 3, 19)) == 29
    assert age_on(date(1996, 2, 29), date(2025, 2, 28)) == 28


@given(persons=st.integers(0, 400), share=st.fractions(Fraction(1, 100), 1))
def test_no_person_fewer_would_be_the_share(persons: int, share: Fraction) -> None:
    needed = needed_of(persons, share)
    assert needed >= share * persons > needed - 1


# ---------------------------------------------------------------- vacancies


def test_a_list_seat_goes_to_the_next_and_then_to_nobody() -> None:
    rule = rule_of_pack("kz_2023").vacancy
    assert rule is not None
    assert fill(rule, ["Aliya", "Berik"]).candidate == "Aliya"
    assert fill(rule).filled_by is FilledBy.VACANT


def test_a_district_votes_again() -> None:
    rule = rule_of_pack("kz_2023", "district_05").vacancy
    assert rule is not None
    assert fill(rule, ["nobody asks the list"]).filled_by is FilledBy.BY_ELECTION
    assert rule.within_months == 3


def test_where_the_list_decides_its_choices_are_named_and_nobody_is_chosen() -> None:
    filling = fill(VacancyRule(filled_by=FilledBy.LIST_DECIDES), ["Aliya", "Berik"])
    assert (filling.candidate, filling.choices) == (None, ("Aliya", "Berik"))


# ---------------------------------------------------------------- rules in packs


def test_every_district_of_2023_is_won_by_plurality() -> None:
    described = read_toml((shipped("kz_2023") / "election.toml").read_bytes(), "election.toml")
    rules = [
        contest_rule_from(one["seat_rule"], one["code"])
        for one in described["contest"]  # type: ignore[attr-defined]
        if one["kind"] == "single_mandate"
    ]
    assert Counter(type(rule.seats) for rule in rules) == {DistrictRule: 29}
    assert {rule.seats.method for rule in rules} == {DistrictMethod.PLURALITY}  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("rule", "codes"),
    [
        ({"seats": 2, "method": "plurality"}, ["S.117"]),
        ({"seats": 1, "method": "plurality", "majority": "1/2"}, ["S.114"]),
        ({"seats": 1, "method": "two_rounds", "majority": "100%"}, ["S.113"]),
        ({"seats": 1, "method": "plurality", "quota": "hare"}, ["C.143"]),
        ({"seats": 1, "method": "lot"}, ["C.144"]),
        (
            {
                "seats": 1,
                "method": "plurality",
                "group_quota": [{"stage": "list", "groups": ["elders"], "share": "30%"}],
            },
            ["S.131"],
        ),
        (
            {
                "seats": 1,
                "method": "plurality",
                "group_quota": [{"stage": "list", "groups": ["youth"], "share": "30%"}],
            },
            ["S.132"],
        ),
        (
            {
                "seats": 1,
                "method": "plurality",
                "group_quota": [{"stage": "list", "groups": ["women"]}],
            },
            ["S.113"],
        ),
        (
            {"seats": 1, "method": "plurality", "vacancy": {"filled_by": "lot", "unknown": 1}},
            ["C.144", "C.143"],
        ),
        (
            {
                "seats": 1,
                "method": "plurality",
                "vacancy": {"filled_by": "vacant", "list_exhausted": "next_on_list"},
            },
            ["C.144"],
        ),
    ],
)
def test_a_wrong_rule_is_refused_with_its_numbers(rule: dict[str, object], codes: list[str]) -> None:
    with pytest.raises(Refused) as refused:
        contest_rule_from(rule, "rule")
    assert [problem.code for problem in refused.value.problems] == codes


def test_a_quota_names_groups_and_an_age_for_youth_only() -> None:
    with pytest.raises(ValueError, match="youth"):
        GroupQuota(stage=Stage.LIST, groups=frozenset({Group.YOUTH}), share=Fraction(1, 3))
    with pytest.raises(ValueError, match="groups"):
        GroupQuota(stage=Stage.LIST, groups=frozenset(), share=Fraction(1, 3))


@pytest.mark.parametrize("module", [admission, annulment, districts, list_quotas, margin, seats, vacancies])
def test_the_examples_in_docstrings_are_true(module: ModuleType) -> None:
    assert doctest.testmod(module).failed == 0
