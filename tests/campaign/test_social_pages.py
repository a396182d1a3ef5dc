"""Pages of social networks: lists by the address, coding with the keyboard, tables without private names."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.test import Client

from baqylau.accounts.models import User
from baqylau.campaign.models import (
    AccountDay,
    FileState,
    PostFile,
    SocialAccount,
    SocialChange,
    SocialDay,
    SocialPost,
)
from baqylau.campaign.social_words import rebuild_words, with_words
from baqylau.mission.models import Mission
from tests.campaign.social import HEADER, LONG, row, table, taken_in

pytestmark = pytest.mark.django_db
BACKEND = "baqylau.mission.backend.RoleBackend"


@pytest.fixture
def head(client: Client, aigerim: User) -> Client:
    client.force_login(aigerim, backend=BACKEND)
    return client


@pytest.fixture
def monitor(client: Client, mission: Mission) -> Client:
    from baqylau.mission.models import Membership

    user = User.objects.create_user("madina", name="Madina")
    Membership.objects.create(mission=mission, user=user, role="media_monitor")
    client.force_login(user, backend=BACKEND)
    return client


@pytest.fixture
def posts(mission: Mission, dana: User) -> dict[str, SocialPost]:
    rows = [
        row(1, "party", text=LONG, reactions=100),
        row(2, "party", text="Дауыс беріңіздер", sponsored="yes", reactions=5),
        row(3, "somebody", text="A private word", platform="facebook", reactions=50),
    ]
    taken_in(mission, table(*rows), dana)
    SocialAccount.objects.filter(handle="party").update(role="party", name="The Party")
    return {one.native_id: one for one in SocialPost.objects.all()}


def text_of(response: HttpResponse) -> str:
    assert response.status_code == 200, response.content[:500]
    return response.content.decode()


def rows_of(response: HttpResponseBase) -> list[dict[str, str]]:
    content = b"".join(response).decode("utf-8-sig")  # type: ignore[arg-type, call-overload]
    return list(csv.DictReader(io.StringIO(content)))


ADDRESS = "/missions/steppe/social/"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("", {"p1", "p2", "p3"}),
        ("q=дауыс", {"p1", "p2"}),
        ("q=ДАУЫС+берің", {"p1", "p2"}),
        ("q=private", {"p3"}),
        ("q=pri", {"p3"}),
        ("q=absent", set()),
        ("q=%22%27%28*", set()),
        ("platform=facebook", {"p3"}),
        ("role=party", {"p1", "p2"}),
        ("role=unknown", {"p3"}),
        ("flag=sponsored", {"p2"}),
        ("flag=coded", set()),
        ("flag=uncoded", {"p1", "p2", "p3"}),
        ("account=1", {"p1", "p2"}),
        ("account=77", set()),
        ("since=2026-02-03&until=2026-02-03", {"p2"}),
        ("since=nonsense&page=x&order=y", {"p1", "p2", "p3"}),
        ("topic=-", {"p1", "p2", "p3"}),
        ("order=reactions", {"p1", "p2", "p3"}),
    ],
)
def test_posts_are_chosen_by_the_address_and_downloaded_as_chosen(
    head: Client, posts: dict[str, SocialPost], asked: str, found: set[str]
) -> None:
    page = text_of(head.get(f"{ADDRESS}posts/?{asked}"))
    assert {name for name, post in posts.items() if f"/posts/{post.pk}/" in page} == found
    rows = rows_of(head.get(f"{ADDRESS}posts.csv?{asked}"))
    assert {int(one["number"]) for one in rows} == {posts[name].pk for name in found}


def test_the_order_is_that_of_the_address(head: Client, posts: dict[str, SocialPost]) -> None:
    rows = rows_of(head.get(f"{ADDRESS}posts.csv?order=reactions"))
    assert [one["reactions"] for one in rows] == ["100", "50", "5"]


def test_nothing_that_leads_to_a_private_person_stands_in_a_download(
    head: Client, posts: dict[str, SocialPost]
) -> None:
    rows = {one["account_role"]: one for one in rows_of(head.get(f"{ADDRESS}posts.csv?order=oldest"))}
    private, public = rows["unknown"], rows["party"]
    hidden = ("account", "account_name", "post_id", "address", "text", "archive")
    assert [private[name] for name in hidden] == [""] * 6
    assert (private["account_number"], private["reactions"]) == ("2", "50")
    assert (public["account"], public["account_name"]) == ("party", "The Party")
    accounts = rows_of(head.get(f"{ADDRESS}accounts.csv"))
    assert [one["account"] for one in accounts] == ["party", ""]
    assert b"somebody" not in b"".join(head.get(f"{ADDRESS}near-duplicates.csv"))  # type: ignore[arg-type]


def test_instagram_is_seen_to_be_the_most_used(head: Client, posts: dict[str, SocialPost]) -> None:
    page = text_of(head.get(ADDRESS))
    assert page.index(">Instagram</a>") < page.index(">Facebook</a>")
    assert "66.7" in page
    days = rows_of(head.get(f"{ADDRESS}activity.csv"))
    assert days[-1] == {"day": "all", "instagram": "2", "facebook": "1"}
    assert [one["instagram"] for one in days[:-1]] == ["1", "1", "0"]


def test_a_monitor_codes_post_after_post(monitor: Client, posts: dict[str, SocialPost]) -> None:
    first = monitor.get(f"{ADDRESS}queue/")
    assert first.headers["Location"].startswith(f"{ADDRESS}posts/{posts['p3'].pk}/code/")
    page = text_of(monitor.get(first.headers["Location"]))
    assert "A private word" in page
    sent = {"version": "1", "tone": "negative", "hate": "yes", "sponsored": "no", "language": "en"}
    answer = monitor.post(first.headers["Location"], sent)
    assert answer.headers["Location"] == f"{ADDRESS}queue/?after={posts['p3'].pk}"
    post = SocialPost.objects.get(native_id="p3")
    assert (post.tone, post.hate, post.sponsored, post.false_claim) == ("negative", True, False, None)
    change = SocialChange.objects.get(post=post)
    assert {"field": "hate", "before": None, "after": True} in change.fields
    following = monitor.get(answer.headers["Location"])
    assert f"/posts/{posts['p2'].pk}/code/" in following.headers["Location"]
    assert SocialDay.objects.get(by="tone", value="negative").hate == 1
    assert AccountDay.objects.get(account=post.account).coded == 1


def test_the_queue_has_an_end(monitor: Client, posts: dict[str, SocialPost]) -> None:
    page = text_of(monitor.get(f"{ADDRESS}queue/?after={posts['p1'].pk}"))
    assert "the end of what was chosen" in page


def test_the_queue_keeps_to_what_was_chosen(monitor: Client, posts: dict[str, SocialPost]) -> None:
    answer = monitor.get(f"{ADDRESS}queue/?flag=sponsored")
    assert answer.headers["Location"] == f"{ADDRESS}posts/{posts['p2'].pk}/code/?flag=sponsored"


def test_somebody_elses_coding_is_not_overwritten(monitor: Client, posts: dict[str, SocialPost]) -> None:
    address = f"{ADDRESS}posts/{posts['p1'].pk}/code/"
    monitor.post(address, {"version": "1", "tone": "neutral"})
    answer = monitor.post(address, {"version": "1", "tone": "negative"})
    assert answer.status_code == 400
    assert "X.531" in answer.content.decode()


def test_an_account_is_entered_once_and_its_history_told(head: Client, mission: Mission) -> None:
    sent = {"platform": "instagram", "handle": "@Party", "role": "unknown"}
    assert head.post(f"{ADDRESS}accounts/new/", sent).status_code == 302
    again = head.post(f"{ADDRESS}accounts/new/", sent)
    assert again.status_code == 400
    assert "X.542" in again.content.decode()
    changed = {**sent, "role": "party", "version": "1", "owner": "A party"}
    assert head.post(f"{ADDRESS}accounts/1/change/", changed).status_code == 302
    page = text_of(head.get(f"{ADDRESS}accounts/1/"))
    assert "Not classified yet → Party" in page


def test_another_role_of_an_account_changes_the_sums_by_role(
    head: Client, posts: dict[str, SocialPost]
) -> None:
    sent = {"platform": "facebook", "handle": "somebody", "role": "influencer", "version": "1"}
    head.post(f"{ADDRESS}accounts/2/change/", sent)
    assert SocialDay.objects.get(by="role", platform="facebook").value == "influencer"


def test_a_file_is_sent_read_and_taken_in(head: Client, mission: Mission) -> None:
    upload = SimpleUploadedFile("posts.csv", table(row(1), row(2)))
    answer = head.post(f"{ADDRESS}files/new/", {"kind": "posts", "file": upload, "source": "a tool"})
    assert answer.headers["Location"] == f"{ADDRESS}files/1/"
    assert "Take all rows in" in text_of(head.get(f"{ADDRESS}files/1/"))
    head.post(f"{ADDRESS}files/1/take-in/")
    page = text_of(head.get(f"{ADDRESS}files/1/"))
    assert "X.511" in page
    assert "Nothing of the file was taken in." in page
    columns = {f"column-{place}": name for place, name in enumerate(HEADER)}
    head.post(f"{ADDRESS}files/1/", {**columns, "new_accounts": "yes", "date_format": "iso"})
    head.post(f"{ADDRESS}files/1/take-in/")
    assert PostFile.objects.get().state == FileState.TAKEN_IN
    assert "2 rows were taken in" in text_of(head.get(f"{ADDRESS}files/1/"))


def test_how_far_a_long_file_is_can_be_asked(head: Client, mission: Mission, dana: User) -> None:
    file = taken_in(mission, table(row(1)), dana)
    PostFile.objects.filter(pk=file.pk).update(
        state=FileState.RUNNING, done=420, taken_in_at=None, beaten_at=datetime.now(UTC)
    )
    answer = head.get(f"{ADDRESS}files/1/progress/")
    assert answer.headers["X-State"] == "running"
    assert "42 %" in text_of(answer)
    assert 'data-progress="/missions/steppe/social/files/1/progress/"' in text_of(
        head.get(f"{ADDRESS}files/1/")
    )


def test_a_file_that_is_no_table_says_so_on_its_page(head: Client, mission: Mission) -> None:
    upload = SimpleUploadedFile("posts.csv", b"\xff\xff\x00 what is this")
    head.post(f"{ADDRESS}files/new/", {"kind": "posts", "file": upload})
    assert "X.503" in text_of(head.get(f"{ADDRESS}files/1/"))


def test_posts_that_came_back_from_a_backup_are_found_by_their_words(posts: dict[str, SocialPost]) -> None:
    rows = list(SocialPost.objects.order_by("pk"))
    SocialPost.objects.all().delete()
    for one in rows:
        one.pk = (one.pk or 0) + 1000
    SocialPost.objects.bulk_create(rows)
    rebuild_words()
    assert [one.native_id for one in with_words(SocialPost.objects.all(), "private")] == ["p3"]
