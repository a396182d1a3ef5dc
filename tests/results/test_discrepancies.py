"""What is found in a count, and how the list keeps it while figures come and go."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from tests.results.discrepancy_cast import LATER, NOW, RIGHT, Count, make_count
from tests.results.entry_cast import make_desk

from baqylau.core.problem import Phrase
from baqylau.election.models import Contest, Election, Option, PublishedFigure
from baqylau.mission.models import Mission
from baqylau.results.actions.discrepancies import find_discrepancies, look_at_stations
from baqylau.results.actions.versions import correct_protocol
from baqylau.results.discrepancy_words import REASONS, TITLES
from baqylau.results.methods.protocol_checks.hard import STANDARD, broken, hard_checks
from baqylau.results.methods.protocol_checks.soft import SOFT
from baqylau.results.models import Discrepancy, Protocol, ProtocolLayout
from baqylau.results.phrases import phrase_of, stored
from baqylau.trail.models import Entry

pytestmark = pytest.mark.django_db


@pytest.fixture
def count(election: Election) -> Count:
    return make_count(make_desk(election))


def says(one: Discrepancy) -> str:
    return str(phrase_of(one.says))


# ------------------------------------------------------------------ what is found


def test_a_count_that_agrees_has_nothing_in_its_list(count: Count) -> None:
    for station in count.stations:
        count.official(station)
        count.copy(station)
    found = count.look()
    assert found.found == len(count.found("V.205"))
    assert not count.found("V.301")


def test_a_sum_that_is_not_right_is_found_with_its_place_and_its_size(count: Count) -> None:
    count.official(count.stations[0], valid=563, in_box=583, issued=583)
    count.look()
    [found] = count.found("V.102")
    assert says(found) == "580 votes for the options, 563 valid ballots: 17 more votes than ballots."
    assert (found.severity, found.at_stake, found.station, found.area) == (
        "hard",
        17,
        count.stations[0],
        count.district,
    )
    assert found.about == "official_table"
    assert {one["name"] for one in found.figures} == {"l-valid", "v-one", "v-two"}
    assert found.suggestion is None


def test_a_valid_line_with_two_digits_in_another_order_is_said(count: Count) -> None:
    count.official(count.stations[0], valid=850)
    count.look()
    [found] = count.found("V.101")
    assert str(phrase_of(found.suggestion)) == (
        "With two digits swapped the sum would be right: valid 580 (not 850)."
    )
    assert "Valid ballots 580" in str(phrase_of(found.suggestion, {}))


def test_which_checks_apply_is_what_the_pack_says(count: Count) -> None:
    count.official(count.stations[0], valid=500)
    layout = ProtocolLayout.objects.get(contest=count.desk.contest)
    layout.left_out = ["V.102"]
    layout.identities = [{"code": "V.170", "holds": "valid = issued - invalid", "title": "T", "article": "9"}]
    layout.save()
    count.look()
    assert {one.code for one in count.found()} == {"V.103", "V.170"}
    [own] = count.found("V.170")
    assert says(own) == "T: valid is 500, issued - invalid is 580; they differ by 80 (9)."
    assert "Valid ballots is 500, Ballots issued - Invalid ballots is 580" in str(phrase_of(own.says, {}))


def test_each_copy_is_compared_with_the_official_table_field_by_field(count: Count) -> None:
    count.official(count.stations[0])
    count.copy(count.stations[0], one=410, two=170)
    count.copy(count.stations[0], kind="observer_copy")
    count.look()
    [found] = count.found("V.301")
    assert found.about == "party_copy"
    assert found.figures == [
        {"name": "v-one", "one": 400, "other": 410},
        {"name": "v-two", "one": 180, "other": 170},
    ]
    assert found.at_stake == 10
    assert says(found) == (
        "Differs between official table and party's copy: votes of one 400 and 410, votes of two 180 and 170."
    )


def test_two_figures_with_the_same_digits_in_another_order_are_pointed_at(count: Count) -> None:
    count.official(count.stations[0], on_list=1090)
    count.copy(count.stations[0], on_list=1900)
    count.look()
    [found] = count.found("V.301")
    assert str(phrase_of(found.suggestion)) == (
        "1090 and 1900 have the same digits, two of them in another order."
    )


@pytest.mark.parametrize("seed", range(5))
def test_all_at_once_finds_what_looking_at_one_after_the_other_does(count: Count, seed: int) -> None:
    chance = random.Random(seed)
    for station in count.stations:
        for make in (count.official, count.copy):
            protocol = make(station)
            for figures in (protocol.lines, protocol.votes):
                for code in list(figures):
                    if chance.random() < 0.2:
                        figures[code] += chance.choice((-20, -9, 1, 90))
                    elif chance.random() < 0.1:
                        del figures[code]
            protocol.save()
    count.look()
    found = {(one.code, one.station_id, one.about, str(one.at_stake)) for one in count.found()}
    assert {one for one in found if one[0] < "V.2" or one[0] == "V.301"} == set(slowly(count))


def slowly(count: Count) -> Iterator[tuple[str, int, str, str]]:
    """Sums and differences of sources, protocol by protocol."""
    checks = hard_checks(RIGHT)
    for station in count.stations:
        table, copy = Protocol.objects.filter(station=station).order_by("mission")
        if table.mission:
            table, copy = copy, table
        for one in (table, copy):
            votes = {code: one.votes.get(code) for code in ("one", "two")}
            numbers = dict(one.lines)
            if None not in votes.values():
                numbers["votes"] = sum(one.votes.values())
            for check, _says in broken(checks, one.lines, votes):
                left, right = check.identity.sides(numbers) or (0, 0)
                yield check.code, station.pk, one.source_kind, str(abs(left - right))
        sizes = [
            abs(ours[code] - theirs[code])
            for ours, theirs in ((table.lines, copy.lines), (table.votes, copy.votes))
            for code in ours
            if code in theirs
        ]
        if any(sizes):
            yield "V.301", station.pk, "party_copy", str(max(sizes))


def test_a_line_that_a_copy_does_not_have_is_no_difference(count: Count) -> None:
    count.official(count.stations[0])
    copy = count.copy(count.stations[0])
    copy.lines = {"valid": 580}
    copy.save()
    count.look()
    assert count.found() == []


def test_two_copies_differ_where_there_is_no_table(count: Count) -> None:
    count.copy(count.stations[0], kind="observer_copy")
    count.copy(count.stations[0], on_list=1001)
    count.look()
    assert [one.about for one in count.found("V.301")] == ["party_copy"]


def test_a_station_that_only_a_copy_has_is_missing_in_the_table(count: Count) -> None:
    count.copy(count.stations[0])
    count.look()
    assert count.found("V.321") == []
    count.official(count.stations[1], one=401, two=179)
    count.look()
    [found] = count.found("V.321")
    assert (found.station, found.severity, found.at_stake) == (count.stations[0], "hard", 580)


def test_stations_without_any_protocol_are_missing_once_the_table_has_most(count: Count) -> None:
    for number, station in enumerate(count.stations[:8]):
        count.official(station, one=400 + number, two=180 - number)
    count.look()
    assert count.found("V.321") == []
    count.official(count.stations[8], one=200, two=380)
    count.look()
    [found] = count.found("V.321")
    assert (found.station, found.severity) == (count.stations[9], "soft")


def test_an_annulled_version_and_another_missions_copy_are_not_looked_at(count: Count) -> None:
    old = count.official(count.stations[0], valid=1)
    Protocol.objects.filter(pk=old.pk).update(is_current=False)
    other = Mission.objects.create(slug="o", name="Other", election=count.desk.mission.election, kind="full")
    copy = count.copy(count.stations[0], valid=2)
    Protocol.objects.filter(pk=copy.pk).update(mission=other)
    assert count.look().found == 0


def test_a_station_far_from_its_neighbours_is_unusual(count: Count) -> None:
    for number, station in enumerate(count.stations):
        count.official(station, one=400 - number, two=180 + number)
    far = Protocol.objects.get(station=count.stations[4])
    far.lines = {**RIGHT, "on_list": 600}
    far.save()
    count.look()
    assert [(one.station, one.severity, one.at_stake) for one in count.found("V.201")] == [
        (count.stations[4], "soft", 580)
    ]
    assert [one.station for one in count.found("V.202")] == [count.stations[4]]


def test_what_only_copies_give_does_not_hide_what_is_unusual_in_the_table(count: Count) -> None:
    for number, station in enumerate(count.stations):
        count.official(station, one=400 - number, two=180 + number)
    for protocol in Protocol.objects.all():
        protocol.lines = {"on_list": 600 if protocol.station == count.stations[4] else 1000, "cast": 600}
        protocol.save()
    count.copy(count.stations[0])
    count.look()
    assert [one.station for one in count.found("V.201")] == [count.stations[4]]


def test_the_same_votes_as_the_station_before_say_which_that_is(count: Count) -> None:
    for station in count.stations[:2]:
        count.official(station)
    count.look()
    [found] = count.found("V.205")
    assert says(found) == "All its votes are those of station 1, the one before it in the list."


def test_another_contest_of_the_day_with_other_ballots_is_unusual(count: Count) -> None:
    second = Contest.objects.create(
        election=count.desk.mission.election, code="local", kind="party_list", names={"en": "Local"}
    )
    Option.objects.create(contest=second, code="one", kind="party", names={"en": "One"})
    second.stations.set(count.stations)
    count.official(count.stations[0])
    given = {"source_kind": "official_table", "source": "Made up", "contest": second}
    Protocol.objects.create(
        station=count.stations[0], lines={"in_box": 590, "valid": 580}, votes={"one": 580}, **given
    )
    find_discrepancies(mission=count.desk.mission, contest=second, by=None, now=NOW)
    [found] = count.found("V.221")
    assert says(found) == "590 ballots in this contest, 600 in the other one."


# ------------------------------------------------------------------ published totals


def published(count: Count, value: int, **more: object) -> PublishedFigure:
    option = count.desk.contest.options.get(code="one")
    return PublishedFigure.objects.create(
        election=count.desk.mission.election,
        code=f"votes:{value}",
        indicator="votes",
        contest=count.desk.contest,
        option=option,
        value=str(value),
        source="Made up",
        status="final",
        **more,
    )


def test_a_published_total_that_is_not_the_sum_is_found_with_what_would_fit(count: Count) -> None:
    for number, station in enumerate(count.stations):
        count.official(station, one=400 - number, two=180 + number)
    published(count, 9355)
    published(count, 3955, area=count.district)
    count.look()
    [found] = count.found("V.311")
    assert (found.station, found.area, found.severity) == (None, None, "hard")
    assert found.figures == [{"name": "v-one", "one": 9355, "other": 3955}]
    assert str(phrase_of(found.suggestion)) == "It would fit with two digits of the total in another order."


def test_a_table_that_lacks_stations_makes_a_total_no_more_than_unusual(count: Count) -> None:
    for number, station in enumerate(count.stations[:9]):
        count.official(station, one=400 - number, two=180 + number)
    published(count, 3955, area=count.district)
    count.look()
    [found] = count.found("V.311")
    assert (found.area, found.severity, found.at_stake) == (count.district, "soft", 391)
    assert says(found).endswith("Stations that the table lacks: 1.")


def test_a_table_that_is_still_being_filled_is_not_compared_with_totals(count: Count) -> None:
    count.official(count.stations[0])
    published(count, 3955)
    count.look()
    assert count.found("V.311") == []


# ------------------------------------------------------------------ again and again


def test_the_same_finding_keeps_its_row_and_looking_twice_changes_nothing(count: Count) -> None:
    count.official(count.stations[0], valid=500)
    first = count.look()
    before = list(Discrepancy.objects.order_by("pk").values())
    second = count.look(LATER)
    assert (first.new, second.new, second.is_as_before) == (2, 0, True)
    assert list(Discrepancy.objects.order_by("pk").values()) == before


def test_what_no_longer_holds_is_gone_and_comes_back_to_its_row_and_state(count: Count) -> None:
    protocol = count.official(count.stations[0], valid=500)
    count.look()
    [row] = count.found("V.102")
    Discrepancy.objects.filter(pk=row.pk).update(state="explained", explanation="Copied wrongly.")
    Protocol.objects.filter(pk=protocol.pk).update(lines=RIGHT)
    assert count.look(LATER).gone == 2
    row.refresh_from_db()
    assert (row.gone_at, row.state) == (LATER, "explained")
    Protocol.objects.filter(pk=protocol.pk).update(lines={**RIGHT, "valid": 500})
    assert count.look(LATER).back == 2
    row.refresh_from_db()
    assert (row.gone_at, row.state, row.explanation) == (None, "explained", "Copied wrongly.")
    assert [step.done for step in row.steps.all()] == ["gone", "back"]


def test_other_figures_stay_in_the_row_with_what_it_said_before(count: Count) -> None:
    protocol = count.official(count.stations[0], valid=500)
    count.look()
    Protocol.objects.filter(pk=protocol.pk).update(lines={**RIGHT, "valid": 510})
    assert count.look(LATER).changed == 2
    [row] = count.found("V.102")
    assert (row.at_stake, row.changed_at) == (70, LATER)
    [step] = row.steps.all()
    assert (step.done, str(phrase_of(step.said)).endswith("80 more votes than ballots.")) == ("changed", True)


def test_a_run_stands_in_the_trail_with_numbers_only(count: Count) -> None:
    count.official(count.stations[0], valid=500)
    count.look()
    entry = Entry.objects.get(action="results.discrepancies_looked_for")
    change = json.loads(bytes(entry.body))["change"]
    assert change == {"contest": "list", "found": 2, "new": 2, "changed": [], "gone": [], "back": []}


# ------------------------------------------------------------------ as protocols come in


def entered(count: Count, **changed: str) -> None:
    desk = count.desk
    desk.station = count.stations[0]
    paper = desk.paper()
    for user in (desk.saule, desk.timur):
        desk.enter(paper, user, **changed)


def test_a_protocol_that_becomes_definitive_is_looked_at_at_once(count: Count) -> None:
    count.official(count.stations[0], one=410, two=170)
    entered(count, l_valid="580", v_one="401")
    assert {one.code for one in count.found()} == {"V.102", "V.301"}
    [differs] = count.found("V.301")
    assert differs.about == "party_copy copy 1"
    protocol = Protocol.objects.get(source_kind="party_copy")
    typed = {"l-on_list": "1000", "l-issued": "600", "l-in_box": "600", "l-invalid": "20", "l-valid": "580"}
    correct_protocol(
        protocol=protocol,
        typed={**typed, "v-one": "410", "v-two": "170"},
        reason="The paper says so.",
        confirmed="",
        by=count.desk.aigerim,
        now=LATER,
    )
    assert count.found() == []
    assert Discrepancy.objects.filter(gone_at__isnull=False).count() == 2


def test_one_station_leaves_those_of_others_and_the_unusual_alone(count: Count) -> None:
    for number, station in enumerate(count.stations):
        count.official(station, one=400 - number, two=180 + number)
    Protocol.objects.filter(station=count.stations[3]).update(lines={**RIGHT, "on_list": 600, "valid": 570})
    count.look()
    before = {(one.code, one.station_id) for one in count.found()}
    assert {code for code, _station in before} == {"V.102", "V.103", "V.201", "V.202"}
    of = {"mission": count.desk.mission, "contest": count.desk.contest, "by": None, "now": LATER}
    told = look_at_stations(stations=[count.stations[0].pk], **of)
    assert told.is_as_before
    assert {(one.code, one.station_id) for one in count.found()} == before
    told = look_at_stations(stations=[count.stations[3].pk], **of)
    assert (told.found, told.is_as_before) == (2, True)


def test_one_station_asks_the_database_a_handful_of_questions(count: Count) -> None:
    for station in count.stations:
        count.official(station, valid=500)
        count.copy(station, valid=500)
    of = {"mission": count.desk.mission, "contest": count.desk.contest, "by": None, "now": NOW}
    with CaptureQueriesContext(connection) as few:
        look_at_stations(stations=[count.stations[0].pk], **of)
    with CaptureQueriesContext(connection) as many:
        look_at_stations(stations=[one.pk for one in count.stations], **of)
    assert len(few) == len(many) <= 10


# ------------------------------------------------------------------ words


def test_every_check_has_a_title_and_its_innocent_reasons() -> None:
    assert {*STANDARD, *SOFT} <= set(TITLES)
    assert set(TITLES) == set(REASONS)


def test_a_phrase_comes_back_as_it_was_kept() -> None:
    inner = Phrase("{line} {a} and {b}", line="valid", a=1, b=2)
    says = Phrase("Differs: {figures}; 100 %.", figures=inner)
    again = phrase_of(json.loads(json.dumps(stored(says))))
    assert (again, again.template) == (says, says.template)
    assert stored(again) == stored(says)
    assert str(phrase_of(stored(says), {})) == "Differs: Valid ballots 1 and 2; 100 %."
