"""What the other processes of a test do: ``python -m tests.trail.worker write 1``, and so on."""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from baqylau.site.commands import django_ready

ENTRIES = 40


class ChangeOfMind(Exception):
    """The transaction is given up."""


def write(writer: int) -> None:
    """Forty changes, of which some take long to commit and every fifth is given up."""
    from django.db import transaction

    from baqylau.accounts.models import User
    from baqylau.trail.record import record

    for number in range(ENTRIES):
        if number == ENTRIES // 2:
            print("half", flush=True)
            sys.stdin.readline()
        try:
            with transaction.atomic():
                change = {"writer": writer, "number": number}
                record("test.written", about=User(pk=writer), by=None, change=change)
                if number % 4 == writer % 4:
                    time.sleep(0.02)
                if number % 5 == 4:
                    raise ChangeOfMind
        except ChangeOfMind:
            pass


def sequence_until(stop: Path) -> None:
    """Sequence again and again until the file is there."""
    from django.utils import timezone

    from baqylau.trail.actions import checkpoint_for_publishing, sequence

    print("ready", flush=True)
    while not stop.exists():
        sequence(now=timezone.now())
        checkpoint_for_publishing(now=timezone.now())
        time.sleep(0.005)


def report() -> None:
    """What stands in the trail, as JSON."""
    from baqylau.trail.models import Batch, Entry
    from baqylau.trail.verify import verify

    entries = Entry.objects.order_by("position")
    changes = [json.loads(bytes(entry.body))["change"] for entry in entries]
    found = verify()
    print(
        json.dumps(
            {
                "positions": [entry.position for entry in entries],
                "written": [[change["writer"], change["number"]] for change in changes],
                "batches": Batch.objects.count(),
                "problems": [str(problem) for problem in found.problems],
            }
        )
    )


if __name__ == "__main__":
    django_ready()
    if sys.argv[1] == "write":
        write(int(sys.argv[2]))
    elif sys.argv[1] == "sequence":
        sequence_until(Path(sys.argv[2]))
    else:
        report()
