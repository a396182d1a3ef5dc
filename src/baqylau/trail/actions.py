"""Sequencing: entries get their positions in the Merkle log, and checkpoints are signed.

Entries are written in the transactions of their changes and have no position then. A sequencer gives
positions to all rows that have none and that it can see, in batches. Rows of transactions that are still open
cannot be seen; they are sequenced later, also where their number or their time is earlier. What "everything
earlier" means is therefore: everything that was committed before the call began.

Sequencers exclude each other; nobody who writes entries waits for them (on SQLite, where the database lets
one write at a time, as long as one sequencing takes).
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext

from baqylau.core.problem import Problem, Refused
from baqylau.trail.keys import signer
from baqylau.trail.methods.merkle import Frontier, leaf_hash
from baqylau.trail.methods.note import BadNote, Checkpoint, Signer
from baqylau.trail.models import Batch, Entry

LARGEST_BATCH = 10_000
_LOCK = int.from_bytes(b"bq-trail")
"""The number of the advisory lock that sequencers take on PostgreSQL."""


@transaction.atomic
def sequence(*, now: datetime) -> int:
    """Give positions to the entries that have none and sign a checkpoint; the number of entries sequenced.

    Where another sequencer is at work, 0 at once: what is left is for the next time.
    """
    return _sequence(now) if _alone(wait=False) else 0


def checkpoint_for_publishing(*, now: datetime) -> str:
    """Sequence everything earlier and return the newest signed checkpoint, the text to print in a document.

    Call it before the transaction that publishes, never inside one (``RuntimeError``): a checkpoint that was
    signed in a transaction which then fails would promise a history that never came to be.
    """
    with transaction.atomic(durable=True):
        _alone(wait=True)
        _sequence(now)
        key = signer()
        last = Batch.objects.order_by("-first").first()
        return last.checkpoint if last else key.sign(_promise(key, Frontier()).text())


def footer(checkpoint: str) -> str:
    """A checkpoint's short form for the foot of a page: the log's size and the root's first characters."""
    read = Checkpoint.parse(checkpoint)
    return gettext("Trail: %(size)s entries, root %(root)s") % {
        "size": read.size,
        "root": read.text().split("\n")[2][:16],
    }


def _alone(*, wait: bool) -> bool:
    """Whether this transaction is now the only one that sequences, until it ends."""
    if connection.vendor != "postgresql":
        return True  # Transactions begin with SQLite's own write lock (settings: IMMEDIATE).
    with connection.cursor() as cursor:
        if wait:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            return True
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [_LOCK])
        return bool(cursor.fetchone()[0])


def _sequence(now: datetime) -> int:
    chunks = _without_position()
    first_chunk = next(chunks, None)
    if first_chunk is None:
        return 0
    key, frontier = signer(), Frontier()
    if (last := Batch.objects.order_by("-first").first()) is not None:
        frontier = frontier_after(last, key)
    start = frontier.size
    _add_batch(first_chunk, frontier, key, now)
    for chunk in chunks:
        _add_batch(chunk, frontier, key, now)
    return frontier.size - start


def _without_position() -> Iterator[list[tuple[int, bytes]]]:
    """Identifier and leaf hash of the rows without a position, in chunks that are sequenced one by one."""
    while True:
        rows = Entry.objects.filter(position=None).order_by("pk").values_list("pk", "body")[:LARGEST_BATCH]
        chunk = [(pk, leaf_hash(bytes(body))) for pk, body in rows.iterator(chunk_size=2000)]
        if chunk:
            yield chunk
        if len(chunk) < LARGEST_BATCH:
            return


def _add_batch(chunk: list[tuple[int, bytes]], frontier: Frontier, key: Signer, now: datetime) -> None:
    first = frontier.size
    with connection.cursor() as cursor:
        cursor.executemany(
            f"UPDATE {Entry._meta.db_table} SET position = %s WHERE id = %s",  # noqa: S608
            [(first + place, pk) for place, (pk, _) in enumerate(chunk)],
        )
    frontier.extend(leaf for _, leaf in chunk)
    Batch.objects.create(
        first=first,
        count=len(chunk),
        leaf_hashes=b"".join(leaf for _, leaf in chunk),
        frontier=frontier.to_bytes(),
        checkpoint=key.sign(_promise(key, frontier).text()),
        sequenced_at=now,
    )


def _promise(key: Signer, frontier: Frontier) -> Checkpoint:
    return Checkpoint(origin=key.name, size=frontier.size, root=frontier.root)


def frontier_after(batch: Batch, key: Signer) -> Frontier:
    """What to append to. It must lead to what was signed: a history that was altered is not continued."""
    try:
        frontier = Frontier.from_bytes(batch.first + batch.count, bytes(batch.frontier))
        signed_by_us = key.verifier.signed(batch.checkpoint)
        agrees = Checkpoint.parse(batch.checkpoint) == _promise(key, frontier)
    except (BadNote, ValueError):
        signed_by_us = True
        agrees = False
    if not signed_by_us:
        says = "The trail's last checkpoint was signed by another key than this installation's."
        raise Refused(Problem("T.102", says, "Bring the file signing_key back from a backup."))
    if not agrees:
        says = "The trail's last batch does not fit its signed checkpoint, so nothing was added to it."
        raise Refused(Problem("T.103", says, "Run 'baqylau trail verify', and bring back a backup."))
    return frontier
