"""Character sets that text arrives in, by the names that programs give them."""

from __future__ import annotations

import codecs
import re

_TEXT = re.compile(
    r"utf-?8|utf-?16([-_]?[bl]e)?|us-ascii|ascii|iso[-_]?8859[-_]\d{1,2}|latin-?1|(windows-|cp)125\d|koi8-?[ru]",
    re.IGNORECASE,
)


def known_charset(named: str) -> str:
    """Python's name for a character set; "" for one that text never arrives in.

    >>> known_charset("UTF16-BE"), known_charset("koi8-r"), known_charset("idna"), known_charset("")
    ('utf-16-be', 'koi8-r', '', '')
    """
    folded = named.strip()
    if not _TEXT.fullmatch(folded):
        return ""
    try:
        return codecs.lookup(re.sub("utf16", "utf-16", folded, flags=re.IGNORECASE)).name
    except LookupError:
        return ""
