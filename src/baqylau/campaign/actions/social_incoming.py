"""Posts on their way in: checked ones wait in a table of this connection, then go over in one transaction.

The table that waits is temporary, so that nothing is to be seen of a file until all of it goes over.
PostgreSQL takes rows with COPY, SQLite with one prepared statement.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection

from baqylau.campaign.models import COUNTS, PostFile
from baqylau.campaign.social_sums import stored
from baqylau.campaign.sources.copy_lines import copy_lines
from baqylau.campaign.sources.post_rows import COLUMNS
from baqylau.campaign.sources.posts import FLAG_FIELDS

KEPT = COLUMNS[2:]
"""What goes over into the table of posts."""
NAMED = ("topic", "tone", "target")
"""Of which nothing said is null."""
KNOWN = ("place", "account_place", "native_id", *COUNTS, "post_id")
"""What is looked at of a post that the mission has already."""
_SAME = (
    "post.mission_id = %s AND post.platform = incoming_posts.platform"
    " AND post.native_id = incoming_posts.native_id"
)
_OTHER = " OR ".join(
    f"(known.{count} IS NOT NULL AND coalesce(post.{count}, -1) <> known.{count})" for count in COUNTS
)
ROOM = {
    "sqlite": (
        ("PRAGMA cache_size = -262144", "PRAGMA threads = 2"),
        ("PRAGMA cache_size = -2000", "PRAGMA threads = 0"),
    ),
    "postgresql": (
        ("SET work_mem = '128MB'", "SET maintenance_work_mem = '256MB'", "SET jit = off"),
        ("RESET work_mem", "RESET maintenance_work_mem", "RESET jit"),
    ),
}
"""More memory for a large file, and what a connection has otherwise: with SQLite's two MB indexes of a
million posts are read and written again and again; with PostgreSQL's four, sums are made on disk. SQLite
sorts with two more threads."""
STEPS_AT_ONCE, STEPS_OF_A_POST = 200_000, 215
"""After so many steps of its machine SQLite tells that it is alive; some so many are needed for a post."""


def goes_over_while_read() -> bool:
    """Whether rows go over while the next ones are read; on SQLite all others would have to wait so long."""
    return connection.vendor == "postgresql"


def lay_out() -> None:
    """The empty tables that wait: posts, those that are known, accounts."""
    take_away()
    postgres = connection.vendor == "postgresql"
    types = {
        "place": "bigint",
        "account_place": "integer",
        "published_at": "timestamptz" if postgres else "datetime",
        "day": "date",
        "post_id": "bigint",
        **dict.fromkeys(FLAG_FIELDS, "bool"),
        **dict.fromkeys(COUNTS, "bigint"),
    }
    keys = ", id bigint DEFAULT nextval(pg_get_serial_sequence('campaign_socialpost', 'id')), words text"
    columns, known = (
        ", ".join(f"{one} {types.get(one, 'text')}" for one in names) for names in (COLUMNS, KNOWN)
    )
    execute(
        *ROOM[connection.vendor][0],
        f"CREATE TEMPORARY TABLE incoming_posts ({columns}, post_id bigint{keys if postgres else ''})",
        f"CREATE TEMPORARY TABLE known_posts ({known})",
        "CREATE TEMPORARY TABLE incoming_accounts (place integer, account_id bigint)",
    )


def take_away() -> None:
    """Drop them, whatever happened."""
    tables = ("incoming_posts", "known_posts", "incoming_accounts")
    execute(*(f"DROP TABLE IF EXISTS {table}" for table in tables), *ROOM[connection.vendor][1])


def execute(*statements: str) -> None:
    """Run statements, one after the other."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def put(rows: Sequence[Sequence[Any]] | bytes) -> None:
    """More checked rows; PostgreSQL takes lines that it copies, which have the words too."""
    if isinstance(rows, bytes):
        _copy("incoming_posts", (*COLUMNS, "words"), rows)
    else:
        _insert("incoming_posts", COLUMNS, rows)


def put_accounts(accounts: Iterable[tuple[int, int]]) -> None:
    """Which account each place in the list of accounts is."""
    names, rows = ("place", "account_id"), list(accounts)
    if connection.vendor == "postgresql":
        _copy("incoming_accounts", names, copy_lines(list(zip(*rows, strict=True))))
    else:
        _insert("incoming_accounts", names, rows)


def _copy(table: str, columns: Sequence[str], lines: bytes) -> None:
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        copy.write(lines)


def _insert(table: str, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    names, marks = ", ".join(columns), ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        # Together, and without the lock that a transaction of Django's would take.
        cursor.execute("SAVEPOINT incoming")
        cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)  # noqa: S608
        cursor.execute("RELEASE incoming")


def leave_earlier_rows_out(*, known: bool = False) -> int:
    """Where what waits, or what is known, has a post more than once, the last row counts; how many do not."""
    table, same = ("known_posts", "post_id") if known else ("incoming_posts", "platform, native_id")
    with connection.cursor() as cursor:
        cursor.execute(
            f"DELETE FROM {table} WHERE place IN (SELECT place FROM (SELECT place, row_number() OVER"  # noqa: S608
            f" (PARTITION BY {same} ORDER BY place DESC) AS back FROM {table}) AS ranked WHERE back > 1)"
        )
        return int(cursor.rowcount)


def find_known(file: PostFile) -> int:
    """Put aside what the mission has already; how many rows of this file were taken back for later ones."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ANALYZE incoming_posts")
        cursor.execute(
            "UPDATE incoming_posts SET post_id = (SELECT post.id FROM campaign_socialpost post WHERE"  # noqa: S608
            f" {_SAME})",
            [file.mission_id],
        )
        cursor.execute(
            "DELETE FROM campaign_socialpost WHERE file_id = %s"
            " AND id IN (SELECT post_id FROM incoming_posts WHERE post_id IS NOT NULL)",
            [file.pk],
        )
        taken_back = int(cursor.rowcount)
        if taken_back:
            cursor.execute(
                "UPDATE incoming_posts SET post_id = NULL WHERE post_id NOT IN"
                " (SELECT post.id FROM incoming_posts JOIN campaign_socialpost post ON post.id = post_id)"
            )
        names = ", ".join(KNOWN)
        cursor.execute(
            f"INSERT INTO known_posts ({names}) SELECT {names} FROM incoming_posts"  # noqa: S608
            " WHERE post_id IS NOT NULL"
        )
        return taken_back


def of_another_account(most: int) -> list[tuple[int, str, str]]:
    """Known posts that the file gives to another account: place, number of the post, that account."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT known.place, known.native_id, account.handle FROM known_posts known"
            " JOIN incoming_accounts waiting ON waiting.place = known.account_place"
            " JOIN campaign_socialpost post ON post.id = known.post_id"
            " JOIN campaign_socialaccount account ON account.id = post.account_id"
            " WHERE post.account_id <> waiting.account_id ORDER BY known.place LIMIT %s",
            [most],
        )
        return list(cursor.fetchall())


def count_again(now: datetime) -> int:
    """Known posts get their new counts, the old ones are kept; how many had others."""
    names = ", ".join(COUNTS)
    set_counts = ", ".join(f"{one} = coalesce(known.{one}, post.{one})" for one in COUNTS)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO campaign_postcount (post_id, counted_at, {names})"  # noqa: S608
            f" SELECT post.id, post.counted_at, {', '.join(f'post.{one}' for one in COUNTS)}"
            " FROM known_posts known JOIN campaign_socialpost post ON post.id = known.post_id"
            f" WHERE {_OTHER}"
        )
        cursor.execute(
            f"UPDATE campaign_socialpost AS post SET {set_counts}, counted_at = %s"  # noqa: S608
            f" FROM known_posts known WHERE post.id = known.post_id AND ({_OTHER})",
            [stored(now)],
        )
        return int(cursor.rowcount)


def go_over(file: PostFile, now: datetime) -> int:
    """Waiting posts that are new become rows of the mission, the earliest first; how many."""
    names, key = ", ".join(KEPT), "id, " if connection.vendor == "postgresql" else ""
    values = ", ".join(f"nullif(incoming.{one}, '')" if one in NAMED else f"incoming.{one}" for one in KEPT)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO campaign_socialpost ({key}mission_id, account_id, {names},"  # noqa: S608
            " counted_at, file_id, version)"
            f" SELECT {key}%s, waiting.account_id, {values}, %s, %s, 1"
            " FROM incoming_posts incoming"
            " JOIN incoming_accounts waiting ON waiting.place = incoming.account_place"
            " WHERE incoming.post_id IS NULL ORDER BY incoming.published_at",
            [file.mission_id, stored(now), file.pk],
        )
        return int(cursor.rowcount)


def let_go() -> None:
    """Nothing waits any more. What PostgreSQL checks at the end of a transaction it checks now."""
    if connection.vendor == "postgresql":
        execute("TRUNCATE incoming_posts")
        connection.check_constraints()
    else:
        execute("DELETE FROM incoming_posts")


@contextmanager
def watched(posts: int, told: Callable[[float], None]) -> Iterator[None]:
    """SQLite tells how far a statement over so many posts is, by its steps; PostgreSQL says nothing."""
    if connection.vendor != "sqlite":
        yield
        return
    steps = 0

    def step() -> int:
        nonlocal steps
        steps += STEPS_AT_ONCE
        told(min(1.0, steps / (STEPS_OF_A_POST * max(1, posts))))
        return 0

    connection.ensure_connection()
    connection.connection.set_progress_handler(step, STEPS_AT_ONCE)
    try:
        yield
    finally:
        connection.connection.set_progress_handler(None, 0)


def look_through() -> None:
    """PostgreSQL learns what the table of posts is like now; SQLite asks nobody."""
    if connection.vendor == "postgresql":
        execute("ANALYZE campaign_socialpost")
