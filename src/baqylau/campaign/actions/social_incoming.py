"""Posts on their way in: checked ones wait in a table of this connection, then go over in one transaction.

The table that waits is temporary, so that nothing is to be seen of a file until all of it goes over, and no
lock is held while a long file is read. PostgreSQL takes rows with COPY, SQLite with one prepared statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection

from baqylau.campaign.models import COUNTS, PostFile
from baqylau.campaign.social_sums import stored
from baqylau.campaign.sources.post_rows import COLUMNS
from baqylau.campaign.sources.posts import FLAG_FIELDS

KEPT = COLUMNS[2:]
"""What goes over into the table of posts."""
NAMED = ("topic", "tone", "target")
"""Of which nothing said is null."""
_SAME = "post.mission_id = %s AND post.platform = incoming.platform AND post.native_id = incoming.native_id"
_OTHER = " OR ".join(
    f"(incoming.{count} IS NOT NULL AND coalesce(post.{count}, -1) <> incoming.{count})" for count in COUNTS
)


ROOM = 256
"""MB of SQLite's memory for a large file: with the usual two, indexes of a million posts are read and written
again and again."""


WORDS_AT_ONCE = 96 * 2**20


def lay_out() -> None:
    """The empty tables that wait: one of posts, one of accounts."""
    take_away()
    give_room(ROOM)
    flag, moment = ("bool", "timestamptz") if connection.vendor == "postgresql" else ("bool", "datetime")
    types = {
        "place": "bigint",
        "account_place": "integer",
        "published_at": moment,
        "day": "date",
        **dict.fromkeys(FLAG_FIELDS, flag),
        **dict.fromkeys(COUNTS, "bigint"),
    }
    columns = ", ".join(f"{name} {types.get(name, 'text')}" for name in COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(f"CREATE TEMPORARY TABLE incoming_posts ({columns}, post_id bigint)")
        cursor.execute("CREATE TEMPORARY TABLE incoming_accounts (place integer, account_id bigint)")


def take_away() -> None:
    """Drop them, whatever happened."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS incoming_posts")
        cursor.execute("DROP TABLE IF EXISTS incoming_accounts")
    give_room(2)


def give_room(megabytes: int) -> None:
    """Let SQLite keep more of its file in memory; 2 is what it has by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size = {-1024 * megabytes}")


def put(rows: Sequence[Sequence[Any]]) -> None:
    """More checked rows."""
    _put("incoming_posts", COLUMNS, rows)


def put_accounts(accounts: Iterable[tuple[int, int]]) -> None:
    """Which account each place in the list of accounts is."""
    _put("incoming_accounts", ("place", "account_id"), list(accounts))


def _put(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    names = ", ".join(columns)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            # Together, and without the lock that a transaction of Django's would take.
            cursor.execute("SAVEPOINT incoming")
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608
            cursor.execute("RELEASE incoming")


def leave_earlier_rows_of_a_post_out() -> int:
    """Where a file has a post more than once, its last row counts; how many rows were left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM incoming_posts WHERE place IN (SELECT place FROM (SELECT place, row_number() OVER"
            " (PARTITION BY platform, native_id ORDER BY place DESC) AS back FROM incoming_posts) AS ranked"
            " WHERE back > 1)"
        )
        return int(cursor.rowcount)


def find_known(file: PostFile) -> None:
    """Note for each waiting post whether the mission has it already."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE incoming_posts")
        cursor.execute(
            "UPDATE incoming_posts SET post_id = (SELECT post.id FROM campaign_socialpost post WHERE"  # noqa: S608
            f" {_SAME.replace('incoming.', 'incoming_posts.')})",
            [file.mission_id],
        )


def of_another_account(most: int) -> list[tuple[int, str, str]]:
    """Known posts that the file gives to another account: place, number of the post, that account."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT incoming.place, incoming.native_id, account.handle FROM incoming_posts incoming"
            " JOIN incoming_accounts waiting ON waiting.place = incoming.account_place"
            " JOIN campaign_socialpost post ON post.id = incoming.post_id"
            " JOIN campaign_socialaccount account ON account.id = post.account_id"
            " WHERE post.account_id <> waiting.account_id ORDER BY incoming.place LIMIT %s",
            [most],
        )
        return list(cursor.fetchall())


def count_again(now: datetime) -> int:
    """Known posts get their new counts, the old ones are kept; how many had others."""
    names = ", ".join(COUNTS)
    set_counts = ", ".join(f"{one} = coalesce(incoming.{one}, post.{one})" for one in COUNTS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO campaign_postcount (post_id, counted_at, {names})"  # noqa: S608
            f" SELECT post.id, post.counted_at, {', '.join(f'post.{one}' for one in COUNTS)}"
            " FROM incoming_posts incoming JOIN campaign_socialpost post ON post.id = incoming.post_id"
            f" WHERE {_OTHER}"
        )
        cursor.execute(
            f"UPDATE campaign_socialpost AS post SET {set_counts}, counted_at = %s"  # noqa: S608
            f" FROM incoming_posts incoming WHERE post.id = incoming.post_id AND ({_OTHER})",
            [stored(now)],
        )
        return int(cursor.rowcount)


def go_over(file: PostFile, now: datetime) -> int:
    """New posts become rows of the mission, the earliest first; how many."""
    names = ", ".join(KEPT)
    values = ", ".join(f"nullif(incoming.{one}, '')" if one in NAMED else f"incoming.{one}" for one in KEPT)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO campaign_socialpost (mission_id, account_id, {names}, counted_at, file_id, version)"  # noqa: S608
            f" SELECT %s, waiting.account_id, {values}, %s, %s, 1"
            " FROM incoming_posts incoming"
            " JOIN incoming_accounts waiting ON waiting.place = incoming.account_place"
            " WHERE incoming.post_id IS NULL ORDER BY incoming.published_at",
            [file.mission_id, stored(now), file.pk],
        )
        return int(cursor.rowcount)


def last_post() -> int:
    """The key of the newest row of posts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) FROM campaign_socialpost")
        return int(cursor.fetchone()[0])


def index_words(after: int) -> None:
    """The words of posts after a key are found from now on; PostgreSQL's index does it by itself."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # Many words at once are merged into the index, not each megabyte of them.
            set_size = (
                "INSERT INTO campaign_social_words (campaign_social_words, rank) VALUES ('hashsize', %s)"
            )
            cursor.execute(set_size, [WORDS_AT_ONCE])
            cursor.execute(
                "INSERT INTO campaign_social_words (rowid, text) SELECT id, text FROM campaign_socialpost"
                " WHERE id > %s",
                [after],
            )
            cursor.execute(set_size, [2**20])


def days_touched() -> list[object]:
    """The local days of the waiting posts."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT day FROM incoming_posts")
        return [row[0] for row in cursor.fetchall()]
