"""What every format is made from: the document in one language, its figures, and what was frozen with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property

from django.conf import settings
from django.utils import formats, timezone
from django.utils.translation import gettext, pgettext

from baqylau.reports import words
from baqylau.reports.methods.blocks import Document, Picture, Table, walk
from baqylau.reports.methods.register import Entry
from baqylau.trail.actions import footer


@dataclass(frozen=True)
class Edition:
    """A document with what stands around it. ``number`` 0: a draft that was not published.

    ``digest`` is that of the register of figures; ``checkpoint`` is the trail's, signed before.
    """

    document: Document
    entries: Sequence[Entry] = ()
    number: int = 0
    reason: str = ""
    made: datetime | None = None
    digest: str = ""
    checkpoint: str = ""
    address: str = ""
    embargo: str = field(default="")

    @cached_property
    def notes(self) -> Mapping[str, int]:
        """Name of a figure → its number in the annex."""
        return {entry.name: entry.number for entry in self.entries}

    @cached_property
    def places(self) -> Mapping[int, int]:
        """Identity of a table or a picture → its number. The data behind a picture are not numbered."""
        found: dict[int, int] = {}
        tables = pictures = 0
        behind: set[int] = set()
        for node in walk(self.document):
            if isinstance(node, Picture):
                pictures += 1
                found[id(node)] = pictures
                behind.add(id(node.data))
            elif isinstance(node, Table) and id(node) not in behind:
                tables += 1
                found[id(node)] = tables
        return found


def facts(edition: Edition) -> list[tuple[str, str]]:
    """Term and value at the head of a document."""
    document = edition.document
    rows = [(gettext("Mission"), document.mission), (gettext("Election"), document.election)]
    if document.dated:
        rows.append((gettext("Date"), day(document.dated)))
    if document.authoritative_language:
        rows.append((gettext("Authoritative language"), authoritative(document)))
    if edition.number:
        rows.append((gettext("Version"), version(edition)))
    if edition.number > 1 and edition.reason:
        rows.append((gettext("Why this version was published"), edition.reason))
    return [(term, value) for term, value in rows if value]


def picture_number() -> str:
    """What stands before the caption of a picture, its number left to be filled in."""
    return pgettext("a picture of a document", "Figure %(number)s")


def day(of: date) -> str:
    """A day as the language in use writes it."""
    return formats.date_format(of, "DATE_FORMAT")


def version(edition: Edition) -> str:
    """The number of the version and when it was published; that there is none of a draft."""
    if not edition.number:
        return gettext("Draft, not published")
    if edition.made is None:
        return words.whole(edition.number)
    at = formats.date_format(timezone.localtime(edition.made), "DATETIME_FORMAT")
    return gettext("%(number)s, published on %(at)s (UTC)") % {"number": edition.number, "at": at}


def authoritative(document: Document) -> str:
    """Which language counts where two differ, and whether it is this one."""
    code = document.authoritative_language
    name = str(dict(settings.LANGUAGES).get(code, code))
    if document.authoritative:
        return gettext("%(language)s (this one)") % {"language": name}
    return gettext("%(language)s; this is a translation") % {"language": name}


def foot(edition: Edition) -> str:
    """The line at the foot of each page: the trail's checkpoint in short, or that it is a draft."""
    return footer(edition.checkpoint) if edition.checkpoint else version(edition)


def running(edition: Edition) -> str:
    """The line at the head of each page."""
    return edition.document.title


def annex_text() -> str:
    """What the annex of figures is."""
    return gettext(
        "Each number in the text carries the number of its figure here. The line of sixty-four characters is "
        "the SHA-256 digest of the rows that the figure was counted from: the same rows give the same line."
    )


def trail_text() -> str:
    """What the checkpoint is good for."""
    return gettext(
        "The trail is the record of all actions. Whoever keeps this document can prove later, with its "
        "signed checkpoint, that nothing written before was altered or removed."
    )


def left_out(entry: Entry) -> str:
    """What was not counted in a figure, by reason, in words; "" where nothing was left out."""
    return "; ".join(f"{reason}: {count}" for reason, count in words.excluded_words(entry.excluded))


def count(entry: Entry) -> str:
    """A figure's count, "712 of 2,237"; the interval of an estimate, which counts nothing."""
    if entry.interval is not None:
        low, high = (words.per_cent(one) for one in entry.interval)
        return words.between(low, high)
    if entry.denominator is None:
        return words.whole(entry.numerator)
    return words.x_of_y(entry.numerator, entry.denominator)
