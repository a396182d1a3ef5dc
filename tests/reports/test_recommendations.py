"""Recommendations over elections: entered, tied, rated, followed up, published, counted."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from baqylau.accounts.models import User
from baqylau.core.problem import Refused
from baqylau.mission.models import Membership, Mission
from baqylau.reports.actions import recommendations as actions
from baqylau.reports.actions import recommendations_rating as rating
from baqylau.reports.actions.findings import FindingData, write_finding
from baqylau.reports.finding_figures import rated
from baqylau.reports.methods.recommendation_tables import Rated, by_chapter, by_report
from baqylau.reports.models import Assessment, Rating, Recommendation, RecommendingReport
from baqylau.reports.recommendation_queries import current_rating, seen_by
from tests.reports.recommended import BEFORE, NOW, add, rate

pytestmark = pytest.mark.django_db


def standing(one: Recommendation, mission: Mission | None) -> str:
    return str(current_rating(seen_by(mission), mission).get(pk=one.pk).rating_now)


def publish(one: Recommendation, mission: Mission, by: User) -> Recommendation:
    return rating.publish_recommendation(recommendation=one, mission=mission, by=by, now=NOW)


def codes(refused: pytest.ExceptionInfo[Refused]) -> list[str]:
    return [problem.code for problem in refused.value.problems]


# ------------------------------------------------------------------ entered and tied


def test_all_that_is_wrong_is_said_at_once(old_report: RecommendingReport, dana: User, old: object) -> None:
    with pytest.raises(Refused) as refused:
        add(
            old_report,
            dana,
            " ",
            chapter="weather",
            addressees=["the moon"],
            commitments=["osce-1990-99"],
            articles=["nonsense"],
        )
    assert codes(refused) == ["Z.301", "Z.303", "Z.303", "Z.306", "Z.307"]
    assert Recommendation.objects.count() == 1


def test_a_number_stands_once_in_a_report(old_report: RecommendingReport, dana: User) -> None:
    add(old_report, dana, number="7")
    with pytest.raises(Refused) as refused:
        add(old_report, dana, number="7")
    assert codes(refused) == ["Z.305"]


def test_what_is_public_keeps_its_text_and_may_change_its_chapter(
    mission: Mission, old: Recommendation, aigerim: User
) -> None:
    publish(old, mission, aigerim)
    same = {"report": old.report, "addressees": ["media", "regulator"]}
    given = actions.RecommendationData(**same, texts={"en": "Post voter lists."}, chapter="campaign")
    change = {"recommendation": old, "version": None, "mission": mission, "by": aigerim, "now": NOW}
    assert actions.change_recommendation(**change, given=given).chapter == "campaign"
    other = actions.RecommendationData(**same, texts={"en": "Burn voter lists."}, chapter="campaign")
    with pytest.raises(Refused) as refused:
        actions.change_recommendation(**change, given=other)
    assert codes(refused) == ["Z.312"]


def test_what_another_mission_entered_is_not_changed_here(
    old: Recommendation, other_mission: Mission, aigerim: User
) -> None:
    with pytest.raises(Refused) as refused:
        actions.change_recommendation(
            recommendation=old,
            given=actions.RecommendationData(report=old.report, texts={"en": "X"}),
            version=None,
            mission=other_mission,
            by=aigerim,
            now=NOW,
        )
    assert codes(refused) == ["Z.311"]


def test_from_a_finding_to_a_recommendation_and_back(
    client: Client, mission: Mission, own_report: RecommendingReport, dana: User
) -> None:
    given = FindingData(texts={"en": "No list was posted."}, chapter="administration", confidence="supported")
    finding = write_finding(mission=mission, given=given, by=dana, now=NOW)
    one = add(own_report, dana)
    actions.tie_finding(recommendation=one, finding=finding, mission=mission, by=dana, now=NOW)
    client.force_login(dana)
    to = reverse("reports:recommendation", args=[mission.slug, one.code])
    back = reverse("reports:finding", args=[mission.slug, finding.number])
    assert f'href="{to}"' in client.get(back).content.decode()
    assert f'href="{back}"' in client.get(to).content.decode()


def test_a_recommendation_follows_only_one_of_an_earlier_election_of_the_country(
    mission: Mission, old: Recommendation, own_report: RecommendingReport, dana: User
) -> None:
    later = add(own_report, dana)
    follow = {"mission": mission, "by": dana, "now": NOW}
    actions.follow_on(recommendation=later, earlier=old, **follow)
    for one, earlier in ((old, later), (later, later)):
        with pytest.raises(Refused) as refused:
            actions.follow_on(recommendation=one, earlier=earlier, **follow)
        assert codes(refused) == ["Z.313"]
    assert [tie.later for tie in old.successors.all()] == [later]


# ------------------------------------------------------------------ rated


def test_ratings_follow_each_other_and_none_is_lost(
    mission: Mission, old: Recommendation, dana: User
) -> None:
    assert standing(old, mission) == "not_yet"
    rate(old, mission, dana, "not", date(2025, 1, 1))
    rate(old, mission, dana, "partially")
    assert standing(old, mission) == "partially"
    told = list(old.assessments.values_list("rating", "is_current"))
    assert told == [("not", False), ("partially", True)]
    assert list(old.changes.values_list("done", flat=True))[-2:] == ["recommendation_assessed"] * 2


def test_the_database_keeps_one_current_rating_of_a_mission(
    mission: Mission, old: Recommendation, dana: User
) -> None:
    rate(old, mission, dana, "not")
    with pytest.raises(IntegrityError), transaction.atomic():
        Assessment.objects.create(
            recommendation=old,
            mission=mission,
            rating="fully",
            assessed_on=date(2026, 3, 2),
            says="x",
            by=dana,
            at=NOW,
        )


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"rating": "splendidly"}, "Z.320"),
        ({"says": " "}, "Z.321"),
        ({"assessed_on": None}, "Z.322"),
        ({"assessed_on": date(2030, 1, 1)}, "Z.322"),
    ],
)
def test_a_rating_that_cannot_be_is_refused(
    mission: Mission, old: Recommendation, dana: User, given: dict[str, Any], code: str
) -> None:
    whole = {"rating": "fully", "assessed_on": date(2026, 3, 1), "says": "Done.", **given}
    with pytest.raises(Refused) as refused:
        rating.assess(
            recommendation=old,
            mission=mission,
            given=rating.AssessmentData(**whole),
            by=dana,
            now=NOW,
        )
    assert codes(refused) == [code]


def test_a_rating_is_not_dated_before_the_last_one(mission: Mission, old: Recommendation, dana: User) -> None:
    rate(old, mission, dana, "partially")
    with pytest.raises(Refused) as refused:
        rate(old, mission, dana, "not", date(2025, 1, 1))
    assert codes(refused) == ["Z.322"]


def test_a_mission_does_not_rate_what_it_recommends_itself_nor_another_country(
    mission: Mission, own_report: RecommendingReport, dana: User
) -> None:
    with pytest.raises(Refused) as refused:
        rate(add(own_report, dana), mission, dana, "fully")
    assert codes(refused) == ["Z.325"]
    given = actions.ReportData(title="Elsewhere", country="kz", election_day=BEFORE)
    abroad = actions.add_report(mission=mission, given=given, by=dana, now=NOW)
    with pytest.raises(Refused) as refused:
        rate(add(abroad, dana), mission, dana, "fully")
    assert codes(refused) == ["Z.326"]


def test_a_rating_of_another_mission_counts_once_it_is_public(
    mission: Mission, other_mission: Mission, old: Recommendation, aigerim: User, carla: User
) -> None:
    publish(old, mission, aigerim)
    rate(old, mission, aigerim, "not", date(2026, 2, 1))
    publish(old, mission, aigerim)
    rate(old, other_mission, carla, "fully")
    assert (standing(old, None), standing(old, mission), standing(old, other_mission)) == (
        "not",
        "not",
        "fully",
    )
    publish(old, other_mission, carla)
    assert {standing(old, one) for one in (None, mission, other_mission)} == {"fully"}


def test_nothing_to_publish_is_said(mission: Mission, old: Recommendation, aigerim: User) -> None:
    publish(old, mission, aigerim)
    with pytest.raises(Refused) as refused:
        publish(old, mission, aigerim)
    assert codes(refused) == ["Z.329"]


def test_a_follow_up_needs_a_day_and_words(mission: Mission, old: Recommendation, dana: User) -> None:
    given = rating.FollowUpData(kind="visit", day=date(2026, 3, 1), until=date(2026, 2, 1))
    with pytest.raises(Refused) as refused:
        rating.add_follow_up(recommendation=old, mission=mission, given=given, by=dana, now=NOW)
    assert codes(refused) == ["Z.323", "Z.324"]


# ------------------------------------------------------------------ public


def test_the_public_sees_only_what_was_published(
    client: Client, mission: Mission, old: Recommendation, aigerim: User
) -> None:
    rate(old, mission, aigerim, "partially")
    page = reverse("reports:public_recommendation", args=[old.code])
    assert client.get(page).status_code == 404
    assert old.code not in client.get(reverse("reports:public_recommendations")).content.decode()
    publish(old, mission, aigerim)
    rate(old, mission, aigerim, "mostly")
    told = client.get(page).content.decode()
    assert "Partially implemented" in told
    assert "Mostly implemented" not in told
    assert "Aigerim" not in told
    table = client.get(reverse("reports:public_recommendations_csv")).streaming_content
    line = b"".join(table).decode("utf-8-sig").splitlines()[1]
    assert "partially" in line
    ratings = b"".join(client.get(reverse("reports:public_ratings_csv")).streaming_content).decode()
    assert "mostly" not in ratings
    assert "Aigerim" not in ratings


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, True),
        ({"country": "xx"}, True),
        ({"country": "kz"}, False),
        ({"year": "2021"}, True),
        ({"year": "2022"}, False),
        ({"year": "x"}, False),
        ({"chapter": "media"}, True),
        ({"chapter": "-"}, False),
        ({"rating": "partially"}, True),
        ({"rating": "fully"}, False),
        ({"addressee": "regulator"}, True),
        ({"addressee": "courts"}, False),
        ({"addressee": "-"}, False),
        ({"priority": "yes"}, False),
        ({"priority": "no"}, True),
        ({"q": "VOTER lists"}, True),
        ({"q": "nothing"}, False),
        ({"finding": "1", "public": "no"}, True),  # asked in a mission only
    ],
)
def test_the_public_list_is_filtered_by_its_address(
    client: Client, mission: Mission, old: Recommendation, aigerim: User, asked: dict[str, str], found: bool
) -> None:
    rate(old, mission, aigerim, "partially")
    publish(old, mission, aigerim)
    page = client.get(reverse("reports:public_recommendations"), asked)
    assert [one.code for one in page.context["page"]] == ([old.code] if found else [])


def test_another_missions_unpublished_work_is_not_seen(
    client: Client, old: Recommendation, other_mission: Mission
) -> None:
    head = User.objects.create_user("head-of-sea", name="Head of Sea")
    Membership.objects.create(mission=other_mission, user=head, role="head")
    client.force_login(head)
    assert client.get(reverse("reports:recommendation", args=["sea", old.code])).status_code == 404
    assert old.code not in client.get(reverse("reports:recommendations", args=["sea"])).content.decode()


# ------------------------------------------------------------------ counted


def test_what_a_report_has_and_nobody_entered_is_a_column_of_its_own() -> None:
    rows = [Rated("2021", "media", "fully"), Rated("2021", "", "not_yet"), Rated("2019", "media", "not")]
    lines = by_report(rows, Rating.values, {"2021": 25, "2019": None})
    assert [(one.key, one.entered, one.missing) for one in lines] == [
        ("2021", 2, 23),
        ("2019", 1, None),
        ("", 3, None),  # not known of one, so not of all
    ]
    assert sum(sum(one.counts) for one in lines[:-1]) == lines[-1].entered
    chapters = by_chapter(rows, Rating.values, ["campaign", "media"])
    assert [(one.key, one.entered) for one in chapters] == [("media", 2), ("-", 1), ("", 3)]
    with pytest.raises(ValueError, match="splendid"):
        by_report([Rated("a", "", "splendid")], Rating.values, {})
    assert by_report([Rated("a", "", "not")] * 3, Rating.values, {"a": 2})[0].surplus == 1


def test_a_figure_names_what_was_not_rated(
    mission: Mission, old: Recommendation, old_report: RecommendingReport, dana: User
) -> None:
    add(old_report, dana, "Another.")
    rate(old, mission, dana, "fully")
    figure = rated(mission)
    assert (figure.numerator, figure.denominator, figure.excluded) == (1, 1, {"not_yet": 1})


def test_the_pages_of_numbers_show_the_residual(
    client: Client, mission: Mission, old: Recommendation, aigerim: User
) -> None:
    client.force_login(aigerim)
    page = client.get(reverse("reports:recommendation_figures", args=[mission.slug]))
    line = page.context["by_report"][0].line
    assert (line.entered, line.expected, line.missing) == (1, 4, 3)
    assert "Of the reports, not entered here: 3" in page.content.decode()
