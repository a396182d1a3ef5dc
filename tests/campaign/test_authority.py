"""An authority's own figures of equal conditions: what they leave over, beside what the mission measured."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baqylau.accounts.models import User
from baqylau.campaign.methods.authority import Number, left_over, mean_share, median_share, says_how_many
from baqylau.campaign.models import ItemSubject, MediaItem, MediaSubject, Outlet, Programme
from baqylau.election.models import Election, PublishedFigure
from baqylau.mission.models import Membership, Mission
from tests.campaign.register_cast import ballot, body, media_analyst, signed_in, text, url

CEC = "Meeting of the commission, 17 March 2023"


def test_what_the_parts_leave_over_is_said_and_open_where_numbers_are_rounded() -> None:
    parts = [Number(5000, "at_least"), Number(2200, "about"), Number(2600, "at_least")]
    left = left_over(Number(10_000, "about"), parts)
    assert (left.listed, left.residual, left.is_open) == (9800, 200, True)
    assert not left_over(Number(10), [Number(4), Number(5)]).is_open
    assert left_over(Number(10), [Number(11)]).residual == -1


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None, max_examples=40)
@given(st.lists(st.integers(0, 10_000), min_size=1, max_size=12).filter(any))
def test_the_mean_share_is_the_same_whatever_anybody_had(amounts: list[int]) -> None:
    total = sum(amounts)
    mean = sum(Fraction(100 * amount, total) for amount in amounts) / len(amounts)
    assert mean == mean_share(len(amounts))


def test_a_mean_share_of_14_3_says_that_there_are_seven_and_nothing_else() -> None:
    assert says_how_many(Fraction("14.3")) == 7
    assert says_how_many(Fraction("14.29")) == 7
    assert says_how_many(Fraction(60)) is None


def test_a_median_share_depends_on_who_had_what() -> None:
    assert median_share({"a": 97, "b": 2, "c": 1}) == 2
    assert median_share({"a": 1, "b": 1}) == 50
    assert median_share({"a": 0, "b": 0}) is None


@pytest.fixture
def figures(election: Election) -> None:
    """What the commission said in 2023: about 10,000 items by channel, and a mean share."""
    for part, value, qualifier in (
        ("", "10000", "about"),
        ("channel:television", "5000", "at_least"),
        ("channel:print", "2200", "about"),
        ("channel:online", "2600", "at_least"),
    ):
        PublishedFigure.objects.create(
            election=election,
            code=f"media_items:{part}",
            indicator="media_items",
            part=part,
            value=value,
            qualifier=qualifier,
            as_of="2023-03-17",
            source=CEC,
        )
    PublishedFigure.objects.create(
        election=election,
        code="mean",
        indicator="mean_share",
        value="14.3",
        unit="percent",
        qualifier="about",
        as_of="2023-03-17",
        source=CEC,
    )


@pytest.fixture
def measured(mission: Mission, election: Election) -> None:
    """Two items on one channel, and a second coding that is not counted."""
    ballot(election)
    outlet = Outlet.objects.create(
        mission=mission, code="one", kind="broadcast_tv", ownership="state", names={"en": "One"}
    )
    parties = [
        MediaSubject.objects.create(
            mission=mission, code=code, kind="party", is_contestant=True, names={"en": code.title()}
        )
        for code in ("wheat", "wind")
    ]
    day, now = date(2026, 2, 1), datetime(2026, 2, 2, tzinfo=UTC)
    programme = Programme.objects.create(
        mission=mission, number=1, outlet=outlet, day=day, programme_class="news", added_at=now
    )
    for number, (seconds, is_second) in enumerate(((90, False), (30, False), (500, True)), start=1):
        item = MediaItem.objects.create(
            programme=programme,
            mission=mission,
            outlet=outlet,
            day=day,
            number=number,
            seconds=seconds,
            is_second=is_second,
        )
        ItemSubject.objects.create(item=item, subject=parties[number == 2], seconds=seconds, tone="neutral")


@pytest.mark.django_db
def test_the_two_stand_side_by_side_with_the_difference_in_method(
    mission: Mission, figures: None, measured: None, dana: User
) -> None:
    page = " ".join(text(signed_in(media_analyst(mission)), url("authority")).split())
    assert "The channels come to 9,800 of 10,000: 200 are not accounted for." in page
    assert "Some of the numbers are rounded or bounds" in page
    assert "With 7 contestants the mean share is that whatever each of them had" in page
    assert "120 s" in page, "the second coding is not counted"
    assert 'Wheat</th><td class="num">1</td><td class="num">50.0' in page
    assert "75.0" in page, "by time Wheat has three quarters, by items half"
    assert "an hour on television are one each" in page


@pytest.mark.django_db
def test_without_a_measurement_the_page_says_so(mission: Mission, figures: None, dana: User) -> None:
    page = text(signed_in(dana), url("authority"))
    assert "Nothing has been coded yet" in page


@pytest.mark.django_db
def test_who_may_not_see_media_finds_the_authoritys_figures_only(
    mission: Mission, figures: None, measured: None
) -> None:
    user = User.objects.create_user("coordinator", name="Coordinator")
    Membership.objects.create(mission=mission, user=user, role="lto_coordinator")
    client = signed_in(user)
    page = text(client, url("authority"))
    assert "9,800" in page
    assert "120 s" not in page
    assert ",120," not in body(client, url("authority_csv"))


@pytest.mark.django_db
def test_a_figure_that_was_taken_back_or_is_another_missions_is_left_out(
    mission: Mission, other_mission: Mission, figures: None, dana: User, carla: User
) -> None:
    from django.utils import timezone

    PublishedFigure.objects.filter(part="channel:print").update(withdrawn_at=timezone.now())
    PublishedFigure.objects.filter(part="channel:online").update(
        mission=other_mission, number=1, entered_by=carla, entered_at=timezone.now(), official=False
    )
    rows = body(signed_in(dana), url("authority_csv")).splitlines()[1:]
    assert [row.split(",")[1] for row in rows if row.startswith("media_items")] == ["", "channel:television"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "count"),
    [("", 5), ("?indicator=mean_share", 1), ("?q=meeting", 5), ("?from_whom=mission", 0), ("?q=14.3", 1)],
)
def test_the_address_selects_and_the_download_is_what_it_selects(
    mission: Mission, figures: None, dana: User, asked: str, count: int
) -> None:
    client = signed_in(dana)
    assert len(body(client, url("authority_csv") + asked).splitlines()) == count + 1
    assert client.get(url("authority") + asked).status_code == 200
    assert client.get(url("authority_xlsx") + asked).status_code == 200


@pytest.mark.django_db
def test_the_pack_of_2023_has_the_figures_of_the_commission_and_says_what_it_does_not_know() -> None:
    from baqylau.campaign.authority_page import reported
    from baqylau.campaign.finance import part_of
    from baqylau.election.register import figures_seen_by
    from baqylau.site.packs import files_of, load_files, shipped

    wanted = ("election.toml", "areas.csv", "options.csv", "published.csv", "campaign.toml", "calendar.csv")
    files = {name: content for name, content in files_of(shipped("kz_2023")).items() if name in wanted}
    election = load_files(files)
    mission = Mission.objects.create(slug="steppe", name="Steppe", election=election, kind="full")
    (one,) = reported(
        mission, list(figures_seen_by(mission).filter(indicator__in=("media_items", "mean_share")))
    )
    assert one.left is not None
    assert (one.left.whole, one.left.listed, one.left.residual) == (10_000, 9_800, 200)
    assert [count for _figure, count in one.shares] == [7]
    part = part_of(election)
    assert not part.limits
    assert not part.publications
    assert {unknown.about for unknown in part.unknown} >= {"own_funds", "donations", "publication"}
