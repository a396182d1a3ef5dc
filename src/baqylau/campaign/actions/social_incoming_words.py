"""The words of posts on their way in, so that a search finds them (:mod:`baqylau.campaign.social_words`)."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from baqylau.campaign.actions.social_incoming import ROOM, execute
from baqylau.campaign.models import PostFile
from baqylau.campaign.reading_apart import APART

WORDS_AT_ONCE = 96 * 2**20
POSTS_AT_ONCE = 100_000
POSTS_OF_A_PART, MOST_PARTS, MOST_GIVEN = 250_000, 1_000, 10
"""Of a large file on PostgreSQL: posts of a part, its parts, and batches that wait to be written."""


class Words:
    """Whoever takes the words of a file, in the transaction in which its posts go over."""

    def take(self) -> None:
        """The words of the posts that wait and are new."""

    def close(self) -> None:
        """No more will be taken."""

    def finish(self, told: Callable[[float], None], *, taken_back: bool) -> None:
        """All are found from now on, but for posts that were taken back."""

    def give_up(self) -> None:
        """Call it after the transaction of the posts has failed."""


class PostgresWords(Words):
    """Those of a small file go into part 0, whose index grows with them."""

    def take(self) -> None:
        """The words of the posts that wait and are new."""
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO campaign_social_words (part, post_id, words)"
                " SELECT 0, id, array_to_tsvector(string_to_array(words, ' '))"
                " FROM incoming_posts WHERE post_id IS NULL"
            )

    def finish(self, told: Callable[[float], None], *, taken_back: bool) -> None:
        """All are found from now on, but for posts that were taken back."""
        if taken_back:
            _forget_taken_back("campaign_social_words")
        told(1.0)


class PostgresWordsApart(Words):
    """Those of a large file get parts of their own, written by a second connection.

    It makes the index of a part in one go while the next posts come in. Its transaction ends before that of
    the posts; the parts are of the table only from the end of theirs, and are dropped where that fails.
    """

    def __init__(self, file: PostFile) -> None:
        self.file = file
        self.parts = self.room = 0
        self.thread = ThreadPoolExecutor(1)
        self.given = deque([self.thread.submit(self._begin)])

    def take(self) -> None:
        """The words of the posts that wait and are new; not many wait for the second connection."""
        with (
            connection.cursor() as cursor,
            cursor.copy(
                "COPY (SELECT id, words FROM incoming_posts WHERE post_id IS NULL) TO STDOUT"
            ) as rows,
        ):
            lines = list(rows)
        self.given.append(self.thread.submit(self._write, lines))
        while len(self.given) > MOST_GIVEN:
            self.given.popleft().result()

    def close(self) -> None:
        """No more will be taken: the last index may be made."""
        self.given.append(self.thread.submit(self._end))

    def finish(self, told: Callable[[float], None], *, taken_back: bool) -> None:
        """All are found from now on, but for posts that were taken back."""
        while self.given:
            self.given.popleft().result()
        for part in range(self.parts):
            if taken_back:
                _forget_taken_back(self._table(part))
            execute(
                f"ALTER TABLE campaign_social_words ATTACH PARTITION {self._table(part)}"
                f" FOR VALUES IN ({self._value(part)})"
            )
        told(1.0)

    def give_up(self) -> None:
        """Call it after the transaction of the posts has failed."""
        self.thread.submit(self._undo).result()
        self.thread.shutdown()

    def _table(self, part: int) -> str:
        return f"campaign_social_words_{self.file.pk}_{part}"

    def _value(self, part: int) -> int:
        return -(self.file.pk * MOST_PARTS + part)

    # ------------------------------------------------------------------ by the second connection

    def _begin(self) -> None:
        connection.set_autocommit(False)
        execute(*ROOM["postgresql"][0])

    def _write(self, lines: Sequence[memoryview | bytes]) -> None:
        if self.room <= 0:
            self._next_part()
        self.room -= len(lines)
        with (
            connection.cursor() as cursor,
            cursor.copy(f"COPY {self._table(self.parts - 1)} (post_id, words) FROM STDIN") as copy,
        ):
            copy.write(b"".join(lines))

    def _next_part(self) -> None:
        self._index_last_part()
        table, value = self._table(self.parts), self._value(self.parts)
        execute(
            f"DROP TABLE IF EXISTS {table}",
            f"CREATE TABLE {table} (part bigint NOT NULL DEFAULT {value} CHECK (part = {value}),"
            " post_id bigint NOT NULL, words tsvector NOT NULL)",
        )
        self.parts += 1
        self.room = POSTS_OF_A_PART

    def _index_last_part(self) -> None:
        if self.parts:
            execute(f"CREATE INDEX ON {self._table(self.parts - 1)} USING gin (words)")

    def _end(self) -> None:
        self._index_last_part()
        connection.commit()
        connection.close()

    def _undo(self) -> None:
        connection.close()
        execute(*(f"DROP TABLE IF EXISTS {self._table(part)}" for part in range(self.parts)))
        connection.close()


def _forget_taken_back(table: str) -> None:
    execute(
        f"DELETE FROM {table} WHERE NOT EXISTS"  # noqa: S608
        " (SELECT 1 FROM campaign_socialpost post WHERE post.id = post_id)"
    )


class SQLiteWords(Words):
    """FTS5 takes them from the table of posts."""

    def __init__(self, file: PostFile) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(max(id), 0) FROM campaign_socialpost")
            self.after = int(cursor.fetchone()[0])

    def finish(self, told: Callable[[float], None], *, taken_back: bool) -> None:
        """All are found from now on. Many words at once are merged into the index, not each megabyte."""
        set_size = "INSERT INTO campaign_social_words (campaign_social_words, rank) VALUES ('hashsize', %s)"
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(max(id), 0) FROM campaign_socialpost")
            last = int(cursor.fetchone()[0])
            cursor.execute(set_size, [WORDS_AT_ONCE])
            for begin in range(self.after, last, POSTS_AT_ONCE):
                cursor.execute(
                    "INSERT INTO campaign_social_words (rowid, text) SELECT id, text FROM campaign_socialpost"
                    " WHERE id > %s AND id <= %s",
                    [begin, begin + POSTS_AT_ONCE],
                )
                told(min(1.0, (begin + POSTS_AT_ONCE - self.after) / (last - self.after)))
            cursor.execute(set_size, [2**20])


def words_of_file(file: PostFile) -> Words:
    """Those of a file on this database."""
    if connection.vendor == "sqlite":
        return SQLiteWords(file)
    return PostgresWordsApart(file) if file.file.size > APART else PostgresWords()
