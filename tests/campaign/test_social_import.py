"""Files of posts: every row becomes a post, or none does; what is wrong is said by its row."""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from baqylau.accounts.models import User
from baqylau.campaign import reading_apart
from baqylau.campaign.actions import social_incoming_words, social_taking_in
from baqylau.campaign.actions.files_read import beat, begin_reading, last_sign
from baqylau.campaign.actions.social_accounts import AccountData, add_account
from baqylau.campaign.actions.social_files import take_file_in
from baqylau.campaign.models import (
    AccountDay,
    FileState,
    PostCount,
    PostFile,
    PostReading,
    SocialAccount,
    SocialDay,
    SocialPost,
)
from baqylau.campaign.social_problems import again
from baqylau.campaign.social_words import rebuild_words, with_words
from baqylau.campaign.sources.posts_table import PostTable
from baqylau.core.problem import Refused
from baqylau.mission.models import Mission
from tests.campaign.social import HEADER, NOW, kept, row, table, taken_in

pytestmark = pytest.mark.django_db


def refused(mission: Mission, content: bytes, by: User, **more: object) -> list[str]:
    """The problems, as somebody reads them; nothing was taken in."""
    with pytest.raises(Refused) as caught:
        taken_in(mission, content, by, **more)  # type: ignore[arg-type]
    assert not SocialPost.objects.exists()
    assert not SocialAccount.objects.exists()
    return [str(problem) for problem in caught.value.problems]


def test_every_row_becomes_a_post_of_its_account(mission: Mission, dana: User) -> None:
    file = taken_in(mission, table(row(1), row(2, "Other"), row(3, "@Party")), dana)
    assert (file.rows, file.new, file.new_accounts, file.state) == (3, 3, 2, FileState.TAKEN_IN)
    post = SocialPost.objects.get(native_id="p1")
    assert (post.account.handle, post.platform, post.reactions, post.sponsored) == (
        "party",
        "instagram",
        1,
        None,
    )
    assert post.published_at == datetime(2026, 2, 2, 10, tzinfo=UTC)
    assert post.day == date(2026, 2, 2)
    assert SocialPost.objects.filter(account__handle="party").count() == 2


def test_the_same_post_again_is_one_post_with_new_counts_and_the_old_ones_kept(
    mission: Mission, dana: User
) -> None:
    taken_in(mission, table(row(1), row(2), row(3, reactions="")), dana)
    later = NOW + timedelta(days=1)
    again_ = table(row(1, reactions=50), row(2), row(3, reactions=""), row(4))
    file = taken_in(mission, again_, dana, now=later)
    assert (file.new, file.counted_again, file.unchanged) == (1, 1, 2)
    post = SocialPost.objects.get(native_id="p1")
    assert (post.reactions, post.counted_at) == (50, later)
    assert list(PostCount.objects.values_list("post", "reactions", "counted_at")) == [(post.pk, 1, NOW)]
    assert SocialPost.objects.get(native_id="p3").reactions is None
    assert SocialDay.objects.get(by="role", day=date(2026, 2, 2)).reactions == 50


def test_counts_that_a_later_file_does_not_have_are_not_erased(mission: Mission, dana: User) -> None:
    taken_in(mission, table(row(1)), dana)
    taken_in(mission, table(row(1, reactions="")), dana)
    assert SocialPost.objects.get().reactions == 1


def test_of_a_post_that_stands_twice_in_a_file_the_last_row_counts(mission: Mission, dana: User) -> None:
    file = taken_in(mission, table(row(1), row(1, reactions=9), row(2)), dana)
    assert (file.rows, file.new, file.unchanged) == (3, 2, 0)
    assert SocialPost.objects.get(native_id="p1").reactions == 9


def test_an_account_that_nobody_entered_is_named_with_its_row(mission: Mission, dana: User) -> None:
    (problem,) = refused(mission, table(row(1, "nobody"), row(2, "nobody")), dana, new_accounts=False)
    assert problem.startswith("X.511 'posts.csv', row 2: Nobody entered the account 'nobody' of instagram.")


def test_an_account_that_was_entered_is_found_however_its_address_is_written(
    mission: Mission, dana: User
) -> None:
    given = AccountData("instagram", "https://www.instagram.com/Party/")
    account = add_account(mission=mission, given=given, by=dana, now=NOW)
    content = table(row(1, "https://instagram.com/party?hl=kk"), row(2, "@PARTY"))
    taken_in(mission, content, dana, new_accounts=False)
    assert account.posts.count() == 2


def test_dates_in_three_formats_are_told_apart_by_row(mission: Mission, dana: User) -> None:
    content = table(
        row(1, published_at="2026-02-03 10:00"),
        row(2, published_at="03.02.2026 10:00"),
        row(3, published_at="2/30/2026 10:00"),
        row(4, published_at="yesterday"),
    )
    found = refused(mission, content, dana, date_format="dmy")
    assert [problem[:6] + problem.split(",")[1][:6] for problem in found] == ["X.510  row 4", "X.510  row 5"]
    assert "19.03.2023 14:05" in found[0]


@pytest.mark.parametrize(
    ("date_format", "written", "hour"),
    [
        ("iso", "2026-02-03T10:00:00+05:00", 5),
        ("iso", "2026-02-03 10:00", 10),
        ("dmy", "03.02.2026, 10:00", 10),
        ("mdy", "2/3/2026 10:00:30 PM", 22),
        ("mdy", "2/3/2026 12:00 AM", 0),
        ("epoch", "1770112800", 10),
        ("epoch", "1770112800000", 10),
    ],
)
def test_a_moment_is_read_as_it_is_written(
    mission: Mission, dana: User, date_format: str, written: str, hour: int
) -> None:
    taken_in(mission, table(row(1, published_at=written)), dana, date_format=date_format)
    moment = SocialPost.objects.get().published_at
    assert (moment.date(), moment.hour) == (date(2026, 2, 3), hour)


def test_a_post_of_the_future_is_refused(mission: Mission, dana: User) -> None:
    (problem,) = refused(mission, table(row(1, published_at="2027-01-01T00:00:00Z")), dana)
    assert problem.startswith("X.521 'posts.csv', row 2, column 'published_at'")


def test_everything_wrong_in_all_rows_is_said_at_once(mission: Mission, dana: User) -> None:
    content = table(
        row(1, platform="myspace"),
        row(2, reactions="many"),
        row(3, sponsored="maybe"),
        row(4, post_id=""),
        row(5, account=" "),
        row(6, text="x" * 20_001),
    )
    found = refused(mission, content, dana)
    assert sorted(problem[:5] for problem in found) == ["X.512", "X.513", "X.514", "X.514", "X.515", "X.517"]


def test_bytes_of_another_character_set_are_told_by_row(mission: Mission, dana: User) -> None:
    content = (
        table(row(1), row(2)) + "instagram,party,p3,2026-02-03T10:00:00Z,Қала,1,\n".encode("utf-16-le")[:-8]
    )
    content = table(row(1), row(2)) + "instagram,party,p3,2026-02-03T10:00:00Z,Город,1,\n".encode("cp1251")
    (problem,) = refused(mission, content, dana)
    assert problem.startswith("X.501 'posts.csv', row 4: There are bytes that are not UTF-8.")


def test_a_file_in_windows_1251_is_read_when_it_is_said_to_be(mission: Mission, dana: User) -> None:
    content = table(row(1, text="Город")).decode().encode("cp1251")
    taken_in(mission, content, dana, charset="windows-1251")
    assert SocialPost.objects.get().text == "Город"


def test_utf_8_that_is_said_to_be_windows_1251_is_refused(mission: Mission, dana: User) -> None:
    (problem,) = refused(mission, table(row(1, text="Город")), dana, charset="windows-1251")
    assert problem.startswith("X.502")


def test_utf_16_with_its_mark_is_read(mission: Mission, dana: User) -> None:
    taken_in(mission, table(row(1, text="Қала")).decode().encode("utf-16"), dana)
    assert SocialPost.objects.get().text == "Қала"


def test_a_row_with_a_cell_too_many_is_named(mission: Mission, dana: User) -> None:
    (problem,) = refused(mission, table(row(1), (*row(2), "more")), dana)
    assert problem.startswith("X.505 'posts.csv', row 3: The row has 8 cells, the header 7.")


def test_a_column_that_nobody_spoke_of_is_named(mission: Mission, dana: User) -> None:
    content = table((*row(1), "x"), header=(*HEADER, "colour"))
    (problem,) = refused(mission, content, dana)
    assert "Nothing says what column 'colour' is" in problem


@pytest.mark.parametrize(
    "content", [b"", b"   \n", b"PK\x03\x04rest", b"one column\n1\n", b"platform,platform\n"]
)
def test_what_is_no_table_of_posts_is_refused(mission: Mission, dana: User, content: bytes) -> None:
    assert refused(mission, content, dana)[0][:5] in ("C.103", "X.525", "X.503", "X.504")


def test_a_file_cut_off_within_quotation_marks_is_refused(mission: Mission, dana: User) -> None:
    (problem,) = refused(mission, table(row(1)) + b'instagram,party,p2,"2026', dana)
    assert problem.startswith("X.50")


def test_json_lines_are_read_with_what_lies_inside(mission: Mission, dana: User) -> None:
    lines = [
        {
            "id": number,
            "post_owner": {"username": "Party", "name": "The Party"},
            "creation_time": "2026-02-03T10:00:00Z",
            "text": "Сәлем",
            "statistics": {"like_count": 5, "views": None},
        }
        for number in (1, 2)
    ]
    names = ("id", "post_owner.username", "post_owner.name", "creation_time", "text", "statistics.like_count")
    content = "\n".join(json.dumps(line) for line in lines).encode()
    file = kept(
        mission,
        content,
        dana,
        name="posts.jsonl",
        names=names,
        fixed={"platform": "facebook"},
    )
    reading = {**file.reading, "columns": {**file.reading["columns"], "statistics.views": "views"}}
    taken_in(mission, content, dana, name="posts.jsonl", **reading)
    post = SocialPost.objects.get(native_id="1")
    assert (post.account.name, post.reactions, post.views, post.platform) == (
        "The Party",
        5,
        None,
        "facebook",
    )


def test_a_json_list_is_read_too_and_a_broken_line_is_named(mission: Mission, dana: User) -> None:
    one = dict(zip(HEADER, row(1), strict=True))
    (problem,) = refused(mission, json.dumps(one).encode() + b"\n{broken", dana, name="posts.jsonl")
    assert problem.startswith("X.506 'posts.jsonl', row 2")
    taken_in(mission, json.dumps([one]).encode(), dana, name="posts.json")
    assert SocialPost.objects.get().native_id == "p1"


def test_a_post_of_another_account_is_not_taken_over(mission: Mission, dana: User) -> None:
    taken_in(mission, table(row(1)), dana)
    with pytest.raises(Refused) as caught:
        taken_in(mission, table(row(2), row(1, "thief", reactions=9)), dana)
    assert str(caught.value).startswith("X.522 'posts.csv', row 3: The post 'p1' is known as one of 'party'")
    assert SocialPost.objects.get().reactions == 1
    assert SocialAccount.objects.count() == 1


def test_what_was_refused_stands_beside_the_file_and_can_be_said_again(mission: Mission, dana: User) -> None:
    with pytest.raises(Refused) as caught:
        taken_in(mission, table(row(1, reactions="many")), dana)
    file = PostFile.objects.get()
    assert file.state == FileState.REFUSED
    assert again(file.problems) == list(caught.value.problems)


def test_a_file_is_taken_in_once(mission: Mission, dana: User) -> None:
    file = taken_in(mission, table(row(1)), dana)
    with pytest.raises(Refused, match=r"X\.530"):
        begin_reading(file=file, now=NOW)


def test_a_file_whose_reader_went_silent_can_be_begun_again(mission: Mission, dana: User) -> None:
    file = begin_reading(file=kept(mission, table(row(1)), dana), now=NOW)
    with pytest.raises(Refused, match=r"X\.530"):
        begin_reading(file=file, now=NOW + timedelta(seconds=30))
    assert begin_reading(file=file, now=NOW + timedelta(minutes=3)).state == FileState.RUNNING


def test_how_a_file_was_read_is_kept_for_the_next_one(mission: Mission, dana: User) -> None:
    taken_in(mission, table(row(1)), dana)
    assert PostReading.objects.get().name == "a tool"


def test_the_sums_are_those_of_a_slow_count(mission: Mission, dana: User) -> None:
    rows = [
        row(number, f"a{number % 3}", sponsored="yes" if number % 5 == 0 else "no") for number in range(60)
    ]
    taken_in(mission, table(*rows[:40]), dana)
    taken_in(mission, table(*rows[20:]), dana)
    for one in AccountDay.objects.all():
        posts = SocialPost.objects.filter(account=one.account, day=one.day)
        assert one.posts == posts.count()
        assert one.reactions == sum(post.reactions or 0 for post in posts)
        assert one.sponsored == posts.filter(sponsored=True).count()
        assert one.judged_sponsored == one.posts
    assert sum(one.posts for one in SocialDay.objects.filter(by="language")) == 60


# ------------------------------------------------------------------ by a process of its own


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every file is as large as one that is read by another process."""
    monkeypatch.setattr(reading_apart, "APART", 0)


@pytest.mark.usefixtures("apart")
def test_a_large_file_is_read_by_another_process_and_comes_to_the_same(mission: Mission, dana: User) -> None:
    file = taken_in(mission, table(row(1), row(2, "Other", text="Сәлем, әлем"), row(1, reactions=9)), dana)
    assert (file.rows, file.new, file.new_accounts) == (3, 2, 2)
    found = SocialPost.objects.order_by("native_id").values_list("account__handle", "text", "reactions")
    assert list(found) == [("party", "Post 1", 9), ("other", "Сәлем, әлем", 2)]


@pytest.mark.usefixtures("apart")
def test_what_another_process_finds_wrong_is_said_in_the_same_words(
    mission: Mission, dana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = table(row(1), row(2, "nobody", published_at="yesterday"), row(3, sponsored="maybe"))
    by_another = refused(mission, content, dana, new_accounts=False)
    monkeypatch.setattr(reading_apart, "APART", len(content))
    assert refused(mission, content, dana, new_accounts=False) == by_another
    assert [one.split()[0] for one in by_another] == ["X.510", "X.515"]


@pytest.mark.usefixtures("apart")
def test_a_process_that_ends_before_the_file_does_leaves_it_to_be_read_again(
    mission: Mission, dana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading_apart, "_COMMAND", [sys.executable, "-c", ""])
    file = kept(mission, table(row(1)), dana)
    with pytest.raises(OSError, match="ended before the file did"):
        take_file_in(file=begin_reading(file=file, now=NOW), by=dana, clock=lambda: NOW)
    file.refresh_from_db()
    assert (file.state, SocialPost.objects.count()) == (FileState.KEPT, 0)


# ------------------------------------------------------------------ in several batches


@pytest.fixture
def in_pairs(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two rows are read at once."""
    monkeypatch.setattr(PostTable.batches, "__kwdefaults__", {"size": 2})


@pytest.mark.usefixtures("in_pairs")
def test_the_last_row_of_a_post_counts_however_far_it_stands_behind(mission: Mission, dana: User) -> None:
    taken_in(mission, table(row(9)), dana)
    rows = [row(1, text="first"), row(9, reactions=8), row(2, "other"), row(3), row(9, reactions=70)]
    file = taken_in(mission, table(*rows, row(1, "other", text="second"), row(3, reactions=5)), dana)
    assert (file.rows, file.new, file.counted_again, file.unchanged, file.new_accounts) == (7, 3, 1, 0, 1)
    post = SocialPost.objects.get(native_id="p1")
    assert (post.text, post.account.handle) == ("second", "other")
    assert SocialPost.objects.get(native_id="p3").reactions == 5
    assert PostCount.objects.get().post.reactions == 70
    assert sum(one.posts for one in AccountDay.objects.all()) == 4
    for word, number in (("first", 0), ("second", 1)):
        assert with_words(SocialPost.objects.all(), word).count() == number


@pytest.mark.usefixtures("in_pairs")
def test_nothing_of_a_file_stays_when_its_last_row_is_wrong(mission: Mission, dana: User) -> None:
    rows = [row(number, f"a{number}") for number in range(5)]
    (problem,) = refused(mission, table(*rows, row(6, reactions="many")), dana)
    assert problem.startswith("X.513 'posts.csv', row 7")
    assert with_words(SocialPost.objects.all(), "post").count() == 0


@pytest.fixture
def in_parts(monkeypatch: pytest.MonkeyPatch, in_pairs: None) -> None:
    """Words of any file lie in parts of two posts."""
    monkeypatch.setattr(social_incoming_words, "APART", 0)
    monkeypatch.setattr(social_incoming_words, "POSTS_OF_A_PART", 2)


def tables_of_words() -> set[str]:
    where = {
        "postgresql": "SELECT relname FROM pg_class WHERE relkind = 'r'",
        "sqlite": "SELECT name FROM sqlite_master",
    }
    with connection.cursor() as cursor:
        cursor.execute(where[connection.vendor])
        return {name for (name,) in cursor.fetchall() if "social_words" in name}


@pytest.mark.usefixtures("in_parts")
def test_words_of_a_large_file_lie_in_parts_of_their_own_and_are_found(mission: Mission, dana: User) -> None:
    before = tables_of_words()
    taken_in(mission, table(*(row(number, text=f"Қала {number}") for number in range(5)), row(1)), dana)
    assert len(tables_of_words() - before) == (3 if connection.vendor == "postgresql" else 0)
    assert with_words(SocialPost.objects.all(), "ҚАЛА").count() == 4
    assert with_words(SocialPost.objects.all(), "post 1").count() == 1
    taken_in(mission, table(row(7, text="Қала тағы")), dana)
    assert with_words(SocialPost.objects.all(), "ҚАЛА").count() == 5
    rebuild_words()
    assert with_words(SocialPost.objects.all(), "қал").count() == 5


@pytest.mark.usefixtures("in_parts")
def test_parts_of_words_are_gone_with_the_file_that_failed(mission: Mission, dana: User) -> None:
    before = tables_of_words()
    rows = [row(number, f"a{number}") for number in range(7)]
    refused(mission, table(*rows, row(8, reactions="many")), dana)
    assert tables_of_words() == before


@pytest.mark.usefixtures("in_parts")
def test_parts_of_words_are_gone_where_the_posts_fail_at_the_end(
    mission: Mission, dana: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = tables_of_words()
    file = begin_reading(file=kept(mission, table(*map(row, range(5))), dana), now=NOW)

    def fails(*_args: object, **_more: object) -> None:
        raise OSError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr(social_taking_in, "write_trail", fails)
        with pytest.raises(OSError, match="full"):
            take_file_in(file=file, by=dana, clock=lambda: NOW)
    assert (tables_of_words(), SocialPost.objects.count()) == (before, 0)
    taken_in(mission, table(*map(row, range(5))), dana)
    assert with_words(SocialPost.objects.all(), "post").count() == 5


AWKWARD = "C:\\new\tfolder \\N \\. \"quoted\", 'half'\r\nnext — Қазақша ß"


@pytest.mark.parametrize("text", [AWKWARD, "\\N", "\\.", "\\"])
def test_a_text_is_kept_to_the_letter_whatever_stands_in_it(mission: Mission, dana: User, text: str) -> None:
    taken_in(mission, table(row(1, text=text), row(2)), dana)
    assert list(SocialPost.objects.order_by("native_id").values_list("text", flat=True)) == [text, "Post 2"]


def test_reports_of_phones_are_not_kept_waiting_by_an_import(mission: Mission, dana: User) -> None:
    file = begin_reading(file=kept(mission, table(row(1)), dana), now=NOW)
    with CaptureQueriesContext(connection) as asked:
        take_file_in(file=file, by=dana, clock=lambda: NOW)
    locking = [one["sql"] for one in asked if " FOR " in one["sql"] and "UPDATE" in one["sql"]]
    assert not [sql for sql in locking if 'FROM "mission_mission"' in sql]


# ------------------------------------------------------------------ how far it is


@pytest.mark.usefixtures("in_pairs")
def test_how_far_a_file_is_grows_to_the_end(mission: Mission, dana: User) -> None:
    file = begin_reading(file=kept(mission, table(*map(row, range(20))), dana), now=NOW)
    told: list[float] = []
    take_file_in(file=file, by=dana, clock=lambda: NOW, progress=told.append)
    assert told == sorted(told)
    assert told[-1] == pytest.approx(1)
    assert len({share for share in told if share > told[0]}) > 8


def test_a_page_sees_how_far_a_file_is_that_another_takes_in(mission: Mission, dana: User) -> None:
    file = begin_reading(file=kept(mission, table(row(1)), dana), now=NOW)
    with transaction.atomic():
        beat(file, NOW + timedelta(seconds=5), 0.8)
        assert last_sign(file) == (NOW + timedelta(seconds=5), 800)
    take_file_in(file=file, by=dana, clock=lambda: NOW)
    file.refresh_from_db()
    assert last_sign(file) == (NOW, 1000)
