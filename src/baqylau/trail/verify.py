"""Finding out whether the trail still says what it said when it was signed, and which entry does not."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby

from django.db.models import F, QuerySet, TextField
from django.db.models.functions import Coalesce

from baqylau.core.problem import Problem, Refused
from baqylau.storage.snapshot import snapshot
from baqylau.trail.keys import signer
from baqylau.trail.methods.merkle import leaf_hash
from baqylau.trail.methods.note import BadNote, Checkpoint, Signer, find_checkpoint
from baqylau.trail.models import Entry
from baqylau.trail.reading import Leaf, LogReader

RESTORE = "Compare with a backup; do not correct the row by hand."
MOST_SHOWN = 100


@dataclass(frozen=True, slots=True)
class Report:
    """What a verification found. ``found`` counts all problems, of which the first are in ``problems``."""

    size: int
    root: bytes
    unsequenced: int
    found: int
    problems: tuple[Problem, ...]
    checkpoint: Checkpoint | None
    """The checkpoint that the log was compared with, where one was given."""

    @property
    def intact(self) -> bool:
        return not self.found


@dataclass(frozen=True, slots=True)
class _Misfit:
    """An entry whose hash is not the one signed for its position (``wanted``; None: none was signed)."""

    pk: int
    position: int
    hash: bytes
    wanted: Leaf | None


@dataclass(slots=True)
class _Found:
    """Problems, counted beyond the number that is kept."""

    problems: list[Problem] = field(default_factory=list)
    count: int = 0

    def add(self, code: str, says: str, remedy: str = RESTORE) -> None:
        self.count += 1
        if len(self.problems) < MOST_SHOWN:
            self.problems.append(Problem(code, says, remedy))


def verify(checkpoint: str | None = None, *, key: Signer | None = None) -> Report:
    """Check every entry and batch, and that the log continues the log of ``checkpoint``, an old document's.

    The memory it takes does not grow with an intact log. ``Refused`` where the text is no checkpoint.
    """
    old = read_checkpoint(checkpoint) if checkpoint is not None else None
    key = key or signer()
    with snapshot():
        reader = LogReader(key, stop_at=old.size if old else None)
        found = _Found()
        misfits, missing = _compare(reader, found)
        unsequenced = _check_unsequenced(found)
    for code, says in reader.problems:
        found.add(code, says)
    _explain(misfits, missing, found)
    if old is not None and checkpoint is not None:
        _check_old(old, find_checkpoint(checkpoint), reader, key, found)
    problems = tuple(found.problems)
    return Report(reader.size, reader.root, unsequenced, found.count, problems, old)


def read_checkpoint(text: str) -> Checkpoint:
    """The checkpoint in a text; ``Refused`` where there is none."""
    try:
        return Checkpoint.parse(find_checkpoint(text))
    except BadNote as bad:
        says = f"This is not a checkpoint: {bad}."
        remedy = "Give the file with the checkpoint, as a published document prints it."
        raise Refused(Problem("T.301", says, remedy)) from None


def _entries() -> Iterator[tuple[Entry, bytes]]:
    """The entries that have a position, in the order of the log, with their hashes."""
    for entry in _rows().exclude(position=None).order_by("position").iterator(chunk_size=2000):
        yield entry, leaf_hash(bytes(entry.body))


def _rows() -> QuerySet[Entry]:
    """Entries with their time as the database holds it: it may be no time any more.

    COALESCE changes nothing, but SQLite's driver reads the time only of a column that stands alone.
    """
    moment = F("written_at")
    return Entry.objects.defer("written_at").annotate(
        written=Coalesce(moment, moment, output_field=TextField())
    )


def _compare(reader: LogReader, found: _Found) -> tuple[list[_Misfit], list[Leaf]]:
    """Walk entries and signed leaf hashes side by side: misfits, and leaves that have no entry."""
    misfits: list[_Misfit] = []
    missing: list[Leaf] = []
    entries = _entries()
    entry, hashed = next(entries, (None, b""))
    for leaf in reader.leaves():
        while entry is not None and _position(entry) < leaf.position:
            misfits.append(_Misfit(entry.pk, _position(entry), hashed, None))
            entry, hashed = next(entries, (None, b""))
        if entry is None or _position(entry) > leaf.position:
            missing.append(leaf)
            continue
        if hashed != leaf.hash:
            misfits.append(_Misfit(entry.pk, leaf.position, hashed, leaf))
        else:
            _check_columns(entry, found)
        entry, hashed = next(entries, (None, b""))
    while entry is not None:
        misfits.append(_Misfit(entry.pk, _position(entry), hashed, None))
        entry, hashed = next(entries, (None, b""))
    return misfits, missing


def _position(entry: Entry) -> int:
    return entry.position if isinstance(entry.position, int) else -1


def _check_unsequenced(found: _Found) -> int:
    count = 0
    for entry in _rows().filter(position=None).order_by("pk").iterator(chunk_size=2000):
        count += 1
        _check_columns(entry, found)
    return count


def _check_columns(entry: Entry, found: _Found) -> None:
    """The columns that lists are made from say the same as the bytes that were signed."""
    try:
        body = json.loads(bytes(entry.body))
        body["at"] = datetime.fromisoformat(body["at"])
        different = [
            name
            for name, value in (
                ("action", entry.action),
                ("about", f"{entry.object_type}:{entry.object_id}"),
                ("at", _moment(vars(entry)["written"])),
                ("by", entry.by),
            )
            if body[name] != value
        ]
    except (ValueError, KeyError, TypeError):
        found.add("T.206", f"Entry {entry.pk}: its bytes are not an entry's.")
        return
    if different:
        says = (
            f"Entry {entry.pk}: the columns for {', '.join(different)} were altered; its bytes say otherwise."
        )
        found.add("T.205", says)


def _moment(written: object) -> datetime | None:
    """The time in a column, None where it holds none. SQLite keeps it as text, in UTC."""
    try:
        moment = written if isinstance(written, datetime) else datetime.fromisoformat(str(written))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _explain(misfits: list[_Misfit], missing: list[Leaf], found: _Found) -> None:
    """Say of each misfit whether it was altered, moved or inserted, and what was removed."""
    wanted: dict[bytes, list[int]] = defaultdict(list)
    for leaf in [*missing, *(misfit.wanted for misfit in misfits if misfit.wanted)]:
        wanted[leaf.hash].append(leaf.position)
    moved = {misfit.position: wanted[misfit.hash].pop(0) for misfit in misfits if wanted.get(misfit.hash)}
    present = set(moved.values())
    _explain_moved(moved, found)
    for misfit in misfits:
        if misfit.position in moved:
            if misfit.wanted and misfit.position not in present:
                found.add("T.202", f"The entry of position {misfit.position} was removed.")
        elif misfit.wanted is None:
            says = f"Entry {misfit.pk} was inserted at position {misfit.position}, or its batch was removed."
            found.add("T.204", says)
        elif misfit.position not in present:
            found.add("T.201", f"Entry {misfit.pk} (position {misfit.position}) was altered.")
        else:
            found.add("T.204", f"Entry {misfit.pk} was inserted at position {misfit.position}.")
    for leaf in missing:
        if leaf.position not in present:
            found.add("T.202", f"The entry of position {leaf.position} was removed.")


def _explain_moved(moved: dict[int, int], found: _Found) -> None:
    """Reordered entries, neighbours that moved together in one sentence."""
    runs = groupby(
        enumerate(sorted(moved.items())), lambda item: (item[1][1] - item[1][0], item[1][0] - item[0])
    )
    for _, items in runs:
        run = [pair for _, pair in items]
        (first, belongs), (last, _) = run[0], run[-1]
        if first == last:
            says = f"The entry at position {first} was moved there; it belongs at {belongs}."
        else:
            says = f"The entries at positions {first} to {last} were moved there, the first from {belongs}."
        found.add("T.203", says)


def _check_old(old: Checkpoint, note: str, reader: LogReader, key: Signer, found: _Found) -> None:
    """The log is the old one, continued."""
    try:
        if not key.verifier.signed(note):
            says = f"The checkpoint was signed by {old.origin}, and this installation is {key.name}."
            found.add("T.213", says, "Give one of this installation, or ask why its key was replaced.")
            return
    except BadNote:
        found.add("T.214", "The checkpoint's signature does not fit its text.", "Get the original document.")
        return
    if old.size > reader.size:
        says = f"The log holds {reader.size} entries, but it held {old.size}: the last ones were removed."
        found.add("T.211", says)
    elif reader.root_then != old.root:
        says = f"The first {old.size} entries are not those that the checkpoint was signed for."
        found.add("T.212", says)
