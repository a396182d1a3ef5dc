"""What other processes of tests with a real server do: ``python -m tests.observation.killing prepare``."""

from __future__ import annotations

import hashlib
import json
import sys
from typing import Any

from baqylau.site.commands import django_ready

PHONES = 8


def prepare() -> dict[str, Any]:
    """A database with a mission, a form, and phones; their tokens."""
    from datetime import date

    from django.core.management import call_command
    from django.utils import timezone

    from baqylau.accounts.models import User
    from baqylau.election.models import Election
    from baqylau.mission.models import Membership, Mission
    from baqylau.observation.actions.phones import give_phone
    from baqylau.observation.keys import token_of
    from tests.observation.phones import phone_form
    from tests.observation.sending import in_team

    call_command("migrate", interactive=False, verbosity=0)
    election = Election.objects.create(
        code="made-up", country="xx", kind="parliament", day=date(2026, 3, 1), names={"en": "Made-up"}
    )
    mission = Mission.objects.create(slug="steppe", name="Steppe", election=election, kind="full")
    phone_form(mission)
    tokens = []
    for number in range(PHONES):
        user = User.objects.create_user(f"observer{number}", name=f"Observer {number}")
        member = in_team(Membership.objects.create(mission=mission, user=user, role="sto"), f"T{number // 2}")
        tokens.append(token_of(give_phone(membership=member, by=None, now=timezone.now())))
    return {"tokens": tokens}


def report() -> dict[str, Any]:
    """Each submission with the SHA-256 of its bytes and files, and what is not whole."""
    from baqylau.observation.models import Record, RecordVersion, Submission
    from baqylau.trail.models import Entry

    kept = {}
    for submission in Submission.objects.prefetch_related("attachments__file"):
        files = {
            one.name: hashlib.sha256(one.file.read()).hexdigest() for one in submission.attachments.all()
        }
        kept[submission.instance_id] = [hashlib.sha256(bytes(submission.body)).hexdigest(), files]
    told = Entry.objects.filter(action="observation.submission_received").values_list("object_id", flat=True)
    records = set(Record.objects.values_list("pk", flat=True))
    half = {
        "submissions without a record": Submission.objects.filter(record=None).count(),
        "records without a submission": Record.objects.filter(submissions=None).count(),
        "submissions without a version": Submission.objects.filter(version=None).count(),
        "records without a newest version": len(
            records - set(RecordVersion.objects.filter(is_newest=True).values_list("record", flat=True))
        ),
        "records the trail does not tell of": len(records ^ {int(pk) for pk in told}),
        "records twice": len(records) - len(kept),
    }
    return {"kept": kept, "half": {name: count for name, count in half.items() if count}}


if __name__ == "__main__":
    django_ready()
    json.dump({"prepare": prepare, "report": report}[sys.argv[1]](), sys.stdout)
