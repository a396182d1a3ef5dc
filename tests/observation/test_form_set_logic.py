"""The logic of the standard forms: which station, what is asked when, what is told, what the server finds."""

from __future__ import annotations

import re

import pytest

from baqylau.core.answer import AnswerState
from baqylau.observation.methods.station_lists import Listed, Place, Places, stations_csv
from baqylau.observation.methods.station_numbers import key_of
from baqylau.observation.models import Obstruction
from tests.observation.form_set_visits import (
    ELECTION_DAY,
    FILES,
    NAMES,
    STATIONS,
    form,
    found,
    phone,
    question,
    received,
    station,
    visit,
)
from tests.observation.paper_phone import PaperPhone

# ------------------------------------------------------------------ which station


@pytest.mark.parametrize("name", ELECTION_DAY)
def test_every_form_of_election_day_finds_its_station_by_number_and_by_place(name: str) -> None:
    by_number = received(name, phone(name).fill(visit(name)))
    assert by_number.answers["station"] == "kar/012"
    place = {"station_how": "place", "region": "abai", "district": "abai-abai", "station_by_place": "01-A/7"}
    by_place = received(name, phone(name).fill(visit(name, **place)))
    assert (by_place.answers["station"], by_place.answers["area"]) == ("01-A/7", "abai-abai")
    assert question(name, "station").role == "station"
    assert question(name, "area").role == "area"


def test_a_number_that_several_regions_have_is_chosen_by_the_observer() -> None:
    walk = phone("kz_b_voting").fill(visit("kz_b_voting", station_number="12"))
    assert walk.offered["station_by_number"] == ["kar/012", "abai/12"]
    nobody = phone("kz_b_voting").fill(visit("kz_b_voting", station_by_number=""))
    assert nobody.refused == {"station_by_number": "required"}


@pytest.mark.parametrize(
    "typed",
    ["01-a/7", "01-А/7", "01-а/7", " 01-A /7", "№ 01-A/7", "045", "45", "0045", "#45", "12-б", "0", "7" * 12],
)
def test_a_phone_compares_a_typed_number_as_the_server_does(typed: str) -> None:
    walk = phone("kz_a_opening").fill(visit("kz_a_opening", station_number=typed, station_by_number=""))
    assert received("kz_a_opening", walk).answers["station_key"] == key_of(typed)
    wanted = {"01-A/7": ["01-A/7"], "45": ["kar/045"]}.get(key_of(typed), [])
    assert walk.offered["station_by_number"] == wanted
    assert ("station_not_found" in walk.notes) == (not wanted)


def test_two_districts_of_one_name_stay_apart() -> None:
    answers = visit(
        "kz_a_opening", station_how="place", region="kar", district="kar-abai", station_by_place="kar/045"
    )
    walk = phone("kz_a_opening").fill(answers)
    assert walk.offered["district"] == ["kar-abai"]
    assert walk.offered["station_by_place"] == ["kar/012", "kar/045"]


def test_stations_of_the_plan_are_offered_where_there_are_any() -> None:
    without = phone("kz_a_opening").fill(visit("kz_a_opening"))
    assert without.offered["station_how"] == ["number", "place", "other"]
    stations = [*STATIONS, station("kar/099", "099", "kar-abai", planned="yes")]
    planned = PaperPhone(form("kz_a_opening").xform, {**FILES, "stations.csv": stations})
    walk = planned.fill(visit("kz_a_opening", station_how="planned", station_planned="kar/099"))
    assert walk.offered["station_how"][0] == "planned"
    assert walk.offered["station_planned"] == ["kar/099"]
    assert received("kz_a_opening", walk).answers["station"] == "kar/099"


def test_a_station_that_is_on_no_list_is_kept_in_the_observers_words() -> None:
    other = {
        "station_how": "other",
        "region": "kar",
        "district": "kar-abai",
        "station_other": "Field hospital",
    }
    walk = phone("kz_b_voting").fill(
        visit("kz_b_voting", settlement="rural", station_kind="hospital", **other)
    )
    read = received("kz_b_voting", walk)
    assert walk.refused == {}
    assert (read.answers["station"], read.answers["area"]) == ("Field hospital", "kar-abai")


@pytest.mark.parametrize("name", NAMES)
def test_long_lists_are_asked_only_for_what_equals_one_column(name: str) -> None:
    xform = form(name).xform.decode()
    asked = re.findall(r"instance\('(?:stations|districts)'\)/root/item(\[[^]]*\])?", xform)
    assert all(re.fullmatch(r"\[\w+ ?= ?('yes'| /data/[\w/]+ )\]", one) for one in asked), asked


def test_the_columns_of_the_list_are_those_that_the_server_writes() -> None:
    places = Places([Place("kz", "kz/", "Kazakhstan"), Place("kar", "kz/kar/", "Karaganda Region")])
    written = stations_csv(places, [Listed("kar-012", "School 5", "kz/kar/")]).decode().splitlines()
    assert written[0].split(",") == list(STATIONS[0])


# ------------------------------------------------------------------ logic


@pytest.mark.parametrize(
    ("answers", "refused"),
    [
        ({"women": "8"}, {"women": "Not more than the members present."}),
        ({"departure": "09:05"}, {"departure": "Not before you arrived."}),
        ({"members": "-1", "women": ""}, {"members": "A whole number from 0 to 30."}),
        ({"on_list": "87073334455"}, {"on_list": "A whole number from 0 to 20000."}),
        ({"present": "nobody police"}, {"present": "Nobody, or those who are there: not both."}),
        ({"irregular": "nothing photo"}, {"irregular": '"None of these" stands alone.'}),
        ({"overall": ""}, {"overall": "required"}),
        ({"arrival": ""}, {"arrival": "required"}),
    ],
)
def test_a_slip_of_the_finger_is_told_at_once(answers: dict[str, str], refused: dict[str, str]) -> None:
    walk = phone("kz_b_voting").fill(visit("kz_b_voting", **answers))
    assert refused.items() <= walk.refused.items()


def test_an_observer_who_was_not_let_in_is_asked_why_and_nothing_else() -> None:
    for name in ("kz_a_opening", "kz_b_voting", "kz_c_count", "kz_d_tabulation"):
        walk = phone(name).fill(
            {**visit(name, admitted="no"), "not_admitted_why": "The chair, without a reason"}
        )
        assert walk.refused == {}
        assert walk.asked[-2:] == ["not_admitted_why", "position"]
        assert list(question(name, "admitted").critical) == ["no"]


def test_more_voters_than_the_list_can_be_reported_and_are_remarked_on() -> None:
    walk = phone("kz_b_voting").fill(visit("kz_b_voting", voted_departure="1206"))
    assert (walk.refused, walk.notes) == ({}, ["more_than_on_list"])
    assert found("kz_b_voting", received("kz_b_voting", walk)) == {"B.5", "B.8"}


def test_an_irregularity_is_counted() -> None:
    walk = phone("kz_b_voting").fill(
        visit("kz_b_voting", stuffing="yes", stuffing_number="40", overall="good")
    )
    read = received("kz_b_voting", walk)
    assert read.answers["stuffing_number"] == 40
    assert "yes" in question("kz_b_voting", "stuffing").critical
    assert found("kz_b_voting", read) == {"B.9"}


def test_a_count_may_end_after_midnight_and_steps_have_their_places() -> None:
    steps = {"sequence_unused": "2", "sequence_signatures": "1", "sequence_boxes": "3"}
    walk = phone("kz_c_count").fill(visit("kz_c_count", in_order="no", **steps))
    assert walk.refused == {}
    assert received("kz_c_count", walk).answers["sequence_signatures"] == 1
    assert not [
        one for one in phone("kz_c_count").fill(visit("kz_c_count")).asked if one.startswith("sequence")
    ]


def test_a_count_that_ends_in_the_late_morning_may_be_over_twelve_hours() -> None:
    long = phone("kz_c_count").fill(visit("kz_c_count", count_ended="09:30", departure="09:50"))
    assert found("kz_c_count", received("kz_c_count", long)) == {"C.2"}


# ------------------------------------------------------------------ protocols


def test_a_protocol_that_does_not_add_up_is_taken_as_it_is() -> None:
    walk = phone("kz_c2_protocol").fill(visit("kz_c2_protocol", votes_amanat="500", invalid="15"))
    assert walk.refused == {}
    assert {"box_differs", "votes_differ"} <= set(walk.notes)
    assert found("kz_c2_protocol", received("kz_c2_protocol", walk)) == {"C2.1", "C2.2"}


def test_candidates_are_repetitions_and_their_votes_are_summed() -> None:
    answers = visit("kz_c2_protocol", contest="president")
    for number, votes in enumerate(("500", "200", "50"), start=1):
        answers |= {f"candidate[{number}]/candidate_name": f"Candidate {number}"}
        answers |= {f"candidate[{number}]/votes_candidate": votes}
    walk = phone("kz_c2_protocol").fill(answers)
    read = received("kz_c2_protocol", walk)
    assert "votes_differ" not in walk.notes
    assert (read.answers["votes_sum"], len(read.answers["candidate"])) == ("787", 3)
    assert found("kz_c2_protocol", read) == set()
    answers["candidate[3]/votes_candidate"] = "51"
    other = phone("kz_c2_protocol").fill(answers)
    assert "votes_differ" in other.notes
    assert found("kz_c2_protocol", received("kz_c2_protocol", other)) == {"C2.3"}


def test_a_referendum_has_ballots_with_both_options_marked() -> None:
    figures = {"votes_yes": "700", "votes_no": "80", "both_marked": "7"}
    walk = phone("kz_c2_protocol").fill(visit("kz_c2_protocol", contest="referendum", **figures))
    assert "votes_amanat" not in walk.asked
    assert "against_all" not in walk.asked
    assert walk.notes == ["as_on_paper"]
    assert found("kz_c2_protocol", received("kz_c2_protocol", walk)) == set()
    wrong = visit("kz_c2_protocol", contest="referendum", **{**figures, "both_marked": "0"})
    assert found("kz_c2_protocol", received("kz_c2_protocol", phone("kz_c2_protocol").fill(wrong))) == {
        "C2.4"
    }


def test_a_figure_typed_twice_must_agree_with_itself() -> None:
    walk = phone("kz_c2_protocol").fill(visit("kz_c2_protocol", in_box_again="789"))
    assert walk.refused == {"in_box_again": "Not the same as before. Compare both with the paper."}


# ------------------------------------------------------------------ incidents and long-term forms


def test_an_incident_away_from_any_station_has_its_area_and_place() -> None:
    where = {
        "where": "elsewhere",
        "region_elsewhere": "abai",
        "district_elsewhere": "abai-abai",
        "place_name": "Semey",
    }
    walk = phone("kz_incident").fill(visit("kz_incident", danger="yes", **where))
    read = received("kz_incident", walk)
    assert "station_how" not in walk.asked
    assert walk.notes == ["call_first"]
    assert read.answers["area"] == "abai-abai"
    assert read.states["station"] == AnswerState.SKIPPED


def test_an_obstruction_of_observers_says_whose_and_how_in_the_words_of_the_register() -> None:
    told = {"obstruction_whose": "citizens", "obstruction_kind": "expelled"}
    walk = phone("kz_incident").fill(visit("kz_incident", category="observers", **told))
    assert walk.refused == {}
    for name, known in (
        ("obstruction_kind", Obstruction.Kind),
        ("obstruction_whose", Obstruction.Whose),
        ("stage", Obstruction.Stage),
    ):
        assert [choice.name for choice in question("kz_incident", name).choices] == known.values


def test_nothing_is_reported_of_the_future() -> None:
    for name, asked, later in (
        ("kz_incident", "happened_at", "2026-08-24T12:30:00.000+05:00"),
        ("kz_campaign", "day", "2026-08-25"),
        ("kz_meeting", "day", "2026-08-25"),
    ):
        assert phone(name).fill(visit(name, **{asked: later})).refused == {asked: "Not in the future."}


def test_a_weekly_report_asks_only_for_the_chapters_there_is_something_about() -> None:
    walk = phone("kz_weekly").fill(visit("kz_weekly"))
    assert [one for one in walk.asked if one.startswith("on_")] == ["on_administration", "on_campaign"]
    late = phone("kz_weekly").fill(visit("kz_weekly", week_ends="2026-08-09"))
    assert set(late.refused) == {"week_ends"}


@pytest.mark.parametrize("name", NAMES)
def test_ratings_are_the_four_words_and_apart_from_not_observed(name: str) -> None:
    ratings = [one for one in form(name).questions if one.is_rating]
    for one in ratings:
        assert one.offers() == ("very_good", "good", "bad", "very_bad"), one.name
    overall = [one for one in ratings if one.role == "overall_rating"]
    assert all(len(one.choices) == 4 for one in overall)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_critical_is_an_answer_that_is_offered(name: str) -> None:
    for one in form(name).questions:
        assert set(one.critical) <= set(one.offers()), one.name
