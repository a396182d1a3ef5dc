"""The words of posts on their way in, so that a search finds them (:mod:`baqylau.campaign.social_words`)."""

from __future__ import annotations

from collections.abc import Callable

from django.db import connection

from baqylau.campaign.models import PostFile
from baqylau.campaign.reading_apart import APART

WORDS_AT_ONCE = 96 * 2**20
POSTS_AT_ONCE = 100_000


class PostgresWords:
    """Those of a large file get a part of the table of words, with an index made in one go."""

    def __init__(self, file: PostFile) -> None:
        self.part = file.pk if file.file.size > APART else 0
        self.table = f"campaign_social_words_{self.part}"
        if self.part:
            with connection.cursor() as cursor:
                cursor.execute(f"CREATE TABLE {self.table} (LIKE campaign_social_words)")

    def take(self) -> None:
        """The words of the posts that wait and are new."""
        with connection.cursor() as cursor:
            cursor.execute(
                f"INSERT INTO {self.table} (part, post_id, words)"  # noqa: S608
                " SELECT %s, id, array_to_tsvector(string_to_array(words, ' '))"
                " FROM incoming_posts WHERE post_id IS NULL",
                [self.part],
            )

    def finish(self, told: Callable[[float], None], *, taken_back: bool) -> None:
        """All are found from now on, but for posts that were taken back."""
        with connection.cursor() as cursor:
            if taken_back:
                cursor.execute(
                    f"DELETE FROM {self.table} WHERE NOT EXISTS"  # noqa: S608
                    " (SELECT 1 FROM campaign_socialpost post WHERE post.id = post_id)"
                )
            if self.part:
                cursor.execute(
                    f"ALTER TABLE campaign_social_words ATTACH PARTITION {self.table}"
                    f" FOR VALUES IN ({self.part})"
                )
        told(1.0)


class SQLiteWords:
    """FTS5 takes them from the table of posts."""

    def __init__(self, file: PostFile) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT coalesce(max(id), 0) FROM campaign_socialpost")
            self.after = int(cursor.fetchone()[0])

    def take(self) -> None:
        """Nothing yet."""

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


def words_of_file(file: PostFile) -> PostgresWords | SQLiteWords:
    """Whoever takes the words of a file on this database, in the transaction in which its posts go over."""
    return PostgresWords(file) if connection.vendor == "postgresql" else SQLiteWords(file)
