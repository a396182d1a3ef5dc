"""Near-duplicates, advertising libraries, forbidden times, figures for reports, the command."""

from __future__ import annotations

from datetime import date, datetime, time
from pathlib import Path

import pytest
from django.test import Client
from hypothesis import given, settings
from hypothesis import strategies as st

from baqylau.accounts.models import User
from baqylau.campaign import figures_social as figures
from baqylau.campaign.actions.social_coding import Coding, code_post
from baqylau.campaign.actions.social_grouping import group_posts
from baqylau.campaign.methods.near_duplicates import likeness, near_duplicates, plain
from baqylau.campaign.models import Advertisement, FileKind, PostGroup, SocialAccount, SocialPost
from baqylau.campaign.social_chart import chart_of
from baqylau.campaign.social_spending import sponsors_of
from baqylau.campaign.social_windows import forbidden_times, paid_content_of
from baqylau.campaign.sources.advertisements import range_of
from baqylau.core.problem import Refused
from baqylau.disputes.possible import items_of
from baqylau.election.models import CalendarEvent
from baqylau.mission.models import Mission
from baqylau.site.cli import main
from tests.campaign.social import LONG, NOW, row, table, taken_in

OTHER = "Ертең ауа райы бұлтты болады, түстен кейін жаңбыр жаууы мүмкін, жел солтүстіктен соғады дейді."


# ------------------------------------------------------------------ texts that are nearly the same


def test_a_word_changed_a_link_added_and_capitals_make_no_difference() -> None:
    changed = LONG.replace("1 наурызда", "2 наурызда").upper() + " https://t.me/x @friend"
    alike, compared = near_duplicates([(7, LONG), (8, OTHER), (9, changed), (10, "Short")])
    assert compared == 3
    assert [(one.key, one.first) for one in alike] == [(7, 7), (9, 7)]
    assert 80 <= alike[1].likeness < 100


def test_what_is_like_a_like_one_but_not_like_the_first_is_in_no_group_with_it() -> None:
    words = LONG.split()
    chain = [" ".join(["сөз"] * shift + words[shift:]) for shift in range(len(words))]
    alike, _compared = near_duplicates(list(enumerate(chain)))
    texts = dict(enumerate(chain))
    for one in alike:
        assert likeness(plain(texts[one.key]), plain(texts[one.first])) * 100 >= 80


def test_nothing_is_found_among_no_texts() -> None:
    assert near_duplicates([]) == ([], 0)


@settings(max_examples=15, deadline=None)
@given(st.lists(st.sampled_from([LONG, OTHER, LONG + "!", LONG[::-1], OTHER + " иә"]), max_size=12))
def test_groups_are_those_of_a_slow_comparison(texts: list[str]) -> None:
    alike, _compared = near_duplicates(list(enumerate(texts)))
    leaders: list[int] = []
    slow: dict[int, int] = {}
    for key, text in enumerate(texts):
        near = [one for one in leaders if likeness(plain(texts[one]), plain(text)) >= 0.8]
        slow[key] = near[0] if near else key
        leaders += [] if near else [key]
    sizes = {leader: list(slow.values()).count(leader) for leader in leaders}
    assert {one.key: one.first for one in alike} == {key: one for key, one in slow.items() if sizes[one] > 1}


@pytest.mark.django_db
def test_copies_by_several_accounts_are_a_group_and_by_one_account_are_none(
    mission: Mission, dana: User
) -> None:
    rows = [
        row(1, "a", text=LONG),
        row(2, "b", text=LONG + " Иә!", platform="facebook", sponsored="yes"),
        row(3, "c", text=OTHER),
        row(4, "c", text=OTHER),
    ]
    taken_in(mission, table(*rows), dana)
    grouping = group_posts(mission=mission, by=dana, now=NOW)
    group = PostGroup.objects.get()
    assert (group.posts, group.accounts, group.platforms, group.sponsored) == (2, 2, 2, 1)
    assert (group.first.native_id, grouping.compared) == ("p1", 4)
    again = group_posts(mission=mission, by=dana, now=NOW)
    assert (PostGroup.objects.count(), again.digest) == (1, grouping.digest)
    assert figures.near_duplicates(mission).numerator == 2
    with pytest.raises(Refused, match=r"X\.560"):
        group_posts(mission=mission, by=dana, now=NOW, least=10)


# ------------------------------------------------------------------ advertising libraries

LIBRARY = (
    "ad_id",
    "publisher_platforms",
    "page_name",
    "bylines",
    "spend",
    "currency",
    "impressions",
    "start_date",
    "end_date",
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("100-199", (100, 199)),
        ("1,000 – 1,999", (1000, 1999)),
        ("<100", (0, 100)),
        (">1000000", (1_000_000, None)),
        ("≥ 5000", (5000, None)),
        ("50K+", None),
        ("5000+", (5000, None)),
        ("lower_bound: 100, upper_bound: 199", (100, 199)),
        ('{"lower_bound": "0"}', (0, None)),
        ("42", (42, 42)),
        ("much", None),
    ],
)
def test_a_range_is_read_as_libraries_write_it(text: str, found: tuple[int, int | None] | None) -> None:
    if found is None:
        with pytest.raises(ValueError, match=r"^$"):
            range_of(text)
    else:
        assert range_of(text) == found


def library(*rows: tuple[object, ...]) -> bytes:
    return table(*rows, header=LIBRARY)


@pytest.mark.django_db
def test_spend_stays_a_range_and_ends_are_added_up_apart(mission: Mission, dana: User) -> None:
    content = library(
        ("1", "facebook,instagram", "Page", "Party", "100-199", "USD", ">1000", "2026-02-01", "2026-02-05"),
        ("2", "facebook", "Page", "PARTY ", "200-299", "USD", "0-999", "2026-02-03", ""),
        ("3", "facebook", "Page", "Other", ">1000", "USD", "0-999", "2026-02-03", ""),
        ("4", "facebook", "Page", "Party", "5-9", "KZT", "0-999", "2026-02-03", ""),
        ("5", "facebook", "Page", "Other", "", "USD", "", "2026-02-03", ""),
    )
    file = taken_in(mission, content, dana, kind=FileKind.ADVERTISEMENTS, names=LIBRARY)
    assert (file.rows, file.new) == (5, 5)
    found = {(one.key, one.currency): one for one in sponsors_of(Advertisement.objects.all())}
    party = found["party", "USD"]
    assert (party.least, party.most, party.advertisements) == (300, 498, 2)
    other = found["other", "USD"]
    assert (other.least, other.most, other.open_ended, other.unknown) == (1000, None, 1, 1)
    assert found["party", "KZT"].least == 5
    again = taken_in(
        mission, content.replace(b"100-199", b"200-299"), dana, kind=FileKind.ADVERTISEMENTS, names=LIBRARY
    )
    assert (again.new, again.counted_again, again.unchanged) == (0, 1, 4)


@pytest.mark.django_db
def test_a_wrong_row_of_a_library_is_named_and_nothing_is_taken_in(mission: Mission, dana: User) -> None:
    content = library(
        ("1", "facebook", "Page", "Party", "199-100", "USD", "x", "2026-02-01", "2026-01-05"),
        ("", "myspace", "Page", "Party", "100", "dollar", "", "someday", ""),
    )
    with pytest.raises(Refused) as caught:
        taken_in(mission, content, dana, kind=FileKind.ADVERTISEMENTS, names=LIBRARY)
    codes = {problem.code for problem in caught.value.problems}
    assert {"X.510", "X.512", "X.514", "X.550", "X.551", "X.553"} <= codes
    assert not Advertisement.objects.exists()


# ------------------------------------------------------------------ forbidden times


@pytest.fixture
def silence(mission: Mission) -> Mission:
    """The silence is the day before election day, in the time of Almaty."""
    election = mission.election
    election.time_zone = "Asia/Almaty"
    election.save()
    CalendarEvent.objects.create(
        election=election,
        code="silence",
        names={"en": "Silence"},
        day=date(2026, 2, 28),
        local_time=time(0),
        ends_day=date(2026, 2, 28),
    )
    return mission


@pytest.mark.django_db
def test_paid_content_in_the_silence_is_found_by_the_local_clock(silence: Mission, dana: User) -> None:
    rows = [
        row(1, published_at="2026-02-27T19:30:00Z", sponsored="yes"),
        row(2, published_at="2026-02-27T18:30:00Z", sponsored="yes"),
        row(3, published_at="2026-02-28T06:00:00Z", sponsored="no"),
        row(4, published_at="2026-02-28T18:59:00Z", sponsored="yes"),
        row(5, published_at="2026-02-28T19:01:00Z", sponsored="yes"),
    ]
    taken_in(silence, table(*rows), dana)
    taken_in(
        silence,
        library(
            ("1", "facebook", "Page", "Party", "1-9", "USD", "", "2026-02-01", "2026-02-27"),
            ("2", "facebook", "Page", "Party", "1-9", "USD", "", "2026-02-01", "2026-02-28"),
            ("3", "facebook", "Page", "Party", "1-9", "USD", "", "2026-02-20", ""),
            ("4", "facebook", "Page", "Party", "1-9", "USD", "", "2026-03-01", ""),
        ),
        dana,
        kind=FileKind.ADVERTISEMENTS,
        names=LIBRARY,
    )
    (found,) = forbidden_times(silence)
    zone_offset = datetime(2026, 2, 28, tzinfo=found.zone).utcoffset()
    assert zone_offset is not None
    expected = {"p1", "p4"} if zone_offset.total_seconds() == 5 * 3600 else {"p1", "p2"}
    assert set(found.posts(silence).values_list("native_id", flat=True)) == expected
    assert set(found.advertisements(silence).values_list("native_id", flat=True)) == {"2", "3"}
    paid = list(paid_content_of(found, silence))
    assert {one.at for one in paid[-2:]} == {date(2026, 2, 28)}
    assert not any("party" in one.where for one in paid[:2]), "a private person's account is not named"
    assert sum(one.item.kind == "campaign_item" for one in items_of(silence)) == 4


@pytest.mark.django_db
def test_the_page_of_forbidden_times_says_how_sure_it_is(
    client: Client, silence: Mission, dana: User
) -> None:
    taken_in(silence, table(row(1, published_at="2026-02-28T06:00:00Z", sponsored="yes")), dana)
    client.force_login(dana, backend="baqylau.mission.backend.RoleBackend")
    page = client.get("/missions/steppe/social/forbidden-times/").content.decode()
    assert "in every time zone" in page
    assert "a question, not an answer" in page


# ------------------------------------------------------------------ figures and pictures


@pytest.mark.django_db
def test_each_figure_has_its_denominator_and_names_what_it_left_out(mission: Mission, dana: User) -> None:
    rows = [row(number, f"a{number % 2}", sponsored=("yes", "no", "")[number % 3]) for number in range(6)]
    taken_in(mission, table(*rows, row(9, platform="tiktok")), dana)
    SocialAccount.objects.filter(handle="a0").update(role="party")
    from baqylau.campaign.social_sums import sum_all

    sum_all(mission)
    on = figures.posts_on(mission, platform="instagram")
    assert (on.numerator, on.denominator) == (6, 7)
    by = figures.posts_by(mission, roles=["party"])
    assert (by.numerator, by.denominator, by.excluded) == (3, 3, {"role not known": 4})
    paid = figures.flagged(mission, flag="sponsored")
    assert (paid.numerator, paid.denominator, paid.excluded) == (2, 4, {"not judged": 3})
    before = figures.with_tone(mission, tone="negative")
    assert (before.numerator, before.denominator, before.excluded) == (0, 0, {"no tone coded": 7})
    post = SocialPost.objects.get(native_id="p1")
    code_post(post=post, given=Coding(tone="negative"), version=1, by=dana, now=NOW)
    after = figures.with_tone(mission, tone="negative")
    assert (after.numerator, after.denominator) == (1, 1)
    assert after.digest != before.digest


def test_a_picture_of_days_has_one_panel_for_each_network_with_its_own_scale() -> None:
    days = [(date(2026, 2, day), [day, 10 * day]) for day in range(1, 11)]
    chart = chart_of(["One", "Two"], days, [(date(2026, 2, 9), date(2026, 2, 12), "Silence")])
    assert chart is not None
    assert [(one.words, one.total, one.most) for one in chart.panels] == [("One", 55, 10), ("Two", 550, 100)]
    assert chart.panels[0].line == chart.panels[1].line
    assert chart.bands[0].at + chart.bands[0].width == chart.right
    assert chart_of(["One"], days[:1]) is None


# ------------------------------------------------------------------ the command


@pytest.mark.django_db
def test_a_big_file_is_taken_in_and_grouped_by_a_command(
    mission: Mission, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "posts.csv"
    file.write_bytes(table(row(1, "a", text=LONG), row(2, "b", text=LONG)))
    assert main(["campaign", "import-posts", "steppe", str(file)]) == 2
    assert "X.511" in capsys.readouterr().err
    assert main(["campaign", "import-posts", "steppe", str(file), "--new-accounts"]) == 0
    assert "2 rows: 2 new" in capsys.readouterr().out
    assert main(["campaign", "group-posts", "steppe"]) == 0
    assert "1 groups of several accounts" in capsys.readouterr().out
    assert main(["campaign", "import-posts", "nowhere", str(file)]) == 2
    assert "X.570" in capsys.readouterr().err
