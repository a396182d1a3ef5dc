"""Searching the texts of a million posts by their words: each word, or the beginning of one, in any case.

Either database keeps ``campaign_social_words`` in its own kind: SQLite as a table of FTS5, PostgreSQL as one
of vectors with a GIN index, parted: part 0 has the posts of small files, a large file has parts of its own.
PostgreSQL is given the words as we find them, since it lowers only what its locale knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from baqylau.campaign.models import SocialPost
from baqylau.campaign.sources.post_cells import searched_words

MOST_WORDS = 8
REBUILT_AT_ONCE = 2_000
FEW = 5_000
"""So many posts are looked up one by one; more are found soon enough on the way through all posts."""


def words_of(text: str) -> list[str]:
    """The words asked for, as either index holds them."""
    return searched_words(text)[:MOST_WORDS]


def with_words(posts: QuerySet[SocialPost], text: str) -> QuerySet[SocialPost]:
    """The posts that have every word; of three letters and more also those that begin like it."""
    words = words_of(text)
    if not words:
        return posts.none()
    statement, asked = _found(words)
    with connection.cursor() as cursor:
        cursor.execute(f"{statement} LIMIT {FEW + 1}", [asked])
        keys = [row[0] for row in cursor.fetchall()]
    if len(keys) <= FEW:
        return posts.filter(pk__in=keys)
    return posts.filter(pk__in=RawSQL(statement, (asked,)))  # noqa: S611 - the words are a parameter


def _found(words: Sequence[str]) -> tuple[str, str]:
    """A statement that gives the keys of posts, and what it is asked."""
    if connection.vendor == "sqlite":
        return (
            "SELECT rowid FROM campaign_social_words WHERE campaign_social_words MATCH %s",
            " AND ".join(f'"{word}"{"*" if len(word) > 2 else ""}' for word in words),
        )
    return (
        "SELECT post_id FROM campaign_social_words WHERE words @@ %s::tsquery",
        " & ".join(f"'{word}'{':*' if len(word) > 2 else ''}" for word in words),
    )


def rebuild_words() -> None:
    """Index the words of all posts anew, where they came in by another way than an import."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("INSERT INTO campaign_social_words (campaign_social_words) VALUES ('rebuild')")
            return
        cursor.execute("TRUNCATE campaign_social_words")
        texts = (
            SocialPost.objects.order_by("pk").values_list("pk", "text").iterator(chunk_size=REBUILT_AT_ONCE)
        )
        while some := list(islice(texts, REBUILT_AT_ONCE)):
            with cursor.copy("COPY campaign_social_words (part, post_id, words) FROM STDIN") as copy:
                for key, text in some:
                    copy.write_row((0, key, " ".join(f"'{word}'" for word in searched_words(text))))
