"""Searching the texts of a million posts by their words: each word, or the beginning of one, in any case.

Either database keeps an index of its own kind: SQLite a table of FTS5, PostgreSQL a GIN index. PostgreSQL
lowers only what its locale knows, so Cyrillic and Kazakh capitals are lowered by name.
"""

from __future__ import annotations

import re

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from baqylau.campaign.models import SocialPost
from baqylau.core.text import search_key

_CAPITALS = "".join(chr(code) for code in (*range(0x400, 0x430), *range(0x48A, 0x500)) if chr(code).isupper())
FOLDED = f"to_tsvector('simple', translate(text, '{_CAPITALS}', '{_CAPITALS.lower()}'))"
"""What PostgreSQL's index is on; the migration has the same text."""
MOST_WORDS = 8


def words_of(text: str) -> list[str]:
    """The words asked for, as either index holds them."""
    return re.findall(r"\w+", search_key(text).replace("_", " "))[:MOST_WORDS]


def with_words(posts: QuerySet[SocialPost], text: str) -> QuerySet[SocialPost]:
    """The posts that have every word, or one that begins like it; without a word there are none."""
    words = words_of(text)
    if not words:
        return posts.none()
    if connection.vendor == "sqlite":
        asked = " AND ".join(f'"{word}"*' for word in words)
        found = RawSQL(
            "SELECT rowid FROM campaign_social_words WHERE campaign_social_words MATCH %s", (asked,)
        )
        return posts.filter(pk__in=found)
    asked = " & ".join(f"{word}:*" for word in words)
    found = RawSQL(  # noqa: S611 - the words are a parameter
        f"SELECT id FROM campaign_socialpost WHERE {FOLDED} @@ to_tsquery('simple', %s)",  # noqa: S608
        (asked,),
    )
    return posts.filter(pk__in=found)
