"""Searching the texts of a million posts by their words: each word, or the beginning of one, in any case.

Either database keeps an index of its own kind: SQLite a table of FTS5, PostgreSQL a GIN index. PostgreSQL
lowers only what its locale knows, so a function of our own lowers Cyrillic and Kazakh capitals.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from baqylau.campaign.models import SocialPost
from baqylau.core.text import search_key

FOLDED = "to_tsvector('simple', campaign_lowered(text))"
"""What PostgreSQL's index is on; the migration that makes the function has the same text."""
MOST_WORDS = 8


FEW = 5_000
"""So many posts are looked up one by one; more are found soon enough on the way through all posts."""


def words_of(text: str) -> list[str]:
    """The words asked for, as either index holds them."""
    return re.findall(r"\w+", search_key(text).replace("_", " "))[:MOST_WORDS]


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
        f"SELECT id FROM campaign_socialpost WHERE {FOLDED} @@ to_tsquery('simple', %s)",  # noqa: S608
        " & ".join(f"{word}{':*' if len(word) > 2 else ''}" for word in words),
    )


def rebuild_words() -> None:
    """Index the words of all posts anew, where they came in by another way than an import."""
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO campaign_social_words (campaign_social_words) VALUES ('rebuild')")
