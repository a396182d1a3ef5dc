"""The register of figures that goes with a publication: what each number is, for people and for programs.

An entry holds an aggregate and the digest of the rows behind it, never the rows; those are released apart,
and only by a decision (``methods.rows``).
"""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from baqylau.core.cells import in_a_cell


@dataclass(frozen=True, slots=True)
class Entry:
    """One figure of a publication.

    ``number`` is what the text carries beside it. ``wordings`` maps languages to what was counted, ``shown``
    to the words that stand for it. ``per_cent`` is the share as text where the mission's terms allow one.
    ``estimates`` says that it estimates the result of the election, so that it waits for the ban to end;
    ``interval`` is that of an estimate from a sample, in per cent. Its numerator is in millionths.
    """

    number: int
    name: str
    wordings: Mapping[str, str]
    numerator: int
    denominator: int | None
    source: str
    digest: str
    shown: Mapping[str, str] = field(default_factory=dict)
    per_cent: str | None = None
    excluded: Mapping[str, int] = field(default_factory=dict)
    estimates: bool = False
    interval: Sequence[str] | None = None

    def wording(self, language: str) -> str:
        """What was counted, in a language, else in whatever there is.

        >>> Entry(1, "queue", {"en": "A queue"}, 3, 12, "form", "0" * 64).wording("kk")
        'A queue'
        """
        return self.wordings.get(language) or next(iter(self.wordings.values()), "") or self.name

    def count(self) -> str:
        """The count without any language: "3/12", or "2280" where it is of no whole."""
        return str(self.numerator) if self.denominator is None else f"{self.numerator}/{self.denominator}"


def digest_of(entries: Iterable[Entry]) -> str:
    """SHA-256 over a line "name, tab, digest" for each figure, sorted by name.

    >>> digest_of([])[:12]
    'e3b0c44298fc'
    """
    lines = sorted(f"{entry.name}\t{entry.digest}\n" for entry in entries)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def entry_data(entry: Entry) -> dict[str, Any]:
    """An entry as it is kept with a publication."""
    return {**_line(entry), "estimates": entry.estimates}


def entry_from(data: Mapping[str, Any]) -> Entry:
    """The entry that ``entry_data`` gave."""
    renamed = {"wording": "wordings", "shown_as": "shown"}
    return Entry(**{renamed.get(name, name): value for name, value in data.items()})


def as_data(entries: Sequence[Entry], about: Mapping[str, Any]) -> dict[str, Any]:
    """The register as JSON: what it is ``about``, and a line for each figure."""
    return {"format": "baqylau-figures/1", **about, "figures": [_line(entry) for entry in entries]}


def _line(entry: Entry) -> dict[str, Any]:
    between = {} if entry.interval is None else {"interval": list(entry.interval)}
    return {
        "number": entry.number,
        "name": entry.name,
        "wording": dict(entry.wordings),
        "shown_as": dict(entry.shown),
        "numerator": entry.numerator,
        "denominator": entry.denominator,
        "per_cent": entry.per_cent,
        **between,
        "excluded": dict(entry.excluded),
        "source": entry.source,
        "digest": entry.digest,
    }


def as_csv(entries: Iterable[Entry], languages: Sequence[str]) -> str:
    """The register as CSV, with a column for each language and each reason for which rows were left out."""
    entries = list(entries)
    reasons = sorted({reason for entry in entries for reason in entry.excluded})
    header = ["number", "name", *(f"wording_{one}" for one in languages), "numerator", "denominator"]
    estimated = any(entry.interval is not None for entry in entries)
    header += ["per_cent", *(("interval_low", "interval_high") if estimated else ())]
    header += [*(f"excluded_{one}" for one in reasons), "source", "digest"]
    file = io.StringIO(newline="")
    writer = csv.writer(file)
    writer.writerow(header)
    for entry in entries:
        said = [entry.wordings.get(one, "") for one in languages]
        left_out = [entry.excluded.get(one, 0) for one in reasons]
        cells = [entry.number, entry.name, *said, entry.numerator, entry.denominator]
        between = (entry.interval or ("", "")) if estimated else ()
        cells += [entry.per_cent, *between, *left_out, entry.source, entry.digest]
        writer.writerow([in_a_cell(cell) for cell in cells])
    return file.getvalue()
